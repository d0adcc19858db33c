//! Standard output as others give it to a job: shared by its sinks, a connection, one that does not wait, one that nobody reads any more.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, Stdio};
use std::sync::LazyLock;
use std::time::Duration;
use weir_tests::job::{Job, Ran};

static TWO: LazyLock<Job> = LazyLock::new(|| Job::dev("tests/jobs/two_to_stdout.weir"));

/// Long enough for the job to fill what the system keeps of a stream, several times over.
const UNREAD: Duration = Duration::from_millis(300);

/// The job, with so many rows for each sink.
fn started(rows: u64, stdout: impl Into<OwnedFd>) -> Child {
    let rows = format!("rows={rows}");
    let mut command = TWO.command(&["run", "--progress", "off", "--parallelism", "2", "--set", &rows]);
    command.stdout(Stdio::from(stdout.into())).stderr(Stdio::piped()).spawn().expect("it starts")
}

#[test]
fn rows_of_two_sinks_stay_whole_where_writes_do_not_wait() {
    let rows = 200_000;
    let (mut output, theirs) = UnixStream::pair().expect("a pair of sockets can be made");
    theirs.set_nonblocking(true).expect("it is a socket");
    let child = started(rows, theirs);
    std::thread::sleep(UNREAD);
    // A job that stands still fails the test.
    output.set_read_timeout(Some(Duration::from_secs(20))).expect("it is a socket");
    let mut text = String::new();
    output.read_to_string(&mut text).expect("it is text, and comes");
    Ran::of_child(child, Duration::from_secs(20)).succeeded().unwrap_or_else(|why| panic!("{why}"));
    let mut seen: BTreeMap<u64, u64> = BTreeMap::new();
    for line in text.lines() {
        let number = line.strip_prefix(r#"{"even":"#).or_else(|| line.strip_prefix(r#"{"odd":"#));
        let number = number.and_then(|rest| rest.strip_suffix('}')?.parse().ok());
        *seen.entry(number.unwrap_or_else(|| panic!("a row that is not whole: {line}"))).or_default() += 1;
    }
    assert!(seen.values().all(|times| *times == 1), "each row comes once");
    assert!(seen.into_keys().eq(0..2 * rows), "all rows come");
}

#[test]
fn a_connection_that_is_closed_before_all_is_read_ends_the_job_quietly() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let theirs = TcpStream::connect(listener.local_addr().expect("it is bound")).expect("it listens");
    let (output, _) = listener.accept().expect("it was connected");
    let child = started(i64::MAX as u64, theirs);
    std::thread::sleep(UNREAD);
    drop(output);
    let ran = Ran::of_child(child, Duration::from_secs(20));
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
}

#[test]
fn what_a_stopped_job_does_not_know_of_the_end_is_told_of_each_step() {
    let job = Job::dev("tests/jobs/finals.weir");
    for parallelism in ["1", "2", "4"] {
        let mut command = job.command(&["run", "--progress", "off", "--parallelism", parallelism]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
        let (mut first, mut rest) = (String::new(), String::new());
        stdout.read_line(&mut first).expect("it can be read");
        Ran::ask_to_stop(&child);
        stdout.read_to_string(&mut rest).expect("it can be read");
        let ran = Ran::of_child(child, Duration::from_secs(20));
        let mut told: Vec<&str> = ran.stderr.lines().collect();
        told.sort_unstable();
        let of = |step: &str| {
            format!("warn: what holds at the end of `{step}` was not written: the job was stopped before it")
        };
        assert_eq!((ran.status, told), (Some(0), vec![&*of("counted"), &*of("latest")]));
        assert_eq!((&*first, &*rest), ("{\"n\":0}\n", ""));
    }
}
