//! Windows that overlap much, over groups from which rows can be taken back (counts, exact sums): one running total. A firing window adds the slices that are new in it and takes back those that have
//! left, instead of merging all it covers: two merges of a slice a window, however many windows a row belongs to.
//!
//! A group whose rows have all left stays in the total as a *void* one until there are many; whoever reads a fired window leaves those out.
//!
//! **Late rows.** A row that missed some of its windows joins a slice that may stand in the total already. Then the total is made anew from all slices of the next window, which is what
//! [`Windows`] does each time.

use super::fired::Fired;
use super::slices::Windows;
use super::spec::{Placed, WindowSpec};
use crate::table::{Key, Retract, Table, TableKey};
use std::ops::{Deref, DerefMut};

/// State of a step with a new window, as [`Windows`]; see the module's text.
#[derive(Debug)]
pub struct Sliding<K: TableKey, V> {
    windows: Windows<K, V>,
    /// Groups over the slices in `held`; while a fired window is out, what it will be again.
    total: Table<K, V>,
    /// What the total was before void groups left it last: memory for the next time.
    spare_total: Table<K, V>,
    /// By slot of the timeline: whether the slice is part of the total.
    held: Vec<bool>,
    /// Slices that the fired window was the last one of: part of the total until it is given back.
    leaving: Vec<Table<K, V>>,
    /// At least so many groups of the total may be void.
    voids: usize,
    /// Rows have joined a slice that the total had already.
    is_stale: bool,
}

impl<K: TableKey, V> Deref for Sliding<K, V> {
    type Target = Windows<K, V>;

    #[inline(always)]
    fn deref(&self) -> &Windows<K, V> {
        &self.windows
    }
}

impl<K: TableKey, V> DerefMut for Sliding<K, V> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut Windows<K, V> {
        &mut self.windows
    }
}

impl<K: Key, V: Retract> Sliding<K, V> {
    /// No rows yet.
    pub fn new(spec: WindowSpec) -> Sliding<K, V> {
        let windows = Windows::new(spec);
        let (total, spare_total, held, leaving) = (Table::new(), Table::new(), Vec::new(), Vec::new());
        Sliding { windows, total, spare_total, held, leaving, voids: 0, is_stale: false }
    }

    /// As [`Windows::place`].
    #[inline(always)]
    pub fn place(&mut self, time: i64) -> Placed {
        let placed = self.windows.place(time);
        if placed == Placed::Partly {
            self.is_stale |= self.held.get(self.windows.timeline.current()) == Some(&true);
        }
        placed
    }

    /// As [`Windows::fire`]. Groups may be void. Give the window back before the next call.
    #[inline(never)]
    pub fn fire(&mut self, watermark: i64) -> Option<Fired<K, V>> {
        let (start, end) = self.windows.timeline.fire(watermark)?;
        self.held.resize(self.windows.tables.len(), false);
        if self.is_stale {
            self.held.fill(false);
            self.total.clear();
            (self.voids, self.is_stale) = (0, false);
        }
        let mut at = 0;
        while let Some(slice) = self.windows.timeline.covered(at) {
            at += 1;
            let is_held = self.held[slice.slot];
            if slice.counts && !is_held {
                self.total.absorb(&self.windows.tables[slice.slot]);
            } else if !slice.counts && is_held {
                self.voids += self.total.retract(&self.windows.tables[slice.slot]);
            }
            self.held[slice.slot] = slice.counts && !slice.expires;
            if slice.expires {
                let table = std::mem::take(&mut self.windows.tables[slice.slot]);
                if slice.counts { self.leaving.push(table) } else { self.windows.keep(table) }
            }
        }
        Some(Fired { start, end, table: std::mem::take(&mut self.total) })
    }

    /// Takes a fired window back.
    #[inline(never)]
    pub fn recycle(&mut self, fired: Fired<K, V>) {
        self.total = fired.table;
        while let Some(table) = self.leaving.pop() {
            self.voids += self.total.retract(&table);
            self.windows.keep(table);
        }
        if self.voids > self.total.len() / 4 {
            self.total.retain(&mut self.spare_total, |group| !group.is_void());
            self.voids = 0;
        }
    }

