//! Operators on values: checked, exact, and in the type that the plan says.

use crate::decimal;
use crate::plan::{BinaryOp, Failure};
use crate::types::Type;
use crate::value::Value;

/// `-x`
pub(super) fn negate(x: &Value, ty: &Type) -> Result<Value, Failure> {
    match x {
        Value::Int(x) => in_range(-x, ty),
        Value::F64(x) => Ok(Value::F64(-x)),
        Value::Decimal(x) => Ok(Value::Decimal(-x)),
        Value::Duration(x) => x.checked_neg().map(Value::Duration).ok_or(Failure::Overflow),
        other => unreachable!("the checker let {other:?} be negated"),
    }
}

/// `a op b` for all operators that evaluate both sides; operands come with their types, `ty` is the type of the result.
pub(super) fn binary(
    op: BinaryOp,
    a: (&Value, &Type),
    b: (&Value, &Type),
    ty: &Type,
) -> Result<Value, Failure> {
    use BinaryOp::*;
    match op {
        Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual => {
            Ok(Value::Bool(compare(op, a.0, b.0)))
        }
        And | Or => unreachable!("these do not evaluate both sides"),
        Add | Subtract | Multiply | Divide | Remainder => match (a.0, b.0) {
            (Value::Int(x), Value::Int(y)) => in_range(integer(op, *x, *y)?, ty),
            (Value::F64(x), Value::F64(y)) => float(op, *x, *y).map(Value::F64),
            (Value::Decimal(x), Value::Decimal(y)) => {
                decimals(op, (*x, scale(a.1)), (*y, scale(b.1)), ty).map(Value::Decimal)
            }
            (Value::String(x), Value::String(y)) => Ok(Value::String(format!("{x}{y}").into())),
            (x, y) => times(op, x, y),
        },
    }
}

/// Comparisons: numbers by value (`f64` as IEEE has it: NaN is unequal to everything), strings by bytes, false before true.
fn compare(op: BinaryOp, a: &Value, b: &Value) -> bool {
    let order = match (a, b) {
        (Value::F64(a), Value::F64(b)) => a.partial_cmp(b),
        (a, b) => Some(a.total_cmp(b)),
    };
    match op {
        BinaryOp::Equal => order.is_some_and(|o| o.is_eq()),
        BinaryOp::NotEqual => !order.is_some_and(|o| o.is_eq()),
        BinaryOp::Less => order.is_some_and(|o| o.is_lt()),
        BinaryOp::LessOrEqual => order.is_some_and(|o| o.is_le()),
        BinaryOp::Greater => order.is_some_and(|o| o.is_gt()),
        BinaryOp::GreaterOrEqual => order.is_some_and(|o| o.is_ge()),
        other => unreachable!("{other:?} is no comparison"),
    }
}

/// In unbounded integers, as far as any operands of 64 bits can tell.
fn integer(op: BinaryOp, a: i128, b: i128) -> Result<i128, Failure> {
    match op {
        BinaryOp::Add => Ok(a + b),
        BinaryOp::Subtract => Ok(a - b),
        // Two u64s may pass the range of i128.
        BinaryOp::Multiply => a.checked_mul(b).ok_or(Failure::Overflow),
        BinaryOp::Divide | BinaryOp::Remainder if b == 0 => Err(Failure::DivisionByZero),
        BinaryOp::Divide => Ok(a / b),
        BinaryOp::Remainder => Ok(a % b),
        other => unreachable!("{other:?} is no arithmetic"),
    }
}

fn in_range(x: i128, ty: &Type) -> Result<Value, Failure> {
    match ty.required() {
        Type::Int(int) if (int.range().0..=int.range().1).contains(&x) => Ok(Value::Int(x)),
        Type::Int(_) => Err(Failure::Overflow),
        other => unreachable!("arithmetic of integers has the type {other}"),
    }
}

/// IEEE, save for division by zero.
fn float(op: BinaryOp, a: f64, b: f64) -> Result<f64, Failure> {
    match op {
        BinaryOp::Add => Ok(a + b),
        BinaryOp::Subtract => Ok(a - b),
        BinaryOp::Multiply => Ok(a * b),
        BinaryOp::Divide | BinaryOp::Remainder if b == 0.0 => Err(Failure::DivisionByZero),
        BinaryOp::Divide => Ok(a / b),
        BinaryOp::Remainder => Ok(a % b),
        other => unreachable!("{other:?} is no arithmetic"),
    }
}

