//! The index of a table: 8-byte slots (upper 32 bits of the hash, number of the entry + 1), open addressing, linear probing from the hash' top bits. It knows nothing of keys, so
//! it is compiled once for all tables.
//!
//! **Load**, measured with keys drawn at random: an index of 1,000 keys costs 12 ns an event at a quarter and 17 at a half, because a probe more than foreseen empties the pipeline; one
//! of a million 41 at a half and 46 at three quarters.
//!
//! **Growth** of a large index takes no pause: the old one stays beside the new one, and each insertion moves a few of its slots. Who misses a key in the new index [pulls](Index::pull)
//! what the old one has near its place, and looks again.

use crate::prefetch::prefetch;

/// Slots of the first index.
const SLOTS_MIN: usize = 16;
/// Indexes up to this size (64 KiB) stand in a near cache: what costs there is a probe more than foreseen, so they are sparse.
const SLOTS_SPARSE: usize = 1 << 13;
/// An index from this size on (a megabyte, half a millisecond) is moved bit by bit.
const SLOTS_GRADUAL: usize = if cfg!(test) { 64 } else { 1 << 17 };
/// So many slots for each key are too many to be cleared again and again.
const OVERSIZED: usize = 32;
/// Slots that each insertion moves: an eighth of the insertions before the next growth move all.
const SLOTS_MOVED: usize = 16;
/// In an index that is being moved: a slot that has been. No entry has its number.
const GONE: u64 = u32::MAX as u64;

/// See the module's text.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    slots: Vec<u64>,
    /// 64 − log2 of the number of slots.
    shift: u32,
    /// The index before the last growth while it is being moved; otherwise empty.
    old: Vec<u64>,
    /// How many of its slots have been moved.
    moved: usize,
}

impl Index {
    pub(super) const fn new() -> Index {
        Index { slots: Vec::new(), shift: 63, old: Vec::new(), moved: 0 }
    }

    /// The slots, and the place where a key with this hash is looked for first (to be taken modulo their number).
    #[inline(always)]
    pub(super) fn probe(&self, hash: u64) -> (&[u64], usize) {
        (&self.slots, (hash >> self.shift) as usize)
    }

    /// Fetches the place where a key with this hash is looked for first.
    #[inline(always)]
    pub(super) fn fetch(&self, hash: u64) {
        prefetch(&self.slots, (hash >> self.shift) as usize);
    }

    /// Bytes of all slots.
    #[inline]
    pub(super) fn size_bytes(&self) -> usize {
        (self.slots.len() + self.old.len()) * 8
    }

    /// Whether an old index is being moved.
    #[inline(always)]
    pub(super) fn is_growing(&self) -> bool {
        !self.old.is_empty()
    }

    /// Adds the entry with this number, behind so many others.
    #[inline(never)]
    pub(super) fn add(&mut self, hash: u64, number: usize, others: usize) {
        if others >= room(self.slots.len()) {
            self.grow();
        }
        if !self.old.is_empty() {
            self.move_slots(SLOTS_MOVED);
        }
        self.put((hash >> 32 << 32) | (number as u64 + 1));
    }

    /// Moves what the old index has from the first place of a hash to the next free one. Whether there may have been what is looked for.
    #[inline(never)]
    pub(super) fn pull(&mut self, hash: u64) -> bool {
        let mask = self.old.len().wrapping_sub(1);
        let mut at = (hash >> shift_of(self.old.len())) as usize & mask;
        let mut found = false;
        while self.old[at] != 0 {
            let slot = std::mem::replace(&mut self.old[at], GONE);
            if slot != GONE {
                found |= (slot ^ hash) >> 32 == 0;
                self.put(slot);
            }
            at = (at + 1) & mask;
        }
        found
    }

    /// Forgets all entries, of which there are `keys`, and keeps the memory; but one that is much too large for so many gives it back: otherwise a burst would
    /// be paid for with each use that follows.
    pub(super) fn clear(&mut self, keys: usize) {
        if self.slots.len() > SLOTS_SPARSE && self.slots.len() / OVERSIZED > keys {
            *self = Index::new();
            return;
        }
        self.slots.fill(0);
        (self.old, self.moved) = (Vec::new(), 0);
    }

    /// Becomes a copy of another one, using the memory it has.
    pub(super) fn copy_from(&mut self, other: &Index) {
        self.slots.clone_from(&other.slots);
        self.old.clone_from(&other.old);
        (self.shift, self.moved) = (other.shift, other.moved);
    }

    #[cold]
    fn grow(&mut self) {
        self.move_slots(usize::MAX);
        let slots = (self.slots.len() * 2).max(SLOTS_MIN);
        self.old = std::mem::replace(&mut self.slots, empty(slots));
        self.shift = shift_of(slots);
        self.moved = 0;
        if self.old.len() < SLOTS_GRADUAL {
            self.move_slots(usize::MAX);
        }
    }

    /// Moves the next slots of the old index: they hold enough of the hash to be moved without a look at the entries.
    fn move_slots(&mut self, n: usize) {
        let end = self.moved.saturating_add(n).min(self.old.len());
        for at in self.moved..end {
            let slot = std::mem::replace(&mut self.old[at], GONE);
            if slot != 0 && slot != GONE {
                self.put(slot);
            }
            // A free slot stays one: it ends a search.
            if slot == 0 {
                self.old[at] = 0;
            }
        }
        self.moved = end;
        if end == self.old.len() {
            self.old = Vec::new();
            self.moved = 0;
        }
    }

    fn put(&mut self, slot: u64) {
        let mask = self.slots.len() - 1;
        let mut at = (slot >> self.shift) as usize;
        while self.slots[at & mask] != 0 {
            at += 1;
        }
        self.slots[at & mask] = slot;
    }
}

/// Empty slots. Up to a megabyte they are written: where a fresh page is read first, as a probe does, the write behind it is another fault, and one that stops all other threads.
/// More would be a pause.
#[allow(clippy::slow_vector_initialization, reason = "what is meant: the pages are to be written")]
fn empty(slots: usize) -> Vec<u64> {
    if slots > SLOTS_GRADUAL {
        return vec![0; slots];
    }
    let mut written = Vec::with_capacity(slots);
    written.resize(slots, 0);
    written
}

/// How many keys an index of so many slots takes.
fn room(slots: usize) -> usize {
    if slots <= SLOTS_SPARSE { slots / 4 } else { slots / 2 }
}

fn shift_of(slots: usize) -> u32 {
    64 - slots.trailing_zeros()
}