    /// Memory in use.
    pub fn size_bytes(&self) -> usize {
        self.windows.size_bytes() + self.total.size_bytes() + self.spare_total.size_bytes()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::heap::Heap;
    use crate::table::Group;
    use std::collections::BTreeMap;

    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Count(i64);

    impl Group for Count {
        fn merge(&mut self, _: &mut Heap, from: &Count, _: &Heap) {
            self.0 += from.0;
        }
    }

    impl Retract for Count {
        fn retract(&mut self, from: &Count) {
            self.0 -= from.0;
        }

        fn is_void(&self) -> bool {
            self.0 == 0
        }
    }

    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Number(pub(crate) u64);

    impl TableKey for Number {
        type Hash = u64;
    }

    impl Key for Number {
        fn same(&self, _: &Heap, other: &Number, _: &Heap) -> bool {
            self.0 == other.0
        }
    }

    type Counts = BTreeMap<(i64, i64), BTreeMap<u64, i64>>;

    fn counts(fired: &Fired<Number, Count>, into: &mut Counts) {
        let groups = fired.iter().filter(|(_, count)| !count.is_void());
        let before =
            into.insert((fired.start, fired.end), groups.map(|(key, count)| (key.0, count.0)).collect());
        assert!(before.is_none(), "a window fires once");
    }

    /// Rows at random, out of order and late, with the marks of channels ahead of the slowest.
    pub(crate) struct Rows {
        pub(crate) spec: WindowSpec,
        state: u64,
        left: u32,
        now: i64,
        fired_at: i64,
    }

    pub(crate) struct RandomRow {
        pub(crate) time: i64,
        pub(crate) mark: i64,
        pub(crate) random: u64,
        /// The watermark of the step behind it.
        pub(crate) fires: Option<i64>,
    }

    impl Rows {
        /// Windows of about so many slices.
        pub(crate) fn new(seed: u64, slices: i64) -> Rows {
            let spec = WindowSpec { size: 1, step: 1, offset: 0, lateness: 0 };
            let mut rows = Rows { spec, state: seed, left: 400, now: 0, fired_at: i64::MIN };
            let step = 1 + rows.below(4);
            let size = step * slices + rows.below(2);
            rows.spec = WindowSpec { size, step, offset: rows.below(3), lateness: rows.below(8) };
            rows
        }

        fn below(&mut self, below: u64) -> i64 {
            self.state = crate::hash::hash_u64(self.state + 1);
            (self.state % below) as i64
        }

        pub(crate) fn next(&mut self) -> Option<RandomRow> {
            self.left = self.left.checked_sub(1)?;
            self.now += self.below(3) + if self.below(40) == 0 { 50 } else { 0 };
            let time = self.now - self.below(20);
            let mark = if self.below(3) == 0 { self.now - 4 } else { self.fired_at };
            let (mark, mut fires) = (mark.max(self.fired_at), None);
            if self.below(5) == 0 {
                self.fired_at = self.fired_at.max(self.now - 6);
                fires = Some(self.fired_at);
            }
            if self.left == 0 {
                fires = Some(i64::MAX);
            }
            Some(RandomRow { time, mark, random: self.below(1 << 40) as u64, fires })
        }
    }

    #[test]
    fn a_running_total_is_what_merging_gives() {
        for seed in 0..200 {
            let mut rows = Rows::new(seed, 2 + seed as i64 % 9);
            let (mut sliding, mut windows) =
                (Sliding::new(rows.spec), Windows::<Number, Count>::new(rows.spec));
            let (mut by_total, mut by_merging) = (Counts::new(), Counts::new());
            let mut slices = 0;
            while let Some(row) = rows.next() {
                sliding.judge(row.mark);
                windows.judge(row.mark);
                let placed = sliding.place(row.time);
                assert_eq!(placed, windows.place(row.time));
                if placed != Placed::Late {
                    let hash = row.random % 6;
                    let same = |key: &Number, _: &Heap| key.0 == hash;
                    sliding.entry(hash, same, |_| (Number(hash), Count(0))).0 += 1;
                    windows.entry(hash, same, |_| (Number(hash), Count(0))).0 += 1;
                }
                slices = slices.max(windows.timeline.len());
                if let Some(watermark) = row.fires {
                    fire(&mut sliding, &mut windows, watermark, &mut by_total, &mut by_merging);
                }
            }
            by_total.retain(|_, groups| !groups.is_empty());
            by_merging.retain(|_, groups| !groups.is_empty());
            assert_eq!(by_total, by_merging, "seed {seed}: {:?}", rows.spec);
            assert!(by_total.len() > 10);
            assert_eq!(
                (windows.tables.len(), sliding.tables.len()),
                (slices, slices),
                "slots are used again"
            );
        }
    }

    fn fire(
        sliding: &mut Sliding<Number, Count>,
        windows: &mut Windows<Number, Count>,
        watermark: i64,
        by_total: &mut Counts,
        by_merging: &mut Counts,
    ) {
        while let Some(fired) = sliding.fire(watermark) {
            counts(&fired, by_total);
            sliding.recycle(fired);
        }
        while let Some(fired) = windows.fire(watermark) {
            counts(&fired, by_merging);
            windows.recycle(fired);
        }
    }
}
