//! Keys that are integers and lie close together, as numbers given one after the other do: an array has the number of an entry at the place that is the key's distance
//! from the least one. No hash, no comparison, four bytes a place, and keys that were given at about the same time stand in the same line of a cache.
//!
//! It covers one range, which widens to a new key as long as all keys would fill enough of it; a key that lies elsewhere goes to the [`super::index`], and what is not found here is looked
//! for there. So a few keys far away harm nobody, and keys that are all spread widely cost a comparison more than without it. A range that turns out to have hardly any of the
//! keys is given up for one where they are ([`Direct::leave`]).
//!
//! Counted by a key drawn at random, in a loop, table and this: 1,000 keys 9.7 and 2.1 ns, 100,000 keys 55 and 14, a million 164 and 99; with keys that are each busy for
//! a while, 14 and 3, 31 and 4, 59 and 7.

use crate::prefetch::prefetch;

/// Places of the first array.
const SLOTS_MIN: usize = 64;
/// It has at most so many places for each key.
const SLOTS_A_KEY: u64 = 8;
/// An array from this size on (half a megabyte) is not copied, and widens by so many places at a time: anything else would be a pause.
const SLOTS_STEP: usize = if cfg!(test) { 1 << 11 } else { 1 << 17 };
/// A larger one is not looked through for what is in it.
const SLOTS_LEFT: usize = 8 * SLOTS_STEP;
/// So many places for each key are too many to be cleared again and again.
const OVERSIZED: usize = 32;

/// See the module's text.
#[derive(Debug, Clone)]
pub(super) struct Direct {
    /// Number of the entry + 1; 0: there is none, or it is in the index.
    slots: Vec<u32>,
    /// The key of the first place.
    base: i64,
    /// The least and the greatest key of those that have a place, and how many there are.
    least: i64,
    greatest: i64,
    placed: usize,
}

impl Default for Direct {
    fn default() -> Self {
        Direct::new()
    }
}

impl Direct {
    pub(super) const fn new() -> Direct {
        Direct { slots: Vec::new(), base: 0, least: i64::MAX, greatest: i64::MIN, placed: 0 }
    }

    /// The place of a key in the array, or behind it.
    #[inline(always)]
    fn place(&self, key: i64) -> usize {
        key.wrapping_sub(self.base) as usize
    }

    /// The entry of a key, if it is known here.
    #[inline(always)]
    pub(super) fn find(&self, key: i64) -> Option<usize> {
        (*self.slots.get(self.place(key))? as usize).checked_sub(1)
    }

    /// Fetches the place of a key; false: it has none.
    #[inline(always)]
    pub(super) fn fetch(&self, key: i64) -> bool {
        let place = self.place(key);
        prefetch(&self.slots, place);
        place < self.slots.len()
    }

    /// The entry of a key which was found elsewhere.
    pub(super) fn learn(&mut self, key: i64, number: usize) {
        let place = self.place(key);
        if let Some(slot) = self.slots.get_mut(place) {
            *slot = number as u32 + 1;
        }
    }

    /// Adds the entry with this number, which is also how many keys there were before. Whether there is a place for it.
    #[inline(never)]
    pub(super) fn add(&mut self, key: i64, number: usize) -> bool {
        if self.placed == 0 {
            // The range of another time may lie anywhere.
            self.base = key.wrapping_sub(self.slots.len() as i64 / 2);
        }
        if self.place(key) >= self.slots.len() {
            self.widen(key, number as u64 + 1);
        }
        let place = self.place(key);
        let Some(slot) = self.slots.get_mut(place) else { return false };
        *slot = number as u32 + 1;
        (self.least, self.greatest) = (self.least.min(key), self.greatest.max(key));
        self.placed += 1;
        true
    }

    /// Widens the range to a key, if so many keys in all fill it well enough.
    #[cold]
    fn widen(&mut self, key: i64, keys: u64) {
        let (least, greatest) = (self.least.min(key), self.greatest.max(key));
        let most = (keys * SLOTS_A_KEY).max(SLOTS_MIN as u64);
        let span = (greatest.wrapping_sub(least) as u64).saturating_add(1);
        if span > most {
            return;
        }
        let (span, len) = (span as usize, self.slots.len());
        let from_base = greatest.wrapping_sub(self.base) as u64;
        if len > 0 && least >= self.base && from_base < most * 2 {
            let wanted = from_base as usize + 1;
            let larger = if wanted < SLOTS_STEP { wanted * 2 } else { wanted + SLOTS_STEP / 4 };
            self.slots.resize(larger.min(len + SLOTS_STEP), 0);
            return;
        }
        if len >= SLOTS_STEP {
            return;
        }
        // Room on both sides. What nobody has written to is no memory yet.
        let room = if span < SLOTS_STEP { span / 2 + SLOTS_MIN / 2 } else { SLOTS_STEP / 4 };
        let base = least.wrapping_sub(room as i64);
        let mut wider = Direct { slots: vec![0; span + 2 * room], base, ..*self };
        for (key, number) in self.known() {
            wider.learn(key, number);
        }
        *self = wider;
    }

    /// Keys and their entries.
    fn known(&self) -> impl Iterator<Item = (i64, usize)> {
        let taken = self.slots.iter().enumerate().filter(|(_, slot)| **slot != 0);
        taken.map(|(place, slot)| (self.base.wrapping_add(place as i64), *slot as usize - 1))
    }

    /// Gives the range up, if hardly any of so many keys have a place: the entries that had one, which are to be added elsewhere. Asked seldom.
    pub(super) fn leave(&mut self, keys: usize) -> Vec<usize> {
        if !keys.is_power_of_two() || self.placed * OVERSIZED > keys || self.slots.len() > SLOTS_LEFT {
            return Vec::new();
        }
        // Those that were only learnt stand elsewhere already.
        let left = std::mem::take(self);
        left.known().map(|(_, number)| number).collect()
    }

    /// Forgets all keys, of which the table had so many, and keeps the memory unless it is much too large.
    pub(super) fn clear(&mut self, keys: usize) {
        if self.slots.len() > SLOTS_STEP.min(1 << 12) && self.slots.len() / OVERSIZED > keys {
            self.slots = Vec::new();
        }
        self.slots.fill(0);
        (self.least, self.greatest, self.placed) = (i64::MAX, i64::MIN, 0);
    }

    /// Becomes a copy of another one, using the memory it has.
    pub(super) fn copy_from(&mut self, other: &Direct) {
        self.slots.clone_from(&other.slots);
        (self.base, self.least) = (other.base, other.least);
        (self.greatest, self.placed) = (other.greatest, other.placed);
    }

    /// Bytes of all places.
    #[inline]
    pub(super) fn size_bytes(&self) -> usize {
        self.slots.len() * size_of::<u32>()
    }
}
