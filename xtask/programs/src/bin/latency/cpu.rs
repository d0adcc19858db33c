//! CPU time of another process, to the nanosecond: what the scheduler says of its threads.

use std::fs;

/// Seconds on a core so far, of all threads that there are.
pub(super) fn of(process: u32) -> f64 {
    let threads = fs::read_dir(format!("/proc/{process}/task")).expect("the process is there");
    let ns = threads.flatten().filter_map(|thread| {
        let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    ns.sum::<f64>() / 1e9
}
