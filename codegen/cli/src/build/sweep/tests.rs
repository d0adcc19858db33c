//! What goes and what stays, in stores of a few bytes; times are given, not waited for.

use super::*;
use std::sync::atomic::{AtomicU64, Ordering};

const MINUTE: Duration = Duration::from_secs(60);

/// A store that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("weir-sweep-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Folder(path)
    }

    /// With folders of 10 bytes each, by name and minutes since they were used.
    fn of(entries: &[(&str, u32)], now: SystemTime) -> Folder {
        let folder = Folder::new();
        for (name, minutes) in entries {
            let path = folder.0.join(name);
            std::fs::create_dir(&path).expect("it is new");
            std::fs::write(path.join("file"), "ten bytes.").expect("it is ours");
            folder.used(name, now - MINUTE * *minutes);
        }
        folder
    }

    fn used(&self, name: &str, at: SystemTime) {
        File::open(self.0.join(name)).and_then(|file| file.set_modified(at)).expect("it is ours");
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).expect("it is there").flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn check(entries: &[(&str, u32)], bytes_max: u64, left: &[&str]) {
    let now = SystemTime::now();
    let folder = Folder::of(entries, now);
    sweep(&folder.0, bytes_max, now);
    assert_eq!(folder.names(), left, "{entries:?} in {bytes_max} bytes");
}

#[test]
fn what_was_not_used_for_longest_goes_until_the_rest_fits() {
    let entries = [("a", 80), ("b", 300), ("c", 200), ("d", 90)];
    check(&entries, 40, &["a", "b", "c", "d"]);
    check(&entries, 39, &["a", "c", "d"]);
    check(&entries, 20, &["a", "d"]);
    check(&entries, 0, &[]);
}

#[test]
fn what_was_used_within_the_hour_stays_however_small_the_limit() {
    check(&[("a", 59), ("b", 61), ("c", 0)], 0, &["a", "c"]);
    check(&[("a", 59), ("b", 61), ("c", 0)], 20, &["a", "c"]);
}

#[test]
fn old_drafts_go_even_where_all_fits() {
    check(&[(".a.1.0", 61), (".b.1.0", 59), ("c", 300)], 1000, &[".b.1.0", "c"]);
}

#[test]
fn an_old_draft_that_somebody_holds_stays() {
    let now = SystemTime::now();
    let folder = Folder::of(&[(".a.1.0", 90)], now);
    let held = File::open(folder.0.join(".a.1.0")).expect("it is there");
    held.lock().expect("nobody else holds it");
    sweep(&folder.0, 0, now);
    assert_eq!(folder.names(), [".a.1.0"]);
    drop(held);
    sweep(&folder.0, 0, now);
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn what_was_found_since_it_was_looked_at_is_put_back() {
    let now = SystemTime::now();
    let folder = Folder::of(&[("a", 90)], now);
    let seen = entry(folder.0.join("a")).expect("it is there");
    folder.used("a", now);
    assert!(!remove(&seen));
    assert_eq!(folder.names(), ["a"]);
}

#[test]
fn a_turn_comes_every_ten_minutes_and_to_one_at_a_time() {
    let now = SystemTime::now();
    let folder = Folder::new();
    assert!(turn(&folder.0, now).is_none(), "the store is new");
    let first = turn(&folder.0, now + MINUTE * 11);
    assert!(first.is_some());
    assert!(turn(&folder.0, now + MINUTE * 30).is_none(), "somebody is at it");
    drop(first);
    assert!(turn(&folder.0, now + MINUTE * 20).is_none());
    assert!(turn(&folder.0, now + MINUTE * 21).is_some());
    assert!(turn(&folder.0, now - MINUTE * 60).is_some(), "the clock was wrong");
}

#[test]
fn a_time_that_is_far_ahead_keeps_nothing() {
    let now = SystemTime::now();
    let folder = Folder::of(&[("a", 0), ("b", 10), ("c", 70)], now);
    folder.used("a", now + MINUTE * 60 * 24 * 365);
    sweep(&folder.0, 10, now);
    assert_eq!(folder.names(), ["b"]);
}
