//! Rows that all workers make although their order is seen: the answer is that of one worker, at any parallelism.

use std::process::Command;
use std::sync::LazyLock;
use weir_tests::job::{Job, Ran};
use weir_tests::lines;
use weir_tests::scratch::Scratch;

static MADE: LazyLock<Job> = LazyLock::new(|| Job::dev("tests/jobs/made.weir"));

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
