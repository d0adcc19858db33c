//! Timestamps, dates and durations: in strings, or timestamps as numbers since the epoch where the format says so.

use crate::cursor::Cursor;
use crate::error::{Cause, JsonError};
use weir_runtime::text;

/// What is expected where timestamps are text.
pub(crate) const TIMESTAMP_TEXT: &str = "a timestamp in a string";

/// How timestamps look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampFormat {
    /// `2013-01-01T10:00:00Z`
    Iso,
    /// `2013-01-01 10:00:00.000`
    Sql,
    /// Seconds since the epoch, an integer.
    EpochS,
    /// Milliseconds.
    EpochMs,
    /// Microseconds.
    EpochUs,
}

impl TimestampFormat {
    /// Microseconds of one unit; `None` where timestamps are text.
    #[inline(always)]
    pub(crate) fn unit_us(self) -> Option<i64> {
        match self {
            TimestampFormat::Iso | TimestampFormat::Sql => None,
            TimestampFormat::EpochS => Some(1_000_000),
            TimestampFormat::EpochMs => Some(1_000),
            TimestampFormat::EpochUs => Some(1),
        }
    }
}

impl Cursor<'_> {
    /// Reads a timestamp: microseconds since the epoch. `Iso` and `Sql` each take both forms, with offset or without (UTC).
    pub fn timestamp(&mut self, format: TimestampFormat) -> Result<i64, JsonError> {
        let Some(unit_us) = format.unit_us() else {
            let no_text = |error: JsonError| match error.cause {
                Cause::Expected(_) => JsonError { cause: Cause::Expected(TIMESTAMP_TEXT), ..error },
                _ => error,
            };
            return self.parsed("timestamp", text::parse_timestamp).map_err(no_text);
        };
        self.token();
        let start = self.at;
        let count = self.int::<i64>()?;
        count.checked_mul(unit_us).ok_or(JsonError { cause: Cause::OutOfRange("timestamp"), at: start })
    }

    /// Reads a date, `"2013-01-01"`: days since the epoch.
    pub fn date(&mut self) -> Result<i32, JsonError> {
        self.parsed("date", text::parse_date)
    }

    /// Reads a duration, `"1h30m"`: microseconds.
    pub fn duration(&mut self) -> Result<i64, JsonError> {
        self.parsed("duration", duration_us)
    }

    #[inline]
    fn parsed<T>(&mut self, name: &'static str, parse: fn(&[u8]) -> Option<T>) -> Result<T, JsonError> {
        let (start, text) = self.short_str()?;
        parse(text.bytes()).ok_or(JsonError { cause: Cause::Unreadable(name), at: start })
    }
}

/// A sum of whole numbers with units, `1h30m`; perhaps negative as a whole.
fn duration_us(text: &[u8]) -> Option<i64> {
    let (sign, mut rest) = match text {
        [b'-', rest @ ..] => (-1, rest),
        rest => (1, rest),
    };
    let mut sum = None;
    while !rest.is_empty() {
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        let letters = rest[digits..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let unit_us: i64 = match &rest[digits..digits + letters] {
            b"us" => 1,
            b"ms" => 1_000,
            b"s" => 1_000_000,
            b"m" => 60_000_000,
            b"h" => 3_600_000_000,
            b"d" => 86_400_000_000,
            _ => return None,
        };
        let amount: i64 = text::parse_int(&rest[..digits])?;
        sum = Some(amount.checked_mul(sign * unit_us)?.checked_add(sum.unwrap_or(0))?);
        rest = &rest[digits + letters..];
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, format: TimestampFormat, expected: Result<i64, Cause>) {
        let read = Cursor::new(json.as_bytes()).timestamp(format);
        assert_eq!(read.map_err(|e| e.cause), expected, "{json}");
    }

    #[test]
    fn text_formats_take_both_forms_of_text() {
        for format in [TimestampFormat::Iso, TimestampFormat::Sql] {
            check(r#""2013-01-01T10:00:00Z""#, format, Ok(1_357_034_400_000_000));
            check(r#""2013-01-01 10:00:00.5""#, format, Ok(1_357_034_400_500_000));
            check(r#""2013-01-01\u0054\u00310:00:00+01:00""#, format, Ok(1_357_030_800_000_000));
            check(r#""2013-02-29T00:00:00Z""#, format, Err(Cause::Unreadable("timestamp")));
            check("1357034400", format, Err(Cause::Expected(TIMESTAMP_TEXT)));
        }
    }

    #[test]
    fn epoch_formats_take_integers_in_their_unit() {
        check("1357034400", TimestampFormat::EpochS, Ok(1_357_034_400_000_000));
        check("-1", TimestampFormat::EpochMs, Ok(-1_000));
        check("7", TimestampFormat::EpochUs, Ok(7));
        check("9223372036854775807", TimestampFormat::EpochS, Err(Cause::OutOfRange("timestamp")));
        check("1.5", TimestampFormat::EpochS, Err(Cause::Expected("an integer")));
        check(r#""2013-01-01T10:00:00Z""#, TimestampFormat::EpochMs, Err(Cause::Expected("an integer")));
    }

    #[test]
    fn dates_and_durations_are_text() {
        assert_eq!(Cursor::new(br#""1970-01-11""#).date(), Ok(10));
        assert_eq!(
            Cursor::new(br#""1970-02-30""#).date().map_err(|e| e.cause),
            Err(Cause::Unreadable("date"))
        );
        for (text, us) in [("10s", 10_000_000), ("1h30m", 5_400_000_000), ("-3999ms", -3_999_000), ("7us", 7)]
        {
            assert_eq!(Cursor::new(format!("\"{text}\"").as_bytes()).duration(), Ok(us));
        }
        for text in
            ["", "-", "10", "s", "1.5s", "-+1s", "1s ", "99999999999999999999d", "9223372036854775807s"]
        {
            let read = Cursor::new(format!("\"{text}\"").as_bytes()).duration().map_err(|e| e.cause);
            assert_eq!(read, Err(Cause::Unreadable("duration")), "{text}");
        }
    }
}
