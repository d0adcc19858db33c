//! What can be wrong with a line of JSON: a cause and where in the line. Small and `Copy`, so that the fast path returns it
//! for free; the message with file, line and field is made by whoever knows those, out of [`JsonError::value`].

use std::fmt;

/// Why a value could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The line ends inside a value.
    UnexpectedEnd,
    /// A character that cannot stand here.
    UnexpectedCharacter,
    /// Something follows the value that should end the line.
    TrailingCharacters,
    /// More than 127 objects and arrays in each other.
    TooDeep,
    /// A number that is not JSON: `01`, `1.`, `.5`, `+1`.
    InvalidNumber,
    /// A `\` followed by something that is no escape, or half a surrogate pair.
    InvalidEscape,
    /// A raw control character in a string.
    ControlCharacter,
    /// A string that is not UTF-8.
    InvalidUtf8,
    /// The value is of another type: what was wanted.
    Expected(&'static str),
    /// A number too large or too small for the field's type: which.
    OutOfRange(&'static str),
    /// Text in a string that is no value of the field's type: which.
    Unreadable(&'static str),
    /// A string that is no variant of the enum.
    UnknownVariant,
}

/// A cause and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub cause: Cause,
    /// Offset in the line: of the offending byte, or of the first byte of a value of the wrong type or range.
    pub at: usize,
}

impl JsonError {
    /// The text at the error's place up to the next `,`, `}` or `]`, for messages; not more than 80 bytes. Where nothing stands there (the
    /// line ends, or a value is missing), the whole line.
    pub fn value<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        let rest = &line[self.at.min(line.len())..];
        let rest = &rest[..rest.len().min(80)];
        let quoted = rest.first() == Some(&b'"');
        let end = match quoted {
            true => rest.iter().skip(1).position(|&b| b == b'"').map(|at| at + 2),
            false => rest.iter().position(|b| matches!(b, b',' | b'}' | b']')),
        };
        match rest[..end.unwrap_or(rest.len())].trim_ascii_end() {
            [] => line,
            value => value,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::UnexpectedEnd => f.write_str("the line ends inside a JSON value"),
            Cause::UnexpectedCharacter => f.write_str("this is not JSON: unexpected character"),
            Cause::TrailingCharacters => f.write_str("something follows the JSON value on its line"),
            Cause::TooDeep => f.write_str("more than 127 levels of nesting"),
            Cause::InvalidNumber => f.write_str("this is not a JSON number"),
            Cause::InvalidEscape => f.write_str("invalid escape in a JSON string"),
            Cause::ControlCharacter => f.write_str("raw control character in a JSON string"),
            Cause::InvalidUtf8 => f.write_str("invalid UTF-8"),
            Cause::Expected(what) => write!(f, "expected {what}"),
            Cause::OutOfRange(ty) => write!(f, "number out of range for `{ty}`"),
            Cause::Unreadable(ty) => write!(f, "not a `{ty}`"),
            Cause::UnknownVariant => f.write_str("not a variant of the enum"),
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (character {})", self.cause, self.at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_shown_ends_where_the_value_does() {
        let shown = |line: &'static str, at| {
            let error = JsonError { cause: Cause::Expected("an integer"), at };
            std::str::from_utf8(error.value(line.as_bytes())).unwrap()
        };
        assert_eq!(shown(r#"{"a": 1.5 , "b": 2}"#, 6), "1.5");
        assert_eq!(shown(r#"{"a": "x, y", "b": 2}"#, 6), r#""x, y""#);
        assert_eq!(shown(r#"{"a": "#, 6), r#"{"a": "#);
        assert_eq!(shown(r#"{"a": }"#, 6), r#"{"a": }"#);
    }
}
