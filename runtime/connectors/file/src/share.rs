//! A source's files as work that all workers take from: units of files that can be cut, other files as a whole.
//!
//! Workers take the next piece when they are done with the one before, so that a slow thread does not hold up the rest. Pieces are
//! numbered in the order of the files and of their text, and taken in that order. What a worker makes of a unit is a
//! [`Block`]: the records that begin in it.

use crate::block::{Block, Lines};
use crate::cut::{Cut, Cutting, grow, line_ends, read_full};
use crate::framing::Framing;
use crate::input::{CHUNK_BYTES, unreadable};
use crate::quotes::{Change, Standing, record_end};
use crate::reader::{Next, RECORD_BYTES_MAX};
use crate::sequence::Heard;
use crate::splits::Split;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use weir_runtime::cx::Cx;
use weir_runtime::error::{Error, Result};

/// All files of a source, for all workers.
#[derive(Debug)]
pub(crate) struct Share {
    /// By split; `None`: read as a whole.
    cuts: Vec<Option<Cut>>,
    /// By split: the number of its first piece; then the number of all.
    first_pieces: Vec<usize>,
    /// The piece that nobody has taken yet.
    next: AtomicUsize,
}

/// What a worker takes.
enum Piece {
    Whole(usize),
    Unit(usize, usize),
}

impl Share {
    /// Of these files.
    pub(crate) fn of(splits: &[Split], framing: Framing, how: Cutting) -> Share {
        let cut = |(index, split)| Cut::of(index, split, framing, how);
        let cuts: Vec<Option<Cut>> = splits.iter().enumerate().map(cut).collect();
        let mut first_pieces = vec![0];
        for cut in &cuts {
            let pieces = cut.as_ref().map_or(1, Cut::units);
            first_pieces.push(first_pieces.last().unwrap_or(&0) + pieces);
        }
        Share { cuts, first_pieces, next: AtomicUsize::new(0) }
    }

    /// How many pieces there are, numbered in the order in which one reader without times would come to them.
    pub(crate) fn pieces(&self) -> usize {
        self.first_pieces.last().copied().unwrap_or(0)
    }

    /// The cut file that a unit is of.
    pub(crate) fn cut(&self, split: usize) -> &Cut {
        self.cuts[split].as_ref().expect("a unit is of a file that was cut")
    }

    /// Whether any file is cut.
    pub(crate) fn has_cuts(&self) -> bool {
        self.cuts.iter().any(Option::is_some)
    }

    /// The next piece, with its number.
    fn take(&self) -> Option<(usize, Piece)> {
        let piece = self.next.fetch_add(1, Ordering::Relaxed);
        if piece >= self.pieces() {
            return None;
        }
        let split = self.first_pieces.partition_point(|first| *first <= piece) - 1;
        let taken = match self.cuts[split] {
            Some(_) => Piece::Unit(split, piece - self.first_pieces[split]),
            None => Piece::Whole(split),
        };
        Some((piece, taken))
    }
}

/// One worker's hand in it.
pub(crate) struct Hand {
    share: Arc<Share>,
    /// A unit that is read, but whose first record is not known yet.
    loaded: Option<Loaded>,
    /// A block that was given and came back.
    returned: Option<Block>,
    /// The number of the piece that was taken last.
    piece: Option<usize>,
    /// The file that the following is about.
    split: usize,
    header_given: bool,
    standing: Heard<Standing>,
    greatest: Heard<i64>,
}

struct Loaded {
    unit: usize,
    buffer: Vec<u8>,
    /// Bytes of the unit's text; behind it there are some more, up to `filled`.
    text: usize,
    filled: usize,
    change: Change,
}

/// What a hand has taken.
pub(crate) enum Taken {
    /// A whole file, to be read by [`crate::Reader`].
    Whole(usize),
    /// A block, a header, or the end.
    Next(Next),
}

impl Hand {
    pub(crate) fn new(share: &Arc<Share>) -> Hand {
        Hand {
            share: Arc::clone(share),
            loaded: None,
            returned: None,
            piece: None,
            split: 0,
            header_given: false,
            standing: Heard::nothing(Standing::Record),
            greatest: Heard::nothing(i64::MIN),
        }
    }

    /// The next piece. A block may be empty: the records of its unit may begin elsewhere.
    pub(crate) fn next(&mut self, cx: Cx<'_>, buffers: &mut Vec<Vec<u8>>) -> Result<Taken> {
        if let Some(block) = self.returned.take() {
            return Ok(Taken::Next(self.again(block)));
        }
        let loaded = match self.loaded.take() {
            Some(loaded) => loaded,
            None => {
                let Some((piece, taken)) = self.share.take() else { return Ok(Taken::Next(Next::Ended)) };
                self.piece = Some(piece);
                match taken {
                    Piece::Whole(split) => return Ok(Taken::Whole(split)),
                    Piece::Unit(split, unit) => self.load(cx, split, unit, buffers.pop())?,
                }
            }
        };
        let cut = self.share.cut(self.split);
        if let (Some(header), false) = (&cut.header, self.header_given) {
            self.header_given = true;
            self.loaded = Some(loaded);
            return Ok(Taken::Next(Next::Header(header.clone())));
        }
        let Some(standing) = cut.sequence.standing(loaded.unit, &mut self.standing) else {
            self.loaded = Some(loaded);
            return Ok(Taken::Next(Next::Idle));
        };
        self.block(loaded, standing).map(|block| Taken::Next(Next::Block(block)))
    }

