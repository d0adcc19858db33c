//! Counters of a job, added up over workers and written as the `--stats` file. By hand: the job links no serde.

/// Takes the counters of each worker in turn.
#[derive(Debug, Clone, Default)]
pub struct StatsSink {
    pub(crate) sources: Vec<Flow>,
    pub(crate) sinks: Vec<Flow>,
    pub(crate) steps: Vec<StepCounts>,
    pub(crate) watermark: Option<i64>,
}

/// Counters of a source or sink.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    /// Rows that came in or went out.
    pub rows: u64,
    /// Bytes of their text.
    pub bytes: u64,
    /// Rows refused.
    pub errors: u64,
}

/// Counters of a step on one worker; adds up over workers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StepCounts {
    /// Rows that came in.
    pub rows_in: u64,
    /// Rows that went out.
    pub rows_out: u64,
    /// Rows that missed at least one of their windows.
    pub late: u64,
    /// Rows that failed.
    pub errors: u64,
    /// Size of its state now. Slices that several steps share count for the first of them.
    pub state_bytes: u64,
    /// Keys in its state now, over all slices; those that wait in shared slices for each step.
    pub keys: u64,
}

impl StatsSink {
    /// All zero, for so many of each.
    pub fn new(sources: usize, sinks: usize, steps: usize) -> StatsSink {
        StatsSink {
            sources: vec![Flow::default(); sources],
            sinks: vec![Flow::default(); sinks],
            steps: vec![StepCounts::default(); steps],
            watermark: None,
        }
    }

    /// Adds to source `index`.
    pub fn source(&mut self, index: usize, rows: u64, bytes: u64, errors: u64) {
        self.sources[index].add(rows, bytes, errors);
    }

    /// Adds to sink `index`.
    pub fn sink(&mut self, index: usize, rows: u64, bytes: u64, errors: u64) {
        self.sinks[index].add(rows, bytes, errors);
    }

    /// Adds to step `index`.
    pub fn step(&mut self, index: usize, counts: StepCounts) {
        let sum = &mut self.steps[index];
        sum.rows_in += counts.rows_in;
        sum.rows_out += counts.rows_out;
        sum.late += counts.late;
        sum.errors += counts.errors;
        sum.state_bytes += counts.state_bytes;
        sum.keys += counts.keys;
    }

    /// Adds all counters of another worker.
    pub(crate) fn add(&mut self, other: &StatsSink) {
        for (sum, flow) in
            self.sources.iter_mut().zip(&other.sources).chain(self.sinks.iter_mut().zip(&other.sinks))
        {
            sum.add(flow.rows, flow.bytes, flow.errors);
        }
        other.steps.iter().enumerate().for_each(|(index, counts)| self.step(index, *counts));
    }

    /// Counters of source `index` so far.
    pub fn source_counts(&self, index: usize) -> Flow {
        self.sources[index]
    }

    /// Counters of sink `index` so far.
    pub fn sink_counts(&self, index: usize) -> Flow {
        self.sinks[index]
    }

    /// Counters of step `index` so far.
    pub fn step_counts(&self, index: usize) -> StepCounts {
        self.steps[index]
    }

    /// Event time that a source has reached, for the progress line; the least of all counts.
    pub fn watermark(&mut self, watermark: i64) {
        self.watermark = Some(self.watermark.map_or(watermark, |w| w.min(watermark)));
    }
}

impl Flow {
    fn add(&mut self, rows: u64, bytes: u64, errors: u64) {
        self.rows += rows;
        self.bytes += bytes;
        self.errors += errors;
    }
}
