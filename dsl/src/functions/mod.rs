//! The built-in functions: what they are called, which types they take and give, and what they mean on values.
//!
//! One file a function, each with a static [`Function`]: name, signatures, documentation, examples that a test runs, how a
//! call is resolved for its argument types, and its evaluation. The compiled job has the same functions under the same file
//! names in `weir_runtime::functions`; a test runs both over the examples and over random values. What is written here is
//! meant to be obviously right, not fast.
//!
//! Reading order: `function` (what a function is), `resolve` (how a call finds its types), `access` (values taken apart),
//! `text/`, `number/`, `time/`.

mod access;
mod function;
pub mod number;
mod resolve;
#[cfg(test)]
mod tests;
pub mod text;
pub mod time;

pub use function::{Datum, Example, Function};
pub use resolve::{Arguments, FunctionError, FunctionErrorKind, Resolution};

use crate::plan::{Call, Failure};
use crate::types::Type;
use crate::value::Value;

/// Every function, in the order of the reference: text, numbers, time.
pub fn all() -> impl Iterator<Item = &'static Function> {
    text::FUNCTIONS.iter().chain(number::FUNCTIONS).chain(time::FUNCTIONS).copied()
}

/// The names a user can call.
pub fn names() -> impl Iterator<Item = &'static str> {
    all().map(|function| function.name)
}

/// The function of this name.
pub fn find(name: &str) -> Option<&'static Function> {
    all().find(|function| function.name == name)
}

/// Whether there is a function of this name that can be called with one value of the type.
pub fn takes(name: &str, ty: &Type) -> bool {
    find(name).is_some() && resolve(name, std::slice::from_ref(ty)).is_ok()
}

/// Finds the function for these argument types; as [`resolve_with`] where no argument is a literal.
pub fn resolve(name: &str, arguments: &[Type]) -> Result<Resolution, FunctionError> {
    resolve_with(name, arguments, &vec![None; arguments.len()])
}

/// Finds the function for these argument types. `literals` has one entry an argument: its value where it is a literal (a number
/// of digits or a pattern must be one). The caller casts argument `i` to `arguments[i]` of the result; such a cast never fails,
/// save for integer literals, which have been found to fit.
pub fn resolve_with(
    name: &str,
    arguments: &[Type],
    literals: &[Option<Value>],
) -> Result<Resolution, FunctionError> {
    assert_eq!(arguments.len(), literals.len(), "one entry of literals an argument");
    let function = find(name).ok_or_else(|| FunctionError::unknown(name))?;
    (function.resolve)(&Arguments { function, types: arguments, literals })
}

/// The value of a resolved call. `arguments` have the types that [`Resolution::arguments`] asked for.
pub fn evaluate(call: &Call, arguments: &[Value]) -> Result<Value, Failure> {
    let function = find(call.name).expect("a resolved call names a function of the registry");
    (function.evaluate)(call, arguments)
}
