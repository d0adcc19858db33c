//! Numbers from text. The whole text must be the value: no white space, no units, no trailing bytes.

use crate::arithmetic::Integer;
use crate::decimal;

/// `[+-]digits` within the range of the type.
#[inline]
pub fn parse_int<T: Integer>(text: &[u8]) -> Option<T> {
    let (negative, digits) = sign(text);
    // 18 digits fit an i64 whatever they are.
    if digits.is_empty() || digits.len() > 18 {
        return long_int(negative, digits).and_then(T::from_i128);
    }
    let mut size = 0i64;
    for &digit in digits {
        let value = digit.wrapping_sub(b'0');
        if value > 9 {
            return None;
        }
        size = size * 10 + i64::from(value);
    }
    T::from_i64(if negative { -size } else { size })
}

#[cold]
fn long_int(negative: bool, digits: &[u8]) -> Option<i128> {
    if digits.is_empty() {
        return None;
    }
    let size = digits.iter().try_fold(0i128, |size, &digit| {
        let value = digit.wrapping_sub(b'0');
        if value > 9 { None } else { size.checked_mul(10)?.checked_add(i128::from(value)) }
    })?;
    Some(if negative { -size } else { size })
}

/// What Rust reads as an `f64`: digits with or without point and exponent, `NaN`, `inf`.
pub fn parse_f64(text: &[u8]) -> Option<f64> {
    str::from_utf8(text).ok()?.parse().ok()
}

/// `true` or `false`.
#[inline]
pub fn parse_bool(text: &[u8]) -> Option<bool> {
    match text {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

/// The mantissa at `scale` of `[+-]digits[.digits][e[+-]digits]`, rounded half-even; `None` over `precision` digits.
pub fn parse_decimal(text: &[u8], precision: u8, scale: u8) -> Option<i128> {
    let (negative, number) = sign(text);
    let size = match short_decimal(number, scale) {
        Some(size) => size.into(),
        None => long_decimal(number, scale)?,
    };
    let mantissa = if negative { -size } else { size };
    decimal::fits(mantissa, precision).then_some(mantissa)
}

/// Digits and a point, 18 digits in all at the scale or fewer: `None` sends all else to [`long_decimal`].
#[inline]
fn short_decimal(number: &[u8], scale: u8) -> Option<i64> {
    let mut size = 0i64;
    let mut behind = None;
    if number.is_empty() || number.len() > 18 {
        return None;
    }
    for &byte in number {
        let value = byte.wrapping_sub(b'0');
        if value <= 9 {
            size = size * 10 + i64::from(value);
            behind = behind.map(|n: u8| n + 1);
        } else if byte == b'.' && behind.is_none() {
            behind = Some(0);
        } else {
            return None;
        }
    }
    let missing = match behind {
        None => scale,
        Some(0) => return None,
        Some(behind) if number[0] != b'.' => scale.checked_sub(behind)?,
        Some(_) => return None,
    };
    let fits = number.len() + usize::from(missing) <= 18;
    if fits { Some(size * 10i64.pow(missing.into())) } else { None }
}

/// Any number of digits, with rounding and exponents.
#[cold]
fn long_decimal(number: &[u8], scale: u8) -> Option<i128> {
    let (digits, exponent) = match number.iter().position(|b| matches!(b, b'e' | b'E')) {
        Some(at) => (&number[..at], exponent(&number[at + 1..])?),
        None => (number, 0),
    };
    let point = digits.iter().position(|&b| b == b'.');
    let whole_len = point.unwrap_or(digits.len());
    let behind_len = point.map_or(0, |at| digits.len() - at - 1);
    if whole_len == 0 || (point.is_some() && behind_len == 0) {
        return None;
    }
    // How many digits, counted from the first, stand before the last place of the scale.
    let kept = whole_len as i128 + exponent + i128::from(scale);
    let (mut size, mut seen, mut half, mut rest) = (0i128, 0i128, 0, false);
    let mut too_long = false;
    for &byte in digits[..whole_len].iter().chain(digits.iter().skip(whole_len + 1)) {
        let value = byte.wrapping_sub(b'0');
        if value > 9 {
            return None;
        }
        match seen.cmp(&kept) {
            std::cmp::Ordering::Less => match shift_in(size, value) {
                Some(longer) => size = longer,
                None => too_long = true,
            },
            std::cmp::Ordering::Equal => half = value,
            std::cmp::Ordering::Greater => rest |= value != 0,
        }
        seen += 1;
    }
    if kept < 0 {
        return Some(0);
    }
    while seen < kept && size != 0 && !too_long {
        match shift_in(size, 0) {
            Some(longer) => size = longer,
            None => too_long = true,
        }
        seen += 1;
    }
    let up = half > 5 || (half == 5 && (rest || size % 2 != 0));
    if too_long { None } else { Some(size + i128::from(up)) }
}

/// One digit more, within 38.
fn shift_in(size: i128, digit: u8) -> Option<i128> {
    if size >= 10i128.pow(37) { None } else { Some(size * 10 + i128::from(digit)) }
}

/// The digits behind `e`; beyond what matters it stays at what matters.
fn exponent(text: &[u8]) -> Option<i128> {
    let (negative, digits) = sign(text);
    long_int(negative, digits)
}

#[inline(always)]
fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}
