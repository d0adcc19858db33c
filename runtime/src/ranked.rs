//! The best rows of a partition, for `top`. A row that cannot be among them costs one comparison.
//!
//! `order` says which of two rows stands before the other. Without ties it must tell all rows apart (by arrival, or by all visible columns);
//! with ties it compares what the user named only: rows that compare equal share a rank, and stand in the order of arrival or of another order, see [`Ranked::offer_tied`].
//!
//! Few rows are kept sorted. Where there are more, of a large `top` or because many are tied, new ones wait behind the sorted ones until they are as many: then all are sorted at once,
//! and what is not among the best goes. So a row costs a logarithm, and memory twice the rows at most.
//!
//! Rows may hold `Text`s of the table's heap: ask [`Ranked::admits`] before putting strings there. Strings of rows that were
//! pushed out stay in the heap until the window is gone.

use crate::windows::sort;
use std::cmp::Ordering;

/// So many rows are kept sorted; more wait.
const SORTED_MAX: usize = 64;

/// See the module's text.
#[derive(Debug, Clone)]
pub struct Ranked<R> {
    /// The sorted ones, then those that wait.
    rows: Vec<R>,
    /// How many are sorted: all that may be among the best of the rows before those that wait.
    sorted: usize,
    n: usize,
    with_ties: bool,
}

impl<R> Ranked<R> {
    /// Keeps rows of rank 1 to `n`; with ties as SQL's `rank()`, otherwise by row number.
    pub fn new(n: u64, with_ties: bool) -> Ranked<R> {
        Ranked { rows: Vec::new(), sorted: 0, n: usize::try_from(n).unwrap_or(usize::MAX), with_ties }
    }

    /// Whether a row would be kept: `against` compares it with the worst that is sure to be kept.
    #[inline]
    pub fn admits(&self, against: impl FnOnce(&R) -> Ordering) -> bool {
        if self.sorted < self.n {
            return true;
        }
        match self.rows.get(self.n.wrapping_sub(1)).map(against) {
            Some(Ordering::Less) => true,
            Some(Ordering::Equal) => self.with_ties,
            Some(Ordering::Greater) | None => false,
        }
    }

    /// Fetches the row that the next one is compared with, see [`crate::prefetch`].
    #[inline(always)]
    pub fn fetch(&self) {
        crate::prefetch::prefetch(&self.rows, self.sorted.min(self.n).wrapping_sub(1));
    }

    /// Its rows, and perhaps some that are not among the best.
    pub fn iter(&self) -> impl Iterator<Item = &R> {
        self.rows.iter()
    }

    /// An empty one with the same bounds.
    pub fn emptied(&self) -> Ranked<R> {
        Ranked { rows: Vec::new(), sorted: 0, n: self.n, with_ties: self.with_ties }
    }

    /// Rows from best to last with their ranks from 1; `order` and `then` as in [`Ranked::offer_tied`].
    pub fn ranks(
        &self,
        order: impl Fn(&R, &R) -> Ordering,
        then: impl Fn(&R, &R) -> Ordering,
    ) -> impl Iterator<Item = (i64, &R)> {
        let places = match self.waiting() {
            0 => None,
            _ => Some(self.best(&order, &then)),
        };
        let len = places.as_ref().map_or(self.rows.len(), Vec::len);
        let at = move |i: usize| places.as_ref().map_or(i, |places| places[i] as usize);
        let mut rank = 0;
        (0..len).map(move |i| {
            let row = &self.rows[at(i)];
            let tied = self.with_ties && i > 0 && order(&self.rows[at(i - 1)], row) == Ordering::Equal;
            if !tied {
                rank = i as i64 + 1;
            }
            (rank, row)
        })
    }

    fn waiting(&self) -> usize {
        self.rows.len() - self.sorted
    }

    /// The places of the best of all its rows, in order. Rows that wait came behind all that are sorted.
    #[cold]
    #[inline(never)]
    fn best(&self, order: &impl Fn(&R, &R) -> Ordering, then: &impl Fn(&R, &R) -> Ordering) -> Vec<u32> {
        let row = |place: u32| &self.rows[place as usize];
        let mut places: Vec<u32> = (0..self.rows.len() as u32).collect();
        sort(&mut places, &mut |a, b| order(row(a), row(b)).then_with(|| then(row(a), row(b))));
        if let Some(&last) = self.n.checked_sub(1).and_then(|last| places.get(last)) {
            let tied = |place: &&u32| self.with_ties && order(row(**place), row(last)) == Ordering::Equal;
            places.truncate(self.n + places[self.n..].iter().take_while(tied).count());
        }
        places
    }
}

impl<R: Copy> Ranked<R> {
    /// Takes a row if it is among the best; behind its equals.
    #[inline]
    pub fn offer(&mut self, row: R, order: impl Fn(&R, &R) -> Ordering) {
        self.offer_tied(row, order, |_, _| Ordering::Equal);
    }

    /// As [`Ranked::offer`], with ties: among its equals the row stands where `then` says, behind those that are equal in that too.
    #[inline(never)]
    pub fn offer_tied(
        &mut self,
        row: R,
        order: impl Fn(&R, &R) -> Ordering,
        then: impl Fn(&R, &R) -> Ordering,
    ) {
        if !self.admits(|last| order(&row, last)) {
            return;
        }
        if self.rows.len() < SORTED_MAX && self.waiting() == 0 {
            self.insert(row, &order, &then);
            return;
        }
        self.rows.push(row);
        if self.waiting() >= self.sorted.max(SORTED_MAX) {
            let places = self.best(&order, &then);
            self.rows = places.into_iter().map(|place| self.rows[place as usize]).collect();
            self.sorted = self.rows.len();
        }
    }

