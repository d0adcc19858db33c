//! A folder of finished things by address. What is there is complete: it is made in a folder of its own beside, then renamed, so a
//! build that dies or runs twice leaves nothing half done.

use crate::failure::{Failed, Outcome};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Where the thing with this address is, if it is there.
pub fn find(store: &Path, address: &str) -> Option<PathBuf> {
    let place = store.join(address);
    place.is_dir().then_some(place)
}

/// Makes a thing with `fill`, which is given an empty folder, and puts it into the store. If somebody else was faster, theirs is taken.
pub fn make(store: &Path, address: &str, fill: impl FnOnce(&Path) -> Outcome<()>) -> Outcome<PathBuf> {
    /// Threads of one process may make the same thing too.
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let place = store.join(address);
    let draft =
        store.join(format!(".{address}.{}.{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
    let _ = std::fs::remove_dir_all(&draft);
    std::fs::create_dir_all(&draft).map_err(|e| Failed::io("cannot make the folder", &draft, &e))?;
    let filled = fill(&draft);
    if let Err(failed) = filled {
        let _ = std::fs::remove_dir_all(&draft);
        return Err(failed);
    }
    match std::fs::rename(&draft, &place) {
        Ok(()) => Ok(place),
        Err(_) if place.is_dir() => {
            let _ = std::fs::remove_dir_all(&draft);
            Ok(place)
        }
        Err(e) => Err(Failed::io("cannot make the folder", &place, &e)),
    }
}

/// A folder of our own in the store that goes when it is dropped.
pub struct Draft(PathBuf);

impl Draft {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Makes an empty folder for `name`.
pub fn draft(store: &Path, name: &str) -> Outcome<Draft> {
    let draft = store.join(format!(".{name}.{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&draft);
    std::fs::create_dir_all(&draft).map_err(|e| Failed::io("cannot make the folder", &draft, &e))?;
    Ok(Draft(draft))
}

/// Waits until nobody else holds the lock of this name; it is held until the file is dropped.
pub fn lock(store: &Path, name: &str) -> Outcome<File> {
    std::fs::create_dir_all(store).map_err(|e| Failed::io("cannot make the folder", store, &e))?;
    let path = store.join(format!("{name}.lock"));
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|e| Failed::io("cannot open", &path, &e))?;
    file.lock().map_err(|e| Failed::io("cannot lock", &path, &e))?;
    Ok(file)
}
