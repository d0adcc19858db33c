//! Exact sets of distinct values, for `count_distinct`: one small set a group, strings in the table's heap; of integers see [`DistinctInts`].

mod ints;
mod parts;
mod words;

pub use ints::DistinctInts;

use crate::heap::Heap;
use parts::{Part, Parted};
use std::ops::AddAssign;

/// The values that a group has seen. Several sets over one column, each with a condition of its own: one table with a bit a condition, so that a row costs one look-up
/// however many conditions there are. Slots stand in one array: a look-up touches one line of memory. `T` is plain data: an integer, a mantissa, a `Text`.
#[derive(Debug, Clone)]
pub struct DistinctBits<T, const N: usize> {
    values: Values<T>,
    counts: [i64; N],
}

/// Values and the sets that they are in.
#[derive(Debug, Clone)]
struct Values<T>(Parted<Slots<T>>);

/// A table of values.
#[derive(Debug, Clone)]
struct Slots<T> {
    /// Empty, or a power of two; at most five eighths are taken: with three quarters, chains of places made q15 of Nexmark a sixth slower.
    slots: Vec<Slot<T>>,
    taken: usize,
}

#[derive(Debug, Clone, Copy)]
struct Slot<T> {
    /// The upper half of the value's hash.
    hash: u32,
    /// The sets that the value is in; 0: the slot is free.
    bits: u32,
    value: T,
}

/// Slots of the first array.
const SLOTS_MIN: usize = 4;

impl<T: Copy> Default for Values<T> {
    fn default() -> Self {
        Values(Parted::default())
    }
}

impl<T: Copy> Values<T> {
    #[inline(always)]
    fn fetch(&self, hash: u64) {
        let slots = &self.0.of(hash).slots;
        crate::prefetch::prefetch(slots, (hash >> 32) as usize & slots.len().wrapping_sub(1));
    }

    #[inline(always)]
    fn find(&mut self, hash: u32, same: impl Fn(&T) -> bool) -> Option<&mut Slot<T>> {
        self.0.of_mut(u64::from(hash) << 32).find(hash, same)
    }

    /// Adds a value that is not there.
    #[inline(never)]
    fn add(&mut self, hash: u32, value: T, bits: u32) {
        self.0.for_addition(u64::from(hash) << 32).add(Slot { hash, bits, value });
    }

    /// Does something with those that are there.
    fn each(&self, mut to: impl FnMut(&Slot<T>)) {
        for table in self.0.tables() {
            for slot in &table.slots {
                if slot.bits != 0 {
                    to(slot);
                }
            }
        }
    }

    fn size_bytes(&self) -> usize {
        let slots: usize = self.0.tables().iter().map(|table| table.slots.len()).sum();
        self.0.size_bytes() + slots * size_of::<Slot<T>>()
    }
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Slots { slots: Vec::new(), taken: 0 }
    }
}

impl<T: Copy> Slots<T> {
    #[inline(always)]
    fn find(&mut self, hash: u32, same: impl Fn(&T) -> bool) -> Option<&mut Slot<T>> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize;
        loop {
            let slot = self.slots.get(at & mask)?;
            if slot.bits == 0 {
                return None;
            }
            if slot.hash == hash && same(&slot.value) {
                return self.slots.get_mut(at & mask);
            }
            at += 1;
        }
    }

    fn add(&mut self, slot: Slot<T>) {
        if self.is_full() {
            let mut larger = Slots::of_len((self.slots.len() * 2).max(SLOTS_MIN), slot.value);
            for slot in &self.slots {
                if slot.bits != 0 {
                    larger.put(*slot);
                }
            }
            *self = larger;
        }
        self.put(slot);
    }

    /// So many slots; `any` fills them.
    fn of_len(slots: usize, any: T) -> Slots<T> {
        Slots { slots: vec![Slot { hash: 0, bits: 0, value: any }; slots], taken: 0 }
    }

    /// Puts a slot into the first free place behind its own.
    fn put(&mut self, slot: Slot<T>) {
        let mask = self.slots.len() - 1;
        let mut at = slot.hash as usize;
        while self.slots[at & mask].bits != 0 {
            at += 1;
        }
        self.slots[at & mask] = slot;
        self.taken += 1;
    }
}

impl<T: Copy> Part for Slots<T> {
    fn slots(&self) -> usize {
        self.slots.len()
    }

    fn taken(&self) -> usize {
        self.taken
    }

    #[inline(always)]
    fn is_full(&self) -> bool {
        self.taken * 8 >= self.slots.len() * 5
    }

    fn divided(&self, bit: u32) -> [Slots<T>; 2] {
        let empty = || Slots::of_len(self.slots.len(), self.slots[0].value);
        let mut halves = [empty(), empty()];
        for slot in &self.slots {
            if slot.bits != 0 {
                halves[usize::from(slot.hash << bit >> 31 != 0)].put(*slot);
            }
        }
        halves
    }
}

impl<T: Copy, const N: usize> Default for DistinctBits<T, N> {
    fn default() -> Self {
        DistinctBits::new()
    }
}

impl<T: Copy, const N: usize> DistinctBits<T, N> {
    /// Empty sets; allocates nothing. At most 32.
    pub fn new() -> DistinctBits<T, N> {
        assert!(N <= 32, "a set has a bit of 32");
        DistinctBits { values: Values::default(), counts: [0; N] }
    }

