//! `month(at)`

use crate::functions::access::days;
use crate::functions::{Datum::*, Example, Function};
use crate::text::calendar;
use crate::value::Value;

pub(super) static MONTH: Function = Function {
    name: "month",
    summary: "The month, 1 to 12.",
    signatures: &["month(at: timestamp) -> i64", "month(at: date) -> i64"],
    examples: &[
        Example { given: &[Timestamp(1_357_048_925_678_901)], gives: Int(1) },
        Example { given: &[Date(11016)], gives: Int(2) },
    ],
    resolve: |call| super::calendar_part(call, ["month_timestamp", "month_date"]),
    evaluate: |_, given| Ok(Value::Int(i128::from(i64::from(calendar::civil(days(given, 0)).1)))),
};
