//! The progress line on a terminal: rows, rows/s, watermark, and for files percent and time left.

use crate::control_block::ControlBlock;
use crate::env::clock::{self, Mark};
use crate::log;
use std::io::IsTerminal;

/// Microseconds between two paintings.
const PAINT_US: u64 = 250_000;

/// Paints over itself; removed at the end.
pub(super) struct Progress {
    on: bool,
    started: Mark,
    painted: Mark,
    rows: u64,
}

impl Progress {
    /// On where it was not turned off and stderr is a terminal.
    pub(super) fn new(wanted: bool) -> Progress {
        let on = wanted && std::io::stderr().is_terminal();
        Progress { on, started: clock::mark(), painted: clock::mark(), rows: 0 }
    }

    pub(super) fn is_on(&self) -> bool {
        self.on
    }

    /// Called often; paints now and then.
    pub(super) fn tick(&mut self, control: &ControlBlock) {
        let since = self.painted.elapsed_us();
        if !self.on || since < PAINT_US {
            return;
        }
        let (rows, watermark) = control.published();
        let rate = rows.saturating_sub(self.rows) as f64 / (since as f64 / 1e6);
        let line = line(rows, rate, watermark, control.bytes(), self.started.elapsed_seconds());
        log::progress(&line);
        (self.painted, self.rows) = (clock::mark(), rows);
    }

    /// Removes the line.
    pub(super) fn end(&self) {
        if self.on {
            log::end_progress();
        }
    }
}

fn line(rows: u64, rate: f64, watermark: i64, (read, expected): (u64, u64), seconds: f64) -> String {
    let mut text = format!("{} rows, {} rows/s", short(rows as f64), short(rate));
    if watermark != i64::MIN && watermark != i64::MAX {
        text.push_str(&format!(", watermark {}", instant(watermark)));
    }
    if expected > 0 && read > 0 {
        let done = (read as f64 / expected as f64).min(1.0);
        text.push_str(&format!(", {:.0} %, {:.0} s left", done * 100.0, seconds / done - seconds));
    }
    text
}

/// Three digits and a unit.
fn short(n: f64) -> String {
    match n {
        n if n >= 1e9 => format!("{:.2} G", n / 1e9),
        n if n >= 1e6 => format!("{:.2} M", n / 1e6),
        n if n >= 1e3 => format!("{:.1} k", n / 1e3),
        n => format!("{n:.0}"),
    }
}

/// `2013-01-01 10:00:00`, UTC.
fn instant(us: i64) -> String {
    let (days, second) = (us.div_euclid(86_400_000_000), us.rem_euclid(86_400_000_000) / 1_000_000);
    // Civil date from days, with years that begin in March: 146,097 days in 400 years.
    let shifted = days + 719_468;
    let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{:04}-{month:02}-{date:02} {hour:02}:{minute:02}:{second:02}", era * 400 + year + carry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_and_how_fast() {
        let text = line(1_500_000, 250_000.0, 1_357_034_400_000_000, (25, 100), 10.0);
        assert_eq!(text, "1.50 M rows, 250.0 k rows/s, watermark 2013-01-01 10:00:00, 25 %, 30 s left");
        assert_eq!(line(5, 0.0, i64::MIN, (0, 0), 1.0), "5 rows, 0 rows/s");
        assert_eq!(instant(951_782_400_000_000), "2000-02-29 00:00:00");
    }
}
