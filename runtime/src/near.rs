//! What belongs to integers that lie close together, as numbers given one after the other do: an array has it at the place that is the key's distance
//! from the first one. No hash, no comparison, and keys that were given at about the same time stand in the same line of a cache.
//!
//! It covers one range, which widens to a new key as long as all keys would fill enough of it. A key that lies elsewhere has no place here: its owner keeps it where keys of any kind are
//! kept, and looks there for what it does not find here. So a few keys far away harm nobody, and keys that are all spread widely cost a comparison more than without it. A range that
//! turns out to have hardly any of the keys is given up for one where they are ([`Near::leave`]).

use crate::prefetch::prefetch;
use std::ops::Range;

/// Places of the first array.
const PLACES_MIN: usize = 64;
/// An array from this size on is not copied, and is written further by so much at a time: anything else would be a pause.
const STEP_BYTES: usize = if cfg!(test) { 1 << 13 } else { 1 << 19 };
/// So many steps of room are left before the first key of such an array, for smaller ones that come later. What nobody writes to is no memory.
const STEPS_BEFORE: usize = 64;
/// The same where keys that lie further down were seen before: room for those, up to so many places.
const BEFORE_MAX: u64 = 1 << 26;
/// More keys than these do not leave an array.
const KEYS_LEFT: usize = 1 << 12;
/// So many places for each key are too many to be kept for another time, and a key for so many places is hardly any.
const OVERSIZED: usize = 32;

/// What belongs to a key: small plain data. The default: nothing.
pub(crate) trait Slot: Copy + Default + PartialEq {}

impl Slot for u8 {}

impl Slot for u32 {}

/// See the module's text. From the least to the greatest key it has at most `A_KEY` places for each key, when it widens.
#[derive(Debug)]
pub(crate) struct Near<S, const A_KEY: usize> {
    /// All that is there lies from the least to the greatest key.
    slots: Vec<S>,
    /// The key of the first place.
    base: i64,
    /// The least and the greatest key of those that were put here, and how many there are.
    least: i64,
    greatest: i64,
    put: usize,
    /// The least key that had no place so far, but may have one when there are more.
    least_refused: i64,
    /// The longest range that was ever cleared: so many places may have been written to, or twice as many, as a range begins elsewhere each time.
    longest: usize,
}

impl<S: Slot, const A_KEY: usize> Default for Near<S, A_KEY> {
    fn default() -> Self {
        Near::new()
    }
}

impl<S: Slot, const A_KEY: usize> Clone for Near<S, A_KEY> {
    fn clone(&self) -> Self {
        let mut copy = Near::new();
        copy.copy_from(self);
        copy
    }
}

impl<S: Slot, const A_KEY: usize> Near<S, A_KEY> {
    const STEP: usize = STEP_BYTES / size_of::<S>();

    /// No keys yet; allocates nothing.
    pub(crate) const fn new() -> Self {
        let (least, greatest) = (i64::MAX, i64::MIN);
        Near { slots: Vec::new(), base: 0, least, greatest, put: 0, least_refused: i64::MAX, longest: 0 }
    }

    /// The place of a key in the array, or behind it.
    #[inline(always)]
    fn place(&self, key: i64) -> usize {
        key.wrapping_sub(self.base) as usize
    }

    /// What belongs to a key that has a place.
    #[inline(always)]
    pub(crate) fn get(&self, key: i64) -> Option<S> {
        self.slots.get(self.place(key)).copied()
    }

    /// The same to be changed.
    #[inline(always)]
    pub(crate) fn get_mut(&mut self, key: i64) -> Option<&mut S> {
        let place = self.place(key);
        self.slots.get_mut(place)
    }

    /// Fetches the place of a key; false: it has none.
    #[inline(always)]
    pub(crate) fn fetch(&self, key: i64) -> bool {
        let place = self.place(key);
        prefetch(&self.slots, place);
        place < self.slots.len()
    }

    /// With places for all keys of a range, which is not a large one.
    pub(crate) fn over(least: i64, greatest: i64) -> Self {
        let span = greatest.wrapping_sub(least) as usize + 1;
        let base = least.wrapping_sub((span / 2) as i64);
        Near { slots: vec![S::default(); span * 2], base, ..Near::new() }
    }

    /// Puts what belongs to a key that has nothing here, with which there are so many keys here and elsewhere. Whether there is a place for it.
    #[inline(never)]
    pub(crate) fn put(&mut self, key: i64, slot: S, keys: usize) -> bool {
        if self.put == 0 {
            // The range of another time may lie anywhere.
            self.base = key.wrapping_sub(self.slots.len() as i64 / 2);
        }
        let (least, greatest) = (self.least.min(key), self.greatest.max(key));
        let span = (greatest.wrapping_sub(least) as u64).saturating_add(1);
        if span > (keys * A_KEY).max(PLACES_MIN) as u64 && (least, greatest) != (self.least, self.greatest) {
            if span < BEFORE_MAX {
                self.least_refused = self.least_refused.min(key);
            }
            return false;
        }
        if self.place(key) >= self.slots.len() {
            self.widen(least, greatest, span as usize);
        }
        self.take(key, slot)
    }

