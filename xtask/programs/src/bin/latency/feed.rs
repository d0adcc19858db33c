//! Rows into the job: as fast as it takes them, or when they are due.

use super::EPOCH_NS;
use std::io::Write;
use std::time::{Duration, Instant};

/// Bytes that are written in one go at most.
const WRITE_BYTES_MAX: usize = 32 * 1024;
/// The feeder rests so long at least between two writes. Without that it writes a few rows at a time and, at high rates, keeps a core for itself: what is measured then is how three
/// threads share two cores. What was due meanwhile counts from its own time.
const REST: Duration = Duration::from_micros(20);
const KEYS: u64 = 1_000;
const DIGITS: usize = 16;
/// The time between two rows is a number of nanoseconds with so many bits behind its point: then a due time is a multiplication, not a division.
const FRACTION_BITS: u32 = 32;

/// For so long, as fast as it takes them: how many.
pub(super) fn full(mut stdin: impl Write, start: Instant, time: Duration) -> u64 {
    let mut rows = Rows::default();
    while start.elapsed() < time {
        let due = EPOCH_NS + start.elapsed().as_nanos() as u64;
        while rows.buffer.len() < WRITE_BYTES_MAX {
            rows.append(due);
        }
        rows.write(&mut stdin);
    }
    rows.n
}

/// So many a second, by the schedule: how many.
pub(super) fn paced(mut stdin: impl Write, start: Instant, time: Duration, rate: u64) -> u64 {
    let total = (time.as_secs_f64() * rate as f64) as u64;
    let row_ns = (1_000_000_000 << FRACTION_BITS) / rate;
    let due_ns = |n: u64| ((u128::from(n) * u128::from(row_ns)) >> FRACTION_BITS) as u64;
    let mut rows = Rows::default();
    while rows.n < total {
        let now = start.elapsed().as_nanos() as u64;
        while rows.n < total && due_ns(rows.n) <= now {
            let due = EPOCH_NS + due_ns(rows.n);
            rows.append(due);
            if rows.buffer.len() >= WRITE_BYTES_MAX {
                rows.write(&mut stdin);
            }
        }
        rows.write(&mut stdin);
        let next = Duration::from_nanos(due_ns(rows.n));
        std::thread::sleep(next.saturating_sub(start.elapsed()).max(REST));
    }
    rows.n
}

/// A few.
pub(super) fn some(stdin: &mut impl Write, n: u64) {
    let mut rows = Rows::default();
    (0..n).for_each(|_| rows.append(EPOCH_NS));
    rows.write(stdin);
}

#[derive(Default)]
struct Rows {
    buffer: Vec<u8>,
    n: u64,
}

impl Rows {
    /// `{"due":1000000000000000,"key":17,"value":3}`
    fn append(&mut self, due: u64) {
        self.buffer.extend_from_slice(b"{\"due\":");
        self.digits(due, DIGITS);
        self.buffer.extend_from_slice(b",\"key\":1");
        self.digits(self.n % KEYS, 3);
        self.buffer.extend_from_slice(b",\"value\":3}\n");
        self.n += 1;
    }

    fn digits(&mut self, mut x: u64, n: usize) {
        let mut text = [b'0'; DIGITS];
        for digit in text[..n].iter_mut().rev() {
            *digit = b'0' + (x % 10) as u8;
            x /= 10;
        }
        self.buffer.extend_from_slice(&text[..n]);
    }

    /// All that stand in the buffer.
    fn write(&mut self, stdin: &mut impl Write) {
        stdin.write_all(&self.buffer).expect("the job reads on");
        self.buffer.clear();
    }
}
