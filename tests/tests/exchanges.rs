//! What becomes of rows on their way between workers shows in no result: combined into partial groups or not, best rows sent on or all, counted into shared slices or not.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use weir_tests::job::Job;
use weir_tests::lines;
use weir_tests::root;
use weir_tests::scratch::Scratch;

/// Built once for all tests here.
static COMBINED: LazyLock<Job> = LazyLock::new(|| build("tests/jobs/combined.weir"));
static SHARED: LazyLock<Job> = LazyLock::new(|| build("tests/jobs/shared_slices.weir"));

fn build(path: &str) -> Job {
    Job::build(&root().join(path)).unwrap_or_else(|why| panic!("{why}"))
}

const ROWS: u64 = 2_000_000;
/// What `shared_slices.weir` writes with slices shared; `…_alone` beside each.
const SHARING: [&str; 6] = ["short", "sliding", "blocks", "long", "texts", "more_texts"];
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

/// Count, sum, least amount, and how many are named `3`.
type Whole = (i64, i64, i64, i64);

/// What `whole` gives, by window in units of 200 s and key, and how many rows are late: computed row by row, in the order of the source.
fn whole() -> (BTreeMap<(i64, i64), Whole>, u64) {
    let (mut groups, mut late, mut latest) = (BTreeMap::<(i64, i64), Whole>::new(), 0, i64::MIN);
    for n in 0..ROWS as i64 {
        let soon = !(200_000..=1_200_000).contains(&n);
        let key = if soon { n / 40 % 1_000 } else { n * 7_919 % 20_011 };
        let (amount, named) = (n % 1_009 - 500, i64::from(n % 7 == 3));
        let at_ms = n - n / 10 * 7_919 % 1_000 * (n / 10 % 50) / 10;
        latest = latest.max(at_ms);
        let window = at_ms.div_euclid(200_000);
        if (window + 1) * 200_000 <= latest - 1_900 {
            late += 1;
            continue;
        }
        let group = groups.entry((window, key)).or_insert((0, 0, i64::MAX, 0));
        *group = (group.0 + 1, group.1 + amount, group.2.min(amount), group.3 + named);
    }
    (groups, late)
}

/// A row of `whole.csv`.
fn parsed(line: &str) -> ((i64, i64), Whole) {
    let fields: Vec<&str> = line.split(',').collect();
    let number = |at: usize| fields[at].parse::<i64>().unwrap_or_else(|why| panic!("{line}: {why}"));
    // `2020-01-01 hh:mm:ss.000`; a window may begin the day before.
    let (day, clock) = fields[0].split_once(' ').expect("a time");
    let seconds =
        clock[..8].split(':').fold(0, |sum, part| sum * 60 + part.parse::<i64>().expect("a number"));
    let window = (seconds - if day == "2019-12-31" { 86_400 } else { 0 }) / 200;
    let group = (number(3), number(4), number(5), number(7));
    let mean: f64 = fields[6].parse().expect("a number");
    assert_eq!(mean, group.1 as f64 / group.0 as f64, "{line}");
    ((window, number(2)), group)
}