    /// Takes what belongs to a key that had nothing here, if it has a place.
    pub(crate) fn take(&mut self, key: i64, slot: S) -> bool {
        let Some(at) = self.get_mut(key) else { return false };
        *at = slot;
        (self.least, self.greatest) = (self.least.min(key), self.greatest.max(key));
        self.put += 1;
        true
    }

    /// Makes room for all keys from the least to the greatest, as far as that is no pause.
    #[cold]
    fn widen(&mut self, least: i64, greatest: i64, span: usize) {
        let len = self.slots.len();
        // Keys further down have been seen, and there will be no room for them once the array is too large to be copied.
        let is_low = self.least_refused < least && span >= Self::STEP / 2 && len < STEPS_BEFORE * Self::STEP;
        if self.place(least) < len && !(is_low && self.range().len() < Self::STEP) {
            // There is room up to the end of the memory.
            let wanted = self.place(greatest) + 1;
            let larger = if wanted < Self::STEP { wanted * 2 } else { wanted + Self::STEP / 4 };
            self.slots.resize(larger.min(len + Self::STEP), S::default());
            return;
        }
        if self.range().len() >= Self::STEP {
            return;
        }
        let (before, behind) = match span < Self::STEP / 2 {
            true => (span / 2 + PLACES_MIN / 2, span / 2 + PLACES_MIN / 2),
            false => {
                let below = least.saturating_sub(self.least_refused).clamp(0, BEFORE_MAX as i64) as usize;
                ((STEPS_BEFORE * Self::STEP).max(below + below / 16 + Self::STEP), Self::STEP / 4)
            }
        };
        let base = least.wrapping_sub(before as i64);
        let slots = vec![S::default(); before + span + behind];
        let mut wider = Near { slots, base, least_refused: self.least_refused, ..Near::new() };
        for (key, slot) in self.known() {
            wider.take(key, slot);
        }
        *self = wider;
    }

    /// The places from the least key to the greatest.
    fn range(&self) -> Range<usize> {
        match self.put {
            0 => 0..0,
            _ => self.place(self.least)..self.place(self.greatest) + 1,
        }
    }

    /// How many keys were put here.
    pub(crate) fn len(&self) -> usize {
        self.put
    }

    /// Keys and what belongs to them.
    pub(crate) fn known(&self) -> impl Iterator<Item = (i64, S)> {
        let keys = self.slots[self.range()].iter().enumerate();
        let taken = keys.filter(|(_, slot)| **slot != S::default());
        taken.map(|(place, slot)| (self.least.wrapping_add(place as i64), *slot))
    }

    /// Gives the range up, if hardly any of so many keys lie in it: what belonged to those that do. Asked seldom.
    pub(crate) fn leave(&mut self, keys: usize) -> Vec<(i64, S)> {
        let is_large = self.put > KEYS_LEFT || self.range().len() > Self::STEP;
        if !keys.is_power_of_two() || self.put * OVERSIZED > keys || is_large {
            return Vec::new();
        }
        let left = std::mem::take(self);
        left.known().collect()
    }

    /// Forgets all keys, of which there were so many, and keeps the memory unless it is much too large.
    pub(crate) fn clear(&mut self, keys: usize) {
        let range = self.range();
        self.longest = self.longest.max(range.len());
        if self.longest > 1 << 12 && self.longest / OVERSIZED > keys {
            (self.slots, self.longest) = (Vec::new(), 0);
        } else {
            self.slots[range].fill(S::default());
        }
        (self.least, self.greatest, self.put, self.least_refused) = (i64::MAX, i64::MIN, 0, i64::MAX);
    }

    /// Becomes a copy of another one, using the memory it has.
    pub(crate) fn copy_from(&mut self, other: &Self) {
        match self.slots.len() == other.slots.len() {
            true => self.clear(usize::MAX),
            false => (self.slots, self.longest) = (vec![S::default(); other.slots.len()], 0),
        }
        self.slots[other.range()].copy_from_slice(&other.slots[other.range()]);
        (self.base, self.put, self.least_refused) = (other.base, other.put, other.least_refused);
        (self.least, self.greatest) = (other.least, other.greatest);
    }

    /// Bytes of the places from the least key to the greatest.
    #[inline]
    pub(crate) fn size_bytes(&self) -> usize {
        self.range().len() * size_of::<S>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_not_remembered_for_good() {
        let mut near: Near<u32, 8> = Near::new();
        for keys in [100_000, 10] {
            (0..keys).for_each(|key| assert!(near.put(key, 1, key as usize + 1)));
            assert!(near.slots.len() >= 100_000, "memory is kept for the next time");
            near.clear(keys as usize);
        }
        assert!(near.slots.is_empty());
    }
}
