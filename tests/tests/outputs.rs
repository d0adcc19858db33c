//! What becomes of outputs where the world refuses: all files of a job have their final names, or none has, and nothing else is left behind.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use weir_tests::job::{Job, Ran};
use weir_tests::root;
use weir_tests::scratch::Scratch;

static EDGES: LazyLock<Job> = LazyLock::new(|| build("tests/jobs/edges.weir"));
static NUMBERS: LazyLock<Job> = LazyLock::new(|| build("tests/jobs/numbers.weir"));

/// Rows for `numbers.weir` whose output is some 30 kB.
const MANY: [&str; 4] = ["--set", "rate=0", "--set", "rows=300000"];

fn build(path: &str) -> Job {
    Job::build_dev(&root().join(path)).unwrap_or_else(|failed| panic!("{path} does not build: {failed}"))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("folders of tests have plain names")
}

fn failed(ran: &Ran, status: i32, pieces: &[&str]) {
    assert_eq!((ran.status, ran.stderr.lines().count()), (Some(status), 1), "{}", ran.stderr);
    for piece in pieces {
        assert!(ran.stderr.contains(piece), "`{piece}` is not in: {}", ran.stderr);
    }
}

/// Waits until a job has begun so many files in a folder.
fn wait_for_files(folder: &Path, n: usize) {
    let began = Instant::now();
    let begun = || {
        let names = std::fs::read_dir(folder).expect("the folder").flatten();
        names.filter(|entry| entry.file_name().to_string_lossy().ends_with(".tmp")).count()
    };
    while begun() != n {
        assert!(began.elapsed() < Duration::from_secs(30), "the job does not begin its files");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Runs a job with two files, `out.csv` and `sub/other.csv`; `spoil` happens once both are begun, before anything is committed.
fn spoiled(scratch: &Scratch, spoil: impl FnOnce(&Path)) -> Ran {
    std::fs::create_dir(scratch.join("sub")).expect("it is a new folder");
    let (output, other) = (scratch.join("out.csv"), scratch.join("sub/other.csv"));
    let set = [format!("output={}", text(&output)), format!("other={}", text(&other))];
    let mut command = EDGES.command(&["run", "--set", "input=-", "--set", &set[0], "--set", &set[1]]);
    let child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    wait_for_files(scratch.path(), 1);
    wait_for_files(&scratch.join("sub"), 1);
    spoil(&other);
    let mut child = child;
    let mut stdin = child.stdin.take().expect("it is piped");
    std::io::Write::write_all(&mut stdin, b"{\"id\":1,\"k\":\"a\"}\n").expect("the job reads");
    drop(stdin);
    Ran::of(child.wait_with_output().expect("it ends"))
}

#[test]
fn where_one_output_cannot_have_its_name_none_has() {
    for (gone, piece) in
        [(false, "is a directory, expected a file"), (true, "cannot be written: No such file or directory")]
    {
        let spoil = |other: &Path| match gone {
            true => std::fs::remove_dir_all(other.parent().expect("it has a folder")).expect("it goes"),
            false => std::fs::create_dir(other).expect("nothing is there"),
        };
        for before in [None, Some("old\n")] {
            let scratch = Scratch::new();
            if let Some(before) = before {
                scratch.write("out.csv", before);
            }
            let ran = spoiled(&scratch, spoil);
            failed(&ran, 1, &[piece, "sub/other.csv"]);
            assert_eq!(std::fs::read_to_string(scratch.join("out.csv")).ok().as_deref(), before);
            let left: Vec<String> = scratch.names().into_iter().filter(|name| name != "sub").collect();
            assert_eq!(left.len(), usize::from(before.is_some()), "{left:?}");
        }
    }
}

#[test]
fn both_outputs_replace_what_was_there() {
    let scratch = Scratch::new();
    scratch.write("out.csv", "old\n");
    let ran = spoiled(&scratch, |other| std::fs::write(other, "old\n").expect("it is written"));
    assert_eq!(ran.succeeded(), Ok(()));
    let read = |name: &str| std::fs::read_to_string(scratch.join(name)).expect("it was written");
    assert_eq!((read("out.csv").as_str(), read("sub/other.csv").as_str()), ("a,1,1,,\n", "a,1\n"));
    assert_eq!(scratch.names(), ["out.csv", "sub"]);
}

/// Runs `numbers.weir` by a shell script that sees the binary and its arguments as `"$@"`.
fn by_shell(program: &str, before: &[&str], script: &str, output: &str) -> Ran {
    let mut command = Command::new(program);
    command.args(before).args(["sh", "-c", script, "sh"]).arg(&NUMBERS.binary).arg("run");
    command.args(MANY).args(["--set", &format!("output={output}")]).current_dir(root());
    Ran::of(command.output().expect("it runs"))
}

#[test]
fn a_file_over_the_limit_of_the_process_is_an_error_and_no_signal() {
    for name in ["out.csv", "out.csv.gz", "out.csv.zst"] {
        for before in [None, Some("old\n")] {
            let scratch = Scratch::new();
            if let Some(before) = before {
                scratch.write(name, before);
            }
            let output = scratch.join(name);
            let ran = by_shell("env", &[], "ulimit -f 0; exec \"$@\"", text(&output));
            failed(
                &ran,
                1,
                &["cannot be written: File too large", text(&output), "in `output`", "ulimit -f"],
            );
            assert_eq!(std::fs::read_to_string(&output).ok().as_deref(), before);
            assert_eq!(scratch.names().len(), usize::from(before.is_some()), "{:?}", scratch.names());
        }
    }
}

#[test]
fn a_standard_stream_that_is_closed_is_refused() {
    let ran = by_shell("env", &[], "exec \"$@\" >&-", "");
    failed(&ran, 2, &["standard output is closed", "in `output`"]);
    let scratch = Scratch::new();
    let ran = by_shell("env", &[], "exec \"$@\" >&- <&-", text(&scratch.join("out.csv")));
    assert_eq!(ran.succeeded(), Ok(()), "a job that does not need them does not ask for them");
    let (binary, output) = (&EDGES.binary, scratch.join("other.csv"));
    let mut command = Command::new("sh");
    command.args(["-c", "exec \"$@\" <&-", "sh"]).arg(binary).args(["run", "--set", "input=-"]);
    let output = [format!("output={}", text(&output)), format!("other={}", text(&scratch.join("third.csv")))];
    command.args(["--set", &output[0], "--set", &output[1]]);
    failed(&Ran::of(command.output().expect("it runs")), 1, &["standard input is closed", "in `rows`"]);
    assert_eq!(scratch.names(), ["out.csv"]);
}

/// A file system of 16 KiB in a mount namespace of its own, which goes away with it.
#[test]
fn a_full_file_system_is_an_error() {
    let scratch = Scratch::new();
    let folder = text(scratch.path());
    let mount = format!("mount -t tmpfs -o size=16k none {folder} || exit 77");
    let unshare = [&["-m"][..], &["-r", "-m"]].into_iter().find(|options| {
        let tried = Command::new("unshare").args(*options).args(["sh", "-c", &mount]).output();
        tried.is_ok_and(|tried| tried.status.success())
    });
    let Some(options) = unshare else {
        println!("not run: this process may not mount a file system of its own");
        return;
    };
    for name in ["out.csv", "out.csv.gz", "out.csv.zst"] {
        let script = format!(
            "{mount}; echo old > {folder}/{name}; \"$@\"; status=$?; ls -A {folder}; cat {folder}/{name}; exit $status"
        );
        let output = text(&scratch.join(name)).to_owned();
        let ran = by_shell("unshare", options, &script, &output);
        // What fits once it is compressed is no error.
        if name == "out.csv" || ran.status != Some(0) {
            failed(
                &ran,
                1,
                &["cannot be written: No space left", &output, "in `output`", "make room on the disk"],
            );
            assert_eq!(ran.stdout, format!("{name}\nold\n"), "nothing new is there, and the old file stays");
        }
    }
}

#[test]
fn late_rows_that_nobody_reads_are_told_at_the_end() {
    let job = build("tests/jobs/late.weir");
    let scratch = Scratch::new();
    let at = |second: u32| format!("2020-01-01T00:00:{second:02}Z\n");
    let input = scratch.write("in.csv", format!("at\n{}{}{}{}", at(1), at(25), at(2), at(3)));
    let set = format!("input={}", text(&input));
    for parallelism in ["1", "3"] {
        let run =
            |log: &str| job.execute(&["run", "--parallelism", parallelism, "--log", log, "--set", &set]);
        let ran = run("warn");
        assert_eq!((ran.status, ran.stdout.as_str()), (Some(0), "{\"n\":1}\n{\"n\":1}\n"));
        assert_eq!(ran.stderr, "warn: 2 rows were late at `counts`\n");
        assert_eq!(run("error").stderr, "");
    }
}

/// The arguments for `edges.weir` from one file or pipe to two files.
fn edges(input: &Path, output: &Path, other: &Path) -> Command {
    let [input, output, other] = [("input", input), ("output", output), ("other", other)]
        .map(|(name, path)| format!("{name}={}", text(path)));
    EDGES.command(&["run", "--set", &input, "--set", &output, "--set", &other])
}

#[test]
fn an_output_does_not_take_the_place_of_an_input() {
    let scratch = Scratch::new();
    let input = scratch.write("in.jsonl", "{\"id\":1,\"k\":\"a\"}\n");
    std::os::unix::fs::symlink("in.jsonl", scratch.join("link.jsonl")).expect("a link");
    for output in ["in.jsonl", "link.jsonl"] {
        let ran = edges(&input, &scratch.join(output), &scratch.join("other.csv")).output().expect("it runs");
        failed(&Ran::of(ran), 2, &["is read by this job", "in.jsonl", "parameter `output`"]);
    }
    assert_eq!(std::fs::read_to_string(&input).expect("it is there"), "{\"id\":1,\"k\":\"a\"}\n");
}

#[test]
fn what_holds_in_the_end_is_not_published_by_a_job_that_was_stopped() {
    let scratch = Scratch::new();
    let output = scratch.write("out.csv", "old\n");
    let mut command = edges(Path::new("-"), &output, &scratch.join("other.csv"));
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    std::io::Write::write_all(&mut stdin, b"{\"id\":1,\"k\":\"a\"}\n").expect("the job reads");
    wait_for_files(scratch.path(), 2);
    let stopped = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("it runs");
    assert!(stopped.success());
    let ran = Ran::of(child.wait_with_output().expect("it ends"));
    assert_eq!(ran.status, Some(0));
    assert!(ran.stderr.contains("out.csv` was not written: the job was stopped"), "{}", ran.stderr);
    assert_eq!(std::fs::read_to_string(&output).expect("it is there"), "old\n");
}

#[test]
fn a_named_pipe_is_read_and_does_not_keep_a_job_from_stopping() {
    let scratch = Scratch::new();
    let (pipe, output) = (scratch.join("pipe"), scratch.join("out.csv"));
    let made = Command::new("mkfifo").arg(&pipe).status().expect("it runs");
    assert!(made.success());
    // Whether the writer comes first or late.
    for wait_ms in [0, 300] {
        let mut job = edges(&pipe, &output, &scratch.join("other.csv"));
        let child = job.stderr(Stdio::piped()).spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(wait_ms));
        std::fs::write(&pipe, "{\"id\":1,\"k\":\"a\"}\n{\"id\":2,\"k\":\"a\"}\n").expect("the job reads");
        assert_eq!(Ran::of(child.wait_with_output().expect("it ends")).succeeded(), Ok(()));
        let text = std::fs::read_to_string(&output).expect("it was written");
        assert_eq!(text.lines().last(), Some("a,1,2,,"), "{text}");
        std::fs::remove_file(&output).expect("it is there");
    }
    let mut job = edges(&pipe, &output, &scratch.join("other.csv"));
    let child = job.stderr(Stdio::piped()).spawn().expect("it starts");
    wait_for_files(scratch.path(), 2);
    let stopped = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("it runs");
    assert!(stopped.success());
    assert_eq!(Ran::of(child.wait_with_output().expect("it ends")).status, Some(0));
}

/// The one output waits for a reader, who never comes; the other is begun.
#[test]
fn a_job_that_is_stopped_before_it_starts_leaves_nothing_behind() {
    let scratch = Scratch::new();
    let input = scratch.write("in.jsonl", "{\"id\":1,\"k\":\"a\"}\n");
    let pipe = scratch.join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("it runs").success());
    // Whichever of the two is opened first.
    for (output, other) in [(&pipe, scratch.join("other.csv")), (&scratch.join("out.csv"), pipe.clone())] {
        let child = edges(&input, output, &other).stderr(Stdio::piped()).spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(400));
        let stopped = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
        assert!(stopped.expect("it runs").success());
        assert_eq!(Ran::of(child.wait_with_output().expect("it ends")).status, Some(0));
        assert_eq!(scratch.names(), ["in.jsonl", "pipe"]);
    }
}

