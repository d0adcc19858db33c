//! What generated readers of records share: errors that know their field.

use crate::cursor::Cursor;
use crate::error::{Cause, JsonError};
use crate::time::TIMESTAMP_TEXT;
use std::fmt;
use weir_runtime::setup::nearest;

/// A line that cannot be read: why, and in which field (`bid.price`; empty: the line as such).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Parts>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    reason: Reason,
    field: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Reason {
    Error(JsonError),
    /// The field is not there. `known`: the fields that its object is declared with.
    Missing {
        known: &'static [&'static str],
    },
}

/// Keys of an object among which one is looked for that may be meant.
const KEYS_LOOKED_AT: usize = 64;

impl DecodeError {
    /// The field.
    pub fn field(&self) -> &str {
        &self.0.field
    }

    /// The error with the field that another has which was found at the same place, by who wanted more fields of the line.
    #[cold]
    pub fn named_by(self, other: &DecodeError) -> DecodeError {
        let is_same = self.0.field.is_empty() && self.0.reason == other.0.reason;
        if is_same { other.clone() } else { self }
    }

    /// The offending text; see [`JsonError::value`].
    pub fn value<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        match &self.0.reason {
            Reason::Error(error) => error.value(line),
            Reason::Missing { .. } => line,
        }
    }

    /// What is wrong with this line, in words. A file whose objects are not one a line is told from one with a mistake.
    #[cold]
    pub fn message(&self, line: &[u8]) -> String {
        let ends = matches!(&self.0.reason, Reason::Error(JsonError { cause: Cause::UnexpectedEnd, .. }));
        match line.trim_ascii() {
            [b'[', ..] if self.0.field.is_empty() => {
                "a line must be one JSON object, and this is of an array; `jq -c '.[]' FILE` writes a line for each of its elements"
                    .to_owned()
            }
            b"{" if ends => {
                "a line must be one JSON object, and this one only begins it; `jq -c . FILE` writes each on a line of its own"
                    .to_owned()
            }
            _ => match (self.instead(line), self.near(line)) {
                (Some(help), _) => format!("{self}; {help}"),
                (None, Some(near)) => format!("{self}, but there is `{near}`"),
                (None, None) => self.to_string(),
            },
        }
    }

    /// Where the field has a value of another type: how such values are declared, if they can be.
    fn instead(&self, line: &[u8]) -> Option<&'static str> {
        let Reason::Error(JsonError { cause: Cause::Expected(expected), at }) = self.0.reason else {
            return None;
        };
        match line.get(at..)? {
            _ if self.0.field.is_empty() => None,
            [b'n', b'u', b'l', b'l', ..] => Some("if it may be null, its type ends with `?`"),
            [b'-' | b'0'..=b'9', ..] if expected == TIMESTAMP_TEXT => {
                Some("numbers are read with `timestamps: epoch_s`, `epoch_ms` or `epoch_us` behind `json`")
            }
            _ => None,
        }
    }

    /// Where the field is missing: a key of its object that is called much like it, and is no other field. Rows that cannot be read may be many, and long: not more than some keys are looked at.
    fn near(&self, line: &[u8]) -> Option<String> {
        let Reason::Missing { known } = self.0.reason else { return None };
        let (path, name) = self.0.field.rsplit_once('.').unwrap_or(("", &self.0.field));
        let mut cursor = Cursor::new(line);
        cursor.begin_object().ok()?;
        for outer in path.split_terminator('.') {
            while cursor.key().ok()?? != outer.as_bytes() {
                cursor.skip().ok()?;
            }
            cursor.begin_object().ok()?;
        }
        let mut keys = Vec::new();
        for _ in 0..KEYS_LOOKED_AT {
            let Some(key) = cursor.key().ok()? else { break };
            if let Ok(key) = std::str::from_utf8(key)
                && key.len() < 2 * name.len()
                && !known.contains(&key)
            {
                keys.push(key.to_owned());
            }
            cursor.skip().ok()?;
        }
        let same = keys.iter().find(|key| key.eq_ignore_ascii_case(name)).map(String::as_str);
        same.or_else(|| nearest(name, keys.iter().map(String::as_str))).map(str::to_owned)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.reason {
            Reason::Error(error) => write!(f, "{error}"),
            Reason::Missing { .. } => f.write_str("the field is missing"),
        }
    }
}

/// Adds the field to an error.
#[inline(always)]
pub fn named<T>(result: Result<T, JsonError>, field: &'static str) -> Result<T, DecodeError> {
    match result {
        Ok(value) => Ok(value),
        Err(error) => Err(failed(error, field)),
    }
}

#[cold]
fn failed(error: JsonError, field: &'static str) -> DecodeError {
    DecodeError(Box::new(Parts { reason: Reason::Error(error), field: field.to_owned() }))
}

/// Puts the name of the outer field before that of the inner.
#[inline(always)]
pub fn inside<T>(result: Result<T, DecodeError>, field: &'static str) -> Result<T, DecodeError> {
    result.map_err(|error| outer(error, field))
}

