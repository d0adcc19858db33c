//! Source clocks: event times of rows to watermarks.
//!
//! `w = max(time so far) − lag`. A watermark goes into the stream only where it crosses a boundary that some step downstream looks at:
//! the points `phase + k × step` of its [`Lattice`]s (for windows the ends plus lateness). Between two such points no step could tell
//! the difference, so the result is as if it had been sent behind each row; and the cost is two compares a row.

/// Points `phase + k × step`, in µs.
#[derive(Debug, Clone, Copy)]
pub struct Lattice {
    /// Distance of the points, at least 1.
    pub step: i64,
    /// Any of the points.
    pub phase: i64,
}

impl Lattice {
    /// The first point after `w`.
    fn after(self, w: i64) -> i64 {
        let past = i128::from(w) - i128::from(self.phase);
        let next =
            (past.div_euclid(i128::from(self.step)) + 1) * i128::from(self.step) + i128::from(self.phase);
        i64::try_from(next).unwrap_or(i64::MAX)
    }
}

fn next_boundary(lattices: &[Lattice], w: i64) -> i64 {
    lattices.iter().map(|lattice| lattice.after(w)).min().unwrap_or(i64::MAX)
}

/// The clock of one split.
#[derive(Debug, Clone)]
pub struct Clock {
    lag: i64,
    lattices: &'static [Lattice],
    /// Greatest time so far.
    max: i64,
    /// The least time whose watermark crosses a boundary.
    next: i64,
}

impl Clock {
    /// For rows that lag by at most `lag` µs.
    pub fn new(lag: i64, lattices: &'static [Lattice]) -> Clock {
        let next = if lattices.is_empty() { i64::MAX } else { i64::MIN };
        Clock { lag, lattices, max: i64::MIN, next }
    }

    /// Never ticks: time is complete only at the end.
    pub fn none() -> Clock {
        Clock::new(0, &[])
    }

    /// Takes the time of the next row. A watermark that comes back goes downstream before the row.
    #[inline(always)]
    pub fn tick(&mut self, time: i64) -> Option<i64> {
        self.tick_if(time, || true)
    }

    /// As [`Clock::tick`], of a row that may turn out not to be one: it is asked where its time crosses a boundary. (Elsewhere nobody could tell the difference.)
    #[inline(always)]
    pub fn tick_if(&mut self, time: i64, is_row: impl FnOnce() -> bool) -> Option<i64> {
        if time < self.next {
            self.max = self.max.max(time);
            return None;
        }
        if is_row() { self.cross(time) } else { None }
    }

    /// Takes the time of the next row as [`Clock::tick_if`] does; whether it counts.
    #[inline(always)]
    pub fn takes(&mut self, time: i64, is_row: impl FnOnce() -> bool) -> bool {
        let within = time < self.next;
        self.tick_if(time, is_row).is_some() || within
    }

    #[cold]
    #[inline(never)]
    fn cross(&mut self, time: i64) -> Option<i64> {
        self.max = self.max.max(time);
        if self.lattices.is_empty() {
            return None;
        }
        let w = self.watermark();
        self.next = next_boundary(self.lattices, w).saturating_add(self.lag);
        Some(w)
    }

    /// Takes a watermark that is told from outside: rows behind it do not turn time back. One that comes back goes downstream.
    pub fn reach(&mut self, w: i64) -> Option<i64> {
        if w <= self.watermark() {
            return None;
        }
        self.max = w.saturating_add(self.lag);
        self.next = next_boundary(self.lattices, w).saturating_add(self.lag);
        Some(w)
    }

    /// The watermark behind the last row.
    pub fn watermark(&self) -> i64 {
        if self.max == i64::MIN { i64::MIN } else { self.max.saturating_sub(self.lag) }
    }
}

/// The clocks of all splits that one worker reads: the least of those that have not ended.
#[derive(Debug, Clone)]
pub struct SplitClocks {
    splits: Vec<Clock>,
    lattices: &'static [Lattice],
    /// What was sent.
    sent: i64,
    /// The next boundary behind it.
    next: i64,
}

impl SplitClocks {
    /// For so many splits.
    pub fn new(splits: usize, lag: i64, lattices: &'static [Lattice]) -> SplitClocks {
        SplitClocks {
            splits: vec![Clock::new(lag, lattices); splits],
            lattices,
            sent: i64::MIN,
            next: i64::MIN,
        }
    }

    /// As [`SplitClocks::new`] where no watermark is declared.
    pub fn none(splits: usize) -> SplitClocks {
        SplitClocks::new(splits, 0, &[])
    }

    /// Takes the time of the next row of a split; see [`Clock::tick`].
    #[inline(always)]
    pub fn tick(&mut self, split: usize, time: i64) -> Option<i64> {
        self.tick_if(split, time, || true)
    }

    /// See [`Clock::tick_if`].
    #[inline(always)]
    pub fn tick_if(&mut self, split: usize, time: i64, is_row: impl FnOnce() -> bool) -> Option<i64> {
        match self.splits[split].tick_if(time, is_row) {
            None => None,
            Some(_) => self.least(),
        }
    }

    /// A clock for one split that knows of no rows yet.
    pub fn of_split(&self, split: usize) -> Clock {
        Clock::new(self.splits[split].lag, self.lattices)
    }

