//! The few words that all threads of a job share: stop and failure flags, who sleeps, and what the progress line shows.
//!
//! Waking: a worker that finds nothing to do says so in `sleeping`, looks once more, and parks. Whoever puts a batch into a ring
//! then looks at `sleeping`; so does a thread that reads for it (compressed standard input). A worker that reads a pipe itself waits for the pipe and for an
//! [`Alarm`], which wakes it in place of its being unparked. Both sides have a sequentially consistent fence between their write and their read, so at least one
//! of them sees the other; a time-out covers what wakes nobody (timers).

use crate::env::alarm::Alarm;
use crate::error::Error;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering, fence};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::Thread;

/// Wakes one worker, from any thread: for those that bring it rows from outside of the rings.
#[derive(Clone)]
pub struct Waker {
    control: Arc<ControlBlock>,
    worker: usize,
}

impl Waker {
    /// For this worker.
    pub fn new(control: Arc<ControlBlock>, worker: usize) -> Waker {
        Waker { control, worker }
    }

    /// Wakes it if it sleeps. Call after making the rows visible to it.
    pub fn wake(&self) {
        self.control.wake(self.worker);
    }
}

/// See the module's text.
pub struct ControlBlock {
    stop: AtomicBool,
    cut_short: AtomicBool,
    /// Steps of which what holds at the end of the input will never be known.
    unfinished: Mutex<BTreeSet<String>>,
    failed: AtomicBool,
    failure: Mutex<Option<Error>>,
    sleepers: Vec<Sleeper>,
    running: AtomicUsize,
    main: OnceLock<Thread>,
    bytes_read: AtomicU64,
    bytes_expected: AtomicU64,
}

/// What other threads see of a worker; on cache lines of its own.
#[repr(align(128))]
struct Sleeper {
    thread: OnceLock<Thread>,
    /// Where it waits for pipes: what wakes it.
    alarm: OnceLock<Alarm>,
    sleeping: AtomicBool,
    rows: AtomicU64,
    watermark: AtomicI64,
}

impl ControlBlock {
    /// For so many workers.
    pub fn new(workers: usize) -> Arc<ControlBlock> {
        let sleeper = || Sleeper {
            thread: OnceLock::new(),
            alarm: OnceLock::new(),
            sleeping: AtomicBool::new(false),
            rows: AtomicU64::new(0),
            watermark: AtomicI64::new(i64::MIN),
        };
        Arc::new(ControlBlock {
            stop: AtomicBool::new(false),
            cut_short: AtomicBool::new(false),
            unfinished: Mutex::new(BTreeSet::new()),
            failed: AtomicBool::new(false),
            failure: Mutex::new(None),
            sleepers: (0..workers).map(|_| sleeper()).collect(),
            running: AtomicUsize::new(workers),
            main: OnceLock::new(),
            bytes_read: AtomicU64::new(0),
            bytes_expected: AtomicU64::new(0),
        })
    }