#[test]
fn keys_that_come_again_soon_or_seldom_give_the_same_at_any_parallelism() {
    let (expected, late) = run(&["--parallelism", "1"]);
    let (groups, late_in_whole) = whole();
    let found: BTreeMap<(i64, i64), Whole> = expected[0].lines().map(parsed).collect();
    assert_eq!(found.len(), expected[0].lines().count(), "each group is written once");
    assert!(found == groups, "{:?}", found.iter().zip(&groups).find(|(a, b)| a != b));
    assert!(late.contains(&("whole".to_owned(), late_in_whole)), "{late_in_whole}, not {late:?}");
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

#[test]
fn the_last_change_of_a_group_with_sets_is_what_holds_in_the_end() {
    let job = Job::build(&root().join("tests/jobs/distinct.weir")).unwrap_or_else(|why| panic!("{why}"));
    let scratch = Scratch::new();
    let rows = |parallelism: usize, changes: &str| {
        let output = scratch.join(&format!("{changes}-{parallelism}.csv"));
        let name = output.to_str().expect("its name is text");
        let ran = job.run_at(parallelism, &[("output", name), ("changes", changes)]);
        ran.succeeded().unwrap_or_else(|why| panic!("{parallelism}, {changes}: {why}"));
        lines::read(&output).unwrap_or_else(|why| panic!("{why}"))
    };
    let alone = rows(1, "false");
    let expected = lines::sorted(&alone);
    assert_eq!(expected.len(), 7);
    assert_eq!(expected, lines::sorted(&rows(0, "false")));
    for parallelism in [2, 3, 4] {
        assert_eq!(expected, lines::sorted(&rows(parallelism, "false")), "{parallelism}");
        let changes = rows(parallelism, "true");
        let key = |line: &str| line.split(',').next().map(str::to_owned);
        let last: BTreeMap<_, &str> = changes.lines().map(|line| (key(line), line)).collect();
        assert_eq!(expected, last.into_values().collect::<Vec<_>>(), "{parallelism}");
        // Of 920,000 bids most are gathered: what is new to a set goes on at once, the rest waits.
        let changes = changes.lines().count();
        assert!((7 * 100..920_000 / 3).contains(&changes), "{changes} changes at {parallelism}");
    }
}

#[test]
fn running_groups_are_the_same_whether_their_rows_are_gathered_or_sent() {
    let job = build("tests/jobs/gathered.weir");
    let run = |parallelism: usize, changes: &str| {
        let scratch = Scratch::new();
        let output = format!("{}/", scratch.path().display());
        let ran = job.run_at(parallelism, &[("output", &output), ("changes", changes)]);
        ran.succeeded().unwrap_or_else(|why| panic!("{parallelism}, {changes}: {why}"));
        ["groups.csv", "names.csv"].map(|name| {
            let read = lines::read(&scratch.join(name));
            read.unwrap_or_else(|why| panic!("{why}"))
        })
    };
    let alone = run(1, "false");
    let expected = alone.each_ref().map(|text| lines::sorted(text));
    assert_eq!(expected.each_ref().map(Vec::len), [20_011, 2 * 101]);
    for parallelism in [0, 2, 3] {
        let found = run(parallelism, "false");
        assert!(expected == found.each_ref().map(|text| lines::sorted(text)), "{parallelism}");
    }
    let [changes, _] = run(2, "true");
    let key = |line: &str| line.split(',').next().map(str::to_owned);
    let last: BTreeMap<_, &str> = changes.lines().map(|line| (key(line), line)).collect();
    let mut last: Vec<&str> = last.into_values().collect();
    last.sort_unstable();
    assert!(expected[0] == last);
    // Of 3.5 million rows of keys that come again soon most are gathered, those in the end too, which a worker sees after a million others: the later, the fewer rows it has time for. Of the
    // 1.9 million others nearly none are.
    let changes = changes.lines().count();
    assert!((1_700_000..4_200_000).contains(&changes), "{changes} changes");
}

#[test]
fn steps_that_share_slices_give_what_they_give_alone() {
    let explained = SHARED.execute(&["explain"]).stdout;
    assert_eq!(explained.matches("    shares    slices of ").count(), SHARING.len(), "{explained}");
    for (parallelism, batch_rows) in [("1", "2048"), ("2", "1024"), ("4", "7")] {
        let scratch = Scratch::new();
        let output = format!("output={}/", scratch.path().display());
        let stats = scratch.join("stats.json");
        let mut arguments = vec!["run", "--progress", "off", "--set", &output, "--parallelism", parallelism];
        arguments.extend(["--batch-rows", batch_rows, "--stats", stats.to_str().expect("its name is text")]);
        SHARED.execute(&arguments).succeeded().unwrap_or_else(|why| panic!("{parallelism}: {why}"));
        let read = |path: &Path| lines::read(path).unwrap_or_else(|why| panic!("{why}"));
        let stats: serde_json::Value = serde_json::from_str(&read(&stats)).expect("stats are JSON");
        let mut late = std::collections::BTreeSet::new();
        for name in SHARING {
            let [shared, alone] = [name.to_owned(), format!("{name}_alone")];
            let files = [&alone, &shared].map(|name| read(&scratch.join(&format!("{name}.csv"))));
            let same = lines::same(&lines::sorted(&files[0]), &lines::sorted(&files[1]));
            same.unwrap_or_else(|why| panic!("{name} at parallelism {parallelism}: {why}"));
            for counter in ["rows_in", "rows_out", "late", "errors"] {
                let [shared, alone] = [&shared, &alone].map(|name| stats["steps"][name][counter].as_u64());
                assert!(shared.is_some() && shared == alone, "{counter} of {name}: {shared:?}, {alone:?}");
            }
            late.insert(stats["steps"][name]["late"].as_u64());
        }
        assert!(late.len() > 3, "what is late depends on the window: {late:?}");
    }
}

#[test]
fn events_whose_times_are_not_in_order_are_late_alike_at_any_parallelism() {
    let job = build("tests/jobs/expiring.weir");
    let run = |parallelism: usize| {
        let scratch = Scratch::new();
        let output = format!("{}/", scratch.path().display());
        job.run_at(parallelism, &[("output", &output)]).succeeded().unwrap_or_else(|why| panic!("{why}"));
        ["tens", "late", "times"].map(|name| {
            let text = lines::read(&scratch.join(name)).unwrap_or_else(|why| panic!("{why}"));
            lines::sorted(&text).join("\n")
        })
    };
    let [tens, late, times] = run(1);
    assert!(tens.lines().count() > 10 && late.lines().count() > 1000 && times.lines().count() > 10);
    for parallelism in [0, 2, 3] {
        assert!(run(parallelism) == [&*tens, &*late, &*times], "{parallelism}");
    }
}
