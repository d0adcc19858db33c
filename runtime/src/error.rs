//! What goes wrong while a job runs, as one line for a person: what, where, what to do.
//!
//! An [`Error`] is a pointer, so that a `Result` of a hot function stays small; it is made on cold paths only. Its [`Kind`] says
//! who must act, and so the exit status. Nothing here logs: whoever ends the job prints the error once.

use std::fmt;

/// Longest piece of a row or value that a message shows, in characters.
pub const VALUE_CHARACTERS_MAX: usize = 80;

/// Result of everything in the runtime that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The command line, a parameter, a setting or what it names is wrong; nothing was started. Exit status 2.
    Invalid,
    /// Files, disks, pipes: the world outside misbehaves. Exit status 1.
    World,
    /// A row of the input cannot be read or computed with. Exit status 1, unless the step's `.errors` is consumed.
    Record,
    /// Weir itself is wrong. Exit status 1.
    Bug,
}

/// One failure. Built as a sentence: `Error::world("cannot be opened").cause(io).place("a.csv").help("check the path")`.
pub struct Error(Box<Parts>);

struct Parts {
    kind: Kind,
    what: String,
    value: Option<String>,
    cause: Option<String>,
    field: Option<String>,
    step: Option<String>,
    place: Option<String>,
    setting: Option<String>,
    help: Option<String>,
}

impl Error {
    /// A failure of this kind; `what` is lower case and has no full stop.
    #[cold]
    pub fn new(kind: Kind, what: impl Into<String>) -> Error {
        // What comes from outside (names of columns, paths) may hold anything; a message is one line.
        let what = one_line(&what.into());
        Error(Box::new(Parts {
            kind,
            what,
            value: None,
            cause: None,
            field: None,
            step: None,
            place: None,
            setting: None,
            help: None,
        }))
    }

    /// [`Kind::Invalid`]: refused before anything started.
    #[cold]
    pub fn invalid(what: impl Into<String>) -> Error {
        Error::new(Kind::Invalid, what)
    }

    /// [`Kind::World`]: something outside went wrong.
    #[cold]
    pub fn world(what: impl Into<String>) -> Error {
        Error::new(Kind::World, what)
    }

    /// [`Kind::World`] from the operating system's error about a file.
    #[cold]
    pub fn io(what: &str, path: impl fmt::Display, cause: &std::io::Error) -> Error {
        Error::world(what).cause(cause).place(path)
    }

    /// [`Kind::Bug`].
    #[cold]
    pub fn bug(what: impl Into<String>) -> Error {
        Error::new(Kind::Bug, what).help("this is a bug in weir: please report it")
    }

    /// A row whose text cannot be read: `cause` as in ``not an integer``, `raw` the field as it stands in the input.
    #[cold]
    pub fn decode(source: &str, place: impl Into<String>, field: &str, cause: &str, raw: &[u8]) -> Error {
        let error = Error::new(Kind::Record, cause).value_bytes(raw).step(source).place(place.into());
        if field.is_empty() { error } else { error.field(field) }
    }

    /// A row that a step cannot compute with: `cause` is the words of the failure, `row` the row as JSON.
    #[cold]
    pub fn record(step: &str, place: impl Into<String>, cause: &str, row: &str) -> Error {
        Error::new(Kind::Record, cause).value(row).step(step).place(place.into())
    }

    /// Adds what lies behind it, in the words of whoever reported it.
    #[must_use]
    pub fn cause(mut self, cause: impl fmt::Display) -> Error {
        self.0.cause = Some(one_line(&cause.to_string()));
        self
    }

    /// Adds the offending value or row, shortened.
    #[must_use]
    pub fn value(mut self, value: &str) -> Error {
        self.0.value = Some(shorten(value));
        self
    }

    /// As [`Error::value`]; bytes that are not UTF-8 show as `�`.
    #[must_use]
    pub fn value_bytes(self, value: &[u8]) -> Error {
        let shown = &value[..value.len().min(4 * VALUE_CHARACTERS_MAX + 4)];
        self.value(&String::from_utf8_lossy(shown))
    }

