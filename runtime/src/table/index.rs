//! The index of a table: 8-byte slots (upper 32 bits of the hash, number of the entry + 1), open addressing, linear probing from the hash' top bits. It knows nothing of keys, so
//! it is compiled once for all tables.
//!
//! **Load**, measured with keys drawn at random: an index of 1,000 keys costs 12 ns an event at a quarter and 17 at a half, because a probe more than foreseen empties the pipeline; one
//! of a million 41 at a half and 46 at three quarters.
//!
//! **Growth** of a large index takes no pause: the old one stays beside the new one, and each insertion moves a few of its slots, from its end on. Hashes below a [split](Index::split) have
//! their place in the old one, those from it on in the new one, and so have the keys that come meanwhile: both are used in the order of their places, so that fresh pages of the new one
//! are touched one by one with thousands of insertions between two large ones, and those of the old one go back to the system one by one as well. A large index that is touched all over the place
//! would clear most of its pages for the first few keys, each of which would wait for one.

use crate::prefetch::prefetch;

/// Slots of the first index.
const SLOTS_MIN: usize = 16;
/// Indexes up to this size (64 KiB) stand in a near cache: what costs there is a probe more than foreseen, so they are sparse.
const SLOTS_SPARSE: usize = 1 << 13;
/// An index from this size on (256 KiB, a tenth of a millisecond) is moved bit by bit.
const SLOTS_GRADUAL: usize = if cfg!(test) { 64 } else { 1 << 15 };
/// So many slots for each key are too many to be cleared again and again.
const OVERSIZED: usize = 32;
/// Slots that each insertion moves, and more up to a free one: an eighth of the insertions before the next growth move all.
const SLOTS_MOVED: usize = if cfg!(test) { 6 } else { 16 };
/// So many slots of the old index (2 MiB) go back to the system at a time.
const SLOTS_RETURNED: usize = if cfg!(test) { 32 } else { 1 << 18 };

/// See the module's text.
#[derive(Debug, Clone)]
pub(super) struct Index {
    slots: Vec<u64>,
    /// 64 − log2 of the number of slots.
    shift: u32,
    /// How many slots from the beginning on are taken by keys whose place is at the end, and all before the last of those.
    wrapped: usize,
    /// The index before the last growth while it is being moved, up to what has been; otherwise empty.
    old: Vec<u64>,
    /// How many of its slots have not been moved. While there are some, the last of them is free when others have been moved; an insertion may take it.
    left: usize,
    /// Hashes below have their place in the old index: `left` as a hash, kept so that a look-up only compares.
    split: u64,
}

/// Where a key is looked for: from a place on, each modulo a power of two (`mask` + 1), up to a free one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Probe<'a> {
    pub(super) slots: &'a [u64],
    pub(super) first: usize,
    pub(super) mask: usize,
}

impl Index {
    pub(super) const fn new() -> Index {
        Index { slots: Vec::new(), shift: 63, wrapped: 0, old: Vec::new(), left: 0, split: 0 }
    }

