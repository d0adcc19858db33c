//! Where a byte stands in a text, up to 64 bytes at a time. For texts in which it stands often, as `/` in an address: a search that is called anew for each place
//! costs more than it finds. Behind the first [`NEAR_BYTES`] it is left to `memchr`, which is faster over long ways.

#![allow(unsafe_code)]

/// Bytes that one word of marks is about.
pub(crate) const WORD_BYTES: usize = 64;
/// So far whole words are looked at.
const NEAR_BYTES: usize = 2 * WORD_BYTES;
const LANES: usize = 16;

/// Places of a byte, ascending.
#[derive(Debug, Clone)]
pub(crate) struct Positions<'t> {
    text: &'t [u8],
    byte: u8,
    /// Where the word that was looked at begins.
    at: usize,
    /// The places in it that are left, a bit each.
    found: u64,
}

impl<'t> Positions<'t> {
    #[inline]
    pub(crate) fn new(text: &'t [u8], byte: u8) -> Self {
        Positions { text, byte, at: 0, found: marks(text, byte) }
    }

    /// The place number `n` of those that are left, from 0.
    #[inline]
    pub(crate) fn nth(&mut self, mut n: usize) -> Option<usize> {
        loop {
            let here = self.found.count_ones() as usize;
            if n < here {
                (0..n).for_each(|_| self.found &= self.found - 1);
                let place = self.at + self.found.trailing_zeros() as usize;
                self.found &= self.found - 1;
                return Some(place);
            }
            n -= here;
            self.at += WORD_BYTES;
            if self.at >= self.text.len() {
                (self.at, self.found) = (self.text.len(), 0);
                return None;
            }
            if self.at >= NEAR_BYTES {
                return self.far(n);
            }
            self.found = marks(&self.text[self.at..], self.byte);
        }
    }

    #[cold]
    fn far(&mut self, n: usize) -> Option<usize> {
        let place = memchr::memchr_iter(self.byte, &self.text[self.at..]).nth(n).map(|place| self.at + place);
        // A word before the next one, none of them left.
        self.at = place.map_or(self.text.len(), |place| place + 1) - WORD_BYTES;
        self.found = 0;
        place
    }
}

/// Which of the first [`WORD_BYTES`] bytes are this one, one bit each.
#[inline(always)]
pub(crate) fn marks(text: &[u8], byte: u8) -> u64 {
    let len = text.len().min(WORD_BYTES);
    let lanes =
        |at: usize| text[at..at + LANES].first_chunk().map_or(0, |lanes| u64::from(equal(lanes, byte))) << at;
    match len {
        WORD_BYTES => lanes(0) | lanes(16) | lanes(32) | lanes(48),
        // The last ones are looked at together with some before them.
        48.. => lanes(0) | lanes(16) | lanes(32) | lanes(len - LANES),
        32.. => lanes(0) | lanes(16) | lanes(len - LANES),
        LANES.. => lanes(0) | lanes(len - LANES),
        _ => {
            let mut few = [0; LANES];
            few[..len].copy_from_slice(&text[..len]);
            u64::from(equal(&few, byte)) & ((1 << len) - 1)
        }
    }
}

/// Which of them are this byte.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn equal(lanes: &[u8; LANES], byte: u8) -> u16 {
    use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi8};
    // SAFETY: SSE2 is part of x86-64; there are sixteen bytes, which need not be aligned.
    unsafe {
        let lanes = _mm_loadu_si128(lanes.as_ptr().cast());
        _mm_movemask_epi8(_mm_cmpeq_epi8(lanes, _mm_set1_epi8(byte.cast_signed()))) as u16
    }
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn equal(lanes: &[u8; LANES], byte: u8) -> u16 {
    lanes.iter().rev().fold(0, |bits, lane| bits << 1 | u16::from(*lane == byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_a_plain_search() {
        let mut state = 1_u64;
        for length in (0..40).chain([63, 64, 65, 127, 128, 129, 200, 300]) {
            for rarity in [1, 2, 9, 40] {
                let text: Vec<u8> = (0..length)
                    .map(|_| {
                        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        let draw = (state >> 33) as usize;
                        if draw.is_multiple_of(rarity) {
                            b'/'
                        } else {
                            [0, b'/' ^ 0x80, 0xff, b'a', b'.', 0x80][draw % 6]
                        }
                    })
                    .collect();
                for byte in [b'/', 0, 0xff] {
                    let expected: Vec<usize> = (0..length).filter(|&at| text[at] == byte).collect();
                    for step in [0, 1, 3, 7] {
                        let mut positions = Positions::new(&text, byte);
                        let found: Vec<usize> = std::iter::from_fn(|| positions.nth(step)).collect();
                        let every: Vec<usize> =
                            expected.iter().skip(step).step_by(step + 1).copied().collect();
                        assert_eq!(found, every, "{text:?}, byte {byte}, step {step}");
                        assert_eq!(positions.nth(0), None);
                    }
                }
            }
        }
    }
}
