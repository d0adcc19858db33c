//! Windows that overlap much, over groups that cannot be taken back (`min`, `max`, `first`, `last`): slices are merged ahead into blocks of two, four, eight …, each of which serves all windows that cover
//! it. A window of `n` slices is then put together from at most `2 log n` blocks, and a slice is merged once a level.
//!
//! Blocks lie at multiples of their length, are made when the first window needs them and are gone when no later window can. Where merging two blocks makes little less of
//! their groups (keys that hardly come again), larger ones would only cost memory and are not made.
//!
//! **Late rows.** A row that missed some of its windows joins a slice that may be part of blocks already: then all blocks are made anew.

use super::fired::Fired;
use super::slices::Windows;
use super::spec::{Placed, WindowSpec};
use crate::table::{Group, Key, Table, TableKey};
use std::ops::{Deref, DerefMut};

/// See `until_retry`.
const RETRY: u32 = 64;

/// So many groups are few, however often their keys come again.
const SPARSE_FROM: usize = 64;

/// State of a step with a new window, as [`Windows`]; see the module's text.
#[derive(Debug)]
pub struct Blocks<K: TableKey, V> {
    windows: Windows<K, V>,
    order: Order,
    /// By slot of `order`; those of no block are empty and keep their memory for the next one.
    tables: Vec<Table<K, V>>,
}

/// The blocks without their tables.
#[derive(Debug, Default)]
struct Order {
    /// Ordered by level, then place.
    blocks: Vec<Block>,
    free: Vec<usize>,
    slots: usize,
    /// Blocks of more than `2^level_max` slices are not worth making now, and would not be at all behind `level_top`.
    level_max: u32,
    level_top: u32,
    /// After so many windows larger ones are tried again: keys that hardly come again may have been a burst.
    until_retry: u32,
}

/// `2^level` slices from slice number `at` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Block {
    level: u32,
    at: i64,
    slot: usize,
}

/// Slices by number.
#[derive(Debug, Clone, Copy)]
struct Grid {
    phase: i64,
    slice_us: i64,
}

impl Grid {
    /// The one that a slice begins at `start` in.
    fn of(start: i64, slice_us: i64) -> Grid {
        Grid { phase: start.rem_euclid(slice_us), slice_us }
    }

    fn number(self, start: i64) -> i64 {
        start.saturating_sub(self.phase).div_euclid(self.slice_us)
    }

    fn start(self, number: i64) -> i64 {
        number.saturating_mul(self.slice_us).saturating_add(self.phase)
    }
}

impl Order {
    fn find(&self, level: u32, at: i64) -> Result<usize, usize> {
        self.blocks
            .binary_search_by(|block| (block.level, block.at).cmp(&(level, at)))
            .map(|found| self.blocks[found].slot)
    }

    /// The slot of the next block to be added.
    fn slot(&self) -> usize {
        self.free.last().copied().unwrap_or(self.slots)
    }

    /// Adds a block that is not there: `place` is what [`Order::find`] said.
    fn add(&mut self, place: usize, level: u32, at: i64) {
        let slot = self.free.pop().unwrap_or(self.slots);
        self.slots = self.slots.max(slot + 1);
        self.blocks.insert(place, Block { level, at, slot });
    }

    /// A window fires.
    fn retry(&mut self) {
        self.until_retry -= 1;
        if self.until_retry == 0 {
            self.until_retry = RETRY;
            self.level_max = self.level_top.min(self.level_max + 1);
        }
    }

    /// Forgets a block that no window from slice `first` on covers, or any at all: its slot.
    fn drop_before(&mut self, first: i64) -> Option<usize> {
        let gone = self.blocks.iter().position(|block| block.at < first)?;
        let slot = self.blocks.remove(gone).slot;
        self.free.push(slot);
        Some(slot)
    }
}

impl<K: TableKey, V> Deref for Blocks<K, V> {
    type Target = Windows<K, V>;

