//! Sources and sinks with their options, checked. Options are expressions over parameters and literals ("settings"), evaluated once when
//! the job starts.

use super::expr::Expr;
use serde::Serialize;

/// An expression without columns.
pub type Setting = Expr;

/// One way to read a source: `file { … }`, or a branch of `if cond { file { … } } else { nexmark { … } }`.
#[derive(Debug, Clone, Serialize)]
pub struct SourceArm {
    /// Setting of type bool; `None` on the last arm.
    pub condition: Option<Setting>,
    /// From where.
    pub connector: SourceConnector,
    /// Event time: a timestamp over the record's fields. All arms have one or none has.
    pub time: Option<Expr>,
    /// How far rows may lag; `None`: complete only at the end.
    pub watermark: Option<Watermark>,
    /// Takes a split out of the minimum after so long without a row (duration).
    pub idle: Option<Setting>,
}

/// `w` after a row: nothing earlier than `w` is still to come.
#[derive(Debug, Clone, Serialize)]
pub enum Watermark {
    /// `max_lag(d)`: greatest time so far − d. `ascending` is a lag of zero.
    MaxLag(Setting),
}

/// Where rows come from.
#[derive(Debug, Clone, Serialize)]
#[allow(clippy::large_enum_variant, reason = "a plan has few sources")]
pub enum SourceConnector {
    /// Files, each a split. A path may be a glob; `-` is stdin. `.gz` and `.zst` are decompressed.
    File {
        /// string
        path: Setting,
        /// How rows are written in it.
        format: Format,
    },
    /// The Nexmark generator: `record` must have `event_type: i32`-like, `person`, `auction`, `bid` (any subset of their fields).
    Nexmark {
        /// i64: how many events; negative: without end.
        events: Setting,
        /// i64
        seed: Setting,
        /// i64: events per second of event time.
        rate: Setting,
        /// duration: each event comes up to so much later than its time says.
        out_of_order: Setting,
    },
    /// Rows made from their number.
    Generate {
        /// i64: how many; negative: without end.
        rows: Setting,
        /// i64: rows per second of wall time; 0: as fast as can be.
        rate: Setting,
        /// One a field of the record, over one column: `n: i64`, from 0.
        columns: Vec<Expr>,
    },
}

/// One way to write a sink.
#[derive(Debug, Clone, Serialize)]
pub struct SinkArm {
    /// As in [`SourceArm`].
    pub condition: Option<Setting>,
    /// Where to.
    pub connector: SinkConnector,
    /// How it takes changes of rows that it has got.
    pub mode: SinkMode,
}

/// How a sink takes the rows of a step of kind `table`; other kinds only ever add rows, so all modes are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SinkMode {
    /// Rows are only ever added: a table cannot go here.
    Append,
    /// Every change writes the whole row of its key; of the rows of a key the last one holds.
    Upsert,
    /// When the input is complete, one row a key.
    Final,
}

/// Where rows go.
#[derive(Debug, Clone, Serialize)]
pub enum SinkConnector {
    /// Standard output.
    Stdout {
        /// Of each row.
        format: Format,
    },
    /// A file that appears under its name when the job has finished. `.gz`, `.zst` are compressed.
    File {
        /// string
        path: Setting,
        /// Of each row.
        format: Format,
    },
    /// Counts and forgets.
    Blackhole,
}

/// How rows are text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Format {
    /// RFC 4180.
    Csv(Csv),
    /// One JSON object a line. Input: fields by name, unknown ones skipped, a missing one is null.
    Json(Json),
}

/// Options of `csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Csv {
    /// Input: the first line names the columns (default true; false: the record's fields in order). Output: write one (default false).
    pub header: bool,
    /// Text of null, beside the empty field.
    pub null: Option<String>,
    /// One ASCII character.
    pub separator: u8,
    /// How timestamps look.
    pub timestamps: TimestampFormat,
}

/// Options of `json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Json {
    /// How timestamps look.
    pub timestamps: TimestampFormat,
}

/// Text of a timestamp. Input always takes RFC 3339 and `yyyy-MM-dd HH:mm:ss[.f…]` (UTC) as well, unless an epoch format is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimestampFormat {
    /// `2013-01-01T10:00:00Z`, with as many digits of a second as needed (0, 3 or 6). JSON's default.
    Iso,
    /// `2013-01-01 10:00:00.000`. CSV's default.
    Sql,
    /// Integer seconds since the epoch.
    EpochS,
    /// Integer milliseconds.
    EpochMs,
    /// Integer microseconds.
    EpochUs,
}
