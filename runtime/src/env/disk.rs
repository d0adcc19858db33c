//! Files that are read, and files that are written as they stand. Errors come back as [`Error`] with the path in them. A file that must
//! not be seen before it is complete is a [`super::temporary::Temporary`].

use crate::error::{Error, Result};
pub use std::fs::File;
use std::fs::OpenOptions;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Opens a file to read.
pub fn open(path: &Path) -> Result<File> {
    let refused = |cause| {
        Error::io("cannot be opened", path.display(), &cause).help("check the path and its permissions")
    };
    let file = File::open(path).map_err(refused)?;
    if file.metadata().map_err(refused)?.is_dir() {
        return Err(Error::world("this is a directory, expected a file")
            .place(path.display())
            .help("name a file or a glob"));
    }
    Ok(file)
}

/// Whether this is a device or a pipe: it may have no end, what is read is gone, and who opens it may have to wait.
pub fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// Opens what is no ordinary file (a device, a pipe) to write: it is never replaced, only written.
pub fn open_special(path: &Path) -> Result<File> {
    let opened = OpenOptions::new().write(true).open(path);
    opened.map_err(|cause| Error::io("cannot be written", path.display(), &cause))
}

/// Reads a file from a place of its own on, so that several threads can read one.
#[derive(Debug)]
pub struct ReadAt<'a> {
    file: &'a File,
    at: u64,
}

impl<'a> ReadAt<'a> {
    /// From byte `at` on.
    pub fn new(file: &'a File, at: u64) -> ReadAt<'a> {
        ReadAt { file, at }
    }
}

impl Read for ReadAt<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read_at(buffer, self.at)?;
        self.at += n as u64;
        Ok(n)
    }
}

/// A file became shorter while it was read: what was read of it is not all that it held.
pub fn shrunk() -> io::Error {
    io::Error::other("it became shorter while it was read")
}

/// Length of a file in bytes; `None` for what has none, like a pipe.
pub fn size_bytes(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|m| m.len())
}

/// Reads a whole file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|cause| Error::io("cannot be read", path.display(), &cause))
}

/// Names in a directory, sorted bytewise.
pub fn list(directory: &Path) -> Result<Vec<PathBuf>> {
    let refused = |cause| Error::io("cannot be listed", directory.display(), &cause);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(refused)? {
        names.push(entry.map_err(refused)?.path());
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_named() {
        let error = open(Path::new("/nowhere/in.csv")).unwrap_err();
        assert!(error.to_string().contains("at /nowhere/in.csv"), "{error}");
    }
}
