//! Values as JSON, appended to a row. Keys and punctuation are placed by generated code.

use crate::scan;
use crate::time::TimestampFormat;
use weir_runtime::text;
pub use weir_runtime::text::{put_bool, put_decimal, put_int as put_i64, put_uint as put_u64};

/// Appends `null`.
#[inline]
pub fn put_null(buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(b"null");
}

/// Appends a string: `"`, `\` and control characters escaped, the rest as it is.
pub fn put_str(buffer: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    buffer.push(b'"');
    let mut done = 0;
    loop {
        let next = scan::special(bytes, done);
        buffer.extend_from_slice(&bytes[done..next]);
        match bytes.get(next) {
            Some(&byte) => put_escape(buffer, byte),
            None => break,
        }
        done = next + 1;
    }
    buffer.push(b'"');
}

/// Appends the escape of one character.
fn put_escape(buffer: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        b'"' | b'\\' => byte,
        _ => {
            let [high, low] = [byte >> 4, byte & 15].map(|digit| HEX[usize::from(digit)]);
            return buffer.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
        }
    };
    buffer.extend_from_slice(&[b'\\', short]);
}

/// Appends the shortest number that reads back the same, `30.0` with its point; `null` for what JSON has no number for (NaN, infinities).
pub fn put_f64(buffer: &mut Vec<u8>, x: f64) {
    if x.is_finite() { text::put_f64(buffer, x) } else { put_null(buffer) }
}

/// Appends a timestamp (microseconds since the epoch): text in quotes or a number. What is finer than the format's unit is
/// cut off, toward the past.
pub fn put_timestamp(buffer: &mut Vec<u8>, us: i64, format: TimestampFormat) {
    match (format.unit_us(), format) {
        (Some(unit_us), _) => text::put_int(buffer, us.div_euclid(unit_us)),
        (None, TimestampFormat::Sql) => quoted(buffer, |buffer| text::put_timestamp_sql(buffer, us)),
        (None, _) => quoted(buffer, |buffer| text::put_timestamp_iso(buffer, us)),
    }
}

/// Appends a date (days since the epoch), `"2013-01-01"`.
pub fn put_date(buffer: &mut Vec<u8>, days: i32) {
    quoted(buffer, |buffer| text::put_date(buffer, days));
}

/// Appends a duration (microseconds), `"90s"`.
pub fn put_duration(buffer: &mut Vec<u8>, us: i64) {
    quoted(buffer, |buffer| text::put_duration(buffer, us));
}

#[inline(always)]
fn quoted(buffer: &mut Vec<u8>, put: impl FnOnce(&mut Vec<u8>)) {
    buffer.push(b'"');
    put(buffer);
    buffer.push(b'"');
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
    fn strings_are_escaped_where_they_must_be() {
        check(r#""""#, |b| put_str(b, ""));
        check(r#""né€😀 /""#, |b| put_str(b, "né€😀 /"));
        check(r#""a\"b\\c\nd\re\tf\bg\fh\u0001\u001f""#, |b| {
            put_str(b, "a\"b\\c\nd\re\tf\u{8}g\u{c}h\u{1}\u{1f}")
        });
    }

    #[test]
    fn numbers_keep_their_point_and_what_is_none_is_null() {
        check("30.0", |b| put_f64(b, 30.0));
        check("0.1", |b| put_f64(b, 0.1));
        check("null", |b| put_f64(b, f64::NAN));
        check("null", |b| put_f64(b, f64::NEG_INFINITY));
        check("-9223372036854775808", |b| put_i64(b, i64::MIN));
        check("18446744073709551615", |b| put_u64(b, u64::MAX));
        check("-0.05", |b| put_decimal(b, -5, 2));
        check("true", |b| put_bool(b, true));
    }

    #[test]
    fn times_are_text_or_numbers() {
        let us = 1_357_034_400_500_000;
        check("\"2013-01-01T10:00:00.500Z\"", |b| put_timestamp(b, us, TimestampFormat::Iso));
        check("\"2013-01-01 10:00:00.500\"", |b| put_timestamp(b, us, TimestampFormat::Sql));
        check("1357034400", |b| put_timestamp(b, us, TimestampFormat::EpochS));
        check("1357034400500", |b| put_timestamp(b, us, TimestampFormat::EpochMs));
        check("-1", |b| put_timestamp(b, -1, TimestampFormat::EpochMs));
        check("\"1970-01-02\"", |b| put_date(b, 1));
        check("\"90s\"", |b| put_duration(b, 90_000_000));
    }
}
