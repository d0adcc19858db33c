//! `year(at)`

use crate::functions::access::days;
use crate::functions::{Datum::*, Example, Function};
use crate::text::calendar;
use crate::value::Value;

pub(super) static YEAR: Function = Function {
    name: "year",
    summary: "The year.",
    signatures: &["year(at: timestamp) -> i64", "year(at: date) -> i64"],
    examples: &[
        Example { given: &[Timestamp(1_357_048_925_678_901)], gives: Int(2013) },
        Example { given: &[Date(11016)], gives: Int(2000) },
    ],
    resolve: |call| super::calendar_part(call, ["year_timestamp", "year_date"]),
    evaluate: |_, given| Ok(Value::Int(i128::from(calendar::civil(days(given, 0)).0))),
};
