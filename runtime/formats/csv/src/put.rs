//! Values as CSV, appended to a row. Separators and line ends are placed by generated code; null is nothing at all.

use crate::time::TimestampFormat;
use weir_runtime::text;
pub use weir_runtime::text::{
    put_bool, put_date, put_decimal, put_duration, put_f64, put_int as put_i64, put_uint as put_u64,
};

/// Appends a string. Quoted where it must be: when empty (nothing at all is null), or with a separator, quote or line end in it.
pub fn put_str(buffer: &mut Vec<u8>, text: &str, separator: u8) {
    let special = |b: u8| b == separator || matches!(b, b'"' | b'\n' | b'\r');
    if text.is_empty() || text.bytes().any(special) {
        put_quoted(buffer, text);
    } else {
        buffer.extend_from_slice(text.as_bytes());
    }
}

/// Puts quotes around a value that was appended from `start` on and looks like null.
#[inline]
pub fn quote_if_null(buffer: &mut Vec<u8>, start: usize, null: &[u8]) {
    if buffer[start..] == *null {
        buffer.insert(start, b'"');
        buffer.push(b'"');
    }
}

fn put_quoted(buffer: &mut Vec<u8>, text: &str) {
    buffer.push(b'"');
    for (i, part) in text.split('"').enumerate() {
        if i > 0 {
            buffer.extend_from_slice(b"\"\"");
        }
        buffer.extend_from_slice(part.as_bytes());
    }
    buffer.push(b'"');
}

/// Appends a timestamp (microseconds since the epoch). What is finer than the format's unit is cut off, toward the past.
pub fn put_timestamp(buffer: &mut Vec<u8>, us: i64, format: TimestampFormat) {
    match (format.unit_us(), format) {
        (Some(unit_us), _) => text::put_int(buffer, us.div_euclid(unit_us)),
        (None, TimestampFormat::Sql) => text::put_timestamp_sql(buffer, us),
        (None, _) => text::put_timestamp_iso(buffer, us),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expected: &str, put: impl FnOnce(&mut Vec<u8>)) {
        let mut buffer = Vec::new();
        put(&mut buffer);
        assert_eq!(String::from_utf8_lossy(&buffer), expected);
    }

    #[test]
    fn strings_are_quoted_where_they_must_be() {
        check("a b'é", |b| put_str(b, "a b'é", b','));
        check("\"\"", |b| put_str(b, "", b','));
        check("\"a,b\"", |b| put_str(b, "a,b", b','));
        check("a,b", |b| put_str(b, "a,b", b';'));
        check("\"say \"\"hi\"\"\"", |b| put_str(b, "say \"hi\"", b','));
        check("\"a\nb\"", |b| put_str(b, "a\nb", b','));
        check("\"a\rb\"", |b| put_str(b, "a\rb", b','));
    }

    #[test]
    fn what_looks_like_null_is_quoted() {
        let null = |text: &str| {
            let mut buffer = b"x,".to_vec();
            put_str(&mut buffer, text, b',');
            quote_if_null(&mut buffer, 2, b"NA");
            String::from_utf8(buffer).expect("it is text")
        };
        assert_eq!(["NA", "NAN", "", "N\"A"].map(null), ["x,\"NA\"", "x,NAN", "x,\"\"", "x,\"N\"\"A\""]);
    }

    #[test]
    fn other_values_are_bare() {
        let us = 1_357_034_400_500_000;
        check("2013-01-01 10:00:00.500", |b| put_timestamp(b, us, TimestampFormat::Sql));
        check("2013-01-01T10:00:00.500Z", |b| put_timestamp(b, us, TimestampFormat::Iso));
        check("1357034400500", |b| put_timestamp(b, us, TimestampFormat::EpochMs));
        check("1843.240", |b| put_decimal(b, 1_843_240, 3));
        check("30.0", |b| put_f64(b, 30.0));
        check("-7", |b| put_i64(b, -7));
        check("false", |b| put_bool(b, false));
    }
}