    /// Adds the field of the record.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Error {
        self.0.field = Some(one_line(&field.into()));
        self
    }

    /// Adds the step or source by the user's name.
    #[must_use]
    pub fn step(mut self, step: impl Into<String>) -> Error {
        self.0.step = Some(step.into());
        self
    }

    /// Adds how such rows can be taken instead: `tap` is the `let` or source that has them in its `.errors`; empty: the step has no name.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn tapped_at(self, tap: &str) -> Error {
        match tap {
            "" => self.help("name the step with `let`, then take such rows from its `.errors`"),
            tap => self.help(format!("take such rows from `{tap}.errors`")),
        }
    }

    /// Adds the place: `file:line`, `file, byte 17`, a path. An empty place is none.
    #[must_use]
    pub fn place(mut self, place: impl fmt::Display) -> Error {
        let place = one_line(&place.to_string());
        self.0.place = if place.is_empty() { None } else { Some(place) };
        self
    }

    /// Adds which of the user's settings led to it: ``parameter `input` ``, ``option `path` ``.
    #[must_use]
    pub fn set_by(mut self, setting: impl Into<String>) -> Error {
        self.0.setting = Some(setting.into());
        self
    }

    /// It came before anything was started: what the world refuses was asked for by a setting, so [`Kind::World`] becomes
    /// [`Kind::Invalid`].
    #[must_use]
    pub fn before_start(mut self) -> Error {
        if self.0.kind == Kind::World {
            self.0.kind = Kind::Invalid;
        }
        self
    }

    /// Adds the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Error {
        self.0.help = Some(one_line(&help.into()));
        self
    }

    /// Who must act.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Exit status that goes with it.
    pub fn exit_status(&self) -> u8 {
        if self.0.kind == Kind::Invalid { 2 } else { 1 }
    }

    /// The place; empty where none is known. Column `place` of `.errors`.
    pub fn where_it_was(&self) -> &str {
        self.0.place.as_deref().unwrap_or("")
    }

    /// The step or source; empty where none is known. Column `step` of `.errors`.
    pub fn which_step(&self) -> &str {
        self.0.step.as_deref().unwrap_or("")
    }

    /// What happened, with the field and the cause, without place and value. Column `message` of `.errors`.
    pub fn message(&self) -> String {
        let mut text = String::new();
        if let Some(field) = &self.0.field {
            text = format!("field `{field}`: ");
        }
        text.push_str(&self.0.what);
        if let Some(cause) = &self.0.cause {
            text.push_str(": ");
            text.push_str(cause);
        }
        text
    }
}

/// One line: `not an integer: `abc`, field `dep_delay`, at flights.csv:17, in `flights`; write …`.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &self.0;
        f.write_str(&parts.what)?;
        for part in [&parts.cause, &parts.value.as_ref().map(|v| format!("`{v}`"))].into_iter().flatten() {
            write!(f, ": {part}")?;
        }
        if let Some(field) = &parts.field {
            write!(f, ", field `{field}`")?;
        }
        if let Some(place) = &parts.place {
            write!(f, ", at {place}")?;
        }
        if let Some(step) = &parts.step {
            write!(f, ", in `{step}`")?;
        }
        if let Some(setting) = &parts.setting {
            write!(f, ", set by {setting}")?;
        }
        if let Some(help) = &parts.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.kind)
    }
}

impl std::error::Error for Error {}

/// At most [`VALUE_CHARACTERS_MAX`] characters on one line; `…` marks a cut.
pub fn shorten(text: &str) -> String {
    let mut short: String = one_line(text.get(..).unwrap_or("")).chars().take(VALUE_CHARACTERS_MAX).collect();
    if text.chars().nth(VALUE_CHARACTERS_MAX).is_some() {
        short.pop();
        short.push('…');
    }
    short
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(4 * VALUE_CHARACTERS_MAX));
    for c in text.chars() {
        match c {
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            c if c.is_control() => line.extend(c.escape_default()),
            c => line.push(c),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decode_error_says_what_where_and_which_value() {
        let error = Error::decode("flights", "flights.csv:17", "dep_delay", "not an integer", b"ab\nc");
        assert_eq!(
            error.to_string(),
            "not an integer: `ab\\nc`, field `dep_delay`, at flights.csv:17, in `flights`"
        );
        assert_eq!(error.exit_status(), 1);
        assert_eq!(error.message(), "field `dep_delay`: not an integer");
    }

    #[test]
    fn a_row_that_fails_comes_with_the_way_to_take_such_rows() {
        let error =
            |tap: &str| Error::record("s", "in.csv:2", "division by zero", "{}").tapped_at(tap).to_string();
        assert_eq!(error("s"), "division by zero: `{}`, at in.csv:2, in `s`; take such rows from `s.errors`");
        assert!(error("").ends_with("; name the step with `let`, then take such rows from its `.errors`"));
    }

    #[test]
    fn a_missing_file_names_the_cause_and_the_way_out() {
        let cause = std::io::Error::from(std::io::ErrorKind::NotFound);
        let error = Error::io("cannot be opened", "in.csv", &cause).help("check the path");
        assert_eq!(error.to_string(), "cannot be opened: entity not found, at in.csv; check the path");
        assert_eq!(error.exit_status(), 1);
        let error = error.set_by("parameter `input`").before_start();
        assert!(
            error.to_string().ends_with(", at in.csv, set by parameter `input`; check the path"),
            "{error}"
        );
        assert_eq!(error.exit_status(), 2);
    }

    #[test]
    fn a_message_is_one_line_whatever_is_in_it() {
        let error = Error::world("no column `a\rb`").field("c\nd").place("e\nf.csv:1").help("it has `\0`");
        assert_eq!(error.to_string(), "no column `a\\rb`, field `c\\nd`, at e\\nf.csv:1; it has `\\u{0}`");
    }

    #[test]
    fn long_values_are_cut_to_eighty_characters() {
        assert_eq!(shorten(&"é".repeat(80)).chars().count(), 80);
        let cut = shorten(&"é".repeat(200));
        assert_eq!((cut.chars().count(), cut.chars().last()), (80, Some('…')));
    }
}
