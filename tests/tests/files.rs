//! Several files, and several sinks, in one job.

use std::sync::LazyLock;
use weir_tests::job::Job;
use weir_tests::root;
use weir_tests::scratch::Scratch;

static EDGES: LazyLock<Job> = LazyLock::new(|| {
    Job::build_dev(&root().join("tests/jobs/edges.weir")).unwrap_or_else(|failed| panic!("{failed}"))
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
