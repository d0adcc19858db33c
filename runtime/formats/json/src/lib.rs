//! JSON lines, decoded and encoded field by field by generated code.
//!
//! The compiler knows the record and which of its fields are used, so there is no tree, no serde and no table of fields
//! here: a [`Cursor`] walks one line, generated code asks it for the next key and reads or skips the value, and everything
//! it gives is borrowed from the line (strings with escapes from a scratch arena). [`put`] is the way back.
//!
//! Reading order: [`cursor`] (structure), [`shapes`] (whole lines guessed), [`order`] (keys guessed), [`number`], [`text`] (strings), [`time`], [`skip`] (values
//! nobody wants), [`lines`], [`marks`] (ends of strings, found once a block), [`wide`] (how), [`scan`] (the loop under strings without marks), [`error`], [`put`].
//!
//! What is JSON and what is not is decided as by `serde_json`, which the property tests compare with. Where the two differ:
//! nesting is limited to 127 levels in skipped values too, `-0` is an integer, and of what is skipped only the form counts: strings are not checked for UTF-8 or halves of surrogates, numbers may be too
//! large for any type.

pub mod cursor;
pub mod decode;
pub mod error;
pub mod lines;
pub mod marks;
pub mod number;
pub mod order;
pub mod put;
mod scan;
pub mod shapes;
mod skip;
pub mod text;
pub mod time;
mod wide;

pub use cursor::{Cursor, Kind};
pub use decode::{DecodeError, inside, missing, named};
pub use error::{Cause, JsonError};
pub use lines::{Line, Lines};
pub use marks::Marks;
pub use number::Integer;
pub use order::Order;
pub use put::*;
pub use shapes::{Shapes, Wanted, WantedValue};
pub use time::TimestampFormat;
