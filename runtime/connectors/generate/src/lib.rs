//! Rows made from their number: 0, 1, 2, …, in blocks that workers take as they are done with others, as fast as can be or at a rate.
//!
//! Only the numbers come from here; generated code computes the columns. With a rate, number n is due n / rate seconds after
//! the first look at the clock, which is looked at only when a number is not known to be due.

use weir_runtime::dealing::{Dealing, Spread};
use weir_runtime::env::clock;
use weir_runtime::error::{Error, Result};
use weir_runtime::support::QUANTUM_ROWS;

/// Numbers that a worker takes in one go.
const BLOCK: u64 = 4096;

/// What to generate, and who asks.
#[derive(Debug, Clone, Copy)]
pub struct NumbersSpec {
    /// How many rows in all; negative: without end.
    pub rows: i64,
    /// Rows per second of wall time, of all workers together; 0: as fast as can be.
    pub rate: i64,
    /// Who makes which rows. Pieces are for full speed: with a rate, worker 0 makes all rows instead.
    pub spread: Spread,
    /// This worker.
    pub me: usize,
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
    /// Whether the number of a block is that of a piece.
    pieces: bool,
    dealing: Dealing,
    began: Option<clock::Mark>,
}

impl Numbers {
    /// The numbers of worker `spec.me`, in blocks from what all workers share. Refused: a negative rate.
    pub fn new(spec: NumbersSpec, dealing: &Dealing) -> Result<Numbers> {
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
        let alone = spec.spread == Spread::One || (spec.spread == Spread::Pieces && spec.rate > 0);
        let pieces = spec.spread == Spread::Pieces && !alone;
        let mut numbers = Numbers {
            rows: if alone && spec.me > 0 { 0 } else { all },
            rate: spec.rate,
            n: 0,
            until: 0,
            block_end: 0,
            pieces,
            dealing: dealing.clone(),
            began: None,
        };
        // A piece that is taken is made: nobody stops between the two.
        if !numbers.ended() && !pieces {
            numbers.take_block();
        }
        Ok(numbers)
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

    /// To be called before each quantum of numbers where they are spread in [pieces](Spread::Pieces): the number of the piece that the quantum is, whose rows are all that come before
    /// the next call or the end. `None`: there are no more, or this worker makes all rows.
    pub fn begin_piece(&mut self) -> Option<usize> {
        if self.pieces && !self.ended() && self.n == self.block_end {
            self.take_block();
        }
        (self.pieces && !self.ended()).then(|| (self.n.unsigned_abs() / self.block()) as usize)
    }

    /// Whether it was asked for rows without end.
    pub fn is_endless(&self) -> bool {
        self.rows == i64::MAX
    }

    /// Whether this worker has no more rows.
    pub fn ended(&self) -> bool {
        self.n >= self.rows
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
        if !self.ended() && self.n == self.block_end {
            self.take_block();
        }
        if self.ended() {
            return Next::Ended;
        }
        self.until = self.block_end.min(self.rows).min(due);
        if self.n >= self.until {
            return Next::Later;
        }
        self.n += 1;
        Next::Number(self.n - 1)
    }

    /// Length of a block.
    fn block(&self) -> u64 {
        if self.pieces { QUANTUM_ROWS } else { BLOCK }
    }

    fn take_block(&mut self) {
        let start = self.dealing.take(self.block());
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        (self.n, self.until) = (number(start), number(start));
        self.block_end = number(start.saturating_add(self.block()));
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

    const SPEC: NumbersSpec = NumbersSpec { rows: 10_000, rate: 0, spread: Spread::Blocks, me: 0 };

    fn numbers(spec: NumbersSpec) -> Numbers {
        Numbers::new(spec, &Dealing::default()).expect("the spec makes sense")
    }

    /// The numbers that so many workers make, worker by worker; each in turn makes some more or fewer of them, as it has time.
    fn made(spec: NumbersSpec, workers: usize) -> Vec<Vec<i64>> {
        let dealing = Dealing::default();
        let numbers = |me| Numbers::new(NumbersSpec { me, ..spec }, &dealing).expect("the spec makes sense");
        let mut all: Vec<(Numbers, Vec<i64>)> = (0..workers).map(|me| (numbers(me), Vec::new())).collect();
        while all.iter().any(|(numbers, _)| !numbers.ended()) {
            for (me, (numbers, made)) in all.iter_mut().enumerate() {
                for _ in 0..3000 * (me + 1) {
                    let Next::Number(n) = numbers.next() else { break };
                    made.push(n);
                }
            }
        }
        let ended = all.iter_mut().all(|(numbers, _)| numbers.next() == Next::Ended && numbers.ended());
        assert!(ended);
        all.into_iter().map(|(_, made)| made).collect()
    }

    #[test]
    fn each_number_is_made_once_whatever_the_number_of_workers() {
        let spreads = [
            (1, Spread::Blocks),
            (2, Spread::Blocks),
            (3, Spread::Blocks),
            (3, Spread::One),
            (1, Spread::Pieces),
            (3, Spread::Pieces),
        ];
        for rows in [0, 1, 4096, 4097, 50_000] {
            for (workers, spread) in spreads {
                let each = made(NumbersSpec { rows, spread, ..SPEC }, workers);
                assert!(each.iter().all(|made| made.is_sorted()));
                let mut together = each.concat();
                together.sort_unstable();
                assert!(together.into_iter().eq(0..rows), "{rows} rows, {workers} workers");
            }
        }
    }

    /// As generated loops do it: a piece begins, and then come at most a quantum of numbers.
    #[test]
    fn a_piece_is_the_numbers_of_a_quantum() {
        let quantum = QUANTUM_ROWS as i64;
        for rows in [0, 1, quantum - 1, quantum, quantum + 1, 10 * quantum + 7] {
            let dealing = Dealing::default();
            let spec = NumbersSpec { rows, spread: Spread::Pieces, ..SPEC };
            let mut all =
                [0, 1].map(|me| Numbers::new(NumbersSpec { me, ..spec }, &dealing).expect("it makes sense"));
            let mut pieces = Vec::new();
            for turn in 0.. {
                let numbers = &mut all[[0, 1, 1][turn % 3]];
                let Some(piece) = numbers.begin_piece() else { break };
                let made = std::iter::from_fn(|| match numbers.next() {
                    Next::Number(n) => Some(n),
                    Next::Later | Next::Ended => None,
                });
                pieces.push((piece, made.take(quantum as usize).collect::<Vec<i64>>()));
            }
            pieces.sort();
            let expected = (0..rows).collect::<Vec<i64>>();
            let expected = expected.chunks(quantum as usize).map(<[i64]>::to_vec).enumerate();
            assert!(pieces.iter().cloned().eq(expected), "{rows} rows");
            assert!(all.iter_mut().all(|numbers| numbers.begin_piece().is_none()));
        }
    }

    #[test]
    fn where_one_worker_makes_all_rows_there_are_no_pieces() {
        let pieces = NumbersSpec { spread: Spread::Pieces, ..SPEC };
        assert_eq!(numbers(pieces).begin_piece(), Some(0));
        for spec in [NumbersSpec { rate: 10, ..pieces }, SPEC, NumbersSpec { spread: Spread::One, ..SPEC }] {
            assert_eq!(numbers(spec).begin_piece(), None);
        }
        assert!(numbers(NumbersSpec { rate: 10, me: 1, ..pieces }).ended());
    }

    #[test]
    fn who_has_more_time_makes_more_rows() {
        let each = made(NumbersSpec { rows: 100_000, ..SPEC }, 2);
        assert!(each[1].len() > each[0].len() * 3 / 2, "{} and {}", each[0].len(), each[1].len());
    }

    #[test]
    fn a_worker_without_rows_has_ended_from_the_start() {
        assert!(!numbers(SPEC).ended());
        let dealing = Dealing::default();
        let ended = [0, 1]
            .map(|me| Numbers::new(NumbersSpec { rows: 4096, me, ..SPEC }, &dealing).map(|one| one.ended()));
        assert!(matches!(ended, [Ok(false), Ok(true)]));
        assert!(numbers(NumbersSpec { spread: Spread::One, me: 1, ..SPEC }).ended());
    }

    #[test]
    fn without_end_means_without_end() {
        let mut endless = numbers(NumbersSpec { rows: -1, ..SPEC });
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
        let refused = Numbers::new(NumbersSpec { rate: -5, ..SPEC }, &Dealing::default());
        assert!(refused.is_err_and(|error| error.to_string().contains("`rate` is -5")));
    }
}
