//! What a reader hands out: whole records, and where they come from.

use memchr::memchr_iter;
use std::sync::Arc;
use weir_runtime::cx::Cx;
use weir_runtime::support::offset_in;

/// A run of whole records of one file. Give it back with [`crate::Reader::recycle`].
#[derive(Debug)]
pub struct Block {
    /// Longer than the text; what is behind is of no meaning.
    pub(crate) buffer: Vec<u8>,
    pub(crate) len: usize,
    pub(crate) split: usize,
    pub(crate) name: Arc<str>,
    pub(crate) first_line: u64,
}

impl Block {
    /// The records. Each ends with its line end; the last one of a file may have none.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[..self.len]
    }

    /// Which of this reader's splits it is of, from 0.
    #[inline]
    pub fn split(&self) -> usize {
        self.split
    }

    /// `path:line` of a byte, for messages. Counts lines: not for every row.
    #[cold]
    pub fn place(&self, offset: usize) -> String {
        let before = &self.buffer[..offset.min(self.len)];
        format!("{}:{}", self.name, self.first_line + memchr_iter(b'\n', before).count() as u64)
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
