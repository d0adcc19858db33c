//! The Gregorian calendar in UTC, by arithmetic: days since 1970-01-01 to year, month, day and back.
//!
//! Years are counted from March, so that the leap day is the last of its year and months have lengths that a line through
//! 153 days in 5 months gives. 400 years have 146,097 days whatever the year.

/// Microseconds of a day; there are no leap seconds.
pub const DAY_US: i64 = 86_400_000_000;

const CYCLE_DAYS: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_FROM_MARCH_0: i64 = 719_468;

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Year 0 is the one before year 1.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

/// The date of a day since the epoch.
pub fn civil(days_since_epoch: i32) -> Date {
    let since_march_0 = i64::from(days_since_epoch) + EPOCH_FROM_MARCH_0;
    let cycle = since_march_0.div_euclid(CYCLE_DAYS);
    let day_of_cycle = since_march_0.rem_euclid(CYCLE_DAYS) as u32;
    // Taking leap days out leaves years of 365 days: one in 1,461 days, none in 36,525, one in 146,097.
    let year_of_cycle =
        (day_of_cycle - day_of_cycle / 1_460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
    let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let (month, next_year) =
        if month_from_march < 10 { (month_from_march + 3, 0) } else { (month_from_march - 9, 1) };
    let year = cycle as i32 * 400 + year_of_cycle as i32 + next_year;
    Date { year, month, day }
}

/// Days since the epoch; `None` where there is no such day.
pub fn days(year: i32, month: u32, day: u32) -> Option<i32> {
    if !(1..=12).contains(&month) || day < 1 || day > month_days(year, month) {
        return None;
    }
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let year = i64::from(year) - i64::from(month <= 2);
    let cycle = year.div_euclid(400);
    let year_of_cycle = year.rem_euclid(400) as u32;
    let day_of_year = (153 * from_march + 2) / 5 + day - 1;
    let day_of_cycle = 365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    i32::try_from(cycle * CYCLE_DAYS + i64::from(day_of_cycle) - EPOCH_FROM_MARCH_0).ok()
}

/// The day a timestamp lies in.
#[inline(always)]
pub fn day_of_timestamp(us: i64) -> i32 {
    us.div_euclid(DAY_US) as i32
}

fn month_days(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(days_since_epoch: i32, (year, month, day): (i32, u32, u32)) {
        assert_eq!(civil(days_since_epoch), Date { year, month, day });
        assert_eq!(days(year, month, day), Some(days_since_epoch));
    }

    #[test]
    fn days_have_their_dates() {
        check(0, (1970, 1, 1));
        check(-1, (1969, 12, 31));
        check(11_016, (2000, 2, 29));
        check(11_017, (2000, 3, 1));
        check(15_706, (2013, 1, 1));
        check(-719_529, (-1, 12, 31));
    }

    #[test]
    fn dates_and_days_are_inverse_over_the_range_of_timestamps() {
        let last = day_of_timestamp(i64::MAX);
        for day in (-last..last).step_by(997) {
            let date = civil(day);
            check(day, (date.year, date.month, date.day));
        }
    }

    #[test]
    fn there_is_no_thirtieth_of_february() {
        assert_eq!(days(1900, 2, 29), None);
        assert_eq!(days(2013, 0, 1), None);
        assert_eq!(days(2013, 1, 0), None);
    }
}
