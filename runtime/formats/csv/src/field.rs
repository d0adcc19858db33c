//! Values of raw fields. Each function takes the fast path where the text is plain and looks twice where it is not: quotes and
//! spaces around a number, a date or a bool do not matter.

use crate::cursor::Raw;
use crate::error::FieldError;
use crate::time::TimestampFormat;
use weir_runtime::{Bump, text};

/// Whether the field is null: not quoted, and empty or equal to `null_text` (empty where the program names none).
#[inline]
pub fn is_null(raw: Raw<'_>, null_text: &str) -> bool {
    raw.0.is_empty() || raw.0 == null_text.as_bytes()
}

/// The integer types of records.
pub trait Integer: Copy {
    /// Name, for messages.
    const NAME: &'static str;
    /// The value `±magnitude`, when it is one of the type's.
    fn from_parts(negative: bool, magnitude: u64) -> Option<Self>;
}

macro_rules! integer {
    ($($signed:ty, $unsigned:ty);*) => {$(
        impl Integer for $signed {
            const NAME: &'static str = stringify!($signed);
            #[inline(always)]
            fn from_parts(negative: bool, magnitude: u64) -> Option<Self> {
                let limit = <$signed>::MAX as u64 + u64::from(negative);
                let value = if negative { magnitude.wrapping_neg() } else { magnitude };
                (magnitude <= limit).then_some(value as $signed)
            }
        }
        impl Integer for $unsigned {
            const NAME: &'static str = stringify!($unsigned);
            #[inline(always)]
            fn from_parts(negative: bool, magnitude: u64) -> Option<Self> {
                let fits = magnitude <= <$unsigned>::MAX as u64 && !(negative && magnitude != 0);
                fits.then_some(magnitude as $unsigned)
            }
        }
    )*};
}

integer!(i8, u8; i16, u16; i32, u32; i64, u64);

/// Digits that always fit in a u64.
const DIGITS_SAFE: usize = 19;

