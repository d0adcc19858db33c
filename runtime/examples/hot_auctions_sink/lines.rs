//! The sink of the example `hot_auctions`.

use std::sync::Mutex;
use weir_runtime::prelude::*;

/// A sink for this example: keeps lines, and sorts and prints them at the end. Real ones are `weir_file::Sink` and the like.
pub(crate) struct Lines(pub(crate) Arc<Mutex<Vec<u8>>>);

impl Lines {
    pub(crate) fn writer(&self) -> LinesWriter {
        LinesWriter { shared: self.0.clone(), ..LinesWriter::default() }
    }
    pub(crate) fn commit(&self, name: &str, show: bool) {
        let mut bytes = self.0.lock().expect("no worker panicked");
        let mut lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
        lines.sort_unstable();
        let sorted = lines.concat();
        if show {
            print!("{}", String::from_utf8_lossy(&sorted));
        }
        RESULTS
            .lock()
            .expect("no worker panicked")
            .push((name.to_owned(), String::from_utf8_lossy(&sorted).into_owned()));
        bytes.clear();
    }
}

/// Sorted lines of each sink of each run in this process: for the tests.
pub static RESULTS: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

#[derive(Default)]
pub(crate) struct LinesWriter {
    shared: Arc<Mutex<Vec<u8>>>,
    buffer: Vec<u8>,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
}

impl LinesWriter {
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }
    pub(crate) fn end_row(&mut self, cx: Cx<'_>) {
        self.rows += 1;
        if self.buffer.len() >= 64 * 1024 {
            self.flush(cx);
        }
    }
    pub(crate) fn flush(&mut self, _cx: Cx<'_>) {
        self.bytes += self.buffer.len() as u64;
        self.shared.lock().expect("no worker panicked").append(&mut self.buffer);
    }
}
