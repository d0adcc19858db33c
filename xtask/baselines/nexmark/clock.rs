//! The day and the minute of a time as texts, made when the minute changes: neighbouring bids have the same.

use weir_runtime::calendar::{civil, day_of_timestamp};

pub const DAY_US: i64 = 86_400_000_000;
const MINUTE_US: i64 = 60_000_000;

pub struct Clock {
    /// When the minute of the texts begins.
    from: i64,
    day: String,
    minute: String,
}

impl Clock {
    pub fn new() -> Clock {
        let mut clock = Clock { from: 0, day: String::new(), minute: String::new() };
        clock.set(0);
        clock
    }

    /// `yyyy-MM-dd` and `HH:mm`.
    #[inline]
    pub fn texts(&mut self, time: i64) -> (&str, &str) {
        if !(self.from..self.from + MINUTE_US).contains(&time) {
            self.set(time);
        }
        (&self.day, &self.minute)
    }

    #[cold]
    fn set(&mut self, time: i64) {
        let (date, minute) = (civil(day_of_timestamp(time)), time.div_euclid(MINUTE_US));
        self.from = minute * MINUTE_US;
        self.day = format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
        self.minute = format!("{:02}:{:02}", minute.rem_euclid(1440) / 60, minute.rem_euclid(60));
    }
}
