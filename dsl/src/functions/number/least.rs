//! `least(a, b, …)`

use crate::functions::resolve::fits;
use crate::functions::{Arguments, Datum::*, Example, Function, FunctionError, Resolution};
use crate::types::{self, Type};

pub(super) static LEAST: Function = Function {
    name: "least",
    summary: "The least of 2 to 8 values of one type, in the order that `min` uses. Numbers of different types are first brought to one \
              that holds them all.",
    signatures: &["least(a: T, b: T, …) -> T"],
    examples: &[
        Example { given: &[Int(3), Int(1), Int(2)], gives: Int(1) },
        Example { given: &[F64(2.5), Int(2)], gives: F64(2.0) },
        Example { given: &[Text("b"), Text("a")], gives: Text("a") },
        Example { given: &[Decimal(3, 1, 25), Decimal(4, 2, 249)], gives: Decimal(4, 2, 249) },
        Example { given: &[F64(f64::NAN), F64(1.0)], gives: F64(1.0) },
    ],
    resolve: |call| resolve(call, &SYMBOLS, &SYMBOLS_F64),
    evaluate: |_, given| Ok(given.iter().min().expect("`least` has at least two arguments").clone()),
};

/// One Rust function a number of arguments, from two.
const SYMBOLS: [&str; 7] = ["least_2", "least_3", "least_4", "least_5", "least_6", "least_7", "least_8"];
/// f64 has no order in Rust, so it has its own.
const SYMBOLS_F64: [&str; 7] =
    ["least_f64_2", "least_f64_3", "least_f64_4", "least_f64_5", "least_f64_6", "least_f64_7", "least_f64_8"];

/// As `least` and `greatest` have it.
pub(super) fn resolve(
    call: &Arguments<'_>,
    symbols: &[&'static str; 7],
    symbols_f64: &[&'static str; 7],
) -> Result<Resolution, FunctionError> {
    call.count(2, symbols.len() + 1)?;
    let mut common: Option<Type> = None;
    // Integer literals are no reason for a wider type where they fit the others.
    for literals in [false, true] {
        for (argument, ty) in call.types.iter().enumerate() {
            let literal = call.integer(argument);
            if literal.is_some() == literals {
                common = Some(match common {
                    None => ty.clone(),
                    Some(so_far) if literal.is_some_and(|x| fits(x, &so_far)) => so_far,
                    Some(so_far) => join(&so_far, ty)
                        .ok_or_else(|| call.wrong_type(argument, &format!("comparable with `{so_far}`")))?,
                });
            }
        }
    }
    let ty = common.expect("there are at least two arguments");
    if matches!(ty, Type::Record(_) | Type::Optional(_)) {
        let argument = call.types.iter().position(|t| *t == ty).unwrap_or(0);
        return Err(call.wrong_type(argument, "a value with an order"));
    }
    let symbols = if ty == Type::F64 { symbols_f64 } else { symbols };
    Ok(call.to(symbols[call.types.len() - 2], vec![ty.clone(); call.types.len()], ty))
}

/// The narrowest type that holds every value of both.
fn join(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        (a, b) if a == b => Some(a.clone()),
        (Type::Int(a), Type::Int(b)) => {
            let holds =
                |x: &types::Int, y: &types::Int| x.range().0 <= y.range().0 && x.range().1 >= y.range().1;
            let all = [
                types::Int::I8,
                types::Int::U8,
                types::Int::I16,
                types::Int::U16,
                types::Int::I32,
                types::Int::U32,
                types::Int::I64,
                types::Int::U64,
            ];
            all.into_iter().find(|int| holds(int, a) && holds(int, b)).map(Type::Int)
        }
        (Type::F64, other) | (other, Type::F64) if other.is_number() => Some(Type::F64),
        (Type::Decimal { .. } | Type::Int(_), Type::Decimal { .. } | Type::Int(_)) => {
            let ((whole_a, scale_a), (whole_b, scale_b)) = (digits(a), digits(b));
            let scale = scale_a.max(scale_b);
            let precision = whole_a.max(whole_b) + scale;
            (precision <= 38).then_some(Type::Decimal { precision, scale })
        }
        _ => None,
    }
}

/// Digits before and behind the point.
fn digits(ty: &Type) -> (u8, u8) {
    match ty {
        Type::Int(int) => (int.range().1.ilog10() as u8 + 1, 0),
        Type::Decimal { precision, scale } => (precision - scale, *scale),
        other => unreachable!("{other} is neither an integer nor a decimal"),
    }
}
