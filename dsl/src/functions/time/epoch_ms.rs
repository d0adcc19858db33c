//! `epoch_ms(at: timestamp) -> i64`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static EPOCH_MS: Function = Function {
    name: "epoch_ms",
    summary: "Whole milliseconds from the epoch to `at`, rounded down.",
    signatures: &["epoch_ms(at: timestamp) -> i64"],
    examples: &[
        Example { given: &[Timestamp(1_357_048_925_678_901)], gives: Int(1_357_048_925_678) },
        Example { given: &[Timestamp(-1)], gives: Int(-1) },
    ],
    resolve: |call| call.exactly("epoch_ms", &[Type::Timestamp], Type::I64),
    evaluate: |_, given| Ok(Value::Int(timestamp(given, 0).div_euclid(1000).into())),
};
