//! Small state of integer keys without an entry: of keys that lie close together, the state itself stands at the place that is the key.
//!
//! The numbers from one to the next multiple of [`PAGE`] have a page of places, and a directory of pages says where it is: a look-up costs a line of the directory, of which a few kilobytes
//! stand for millions of keys, and the line of the state; nothing is hashed or compared, and nothing moves when keys come below or above the others. A page is made for the first of its
//! keys that comes when all keys together are enough for all pages ([`BYTES_A_KEY`]). Keys that came before, and those far from others, are in a [`Table`]; those that have got a page
//! meanwhile are given their places there, a few with each row whose key has none, as integers in a table are ([`super::sweep`]).

use super::{IntKey, Table, TableKey};
use crate::heap::Heap;
use crate::prefetch::{FAR_BYTES, LARGE_BYTES, ROWS_BYTES, prefetch};

/// Places of a page.
const PAGE_BITS: u32 = if cfg!(test) { 6 } else { 12 };
const PAGE: usize = 1 << PAGE_BITS;
/// Larger state is kept in entries: pages that have few of their keys would waste too much. Generated code has tables for such state, so here it is a mistake that costs time only.
const STATE_BYTES_MAX: usize = 16;
/// Pages have at most so many bytes for each key when one is made (when the first is, twice as many, as the page 0 is made with it): as much as a key takes that is looked up in an index.
const BYTES_A_KEY: usize = 64;
/// Pages that a directory has at least, so many keys to one of its places where it has more, and the most that it has: a fraction of a millisecond to copy.
const DIRECTORY_MIN: u64 = 1 << 12;
const KEYS_A_PLACE: u64 = 4;
const DIRECTORY_MAX: u64 = 1 << 18;
/// Keys that each one which has no place yet gives their places to.
const KEYS_A_STEP: usize = 4;
/// More keys without a page than these, and no more than one in so many: they stay where they are.
const FAR_MAX: usize = 1 << 12;
const A_FAR_ONE: usize = 16;

/// A key that is one integer, or null.
pub trait DirectKey: TableKey {
    /// The key that is this integer; `None` only where it may be null.
    fn of_int(int: Option<i64>) -> Self;
}

/// State that can tell whether a row was ever applied to it.
pub trait DirectState: Copy {
    /// That of no row.
    const NONE: Self;

    /// Whether it is that of no row.
    fn is_none(&self) -> bool;
}

/// State of integer keys, which no key leaves; see the module's text.
#[derive(Debug)]
pub struct Direct<K: TableKey, V> {
    /// Pages by their number, from `first` on: where in `places` each begins, in pages. The page 0 has no keys, and stands for those that are not there.
    directory: Vec<u32>,
    first: i64,
    places: Vec<V>,
    /// Keys that have a place.
    placed: usize,
    /// Keys elsewhere, and those that were given a place since.
    rest: Table<K, V>,
    left: usize,
    sweep: Option<Box<Sweep>>,
    /// With so many keys that have places others may be given theirs.
    sweep_at: usize,
}

/// The rest is given places.
#[derive(Debug, Default)]
struct Sweep {
    /// Those before this one have theirs, or are far.
    next: usize,
    /// Those that have none.
    far: Vec<u32>,
}

impl<K: DirectKey, V: DirectState> Default for Direct<K, V> {
    fn default() -> Self {
        Direct::new()
    }
}

impl<K: DirectKey, V: DirectState> Direct<K, V> {
    /// No keys; allocates nothing.
    pub const fn new() -> Direct<K, V> {
        Direct {
            directory: Vec::new(),
            first: 0,
            places: Vec::new(),
            placed: 0,
            rest: Table::new(),
            left: 0,
            sweep: None,
            sweep_at: 0,
        }
    }

    /// The state of a key, that of no row where the key was not there. It must be that of some row before the next key is looked up.
    #[inline(always)]
    pub fn entry(&mut self, sought: IntKey) -> &mut V {
        if let Some(at) = sought.int.and_then(|int| self.place(int)) {
            let is_new = self.places[at].is_none();
            // Without a branch that only the state can tell: rows behind this one do not wait for it.
            if at >= PAGE && self.rest.is_empty() {
                self.placed += usize::from(is_new);
                return &mut self.places[at];
            }
            if !is_new {
                return &mut self.places[at];
            }
        }
        self.entry_elsewhere(sought.hash, sought.int)
    }

