//! Which casts there are and which can fail at run time; the meaning stands at `Expr::cast_fails`.

use crate::types::{Int, Type};

/// See [`super::Expr::cast_fails`].
pub(super) fn fails(from: &Type, to: &Type) -> Option<bool> {
    if let Type::Optional(inner) = from {
        return if to.is_optional() { fails(inner, to.required()) } else { None };
    }
    let to = to.required();
    if from == to {
        return Some(false);
    }
    match (from, to) {
        (Type::Int(a), Type::Int(b)) => {
            let ((a_low, a_high), (b_low, b_high)) = (a.range(), b.range());
            Some(a_low < b_low || a_high > b_high)
        }
        (Type::Int(_) | Type::Decimal { .. }, Type::F64) => Some(false),
        (Type::F64, Type::Int(_) | Type::Decimal { .. }) | (Type::Decimal { .. }, Type::Int(_)) => Some(true),
        (Type::Int(int), Type::Decimal { precision, scale }) => Some(digits(*int) > precision - scale),
        (Type::Decimal { precision: p1, scale: s1 }, Type::Decimal { precision: p2, scale: s2 }) => {
            // Rounding may carry into one more digit.
            let whole = p1 - s1 + u8::from(s2 < s1);
            Some(whole > p2 - s2)
        }
        (Type::Record(_), _) | (_, Type::Record(_)) => None,
        (_, Type::String) => Some(false),
        (Type::String, Type::Duration) => None,
        (Type::String, _) => Some(true),
        (Type::Timestamp, Type::Date) | (Type::Date, Type::Timestamp) => Some(false),
        _ => None,
    }
}

/// Decimal digits that every value of the type fits in.
fn digits(int: Int) -> u8 {
    match int {
        Int::I8 | Int::U8 => 3,
        Int::I16 | Int::U16 => 5,
        Int::I32 | Int::U32 => 10,
        Int::I64 => 19,
        Int::U64 => 20,
    }
}
