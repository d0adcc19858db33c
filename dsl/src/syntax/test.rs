//! `test` blocks as written.

use super::decl::{Name, Path};
use super::expr::Expr;
use crate::span::Span;

/// `test "…" with { … } { … }`
#[derive(Debug, Clone)]
pub struct Test {
    /// Its title.
    pub name: String,
    /// `with { param: value }`
    pub settings: Vec<Cell>,
    /// In order.
    pub items: Vec<TestItem>,
    /// All of it.
    pub span: Span,
}

/// A line of a test.
#[derive(Debug, Clone)]
pub enum TestItem {
    /// `given s [ … ]`
    Given(Name, Vec<Row>),
    /// `advance to T`
    Advance(Expr),
    /// `expect x matches in order [ … ]`
    Expect(Expect),
    /// `expect error "…"`
    Error(String, Span),
    /// `simulate seeds 1..9 { … }`
    Simulate(Simulate),
    /// Did not parse; reported already.
    Broken,
}

/// `expect x matches in order [ … ]`
#[derive(Debug, Clone)]
pub struct Expect {
    /// Whose rows.
    pub target: Path,
    /// `matches`
    pub matches: bool,
    /// `in order`
    pub in_order: bool,
    /// Which.
    pub rows: Vec<Row>,
    /// The clause.
    pub span: Span,
}

/// `{ a: 1, b: { c: 2 } }`
#[derive(Debug, Clone)]
pub struct Row {
    /// In order.
    pub cells: Vec<Cell>,
    /// All of it.
    pub span: Span,
}

/// `a: 1`
#[derive(Debug, Clone)]
pub struct Cell {
    /// Field or column.
    pub name: Name,
    /// Its value.
    pub value: CellValue,
}

/// A value in a row.
#[derive(Debug, Clone)]
pub enum CellValue {
    /// A literal.
    Expr(Expr),
    /// A record.
    Row(Row),
}

/// `simulate seeds 1..100 { … }`
#[derive(Debug, Clone)]
pub struct Simulate {
    /// First and last seed.
    pub seeds: (u64, u64),
    /// What goes wrong, as written.
    pub faults: Vec<Name>,
    /// All of it.
    pub span: Span,
}
