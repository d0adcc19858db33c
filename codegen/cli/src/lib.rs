//! The commands behind `cargo xtask`: what touches files and processes on behalf of the compiler.
//!
//! Reading order: [`workspace`] (where things lie), [`load`] (a pipeline from a file, diagnostics shown), [`build`] (plan → binary: the
//! runtime once, then one crate a pipeline, cached), [`commands`] (one file a command), [`failure`] (how a command ends).

pub mod build;
pub mod commands;
pub mod failure;
pub mod load;
pub mod workspace;

pub use failure::{Failed, Outcome};
