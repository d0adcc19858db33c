//! The life of an output file, and what becomes of it where it cannot be written.

use super::*;
use std::io::Read;
use weir_runtime::Bump;
use weir_runtime::control_block::ControlBlock;
use weir_runtime::cx::WorkerState;

fn directory(test: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("weir-sink-{test}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("a directory for the test");
    path
}

fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).expect("the directory").flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Writes so many rows; the first failure.
fn write(sink: &Sink, rows: usize) -> std::result::Result<(u64, u64), String> {
    let (state, scratch) = (WorkerState::new(0, 1, ControlBlock::new(1)), Bump::new());
    let cx = state.cx(&scratch);
    let mut writer = sink.writer();
    for _ in 0..rows {
        writer.buffer().extend_from_slice(b"a row\n");
        writer.end_row(cx);
    }
    writer.flush(cx);
    state.take_failure().map_or(Ok(writer.counts()), |error| Err(error.to_string()))
}

#[test]
fn a_file_has_its_name_when_committed_and_not_before() {
    let directory = directory("commit");
    let path = directory.join("out.csv");
    let sink = Sink::at("out", &path.to_string_lossy(), b"text\n").unwrap();
    assert_eq!(write(&sink, 20_000), Ok((20_000, 120_000)));
    assert!(!path.exists() && names(&directory).len() == 1);
    sink::commit_all(&[&sink]).unwrap();
    assert_eq!(names(&directory), ["out.csv"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("text\n{}", "a row\n".repeat(20_000)));
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn a_job_that_fails_leaves_nothing_and_what_was_there_stays() {
    let directory = directory("abandon");
    let path = directory.join("out.csv");
    std::fs::write(&path, "old").unwrap();
    let sink = Sink::at("out", &path.to_string_lossy(), b"").unwrap();
    write(&sink, 20_000).unwrap();
    drop(sink);
    assert_eq!(names(&directory), ["out.csv"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn the_name_says_how_it_is_compressed() {
    let directory = directory("compress");
    let written = |name: &str| {
        let path = directory.join(name);
        let sink = Sink::at("out", &path.to_string_lossy(), b"").unwrap();
        write(&sink, 20_000).unwrap();
        sink::commit_all(&[&sink]).unwrap();
        std::fs::read(path).unwrap()
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(&written("a.csv.gz")[..]).read_to_string(&mut text).unwrap();
    assert_eq!(text, "a row\n".repeat(20_000));
    assert_eq!(zstd::decode_all(&written("a.csv.zst")[..]).unwrap(), "a row\n".repeat(20_000).into_bytes());
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn a_place_that_cannot_be_written_is_an_error_at_once() {
    let directory = directory("refuse");
    let refused =
        |path: &Path| Sink::at("out", &path.to_string_lossy(), b"").err().expect("refused").to_string();
    let missing = refused(&directory.join("nowhere/out.csv"));
    assert!(
        missing.contains("cannot be written") && missing.contains("nowhere/out.csv, in `out`"),
        "{missing}"
    );
    let is_directory = refused(&directory);
    assert!(is_directory.contains("is a directory"), "{is_directory}");
    // Not even the superuser creates files there.
    let unwritable = refused(Path::new("/proc/out.csv"));
    assert!(unwritable.contains("cannot be written") && unwritable.contains("/proc/out.csv"), "{unwritable}");
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn a_full_disk_is_named_and_the_device_stays() {
    let sink = Sink::at("out", "/dev/full", b"").unwrap();
    let error = write(&sink, 20_000).unwrap_err();
    assert!(error.starts_with("cannot be written: No space left on device"), "{error}");
    assert!(error.contains("at /dev/full, in `out`; make room on the disk"), "{error}");
    assert!(!Path::new("/dev/full").metadata().unwrap().is_file());
}

#[test]
fn several_writers_keep_rows_whole() {
    let directory = directory("writers");
    let path = directory.join("out.csv");
    let sink = Sink::at("out", &path.to_string_lossy(), b"").unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| write(&sink, 50_000).unwrap());
        }
    });
    sink::commit_all(&[&sink]).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!((text.lines().count(), text.lines().all(|line| line == "a row")), (200_000, true));
    std::fs::remove_dir_all(&directory).unwrap();
}

/// A sink whose output cannot become final, as it turns out when others are.
struct Refuses;

impl sink::Commit for Refuses {
    fn commit(&self) -> Result<()> {
        Err(Error::world("refused"))
    }
}

#[test]
fn what_is_committed_is_taken_back_where_another_sink_cannot_commit() {
    let directory = directory("together");
    for before in [None, Some("old")] {
        let path = directory.join("out.csv");
        if let Some(before) = before {
            std::fs::write(&path, before).unwrap();
        }
        let file = Sink::at("out", &path.to_string_lossy(), b"").unwrap();
        write(&file, 10).unwrap();
        assert_eq!(sink::commit_all(&[&file, &Refuses]).unwrap_err().to_string(), "refused");
        drop(file);
        assert_eq!(std::fs::read_to_string(&path).ok().as_deref(), before);
        assert_eq!(names(&directory).len(), usize::from(before.is_some()));
    }
    std::fs::remove_dir_all(&directory).unwrap();
}
