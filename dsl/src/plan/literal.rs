//! Values as a user would write them in a pipeline: for `explain`, descriptions of parameters, comments.

use crate::types::Type;
use crate::value::Value;

const US_PER_SECOND: i64 = 1_000_000;
const US_PER_DAY: i64 = 86_400 * US_PER_SECOND;

/// The literal of a scalar value of this type. Enums and records have no literal here: their names stand in the plan.
pub fn literal_text(value: &Value, ty: &Type) -> String {
    match (value, ty.required()) {
        (Value::Null, _) => "null".to_owned(),
        (Value::Bool(b), _) => b.to_string(),
        (Value::Int(n), _) => n.to_string(),
        (Value::F64(x), _) => format!("{x:?}"),
        (Value::Decimal(mantissa), Type::Decimal { scale, .. }) => decimal(*mantissa, *scale),
        (Value::Decimal(mantissa), _) => mantissa.to_string(),
        (Value::String(text), _) => quoted(text),
        (Value::Timestamp(us), _) => timestamp(*us),
        (Value::Date(days), _) => date(i64::from(*days)),
        (Value::Duration(us), _) => duration(*us),
        (Value::Enum(index), _) => format!("variant {index}"),
        (Value::Record(fields), _) => format!("{{ {} fields }}", fields.len()),
    }
}

fn decimal(mantissa: i128, scale: u8) -> String {
    if scale == 0 {
        return mantissa.to_string();
    }
    let sign = if mantissa < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", mantissa.unsigned_abs(), width = usize::from(scale) + 1);
    let (whole, rest) = digits.split_at(digits.len() - usize::from(scale));
    format!("{sign}{whole}.{rest}")
}

fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// The largest units that divide it: `1h30m`, `10s`, `250ms`, `0s`.
pub fn duration(us: i64) -> String {
    if us == 0 {
        return "0s".to_owned();
    }
    let mut rest = us.unsigned_abs();
    let mut out = if us < 0 { "-".to_owned() } else { String::new() };
    for (unit, name) in [(86_400_000_000, "d"), (3_600_000_000, "h"), (60_000_000, "m"), (1_000_000, "s"), (1_000, "ms"), (1, "us")] {
        if rest >= unit {
            out.push_str(&format!("{}{name}", rest / unit));
            rest %= unit;
        }
    }
    out
}

fn timestamp(us: i64) -> String {
    let (days, of_day) = (us.div_euclid(US_PER_DAY), us.rem_euclid(US_PER_DAY));
    let (seconds, fraction) = (of_day / US_PER_SECOND, of_day % US_PER_SECOND);
    let fraction = match fraction {
        0 => String::new(),
        f if f % 1000 == 0 => format!(".{:03}", f / 1000),
        f => format!(".{f:06}"),
    };
    format!("{}T{:02}:{:02}:{:02}{fraction}Z", date(days), seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Days since the epoch as `yyyy-mm-dd` (proleptic Gregorian).
fn date(days: i64) -> String {
    // Years of 365.2425 days from a first of March, so that the leap day is the last of its year.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_a_user_would() {
        let check = |value: Value, ty: Type, text: &str| assert_eq!(literal_text(&value, &ty), text);
        check(Value::Duration(5_400_000_000), Type::Duration, "1h30m");
        check(Value::Timestamp(1_356_998_400_000_000), Type::Timestamp, "2013-01-01T00:00:00Z");
        check(Value::Date(-1), Type::Date, "1969-12-31");
        check(Value::Decimal(-5), Type::Decimal { precision: 4, scale: 3 }, "-0.005");
        check(Value::String("a\"b".into()), Type::String, "\"a\\\"b\"");
        check(Value::F64(30.0), Type::F64, "30.0");
    }
}
