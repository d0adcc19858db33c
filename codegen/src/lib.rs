//! The compiler's back half: typed plan → optimised plan → physical plan → Rust text.
//!
//! Pure: no files, no processes. What is done with the text (calling rustc, caching binaries) stands in `codegen/cli`.
//! The runtime is known here only as text: names of functions and types that the generated crate calls.
//!
//! Reading order: [`expressions`] (questions about expressions), [`optimise`], [`physical`], [`emit`], [`explain`].

pub mod emit;
pub mod explain;
pub mod expressions;
pub mod optimise;
pub mod physical;
