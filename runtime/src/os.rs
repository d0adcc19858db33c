//! The calls to the operating system that std does not have: pinning a thread, looking at pipes and waiting for them, CPU time and peak memory of the process, and which standard
//! streams it was started without.
//!
//! Each `unsafe` block calls one libc function with memory that this module owns, or takes what one has returned.
#![allow(unsafe_code)]

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

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

/// Whether a read of the stream would not wait; with `wait`, after waiting until then (or for a signal).
pub(crate) fn poll(stream: BorrowedFd<'_>, wait: bool) -> io::Result<bool> {
    poll_for(libc::POLLIN, stream, wait)
}

/// Waits until a write to the stream would not wait (or for a signal: then not yet).
pub(crate) fn poll_to_write(stream: BorrowedFd<'_>) -> io::Result<bool> {
    poll_for(libc::POLLOUT, stream, true)
}

fn poll_for(events: libc::c_short, stream: BorrowedFd<'_>, wait: bool) -> io::Result<bool> {
    let mut looked = libc::pollfd { fd: stream.as_raw_fd(), events, revents: 0 };
    // SAFETY: one `pollfd`, which lives until the call has returned.
    match unsafe { libc::poll(&mut looked, 1, if wait { -1 } else { 0 }) } {
        -1 => match io::Error::last_os_error() {
            interrupted if interrupted.kind() == io::ErrorKind::Interrupted => Ok(false),
            error => Err(error),
        },
        // An end or an error is for the read or the write to tell.
        n => Ok(n > 0),
    }
}

/// A counter that can be waited for as a stream can: what is written is added, and a read takes it all.
pub(crate) fn event() -> io::Result<OwnedFd> {
    // SAFETY: takes two numbers; a descriptor that it returns is open and nobody else's.
    match unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) } {
        -1 => Err(io::Error::last_os_error()),
        // SAFETY: see above.
        event => Ok(unsafe { OwnedFd::from_raw_fd(event) }),
    }
}

/// Waits until a read of `first` or of one of the others would not wait, for a signal, or for so long at most; whether `first` is ready.
pub(crate) fn wait_for<'a>(
    first: BorrowedFd<'a>,
    others: impl Iterator<Item = BorrowedFd<'a>>,
    time: Duration,
) -> io::Result<bool> {
    let look =
        |stream: BorrowedFd<'_>| libc::pollfd { fd: stream.as_raw_fd(), events: libc::POLLIN, revents: 0 };
    let mut looked: Vec<libc::pollfd> = std::iter::once(first).chain(others).map(look).collect();
    let time = libc::timespec {
        tv_sec: libc::time_t::try_from(time.as_secs()).unwrap_or(libc::time_t::MAX),
        tv_nsec: time.subsec_nanos().into(),
    };
    let streams = looked.as_mut_ptr();
    // SAFETY: as many `pollfd`s as are told, which live until the call has returned, as does the time; no signals are named.
    match unsafe { libc::ppoll(streams, looked.len() as libc::nfds_t, &raw const time, std::ptr::null()) } {
        -1 => match io::Error::last_os_error() {
            interrupted if interrupted.kind() == io::ErrorKind::Interrupted => Ok(false),
            error => Err(error),
        },
        _ => Ok(looked[0].revents != 0),
    }
}

/// Whether the process was started with the signal ignored, as `nohup` does with SIGHUP.
pub(crate) fn ignores(signal: i32) -> bool {
    // SAFETY: `sigaction` is plain old data for which all zeros is valid.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: asks what is set and sets nothing; the answer goes to memory of this function.
    let asked = unsafe { libc::sigaction(signal, std::ptr::null(), &mut action) };
    asked == 0 && action.sa_sigaction == libc::SIG_IGN
}

/// For opening: neither the opening nor reads wait.
pub(crate) const WITHOUT_WAITING: i32 = libc::O_NONBLOCK;

