//! Connectors and their options as written.

use super::decl::Name;
use super::expr::Expr;
use crate::span::Span;

/// A connector, or one that depends on parameters.
#[derive(Debug, Clone)]
pub enum Choice {
    /// `file { … }`
    One(Connector),
    /// `if cond { file { … } } else { nexmark { … } }`
    If(Expr, Box<Choice>, Box<Choice>),
}

/// `file { path: input }`
#[derive(Debug, Clone)]
pub struct Connector {
    /// Which.
    pub name: Name,
    /// In order.
    pub options: Vec<Opt>,
    /// All of it.
    pub span: Span,
}

/// `path: input`
#[derive(Debug, Clone)]
pub struct Opt {
    /// Its name.
    pub name: Name,
    /// Its value.
    pub value: OptValue,
}

/// What an option is set to.
#[derive(Debug, Clone)]
pub enum OptValue {
    /// `1h`, `input`, a bare `csv`
    Expr(Expr),
    /// `csv { null: "NA" }`
    Nested(Connector),
    /// `{ id: n, at: … }`
    Map(Vec<Opt>, Span),
}

impl OptValue {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            OptValue::Expr(expr) => expr.span,
            OptValue::Nested(connector) => connector.span,
            OptValue::Map(_, span) => *span,
        }
    }
}
