//! SIGTERM, Ctrl-C and a terminal that goes away (unless `nohup` has it ignored): the first asks the job to stop cleanly, the second ends the process at once with status 130.
//!
//! The handler only sets a flag; the main thread looks at it while it waits for the workers. While it prepares the job, which may wait for whoever opens the other end of a pipe, another thread
//! does: a job that is stopped before it starts leaves nothing behind. While outputs are given their names nobody does: all get them, or none.
//!
//! SIGXFSZ (a file grows over the limit of `ulimit -f`) must not end the process: the write that caused it then fails, and the job with
//! a message. That is so from before the first file is created.

use crate::control_block::ControlBlock;
use crate::env::clock::{self, Mark};
use crate::env::spawn;
use crate::os;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long whoever waits waits between two looks.
pub(super) const LOOK: Duration = Duration::from_millis(50);

/// A stop that takes longer says that it is still going on: a job that waits for whoever reads its output looks like one that did not hear.
const LONG_US: u64 = 3_000_000;

/// See the module's text.
pub(super) struct Signals {
    raised: Arc<AtomicBool>,
    stop: Cell<Stop>,
}

/// Makes writes beyond a limit of the process fail instead of ending it.
pub(super) fn survive_limits() {
    // A handler that does nothing of use: the signal is not ignored, so that programs a job starts would not inherit that.
    if let Err(cause) = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))) {
        crate::log::warn(format_args!(
            "a limit on the size of files will end the job without a message: {cause}"
        ));
    }
}

impl Signals {
    /// From now on.
    pub(super) fn catch() -> Signals {
        let raised = Arc::new(AtomicBool::new(false));
        let hangup = (!os::ignores(SIGHUP)).then_some(SIGHUP);
        for signal in [SIGTERM, SIGINT].into_iter().chain(hangup) {
            if let Err(cause) = signal_hook::flag::register(signal, raised.clone()) {
                crate::log::warn(format_args!("signal {signal} will not stop the job cleanly: {cause}"));
            }
        }
        Signals { raised, stop: Cell::new(Stop::None) }
    }

    /// Does something that cannot be asked to stop: a signal ends the process then.
    pub(super) fn meanwhile<T>(&self, body: impl FnOnce() -> T) -> T {
        let (done, raised) = (AtomicBool::new(false), &self.raised);
        let watch = || {
            while !done.load(Ordering::Acquire) {
                if raised.load(Ordering::SeqCst) {
                    crate::log::info(format_args!("stopped before it started"));
                    spawn::exit(0);
                }
                std::thread::park_timeout(LOOK);
            }
        };
        std::thread::scope(|scope| {
            // Where there can be no thread, a signal is heard later.
            let watching = spawn::scoped(scope, "signals", watch);
            let result = body();
            done.store(true, Ordering::Release);
            if let Ok(watching) = watching {
                watching.thread().unpark();
            }
            result
        })
    }

    /// Acts on what came since.
    pub(super) fn tick(&self, control: &ControlBlock) {
        match (self.raised.swap(false, Ordering::SeqCst), self.stop.get()) {
            (true, Stop::None) => {
                crate::log::info(format_args!("stopping"));
                control.stop();
                self.stop.set(Stop::Asked(clock::mark()));
            }
            (true, _) => spawn::exit(130),
            (false, Stop::Asked(since)) if since.elapsed_us() > LONG_US => {
                crate::log::warn(format_args!(
                    "still stopping: what has been read is still being written; a second signal ends the job at once"
                ));
                self.stop.set(Stop::Told);
            }
            (false, _) => {}
        }
    }
}

/// What signals have done so far. A job may also stop because nobody reads its output any more.
#[derive(Clone, Copy)]
enum Stop {
    None,
    /// They asked for it at this time.
    Asked(Mark),
    /// And it has said that it takes long.
    Told,
}
