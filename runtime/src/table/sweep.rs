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

#[cfg(test)]
mod tests {
    use super::super::tests::{Int, count_int};
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn a_key_that_comes_far_from_others_amid_a_sweep_is_found_after_it() {
        let mut swept = 0;
        for seed in 0..16 {
            let (mut table, mut map): (Table<Int, i64>, HashMap<i64, i64>) = Default::default();
            let (mut far, mut is_swept) = (Vec::new(), false);
            for n in 0..30_000_u64 {
                let random = crate::hash::hash_u64(n | seed << 32);
                let mut keys = vec![(random % 10_000) as i64];
                if table.sweep.is_some() && far.len() < 8 {
                    far.push(i64::MAX - (random % 1_000) as i64);
                    keys.push(far[far.len() - 1]);
                }
                if n == 20_000 {
                    let mut copy = Table::new();
                    copy.copy_from(&table);
                    table.absorb(&copy);
                    map.values_mut().for_each(|count| *count *= 2);
                    keys.extend(&far);
                }
                is_swept |= !far.is_empty() && table.sweep.is_none() && table.hashed < 32;
                for key in keys {
                    count_int(&mut table, key);
                    *map.entry(key).or_default() += 1;
                }
            }
            swept += usize::from(is_swept);
            let counts: HashMap<i64, i64> = table.iter().map(|(key, count)| (key.0, *count)).collect();
            assert!(
                table.len() == map.len() && counts == map,
                "seed {seed}: {} of {}",
                table.len(),
                map.len()
            );
        }
        assert_eq!(swept, 16, "sweeps that ended with far keys");
    }

    #[test]
    fn a_range_that_reaches_far_below_the_first_of_its_keys_is_covered() {
        for seed in 0..8 {
            let mut table = Table::new();
            for n in 0..400_000_u64 {
                count_int(&mut table, (crate::hash::hash_u64(n | seed << 32) % 500_000) as i64 - 499_000);
            }
            let places = (table.near.size_bytes() / 4) as i64;
            assert!(
                places > 499_000 && table.hashed == 0,
                "seed {seed}: {places}, {} in the index",
                table.hashed
            );
        }
    }
}
