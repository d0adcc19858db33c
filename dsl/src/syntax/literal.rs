//! The values of literals: numbers, units, instants, strings. Errors are the end of a sentence: "`99x` is not a value: …".

use super::expr::Literal;

const SECOND_US: i128 = 1_000_000;
const DAY_S: i64 = 86_400;

/// `1_000` or `0.908`.
pub fn number(text: &str) -> Result<Literal, String> {
    let digits = text.replace('_', "");
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let too_long = "it has more than 38 digits";
    let mantissa: i128 = format!("{whole}{fraction}").parse().map_err(|_| too_long.to_owned())?;
    if !digits.contains('.') {
        return Ok(Literal::Integer(mantissa));
    }
    let scale = u8::try_from(fraction.len()).ok().filter(|&scale| scale <= 38).ok_or(too_long)?;
    if mantissa >= 10i128.pow(38) {
        return Err(too_long.to_owned());
    }
    Ok(Literal::Number { mantissa, scale })
}

/// `10s`, `1.5h`, `64MiB`, and sums of them: `1h30m`.
pub fn with_unit(text: &str) -> Result<Literal, String> {
    let (mut sum, mut rest) = (None, text);
    while !rest.is_empty() {
        let unit = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let end = rest[unit..].find(|c: char| !c.is_ascii_alphabetic()).map_or(rest.len(), |at| unit + at);
        let add = |a: i64, b: i64| a.checked_add(b).ok_or("it is too large");
        sum = Some(match (sum, one_unit(&rest[..unit], &rest[unit..end])?) {
            (None, first) => first,
            (Some(Literal::Duration(a)), Literal::Duration(b)) => Literal::Duration(add(a, b)?),
            (Some(Literal::Bytes(a)), Literal::Bytes(b)) => Literal::Bytes(add(a, b)?),
            _ => return Err("it is neither a duration nor a number of bytes".to_owned()),
        });
        rest = &rest[end..];
    }
    sum.ok_or_else(|| "it has no number".to_owned())
}

fn one_unit(digits: &str, unit: &str) -> Result<Literal, String> {
    let (factor, is_time) = match unit {
        "us" => (1, true),
        "ms" => (1_000, true),
        "s" => (SECOND_US, true),
        "m" => (60 * SECOND_US, true),
        "h" => (3_600 * SECOND_US, true),
        "d" => (i128::from(DAY_S) * SECOND_US, true),
        "B" => (1, false),
        "KiB" => (1 << 10, false),
        "MiB" => (1 << 20, false),
        "GiB" => (1 << 30, false),
        "TiB" => (1 << 40, false),
        "" => return Err(format!("`{digits}` has no unit")),
        "e" | "E" => return Err("numbers have no exponent; write the digits out".to_owned()),
        _ => {
            let unknown = format!("unknown unit `{unit}`");
            return Err(match self::unit(unit) {
                Some(here) => format!("{unknown}; write `{digits}{here}`"),
                None => format!("{unknown}; there are us, ms, s, m, h, d and B, KiB, MiB, GiB, TiB"),
            });
        }
    };
    let (mantissa, scale) = match number(digits)? {
        Literal::Number { mantissa, scale } => (mantissa, scale),
        Literal::Integer(n) => (n, 0),
        _ => return Err("it has no number".to_owned()),
    };
    let too_large = "it is too large";
    let scaled = mantissa.checked_mul(factor).ok_or(too_large)?;
    let power = 10i128.pow(u32::from(scale));
    if scaled % power != 0 {
        let least = if is_time { "a microsecond" } else { "a byte" };
        return Err(format!("it is not a multiple of {least}"));
    }
    let value = i64::try_from(scaled / power).map_err(|_| too_large)?;
    Ok(if is_time { Literal::Duration(value) } else { Literal::Bytes(value) })
}

