//! Windows over rows with a time, by slices: time is cut at every bound of a window; a row updates the state of one slice, and a
//! firing window merges the slices it covers. `tumble` has one slice a window and merges nothing.
//!
//! **Rows that missed some of their windows** must count in the others and only there. Where the late windows have fired here already, the
//! row joins its slice (a sum of floats so adds in order of arrival). But what has fired here depends on the slowest channel, while lateness
//! is judged by the row's own channel (see [`crate::marks`]): where they have not fired yet, the row goes to a slice of its own with a
//! `cut`: windows with an end up to the cut leave it out. With one split there is one channel, and so never a cut.

use super::fired::Fired;
use super::spec::{Placed, WindowSpec};
use crate::heap::Heap;
use crate::table::{Group, Key, Table};
use std::collections::VecDeque;
use std::ops::Range;

/// Emptied tables kept for the next slices.
const SPARE_MAX: usize = 4;
/// How many slices from the latest back are looked at before dividing.
const RECENT: usize = 8;

/// State of a step with a new window. See the module's text.
#[derive(Debug)]
pub struct Windows<K, V> {
    spec: WindowSpec,
    slice_us: i64,
    /// Ordered by start, then cut.
    slices: VecDeque<Slice<K, V>>,
    spare: Vec<Table<K, V>>,
    /// What rows are judged late against.
    watermark: i64,
    /// From this time on all windows of a row are open.
    open_from: i64,
    /// Windows that end here or earlier have fired, or had no rows when they should have.
    fired_end: i64,
    /// Slice of the last `place`.
    current: usize,
    /// Times from `current_start`, so many µs, lie in it and are open; 0: look again.
    current_start: i64,
    current_len: u64,
}

#[derive(Debug)]
struct Slice<K, V> {
    start: i64,
    /// Windows that end here or earlier leave this slice out; `i64::MIN`: none does.
    cut: i64,
    table: Table<K, V>,
}

impl<K, V> Windows<K, V> {
    /// No rows yet.
    pub fn new(spec: WindowSpec) -> Windows<K, V> {
        assert!(
            spec.size >= 1 && (1..=spec.size).contains(&spec.step),
            "windows have 1 ≤ step ≤ size: {spec:?}"
        );
        Windows {
            spec,
            slice_us: spec.slice(),
            slices: VecDeque::new(),
            spare: Vec::new(),
            watermark: i64::MIN,
            open_from: i64::MIN,
            fired_end: i64::MIN,
            current: 0,
            current_start: 0,
            current_len: 0,
        }
    }

    /// Rows from now on are judged late against this: the mark of the channel they come from ([`crate::marks::Marks::mark`]).
    #[inline]
    pub fn judge(&mut self, watermark: i64) {
        if watermark != self.watermark {
            self.watermark = watermark;
            self.open_from = self.spec.open_from(watermark);
            self.current_len = 0;
        }
    }

    /// What rows are judged late against now.
    #[inline]
    pub fn judged(&self) -> i64 {
        self.watermark
    }

    /// Finds the slice of a row. [`Windows::entry`] then works in it, unless the row is late for all its windows.
    #[inline(always)]
    pub fn place(&mut self, time: i64) -> Placed {
        if (time.wrapping_sub(self.current_start) as u64) < self.current_len {
            return Placed::Open;
        }
        self.place_slowly(time)
    }

    #[inline(never)]
    fn place_slowly(&mut self, time: i64) -> Placed {
        self.current_len = 0;
        if time >= self.open_from {
            self.current = self.recent(time).unwrap_or_else(|| self.slice(time, i64::MIN));
            self.current_start = self.slices[self.current].start;
            self.current_len = self.slice_us.cast_unsigned();
            return Placed::Open;
        }
        if self.spec.closed(self.spec.last_end(time), self.watermark) {
            return Placed::Late;
        }
        let cut = self.spec.last_closed(time, self.watermark);
        self.current = self.slice(time, if cut <= self.fired_end { i64::MIN } else { cut });
        Placed::Partly
    }

    /// The slice of an open row among the latest ones, without a division: rows out of order jump between a few slices.
    #[inline]
    fn recent(&self, time: i64) -> Option<usize> {
        let behind = self.slices.len();
        (behind.saturating_sub(RECENT)..behind).rev().find(|at| {
            let slice = &self.slices[*at];
            (time.wrapping_sub(slice.start) as u64) < self.slice_us.cast_unsigned() && slice.cut == i64::MIN
        })
    }

    /// Index of the slice of `time`, made where it is not there.
    fn slice(&mut self, time: i64, cut: i64) -> usize {
        let start = self.spec.slice_start(time, self.slice_us);
        match self.slices.binary_search_by(|slice| (slice.start, slice.cut).cmp(&(start, cut))) {
            Ok(found) => found,
            Err(at) => {
                let table = self.spare.pop().unwrap_or_default();
                self.slices.insert(at, Slice { start, cut, table });
                at
            }
        }
    }

