//! The table of all diagnostic codes. A code is stable: people search for it, tools filter by it. Numbers are grouped by what is
//! wrong: E01 text, E02 names, E03 types, E04 operators, kinds and time, E05 connectors, E06 tests, E09 not built yet. Lints
//! have names instead of numbers, and a level that the `pipeline` line can change.
//!
//! To add one: a line here, a file in `tests/errors/` that provokes it.

/// A code with the heading under which it is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// `E0101`, or the name of a lint.
    pub name: &'static str,
    /// What it means, in a few words.
    pub title: &'static str,
}

macro_rules! codes {
    ($($constant:ident = $name:literal, $title:literal;)*) => {
        $(
            #[doc = $title]
            pub const $constant: Code = Code { name: $name, title: $title };
        )*
        /// Every code, in order.
        pub const ALL: &[Code] = &[$($constant),*];
    };
}

codes! {
    SYNTAX = "E0101", "the text is not what the grammar expects here";
    BAD_LITERAL = "E0102", "a literal has no value";
    BAD_ESCAPE = "E0103", "a string has an unknown escape";

    UNKNOWN_NAME = "E0201", "no column or parameter has this name";
    UNKNOWN_STEP = "E0202", "no step or source has this name";
    DUPLICATE = "E0203", "a name is used twice";
    UNKNOWN_TYPE = "E0204", "no type has this name";
    UNKNOWN_FUNCTION = "E0205", "no function has this name";
    UNKNOWN_FIELD = "E0206", "the record has no such field";
    STEP_CYCLE = "E0207", "a step reads its own output";
    RECURSIVE_FUNCTION = "E0208", "an expression function calls itself";
    UNRESOLVED_USE = "E0209", "another file cannot be used";
    UNKNOWN_LINT = "E0210", "no lint has this name";
    UNNAMED_COLUMN = "E0211", "a computed column needs a name";

    MISMATCH = "E0301", "a value has another type than is needed";
    OPERANDS = "E0302", "an operator is not defined for these types";
    MAY_BE_NULL = "E0303", "a value may be null where it must not be";
    OUT_OF_RANGE = "E0304", "a literal does not fit its type";
    ARGUMENTS = "E0305", "a function does not take these arguments";
    NO_CAST = "E0306", "there is no conversion between these types";
    NOT_CONSTANT = "E0307", "a value must be known before the job starts";
    RECURSIVE_RECORD = "E0308", "a record contains itself";

    NO_TIME = "E0401", "an operator needs event time";
    OPEN_WINDOW = "E0402", "a window has nothing to apply to";
    BAD_WINDOW = "E0403", "a window is not defined by these arguments";
    NOT_AN_AGGREGATE = "E0404", "a column of `aggregate` is not an aggregate";
    NO_END = "E0405", "a pipeline has no end, or something behind it";
    UNION_DIFFERS = "E0406", "inputs of `union` have different columns";
    NO_SUCH_OUTPUT = "E0407", "a step has no such output";
    NO_WINDOW = "E0408", "the bounds of a window are read where there is none";
    BAD_COUNT = "E0409", "a number of rows is not usable";
    NO_STATE = "E0410", "`unbounded` stands behind a step that keeps nothing";
    APPENDS_ONLY = "E0411", "a sink that only appends cannot take rows that change";
    KEY_LOST = "E0412", "a sink that takes changes does not see the key of its rows";
    DELETES = "E0413", "rows that were written would have to be deleted";

    UNKNOWN_CONNECTOR = "E0501", "no connector or format has this name";
    UNKNOWN_OPTION = "E0502", "the connector has no such option";
    MISSING_OPTION = "E0503", "a required option is missing";
    BAD_OPTION = "E0504", "an option has a value that it cannot have";
    WRONG_SIDE = "E0505", "a connector cannot be used on this side";
    ARMS_DIFFER = "E0506", "the arms of a conditional connector do not agree";
    RECORD_UNFIT = "E0507", "the record does not fit the connector";

    TEST_ROW = "E0601", "a row of a test does not fit";
    TEST_TARGET = "E0602", "a test speaks of something that cannot be given or expected";
    TEST_VALUE = "E0603", "a value of a test is not a literal";

    NOT_BUILT = "E0901", "part of the language that is not built yet";

    SILENT_LOSS = "silent_loss", "late rows are lost without anybody having asked for it";
    NOTHING_TO_RUN = "nothing_to_run", "a file has no source, no step and no sink";
    UNUSED = "unused", "a step that no sink and no test reads";
    STALLED_TIME = "stalled_time", "time may stand still for ever: a quiet input, or none that says how far it is";
    UNBOUNDED_STATE = "unbounded_state", "state grows for as long as the job runs";
    NEVER_NULL = "never_null", "what is never null is tested for null or counted";
    UNNAMED_STATE = "unnamed_state", "the identity of state depends on the order of the text";
}

/// The lints: what a level in the `pipeline` line can be set for.
pub fn lints() -> impl Iterator<Item = &'static Code> {
    ALL.iter().filter(|code| !code.name.starts_with('E'))
}
