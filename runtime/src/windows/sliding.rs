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
use crate::table::{Key, Retract, Table};
use std::ops::{Deref, DerefMut};

/// State of a step with a new window, as [`Windows`]; see the module's text.
#[derive(Debug)]
pub struct Sliding<K, V> {
    windows: Windows<K, V>,
    /// Groups over the slices in `held`; while a fired window is out, what it will be again.
    total: Table<K, V>,
    /// By slot of the timeline: whether the slice is part of the total.
    held: Vec<bool>,
    /// Slices that the fired window was the last one of: part of the total until it is given back.
    leaving: Vec<Table<K, V>>,
    /// At least so many groups of the total may be void.
    voids: usize,
    /// Rows have joined a slice that the total had already.
    is_stale: bool,
}

impl<K, V> Deref for Sliding<K, V> {
    type Target = Windows<K, V>;

    #[inline(always)]
    fn deref(&self) -> &Windows<K, V> {
        &self.windows
    }
}

impl<K, V> DerefMut for Sliding<K, V> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut Windows<K, V> {
        &mut self.windows
    }
}

impl<K: Key, V: Retract> Sliding<K, V> {
    /// No rows yet.
    pub fn new(spec: WindowSpec) -> Sliding<K, V> {
        let windows = Windows::new(spec);
        let (total, held, leaving) = (Table::new(), Vec::new(), Vec::new());
        Sliding { windows, total, held, leaving, voids: 0, is_stale: false }
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
            self.total.retain(|group| !group.is_void());
            self.voids = 0;
        }
    }

    /// Memory in use.
    pub fn size_bytes(&self) -> usize {
        self.windows.size_bytes() + self.total.size_bytes()
    }
}

#[cfg(test)]
mod tests {
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
    struct Number(u64);

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

    /// Rows at random, out of order and late, two channels' marks: what merging all slices of each window gives.
    #[test]
    fn a_running_total_is_what_merging_gives() {
        for seed in 0..200 {
            let mut state = seed;
            let mut random = |below: u64| {
                state = crate::hash::hash_u64(state + 1);
                state % below
            };
            let step = 1 + random(4) as i64;
            let size = step * (2 + random(7) as i64) + random(2) as i64;
            let spec = WindowSpec { size, step, offset: random(3) as i64, lateness: random(8) as i64 };
            let (mut sliding, mut windows) = (Sliding::new(spec), Windows::<Number, Count>::new(spec));
            let (mut by_total, mut by_merging) = (Counts::new(), Counts::new());
            let (mut now, mut fired_at) = (0, i64::MIN);
            for _ in 0..300 {
                now += random(3) as i64 + if random(40) == 0 { 50 } else { 0 };
                let time = now - random(20) as i64;
                let hash = random(6);
                // A channel may be ahead of the slowest one, by which windows fire.
                let mark = if random(3) == 0 { now - 4 } else { fired_at };
                sliding.judge(mark.max(fired_at));
                windows.judge(mark.max(fired_at));
                let placed = sliding.place(time);
                assert_eq!(placed, windows.place(time));
                if placed != Placed::Late {
                    let same = |key: &Number, _: &Heap| key.0 == hash;
                    sliding.entry(hash, same, |_| (Number(hash), Count(0))).0 += 1;
                    windows.entry(hash, same, |_| (Number(hash), Count(0))).0 += 1;
                }
                if random(5) == 0 {
                    fired_at = fired_at.max(now - 6);
                    fire(&mut sliding, &mut windows, fired_at, &mut by_total, &mut by_merging);
                }
            }
            fire(&mut sliding, &mut windows, i64::MAX, &mut by_total, &mut by_merging);
            by_total.retain(|_, groups| !groups.is_empty());
            by_merging.retain(|_, groups| !groups.is_empty());
            assert_eq!(by_total, by_merging, "seed {seed}: {spec:?}");
            assert!(by_total.len() > 10);
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