    // Its parts and not the key: that would be put to memory for each row.
    #[inline(never)]
    fn entry_elsewhere(&mut self, hash: u64, int: Option<i64>) -> &mut V {
        if self.sweep.is_some() {
            self.sweep_on();
            if let Some(at) = int.and_then(|int| self.place(int))
                && !self.places[at].is_none()
            {
                return &mut self.places[at];
            }
        }
        let sought = IntKey { hash, int };
        let same = |key: &K, _: &Heap| key.int() == int;
        if let Some(found) = self.rest.found(sought, &same) {
            return &mut self.rest.entries[found].value;
        }
        let Some(at) = int.and_then(|int| self.make_place(int)) else {
            return self.rest.entry(sought, same, |_| (K::of_int(int), V::NONE));
        };
        self.placed += 1;
        if self.placed >= self.sweep_at && !self.rest.is_empty() {
            self.sweep_at = self.placed + self.placed / 4;
            if self.sweep.is_none() && self.placed >= self.rest.len() / 4 {
                self.sweep = Some(Box::default());
            }
        }
        &mut self.places[at]
    }

    /// Where the state of a key belongs, if its page is there; or a place of the page 0.
    #[inline(always)]
    fn place(&self, int: i64) -> Option<usize> {
        let page = *self.directory.get((int >> PAGE_BITS).wrapping_sub(self.first) as usize)?;
        Some((page as usize) << PAGE_BITS | int as usize & (PAGE - 1))
    }

    /// The same of a page that is there.
    #[inline(always)]
    fn own_place(&self, int: i64) -> Option<usize> {
        self.place(int).filter(|at| *at >= PAGE)
    }

    /// Where the state of a key belongs, whose page is made where it is not there and may be.
    fn make_place(&mut self, int: i64) -> Option<usize> {
        let place = self.own_place(int);
        if place.is_some() {
            return place;
        }
        let keys = self.len() + 1;
        let bytes = (self.places.len() + PAGE) * size_of::<V>();
        if size_of::<V>() > STATE_BYTES_MAX || bytes > keys * BYTES_A_KEY {
            return None;
        }
        let page = int >> PAGE_BITS;
        if self.directory.get(page.wrapping_sub(self.first) as usize).is_none() {
            self.widen(page, keys as u64)?;
        }
        let pages = self.places.len().div_ceil(PAGE).max(1);
        self.directory[page.wrapping_sub(self.first) as usize] = u32::try_from(pages).ok()?;
        self.places.resize((pages + 1) * PAGE, V::NONE);
        self.own_place(int)
    }

    /// Makes room in the directory for a page, if that is not too far from the others.
    fn widen(&mut self, page: i64, keys: u64) -> Option<()> {
        let len = self.directory.len() as u64;
        let (first, last) = match len {
            0 => (page, page),
            _ => (self.first.min(page), (self.first + len as i64 - 1).max(page)),
        };
        let span = last.wrapping_sub(first) as u64 + 1;
        let most = (keys / KEYS_A_PLACE).clamp(DIRECTORY_MIN, DIRECTORY_MAX);
        if span > most {
            return None;
        }
        // Room for as many on the side where it grows.
        let room = (span.min(most - span)) as i64;
        let (before, behind) = match () {
            () if len == 0 => (room / 2, room / 2),
            () if page < self.first => (room, 0),
            () => (0, room),
        };
        let mut directory = vec![0; before as usize + span as usize + behind as usize];
        // Pages are numbers of 52 bits.
        let begin = first - before;
        if len > 0 {
            let old = (self.first - begin) as usize;
            directory[old..old + len as usize].copy_from_slice(&self.directory);
        }
        (self.directory, self.first) = (directory, begin);
        Some(())
    }

    /// Some keys elsewhere are given places.
    fn sweep_on(&mut self) {
        let Some(mut sweep) = self.sweep.take() else { return };
        let to = self.rest.len().min(sweep.next + KEYS_A_STEP);
        for number in sweep.next..to {
            let (key, state) = self.rest.nth(number);
            let (int, state) = (key.int(), *state);
            match int.and_then(|int| self.make_place(int)) {
                // Given its place by an earlier sweep, which was given up.
                Some(at) if !self.places[at].is_none() => {}
                Some(at) => {
                    self.places[at] = state;
                    self.placed += 1;
                    self.left += 1;
                }
                None => sweep.far.push(number as u32),
            }
        }
        sweep.next = to;
        if sweep.far.len() > FAR_MAX.min(self.len() / A_FAR_ONE) {
            self.sweep_at = self.placed * 2;
            return;
        }
        if to < self.rest.len() {
            self.sweep = Some(sweep);
            return;
        }
        let rest = std::mem::take(&mut self.rest);
        for far in sweep.far {
            let entry = &rest.entries[far as usize];
            let sought = entry.sought();
            self.rest.entry(sought, |key, _| key.int() == sought.int, |_| (entry.key, entry.value));
        }
        self.left = 0;
    }

    /// Whether some keys have entries: then looking ahead has two steps, as in a [`Table`].
    #[inline]
    pub fn has_entries(&self) -> bool {
        !self.rest.is_empty()
    }

