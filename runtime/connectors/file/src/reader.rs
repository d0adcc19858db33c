//! The files of one worker, block by block.
//!
//! Of several files it is always the turn of the one whose time is furthest behind, so that event time moves through all of them
//! together and state stays small; without times they are read one after the other. At most [`OPEN_MAX`] are open; those that
//! have not begun hold time back, as they must.

use crate::block::{Block, Header, Lines};
use crate::cut::{MARK, line_ends};
use crate::framing::Framing;
use crate::input::{CHUNK_BYTES, Input, unreadable};
use crate::share::{Hand, Share, Taken};
use crate::splits::Split;
use crate::stream::Stream;
use std::cell::Cell;
use std::io;
use std::sync::Arc;
use weir_runtime::cx::Cx;
use weir_runtime::env::pipe::Pipe;
use weir_runtime::env::{disk, spawn};
use weir_runtime::error::{Error, Result};
use weir_runtime::held::Held;
use weir_runtime::log;

/// Files open at a time.
pub const OPEN_MAX: usize = 64;
/// Length of the longest record.
pub const RECORD_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Buffers kept for reuse.
const BUFFERS_MAX: usize = 4;

/// What comes next.
#[derive(Debug)]
pub enum Next {
    /// The columns of a file that begins.
    Header(Header),
    /// Whole records.
    Block(Block),
    /// Nothing at the moment: standard input is quiet.
    Idle,
    /// A split has ended.
    End(usize),
    /// All splits have ended, now or before.
    Ended,
}

/// See the module's text.
pub struct Reader {
    source: &'static str,
    framing: Framing,
    splits: Held<Vec<State>>,
    buffers: Vec<Vec<u8>>,
    bytes: u64,
    /// Where files are shared with other workers: the work that is left.
    hand: Option<Held<Hand>>,
    is_empty: bool,
    /// Whether a file had not even a header: said once, there may be thousands.
    empty_seen: bool,
}

/// A split and how far it is.
struct State {
    split: Split,
    stage: Stage,
    /// Event time it has reached.
    reached: i64,
    /// Start of a record that is not whole yet.
    tail: Vec<u8>,
    /// Line that the tail begins with, from 1.
    line: u64,
    /// Whether any record has been given.
    begun: bool,
    header_due: bool,
    /// Bytes as stored: read, and told to the progress line.
    stored: u64,
    told: u64,
}

enum Stage {
    Pending,
    File(Input),
    Stream(Stream),
    /// Read to the end; the tail may still be there.
    Drained,
    Ended,
}

impl Reader {
    pub(crate) fn new(source: &'static str, framing: Framing, splits: Vec<Split>) -> Reader {
        let is_empty = splits.is_empty();
        let splits = Held::new(splits.into_iter().map(|split| State::of(split, framing)).collect());
        Reader {
            source,
            framing,
            splits,
            buffers: Vec::new(),
            bytes: 0,
            hand: None,
            is_empty,
            empty_seen: false,
        }
    }

    /// The reader of worker `me` where all workers take from the same work: it knows every file and begins with none.
    pub(crate) fn shared(
        source: &'static str,
        framing: Framing,
        splits: Vec<Split>,
        share: &Arc<Share>,
        me: usize,
    ) -> Reader {
        let mut reader = Reader::new(source, framing, splits);
        reader.splits.iter_mut().for_each(|state| state.stage = Stage::Ended);
        Reader { hand: Some(Held::new(Hand::new(share))), is_empty: me >= share.pieces(), ..reader }
    }

    /// Whether there is nothing for this worker to read.
    pub fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// Whether its input may never end: standard input, a pipe, a device.
    pub fn is_endless(&self) -> bool {
        self.splits.iter().any(|state| state.split.path.as_deref().is_none_or(disk::is_special))
    }

    /// How many splits this worker has; they are numbered from 0.
    pub fn splits(&self) -> usize {
        self.splits.len()
    }

    /// Bytes of all blocks and headers so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Tells how far a split's event time is: of the last row of a block, or its watermark.
    pub fn reached(&mut self, split: usize, time: i64) {
        self.splits[split].reached = time;
    }

    /// Where all workers take from the same work: the number of the piece that this one took last, whether or not a block of it was given yet. In
    /// the order of these numbers one reader would give their rows.
    pub fn piece(&self) -> Option<usize> {
        self.hand.as_ref().and_then(|hand| hand.piece())
    }

    /// Takes a block's memory back, all of whose records have been looked at.
    pub fn recycle(&mut self, block: Block) {
        let line_ends = match (self.framing, &block.lines) {
            (Framing::Lines, Lines::From(_)) => line_ends(block.bytes()),
            _ => 0,
        };
        self.recycle_lines(block, line_ends);
    }

