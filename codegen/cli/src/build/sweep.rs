//! The limit of a store: what was not used for longest goes first, until the rest fits.
//!
//! The time of a folder is when it was last used: made, or found. Who is given a path is about to start or read what is there, so nothing goes before
//! [`IN_USE`] has passed; a store that is filled faster than that is larger than its limit for so long. Nobody looks more often than [`EVERY`], and
//! never for what is found: that a cache is used must cost nothing. Drafts that nobody holds any more are what killed builds left.
//!
//! What goes wrong here is not told: a store that is too large for now is no reason to fail a build.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// So long what was used, or begun, is left alone.
pub const IN_USE: Duration = Duration::from_secs(60 * 60);

/// Between two looks at a store, by however many processes.
const EVERY: Duration = Duration::from_secs(10 * 60);

/// Sweeps, unless somebody did a short time ago, or is at it.
pub fn in_turn(store: &Path, bytes_max: u64) {
    let now = SystemTime::now();
    // Others may use the store meanwhile, but not sweep it.
    if let Some(_alone) = turn(store, now) {
        sweep(store, bytes_max, now);
    }
}

/// A lock that is held until the file is dropped, whose time is that of the last turn; `None`: nobody's turn. In a new store it is nobody's at first.
fn turn(store: &Path, now: SystemTime) -> Option<File> {
    let stamp =
        File::options().create(true).truncate(false).write(true).open(store.join("sweep.lock")).ok()?;
    stamp.try_lock().ok()?;
    let last = stamp.metadata().ok()?.modified().ok()?;
    // A time that is far ahead is of a clock that was wrong.
    let passed = now.duration_since(last).unwrap_or_else(|ahead| ahead.duration());
    if passed < EVERY {
        return None;
    }
    stamp.set_modified(now).ok()?;
    Some(stamp)
}

/// A folder of the store.
struct Entry {
    path: PathBuf,
    used: SystemTime,
    bytes: u64,
}

fn sweep(store: &Path, bytes_max: u64, now: SystemTime) {
    let Ok(entries) = std::fs::read_dir(store) else { return };
    let folders = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir());
    let (drafts, finished): (Vec<PathBuf>, Vec<PathBuf>) = folders.partition(|path| is_draft(path));
    // What is to be used in the future is of a clock that was wrong.
    let old = |used: SystemTime| now.duration_since(used).unwrap_or_else(|ahead| ahead.duration()) >= IN_USE;
    let mut entries: Vec<Entry> = finished.into_iter().filter_map(entry).collect();
    let mut bytes: u64 = entries.iter().map(|entry| entry.bytes).sum();
    entries.retain(|entry| old(entry.used));
    entries.sort_by_key(|entry| entry.used);
    for entry in entries {
        if bytes <= bytes_max {
            break;
        }
        if remove(&entry) {
            bytes -= entry.bytes;
        }
    }
    for draft in drafts.iter().filter(|draft| used(draft).is_some_and(old)) {
        if File::open(draft).is_ok_and(|folder| folder.try_lock().is_ok()) {
            let _ = std::fs::remove_dir_all(draft);
        }
    }
}

fn is_draft(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn used(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}

/// The folders of a store have no folders inside.
fn entry(path: PathBuf) -> Option<Entry> {
    let files = std::fs::read_dir(&path).ok()?.flatten();
    let bytes = files.filter_map(|file| Some(file.metadata().ok()?.len())).sum();
    Some(Entry { used: used(&path)?, bytes, path })
}

/// Takes a folder out of the store, then deletes it: nobody finds half of it.
fn remove(entry: &Entry) -> bool {
    let name = entry.path.file_name().unwrap_or_default().to_string_lossy();
    let draft = entry.path.with_file_name(format!(".{name}.{}.swept", std::process::id()));
    if std::fs::rename(&entry.path, &draft).is_err() {
        return false;
    }
    // Somebody found it since it was looked at: it is back before a process with its path can have been started.
    if used(&draft) != Some(entry.used) && std::fs::rename(&draft, &entry.path).is_ok() {
        return false;
    }
    std::fs::remove_dir_all(&draft).is_ok()
}

#[cfg(test)]
mod tests;
