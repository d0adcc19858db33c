//! Folders of finished things by address. What is there is complete: it is made in a folder of its own beside, a *draft*, then renamed, so a
//! build that dies or runs twice leaves nothing half done. Each has a limit ([`sweep`]).

use super::sweep;
use crate::failure::{Failed, Outcome};
use crate::workspace::Workspace;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// A folder of finished things.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    bytes_max: u64,
}

impl Store {
    /// Compiled jobs.
    pub fn jobs(workspace: &Workspace) -> Store {
        Store { folder: workspace.cache.join("jobs"), bytes_max: workspace.cache_bytes_max }
    }

    /// Compiled runtimes: of 16 MB each, where a job takes 7, and rarely is more than one of them of use.
    pub fn runtimes(workspace: &Workspace) -> Store {
        Store { folder: workspace.cache.join("runtime"), bytes_max: workspace.cache_bytes_max / 8 }
    }

    /// What jobs counted about themselves.
    pub fn profiles(workspace: &Workspace) -> Store {
        Store { folder: workspace.cache.join("profiles"), bytes_max: workspace.cache_bytes_max / 8 }
    }

    /// Where the thing with this address is, if it is there. It will stay there for [`sweep::IN_USE`] from now.
    pub fn find(&self, address: &str) -> Option<PathBuf> {
        let place = self.folder.join(address);
        // Used now. A cache that can only be read is one nevertheless.
        let _ = File::open(&place).ok()?.set_modified(SystemTime::now());
        place.is_dir().then_some(place)
    }

    /// Makes a thing with `fill`, which is given an empty folder, and puts it into the store. If somebody else was faster, theirs is taken.
    pub fn make(&self, address: &str, fill: impl FnOnce(&Path) -> Outcome<()>) -> Outcome<PathBuf> {
        let place = self.folder.join(address);
        let draft = self.draft(address)?;
        fill(draft.path())?;
        match std::fs::rename(draft.path(), &place) {
            Ok(()) => {}
            Err(_) if self.find(address).is_some() => {}
            Err(e) => return Err(Failed::io("cannot make the folder", &place, &e)),
        }
        drop(draft);
        sweep::in_turn(&self.folder, self.bytes_max);
        Ok(place)
    }

    /// Makes an empty folder for `name`.
    pub fn draft(&self, name: &str) -> Outcome<Draft> {
        /// Threads of one process may make the same thing too.
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(format!(".{name}.{}.{next}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        let failed = |e| Failed::io("cannot make the folder", &path, &e);
        std::fs::create_dir_all(&path).map_err(failed)?;
        let held = File::open(&path).map_err(failed)?;
        held.lock().map_err(failed)?;
        Ok(Draft { path, _held: held })
    }

    /// Waits until nobody else holds the lock of this name; it is held until the file is dropped.
    pub fn lock(&self, name: &str) -> Outcome<File> {
        std::fs::create_dir_all(&self.folder)
            .map_err(|e| Failed::io("cannot make the folder", &self.folder, &e))?;
        let path = self.folder.join(format!("{name}.lock"));
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|e| Failed::io("cannot open", &path, &e))?;
        file.lock().map_err(|e| Failed::io("cannot lock", &path, &e))?;
        Ok(file)
    }
}

/// A folder of our own in the store that goes when it is dropped.
pub struct Draft {
    path: PathBuf,
    /// Locked while somebody is at it: of a process that was killed it is free.
    _held: File,
}

impl Draft {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Where it was renamed there is nothing under this name.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}
