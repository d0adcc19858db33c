//! Sets of integers, for `count_distinct`.

use super::parts::{Part, Parted};
use super::{SLOTS_MIN, Values, count};
use crate::hash::hash_i64;
use crate::near::Near;

/// Places of a byte for each value of sets of integers: in a hash table it has a word of eight, and up to four times as much where that has just grown.
const PLACES_A_VALUE: usize = 32;
/// Sets that have a bit in a byte.
const SETS_NARROW: usize = 8;
/// Values that are asked whether they lie close together.
const VALUES_ASKED: usize = 64;
/// Fewer are few, and to move more than so many would be a pause.
const VALUES_LOOKED_AT: std::ops::Range<usize> = VALUES_ASKED..(1 << 15) + 1;

/// Values of a set of integers at most; in words alone they take 32 GB. Counts of 32 bits hold them, also where some that came to have a byte are counted twice.
const VALUES_MAX: usize = 1 << 31;
const TOO_MANY: &str = "a set of distinct integers holds at most 2^31 values";

/// The same for values that are integers, or can be told apart as such, in half of the memory or less: those close together have a byte each, with a bit for each set that they are in. Whether they
/// are is looked at when a set has grown to twice as many, as long as they are not too many; until then, and where they are not, value and bits share a word of a hash table.
#[derive(Debug, Clone)]
pub struct DistinctInts<const N: usize> {
    ints: Ints,
    /// Half as wide as what they say: groups with sets are large, and each line of one that a row touches is another miss.
    counts: [u32; N],
}

/// The values, whatever the number of sets: all that is not in the way of every row is compiled once.
#[derive(Debug, Clone, Default)]
struct Ints {
    /// Values that have no byte. Of one that came to have a byte later, what is here no longer counts.
    words: Words,
    near: Option<Box<Near<u8, PLACES_A_VALUE>>>,
    /// Values that leave no byte of a word free; all, where there are more sets than bits in one.
    wide: Option<Box<Values<i64>>>,
}

impl<const N: usize> Default for DistinctInts<N> {
    fn default() -> Self {
        DistinctInts::new()
    }
}

impl<const N: usize> DistinctInts<N> {
    /// Empty sets; allocates nothing. At most 32.
    pub fn new() -> DistinctInts<N> {
        assert!(N <= 32, "a set has a bit of 32");
        DistinctInts { ints: Ints::default(), counts: [0; N] }
    }

    /// As [`super::DistinctBits::insert`]; the hash is that of the value.
    #[inline]
    pub fn insert(&mut self, hash: u64, value: i64, bits: u32) -> u32 {
        if let Some(near) = &mut self.ints.near {
            if let Some(slot) = near.get_mut(value)
                && *slot != 0
            {
                let mut seen = u32::from(*slot);
                let fresh = count(&mut self.counts, &mut seen, bits);
                *slot = seen as u8;
                return fresh;
            }
        } else if N <= SETS_NARROW
            && Words::fits(value)
            && let Some(slot) = self.ints.words.find(hash, value)
        {
            return count_in(&mut self.counts, slot, bits);
        }
        self.ints.insert(&mut self.counts, hash, value, bits)
    }

    /// Fetches the place of a value that will be added soon, see [`crate::prefetch`].
    #[inline(always)]
    pub fn fetch(&self, hash: u64, value: i64) {
        match &self.ints.near {
            Some(near) if near.fetch(value) => {}
            _ => self.ints.words.fetch(hash),
        }
    }

    /// How many distinct values a set has.
    #[inline]
    pub fn len(&self, set: usize) -> i64 {
        i64::from(self.counts[set])
    }

    /// Whether all are empty.
    pub fn is_empty(&self) -> bool {
        self.counts.iter().all(|count| *count == 0)
    }

    /// Adds all values of other sets.
    pub fn merge(&mut self, from: &DistinctInts<N>) {
        self.ints.merge(&mut self.counts, &from.ints);
    }

    /// Memory they own.
    pub fn size_bytes(&self) -> usize {
        self.ints.size_bytes()
    }
}

impl Ints {
    /// A value of which is not known that it is there.
    #[inline(never)]
    fn insert(&mut self, counts: &mut [u32], hash: u64, value: i64, bits: u32) -> u32 {
        if counts.len() > SETS_NARROW || !Words::fits(value) {
            return self.insert_wide(counts, hash, value, bits);
        }
        let values = self.len();
        assert!(values < VALUES_MAX, "{}", TOO_MANY);
        if let Some(near) = &mut self.near {
            if let Some(slot) = near.get_mut(value)
                && *slot != 0
            {
                let mut seen = u32::from(*slot);
                let fresh = count(counts, &mut seen, bits);
                *slot = seen as u8;
                return fresh;
            }
            if let Some(found) = self.words.find(hash, value) {
                let fresh = count_in(counts, found, bits);
                near.put(value, *found as u8, values);
                return fresh;
            }
            if near.put(value, bits as u8, values + 1) {
                return count(counts, &mut 0, bits);
            }
        } else if let Some(slot) = self.words.find(hash, value) {
            return count_in(counts, slot, bits);
        }
        self.add(hash, value, bits);
        count(counts, &mut 0, bits)
    }

