//! Rows of a source that wait for each other on the only worker, so that what they need of state larger than the caches is asked for ahead of them.
//!
//! They wait as they were read, while the source has its turn and at most until so many are there or a control message follows: texts stay where they were read or made, and are copied
//! only if state keeps them. (Rows of several workers are copied into batches, as they go to other threads.)

use crate::env::spawn;
use bumpalo::Bump;
use bumpalo::collections::Vec;
use std::sync::LazyLock;

/// Rows that wait at most: enough for the steps of looking ahead, and few enough to stay in the caches with their texts. Of small rows more: a count by a million integers took 12.3 ns a row
/// with 256 (least of five runs), 11.3 with 512 and 1024, and 15.1 with 128; rows with texts take the same with 256 and more.
const ROWS_MIN: usize = 256;
const ROWS_MAX: usize = 1024;
const ROWS_BYTES: usize = 32 << 10;

/// For tests: rows wait whatever the size of the state, so many at most.
const ROWS_VARIABLE: &str = "WEIR_TEST_WAITING_ROWS";
static ROWS_IN_TESTS: LazyLock<Option<usize>> =
    LazyLock::new(|| spawn::variable(ROWS_VARIABLE).and_then(|rows| rows.parse().ok()));

/// See the module's text.
#[derive(Debug)]
pub struct Waiting<'s, R> {
    rows: Vec<'s, R>,
    rows_max: usize,
    waits: bool,
}

impl<'s, R> Waiting<'s, R> {
    /// None yet. In this turn of the source rows wait where the state `is_large`, and this worker is `alone`: the only one, and they need no batch.
    #[inline]
    pub fn new(scratch: &'s Bump, alone: bool, is_large: bool) -> Self {
        let (waits, rows_max) = match *ROWS_IN_TESTS {
            None => (alone && is_large, (ROWS_BYTES / size_of::<R>().max(1)).clamp(ROWS_MIN, ROWS_MAX)),
            Some(rows_max) => (alone, rows_max),
        };
        Waiting { rows: Vec::with_capacity_in(if waits { rows_max } else { 0 }, scratch), rows_max, waits }
    }

    /// Whether rows wait.
    #[inline(always)]
    pub fn waits(&self) -> bool {
        self.waits
    }

    /// Appends a row; whether it is time for them to be applied.
    #[inline(always)]
    pub fn push(&mut self, row: R) -> bool {
        self.rows.push(row);
        self.rows.len() >= self.rows_max
    }

    /// Those that wait, in order.
    #[inline]
    pub fn rows(&self) -> &[R] {
        &self.rows
    }

    /// They have been applied.
    #[inline]
    pub fn clear(&mut self) {
        self.rows.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_wait_until_enough_are_there() {
        let scratch = Bump::new();
        let mut waiting = Waiting::new(&scratch, true, true);
        let full: std::vec::Vec<usize> = (1..=ROWS_MAX).filter(|row| waiting.push(*row)).collect();
        assert_eq!(full, [ROWS_MAX]);
        assert!(waiting.rows().iter().copied().eq(1..=ROWS_MAX));
        waiting.clear();
        assert!(!waiting.push(7));
        assert_eq!(waiting.rows(), [7]);
        let mut large = Waiting::new(&scratch, true, true);
        assert_eq!((1..=ROWS_MIN).find(|_| large.push([0_u8; 4096])), Some(ROWS_MIN));
        let waits = [(true, true), (true, false), (false, true)]
            .map(|(alone, is_large)| Waiting::<u8>::new(&scratch, alone, is_large).waits());
        assert_eq!(waits, [true, false, false]);
    }
}