    /// Asks for a clean stop.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
        self.wake_all();
    }

    /// A source that has an end was stopped before it.
    pub fn cut_short(&self) {
        self.cut_short.store(true, Ordering::SeqCst);
    }

    /// The job was stopped before it is known what holds of a step at the end of its input: that cuts it short. Whether this is new of the step.
    pub fn unfinished(&self, step: &str) -> bool {
        self.cut_short();
        self.unfinished.lock().unwrap_or_else(PoisonError::into_inner).insert(step.to_owned())
    }

    /// Whether that happened: then the output is a part of what it would be.
    pub fn was_cut_short(&self) -> bool {
        self.cut_short.load(Ordering::SeqCst)
    }

    /// Whether a clean stop was asked for.
    #[inline]
    pub fn stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Ends the job with this error, unless another one was first.
    pub fn fail(&self, error: Error) {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        self.failed.store(true, Ordering::SeqCst);
        self.wake_all();
    }

    /// Whether any worker has failed.
    #[inline]
    pub fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// The failure, taken out.
    pub fn take_failure(&self) -> Option<Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Wakes a worker that sleeps; nothing otherwise. Call after making work visible to it.
    #[inline]
    pub fn wake(&self, worker: usize) {
        fence(Ordering::SeqCst);
        if self.sleepers[worker].sleeping.load(Ordering::Relaxed) {
            self.wake_slowly(worker);
        }
    }

    #[cold]
    fn wake_slowly(&self, worker: usize) {
        let sleeper = &self.sleepers[worker];
        if !sleeper.sleeping.swap(false, Ordering::SeqCst) {
            return;
        }
        match (sleeper.alarm.get(), sleeper.thread.get()) {
            (Some(alarm), _) => alarm.ring(),
            (_, Some(thread)) => thread.unpark(),
            (_, None) => {}
        }
    }

    fn wake_all(&self) {
        for worker in 0..self.sleepers.len() {
            self.wake(worker);
        }
    }

    /// Called by each worker's own thread before its first round.
    pub(crate) fn register(&self, worker: usize) {
        let _ = self.sleepers[worker].thread.set(std::thread::current());
    }

    /// What wakes the worker, if it waits for pipes.
    pub(crate) fn alarm(&self, worker: usize) -> Option<&Alarm> {
        self.sleepers[worker].alarm.get()
    }

    /// The worker waits for pipes from now on: whether it did not before, and can (files can be opened). What was announced before was announced without the alarm: it must fall asleep again.
    pub(crate) fn set_alarm(&self, worker: usize) -> bool {
        let alarm = &self.sleepers[worker].alarm;
        alarm.get().is_none() && Alarm::new().is_ok_and(|made| alarm.set(made).is_ok())
    }

    /// Announces that the worker is about to sleep; it must look for work once more before it does.
    pub(crate) fn fall_asleep(&self, worker: usize) {
        self.sleepers[worker].sleeping.store(true, Ordering::SeqCst);
        fence(Ordering::SeqCst);
    }

    /// Whether nobody has woken it since.
    pub(crate) fn asleep(&self, worker: usize) -> bool {
        self.sleepers[worker].sleeping.load(Ordering::SeqCst)
    }

    pub(crate) fn awake(&self, worker: usize) {
        self.sleepers[worker].sleeping.store(false, Ordering::Relaxed);
    }

    pub(crate) fn register_main(&self) {
        let _ = self.main.set(std::thread::current());
    }

    /// A worker has ended; the last one wakes the main thread.
    pub(crate) fn ended(&self) {
        if self.running.fetch_sub(1, Ordering::SeqCst) == 1
            && let Some(main) = self.main.get()
        {
            main.unpark();
        }
    }

    pub(crate) fn running(&self) -> usize {
        self.running.load(Ordering::SeqCst)
    }

    #[inline]
    pub(crate) fn read_bytes(&self, n: u64) {
        self.bytes_read.fetch_add(n, Ordering::Relaxed);
    }

    pub(crate) fn expect_bytes(&self, n: u64) {
        self.bytes_expected.fetch_add(n, Ordering::Relaxed);
    }

    /// Bytes of input read and expected so far.
    pub fn bytes(&self) -> (u64, u64) {
        (self.bytes_read.load(Ordering::Relaxed), self.bytes_expected.load(Ordering::Relaxed))
    }

    /// What the progress line shows of a worker: rows read, watermark.
    pub(crate) fn publish(&self, worker: usize, rows: u64, watermark: i64) {
        self.sleepers[worker].rows.store(rows, Ordering::Relaxed);
        self.sleepers[worker].watermark.store(watermark, Ordering::Relaxed);
    }

    /// Sum of rows and least watermark of all workers.
    pub(crate) fn published(&self) -> (u64, i64) {
        let rows = self.sleepers.iter().map(|s| s.rows.load(Ordering::Relaxed)).sum();
        let watermark = self.sleepers.iter().map(|s| s.watermark.load(Ordering::Relaxed)).min();
        (rows, watermark.unwrap_or(i64::MIN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn a_worker_that_waits_for_pipes_is_woken_all_the_same() {
        const LONG: Duration = Duration::from_secs(60);
        let control = ControlBlock::new(2);
        control.register(0);
        control.fall_asleep(0);
        assert!(control.alarm(0).is_none() && control.set_alarm(0) && !control.set_alarm(0));
        control.fall_asleep(0);
        let start = Instant::now();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(20));
                control.wake(1);
                assert!(control.asleep(0), "another one was woken");
                control.wake(0);
            });
            control.alarm(0).expect("a file can be opened").wait(&[], LONG);
        });
        assert!(start.elapsed() < LONG && !control.asleep(0));
    }
}
