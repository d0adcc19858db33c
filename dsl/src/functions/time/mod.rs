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

use super::{Arguments, Function, FunctionError, Resolution};
use crate::types::Type;

/// In the order of the reference.
pub static FUNCTIONS: &[&Function] = &[
    &year::YEAR,
    &month::MONTH,
    &day::DAY,
    &day_of_week::DAY_OF_WEEK,
    &hour::HOUR,
    &minute::MINUTE,
    &second::SECOND,
    &date::DATE,
    &truncate::TRUNCATE,
    &format_time::FORMAT_TIME,
    &timestamp_ms::TIMESTAMP_MS,
    &epoch_ms::EPOCH_MS,
];

/// A part of the calendar: of a timestamp by the first symbol, of a date by the second.
fn calendar_part(call: &Arguments<'_>, symbols: [&'static str; 2]) -> Result<Resolution, FunctionError> {
    call.count(1, 1)?;
    match &call.types[0] {
        Type::Timestamp => call.exactly(symbols[0], &[Type::Timestamp], Type::I64),
        Type::Date => call.exactly(symbols[1], &[Type::Date], Type::I64),
        _ => Err(call.wrong_type(0, "a `timestamp` or a `date`")),
    }
}
