//! Text → syntax tree. The tree says what was written, with a span on every node; what it means is decided in [`crate::check`].
//!
//! Reading order: the tree ([`decl`], [`operator`], [`expr`], [`connector`], [`test`](mod@test)), the grammar (`weir.pest`), `build` (pairs of the
//! grammar → tree), [`literal`], `recover` (what a broken part should have been), [`dump`].

//!
//! What this language decided where its definition was silent:
//! - Precedence, from loose to tight: `||`, `&&`, comparisons (which do not chain), `??` (from the right), `+ -`, `* / %`, `as T`, `- !`, `. ?.`.
//!   So `price ?? 0 > 3` compares, and `price ?? a + b` has a sum as its default.
//! - `x as T` converts; where that can fail, a failure is a record error.
//! - `secret param p: T`; `pipeline name { deny lint, allow lint }`; `test "…" with { param: value } { … }`; `in order` stands before or behind the rows.
//! - A declaration begins in the first column: that is where parsing goes on behind a mistake.
//! - `true`, `false`, `null`, `if`, `else` are reserved; all other words are words only where the grammar expects them.

mod build;
pub mod connector;
pub mod decl;
pub mod dump;
pub mod expr;
mod grammar;
mod hints;
pub mod literal;
pub mod operator;
mod recover;
pub mod test;

#[cfg(test)]
mod tests;

pub use connector::*;
pub use decl::*;
pub use expr::*;
pub use operator::*;
pub use test::*;

use crate::diagnostics::Diagnostics;
use crate::span::Span;

/// Parses a whole file. What is broken is reported and stands in the tree as such; everything else is there.
pub fn parse(source: &str) -> (File, Diagnostics) {
    build::file(source, None)
}

/// Parses a file that another one uses: every span is `place`, where the using file names it.
pub fn parse_used(source: &str, place: Span) -> (File, Diagnostics) {
    build::file(source, Some(place))
}
