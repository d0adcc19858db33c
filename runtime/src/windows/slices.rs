//! Windows over rows with a time, by slices: time is cut at every bound of a window; a row updates the state of one slice, and a
//! firing window merges the slices it covers. `tumble` has one slice a window and merges nothing.
//!
//! **Rows that missed some of their windows** must count in the others and only there. Where the late windows have fired here already, the
//! row joins its slice (a sum of floats so adds in order of arrival). But what has fired here depends on the slowest channel, while lateness
//! is judged by the row's own channel (see [`crate::marks`]): where they have not fired yet, the row goes to a slice of its own with a
//! `cut`: windows with an end up to the cut leave it out. A file that one worker reads is one channel, and so has never a cut; one that all read in pieces has.

use super::fired::Fired;
use super::spec::{Placed, WindowSpec, is_near};
use super::timeline::Timeline;
use crate::heap::Heap;
use crate::table::{Group, Key, Lookup, Share, Table, TableKey};
use std::ops::Range;

/// Emptied tables kept for the next slices.
const SPARE_MAX: usize = 4;

/// State of a step with a new window. See the module's text.
#[derive(Debug)]
pub struct Windows<K: TableKey, V> {
    pub(super) timeline: Timeline,
    /// By slot of the timeline; empty and without memory where no slice has the slot (behind the end of time they are left as they are).
    pub(super) tables: Vec<Table<K, V>>,
    spare: Vec<Table<K, V>>,
    /// Those of windows that were put together from several slices: they are larger, and would be too large for a slice.
    spare_merged: Vec<Table<K, V>>,
}

impl<K: TableKey, V> Windows<K, V> {
    /// No rows yet.
    pub fn new(spec: WindowSpec) -> Windows<K, V> {
        Windows {
            timeline: Timeline::new(spec),
            tables: Vec::new(),
            spare: Vec::new(),
            spare_merged: Vec::new(),
        }
    }

    /// Rows from now on are judged late against this: the mark of the channel they come from ([`crate::marks::Marks::mark`]).
    #[inline]
    pub fn judge(&mut self, watermark: i64) {
        self.timeline.judge(watermark);
    }

    /// What rows are judged late against now.
    #[inline]
    pub fn judged(&self) -> i64 {
        self.timeline.judged()
    }

    /// Finds the slice of a row. [`Windows::entry`] then works in it, unless the row is late for all its windows.
    #[inline(always)]
    pub fn place(&mut self, time: i64) -> Placed {
        if self.timeline.is_current(time) {
            return Placed::Open;
        }
        self.place_slowly(time)
    }

    #[inline(never)]
    fn place_slowly(&mut self, time: i64) -> Placed {
        let (placed, is_new) = self.timeline.place(time);
        if is_new {
            let table = self.spare.pop().unwrap_or_default();
            match self.tables.get_mut(self.timeline.current()) {
                Some(slot) => *slot = table,
                None => self.tables.push(table),
            }
        }
        placed
    }

    /// As [`Windows::place`] where several steps share the slices: whether the row belongs here. One that is late may be open for some of the steps; and at the far ends
    /// of time, where slices lie on no grid, theirs are others.
    #[inline(always)]
    pub fn place_shared(&mut self, time: i64) -> bool {
        self.timeline.is_current(time) || (is_near(time) && self.place_slowly(time) == Placed::Open)
    }

    /// Adds what several steps have kept together of a slice that begins at `start` and in which no window has fired yet. Rows are judged anew after that.
    #[inline(never)]
    pub fn absorb_share<W>(&mut self, start: i64, slice: &Table<K, W>)
    where
        K: Key,
        V: Share<W>,
    {
        // Each row was judged when it came: here, nothing is late.
        self.timeline.judge(i64::MIN);
        self.place(start);
        self.tables[self.timeline.current()].absorb_share(slice);
    }

