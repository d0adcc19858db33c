//! Types that cross the border between a job binary and the tools around it: manifest and stats, as JSON. Types only, no behaviour.
//!
//! The job binary itself does not link this crate: its manifest is a string that the compiler made, its stats are written by hand
//! (a test of the runtime reads them back with these types). Fields are added, never renamed; readers ignore unknown ones.

mod manifest;
mod stats;

pub use manifest::{Manifest, Param};
pub use stats::{Checkpoints, Flow, Quantiles, Stats, Step};
