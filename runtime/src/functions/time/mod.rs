//! Functions over timestamps, dates and durations. All of them read a timestamp in UTC.

mod date;
mod day;
mod day_of_week;
mod epoch_ms;
mod format_time;
mod hour;
mod minute;
mod month;
mod second;
mod timestamp_ms;
mod truncate;
mod year;

pub use date::date;
pub use day::*;
pub use day_of_week::*;
pub use epoch_ms::epoch_ms;
pub use format_time::{TimeText, format_time, format_time_again};
pub use hour::hour;
pub use minute::minute;
pub use month::*;
pub use second::second;
pub use timestamp_ms::timestamp_ms;
pub use truncate::truncate;
pub use year::*;