#[cold]
fn outer(mut error: DecodeError, field: &'static str) -> DecodeError {
    let inner = std::mem::take(&mut error.0.field);
    error.0.field = if inner.is_empty() { field.to_owned() } else { format!("{field}.{inner}") };
    error
}

/// A field that is not optional is not there. `known`: the fields that its object is declared with, for the message.
#[cold]
pub fn missing(_at: &Cursor<'_>, field: &'static str, known: &'static [&'static str]) -> DecodeError {
    DecodeError(Box::new(Parts { reason: Reason::Missing { known }, field: field.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::TimestampFormat;

    #[test]
    fn a_missing_field_is_told_from_one_that_is_written_otherwise() {
        let message = |line: &str, field: &str| {
            let reason = Reason::Missing { known: &["price", "price2", "auction"] };
            let error = DecodeError(Box::new(Parts { reason, field: field.to_owned() }));
            error.message(line.as_bytes())
        };
        let line =
            r#"{"kind": {"datetime": 1}, "bid": {"x": [{"price": 1}], "prize": 2}, "Price": 3, "price2": 4}"#;
        assert_eq!(message(line, "bid.price"), "the field is missing, but there is `prize`");
        assert_eq!(message(line, "kind.dateTime"), "the field is missing, but there is `datetime`");
        assert_eq!(message(line, "price"), "the field is missing, but there is `Price`");
        assert_eq!(message(r#"{"price2": 1}"#, "price1"), "the field is missing", "it is another field");
        for (line, field) in [(line, "auction"), (line, "bid.y"), (line, "kind.deep.er"), ("{", "a")] {
            assert_eq!(message(line, field), "the field is missing");
        }
    }

    #[test]
    fn an_error_has_the_field_that_another_found_at_its_place() {
        let error = |at: usize, field: &str| {
            let reason = Reason::Error(JsonError { cause: Cause::UnexpectedEnd, at });
            DecodeError(Box::new(Parts { reason, field: field.to_owned() }))
        };
        assert_eq!(error(5, "").named_by(&error(5, "price")).field(), "price");
        assert_eq!(error(5, "").named_by(&error(4, "price")).field(), "", "another place");
        assert_eq!(error(5, "id").named_by(&error(5, "price")).field(), "id", "it has one");
    }

    #[test]
    fn objects_that_are_not_one_a_line_are_told_from_mistakes() {
        let message = |line: &str| {
            let mut cursor = Cursor::new(line.as_bytes());
            let read = named(cursor.begin_object(), "")
                .and_then(|()| named(cursor.key().map(|_| ()), ""))
                .and_then(|()| named(cursor.int::<i64>(), "a"));
            read.unwrap_err().message(line.as_bytes())
        };
        for array in ["[", r#"[{"a": 1},"#, " [1]\r"] {
            assert!(message(array).contains("`jq -c '.[]' FILE`"), "{array}");
        }
        for begun in ["{", "{ \r"] {
            assert!(message(begun).contains("`jq -c . FILE`"), "{begun}");
        }
        assert_eq!(message(r#"{"a": [1]}"#), "expected an integer (character 7)");
        assert_eq!(message(r#"{"a""#), "the line ends inside a JSON value (character 5)");
        assert_eq!(message("7"), "expected an object (character 1)");
    }

    #[test]
    fn an_error_names_the_way_to_its_field() {
        let line = br#"{"bid":{"price":"x"}}"#;
        let mut cursor = Cursor::new(line);
        cursor.begin_object().unwrap();
        cursor.key().unwrap();
        cursor.begin_object().unwrap();
        cursor.key().unwrap();
        let error = inside(named(cursor.int::<i64>(), "price"), "bid").unwrap_err();
        assert_eq!((error.field(), error.value(line)), ("bid.price", br#""x""#.as_slice()));
        assert_eq!(
            inside::<()>(Err(missing(&cursor, "price", &[])), "bid").unwrap_err().to_string(),
            "the field is missing"
        );
    }
    #[test]
    fn values_of_another_type_name_how_they_are_declared() {
        let message = |line: &str, format| {
            let mut cursor = Cursor::new(line.as_bytes());
            cursor.begin_object().unwrap();
            cursor.key().unwrap();
            named(cursor.timestamp(format), "at").unwrap_err().message(line.as_bytes())
        };
        for format in [TimestampFormat::Iso, TimestampFormat::Sql] {
            let expected = "expected a timestamp in a string (character 8)";
            let (null, number) = (message(r#"{"at": null}"#, format), message(r#"{"at": 5}"#, format));
            assert_eq!(null, format!("{expected}; if it may be null, its type ends with `?`"));
            assert!(number.starts_with(&format!("{expected}; numbers are read with `timestamps: epoch_s`")));
            assert_eq!(message(r#"{"at": true}"#, format), expected);
        }
        let told = "expected an integer (character 8)";
        let epoch = TimestampFormat::EpochS;
        assert_eq!(
            message(r#"{"at": null}"#, epoch),
            format!("{told}; if it may be null, its type ends with `?`")
        );
        assert_eq!(message(r#"{"at": "null"}"#, epoch), told);
    }
}
