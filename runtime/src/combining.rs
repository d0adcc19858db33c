//! When a worker combines rows of the same key and slice of time, before they go to the worker that owns the key, or, if there is no other, before they meet its state. Few keys are busy at a time, in most data: so a small
//! table with one place a hash is enough; whoever needs a place that is taken sends on what stands there. Where that makes too little of the rows, each goes on by itself
//! for a while, and then it is tried again.

use crate::hash::STRIDE;
use crate::heap::Heap;
use crate::windows::{WindowSpec, is_near};

/// Places of the table at most; of larger partial groups there are fewer, so that all stay near. Those of the keys that are busy stand in the first-level cache, the others are in nobody's way:
/// with 2048 places instead of 512, q5 of Nexmark sends 28 % fewer partial groups.
const PLACES_MAX: usize = 2048;
const PLACES_MIN: usize = 64;
const TABLE_BYTES: usize = 64 * 1024;
/// Strings of keys, those of partial groups that have gone on among them, until all goes on and the heap is emptied.
const HEAP_BYTES: usize = 64 * 1024;
/// Partial groups that went on, after which it is judged whether combining pays.
const PASSED_JUDGED: u32 = 1 << 13;
/// It pays where at least so many rows go on as one. With two, all workers together take the same time, but more of it is taken by those that read.
const ROWS_A_PARTIAL_MIN: u64 = 3;
/// The same for the only worker, which saves no exchange.
const ROWS_A_PARTIAL_ALONE: u64 = 6;
/// Rows that go on by themselves before the next try.
const ROWS_BETWEEN: u32 = 1 << 20;

/// See the module's text. `P`: a partial group with its key, and a time of its slice.
#[derive(Debug)]
pub struct Combining<P> {
    /// A power of two.
    places: Vec<Option<P>>,
    /// Places where something stands.
    taken: Vec<usize>,
    /// Strings of keys.
    heap: Heap,
    state: State,
}

/// All but the places: compiled once.
#[derive(Debug)]
struct State {
    on: bool,
    spec: WindowSpec,
    slice_us: i64,
    /// The slice of the last row, and the one that rows lay in before.
    slice: Slice,
    before: Slice,
    rows: u64,
    passed: u32,
    /// Partial groups that still stand in their places, of rows that were counted before combining was given up.
    left_over: u32,
    singles: u32,
    rows_a_partial: u64,
}

impl State {
    #[cold]
    #[inline(never)]
    fn seek(&mut self, time: i64) {
        std::mem::swap(&mut self.slice, &mut self.before);
        if !self.slice.holds(time) {
            // Where time ends, slices of other lengths do not lie in each other: a slice is a point there.
            let (start, len) = match is_near(time) {
                true => self.spec.slice_around(time, self.slice_us),
                false => (time, 1),
            };
            self.slice = Slice { start, len };
        }
    }

    #[inline(never)]
    fn judge(&mut self, standing: usize) {
        self.on = self.rows >= u64::from(PASSED_JUDGED) * self.rows_a_partial;
        (self.rows, self.passed, self.singles) = (0, 0, 0);
        self.left_over = if self.on { 0 } else { standing as u32 };
    }
}

impl<P> Combining<P> {
    /// For windows like these, by one of so many workers.
    pub fn new(spec: WindowSpec, workers: usize) -> Combining<P> {
        let none = Slice { start: 0, len: 0 };
        let state = State {
            on: true,
            spec,
            slice_us: spec.slice(),
            slice: none,
            before: none,
            rows: 0,
            passed: 0,
            left_over: 0,
            singles: 0,
            rows_a_partial: if workers == 1 { ROWS_A_PARTIAL_ALONE } else { ROWS_A_PARTIAL_MIN },
        };
        let fitting = (TABLE_BYTES / size_of::<Option<P>>()).clamp(PLACES_MIN, PLACES_MAX);
        let places = 1 << fitting.ilog2();
        Combining { places: (0..places).map(|_| None).collect(), taken: Vec::new(), heap: Heap::new(), state }
    }

