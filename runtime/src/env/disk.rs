//! Files. Errors come back as [`Error`] with the path in them.
//!
//! A [`Temporary`] is a file that must not outlive the job unless it is renamed into place: it goes away when dropped, and also
//! when the process ends by a panic or a second signal ([`remove_temporaries`]).

use crate::error::{Error, Result};
pub use std::fs::File;
use std::fs::OpenOptions;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static TEMPORARIES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

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

/// Length of a file in bytes; `None` for what has none, like a pipe.
pub fn size_bytes(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|m| m.len())
}

/// Reads a whole file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|cause| Error::io("cannot be read", path.display(), &cause))
}

/// Writes a whole file, replacing what was there.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|cause| Error::io("cannot be written", path.display(), &cause))
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

/// A file under a name of its own beside its target, see the module's text.
#[derive(Debug)]
pub struct Temporary {
    path: PathBuf,
    target: PathBuf,
    kept: bool,
}

impl Temporary {
    /// Creates `.NAME.PID.tmp` beside `target`. Fails where the directory cannot be written.
    pub fn beside(target: &Path) -> Result<(Temporary, File)> {
        let Some(name) = target.file_name() else {
            return Err(Error::world("is not the name of a file").place(target.display()));
        };
        let name = format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id());
        let path = target.with_file_name(name);
        let refused = |cause| {
            Error::io("cannot be written", target.display(), &cause)
                .help("check the directory and its permissions")
        };
        if target.is_dir() {
            return Err(Error::world("is a directory, expected a file").place(target.display()));
        }
        // A link is not replaced: what it points to is.
        let target = &std::fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let path = target.with_file_name(path.file_name().unwrap_or_default());
        if registered().contains(&path) {
            let error = Error::invalid("is written by two sinks").place(target.display());
            return Err(error.help("give each sink a file of its own"));
        }
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(&path).map_err(refused)?;
        registered().push(path.clone());
        Ok((Temporary { path, target: target.to_owned(), kept: false }, file))
    }

    /// Where the bytes are now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes `file` (all written) durable and gives it its final name: fsync, rename, fsync of the directory.
    pub fn commit(mut self, file: &File) -> Result<()> {
        let refused = |cause| Error::io("cannot be written", self.target.display(), &cause);
        file.sync_all().map_err(refused)?;
        std::fs::rename(&self.path, &self.target).map_err(refused)?;
        let directory = self.target.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(directory).and_then(|d| d.sync_all()).map_err(refused)?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_file(&self.path);
        }
        registered().retain(|path| *path != self.path);
    }
}

/// Removes every temporary file that is still there. For the ends of a process that run no destructors.
pub fn remove_temporaries() {
    for path in registered().drain(..) {
        let _ = std::fs::remove_file(path);
    }
}

fn registered() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    TEMPORARIES.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_temporary_file_has_its_name_only_once_committed() {
        let target = std::env::temp_dir().join(format!("weir-disk-{}", std::process::id()));
        let (temporary, mut file) = Temporary::beside(&target).unwrap();
        file.write_all(b"x").unwrap();
        assert!(temporary.path().exists() && !target.exists());
        temporary.commit(&file).unwrap();
        assert_eq!(read(&target).unwrap(), b"x");
        std::fs::remove_file(&target).unwrap();

        let (temporary, _file) = Temporary::beside(&target).unwrap();
        let path = temporary.path().to_owned();
        drop(temporary);
        assert!(!path.exists() && !target.exists());
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = open(Path::new("/nowhere/in.csv")).unwrap_err();
        assert!(error.to_string().contains("at /nowhere/in.csv"), "{error}");
    }
}
