//! Operators as written: one variant for each of the language, built or not.

use super::connector::{Choice, Connector, Opt};
use super::decl::{Name, Path};
use super::expr::{Argument, Column, Expr};
use crate::span::Span;

/// One step of a flow.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Which.
    pub kind: OperatorKind,
    /// Its text, without `|>`.
    pub span: Span,
}

/// The operators.
#[derive(Debug, Clone)]
pub enum OperatorKind {
    /// `where e`
    Where(Expr),
    /// `select { a, b: e }`
    Select(Vec<Column>),
    /// `derive { c: e }`
    Derive(Vec<Column>),
    /// `drop a, b`
    Drop(Vec<Name>),
    /// `explode list`
    Explode(Expr),
    /// `union x, y`
    Union(Vec<Path>),
    /// `key by k`
    KeyBy(Vec<Column>),
    /// `window tumble(1h) …`
    Window(Window),
    /// `aggregate by k { n: count() }`
    Aggregate(Aggregate),
    /// `emit { early: every 1m }`
    Emit(Vec<EmitOption>),
    /// `top 3 with ties by n desc per window`
    Top(Top),
    /// `dedup by k keep first within 1h`
    Dedup(Dedup),
    /// `join left x as a on e within 1h`
    Join(Join),
    /// `lookup connector { … } as a on e`
    Lookup(Connector, Option<Name>, Expr),
    /// `match by k within d { … }`
    Match(Match),
    /// `process path(args)`
    Process(Name, Vec<Argument>),
    /// `async f(args) { … }`
    Async(Name, Vec<Argument>, Vec<Opt>),
    /// `ttl d`
    Ttl(Expr),
    /// `unbounded "why"`
    Unbounded(String),
    /// `into connector { … }`
    Into(Choice),
    /// `discard "why"`
    Discard(String),
    /// `fail "why"`
    Fail(String),
    /// Did not parse; reported already.
    Broken,
}

/// `window hop(10s, every 2s) lateness 1s late drop`
#[derive(Debug, Clone)]
pub struct Window {
    /// `tumble`, `hop`, …
    pub shape: Name,
    /// In the parentheses.
    pub arguments: Vec<WindowArgument>,
    /// `lateness d`
    pub lateness: Option<Expr>,
    /// `late drop`
    pub late_drop: Option<Span>,
    /// `time: processing`
    pub time: Option<Name>,
}

/// `10s`, `every 2s`, `offset: 1h`, `last 5 rows`
#[derive(Debug, Clone)]
pub struct WindowArgument {
    /// `every`, `offset`, …
    pub label: Option<Name>,
    /// The value.
    pub value: Expr,
    /// `rows` stands behind it.
    pub rows: bool,
}

/// `aggregate by k, … { … }`
#[derive(Debug, Clone)]
pub struct Aggregate {
    /// Groups.
    pub by: Vec<Column>,
    /// Results.
    pub columns: Vec<Aggregated>,
}

/// `n: count() where e`
#[derive(Debug, Clone)]
pub struct Aggregated {
    /// Given, or taken from the aggregate.
    pub name: Option<Name>,
    /// The call.
    pub value: Expr,
    /// `where e`
    pub filter: Option<Expr>,
}

/// `early: every 1m`
#[derive(Debug, Clone)]
pub struct EmitOption {
    /// `early`, `final`, `late`
    pub name: Name,
    /// `every` stands before the value.
    pub every: bool,
    /// The value.
    pub value: Expr,
}

/// `top 3 with ties by n desc per k per window`
#[derive(Debug, Clone)]
pub struct Top {
    /// How many.
    pub n: Expr,
    /// `with ties`
    pub with_ties: bool,
    /// What is compared.
    pub by: Expr,
    /// `desc`
    pub descending: bool,
    /// `per k`
    pub per: Vec<Expr>,
    /// `per window`
    pub per_window: bool,
}

/// `dedup by k keep first within 1h`
#[derive(Debug, Clone)]
pub struct Dedup {
    /// What makes two rows the same.
    pub by: Vec<Column>,
    /// `keep last`; else `first`
    pub last: bool,
    /// For how long.
    pub within: Option<Within>,
}

/// `within 1h`, `within -1m..5m`
#[derive(Debug, Clone)]
pub struct Within {
    /// The lower bound, where two are given.
    pub from: Option<Expr>,
    /// The upper bound.
    pub to: Expr,
}

/// `join left x as a on e …`
#[derive(Debug, Clone)]
pub struct Join {
    /// `left`, `asof`, …
    pub side: Option<Name>,
    /// The other input.
    pub with: Path,
    /// `as a`
    pub alias: Option<Name>,
    /// `on e`
    pub on: Expr,
    /// `as_of e`
    pub as_of: Option<Expr>,
    /// `within …`
    pub within: Option<Within>,
    /// `in window`
    pub in_window: bool,
    /// `ttl d`
    pub ttl: Option<Expr>,
    /// `unbounded "why"`
    pub unbounded: Option<String>,
}

/// `match by k within d { … }`
#[derive(Debug, Clone, Default)]
pub struct Match {
    /// Partition.
    pub by: Vec<Column>,
    /// How long a match may take.
    pub within: Option<Within>,
    /// `pattern: …`
    pub pattern: Option<Pattern>,
    /// `unless: …`
    pub unless: Option<Pattern>,
    /// `skip: …`
    pub skip: Option<Name>,
    /// `a = cond`
    pub definitions: Vec<(Name, Expr)>,
    /// `emit: { … }`
    pub emit: Vec<Column>,
}

/// A pattern of events.
#[derive(Debug, Clone)]
pub enum Pattern {
    /// `a`
    Event(Name),
    /// `not a for 5m`
    Not(Name, Option<Expr>),
    /// `p{1..3}`; `+`, `*`, `?` are bounds too.
    Repeat(Box<Pattern>, u64, Option<u64>),
    /// `a -> b` (`true`: next) and `a ~> b` (`false`: later)
    Then(Box<Pattern>, bool, Box<Pattern>),
    /// `a | b`
    Either(Vec<Pattern>),
}
