//! Values taken apart: the checker has fixed their types, so anything else is a bug.

use crate::value::Value;

/// The `string` at this place.
pub(super) fn text(arguments: &[Value], at: usize) -> &str {
    match &arguments[at] {
        Value::String(x) => x,
        other => unreachable!("the checker gave {other:?} for a string"),
    }
}

/// The integer at this place.
pub(super) fn int(arguments: &[Value], at: usize) -> i128 {
    match &arguments[at] {
        Value::Int(x) => *x,
        other => unreachable!("the checker gave {other:?} for an integer"),
    }
}

/// The `f64` at this place.
pub(super) fn f64(arguments: &[Value], at: usize) -> f64 {
    match &arguments[at] {
        Value::F64(x) => *x,
        other => unreachable!("the checker gave {other:?} for an f64"),
    }
}

/// The mantissa of the decimal at this place.
pub(super) fn decimal(arguments: &[Value], at: usize) -> i128 {
    match &arguments[at] {
        Value::Decimal(x) => *x,
        other => unreachable!("the checker gave {other:?} for a decimal"),
    }
}

/// Microseconds of the timestamp at this place.
pub(super) fn timestamp(arguments: &[Value], at: usize) -> i64 {
    match &arguments[at] {
        Value::Timestamp(x) => *x,
        other => unreachable!("the checker gave {other:?} for a timestamp"),
    }
}

/// Microseconds of the duration at this place.
pub(super) fn duration(arguments: &[Value], at: usize) -> i64 {
    match &arguments[at] {
        Value::Duration(x) => *x,
        other => unreachable!("the checker gave {other:?} for a duration"),
    }
}

/// Days since the epoch (UTC) of the timestamp or date at this place.
pub(super) fn days(arguments: &[Value], at: usize) -> i64 {
    match &arguments[at] {
        Value::Timestamp(us) => us.div_euclid(crate::text::DAY_US),
        Value::Date(days) => i64::from(*days),
        other => unreachable!("the checker gave {other:?} for a timestamp or date"),
    }
}
