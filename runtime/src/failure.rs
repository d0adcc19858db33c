//! Why an expression has no value: a record error. The row is dropped at its step and told to `.errors`, or the job stops.
//!
//! The same variants and words as `plan::Failure` of the compiler, so that interpreter and job say the same.

use std::fmt;

/// A record error of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// A result does not fit its type.
    Overflow,
    /// `/` or `%` by zero.
    DivisionByZero,
    /// A cast of a value that the target type cannot hold or a text that does not parse.
    Cast,
    /// An argument a function is not defined for.
    Argument,
    /// What `time` is of a row is null.
    NoTime,
}

impl Failure {
    /// The words of the message.
    pub fn message(self) -> &'static str {
        match self {
            Failure::Overflow => "the result is out of range",
            Failure::DivisionByZero => "division by zero",
            Failure::Cast => "the value cannot be converted",
            Failure::Argument => "the function is not defined for this argument",
            Failure::NoTime => "the row has no time: what `time` is of it is null",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for Failure {}