    /// Puts a row that is admitted in its place; none waits.
    fn insert(&mut self, row: R, order: &impl Fn(&R, &R) -> Ordering, then: &impl Fn(&R, &R) -> Ordering) {
        let before = |other: &R| order(other, &row).then_with(|| then(other, &row)) != Ordering::Greater;
        let at = self.rows.partition_point(before);
        self.rows.insert(at, row);
        // Those behind the last rank were all tied with it: now all are, or none.
        if let Some(behind) = self.rows.get(self.n) {
            let tied = self.with_ties && order(behind, &self.rows[self.n - 1]) == Ordering::Equal;
            if !tied {
                self.rows.truncate(self.n);
            }
        }
        self.sorted = self.rows.len();
    }

    /// As [`Ranked::offer`], but all rows are kept sorted; without ties, gives back the row that it drove out. Not to be mixed with the others.
    #[inline(never)]
    pub fn offer_dropping(&mut self, row: R, order: impl Fn(&R, &R) -> Ordering) -> Option<R> {
        let last =
            if self.rows.len() == self.n && !self.with_ties { self.rows.last().copied() } else { None };
        if self.admits(|last| order(&row, last)) {
            self.insert(row, &order, &|_, _| Ordering::Equal);
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Pair = (i64, i64);

    fn order(a: &Pair, b: &Pair) -> Ordering {
        b.0.cmp(&a.0)
    }

    fn then(a: &Pair, b: &Pair) -> Ordering {
        a.1.cmp(&b.1)
    }

    fn check(n: u64, with_ties: bool, offered: &[i64], expected: &[(i64, i64)]) {
        let order = |a: &i64, b: &i64| b.cmp(a);
        let mut top = Ranked::new(n, with_ties);
        offered.iter().for_each(|x| top.offer(*x, order));
        let ranks = top.ranks(order, |_, _| Ordering::Equal);
        assert_eq!(ranks.map(|(rank, x)| (rank, *x)).collect::<Vec<_>>(), expected);
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
            top.offer_tied(row, order, then);
        }
        let ranks = top.ranks(order, then).map(|(rank, row)| (rank, *row));
        assert_eq!(ranks.collect::<Vec<_>>(), [(1, (8, 4)), (2, (7, 1)), (2, (7, 2)), (2, (7, 9))]);
    }

    #[test]
    fn ties_share_a_rank_and_all_of_them_stay() {
        check(1, true, &[3, 9, 5, 9, 1], &[(1, 9), (1, 9)]);
        check(3, true, &[7, 7, 5, 5, 5, 4], &[(1, 7), (1, 7), (3, 5), (3, 5), (3, 5)]);
        check(2, true, &[5, 5, 7, 7, 9], &[(1, 9), (2, 7), (2, 7)]);
        check(0, true, &[3], &[]);
    }

    /// What the best of these rows are, by sorting all of them.
    fn expected(
        n: usize,
        with_ties: bool,
        rows: &[Pair],
        full: impl Fn(&Pair, &Pair) -> Ordering,
    ) -> Vec<(i64, Pair)> {
        let mut sorted = rows.to_vec();
        sorted.sort_by(full);
        let rank = |row: &Pair, at: usize| match with_ties {
            true => sorted.iter().filter(|other| order(other, row) == Ordering::Less).count() as i64 + 1,
            false => at as i64 + 1,
        };
        let ranked = sorted.iter().enumerate().map(|(at, row)| (rank(row, at), *row));
        ranked.filter(|(rank, _)| *rank <= n as i64).collect()
    }

    #[test]
    fn many_rows_give_what_sorting_all_of_them_gives() {
        let mut random = 1_u64;
        let mut below = |bound: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((random >> 33) % bound) as i64
        };
        for n in [0, 1, 3, 63, 64, 65, 200, 5000] {
            for values in [1, 2, 50, 100_000] {
                for with_ties in [false, true] {
                    let rows: Vec<Pair> = (0..2000).map(|_| (below(values), below(300))).collect();
                    let (mut best, mut running) = (Ranked::new(n, with_ties), Ranked::new(n, with_ties));
                    let total = |a: &Pair, b: &Pair| {
                        if with_ties { order(a, b) } else { order(a, b).then(then(a, b)) }
                    };
                    for row in &rows {
                        best.offer_tied(*row, total, then);
                        running.offer_dropping(*row, total);
                    }
                    let is = |ranked: &Ranked<Pair>| -> Vec<(i64, Pair)> {
                        ranked.ranks(total, then).map(|(rank, row)| (rank, *row)).collect()
                    };
                    let case = format!("{n} of {values}, ties: {with_ties}");
                    let sorted = expected(n as usize, with_ties, &rows, |a, b| order(a, b).then(then(a, b)));
                    assert_eq!(is(&best), sorted, "{case}");
                    let by_arrival = expected(n as usize, with_ties, &rows, total);
                    assert_eq!(is(&running), by_arrival, "{case}");
                    assert!(
                        best.rows.len() <= 2 * sorted.len().max(SORTED_MAX),
                        "{case}: {}",
                        best.rows.len()
                    );
                }
            }
        }
    }
}
