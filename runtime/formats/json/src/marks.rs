//! A block of lines looked at once, before any of it is decoded: where strings may end, one bit a byte.
//!
//! Each string is left behind by looking for the next set bit: no search that starts anew for every
//! value, and escapes, which real text has many of, cost nothing there. What the bits say is local (a byte and the backslashes right
//! before it), so that they mean the same whatever line the byte is in. [`crate::wide`] makes them; a [`crate::Cursor`] reads them, and where there
//! are none it looks at the text itself: the answers are the same.
//!
//! On Nexmark events (292 bytes, three fields wanted) a whole job takes a quarter less time with them than with a search for each line end and
//! string; most of that were branches guessed wrong, of which lines of always the same lengths have none.

use crate::lines::Lines;
use crate::wide;

/// Bytes that one word of bits is about.
pub(crate) const WORD_BYTES: usize = 64;

/// The bits of one block, their memory kept for the next one.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Bytes at which a string ends or needs a closer look: quotes that are not escaped, control characters, and what is
    /// escaped but neither quote nor backslash. In bytes, so that a word of them can begin at any.
    stops: Vec<u8>,
    /// Line ends that were gone over.
    line_ends: u64,
}

impl Marks {
    /// No block yet.
    pub fn new() -> Marks {
        Marks::default()
    }

    /// How many line ends the lines had that were taken from the last block, blank ones included: all of them, at its end.
    pub fn line_ends(&self) -> u64 {
        self.line_ends
    }

    /// The lines of a block, without their ends; blank ones are skipped.
    #[inline]
    pub fn lines<'a>(&'a mut self, block: &'a [u8]) -> Lines<'a> {
        let words = block.len().div_ceil(WORD_BYTES);
        // One more, so that from each of the others a whole word can be read.
        let len = 8 * (words + 1);
        if self.stops.len() < len {
            self.stops.resize(len, 0);
        }
        let stops = &mut self.stops[..len];
        stops[8 * words..].fill(0);
        wide::mark(block, &mut stops[..8 * words]);
        self.line_ends = 0;
        Lines::new(block, stops, &mut self.line_ends)
    }
}

/// The first byte from `start` on whose bit is set; `None` where the bits end first.
///
/// A word of bits is read from the byte that the first one is in: one load and a shift for whatever is within 57 bytes, without a branch on where
/// words of bits begin.
#[inline(always)]
pub(crate) fn find(bits: &[u8], start: usize) -> Option<usize> {
    let mut byte = start / 8;
    let first = word(bits, byte)? >> (start % 8);
    if first != 0 {
        return Some(start + first.trailing_zeros() as usize);
    }
    loop {
        byte += 8;
        let next = word(bits, byte)?;
        if next != 0 {
            return Some(byte * 8 + next.trailing_zeros() as usize);
        }
    }
}

#[inline(always)]
fn word(bits: &[u8], byte: usize) -> Option<u64> {
    let bytes = bits.get(byte..byte + 8)?;
    Some(u64::from_le_bytes(bytes.try_into().expect("there are eight")))
}
