//! Integers that came before their like.
//!
//! Keys that are drawn from a range come far apart at first, and stand in the index; when they have become many enough, those that follow have places near each other. Each
//! of those that follow would still be looked for in the index, a large one, before it is known to be new. So once most keys have places, the others are given theirs, a few with each key
//! that is added; then the index has only what lies elsewhere, mostly nothing.

use super::index::Index;
use super::{Table, TableKey};

/// Below so many entries the index is in a near cache.
const ENTRIES_MIN: usize = if cfg!(test) { 64 } else { 1 << 14 };
/// Entries that each addition gives places to: all have theirs before there are twice as many.
const ENTRIES_AN_ADDITION: usize = 4;
/// More entries without a place than these, and no more than one in so many: the index stays as it is.
const FAR_MAX: usize = 1 << 12;
const A_FAR_ONE: usize = 16;

/// Entries are given places near each other.
#[derive(Debug, Default)]
pub(super) struct Sweep {
    /// Those before this one have theirs, or are far.
    next: usize,
    /// Those from this one on came later, and have theirs, or are far.
    until: usize,
    /// Those that have none.
    far: Vec<u32>,
}

impl<K: TableKey, V> Table<K, V> {
    /// An entry was added that has no place near others.
    #[inline]
    pub(super) fn not_swept(&mut self, number: usize) {
        if let Some(sweep) = &mut self.sweep {
            sweep.far.push(number as u32);
        }
    }

    /// An entry was added: a few steps of a sweep, or the first ones of one that is due.
    #[inline]
    pub(super) fn sweep_on(&mut self) {
        let entries = self.entries.len();
        if self.sweep.is_some() || entries.is_power_of_two() && entries >= ENTRIES_MIN {
            self.sweep_some();
        }
    }

    #[cold]
    #[inline(never)]
    fn sweep_some(&mut self) {
        let entries = self.entries.len();
        let Some(mut sweep) = self.sweep.take() else {
            // With most of them elsewhere there is nothing to be gained.
            if self.near.len() * 2 >= entries {
                self.sweep = Some(Box::new(Sweep { until: entries, ..Sweep::default() }));
            }
            return;
        };
        let to = sweep.until.min(sweep.next + ENTRIES_AN_ADDITION);
        for number in sweep.next..to {
            let has_place = self.entries[number].key.int().is_some_and(|int| {
                let is_there = self.near.get(int).is_some_and(|entry| entry != 0);
                is_there || self.near.put(int, number as u32 + 1, entries)
            });
            if !has_place {
                sweep.far.push(number as u32);
            }
        }
        sweep.next = to;
        if sweep.far.len() > FAR_MAX.min(entries / A_FAR_ONE) {
            return;
        }
        if to < sweep.until {
            self.sweep = Some(sweep);
            return;
        }
        (self.index, self.hashed) = (Index::new(), 0);
        for far in sweep.far {
            self.index.add(self.entries[far as usize].hash(), far as usize, self.hashed);
            self.hashed += 1;
        }
    }
}
