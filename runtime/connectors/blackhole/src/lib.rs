//! A sink that counts and forgets: for benchmarks, and for pipelines whose rows somebody else has already taken.

use weir_runtime::cx::Cx;
use weir_runtime::error::Result;
use weir_runtime::setup::Setup;
use weir_runtime::sink;

/// The shared part: nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sink;

impl Sink {
    /// For sink `sink_idx`; cannot fail.
    pub fn create(setup: &Setup<'_>, sink_idx: usize) -> Result<Sink> {
        let _ = (setup, sink_idx);
        Ok(Sink)
    }

    /// A writer for one worker.
    pub fn writer(&self) -> Writer {
        Writer::default()
    }
}

/// Counts the rows of one worker, and the bytes of those that were written as text.
#[derive(Debug, Default)]
pub struct Writer {
    buffer: Vec<u8>,
    rows: u64,
    bytes: u64,
}

impl Writer {
    /// Where a row's text may go. A row need not be written to be counted.
    #[inline(always)]
    pub fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Counts a row and forgets its text.
    #[inline(always)]
    pub fn end_row(&mut self, cx: Cx<'_>) {
        let _ = cx;
        self.rows += 1;
        self.bytes += self.buffer.len() as u64;
        self.buffer.clear();
    }

    /// Nothing gathers.
    pub fn flush(&mut self, cx: Cx<'_>) {
        let _ = cx;
    }

    /// Rows and bytes so far.
    pub fn counts(&self) -> (u64, u64) {
        (self.rows, self.bytes)
    }
}

impl sink::Sink for Sink {
    type Writer = Writer;

    fn writer(&self) -> Writer {
        Sink::writer(self)
    }
}

/// There is nothing to make final.
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
    use weir_runtime::Bump;
    use weir_runtime::control_block::ControlBlock;
    use weir_runtime::cx::WorkerState;

    #[test]
    fn rows_are_counted_with_and_without_text() {
        let (state, scratch) = (WorkerState::new(0, 1, ControlBlock::new(1)), Bump::new());
        let mut writer = Sink.writer();
        writer.buffer().extend_from_slice(b"a row\n");
        writer.end_row(state.cx(&scratch));
        writer.end_row(state.cx(&scratch));
        assert_eq!((writer.counts(), writer.buffer().len()), ((2, 6), 0));
    }
}
