//! `day(at)`

use crate::functions::access::days;
use crate::functions::{Datum::*, Example, Function};
use crate::text::calendar;
use crate::value::Value;

pub(super) static DAY: Function = Function {
    name: "day",
    summary: "The day of the month, 1 to 31.",
    signatures: &["day(at: timestamp) -> i64", "day(at: date) -> i64"],
    examples: &[
        Example { given: &[Timestamp(1_357_048_925_678_901)], gives: Int(1) },
        Example { given: &[Date(11016)], gives: Int(29) },
    ],
    resolve: |call| super::calendar_part(call, ["day_timestamp", "day_date"]),
    evaluate: |_, given| Ok(Value::Int(i128::from(i64::from(calendar::civil(days(given, 0)).2)))),
};