    /// Whether rows are combined; otherwise each goes on by itself.
    #[inline(always)]
    pub fn is_on(&self) -> bool {
        self.state.on
    }

    /// A row goes on by itself.
    #[inline(always)]
    pub fn single(&mut self) {
        self.state.singles += 1;
        if self.state.singles >= ROWS_BETWEEN {
            self.state.on = true;
            self.state.singles = 0;
        }
    }

    /// The place for a row of this time, at what its key is placed by (its hash, or [`place_of_int`]), the slice that the time lies in, and the heap for strings of keys.
    #[inline(always)]
    pub fn place(&mut self, at: u64, time: i64) -> (&mut Option<P>, Slice, &mut Heap) {
        let state = &mut self.state;
        state.rows += 1;
        if !state.slice.holds(time) {
            state.seek(time);
        }
        let place = at as usize & (self.places.len() - 1);
        (&mut self.places[place], state.slice, &mut self.heap)
    }

    /// Puts a partial group in its place; what stood there.
    #[inline(always)]
    pub fn put(&mut self, at: u64, partial: P) -> Option<P> {
        let place = at as usize & (self.places.len() - 1);
        let before = self.places[place].replace(partial);
        if before.is_none() {
            self.taken.push(place);
        }
        before
    }

    /// A partial group went on.
    #[inline(always)]
    pub fn passed(&mut self) {
        if self.state.left_over > 0 {
            self.state.left_over -= 1;
            return;
        }
        self.state.passed += 1;
        if self.state.passed >= PASSED_JUDGED {
            self.state.judge(self.taken.len());
        }
    }

    /// Takes out something that stands in a place, until nothing does; then strings are forgotten.
    pub fn take(&mut self) -> Option<P> {
        let Some(place) = self.taken.pop() else {
            self.heap.clear(HEAP_BYTES);
            return None;
        };
        self.places[place].take()
    }

    /// Strings of keys.
    #[inline]
    pub fn heap(&self) -> &Heap {
        &self.heap
    }

    /// The same to be lent, until [`Combining::give_heap`].
    #[inline]
    pub fn take_heap(&mut self) -> Heap {
        std::mem::take(&mut self.heap)
    }

    /// Gives it back.
    #[inline]
    pub fn give_heap(&mut self, heap: Heap) {
        self.heap = heap;
    }

    /// Whether there are so many strings that all should go on.
    #[inline]
    pub fn is_heavy(&self) -> bool {
        self.heap.size_bytes() > HEAP_BYTES
    }
}

/// What a key that is an integer is placed by. Integers that lie close together, as numbers that were given one after the other do, do not meet; what lies farther apart is spread, if not as well as by a hash.
#[inline(always)]
pub fn place_of_int(key: i64) -> u64 {
    const BITS: u32 = PLACES_MAX.ilog2();
    let key = key.cast_unsigned();
    key.wrapping_add((key >> BITS).wrapping_mul(STRIDE) >> (u64::BITS - BITS))
}

/// A slice of time: `len` µs from `start` on; 0: none.
#[derive(Debug, Clone, Copy)]
pub struct Slice {
    start: i64,
    len: u64,
}

