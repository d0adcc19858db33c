//! `second(at: timestamp) -> i64`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static SECOND: Function = Function {
    name: "second",
    summary: "The second of the minute, 0 to 59, without its fraction.",
    signatures: &["second(at: timestamp) -> i64"],
    examples: &[
        Example { given: &[Timestamp(1_357_048_925_678_901)], gives: Int(5) },
        Example { given: &[Timestamp(-1)], gives: Int(59) },
    ],
    resolve: |call| call.exactly("second", &[Type::Timestamp], Type::I64),
    evaluate: |_, given| Ok(Value::Int((timestamp(given, 0).div_euclid(1_000_000).rem_euclid(60)).into())),
};
