//! Rows made from their number: 0, 1, 2, …, in blocks taken by the workers in turn, as fast as can be or at a rate.
//!
//! Only the numbers come from here; generated code computes the columns. With a rate, number n is due n / rate seconds after
//! the first look at the clock, which is looked at only when a number is not known to be due.

use weir_runtime::env::clock;
use weir_runtime::error::{Error, Result};

/// Numbers that a worker takes in one go.
const BLOCK: i64 = 4096;

/// What to generate, and who asks.
#[derive(Debug, Clone, Copy)]
pub struct NumbersSpec {
    /// How many rows in all; negative: without end.
    pub rows: i64,
    /// Rows per second of wall time, of all workers together; 0: as fast as can be.
    pub rate: i64,
    /// Worker 0 makes all rows, in order.
    pub single: bool,
    /// This worker.
    pub me: usize,
    /// How many there are.
    pub workers: usize,
}

/// What is to be made now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The row of this number.
    Number(i64),
    /// None is due yet.
    Later,
    /// This worker has made all of its rows.
    Ended,
}

/// The numbers of one worker, ascending.
#[derive(Debug)]
pub struct Numbers {
    rows: i64,
    rate: i64,
    n: i64,
    /// Numbers below this are due and of this block.
    until: i64,
    block_end: i64,
    stride: i64,
    began: Option<clock::Mark>,
}

impl Numbers {
    /// The numbers of worker `spec.me`. Refused: a negative rate.
    pub fn new(spec: NumbersSpec) -> Result<Numbers> {
        if spec.rate < 0 {
            let what =
                format!("generate: `rate` is {}, expected rows per second or 0 for full speed", spec.rate);
            return Err(Error::invalid(what));
        }
        if spec.rows < -1 {
            let what =
                format!("generate: `rows` is {}, expected a number of rows, or -1 for no end", spec.rows);
            return Err(Error::invalid(what));
        }
        let all = if spec.rows < 0 { i64::MAX } else { spec.rows };
        let (rows, workers) = match (spec.single, spec.me) {
            (true, 0) => (all, 1),
            (true, _) => (0, 1),
            (false, _) => (all, spec.workers as i64),
        };
        let n = BLOCK.saturating_mul(spec.me as i64);
        Ok(Numbers {
            rows,
            rate: spec.rate,
            n,
            until: n,
            block_end: n + BLOCK,
            stride: BLOCK * workers,
            began: None,
        })
    }

    /// The next number, if it is due.
    #[inline(always)]
    #[expect(clippy::should_implement_trait, reason = "it is not over when none is due")]
    pub fn next(&mut self) -> Next {
        let n = self.n;
        if n < self.until {
            self.n += 1;
            return Next::Number(n);
        }
        self.next_slowly()
    }

    /// Whether it was asked for rows without end.
    pub fn is_endless(&self) -> bool {
        self.rows == i64::MAX
    }

    /// Whether this worker has no more rows.
    pub fn ended(&self) -> bool {
        self.start() >= self.rows
    }

    #[cold]
    fn next_slowly(&mut self) -> Next {
        let due = match self.rate {
            0 => i64::MAX,
            rate => due(rate, self.began.get_or_insert_with(clock::mark).elapsed_us()),
        };
        self.next_before(due)
    }

    fn next_before(&mut self, due: i64) -> Next {
        let start = self.start();
        if start >= self.rows {
            return Next::Ended;
        }
        if self.n == self.block_end {
            self.block_end = start.saturating_add(BLOCK);
        }
        self.n = start;
        self.until = self.block_end.min(self.rows).min(due);
        if start >= self.until {
            return Next::Later;
        }
        self.n += 1;
        Next::Number(start)
    }

    /// The next number, in the next block if this one is done.
    fn start(&self) -> i64 {
        if self.n == self.block_end { (self.n - BLOCK).saturating_add(self.stride) } else { self.n }
    }
}

/// How many rows are due so long after the first.
fn due(rate: i64, elapsed_us: u64) -> i64 {
    let rows = i128::from(rate) * i128::from(elapsed_us) / 1_000_000 + 1;
    i64::try_from(rows).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: NumbersSpec = NumbersSpec { rows: 10_000, rate: 0, single: false, me: 0, workers: 1 };

    fn numbers(spec: NumbersSpec) -> Numbers {
        Numbers::new(spec).expect("the spec makes sense")
    }

    fn all(spec: NumbersSpec) -> Vec<i64> {
        let mut numbers = numbers(spec);
        let mut all = Vec::new();
        while let Next::Number(n) = numbers.next() {
            all.push(n);
        }
        assert_eq!((numbers.next(), numbers.ended()), (Next::Ended, true));
        assert!(all.is_sorted());
        all
    }

    #[test]
    fn each_number_is_made_once_whatever_the_number_of_workers() {
        for rows in [0, 1, 4096, 4097, 50_000] {
            for (workers, single) in [(1, false), (2, false), (3, false), (3, true)] {
                let each = |me| all(NumbersSpec { rows, single, me, workers, ..SPEC });
                let mut together: Vec<i64> = (0..workers).flat_map(each).collect();
                together.sort_unstable();
                assert!(together.into_iter().eq(0..rows), "{rows} rows, {workers} workers");
            }
        }
    }

    #[test]
    fn a_worker_without_rows_has_ended_from_the_start() {
        assert!(!numbers(SPEC).ended());
        assert!(numbers(NumbersSpec { rows: 4096, me: 1, workers: 2, ..SPEC }).ended());
        assert!(numbers(NumbersSpec { single: true, me: 1, workers: 2, ..SPEC }).ended());
    }

    #[test]
    fn without_end_means_without_end() {
        let mut endless = numbers(NumbersSpec { rows: -1, workers: 2, ..SPEC });
        assert!((0..100_000).all(|_| matches!(endless.next(), Next::Number(_))));
    }

    #[test]
    fn a_number_is_made_when_it_is_due() {
        let mut one = numbers(SPEC);
        let mut made = |elapsed_us| {
            let mut made = Vec::new();
            while let Next::Number(n) = one.next_before(due(10, elapsed_us)) {
                made.push(n);
            }
            made
        };
        assert_eq!(made(0), [0]);
        assert!(made(99_999).is_empty());
        assert_eq!(made(300_000), [1, 2, 3]);
        assert_eq!(made(u64::MAX).len(), 9_996);
    }

    #[test]
    fn a_negative_rate_is_refused() {
        let refused = Numbers::new(NumbersSpec { rate: -5, ..SPEC });
        assert!(refused.is_err_and(|error| error.to_string().contains("`rate` is -5")));
    }
}
