//! Casts between types: the meaning of `plan::Expr::cast_fails`.

use crate::plan::{Enum, Failure};
use crate::types::{Int, Type};
use crate::value::Value;
use crate::{decimal, text};

/// The value as a value of type `to`. `enums` are the pipeline's: enums have their variants' names as text.
pub fn cast(enums: &[Enum], value: &Value, from: &Type, to: &Type) -> Result<Value, Failure> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    let (from, to) = (from.required(), to.required());
    if from == to {
        return Ok(value.clone());
    }
    match (value, to) {
        (Value::Enum(variant), Type::String) => Ok(Value::String(variant_name(enums, from, *variant).into())),
        (_, Type::String) => Ok(Value::String(text::show(value, from).into())),
        (Value::String(name), Type::Enum(id)) => {
            let variant = enums[id.0].variants.iter().position(|variant| **variant == **name);
            variant.map(|index| Value::Enum(index as u32)).ok_or(Failure::Cast)
        }
        (Value::String(text), to) => text::parse(text, to).ok_or(Failure::Cast),
        (Value::Timestamp(us), Type::Date) => Ok(Value::Date(us.div_euclid(text::DAY_US) as i32)),
        // Only dates beyond the range of timestamps saturate; no source gives such.
        (Value::Date(days), Type::Timestamp) => {
            Ok(Value::Timestamp(i64::from(*days).saturating_mul(text::DAY_US)))
        }
        _ => number(value, from, to),
    }
}

/// Casts among integers, `f64` and decimals.
fn number(value: &Value, from: &Type, to: &Type) -> Result<Value, Failure> {
    let scale = match from {
        Type::Decimal { scale, .. } => *scale,
        _ => 0,
    };
    match (value, to) {
        (Value::Int(x), Type::Int(int)) => in_range(*x, *int),
        (Value::Int(x), Type::F64) => Ok(Value::F64(*x as f64)),
        (Value::Int(mantissa) | Value::Decimal(mantissa), Type::Decimal { precision, scale: to }) => {
            let mantissa = decimal::rescale(*mantissa, scale, *to, *precision);
            mantissa.map(Value::Decimal).map_err(|_| Failure::Cast)
        }
        (Value::Decimal(mantissa), Type::F64) => Ok(Value::F64(decimal::to_f64(*mantissa, scale))),
        (Value::Decimal(mantissa), Type::Int(int)) => in_range(mantissa / 10i128.pow(scale.into()), *int),
        (Value::F64(x), Type::Int(int)) => {
            if x.is_nan() {
                return Err(Failure::Cast);
            }
            in_range(x.trunc() as i128, *int)
        }
        (Value::F64(x), Type::Decimal { precision, scale }) => {
            decimal::from_f64(*x, *precision, *scale).map(Value::Decimal).ok_or(Failure::Cast)
        }
        (value, to) => unreachable!("the checker let {value:?} be cast from {from} to {to}"),
    }
}

fn in_range(x: i128, int: Int) -> Result<Value, Failure> {
    let (least, greatest) = int.range();
    if (least..=greatest).contains(&x) { Ok(Value::Int(x)) } else { Err(Failure::Cast) }
}

fn variant_name<'a>(enums: &'a [Enum], ty: &Type, variant: u32) -> &'a str {
    match ty {
        Type::Enum(id) => &enums[id.0].variants[variant as usize],
        other => unreachable!("an enum's value has the type {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::EnumId;

    fn check(from: (Value, Type), to: Type, expected: Result<Value, Failure>) {
        let colours = Enum { name: "Colour".into(), variants: vec!["red".into(), "green".into()] };
        assert_eq!(cast(&[colours], &from.0, &from.1, &to), expected);
    }

    fn dec(precision: u8, scale: u8) -> Type {
        Type::Decimal { precision, scale }
    }

    #[test]
    fn integers_must_fit() {
        check((Value::Int(200), Type::I64), Type::Int(Int::U8), Ok(Value::Int(200)));
        check((Value::Int(-1), Type::I64), Type::Int(Int::U8), Err(Failure::Cast));
    }

    #[test]
    fn floats_truncate_to_integers_and_must_fit() {
        check((Value::F64(-2.9), Type::F64), Type::I64, Ok(Value::Int(-2)));
        check((Value::F64(255.9), Type::F64), Type::Int(Int::U8), Ok(Value::Int(255)));
        check((Value::F64(f64::NAN), Type::F64), Type::I64, Err(Failure::Cast));
        check((Value::F64(1e300), Type::F64), Type::Int(Int::U64), Err(Failure::Cast));
    }

    #[test]
    fn decimals_change_their_scale() {
        check((Value::Int(7), Type::I64), dec(5, 2), Ok(Value::Decimal(700)));
        check((Value::Int(1000), Type::I64), dec(5, 2), Err(Failure::Cast));
        check((Value::Decimal(145), dec(5, 2)), dec(5, 1), Ok(Value::Decimal(14)));
        check((Value::Decimal(-199), dec(5, 2)), Type::I64, Ok(Value::Int(-1)));
        check((Value::Decimal(-199), dec(5, 2)), Type::F64, Ok(Value::F64(-1.99)));
    }

    #[test]
    fn text_is_read_and_enums_have_names() {
        check((Value::String("12".into()), Type::String), Type::I64, Ok(Value::Int(12)));
        check((Value::String("x".into()), Type::String), Type::I64, Err(Failure::Cast));
        check((Value::String("green".into()), Type::String), Type::Enum(EnumId(0)), Ok(Value::Enum(1)));
        check((Value::Enum(0), Type::Enum(EnumId(0))), Type::String, Ok(Value::String("red".into())));
    }

    #[test]
    fn null_stays_null() {
        check((Value::Null, Type::I64.optional()), Type::String.optional(), Ok(Value::Null));
    }
}
