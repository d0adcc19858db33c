//! Standard input, read on a thread of its own: a worker never waits for a pipe, so a stop is always heard.
//!
//! Chunks come decompressed through a bounded channel, and the worker is woken for each: a row is not held up until the worker looks by itself. The thread ends with its input or when the reader is gone; a read that
//! never returns is left behind at the end of the process, for nothing can wake it.

use crate::input::{CHUNK_BYTES, decompressed};
use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use weir_runtime::control_block::Waker;
use weir_runtime::env::spawn;
use weir_runtime::error::Error;

/// Chunks that wait for the worker.
const CHUNKS_MAX: usize = 8;

/// The worker's end.
pub(crate) struct Stdin {
    chunks: Receiver<io::Result<Vec<u8>>>,
    /// Of the chunk received last, what has not been read yet.
    rest: VecDeque<u8>,
}

impl Stdin {
    /// Starts the thread over `source` (standard input, but in tests) for the worker that `waker` wakes.
    pub(crate) fn start(source: impl Read + Send + 'static, waker: Waker) -> Result<Stdin, Error> {
        spawn::refuse_closed(0)?;
        let (sender, chunks) = sync_channel(CHUNKS_MAX);
        spawn::thread("stdin", move || {
            if let Err(error) = pump(source, &sender, &waker) {
                // The reader may be gone: then nobody is left to tell.
                let _ = sender.send(Err(error));
            }
            drop(sender);
            waker.wake();
        })?;
        Ok(Stdin { chunks, rest: VecDeque::new() })
    }

    /// Reads some bytes; `Ok(None)` when none are there yet, 0 at the end.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        if self.rest.is_empty() {
            match self.chunks.try_recv() {
                Ok(chunk) => self.rest = chunk?.into(),
                Err(TryRecvError::Empty) => return Ok(None),
                Err(TryRecvError::Disconnected) => return Ok(Some(0)),
            }
        }
        self.rest.read(buffer).map(Some)
    }
}

/// Reads to the end or until the reader is gone.
fn pump(
    source: impl Read + Send + 'static,
    sender: &SyncSender<io::Result<Vec<u8>>>,
    waker: &Waker,
) -> io::Result<()> {
    let mut read = decompressed(source, None)?;
    let mut buffer = vec![0; CHUNK_BYTES];
    loop {
        let n = match read.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            result => result?,
        };
        // A copy of what came, often a few rows: less than to clear a buffer for each.
        if n == 0 || sender.send(Ok(buffer[..n].to_vec())).is_err() {
            return Ok(());
        }
        waker.wake();
    }
}