#[test]
fn a_job_that_cannot_write_its_stats_publishes_nothing() {
    let scratch = Scratch::new();
    let input = scratch.write("in.jsonl", "{\"id\":1,\"k\":\"a\"}\n");
    let mut job = edges(&input, &scratch.join("out.csv"), &scratch.join("other.csv"));
    let ran = Ran::of(job.args(["--stats", "/dev/full"]).output().expect("it runs"));
    failed(&ran, 1, &["No space left", "/dev/full"]);
    assert_eq!(scratch.names(), ["in.jsonl"]);
}

#[test]
fn stats_and_outputs_do_not_take_the_place_of_standard_input() {
    let scratch = Scratch::new();
    let rows = "{\"id\":1,\"k\":\"a\"}\n";
    let input = scratch.write("in.jsonl", rows);
    let opened = || std::fs::File::open(&input).expect("it is there");
    let mut job = edges(Path::new("-"), &input, &scratch.join("other.csv"));
    let ran = Ran::of(job.stdin(opened()).output().expect("it runs"));
    failed(&ran, 2, &["is read by this job", "in.jsonl"]);
    for from in [Path::new("-"), &input] {
        let mut job = edges(from, &scratch.join("out.csv"), &scratch.join("other.csv"));
        let ran = Ran::of(job.args(["--stats", text(&input)]).stdin(opened()).output().expect("it runs"));
        failed(&ran, 2, &["is read by this job", "in.jsonl"]);
    }
    assert_eq!(std::fs::read_to_string(&input).expect("it is there"), rows);
    assert_eq!(scratch.names(), ["in.jsonl"]);
}