    /// As [`Reader::recycle`], for [`Framing::Lines`], by somebody who has counted the block's line ends.
    pub fn recycle_lines(&mut self, block: Block, line_ends: u64) {
        if let (Framing::Lines, Lines::From(line)) = (self.framing, &block.lines) {
            self.splits[block.split].line = line + line_ends;
        }
        // Units of compressed files can be larger, and there is one at a time.
        let keep = block.buffer.len() <= 8 * CHUNK_BYTES || (self.hand.is_some() && self.buffers.is_empty());
        if self.buffers.len() < BUFFERS_MAX && keep {
            self.buffers.push(block.buffer);
        }
    }

    /// Where the blocks of a file are read by several workers ([`crate::Splits::in_sequence`]): says the greatest time of the block's
    /// rows (`i64::MIN`: none) and gives that of all rows before it, with which the clock goes on; `None`: not known yet, then
    /// [`Reader::give_back`] the block. Otherwise `i64::MIN`: the clock knows.
    pub fn greatest_before(&mut self, cx: Cx<'_>, block: &Block, greatest: i64) -> Option<i64> {
        match &mut self.hand {
            Some(hand) => hand.greatest_before(cx, block, greatest),
            None => Some(i64::MIN),
        }
    }

    /// Takes back a block of which nothing has been passed on; it will be the next one.
    pub fn give_back(&mut self, block: Block) {
        if let Some(hand) = &mut self.hand {
            hand.give_back(block);
        }
    }

    /// A block of about 64 KiB of the split whose turn it is (shared files: of another size, or empty), or what else there is to
    /// say. After an error the job ends.
    pub fn next_block(&mut self, cx: Cx<'_>) -> Result<Next> {
        loop {
            if let Some(split) = self.turn() {
                return self.next_of(split, cx);
            }
            let Some(hand) = &mut self.hand else { return Ok(Next::Ended) };
            let taken = hand.next(cx, &mut self.buffers).map_err(|error| error.step(self.source))?;
            match taken {
                Taken::Whole(split) => self.splits[split].stage = Stage::Pending,
                Taken::Next(next) => {
                    if let Next::Block(block) = &next {
                        self.bytes += block.bytes().len() as u64;
                    }
                    return Ok(next);
                }
            }
        }
    }

    /// As [`Reader::next_block`], of a split that is read as a whole.
    fn next_of(&mut self, split: usize, cx: Cx<'_>) -> Result<Next> {
        self.open(split, cx)?;
        let mut buffer = self.buffers.pop().unwrap_or_else(|| vec![0; CHUNK_BYTES]);
        let state = &mut self.splits[split];
        let filled = state.fill(cx, &mut buffer, self.framing).map_err(|error| error.step(self.source))?;
        state.tell(cx);
        let Some(len) = filled else {
            self.buffers.push(buffer);
            return Ok(Next::Idle);
        };
        if len == 0 {
            if std::mem::take(&mut state.header_due) && !std::mem::replace(&mut self.empty_seen, true) {
                log::warn(format_args!(
                    "`{}` is empty: it has neither a header nor rows, in `{}`",
                    state.split.name, self.source
                ));
            }
            state.stage = Stage::Ended;
            state.tail = Vec::new();
            self.buffers.push(buffer);
            return Ok(Next::End(split));
        }
        if state.header_due {
            return Ok(self.header(split, buffer, len));
        }
        let (name, lines) = (state.split.name.clone(), Lines::From(state.line));
        let block = Block { buffer, start: 0, len, split, name, lines, counted: Cell::default() };
        // Lines are counted by who looks at them, see `recycle`.
        if self.framing != Framing::Lines {
            state.line += line_ends(block.bytes());
        }
        self.bytes += len as u64;
        Ok(Next::Block(block))
    }

    /// The split whose time is furthest behind, the first one of several.
    fn turn(&self) -> Option<usize> {
        let open = self.splits.iter().filter(|state| state.is_open()).count();
        let can =
            |state: &State| state.is_open() || (matches!(state.stage, Stage::Pending) && open < OPEN_MAX);
        let turns = self.splits.iter().enumerate().filter(|(_, state)| can(state));
        turns.min_by_key(|(_, state)| state.reached).map(|(split, _)| split)
    }

    fn open(&mut self, split: usize, cx: Cx<'_>) -> Result<()> {
        let state = &mut self.splits[split];
        if !matches!(state.stage, Stage::Pending) {
            return Ok(());
        }
        let stream = match &state.split.path {
            Some(path) if !disk::is_special(path) => {
                state.stage = Stage::File(Input::open(path).map_err(|error| error.step(self.source))?);
                return Ok(());
            }
            Some(path) => Pipe::open(path),
            None => spawn::refuse_closed(0)
                .and_then(|()| Pipe::stdin().map_err(|cause| unreadable(&state.split.name, None, &cause))),
        };
        let stream = stream.and_then(|pipe| Stream::start(pipe, cx.waker()));
        state.stage = Stage::Stream(stream.map_err(|error| error.step(self.source))?);
        Ok(())
    }

