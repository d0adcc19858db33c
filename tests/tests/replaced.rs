//! Texts of groups that are replaced, by values and by what a job keeps of them.

use std::collections::{BTreeMap, BTreeSet};
use weir_tests::job::{Job, Ran};
use weir_tests::lines;
use weir_tests::root;
use weir_tests::scratch::Scratch;

/// Runs the job in a folder; its peak memory in bytes.
fn run(job: &Job, scratch: &Scratch, parallelism: &str, settings: &[String]) -> u64 {
    let mut command = job.command(&["run", "--progress", "off", "--parallelism", parallelism]);
    command.current_dir(scratch.path()).args(["--stats", "stats.json"]);
    settings.iter().for_each(|setting| {
        command.args(["--set", setting]);
    });
    Ran::of(command.output().expect("it runs")).succeeded().unwrap_or_else(|why| panic!("{why}"));
    let stats = std::fs::read_to_string(scratch.join("stats.json")).expect("it was written");
    let stats: serde_json::Value = serde_json::from_str(&stats).expect("it is JSON");
    stats["peak_rss_bytes"].as_u64().expect("a number of bytes")
}

#[derive(Default)]
struct Group {
    values: BTreeSet<i64>,
    words: BTreeSet<i64>,
    least: Option<i64>,
    most: i64,
    n: u64,
}

#[test]
fn groups_with_texts_and_sets_are_those_of_a_plain_loop() {
    const ROWS: i64 = 100_000;
    let job =
        Job::build_dev(&root().join("tests/jobs/replaced.weir")).unwrap_or_else(|failed| panic!("{failed}"));
    let mut groups: BTreeMap<i64, Group> = BTreeMap::new();
    for n in 0..ROWS {
        let group = groups.entry(n * 31 % 1013).or_default();
        group.values.insert(n * 7919 % 20_011);
        group.words.insert(n * 17 % 977);
        group.least.get_or_insert(n);
        (group.most, group.n) = (n, group.n + 1);
    }
    let text = |n: i64| format!("\"a text that is too long to stand in a key, {}\"", 10_000_000_000 + n);
    let expected: String = groups
        .iter()
        .map(|(k, group)| {
            let thirds = group.values.iter().filter(|value| *value % 3 == 0).count();
            let (least, most) = (text(group.least.unwrap_or_default()), text(group.most));
            format!("{k},{},{thirds},{},{most},{least},{}\n", group.values.len(), group.words.len(), group.n)
        })
        .collect();
    for parallelism in ["1", "2", "4"] {
        let scratch = Scratch::new();
        run(&job, &scratch, parallelism, &[]);
        let found = std::fs::read_to_string(scratch.join("groups.csv")).expect("it was written");
        let same = lines::same(&lines::sorted(&expected), &lines::sorted(&found));
        same.unwrap_or_else(|why| panic!("{parallelism} workers: {why}"));
    }
}

/// A worker that gathers forgets what was replaced: all of it was kept once.
#[test]
fn texts_that_were_replaced_are_not_kept() {
    let path = root().join("tests/jobs/gathered_texts.weir");
    let job = Job::build(&path).unwrap_or_else(|failed| panic!("{failed}"));
    for parallelism in ["1", "2"] {
        let scratch = Scratch::new();
        let peak = run(&job, &scratch, parallelism, &[format!("before={}", "y".repeat(1_000))]);
        // The groups have 4 MB of text at a time, the rows 400 MB.
        assert!(peak < 100 << 20, "{parallelism} workers: {peak} bytes");
    }
}
