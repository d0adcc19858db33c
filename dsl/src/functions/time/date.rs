//! `date(at: timestamp) -> date`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static DATE: Function = Function {
    name: "date",
    summary: "The day that a timestamp lies in.",
    signatures: &["date(at: timestamp) -> date"],
    examples: &[
        Example { given: &[Timestamp(1_357_048_925_678_901)], gives: Date(15706) },
        Example { given: &[Timestamp(-1)], gives: Date(-1) },
    ],
    resolve: |call| call.exactly("date", &[Type::Timestamp], Type::Date),
    evaluate: |_, given| Ok(Value::Date(days(given, 0) as i32)),
};
