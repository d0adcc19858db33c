//! The runtime of a Weir job: everything that does not depend on the pipeline. Generated code supplies the records, decoders,
//! expressions, keys and the order of steps, and calls this crate in its inner loops; connectors and formats stand on it too.
//!
//! Reading order: [`job`] (what a program is), [`cli`] and [`worker`] (how it is run), [`cx`], [`setup`]; then the data plane:
//! [`clock`], [`ahead`], [`waiting`], [`exchange`], [`marks`], [`windows`], [`table`]; then [`mod@env`], the doors to the outside.
//!
//! What is absent: no async, no locks or allocation per record, no serde, no unsafe code outside of the modules `os`, `prefetch` and `allocator`, nothing that knows
//! a particular pipeline, connector or format.

pub mod cli;
pub mod description;
pub mod job;
pub mod worker;

pub mod control_block;
pub mod cx;
pub mod error;
pub mod log;
pub mod setup;
pub mod sink;
pub mod stats;

pub mod ahead;
pub mod clock;
pub mod combining;
pub mod dealing;
pub mod distinct;
pub mod exchange;
pub mod gathering;
pub mod hash;
pub mod heap;
pub mod held;
pub mod marks;
mod near;
pub mod prefetch;
pub mod ranked;
pub mod script;
pub mod table;
pub mod waiting;
pub mod windows;

pub mod arithmetic;
pub mod calendar;
pub mod cast;
pub mod decimal;
pub mod failure;
pub mod functions;
pub mod shown;
pub mod support;
pub mod text;
pub mod totals;

mod allocator;
pub mod env;
mod os;

pub mod prelude;

pub use bumpalo::Bump;
pub use cli::main;
pub use failure::Failure;
pub use job::Job;
