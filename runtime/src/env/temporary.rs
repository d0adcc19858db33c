//! Files that have their final name only once the job has ended well.
//!
//! A [`Temporary`] lies beside its target and must not outlive the job unless it is committed: it goes away when dropped, and also when
//! the process ends by a panic or a second signal ([`remove_temporaries`]). Its life: written as `.NAME.PID.tmp`; *pre-committed*: durable,
//! renamed to `.NAME.PID.done`, which shows that the directory is there and lets files be renamed; *committed*: it has its final name,
//! and what had that name before is kept as `.NAME.PID.old`; then *settled* (the old one goes) or *aborted* (the old one comes back).
//! Who drives several of them through these steps together, and what a crash leaves, is told at [`crate::sink::commit_all`].

use super::disk::{File, open_special};
use crate::error::{Error, Result};
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static TEMPORARIES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// See the module's text.
#[derive(Debug)]
pub struct Temporary {
    /// Where the bytes are.
    path: PathBuf,
    target: PathBuf,
    /// `.NAME.PID`, the beginning of all names that it has on its way.
    stem: PathBuf,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Written,
    /// It has its final name; where what had it before is kept.
    Committed(Option<PathBuf>),
    Over,
}

/// Opens `path` to write. What is no ordinary file (a device, a pipe) is written as it stands; in place of a file comes a temporary one.
pub fn create(path: &Path) -> Result<(Option<Temporary>, File)> {
    let special = match path.metadata() {
        Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => true,
        // `/dev/stdout` may stand for a file that somebody else has open.
        Ok(_) => path.starts_with("/dev") || path.starts_with("/proc"),
        Err(_) => false,
    };
    if special {
        return Ok((None, open_special(path)?));
    }
    let (temporary, file) = Temporary::beside(path)?;
    Ok((Some(temporary), file))
}

/// One path for one file, however it is spelled. A link is not replaced: what it points to is, there or not.
fn resolved(target: &Path) -> PathBuf {
    if let Ok(path) = std::fs::canonicalize(target) {
        return path;
    }
    let beside = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = std::fs::canonicalize(folder).ok()?;
        Some(folder.join(path.file_name()?))
    };
    let linked = std::fs::read_link(target).ok().map(|to| target.with_file_name("").join(to));
    beside(linked.as_deref().unwrap_or(target)).unwrap_or_else(|| target.to_owned())
}

/// Says that the job reads a file: then no output takes its place.
pub fn reads(path: &Path) {
    inputs().push(resolved(path));
}

/// A file of our own: what an earlier process of the same number has left is removed, not written into.
fn created(path: &Path) -> io::Result<File> {
    let create = || OpenOptions::new().write(true).create_new(true).open(path);
    match create() {
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {
            std::fs::remove_file(path)?;
            create()
        }
        created => created,
    }
}

impl Temporary {
    /// Creates `.NAME.PID.tmp` beside `target`. Fails where the directory cannot be written.
    pub fn beside(target: &Path) -> Result<(Temporary, File)> {
        if target.file_name().is_none() {
            return Err(Error::world("this is not the name of a file").place(target.display()));
        }
        refuse_directory(target)?;
        let target = resolved(target);
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let stem = target.with_file_name(format!(".{name}.{}", std::process::id()));
        let path = named(&stem, "tmp");
        if inputs().contains(&target) {
            let error = Error::invalid("the file is read by this job").place(target.display());
            return Err(error.help("write to another file, and rename it when the job has ended"));
        }
        if registered().contains(&path) {
            let error = Error::invalid("the file is written by two sinks").place(target.display());
            return Err(error.help("give each sink a file of its own"));
        }
        let file = created(&path).map_err(|cause| {
            unwritable(&target, &cause).help("check that the directory is there and can be written")
        })?;
        // Who could not read the old file cannot read the new one.
        if let Ok(old) = std::fs::metadata(&target) {
            let _ = file.set_permissions(old.permissions());
        }
        registered().push(path.clone());
        Ok((Temporary { path, target, stem, stage: Stage::Written }, file))
    }

