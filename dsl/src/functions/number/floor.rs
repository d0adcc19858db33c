//! `floor(x)`

use crate::functions::access::*;
use crate::functions::{Arguments, Datum::*, Example, Function, FunctionError, Resolution};
use crate::plan::{Call, Failure};
use crate::types::Type;
use crate::value::Value;

pub(super) static FLOOR: Function = Function {
    name: "floor",
    summary: "The greatest whole number that is not above `x`.",
    signatures: &["floor(x: f64) -> f64", "floor(x: decimal) -> decimal", "floor(x: integer) -> integer"],
    examples: &[
        Example { given: &[F64(2.7)], gives: F64(2.0) },
        Example { given: &[F64(-2.1)], gives: F64(-3.0) },
        Example { given: &[Decimal(4, 2, -210)], gives: Decimal(3, 0, -3) },
        Example { given: &[Int(7)], gives: Int(7) },
    ],
    resolve: |call| resolve(call, ["floor_int", "floor_f64", "floor_decimal"]),
    evaluate,
};

/// As `floor` and `ceil` have it: integers stay, `f64` stays `f64`, a decimal loses its scale.
pub(super) fn resolve(call: &Arguments<'_>, symbols: [&'static str; 3]) -> Result<Resolution, FunctionError> {
    call.count(1, 1)?;
    let ty = call.types[0].clone();
    match &ty {
        Type::Int(_) => Ok(call.to(symbols[0], vec![ty.clone()], ty)),
        Type::F64 => Ok(call.to(symbols[1], vec![ty.clone()], ty)),
        Type::Decimal { precision, scale } => {
            let result = whole(*precision, *scale);
            Ok(call.to(symbols[2], vec![ty.clone()], result).constants(&[i64::from(*scale)]))
        }
        _ => Err(call.wrong_type(0, "a number")),
    }
}

/// The type of a decimal rounded to a whole number: one digit more than before the point, for 9.5 becomes 10.
pub(super) fn whole(precision: u8, scale: u8) -> Type {
    let carry = u8::from(scale > 0);
    Type::Decimal { precision: precision - scale + carry, scale: 0 }
}

fn evaluate(call: &Call, given: &[Value]) -> Result<Value, Failure> {
    Ok(match call.symbol {
        "floor_int" => given[0].clone(),
        "floor_f64" => Value::F64(f64(given, 0).floor()),
        "floor_decimal" => {
            let unit = 10i128.pow(call.constants[0] as u32);
            Value::Decimal(decimal(given, 0).div_euclid(unit))
        }
        other => unreachable!("`floor` never resolves to {other}"),
    })
}