impl Slice {
    /// Whether a time lies in it.
    #[inline(always)]
    pub fn holds(&self, time: i64) -> bool {
        time.wrapping_sub(self.start).cast_unsigned() < self.len
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: WindowSpec = WindowSpec { size: 10, step: 10, offset: 3, lateness: 0 };

    fn combining() -> Combining<u64> {
        Combining::new(SPEC, 2)
    }

    #[test]
    fn times_of_a_slice_are_held_together() {
        let mut combining = combining();
        for (time, others) in [
            (3, [3, 12, -1]),
            (12, [3, 12, 13]),
            (13, [12, 13, 22]),
            (2, [-7, 2, 3]),
            (12, [3, 12, 13]),
            (i64::MAX, [i64::MIN, i64::MAX, 0]),
        ] {
            let (_, slice, _) = combining.place(0, time);
            let number = |time: i64| (i128::from(time) - 3).div_euclid(10);
            let expected = others.map(|other| number(other) == number(time));
            assert_eq!(others.map(|other| slice.holds(other)), expected, "{time}");
        }
    }

    /// Drawn at random, so many keys would take some 800 places.
    #[test]
    fn integers_close_together_do_not_meet_and_others_are_spread() {
        const KEYS: i64 = 1 << 10;
        let taken = |keys: &mut dyn Iterator<Item = i64>| {
            let places: std::collections::BTreeSet<u64> =
                keys.map(|key| place_of_int(key) % PLACES_MAX as u64).collect();
            places.len()
        };
        for first in [0, -7, 1_000_003, i64::MAX - 5 * KEYS] {
            // One border of ranges lies among them, at most.
            assert!(taken(&mut (first..first + KEYS)) >= KEYS as usize * 3 / 4, "from {first} on");
        }
        for step in (0..53).map(|bit| 1 << bit).chain([3, 10, 100, 1000, 86_400_000_000]) {
            let places = taken(&mut (0..KEYS).map(|n| n * step));
            assert!(places > KEYS as usize / 3, "{places} of {KEYS} with steps of {step}");
        }
    }

    #[test]
    fn what_stands_in_places_comes_out_once() {
        let mut combining = combining();
        for hash in [7, 9, 7 + PLACES_MAX as u64] {
            assert_eq!(combining.put(hash, hash), (hash > 9).then_some(7));
        }
        let out: Vec<u64> = std::iter::from_fn(|| combining.take()).collect();
        assert_eq!(out, [9, 7 + PLACES_MAX as u64]);
        assert_eq!(combining.put(9, 9), None);
        assert_eq!((combining.take(), combining.take()), (Some(9), None));
    }

    #[test]
    fn large_partial_groups_have_fewer_places() {
        assert_eq!(combining().places.len(), 2048);
        assert_eq!(Combining::<[u64; 20]>::new(SPEC, 2).places.len(), 256);
        assert_eq!(Combining::<[u64; 2000]>::new(SPEC, 2).places.len(), 64);
    }

    #[test]
    fn it_is_given_up_where_few_rows_meet_and_tried_again() {
        let cases = [(2, 1, false), (2, 2, false), (2, 3, true), (2, 9, true), (1, 5, false), (1, 6, true)];
        for (workers, rows_a_partial, is_on) in cases {
            let mut combining = Combining::<u64>::new(SPEC, workers);
            for row in 0..u64::from(PASSED_JUDGED) * rows_a_partial {
                combining.place(row, 5);
                if (row + 1) % rows_a_partial == 0 {
                    combining.passed();
                }
            }
            assert_eq!(combining.is_on(), is_on, "{rows_a_partial}");
            (1..ROWS_BETWEEN).for_each(|_| combining.single());
            assert_eq!(combining.is_on(), is_on, "{rows_a_partial}");
            combining.single();
            assert!(combining.is_on());
        }
    }

    #[test]
    fn what_stood_when_it_was_given_up_is_not_held_against_the_next_try() {
        let mut combining = Combining::<u64>::new(SPEC, 2);
        // Each row a key of its own: all places are taken, and what is driven out goes on.
        let row = |combining: &mut Combining<u64>, key: u64| {
            combining.place(key, 5);
            if combining.put(key, key).is_some() {
                combining.passed();
            }
        };
        let mut key = 0;
        while combining.is_on() {
            row(&mut combining, key);
            key += 1;
        }
        (0..ROWS_BETWEEN).for_each(|_| combining.single());
        // A control message sends what stands on; then three rows are one, which is just enough.
        while combining.take().is_some() {
            combining.passed();
        }
        for _ in 0..PASSED_JUDGED {
            (0..3).for_each(|_| {
                combining.place(7, 5);
            });
            combining.passed();
        }
        assert!(combining.is_on());
    }
}
