//! Keyed state in memory: a hash table whose entries can be visited by key group, with a heap for the strings of its keys and values.
//!
//! Layout (hidden, may change): entries stand densely in the order of insertion, so that reading a fired window is a linear pass in a
//! defined order; beside them an index of 8-byte slots (upper 32 bits of the hash, number of the entry + 1), open addressing,
//! linear probing from the hash' top bits, at most half full, a quarter where it stands in a near cache. A lookup touches one line
//! of the index and the entry.
//!
//! **Load**, measured with keys drawn at random: an index of 1,000 keys costs 12 ns an event at a quarter and 17 at a half, because a
//! probe more than foreseen empties the pipeline; one of a million 41 at a half and 46 at three quarters.
//!
//! **Growth** of a large index takes no pause: the old one stays beside the new one, each insertion moves a few of its slots, and a
//! key that is not found in the new one is looked for in the old. Entries and strings grow by moving pages (see `allocator`).

mod key;

pub use key::{Group, Key};

use crate::hash::key_group;
use crate::heap::Heap;
use crate::prefetch::{AHEAD, LARGE_BYTES, prefetch};
use std::ops::Range;

/// Slots of the first index.
const SLOTS_MIN: usize = 16;
/// Indexes up to this size (128 KiB) stand in a near cache: what costs there is a probe more than foreseen, so they are sparse.
const SLOTS_SPARSE: usize = 1 << 14;
/// An index from this size on (a megabyte, half a millisecond) is moved bit by bit.
const SLOTS_GRADUAL: usize = if cfg!(test) { 64 } else { 1 << 17 };
/// Slots that each insertion moves: an eighth of the insertions before the next growth move all.
const SLOTS_MOVED: usize = 16;
/// Below so many forgotten bytes nothing is copied.
const TIDY_FROM_BYTES: usize = 1 << 16;
/// A cleared table keeps memory for at most so many bytes of strings.
const HEAP_BYTES_KEPT: usize = 1 << 20;

/// See the module's text.
#[derive(Debug)]
pub struct Table<K, V> {
    index: Vec<u64>,
    /// 64 − log2 of the number of slots.
    shift: u32,
    /// The index before the last growth while it is being moved; otherwise empty.
    old: Vec<u64>,
    /// How many of its slots have been moved.
    moved: usize,
    entries: Vec<Entry<K, V>>,
    heap: Heap,
}

#[derive(Debug, Clone, Copy)]
struct Entry<K, V> {
    hash: u64,
    key: K,
    value: V,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Table::new()
    }
}

impl<K, V> Table<K, V> {
    /// An empty table; allocates nothing.
    pub const fn new() -> Table<K, V> {
        Table {
            index: Vec::new(),
            shift: 63,
            old: Vec::new(),
            moved: 0,
            entries: Vec::new(),
            heap: Heap::new(),
        }
    }

