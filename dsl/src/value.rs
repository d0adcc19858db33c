//! Values as the interpreter, constant folding and test blocks hold them. The compiled job never sees these.

use serde::Serialize;
use std::cmp::Ordering;
use std::sync::Arc;

/// One value. Which variants may occur where is fixed by the [`crate::types::Type`] beside it.
#[derive(Debug, Clone, Serialize)]
pub enum Value {
    /// Null, of any `T?`.
    Null,
    /// `bool`
    Bool(bool),
    /// Any integer type; the type bounds it.
    Int(i128),
    /// `f64`
    F64(f64),
    /// `decimal(p, s)`: the mantissa; the scale stands in the type.
    Decimal(i128),
    /// `string`
    String(Arc<str>),
    /// `timestamp`: microseconds since the epoch, UTC.
    Timestamp(i64),
    /// `date`: days since the epoch.
    Date(i32),
    /// `duration`: microseconds.
    Duration(i64),
    /// A record: one value a field, in the order of its declaration.
    Record(Arc<[Value]>),
    /// An enum: index of the variant.
    Enum(u32),
}

impl Value {
    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The total order that grouping, `min`, `max`, `top` and test comparison use: null first, false before true, numbers
    /// by value (f64 by IEEE total order, with −0 equal to 0 and every NaN equal and greatest), strings by bytes.
    pub fn total_cmp(&self, other: &Value) -> Ordering {
        match (self, other) {
            (Value::Null, Value::Null) => Ordering::Equal,
            (Value::Null, _) => Ordering::Less,
            (_, Value::Null) => Ordering::Greater,
            (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
            (Value::Int(a), Value::Int(b)) | (Value::Decimal(a), Value::Decimal(b)) => a.cmp(b),
            (Value::F64(a), Value::F64(b)) => canonical(*a).total_cmp(&canonical(*b)),
            (Value::String(a), Value::String(b)) => a.as_bytes().cmp(b.as_bytes()),
            (Value::Timestamp(a), Value::Timestamp(b)) | (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
            (Value::Date(a), Value::Date(b)) => a.cmp(b),
            (Value::Enum(a), Value::Enum(b)) => a.cmp(b),
            (Value::Record(a), Value::Record(b)) => {
                let unequal = a.iter().zip(b.iter()).map(|(a, b)| a.total_cmp(b)).find(|o| o.is_ne());
                unequal.unwrap_or(a.len().cmp(&b.len()))
            }
            _ => unreachable!("values of one type compare; the checker let {self:?} meet {other:?}"),
        }
    }
}

/// One NaN, one zero: so that equal keys have equal bytes.
pub fn canonical(x: f64) -> f64 {
    if x.is_nan() {
        f64::NAN
    } else if x == 0.0 {
        0.0
    } else {
        x
    }
}

impl Value {
    /// As a key or an extreme: of equal floats always the same, whichever came first.
    pub fn canonical(self) -> Value {
        match self {
            Value::F64(x) => Value::F64(canonical(x)),
            other => other,
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        self.total_cmp(other).is_eq()
    }
}

impl Eq for Value {}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Value) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Value) -> Ordering {
        self.total_cmp(other)
    }
}
