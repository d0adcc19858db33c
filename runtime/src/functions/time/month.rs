//! `month(at)`

use crate::calendar::{civil, day_of_timestamp};

/// The month, 1 to 12.
#[inline]
pub fn month_timestamp(us: i64) -> i64 {
    civil(day_of_timestamp(us)).month.into()
}

/// The month, 1 to 12.
#[inline]
pub fn month_date(days: i32) -> i64 {
    civil(days).month.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_is_that_of_the_calendar() {
        assert_eq!(month_timestamp(1_357_048_925_678_901), 1);
        assert_eq!(month_date(11_016), 2);
    }
}
