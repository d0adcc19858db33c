//! The best rows of a partition, for `top`. Kept sorted, best first; a row that cannot be among them costs one comparison.
//!
//! `order` says which of two rows stands before the other. Without ties it must tell all rows apart (by arrival, or by all visible columns);
//! with ties it compares what the user named only: rows that compare equal share a rank, and stand in the order of arrival or of another order, see [`Ranked::offer_tied`].
//!
//! Rows may hold `Text`s of the table's heap: ask [`Ranked::admits`] before putting strings there. Strings of rows that were
//! pushed out stay in the heap until the window is gone.

use crate::heap::Heap;
use std::cmp::Ordering;

/// See the module's text.
#[derive(Debug, Clone)]
pub struct Ranked<R> {
    rows: Vec<R>,
    n: usize,
    with_ties: bool,
}

impl<R> Ranked<R> {
    /// Keeps rows of rank 1 to `n`; with ties as SQL's `rank()`, otherwise by row number.
    pub fn new(n: u64, with_ties: bool) -> Ranked<R> {
        Ranked { rows: Vec::new(), n: usize::try_from(n).unwrap_or(usize::MAX), with_ties }
    }

    /// Whether a row would be kept: `against` compares it with the last row kept.
    #[inline]
    pub fn admits(&self, against: impl FnOnce(&R) -> Ordering) -> bool {
        if self.rows.len() < self.n {
            return true;
        }
        match self.rows.last().map(against) {
            Some(Ordering::Less) => true,
            Some(Ordering::Equal) => self.with_ties,
            Some(Ordering::Greater) | None => false,
        }
    }

    /// Fetches the row that the next one is compared with, see [`crate::prefetch`].
    #[inline(always)]
    pub fn fetch(&self) {
        crate::prefetch::prefetch(&self.rows, self.rows.len().wrapping_sub(1));
    }

    /// Takes a row if it is among the best; behind its equals.
    #[inline]
    pub fn offer(&mut self, row: R, order: impl Fn(&R, &R) -> Ordering) {
        if self.admits(|last| order(&row, last)) {
            let at = self.rows.partition_point(|other| order(other, &row) != Ordering::Greater);
            self.insert(at, row, &order);
        }
    }

    /// As [`Ranked::offer`], with ties: among its equals the row stands where `then` says, behind those that are equal in that too.
    #[inline(never)]
    pub fn offer_tied(
        &mut self,
        row: R,
        order: impl Fn(&R, &R) -> Ordering,
        then: impl Fn(&R, &R) -> Ordering,
    ) {
        if self.admits(|last| order(&row, last)) {
            let before = |other: &R| order(other, &row).then_with(|| then(other, &row)) != Ordering::Greater;
            let at = self.rows.partition_point(before);
            self.insert(at, row, &order);
        }
    }

    #[inline(never)]
    fn insert(&mut self, at: usize, row: R, order: &impl Fn(&R, &R) -> Ordering) {
        self.rows.insert(at, row);
        if self.rows.len() <= self.n {
            return;
        }
        let tied = |other: &R| self.with_ties && order(other, &self.rows[self.n - 1]) == Ordering::Equal;
        let kept = self.n + self.rows[self.n..].iter().take_while(|other| tied(other)).count();
        self.rows.truncate(kept);
    }

    /// As [`Ranked::offer`] for a row that is admitted; without ties, gives back the row that it drove out.
    #[inline(never)]
    pub fn offer_dropping(&mut self, row: R, order: impl Fn(&R, &R) -> Ordering) -> Option<R>
    where
        R: Copy,
    {
        let last =
            if self.rows.len() == self.n && !self.with_ties { self.rows.last().copied() } else { None };
        self.offer(row, order);
        last
    }

    /// Its rows, best first.
    pub fn iter(&self) -> impl Iterator<Item = &R> {
        self.rows.iter()
    }

    /// An empty one with the same bounds.
    pub fn emptied(&self) -> Ranked<R> {
        Ranked { rows: Vec::new(), n: self.n, with_ties: self.with_ties }
    }

    /// Rows from best to last with their ranks from 1.
    pub fn ranks(&self, order: impl Fn(&R, &R) -> Ordering) -> impl Iterator<Item = (i64, &R)> {
        let mut rank = 0;
        self.rows.iter().enumerate().map(move |(i, row)| {
            let tied = self.with_ties && i > 0 && order(&self.rows[i - 1], row) == Ordering::Equal;
            if !tied {
                rank = i as i64 + 1;
            }
            (rank, row)
        })
    }

    /// Adds the best of a later slice; `carry` brings a row's strings over from its heap.
    pub fn merge(
        &mut self,
        heap: &mut Heap,
        from: &Ranked<R>,
        order: impl Fn(&R, &R) -> Ordering,
        carry: impl Fn(&R, &mut Heap) -> R,
    ) {
        // Orders may compare strings, so rows are compared only within one heap: a row is carried over first.
        for row in &from.rows {
            let row = carry(row, heap);
            self.offer(row, &order);
        }
    }

    /// How many rows it keeps now.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it keeps none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(n: u64, with_ties: bool, offered: &[i64], expected: &[(i64, i64)]) {
        let order = |a: &i64, b: &i64| b.cmp(a);
        let mut top = Ranked::new(n, with_ties);
        offered.iter().for_each(|x| top.offer(*x, order));
        assert_eq!(top.ranks(order).map(|(rank, x)| (rank, *x)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn without_ties_ranks_are_row_numbers() {
        check(2, false, &[3, 9, 5, 9, 1], &[(1, 9), (2, 9)]);
        check(0, false, &[3], &[]);
    }

    #[test]
    fn among_equals_another_order_may_say_where_a_row_stands() {
        let mut top = Ranked::new(2, true);
        for row in [(5, 3), (7, 2), (5, 1), (7, 9), (7, 1), (8, 4)] {
            top.offer_tied(row, |a: &(i64, i64), b| b.0.cmp(&a.0), |a, b| a.1.cmp(&b.1));
        }
        let ranks = top.ranks(|a, b| b.0.cmp(&a.0)).map(|(rank, row)| (rank, *row));
        assert_eq!(ranks.collect::<Vec<_>>(), [(1, (8, 4)), (2, (7, 1)), (2, (7, 2)), (2, (7, 9))]);
    }

    #[test]
    fn ties_share_a_rank_and_all_of_them_stay() {
        check(1, true, &[3, 9, 5, 9, 1], &[(1, 9), (1, 9)]);
        check(3, true, &[7, 7, 5, 5, 5, 4], &[(1, 7), (1, 7), (3, 5), (3, 5), (3, 5)]);
        check(2, true, &[5, 5, 7, 7, 9], &[(1, 9), (2, 7), (2, 7)]);
        check(0, true, &[3], &[]);
    }

    #[test]
    fn slices_merge() {
        let order = |a: &i64, b: &i64| b.cmp(a);
        let (mut a, mut b) = (Ranked::new(2, false), Ranked::new(2, false));
        [1, 8].into_iter().for_each(|x| a.offer(x, order));
        [9, 3].into_iter().for_each(|x| b.offer(x, order));
        a.merge(&mut Heap::new(), &b, order, |x, _| *x);
        assert_eq!(a.ranks(order).map(|(_, x)| *x).collect::<Vec<_>>(), [9, 8]);
    }
}
