//! The loops, by what they keep: nothing ([`stateless`]), windows ([`windows`]), counts ([`counts`]). What they share is here, what becomes of their rows in [`rows`],
//! texts of times in [`clock`].

pub mod clock;
pub mod counts;
pub mod rows;
pub mod stateless;
pub mod windows;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use weir_nexmark::{Event, Generator, Kind};

pub fn bids(mut generator: Generator, mut each: impl FnMut(&Event)) {
    while let Some(event) = generator.next() {
        if event.kind == Kind::Bid {
            each(&event);
        }
    }
}

pub type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// A multiplication for each integer: enough for ids.
#[derive(Default)]
pub struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {
        unreachable!("only integers are hashed")
    }
    fn write_i64(&mut self, x: i64) {
        let wide = u128::from(x as u64 ^ self.0) * 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
        self.0 = (wide >> 64) as u64 ^ wide as u64;
    }
}
