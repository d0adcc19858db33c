//! `is_nan(x: f64) -> bool`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static IS_NAN: Function = Function {
    name: "is_nan",
    summary: "Whether `x` is not a number (0.0 / 0.0 in IEEE terms).",
    signatures: &["is_nan(x: f64) -> bool"],
    examples: &[
        Example { given: &[F64(f64::NAN)], gives: Bool(true) },
        Example { given: &[F64(1.0)], gives: Bool(false) },
    ],
    resolve: |call| call.exactly("is_nan", &[Type::F64], Type::Bool),
    evaluate: |_, given| Ok(Value::Bool(f64(given, 0).is_nan())),
};
