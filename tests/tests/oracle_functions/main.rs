//! What compiled code computes is what the reference says: every built-in function, cast, text and piece of arithmetic of
//! `weir_runtime` against the plain definition in `weir_dsl`, over the examples and over thousands of random values.
//!
//! Reading order: `random` (values of every type), `call` (from a symbol to the Rust function), then the comparisons.

mod arithmetic;
mod call;
mod casts;
mod functions;
mod random;
mod texts;

use weir_dsl::plan::Failure;

/// The runtime's failure as the plan's: the words are the same too.
fn failure(failure: weir_runtime::Failure) -> Failure {
    let same = match failure {
        weir_runtime::Failure::Overflow => Failure::Overflow,
        weir_runtime::Failure::DivisionByZero => Failure::DivisionByZero,
        weir_runtime::Failure::Cast => Failure::Cast,
        weir_runtime::Failure::Argument => Failure::Argument,
        weir_runtime::Failure::NoTime => Failure::NoTime,
    };
    assert_eq!(same.message(), failure.message());
    same
}
