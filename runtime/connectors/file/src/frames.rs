//! The frames of a zstandard file, found without decompressing: each can be read on its own.
//!
//! A frame says in its header how long its text is, or not; its blocks say how long they are as stored, and none has more
//! than 128 KiB of text, so that is a bound. Only the few bytes of those headers are read. Where anything is not as
//! the format says (RFC 8878), or a frame has more text than one worker should hold, there are no runs: the file is read as one.

use crate::cut::{grow, read_full};
use crate::reader::RECORD_BYTES_MAX;
use std::io::{self, Read};
use std::path::Path;
use weir_runtime::env::disk::{File, ReadAt};

/// The most of a run that is held at once, as text and as stored.
const RUN_BYTES_MAX: u64 = RECORD_BYTES_MAX as u64;
/// The most text of a block.
const BLOCK_TEXT_BYTES_MAX: u64 = 128 * 1024;
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Frames to be skipped have these last three bytes, and `0x50` to `0x5f` before them.
const SKIPPED: [u8; 3] = [0x2a, 0x4d, 0x18];

/// How a file that can be cut is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stored {
    Plain,
    Frames,
}

impl Stored {
    /// By name or else by the first bytes, as [`crate::input::Input`] does; `None` for gzip.
    pub(crate) fn of(path: &Path, file: &File) -> Option<Stored> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let named = |name: &str| extension.is_some_and(|extension| extension.eq_ignore_ascii_case(name));
        let mut first = [0; 4];
        read_full(&mut ReadAt::new(file, 0), &mut first).ok()?;
        if named("gz") || first.starts_with(&[0x1f, 0x8b]) {
            return None;
        }
        Some(if named("zst") || first == MAGIC { Stored::Frames } else { Stored::Plain })
    }
}

/// Whole frames, one behind the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    /// Where they begin in the file.
    pub(crate) at: u64,
    /// Their bytes, with frames to be skipped behind them.
    pub(crate) stored_bytes: u64,
    /// At most so much text.
    text_bytes_max: u64,
}

impl Run {
    /// Decompresses it to the start of a buffer, which grows: how much.
    pub(crate) fn load(self, file: &File, buffer: &mut Vec<u8>) -> io::Result<usize> {
        let mut stored = vec![0; self.stored_bytes as usize];
        let read = read_full(&mut ReadAt::new(file, self.at), &mut stored)?;
        grow(buffer, self.text_bytes_max as usize);
        // Straight into the buffer: a stream of it would cost a copy and a window.
        zstd::bulk::decompress_to_buffer(&stored[..read], &mut buffer[..])
    }

    /// Whether it has so much text.
    fn has(self, file: &File, bytes: u64) -> bool {
        let mut text = vec![0; bytes as usize];
        let stored = ReadAt::new(file, self.at).take(self.stored_bytes);
        let read = zstd::stream::read::Decoder::new(stored)
            .and_then(|mut decoder| read_full(&mut decoder, &mut text));
        read.is_ok_and(|read| read as u64 == bytes)
    }
}

/// The text from a frame at `at` to the end of the file.
pub(crate) fn decoder(file: &File, at: u64) -> io::Result<impl Read + '_> {
    zstd::stream::read::Decoder::new(ReadAt::new(file, at))
}

/// Runs of at least `text_bytes` of text each, the whole head of the file in the first. `None` where they cannot be told.
pub(crate) fn runs(file: &File, size: u64, text_bytes: u64, head_bytes: u64) -> Option<Vec<Run>> {
    let mut runs = Vec::new();
    let mut open = Run { at: 0, stored_bytes: 0, text_bytes_max: 0 };
    while open.at + open.stored_bytes < size {
        let frame = frame(file, open.at + open.stored_bytes)?;
        let is_text = frame.text_bytes_max > 0;
        let enough =
            open.text_bytes_max >= text_bytes.max(1) && (!runs.is_empty() || open.has(file, head_bytes));
        if enough && is_text {
            runs.push(open);
            open = frame;
        } else {
            open.stored_bytes += frame.stored_bytes;
            open.text_bytes_max += frame.text_bytes_max;
        }
        if open.text_bytes_max.max(open.stored_bytes) > RUN_BYTES_MAX {
            return None;
        }
    }
    runs.push(open);
    (open.at + open.stored_bytes == size).then_some(runs)
}

/// The frame at `at`, as a run of one.
fn frame(file: &File, at: u64) -> Option<Run> {
    let [magic @ .., descriptor] = bytes::<5>(file, at)?;
    if magic[1..] == SKIPPED && magic[0] & 0xf0 == 0x50 {
        let len = u32::from_le_bytes(bytes(file, at + 4)?);
        return Some(Run { at, stored_bytes: 8 + u64::from(len), text_bytes_max: 0 });
    }
    if magic != MAGIC {
        return None;
    }
    let single_segment = descriptor & 0x20 != 0;
    let window = u64::from(!single_segment);
    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let at_size = at + 5 + window + dictionary;
    let (size_bytes, said) = match descriptor >> 6 {
        0 if !single_segment => (0, None),
        0 => (1, Some(u64::from(bytes::<1>(file, at_size)?[0]))),
        1 => (2, Some(256 + u64::from(u16::from_le_bytes(bytes(file, at_size)?)))),
        2 => (4, Some(u64::from(u32::from_le_bytes(bytes(file, at_size)?)))),
        _ => (8, Some(u64::from_le_bytes(bytes(file, at_size)?))),
    };
    let (mut end, mut text_bytes_max) = (at_size + size_bytes, 0);
    loop {
        let [a, b, c] = bytes(file, end)?;
        let header = u64::from(u32::from_le_bytes([a, b, c, 0]));
        let size = header >> 3;
        // A block that is one byte over and over; the others are stored in so many bytes.
        end += 3 + if header >> 1 & 3 == 1 { 1 } else { size };
        text_bytes_max += BLOCK_TEXT_BYTES_MAX;
        if header & 1 == 1 {
            break;
        }
        if said.is_none() && text_bytes_max > RUN_BYTES_MAX {
            return None;
        }
    }
    let checksum = if descriptor & 4 == 0 { 0 } else { 4 };
    let text_bytes_max = said.map_or(text_bytes_max, |said| said.min(text_bytes_max));
    Some(Run { at, stored_bytes: end + checksum - at, text_bytes_max })
}

fn bytes<const N: usize>(file: &File, at: u64) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let read = read_full(&mut ReadAt::new(file, at), &mut bytes).ok()?;
    (read == N).then_some(bytes)
}