    #[inline(always)]
    fn deref(&self) -> &Windows<K, V> {
        &self.windows
    }
}

impl<K: TableKey, V> DerefMut for Blocks<K, V> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut Windows<K, V> {
        &mut self.windows
    }
}

impl<K: Key, V: Group> Blocks<K, V> {
    /// No rows yet.
    pub fn new(spec: WindowSpec) -> Blocks<K, V> {
        let slices = spec.size / spec.slice();
        // A block that only one window covers is not worth making.
        let level_top = slices.ilog2().saturating_sub(1);
        let order = Order { level_max: level_top, level_top, until_retry: RETRY, ..Order::default() };
        Blocks { windows: Windows::new(spec), order, tables: Vec::new() }
    }

    /// As [`Windows::place`].
    #[inline(always)]
    pub fn place(&mut self, time: i64) -> Placed {
        let placed = self.windows.place(time);
        if placed == Placed::Partly {
            self.forget(i64::MAX);
        }
        placed
    }

    /// As [`Windows::fire`].
    #[inline(never)]
    pub fn fire(&mut self, watermark: i64) -> Option<Fired<K, V>> {
        let (start, end) = self.windows.timeline.fire(watermark)?;
        let grid = Grid::of(start, self.windows.timeline.slice_us());
        // At the ends of time bounds are cut off, and slices lie on no grid.
        let regular = self.windows.timeline.is_uncut() && start > i64::MIN / 4 && end < i64::MAX / 4;
        self.order.retry();
        let mut fired = self.windows.merged();
        let mut next = 0;
        while let Some(slice) = self.windows.timeline.covered(next) {
            next += 1;
            if !slice.counts {
                continue;
            }
            let mut table = &self.windows.tables[slice.slot];
            if regular {
                // The largest block that begins here and ends in the window.
                let at = grid.number(slice.start);
                let level = at.trailing_zeros().min((grid.number(end) - at).ilog2());
                let level = self.make(level, at, grid);
                next = self.windows.timeline.covered_from(grid.start(at + (1 << level)));
                table = match self.order.find(level, at) {
                    Ok(block) => &self.tables[block],
                    Err(_) => &self.windows.tables[slice.slot],
                };
            }
            if fired.is_empty() { fired.copy_from(table) } else { fired.absorb(table) }
        }
        self.expire(grid.number(start.saturating_add(self.windows.timeline.spec.step)));
        Some(Fired { start, end, table: fired })
    }

    /// What slices and blocks no later window needs is gone.
    fn expire(&mut self, first: i64) {
        self.forget(first);
        let mut at = 0;
        while let Some(slice) = self.windows.timeline.covered(at) {
            if slice.expires {
                let table = std::mem::take(&mut self.windows.tables[slice.slot]);
                self.windows.keep(table);
            }
            at += 1;
        }
    }

    #[inline(never)]
    fn forget(&mut self, before: i64) {
        while let Some(slot) = self.order.drop_before(before) {
            self.tables[slot].clear();
        }
    }

    /// Makes a block where it is not there and worth it: the level of the largest that is there now, from this slice on. One without rows is there without being made.
    fn make(&mut self, level: u32, at: i64, grid: Grid) -> u32 {
        let level = level.min(self.order.level_max);
        let first = self.windows.timeline.covered_from(grid.start(at));
        let behind = self.windows.timeline.covered_from(grid.start(at + (1 << level)));
        let Err(place) = self.order.find(level, at) else { return level };
        if level == 0 || first == behind {
            return level;
        }
        let half = at + (1 << (level - 1));
        let (left, right) = (self.make(level - 1, at, grid), self.make(level - 1, half, grid));
        if left != level - 1 || right != level - 1 {
            return left;
        }
        let slot = self.order.slot();
        let mut made = self.tables.get_mut(slot).map(std::mem::take).unwrap_or_default();
        let mut groups = 0;
        for part in [at, half] {
            if let Some(table) = self.merged(level - 1, part, grid) {
                groups += table.len();
                if made.is_empty() { made.copy_from(table) } else { made.absorb(table) }
            }
        }
        if made.len() > groups / 4 * 3 + SPARSE_FROM {
            // Keys hardly come again: from now on no block of this size.
            self.order.level_max = level - 1;
            made.clear();
            self.put(slot, made);
            return level - 1;
        }
        // Smaller blocks were made meanwhile, so its place is another one now.
        let place = self.order.find(level, at).err().unwrap_or(place);
        self.order.add(place, level, at);
        self.put(slot, made);
        level
    }

