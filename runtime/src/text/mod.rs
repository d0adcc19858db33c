//! The text of values, in one place for formats, casts and messages: `put_…` append it, `parse_…` read it.
//!
//! No allocation: a value is written into [`Short`], a piece of the stack, and copied from there. The definitions of all forms stand,
//! slow and plain, in the compiler's crate (`weir_dsl::text`); a test compares the two.
//!
//! Reading order: `short` (the buffer), `number`, `time`, `parse`, `parse_time`.

mod number;
mod parse;
mod parse_time;
mod positions;
mod short;
mod time;

pub use number::{decimal, f64, int, put_decimal, put_f64, put_int, put_uint, uint};
pub use parse::{parse_bool, parse_decimal, parse_f64, parse_int};
pub use parse_time::{parse_date, parse_timestamp};
pub use short::Short;
pub use time::{
    date, duration, put_date, put_duration, put_timestamp_iso, put_timestamp_sql, timestamp_iso,
    timestamp_sql,
};

pub(crate) use positions::{Positions, WORD_BYTES, marks};
pub(crate) use time::put_year;

/// Appends `true` or `false`.
#[inline]
pub fn put_bool(buffer: &mut Vec<u8>, x: bool) {
    buffer.extend_from_slice(if x { b"true" } else { b"false" });
}

#[cfg(test)]
mod tests;
