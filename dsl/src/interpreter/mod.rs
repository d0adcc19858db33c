//! The reference interpreter.

mod cast;

pub use cast::cast;