    /// The number of the piece that was taken last.
    pub(crate) fn piece(&self) -> Option<usize> {
        self.piece
    }

    /// A block that came back, once all is known that was not known then: what was decoded of it is decoded again.
    fn again(&mut self, block: Block) -> Next {
        if let Lines::Of(share, unit) = &block.lines
            && share.cut(block.split).sequence.greatest_before(*unit, &mut self.greatest).is_none()
        {
            self.returned = Some(block);
            return Next::Idle;
        }
        Next::Block(block)
    }

    /// Reads a unit, and tells the others what it does to quotes.
    fn load(&mut self, cx: Cx<'_>, split: usize, unit: usize, buffer: Option<Vec<u8>>) -> Result<Loaded> {
        if self.split != split {
            self.split = split;
            self.header_given = false;
            self.standing = Heard::nothing(Standing::Record);
            self.greatest = Heard::nothing(i64::MIN);
        }
        let cut = self.share.cut(split);
        let mut buffer = buffer.unwrap_or_default();
        let read = cut.load(unit, &mut buffer);
        let (text, filled) = read.map_err(|cause| unreadable(&cut.name, Some(cut.near(unit)), &cause))?;
        let change = Change::of(cut.framing, &buffer[..text]);
        cut.sequence.say_change(unit, change);
        cx.wake_others();
        cx.read_bytes(cut.stored_bytes(unit));
        Ok(Loaded { unit, buffer, text, filled, change })
    }

    /// The records that begin in a unit.
    fn block(&self, loaded: Loaded, standing: Standing) -> Result<Block> {
        let cut = self.share.cut(self.split);
        let Loaded { unit, mut buffer, text, mut filled, change } = loaded;
        let start = match standing {
            Standing::Record => 0,
            _ => record_end(cut.framing, &buffer[..text], 0, standing).unwrap_or(text),
        };
        let behind = change.apply(standing);
        let len = match start < text && behind != Standing::Record {
            true => self.last_end(unit, &mut buffer, start, text, &mut filled, behind)?,
            false => text,
        };
        let lines = Lines::Of(Arc::clone(&self.share), unit);
        Ok(Block {
            buffer,
            start,
            len,
            split: self.split,
            name: cut.name.clone(),
            lines,
            counted: Cell::default(),
        })
    }

    /// The end of the record that straddles the end of a unit's text, which is read on for it.
    fn last_end(
        &self,
        unit: usize,
        buffer: &mut Vec<u8>,
        start: usize,
        text: usize,
        filled: &mut usize,
        mut standing: Standing,
    ) -> Result<usize> {
        let cut = self.share.cut(self.split);
        let refused = |cause| unreadable(&cut.name, Some(cut.near(unit)), &cause);
        let mut from = text;
        let mut read = None;
        loop {
            match record_end(cut.framing, &buffer[..*filled], from, standing) {
                Ok(end) => return Ok(end),
                Err(behind) => standing = behind,
            }
            if *filled - text >= RECORD_BYTES_MAX {
                return Err(self.too_long(unit, &buffer[..text], start));
            }
            from = *filled;
            let read = match &mut read {
                Some(read) => read,
                none => none.insert(cut.behind(unit, *filled).map_err(refused)?),
            };
            // Each time as much again.
            let until = *filled + CHUNK_BYTES.max(*filled - text);
            grow(buffer, until);
            match read_full(read, &mut buffer[*filled..until]).map_err(refused)? {
                0 => return Ok(*filled),
                n => *filled += n,
            }
        }
    }

    #[cold]
    fn too_long(&self, unit: usize, text: &[u8], start: usize) -> Error {
        let cut = self.share.cut(self.split);
        let mut at = start;
        while let Ok(end) = record_end(cut.framing, text, at, Standing::Record) {
            at = end;
        }
        let line = cut.first_line(unit).unwrap_or(1) + line_ends(&text[..at]);
        crate::reader::too_long(&cut.name, line)
    }

    /// Says the greatest time of a block's rows and asks for that of all rows before it.
    pub(crate) fn greatest_before(&mut self, cx: Cx<'_>, block: &Block, greatest: i64) -> Option<i64> {
        let Lines::Of(share, unit) = &block.lines else { return Some(i64::MIN) };
        let sequence = &share.cut(block.split).sequence;
        sequence.say_greatest(*unit, greatest);
        cx.wake_others();
        sequence.greatest_before(*unit, &mut self.greatest)
    }

    /// Takes back a block that could not be passed on yet; it is the next one.
    pub(crate) fn give_back(&mut self, block: Block) {
        self.returned = Some(block);
    }
}

#[cfg(test)]
#[path = "share_tests.rs"]
mod tests;
