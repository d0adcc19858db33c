//! Keyed state in memory: a hash table whose entries can be visited by key group, with a heap for the strings of its keys and values (but for [short ones of keys](KeyText)).
//!
//! Layout (hidden, may change): entries stand densely in the order of insertion, so that reading a fired window is a linear pass in a
//! defined order; beside them an [`index`], about half full, and for keys that are integers close together an array ([`crate::near`]), for keys with texts a [`dictionary`]. A lookup touches one line of either and the entry.
//! Entries and strings grow by moving pages (see `allocator`), the index bit by bit.

mod dictionary;
mod direct;
mod index;
mod key;
mod merge;
mod sweep;
mod text;
mod tidy;

pub use direct::{Direct, DirectKey, DirectState};
pub use key::{
    Group, IntHash, IntKey, KeptHash, Key, Lookup, OptionalIntHash, Retract, Share, TableKey, TextLookup,
};
pub use text::{KeyText, mix2};

use crate::hash::key_group;
use crate::heap::Heap;
use crate::near::Near;
use crate::prefetch::{FAR_BYTES, LARGE_BYTES, LARGE_OWNING_BYTES, ROWS_BYTES, prefetch};
use dictionary::Dictionary;
use index::{Index, Probe};
use std::ops::Range;
use sweep::Sweep;
use tidy::Tidying;

/// It keeps no memory for more than these entries and so many times those that it had, so that a burst is not remembered for good.
const ENTRIES_KEPT: usize = 1 << 13;
const OVERSIZED: usize = 16;
/// Values that are asked what they own.
const ENTRIES_ASKED: usize = 8;
/// A cleared table keeps memory for at most so many bytes of strings.
const HEAP_BYTES_KEPT: usize = 1 << 20;

/// An index of more keys would have places that the half of a hash beside a number does not tell.
const KEYS_MAX: usize = 1 << 31;
/// Places of four bytes for each key: in the index it has two or more, of eight.
const PLACES_A_KEY: usize = 8;

/// See the module's text.
#[derive(Debug)]
pub struct Table<K: TableKey, V> {
    /// Numbers of entries + 1.
    near: Near<u32, PLACES_A_KEY>,
    index: Index,
    /// Where keys with texts are looked up first.
    dictionary: Dictionary,
    /// How many entries are in the index.
    hashed: usize,
    entries: Vec<Entry<K, V>>,
    heap: Heap,
    /// While integers that came before their like are given places near them.
    sweep: Option<Box<Sweep>>,
    /// While forgotten strings are left behind; other tables than those of [`Table::tidy`] never do.
    tidying: Option<Box<Tidying<K, V>>>,
}

#[derive(Debug, Clone, Copy)]
struct Entry<K: TableKey, V> {
    hash: K::Hash,
    key: K,
    value: V,
}

impl<K: TableKey, V> Entry<K, V> {
    #[inline(always)]
    fn hash(&self) -> u64 {
        self.hash.hash(self.key.int())
    }

    /// What its key is looked up by.
    #[inline(always)]
    fn sought(&self) -> IntKey {
        IntKey { hash: self.hash(), int: self.key.int() }
    }
}

impl<K: TableKey, V> Default for Table<K, V> {
    fn default() -> Self {
        Table::new()
    }
}

impl<K: TableKey, V> Table<K, V> {
    /// An empty table; allocates nothing.
    pub const fn new() -> Table<K, V> {
        Table {
            near: Near::new(),
            index: Index::new(),
            dictionary: Dictionary::new(),
            hashed: 0,
            entries: Vec::new(),
            heap: Heap::new(),
            sweep: None,
            tidying: None,
        }
    }

