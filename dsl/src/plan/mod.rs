//! The typed plan: what a pipeline means, with every name resolved, every type known and every coercion written out.
//!
//! The checker makes it, the interpreter runs it, the compiler optimises and emits it. It is a directed acyclic graph in a
//! vector: a step's inputs always stand before it.
//!
//! Reading order: [`step`] (steps and what flows between them), [`operator`], [`connector`], [`expr`], [`test`](mod@test), [`live`] (what is read).

pub mod connector;
pub mod expr;
pub mod live;
pub mod operator;
pub mod step;
pub mod test;

pub use connector::*;
pub use expr::*;
pub use operator::*;
pub use step::*;
pub use test::*;

use crate::span::Span;
use crate::types::{EnumId, RecordId, Type};
use crate::value::Value;
use serde::Serialize;

/// A whole program.
#[derive(Debug, Clone, Serialize)]
pub struct Pipeline {
    /// Names the binary: the `pipeline` line, or the file's stem.
    pub name: String,
    /// The `//!` text.
    pub doc: String,
    /// Declared records, then the ones the compiler made.
    pub records: Vec<Record>,
    /// Declared enums.
    pub enums: Vec<Enum>,
    /// Parameters in the order of declaration.
    pub params: Vec<Param>,
    /// Topological order: inputs before the steps that read them.
    pub steps: Vec<Step>,
    /// `test` blocks.
    pub tests: Vec<Test>,
}

/// A `record`.
#[derive(Debug, Clone, Serialize)]
pub struct Record {
    /// As declared.
    pub name: String,
    /// The `///` text.
    pub doc: String,
    /// In order of declaration.
    pub fields: Vec<Field>,
}

/// A field of a record.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    /// As declared; also its name in CSV headers and JSON objects.
    pub name: String,
    /// `@was("old")`: the names it had.
    pub was: Vec<String>,
    /// Its type.
    pub ty: Type,
}

/// An `enum`.
#[derive(Debug, Clone, Serialize)]
pub struct Enum {
    /// As declared.
    pub name: String,
    /// Variants in order; the text of a variant in CSV and JSON is its name.
    pub variants: Vec<String>,
}

/// A `param`. Its value is fixed when the job starts.
#[derive(Debug, Clone, Serialize)]
pub struct Param {
    /// `--set NAME=VALUE`, `WEIR_NAME`.
    pub name: String,
    /// The `///` text.
    pub doc: String,
    /// A scalar type.
    pub ty: Type,
    /// Taken where nothing is set; `None`: must be set.
    pub default: Option<Value>,
    /// Never shown, logged or stored.
    pub secret: bool,
    /// The declaration.
    pub span: Span,
}

/// Index into [`Pipeline::params`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ParamId(pub usize);

impl Pipeline {
    /// The step with this id.
    pub fn step(&self, id: StepId) -> &Step {
        &self.steps[id.0]
    }

    /// The record with this id.
    pub fn record(&self, id: RecordId) -> &Record {
        &self.records[id.0]
    }

    /// The enum with this id.
    pub fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[id.0]
    }

    /// The type as a user writes it.
    pub fn type_name(&self, ty: &Type) -> String {
        match ty {
            Type::Record(id) => self.record(*id).name.clone(),
            Type::Enum(id) => self.enumeration(*id).name.clone(),
            Type::Optional(inner) => format!("{}?", self.type_name(inner)),
            other => other.to_string(),
        }
    }
}
