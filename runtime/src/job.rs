//! What a generated program gives the runtime: a [`Job`] that prepares, makes a [`Worker`] on each thread, and finishes.
//!
//! A worker is driven in rounds, see [`Worker::round`]. The runtime knows it as `dyn Worker`: one indirect call a round.

use crate::cx::Cx;
use crate::error::Result;
use crate::setup::{Setup, WorkerSetup};
use crate::stats::StatsSink;
use std::sync::Arc;

/// A whole program.
pub trait Job: 'static {
    /// Parameters, opened sources, created sinks: what all workers see.
    type Shared: Send + Sync + 'static;
    /// What one thread runs.
    type Worker: Worker + 'static;

    /// Reads parameters, opens sources, creates sinks. Nothing runs yet; a failure here leaves no trace.
    fn prepare(setup: &mut Setup<'_>) -> Result<Self::Shared>;

    /// Makes one worker, on its own thread.
    fn worker(shared: &Arc<Self::Shared>, setup: &WorkerSetup) -> Result<Self::Worker>;

    /// After all workers have ended without failure, the clean stop included: commits the sinks.
    fn finish(shared: &Self::Shared) -> Result<()>;

    /// Instead of [`Job::finish`], where the job was stopped before the end of an input that has one: says what is not published.
    fn discard(shared: &Self::Shared) {
        let _ = shared;
    }
}

/// The part of a job that one thread runs.
pub trait Worker {
    /// Called once before the first round: sources that have nothing to read on this worker send their end. All workers
    /// have done so, and have drained what came, before any row is read.
    fn start(&mut self, cx: Cx<'_>) {
        let _ = cx;
    }

    /// One round: drain inbound exchanges, those farthest downstream first, then read each source for a quantum: some 100 µs, with a piece of a large file up to half a millisecond.
    fn round(&mut self, cx: Cx<'_>) -> Round;

    /// Adds this worker's counters.
    fn stats(&self, stats: &mut StatsSink);
}

/// What came of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Something was done: call again at once.
    Worked,
    /// Nothing to do now.
    Idle,
    /// Sources and inbound channels have ended and everything was passed on; another call would say so again.
    Ended,
}

/// What came of polling a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polled {
    /// Rows were read; there may be more.
    Rows,
    /// None at the moment.
    Idle,
    /// It has ended, now or before.
    Ended,
}

/// Adds up what the parts of a round did.
#[derive(Debug, Default)]
pub struct Rounds {
    worked: bool,
    open: bool,
    held_up: bool,
}

impl Rounds {
    /// Nothing done, nothing open.
    #[inline]
    pub fn new() -> Rounds {
        Rounds::default()
    }

    /// Something was done.
    #[inline]
    pub fn worked(&mut self) {
        self.worked = true;
    }

    /// Something may still come or go.
    #[inline]
    pub fn open(&mut self) {
        self.open = true;
    }

    /// Something waits until another worker has made room: what leads there cannot go on. Told from the last exchange to the first.
    #[inline]
    pub(crate) fn hold_up(&mut self) {
        (self.open, self.held_up) = (true, true);
    }

    /// Whether that is so anywhere so far.
    #[inline]
    pub(crate) fn held_up(&self) -> bool {
        self.held_up
    }

    /// Adds a source.
    #[inline]
    pub fn add(&mut self, polled: Polled) {
        self.worked |= polled == Polled::Rows;
        self.open |= polled != Polled::Ended;
    }

    /// Whether nothing was done so far: the moment to flush what has gathered.
    #[inline]
    pub fn dry(&self) -> bool {
        !self.worked
    }

    /// The round's result.
    #[inline]
    pub fn end(self) -> Round {
        match (self.worked, self.open) {
            (true, _) => Round::Worked,
            (false, true) => Round::Idle,
            (false, false) => Round::Ended,
        }
    }
}
