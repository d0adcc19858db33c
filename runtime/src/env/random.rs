//! Randomness that is not part of any result: names of temporary files and the like. Data is generated from seeds, never from here.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Sixty-four bits that differ from call to call and process to process.
pub fn bits() -> u64 {
    RandomState::new().build_hasher().finish()
}
