//! A file as a sink. It has its name only once it is complete: until then the bytes are in a temporary file beside it, which
//! goes away when the job fails. What is no ordinary file (a device, a pipe) is written as it stands.
//!
//! Each worker gathers whole rows in a buffer of its own and passes 64 KiB at a time on, under a lock, where they are compressed if the
//! name says so.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use weir_runtime::cx::Cx;
use weir_runtime::env::disk::File;
use weir_runtime::env::temporary::{self, Temporary};
use weir_runtime::error::{Error, Result};
use weir_runtime::held::Held;
use weir_runtime::log;
use weir_runtime::setup::Setup;
use weir_runtime::sink;

/// Bytes that a worker gathers before it passes them on.
const FLUSH_BYTES: usize = 64 * 1024;

/// The shared part: clones write the same file.
#[derive(Clone)]
pub struct Sink(Arc<Shared>);

struct Shared {
    /// Name of the sink, for messages.
    name: &'static str,
    path: PathBuf,
    /// `None` once pre-committed: all is written.
    target: Mutex<Option<Held<Target>>>,
    /// From then on, where it is an ordinary file.
    complete: Mutex<Option<Temporary>>,
}

/// An open file with its encoder.
struct Target {
    encoder: Encoder,
    /// `None` for what is no ordinary file.
    temporary: Option<Temporary>,
}

enum Encoder {
    Plain(File),
    Gz(GzEncoder<File>),
    Zst(zstd::stream::write::Encoder<'static, File>),
}

impl Sink {
    /// Creates the file of sink `sink_idx` at `path`, compressed if it ends with `.gz` or `.zst`. A place that cannot be written is an
    /// error now, before anything starts. `header` is written before all rows; it may be empty.
    pub fn create(setup: &Setup<'_>, sink_idx: usize, path: &str, header: &[u8]) -> Result<Sink> {
        Sink::at(setup.sink_name(sink_idx), path, header)
    }

    /// As [`Sink::create`], for a sink by its name.
    pub fn at(name: &'static str, path: &str, header: &[u8]) -> Result<Sink> {
        let target = Target::create(Path::new(path)).map_err(|error| error.step(name))?;
        let (target, complete) = (Mutex::new(Some(Held::new(target))), Mutex::new(None));
        let sink = Shared { name, path: PathBuf::from(path), target, complete };
        sink.write(header)?;
        Ok(Sink(Arc::new(sink)))
    }

    /// A writer for one worker.
    pub fn writer(&self) -> Writer {
        Writer {
            sink: Arc::clone(&self.0),
            buffer: Vec::with_capacity(FLUSH_BYTES + 4096),
            rows: 0,
            bytes: 0,
        }
    }

    /// Does something with the complete file; nothing where it is no ordinary one.
    fn complete(&self, act: impl FnOnce(&mut Temporary) -> Result<()>) -> Result<()> {
        self.0.completed().as_mut().map_or(Ok(()), act).map_err(|error| error.step(self.0.name))
    }
}

impl sink::Sink for Sink {
    type Writer = Writer;

    fn writer(&self) -> Writer {
        Sink::writer(self)
    }
}

impl sink::Commit for Sink {
    fn pre_commit(&self) -> Result<()> {
        let Some(target) = self.0.lock().take() else {
            return Ok(());
        };
        let target = target.into_inner();
        let file = target.encoder.finish().map_err(|cause| self.0.unwritable(&cause))?;
        *self.0.completed() = target.temporary;
        self.complete(|temporary| temporary.pre_commit(&file))
    }

    fn commit(&self) -> Result<()> {
        self.complete(Temporary::commit)
    }

    fn abort(&self) -> Result<()> {
        self.complete(Temporary::abort)
    }

    fn discard(&self) {
        if self.0.lock().as_ref().is_some_and(|target| target.temporary.is_some()) {
            let path = self.0.path.display();
            log::warn(format_args!(
                "`{path}` was not written: the job was stopped before the end of its input"
            ));
        }
    }

    fn settle(&self) {
        if let Some(temporary) = &mut *self.0.completed() {
            temporary.settle();
        }
    }
}

impl Shared {
    fn write(&self, bytes: &[u8]) -> Result<()> {
        match &mut *self.lock() {
            Some(target) => target.encoder.write_all(bytes).map_err(|cause| self.unwritable(&cause)),
            None => Err(Error::bug("rows came after the file was committed").step(self.name)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Held<Target>>> {
        self.target.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn completed(&self) -> MutexGuard<'_, Option<Temporary>> {
        self.complete.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cold]
    fn unwritable(&self, cause: &io::Error) -> Error {
        temporary::unwritable(&self.path, cause).step(self.name)
    }
}

impl Target {
    fn create(path: &Path) -> Result<Target> {
        let (temporary, file) = temporary::create(path)?;
        let encoder = match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz") => Encoder::Gz(GzEncoder::new(file, Compression::default())),
            Some("zst") => {
                let encoder = zstd::stream::write::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL);
                Encoder::Zst(encoder.map_err(|cause| Error::io("cannot be written", path.display(), &cause))?)
            }
            _ => Encoder::Plain(file),
        };
        Ok(Target { encoder, temporary })
    }
}

impl Encoder {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Encoder::Plain(file) => file.write_all(bytes),
            Encoder::Gz(encoder) => encoder.write_all(bytes),
            Encoder::Zst(encoder) => encoder.write_all(bytes),
        }
    }

    /// The file, all bytes given to the system.
    fn finish(self) -> io::Result<File> {
        match self {
            Encoder::Plain(file) => Ok(file),
            Encoder::Gz(encoder) => encoder.finish(),
            Encoder::Zst(encoder) => encoder.finish(),
        }
    }
}

/// One worker's way into the file.
pub struct Writer {
    sink: Arc<Shared>,
    buffer: Vec<u8>,
    rows: u64,
    /// Of what has been passed on.
    bytes: u64,
}

impl Writer {
    /// Where the text of the next row goes, line end included.
    #[inline(always)]
    pub fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// The row is complete.
    #[inline(always)]
    pub fn end_row(&mut self, cx: Cx<'_>) {
        self.rows += 1;
        if self.buffer.len() >= FLUSH_BYTES {
            self.flush(cx);
        }
    }

    /// Passes on what has gathered.
    #[inline(never)]
    pub fn flush(&mut self, cx: Cx<'_>) {
        if self.buffer.is_empty() {
            return;
        }
        self.bytes += self.buffer.len() as u64;
        if !cx.failed()
            && let Err(error) = self.sink.write(&self.buffer)
        {
            cx.fail(error);
        }
        self.buffer.clear();
    }

    /// Rows and bytes so far.
    pub fn counts(&self) -> (u64, u64) {
        (self.rows, self.bytes + self.buffer.len() as u64)
    }
}

impl sink::Writer for Writer {
    fn buffer(&mut self) -> &mut Vec<u8> {
        Writer::buffer(self)
    }

    fn end_row(&mut self, cx: Cx<'_>) {
        Writer::end_row(self, cx);
    }

    fn flush(&mut self, cx: Cx<'_>) {
        Writer::flush(self, cx);
    }

    fn counts(&self) -> (u64, u64) {
        Writer::counts(self)
    }
}

#[cfg(test)]
#[path = "sink_tests.rs"]
mod tests;
