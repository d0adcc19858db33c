//! How long an event takes through a job, from when it was due to when its row comes out, for `cargo xtask bench latency`. The job is a process of its own, fed through its standard
//! input and read from its standard output; each row carries when it was due.
//!
//! Free of coordinated omission: rows are due by a schedule that nothing can hold up. If the job stalls, the pipe fills, the feeder waits, and every row that was due meanwhile
//! counts from its own time. Sleeping feeders wake late; that too counts against the job.
//!
//! `latency JOB THREADS MILLISECONDS full` prints rows a second when fed as fast as it takes them; with a rate in place of `full`, percentiles of a run at that rate; with `idle`, how much of
//! a core it needs when nothing comes.

mod cpu;
mod feed;

use hdrhistogram::Histogram;
use std::io::Read;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// Rows that are due in the first moments are not counted: the job starts then.
const START: Duration = Duration::from_millis(300);
/// Due times begin here, so that all have the same number of digits.
const EPOCH_NS: u64 = 1_000_000_000_000_000;
/// Longest latency that can be told from others, three digits that count.
const LONGEST_NS: u64 = 60_000_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, job, threads, milliseconds, how] = arguments.as_slice() else {
        panic!("usage: latency JOB THREADS MILLISECONDS full|idle|RATE")
    };
    let time = Duration::from_millis(milliseconds.parse().expect("milliseconds are a number"));
    let mut child = Command::new(job)
        .args(["run", "--progress", "off", "--parallelism", threads])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{job}: {error}"));
    match how.as_str() {
        "idle" => idle(&mut child, time),
        "full" => full(&mut child, time),
        rate => paced(&mut child, time, rate.parse().expect("the rate is a number")),
    }
    let status = child.wait().expect("the child is ours");
    assert!(status.success(), "the job ended with {status}");
}

fn full(child: &mut Child, time: Duration) {
    let stdin = child.stdin.take().expect("stdin is piped");
    let start = Instant::now();
    let feeder = std::thread::spawn(move || feed::full(stdin, start, time));
    let mut rows = 0u64;
    read(child.stdout.take().expect("stdout is piped"), |row| rows += u64::from(matches!(row, Row::Due(_))));
    let seconds = start.elapsed().as_secs_f64();
    let fed = feeder.join().expect("the feeder does not panic");
    assert_eq!(fed, rows, "a row in gives a row out");
    println!("rows_per_second {:.0}", rows as f64 / seconds);
}

fn paced(child: &mut Child, time: Duration, rate: u64) {
    let stdin = child.stdin.take().expect("stdin is piped");
    let start = Instant::now();
    let feeder = std::thread::spawn(move || feed::paced(stdin, start, time, rate));
    let mut histogram: Histogram<u64> =
        Histogram::new_with_bounds(100, LONGEST_NS, 3).expect("the bounds make sense");
    let (mut rows, mut now) = (0u64, 0);
    let counted_from = EPOCH_NS + START.as_nanos() as u64;
    read(child.stdout.take().expect("stdout is piped"), |row| match row {
        Row::Come => now = EPOCH_NS + start.elapsed().as_nanos() as u64,
        Row::Due(due) => {
            rows += 1;
            if due >= counted_from {
                histogram.saturating_record(now.saturating_sub(due));
            }
        }
    });
    let fed = feeder.join().expect("the feeder does not panic");
    assert_eq!(fed, rows, "a row in gives a row out");
    let us = |ns: u64| ns as f64 / 1e3;
    for (name, quantile) in [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999), ("p99.99", 0.9999)] {
        println!("{name} {:.1}", us(histogram.value_at_quantile(quantile)));
    }
    println!("max {:.1}", us(histogram.max()));
}

fn idle(child: &mut Child, time: Duration) {
    let mut stdin = child.stdin.take().expect("stdin is piped");
    feed::some(&mut stdin, 1_000);
    std::thread::sleep(START);
    let (before, started) = (cpu::of(child.id()), Instant::now());
    std::thread::sleep(time);
    let used = cpu::of(child.id()) - before;
    println!("idle_percent {:.4}", 100.0 * used / started.elapsed().as_secs_f64());
    drop(stdin);
    read(child.stdout.take().expect("stdout is piped"), |_| {});
}

/// What the reader tells.
enum Row {
    /// Bytes have come: the time of all rows in them.
    Come,
    /// A row that was due then.
    Due(u64),
}

/// Reads to the end.
fn read(mut stdout: ChildStdout, mut each: impl FnMut(Row)) {
    let mut buffer = vec![0; 256 * 1024];
    let mut filled = 0;
    loop {
        let n = stdout.read(&mut buffer[filled..]).expect("a pipe can be read");
        if n == 0 {
            return;
        }
        each(Row::Come);
        filled += n;
        let mut from = 0;
        for end in memchr::memchr_iter(b'\n', &buffer[..filled]) {
            each(Row::Due(due(&buffer[from..end])));
            from = end + 1;
        }
        buffer.copy_within(from..filled, 0);
        filled -= from;
    }
}

/// The digits behind `"due":`, wherever it stands.
fn due(row: &[u8]) -> u64 {
    const NAME: &[u8] = b"\"due\":";
    let at = if row[1..].starts_with(NAME) { Some(1) } else { memchr::memmem::find(row, NAME) };
    let digits = &row[at.expect("each row has its due time") + NAME.len()..];
    digits.iter().take_while(|byte| byte.is_ascii_digit()).fold(0, |n, byte| n * 10 + u64::from(byte - b'0'))
}
