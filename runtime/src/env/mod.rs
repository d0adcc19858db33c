//! The doors to the outside: the only modules that touch clock, randomness, disk, network, pipes and threads.
//!
//! Everything else in the runtime, in connectors and in generated code goes through here, so that the same code can later
//! run under a seeded simulation. Thin on purpose: plain functions, no state of their own.

pub(crate) mod alarm;
pub mod clock;
pub mod disk;
pub mod net;
pub mod pipe;
pub mod random;
pub mod spawn;
pub mod temporary;
