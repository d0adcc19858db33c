//! The Nexmark generator: an auction house as a stream of persons, auctions and bids, 1 : 3 : 46.
//!
//! Fields are distributed as in the generators of Apache Beam and Flink: ids count from 1000; half of the bids go to one hot
//! auction, three quarters come from one hot bidder; prices are log-uniform; half of the channels are one of four. The
//! numbers drawn are our own, so single events differ from theirs.
//!
//! Each field is a function of (seed, number of the event, field), without state in between: a field nobody reads costs nothing, and
//! whichever worker makes an event makes the same one. Strings are slices of pools that are made once, when first used.
//!
//! Reading order: [`generator`] (which events this worker makes, their kind and time), [`event`] (fields), `draw` (randomness), `pools`
//! (strings).

mod draw;
pub mod event;
pub mod generator;
mod pools;

pub use event::{Event, Kind};
pub use generator::{Generator, GeneratorSpec};
