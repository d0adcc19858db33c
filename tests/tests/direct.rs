//! Counts by integers, whose groups have places of their own, are those of a plain loop.

use std::collections::BTreeMap;
use weir_tests::job::{Job, Ran};
use weir_tests::lines;
use weir_tests::root;
use weir_tests::scratch::Scratch;

const ROWS: i64 = 200_000;

/// What `tests/jobs/direct.weir` counts: a file and its lines.
fn expected() -> [(&'static str, String); 4] {
    let mut by_key: BTreeMap<i64, i64> = BTreeMap::new();
    let mut by_small: BTreeMap<i64, [i64; 2]> = BTreeMap::new();
    let mut by_unsigned: BTreeMap<i64, [i64; 2]> = BTreeMap::new();
    let mut by_maybe: BTreeMap<Option<i64>, i64> = BTreeMap::new();
    for n in 0..ROWS {
        let key = if n % 97 == 0 { n * 1_000_003 } else { n * 7_919 % 20_011 - 10_000 };
        let small = n % 30_011 - 15_000;
        *by_key.entry(key).or_default() += 1;
        let counts = by_small.entry(small).or_default();
        *counts = [counts[0] + 1, counts[1] + n % 2];
        let [rows, least] = by_unsigned.entry(n / 3).or_insert([0, i64::MAX]);
        (*rows, *least) = (*rows + 1, small.min(*least));
        *by_maybe.entry((n % 5 != 0).then_some(n % 4_001)).or_default() += 1;
    }
    let pair = |(key, [a, b]): (&i64, &[i64; 2])| format!("{key},{a},{b}\n");
    let maybe = |(key, rows): (&Option<i64>, &i64)| match key {
        Some(key) => format!("{key},{rows}\n"),
        None => format!(",{rows}\n"),
    };
    [
        ("by_key.csv", by_key.iter().map(|(key, rows)| format!("{key},{rows}\n")).collect()),
        ("by_small.csv", by_small.iter().map(pair).collect()),
        ("by_unsigned.csv", by_unsigned.iter().map(pair).collect()),
        ("by_maybe.csv", by_maybe.iter().map(maybe).collect()),
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
