//! A file cut into units that different workers read: byte ranges of a plain file, runs of whole frames of a `.zst`.
//!
//! A unit is text, not records: a record belongs to the unit that it begins in, and its reader goes on reading behind the unit until
//! the record ends. What a reader must know of the units before (how quotes stand at its start) their readers say in a
//! [`Sequence`]. A file that cannot be cut (gzip, one frame, small, no file at all) is read as a whole; so is one that is
//! strange in its first record, for then the reader of whole files is the one to say so.

use crate::block::Header;
use crate::frames::{self, Run};
use crate::framing::Framing;
use crate::input::CHUNK_BYTES;
use crate::quotes::{Standing, record_end};
use crate::reader::RECORD_BYTES_MAX;
use crate::sequence::Sequence;
use crate::splits::Split;
use memchr::memchr_iter;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use weir_runtime::env::disk::{self, File, ReadAt};

/// Records that a unit should have: what workers tell each other of a unit costs as much for one as for many, and more of them at a time would push
/// each other out of the caches on their way over an exchange.
const UNIT_RECORDS: u64 = 2048;
/// Units of a file: of a larger file they are larger.
const UNITS_MAX: u64 = 1 << 20;
/// Read behind a unit at once, so that the record that straddles its end costs no second read.
const BEHIND_BYTES: usize = 2 * 1024;

/// How files are cut.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cutting {
    /// Text of a unit, at least and at most.
    pub(crate) unit_bytes_min: u64,
    pub(crate) unit_bytes_max: u64,
    /// Stored bytes from which on it is worth it.
    pub(crate) file_bytes_min: u64,
}

impl Cutting {
    /// Every file, in units of so much text.
    pub(crate) fn exactly(unit_bytes: u64) -> Cutting {
        Cutting { unit_bytes_min: unit_bytes, unit_bytes_max: unit_bytes, file_bytes_min: 0 }
    }

    /// Text of a unit of a file with lines of about this length: of a plain file as much, of frames at least.
    fn unit_bytes(self, line_bytes: u64) -> u64 {
        (line_bytes * UNIT_RECORDS).clamp(self.unit_bytes_min, self.unit_bytes_max)
    }
}

/// See the module's text.
#[derive(Debug)]
pub(crate) struct Cut {
    pub(crate) name: Arc<str>,
    pub(crate) framing: Framing,
    /// The first record of a file that names its columns.
    pub(crate) header: Option<Header>,
    pub(crate) sequence: Sequence,
    file: File,
    layout: Layout,
    head: Head,
    /// Line ends in each unit, counted when a message needs them; [`UNCOUNTED`] until then.
    lines: Vec<AtomicU64>,
}

const UNCOUNTED: u64 = u64::MAX;

#[derive(Debug)]
enum Layout {
    /// Ranges of so many bytes, from the first record to the end.
    Plain { unit_bytes: u64, end: u64 },
    /// Frames.
    Frames(Vec<Run>),
}

/// What stands before the first record.
#[derive(Debug, Default)]
struct Head {
    bytes: u64,
    lines: u64,
    header: Option<(Vec<u8>, u64)>,
    /// About how long a line of the file is.
    line_bytes: u64,
}

impl Cut {
    /// Cuts a file; `None`: it is to be read as a whole.
    pub(crate) fn of(split_idx: usize, split: &Split, framing: Framing, how: Cutting) -> Option<Cut> {
        let path = split.path.as_deref()?;
        let size = disk::size_bytes(path).filter(|&size| size >= how.file_bytes_min)?;
        let file = disk::open(path).ok()?;
        let stored = frames::Stored::of(path, &file)?;
        let head = match stored {
            frames::Stored::Plain => Head::read(framing, ReadAt::new(&file, 0))?,
            frames::Stored::Frames => Head::read(framing, frames::decoder(&file, 0).ok()?)?,
        };
        let unit_bytes = how.unit_bytes(head.line_bytes);
        let layout = match stored {
            frames::Stored::Plain => {
                Layout::Plain { unit_bytes: unit_bytes.max(size.div_ceil(UNITS_MAX)).max(1), end: size }
            }
            frames::Stored::Frames => Layout::Frames(frames::runs(&file, size, unit_bytes, head.bytes)?),
        };
        let units = match &layout {
            Layout::Plain { unit_bytes, end } => {
                end.saturating_sub(head.bytes).div_ceil(*unit_bytes) as usize
            }
            Layout::Frames(runs) => runs.len(),
        };
        let header = head.header.clone().map(|(record, line)| Header {
            split: split_idx,
            record,
            place: format!("{}:{line}", split.name),
        });
        let lines = (0..units).map(|_| AtomicU64::new(UNCOUNTED)).collect();
        let (name, sequence) = (split.name.clone(), Sequence::new(units));
        (units > 1).then_some(Cut { name, framing, header, sequence, file, layout, head, lines })
    }

    pub(crate) fn units(&self) -> usize {
        self.lines.len()
    }

