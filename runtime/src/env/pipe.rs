//! A stream that something else fills: read only where that does not wait.

use crate::error::{Error, Result};
use crate::os;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
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

#[cfg(test)]
mod tests {
    use super::Pipe;
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
}