/// A unit as it is written here, from that or from what it is called elsewhere.
pub fn unit(word: &str) -> Option<&'static str> {
    Some(match word {
        "us" | "micros" | "microsecond" | "microseconds" => "us",
        "ms" | "millis" | "millisecond" | "milliseconds" => "ms",
        "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        "B" => "B",
        "KiB" => "KiB",
        "MiB" => "MiB",
        "GiB" => "GiB",
        "TiB" => "TiB",
        _ => return None,
    })
}

/// `2013-01-01` as days since the epoch.
pub fn date(text: &str) -> Result<i32, String> {
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<i64>().ok());
    let (Some(year), Some(month), Some(day)) = (part(0..4), part(5..7), part(8..10)) else {
        return Err("a date is `yyyy-MM-dd`".to_owned());
    };
    if !(1..=12).contains(&month) {
        return Err(format!("there is no month {month}"));
    }
    if day < 1 || day > days_in(year, month) {
        return Err(format!("the month has no day {day}"));
    }
    i32::try_from(days_from_civil(year, month, day)).map_err(|_| "it is out of range".to_owned())
}

/// `2013-01-01T10:00:00.5Z`, `2013-01-01T12:00:00+02:00` as microseconds since the epoch, UTC.
pub fn timestamp(text: &str) -> Result<i64, String> {
    let days = date(text)?;
    let form = "a timestamp is `yyyy-MM-ddTHH:mm:ssZ`, with up to six digits of a second";
    let clock = text.get(11..).ok_or(form)?;
    let zone_at = clock.find(['Z', '+', '-']).ok_or(form)?;
    let (clock, zone) = clock.split_at(zone_at);
    let (time, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let parts: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = parts.as_slice() else { return Err(form.to_owned()) };
    let two = |part: &str, max: i64| {
        let value = part.parse::<i64>().ok().filter(|value| part.len() == 2 && *value <= max);
        value.ok_or(format!("`{part}` is not between 00 and {max}"))
    };
    let seconds = two(hour, 23)? * 3600 + two(minute, 59)? * 60 + two(second, 59)?;
    if fraction.len() > 6 || (clock.contains('.') && fraction.is_empty()) {
        return Err(form.to_owned());
    }
    let micros: i64 = format!("{fraction:0<6}").parse().map_err(|_| form)?;
    let offset = match zone.split_once(':') {
        None => 0,
        Some((hours, minutes)) => {
            let seconds = two(&hours[1..], 23)? * 3600 + two(minutes, 59)? * 60;
            if hours.starts_with('-') { -seconds } else { seconds }
        }
    };
    Ok((i64::from(days) * DAY_S + seconds - offset) * 1_000_000 + micros)
}

/// The text of a string literal with its quotes, or the place (bytes from the first quote) and text of a bad escape.
pub fn string(quoted: &str) -> Result<String, (usize, String)> {
    let text = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(quoted);
    let mut value = String::with_capacity(text.len());
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        let rest = &text[at + 1..];
        let (resolved, length) = escape(rest).ok_or_else(|| {
            let shown: String = rest.chars().take(1).collect();
            (at + 1, format!("\\{shown}"))
        })?;
        value.push(resolved);
        for _ in 0..rest[..length].chars().count() {
            chars.next();
        }
    }
    Ok(value)
}

/// The character of the escape that stands behind a backslash, and how many bytes it takes.
fn escape(rest: &str) -> Option<(char, usize)> {
    Some(match rest.chars().next()? {
        'n' => ('\n', 1),
        'r' => ('\r', 1),
        't' => ('\t', 1),
        '0' => ('\0', 1),
        '\\' => ('\\', 1),
        '"' => ('"', 1),
        'u' => {
            let digits = rest.strip_prefix("u{")?.split_once('}')?.0;
            (char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, digits.len() + 3)
        }
        _ => return None,
    })
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar: years begin in March, so that the leap day is the last of its year.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let shifted_month = (month + 9) % 12;
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + day_of_year - 719_468
}
