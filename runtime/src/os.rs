//! The calls to the operating system that std does not have: pinning a thread, CPU time and peak memory of the process, and which standard
//! streams it was started without.
//!
//! The only module with `unsafe` code; each block calls one libc function with memory that this module owns.
#![allow(unsafe_code)]

use std::sync::atomic::{AtomicU8, Ordering};

/// Bit n: file descriptor n was closed when the process began.
static CLOSED: AtomicU8 = AtomicU8::new(0);

/// Runs before `main`, and before std opens `/dev/null` in place of standard streams that are closed: afterwards nobody can tell a job
/// whose rows somebody throws away on purpose from one that nobody has given a place for them.
// SAFETY: the linker's table of functions that are called at the start holds pointers of this type; this one calls nothing of std.
#[used]
#[unsafe(link_section = ".init_array")]
static BEFORE_MAIN: extern "C" fn() = look_at_streams;

extern "C" fn look_at_streams() {
    for fd in 0..3 {
        // SAFETY: F_GETFD takes no further argument and changes nothing, whatever the descriptor.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } == -1 {
            CLOSED.fetch_or(1 << fd, Ordering::Relaxed);
        }
    }
}

/// Whether the process was started with this standard stream (0, 1, 2) closed.
pub(crate) fn was_closed(fd: u8) -> bool {
    CLOSED.load(Ordering::Relaxed) & (1 << fd) != 0
}

/// What the process has used so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Usage {
    /// User and system time of all threads.
    pub(crate) cpu_seconds: f64,
    /// Largest resident set.
    pub(crate) peak_rss_bytes: u64,
}

/// Binds the calling thread to the `n`th of the cores that this process may use. Pinning is a hint: failure is ignored.
pub(crate) fn pin(n: usize) {
    // SAFETY: `cpu_set_t` is plain old data for which all zeros is the empty set.
    let mut allowed: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: `allowed` is a valid, exclusively borrowed cpu_set_t of the size given; 0 is the calling thread.
    if unsafe { libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &raw mut allowed) } != 0 {
        return;
    }
    // SAFETY: the index stays below CPU_SETSIZE, the number of bits of a cpu_set_t.
    let is_allowed = |core: &usize| unsafe { libc::CPU_ISSET(*core, &allowed) };
    let Some(core) = (0..libc::CPU_SETSIZE as usize).filter(is_allowed).nth(n) else { return };
    // SAFETY: as above: plain old data.
    let mut one: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: `core` is below CPU_SETSIZE.
    unsafe { libc::CPU_SET(core, &mut one) };
    // SAFETY: `one` is a valid cpu_set_t of the size given; 0 is the calling thread.
    let _ = unsafe { libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const one) };
}

/// CPU time and peak memory of this process.
pub(crate) fn usage() -> Usage {
    // SAFETY: `rusage` is plain old data for which all zeros is a valid value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: `usage` is valid and exclusively borrowed; RUSAGE_SELF is a valid selector.
    if unsafe { libc::getrusage(libc::RUSAGE_SELF, &raw mut usage) } != 0 {
        return Usage::default();
    }
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    Usage {
        cpu_seconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
        // Linux counts in KiB.
        peak_rss_bytes: u64::try_from(usage.ru_maxrss).unwrap_or(0) * 1024,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_has_used_something_and_pinning_does_no_harm() {
        assert!(std::thread::spawn(|| pin(0)).join().is_ok());
        assert!(usage().peak_rss_bytes > 0);
    }
}
