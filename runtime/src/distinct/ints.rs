//! Sets of integers, for `count_distinct`.

use super::parts::Parted;
use super::words::{Entered, Word, Words};
use super::{Values, count};
use crate::hash::hash_i64;
use crate::near::Near;

/// Places of a byte for each value of sets of integers: in a hash table it has a word of four or eight, and up to four times as much where that has just grown.
const PLACES_A_VALUE: usize = 32;
/// Sets that have a bit in a byte.
const SETS_NARROW: usize = 8;
/// Values that are asked whether they lie close together.
const VALUES_ASKED: usize = 64;
/// Pairs of them that are asked first.
const PAIRS_ASKED: usize = 8;
/// Fewer are few, and to move more than so many would be a pause.
const VALUES_LOOKED_AT: std::ops::Range<usize> = VALUES_ASKED..(1 << 15) + 1;

/// Values of a set of integers at most; in words alone they take 32 GB. Counts of 32 bits hold them, also where some that came to have a byte are counted twice.
const VALUES_MAX: usize = 1 << 31;
const TOO_MANY: &str = "a set of distinct integers holds at most 2^31 values";

/// The same for values that are integers, or can be told apart as such, in less memory: those close together have a byte each, with a bit for each set that they are in. Whether they
/// are is looked at when a set has grown to twice as many, as long as they are not too many; until then, and where they are not, value and bits share a word of a hash table, of four bytes where they fit.
#[derive(Debug, Clone)]
pub struct DistinctInts<const N: usize> {
    ints: Ints,
    /// Half as wide as what they say: groups with sets are large, and each line of one that a row touches is another miss.
    counts: [u32; N],
}

/// The values, whatever the number of sets: all that is not in the way of every row is compiled once.
#[derive(Debug, Clone, Default)]
struct Ints {
    /// Values that share four bytes with their bits, and have no byte. Of one that came to have a byte later, what is here no longer counts.
    words: Parted<Words<u32>, Rest>,
}

/// What few sets have: most are small, and of small integers.
#[derive(Debug, Clone, Default)]
struct Rest {
    near: Option<Near<u8, PLACES_A_VALUE>>,
    /// The same as [`Ints::words`] for values that share eight bytes with their bits.
    long: Parted<Words<u64>>,
    /// Values that leave no room for bits in a word; all, where there are more sets than bits in a byte.
    wide: Option<Box<Values<i64>>>,
}