    /// Where the bytes are now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes `file` (all written) durable and looks whether its final name can be given to it, without giving it.
    pub fn pre_commit(&mut self, file: &File) -> Result<()> {
        file.sync_all().map_err(|cause| unwritable(&self.target, &cause))?;
        refuse_directory(&self.target)?;
        let done = named(&self.stem, "done");
        std::fs::rename(&self.path, &done).map_err(|cause| unwritable(&self.target, &cause))?;
        registered().push(done.clone());
        self.path = done;
        Ok(())
    }

    /// Gives it its final name, for good only once [`Temporary::settle`] is called.
    pub fn commit(&mut self) -> Result<()> {
        let refused = |cause: &io::Error| unwritable(&self.target, cause);
        refuse_directory(&self.target)?;
        let before = keep(&self.target, &named(&self.stem, "old")).map_err(|cause| refused(&cause))?;
        let renamed = std::fs::rename(&self.path, &self.target);
        self.stage = Stage::Committed(before);
        if let Err(cause) = renamed {
            let error = refused(&cause);
            // The new file never had the name: only what was there before is put back.
            self.take_back(false)?;
            return Err(error);
        }
        let directory = self.target.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(directory).and_then(|d| d.sync_all()).map_err(|cause| unwritable(&self.target, &cause))
    }

    /// Takes a commit back: what had the name before has it again, and the new file is gone.
    pub fn abort(&mut self) -> Result<()> {
        self.take_back(true)
    }

    fn take_back(&mut self, had_the_name: bool) -> Result<()> {
        let Stage::Committed(before) = std::mem::replace(&mut self.stage, Stage::Written) else {
            return Ok(());
        };
        let undone = match before {
            Some(before) => std::fs::rename(before, &self.target),
            None if had_the_name => std::fs::remove_file(&self.target),
            None => Ok(()),
        };
        undone.map_err(|cause| Error::io("cannot be put back as it was", self.target.display(), &cause))
    }

    /// After all files of a job are committed: forgets what was kept to take it back.
    pub fn settle(&mut self) {
        if let Stage::Committed(Some(before)) = std::mem::replace(&mut self.stage, Stage::Over) {
            // Left behind it is in nobody's way.
            let _ = std::fs::remove_file(before);
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Nobody is there to be told any more.
        let _ = self.take_back(true);
        if matches!(self.stage, Stage::Written) {
            let _ = std::fs::remove_file(&self.path);
        }
        let tmp = named(&self.stem, "tmp");
        registered().retain(|path| *path != self.path && *path != tmp);
    }
}

/// Removes every temporary file that is still there. For the ends of a process that run no destructors.
pub fn remove_temporaries() {
    for path in registered().drain(..) {
        let _ = std::fs::remove_file(path);
    }
}

/// Keeps what is at `target` as `kept` too, and says whether there was anything. A second name for the same file where the file system has
/// that, so that `target` is there at all times; else it is moved away.
fn keep(target: &Path, kept: &Path) -> io::Result<Option<PathBuf>> {
    if target.symlink_metadata().is_err() {
        return Ok(None);
    }
    // One of a dead process with our number.
    let _ = std::fs::remove_file(kept);
    if std::fs::hard_link(target, kept).is_err() {
        std::fs::rename(target, kept)?;
    }
    Ok(Some(kept.to_owned()))
}

fn refuse_directory(target: &Path) -> Result<()> {
    match target.is_dir() {
        true => Err(Error::world("this is a directory, expected a file").place(target.display())),
        false => Ok(()),
    }
}

/// Why nothing can be written there, with a way out where the cause is one of space.
#[cold]
pub fn unwritable(path: &Path, cause: &io::Error) -> Error {
    let error = Error::io("cannot be written", path.display(), cause);
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            error.help("make room on the disk and start again")
        }
        io::ErrorKind::FileTooLarge => error.help("raise the limit on the size of files (`ulimit -f`)"),
        _ => error,
    }
}

fn named(stem: &Path, extension: &str) -> PathBuf {
    let mut name = stem.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// The files that the job reads, as [`resolved`] has them.
static INPUTS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn inputs() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    INPUTS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn registered() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    TEMPORARIES.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "temporary_tests.rs"]
mod tests;
