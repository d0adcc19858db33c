//! Typed expressions. Every coercion is a node; both sides of an operator have one type; null is handled where it is written.
//!
//! An evaluation either gives a value of [`Expr::ty`] or fails with a record error (see [`Failure`]).

use super::ParamId;
use crate::span::Span;
use crate::types::Type;
use crate::value::Value;
use serde::Serialize;

/// A typed expression.
#[derive(Debug, Clone, Serialize)]
pub struct Expr {
    /// What it computes.
    pub kind: ExprKind,
    /// Type of the result.
    pub ty: Type,
    /// Its text.
    pub span: Span,
}

/// The node.
#[derive(Debug, Clone, Serialize)]
pub enum ExprKind {
    /// A constant of the type.
    Literal(Value),
    /// A column of the input, by index.
    Column(usize),
    /// A parameter.
    Param(ParamId),
    /// Field of a record. Where the base is `T?` (`base?.field`), null where it is null.
    Field(Box<Expr>, usize),
    /// A record made of one expression a field.
    Record(Vec<Expr>),
    /// `-x` (checked) or `!x`.
    Unary(UnaryOp, Box<Expr>),
    /// Both sides have one type, except: timestamp ± duration, timestamp − timestamp, duration × or ÷ integer (i64), date ± duration is not there.
    /// Decimal `+ −` and comparisons have equal scales on both sides (see `Cast`); `*` adds scales; `/` and `%`: see [`BinaryOp`].
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// Changes the type to [`Expr::ty`], see [`Expr::cast_fails`].
    Cast(Box<Expr>),
    /// `x == null`.
    IsNull(Box<Expr>),
    /// Known not to be null here: a `T?` as a `T`. Never fails.
    Unwrap(Box<Expr>),
    /// A `T` as a `T?`.
    Wrap(Box<Expr>),
    /// `a ?? b`: `b` where `a` is null or fails. `a` may be `T?` or `T`; the result has the type of `b`.
    OrElse(Box<Expr>, Box<Expr>),
    /// `if c { a } else { b }`: only the taken side is evaluated.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// A built-in function, resolved.
    Call(Call, Vec<Expr>),
    /// The same for every row of a run: of literals and parameters. The checker makes none; the optimiser marks them, so that a job computes them once, before its first
    /// row. One that fails does so for each row that comes to it.
    Fixed(Box<Expr>),
}

/// A built-in function resolved for its argument types. Found by [`Call::symbol`] in `dsl::functions` and in `weir_runtime::functions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// Name in the language.
    pub name: &'static str,
    /// Name of the Rust function for these types: `abs_i64`.
    pub symbol: &'static str,
    /// Static extra arguments, passed last, as `i64`s: scales of decimals and the like.
    pub constants: Vec<i64>,
    /// May give a record error: the Rust function returns `Result<T, Failure>`.
    pub fallible: bool,
    /// The result is a new string: the Rust function takes the scratch arena first and returns `&str` in it.
    pub scratch: bool,
}

/// Unary operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum UnaryOp {
    Negate,
    Not,
}

/// Binary operators. Integer arithmetic is checked in the type of the operands; `/` truncates toward zero, by zero fails. f64 follows IEEE and never fails, save
/// `/` and `%` by zero, which fail. Decimal `/` gives scale max(s1, 6) half-even, operands as they are. `And`, `Or` evaluate the right side only when needed. Strings: `+` joins, comparison by bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}

/// Why an evaluation failed: a record error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// A result does not fit its type.
    Overflow,
    /// `/` or `%` by zero.
    DivisionByZero,
    /// A cast of a value that the target type cannot hold or a text that does not parse.
    Cast,
    /// An argument a function is not defined for.
    Argument,
    /// What `time` is of a row is null.
    NoTime,
}

impl Failure {
    /// The words of the message, the same in interpreter and job.
    pub fn message(self) -> &'static str {
        match self {
            Failure::Overflow => "the result is out of range",
            Failure::DivisionByZero => "division by zero",
            Failure::Cast => "the value cannot be converted",
            Failure::Argument => "the function is not defined for this argument",
            Failure::NoTime => "the row has no time: what `time` is of it is null",
        }
    }
}

impl Expr {
    /// Whether a cast between the types can fail at run time, or `None` where there is no such cast. Between integers: fails out of range.
    /// Integer → f64 never (nearest), f64 → integer truncates, fails out of range or NaN. Integer → decimal(p, s), decimal → decimal: half-even,
    /// fails over p digits (never, where p − s cannot be exceeded). Decimal → f64 never; f64 → decimal half-even, fails out of range. Decimal → integer truncates,
    /// checked. Anything scalar → string never. String → number, bool, timestamp, date, enum: parses, fails. Timestamp → date (UTC) never,
    /// date → timestamp (midnight UTC) never. Enum → string never. Any optional source type → optional target: null stays null.
    pub fn cast_fails(from: &Type, to: &Type) -> Option<bool> {
        super::expr::cast::fails(from, to)
    }
}

mod cast;