    /// The value of the key with this hash for which `same` holds; `make` adds it where it is not there.
    #[inline]
    pub fn entry(
        &mut self,
        hash: u64,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> &mut V {
        self.entry_heap(hash, same, make).0
    }

    /// As [`Table::entry`], with the heap to put more strings into.
    #[inline]
    pub fn entry_heap(
        &mut self,
        hash: u64,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> (&mut V, &mut Heap) {
        let found = self.place(hash, same, make);
        (&mut self.entries[found].value, &mut self.heap)
    }

    /// The place of a key, which is added where it is not there; see [`Table::entry`]. It stays until the table is cleared.
    #[inline]
    pub fn place(
        &mut self,
        hash: u64,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> usize {
        match self.find(hash, same) {
            Some(found) => found,
            None => {
                let (key, value) = make(&mut self.heap);
                self.insert(hash, key, value)
            }
        }
    }

    /// What is at a place: hash, key, value, and the heap.
    #[inline]
    pub fn at(&mut self, place: usize) -> (u64, &K, &mut V, &mut Heap) {
        let entry = &mut self.entries[place];
        (entry.hash, &entry.key, &mut entry.value, &mut self.heap)
    }

    /// The value of a key, if it is there.
    #[inline]
    pub fn get(&self, hash: u64, same: impl Fn(&K, &Heap) -> bool) -> Option<&V> {
        self.find(hash, same).map(|found| &self.entries[found].value)
    }

    /// Whether it is larger than what stays in the caches anyway: then looking ahead pays, in three steps over some rows:
    /// [`Table::fetch_slot`], [`Table::fetch_entry`], and what [`Table::peek`] points at.
    #[inline]
    pub fn is_large(&self) -> bool {
        self.index.len() * 8 + self.entries.len() * size_of::<Entry<K, V>>() > LARGE_BYTES
    }

    /// Fetches the place where the key with this hash is looked up.
    #[inline(always)]
    pub fn fetch_slot(&self, hash: u64) {
        prefetch(&self.index, (hash >> self.shift) as usize);
    }

    /// Fetches the entry of the key with this hash, most probably.
    #[inline(always)]
    pub fn fetch_entry(&self, hash: u64) {
        if let Some(entry) = self.probable(hash) {
            prefetch(&self.entries, entry);
        }
    }

    /// The entry of the key with this hash, most probably: keys are not compared. For looking ahead.
    #[inline(always)]
    pub fn peek(&self, hash: u64) -> Option<(&K, &V)> {
        let entry = self.entries.get(self.probable(hash)?)?;
        Some((&entry.key, &entry.value))
    }

    #[inline(always)]
    fn probable(&self, hash: u64) -> Option<usize> {
        let first = (hash >> self.shift) as usize;
        let mask = self.index.len().wrapping_sub(1);
        let slots = (first..first + 4).map_while(|at| self.index.get(at & mask));
        let mut slots = slots.take_while(|slot| **slot != 0);
        let slot = slots.find(|slot| (**slot ^ hash) >> 32 == 0)?;
        Some((*slot as u32).wrapping_sub(1) as usize)
    }

    #[inline(always)]
    fn find(&self, hash: u64, same: impl Fn(&K, &Heap) -> bool) -> Option<usize> {
        let index = self.index.as_slice();
        let mask = index.len().wrapping_sub(1);
        let mut at = (hash >> self.shift) as usize;
        loop {
            // An empty slot is 0: no entry has the number −1. Before the first insertion there is no slot at all.
            let slot = *index.get(at & mask)?;
            let entry = (slot as u32).wrapping_sub(1) as usize;
            if (slot ^ hash) >> 32 == 0
                && let Some(found) = self.entries.get(entry)
                && same(&found.key, &self.heap)
            {
                return Some(entry);
            }
            if slot == 0 {
                return if self.old.is_empty() { None } else { self.find_old(hash, same) };
            }
            at += 1;
        }
    }

    /// A key that is not in the new index, while the old one is being moved.
    #[inline(never)]
    fn find_old(&self, hash: u64, same: impl Fn(&K, &Heap) -> bool) -> Option<usize> {
        let mask = self.old.len() - 1;
        let mut at = (hash >> shift_of(self.old.len())) as usize;
        loop {
            let slot = self.old[at & mask];
            if slot == 0 {
                return None;
            }
            let entry = (slot as u32).wrapping_sub(1) as usize;
            if (slot ^ hash) >> 32 == 0 && same(&self.entries[entry].key, &self.heap) {
                return Some(entry);
            }
            at += 1;
        }
    }

    #[inline(never)]
    fn insert(&mut self, hash: u64, key: K, value: V) -> usize {
        if self.entries.len() >= room(self.index.len()) {
            self.grow();
        }
        if !self.old.is_empty() {
            self.move_slots(SLOTS_MOVED);
        }
        let number = self.entries.len();
        assert!(number < u32::MAX as usize, "a table holds at most 2^32 − 2 keys");
        place(&mut self.index, self.shift, (hash >> 32 << 32) | (number as u64 + 1));
        self.entries.push(Entry { hash, key, value });
        number
    }

    /// Twice the slots; see the module's text.
    #[cold]
    fn grow(&mut self) {
        self.move_slots(usize::MAX);
        let slots = (self.index.len() * 2).max(SLOTS_MIN);
        self.old = std::mem::replace(&mut self.index, vec![0; slots]);
        self.shift = shift_of(slots);
        self.moved = 0;
        if self.old.len() < SLOTS_GRADUAL {
            self.move_slots(usize::MAX);
        }
    }

    /// Moves the next slots of the old index: they hold enough of the hash to be moved without a look at the entries.
    #[inline(never)]
    fn move_slots(&mut self, n: usize) {
        let end = self.moved.saturating_add(n).min(self.old.len());
        for slot in self.old[self.moved..end].iter().filter(|slot| **slot != 0) {
            place(&mut self.index, self.shift, *slot);
        }
        self.moved = end;
        if end == self.old.len() {
            self.old = Vec::new();
            self.moved = 0;
        }
    }

    /// How many keys it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Memory in use, without what values own elsewhere.
    pub fn size_bytes(&self) -> usize {
        (self.index.len() + self.old.len()) * 8
            + self.entries.len() * size_of::<Entry<K, V>>()
            + self.heap.size_bytes()
    }

    /// The heap that the strings of keys and values stand in.
    #[inline]
    pub fn heap(&self) -> &Heap {
        &self.heap
    }

    /// Entries in the order in which their keys first came.
    #[inline]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &V)> {
        self.entries.iter().map(|entry| (&entry.key, &entry.value))
    }

    /// The entry with this place in [`Table::iter`].
    #[inline]
    pub fn nth(&self, place: usize) -> (&K, &V) {
        (&self.entries[place].key, &self.entries[place].value)
    }

    /// Entries of a range of key groups, for snapshots: hash, key, value.
    pub fn visit(&self, groups: Range<u64>, visitor: &mut dyn FnMut(u64, &K, &V)) {
        for entry in self.entries.iter().filter(|entry| groups.contains(&key_group(entry.hash))) {
            visitor(entry.hash, &entry.key, &entry.value);
        }
    }

    /// Empties it, keeping memory for the next use.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.index.fill(0);
        (self.old, self.moved) = (Vec::new(), 0);
        self.heap.clear(HEAP_BYTES_KEPT);
    }

    /// Copies keys and values into a new heap once more than half of the old one is forgotten strings: each byte that is copied was
    /// paid for by a byte that was forgotten. Call it after changes.
    #[inline]
    pub fn tidy(&mut self)
    where
        K: Key,
        V: Group,
    {
        if self.heap.garbage_bytes() > TIDY_FROM_BYTES
            && self.heap.garbage_bytes() > self.heap.size_bytes() / 2
        {
            self.copy_heap();
        }
    }

    #[cold]
    #[inline(never)]
    fn copy_heap(&mut self)
    where
        K: Key,
        V: Group,
    {
        let mut fresh = Heap::new();
        for entry in &mut self.entries {
            entry.key = entry.key.carry(&self.heap, &mut fresh);
            entry.value = entry.value.carry(&self.heap, &mut fresh);
        }
        self.heap = fresh;
    }

    /// Becomes a copy of another table, using the memory it has: everything as it lies there, nothing is looked up.
    pub fn copy_from(&mut self, other: &Table<K, V>)
    where
        K: Copy,
        V: Clone,
    {
        self.index.clone_from(&other.index);
        self.old.clone_from(&other.old);
        self.entries.clone_from(&other.entries);
        self.heap.copy_from(&other.heap);
        (self.shift, self.moved) = (other.shift, other.moved);
    }

    /// Fetches what keys a few entries further on will need.
    #[inline(always)]
    fn look_ahead(&self, coming: &[Entry<K, V>]) {
        if let Some(entry) = coming.get(AHEAD / 2) {
            self.fetch_slot(entry.hash);
        }
        if let Some(entry) = coming.get(AHEAD / 4) {
            self.fetch_entry(entry.hash);
        }
    }

    /// Adds all entries of another table: merges where the key is there, carries over where not.
    pub fn absorb(&mut self, other: &Table<K, V>)
    where
        K: Key,
        V: Group,
    {
        for (at, entry) in other.entries.iter().enumerate() {
            if self.is_large() {
                self.look_ahead(&other.entries[at + 1..]);
            }
            match self.find(entry.hash, |key, heap| key.same(heap, &entry.key, &other.heap)) {
                Some(found) => self.entries[found].value.merge(&mut self.heap, &entry.value, &other.heap),
                None => {
                    let key = entry.key.carry(&other.heap, &mut self.heap);
                    let value = entry.value.carry(&other.heap, &mut self.heap);
                    self.insert(entry.hash, key, value);
                }
            }
        }
    }
}

/// How many keys an index of so many slots takes.
fn room(slots: usize) -> usize {
    if slots <= SLOTS_SPARSE { slots / 4 } else { slots / 2 }
}

fn shift_of(slots: usize) -> u32 {
    64 - slots.trailing_zeros()
}

fn place(index: &mut [u64], shift: u32, slot: u64) {
    let mask = index.len() - 1;
    let mut at = (slot >> shift) as usize;
    while index[at & mask] != 0 {
        at += 1;
    }
    index[at & mask] = slot;
}

#[cfg(test)]
mod tests;
