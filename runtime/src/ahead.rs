//! The rows of a block, decoded as far as their times before any is passed on.
//!
//! Several workers read blocks of one file, and rows are late or not by the greatest time of all rows before them, those of
//! others' blocks too. So a worker must say the greatest time of its block early: it decodes all rows to their times, says it,
//! and then goes on with what it has decoded. The rows lie in the round's scratch memory; nothing is decoded twice.

use bumpalo::Bump;
use bumpalo::collections::Vec;

/// See the module's text. `D`: what a row is decoded to, `E`: why it could not be.
#[derive(Debug)]
pub struct Ahead<'s, 't, D, E> {
    rows: Vec<'s, AheadRow<'t, D, E>>,
    greatest: i64,
}

/// A row.
#[derive(Debug)]
pub struct AheadRow<'t, D, E> {
    /// As it stands in the block.
    pub text: &'t [u8],
    /// Its fields.
    pub decoded: Result<D, E>,
    /// Its event time; `None` where there is none to be had: then the row fails when it is passed on.
    pub time: Option<i64>,
}

impl<'s, 't, D, E> Ahead<'s, 't, D, E> {
    /// None yet, of a block of so many bytes.
    #[inline]
    pub fn new(scratch: &'s Bump, block_bytes: usize) -> Self {
        /// A guess; shorter rows make it grow.
        const ROW_BYTES: usize = 64;
        /// Where rows have many fields, they are long: so much at first, at most, or the scratch memory would be more than is kept between rounds.
        const FIRST_BYTES_MAX: usize = 1 << 20;
        let rows = (block_bytes / ROW_BYTES).min(FIRST_BYTES_MAX / size_of::<AheadRow<'t, D, E>>()) + 1;
        Ahead { rows: Vec::with_capacity_in(rows, scratch), greatest: i64::MIN }
    }

    /// Appends a row.
    #[inline(always)]
    pub fn push(&mut self, text: &'t [u8], decoded: Result<D, E>, time: Option<i64>) {
        self.greatest = self.greatest.max(time.unwrap_or(i64::MIN));
        self.rows.push(AheadRow { text, decoded, time });
    }

    /// The greatest time; `i64::MIN` where no row has one.
    #[inline]
    pub fn greatest(&self) -> i64 {
        self.greatest
    }

    /// The rows, in order.
    #[inline]
    pub fn rows(self) -> impl Iterator<Item = AheadRow<'t, D, E>> {
        self.rows.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_time_is_of_the_rows_that_have_one() {
        let scratch = Bump::new();
        let mut ahead = Ahead::new(&scratch, 0);
        assert_eq!(ahead.greatest(), i64::MIN);
        ahead.push(b"a", Ok(1), Some(5));
        ahead.push(b"b", Err("no row"), None);
        ahead.push(b"c", Ok(3), Some(-7));
        assert_eq!(ahead.greatest(), 5);
        let rows: std::vec::Vec<_> = ahead.rows().map(|row| (row.decoded, row.time)).collect();
        assert_eq!(rows, [(Ok(1), Some(5)), (Err("no row"), None), (Ok(3), Some(-7))]);
    }
}
