//! The built-in functions as compiled code calls them: one Rust function a symbol, all flat in this module.
//!
//! One file a function, named as in `weir_dsl::functions`, which says what each means and has the examples; a test runs both over the
//! examples and over random values. Conventions: a function whose result is new text takes the scratch memory first; text that is
//! part of an argument is borrowed from it; `T?` is `Option<T>`; a function that may give a record error returns
//! `Result<T, Failure>`. Timestamps and durations are µs in an `i64`, dates days in an `i32`, decimals mantissas in an `i128`.

mod number;
mod text;
mod time;

pub use number::*;
pub use text::*;
pub use time::*;
