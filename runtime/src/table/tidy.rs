//! A table that lives long is rid of strings that were replaced.
//!
//! Once more than half of its heap is forgotten, what is not moves to a new one, entry by entry: each byte that is copied, and each entry that is looked at, was
//! paid for by bytes that were forgotten. A row waits for some entries only; to move all of a million keys at once took tenths of a second. An entry whose strings may be
//! changed meanwhile moves first: those of one entry are never in two heaps, and which of the two they are in is known by the entry's number.

use super::{Entry, Group, Key, Table, TableKey};
use crate::heap::Heap;

/// Below so many forgotten bytes nothing is moved, nor below so many for each entry.
const FROM_BYTES: usize = 1 << 16;
const BYTES_AN_ENTRY: usize = 32;
/// Entries that a row moves: some microseconds, where they have not much text each.
const ENTRIES_A_ROW: usize = 64;

/// The heap that is left, and who has left it.
#[derive(Debug)]
pub(super) struct Tidying<K: TableKey, V> {
    heap: Heap,
    carry: Carry<K, V>,
    /// Entries before this one have left.
    next: usize,
    /// Those from this one on came later.
    until: usize,
    /// Those between that left out of turn, one bit each.
    left: Vec<u64>,
}

/// Moves the strings of an entry from one heap to another.
type Carry<K, V> = fn(&mut Entry<K, V>, &Heap, &mut Heap);

impl<K: TableKey, V> Tidying<K, V> {
    /// Whether the strings of an entry are in the heap that is left.
    fn has(&self, entry: usize) -> bool {
        (self.next..self.until).contains(&entry) && self.left[entry / 64] >> (entry % 64) & 1 == 0
    }

    /// Moves the strings of an entry that are there.
    fn take(&mut self, entry: usize, entries: &mut [Entry<K, V>], to: &mut Heap) {
        if self.has(entry) {
            self.left[entry / 64] |= 1 << (entry % 64);
            (self.carry)(&mut entries[entry], &self.heap, to);
        }
    }
}

impl<K: TableKey, V> Table<K, V> {
    /// Leaves forgotten strings behind, where they are the larger part: some steps of it. Call it after changes.
    #[inline]
    pub fn tidy(&mut self)
    where
        K: Key,
        V: Group,
    {
        if self.tidying.is_some() || self.heap.is_mostly_garbage(self.garbage_kept()) {
            self.tidy_on(ENTRIES_A_ROW);
        }
    }

    /// As [`Table::tidy`], but all of it: for tables that are tidied after many changes. Those that came meanwhile would else outweigh the steps.
    #[inline]
    pub fn tidy_at_once(&mut self)
    where
        K: Key,
        V: Group,
    {
        if self.heap.is_mostly_garbage(self.garbage_kept()) {
            self.tidy_on(usize::MAX);
        }
    }

    /// Looking at an entry has a price too, also where it has no strings.
    #[inline]
    fn garbage_kept(&self) -> usize {
        FROM_BYTES.max(self.entries.len() * BYTES_AN_ENTRY)
    }

    /// Does to the end what has begun: all strings are in [`Table::heap`].
    pub fn tidied(&mut self) {
        while self.tidying.is_some() {
            self.leave(usize::MAX);
        }
    }

    #[cold]
    #[inline(never)]
    fn tidy_on(&mut self, entries: usize)
    where
        K: Key,
        V: Group,
    {
        if self.tidying.is_none() {
            let heap = std::mem::take(&mut self.heap);
            let (until, left) = (self.entries.len(), vec![0; self.entries.len().div_ceil(64)]);
            self.tidying = Some(Box::new(Tidying { heap, carry: carry::<K, V>, next: 0, until, left }));
        }
        self.leave(entries);
    }

    /// So many entries leave.
    fn leave(&mut self, entries: usize) {
        let Some(tidying) = &mut self.tidying else { return };
        let to = tidying.until.min(tidying.next.saturating_add(entries));
        (tidying.next..to).for_each(|entry| tidying.take(entry, &mut self.entries, &mut self.heap));
        tidying.next = to;
        if to == tidying.until {
            self.tidying = None;
        }
    }

    /// The heap that the strings of an entry are in.
    #[inline(always)]
    pub(super) fn heap_of(&self, entry: usize) -> &Heap {
        if self.tidying.is_none() { &self.heap } else { self.either_heap(entry) }
    }

    #[cold]
    #[inline(never)]
    fn either_heap(&self, entry: usize) -> &Heap {
        match &self.tidying {
            Some(tidying) if tidying.has(entry) => &tidying.heap,
            _ => &self.heap,
        }
    }

    /// The strings of an entry are to be where new ones are put.
    #[inline(always)]
    pub(super) fn settle(&mut self, entry: usize) {
        if self.tidying.is_some() {
            self.settle_now(entry);
        }
    }

    #[cold]
    #[inline(never)]
    fn settle_now(&mut self, entry: usize) {
        if let Some(tidying) = &mut self.tidying {
            tidying.take(entry, &mut self.entries, &mut self.heap);
        }
    }
}

fn carry<K: Key, V: Group>(entry: &mut Entry<K, V>, from: &Heap, to: &mut Heap) {
    entry.key = entry.key.carry(from, to);
    entry.value.renew(from, to);
}
