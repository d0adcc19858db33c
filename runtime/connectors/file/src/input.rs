//! Bytes out of a file: opened, decompressed, counted as they are stored.

use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use weir_runtime::env::disk::{self, File};
use weir_runtime::error::Error;

/// Bytes read at once. Blocks of this size or more are read without another copy.
pub(crate) const CHUNK_BYTES: usize = 64 * 1024;

/// A stream of decompressed bytes.
pub(crate) struct Input {
    read: Box<dyn Read + Send>,
    /// Bytes as stored, read so far.
    stored: Arc<AtomicU64>,
    file: File,
    /// Its length when it was opened.
    len: u64,
}

impl Input {
    /// Opens a file. By its name or else by its first bytes it is `.gz` (of any number of members) or `.zst`; an empty file is
    /// empty whatever its name.
    pub(crate) fn open(path: &Path) -> Result<Input, Error> {
        let file = disk::open(path)?;
        let refused = |cause| Error::io("cannot be read", path.display(), &cause);
        let (len, again) = (file.metadata().map_err(refused)?.len(), file.try_clone().map_err(refused)?);
        let stored = Arc::new(AtomicU64::new(0));
        let counted = Counted { read: file, stored: Arc::clone(&stored) };
        let extension = path.extension().and_then(|extension| extension.to_str());
        let read = decompressed(counted, extension).map_err(refused)?;
        Ok(Input { read, stored, file: again, len })
    }

    /// Reads some bytes; 0 at the end.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.read.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(0) if !buffer.is_empty() && self.file.metadata()?.len() < self.len => {
                    return Err(disk::shrunk());
                }
                result => return result,
            }
        }
    }

    /// Bytes as stored, read so far.
    pub(crate) fn stored(&self) -> u64 {
        self.stored.load(Ordering::Relaxed)
    }
}

/// What gz and zst begin with.
const MAGIC: [&[u8]; 2] = [&GZ, &ZST];
const GZ: [u8; 2] = [0x1f, 0x8b];
const ZST: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Whether a stream that begins so is compressed.
pub(crate) fn is_compressed(first: &[u8]) -> bool {
    MAGIC.iter().any(|magic| first.starts_with(magic))
}

/// Whether it is, or may still be when there is more of it.
pub(crate) fn may_be_compressed(first: &[u8]) -> bool {
    MAGIC.iter().any(|magic| first.starts_with(magic) || magic.starts_with(first))
}

/// The bytes that `read` holds, decompressed where the extension or the first bytes say that they are compressed.
pub(crate) fn decompressed(
    read: impl Read + Send + 'static,
    extension: Option<&str>,
) -> io::Result<Box<dyn Read + Send>> {
    let mut read = BufReader::with_capacity(CHUNK_BYTES, read);
    let first = read.fill_buf()?;
    if first.is_empty() {
        return Ok(Box::new(read));
    }
    let named = |name: &str| extension.is_some_and(|extension| extension.eq_ignore_ascii_case(name));
    if named("gz") && !may_be_compressed(first) {
        return Err(io::Error::other("it is not gzip, as its name says; name it after what is in it"));
    }
    if named("gz") || first.starts_with(&GZ) {
        Ok(Box::new(MultiGzDecoder::new(read)))
    } else if named("zst") || first.starts_with(&ZST) {
        Ok(Box::new(zstd::stream::read::Decoder::with_buffer(read)?))
    } else {
        // Behind what was looked at, blocks are read where they are wanted, without the reader's own buffer between.
        let looked_at = read.buffer().to_vec();
        Ok(Box::new(io::Cursor::new(looked_at).chain(read.into_inner())))
    }
}

/// A file cannot be read on, `near` so many stored bytes from its start.
#[cold]
pub(crate) fn unreadable(name: &str, near: Option<u64>, cause: &io::Error) -> Error {
    let what = match cause.kind() {
        io::ErrorKind::UnexpectedEof => "the compressed file ends too early, or has something behind its end",
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => "the compressed file is damaged",
        _ => "cannot be read",
    };
    let place = near.map_or(name.to_owned(), |near| format!("{name}, near byte {near}"));
    let help = match cause.kind() {
        io::ErrorKind::IsADirectory => "give a file; for those of a folder, name a glob in the pipeline",
        _ => "repair the file and start again",
    };
    Error::world(what).cause(cause).place(place).help(help)
}

/// Counts what passes.
struct Counted<R> {
    read: R,
    stored: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.read.read(buffer)?;
        self.stored.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
