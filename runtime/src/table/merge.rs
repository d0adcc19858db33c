//! Tables that are added to each other, and what is taken back or left out of one.

use super::{Entry, Group, Key, Retract, Share, Table, TableKey};
use crate::heap::Heap;
use crate::prefetch::AHEAD;

impl<K: TableKey, V> Table<K, V> {
    /// Fetches what keys a few entries further on will need.
    #[inline(always)]
    fn look_ahead<W>(&self, coming: &[Entry<K, W>])
    where
        K: Key,
    {
        if let Some(entry) = coming.get(AHEAD / 2) {
            self.fetch_slot(entry.sought());
        }
        if let Some(entry) = coming.get(AHEAD / 4) {
            self.fetch_entry(entry.sought());
        }
    }

    /// Where the key of an entry of another table is, fetching what the entries behind it will need.
    #[inline(always)]
    fn place_of<W>(&mut self, other: &Table<K, W>, at: usize) -> Option<usize>
    where
        K: Key,
    {
        if self.is_far() {
            self.look_ahead(&other.entries[at + 1..]);
        }
        let entry = &other.entries[at];
        let found = entry.key.int().and_then(|int| self.found_near(int));
        if found.is_some() || self.hashed == 0 {
            return found;
        }
        let hash = entry.hash();
        let same = |key: &K, heap: &Heap| key.same(heap, &entry.key, &other.heap);
        self.find(hash, &same)
    }

    /// Adds all entries of another table, which is [tidied](Table::tidied): merges where the key is there, carries over where not.
    #[inline(never)]
    pub fn absorb(&mut self, other: &Table<K, V>)
    where
        K: Key,
        V: Group,
    {
        for (at, entry) in other.entries.iter().enumerate() {
            match self.place_of(other, at) {
                Some(found) => {
                    self.settle(found);
                    self.entries[found].value.merge(&mut self.heap, &entry.value, &other.heap);
                }
                None => {
                    let key = entry.key.carry(&other.heap, &mut self.heap);
                    let value = entry.value.carry(&other.heap, &mut self.heap);
                    self.insert(entry.sought(), key, value);
                }
            }
        }
    }

    /// Adds what its groups have of those of a table with wider ones. An empty table becomes like that one: nothing is looked up.
    #[inline(never)]
    pub fn absorb_share<W>(&mut self, other: &Table<K, W>)
    where
        K: Key,
        V: Share<W>,
    {
        if self.is_empty() {
            self.near.copy_from(&other.near);
            self.index.copy_from(&other.index);
            self.hashed = other.hashed;
            self.heap.copy_from(&other.heap);
            let own =
                |entry: &Entry<K, W>| Entry { hash: entry.hash, key: entry.key, value: V::of(&entry.value) };
            self.entries.extend(other.entries.iter().map(own));
            return;
        }
        for (at, entry) in other.entries.iter().enumerate() {
            match self.place_of(other, at) {
                Some(found) => self.entries[found].value.add(&entry.value),
                None => {
                    let key = entry.key.carry(&other.heap, &mut self.heap);
                    self.insert(entry.sought(), key, V::of(&entry.value));
                }
            }
        }
    }

    /// Takes back all entries of a table that was absorbed: how many groups are void now. They stay.
    #[inline(never)]
    pub fn retract(&mut self, other: &Table<K, V>) -> usize
    where
        K: Key,
        V: Retract,
    {
        let mut voids = 0;
        for (at, entry) in other.entries.iter().enumerate() {
            let found = self.place_of(other, at).expect("what is taken back was added");
            let group = &mut self.entries[found].value;
            group.retract(&entry.value);
            voids += usize::from(group.is_void());
        }
        voids
    }

    /// Forgets the groups that `keeps` says no to; the others stand in the order in which they stood. They are moved to the memory of `spare`, which
    /// has this table's for the next time.
    #[inline(never)]
    pub fn retain(&mut self, spare: &mut Table<K, V>, keeps: impl Fn(&V) -> bool)
    where
        K: Key,
        V: Group,
    {
        spare.clear();
        for entry in &self.entries {
            if keeps(&entry.value) {
                let key = entry.key.carry(&self.heap, &mut spare.heap);
                let value = entry.value.carry(&self.heap, &mut spare.heap);
                spare.insert(entry.sought(), key, value);
            }
        }
        std::mem::swap(self, spare);
    }
}