    /// Fetches the place where a key is looked up; see [`Table::fetch_slot`].
    #[inline(always)]
    pub fn fetch_slot(&self, sought: IntKey) {
        if let Some(at) = sought.int.and_then(|int| self.place(int)) {
            prefetch(&self.places, at);
        }
        if self.has_entries() {
            self.rest.fetch_slot(sought);
        }
    }

    /// Fetches the entry of a key that has no place, most probably.
    #[inline(always)]
    pub fn fetch_entry(&self, sought: IntKey) {
        let place = sought.int.and_then(|int| self.place(int));
        if place.is_none_or(|at| self.places[at].is_none()) {
            self.rest.fetch_entry(sought);
        }
    }

    #[inline]
    fn looked_up_bytes(&self) -> usize {
        self.places.len() * size_of::<V>() + self.directory.len() * 4 + self.rest.looked_up_bytes()
    }

    /// See [`Table::is_large`].
    #[inline]
    pub fn is_large(&self) -> bool {
        self.looked_up_bytes() > LARGE_BYTES
    }

    /// See [`Table::is_far`].
    #[inline]
    pub fn is_far(&self) -> bool {
        self.looked_up_bytes() > FAR_BYTES
    }

    /// See [`Table::is_far_for_rows`].
    #[inline]
    pub fn is_far_for_rows(&self) -> bool {
        self.looked_up_bytes() > ROWS_BYTES
    }

