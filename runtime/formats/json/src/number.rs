//! Numbers: exact integers, correctly rounded floats, exact decimals.
//!
//! An integer field takes integers only (`1.0` and `1e3` are refused: a file that writes them has changed its mind about the
//! type). A float takes any number; out of range is an error, not infinity. A decimal takes any number and rounds half-even
//! to its scale.

use crate::cursor::Cursor;
use crate::error::{Cause, JsonError};
use weir_runtime::text;

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

/// Powers of ten that an f64 holds exactly.
pub(crate) const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

impl<'a> Cursor<'a> {
    /// Reads an integer that fits `T`.
    #[inline(always)]
    pub fn int<T: Integer>(&mut self) -> Result<T, JsonError> {
        if let Some((magnitude, len)) = self.ahead().and_then(plain_int)
            && let Some(value) = T::from_parts(false, magnitude)
        {
            self.at += len;
            return Ok(value);
        }
        let (negative, magnitude) =
            self.any_int(T::NAME, |negative, magnitude| T::from_parts(negative, magnitude).is_some())?;
        T::from_parts(negative, magnitude).ok_or(JsonError { cause: Cause::OutOfRange(T::NAME), at: self.at })
    }

    /// Sign and magnitude, which must fit, of an integer with spaces before it, a sign, or something behind it. One function for all types.
    #[inline(never)]
    fn any_int(&mut self, name: &'static str, fits: fn(bool, u64) -> bool) -> Result<(bool, u64), JsonError> {
        self.token();
        let start = self.at;
        let negative = self.bytes.get(start) == Some(&b'-');
        let first = start + usize::from(negative);
        let mut at = first;
        let mut magnitude = 0u64;
        while let Some(digit) = self.bytes.get(at).map(|b| b.wrapping_sub(b'0')).filter(|&d| d < 10) {
            magnitude = magnitude.wrapping_mul(10).wrapping_add(u64::from(digit));
            at += 1;
        }
        let more = matches!(self.bytes.get(at), Some(b'.' | b'e' | b'E'));
        let leading_zero = at > first + 1 && self.bytes[first] == b'0';
        let whole = !more && !leading_zero && at > first && at - first <= DIGITS_SAFE;
        if whole && fits(negative, magnitude) {
            self.at = at;
            return Ok((negative, magnitude));
        }
        let out_of_range = JsonError { cause: Cause::OutOfRange(name), at: start };
        let magnitude = self.unusual_int(name)?;
        if fits(negative, magnitude) { Ok((negative, magnitude)) } else { Err(out_of_range) }
    }

    /// The magnitude of an integer of twenty digits or more; or none at all.
    #[cold]
    fn unusual_int(&mut self, name: &'static str) -> Result<u64, JsonError> {
        let start = self.at;
        let text = self.number("an integer")?;
        let cause = match text.iter().all(|b| b.is_ascii_digit() || *b == b'-') {
            true => Cause::OutOfRange(name),
            false => Cause::Expected("an integer"),
        };
        let digits = std::str::from_utf8(text).unwrap_or_default().trim_start_matches('-');
        digits.parse().map_err(|_| JsonError { cause, at: start })
    }

    /// Reads any number, correctly rounded.
    pub fn f64(&mut self) -> Result<f64, JsonError> {
        self.token();
        let start = self.at;
        let text = self.number("a number")?;
        if let Some(value) = short_float(text) {
            return Ok(value);
        }
        let value = std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok());
        value.filter(|x| x.is_finite()).ok_or(JsonError { cause: Cause::OutOfRange("f64"), at: start })
    }

    /// Reads any number, or a string with one (exact values are often sent so), as `decimal(precision, scale)`: its mantissa.
    pub fn decimal(&mut self, precision: u8, scale: u8) -> Result<i128, JsonError> {
        let quoted = self.token() == b'"';
        let start = self.at;
        self.at += usize::from(quoted);
        let unreadable = JsonError { cause: Cause::Unreadable("decimal"), at: start };
        let number = self.number("a number").map_err(|error| if quoted { unreadable } else { error })?;
        if quoted {
            if self.bytes.get(self.at) != Some(&b'"') {
                return Err(unreadable);
            }
            self.at += 1;
        }
        text::parse_decimal(number, precision, scale)
            .ok_or(JsonError { cause: Cause::OutOfRange("decimal"), at: start })
    }

    /// Takes the text of a number, checked against JSON's grammar.
    pub fn number(&mut self, expected: &'static str) -> Result<&'a [u8], JsonError> {
        let start = self.at;
        if !matches!(self.bytes.get(start), Some(b'-' | b'0'..=b'9')) {
            return Err(self.unexpected(expected));
        }
        self.skip_number()?;
        Ok(&self.bytes[start..self.at])
    }

    /// Leaves a number behind: the cursor stands at its first character.
    #[inline]
    pub(crate) fn skip_number(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        let first = start + usize::from(self.bytes.get(start) == Some(&b'-'));
        let mut at = self.digits_end(first);
        let mut valid = at == first + 1 || (at > first && self.bytes[first] != b'0');
        if self.bytes.get(at) == Some(&b'.') {
            let fraction = at + 1;
            at = self.digits_end(fraction);
            valid &= at > fraction;
        }
        if matches!(self.bytes.get(at), Some(b'e' | b'E')) {
            let exponent = at + 1 + usize::from(matches!(self.bytes.get(at + 1), Some(b'+' | b'-')));
            at = self.digits_end(exponent);
            valid &= at > exponent;
        }
        if !valid {
            return Err(self.error(Cause::InvalidNumber));
        }
        self.at = at;
        Ok(())
    }

    #[inline(always)]
    fn digits_end(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(chunk) = self.bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            let others = not_digits(u64::from_le_bytes(*chunk));
            if others != 0 {
                return at + (others.trailing_zeros() / 8) as usize;
            }
            at += 8;
        }
        while self.bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    }
}

