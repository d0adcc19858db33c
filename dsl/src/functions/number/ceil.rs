//! `ceil(x)`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::plan::{Call, Failure};
use crate::value::Value;

pub(super) static CEIL: Function = Function {
    name: "ceil",
    summary: "The least whole number that is not below `x`.",
    signatures: &["ceil(x: f64) -> f64", "ceil(x: decimal) -> decimal", "ceil(x: integer) -> integer"],
    examples: &[
        Example { given: &[F64(2.1)], gives: F64(3.0) },
        Example { given: &[F64(-2.7)], gives: F64(-2.0) },
        Example { given: &[Decimal(4, 2, 210)], gives: Decimal(3, 0, 3) },
        Example { given: &[Int(7)], gives: Int(7) },
    ],
    resolve: |call| super::floor::resolve(call, ["ceil_int", "ceil_f64", "ceil_decimal"]),
    evaluate,
};

fn evaluate(call: &Call, given: &[Value]) -> Result<Value, Failure> {
    Ok(match call.symbol {
        "ceil_int" => given[0].clone(),
        "ceil_f64" => Value::F64(f64(given, 0).ceil()),
        "ceil_decimal" => {
            let unit = 10i128.pow(call.constants[0] as u32);
            Value::Decimal(-(-decimal(given, 0)).div_euclid(unit))
        }
        other => unreachable!("`ceil` never resolves to {other}"),
    })
}
