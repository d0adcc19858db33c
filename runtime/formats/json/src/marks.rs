//! A block of lines looked at once, before any of it is decoded: where lines end and where strings may end, one bit a byte.
//!
//! Each line is found, and each string left behind, by looking for the next set bit: no search that starts anew for every
//! value, and escapes, which real text has many of, cost nothing there. What the bits say is local (a byte and the backslashes right
//! before it), so that they mean the same whatever line the byte is in. [`crate::wide`] makes them; a [`Cursor`] reads them, and where there
//! are none it looks at the text itself: the answers are the same.
//!
//! On Nexmark events (292 bytes, three fields wanted) a whole job takes a quarter less time with them than with a search for each line end and
//! string; most of that were branches guessed wrong, of which lines of always the same lengths have none.

use crate::cursor::Cursor;
use crate::wide;

/// Bytes that one word of bits is about.
pub(crate) const WORD_BYTES: usize = 64;

/// The bits of one block, their memory kept for the next one.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Bytes at which a string ends or needs a closer look: quotes that are not escaped, control characters, and what is
    /// escaped but neither quote nor backslash.
    pub(crate) stops: Vec<u64>,
    /// Line ends.
    pub(crate) ends: Vec<u64>,
    /// How many.
    line_ends: u64,
}

impl Marks {
    /// No block yet.
    pub fn new() -> Marks {
        Marks::default()
    }

    /// How many line ends the last block has.
    pub fn line_ends(&self) -> u64 {
        self.line_ends
    }

    /// The lines of a block, without their ends, each with a cursor at its start; blank ones are skipped.
    #[inline]
    pub fn lines<'a>(&'a mut self, block: &'a [u8]) -> Lines<'a> {
        let words = block.len().div_ceil(WORD_BYTES);
        if self.stops.len() < words {
            self.stops.resize(words, 0);
            self.ends.resize(words, 0);
        }
        let (stops, ends) = (&mut self.stops[..words], &mut self.ends[..words]);
        self.line_ends = wide::mark(block, stops, ends);
        Lines { block, stops, ends, start: 0, next: 0, word: 0 }
    }
}

/// The first byte from `start` on whose bit is set; `None` where the bits end first.
#[inline(always)]
pub(crate) fn find(bits: &[u64], start: usize) -> Option<usize> {
    let mut word = start / WORD_BYTES;
    let mut found = *bits.get(word)? & (u64::MAX << (start % WORD_BYTES));
    while found == 0 {
        word += 1;
        found = *bits.get(word)?;
    }
    Some(word * WORD_BYTES + found.trailing_zeros() as usize)
}

/// See [`Marks::lines`].
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    block: &'a [u8],
    stops: &'a [u64],
    ends: &'a [u64],
    /// Where the next line starts.
    start: usize,
    /// The word behind `word`, which holds the ends that are still to come of the one before.
    next: usize,
    word: u64,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (&'a [u8], Cursor<'a>);

    #[inline]
    fn next(&mut self) -> Option<(&'a [u8], Cursor<'a>)> {
        while self.start < self.block.len() {
            let (start, end) = (self.start, self.end());
            let line = &self.block[start..end];
            self.start = end + 1;
            if line.first().is_some_and(|&byte| byte > b' ') || !line.trim_ascii().is_empty() {
                return Some((line, Cursor::marked(self.block, start, end, self.stops)));
            }
        }
        None
    }
}

impl Lines<'_> {
    /// Offset of the next line end, or of the end of the block.
    #[inline(always)]
    fn end(&mut self) -> usize {
        while self.word == 0 {
            let Some(&word) = self.ends.get(self.next) else { return self.block.len() };
            self.word = word;
            self.next += 1;
        }
        let bit = self.word.trailing_zeros() as usize;
        self.word &= self.word - 1;
        (self.next - 1) * WORD_BYTES + bit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(block: &[u8]) -> Vec<Vec<u8>> {
        Marks::new().lines(block).map(|(line, _)| line.to_vec()).collect()
    }

    #[test]
    fn blank_lines_are_no_lines() {
        assert_eq!(lines(b"a\n\n \r\nb"), [b"a".as_slice(), b"b"]);
        assert!(lines(b"\n").is_empty());
        assert_eq!(lines(b" a\n"), [b" a".as_slice()]);
    }

    #[test]
    fn lines_of_every_length_are_found() {
        for len in 0..200 {
            let line = vec![b'x'; len + 1];
            let block = [&line[..], b"\n", &line, b"\n", &line].concat();
            assert_eq!(lines(&block), [&line[..]; 3]);
        }
    }
}