    /// How many keys it has.
    pub fn len(&self) -> usize {
        self.placed + self.rest.len() - self.left
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Memory in use.
    pub fn size_bytes(&self) -> usize {
        self.looked_up_bytes()
    }

    /// A heap without strings, as there are none.
    pub fn heap(&self) -> &Heap {
        self.rest.heap()
    }

    /// As [`Table::tidied`]: nothing, there are no strings.
    pub fn tidied(&mut self) {}

    /// Keys and their state: those that have no place first, in the order in which they first came, then page by page.
    pub fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        let has_place = |key: &K| {
            let place = key.int().and_then(|int| self.place(int));
            place.is_some_and(|at| !self.places[at].is_none())
        };
        let rest = self.rest.iter().filter(move |(key, _)| !has_place(key));
        let pages = self.directory.iter().enumerate().filter(|(_, page)| **page != 0);
        let placed = pages.flat_map(|(number, page)| {
            let least = (self.first + number as i64) << PAGE_BITS;
            let places = &self.places[(*page as usize) << PAGE_BITS..][..PAGE];
            let known = places.iter().enumerate().filter(|(_, state)| !state.is_none());
            known.map(move |(place, state)| (K::of_int(Some(least + place as i64)), state))
        });
        rest.map(|(key, state)| (*key, state)).chain(placed)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Int;
    use super::super::{KeptHash, OptionalIntHash};
    use super::*;
    use crate::hash::{hash_i64, hash_u64};
    use std::collections::HashMap;

    /// A count, and the last thing that was counted.
    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Count {
        rows: i64,
        last: u64,
    }

    impl DirectState for Count {
        const NONE: Count = Count { rows: 0, last: 0 };

        fn is_none(&self) -> bool {
            self.rows == 0
        }
    }

    impl DirectKey for Int {
        fn of_int(int: Option<i64>) -> Int {
            Int(int.expect("not null"))
        }
    }

    type Counts = Direct<Int, Count>;

    fn count(counts: &mut Counts, key: i64, row: u64) {
        let sought = IntKey { hash: hash_i64(key), int: Some(key) };
        counts.fetch_slot(sought);
        counts.fetch_entry(sought);
        let state = counts.entry(sought);
        *state = Count { rows: state.rows + 1, last: row };
    }

    /// Keys of some kind from random numbers.
    fn key(kind: u64, random: u64, row: u64) -> i64 {
        let (random, row) = (random.cast_signed(), row.cast_signed());
        match kind % 8 {
            0 => random % 10_000,
            1 => random,
            2 => row / 3,
            3 => 5_000 - row,
            4 if random % 50 == 0 => random,
            4 => random % 3_000,
            5 => i64::MAX - (random & 1_023),
            6 => i64::MIN + (random & 4_095),
            _ if row < 10_000 => (random % 1_000) << 20,
            _ => random % 1_000,
        }
    }

    #[test]
    fn keys_of_all_kinds_are_counted_as_a_map_counts_them() {
        let (mut in_places, mut emptied, mut given_up) = (0, 0, 0);
        for seed in 0..64_u64 {
            let (mut counts, mut map): (Counts, HashMap<i64, Count>) = Default::default();
            let rows = 1 << (6 + seed % 10);
            for row in 0..rows {
                // Some have keys of another kind amid the others.
                let kind = if row % 64 == 63 { seed / 8 } else { seed };
                let key = key(kind, hash_u64(row | seed << 32), row);
                count(&mut counts, key, row);
                let state = map.entry(key).or_insert(Count::NONE);
                *state = Count { rows: state.rows + 1, last: row };
                if row.is_power_of_two() || row + 1 == rows {
                    assert_eq!(counts.len(), map.len(), "seed {seed}, row {row}");
                    let all: Vec<(i64, Count)> =
                        counts.iter().map(|(Int(key), state)| (key, *state)).collect();
                    assert_eq!(all.len(), map.len(), "seed {seed}, row {row}: each once");
                    assert!(all.iter().all(|(key, state)| map[key] == *state), "seed {seed}, row {row}");
                }
                given_up += usize::from(counts.sweep.is_none() && counts.left > 0);
                assert!(counts.directory.len() as u64 <= DIRECTORY_MIN.max(map.len() as u64 / KEYS_A_PLACE));
                let bytes = counts.places.len() * size_of::<Count>();
                assert!(bytes <= (map.len() * BYTES_A_KEY).max(2 * PAGE * size_of::<Count>()) + PAGE * 16);
            }
            in_places += usize::from(counts.placed > map.len() / 2);
            emptied += usize::from(counts.placed > 0 && counts.rest.len() < map.len() / A_FAR_ONE);
        }
        assert!(
            in_places > 24 && emptied > 16,
            "{in_places} with most keys in places, {emptied} with few elsewhere"
        );
        assert!(given_up > 1_000, "rows behind sweeps that were given up: {given_up}");
    }

    #[test]
    fn a_directory_grows_by_doubling_on_either_side() {
        for sign in [1, -1] {
            let (mut counts, mut copies) = (Counts::new(), 0);
            for row in 0..200_000 {
                let before = counts.directory.len();
                count(&mut counts, row * sign, row.unsigned_abs());
                copies += usize::from(counts.directory.len() != before);
            }
            assert!((4..32).contains(&copies), "{sign}: {copies}");
            assert_eq!((counts.placed, counts.rest.len()), (200_000, 0), "{sign}");
        }
    }

    #[test]
    fn keys_that_came_before_their_page_are_soon_at_their_places() {
        let mut counts = Counts::new();
        // So far apart that pages are made only when most of the keys are there.
        for row in 0..60_000_u64 {
            count(&mut counts, (hash_u64(row) % 20_000).cast_signed(), row);
        }
        assert_eq!((counts.rest.len(), counts.sweep.is_none()), (0, true), "{} in places", counts.placed);
        // With all of them known the sweep has come to its end by the rows of keys that had no place.
        let mut counts = Counts::new();
        let before = (0..1_000).map(|n| n * 64).chain((0..1_000).map(|n| n * 64));
        before.chain(0..64_000).enumerate().for_each(|(row, key)| count(&mut counts, key, row as u64));
        assert_eq!((counts.rest.len(), counts.len()), (0, 64_000));
    }

    #[derive(Debug, Clone, Copy, PartialEq)]
    struct MaybeInt(Option<i64>);

    impl TableKey for MaybeInt {
        type Hash = OptionalIntHash;

        fn int(&self) -> Option<i64> {
            self.0
        }
    }

    impl DirectKey for MaybeInt {
        fn of_int(int: Option<i64>) -> MaybeInt {
            MaybeInt(int)
        }
    }

    #[test]
    fn null_is_a_key_of_its_own() {
        let mut counts: Direct<MaybeInt, Count> = Direct::new();
        for row in 0..1_000 {
            for int in [Some(row % 300), None] {
                let sought = IntKey { hash: OptionalIntHash.hash(int), int };
                counts.entry(sought).rows += 1;
            }
        }
        assert_eq!((counts.len(), counts.rest.len()), (301, 1), "with {} in places", counts.placed);
        assert!(counts.iter().all(|(key, state)| state.rows
            == if key.0.is_some() { 1_000 / 300 + i64::from(key.0 < Some(100)) } else { 1_000 }));
    }

    #[test]
    fn larger_state_is_kept_in_entries() {
        #[derive(Debug, Clone, Copy)]
        struct Large([i64; 3]);
        impl DirectState for Large {
            const NONE: Large = Large([0; 3]);

            fn is_none(&self) -> bool {
                self.0[0] == 0
            }
        }
        let mut table: Direct<Int, Large> = Direct::new();
        for key in 0..10_000 {
            let sought = IntKey { hash: hash_i64(key), int: Some(key) };
            table.entry(sought).0[0] += 1;
        }
        assert_eq!((table.placed, table.rest.len(), table.places.len()), (0, 10_000, 0));
    }
}