    #[cold]
    #[inline(never)]
    fn insert_wide(&mut self, counts: &mut [u32], hash: u64, value: i64, bits: u32) -> u32 {
        let (wide, short) = (self.wide.get_or_insert_default(), (hash >> 32) as u32);
        match wide.find(short, |other| *other == value) {
            Some(slot) => count(counts, &mut slot.bits, bits),
            None => {
                assert!(wide.0.taken() < VALUES_MAX, "{}", TOO_MANY);
                wide.add(short, value, bits);
                count(counts, &mut 0, bits)
            }
        }
    }

    /// A new value that gets no byte.
    fn add(&mut self, hash: u64, value: i64, bits: u32) {
        self.words.add(hash, value, bits);
        let values = self.words.0.taken();
        if self.near.is_none() && values.is_power_of_two() && VALUES_LOOKED_AT.contains(&values) {
            self.look_near();
        }
    }

    /// Values that are no wide ones, or as many as if those that came to have a byte later were two.
    fn len(&self) -> usize {
        self.near.as_ref().map_or(0, |near| near.len()) + self.words.0.taken()
    }

    /// Gives bytes to all values of a range, if most of some lie in one that all fill well enough.
    #[cold]
    #[inline(never)]
    fn look_near(&mut self) {
        let all = self.words.0.taken();
        let mut asked = [0; VALUES_ASKED];
        // They stand in the order of their hashes.
        self.words.iter().zip(&mut asked).for_each(|((value, _), asked)| *asked = value);
        asked.sort_unstable();
        let (least, greatest) = (asked[VALUES_ASKED / 16], asked[VALUES_ASKED - 1 - VALUES_ASKED / 16]);
        let span = greatest.wrapping_sub(least) as u64;
        if span >= (all * PLACES_A_VALUE / 2) as u64 {
            return;
        }
        let old = std::mem::take(&mut self.words);
        let mut near = Near::over(least, greatest);
        for (value, bits) in old.iter() {
            if !near.take(value, bits as u8) {
                self.words.add(hash_i64(value), value, bits);
            }
        }
        self.near = Some(Box::new(near));
    }

    fn merge(&mut self, counts: &mut [u32], from: &Ints) {
        for (value, bits) in from.near.iter().flat_map(|near| near.known()) {
            self.insert(counts, hash_i64(value), value, u32::from(bits));
        }
        for (value, bits) in from.words.iter() {
            // What has a byte has all its bits there.
            let byte = from.near.as_ref().and_then(|near| near.get(value));
            if byte.is_none_or(|byte| byte == 0) {
                self.insert(counts, hash_i64(value), value, bits);
            }
        }
        if let Some(wide) = &from.wide {
            wide.each(|slot| {
                self.insert_wide(counts, u64::from(slot.hash) << 32, slot.value, slot.bits);
            });
        }
    }

    fn size_bytes(&self) -> usize {
        let near = self.near.as_ref().map_or(0, |near| near.size_bytes());
        near + self.words.size_bytes() + self.wide.as_ref().map_or(0, |wide| wide.size_bytes())
    }
}

/// Integers of 56 bits, each in a word whose lowest byte says which sets it is in; as [`Values`] but for what a slot is.
#[derive(Debug, Clone, Default)]
struct Words(Parted<WordSlots>);

impl Words {
    #[inline(always)]
    fn fits(value: i64) -> bool {
        value << 8 >> 8 == value
    }

    #[inline(always)]
    fn value(slot: u64) -> i64 {
        slot.cast_signed() >> 8
    }

    /// The slot of a value.
    #[inline(always)]
    fn find(&mut self, hash: u64, value: i64) -> Option<&mut u64> {
        self.0.of_mut(hash).find(hash, value)
    }

    /// Adds a value that is not there.
    fn add(&mut self, hash: u64, value: i64, bits: u32) {
        let slot = (value << 8).cast_unsigned() | u64::from(bits);
        self.0.for_addition(hash).add(hash, slot);
    }

    #[inline(always)]
    fn fetch(&self, hash: u64) {
        let slots = &self.0.of(hash).slots;
        crate::prefetch::prefetch(slots, (hash >> 32) as usize & slots.len().wrapping_sub(1));
    }

    /// Values and their bits.
    fn iter(&self) -> impl Iterator<Item = (i64, u32)> {
        let taken = self.0.tables().iter().flat_map(WordSlots::iter);
        taken.map(|slot| (Words::value(slot), slot as u32 & 0xff))
    }

    fn size_bytes(&self) -> usize {
        let slots: usize = self.0.tables().iter().map(|table| table.slots.len()).sum();
        self.0.size_bytes() + slots * size_of::<u64>()
    }
}

/// A table of such integers.
#[derive(Debug, Clone, Default)]
struct WordSlots {
    /// The value times 256, and its bits; 0: the slot is free.
    slots: Box<[u64]>,
    taken: u32,
}

