//! Rows made from their number: 0, 1, 2, …, in blocks taken by the workers in turn, as fast as can be or at a rate.
//!
//! Only the numbers come from here; generated code computes the columns. With a rate, number n is due n / rate seconds after
//! the first look at the clock.

use std::ops::Range;
use weir_runtime::env::clock;
use weir_runtime::error::{Error, Result};

/// Numbers that a worker takes in one go.
const BLOCK: i64 = 4096;
/// Numbers given at a time: the quantum of a source.
const QUANTUM: i64 = 1024;

/// What to generate, and who asks.
#[derive(Debug, Clone, Copy)]
pub struct GeneratorSpec {
    /// How many rows in all; negative: without end.
    pub rows: i64,
    /// Rows per second of wall time, of all workers together; 0: as fast as can be.
    pub rate: i64,
    /// This worker.
    pub me: usize,
    /// How many there are.
    pub workers: usize,
}

/// What is to be made now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The rows of these numbers.
    Rows(Range<i64>),
    /// None is due yet.
    Idle,
    /// This worker has made all of its rows.
    Ended,
}

/// The numbers of one worker, ascending.
#[derive(Debug)]
pub struct Generator {
    rows: i64,
    rate: i64,
    n: i64,
    block_end: i64,
    stride: i64,
    began: Option<clock::Mark>,
}

impl Generator {
    /// The numbers of worker `spec.me`. Refused: a negative rate.
    pub fn new(spec: GeneratorSpec) -> Result<Generator> {
        if spec.rate < 0 {
            let what =
                format!("generate: `rate` is {}, expected rows per second or 0 for full speed", spec.rate);
            return Err(Error::invalid(what));
        }
        let rows = if spec.rows < 0 { i64::MAX } else { spec.rows };
        let (n, stride) = (BLOCK * spec.me as i64, BLOCK * spec.workers as i64);
        Ok(Generator { rows, rate: spec.rate, n, block_end: n + BLOCK, stride, began: None })
    }

    /// The next numbers that are due, 1024 at most.
    pub fn next_rows(&mut self) -> Next {
        let due = match self.rate {
            0 => i64::MAX,
            rate => due(rate, self.began.get_or_insert_with(clock::mark).elapsed_us()),
        };
        self.next_before(due)
    }

    fn next_before(&mut self, due: i64) -> Next {
        if self.n == self.block_end {
            self.n = (self.n - BLOCK).saturating_add(self.stride);
            self.block_end = self.n.saturating_add(BLOCK);
        }
        if self.n >= self.rows {
            return Next::Ended;
        }
        let end = (self.n + QUANTUM).min(self.block_end).min(self.rows).min(due);
        if end <= self.n {
            return Next::Idle;
        }
        let start = std::mem::replace(&mut self.n, end);
        Next::Rows(start..end)
    }
}

/// How many rows are due so long after the first.
fn due(rate: i64, elapsed_us: u64) -> i64 {
    let rows = rate as i128 * i128::from(elapsed_us) / 1_000_000 + 1;
    i64::try_from(rows).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generator(rows: i64, me: usize, workers: usize) -> Generator {
        Generator::new(GeneratorSpec { rows, rate: 0, me, workers }).expect("the spec makes sense")
    }

    fn numbers(mut generator: Generator) -> Vec<i64> {
        let mut numbers = Vec::new();
        while let Next::Rows(rows) = generator.next_rows() {
            assert!(rows.end - rows.start <= QUANTUM);
            numbers.extend(rows);
        }
        assert_eq!(generator.next_rows(), Next::Ended);
        numbers
    }

    #[test]
    fn each_number_is_made_once_whatever_the_number_of_workers() {
        for rows in [0, 1, 4096, 4097, 50_000] {
            for workers in [1, 2, 3] {
                let mut all: Vec<i64> =
                    (0..workers).flat_map(|me| numbers(generator(rows, me, workers))).collect();
                all.sort_unstable();
                assert!(all.into_iter().eq(0..rows), "{rows} rows, {workers} workers");
            }
        }
    }

    #[test]
    fn without_end_means_without_end() {
        let mut endless = generator(-1, 0, 2);
        assert!((0..1000).all(|_| matches!(endless.next_rows(), Next::Rows(_))));
    }

    #[test]
    fn a_number_is_made_when_it_is_due() {
        let mut one = generator(10_000, 0, 1);
        assert_eq!(due(10, 0), 1);
        assert_eq!(one.next_before(due(10, 0)), Next::Rows(0..1));
        assert_eq!(one.next_before(due(10, 99_999)), Next::Idle);
        assert_eq!(one.next_before(due(10, 300_000)), Next::Rows(1..4));
        assert_eq!(one.next_before(due(10, u64::MAX)), Next::Rows(4..1028));
    }

    #[test]
    fn a_negative_rate_is_refused() {
        let refused = Generator::new(GeneratorSpec { rows: 1, rate: -5, me: 0, workers: 1 });
        assert!(refused.is_err_and(|error| error.to_string().contains("`rate` is -5")));
    }
}
