//! Several files, and several sinks, in one job; and one file that all workers share.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;
use weir_tests::job::{Job, Ran};
use weir_tests::lines;
use weir_tests::root;
use weir_tests::scratch::Scratch;

static EDGES: LazyLock<Job> = LazyLock::new(|| {
    Job::build_dev(&root().join("tests/jobs/edges.weir")).unwrap_or_else(|failed| panic!("{failed}"))
});

static SHARED: LazyLock<Job> = LazyLock::new(|| {
    Job::build_dev(&root().join("tests/jobs/shared.weir")).unwrap_or_else(|failed| panic!("{failed}"))
});

/// Runs the job over three files with a row each, and gives its status, last line of stderr and output.
fn run(scratch: &Scratch, parallelism: &str, other: &str) -> (Option<i32>, String, Option<String>) {
    for n in 1..=3 {
        let row = format!("{{\"id\":{n},\"k\":\"a\",\"userId\":{n},\"user_id\":\"u{n}\"}}\n");
        scratch.write(&format!("f{n}.jsonl"), row);
    }
    let set = |name: &str, file: &str| format!("{name}={}", scratch.path().join(file).display());
    let (input, output, other) = (set("input", "f*.jsonl"), set("output", "out.csv"), set("other", other));
    let ran = EDGES.execute(&[
        "run",
        "--progress",
        "off",
        "--parallelism",
        parallelism,
        "--set",
        &input,
        "--set",
        &output,
        "--set",
        &other,
    ]);
    let last = ran.stderr.lines().last().unwrap_or_default().to_owned();
    (ran.status, last, std::fs::read_to_string(scratch.path().join("out.csv")).ok())
}

#[test]
fn the_order_of_files_counts_where_somebody_can_tell() {
    for parallelism in ["1", "2", "4"] {
        for _ in 0..4 {
            let scratch = Scratch::new();
            let (status, _, output) = run(&scratch, parallelism, "other.csv");
            assert_eq!(
                (status, output.as_deref()),
                (Some(0), Some("a,1,3,3,u3\n")),
                "at parallelism {parallelism}"
            );
        }
    }
}

#[test]
fn two_sinks_cannot_write_one_file() {
    let scratch = Scratch::new();
    let (status, last, output) = run(&scratch, "1", "out.csv");
    assert_eq!((status, output), (Some(2), None), "{last}");
    assert!(last.contains("is written by two sinks"), "{last}");
}

#[test]
fn a_file_with_one_column_is_read_as_it_was_written() {
    let again =
        Job::build_dev(&root().join("tests/jobs/again.weir")).unwrap_or_else(|failed| panic!("{failed}"));
    let scratch = Scratch::new();
    let texts = ["null", "\"a\"", "null", "\"\"", "\"b\\nc\"", "null", "null"];
    let rows: String = texts.iter().map(|text| format!("{{\"text\":{text}}}\n")).collect();
    scratch.write("first.jsonl", &rows);
    for (from, to) in [("first.jsonl", "second.csv"), ("second.csv", "third.jsonl")] {
        let set = |name: &str, file: &str| format!("{name}={}", scratch.path().join(file).display());
        let (input, output) = (set("input", from), set("output", to));
        let ran = again.execute(&["run", "--parallelism", "1", "--set", &input, "--set", &output]);
        ran.succeeded().unwrap_or_else(|why| panic!("{why}"));
    }
    assert_eq!(std::fs::read_to_string(scratch.join("third.jsonl")).expect("it was written"), rows);
}

/// xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// Rows as CSV and as JSON lines: keys with quotes and line ends, times out of order, values and records that are wrong.
fn events(random: &mut Random, rows: usize) -> (String, String) {
    let line_end = random.of(&["\n", "\r\n"]);
    let mut csv = format!("{}{}k,v,at{line_end}", random.of(&["", "\u{feff}"]), random.of(&["", "\r\n"]));
    let (mut json, mut second) = (String::new(), 0);
    for row in 0..rows {
        second += random.below(4);
        let behind = [0, 0, 0, 3, 8, 15, 30, 100][random.below(8)];
        let at = match row % 61 {
            60 => "never".to_owned(),
            _ => format!("{}", 1_600_000_000 + second.saturating_sub(behind)),
        };
        let value = if row % 53 == 52 { "no".to_owned() } else { random.below(100).to_string() };
        let key =
            random.of(&["a", "b", "c\nd", "say \"x\"", "", "e,f", "\"\n\"\n,", "a long one, and longer"]);
        let before = if row % 97 == 96 { "x\"y\"" } else { "" };
        let behind = if row % 83 == 82 { ",more" } else { "" };
        let _ = write!(csv, "{before}\"{}\",{value},{at}{behind}{line_end}", key.replace('"', "\"\""));
        let _ = writeln!(json, "{{\"k\":{key:?},\"v\":{value},\"at\":{at}}}");
    }
    csv.push_str(random.of(&["", "last,1,1600000000", "\"never closed,1\n\ntail\ntail\n"]));
    json.push_str(random.of(&["", "{\"k\":\"last\""]));
    (csv, json)
}

/// Runs the job at a parallelism, in units of so many bytes or as whole files; the files it wrote.
fn run_shared(scratch: &Scratch, parallelism: &str, unit_bytes: Option<usize>) -> Vec<(String, String)> {
    let output = scratch.join("out");
    let _ = std::fs::remove_dir_all(&output);
    std::fs::create_dir_all(&output).expect("a folder");
    let set = |name: &str, path: &Path, end: &str| format!("{name}={}{end}", path.display());
    let (input, lines) =
        (set("input", &scratch.join("in.csv"), ""), set("lines", &scratch.join("in.jsonl"), ""));
    let output_set = set("output", &output, "/");
    let mut command = SHARED.command(&["run", "--progress", "off", "--parallelism", parallelism]);
    for setting in [&input, &lines, &output_set] {
        command.args(["--set", setting]);
    }
    if let Some(bytes) = unit_bytes {
        command.env("WEIR_TEST_UNIT_BYTES", bytes.to_string());
    }
    let ran = Ran::of(command.output().expect("it starts"));
    ran.succeeded().unwrap_or_else(|why| panic!("{why}"));
    let mut names: Vec<_> =
        std::fs::read_dir(&output).expect("it is there").flatten().map(|entry| entry.path()).collect();
    names.sort();
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).expect("it can be read"))
    };
    names.into_iter().map(read).collect()
}

#[test]
fn a_file_that_workers_share_gives_what_one_reader_gives() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for rows in [0, 1, 40, 600] {
        let scratch = Scratch::new();
        let (csv, json) = events(&mut random, rows);
        scratch.write("in.csv", csv);
        scratch.write("in.jsonl", json);
        let expected = run_shared(&scratch, "1", None);
        assert_eq!(expected.len(), 13);
        if rows == 600 {
            let is_short = |name: &str| ["keys.csv", "left_out.csv"].contains(&name);
            assert!(expected.iter().all(|(name, text)| text.lines().count() > 2 || is_short(name)));
        }
        for (parallelism, unit_bytes) in
            [("1", 7), ("2", 1), ("2", 64), ("2", 1000), ("4", 16), ("4", 300), ("4", 5000)]
        {
            let found = run_shared(&scratch, parallelism, Some(unit_bytes));
            assert_eq!(found.len(), expected.len(), "all outputs are there");
            for ((name, expected), (also, found)) in expected.iter().zip(&found) {
                assert_eq!(name, also);
                let same = lines::same(&lines::sorted(expected), &lines::sorted(found));
                same.unwrap_or_else(|why| {
                    panic!("{name}, {rows} rows, {parallelism} workers, units of {unit_bytes}: {why}")
                });
            }
        }
    }
}
