//! What a built-in function is made of: documentation, examples as data, resolution and meaning.

use super::resolve::{Arguments, FunctionError, Resolution};
use crate::plan::{Call, Failure};
use crate::types::{Int, Type};
use crate::value::Value;
use std::fmt;

/// A built-in function.
pub struct Function {
    /// Name in the language.
    pub name: &'static str,
    /// What it gives: sentences for the reference and for hovering.
    pub summary: &'static str,
    /// How it can be called, one line each: `round(x: f64, digits: i64) -> f64`.
    pub signatures: &'static [&'static str],
    /// Calls with their results, shown in the reference and run by the tests.
    pub examples: &'static [Example],
    /// Finds types and symbol of a call, or says what is wrong with it.
    pub resolve: fn(&Arguments<'_>) -> Result<Resolution, FunctionError>,
    /// The meaning, on arguments of the types that `resolve` asked for.
    pub evaluate: fn(&Call, &[Value]) -> Result<Value, Failure>,
}

/// A call and what it gives.
pub struct Example {
    /// One literal an argument.
    pub given: &'static [Datum],
    /// The result, or [`Datum::Fails`].
    pub gives: Datum,
}

/// A literal with its type, in a form that a `static` can hold.
#[derive(Debug, Clone, Copy)]
pub enum Datum {
    /// Null, as a result.
    Null,
    /// `bool`
    Bool(bool),
    /// `i64`
    Int(i64),
    /// Another integer type.
    Sized(Int, i128),
    /// `f64`
    F64(f64),
    /// `decimal(precision, scale)`: precision, scale, mantissa.
    Decimal(u8, u8, i128),
    /// `string`
    Text(&'static str),
    /// `timestamp`: µs since the epoch.
    Timestamp(i64),
    /// `date`: days since the epoch.
    Date(i32),
    /// `duration`: µs.
    Duration(i64),
    /// As a result: a record error.
    Fails(Failure),
}

impl Datum {
    /// Its type; `None` for null and failures, which have that of the call.
    pub fn ty(self) -> Option<Type> {
        Some(match self {
            Datum::Null | Datum::Fails(_) => return None,
            Datum::Bool(_) => Type::Bool,
            Datum::Int(_) => Type::I64,
            Datum::Sized(int, _) => Type::Int(int),
            Datum::F64(_) => Type::F64,
            Datum::Decimal(precision, scale, _) => Type::Decimal { precision, scale },
            Datum::Text(_) => Type::String,
            Datum::Timestamp(_) => Type::Timestamp,
            Datum::Date(_) => Type::Date,
            Datum::Duration(_) => Type::Duration,
        })
    }

    /// The value, or the failure it stands for.
    pub fn value(self) -> Result<Value, Failure> {
        Ok(match self {
            Datum::Null => Value::Null,
            Datum::Bool(x) => Value::Bool(x),
            Datum::Int(x) => Value::Int(x.into()),
            Datum::Sized(_, x) => Value::Int(x),
            Datum::F64(x) => Value::F64(x),
            Datum::Decimal(_, _, mantissa) => Value::Decimal(mantissa),
            Datum::Text(x) => Value::String(x.into()),
            Datum::Timestamp(x) => Value::Timestamp(x),
            Datum::Date(x) => Value::Date(x),
            Datum::Duration(x) => Value::Duration(x),
            Datum::Fails(failure) => return Err(failure),
        })
    }
}

/// As a user writes or reads it.
impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.value(), self.ty()) {
            (Err(failure), _) => write!(f, "error: {}", failure.message()),
            (Ok(value), ty) => f.write_str(&crate::text::literal(&value, &ty.unwrap_or(Type::Bool))),
        }
    }
}

impl Example {
    /// `lower("Ab") = "ab"`.
    pub fn render(&self, name: &str) -> String {
        let given: Vec<String> = self.given.iter().map(Datum::to_string).collect();
        format!("{name}({}) = {}", given.join(", "), self.gives)
    }
}
