//! The context of a worker: what every function of a running pipeline may need, in two words, passed by value.
//!
//! A [`Cx`] lives for one round. Strings that functions make go into its scratch memory and live as long; the worker loop empties
//! the scratch between rounds. The first failure wins and ends the job; steps go on until the round is over, so nothing here returns early.

use crate::control_block::{ControlBlock, Waker};
use crate::env::pipe::Pipe;
use crate::error::Error;
use bumpalo::Bump;
use std::cell::{Cell, Ref, RefCell};
use std::sync::Arc;

/// Rounds after which sinks are flushed; one takes some 100 µs, with a piece of a large file up to half a millisecond.
const ROUNDS_UNFLUSHED_MAX: u32 = 8;

/// See the module's text.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    /// Memory for strings made in this round.
    pub scratch: &'a Bump,
    state: &'a WorkerState,
}

/// What a worker keeps between rounds. Made by the worker loop (and by tests).
pub struct WorkerState {
    me: usize,
    workers: usize,
    started: Cell<bool>,
    /// Rounds so far.
    rounds: Cell<u32>,
    /// Pipes that were found dry in this round.
    dry: RefCell<Vec<Pipe>>,
    failed: Cell<bool>,
    failure: RefCell<Option<Error>>,
    control: Arc<ControlBlock>,
}

impl WorkerState {
    /// State of worker `me` of `workers`.
    pub fn new(me: usize, workers: usize, control: Arc<ControlBlock>) -> WorkerState {
        let failure = RefCell::new(None);
        WorkerState {
            me,
            workers,
            started: Cell::new(true),
            rounds: Cell::new(0),
            dry: RefCell::default(),
            failed: Cell::new(false),
            failure,
            control,
        }
    }

    /// A context for one round with this scratch memory.
    pub fn cx<'a>(&'a self, scratch: &'a Bump) -> Cx<'a> {
        Cx { scratch, state: self }
    }

    /// Takes the failure out, if there was one.
    pub fn take_failure(&self) -> Option<Error> {
        self.failure.borrow_mut().take()
    }

    pub(crate) fn next_round(&self) {
        self.rounds.set(self.rounds.get().wrapping_add(1));
        self.dry.borrow_mut().clear();
    }

    /// Pipes that were found dry in the last round.
    pub fn dry(&self) -> Ref<'_, [Pipe]> {
        Ref::map(self.dry.borrow(), Vec::as_slice)
    }

    pub(crate) fn set_started(&self, started: bool) {
        self.started.set(started);
    }
}

impl Cx<'_> {
    /// Number of this worker, from 0.
    #[inline]
    pub fn me(self) -> usize {
        self.state.me
    }

    /// How many workers there are.
    #[inline]
    pub fn workers(self) -> usize {
        self.state.workers
    }

    /// The job has failed with this. The first failure is the one reported.
    #[cold]
    #[inline(never)]
    pub fn fail(self, error: Error) {
        self.state.failed.set(true);
        self.state.failure.borrow_mut().get_or_insert(error);
    }

    /// Whether this worker has failed: sources stop reading then.
    #[inline]
    pub fn failed(self) -> bool {
        self.state.failed.get()
    }

    /// Whether rows may be read. False only in the first round, in which exchanges are drained so that every worker knows which
    /// channels have ended before the first row: generated code polls sources only when this holds.
    #[inline]
    pub fn started(self) -> bool {
        self.state.started.get()
    }

    /// Whether sinks should pass on what has gathered although there is more to do: every few milliseconds at least, so that no row waits for an input to run dry
    /// or for a buffer to fill.
    #[inline]
    pub fn flush_is_due(self) -> bool {
        self.state.rounds.get().is_multiple_of(ROUNDS_UNFLUSHED_MAX)
    }

    /// Whether the job was asked to stop (a signal, or [`Cx::stop`]): a source then sends [`crate::exchange::Control::Stop`] and has ended.
    #[inline]
    pub fn stopping(self) -> bool {
        self.state.control.stopping()
    }

    /// Asks the whole job to stop cleanly, with status 0: nobody reads our output any more.
    #[cold]
    pub fn stop(self) {
        self.state.control.stop();
    }

    /// A source that has an end was stopped before it: files are not published then.
    #[cold]
    pub fn cut_short(self) {
        self.state.control.cut_short();
    }

    /// The job was stopped, and what `step` holds at the end of its input will never be known: says so, once for each step, and publishes no files.
    #[cold]
    pub fn unfinished(self, step: &str) {
        if self.state.control.unfinished(step) {
            crate::log::warn(format_args!(
                "what holds at the end of `{step}` was not written: the job was stopped before it"
            ));
        }
    }

    /// Wakes all other workers that sleep: something that one may wait for is there. Not for every row.
    pub fn wake_others(self) {
        for worker in (0..self.workers()).filter(|worker| *worker != self.me()) {
            self.state.control.wake(worker);
        }
    }

    /// Nothing could be read from this pipe: if the worker sleeps behind this round, what comes there wakes it.
    pub fn is_dry(self, pipe: &Pipe) {
        self.state.dry.borrow_mut().push(pipe.clone());
    }

    /// For a thread that brings rows to this worker: it wakes it when some are there.
    pub fn waker(self) -> Waker {
        Waker::new(self.state.control.clone(), self.state.me)
    }

    /// Tells the progress line that so many bytes of the input (as stored, see `Setup::expect_bytes`) have been read.
    #[inline]
    pub fn read_bytes(self, n: u64) {
        self.state.control.read_bytes(n);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_is_reported() {
        let state = WorkerState::new(0, 1, ControlBlock::new(1));
        let scratch = Bump::new();
        let cx = state.cx(&scratch);
        assert!(!cx.failed());
        cx.fail(Error::world("first"));
        cx.fail(Error::world("second"));
        assert!(cx.failed());
        assert_eq!(state.take_failure().map(|e| e.to_string()), Some("first".to_owned()));
    }
}
