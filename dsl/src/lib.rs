//! The Weir language: `.weir` text → syntax tree → typed plan, and the reference interpreter that says what a plan means.
//!
//! Pure by rule: no files, no clock, no environment, no randomness. Text comes in as `&str`, results go out as values,
//! and every pass returns `(T, Diagnostics)` so that one run reports every error.
//!
//! Reading order: [`span`], [`diagnostics`], [`types`], [`value`], [`syntax`], [`check`], [`plan`], [`functions`],
//! [`interpreter`].

pub mod check;
pub mod connectors;
pub mod decimal;
pub mod diagnostics;
pub mod functions;
pub mod interpreter;
pub mod plan;
pub mod span;
pub mod syntax;
pub mod text;
pub mod types;
pub mod value;

pub use check::{Options, Resolver, compile};
