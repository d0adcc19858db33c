//! `year(at)`

use crate::calendar::{civil, day_of_timestamp};

/// The year.
#[inline]
pub fn year_timestamp(us: i64) -> i64 {
    civil(day_of_timestamp(us)).year.into()
}

/// The year.
#[inline]
pub fn year_date(days: i32) -> i64 {
    civil(days).year.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_is_that_of_the_calendar() {
        assert_eq!(year_timestamp(1_357_048_925_678_901), 2013);
        assert_eq!(year_date(11_016), 2000);
    }
}
