//! Jobs that are asked to stop amid rows whose order is seen: what has been seen is the beginning of the input, up to the same row for all keys, whichever worker has their state.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use weir_tests::job::{Job, Ran};
use weir_tests::scratch::Scratch;

/// Keys of the rows: row n has key n % KEYS.
const KEYS: i64 = 5;

/// Starts a job that writes, of each row, its key, how many there were so far, the first and the last; asks it to stop so long after its first row, or lets it come to its end. How many rows it has seen, and how long that took.
fn stopped(mut command: Command, after: Option<Duration>) -> (i64, Duration) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut first = String::new();
    stdout.read_line(&mut first).expect("it can be read");
    let began = Instant::now();
    let reader = std::thread::spawn(move || {
        let mut seen = BTreeMap::new();
        let lines = std::iter::once(Ok(first.trim_end().to_owned())).chain(stdout.lines());
        for line in lines.map(|line| line.expect("it can be read")) {
            let figures = line.split(',').map(|figure| figure.parse().expect("a number"));
            let [k, n, first, last] = figures.collect::<Vec<i64>>()[..] else { panic!("{line}") };
            assert!(first == k && last == k + KEYS * (n - 1), "{line}");
            seen.insert(k, n);
        }
        seen
    });
    if let Some(after) = after {
        std::thread::sleep(after);
        Ran::ask_to_stop(&child);
    }
    let ran = Ran::of_child(child, Duration::from_secs(20));
    ran.succeeded().unwrap_or_else(|why| panic!("{why}"));
    let seen = reader.join().expect("it does not panic");
    let rows: i64 = seen.values().sum();
    let expected: BTreeMap<i64, i64> =
        (0..KEYS.min(rows)).map(|k| (k, (rows - k + KEYS - 1) / KEYS)).collect();
    assert_eq!(seen, expected, "the first {rows} rows");
    (rows, began.elapsed())
}

#[test]
fn of_rows_without_end_the_first_so_many_have_been_seen() {
    let job = Job::dev("tests/jobs/made_endless.weir");
    for (round, parallelism) in ["2", "3", "4", "2", "3", "4"].into_iter().enumerate() {
        let command = job.command(&["run", "--progress", "off", "--parallelism", parallelism]);
        let (rows, _) = stopped(command, Some(Duration::from_millis(20 + 40 * round as u64)));
        assert_eq!(rows % 1024, 0, "whole blocks of a quantum");
    }
}

/// Of a file a worker gives up the piece that it is at, or has taken and not begun.
#[test]
fn of_files_the_first_so_many_rows_have_been_seen() {
    const ROWS: i64 = 640_000;
    let job = Job::dev("tests/jobs/stopped.weir");
    let scratch = Scratch::new();
    let (mut json, mut csv) = (String::new(), "n,text\n".to_owned());
    for n in 0..ROWS {
        let _ = writeln!(json, "{{\"n\":{n},\"text\":\"{n:0>20}\"}}");
        let _ = writeln!(csv, "{n},\"a\n{n}\"");
    }
    scratch.write("in.jsonl", &json);
    scratch.write("in.csv", &csv);
    // One after the other: cut, whole, cut.
    let third = json.match_indices('\n').nth(ROWS as usize / 3).map_or(0, |(at, _)| at + 1);
    let later = json.match_indices('\n').nth(ROWS as usize / 2).map_or(0, |(at, _)| at + 1);
    scratch.write("part1.jsonl", &json[..third]);
    let file = std::fs::File::create(scratch.join("part2.jsonl.gz")).expect("a file");
    let mut packed = GzEncoder::new(file, Compression::fast());
    packed.write_all(&json.as_bytes()[third..later]).expect("it is written");
    packed.finish().expect("it is written");
    scratch.write("part3.jsonl", &json[later..]);
    // How long each takes where nobody stops it, the least so far, so that signals come all along the way on every machine; where others slowed the first ones down, some come too late.
    let mut whole = [Duration::MAX; 3];
    let (mut cut_short, mut round) = (0, 0);
    while round < 27 || (cut_short < 6 && round < 108) {
        let (input, csv) = [("in.jsonl", false), ("in.csv", true), ("part*", false)][round % 3];
        let parallelism = ["2", "4", "24"][round / 3 % 3];
        let mut command = job.command(&["run", "--progress", "off", "--parallelism", parallelism]);
        command.args(["--set", &format!("input={}", scratch.join(input).display())]);
        command.args(["--set", &format!("csv={csv}")]);
        if round % 2 == 0 {
            command.env("WEIR_TEST_UNIT_BYTES", "3000");
        }
        let after = (round >= 3).then(|| whole[round % 3] * ((round as u32 / 3 - 1) % 9) / 10);
        let (rows, took) = stopped(command, after);
        assert!(rows == ROWS / 64 || (round >= 3 && rows < ROWS / 64), "{rows} rows in round {round}");
        match rows == ROWS / 64 {
            true => whole[round % 3] = whole[round % 3].min(took),
            false => cut_short += 1,
        }
        round += 1;
    }
    assert!(cut_short >= 6, "in {cut_short} of {} stops it was stopped before the end", round - 3);
}

/// A job whose standard output is full, as nobody reads it behind the first row, and that was asked to stop: what it says first of all, after how long, its process, and the end of the output.
fn stalled() -> (String, Duration, Child, BufReader<ChildStdout>) {
    let job = Job::dev("tests/jobs/made_endless.weir");
    let mut command = job.command(&["run", "--progress", "off"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    stdout.read_line(&mut String::new()).expect("it can be read");
    std::thread::sleep(Duration::from_secs(1));
    Ran::ask_to_stop(&child);
    let asked = Instant::now();
    let mut stderr = BufReader::new(child.stderr.take().expect("it is piped"));
    let (send, said) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let _ = stderr.read_line(&mut line);
        let _ = send.send(line);
    });
    let line = said.recv_timeout(Duration::from_secs(60)).unwrap_or_default();
    (line, asked.elapsed(), child, stdout)
}

#[test]
fn a_stop_that_takes_long_says_so() {
    let (line, after, mut child, stdout) = stalled();
    let is_waiting = child.try_wait().expect("it can be asked").is_none();
    drop(stdout);
    let ran = Ran::of_child(child, Duration::from_secs(20));
    ran.succeeded().unwrap_or_else(|why| panic!("{why}"));
    assert!(line.contains("still stopping"), "{line}");
    assert!(is_waiting && after > Duration::from_secs(2), "after {after:?}");
}

#[test]
fn a_second_signal_ends_the_job_at_once() {
    let (_, _, child, stdout) = stalled();
    Ran::ask_to_stop(&child);
    assert_eq!(Ran::of_child(child, Duration::from_secs(20)).status, Some(130));
    drop(stdout);
}