    /// The value of the key that is looked up so and for which `same` holds; `make` adds it where it is not there. A key that is an integer is always looked up as one: it may not be in the index.
    #[inline]
    pub fn entry(
        &mut self,
        sought: impl Lookup,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> &mut V {
        self.entry_heap(sought, same, make).0
    }

    /// As [`Table::entry`], with the heap to put more strings into.
    #[inline]
    pub fn entry_heap(
        &mut self,
        sought: impl Lookup,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> (&mut V, &mut Heap) {
        let found = self.place(sought, same, make);
        self.settle(found);
        (&mut self.entries[found].value, &mut self.heap)
    }

    /// The place of a key, which is added where it is not there; see [`Table::entry`]. It stays until the table is cleared.
    #[inline]
    pub fn place<L: Lookup>(
        &mut self,
        sought: L,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> usize {
        if L::IS_MIXED {
            return self.place_mixed(sought, same, make);
        }
        if !L::IS_INT {
            return self.place_hashed(sought, same, make);
        }
        match sought.int().and_then(|int| self.found_near(int)) {
            Some(found) => found,
            None => self.place_elsewhere(sought, same, make),
        }
    }

    #[inline(always)]
    fn place_mixed(
        &mut self,
        sought: impl Lookup,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> usize {
        if let Some(number) = self.dictionary.places().map(|places| places.number(sought.mix()))
            && let Some(entry) = self.entries.get(number)
            && same(&entry.key, self.heap_of(number))
        {
            self.dictionary.found();
            return number;
        }
        self.place_missed(sought, same, make)
    }

    #[inline(never)]
    fn place_missed(
        &mut self,
        sought: impl Lookup,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> usize {
        let found = self.place_hashed(sought, same, make);
        self.dictionary.missed(|| sought.mix(), found);
        found
    }

    #[inline(never)]
    fn place_elsewhere(
        &mut self,
        sought: impl Lookup,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> usize {
        let found = self.place_hashed(sought, same, make);
        if let Some(int) = sought.int()
            && self.near.get(int) == Some(0)
        {
            self.near.put(int, found as u32 + 1, self.entries.len());
        }
        found
    }

    #[inline(always)]
    fn place_hashed<L: Lookup>(
        &mut self,
        sought: L,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> usize {
        if (!L::IS_INT || self.hashed > 0)
            && let Some(found) = self.find(sought.hash(), &same)
        {
            return found;
        }
        let (key, value) = make(&mut self.heap);
        self.insert(sought, key, value)
    }

    /// Whether too many keys are busy for its dictionary: then the hash of a key is made anyway.
    #[inline(always)]
    pub fn is_past_dictionary(&self) -> bool {
        self.dictionary.is_given_up()
    }

    /// A key is looked up by its hash for that.
    #[inline(always)]
    pub fn pass_dictionary(&mut self) {
        self.dictionary.pass();
    }

    /// What is at a place: hash, key, value, and the heap.
    #[inline]
    pub fn at(&mut self, place: usize) -> (u64, &K, &mut V, &mut Heap) {
        self.settle(place);
        let entry = &mut self.entries[place];
        (entry.hash(), &entry.key, &mut entry.value, &mut self.heap)
    }

    /// The value of a key, if it is there.
    #[inline]
    pub fn get(&self, sought: impl Lookup, same: impl Fn(&K, &Heap) -> bool) -> Option<&V> {
        let found = self.found(sought, &same)?;
        Some(&self.entries[found].value)
    }

    /// The entry of a key, if it is there.
    #[inline]
    fn found(&self, sought: impl Lookup, same: &impl Fn(&K, &Heap) -> bool) -> Option<usize> {
        let found = sought.int().and_then(|int| self.found_near(int));
        if found.is_some() {
            return found;
        }
        self.find(sought.hash(), same)
    }

    /// Whether it is larger than what stays in the caches anyway: then looking ahead pays, in three steps over some rows:
    /// [`Table::fetch_slot`], [`Table::fetch_entry`], and what [`Table::peek`] points at.
    #[inline]
    pub fn is_large(&self) -> bool {
        // What values own elsewhere, which is not counted, is fetched ahead too.
        let large = if std::mem::needs_drop::<V>() { LARGE_OWNING_BYTES } else { LARGE_BYTES };
        self.looked_up_bytes() > large
    }

    /// Whether looking ahead pays for partial groups, and for what one table merges into another: they are few, with other work between them that needs the caches too.
    #[inline]
    pub fn is_far(&self) -> bool {
        self.looked_up_bytes() > FAR_BYTES
    }

    /// Whether looking ahead pays for rows that come in batches anyway.
    #[inline]
    pub fn is_far_for_rows(&self) -> bool {
        let far = if std::mem::needs_drop::<V>() { LARGE_OWNING_BYTES } else { ROWS_BYTES };
        self.looked_up_bytes() > far
    }

    /// Whether its values own more elsewhere than what stays in the caches anyway: a few of them are asked how many bytes that is.
    #[inline(never)]
    pub fn owns_much(&self, owned_bytes: impl Fn(&V) -> usize) -> bool {
        let step = (self.entries.len() / ENTRIES_ASKED).max(1);
        let asked = self.entries.iter().step_by(step);
        asked.map(|entry| owned_bytes(&entry.value)).sum::<usize>() * step > LARGE_BYTES
    }

    #[inline]
    fn looked_up_bytes(&self) -> usize {
        let places = self.near.size_bytes() + self.index.size_bytes();
        places + self.entries.len() * size_of::<Entry<K, V>>()
    }

    /// Fetches the place where a key is looked up.
    #[inline(always)]
    pub fn fetch_slot(&self, sought: impl Lookup) {
        match sought.int() {
            Some(int) if self.near.fetch(int) => {}
            _ => self.index.fetch(sought.hash()),
        }
    }

    /// Fetches the entry of a key, most probably.
    #[inline(always)]
    pub fn fetch_entry(&self, sought: impl Lookup) {
        if let Some(entry) = self.likely(sought) {
            prefetch(&self.entries, entry);
        }
    }

    /// The entry of a key, most probably: keys are not compared. For looking ahead.
    #[inline(always)]
    pub fn peek(&self, sought: impl Lookup) -> Option<(&K, &V)> {
        let entry = self.entries.get(self.likely(sought)?)?;
        Some((&entry.key, &entry.value))
    }

    #[inline(always)]
    fn likely<L: Lookup>(&self, sought: L) -> Option<usize> {
        match sought.int().and_then(|int| self.found_near(int)) {
            Some(found) => Some(found),
            None if L::IS_INT && self.hashed == 0 => None,
            None => self.probable(sought.hash()),
        }
    }

    #[inline(always)]
    fn probable(&self, hash: u64) -> Option<usize> {
        let Probe { slots, first, mask } = self.index.probe(hash);
        for at in first..first + 4 {
            let slot = *slots.get(at & mask)?;
            if (slot ^ hash) >> 32 == 0 {
                return Some((slot as u32).wrapping_sub(1) as usize);
            }
        }
        None
    }

    #[inline(always)]
    fn find(&self, hash: u64, same: &impl Fn(&K, &Heap) -> bool) -> Option<usize> {
        // A step without keys has one group.
        if size_of::<K>() == 0 {
            return (!self.entries.is_empty()).then_some(0);
        }
        let Probe { slots, first: mut at, mask } = self.index.probe(hash);
        loop {
            // An empty slot is 0: no entry has the number −1. Before the first insertion there is no slot at all.
            let slot = *slots.get(at & mask)?;
            let entry = (slot as u32).wrapping_sub(1) as usize;
            if (slot ^ hash) >> 32 == 0
                && let Some(found) = self.entries.get(entry)
                && same(&found.key, self.heap_of(entry))
            {
                return Some(entry);
            }
            if slot == 0 {
                return None;
            }
            at += 1;
        }
    }

    /// The entry of an integer, if it has a place near others.
    #[inline(always)]
    fn found_near(&self, int: i64) -> Option<usize> {
        (self.near.get(int)? as usize).checked_sub(1)
    }

    #[inline]
    fn insert<L: Lookup>(&mut self, sought: L, key: K, value: V) -> usize {
        let (number, hash) = (self.entries.len(), sought.hash());
        assert!(number < KEYS_MAX, "a table holds at most 2^31 keys");
        if !sought.int().is_some_and(|int| self.near.put(int, number as u32 + 1, number + 1)) {
            // Some of those may be in the index already, which does no harm.
            for (_, left) in self.near.leave(number + 1) {
                let left = left as usize - 1;
                self.index.add(self.entries[left].hash(), left, self.hashed);
                self.hashed += 1;
                self.sweep = None;
            }
            self.index.add(hash, number, self.hashed);
            self.hashed += 1;
            self.not_swept(number);
        }
        let kept = K::Hash::keep(hash);
        debug_assert_eq!(kept.hash(key.int()), hash, "what is kept of a hash gives it back");
        self.entries.push(Entry { hash: kept, key, value });
        if L::IS_INT && self.hashed > 0 {
            self.sweep_on();
        }
        number
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
        self.looked_up_bytes() + self.dictionary.size_bytes() + self.heap.size_bytes()
    }

    /// The heap that the strings of keys and values stand in, of a table that is [tidied](Table::tidied).
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
        for entry in self.entries.iter().filter(|entry| groups.contains(&key_group(entry.hash()))) {
            visitor(entry.hash(), &entry.key, &entry.value);
        }
    }

    /// Empties it, keeping memory for the next use.
    pub fn clear(&mut self) {
        let keys = self.entries.len();
        self.entries.clear();
        if self.entries.capacity() > ENTRIES_KEPT && self.entries.capacity() / OVERSIZED > keys {
            self.entries = Vec::new();
        }
        self.near.clear(keys);
        self.index.clear(self.hashed);
        self.hashed = 0;
        self.heap.clear(HEAP_BYTES_KEPT);
        (self.sweep, self.tidying) = (None, None);
    }

    /// Becomes a copy of another table, using the memory it has: everything as it lies there, nothing is looked up.
    pub fn copy_from(&mut self, other: &Table<K, V>)
    where
        K: Copy,
        V: Clone,
    {
        self.near.copy_from(&other.near);
        self.index.copy_from(&other.index);
        self.hashed = other.hashed;
        self.entries.clone_from(&other.entries);
        self.heap.copy_from(&other.heap);
        debug_assert!(other.tidying.is_none(), "tables that are copied are tidied");
        (self.sweep, self.tidying) = (None, None);
    }
}

#[cfg(test)]
mod tests;
