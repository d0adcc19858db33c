//! Texts of parameters to values: what `--set` takes, and the literals of the language that stand as defaults.
//!
//! Each function gives `None` for a text it does not take; the caller knows the parameter and says so.

/// `true`, `false`.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    text.parse().ok()
}

/// Decimal digits with a sign and `_` between digits.
pub(crate) fn integer(text: &str) -> Option<i128> {
    without_underscores(text)?.parse().ok()
}

/// Whether it is an integer of any size.
pub(crate) fn is_integer(text: &str) -> bool {
    without_underscores(text).is_some_and(|text| {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Whether it is a number of any size, with or without a fraction.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    digits(text) && without_underscores(text).is_some_and(|text| text.parse::<f64>().is_ok())
}

/// Whether it is a number of any size with no more than `scale` digits that count behind the point.
pub(crate) fn is_decimal(text: &str, scale: u8) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    is_integer(whole) && fraction.len() <= scale.into() && fraction.bytes().all(|b| b.is_ascii_digit())
}

/// The least and the greatest value of an integer type, by its name.
pub(crate) fn range(ty: &str) -> Option<(i128, i128)> {
    let (kind, bits) = ty.split_at_checked(1)?;
    let bits: u32 = bits.parse().ok().filter(|bits| (1..=64).contains(bits))?;
    match kind {
        "i" => Some((-(1 << (bits - 1)), (1 << (bits - 1)) - 1)),
        "u" => Some((0, (1 << bits) - 1)),
        _ => None,
    }
}

/// Any finite number in Rust's syntax.
pub(crate) fn float(text: &str) -> Option<f64> {
    without_underscores(text)?.parse().ok().filter(|x: &f64| x.is_finite())
}

/// A decimal with at most `precision` digits; more than `scale` behind the point only where they are zeros.
pub(crate) fn decimal(text: &str, precision: u8, scale: u8) -> Option<i128> {
    let text = without_underscores(text)?;
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty()
        || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let scale = usize::from(scale);
    let (kept, rest) = fraction.split_at(fraction.len().min(scale));
    if rest.bytes().any(|b| b != b'0') {
        return None;
    }
    let mut mantissa: i128 = 0;
    for digit in whole.bytes().chain(kept.bytes()).chain(std::iter::repeat_n(b'0', scale - kept.len())) {
        mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    (mantissa < 10_i128.checked_pow(precision.into())?).then_some(sign * mantissa)
}

/// A string literal: quotes around, `\"`, `\\`, `\n`, `\r`, `\t`, `\0`, `\u{…}` inside.
pub(crate) fn string(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut value = String::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        value.push(match rest.next()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            'u' => {
                let (code, after) = rest.as_str().strip_prefix('{')?.split_once('}')?;
                rest = after.chars();
                char::from_u32(u32::from_str_radix(code, 16).ok()?)?
            }
            c @ ('"' | '\\' | '\'') => c,
            _ => return None,
        });
    }
    Some(value)
}

/// A sum of `1d`, `2h`, `3m`, `4s`, `5ms`, `6us`: µs.
pub(crate) fn duration(text: &str) -> Option<i64> {
    let (negative, mut rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut sum: i64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let amount: i64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let unit = match &rest[..letters] {
            "us" => 1,
            "ms" => 1_000,
            "s" => 1_000_000,
            "m" => 60_000_000,
            "h" => 3_600_000_000,
            "d" => 86_400_000_000,
            _ => return None,
        };
        rest = &rest[letters..];
        sum = sum.checked_add(amount.checked_mul(unit)?)?;
    }
    Some(if negative { -sum } else { sum })
}

/// `yyyy-MM-dd`: days since the epoch.
pub(crate) fn date(text: &str) -> Option<i32> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    let (year, month, day): (i32, i32, i32) = (number(year)?, number(month)?, number(day)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let in_month = *days.get(usize::try_from(month - 1).ok()?)?;
    if !(1..=in_month).contains(&day) {
        return None;
    }
    // Years begin in March, so that the leap day is the last of its year.
    let shifted = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days =
        365 * shifted + shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400) + of_year;
    Some(days - 719_468)
}

