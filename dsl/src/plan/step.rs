//! Steps, and what the type of a step says: its columns, kind, key and time.

use super::operator::Operator;
use crate::span::Span;
use crate::types::Type;
use serde::Serialize;

/// Index into [`super::Pipeline::steps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct StepId(pub usize);

/// One operator in its place.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// Its index.
    pub id: StepId,
    /// Stable identity, unique in the pipeline: from the `let` or sink it belongs to (`delays`, `delays.where`, `delays.where.2`,
    /// `stdout`), never from its place in the plan.
    pub uid: String,
    /// The name a user can refer to: set on the step that a `let` or `source` names (the last one of a `let`).
    pub name: Option<String>,
    /// What it does.
    pub operator: Operator,
    /// What it reads, in order. Sources, [`Operator::Late`] and [`Operator::Errors`] have none.
    pub inputs: Vec<StepId>,
    /// What flows out of it. Sinks have the schema of their input.
    pub output: Schema,
    /// `unbounded "why"` behind it: why its state may grow without bound.
    pub unbounded: Option<String>,
    /// The operator's text.
    pub span: Span,
}

/// What flows out of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Schema {
    /// Visible columns in order, then hidden ones (see [`Column::hidden`]).
    pub columns: Vec<Column>,
    /// Stream, windowed or table.
    pub kind: Kind,
    /// Columns that rows are keyed by: the groups of an aggregate, or `key by`. Empty: not keyed.
    pub key: Vec<usize>,
    /// The column with the event time, always the hidden one named `@time`; `None`: time is not known or was lost.
    pub time: Option<usize>,
}

/// A column of a step's output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Unique among the columns. Hidden ones start with `@`.
    pub name: String,
    /// Its type.
    pub ty: Type,
}

/// Hidden column: event time of the row (`timestamp`), on every step whose [`Schema::time`] is set.
pub const TIME: &str = "@time";
/// Hidden columns of a windowed step: bounds `[start, end)` of the row's window (`timestamp`), `window.start` and `window.end` to users.
pub const WINDOW_START: &str = "@window_start";
/// See [`WINDOW_START`].
pub const WINDOW_END: &str = "@window_end";
/// Hidden column behind a `top`: the row's rank from 1 (`i64`), `rank` to users where no column has that name.
pub const RANK: &str = "@rank";

impl Column {
    /// Whether it is carried for later steps only: not selected by a sink, not part of `drop` or `union` comparisons.
    pub fn hidden(&self) -> bool {
        self.name.starts_with('@')
    }
}

impl Schema {
    /// Index of the column with this name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    /// The columns a sink writes.
    pub fn visible(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.columns.iter().enumerate().filter(|(_, c)| !c.hidden())
    }
}

/// What a step's rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Rows are only ever added.
    Stream,
    /// Rows are only ever added, one firing a window and key; has the hidden columns of the window.
    Windowed,
    /// Rows are inserted, updated and deleted by key.
    Table,
}
