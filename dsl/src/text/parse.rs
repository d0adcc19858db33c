//! Text as values: what a cast from `string` takes. White space around a value is never part of it.

use super::calendar;
use crate::decimal;
use crate::types::Type;
use crate::value::Value;

/// The value of the type that the text is; `None` where it is none. Enums need the pipeline's names and are not known here.
pub fn parse(text: &str, ty: &Type) -> Option<Value> {
    match ty.required() {
        Type::Bool => match text {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        },
        Type::Int(int) => {
            let x = integer(text)?;
            (int.range().0..=int.range().1).contains(&x).then_some(Value::Int(x))
        }
        Type::F64 => text.parse().ok().map(Value::F64),
        Type::Decimal { precision, scale } => decimal(text, *precision, *scale).map(Value::Decimal),
        Type::String => Some(Value::String(text.into())),
        Type::Timestamp => timestamp(text).map(Value::Timestamp),
        Type::Date => date(text).map(Value::Date),
        Type::Duration | Type::Record(_) | Type::Enum(_) | Type::Optional(_) => None,
    }
}

/// `[+-]digits`, of any length that an `i128` holds.
pub fn integer(text: &str) -> Option<i128> {
    text.parse().ok()
}

/// The mantissa of `[+-]digits[.digits][e[+-]digits]` at the scale, rounded half-even; `None` where it has too many digits.
pub fn decimal(text: &str, precision: u8, scale: u8) -> Option<i128> {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, integer(exponent)?),
        None => (text, 0),
    };
    let (negative, number) = match number.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{fraction}");
    let plain =
        number.split('.').count() <= 2 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !plain || (number.contains('.') && (whole.is_empty() || fraction.is_empty())) {
        return None;
    }
    // The number is `digits` × 10^−behind; `kept` of its digits stand before the last place of the scale.
    let digits = digits.trim_start_matches('0');
    let behind = fraction.len() as i128 - exponent;
    let kept = digits.len() as i128 - behind + i128::from(scale);
    if digits.is_empty() || kept < 0 {
        return Some(0);
    }
    if kept > i128::from(precision) {
        return None;
    }
    let kept = kept as usize;
    let (before, after) = digits.split_at(kept.min(digits.len()));
    let mut mantissa: i128 = format!("0{before:0<kept$}").parse().ok()?;
    mantissa += i128::from(decimal::rounds_up(mantissa % 2 != 0, compare_to_half(after)));
    let mantissa = if negative { -mantissa } else { mantissa };
    decimal::fits(mantissa, precision).then_some(mantissa)
}

/// How the fraction `0.after` compares to one half.
fn compare_to_half(after: &str) -> std::cmp::Ordering {
    after.trim_end_matches('0').cmp("5")
}

/// `yyyy-MM-dd`, a space or `T`, `HH:mm:ss`, a fraction of a second (finer than µs is cut off), then `Z`, an offset `±HH:mm` or
/// nothing for UTC.
pub fn timestamp(text: &str) -> Option<i64> {
    let (day, rest) = text.split_at_checked(text.find(['T', 't', ' '])?)?;
    let rest = rest.get(1..)?;
    let clock_end = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(clock_end);
    let (clock, fraction) = match clock.split_once('.') {
        Some((_, "")) => return None,
        Some((clock, fraction)) => (clock, fraction),
        None => (clock, ""),
    };
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds = clock_seconds(clock)?;
    let fraction_us: i64 = format!("{fraction:0<6}")[..6].parse().ok()?;
    let offset_s = match zone {
        "" | "Z" | "z" => 0,
        zone => offset_seconds(zone)?,
    };
    let seconds = i128::from(days(day)?) * 86_400 + i128::from(seconds) - i128::from(offset_s);
    i64::try_from(seconds * 1_000_000 + i128::from(fraction_us)).ok()
}

/// `yyyy-MM-dd`
pub fn date(text: &str) -> Option<i32> {
    i32::try_from(days(text)?).ok()
}

