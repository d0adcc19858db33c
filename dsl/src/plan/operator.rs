//! What a step does. One variant an operator; the meaning of each stands at the variant and binds interpreter and compiler alike.

use super::connector::{SinkArm, SourceArm};
use super::expr::Expr;
use super::step::StepId;
use crate::types::{RecordId, Type};
use serde::Serialize;

/// The operator of a step. Expressions range over the columns of the (first) input unless said otherwise.
#[derive(Debug, Clone, Serialize)]
pub enum Operator {
    /// Rows of `record` from outside. Output: the record's fields, then `@time` where it has a time.
    Source {
        /// The declared name.
        name: String,
        /// What a row is.
        record: RecordId,
        /// Tried in order; the first whose condition holds is used. The last has none.
        arms: Vec<SourceArm>,
    },
    /// Keeps rows for which `predicate` (bool) holds. Columns tested by `!= null` are narrowed in the output schema.
    Where {
        /// A bool.
        predicate: Expr,
        /// Output columns: for each the expression that carries it over (a column, or `Unwrap` of a column where narrowed).
        columns: Vec<Expr>,
    },
    /// `select`, `derive` and `drop`: computes every output column, hidden ones too, from the input's.
    Project {
        /// Which of the three the user wrote: for `explain` and comments.
        written: ProjectForm,
        /// One an output column, in its order.
        columns: Vec<Expr>,
    },
    /// All rows of all inputs, which have equal schemas. Watermark: the least of the active inputs.
    Union,
    /// Repartitions by the columns; rows with equal keys keep their order.
    KeyBy {
        /// Column indices.
        keys: Vec<usize>,
    },
    /// Groups rows by window and keys. Output: keys, then aggregates, then `@time` (window end − 1 µs), `@window_start`,
    /// `@window_end`. A window's rows come out when it fires, groups in ascending order of their keys.
    Aggregate {
        /// Where windows come from.
        window: WindowUse,
        /// Group columns (names are the output's first columns).
        keys: Vec<Expr>,
        /// Aggregates, one output column each.
        aggregates: Vec<Aggregate>,
    },
    /// The best rows of each partition of each window, when it fires. Output: the input's columns, then `@rank`, and the window columns where
    /// `window` is new. Order: `by` (null is least); equal rows stand in the order of arrival where the window is new, and in the
    /// ascending order of all their visible columns, left to right, where the input is windowed already (rows of a fired window have no other order).
    /// Partitions come out in ascending order of `per`, rows by rank.
    Top {
        /// Where windows come from.
        window: WindowUse,
        /// How many ranks.
        n: u64,
        /// Equal rows share a rank (as SQL `rank()`), and all rows with rank ≤ n come out; otherwise ranks are row numbers.
        with_ties: bool,
        /// What is compared.
        by: Expr,
        /// Greatest first.
        descending: bool,
        /// Partition within the window; empty: the whole window.
        per: Vec<Expr>,
    },
    /// One row a key: the one with the least (`First`) or greatest (`Last`) `@time`; of equal times the one that came first or last. Where the
    /// stream has no time, the first or last to come. Kind `table`, keyed by `keys`. Output: the input's visible columns.
    Dedup {
        /// Columns of the input.
        keys: Vec<usize>,
        /// Which row stays.
        keep: Keep,
    },
    /// The rows that a windowed step left out of at least one window because it had fired, once each, as that step's input had them.
    /// Schema: the input's visible columns and `@time`; watermark: that of the step.
    Late {
        /// An `Aggregate` or `Top` with a new window.
        of: StepId,
    },
    /// The rows that failed in any of the steps: visible columns `step: string` (uid), `place: string` (file and line or empty), `message: string`, `row: string`
    /// (JSON of the row's visible columns, or the raw text where decoding failed). No time.
    Errors {
        /// A source, or all steps of a `let`.
        of: Vec<StepId>,
    },
    /// Writes the visible columns. `mode` etc. stand in the arm's connector.
    Sink {
        /// `stdout`, or the path's place: what `--stats` calls it.
        name: String,
        /// As for sources.
        arms: Vec<SinkArm>,
    },
    /// Ends rows on purpose.
    Discard {
        /// Why.
        reason: String,
    },
}

/// Which row `dedup` keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "named as in the language")]
pub enum Keep {
    First,
    Last,
}

/// How a projection was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "named after the operators")]
pub enum ProjectForm {
    Select,
    Derive,
    Drop,
}

/// Where the windows of a step come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum WindowUse {
    /// `window …` stands before: rows are assigned by `@time`.
    New(Window),
    /// The input is windowed: each row belongs to the window in its hidden columns.
    Existing,
    /// No window: a running result (kind `table`): every row of the input changes the result of its key at once.
    ///
    /// `Aggregate`: keyed by its keys; output without window and time columns. `Top`: keyed by `per` and rank; output: the input's visible
    /// columns and `@rank`; equal rows stand in the order of arrival.
    Running,
}

/// Windows `[start, start + size)` for every `start = offset + k × step`. All in microseconds; `step` ≤ `size`.
///
/// A row with time `t` belongs to each window with `start ≤ t < end`. A window fires once the watermark `w ≥ end + lateness`; a row that comes
/// when `w ≥ end + lateness` already is late for it. `tumble` is `step == size`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "said above")]
pub struct Window {
    pub size_us: i64,
    pub step_us: i64,
    pub offset_us: i64,
    pub lateness_us: i64,
    /// `late drop`: losing late rows was asked for.
    pub late_drop: bool,
}

/// One aggregate of a group.
#[derive(Debug, Clone, Serialize)]
pub struct Aggregate {
    /// Output column.
    pub name: String,
    /// Which.
    pub function: AggregateFunction,
    /// What is aggregated; none for `count()`. Rows where it is null are skipped.
    pub argument: Option<Expr>,
    /// `where …` behind it: a bool.
    pub filter: Option<Expr>,
    /// Type of the result: `count`, `count_distinct` i64; `sum` of integers i64 (u64 for u64), of f64 f64, of decimal(p, s) decimal(38, s); `avg` f64, of
    /// decimal(p, s) decimal(38, max(s, 6)) half-even; the others the argument's. Optional (null when no row counted) iff the argument
    /// is optional or there is a filter; counts never.
    pub ty: Type,
}

/// Sums of integers and decimals are exact whatever stands in between, and so do not depend on the order of rows; where the result does not fit its type,
/// the group's row fails (of `avg` of decimals too: its sum must fit 38 digits), with the keys as the row that is shown. f64 sums add in order of arrival within each slice of time (`gcd(size, step)`
/// from the window's offset), then slice by slice in order of time; `first` and `last` go by the order of arrival in the whole window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "named as in the language")]
pub enum AggregateFunction {
    Count,
    Sum,
    Min,
    Max,
    Avg,
    CountDistinct,
    First,
    Last,
}
