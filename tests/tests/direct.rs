//! Counts by integers, whose groups have places of their own, are those of a plain loop.

use std::collections::BTreeMap;
use std::fmt::Display;
use weir_tests::job::{Job, Ran};
use weir_tests::lines;
use weir_tests::root;
use weir_tests::scratch::Scratch;

const ROWS: i64 = 200_000;

/// Lines of a file: each key with what `count` gives for its rows.
fn by<K: Ord + Display, C: Display>(key: impl Fn(i64) -> K, count: impl Fn(&[i64]) -> C) -> String {
    let mut rows: BTreeMap<K, Vec<i64>> = BTreeMap::new();
    (0..ROWS).for_each(|n| rows.entry(key(n)).or_default().push(n));
    rows.iter().map(|(key, rows)| format!("{key},{}\n", count(rows))).collect()
}

/// An integer as CSV has it, nothing for null.
fn maybe(value: Option<i64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// What `tests/jobs/direct.weir` counts: a file and its lines.
fn expected() -> [(&'static str, String); 9] {
    let key = |n: i64| if n % 97 == 0 { n * 1_000_003 } else { n * 7_919 % 20_011 - 10_000 };
    let small = |n: i64| n % 30_011 - 15_000;
    let rows = |rows: &[i64]| rows.len();
    let chosen = |odd: i64| {
        move |rows: &[i64]| format!("{},{}", rows.iter().filter(|n| *n % 2 == odd).count(), rows.len())
    };
    let least =
        |rows: &[i64]| format!("{},{}", rows.len(), rows.iter().map(|n| small(*n)).min().unwrap_or_default());
    [
        ("by_key.csv", by(key, rows)),
        ("by_small.csv", by(small, chosen(1))),
        ("by_unsigned.csv", by(|n| u64::MAX - (n / 3).unsigned_abs(), least)),
        ("by_maybe.csv", by(|n| maybe((n % 5 != 0).then_some(n % 4_001)), rows)),
        ("by_word.csv", by(|n| i64::from(u32::MAX) - n % 5_003, rows)),
        ("by_day.csv", by(|n| n % 4_007, rows)),
        ("by_at.csv", by(|n| n % 3_001, rows)),
        ("by_span.csv", by(|n| n % 2_003 - 1_000, rows)),
        ("by_short.csv", by(|n| maybe((n % 11 != 0).then_some(n % 6_007 - 3_000)), chosen(0))),
    ]
}

#[test]
fn counts_by_integers_are_those_of_a_plain_loop() {
    let job = Job::build_dev(&root().join("tests/jobs/direct.weir")).unwrap_or_else(|why| panic!("{why}"));
    for parallelism in ["1", "2", "4"] {
        let scratch = Scratch::new();
        let mut command = job.command(&["run", "--progress", "off", "--parallelism", parallelism]);
        let ran = Ran::of(command.current_dir(scratch.path()).output().expect("it runs"));
        ran.succeeded().unwrap_or_else(|why| panic!("{parallelism} workers: {why}"));
        for (file, lines) in expected() {
            let found = std::fs::read_to_string(scratch.join(file)).expect("it was written");
            let same = lines::same(&lines::sorted(&lines), &lines::sorted(&found));
            same.unwrap_or_else(|why| panic!("{file}, {parallelism} workers: {why}"));
        }
    }
}