/// Days since the epoch of `yyyy-MM-dd`; a year with a sign may have four to six digits.
fn days(text: &str) -> Option<i64> {
    let (sign, unsigned) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let mut parts = unsigned.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let widths = if unsigned.len() < text.len() { 4..=6 } else { 4..=4 };
    if parts.next().is_some() || !widths.contains(&year.len()) {
        return None;
    }
    let year = number(year, year.len())?;
    calendar::days(sign * year, number(month, 2)? as u32, number(day, 2)? as u32)
}

/// Seconds of `HH:mm:ss`.
fn clock_seconds(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let (hour, minute, second) =
        (number(parts.next()?, 2)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let possible = parts.next().is_none() && hour < 24 && minute < 60 && second < 60;
    possible.then_some(hour * 3600 + minute * 60 + second)
}

/// Seconds of `±HH:mm`.
fn offset_seconds(zone: &str) -> Option<i64> {
    let (sign, zone) = match zone.strip_prefix('-') {
        Some(zone) => (-1, zone),
        None => (1, zone.strip_prefix('+')?),
    };
    let (hour, minute) = zone.split_once(':')?;
    let (hour, minute) = (number(hour, 2)?, number(minute, 2)?);
    (hour < 24 && minute < 60).then_some(sign * (hour * 3600 + minute * 60))
}

/// Exactly so many digits.
fn number(text: &str, width: usize) -> Option<i64> {
    let digits = text.len() == width && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_read_with_zone_and_fraction() {
        assert_eq!(timestamp("2013-01-01T10:00:00Z"), Some(1_357_034_400_000_000));
        assert_eq!(timestamp("2013-01-01 10:00:00"), Some(1_357_034_400_000_000));
        assert_eq!(timestamp("2013-01-01T12:00:00+02:00"), Some(1_357_034_400_000_000));
        assert_eq!(timestamp("2013-01-01T10:00:00.1234567Z"), Some(1_357_034_400_123_456));
        assert_eq!(timestamp("+294247-01-10T04:00:54.775807Z"), Some(i64::MAX));
        assert_eq!(timestamp("-290308-12-21T19:59:05.224192Z"), Some(i64::MIN));
    }

    #[test]
    fn what_is_no_timestamp_is_refused() {
        for text in ["", "2013-01-01", "2013-02-30T10:00:00Z", "2013-01-01T24:00:00Z", "2013-01-01T10:00Z"] {
            assert_eq!(timestamp(text), None, "{text}");
        }
        for text in ["2013-01-01T10:00:00.Z", "2013-01-01T10:00:00Zx", "+294247-01-10T04:00:54.775808Z"] {
            assert_eq!(timestamp(text), None, "{text}");
        }
    }

    #[test]
    fn decimals_round_half_even() {
        assert_eq!(decimal("1.5", 5, 2), Some(150));
        assert_eq!(decimal("-0.125", 5, 2), Some(-12));
        assert_eq!(decimal("0.135", 5, 2), Some(14));
        assert_eq!(decimal("0.1250001", 5, 2), Some(13));
        assert_eq!(decimal("0.005", 5, 2), Some(0));
        assert_eq!(decimal("0.015", 5, 2), Some(2));
        assert_eq!(decimal("0.0051", 5, 2), Some(1));
        assert_eq!(decimal("1e3", 5, 0), Some(1000));
        assert_eq!(decimal("15e-1", 5, 0), Some(2));
    }

    #[test]
    fn decimals_out_of_range_and_other_text_are_refused() {
        assert_eq!(decimal("1000", 5, 2), None);
        assert_eq!(decimal("999.995", 5, 2), None);
        for text in ["", "-", "1.", ".5", "1.2.3", "1e", "0x1", " 1", "1_0"] {
            assert_eq!(decimal(text, 10, 2), None, "{text}");
        }
    }

    #[test]
    fn integers_stay_in_their_range() {
        assert_eq!(parse("-128", &Type::Int(crate::types::Int::I8)), Some(Value::Int(-128)));
        assert_eq!(parse("128", &Type::Int(crate::types::Int::I8)), None);
        assert_eq!(parse("+7", &Type::I64), Some(Value::Int(7)));
        assert_eq!(parse("1.0", &Type::I64), None);
    }
}
