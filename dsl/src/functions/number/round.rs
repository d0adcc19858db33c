//! `round(x)`, `round(x, digits)`

use crate::functions::access::*;
use crate::functions::{Arguments, Datum::*, Example, Function, FunctionError, Resolution};
use crate::plan::{Call, Failure};
use crate::types::Type;
use crate::value::Value;

pub(super) static ROUND: Function = Function {
    name: "round",
    summary: "The nearest number with so many digits behind the point (0 where not said). A half of an `f64` goes away from zero; a half \
              of a decimal goes to the even neighbour, and the result has the scale `digits`, which must be a literal. An `f64` may be rounded \
              to tens (`digits` −1), hundreds and so on.",
    signatures: &[
        "round(x: f64) -> f64",
        "round(x: f64, digits: i64) -> f64",
        "round(x: decimal) -> decimal",
        "round(x: decimal, digits: literal 0 to 38) -> decimal",
        "round(x: integer) -> integer",
    ],
    examples: &[
        Example { given: &[F64(2.5)], gives: F64(3.0) },
        Example { given: &[F64(-2.5)], gives: F64(-3.0) },
        Example { given: &[F64(14.527), Int(2)], gives: F64(14.53) },
        Example { given: &[F64(1234.0), Int(-2)], gives: F64(1200.0) },
        Example { given: &[Decimal(5, 1, 25)], gives: Decimal(5, 0, 2) },
        Example { given: &[Decimal(6, 3, 2345), Int(2)], gives: Decimal(6, 2, 234) },
        Example { given: &[Decimal(6, 3, 2355), Int(2)], gives: Decimal(6, 2, 236) },
        Example { given: &[Decimal(4, 1, 15), Int(3)], gives: Decimal(6, 3, 1500) },
        Example { given: &[Int(7)], gives: Int(7) },
    ],
    resolve,
    evaluate,
};

fn resolve(call: &Arguments<'_>) -> Result<Resolution, FunctionError> {
    call.count(1, 2)?;
    let ty = call.types[0].clone();
    let with_digits = call.types.len() == 2;
    match &ty {
        Type::F64 if with_digits => {
            call.accepts(1, &Type::I64)?;
            Ok(call.to("round_f64_digits", vec![ty.clone(), Type::I64], ty))
        }
        Type::F64 => Ok(call.to("round_f64", vec![ty.clone()], ty)),
        Type::Int(_) => {
            call.count(1, 1)?;
            Ok(call.to("round_int", vec![ty.clone()], ty))
        }
        Type::Decimal { precision, scale } if with_digits => decimal_digits(call, *precision, *scale),
        Type::Decimal { precision, scale } => Ok(call
            .to("round_decimal", vec![ty.clone()], super::floor::whole(*precision, *scale))
            .constants(&[i64::from(*scale)])),
        _ => Err(call.wrong_type(0, "a number")),
    }
}

/// The precision keeps every digit before the point, and one more where rounding may carry.
fn decimal_digits(call: &Arguments<'_>, precision: u8, scale: u8) -> Result<Resolution, FunctionError> {
    let digits = call.integer(1).and_then(|x| u8::try_from(x).ok()).filter(|x| *x <= 38);
    let Some(digits) = digits else {
        return Err(call.bad_literal(1, "a literal from 0 to 38: it becomes the scale of the result"));
    };
    let needed = precision - scale + digits + u8::from(digits < scale);
    let result = Type::Decimal { precision: needed.clamp(1, 38), scale: digits };
    let constants = [i64::from(scale), i64::from(needed.clamp(1, 38))];
    let resolution = call.to("round_decimal_digits", vec![call.types[0].clone(), Type::I64], result);
    Ok(resolution.constants(&constants).fallible())
}

fn evaluate(call: &Call, given: &[Value]) -> Result<Value, Failure> {
    match call.symbol {
        "round_f64" => Ok(Value::F64(f64(given, 0).round())),
        "round_f64_digits" => Ok(Value::F64(round_f64(f64(given, 0), int(given, 1)))),
        "round_int" => Ok(given[0].clone()),
        "round_decimal" => {
            let scale = call.constants[0] as u8;
            Ok(Value::Decimal(crate::decimal::rescale(decimal(given, 0), scale, 0, 38)?))
        }
        "round_decimal_digits" => {
            let (scale, precision, digits) =
                (call.constants[0] as u8, call.constants[1] as u8, int(given, 1) as u8);
            let overflow = |_| Failure::Overflow;
            Ok(Value::Decimal(
                crate::decimal::rescale(decimal(given, 0), scale, digits, precision).map_err(overflow)?,
            ))
        }
        other => unreachable!("`round` never resolves to {other}"),
    }
}

/// Shifts the point, rounds, shifts it back; a number too large to be shifted has no digits to lose, and one that would be
/// shifted away is zero.
fn round_f64(x: f64, digits: i128) -> f64 {
    let power: f64 = format!("1e{}", digits.abs().min(400)).parse().expect("a power of ten is a number");
    if digits >= 0 {
        let rounded = (x * power).round() / power;
        if rounded.is_finite() { rounded } else { x }
    } else {
        let rounded = (x / power).round() * power;
        if rounded.is_finite() || !x.is_finite() { rounded } else { 0.0 }
    }
}