/// An integer: `-?[0-9]+`, also with a `+` or leading zeros.
#[inline]
pub fn int<T: Integer>(raw: Raw<'_>) -> Result<T, FieldError> {
    let (negative, digits) = match raw.0 {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let mut magnitude = 0u64;
    let mut plain = !digits.is_empty() && digits.len() <= DIGITS_SAFE;
    for &byte in digits.iter().take(DIGITS_SAFE) {
        let digit = byte.wrapping_sub(b'0');
        plain &= digit < 10;
        magnitude = magnitude.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    match T::from_parts(negative, magnitude) {
        Some(value) if plain => Ok(value),
        _ => {
            let (negative, magnitude) = unusual_int(raw, T::NAME)?;
            T::from_parts(negative, magnitude).ok_or(FieldError::OutOfRange(T::NAME))
        }
    }
}

/// Sign and magnitude of an integer that is quoted, spaced, signed with `+`, very long, or none.
#[cold]
#[inline(never)]
fn unusual_int(raw: Raw<'_>, name: &'static str) -> Result<(bool, u64), FieldError> {
    let text = trimmed(raw)?;
    let (negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    if text.is_empty() {
        return Err(FieldError::Null);
    }
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldError::Unreadable(name));
    }
    digits.parse().map(|magnitude| (negative, magnitude)).map_err(|_| FieldError::OutOfRange(name))
}

/// A float: any number that is not too large, `NaN`, `inf`.
pub fn f64(raw: Raw<'_>) -> Result<f64, FieldError> {
    let number = value(raw, "f64", text::parse_f64)?;
    // Digits that come to infinity are a number that the type cannot hold; the word is meant.
    if number.is_infinite() && raw.bytes().iter().any(u8::is_ascii_digit) {
        return Err(FieldError::OutOfRange("f64"));
    }
    Ok(number)
}

/// A `decimal(precision, scale)`, rounded half-even: its mantissa.
pub fn decimal(raw: Raw<'_>, precision: u8, scale: u8) -> Result<i128, FieldError> {
    value(raw, "decimal", |bytes| text::parse_decimal(bytes, precision, scale))
        .map_err(|error| if is_number(raw) { FieldError::OutOfRange("decimal") } else { error })
}

/// Whether a field that is no decimal of its type is a number all the same.
#[cold]
#[inline(never)]
fn is_number(raw: Raw<'_>) -> bool {
    let Ok(text) = trimmed(raw) else { return false };
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    digit(text.strip_prefix(['-', '+']).unwrap_or(text))
        && text.split_once('.').is_none_or(|(_, fraction)| digit(fraction))
        && text::parse_f64(text.as_bytes()).is_some()
}

/// `true` or `false`.
#[inline]
pub fn bool(raw: Raw<'_>) -> Result<bool, FieldError> {
    value(raw, "bool", text::parse_bool)
}

/// A timestamp: microseconds since the epoch. `Iso` and `Sql` each take both forms, with offset or without (UTC).
pub fn timestamp(raw: Raw<'_>, format: TimestampFormat) -> Result<i64, FieldError> {
    match format.unit_us() {
        None => value(raw, "timestamp", text::parse_timestamp),
        Some(unit_us) => {
            let number = int::<i64>(raw).map_err(|error| match error {
                FieldError::Unreadable(_) => FieldError::Unreadable("timestamp"),
                FieldError::OutOfRange(_) => FieldError::OutOfRange("timestamp"),
                other => other,
            })?;
            number.checked_mul(unit_us).ok_or(FieldError::OutOfRange("timestamp"))
        }
    }
}

/// A date, `2013-01-01`: days since the epoch.
pub fn date(raw: Raw<'_>) -> Result<i32, FieldError> {
    value(raw, "date", text::parse_date)
}

/// A duration, `1h30m`: microseconds.
pub fn duration(raw: Raw<'_>) -> Result<i64, FieldError> {
    value(raw, "duration", crate::time::duration_us)
}

/// What `parse` makes of the field, or else of its text without quotes and spaces.
#[inline(always)]
fn value<T>(raw: Raw<'_>, name: &'static str, parse: impl Fn(&[u8]) -> Option<T>) -> Result<T, FieldError> {
    match parse(raw.0) {
        Some(value) => Ok(value),
        None => unusual(raw, name, parse),
    }
}

#[cold]
#[inline(never)]
fn unusual<T>(raw: Raw<'_>, name: &'static str, parse: impl Fn(&[u8]) -> Option<T>) -> Result<T, FieldError> {
    let text = trimmed(raw)?;
    if text.is_empty() {
        return Err(FieldError::Null);
    }
    parse(text.as_bytes()).ok_or(FieldError::Unreadable(name))
}

/// A string: UTF-8 checked; borrowed from the block, or from `scratch` where doubled quotes were undone.
#[inline]
pub fn str<'a>(raw: Raw<'a>, scratch: &'a Bump) -> Result<&'a str, FieldError> {
    let text = utf8(raw.0).ok_or(FieldError::InvalidUtf8)?;
    if raw.is_quoted() { Ok(unquoted(text, scratch)) } else { Ok(text) }
}

/// A string that is one of `variants`: its index.
pub fn enumeration(raw: Raw<'_>, variants: &[&str]) -> Result<usize, FieldError> {
    if let Some(found) = variants.iter().position(|variant| variant.as_bytes() == raw.0) {
        return Ok(found);
    }
    let text = trimmed(raw)?;
    variants.iter().position(|variant| *variant == text).ok_or(FieldError::UnknownVariant)
}

/// The field's text without quotes and the spaces around it. Values that are looked at so have no quotes in them; text
/// with some is given as it stands, and refused by whoever reads it.
pub(crate) fn trimmed(raw: Raw<'_>) -> Result<&str, FieldError> {
    let text = utf8(raw.0).ok_or(FieldError::InvalidUtf8)?.trim();
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    Ok(inner.map_or(text, str::trim))
}

/// A quoted field without its quotes: up to the closing one with doubled quotes undone, then what stands behind it.
fn unquoted<'a>(field: &'a str, scratch: &'a Bump) -> &'a str {
    let inside = &field[1..];
    match inside.find('"') {
        // Nothing to undo: one quote, at the end.
        Some(end) if end + 1 == inside.len() => return &inside[..end],
        _ => {}
    }
    let copy = scratch.alloc_slice_fill_copy(inside.len(), 0u8);
    let mut bytes = inside.bytes().peekable();
    let (mut len, mut quoted) = (0, true);
    while let Some(byte) = bytes.next() {
        if byte == b'"' && quoted && bytes.next_if_eq(&b'"').is_none() {
            quoted = false;
            continue;
        }
        copy[len] = byte;
        len += 1;
    }
    std::str::from_utf8(&copy[..len]).expect("UTF-8 without some of its quotes is UTF-8")
}

/// Below this the standard library's check is faster.
const SIMD_FROM: usize = 64;

#[inline]
fn utf8(bytes: &[u8]) -> Option<&str> {
    if bytes.len() < SIMD_FROM {
        std::str::from_utf8(bytes).ok()
    } else {
        simdutf8::basic::from_utf8(bytes).ok()
    }
}

#[cfg(test)]
#[path = "field_tests.rs"]
mod tests;
