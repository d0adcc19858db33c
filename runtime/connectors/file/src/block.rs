//! What a reader hands out: whole records, and where they come from.

use crate::cut::line_ends;
use crate::share::Share;
use std::cell::Cell;
use std::sync::Arc;
use weir_runtime::cx::Cx;
use weir_runtime::support::offset_in;

/// A run of whole records of one file. Give it back with [`crate::Reader::recycle`].
#[derive(Debug)]
pub struct Block {
    /// Longer than the text; what is behind is of no meaning.
    pub(crate) buffer: Vec<u8>,
    /// Before it stands the end of a record that another block has.
    pub(crate) start: usize,
    pub(crate) len: usize,
    pub(crate) split: usize,
    pub(crate) name: Arc<str>,
    pub(crate) lines: Lines,
    /// Up to where line ends of the buffer were counted last, and how many there are: places are mostly asked for in their order.
    pub(crate) counted: Cell<(usize, u64)>,
}

/// Which line the buffer begins in.
#[derive(Debug)]
pub(crate) enum Lines {
    /// This one, from 1.
    From(u64),
    /// That of a unit of the file: counted where it is asked for.
    Of(Arc<Share>, usize),
}

impl Block {
    /// The records. Each ends with its line end; the last one of a file may have none.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.len]
    }

    /// Which of this reader's splits it is of, from 0.
    #[inline]
    pub fn split(&self) -> usize {
        self.split
    }

    /// Whether it is all of a piece of a file; files that are read as a whole end with [`crate::Next::End`].
    #[inline]
    pub fn is_piece(&self) -> bool {
        matches!(self.lines, Lines::Of(..))
    }

    /// `path:line` of a byte, for messages; the path alone where lines cannot be counted any more. Counts lines: not for every row.
    #[cold]
    pub fn place(&self, offset: usize) -> String {
        let until = (self.start + offset).min(self.len);
        let (from, known) = match self.counted.get() {
            (from, known) if from <= until => (from, known),
            _ => (0, 0),
        };
        let before = known + line_ends(&self.buffer[from..until]);
        self.counted.set((until, before));
        let first_line = match &self.lines {
            Lines::From(line) => Some(*line),
            Lines::Of(share, unit) => share.cut(self.split).first_line(*unit),
        };
        match first_line {
            Some(line) => format!("{}:{}", self.name, line + before),
            None => self.name.to_string(),
        }
    }

    /// [`Block::place`] of a record of this block, in scratch memory: one call, so that a row that a step fails on costs the loop no more
    /// than that.
    #[cold]
    #[inline(never)]
    pub fn place_of<'a>(&self, cx: Cx<'a>, record: &[u8]) -> &'a str {
        cx.scratch.alloc_str(&self.place(offset_in(self.bytes(), record)))
    }
}

/// The first record of a file that names its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Which of this reader's splits it is of, from 0.
    pub split: usize,
    /// The record, without byte-order mark, with its line end.
    pub record: Vec<u8>,
    /// `path:line`
    pub place: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_right_in_any_order() {
        let (buffer, lines, counted) = (b"xa\nb\nc\n".to_vec(), Lines::From(5), Cell::default());
        let block = Block { buffer, start: 1, len: 7, split: 0, name: "f".into(), lines, counted };
        let places = [4, 0, 2, 2, 4, 1].map(|offset| block.place(offset));
        assert_eq!(places, ["f:7", "f:5", "f:6", "f:6", "f:7", "f:5"]);
    }
}
