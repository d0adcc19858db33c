//! Tables of integers that share a word with the bits of the sets they are in.
#![allow(unsafe_code)]

use super::parts::Part;
use crate::hash::hash_i64;
use std::fmt::Debug;

/// A word of a table: the value above the bits, at least one of which is set; 0 is no value.
pub(super) trait Word: Copy + PartialEq + Default {
    /// Aligned as a group: it is in one line.
    type Aligned: Copy + Debug;

    /// Whether a value fits above so many bits.
    fn fits(value: i64, shift: u32) -> bool;
    /// A value without bits.
    fn new(value: i64, shift: u32) -> Self;
    fn value(self, shift: u32) -> i64;
    fn bits(self, shift: u32) -> u32;
    fn add_bits(&mut self, bits: u32);
    /// Of some slots those that are free, and those that have a value without bits: a bit each.
    #[inline(always)]
    fn look(slots: &[Self; GROUP], sought: Self, shift: u32) -> (u32, u32) {
        let (mut free, mut found) = (0, 0);
        for (at, slot) in slots.iter().enumerate() {
            free |= u32::from(*slot == Self::default()) << at;
            found |= u32::from(slot.without_bits(shift) == sought) << at;
        }
        (free, found & !free)
    }

    /// The same without its bits.
    fn without_bits(self, shift: u32) -> Self;
}

impl Word for u32 {
    /// The system's allocator aligns all memory so.
    type Aligned = u128;

    #[inline(always)]
    fn fits(value: i64, shift: u32) -> bool {
        u64::fits(value, shift + u32::BITS)
    }

    #[inline(always)]
    fn new(value: i64, shift: u32) -> u32 {
        (value << shift) as u32
    }

    #[inline(always)]
    fn value(self, shift: u32) -> i64 {
        i64::from(self.cast_signed() >> shift)
    }

    #[inline(always)]
    fn bits(self, shift: u32) -> u32 {
        self & ((1 << shift) - 1)
    }

    #[inline(always)]
    fn add_bits(&mut self, bits: u32) {
        *self |= bits;
    }

    #[inline(always)]
    fn without_bits(self, shift: u32) -> u32 {
        self & (u32::MAX << shift)
    }

    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn look(slots: &[u32; GROUP], sought: u32, shift: u32) -> (u32, u32) {
        use std::arch::x86_64::{
            _mm_and_si128, _mm_castsi128_ps, _mm_cmpeq_epi32, _mm_movemask_ps, _mm_set_epi32, _mm_set1_epi32,
            _mm_setzero_si128,
        };
        let [a, b, c, d] = *slots;
        let [a, b, c, d] = [a.cast_signed(), b.cast_signed(), c.cast_signed(), d.cast_signed()];
        // SAFETY: registers only, and SSE2 is part of x86-64.
        let [free, same] = unsafe {
            let slots = _mm_set_epi32(d, c, b, a);
            let free = _mm_cmpeq_epi32(slots, _mm_setzero_si128());
            let values = _mm_and_si128(slots, _mm_set1_epi32(-1 << shift));
            let same = _mm_cmpeq_epi32(values, _mm_set1_epi32(sought.cast_signed()));
            [_mm_movemask_ps(_mm_castsi128_ps(free)), _mm_movemask_ps(_mm_castsi128_ps(same))]
        };
        (free.cast_unsigned(), (same & !free).cast_unsigned())
    }
}

impl Word for u64 {
    type Aligned = Aligned32;

    #[inline(always)]
    fn fits(value: i64, shift: u32) -> bool {
        value << shift >> shift == value
    }

    #[inline(always)]
    fn new(value: i64, shift: u32) -> u64 {
        (value << shift).cast_unsigned()
    }

    #[inline(always)]
    fn value(self, shift: u32) -> i64 {
        self.cast_signed() >> shift
    }

    #[inline(always)]
    fn bits(self, shift: u32) -> u32 {
        self as u32 & ((1 << shift) - 1)
    }

    #[inline(always)]
    fn add_bits(&mut self, bits: u32) {
        *self |= u64::from(bits);
    }

    #[inline(always)]
    fn without_bits(self, shift: u32) -> u64 {
        self & (u64::MAX << shift)
    }

    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn look(slots: &[u64; GROUP], sought: u64, shift: u32) -> (u32, u32) {
        use std::arch::x86_64::{
            _mm_and_si128, _mm_castsi128_ps, _mm_cmpeq_epi32, _mm_movemask_ps, _mm_set_epi64x,
            _mm_set1_epi64x, _mm_setzero_si128,
        };
        let [a, b, c, d] = *slots;
        let [a, b, c, d] = [a.cast_signed(), b.cast_signed(), c.cast_signed(), d.cast_signed()];
        // SAFETY: registers only, and SSE2 is part of x86-64.
        let (free, same) = unsafe {
            let (low, high) = (_mm_set_epi64x(b, a), _mm_set_epi64x(d, c));
            let (mask, sought) = (_mm_set1_epi64x(-1 << shift), _mm_set1_epi64x(sought.cast_signed()));
            let halves = |lanes| _mm_movemask_ps(_mm_castsi128_ps(lanes)).cast_unsigned();
            let both = |low, high| halves(low) | halves(high) << GROUP;
            let zero = _mm_setzero_si128();
            let free = both(_mm_cmpeq_epi32(low, zero), _mm_cmpeq_epi32(high, zero));
            let (low, high) = (_mm_and_si128(low, mask), _mm_and_si128(high, mask));
            (free, both(_mm_cmpeq_epi32(low, sought), _mm_cmpeq_epi32(high, sought)))
        };
        // A slot is two halves that are both so: four bits of every other one.
        let slots = |halves: u32| {
            let pairs = halves & halves >> 1 & 0b0101_0101;
            let two = (pairs | pairs >> 1) & 0b0011_0011;
            (two | two >> 2) & 0b1111
        };
        let (free, same) = (slots(free), slots(same));
        (free, same & !free)
    }
}

