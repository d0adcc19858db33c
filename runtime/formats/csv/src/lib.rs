//! CSV, decoded and encoded field by field by generated code.
//!
//! A [`Cursor`] walks the records of a block and hands out only the wanted fields, still as raw text; the functions of
//! [`field`] make values of them when (and if) the pipeline looks. Nothing is allocated but quoted text with doubled quotes,
//! in a scratch arena. [`put`] is the way back.
//!
//! Reading order: [`columns`] (which fields are wanted and where they stand), [`cursor`] (records), [`scan`] (the loop under
//! it), [`field`] (values), [`error`], [`put`].
//!
//! The dialect is RFC 4180 and what people really have; where the RFC is silent it does as the `csv` crate, which the
//! property tests compare with:
//!
//! - A record ends with `\n` or `\r\n`; the last one may end with the input. A lone `\r` is text. Empty lines are skipped.
//! - A quote opens a quoted field only as its first character; elsewhere in an unquoted field it is text (`5" pipe`).
//! - In a quoted field `""` is a quote; separators and line ends are text. Text behind the closing quote belongs to the field.
//! - A quote that is never closed is an error of its line, not a field as long as the rest of the file: the next line is a record again. So is one that is
//!   closed on another line with text behind it. Two stray quotes of which the second ends a field are a quoted field: nothing tells them from one.
//! - Spaces are kept in strings and ignored around other values. A byte-order mark is for the reader of the file to drop.
//! - Each record has as many fields as the header, else it is an error.
//! - An unquoted field that is empty or equal to the null text is null where the type is optional; a quoted one is not.

pub mod columns;
pub mod cursor;
pub mod error;
pub mod field;
pub mod put;
mod scan;
pub mod time;

pub use columns::Columns;
pub use cursor::{Cursor, Raw, without_line_end};
pub use error::{CsvError, FieldError};
pub use field::*;
pub use put::*;
pub use time::TimestampFormat;