    /// Rows follow that continue those of another reader, in the order of one for whoever hears them ([`crate::marks::Marks::in_order`]). What that
    /// reader has sent is not known here, and need not be: the greater of two watermarks counts there.
    pub fn restart(&mut self) {
        let lattices = self.lattices;
        self.splits.iter_mut().for_each(|clock| *clock = Clock::new(clock.lag, lattices));
        (self.sent, self.next) = (i64::MIN, i64::MIN);
    }

    /// The split has ended. A watermark that comes back goes downstream; `i64::MAX` once all have ended.
    pub fn end(&mut self, split: usize) -> Option<i64> {
        let clock = &mut self.splits[split];
        (clock.lag, clock.max, clock.next) = (0, i64::MAX, i64::MAX);
        self.least()
    }

    /// The watermark of one split.
    pub fn split_watermark(&self, split: usize) -> i64 {
        self.splits[split].watermark()
    }

    /// The least of all splits, as it would be sent now.
    pub fn watermark(&self) -> i64 {
        self.splits.iter().map(Clock::watermark).min().unwrap_or(i64::MAX)
    }

    #[cold]
    fn least(&mut self) -> Option<i64> {
        let w = self.watermark();
        if w < self.next || w <= self.sent || (self.lattices.is_empty() && w < i64::MAX) {
            return None;
        }
        self.sent = w;
        self.next = next_boundary(self.lattices, w);
        Some(w)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENS: &[Lattice] = &[Lattice { step: 10, phase: 0 }];

    #[test]
    fn a_watermark_is_sent_only_where_it_crosses_a_boundary() {
        let mut clock = Clock::new(5, TENS);
        let sent: Vec<Option<i64>> = [3, 12, 14, 15, 13, 24, 37].map(|t| clock.tick(t)).to_vec();
        assert_eq!(sent, [Some(-2), Some(7), None, Some(10), None, None, Some(32)]);
    }

    #[test]
    fn a_row_that_is_none_sends_no_watermark() {
        let mut clock = Clock::new(5, TENS);
        let rows = [(90, false), (3, true), (95, false), (4, false), (15, false), (16, true)];
        let sent: Vec<Option<i64>> = rows.map(|(time, is_row)| clock.tick_if(time, || is_row)).to_vec();
        assert_eq!(sent, [None, Some(-2), None, None, None, Some(11)]);
        let mut clock = Clock::new(5, TENS);
        let counts: Vec<bool> = rows.map(|(time, is_row)| clock.takes(time, || is_row)).to_vec();
        assert_eq!(counts, [false, true, false, true, false, true]);
    }

    #[test]
    fn boundaries_of_several_lattices_all_count() {
        let mut clock = Clock::new(0, &[Lattice { step: 10, phase: 3 }, Lattice { step: 4, phase: 0 }]);
        let sent: Vec<i64> = (0..16).filter_map(|t| clock.tick(t)).collect();
        assert_eq!(sent, [0, 3, 4, 8, 12, 13]);
    }

    #[test]
    fn a_watermark_from_outside_is_not_taken_back_by_the_rows_behind_it() {
        let mut clock = Clock::new(5, TENS);
        assert_eq!((clock.reach(100), clock.reach(99)), (Some(100), None));
        let sent: Vec<Option<i64>> = [12, 104, 114, 115].map(|t| clock.tick(t)).to_vec();
        assert_eq!(sent, [None, None, None, Some(110)]);
    }

    #[test]
    fn without_a_declared_watermark_nothing_is_sent() {
        let mut clock = Clock::none();
        assert_eq!((clock.tick(5), clock.tick(i64::MAX)), (None, None));
    }

    #[test]
    fn clocks_of_pieces_together_send_what_one_clock_sends() {
        let times = [3, 12, 14, 8, 15, 13, 24, 37, 31, 36, 40, 12, 55, 54];
        let mut one = SplitClocks::new(1, 5, TENS);
        let expected: Vec<Option<i64>> = times.map(|time| one.tick(0, time)).to_vec();
        for piece_rows in 1..times.len() {
            let (mut clocks, mut known, mut found) = (SplitClocks::new(1, 5, TENS), i64::MIN, Vec::new());
            for piece in times.chunks(piece_rows) {
                clocks.restart();
                for &time in piece {
                    let next = next_boundary(TENS, known);
                    let told = clocks.tick(0, time).filter(|w| *w > known);
                    known = told.unwrap_or(known);
                    // What crosses nothing nobody can tell.
                    found.push(told.filter(|w| *w >= next));
                }
            }
            assert_eq!(found, expected, "{piece_rows} rows in each");
        }
    }

    #[test]
    fn the_least_of_the_splits_counts_until_they_end() {
        let mut clocks = SplitClocks::new(2, 0, TENS);
        assert_eq!(clocks.tick(0, 25), None);
        assert_eq!(clocks.tick(1, 12), Some(12));
        assert_eq!(clocks.tick(1, 31), Some(25));
        assert_eq!(clocks.end(0), Some(31));
        assert_eq!(clocks.end(1), Some(i64::MAX));
        assert_eq!(SplitClocks::none(0).watermark(), i64::MAX);
    }
}