/// The number of up to 15 digits that the text begins with, and how many there are, where `,` or `}` follows and nothing needs care: no spaces, sign
/// or leading zero. Eight digits cost three multiplications and no branch on how many there are: a third of the instructions of a loop.
#[inline(always)]
pub(crate) fn plain_int(ahead: &[u8; 16]) -> Option<(u64, usize)> {
    let chunk = u128::from_le_bytes(*ahead);
    let (low, high) = (chunk as u64, (chunk >> 64) as u64);
    let others = not_digits(low);
    let (value, len, next) = if others != 0 {
        let len = others.trailing_zeros() / 8;
        (leading(low, len), len, low >> (8 * len))
    } else {
        let others = not_digits(high);
        if others == 0 {
            return None;
        }
        let len = others.trailing_zeros() / 8;
        (eight(low ^ ZEROS) * POWERS[len as usize] + leading(high, len), len + 8, high >> (8 * len))
    };
    let ends = next as u8 == b',' || next as u8 == b'}';
    let canonical = low as u8 != b'0' || len == 1;
    (ends && canonical && len > 0).then_some((value, len as usize))
}

/// Length of the number that the text begins with, if it has up to seven digits, no sign or leading zero, and a comma behind it.
#[inline(always)]
pub(crate) fn plain_len(ahead: [u8; 8]) -> Option<usize> {
    let chunk = u64::from_le_bytes(ahead);
    let others = not_digits(chunk);
    let bits = others.trailing_zeros() & !7;
    let plain = bits.wrapping_sub(8) < 56 && (chunk >> (bits & 63)) as u8 == b',' && chunk as u8 != b'0';
    plain.then_some(bits as usize / 8)
}

/// Eight digits `0`.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// Powers of ten, by exponent.
const POWERS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

/// The number that eight digits are, each a byte from 0 to 9, the first one lowest: pairs, then fours, then all, by one multiplication each.
#[inline(always)]
fn eight(digits: u64) -> u64 {
    let pairs = (digits.wrapping_mul(10 << 8 | 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100 << 16 | 1) >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(10_000 << 32 | 1) >> 32
}

/// The number that the first `len` characters of a word are, all digits; `len` is below 8.
#[inline(always)]
fn leading(word: u64, len: u32) -> u64 {
    // Moved to the end, with zeros before them; in two steps, as there may be none.
    eight((word ^ ZEROS) << 8 << (8 * (7 - len)))
}

/// The highest bit of each byte that is no digit, up to the first such byte for certain (a carry may spoil those behind it).
#[inline(always)]
fn not_digits(chunk: u64) -> u64 {
    // Digits become 0 to 9; what is above 9 then reaches the highest bit by adding 0x76, or had it already.
    let low = chunk ^ ZEROS;
    (((low & 0x7f7f_7f7f_7f7f_7f7f) + 0x7676_7676_7676_7676) | low) & 0x8080_8080_8080_8080
}

/// The float of a number without exponent whose digits and power of ten are exact in an f64: one division then rounds right.
#[inline]
fn short_float(text: &[u8]) -> Option<f64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() > 16 {
        return None;
    }
    let (mut mantissa, mut fraction, mut seen_point) = (0u64, 0, false);
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                fraction += usize::from(seen_point);
            }
            b'.' => seen_point = true,
            _ => return None,
        }
    }
    if mantissa > 1 << 53 {
        return None;
    }
    let value = mantissa as f64 / EXACT_POWERS[fraction];
    Some(if negative { -value } else { value })
}

#[cfg(test)]
#[path = "number_tests.rs"]
mod tests;
