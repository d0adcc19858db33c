//! `test` blocks, checked: a script of rows and watermarks, and what must come out.

use super::step::StepId;
use crate::span::Span;
use crate::types::Type;
use crate::value::Value;
use serde::Serialize;

/// One `test`.
#[derive(Debug, Clone, Serialize)]
pub struct Test {
    /// Its title.
    pub name: String,
    /// In the order of the text. Behind the last one every source ends.
    pub script: Vec<Action>,
    /// What must hold at the end.
    pub expectations: Vec<Expectation>,
    /// Parameters the test sets; the others have their defaults.
    pub settings: Vec<(super::ParamId, Value)>,
    /// The block.
    pub span: Span,
}

/// A line of the script.
#[derive(Debug, Clone, Serialize)]
pub enum Action {
    /// `given`: a row of a source. Field values in the order of the record; the source's watermark rule applies (that of the arm
    /// that the settings choose).
    Row {
        /// A [`super::Operator::Source`].
        source: StepId,
        /// One a field.
        values: Vec<Value>,
        /// The row's text.
        span: Span,
    },
    /// `advance to T`: the watermark of every source becomes at least this (µs since the epoch).
    Advance {
        /// Microseconds since the epoch.
        to_us: i64,
    },
}

/// What must hold.
#[derive(Debug, Clone, Serialize)]
pub enum Expectation {
    /// `expect name [rows]`: rows of the step are these.
    Rows {
        /// The step, by its `let` or source name, or `Late`, `Errors` of it.
        step: StepId,
        /// As the user wrote it: `delays`, `delays.late`.
        name: String,
        /// Names of the columns that the rows give, with the types values are given in. Without `matches`: all visible columns of the step (hidden ones may be added: `window_start`…).
        columns: Vec<ExpectedColumn>,
        /// One value a column.
        rows: Vec<Vec<Value>>,
        /// Order counts.
        in_order: bool,
        /// `matches`: each given row is found, others may be there.
        subset: bool,
        /// The clause.
        span: Span,
    },
    /// `expect error "…"`: the run fails with a message that contains this.
    Error {
        /// Part of the message.
        contains: String,
        /// The clause.
        span: Span,
    },
}

/// A column that an expectation speaks of.
#[derive(Debug, Clone, Serialize)]
pub struct ExpectedColumn {
    /// Index in the step's schema.
    pub column: usize,
    /// Its type there.
    pub ty: Type,
}