    /// Bytes as stored that a unit stands for; of all units together those of the file.
    pub(crate) fn stored_bytes(&self, unit: usize) -> u64 {
        match &self.layout {
            Layout::Plain { unit_bytes, end } => {
                let start = self.head.bytes + unit as u64 * unit_bytes;
                let head = if unit == 0 { self.head.bytes } else { 0 };
                head + (end - start).min(*unit_bytes)
            }
            Layout::Frames(runs) => runs[unit].stored_bytes,
        }
    }

    /// Reads a unit to the start of `buffer`, which grows, and perhaps more: lengths of the unit's text and of all.
    pub(crate) fn load(&self, unit: usize, buffer: &mut Vec<u8>) -> io::Result<(usize, usize)> {
        match &self.layout {
            Layout::Plain { unit_bytes, end } => {
                let start = self.head.bytes + unit as u64 * unit_bytes;
                let wanted = (end - start).min(*unit_bytes) as usize;
                let all = ((end - start) as usize).min(wanted + BEHIND_BYTES);
                grow(buffer, all);
                match read_full(&mut ReadAt::new(&self.file, start), &mut buffer[..all])? {
                    filled if filled < all => Err(disk::shrunk()),
                    filled => Ok((wanted, filled)),
                }
            }
            Layout::Frames(runs) => {
                let len = runs[unit].load(&self.file, buffer)?;
                let skipped = if unit == 0 { (self.head.bytes as usize).min(len) } else { 0 };
                buffer.copy_within(skipped..len, 0);
                Ok((len - skipped, len - skipped))
            }
        }
    }

    /// The text behind `read` bytes from the start of a unit, which end where its text ends or behind that.
    pub(crate) fn behind(&self, unit: usize, read: usize) -> io::Result<Box<dyn Read + '_>> {
        Ok(match &self.layout {
            Layout::Plain { unit_bytes, end } => {
                let at = self.head.bytes + unit as u64 * unit_bytes + read as u64;
                Box::new(ReadAt::new(&self.file, at).take(end.saturating_sub(at)))
            }
            Layout::Frames(runs) => match runs.get(unit + 1) {
                Some(next) => Box::new(frames::decoder(&self.file, next.at)?),
                None => Box::new(io::empty()),
            },
        })
    }

    /// Number of the line that a unit begins in, for messages; `None` where the file can no longer be read.
    #[cold]
    pub(crate) fn first_line(&self, unit: usize) -> Option<u64> {
        let mut line = 1 + self.head.lines;
        let mut buffer = Vec::new();
        for (unit, counted) in self.lines.iter().enumerate().take(unit) {
            if counted.load(Ordering::Relaxed) == UNCOUNTED {
                let (len, _) = self.load(unit, &mut buffer).ok()?;
                counted.store(line_ends(&buffer[..len]), Ordering::Relaxed);
            }
            line += counted.load(Ordering::Relaxed);
        }
        Some(line)
    }

    /// Roughly where a unit lies among the stored bytes, for messages.
    #[cold]
    pub(crate) fn near(&self, unit: usize) -> u64 {
        match &self.layout {
            Layout::Plain { unit_bytes, .. } => self.head.bytes + unit as u64 * unit_bytes,
            Layout::Frames(runs) => runs[unit].at,
        }
    }
}

impl Head {
    /// Finds the first record. `None`: there is nothing behind, or it is too long, or cannot be read.
    fn read(framing: Framing, mut read: impl Read) -> Option<Head> {
        let mut text = Vec::new();
        let mut filled = 0;
        loop {
            grow(&mut text, filled + CHUNK_BYTES);
            let n = read_full(&mut read, &mut text[filled..filled + CHUNK_BYTES]).ok()?;
            filled += n;
            if let Some(head) = Head::in_text(framing, &text[..filled]) {
                let line_bytes = filled as u64 / line_ends(&text[..filled]).max(1);
                return Some(Head { line_bytes, ..head });
            }
            if n < CHUNK_BYTES || filled >= RECORD_BYTES_MAX {
                return None;
            }
        }
    }

    /// As [`Head::read`], as far as a file that begins with this text and goes on tells.
    fn in_text(framing: Framing, text: &[u8]) -> Option<Head> {
        let mark = if text.starts_with(MARK) { MARK.len() } else { 0 };
        if !framing.has_header() {
            return (text.len() > mark).then(|| Head { bytes: mark as u64, ..Head::default() });
        }
        let blank = text[mark..].iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let start = mark + blank;
        let end = record_end(framing, text, start, Standing::Record).ok()?;
        let header = Some((text[start..end].to_vec(), 1 + line_ends(&text[..start])));
        (text.len() > end).then(|| Head {
            bytes: end as u64,
            lines: line_ends(&text[..end]),
            header,
            ..Head::default()
        })
    }
}

/// Byte-order mark.
pub(crate) const MARK: &[u8] = b"\xef\xbb\xbf";

pub(crate) fn line_ends(text: &[u8]) -> u64 {
    memchr_iter(b'\n', text).count() as u64
}

/// Makes a buffer at least so long.
pub(crate) fn grow(buffer: &mut Vec<u8>, len: usize) {
    if buffer.len() < len {
        buffer.resize(len, 0);
    }
}

/// Fills the buffer as far as there is text.
pub(crate) fn read_full(read: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
