//! The proleptic Gregorian calendar in UTC: days since 1970-01-01 to year, month, day and back, by counting.

/// Microseconds of a day; there are no leap seconds.
pub const DAY_US: i64 = 86_400_000_000;

/// Days of 400 years, after which the calendar repeats.
const CYCLE_DAYS: i64 = 146_097;
/// Days from 0000-01-01 to 1970-01-01.
const EPOCH_FROM_YEAR_0: i64 = 719_528;

/// Year, month (1 to 12) and day of the month (1 to 31) of a day.
pub fn civil(days_since_epoch: i64) -> (i64, u32, u32) {
    let since_year_0 = days_since_epoch + EPOCH_FROM_YEAR_0;
    let mut year = since_year_0.div_euclid(CYCLE_DAYS) * 400;
    let mut left = since_year_0.rem_euclid(CYCLE_DAYS);
    while left >= year_days(year) {
        left -= year_days(year);
        year += 1;
    }
    let mut month = 1;
    while left >= month_days(year, month) {
        left -= month_days(year, month);
        month += 1;
    }
    (year, month, left as u32 + 1)
}

/// Days since the epoch of a date; `None` where there is no such day.
pub fn days(year: i64, month: u32, day: u32) -> Option<i64> {
    if !(1..=12).contains(&month) || day < 1 || i64::from(day) > month_days(year, month) {
        return None;
    }
    let cycle = year.div_euclid(400);
    let years: i64 = (cycle * 400..year).map(year_days).sum();
    let months: i64 = (1..month).map(|month| month_days(year, month)).sum();
    Some(cycle * CYCLE_DAYS + years + months + i64::from(day) - 1 - EPOCH_FROM_YEAR_0)
}

/// Four digits; beyond the year 9999 and before the year 0 with a sign.
pub fn show_year(year: i64) -> String {
    if (0..=9999).contains(&year) { format!("{year:04}") } else { format!("{year:+05}") }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn year_days(year: i64) -> i64 {
    if is_leap(year) { 366 } else { 365 }
}

fn month_days(year: i64, month: u32) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(days_since_epoch: i64, date: (i64, u32, u32)) {
        assert_eq!(civil(days_since_epoch), date);
        assert_eq!(days(date.0, date.1, date.2), Some(days_since_epoch));
    }

    #[test]
    fn days_have_their_dates() {
        check(0, (1970, 1, 1));
        check(-1, (1969, 12, 31));
        check(11_016, (2000, 2, 29));
        check(15_706, (2013, 1, 1));
        check(-719_528, (0, 1, 1));
        check(-719_529, (-1, 12, 31));
        check(2_932_896, (9999, 12, 31));
    }

    #[test]
    fn every_day_of_four_centuries_comes_after_the_one_before() {
        let mut before = civil(-1);
        for day in 0..=CYCLE_DAYS {
            let date = civil(day);
            assert!(before < date);
            assert_eq!(days(date.0, date.1, date.2), Some(day));
            before = date;
        }
    }

    #[test]
    fn there_is_no_thirtieth_of_february() {
        assert_eq!(days(2013, 2, 29), None);
        assert_eq!(days(1900, 2, 29), None);
        assert_eq!(days(2013, 13, 1), None);
        assert_eq!(days(2013, 4, 31), None);
    }
}
