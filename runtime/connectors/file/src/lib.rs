//! Files as sources and sinks: plain, gzip, zstandard; globs; standard input.
//!
//! A source gives [`Block`]s of whole records, big and reused, with the place of every byte; what a record is made of is the
//! business of a format. A sink is a file that has its name only once it is complete.
//!
//! Reading order: [`splits`] (which files, found before anything starts), [`reader`] (blocks of one worker's files, the one whose
//! time is furthest behind first), [`block`], [`framing`] (where records end), `input` (bytes out of a file or standard
//! input), `pattern` (globs); [`sink`].

pub mod block;
pub mod framing;
mod input;
mod pattern;
pub mod reader;
pub mod sink;
pub mod splits;
mod stdin;

pub use block::{Block, Header};
pub use framing::Framing;
pub use reader::{Next, Reader};
pub use sink::{Sink, Writer};
pub use splits::Splits;
