//! Threads, the process and its surroundings.

use crate::error::{Error, Result};
use std::thread::{Builder, JoinHandle, Scope, ScopedJoinHandle};

/// Starts a named thread. A worker that is bound to a core does not bind the threads it starts.
pub fn thread<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>> {
    let anywhere = || {
        crate::os::unpin();
        body()
    };
    Builder::new().name(name.to_owned()).spawn(anywhere).map_err(|cause| refused(name, &cause))
}

/// A job with many steps is made on the stack of its worker: a hundred running aggregates took more than the 2 MiB that are usual. What is not touched takes no
/// memory, as long as the system gives stacks small pages, as it does unless it is told to give large ones to all.
const STACK_BYTES: usize = 64 << 20;

/// Starts a named thread that may borrow what outlives the scope.
pub fn scoped<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    name: &str,
    body: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>> {
    let thread = Builder::new().name(name.to_owned()).stack_size(STACK_BYTES);
    thread.spawn_scoped(scope, body).map_err(|cause| refused(name, &cause))
}

fn refused(name: &str, cause: &std::io::Error) -> Error {
    Error::world(format!("cannot start thread `{name}`")).cause(cause).help("lower --parallelism")
}

/// How many cores this process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Refuses a standard stream (0: input, 1: output) that the process was started without. The standard library puts `/dev/null` in its
/// place, so that rows would come from nowhere, or be lost without a word.
pub fn refuse_closed(stream: u8) -> Result<()> {
    let name = if stream == 0 { "standard input" } else { "standard output" };
    match crate::os::was_closed(stream) {
        true => Err(Error::world(format!("{name} is closed"))
            .help("start the job with it open (`/dev/null` is as good as any)")),
        false => Ok(()),
    }
}

/// Number of this process.
pub fn process_id() -> u32 {
    std::process::id()
}

/// A variable of the environment; `None` where it is not set. Bytes that are not UTF-8 show as `�`.
pub fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// Ends the process now. Temporary files are removed first; destructors do not run.
pub fn exit(status: i32) -> ! {
    super::temporary::remove_temporaries();
    std::process::exit(status)
}
