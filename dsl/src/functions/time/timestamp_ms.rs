//! `timestamp_ms(ms: i64) -> timestamp`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::plan::Failure;
use crate::types::Type;
use crate::value::Value;

pub(super) static TIMESTAMP_MS: Function = Function {
    name: "timestamp_ms",
    summary: "The instant so many milliseconds after the epoch; one too far away is a record error.",
    signatures: &["timestamp_ms(ms: i64) -> timestamp"],
    examples: &[
        Example { given: &[Int(1_357_048_925_678)], gives: Timestamp(1_357_048_925_678_000) },
        Example { given: &[Int(i64::MAX)], gives: Fails(Failure::Overflow) },
    ],
    resolve: |call| Ok(call.exactly("timestamp_ms", &[Type::I64], Type::Timestamp)?.fallible()),
    evaluate: |_, given| {
        i64::try_from(int(given, 0) * 1000).map(Value::Timestamp).map_err(|_| Failure::Overflow)
    },
};
