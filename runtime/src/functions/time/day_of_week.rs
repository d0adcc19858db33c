//! `day_of_week(at)`

use crate::calendar::day_of_timestamp;

/// Monday is 1, Sunday 7.
#[inline]
pub fn day_of_week_timestamp(us: i64) -> i64 {
    day_of_week_date(day_of_timestamp(us))
}

/// Monday is 1, Sunday 7.
#[inline]
pub fn day_of_week_date(days: i32) -> i64 {
    // The epoch was a Thursday.
    (i64::from(days) + 3).rem_euclid(7) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        assert_eq!(day_of_week_date(0), 4);
        assert_eq!(day_of_week_date(-4), 7);
        assert_eq!(day_of_week_timestamp(1_357_048_925_678_901), 2);
    }
}
