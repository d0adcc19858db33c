//! `abs(x)`

use crate::functions::access::*;
use crate::functions::{Arguments, Datum::*, Example, Function, FunctionError, Resolution};
use crate::plan::{Call, Failure};
use crate::types::{self, Type};
use crate::value::Value;

pub(super) static ABS: Function = Function {
    name: "abs",
    summary: "The size of a number or duration without its sign. The least integer of a signed type has none: a record error.",
    signatures: &[
        "abs(x: integer) -> integer",
        "abs(x: f64) -> f64",
        "abs(x: decimal) -> decimal",
        "abs(x: duration) -> duration",
    ],
    examples: &[
        Example { given: &[Int(-7)], gives: Int(7) },
        Example { given: &[F64(-2.5)], gives: F64(2.5) },
        Example { given: &[Decimal(5, 2, -150)], gives: Decimal(5, 2, 150) },
        Example { given: &[Duration(-1_000_000)], gives: Duration(1_000_000) },
        Example { given: &[Sized(types::Int::I8, -128)], gives: Fails(Failure::Overflow) },
        Example { given: &[Sized(types::Int::U8, 200)], gives: Sized(types::Int::U8, 200) },
    ],
    resolve,
    evaluate,
};

fn resolve(call: &Arguments<'_>) -> Result<Resolution, FunctionError> {
    call.count(1, 1)?;
    let ty = call.types[0].clone();
    let (symbol, fallible) = match &ty {
        Type::Int(types::Int::I8) => ("abs_i8", true),
        Type::Int(types::Int::I16) => ("abs_i16", true),
        Type::Int(types::Int::I32) => ("abs_i32", true),
        Type::Int(types::Int::I64) => ("abs_i64", true),
        Type::Int(_) => ("abs_unsigned", false),
        Type::F64 => ("abs_f64", false),
        Type::Decimal { .. } => ("abs_decimal", false),
        Type::Duration => ("abs_duration", true),
        _ => return Err(call.wrong_type(0, "a number or a duration")),
    };
    let resolution = call.to(symbol, vec![ty.clone()], ty);
    Ok(if fallible { resolution.fallible() } else { resolution })
}

fn evaluate(call: &Call, given: &[Value]) -> Result<Value, Failure> {
    let bounded = |most: i128| match int(given, 0).abs() {
        x if x <= most => Ok(Value::Int(x)),
        _ => Err(Failure::Overflow),
    };
    match call.symbol {
        "abs_i8" => bounded(i8::MAX.into()),
        "abs_i16" => bounded(i16::MAX.into()),
        "abs_i32" => bounded(i32::MAX.into()),
        "abs_i64" => bounded(i64::MAX.into()),
        "abs_unsigned" => Ok(given[0].clone()),
        "abs_f64" => Ok(Value::F64(f64(given, 0).abs())),
        "abs_decimal" => Ok(Value::Decimal(decimal(given, 0).abs())),
        "abs_duration" => duration(given, 0).checked_abs().map(Value::Duration).ok_or(Failure::Overflow),
        other => unreachable!("`abs` never resolves to {other}"),
    }
}
