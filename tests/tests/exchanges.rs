//! What becomes of rows on their way between workers shows in no result: combined into partial groups or not, best rows sent on or all.

use std::path::Path;
use std::sync::LazyLock;
use weir_tests::job::Job;
use weir_tests::lines;
use weir_tests::root;
use weir_tests::scratch::Scratch;

/// Built once for all tests here.
static COMBINED: LazyLock<Job> = LazyLock::new(|| {
    let built = Job::build(&root().join("tests/jobs/combined.weir"));
    built.unwrap_or_else(|why| panic!("{why}"))
});

const ROWS: u64 = 2_000_000;
const OUTPUTS: [&str; 5] = ["whole.csv", "overlapping.csv", "best.csv", "most.csv", "zeros.csv"];

/// The outputs in the order of [`OUTPUTS`], and the late rows of each step.
fn run(options: &[&str]) -> (Vec<String>, Vec<(String, u64)>) {
    let scratch = Scratch::new();
    let output = format!("output={}/", scratch.path().display());
    let stats = scratch.join("stats.json");
    let mut arguments = vec!["run", "--progress", "off", "--set", &output, "--stats"];
    arguments.push(stats.to_str().expect("its name is text"));
    arguments.extend(options);
    COMBINED.execute(&arguments).succeeded().unwrap_or_else(|why| panic!("{options:?}: {why}"));
    let read = |path: &Path| lines::read(path).unwrap_or_else(|why| panic!("{why}"));
    let stats: serde_json::Value = serde_json::from_str(&read(&stats)).expect("stats are JSON");
    let late = |(name, step): (&String, &serde_json::Value)| {
        (name.clone(), step["late"].as_u64().expect("a number"))
    };
    let steps = stats["steps"].as_object().expect("steps").iter().map(late).collect();
    (OUTPUTS.map(|name| read(&scratch.join(name))).to_vec(), steps)
}

#[test]
fn keys_that_come_again_soon_or_seldom_give_the_same_at_any_parallelism() {
    let (expected, late) = run(&["--parallelism", "1"]);
    // Each row is in one window, or late.
    let counted = expected[0].lines().map(|line| line.split(',').nth(3).unwrap_or(""));
    let counted: u64 = counted.map(|rows| rows.parse::<u64>().expect("a number")).sum();
    let late_in_whole = late.iter().find(|(name, _)| name == "whole").map_or(0, |(_, late)| *late);
    assert_eq!(counted + late_in_whole, ROWS);
    assert!(late.iter().filter(|(_, late)| *late > 0).count() == 2, "some rows are late: {late:?}");
    for options in [["2", "2048"], ["3", "1024"], ["4", "7"]] {
        let (found, also_late) = run(&["--parallelism", options[0], "--batch-rows", options[1]]);
        assert_eq!(late, also_late, "{options:?}");
        for ((name, expected), found) in OUTPUTS.iter().zip(&expected).zip(&found) {
            let same = lines::same(&lines::sorted(expected), &lines::sorted(found));
            same.unwrap_or_else(|why| panic!("{name}, {options:?}: {why}"));
        }
    }
}