    fn put(&mut self, slot: usize, made: Table<K, V>) {
        match self.tables.get_mut(slot) {
            Some(table) => *table = made,
            None => self.tables.push(made),
        }
    }

    /// Groups of a block that was made, or of a slice; `None`: no rows.
    fn merged(&self, level: u32, at: i64, grid: Grid) -> Option<&Table<K, V>> {
        if level > 0 {
            return self.order.find(level, at).ok().map(|slot| &self.tables[slot]);
        }
        let start = grid.start(at);
        let slice = self.windows.timeline.covered(self.windows.timeline.covered_from(start))?;
        (slice.start == start).then(|| &self.windows.tables[slice.slot])
    }

    /// Memory in use.
    pub fn size_bytes(&self) -> usize {
        let mut bytes = self.windows.size_bytes();
        for table in &self.tables {
            bytes += table.size_bytes();
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::super::sliding::tests::{Number, Rows};
    use super::*;
    use crate::heap::Heap;

    /// The latest row and the greatest one: cannot be taken back.
    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Greatest(i64);

    impl Group for Greatest {
        fn merge(&mut self, _: &mut Heap, from: &Greatest, _: &Heap) {
            self.0 = self.0.max(from.0);
        }
    }

    #[test]
    fn blocks_give_what_merging_all_slices_gives() {
        let mut made = 0;
        for seed in 0..200 {
            let mut rows = Rows::new(seed, 8 + seed as i64 % 40);
            let keys = if seed % 3 == 0 { 300 } else { 6 };
            let (mut blocks, mut windows) =
                (Blocks::new(rows.spec), Windows::<Number, Greatest>::new(rows.spec));
            let (mut by_blocks, mut by_merging) = (Vec::new(), Vec::new());
            while let Some(row) = rows.next() {
                blocks.judge(row.mark);
                windows.judge(row.mark);
                let placed = blocks.place(row.time);
                assert_eq!(placed, windows.place(row.time));
                if placed != Placed::Late {
                    let key = row.random % keys;
                    let value = Greatest((row.random >> 20) as i64);
                    let make = |_: &mut Heap| (Number(key), value);
                    let same = |other: &Number, _: &Heap| other.0 == key;
                    let hash = crate::hash::hash_u64(key);
                    for group in [blocks.entry(hash, same, make), windows.entry(hash, same, make)] {
                        group.0 = group.0.max(value.0);
                    }
                }
                if let Some(watermark) = row.fires {
                    while let Some(fired) = blocks.fire(watermark) {
                        by_blocks.push(shown(&fired));
                        blocks.recycle(fired);
                    }
                    made += blocks.order.blocks.len();
                    while let Some(fired) = windows.fire(watermark) {
                        by_merging.push(shown(&fired));
                        windows.recycle(fired);
                    }
                }
            }
            assert_eq!(by_blocks, by_merging, "seed {seed}: {:?}", rows.spec);
            assert!(blocks.order.blocks.is_empty() && blocks.is_empty(), "nothing is kept behind the end");
        }
        assert!(made > 1000, "{made} blocks");
    }

    fn shown(fired: &Fired<Number, Greatest>) -> (i64, i64, Vec<(u64, i64)>) {
        (fired.start, fired.end, fired.iter().map(|(key, group)| (key.0, group.0)).collect())
    }
}
