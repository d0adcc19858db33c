//! The loops, by what they keep: nothing ([`stateless`]), windows ([`windows`]), counts ([`counts`]), the latest bids ([`latest`]), the best ones ([`best`]); and what making their columns
//! takes ([`fields`]). What they share is here, what becomes of their rows in [`rows`], texts of times in [`clock`], the texts of a bid that is kept in [`texts`].

pub mod best;
pub mod clock;
pub mod counts;
pub mod fields;
pub mod latest;
pub mod rows;
pub mod stateless;
pub mod texts;
pub mod windows;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use weir_nexmark::{Event, Generator, Kind};
use weir_runtime::hash::hash_bytes;

pub fn bids(mut generator: Generator, mut each: impl FnMut(&Event)) {
    while let Some(event) = generator.next() {
        if event.kind == Kind::Bid {
            each(&event);
        }
    }
}

pub type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// A multiplication for each integer: enough for ids. Texts are hashed as jobs hash them.
#[derive(Default)]
pub struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= hash_bytes(bytes);
    }
    /// What `str` adds behind its bytes: here a text is a key by itself.
    fn write_u8(&mut self, _: u8) {}
    fn write_i64(&mut self, x: i64) {
        let wide = u128::from(x as u64 ^ self.0) * 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
        self.0 = (wide >> 64) as u64 ^ wide as u64;
    }
}