    /// The group of the row that was placed last; see [`Table::entry`].
    #[inline]
    pub fn entry(
        &mut self,
        hash: u64,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> &mut V {
        self.slices[self.current].table.entry(hash, same, make)
    }

    /// As [`Windows::entry`], with the heap to put more strings into.
    #[inline]
    pub fn entry_heap(
        &mut self,
        hash: u64,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> (&mut V, &mut Heap) {
        self.slices[self.current].table.entry_heap(hash, same, make)
    }

    /// The table of the slice that was placed into last, for looking ahead: most rows that follow belong there. See [`Table::is_large`].
    #[inline]
    pub fn latest(&self) -> Option<&Table<K, V>> {
        self.slices.get(self.current).map(|slice| &slice.table)
    }

    /// Whether that table is larger than what stays in the caches anyway.
    #[inline]
    pub fn is_large(&self) -> bool {
        self.latest().is_some_and(Table::is_large)
    }

    /// The next window that fires at this watermark of the step, in order of end; windows without rows are left out.
    /// State that no later window needs is gone with it. To be called until it gives none.
    pub fn fire(&mut self, watermark: i64) -> Option<Fired<K, V>>
    where
        K: Key,
        V: Group,
    {
        let (end, covered) = self.due(watermark)?;
        let start = end.saturating_sub(self.spec.size);
        // Slices that start before the next window are not needed behind this firing.
        let next_start = start.saturating_add(self.spec.step);
        let mut table: Option<Table<K, V>> = None;
        for _ in 0..covered.start {
            self.drop_first();
        }
        let mut at = 0;
        for _ in covered {
            let slice = &mut self.slices[at];
            let (expires, counts) = (slice.start < next_start, slice.cut < end);
            match &mut table {
                Some(table) if counts => table.absorb(&slice.table),
                None if counts && expires => table = Some(std::mem::take(&mut slice.table)),
                None if counts => table = Some(copied(self.spare.pop().unwrap_or_default(), &slice.table)),
                _ => {}
            }
            if expires {
                self.drop_first();
            } else {
                at += 1;
            }
        }
        table.map(|table| Fired { start, end, table })
    }

    /// As [`Windows::fire`] for windows that do not overlap: no merging, so keys and groups need not say how.
    pub fn fire_whole(&mut self, watermark: i64) -> Option<Fired<K, V>> {
        assert!(self.spec.size == self.spec.step, "only a `tumble` window is one whole slice");
        let (end, _) = self.due(watermark)?;
        let slice = self.slices.pop_front()?;
        Some(Fired { start: slice.start, end, table: slice.table })
    }

    /// End of the next window to fire, and its slices; invalidates what `place` remembers.
    fn due(&mut self, watermark: i64) -> Option<(i64, Range<usize>)> {
        if self.fired_end == i64::MAX {
            // The end of time: no window ends behind it, whatever its bounds would be.
            self.slices.clear();
            return None;
        }
        let mut end = i64::MAX;
        for slice in &self.slices {
            if slice.start >= end {
                break;
            }
            end = end.min(self.spec.end_after(slice.start.max(slice.cut).max(self.fired_end)));
        }
        if self.slices.is_empty() || !self.spec.closed(end, watermark) {
            self.fired_end = self.fired_end.max(watermark.saturating_sub(self.spec.lateness));
            return None;
        }
        self.current_len = 0;
        self.fired_end = end;
        let start = end.saturating_sub(self.spec.size);
        let first = self.slices.partition_point(|slice| slice.start < start);
        let behind = self.slices.partition_point(|slice| slice.start < end);
        Some((end, first..behind))
    }

    fn drop_first(&mut self) {
        if let Some(slice) = self.slices.pop_front() {
            self.keep(slice.table);
        }
    }

    fn keep(&mut self, mut table: Table<K, V>) {
        if self.spare.len() < SPARE_MAX {
            table.clear();
            self.spare.push(table);
        }
    }

    /// Takes the memory of a fired window back.
    pub fn recycle(&mut self, fired: Fired<K, V>) {
        self.keep(fired.table);
    }

    /// Keys over all slices.
    pub fn len(&self) -> usize {
        self.slices.iter().map(|slice| slice.table.len()).sum()
    }

    /// Whether there is no state.
    pub fn is_empty(&self) -> bool {
        self.slices.iter().all(|slice| slice.table.is_empty())
    }

    /// Memory in use.
    pub fn size_bytes(&self) -> usize {
        self.slices.iter().map(|slice| slice.table.size_bytes()).sum()
    }

    /// Entries of a range of key groups, for snapshots: slice start, cut, hash, key, value.
    pub fn visit(&self, groups: Range<u64>, visitor: &mut dyn FnMut(i64, i64, u64, &K, &V)) {
        for slice in &self.slices {
            slice.table.visit(groups.clone(), &mut |hash, key, value| {
                visitor(slice.start, slice.cut, hash, key, value)
            });
        }
    }
}

fn copied<K: Copy, V: Clone>(mut table: Table<K, V>, from: &Table<K, V>) -> Table<K, V> {
    table.copy_from(from);
    table
}

#[cfg(test)]
mod tests;
