//! Standard input, named pipes and devices. A worker never waits for a pipe, so a stop is always heard.
//!
//! **Plain bytes** are read by the worker itself, into the memory where they are decoded, and only where they are there already. When it has run dry, a thread waits for
//! the pipe and wakes it: under load nobody stands between the pipe and the worker, and a row is not held up until the worker looks by itself. (Where other processes read
//! from the same pipe, one of them can be faster between the look and the read; then the worker does wait.)
//!
//! **Compressed bytes** are read and decompressed by the thread; chunks come through a bounded channel, and the worker is woken for each.
//!
//! The thread ends with its input or when the reader is gone; a wait that never ends is left behind at the end of the process.

use crate::input::{CHUNK_BYTES, decompressed, is_compressed, may_be_compressed};
use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::Thread;
use weir_runtime::control_block::Waker;
use weir_runtime::env::pipe::Pipe;
use weir_runtime::env::spawn;
use weir_runtime::error::Error;

/// Chunks that wait for the worker.
const CHUNKS_MAX: usize = 8;

/// The worker's end.
pub(crate) struct Stream {
    pipe: Pipe,
    watch: Arc<Watch>,
    thread: Thread,
    chunks: Receiver<io::Result<Vec<u8>>>,
    /// Of the chunk received last, what has not been read yet.
    rest: VecDeque<u8>,
}

/// What the worker and the thread tell each other.
#[derive(Default)]
struct Watch {
    /// The input is plain: behind the chunks that were sent, the worker reads it.
    is_plain: AtomicBool,
    /// The worker found nothing and is to be woken when there is something.
    is_dry: AtomicBool,
    /// The worker reads no more.
    is_gone: AtomicBool,
}

impl Stream {
    /// Starts the thread for the worker that `waker` wakes.
    pub(crate) fn start(pipe: Pipe, waker: Waker) -> Result<Stream, Error> {
        let (sender, chunks) = sync_channel(CHUNKS_MAX);
        let watch = Arc::new(Watch::default());
        let source = pipe.again().map_err(|cause| Error::world("cannot be read").cause(&cause))?;
        let thread = {
            let watch = Arc::clone(&watch);
            spawn::thread("stream", move || {
                if let Err(error) = pump(source, &sender, &watch, &waker) {
                    // The reader may be gone: then nobody is left to tell.
                    let _ = sender.send(Err(error));
                }
                drop(sender);
                waker.wake();
            })?
        };
        let thread = thread.thread().clone();
        Ok(Stream { pipe, watch, thread, chunks, rest: VecDeque::new() })
    }

    /// Reads some bytes; `Ok(None)` when none are there yet, 0 at the end. `wakes`: if none are there, the worker will sleep and is to be woken.
    pub(crate) fn read(&mut self, buffer: &mut [u8], wakes: bool) -> io::Result<Option<usize>> {
        if self.rest.is_empty() {
            // Asked before the channel: what was sent before the input was found plain comes first.
            let is_plain = self.watch.is_plain.load(Ordering::Acquire);
            match self.chunks.try_recv() {
                Ok(chunk) => self.rest = chunk?.into(),
                Err(_) if is_plain => return self.read_plain(buffer, wakes),
                Err(TryRecvError::Empty) => return Ok(None),
                Err(TryRecvError::Disconnected) => return Ok(Some(0)),
            }
        }
        self.rest.read(buffer).map(Some)
    }

    fn read_plain(&mut self, buffer: &mut [u8], wakes: bool) -> io::Result<Option<usize>> {
        if self.pipe.is_ready()? {
            return match self.pipe.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(None),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
                read => read.map(Some),
            };
        }
        if wakes && !self.watch.is_dry.swap(true, Ordering::AcqRel) {
            self.thread.unpark();
        }
        Ok(None)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.watch.is_gone.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Reads the first bytes; then plain input is watched, compressed input read to its end, or until the reader is gone.
fn pump(
    source: Pipe,
    sender: &SyncSender<io::Result<Vec<u8>>>,
    watch: &Watch,
    waker: &Waker,
) -> io::Result<()> {
    // A named pipe that nobody writes to yet would seem to be at its end.
    source.wait()?;
    let mut source = Waiting(source);
    let mut buffer = vec![0; CHUNK_BYTES];
    let mut n = 0;
    // As many as it takes to tell.
    while may_be_compressed(&buffer[..n]) && !is_compressed(&buffer[..n]) {
        match some(&mut source, &mut buffer[n..])? {
            0 => break,
            more => n += more,
        }
    }
    let first = buffer[..n].to_vec();
    if !is_compressed(&first) {
        let sent = sender.send(Ok(first)).is_ok();
        watch.is_plain.store(true, Ordering::Release);
        waker.wake();
        return if sent { wake_when_ready(&source.0, watch, waker) } else { Ok(()) };
    }
    let mut read = decompressed(io::Cursor::new(first).chain(source), None)?;
    loop {
        let n = some(&mut read, &mut buffer)?;
        // A copy of what came, often a few rows: less than to clear a buffer for each.
        if n == 0 || sender.send(Ok(buffer[..n].to_vec())).is_err() {
            return Ok(());
        }
        waker.wake();
    }
}

/// A stream whose reads wait, also where it was opened so that they would not.
struct Waiting(Pipe);

impl Read for Waiting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.0.wait()?,
                result => return result,
            }
        }
    }
}

/// Some bytes; 0 at the end.
fn some(read: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match read.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Whenever the worker has run dry, waits for the pipe and wakes it.
fn wake_when_ready(source: &Pipe, watch: &Watch, waker: &Waker) -> io::Result<()> {
    while !watch.is_gone.load(Ordering::Acquire) {
        if watch.is_dry.load(Ordering::Acquire) {
            source.wait()?;
            // Before the worker is woken: from then on it may run dry again.
            watch.is_dry.store(false, Ordering::Release);
            waker.wake();
        } else {
            std::thread::park();
        }
    }
    Ok(())
}