/// Lets reads of a stream that was opened [without waiting](WITHOUT_WAITING) wait.
pub(crate) fn let_wait(stream: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: both take a number and change nothing but the stream's flags.
    let done = unsafe {
        let flags = libc::fcntl(stream.as_raw_fd(), libc::F_GETFL);
        flags != -1 && libc::fcntl(stream.as_raw_fd(), libc::F_SETFL, flags & !libc::O_NONBLOCK) != -1
    };
    if done { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Makes reads and writes of a stream fail where they would wait, as others who share it may do.
#[cfg(test)]
pub(crate) fn refuse_to_wait(stream: &impl AsRawFd) {
    // SAFETY: takes numbers and changes nothing but the stream's flags.
    assert_ne!(unsafe { libc::fcntl(stream.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) }, -1);
}

/// The cores that this process may use, from before any thread was pinned.
static ALLOWED: OnceLock<libc::cpu_set_t> = OnceLock::new();

/// What the process has used so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Usage {
    /// User and system time of all threads.
    pub(crate) cpu_seconds: f64,
    /// Largest resident set.
    pub(crate) peak_rss_bytes: u64,
}

/// Binds the calling thread to the `n`th of the cores that this process may run on, if there are just so many (a quota of time may give it less than these). Pinning is a hint: failure is ignored.
pub(crate) fn pin(n: usize, cores: usize) {
    let allowed = ALLOWED.get_or_init(affinity);
    // SAFETY: the index stays below CPU_SETSIZE, the number of bits of a cpu_set_t.
    let is_allowed = |core: &usize| unsafe { libc::CPU_ISSET(*core, allowed) };
    let all: Vec<usize> = (0..libc::CPU_SETSIZE as usize).filter(is_allowed).collect();
    let Some(&core) = all.get(n).filter(|_| all.len() == cores) else { return };
    // SAFETY: `cpu_set_t` is plain old data for which all zeros is the empty set.
    let mut one: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: `core` is below CPU_SETSIZE.
    unsafe { libc::CPU_SET(core, &mut one) };
    set_affinity(&one);
}

/// Lets the calling thread run anywhere again: a thread inherits the core of the one that starts it.
pub(crate) fn unpin() {
    if let Some(allowed) = ALLOWED.get() {
        set_affinity(allowed);
    }
}

/// Asks the scheduler to let the calling thread run for so long at a time, where others want its core: one that runs for short whiles comes to run sooner. A hint: kernels before 6.12, and
/// other kinds of scheduling than the usual one, do without. Whether it will be so.
pub(crate) fn ask_for_slices(time: Duration) -> bool {
    let mut wanted = scheduling();
    if wanted.size == 0 || wanted.sched_policy != libc::SCHED_OTHER as u32 {
        return false;
    }
    wanted.sched_runtime = time.as_nanos() as u64;
    // SAFETY: `wanted` is what the kernel gave, with one number changed; 0 is the calling thread.
    unsafe { libc::syscall(libc::SYS_sched_setattr, 0, &raw const wanted, 0) };
    scheduling().sched_runtime == wanted.sched_runtime
}

/// How the calling thread is scheduled; all zeros if that cannot be found out.
fn scheduling() -> libc::sched_attr {
    // SAFETY: `sched_attr` is plain old data for which all zeros is a valid value.
    let mut found: libc::sched_attr = unsafe { std::mem::zeroed() };
    let bytes = size_of::<libc::sched_attr>() as u32;
    // SAFETY: the kernel writes at most `bytes` to `found`, which is exclusively borrowed; 0 is the calling thread.
    unsafe { libc::syscall(libc::SYS_sched_getattr, 0, &raw mut found, bytes, 0) };
    found
}

/// The cores of the calling thread; none if they cannot be found out.
fn affinity() -> libc::cpu_set_t {
    // SAFETY: as in `pin`: plain old data.
    let mut allowed: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: `allowed` is a valid, exclusively borrowed cpu_set_t of the size given; 0 is the calling thread.
    let _ = unsafe { libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &raw mut allowed) };
    allowed
}

fn set_affinity(cores: &libc::cpu_set_t) {
    // SAFETY: `cores` is a valid cpu_set_t of the size given; 0 is the calling thread.
    let _ = unsafe { libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const *cores) };
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
        peak_rss_bytes: peak_rss_kib().unwrap_or(u64::try_from(usage.ru_maxrss).unwrap_or(0)) * 1024,
    }
}

/// Of this program alone: `ru_maxrss` begins with what the process that started us had.
fn peak_rss_kib() -> Option<u64> {
    let status = crate::env::disk::read(Path::new("/proc/self/status")).ok()?;
    let status = std::str::from_utf8(&status).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_has_used_something_and_pinning_does_no_harm() {
        assert!(std::thread::spawn(|| pin(0, 1)).join().is_ok());
        assert!(usage().peak_rss_bytes > 0 && peak_rss_kib().is_some());
    }

    #[test]
    fn shorter_slices_change_nothing_else_of_how_a_thread_is_scheduled() {
        let asked = std::thread::spawn(|| {
            let (before, takes) = (scheduling(), ask_for_slices(Duration::from_micros(300)));
            (before, takes, scheduling())
        });
        let (before, takes, after) = asked.join().expect("it does not panic");
        let rest = |attr: &libc::sched_attr| {
            (attr.sched_policy, attr.sched_nice, attr.sched_priority, attr.sched_flags)
        };
        assert_eq!(rest(&after), rest(&before));
        // A kernel that knows no such wish, or forbids it, tells the same as before.
        assert_eq!(after.sched_runtime, if takes { 300_000 } else { before.sched_runtime });
    }

    #[test]
    fn a_thread_that_a_pinned_one_starts_may_run_anywhere() {
        // SAFETY: both are plain data of the process.
        let count = |cores: &libc::cpu_set_t| unsafe { libc::CPU_COUNT(cores) };
        let all = count(&affinity());
        let (left, pinned, started) = std::thread::spawn(move || {
            pin(0, all as usize + 1);
            let left = count(&affinity());
            pin(0, all as usize);
            let started = crate::env::spawn::thread("started", move || count(&affinity())).expect("a thread");
            (left, count(&affinity()), started.join().expect("it does not panic"))
        })
        .join()
        .expect("it does not panic");
        assert_eq!(
            (left, pinned, started),
            (all, 1, all),
            "nobody is bound where the cores are not all the job's"
        );
    }
}
