//! `day_of_week(at)`

use crate::functions::access::days;
use crate::functions::{Datum::*, Example, Function};
use crate::value::Value;

pub(super) static DAY_OF_WEEK: Function = Function {
    name: "day_of_week",
    summary: "The day of the week as ISO 8601 counts: Monday is 1, Sunday 7.",
    signatures: &["day_of_week(at: timestamp) -> i64", "day_of_week(at: date) -> i64"],
    examples: &[
        Example { given: &[Timestamp(1_357_048_925_678_901)], gives: Int(2) },
        Example { given: &[Date(11016)], gives: Int(2) },
    ],
    resolve: |call| super::calendar_part(call, ["day_of_week_timestamp", "day_of_week_date"]),
    evaluate: |_, given| Ok(Value::Int(i128::from((days(given, 0) + 3).rem_euclid(7) + 1))),
};
