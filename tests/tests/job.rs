//! The command line of job binaries: what they tell about themselves, options, exit statuses, `--stats`, signals, pipes.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use weir_tests::job::{Job, Ran};
use weir_tests::root;
use weir_tests::scratch::Scratch;

static NUMBERS: LazyLock<Job> = LazyLock::new(|| build("tests/jobs/numbers.weir"));

fn build(path: &str) -> Job {
    Job::build_dev(&root().join(path)).unwrap_or_else(|failed| panic!("{path} does not build: {failed}"))
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn a_job_says_what_it_is() {
    let params = NUMBERS.execute(&["params"]);
    assert_eq!(params.status, Some(0));
    assert!(
        params.stdout.contains("rows: i64 = -1\n      How many; negative: without end."),
        "{}",
        params.stdout
    );
    let explain = NUMBERS.execute(&["explain"]);
    assert!(
        explain.stdout.starts_with("pipeline numbers\n") && explain.stdout.contains("window"),
        "{}",
        explain.stdout
    );
    let plan = json(&NUMBERS.execute(&["explain", "--format", "json"]).stdout);
    assert_eq!(plan["pipeline"], "numbers");
    let manifest: weir_protocol::Manifest =
        serde_json::from_str(&NUMBERS.execute(&["manifest"]).stdout).expect("it is a manifest");
    assert_eq!((manifest.pipeline.as_str(), manifest.key_groups), ("numbers", 4096));
    assert_eq!((manifest.hash.as_str(), manifest.source_sha256.len()), ("weir-1", 64));
    assert!(manifest.plan.is_some() && manifest.binary_sha256.is_none());
    let color = manifest.params.iter().find(|param| param.name == "color").expect("it is told");
    assert_eq!(color.default.as_deref(), Some("green"));
    assert_eq!(
        NUMBERS.execute(&["version"]).stdout,
        format!("numbers (weir {})\n", env!("CARGO_PKG_VERSION"))
    );
    let help = NUMBERS.execute(&["--help"]);
    assert!(
        help.status == Some(0) && help.stdout.contains("--parallelism") && help.stdout.contains("rate: i64"),
        "{}",
        help.stdout
    );
}

#[test]
fn a_secret_is_shown_nowhere() {
    for command in
        [&["params"][..], &["manifest"], &["--help"], &["explain"], &["explain", "--format", "json"]]
    {
        let ran = NUMBERS.execute(command);
        assert!(!ran.stdout.contains("hidden"), "{command:?}: {}", ran.stdout);
    }
}

#[test]
fn a_wrong_command_line_is_status_2() {
    let cases: [(&[&str], &str); 8] = [
        (&["rum"], "did you mean `run`?"),
        (&["run", "--paralelism", "2"], "found `--paralelism`; did you mean `--parallelism`?"),
        (&["run", "--parallelism", "0"], "a number from 1"),
        (&["run", "--log", "loud"], "`loud`"),
        (&["run", "--checkpoint-dir", "x"], "not built yet"),
        (&["run", "--listen", "127.0.0.1:1"], "not built yet"),
        (&["savepoint"], "not built yet"),
        (&["run", "extra"], "unexpected argument"),
    ];
    for (arguments, piece) in cases {
        let ran = NUMBERS.execute(arguments);
        assert!(ran.status == Some(2) && ran.reason().contains(piece), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn options_may_stand_in_the_environment() {
    let scratch = Scratch::new();
    let stats = scratch.join("stats.json");
    let mut command = NUMBERS.command(&["run"]);
    command
        .env("WEIR_ROWS", "2000")
        .env("WEIR_RATE", "0")
        .env("WEIR_PARALLELISM", "3")
        .env("WEIR_STATS", &stats);
    let ran = Ran::of(command.output().expect("it runs"));
    assert_eq!(ran.succeeded(), Ok(()));
    assert_eq!(json(&std::fs::read_to_string(stats).expect("it was written"))["parallelism"], 3);
}

#[test]
fn stats_have_the_fields_of_the_contract() {
    let scratch = Scratch::new();
    let stats = scratch.join("stats.json");
    let (stats_text, output) =
        (stats.to_string_lossy(), format!("output={}", scratch.join("out.csv").display()));
    for parallelism in ["1", "2"] {
        let set = [
            "run",
            "--parallelism",
            parallelism,
            "--stats",
            &stats_text,
            "--set",
            "rows=2000",
            "--set",
            "rate=0",
            "--set",
            &output,
        ];
        assert_eq!(NUMBERS.execute(&set).succeeded(), Ok(()));
        let stats = json(&std::fs::read_to_string(&stats).expect("it was written"));
        assert_eq!(stats["pipeline"], "numbers");
        assert_eq!(stats["parallelism"].to_string(), parallelism);
        for field in ["wall_seconds", "cpu_seconds", "peak_rss_bytes", "restarts"] {
            assert!(stats[field].is_number(), "{field}: {stats}");
        }
        assert_eq!(stats["sources"]["numbers"]["rows"], 2000);
        assert_eq!(stats["sinks"]["output"]["rows"], 20);
        let written = std::fs::metadata(scratch.join("out.csv")).expect("it was written").len();
        assert_eq!(stats["sinks"]["output"]["bytes"], written);
        let sums = &stats["steps"]["sums"];
        assert_eq!(
            (&sums["rows_in"], &sums["rows_out"], &sums["late"], &sums["errors"]),
            (&2000.into(), &20.into(), &0.into(), &0.into())
        );
        assert!(sums["state_bytes"].is_number() && sums["keys"].is_number());
        for field in ["completed", "aborted", "duration_ms", "pause_ms", "bytes_last", "bytes_total"] {
            assert!(!stats["checkpoints"][field].is_null(), "checkpoints.{field}: {stats}");
        }
    }
}

/// A job without end that has written something.
fn endless(output: &str) -> Child {
    begun(output, "rows=-1")
}

/// A job of so many rows that has written something.
fn begun(output: &str, rows: &str) -> Child {
    let output = format!("output={output}");
    let mut command = NUMBERS.command(&["run", "--set", "rate=20000", "--set", rows, "--set", &output]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    std::thread::sleep(Duration::from_millis(400));
    child
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(child.id().to_string()).status();
    assert!(sent.expect("there is a kill").success());
}

/// Whether what this process starts ignores SIGHUP.
fn ignores_hang_up() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux says it");
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).expect("a line of signals");
    u64::from_str_radix(ignored.trim(), 16).expect("hexadecimal") & 1 != 0
}

#[test]
fn a_signal_stops_a_job_cleanly() {
    // Under `nohup` jobs ignore it, as they should.
    let hang_up = if ignores_hang_up() { None } else { Some("HUP") };
    for name in ["TERM", "INT"].into_iter().chain(hang_up) {
        let scratch = Scratch::new();
        let output = scratch.join("out.csv");
        let child = endless(&output.to_string_lossy());
        assert_eq!(scratch.names().len(), 1, "while it runs there is a temporary file");
        assert!(!output.exists(), "and nothing under the final name");
        let asked = Instant::now();
        signal(&child, name);
        let ran = Ran::of(child.wait_with_output().expect("it ends"));
        assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
        assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
        let text = std::fs::read_to_string(&output).expect("what was written is committed");
        assert!(text.lines().count() > 1 && text.ends_with('\n'), "{text}");
        assert!(text.lines().all(|line| line.starts_with("50,")), "only whole windows are written: {text}");
        assert_eq!(scratch.names(), ["out.csv"]);
    }
}

#[test]
fn a_job_that_is_stopped_before_the_end_of_its_input_publishes_nothing() {
    for old in [None, Some("what was there\n")] {
        let scratch = Scratch::new();
        let output = scratch.join("out.csv");
        if let Some(old) = old {
            std::fs::write(&output, old).expect("the folder is there");
        }
        let child = begun(&output.to_string_lossy(), "rows=100000000");
        signal(&child, "TERM");
        let ran = Ran::of(child.wait_with_output().expect("it ends"));
        let told = format!(
            "warn: `{}` was not written: the job was stopped before the end of its input\n",
            output.display()
        );
        assert_eq!((ran.status, ran.stderr), (Some(0), told));
        assert_eq!(std::fs::read_to_string(&output).ok().as_deref(), old);
        assert!(scratch.names().len() <= 1, "no draft is left: {:?}", scratch.names());
    }
}

#[test]
fn a_killed_job_leaves_nothing_under_the_final_name() {
    let scratch = Scratch::new();
    let output = scratch.join("out.csv");
    let child = endless(&output.to_string_lossy());
    signal(&child, "KILL");
    child.wait_with_output().expect("it ends");
    assert!(!output.exists());
}

#[test]
fn a_reader_that_goes_away_ends_the_job_quietly() {
    let mut child = NUMBERS
        .command(&["run", "--set", "rate=0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut first = String::new();
    stdout.read_line(&mut first).expect("a line comes");
    assert_eq!(first, "50,98\n");
    drop(stdout);
    let ran = Ran::of(child.wait_with_output().expect("it ends"));
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
}

#[test]
fn rows_come_from_standard_input() {
    let job = build("tests/bad_input/csv.weir");
    let scratch = Scratch::new();
    let output = scratch.join("out.csv");
    let mut command =
        job.command(&["run", "--set", "input=-", "--set", &format!("output={}", output.display())]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin
        .write_all(b"at,id,shop,paid,amount\n2020-01-01T00:00:00Z,3,\"a,b\",false,NA\n")
        .expect("the job reads");
    drop(stdin);
    let ran = Ran::of(child.wait_with_output().expect("it ends"));
    assert_eq!(ran.succeeded(), Ok(()));
    let text = std::fs::read_to_string(output).expect("it was written");
    assert_eq!(text, "3,\"a,b\",,false,2020-01-01 00:00:00.000,-100\n");
}
