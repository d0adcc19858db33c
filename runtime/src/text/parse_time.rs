//! Timestamps and dates from text.

use crate::calendar::{self, DAY_US};

/// `yyyy-MM-dd`, a space or `T`, `HH:mm:ss`, a fraction of a second (finer than µs is cut off), then `Z`, an offset `±HH:mm` or
/// nothing for UTC. Microseconds since the epoch.
pub fn parse_timestamp(text: &[u8]) -> Option<i64> {
    let (day, rest) = leading_date(text)?;
    let [b'T' | b't' | b' ', h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = rest else {
        return None;
    };
    let (hour, minute, second) = (two(*h1, *h2)?, two(*m1, *m2)?, two(*s1, *s2)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (fraction_us, rest) = match rest {
        [b'.', rest @ ..] => fraction(rest)?,
        _ => (0, rest),
    };
    let offset_s = match rest {
        [] | [b'Z' | b'z'] => 0,
        zone => offset(zone)?,
    };
    let of_day = i64::from(hour * 3_600 + minute * 60 + second) - offset_s;
    let us = of_day * 1_000_000 + fraction_us;
    match i64::from(day).checked_mul(DAY_US).and_then(|midnight| midnight.checked_add(us)) {
        Some(us) => Some(us),
        // The midnight of the first day that a timestamp knows is none itself.
        None => i64::try_from(i128::from(day) * i128::from(DAY_US) + i128::from(us)).ok(),
    }
}

/// `yyyy-MM-dd`; days since the epoch. A year with a sign may have four to six digits.
pub fn parse_date(text: &[u8]) -> Option<i32> {
    match leading_date(text)? {
        (day, []) => Some(day),
        _ => None,
    }
}

/// The date in front, and what follows it.
#[inline]
fn leading_date(text: &[u8]) -> Option<(i32, &[u8])> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = text else {
        return signed_date(text);
    };
    let Some((century, year)) = two(*y1, *y2).zip(two(*y3, *y4)) else {
        return signed_date(text);
    };
    let days = calendar::days((century * 100 + year) as i32, two(*m1, *m2)?, two(*d1, *d2)?)?;
    Some((days, rest))
}

/// A date with a sign before its year.
#[cold]
fn signed_date(text: &[u8]) -> Option<(i32, &[u8])> {
    let (sign, text) = match text {
        [b'-', text @ ..] => (-1, text),
        [b'+', text @ ..] => (1, text),
        _ => return None,
    };
    let width = text.iter().take_while(|b| b.is_ascii_digit()).count();
    if !(4..=6).contains(&width) {
        return None;
    }
    let year: i32 = super::parse_int(&text[..width])?;
    let [b'-', m1, m2, b'-', d1, d2, rest @ ..] = &text[width..] else {
        return None;
    };
    Some((calendar::days(sign * year, two(*m1, *m2)?, two(*d1, *d2)?)?, rest))
}

/// Microseconds of the digits behind the point, and what follows them.
#[inline]
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let width = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let digits = text[..width].iter().map(|digit| i64::from(digit - b'0'));
    let us = digits.chain(std::iter::repeat(0)).take(6).fold(0, |us, digit| us * 10 + digit);
    if width == 0 { None } else { Some((us, &text[width..])) }
}

/// Seconds of `±HH:mm`.
#[inline]
fn offset(zone: &[u8]) -> Option<i64> {
    let [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = zone else {
        return None;
    };
    let (hour, minute) = (two(*h1, *h2)?, two(*m1, *m2)?);
    let seconds = i64::from(hour * 3_600 + minute * 60);
    if hour > 23 || minute > 59 { None } else { Some(if *sign == b'-' { -seconds } else { seconds }) }
}

/// Two digits.
#[inline(always)]
fn two(tens: u8, ones: u8) -> Option<u32> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    if tens > 9 || ones > 9 { None } else { Some(u32::from(tens) * 10 + u32::from(ones)) }
}
