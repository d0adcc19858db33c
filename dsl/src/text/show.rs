//! Values as text: what a cast to `string` gives, and literals as a user would write them.

use super::{calendar, float};
use crate::types::Type;
use crate::value::Value;

/// The text that a cast to `string` gives; also how a value stands in a table of a failing test. Enums and records need the
/// pipeline's names: their variants show as `#1`, records as their fields in braces.
pub fn show(value: &Value, ty: &Type) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(x) => x.to_string(),
        Value::Int(x) => x.to_string(),
        Value::F64(x) => float::show(*x),
        Value::Decimal(mantissa) => match ty.required() {
            Type::Decimal { scale, .. } => decimal(*mantissa, *scale),
            other => unreachable!("a decimal has the type {other}"),
        },
        Value::String(x) => x.to_string(),
        Value::Timestamp(us) => timestamp(*us),
        Value::Date(days) => date(i64::from(*days)),
        Value::Duration(us) => duration(*us),
        Value::Enum(variant) => format!("#{variant}"),
        Value::Record(fields) => {
            let shown: Vec<String> = fields.iter().map(|field| format!("{field:?}")).collect();
            format!("{{{}}}", shown.join(", "))
        }
    }
}

/// As [`show`], with quotes around strings.
pub fn literal(value: &Value, ty: &Type) -> String {
    match value {
        Value::String(x) => format!("{x:?}"),
        other => show(other, ty),
    }
}

/// All digits of the scale: `1.50`, `-0.05`, `3`.
pub fn decimal(mantissa: i128, scale: u8) -> String {
    let scale = usize::from(scale);
    let digits = format!("{:0>width$}", mantissa.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if mantissa < 0 { "-" } else { "" };
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// `2013-01-01T10:00:00Z`, with as many digits of a second as needed: none, three or six.
pub fn timestamp(us: i64) -> String {
    let fraction = us.rem_euclid(1_000_000);
    let fraction = match fraction {
        0 => String::new(),
        us if us % 1_000 == 0 => format!(".{:03}", us / 1_000),
        us => format!(".{us:06}"),
    };
    format!("{}T{}{fraction}Z", date(us.div_euclid(calendar::DAY_US)), clock(us))
}

/// `2013-01-01 10:00:00.000`: milliseconds, what is finer is cut off.
pub fn timestamp_sql(us: i64) -> String {
    let (ms, rest) = (us.rem_euclid(1_000_000) / 1_000, us.rem_euclid(1_000));
    let rest = if rest == 0 { String::new() } else { format!("{rest:03}") };
    format!("{} {}.{ms:03}{rest}", date(us.div_euclid(calendar::DAY_US)), clock(us))
}

/// `2013-01-01`.
pub fn date(days_since_epoch: i64) -> String {
    let (year, month, day) = calendar::civil(days_since_epoch);
    format!("{}-{month:02}-{day:02}", calendar::show_year(year))
}

/// A whole number of the largest unit that fits: `90s`, `5m`, `7d`, `1500ms`, `0s`.
pub fn duration(us: i64) -> String {
    let units =
        [(calendar::DAY_US, "d"), (3_600_000_000, "h"), (60_000_000, "m"), (1_000_000, "s"), (1_000, "ms")];
    let largest = units.into_iter().find(|(unit, _)| us % unit == 0);
    match largest {
        _ if us == 0 => "0s".to_owned(),
        Some((unit, name)) => format!("{}{name}", us / unit),
        None => format!("{us}us"),
    }
}

/// `10:00:00`
fn clock(us: i64) -> String {
    let seconds = us.rem_euclid(calendar::DAY_US) / 1_000_000;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_their_scale() {
        assert_eq!(decimal(150, 2), "1.50");
        assert_eq!(decimal(-5, 2), "-0.05");
        assert_eq!(decimal(3, 0), "3");
        assert_eq!(decimal(0, 3), "0.000");
    }

    #[test]
    fn timestamps_have_the_digits_they_need() {
        assert_eq!(timestamp(1_357_034_400_000_000), "2013-01-01T10:00:00Z");
        assert_eq!(timestamp(1_357_034_400_120_000), "2013-01-01T10:00:00.120Z");
        assert_eq!(timestamp(-1), "1969-12-31T23:59:59.999999Z");
        assert_eq!(timestamp_sql(-1), "1969-12-31 23:59:59.999999");
        assert_eq!(timestamp_sql(-1_000), "1969-12-31 23:59:59.999");
    }

    #[test]
    fn years_of_more_or_fewer_digits_have_a_sign() {
        assert_eq!(timestamp(i64::MAX), "+294247-01-10T04:00:54.775807Z");
        assert_eq!(timestamp(i64::MIN), "-290308-12-21T19:59:05.224192Z");
    }

    #[test]
    fn durations_are_whole_numbers_of_a_unit() {
        assert_eq!(duration(0), "0s");
        assert_eq!(duration(90_000_000), "90s");
        assert_eq!(duration(-300_000_000), "-5m");
        assert_eq!(duration(1_500_000), "1500ms");
        assert_eq!(duration(7 * calendar::DAY_US), "7d");
        assert_eq!(duration(1), "1us");
    }
}
