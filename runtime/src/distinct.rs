//! Exact sets of distinct values, for `count_distinct`: one small set a group, strings in the table's heap, integers close together as bytes at their own place.

use crate::hash::hash_i64;
use crate::heap::Heap;
use crate::near::Near;

/// The values that a group has seen. Several sets over one column, each with a condition of its own: one table with a bit a condition, so that a row costs one look-up
/// however many conditions there are. Slots stand in one array: a look-up touches one line of memory. `T` is plain data: an integer, a mantissa, a `Text`.
#[derive(Debug, Clone)]
pub struct DistinctBits<T, const N: usize> {
    values: Values<T>,
    counts: [i64; N],
}

/// Values and the sets that they are in.
#[derive(Debug, Clone)]
struct Values<T> {
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

impl<T: Copy> Values<T> {
    const fn new() -> Values<T> {
        Values { slots: Vec::new(), taken: 0 }
    }

    #[inline(always)]
    fn fetch(&self, hash: u64) {
        let mask = self.slots.len().wrapping_sub(1);
        crate::prefetch::prefetch(&self.slots, (hash >> 32) as usize & mask);
    }

    #[inline(always)]
    fn find(&self, hash: u32, same: impl Fn(&T) -> bool) -> Option<usize> {
        let slots = self.slots.as_slice();
        let mask = slots.len().wrapping_sub(1);
        let mut at = hash as usize;
        loop {
            let slot = slots.get(at & mask)?;
            if slot.bits == 0 {
                return None;
            }
            if slot.hash == hash && same(&slot.value) {
                return Some(at & mask);
            }
            at += 1;
        }
    }

    /// Adds a value that is not there.
    #[inline(never)]
    fn add(&mut self, hash: u32, value: T, bits: u32) {
        if self.taken * 8 >= self.slots.len() * 5 {
            self.grow(value);
        }
        self.taken += 1;
        put(&mut self.slots, Slot { hash, bits, value });
    }

    /// Twice the slots; `any` fills the free ones.
    #[cold]
    fn grow(&mut self, any: T) {
        let free = Slot { hash: 0, bits: 0, value: any };
        let mut larger = vec![free; (self.slots.len() * 2).max(SLOTS_MIN)];
        for slot in self.slots.iter().filter(|slot| slot.bits != 0) {
            put(&mut larger, *slot);
        }
        self.slots = larger;
    }

    /// Those that are there.
    fn iter(&self) -> impl Iterator<Item = &Slot<T>> {
        self.slots.iter().filter(|slot| slot.bits != 0)
    }

    fn size_bytes(&self) -> usize {
        self.slots.len() * size_of::<Slot<T>>()
    }
}

impl<T: Copy, const N: usize> Default for DistinctBits<T, N> {
    fn default() -> Self {
        DistinctBits::new()
    }
}

impl<T: Copy, const N: usize> DistinctBits<T, N> {
    /// Empty sets; allocates nothing. At most 32.
    pub const fn new() -> DistinctBits<T, N> {
        assert!(N <= 32, "a set has a bit of 32");
        DistinctBits { values: Values::new(), counts: [0; N] }
    }

