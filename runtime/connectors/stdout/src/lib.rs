//! Standard output as a sink: whole rows, at most 64 KiB late.
//!
//! Each worker gathers rows in a buffer of its own and passes them on when there are enough or the worker has nothing else to do, under a lock that all sinks on standard output share. When nobody reads any more (`job run | head`), the job stops quietly, with status 0.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use weir_runtime::cx::Cx;
use weir_runtime::env::pipe::{Outlet, is_gone};
use weir_runtime::env::spawn::refuse_closed;
use weir_runtime::error::{Error, Result};
use weir_runtime::setup::Setup;
use weir_runtime::sink;

/// Bytes that a worker gathers before it passes them on.
const FLUSH_BYTES: usize = 64 * 1024;

/// The shared part: clones write to the same place.
#[derive(Clone)]
pub struct Sink(Arc<Shared>);

struct Shared {
    /// Name of the sink, for messages.
    name: &'static str,
    out: Out,
}

/// `None` once nobody reads any more.
type Out = Arc<Mutex<Option<Box<dyn Write + Send>>>>;

/// Standard output, once a sink writes there: the same for all of them, so that their rows stay whole.
static STDOUT: Mutex<Option<Out>> = Mutex::new(None);

/// What came of writing.
#[derive(PartialEq, Eq)]
enum Written {
    Yes,
    NobodyReads,
}

impl Sink {
    /// Standard output for sink `sink_idx`. `header` is written before all rows; it may be empty.
    pub fn create(setup: &Setup<'_>, sink_idx: usize, header: &[u8]) -> Result<Sink> {
        let name = setup.sink_name(sink_idx);
        refuse_closed(1).map_err(|error| error.step(name))?;
        let refused = |cause| Error::io("cannot be written", "standard output", &cause).step(name);
        Sink::over(name, stdout().map_err(refused)?, header)
    }

    /// The same, to somewhere else: for tests.
    pub fn to(name: &'static str, out: Box<dyn Write + Send>, header: &[u8]) -> Result<Sink> {
        Sink::over(name, over(out), header)
    }

    fn over(name: &'static str, out: Out, header: &[u8]) -> Result<Sink> {
        let shared = Shared { name, out };
        // A reader that is gone already is noticed by the first row.
        shared.write(header)?;
        Ok(Sink(Arc::new(shared)))
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
}

fn over(out: Box<dyn Write + Send>) -> Out {
    Arc::new(Mutex::new(Some(out)))
}

fn stdout() -> io::Result<Out> {
    let mut known = STDOUT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(out) = &*known {
        return Ok(Arc::clone(out));
    }
    let out = over(Box::new(Outlet::stdout()?));
    Ok(Arc::clone(known.insert(out)))
}

impl Shared {
    /// Writes whole rows.
    fn write(&self, bytes: &[u8]) -> Result<Written> {
        let mut guard = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(out) = &mut *guard else {
            return Ok(Written::NobodyReads);
        };
        if bytes.is_empty() {
            return Ok(Written::Yes);
        }
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Ok(()) => Ok(Written::Yes),
            Err(cause) if is_gone(&cause) => {
                *guard = None;
                Ok(Written::NobodyReads)
            }
            Err(cause) => Err(Error::io("cannot be written", "standard output", &cause).step(self.name)),
        }
    }
}

/// One worker's way to standard output.
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
        if !cx.failed() {
            match self.sink.write(&self.buffer) {
                Ok(Written::Yes) => {}
                Ok(Written::NobodyReads) => cx.stop(),
                Err(error) => cx.fail(error),
            }
        }
        self.buffer.clear();
    }

    /// Rows and bytes so far.
    pub fn counts(&self) -> (u64, u64) {
        (self.rows, self.bytes + self.buffer.len() as u64)
    }
}

impl sink::Sink for Sink {
    type Writer = Writer;

    fn writer(&self) -> Writer {
        Sink::writer(self)
    }
}

/// What was written was final.
impl sink::Commit for Sink {}

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
mod tests {
    use super::*;
    use std::fs::OpenOptions;
    use weir_runtime::Bump;
    use weir_runtime::control_block::ControlBlock;
    use weir_runtime::cx::WorkerState;

    /// Writes so many rows: whether the job is to stop, or the failure.
    fn check(sink: &Sink, rows: usize) -> std::result::Result<bool, String> {
        let (state, scratch) = (WorkerState::new(0, 1, ControlBlock::new(1)), Bump::new());
        let cx = state.cx(&scratch);
        let mut writer = sink.writer();
        for _ in 0..rows {
            writer.buffer().extend_from_slice(b"a row\n");
            writer.end_row(cx);
        }
        writer.flush(cx);
        assert_eq!(writer.counts(), (rows as u64, 6 * rows as u64));
        state.take_failure().map_or(Ok(cx.stopping()), |error| Err(error.to_string()))
    }

    #[derive(Clone, Default)]
    struct Memory(Arc<Mutex<Vec<u8>>>);

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("no writer panics").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn rows_come_out_whole_behind_the_preamble() {
        let memory = Memory::default();
        let sink = Sink::to("out", Box::new(memory.clone()), b"text\n").expect("memory");
        assert_eq!(check(&sink, 20_000), Ok(false));
        let expected = format!("text\n{}", "a row\n".repeat(20_000));
        assert_eq!(*memory.0.lock().expect("no writer panics"), expected.into_bytes());
    }

    #[test]
    fn the_job_stops_when_nobody_reads() {
        let (reader, writer) = io::pipe().expect("a pipe");
        drop(reader);
        let sink = Sink::to("out", Box::new(writer), b"").expect("nothing to write");
        assert_eq!(check(&sink, 3), Ok(true));
        assert_eq!(check(&sink, 3), Ok(true));
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("the device");
        let sink = Sink::to("out", Box::new(full), b"").expect("nothing to write");
        let error = check(&sink, 3).expect_err("no room");
        assert_eq!(
            error,
            "cannot be written: No space left on device (os error 28), at standard output, in `out`"
        );
    }
}
