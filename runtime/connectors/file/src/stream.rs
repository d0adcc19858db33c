//! Standard input, named pipes and devices. A worker never waits for a pipe while it has other things to do, so a stop is always heard.
//!
//! A thread reads the first bytes, which tell whether the stream is compressed.
//!
//! **Plain bytes** are from then on read by the worker itself, into the memory where they are decoded, and only where they are there already; when it has run dry and
//! has nothing else to do, it waits for the pipe. So nobody stands between the pipe and the worker. (Where other processes read from the same pipe, one of them can be
//! faster between the look and the read; then the worker does wait.)
//!
//! **Compressed bytes** are read and decompressed by the thread; chunks come through a bounded channel, and the worker is woken for each.
//!
//! The thread ends with its input, with the first bytes of plain input, or when the reader is gone; a wait that never ends is left behind at the end of the process.

use crate::input::{CHUNK_BYTES, decompressed, is_compressed, may_be_compressed};
use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use weir_runtime::control_block::Waker;
use weir_runtime::cx::Cx;
use weir_runtime::env::pipe::Pipe;
use weir_runtime::env::spawn;
use weir_runtime::error::Error;

/// Chunks that wait for the worker.
const CHUNKS_MAX: usize = 8;

/// The worker's end.
pub(crate) struct Stream {
    pipe: Pipe,
    /// The input is plain: behind the chunk that was sent, the worker reads it.
    is_plain: Arc<AtomicBool>,
    chunks: Receiver<io::Result<Vec<u8>>>,
    /// Of the chunk received last, what has not been read yet.
    rest: VecDeque<u8>,
}

impl Stream {
    /// Starts the thread for the worker that `waker` wakes.
    pub(crate) fn start(pipe: Pipe, waker: Waker) -> Result<Stream, Error> {
        let (sender, chunks) = sync_channel(CHUNKS_MAX);
        let is_plain = Arc::new(AtomicBool::new(false));
        let (source, found_plain) = (pipe.clone(), Arc::clone(&is_plain));
        spawn::thread("stream", move || {
            if let Err(error) = pump(source, &sender, &found_plain, &waker) {
                // The reader may be gone: then nobody is left to tell.
                let _ = sender.send(Err(error));
            }
            drop(sender);
            waker.wake();
        })?;
        Ok(Stream { pipe, is_plain, chunks, rest: VecDeque::new() })
    }

    /// Reads some bytes; `Ok(None)` when none are there yet, 0 at the end.
    pub(crate) fn read(&mut self, cx: Cx<'_>, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        if self.rest.is_empty() {
            // Asked before the channel: what was sent before the input was found plain comes first.
            let is_plain = self.is_plain.load(Ordering::Acquire);
            match self.chunks.try_recv() {
                Ok(chunk) => self.rest = chunk?.into(),
                Err(_) if is_plain => return self.read_plain(cx, buffer),
                Err(TryRecvError::Empty) => return Ok(None),
                // Asked again: it may just have been found plain.
                Err(TryRecvError::Disconnected) if self.is_plain.load(Ordering::Acquire) => {
                    return self.read_plain(cx, buffer);
                }
                Err(TryRecvError::Disconnected) => return Ok(Some(0)),
            }
        }
        self.rest.read(buffer).map(Some)
    }

    fn read_plain(&mut self, cx: Cx<'_>, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        if self.pipe.is_ready()? {
            match self.pipe.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                read => return read.map(Some),
            }
        }
        // Also behind the first part of a record: the rest is what the worker waits for.
        cx.is_dry(&self.pipe);
        Ok(None)
    }
}

/// Reads the first bytes; then compressed input to its end, or until the reader is gone.
fn pump(
    source: Pipe,
    sender: &SyncSender<io::Result<Vec<u8>>>,
    is_plain: &AtomicBool,
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
        // The reader may be gone.
        let _ = sender.send(Ok(first));
        is_plain.store(true, Ordering::Release);
        return Ok(());
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
