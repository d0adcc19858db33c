//! `truncate(at: timestamp, unit: duration) -> timestamp`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::plan::Failure;
use crate::types::Type;
use crate::value::Value;

pub(super) static TRUNCATE: Function = Function {
    name: "truncate",
    summary: "The last multiple of `unit`, counted from the epoch, that is not after `at`: `truncate(at, 1h)` is the full hour. A `unit` that is not positive is a record error.",
    signatures: &["truncate(at: timestamp, unit: duration) -> timestamp"],
    examples: &[
        Example {
            given: &[Timestamp(1_357_048_925_678_901), Duration(3_600_000_000)],
            gives: Timestamp(1_357_048_800_000_000),
        },
        Example { given: &[Timestamp(-1), Duration(1_000_000)], gives: Timestamp(-1_000_000) },
        Example { given: &[Timestamp(0), Duration(0)], gives: Fails(Failure::Argument) },
    ],
    resolve: |call| {
        Ok(call.exactly("truncate", &[Type::Timestamp, Type::Duration], Type::Timestamp)?.fallible())
    },
    evaluate: |_, given| {
        let (at, unit) = (i128::from(timestamp(given, 0)), i128::from(duration(given, 1)));
        if unit <= 0 {
            return Err(Failure::Argument);
        }
        let truncated = at.div_euclid(unit) * unit;
        i64::try_from(truncated).map(Value::Timestamp).map_err(|_| Failure::Overflow)
    },
};