    /// Takes the first record off; what is behind it in the buffer becomes the tail.
    fn header(&mut self, split: usize, buffer: Vec<u8>, len: usize) -> Next {
        let state = &mut self.splits[split];
        let text = &buffer[..len];
        let blank = text.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let end = self.framing.first_end(&text[blank..]).map_or(len, |end| blank + end);
        let record = text[blank..end].to_vec();
        state.line += line_ends(&text[..blank]);
        let place = format!("{}:{}", state.split.name, state.line);
        state.line += line_ends(&record);
        state.tail.splice(..0, text[end..].iter().copied());
        state.header_due = record.is_empty();
        self.bytes += end as u64;
        self.buffers.push(buffer);
        if state.header_due { Next::Idle } else { Next::Header(Header { split, record, place }) }
    }
}

impl State {
    fn of(split: Split, framing: Framing) -> State {
        State {
            split,
            stage: Stage::Pending,
            reached: i64::MIN,
            tail: Vec::new(),
            line: 1,
            begun: false,
            header_due: framing.has_header(),
            stored: 0,
            told: 0,
        }
    }

    fn is_open(&self) -> bool {
        matches!(self.stage, Stage::File(_) | Stage::Stream(_) | Stage::Drained)
    }

    /// Fills the buffer with whole records, growing it for a long one: how many bytes, 0 at the end, `None` when none are
    /// there yet. What is behind the last whole record becomes the tail.
    fn fill(&mut self, cx: Cx<'_>, buffer: &mut Vec<u8>, framing: Framing) -> Result<Option<usize>> {
        let mut filled = self.tail.len();
        if buffer.len() < filled + CHUNK_BYTES / 2 {
            buffer.resize(filled + CHUNK_BYTES, 0);
        }
        buffer[..filled].copy_from_slice(&self.tail);
        self.tail.clear();
        loop {
            let dry = self.read_more(cx, buffer, &mut filled)?;
            if !self.begun {
                drop_mark(buffer, &mut filled);
            }
            let drained = matches!(self.stage, Stage::Drained);
            let whole = framing.last_end(&buffer[..filled]);
            let is_long = filled - whole >= RECORD_BYTES_MAX;
            let end = if drained && !is_long { filled } else { whole };
            if end > 0 || (drained && !is_long) || dry {
                self.tail.extend_from_slice(&buffer[end..filled]);
                self.begun |= end > 0;
                return Ok((end > 0 || drained).then_some(end));
            }
            if is_long {
                return Err(too_long(&self.split.name, self.line));
            }
            buffer.resize(buffer.len() * 2, 0);
        }
    }

    /// Reads until the buffer is full, the input ends, or standard input has no more for now; the last is said.
    fn read_more(&mut self, cx: Cx<'_>, buffer: &mut [u8], filled: &mut usize) -> Result<bool> {
        while *filled < buffer.len() {
            let room = &mut buffer[*filled..];
            let read = match &mut self.stage {
                Stage::File(input) => input.read(room).map(Some),
                Stage::Stream(stream) => stream.read(cx, room),
                Stage::Drained | Stage::Pending | Stage::Ended => return Ok(false),
            };
            match read {
                Ok(Some(0)) => {
                    self.count_stored();
                    self.stage = Stage::Drained;
                }
                Ok(Some(n)) => *filled += n,
                Ok(None) => return Ok(true),
                Err(cause) => return Err(self.unreadable(&cause)),
            }
        }
        Ok(false)
    }

    #[cold]
    fn unreadable(&self, cause: &io::Error) -> Error {
        match &self.stage {
            Stage::File(input) => unreadable(&self.split.name, Some(input.stored()), cause),
            _ => unreadable(&self.split.name, None, cause),
        }
    }

    /// Tells the progress line what was read since.
    fn tell(&mut self, cx: Cx<'_>) {
        self.count_stored();
        cx.read_bytes(self.stored - self.told);
        self.told = self.stored;
    }

    fn count_stored(&mut self) {
        if let Stage::File(input) = &self.stage {
            self.stored = input.stored();
        }
    }
}

/// A record that no block can hold begins in this line.
#[cold]
pub(crate) fn too_long(name: &str, line: u64) -> Error {
    Error::world("a record is longer than 64 MiB")
        .place(format!("{name}:{line}"))
        .help("is a quote never closed, or is this another format?")
}

/// Drops a byte-order mark.
fn drop_mark(buffer: &mut [u8], filled: &mut usize) {
    if buffer[..*filled].starts_with(MARK) {
        buffer.copy_within(MARK.len()..*filled, 0);
        *filled -= MARK.len();
    }
}

#[cfg(test)]
#[path = "reader_tests.rs"]
mod tests;
