//! Files as sources and sinks: plain, gzip, zstandard; globs; standard input.
//!
//! A source gives [`Block`]s of whole records, big and reused, with the place of every byte; what a record is made of is the
//! business of a format. A sink is a file that has its name only once it is complete.
//!
//! Reading order: [`splits`] (which files, found before anything starts), [`reader`] (blocks of one worker's files, the one whose
//! time is furthest behind first), [`block`], [`framing`] (where records end), `input` (bytes out of a file or standard
//! input), `pattern` (globs). Files that all workers share: `share` (who reads what), `cut` (a file in units), `frames` (of a
//! zstandard file), `quotes` (where records begin in a unit), `sequence` (what units tell each other). Then [`sink`].

pub mod block;
mod cut;
mod frames;
pub mod framing;
mod input;
mod pattern;
mod quotes;
pub mod reader;
mod sequence;
mod share;
pub mod sink;
pub mod splits;
mod stream;

pub use block::{Block, Header};
pub use framing::Framing;
pub use reader::{Next, Reader};
pub use sink::{Sink, Writer};
pub use splits::Splits;
