//! `minute(at: timestamp) -> i64`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static MINUTE: Function = Function {
    name: "minute",
    summary: "The minute of the hour, 0 to 59.",
    signatures: &["minute(at: timestamp) -> i64"],
    examples: &[
        Example { given: &[Timestamp(1_357_048_925_678_901)], gives: Int(2) },
        Example { given: &[Timestamp(-1)], gives: Int(59) },
    ],
    resolve: |call| call.exactly("minute", &[Type::Timestamp], Type::I64),
    evaluate: |_, given| Ok(Value::Int((timestamp(given, 0).div_euclid(60_000_000).rem_euclid(60)).into())),
};
