//! The connectors and formats of the language, as a table: which options each takes, of what type, and what they mean. The checker reads
//! options by it, `explain` and the reference print it. What an option becomes in the plan stands in [`crate::check`].
//!
//! To add a connector: an entry here, its variant in [`crate::plan`], its arm in the checker, its crate in `runtime/connectors`.

mod table;

pub use table::{CONNECTORS, FORMATS, TIME_OPTIONS};

/// A connector or format with its options.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// As written: `file`.
    pub name: &'static str,
    /// What it does, one sentence.
    pub doc: &'static str,
    /// Whether rows can be read with it.
    pub source: bool,
    /// Whether rows can be written with it.
    pub sink: bool,
    /// Whether this version has it; the language has more.
    pub built: bool,
    /// What can be set.
    pub options: &'static [OptionSpec],
}

/// An option.
#[derive(Debug, Clone, Copy)]
pub struct OptionSpec {
    /// As written: `path`.
    pub name: &'static str,
    /// What it may be.
    pub ty: OptionType,
    /// What it is when it is not given.
    pub default: Default,
    /// What it means, one sentence.
    pub doc: &'static str,
    /// Where it can be given.
    pub side: Side,
}

/// The kinds of values of options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionType {
    /// A `bool` literal.
    Bool,
    /// A `string` over parameters.
    String,
    /// A string literal of one ASCII character.
    Character,
    /// An `i64` over parameters.
    I64,
    /// A `duration` over parameters.
    Duration,
    /// `csv { … }`, `json { … }`
    Format,
    /// `{ column: expression over n, … }`
    Columns,
    /// A timestamp over the record's fields.
    Time,
    /// `max_lag(d)`, `ascending`
    Watermark,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// What an option is when it is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Default {
    /// It must be given.
    Required,
    /// It has no value then.
    None,
    /// A number.
    I64(i64),
    /// Microseconds.
    Duration(i64),
    /// Described in words.
    Said(&'static str),
}

/// Where an option can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Reading and writing.
    Both,
    /// Reading.
    Source,
    /// Writing.
    Sink,
}

impl Spec {
    /// The connector of this name.
    pub fn connector(name: &str) -> Option<&'static Spec> {
        CONNECTORS.iter().find(|spec| spec.name == name)
    }

    /// The format of this name.
    pub fn format(name: &str) -> Option<&'static Spec> {
        FORMATS.iter().find(|spec| spec.name == name)
    }

    /// The options that can be given on one side.
    pub fn options_of(&self, side: Side) -> impl Iterator<Item = &'static OptionSpec> + use<> {
        let times = if side == Side::Source && self.source { TIME_OPTIONS } else { &[] };
        self.options
            .iter()
            .chain(times)
            .filter(move |option| option.side == Side::Both || option.side == side)
    }
}
