//! How timestamps look, and durations.

use weir_runtime::text;

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

/// A sum of whole numbers with units, `1h30m`; perhaps negative as a whole.
pub(crate) fn duration_us(text: &[u8]) -> Option<i64> {
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
