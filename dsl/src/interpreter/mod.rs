//! The reference interpreter: what a plan means, written to be believed rather than to be fast.
//!
//! It takes a script — rows of sources in their order, and watermarks — runs the whole plan over it, and keeps every row of
//! every step. No threads, no batches, no slices: a window is the list of its rows, and aggregates are computed from that list when
//! the window fires. It runs `test` blocks, and random pipelines over random input on it are what the compiled job is compared with.
//!
//! Reading order: [`settings`], [`evaluate`](mod@evaluate) with `arithmetic` and `cast` (expressions), `machine` (how rows and
//! watermarks go from step to step), `operators/` (what each step does to them), [`outcome`], [`expectations`] and [`mod@test`] (test blocks).

mod arithmetic;
mod cast;
pub mod evaluate;
pub mod expectations;
mod machine;
mod operators;
pub mod outcome;
mod params;
pub mod settings;
mod table;
pub mod test;
#[cfg(test)]
mod testing;

pub use cast::cast;
pub use evaluate::{Scope, evaluate};
pub use expectations::{Mismatch, check};
pub use outcome::{Outcome, Row, RunFailure};
pub use params::missing;
pub use settings::Settings;
pub use test::{TestResult, run_test, run_tests};

use crate::plan::{Action, Pipeline};

/// Runs the plan over the whole script. Behind its last action every source ends: all windows fire, in the order of their ends.
///
/// Every parameter that a step uses must have a value; where one has none, nothing is run and the failure says so.
pub fn run(pipeline: &Pipeline, settings: &Settings, script: &[Action]) -> Outcome {
    let machine = match params::missing(pipeline, settings) {
        Some(failure) => Err(failure),
        None => machine::Machine::new(pipeline, settings),
    };
    match machine {
        Ok(machine) => machine.run(script),
        Err(failure) => Outcome { failure: Some(failure), ..Outcome::new(pipeline) },
    }
}