/// How far a value stands above the bits of so many sets.
#[inline(always)]
fn shift(sets: usize) -> u32 {
    sets as u32
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
        if let Some(near) = self.ints.near_mut()
            && let Some(slot) = near.get_mut(value)
            && *slot != 0
        {
            return count_in_byte(&mut self.counts, slot, bits);
        }
        self.insert_word(hash, value, bits)
    }

    /// A value of which no byte says that it is there.
    #[inline(never)]
    fn insert_word(&mut self, hash: u64, value: i64, bits: u32) -> u32 {
        if N <= SETS_NARROW && u32::fits(value, shift(N)) && self.ints.near_mut().is_none() {
            if let Some(fresh) = enter(&mut self.ints.words, &mut self.counts, hash, value, bits) {
                self.ints.look_if_due(self.ints.words.taken(), fresh, shift(N));
                return fresh;
            }
            self.ints.insert_new(hash, value, shift(N), bits);
            return count(&mut self.counts, &mut 0, bits);
        }
        self.ints.insert(&mut self.counts, hash, value, bits)
    }

    /// Fetches what [`DistinctInts::fetch`] looks at.
    #[inline(always)]
    pub fn fetch_first(&self) {
        self.ints.words.fetch_rest();
    }

    /// Fetches the place of a value that will be added soon, see [`crate::prefetch`].
    #[inline(always)]
    pub fn fetch(&self, hash: u64, value: i64) {
        if N > SETS_NARROW {
            return;
        }
        match self.ints.words.rest() {
            Some(rest) if rest.near.as_ref().is_some_and(|near| near.fetch(value)) => {}
            Some(rest) if !u32::fits(value, shift(N)) => rest.long.of(hash).fetch(hash),
            _ => self.ints.words.of(hash).fetch(hash),
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
    #[inline(always)]
    fn near_mut(&mut self) -> Option<&mut Near<u8, PLACES_A_VALUE>> {
        self.words.rest_mut().and_then(|rest| rest.near.as_mut())
    }

    /// A value of which is not known that it is there.
    #[inline(never)]
    fn insert(&mut self, counts: &mut [u32], hash: u64, value: i64, bits: u32) -> u32 {
        let sets = counts.len();
        if sets > SETS_NARROW || !u64::fits(value, shift(sets)) {
            return self.insert_wide(counts, hash, value, bits);
        }
        if let Some(near) = self.near_mut()
            && let Some(slot) = near.get_mut(value)
            && *slot != 0
        {
            return count_in_byte(counts, slot, bits);
        }
        if self.near_mut().is_none()
            && !u32::fits(value, shift(sets))
            && let Some(rest) = self.words.rest_mut()
            && let Some(fresh) = enter(&mut rest.long, counts, hash, value, bits)
        {
            let taken = rest.long.taken();
            self.look_if_due(taken, fresh, shift(sets));
            return fresh;
        }
        match self.find(counts, hash, value, bits) {
            None => {
                self.insert_new(hash, value, shift(sets), bits);
                count(counts, &mut 0, bits)
            }
            Some((fresh, all)) => {
                let values = self.len();
                if let Some(near) = self.near_mut() {
                    near.put(value, all, values);
                }
                fresh
            }
        }
    }

    /// Counts a value that has a word: which of its bits are new, and all of them.
    fn find(&mut self, counts: &mut [u32], hash: u64, value: i64, bits: u32) -> Option<(u32, u8)> {
        let shift = shift(counts.len());
        if u32::fits(value, shift) {
            let slot = self.words.of_mut(hash).find(hash, value, shift)?;
            return Some((count_in(counts, slot, bits), slot.bits(shift) as u8));
        }
        let slot = self.words.rest_mut()?.long.of_mut(hash).find(hash, value, shift)?;
        Some((count_in(counts, slot, bits), slot.bits(shift) as u8))
    }

    /// A value that is not there, and fits a word.
    #[inline(never)]
    fn insert_new(&mut self, hash: u64, value: i64, shift: u32, bits: u32) {
        let values = self.len() + 1;
        assert!(values <= VALUES_MAX, "{}", TOO_MANY);
        if let Some(near) = self.near_mut() {
            if !near.put(value, bits as u8, values) {
                self.add(hash, value, shift, bits);
            }
            return;
        }
        self.add(hash, value, shift, bits);
        self.look_if_due(values, bits, shift);
    }

    /// Looks whether values lie close together, where one was just added and there are so many of its kind.
    #[inline(always)]
    fn look_if_due(&mut self, values: usize, fresh: u32, shift: u32) {
        if fresh != 0 && values.is_power_of_two() && VALUES_LOOKED_AT.contains(&values) {
            self.look_near(self.len(), shift);
        }
    }

    #[cold]
    #[inline(never)]
    fn insert_wide(&mut self, counts: &mut [u32], hash: u64, value: i64, bits: u32) -> u32 {
        let (wide, short) = (self.words.make_rest().wide.get_or_insert_default(), (hash >> 32) as u32);
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
    #[inline(always)]
    fn add(&mut self, hash: u64, value: i64, shift: u32, bits: u32) {
        if u32::fits(value, shift) {
            self.words.for_addition(hash).add(hash, value, shift, bits);
        } else {
            self.words.make_rest().long.for_addition(hash).add(hash, value, shift, bits);
        }
    }

    /// Values that are no wide ones, or as many as if those that came to have a byte later were two.
    fn len(&self) -> usize {
        let rest = self
            .words
            .rest()
            .map_or(0, |rest| rest.near.as_ref().map_or(0, |near| near.len()) + rest.long.taken());
        self.words.taken() + rest
    }

    /// Values that have words and their bits.
    fn each_word(&self) -> impl Iterator<Item = (i64, u32)> {
        let long = self.words.rest().into_iter().flat_map(|rest| rest.long.tables());
        self.words.tables().iter().flat_map(Words::iter).chain(long.flat_map(Words::iter))
    }

    /// Gives bytes to all values of a range, if most of some lie in one that all fill well enough.
    #[cold]
    #[inline(never)]
    fn look_near(&mut self, all: usize, shift: u32) {
        // They stand in the order of their hashes: the first are any.
        let close = (all * PLACES_A_VALUE / 2) as u64;
        let mut pairs = [0; PAIRS_ASKED * 2];
        self.each_word().zip(&mut pairs).for_each(|((value, _), asked)| *asked = value);
        let is_close = |pair: &&[i64]| pair[0].abs_diff(pair[1]) < close;
        // Of pairs of values three quarters are close if seven of eight values are.
        if pairs.chunks(2).filter(is_close).count() < PAIRS_ASKED / 2 {
            return;
        }
        let mut asked = [0; VALUES_ASKED];
        self.each_word().zip(&mut asked).for_each(|((value, _), asked)| *asked = value);
        asked.sort_unstable();
        let (least, greatest) = (asked[VALUES_ASKED / 16], asked[VALUES_ASKED - 1 - VALUES_ASKED / 16]);
        if greatest.abs_diff(least) >= close {
            return;
        }
        let mut near = Near::over(least, greatest);
        let words = self.words.take_values();
        let long = self.words.make_rest().long.take_values();
        let all =
            words.tables().iter().flat_map(Words::iter).chain(long.tables().iter().flat_map(Words::iter));
        for (value, bits) in all {
            if !near.take(value, bits as u8) {
                self.add(hash_i64(value), value, shift, bits);
            }
        }
        self.words.make_rest().near = Some(near);
    }

    fn merge(&mut self, counts: &mut [u32], from: &Ints) {
        let rest = from.words.rest();
        let from_near = rest.and_then(|rest| rest.near.as_ref());
        for (value, bits) in from_near.into_iter().flat_map(|near| near.known()) {
            self.insert(counts, hash_i64(value), value, u32::from(bits));
        }
        for (value, bits) in from.each_word() {
            // What has a byte has all its bits there.
            let byte = from_near.and_then(|near| near.get(value));
            if byte.is_none_or(|byte| byte == 0) {
                self.insert(counts, hash_i64(value), value, bits);
            }
        }
        if let Some(wide) = rest.and_then(|rest| rest.wide.as_ref()) {
            wide.each(|slot| {
                self.insert_wide(counts, u64::from(slot.hash) << 32, slot.value, slot.bits);
            });
        }
    }

    fn size_bytes(&self) -> usize {
        let words: usize = self.words.tables().iter().map(Words::size_bytes).sum();
        words + self.words.size_bytes() + self.words.rest().map_or(0, Rest::size_bytes)
    }
}

impl Rest {
    /// Memory it owns.
    fn size_bytes(&self) -> usize {
        let long: usize = self.long.tables().iter().map(Words::size_bytes).sum();
        let near = self.near.as_ref().map_or(0, |near| near.size_bytes());
        near + long + self.long.size_bytes() + self.wide.as_ref().map_or(0, |wide| wide.size_bytes())
    }
}

/// Counts a value that fits words, and adds it where it is not there: the bits that are new. `None`: there is no room for it.
#[inline(always)]
fn enter<W: Word, R: Default>(
    words: &mut Parted<Words<W>, R>,
    counts: &mut [u32],
    hash: u64,
    value: i64,
    bits: u32,
) -> Option<u32> {
    let shift = shift(counts.len());
    words.change(hash, |table| match table.enter(hash, value, shift, bits) {
        Entered::There(slot) => (0, Some(count_in(counts, slot, bits))),
        Entered::New => (1, Some(count(counts, &mut 0, bits))),
        Entered::Full => (0, None),
    })
}

/// As [`count`] for bits in the lowest ones of a word.
#[inline(always)]
fn count_in<W: Word>(counts: &mut [u32], slot: &mut W, bits: u32) -> u32 {
    let mut seen = slot.bits(shift(counts.len()));
    let fresh = count(counts, &mut seen, bits);
    slot.add_bits(fresh);
    fresh
}

/// As [`count`] for bits in a byte.
#[inline(always)]
fn count_in_byte(counts: &mut [u32], slot: &mut u8, bits: u32) -> u32 {
    let mut seen = u32::from(*slot);
    let fresh = count(counts, &mut seen, bits);
    *slot = seen as u8;
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
            // Where a value leaves no room for the bits of so many sets, in a word of either kind.
            9 => ((1_i64 << (18 + random % 45)) * [1, -1][(random >> 8) as usize % 2])
                .wrapping_add((random >> 16) as i64 % 4 - 2),
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
        for kind in 0..11 {
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
