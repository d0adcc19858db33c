//! `timestamp_ms(ms)`

use crate::failure::Failure;

/// The instant so many milliseconds after the epoch.
#[inline(always)]
pub fn timestamp_ms(ms: i64) -> Result<i64, Failure> {
    ms.checked_mul(1_000).ok_or(Failure::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_away_is_out_of_range() {
        assert_eq!(timestamp_ms(1_357_048_925_678), Ok(1_357_048_925_678_000));
        assert_eq!(timestamp_ms(i64::MAX), Err(Failure::Overflow));
    }
}
