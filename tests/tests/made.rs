//! Rows that all workers make although their order is seen: the answer is that of one worker, at any parallelism.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;
use weir_tests::job::{Job, Ran};
use weir_tests::lines;
use weir_tests::root;
use weir_tests::scratch::Scratch;

static MADE: LazyLock<Job> = LazyLock::new(|| build("tests/jobs/made.weir"));

fn build(path: &str) -> Job {
    Job::build_dev(&root().join(path)).unwrap_or_else(|failed| panic!("{failed}"))
}

/// The job at a parallelism, writing into a folder `out` of its own.
fn command(scratch: &Scratch, parallelism: &str, settings: &[&str]) -> Command {
    let output = scratch.join("out");
    let _ = std::fs::remove_dir_all(&output);
    std::fs::create_dir_all(&output).expect("a folder");
    let mut command = MADE.command(&["run", "--progress", "off", "--parallelism", parallelism]);
    command.args(["--set", &format!("output={}/", output.display())]);
    settings.iter().for_each(|setting| {
        command.args(["--set", setting]);
    });
    command
}

/// What it wrote, by file, lines in order.
fn written(scratch: &Scratch) -> Vec<(String, String)> {
    let files = std::fs::read_dir(scratch.join("out")).expect("it is there").flatten();
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("it can be read");
        (name, lines::sorted(&text).join("\n"))
    };
    let mut written: Vec<(String, String)> = files.map(|entry| read(entry.path())).collect();
    written.sort();
    written
}

fn outputs(scratch: &Scratch, parallelism: &str, settings: &[&str]) -> Vec<(String, String)> {
    let ran = Ran::of(command(scratch, parallelism, settings).output().expect("it starts"));
    ran.succeeded().unwrap_or_else(|why| panic!("{why}"));
    written(scratch)
}

fn lines_of(outputs: &[(String, String)], name: &str) -> usize {
    let (_, text) = outputs.iter().find(|(file, _)| file == name).expect("it is written");
    text.lines().count()
}

fn assert_same(expected: &[(String, String)], found: &[(String, String)], how: &str) {
    assert_eq!(found.len(), expected.len(), "all outputs are there");
    for ((name, expected), (also, found)) in expected.iter().zip(found) {
        assert_eq!(name, also);
        assert!(expected == found, "{name}, {how}:\n{expected}\n\n{found}");
    }
}

#[test]
fn many_workers_give_what_one_gives() {
    let scratch = Scratch::new();
    for made in ["made=0", "made=1", "made=1023", "made=1024", "made=1025", "made=150001"] {
        for out_of_order in ["out_of_order=0s", "out_of_order=8s"] {
            let settings = [made, out_of_order];
            let expected = outputs(&scratch, "1", &settings);
            assert_eq!(expected.len(), 22);
            if made == "made=150001" {
                let are_late = out_of_order == "out_of_order=8s";
                let empty = expected.iter().filter(|(_, text)| text.is_empty());
                let empty: Vec<&str> = empty.map(|(name, _)| name.as_str()).collect();
                let nothing_is_late =
                    ["alone_late.csv", "free_late.csv", "hops_late.csv", "seconds_late.csv"];
                assert_eq!(empty, if are_late { vec!["seconds_late.csv"] } else { nothing_is_late.to_vec() });
                assert!(
                    lines_of(&expected, "last_bids.csv") > 1000 && lines_of(&expected, "hops.csv") > 1000
                );
            }
            for parallelism in ["2", "2", "3", "4"] {
                let found = outputs(&scratch, parallelism, &settings);
                assert_same(&expected, &found, &format!("{settings:?}, {parallelism} workers"));
            }
        }
    }
}

#[test]
fn rows_at_a_rate_come_from_one_worker_in_order() {
    let scratch = Scratch::new();
    let settings = ["made=3000", "rate=30000"];
    let expected = outputs(&scratch, "1", &settings);
    assert_same(&expected, &outputs(&scratch, "3", &settings), "three workers");
}

/// Of rows without end that are stopped the first so many have been seen, with none left out, whichever worker has the state of their keys.
#[test]
fn a_signal_leaves_no_gap() {
    let job = build("tests/jobs/made_endless.weir");
    for (round, parallelism) in ["2", "3", "4", "2", "3", "4"].into_iter().enumerate() {
        let mut command = job.command(&["run", "--progress", "off", "--parallelism", parallelism]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut first = String::new();
        stdout.read_line(&mut first).expect("it can be read");
        let reader = std::thread::spawn(move || {
            // By key: how many, the first, the last.
            let mut seen = BTreeMap::new();
            let lines = std::iter::once(Ok(first.trim_end().to_owned())).chain(stdout.lines());
            for line in lines.map(|line| line.expect("it can be read")) {
                let figures = line.split(',').map(|figure| figure.parse().expect("a number"));
                let [k, n, first, last] = figures.collect::<Vec<i64>>()[..] else { panic!("{line}") };
                assert!(first == k && last == k + 5 * (n - 1), "{line}");
                seen.insert(k, last);
            }
            seen
        });
        std::thread::sleep(Duration::from_millis(20 + 40 * round as u64));
        let kill = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
        assert!(kill.expect("there is a kill").success());
        let ran = Ran::of(child.wait_with_output().expect("it ends"));
        ran.succeeded().unwrap_or_else(|why| panic!("{why}"));
        let seen = reader.join().expect("it does not panic");
        let (least, greatest) = (seen.values().min(), seen.values().max());
        assert_eq!(seen.len(), 5, "{seen:?}");
        assert_eq!(greatest.zip(least).map(|(most, least)| most - least), Some(4), "{parallelism}: {seen:?}");
    }
}
