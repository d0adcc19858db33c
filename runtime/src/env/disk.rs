//! Files that are read, and files that are written as they stand. Errors come back as [`Error`] with the path in them. A file that must
//! not be seen before it is complete is a [`super::temporary::Temporary`].

use crate::error::{Error, Result};
pub use std::fs::File;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

/// Opens a file to read.
pub fn open(path: &Path) -> Result<File> {
    let refused = |cause| {
        Error::io("cannot be opened", path.display(), &cause).help("check the path and its permissions")
    };
    let file = File::open(path).map_err(refused)?;
    if file.metadata().map_err(refused)?.is_dir() {
        return Err(Error::world("is a directory, expected a file")
            .place(path.display())
            .help("name a file or a glob"));
    }
    Ok(file)
}

/// Opens what is no ordinary file (a device, a pipe) to write: it is never replaced, only written.
pub fn open_special(path: &Path) -> Result<File> {
    let opened = OpenOptions::new().write(true).open(path);
    opened.map_err(|cause| Error::io("cannot be written", path.display(), &cause))
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
