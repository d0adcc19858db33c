//! Columns of a row that failed, for its message: generated code lists the values at hand, this makes JSON of them. All of it is cold.

use crate::cx::Cx;
use crate::error::Error;
use crate::failure::Failure;
use crate::text;

/// A value of a column.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "named after the types; times in µs, decimals with their scale")]
pub enum Shown<'a> {
    Null,
    Bool(bool),
    Int(i128),
    F64(f64),
    Decimal(i128, u8),
    Text(&'a str),
    /// Already JSON: a record.
    Json(&'a str),
    Timestamp(i64),
    Date(i32),
    Duration(i64),
}

/// The columns as a JSON object, in scratch memory.
#[cold]
pub fn shown_row<'a>(cx: Cx<'a>, columns: &[(&str, Shown<'_>)]) -> &'a str {
    let mut out = vec![b'{'];
    for (i, (name, value)) in columns.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        quoted(&mut out, name);
        out.push(b':');
        put(&mut out, *value);
    }
    out.push(b'}');
    cx.scratch.alloc_str(&String::from_utf8_lossy(&out))
}

/// Where a made-up row comes from: `row 17`, by the number that its columns are computed from.
#[cold]
#[inline(never)]
pub fn row_place(cx: Cx<'_>, number: i64) -> &str {
    cx.scratch.alloc_str(&format!("row {number}"))
}

/// As [`row_place`], of a source that makes events: `event 17`, from 0.
#[cold]
#[inline(never)]
pub fn event_place(cx: Cx<'_>, number: u64) -> &str {
    cx.scratch.alloc_str(&format!("event {number}"))
}

/// A step could not compute with a row, and nobody reads its `.errors`: the job has failed. `place` is empty where none is known; `tap` is
/// as in [`Error::tapped_at`].
#[cold]
#[inline(never)]
pub fn record_failed(
    cx: Cx<'_>,
    step: &str,
    tap: &str,
    place: &str,
    failure: Failure,
    columns: &[(&str, Shown<'_>)],
) {
    cx.fail(Error::record(step, place, failure.message(), shown_row(cx, columns)).tapped_at(tap));
}

fn put(out: &mut Vec<u8>, value: Shown<'_>) {
    match value {
        Shown::Null => out.extend_from_slice(b"null"),
        Shown::Bool(x) => text::put_bool(out, x),
        Shown::Int(x) => out.extend_from_slice(x.to_string().as_bytes()),
        Shown::F64(x) if x.is_finite() => text::put_f64(out, x),
        Shown::F64(_) => out.extend_from_slice(b"null"),
        Shown::Decimal(mantissa, scale) => text::put_decimal(out, mantissa, scale),
        Shown::Text(text) => quoted(out, text),
        Shown::Json(json) => out.extend_from_slice(json.as_bytes()),
        Shown::Timestamp(us) => in_quotes(out, |out| text::put_timestamp_iso(out, us)),
        Shown::Date(days) => in_quotes(out, |out| text::put_date(out, days)),
        Shown::Duration(us) => in_quotes(out, |out| text::put_duration(out, us)),
    }
}

fn in_quotes(out: &mut Vec<u8>, put: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'"');
    put(out);
    out.push(b'"');
}

/// A JSON string.
fn quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for c in text.chars() {
        match c {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\u{8}' => out.extend_from_slice(b"\\b"),
            '\u{c}' => out.extend_from_slice(b"\\f"),
            c if c < ' ' => out.extend_from_slice(format!("\\u{:04x}", u32::from(c)).as_bytes()),
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_shown_as_json() {
        let mut out = Vec::new();
        for value in [
            Shown::Int(-3),
            Shown::Decimal(1250, 2),
            Shown::Text("a\"\u{1}"),
            Shown::Timestamp(0),
            Shown::Null,
        ] {
            put(&mut out, value);
            out.push(b' ');
        }
        assert_eq!(String::from_utf8_lossy(&out), "-3 12.50 \"a\\\"\\u0001\" \"1970-01-01T00:00:00Z\" null ");
    }
}
