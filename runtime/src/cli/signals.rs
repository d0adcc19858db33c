//! SIGTERM, Ctrl-C and a terminal that goes away (unless `nohup` has it ignored): the first asks the job to stop cleanly, the second ends the process at once with status 130.
//!
//! The handler only sets a flag; the main thread looks at it while it waits for the workers.
//!
//! SIGXFSZ (a file grows over the limit of `ulimit -f`) must not end the process: the write that caused it then fails, and the job with
//! a message. That is so from before the first file is created.

use crate::control_block::ControlBlock;
use crate::env::spawn;
use crate::os;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// See the module's text.
pub(super) struct Signals(Arc<AtomicBool>);

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
        Signals(raised)
    }

    /// Acts on what came since.
    pub(super) fn tick(&self, control: &ControlBlock) {
        if !self.0.swap(false, Ordering::SeqCst) {
            return;
        }
        if control.stopping() {
            spawn::exit(130);
        }
        crate::log::info(format_args!("stopping"));
        control.stop();
    }
}