    /// Adds a value to the sets whose bit is set; at least one is. The bits of those that it is new in.
    #[inline]
    pub fn insert(&mut self, hash: u64, value: T, bits: u32) -> u32
    where
        T: PartialEq,
    {
        let hash = (hash >> 32) as u32;
        match self.values.find(hash, |other| *other == value) {
            Some(at) => count(&mut self.counts, &mut self.values.slots[at].bits, bits),
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
            Some(at) => {
                count(&mut self.counts, &mut self.values.slots[at].bits, bits);
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
        self.values.taken == 0
    }

    /// Adds all values of other sets; `same` and `carry` as for keys: (ours, our heap, theirs), (theirs, our heap).
    pub fn merge(
        &mut self,
        heap: &mut Heap,
        from: &DistinctBits<T, N>,
        same: impl Fn(&T, &Heap, &T) -> bool,
        carry: impl Fn(&T, &mut Heap) -> T,
    ) {
        for slot in from.values.iter() {
            let (hash, value) = (u64::from(slot.hash) << 32, &slot.value);
            self.insert_with(
                heap,
                hash,
                slot.bits,
                |ours, heap| same(ours, heap, value),
                |heap| carry(value, heap),
            );
        }
    }

    /// Memory they own.
    pub fn size_bytes(&self) -> usize {
        self.values.size_bytes()
    }
}

/// Places of a byte for each value of sets of integers: in a hash table it has as many bytes or more.
const PLACES_A_VALUE: usize = 32;
/// Sets that have a bit in a byte.
const SETS_NEAR: usize = 8;
/// Values that are asked whether they lie close together.
const VALUES_ASKED: usize = 64;
/// Fewer are few, and to move more than so many would be a pause.
const VALUES_LOOKED_AT: std::ops::Range<usize> = VALUES_ASKED..(1 << 16) + 1;

/// The same for values that are integers, or can be told apart as such: those close together have a byte each, with a bit for each set that they are in. Whether they are is looked at when
/// a set has grown to twice as many; until then, and where they are not, this is a [`DistinctBits`].
#[derive(Debug, Clone)]
pub struct DistinctInts<const N: usize> {
    /// All values, or those that have no byte. Of one that came to have a byte later, what is here no longer counts.
    elsewhere: Values<i64>,
    near: Option<Box<Near<u8, PLACES_A_VALUE>>>,
    counts: [i64; N],
}

impl<const N: usize> Default for DistinctInts<N> {
    fn default() -> Self {
        DistinctInts::new()
    }
}

impl<const N: usize> DistinctInts<N> {
    /// Empty sets; allocates nothing. At most 32.
    pub const fn new() -> DistinctInts<N> {
        assert!(N <= 32, "a set has a bit of 32");
        DistinctInts { elsewhere: Values::new(), near: None, counts: [0; N] }
    }

    /// As [`DistinctBits::insert`]; the hash is that of the value.
    #[inline]
    pub fn insert(&mut self, hash: u64, value: i64, bits: u32) -> u32 {
        if N <= SETS_NEAR
            && let Some(near) = &mut self.near
        {
            if let Some(slot) = near.get_mut(value)
                && *slot != 0
            {
                let mut seen = u32::from(*slot);
                let fresh = count(&mut self.counts, &mut seen, bits);
                *slot = seen as u8;
                return fresh;
            }
            return self.insert_near(hash, value, bits);
        }
        let short = (hash >> 32) as u32;
        match self.elsewhere.find(short, |other| *other == value) {
            Some(at) => count(&mut self.counts, &mut self.elsewhere.slots[at].bits, bits),
            None => self.add(short, value, bits),
        }
    }

    /// A value that has no byte, or whose byte says nothing.
    #[inline(never)]
    fn insert_near(&mut self, hash: u64, value: i64, bits: u32) -> u32 {
        let Some(near) = &mut self.near else { return 0 };
        let short = (hash >> 32) as u32;
        if let Some(at) = self.elsewhere.find(short, |other| *other == value) {
            let fresh = count(&mut self.counts, &mut self.elsewhere.slots[at].bits, bits);
            if let Some(slot) = near.get_mut(value) {
                *slot = self.elsewhere.slots[at].bits as u8;
            }
            return fresh;
        }
        let values = near.len() + self.elsewhere.taken;
        if near.put(value, bits as u8, values + 1) {
            return count(&mut self.counts, &mut 0, bits);
        }
        self.add(short, value, bits)
    }

    /// A new value that gets no byte.
    #[inline(never)]
    fn add(&mut self, hash: u32, value: i64, bits: u32) -> u32 {
        self.elsewhere.add(hash, value, bits);
        let values = self.elsewhere.taken;
        if N <= SETS_NEAR
            && self.near.is_none()
            && values.is_power_of_two()
            && VALUES_LOOKED_AT.contains(&values)
        {
            self.look_near();
        }
        count(&mut self.counts, &mut 0, bits)
    }

    /// Gives bytes to all values of a range, if most of some lie in one that all fill well enough.
    #[cold]
    #[inline(never)]
    fn look_near(&mut self) {
        let all = self.elsewhere.taken;
        let mut asked = [0; VALUES_ASKED];
        // They stand in the order of their hashes.
        self.elsewhere.iter().zip(&mut asked).for_each(|(slot, asked)| *asked = slot.value);
        asked.sort_unstable();
        let (least, greatest) = (asked[VALUES_ASKED / 16], asked[VALUES_ASKED - 1 - VALUES_ASKED / 16]);
        let span = greatest.wrapping_sub(least) as u64;
        if span >= (all * PLACES_A_VALUE / 2) as u64 {
            return;
        }
        let old = std::mem::replace(&mut self.elsewhere, Values::new());
        let mut near = Near::new();
        for slot in old.iter() {
            if slot.value.wrapping_sub(least) as u64 > span || !near.put(slot.value, slot.bits as u8, all) {
                self.elsewhere.add(slot.hash, slot.value, slot.bits);
            }
        }
        self.near = Some(Box::new(near));
    }

    /// Fetches the place of a value that will be added soon, see [`crate::prefetch`].
    #[inline(always)]
    pub fn fetch(&self, hash: u64, value: i64) {
        match &self.near {
            Some(near) if near.fetch(value) => {}
            _ => self.elsewhere.fetch(hash),
        }
    }

    /// How many distinct values a set has.
    #[inline]
    pub fn len(&self, set: usize) -> i64 {
        self.counts[set]
    }

    /// Whether all are empty.
    pub fn is_empty(&self) -> bool {
        self.counts.iter().all(|count| *count == 0)
    }

    /// Adds all values of other sets.
    pub fn merge(&mut self, from: &DistinctInts<N>) {
        let near = from.near.iter().flat_map(|near| near.known());
        near.for_each(|(value, bits)| {
            self.insert(hash_i64(value), value, u32::from(bits));
        });
        for slot in from.elsewhere.iter() {
            // What has a byte has all its bits there.
            let bits = from.near.as_ref().and_then(|near| near.get(slot.value));
            if bits.is_none_or(|bits| bits == 0) {
                self.insert(u64::from(slot.hash) << 32, slot.value, slot.bits);
            }
        }
    }

    /// Memory they own.
    pub fn size_bytes(&self) -> usize {
        self.near.as_ref().map_or(0, |near| near.size_bytes()) + self.elsewhere.size_bytes()
    }
}

/// Puts a slot into the first free place behind its own.
fn put<T: Copy>(slots: &mut [Slot<T>], slot: Slot<T>) {
    let mask = slots.len() - 1;
    let mut at = slot.hash as usize;
    while slots[at & mask].bits != 0 {
        at += 1;
    }
    slots[at & mask] = slot;
}

/// Counts the bits that are new, and gives them.
#[inline(always)]
fn count<const N: usize>(counts: &mut [i64; N], seen: &mut u32, bits: u32) -> u32 {
    let fresh = bits & !*seen;
    if fresh != 0 {
        *seen |= bits;
        for (set, count) in counts.iter_mut().enumerate() {
            *count += i64::from(fresh >> set & 1);
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

    /// Values as one meets them: the `n`th of a kind.
    fn met(kind: usize, n: i64, random: u64) -> i64 {
        let below = |most: u64| (random % most) as i64;
        match kind {
            0 => below(3_000),
            1 => n / 3,
            2 => -n / 3,
            3 => n * 1_000_000,
            4 => i64::MAX - below(3_000),
            5 => {
                if n % 7 == 0 {
                    below(u64::MAX)
                } else {
                    below(500)
                }
            }
            6 => {
                if n < 3 {
                    n
                } else {
                    1_000_000 + below(2_000)
                }
            }
            7 => [i64::MIN, -1, 0, 1, i64::MAX][(random % 5) as usize],
            8 => {
                if n % 2 == 0 {
                    below(90_000)
                } else {
                    n / 9
                }
            }
            _ => {
                if n < 3_000 {
                    n
                } else {
                    n * n
                }
            }
        }
    }

    fn check<const N: usize>(kind: usize) {
        let (mut ints, mut bits): (DistinctInts<N>, DistinctBits<i64, N>) = Default::default();
        let mut other = DistinctInts::new();
        for n in 0..8_000 {
            let random = crate::hash::hash_u64(n as u64 * 31 + kind as u64);
            let (value, conditions) = (met(kind, n, random), 1 + (random >> 40) as u32 % ((1 << N) - 1));
            let hash = hash_i64(value);
            let fresh = bits.insert(hash, value, conditions);
            assert_eq!(ints.insert(hash, value, conditions), fresh, "kind {kind}, {n}: {value}");
            if n % 3 == 0 {
                other.insert(hash, value, conditions);
            }
        }
        let lens = |sets: &DistinctInts<N>| -> Vec<i64> { (0..N).map(|set| sets.len(set)).collect() };
        let expected: Vec<i64> = (0..N).map(|set| bits.len(set)).collect();
        assert_eq!(lens(&ints), expected);
        let mut merged = other.clone();
        merged.merge(&ints);
        ints.merge(&other);
        assert_eq!((lens(&merged), lens(&ints)), (expected.clone(), expected), "kind {kind}");
    }

    #[test]
    fn sets_of_integers_near_each_other_or_far_apart_agree_with_hashed_ones() {
        for kind in 0..10 {
            check::<1>(kind);
            check::<4>(kind);
            check::<8>(kind);
            check::<11>(kind);
        }
    }

    #[test]
    fn integers_close_together_take_about_a_byte() {
        let mut ints: DistinctInts<3> = DistinctInts::new();
        for value in 0..100_000 {
            ints.insert(hash_i64(value), value, 5);
        }
        assert!(ints.size_bytes() < 300_000, "{} bytes", ints.size_bytes());
        assert_eq!([0, 1, 2].map(|set| ints.len(set)), [100_000, 0, 100_000]);
    }
}
