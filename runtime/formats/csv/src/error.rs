//! What can be wrong with a record, and with a field. Both are small and `Copy`; the message with file, line and column is made
//! by whoever knows those.

use crate::cursor::Raw;
use std::fmt;
use weir_runtime::text::parse_timestamp;

/// A record that cannot be split into its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvError {
    /// More or fewer fields than the header has.
    FieldCount {
        /// By the header.
        expected: usize,
        /// In this record.
        found: usize,
    },
    /// A quoted field goes on to the end of the input.
    UnclosedQuote,
    /// A quoted field goes on to another line, and has text behind its quotes there.
    TextBehindQuotes,
}

/// A field that is no value of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldError {
    /// An empty field, or one with the null text, where the type is not optional.
    Null,
    /// Not written like a value of the type: which.
    Unreadable(&'static str),
    /// A number too large or too small for the type: which.
    OutOfRange(&'static str),
    /// A string that is not UTF-8.
    InvalidUtf8,
    /// A string that is no variant of the enum.
    UnknownVariant,
}

/// Texts that people write where a value is not known.
const FOR_NULL: [&str; 11] = ["na", "n/a", "n.a.", "nan", "null", "none", "nil", "\\n", "-", "--", "?"];

impl FieldError {
    /// What is wrong with this field, which is null or not by its type, in words; where it seems to be written by another convention, with the setting for that.
    #[cold]
    #[inline(never)]
    pub fn message(self, raw: Raw<'_>, nullable: bool) -> String {
        let whole = String::from_utf8_lossy(raw.bytes());
        let text = whole.trim().trim_matches('"').trim();
        let ty = match self {
            FieldError::Unreadable(ty) => ty,
            FieldError::UnknownVariant => "enum",
            _ => return self.to_string(),
        };
        // A quoted field is never null.
        if FOR_NULL.contains(&whole.trim().to_ascii_lowercase().as_str()) {
            let ty = if nullable { "" } else { "let the type end with `?`, and " };
            let null = whole.replace('\\', "\\\\");
            return format!(
                "{self}; if it is the text for null here, {ty}say so: `csv {{ null: \"{null}\" }}`"
            );
        }
        // Fewer digits are rather a date.
        let is_number = text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        match ty {
            "timestamp" if is_number => format!(
                "{self}; numbers are read with `timestamps: epoch_s`, `epoch_ms` or `epoch_us` behind `csv`"
            ),
            "timestamp" if parse_timestamp(text.as_bytes()).is_some() => {
                format!("{self} in numbers; texts are read without `timestamps: epoch_…` behind `csv`")
            }
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for CsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CsvError::FieldCount { expected, found } => {
                write!(f, "expected {expected} fields, found {found}")
            }
            CsvError::UnclosedQuote => f.write_str("a quoted field is never closed"),
            CsvError::TextBehindQuotes => {
                f.write_str("a quoted field is closed on another line, with text behind it")
            }
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FieldError::Null => f.write_str("null where the type is not optional"),
            FieldError::Unreadable(ty) if ty.starts_with('i') => write!(f, "not an `{ty}`"),
            FieldError::Unreadable(ty) => write!(f, "not a `{ty}`"),
            FieldError::OutOfRange(ty) => write!(f, "number out of range for `{ty}`"),
            FieldError::InvalidUtf8 => f.write_str("invalid UTF-8"),
            FieldError::UnknownVariant => f.write_str("not a variant of the enum"),
        }
    }
}
