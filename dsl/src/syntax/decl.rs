//! The tree of a file and its declarations.

use super::connector::Choice;
use super::expr::Expr;
use super::operator::Operator;
use super::test::Test;
use crate::span::Span;

/// A name where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The word.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A step or one of its outputs: `delays`, `delays.late`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// At least one.
    pub parts: Vec<Name>,
    /// All of it.
    pub span: Span,
}

impl Path {
    /// As written.
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
    }
}

/// A whole file.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// The `//!` lines.
    pub doc: String,
    /// The `pipeline` line.
    pub pipeline: Option<PipelineLine>,
    /// In the order of the text.
    pub declarations: Vec<Declaration>,
}

/// `pipeline name { warn lint, … }`
#[derive(Debug, Clone)]
pub struct PipelineLine {
    /// Names the binary.
    pub name: Name,
    /// Lint levels.
    pub lints: Vec<LintLevel>,
}

/// `deny silent_loss`
#[derive(Debug, Clone)]
pub struct LintLevel {
    /// What is to happen.
    pub level: Level,
    /// The lint.
    pub lint: Name,
}

/// What happens when a lint fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Nothing.
    Allow,
    /// A warning: the default.
    Warn,
    /// An error.
    Deny,
}

/// A declaration with what stands before it.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// The `///` lines.
    pub doc: String,
    /// `@id("…")`, `@was("…")`.
    pub attributes: Vec<Attribute>,
    /// Which.
    pub kind: DeclarationKind,
    /// All of it, without the documentation.
    pub span: Span,
}

/// `@was("old")`
#[derive(Debug, Clone)]
pub struct Attribute {
    /// `id` or `was`; others are refused when checked.
    pub name: Name,
    /// The text in it.
    pub value: String,
}

/// A declaration.
#[derive(Debug, Clone)]
pub enum DeclarationKind {
    /// `use path::{A, b}`
    Use(Use),
    /// `record R { … }`
    Record(Record),
    /// `enum E { … }`
    Enum(Enum),
    /// `param p: type = default`
    Param(Param),
    /// `source s: R = connector { … }`
    Source(Source),
    /// `table t: R key k = connector { … }`
    Table(Table),
    /// `let x = from …`
    Let(Let),
    /// `fn f(a: T) -> T = expr`
    Function(Function),
    /// `rust fn`, `rust async fn`, `rust aggregate`, `rust process`
    Rust(Rust),
    /// `from x |> … |> into …`
    Statement(Flow),
    /// `test "…" { … }`
    Test(Test),
    /// Did not parse; reported already. Its name, where it has one, is not unknown to others.
    Broken(Option<String>),
}

/// `use path::{A, b}`
#[derive(Debug, Clone)]
pub struct Use {
    /// The file without `.weir`, relative to this one.
    pub path: Name,
    /// What is taken from it.
    pub names: Vec<Name>,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeExpr {
    /// The type without `?`.
    pub kind: TypeKind,
    /// Whether `?` stands behind it.
    pub optional: bool,
    /// All of it.
    pub span: Span,
}

/// The forms of types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeKind {
    /// `i64`, `Flight`
    Name(String),
    /// `decimal(10, 2)`: the name before the parenthesis, precision, scale.
    Decimal(String, u64, u64),
    /// `list<T>`, `map<K, V>`
    Generic(String, Vec<TypeExpr>),
}

/// `record R { … }`
#[derive(Debug, Clone)]
pub struct Record {
    /// Its name.
    pub name: Name,
    /// In order.
    pub fields: Vec<Field>,
}

/// A field of a record.
#[derive(Debug, Clone)]
pub struct Field {
    /// The `///` lines.
    pub doc: String,
    /// `@was("old")`
    pub attributes: Vec<Attribute>,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
}

/// `enum E { a, b }`
#[derive(Debug, Clone)]
pub struct Enum {
    /// Its name.
    pub name: Name,
    /// In order.
    pub variants: Vec<Name>,
}

/// `param p: type = default`
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// What it is when nobody sets it.
    pub default: Option<Expr>,
    /// Whether `secret` stands before it.
    pub secret: bool,
}

/// `source s: R = connector { … }`
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name.
    pub name: Name,
    /// The record of its rows.
    pub record: Name,
    /// From where.
    pub connector: Choice,
}

/// `table t: R key k version v = connector { … }`
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// The record of its rows.
    pub record: Name,
    /// Fields that name a row.
    pub key: Vec<Name>,
    /// The field that orders versions of a row.
    pub version: Option<Name>,
    /// From where.
    pub connector: Choice,
}

/// `let x = from …`
#[derive(Debug, Clone)]
pub struct Let {
    /// Its name.
    pub name: Name,
    /// What it names.
    pub flow: Flow,
}

/// `from x |> … |> …`
#[derive(Debug, Clone)]
pub struct Flow {
    /// Where rows come from.
    pub from: Path,
    /// In order.
    pub steps: Vec<Operator>,
    /// All of it.
    pub span: Span,
}

/// `fn f(a: T) -> T = expr`
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name.
    pub name: Name,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its result.
    pub result: TypeExpr,
    /// What it computes.
    pub body: Expr,
}

/// `a: T`
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
}

/// Rust in a pipeline.
#[derive(Debug, Clone)]
pub struct Rust {
    /// Its name.
    pub name: Name,
    /// Which form.
    pub form: RustForm,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its result.
    pub result: TypeExpr,
    /// `deterministic`, `fallible`.
    pub modifiers: Vec<Name>,
    /// The body with its braces, or a path.
    pub body: Name,
}

/// The forms of Rust declarations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RustForm {
    /// `rust fn`
    Function,
    /// `rust async fn`
    AsyncFunction,
    /// `rust aggregate`
    Aggregate,
    /// `rust process`
    Process,
}

impl RustForm {
    /// The words that open it.
    pub fn words(self) -> &'static str {
        match self {
            RustForm::Function => "rust fn",
            RustForm::AsyncFunction => "rust async fn",
            RustForm::Aggregate => "rust aggregate",
            RustForm::Process => "rust process",
        }
    }
}