/// Mantissas with their scales; the result's scale and precision stand in its type.
fn decimals(op: BinaryOp, a: (i128, u8), b: (i128, u8), ty: &Type) -> Result<i128, Failure> {
    let Type::Decimal { precision, scale } = *ty.required() else {
        unreachable!("arithmetic of decimals has the type {ty}");
    };
    match op {
        BinaryOp::Add => decimal::checked(a.0.checked_add(b.0), precision),
        BinaryOp::Subtract => decimal::checked(a.0.checked_sub(b.0), precision),
        BinaryOp::Multiply => decimal::checked(a.0.checked_mul(b.0), precision),
        BinaryOp::Divide => decimal::divide(a, b, scale, precision),
        BinaryOp::Remainder if b.0 == 0 => Err(Failure::DivisionByZero),
        BinaryOp::Remainder => {
            let common = a.1.max(b.1);
            let rest = decimal::rescale(a.0, a.1, common, 38)? % decimal::rescale(b.0, b.1, common, 38)?;
            decimal::checked(Some(rest), precision)
        }
        other => unreachable!("{other:?} is no arithmetic"),
    }
}

fn scale(ty: &Type) -> u8 {
    match ty.required() {
        Type::Decimal { scale, .. } => *scale,
        other => unreachable!("a decimal has the type {other}"),
    }
}

/// Timestamps and durations, in microseconds.
fn times(op: BinaryOp, a: &Value, b: &Value) -> Result<Value, Failure> {
    use BinaryOp::*;
    let us = |x: &Value| match x {
        Value::Timestamp(us) | Value::Duration(us) => i128::from(*us),
        Value::Int(x) => *x,
        other => unreachable!("the checker let {other:?} be calculated with"),
    };
    let result = i64::try_from(integer(op, us(a), us(b))?).map_err(|_| Failure::Overflow)?;
    match (a, op, b) {
        (Value::Timestamp(_), Add | Subtract, Value::Duration(_))
        | (Value::Duration(_), Add, Value::Timestamp(_)) => Ok(Value::Timestamp(result)),
        (Value::Timestamp(_), Subtract, Value::Timestamp(_))
        | (Value::Duration(_), Add | Subtract | Remainder, Value::Duration(_))
        | (Value::Duration(_), Multiply | Divide, Value::Int(_))
        | (Value::Int(_), Multiply, Value::Duration(_)) => Ok(Value::Duration(result)),
        _ => unreachable!("the checker let {a:?} {op:?} {b:?} pass"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Int;

    fn check(a: (Value, Type), op: BinaryOp, b: (Value, Type), ty: Type, expected: Result<Value, Failure>) {
        assert_eq!(binary(op, (&a.0, &a.1), (&b.0, &b.1), &ty), expected);
    }

    fn int(x: i128, int: Int) -> (Value, Type) {
        (Value::Int(x), Type::Int(int))
    }

    fn dec(mantissa: i128, precision: u8, scale: u8) -> (Value, Type) {
        (Value::Decimal(mantissa), Type::Decimal { precision, scale })
    }

    #[test]
    fn integers_stay_in_their_type() {
        let i8 = Type::Int(Int::I8);
        check(int(100, Int::I8), BinaryOp::Add, int(27, Int::I8), i8.clone(), Ok(Value::Int(127)));
        check(int(100, Int::I8), BinaryOp::Add, int(28, Int::I8), i8.clone(), Err(Failure::Overflow));
        check(int(-7, Int::I8), BinaryOp::Divide, int(2, Int::I8), i8.clone(), Ok(Value::Int(-3)));
        check(int(-7, Int::I8), BinaryOp::Remainder, int(2, Int::I8), i8.clone(), Ok(Value::Int(-1)));
        check(int(1, Int::I8), BinaryOp::Divide, int(0, Int::I8), i8, Err(Failure::DivisionByZero));
    }

    #[test]
    fn decimals_multiply_and_divide_exactly() {
        let product = Type::Decimal { precision: 22, scale: 3 };
        check(dec(908, 3, 3), BinaryOp::Multiply, dec(25, 19, 0), product, Ok(Value::Decimal(22_700)));
        let quotient = Type::Decimal { precision: 38, scale: 6 };
        check(dec(10, 2, 1), BinaryOp::Divide, dec(3, 1, 0), quotient, Ok(Value::Decimal(333_333)));
    }

    #[test]
    fn nan_is_unequal_to_itself_in_expressions() {
        let nan = (Value::F64(f64::NAN), Type::F64);
        check(nan.clone(), BinaryOp::Equal, nan.clone(), Type::Bool, Ok(Value::Bool(false)));
        check(nan.clone(), BinaryOp::NotEqual, nan, Type::Bool, Ok(Value::Bool(true)));
    }

    #[test]
    fn times_and_durations() {
        let at = (Value::Timestamp(10), Type::Timestamp);
        let for_us = (Value::Duration(4), Type::Duration);
        check(at.clone(), BinaryOp::Subtract, for_us.clone(), Type::Timestamp, Ok(Value::Timestamp(6)));
        check(at.clone(), BinaryOp::Subtract, at, Type::Duration, Ok(Value::Duration(0)));
        check(for_us.clone(), BinaryOp::Multiply, int(3, Int::I64), Type::Duration, Ok(Value::Duration(12)));
        check(for_us, BinaryOp::Divide, int(3, Int::I64), Type::Duration, Ok(Value::Duration(1)));
    }
}
