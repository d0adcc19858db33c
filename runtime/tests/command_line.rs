//! The command line of a job binary as a process: exit status, messages, the stats file, signals.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Once;
use weir_protocol::Stats;

/// The example, built with the cargo that runs the tests: a test run of one file alone does not build examples.
fn binary() -> PathBuf {
    static BUILT: Once = Once::new();
    let mut path = std::env::current_exe().expect("a test has a path");
    path.pop();
    path.pop();
    BUILT.call_once(|| {
        let args = ["build", "--quiet", "--package", "weir-runtime", "--example", "hot_auctions"];
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(args).args(path.ends_with("release").then_some("--release"));
        assert!(cargo.status().expect("cargo runs").success());
    });
    path.join("examples/hot_auctions")
}

fn run(args: &[&str]) -> Output {
    Command::new(binary()).args(args).output().expect("the example is built with the tests")
}

fn check_refused(args: &[&str], message: &str) {
    let output = run(args);
    assert_eq!(String::from_utf8_lossy(&output.stderr).trim_end(), message);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}

#[test]
fn what_is_wrong_is_refused_before_anything_starts() {
    check_refused(
        &["run", "--set", "event=5"],
        "error: the pipeline has no parameter `event`; did you mean `events`?",
    );
    check_refused(
        &["run", "--set", "events=5x"],
        "error: parameter `events` is of type i64, from --set: `5x`; expected an integer from -9223372036854775808 to 9223372036854775807",
    );
    let error = "error: parameter `events` is of type i64, from --set: out of range: `9223372036854775808`; expected an integer \
                 from -9223372036854775808 to 9223372036854775807";
    check_refused(&["run", "--set", "events=9223372036854775808"], error);
    check_refused(&["run", "--listen", "x"], "error: option `--listen` is not built yet in this version");
}

#[test]
fn a_variable_sets_a_parameter_and_the_option_wins() {
    let shown = |args: &[&str]| {
        let mut command = Command::new(binary());
        let output = command.args(args).env("WEIR_EVENTS", "1000").env("WEIR_SHOW", "true").output().unwrap();
        String::from_utf8(output.stdout).unwrap().lines().count()
    };
    assert!(shown(&["run"]) > 0);
    assert_eq!(shown(&["run", "--set", "events=0"]), 0);
}

#[test]
fn the_stats_file_has_the_shape_that_tools_read() {
    let path = std::env::temp_dir().join(format!("weir-stats-{}.json", std::process::id()));
    let file = path.to_str().unwrap();
    let output = run(&["run", "--set", "events=5000", "--parallelism", "3", "--stats", file]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let stats: Stats = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!((stats.pipeline.as_str(), stats.parallelism), ("hot_auctions", 3));
    assert_eq!(
        (stats.sources["bids"].rows, stats.steps["counts"].rows_in, stats.steps["counts"].keys),
        (5000, 5000, 0)
    );
    assert!(stats.peak_rss_bytes > 0 && stats.wall_seconds > 0.0);
}

/// An endless source is stopped by SIGTERM: status 0, and windows that were open do not fire.
#[test]
fn a_signal_stops_the_job_cleanly() {
    let args = ["run", "--set", "events=9000000000000", "--set", "show=true", "--parallelism", "2"];
    let mut command = Command::new(binary());
    let child = command.args(args).stdout(std::process::Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(!output.stdout.is_empty(), "what fired before is written");
}

#[test]
fn the_other_commands_say_what_the_job_is() {
    let text = |args: &[&str]| String::from_utf8(run(args).stdout).unwrap();
    assert_eq!(text(&["version"]), "hot_auctions (weir 0.1.0)\n");
    assert!(text(&["params"]).starts_with("  events: i64 = 1000000\n      How many bids.\n"));
    assert_eq!(text(&["explain", "--format", "json"]), "{}\n");
    assert_eq!(text(&["params", "--help"]), text(&["--help"]));
    assert!(text(&["--help"]).contains("--parallelism N"));
}
