//! Expressions as written.

use super::decl::{Name, TypeExpr};
use crate::span::Span;

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// Which.
    pub kind: ExprKind,
    /// Its text.
    pub span: Span,
}

/// The forms of expressions.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// `1`, `"a"`, `10s`, `null`, …
    Literal(Literal),
    /// A column, parameter, enum or variant.
    Name(String),
    /// `a.b`; `a?.b` where `safe`.
    Field {
        /// Before the dot.
        base: Box<Expr>,
        /// Behind it.
        name: Name,
        /// `?.`
        safe: bool,
    },
    /// `f(a, b: c)`
    Call(Name, Vec<Argument>),
    /// `-a`
    Negate(Box<Expr>),
    /// `!a`
    Not(Box<Expr>),
    /// `a + b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a as T`
    Cast(Box<Expr>, TypeExpr),
    /// `if c { a } else { b }`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// A literal that has no value; reported already.
    Broken,
}

/// `a`, or `tz: a`
#[derive(Debug, Clone)]
pub struct Argument {
    /// For named arguments.
    pub name: Option<Name>,
    /// What is passed.
    pub value: Expr,
}

/// A column: `a`, `b: e`
#[derive(Debug, Clone)]
pub struct Column {
    /// Given, or taken from the expression.
    pub name: Option<Name>,
    /// What it is.
    pub value: Expr,
}

/// A literal with its value.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `1_000`
    Integer(i128),
    /// `0.908`: 908 with scale 3.
    Number {
        /// All digits.
        mantissa: i128,
        /// Digits behind the point.
        scale: u8,
    },
    /// `"a"`, escapes resolved.
    String(String),
    /// `true`
    Bool(bool),
    /// `null`
    Null,
    /// `10s`: microseconds.
    Duration(i64),
    /// `64MiB`
    Bytes(i64),
    /// `2013-01-01T10:00:00Z`: microseconds since the epoch.
    Timestamp(i64),
    /// `2013-01-01`: days since the epoch.
    Date(i32),
}

/// Operators between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum BinaryOp {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    OrElse,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl BinaryOp {
    /// As written.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Or => "||",
            BinaryOp::And => "&&",
            BinaryOp::Equal => "==",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessOrEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterOrEqual => ">=",
            BinaryOp::OrElse => "??",
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
            BinaryOp::Remainder => "%",
        }
    }

    /// How tightly it binds; greater is tighter. `??` stands between comparison and `+`: `price ?? 0 > 3` compares.
    pub fn precedence(self) -> u8 {
        match self {
            BinaryOp::Or => 1,
            BinaryOp::And => 2,
            BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessOrEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterOrEqual => 3,
            BinaryOp::OrElse => 4,
            BinaryOp::Add | BinaryOp::Subtract => 5,
            BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Remainder => 6,
        }
    }

    /// Whether it compares.
    pub fn is_comparison(self) -> bool {
        self.precedence() == 3
    }
}
