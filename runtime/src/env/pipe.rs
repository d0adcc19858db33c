//! Streams with something else at their other end: one that it fills, read only where that does not wait; and one that it empties, whose writes always wait.

use crate::error::{Error, Result};
use crate::os;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

/// Standard input, or the end of a pipe. A clone is the same stream: who reads takes from the other.
#[derive(Debug, Clone)]
pub struct Pipe(Arc<File>);

impl Pipe {
    /// Standard input, without the buffer that the standard library has for it.
    ///
    /// # Errors
    /// No more files can be opened.
    pub fn stdin() -> io::Result<Pipe> {
        io::stdin().as_fd().try_clone_to_owned().map(Pipe::of)
    }

    /// A named pipe or a device, whether or not anybody writes there yet.
    ///
    /// # Errors
    /// It cannot be opened; the path is in the error.
    pub fn open(path: &Path) -> Result<Pipe> {
        let refused = |cause| {
            Error::io("cannot be opened", path.display(), &cause).help("check the path and its permissions")
        };
        // Otherwise this would wait for a writer, and nothing could call it back.
        let file =
            OpenOptions::new().read(true).custom_flags(os::WITHOUT_WAITING).open(path).map_err(refused)?;
        os::let_wait(file.as_fd()).map_err(refused)?;
        Ok(Pipe(Arc::new(file)))
    }

    /// The end to read from.
    pub fn of(end: OwnedFd) -> Pipe {
        Pipe(Arc::new(File::from(end)))
    }

    /// Whether a read would not wait: there are bytes, or no more will come.
    ///
    /// # Errors
    /// What the operating system says of the stream.
    pub fn is_ready(&self) -> io::Result<bool> {
        os::poll(self.0.as_fd(), false)
    }

    /// Waits until a read would not.
    ///
    /// # Errors
    /// As [`Pipe::is_ready`].
    pub fn wait(&self) -> io::Result<()> {
        while !os::poll(self.0.as_fd(), true)? {}
        Ok(())
    }
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self.0).read(buffer)
    }
}

impl AsFd for Pipe {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// A stream that something else empties. Writes wait until there is room, also where whoever shares the stream has set it so that they would fail instead.
#[derive(Debug)]
pub struct Outlet<W>(W);

impl Outlet<File> {
    /// Standard output, without the buffer that the standard library has for it, and without its lock: two outlets that write at once mix their bytes.
    ///
    /// # Errors
    /// No more files can be opened.
    pub fn stdout() -> io::Result<Outlet<File>> {
        io::stdout().as_fd().try_clone_to_owned().map(|end| Outlet(File::from(end)))
    }
}

impl<W: Write + AsFd> Outlet<W> {
    /// Around what writes to the stream without a buffer.
    pub fn of(end: W) -> Outlet<W> {
        Outlet(end)
    }
}

impl<W: Write + AsFd> Write for Outlet<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.0.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    os::poll_to_write(self.0.as_fd())?;
                }
                written => return written,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Whether writing failed because whoever read has gone.
pub fn is_gone(error: &io::Error) -> bool {
    // The second comes from a connection whose other end was closed before all was read.
    matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset)
}

#[cfg(test)]
mod tests {
    use super::{Outlet, Pipe, is_gone};
    use std::io::{Read, Write};

    #[test]
    fn it_is_ready_with_bytes_and_at_the_end() {
        let (read, mut write) = std::io::pipe().expect("a pipe can be made");
        let mut pipe = Pipe::of(read.into());
        assert!(!pipe.is_ready().unwrap());
        write.write_all(b"ab").unwrap();
        assert!(pipe.is_ready().unwrap());
        assert_eq!(pipe.read(&mut [0; 9]).unwrap(), 2);
        assert!(!pipe.is_ready().unwrap());
        drop(write);
        pipe.wait().unwrap();
        assert_eq!(pipe.read(&mut [0; 9]).unwrap(), 0);
    }
    #[test]
    fn writes_wait_also_where_the_pipe_would_refuse_them() {
        let (mut read, write) = std::io::pipe().expect("a pipe can be made");
        crate::os::refuse_to_wait(&write);
        let mut outlet = Outlet::of(write);
        let bytes: Vec<u8> = (0..1_000_000_u32).map(|n| n as u8).collect();
        let expected = bytes.clone();
        let writer = std::thread::spawn(move || outlet.write_all(&bytes));
        // Long after the pipe is full.
        std::thread::sleep(std::time::Duration::from_millis(20));
        let mut come = Vec::new();
        read.read_to_end(&mut come).unwrap();
        writer.join().unwrap().unwrap();
        assert!(come == expected, "{} bytes", come.len());
    }
    #[test]
    fn a_reader_that_goes_away_is_told_from_other_failures() {
        let (read, write) = std::io::pipe().expect("a pipe can be made");
        drop(read);
        assert!(is_gone(&Outlet::of(write).write_all(b"x").unwrap_err()));
        assert!(is_gone(&std::io::ErrorKind::ConnectionReset.into()));
        assert!(!is_gone(&std::fs::File::open("/nowhere").unwrap_err()));
    }
}
