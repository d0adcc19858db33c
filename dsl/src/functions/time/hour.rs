//! `hour(at: timestamp) -> i64`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static HOUR: Function = Function {
    name: "hour",
    summary: "The hour of the day, 0 to 23.",
    signatures: &["hour(at: timestamp) -> i64"],
    examples: &[
        Example { given: &[Timestamp(1_357_048_925_678_901)], gives: Int(14) },
        Example { given: &[Timestamp(-1)], gives: Int(23) },
    ],
    resolve: |call| call.exactly("hour", &[Type::Timestamp], Type::I64),
    evaluate: |_, given| {
        Ok(Value::Int((timestamp(given, 0).div_euclid(3_600_000_000).rem_euclid(24)).into()))
    },
};