impl WordSlots {
    #[inline(always)]
    fn find(&mut self, hash: u64, value: i64) -> Option<&mut u64> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = (hash >> 32) as usize;
        loop {
            let slot = *self.slots.get(at & mask)?;
            if slot == 0 {
                return None;
            }
            if Words::value(slot) == value {
                return self.slots.get_mut(at & mask);
            }
            at += 1;
        }
    }

    fn add(&mut self, hash: u64, slot: u64) {
        if self.is_full() {
            let mut larger = WordSlots::of_len((self.slots.len() * 2).max(SLOTS_MIN));
            self.iter().for_each(|slot| larger.put(hash_i64(Words::value(slot)), slot));
            *self = larger;
        }
        self.put(hash, slot);
    }

    fn of_len(slots: usize) -> WordSlots {
        WordSlots { slots: vec![0; slots].into_boxed_slice(), taken: 0 }
    }

    fn put(&mut self, hash: u64, slot: u64) {
        let mask = self.slots.len() - 1;
        let mut at = (hash >> 32) as usize;
        while self.slots[at & mask] != 0 {
            at += 1;
        }
        self.slots[at & mask] = slot;
        self.taken += 1;
    }

    fn iter(&self) -> impl Iterator<Item = u64> {
        self.slots.iter().copied().filter(|slot| *slot != 0)
    }
}

impl Part for WordSlots {
    fn slots(&self) -> usize {
        self.slots.len()
    }

    fn taken(&self) -> usize {
        self.taken as usize
    }

    #[inline(always)]
    fn is_full(&self) -> bool {
        self.taken as usize * 8 >= self.slots.len() * 5
    }

    fn divided(&self, bit: u32) -> [WordSlots; 2] {
        let mut halves = [WordSlots::of_len(self.slots.len()), WordSlots::of_len(self.slots.len())];
        for slot in self.iter() {
            let hash = hash_i64(Words::value(slot));
            halves[usize::from(hash << bit >> 63 != 0)].put(hash, slot);
        }
        halves
    }
}

/// As [`count`] for bits in the lowest byte of a word.
#[inline(always)]
fn count_in(counts: &mut [u32], slot: &mut u64, bits: u32) -> u32 {
    let mut seen = *slot as u32 & 0xff;
    let fresh = count(counts, &mut seen, bits);
    *slot |= u64::from(fresh);
    fresh
}

#[cfg(test)]
mod tests {
    use super::super::DistinctBits;
    use super::*;

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

    /// Values at first far from the others, which come to have bytes when the range has grown over them, before it grows the other way.
    #[test]
    fn a_value_keeps_its_bits_when_it_comes_to_have_a_byte() {
        let cases = [64, 100, 256].into_iter().flat_map(|n| (n..n * 4).step_by(5).map(move |far| (n, far)));
        for (n, far) in cases {
            for low in [-20, -n, -5 * n] {
                let (mut ints, mut bits): (DistinctInts<2>, DistinctBits<i64, 2>) = Default::default();
                let rows = std::iter::once((far, 1)).chain((0..n).map(|value| (value, 1)));
                for (value, conditions) in rows.chain([(far, 1), (far, 2), (low, 1), (far, 2), (far, 1)]) {
                    let hash = hash_i64(value);
                    let fresh = bits.insert(hash, value, conditions);
                    assert_eq!(ints.insert(hash, value, conditions), fresh, "{n}, {far}, {low}: {value}");
                }
                let mut other = DistinctInts::new();
                other.merge(&ints);
                let lens = |sets: &DistinctInts<2>| [0, 1].map(|set| sets.len(set));
                assert_eq!([lens(&ints), lens(&other)], [[0, 1].map(|set| bits.len(set)); 2]);
            }
        }
    }

    #[test]
    fn random_walks_agree_with_hashed_sets() {
        for seed in 0..400_u64 {
            let (mut ints, mut bits): (DistinctInts<3>, DistinctBits<i64, 3>) = Default::default();
            let random = |n: u64| crate::hash::hash_u64(seed << 32 | n);
            let (mut middle, mut spread) = (0_i64, 40);
            for n in 0..1_500 {
                if n % 60 == 0 {
                    middle += (random(n + 1) % 500) as i64 - 250;
                    spread = 1 << (random(n + 2) % 12);
                }
                let value = middle + (random(n) % spread) as i64 - spread as i64 / 2;
                let conditions = 1 + (random(n) >> 40) as u32 % 7;
                let hash = hash_i64(value);
                assert_eq!(
                    ints.insert(hash, value, conditions),
                    bits.insert(hash, value, conditions),
                    "seed {seed}, {n}"
                );
            }
            let (mut left, mut right) = (DistinctInts::<3>::new(), DistinctInts::new());
            for value in (0..300).map(|n| (random(n + 7) % 700) as i64 - 350) {
                left.insert(hash_i64(value), value, 1 + value as u32 % 7);
                right.insert(hash_i64(value), value, 1 + value as u32 % 7);
            }
            left.merge(&ints);
            ints.merge(&right);
            assert_eq!([0, 1, 2].map(|set| left.len(set)), [0, 1, 2].map(|set| ints.len(set)), "seed {seed}");
        }
    }
}