    /// The group of the row that was placed last; see [`Table::entry`].
    #[inline]
    pub fn entry(
        &mut self,
        sought: impl Lookup,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> &mut V {
        self.tables[self.timeline.current()].entry(sought, same, make)
    }

    /// As [`Windows::entry`], with the heap to put more strings into.
    #[inline]
    pub fn entry_heap(
        &mut self,
        sought: impl Lookup,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> (&mut V, &mut Heap) {
        self.tables[self.timeline.current()].entry_heap(sought, same, make)
    }

    /// The table of the slice that was placed into last, for looking ahead: most rows that follow belong there. See [`Table::is_large`].
    #[inline]
    pub fn latest(&self) -> Option<&Table<K, V>> {
        self.tables.get(self.timeline.current())
    }

    /// Whether that table is larger than what stays in the caches anyway.
    #[inline]
    pub fn is_large(&self) -> bool {
        self.latest().is_some_and(Table::is_large)
    }

    /// As [`Table::owns_much`] of that table.
    #[inline]
    pub fn owns_much(&self, owned_bytes: impl Fn(&V) -> usize) -> bool {
        self.latest().is_some_and(|table| table.owns_much(owned_bytes))
    }

    /// As [`Table::is_far`] of that table.
    #[inline]
    pub fn is_far(&self) -> bool {
        self.latest().is_some_and(Table::is_far)
    }

    /// As [`Table::is_far_for_rows`] of that table.
    #[inline]
    pub fn is_far_for_rows(&self) -> bool {
        self.latest().is_some_and(Table::is_far_for_rows)
    }

    /// The next window that fires at this watermark of the step, in order of end; windows without rows are left out.
    /// State that no later window needs is gone with it. To be called until it gives none.
    #[inline(never)]
    pub fn fire(&mut self, watermark: i64) -> Option<Fired<K, V>>
    where
        K: Key,
        V: Group,
    {
        let (start, end) = self.timeline.fire(watermark)?;
        let mut fired: Option<Table<K, V>> = None;
        let mut at = 0;
        while let Some(slice) = self.timeline.covered(at) {
            at += 1;
            match &mut fired {
                Some(fired) if slice.counts => fired.absorb(&self.tables[slice.slot]),
                None if slice.counts => {
                    let mut copy = self.merged();
                    copy.copy_from(&self.tables[slice.slot]);
                    fired = Some(copy);
                }
                _ => {}
            }
            if slice.expires {
                let table = std::mem::take(&mut self.tables[slice.slot]);
                self.keep(table);
            }
        }
        fired.map(|table| Fired { start, end, table })
    }

    /// As [`Windows::fire`] for windows that do not overlap: no merging, so keys and groups need not say how.
    pub fn fire_whole(&mut self, watermark: i64) -> Option<Fired<K, V>> {
        let spec = self.timeline.spec;
        assert!(spec.size == spec.step, "only a `tumble` window is one whole slice");
        let (start, end) = self.timeline.fire(watermark)?;
        let slice = self.timeline.covered(0)?;
        Some(Fired { start, end, table: std::mem::take(&mut self.tables[slice.slot]) })
    }

    #[inline(never)]
    pub(super) fn keep(&mut self, mut table: Table<K, V>) {
        if self.spare.len() < SPARE_MAX {
            table.clear();
            self.spare.push(table);
        }
    }

    /// An empty table for a window of several slices.
    pub(super) fn merged(&mut self) -> Table<K, V> {
        self.spare_merged.pop().unwrap_or_default()
    }

    /// Takes the memory of a fired window back.
    pub fn recycle(&mut self, mut fired: Fired<K, V>) {
        let spec = self.timeline.spec;
        if spec.size == spec.step {
            self.keep(fired.table);
        } else if self.spare_merged.is_empty() {
            fired.table.clear();
            self.spare_merged.push(fired.table);
        }
    }

    /// Keys over all slices.
    pub fn len(&self) -> usize {
        let mut keys = 0;
        for place in 0..self.timeline.len() {
            keys += self.tables[self.timeline.at(place).slot].len();
        }
        keys
    }

    /// Whether there is no state.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Memory in use.
    pub fn size_bytes(&self) -> usize {
        let mut bytes = 0;
        for place in 0..self.timeline.len() {
            bytes += self.tables[self.timeline.at(place).slot].size_bytes();
        }
        bytes
    }

    /// Entries of a range of key groups, for snapshots: slice start, cut, hash, key, value.
    pub fn visit(&self, groups: Range<u64>, visitor: &mut dyn FnMut(i64, i64, u64, &K, &V)) {
        for place in 0..self.timeline.len() {
            let slice = self.timeline.at(place);
            self.tables[slice.slot].visit(groups.clone(), &mut |hash, key, value| {
                visitor(slice.start, slice.cut, hash, key, value)
            });
        }
    }
}

#[cfg(test)]
mod tests;
