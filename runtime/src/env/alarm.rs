//! What wakes a thread that waits for pipes: who is to be woken by another thread too cannot be parked meanwhile.

use super::pipe::Pipe;
use crate::os;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::time::Duration;

/// See the module's text.
#[derive(Debug)]
pub(crate) struct Alarm(File);

impl Alarm {
    /// One that does not ring.
    ///
    /// # Errors
    /// No more files can be opened.
    pub(crate) fn new() -> io::Result<Alarm> {
        os::event().map(|event| Alarm(File::from(event)))
    }

    /// Ends the wait that somebody is in, or else the next one.
    pub(crate) fn ring(&self) {
        // Only a number that is too large could be refused, which nobody comes to.
        let _ = (&self.0).write(&1u64.to_ne_bytes());
    }

    /// Waits until it rings, a read of one of the pipes would not wait, or so much time is over.
    pub(crate) fn wait(&self, pipes: &[Pipe], time: Duration) {
        match os::wait_for(self.0.as_fd(), pipes.iter().map(AsFd::as_fd), time) {
            Ok(true) => {
                let _ = (&self.0).read(&mut [0; size_of::<u64>()]);
            }
            Ok(false) => {}
            // A process whose system calls are filtered: it goes on, later.
            Err(_) => std::thread::sleep(time),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_ring_ends_one_wait_now_or_later() {
        let alarm = Alarm::new().expect("a file can be opened");
        let waited = |time| {
            let start = Instant::now();
            alarm.wait(&[], time);
            start.elapsed()
        };
        alarm.ring();
        alarm.ring();
        assert!(waited(LONG) < LONG);
        let short = Duration::from_millis(20);
        assert!(waited(short) >= short, "two rings before a wait are one");
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(short);
                alarm.ring();
            });
            assert!(waited(LONG) < LONG);
        });
    }

    #[test]
    fn bytes_in_a_pipe_and_its_end_end_a_wait() {
        let alarm = Alarm::new().expect("a file can be opened");
        let (read, mut write) = io::pipe().expect("a pipe can be made");
        let mut pipes = [Pipe::of(read.into())];
        let wait = |pipes: &[Pipe]| {
            let start = Instant::now();
            alarm.wait(pipes, LONG);
            assert!(start.elapsed() < LONG);
        };
        write.write_all(b"a").unwrap();
        wait(&pipes);
        assert_eq!(pipes[0].read(&mut [0; 9]).unwrap(), 1);
        drop(write);
        wait(&pipes);
    }
}
