//! `day(at)`

use crate::calendar::{civil, day_of_timestamp};

/// The day of the month, 1 to 31.
#[inline]
pub fn day_timestamp(us: i64) -> i64 {
    civil(day_of_timestamp(us)).day.into()
}

/// The day of the month, 1 to 31.
#[inline]
pub fn day_date(days: i32) -> i64 {
    civil(days).day.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_that_of_the_calendar() {
        assert_eq!(day_timestamp(1_357_048_925_678_901), 1);
        assert_eq!(day_date(11_016), 29);
    }
}