/// `2013-01-01T10:00:00[.f…][Z|±hh:mm]`, also with a space for the `T`; without a zone it is UTC. A date alone is its midnight. µs since the epoch.
pub(crate) fn timestamp(text: &str) -> Option<i64> {
    let day = i64::from(date(text.get(..10)?)?) * 86_400_000_000;
    let rest = &text[10..];
    if rest.is_empty() {
        return Some(day);
    }
    let rest = rest.strip_prefix(['T', ' '])?;
    let (clock, zone) = rest.split_at(rest.find(['Z', '+', '-']).unwrap_or(rest.len()));
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.split(':');
    let (hour, minute, second) =
        (two(parts.next()?)?, two(parts.next()?)?, two(parts.next().unwrap_or("00"))?);
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if fraction.is_empty() || fraction.len() > 6 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let us: i64 = format!("{fraction:0<6}").parse().ok()?;
    Some(day + ((hour * 60 + minute) * 60 + second) * 1_000_000 + us - offset(zone)?)
}

fn offset(zone: &str) -> Option<i64> {
    let sign = match zone.chars().next() {
        None | Some('Z') => return (zone.len() <= 1).then_some(0),
        Some('-') => -1,
        Some(_) => 1,
    };
    let (hours, minutes) = zone[1..].split_once(':')?;
    Some(sign * (two(hours)? * 60 + two(minutes)?) * 60_000_000)
}

fn two(text: &str) -> Option<i64> {
    if text.len() == 2 { number(text).map(i64::from) } else { None }
}

fn number(text: &str) -> Option<i32> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn without_underscores(text: &str) -> Option<String> {
    let bad = text.starts_with('_') || text.ends_with('_') || text.contains("__");
    if bad { None } else { Some(text.replace('_', "")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_sums_of_units() {
        assert_eq!(duration("10s"), Some(10_000_000));
        assert_eq!(duration("1h30m"), Some(5_400_000_000));
        assert_eq!(duration("3999ms"), Some(3_999_000));
        assert_eq!(duration("10"), None);
        assert_eq!(duration(""), None);
    }

    #[test]
    fn timestamps_take_zones_and_fractions() {
        assert_eq!(timestamp("1970-01-01T00:00:01Z"), Some(1_000_000));
        assert_eq!(timestamp("2013-01-01 10:00:00.5"), Some(1_357_034_400_500_000));
        assert_eq!(timestamp("2013-01-01T10:00:00+01:00"), timestamp("2013-01-01T09:00:00Z"));
        assert_eq!(timestamp("2013-02-29"), None);
        assert_eq!(timestamp("2012-02-29"), Some(1_330_473_600_000_000));
        assert_eq!(date("1969-12-31"), Some(-1));
    }

    #[test]
    fn decimals_are_exact_or_refused() {
        assert_eq!(decimal("12.5", 5, 2), Some(1250));
        assert_eq!(decimal("-0.05", 5, 2), Some(-5));
        assert_eq!(decimal("1.250", 5, 2), Some(125));
        assert_eq!(decimal("1.255", 5, 2), None);
        assert_eq!(decimal("1000", 5, 2), None);
    }

    #[test]
    fn numbers_are_told_from_what_is_none_whatever_their_size() {
        assert_eq!(range("i8"), Some((-128, 127)));
        assert_eq!(range("u64"), Some((0, u64::MAX.into())));
        assert_eq!(range("f64"), None);
        let beyond = "9".repeat(60);
        assert!(is_integer(&beyond) && is_integer("-1_000") && !is_integer("1.5") && !is_integer("-"));
        assert!(is_decimal("1000.50", 1) && !is_decimal("1000.55", 1) && !is_decimal("1e3", 1));
        assert!(is_number(&beyond) && is_number("1e999") && !is_number("inf") && !is_number("5x"));
    }

    #[test]
    fn string_literals_are_unescaped() {
        assert_eq!(string(r#""a\"b\u{e9}""#), Some("a\"bé".to_owned()));
        assert_eq!(string("bare"), None);
    }
}