    /// Where a key with this hash is looked for.
    #[inline(always)]
    pub(super) fn probe(&self, hash: u64) -> Probe<'_> {
        if hash < self.split {
            return Probe { slots: &self.old, first: (hash >> (self.shift + 1)) as usize, mask: usize::MAX };
        }
        let mask = self.slots.len().wrapping_sub(1);
        Probe { slots: &self.slots, first: (hash >> self.shift) as usize, mask }
    }

    /// Fetches the place where a key with this hash is looked for first.
    #[inline(always)]
    pub(super) fn fetch(&self, hash: u64) {
        let Probe { slots, first, .. } = self.probe(hash);
        prefetch(slots, first);
    }

    /// Bytes of all slots.
    #[inline]
    pub(super) fn size_bytes(&self) -> usize {
        (self.slots.len() + self.old.len()) * 8
    }

    /// Whether an old index is being moved.
    #[cfg(test)]
    pub(super) fn is_growing(&self) -> bool {
        self.left > 0
    }

    /// Adds the entry with this number, behind so many others.
    #[inline(never)]
    pub(super) fn add(&mut self, hash: u64, number: usize, others: usize) {
        if others >= room(self.slots.len()) {
            self.grow();
        }
        if self.left > 0 {
            self.move_slots(SLOTS_MOVED);
        }
        let slot = (hash >> 32 << 32) | (number as u64 + 1);
        if hash < self.split {
            self.put_old(slot);
        } else {
            self.put(slot);
        }
    }

    /// Forgets all entries, of which there are `keys`, and keeps the memory; but one that is much too large for so many gives it back: otherwise a burst would
    /// be paid for with each use that follows.
    pub(super) fn clear(&mut self, keys: usize) {
        if self.slots.len() > SLOTS_SPARSE && self.slots.len() / OVERSIZED > keys {
            *self = Index::new();
            return;
        }
        self.slots.fill(0);
        (self.wrapped, self.old, self.left, self.split) = (0, Vec::new(), 0, 0);
    }

    /// Becomes a copy of another one, using the memory it has.
    pub(super) fn copy_from(&mut self, other: &Index) {
        self.slots.clone_from(&other.slots);
        self.old.clone_from(&other.old);
        (self.shift, self.wrapped, self.left, self.split) =
            (other.shift, other.wrapped, other.left, other.split);
    }

    #[cold]
    fn grow(&mut self) {
        self.move_slots(usize::MAX);
        let slots = (self.slots.len() * 2).max(SLOTS_MIN);
        self.old = std::mem::replace(&mut self.slots, empty(slots));
        self.shift = shift_of(slots);
        let wrapped = std::mem::take(&mut self.wrapped) > 0;
        if self.old.len() < SLOTS_GRADUAL {
            let old = std::mem::take(&mut self.old);
            old.into_iter().filter(|slot| *slot != 0).for_each(|slot| self.put(slot));
            return;
        }
        self.left = self.old.len();
        self.move_slots(1);
        if wrapped && self.left > 0 {
            self.unwrap();
        }
    }

    /// Takes what stands at the beginning of the old index for want of room at its end, which has been moved, to the new one: the others are searched without beginning again.
    fn unwrap(&mut self) {
        let taken = self.old.iter().take_while(|slot| **slot != 0).count();
        let first = self.old[..taken].to_vec();
        self.old[..taken].fill(0);
        for slot in first {
            if self.old_place(slot) >= self.left {
                self.put(slot);
            } else {
                self.put_old(slot);
            }
        }
    }

    fn old_place(&self, slot: u64) -> usize {
        (slot >> (self.shift + 1)) as usize
    }

    /// Moves the last slots of the old index, and more up to a free one: they hold enough of the hash to be moved without a look at the entries.
    fn move_slots(&mut self, n: usize) {
        if self.left == 0 {
            return;
        }
        let mut to = self.left.saturating_sub(n);
        while to > 0 && self.old[to - 1] != 0 {
            to -= 1;
        }
        // What they go to has only zeros. But they are written, not read first, where pages may be fresh.
        let fresh = (to * 2).max(self.wrapped)..self.left * 2;
        self.slots.get_mut(fresh).into_iter().for_each(|fresh| fresh.fill(0));
        for at in to..self.left {
            if self.old[at] != 0 {
                self.put(self.old[at]);
            }
        }
        self.left = to;
        self.split = (to as u64) << (self.shift + 1);
        if to == 0 {
            self.old = Vec::new();
        } else if self.old.len() >= to.next_multiple_of(SLOTS_RETURNED) + SLOTS_RETURNED
            && to > SLOTS_RETURNED
        {
            // A piece of some megabytes, which shrinks where it is; a smaller one would be copied.
            self.old.truncate(to.next_multiple_of(SLOTS_RETURNED));
            self.old.shrink_to_fit();
        }
    }

    /// There is a free slot for it, the last one at the worst; the next insertion moves that first.
    fn put_old(&mut self, slot: u64) {
        let mut at = self.old_place(slot);
        while self.old[at] != 0 {
            at += 1;
        }
        self.old[at] = slot;
    }

    fn put(&mut self, slot: u64) {
        let mask = self.slots.len() - 1;
        let mut at = (slot >> self.shift) as usize;
        while self.slots[at & mask] != 0 {
            at += 1;
        }
        self.slots[at & mask] = slot;
        self.wrapped = self.wrapped.max(at.saturating_sub(mask));
    }
}

/// Empty slots. Few are written: where a fresh page is read first, as a probe does, the write behind it is another fault, and one that stops all other threads.
/// More would be a pause; those are written as they are moved to.
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

#[cfg(test)]
mod tests;