    /// Adds a value to the sets whose bit is set; at least one is. The bits of those that it is new in.
    #[inline]
    pub fn insert(&mut self, hash: u64, value: T, bits: u32) -> u32
    where
        T: PartialEq,
    {
        let hash = (hash >> 32) as u32;
        match self.values.find(hash, |other| *other == value) {
            Some(slot) => count(&mut self.counts, &mut slot.bits, bits),
            None => {
                count(&mut self.counts, &mut 0, bits);
                self.values.add(hash, value, bits);
                bits
            }
        }
    }

    /// As [`DistinctBits::insert`] for a value whose bytes stand in the heap of the table that the sets belong to.
    #[inline]
    pub fn insert_with(
        &mut self,
        heap: &mut Heap,
        hash: u64,
        bits: u32,
        same: impl Fn(&T, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> T,
    ) {
        let hash = (hash >> 32) as u32;
        match self.values.find(hash, |other| same(other, heap)) {
            Some(slot) => {
                count(&mut self.counts, &mut slot.bits, bits);
            }
            None => {
                count(&mut self.counts, &mut 0, bits);
                self.values.add(hash, make(heap), bits);
            }
        }
    }

    /// Fetches the place of a value that will be added soon, see [`crate::prefetch`].
    #[inline(always)]
    pub fn fetch(&self, hash: u64) {
        self.values.fetch(hash);
    }

    /// How many distinct values a set has.
    #[inline]
    pub fn len(&self, set: usize) -> i64 {
        self.counts[set]
    }

    /// Whether all are empty.
    pub fn is_empty(&self) -> bool {
        self.values.0.taken() == 0
    }

    /// Adds all values of other sets; `same` and `carry` as for keys: (ours, our heap, theirs), (theirs, our heap).
    pub fn merge(
        &mut self,
        heap: &mut Heap,
        from: &DistinctBits<T, N>,
        same: impl Fn(&T, &Heap, &T) -> bool,
        carry: impl Fn(&T, &mut Heap) -> T,
    ) {
        from.values.each(|slot| {
            let (hash, value) = (u64::from(slot.hash) << 32, &slot.value);
            self.insert_with(
                heap,
                hash,
                slot.bits,
                |ours, heap| same(ours, heap, value),
                |heap| carry(value, heap),
            );
        });
    }

    /// Memory they own.
    pub fn size_bytes(&self) -> usize {
        self.values.size_bytes()
    }
}

/// Counts the bits that are new, and gives them.
#[inline(always)]
fn count<C: AddAssign + From<bool>>(counts: &mut [C], seen: &mut u32, bits: u32) -> u32 {
    let fresh = bits & !*seen;
    if fresh != 0 {
        *seen |= bits;
        for (set, count) in counts.iter_mut().enumerate() {
            *count += C::from(fresh >> set & 1 != 0);
        }
    }
    fresh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::{hash_i64, hash_str};
    use crate::heap::Text;

    #[test]
    fn strings_stand_in_the_heap_of_the_table() {
        let mut heap = Heap::new();
        let mut sets: DistinctBits<Text, 1> = DistinctBits::new();
        for name in ["UA", "AA", "UA"] {
            sets.insert_with(
                &mut heap,
                hash_str(name),
                1,
                |t, heap| heap.get(*t) == name,
                |heap| heap.put(name),
            );
        }
        assert_eq!((sets.len(0), heap.size_bytes()), (2, 4));
    }

    #[test]
    fn sets_of_many_values_know_each_of_them() {
        // Of every other value each, so that a half of them is in both.
        let value = |n: i64| n * 1_000_003 - 7;
        let fill = |step: i64| {
            let (mut ints, mut bits): (DistinctInts<1>, DistinctBits<i64, 1>) = Default::default();
            for n in (0..200_000).step_by(step as usize).chain((0..1_000).map(|n| n * step)) {
                let fresh = ints.insert(hash_i64(value(n)), value(n), 1);
                assert_eq!(fresh, bits.insert(hash_i64(value(n)), value(n), 1), "{n}");
            }
            (ints, bits)
        };
        let ((mut ints, mut bits), (other_ints, other_bits)) = (fill(2), fill(3));
        assert_eq!((ints.len(0), bits.len(0)), (100_000, 100_000));
        ints.merge(&other_ints);
        bits.merge(&mut Heap::new(), &other_bits, |a, _, b| a == b, |x, _| *x);
        let expected = 100_000 + 66_667 - 33_334;
        assert_eq!((ints.len(0), bits.len(0)), (expected, expected));
        assert!(bits.size_bytes() < 16 * 4 * expected as usize, "{} bytes", bits.size_bytes());
    }

    #[test]
    fn sets_with_conditions_share_a_table() {
        let mut bits: DistinctBits<i64, 2> = DistinctBits::new();
        for (value, conditions) in [(5, 0b01), (5, 0b11), (7, 0b10), (5, 0b11)] {
            bits.insert(hash_i64(value), value, conditions);
        }
        let mut other = DistinctBits::new();
        other.insert(hash_i64(9), 9, 0b11);
        bits.merge(&mut Heap::new(), &other, |a, _, b| a == b, |x, _| *x);
        assert_eq!((bits.len(0), bits.len(1), bits.clone().len(1)), (2, 3, 3));
    }
}
