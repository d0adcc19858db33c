//! `truncate(at, unit)`

use crate::failure::Failure;

/// The last multiple of `unit`, counted from the epoch, that is not after `at`. With a constant unit the tests fold away.
#[inline(always)]
pub fn truncate(us: i64, unit_us: i64) -> Result<i64, Failure> {
    if unit_us <= 0 {
        return Err(Failure::Argument);
    }
    us.checked_sub(us.rem_euclid(unit_us)).ok_or(Failure::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_go_down_to_the_unit() {
        assert_eq!(truncate(1_357_048_925_678_901, 3_600_000_000), Ok(1_357_048_800_000_000));
        assert_eq!(truncate(-1, 1_000_000), Ok(-1_000_000));
        assert_eq!(truncate(0, 0), Err(Failure::Argument));
        assert_eq!(truncate(i64::MIN, 1_000_000), Err(Failure::Overflow));
    }
}
