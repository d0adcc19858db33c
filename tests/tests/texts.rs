//! State by texts, which a dictionary finds while few are busy, is that of a plain loop.

use std::collections::BTreeMap;
use weir_tests::job::{Job, Ran};
use weir_tests::lines;
use weir_tests::root;
use weir_tests::scratch::Scratch;

/// Rows with few keys, then with many, but so few that one worker's state stays in the caches: larger state has rows wait, which are found by their hashes. Then those that it takes until a dictionary that was
/// given up is tried again, and more. (Tests of the runtime hold when that is; here rows are to stay right.)
const FEW: i64 = 20_000;
const MANY: i64 = 12_000;
const ROWS: i64 = FEW + MANY + (1 << 20) + 50_000;

fn number(n: i64, many: i64, few: i64) -> i64 {
    if (FEW..FEW + MANY).contains(&n) { n * 7_919 % many } else { n % few }
}

/// Lines of a file: each key with what `told` gives for the least, the greatest and the number of its rows.
fn by(key: impl Fn(i64) -> String, told: impl Fn(i64, i64, i64) -> String) -> String {
    let mut groups: BTreeMap<String, (i64, i64, i64)> = BTreeMap::new();
    for n in 0..ROWS {
        let (_, greatest, rows) = groups.entry(key(n)).or_insert((n, n, 0));
        (*greatest, *rows) = (n, *rows + 1);
    }
    groups
        .iter()
        .map(|(key, &(least, greatest, rows))| format!("{key},{}\n", told(least, greatest, rows)))
        .collect()
}

#[test]
fn state_by_texts_is_that_of_a_plain_loop() {
    let short = |n| format!("k{}", number(n, 4_001, 300));
    let long = |n| format!("https://example.org/{}/index.html", number(n, 4_003, 50));
    let maybe = |n: i64| if n % 7 == 0 { String::new() } else { (n % 11).to_string() };
    let expected = [
        ("short.csv", by(short, |_, _, rows| rows.to_string())),
        ("long.csv", by(|n| format!("{},{}", long(n), maybe(n)), |least, _, rows| format!("{rows},{least}"))),
        ("last.csv", by(long, |_, greatest, _| greatest.to_string())),
        ("best.csv", by(short, |_, greatest, _| greatest.to_string())),
    ];
    let job = Job::build(&root().join("tests/jobs/texts.weir")).unwrap_or_else(|why| panic!("{why}"));
    for parallelism in ["1", "2"] {
        let scratch = Scratch::new();
        let mut command = job.command(&["run", "--progress", "off", "--parallelism", parallelism]);
        for (name, value) in [("few", FEW), ("many", MANY), ("rows", ROWS)] {
            command.args(["--set", &format!("{name}={value}")]);
        }
        let ran = Ran::of(command.current_dir(scratch.path()).output().expect("it runs"));
        ran.succeeded().unwrap_or_else(|why| panic!("{parallelism} workers: {why}"));
        for (file, lines) in &expected {
            let found = std::fs::read_to_string(scratch.join(file)).expect("it was written");
            let same = lines::same(&lines::sorted(lines), &lines::sorted(&found));
            same.unwrap_or_else(|why| panic!("{file}, {parallelism} workers: {why}"));
        }
    }
}