/// Slots that are looked at together, without a branch for each.
const GROUP: usize = 4;

#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
pub(super) struct Aligned32;

#[derive(Debug, Clone, Copy)]
struct Group<W: Word>([W; GROUP], [W::Aligned; 0]);

impl<W: Word> Group<W> {
    #[inline(always)]
    fn free(&self) -> u32 {
        W::look(&self.0, W::default(), 0).0
    }
}

/// A table of such integers.
#[derive(Debug, Clone)]
pub(super) struct Words<W: Word> {
    groups: Box<[Group<W>]>,
    taken: u32,
    /// How far values stand above their bits; any, where there are none.
    shift: u32,
}

impl<W: Word> Default for Words<W> {
    fn default() -> Self {
        Words { groups: Box::default(), taken: 0, shift: 0 }
    }
}

/// What came of a value that was to be added.
pub(super) enum Entered<'a, W> {
    /// It has this slot.
    There(&'a mut W),
    /// It was added.
    New,
    /// It is not there, and there is no room.
    Full,
}

impl<W: Word> Words<W> {
    /// Looks for a value that fits, and adds it where it is not there.
    #[inline(always)]
    pub(super) fn enter(&mut self, hash: u64, value: i64, shift: u32, bits: u32) -> Entered<'_, W> {
        let (mask, mut word) = (self.groups.len().wrapping_sub(1), W::new(value, shift));
        let mut at = (hash >> 32) as usize;
        while let Some(group) = self.groups.get(at & mask) {
            let (free, found) = W::look(&group.0, word, shift);
            if found != 0 {
                return Entered::There(
                    &mut self.groups[at & mask].0[found.trailing_zeros() as usize % GROUP],
                );
            }
            if free != 0 && !self.is_full() {
                word.add_bits(bits);
                self.groups[at & mask].0[free.trailing_zeros() as usize % GROUP] = word;
                self.taken += 1;
                return Entered::New;
            }
            if free != 0 {
                return Entered::Full;
            }
            at += 1;
        }
        Entered::Full
    }

    /// The slot of a value that fits.
    #[inline(always)]
    pub(super) fn find(&mut self, hash: u64, value: i64, shift: u32) -> Option<&mut W> {
        let (mask, sought) = (self.groups.len().wrapping_sub(1), W::new(value, shift));
        let mut at = (hash >> 32) as usize;
        loop {
            let group = self.groups.get(at & mask)?;
            let (free, found) = W::look(&group.0, sought, shift);
            if found != 0 {
                return Some(&mut self.groups[at & mask].0[found.trailing_zeros() as usize % GROUP]);
            }
            if free != 0 {
                return None;
            }
            at += 1;
        }
    }

    /// Adds a value that fits and is not there.
    #[inline(always)]
    pub(super) fn add(&mut self, hash: u64, value: i64, shift: u32, bits: u32) {
        if self.is_full() {
            self.grow(shift);
        }
        let mut slot = W::new(value, shift);
        slot.add_bits(bits);
        self.put(hash, slot);
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, shift: u32) {
        let mut larger = Words::of_len((self.groups.len() * 2).max(1), shift);
        for group in &self.groups {
            let mut taken = !group.free() & ((1 << GROUP) - 1);
            while taken != 0 {
                let slot = group.0[taken.trailing_zeros() as usize % GROUP];
                larger.put(hash_i64(slot.value(shift)), slot);
                taken &= taken - 1;
            }
        }
        *self = larger;
    }

    fn of_len(groups: usize, shift: u32) -> Words<W> {
        Words { groups: vec![Group([W::default(); GROUP], []); groups].into_boxed_slice(), taken: 0, shift }
    }

    #[inline(always)]
    fn put(&mut self, hash: u64, slot: W) {
        let mask = self.groups.len() - 1;
        let mut at = (hash >> 32) as usize;
        loop {
            let group = &mut self.groups[at & mask];
            let free = group.free();
            if free != 0 {
                group.0[free.trailing_zeros() as usize % GROUP] = slot;
                break;
            }
            at += 1;
        }
        self.taken += 1;
    }

    /// Fetches the place of a value that will be added soon.
    #[inline(always)]
    pub(super) fn fetch(&self, hash: u64) {
        crate::prefetch::prefetch(&self.groups, (hash >> 32) as usize & self.groups.len().wrapping_sub(1));
    }

    fn words(&self) -> impl Iterator<Item = W> {
        self.groups.iter().flat_map(|group| group.0).filter(|slot| *slot != W::default())
    }

    /// Values and their bits.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i64, u32)> {
        self.words().map(|slot| (slot.value(self.shift), slot.bits(self.shift)))
    }

    pub(super) fn size_bytes(&self) -> usize {
        size_of_val(&*self.groups)
    }
}

impl<W: Word> Part for Words<W> {
    fn slots(&self) -> usize {
        self.groups.len() * GROUP
    }

    fn taken(&self) -> usize {
        self.taken as usize
    }

    #[inline(always)]
    fn is_full(&self) -> bool {
        self.taken as usize * 4 >= self.slots() * 3
    }

    fn divided(&self, bit: u32) -> [Words<W>; 2] {
        let mut halves = [(); 2].map(|()| Words::of_len(self.groups.len(), self.shift));
        for slot in self.words() {
            let hash = hash_i64(slot.value(self.shift));
            halves[usize::from(hash << bit >> 63 != 0)].put(hash, slot);
        }
        halves
    }
}
