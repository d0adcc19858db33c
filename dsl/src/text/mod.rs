//! The text of values: what a cast to `string` gives, what a cast from `string` takes, literals in messages, and JSON.
//!
//! The compiled job has its own, fast forms in `weir_runtime::text`; a test compares the two. Here every form is written as its
//! definition reads.
//!
//! Reading order: [`calendar`], [`float`], [`show`](mod@show), [`parse`](mod@parse), [`json`](mod@json).

pub mod calendar;
pub mod float;
pub mod json;
pub mod parse;
pub mod show;

pub use calendar::DAY_US;
pub use json::json;
pub use parse::parse;
pub use show::{literal, show};
