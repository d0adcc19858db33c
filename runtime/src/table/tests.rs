//! Tables as examples: entries, growth, merging, strings that are forgotten.

use super::*;
use crate::hash::{hash_i64, hash_str, hash2};
use crate::heap::Text;
use std::collections::HashMap;

pub(super) fn count(table: &mut Table<i64, i64>, key: i64) {
    *table.entry(hash_i64(key), |k, _| *k == key, |_| (key, 0)) += 1;
}

#[test]
fn counts_by_key_stay_in_the_order_of_first_sight() {
    let mut table = Table::new();
    [7, 3, 7, 7, 3].into_iter().for_each(|key| count(&mut table, key));
    assert_eq!(table.iter().map(|(k, v)| (*k, *v)).collect::<Vec<_>>(), [(7, 3), (3, 2)]);
    assert_eq!(table.get(hash_i64(3), |k, _| *k == 3), Some(&2));
    assert_eq!(table.get(hash_i64(4), |k, _| *k == 4), None);
}

#[test]
fn a_hundred_thousand_keys_agree_with_the_standard_map() {
    let (mut table, mut map) = (Table::new(), HashMap::new());
    let mut x = 1_u64;
    for _ in 0..300_000 {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let key = (x >> 40) as i64 % 100_000;
        count(&mut table, key);
        *map.entry(key).or_insert(0) += 1;
    }
    assert_eq!(table.len(), map.len());
    assert!(table.iter().all(|(k, v)| map[k] == *v));
    let mut visited = 0;
    table.visit(0..2048, &mut |_, _, _| visited += 1);
    table.visit(2048..4096, &mut |_, _, _| visited += 1);
    assert_eq!(visited, table.len());
    table.clear();
    count(&mut table, 1);
    assert_eq!(table.len(), 1);
}

#[test]
fn keys_whose_hashes_collide_are_told_apart() {
    let mut table: Table<i64, i64> = Table::new();
    for hash in [0, u64::MAX, 1 << 63] {
        for key in 0..40 {
            *table.entry(hash, |k, _| *k == key, |_| (key, 0)) += key;
        }
    }
    assert_eq!(table.len(), 120);
}

#[derive(Debug, Clone, Copy)]
struct Name(Text);

impl TableKey for Name {
    type Hash = u64;
}

impl TableKey for Option<i64> {
    type Hash = OptionalIntHash;

    fn int(&self) -> Option<i64> {
        *self
    }
}

impl Key for Name {
    fn same(&self, heap: &Heap, other: &Name, other_heap: &Heap) -> bool {
        heap.get(self.0) == other_heap.get(other.0)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Name {
        Name(to.carry(self.0, from))
    }
}

#[derive(Debug, Clone, Copy)]
struct Sum(i64);

impl Group for Sum {
    fn merge(&mut self, _: &mut Heap, from: &Sum, _: &Heap) {
        self.0 += from.0;
    }
}

#[test]
fn tables_with_strings_merge_across_their_heaps() {
    let table = |rows: &[(&str, i64)]| {
        let mut table: Table<Name, Sum> = Table::new();
        for (name, n) in rows {
            let make = |heap: &mut Heap| (Name(heap.put(name)), Sum(0));
            table.entry(hash_str(name), |key, heap| heap.get(key.0) == *name, make).0 += n;
        }
        table
    };
    let mut into = table(&[("UA", 1), ("AA", 2)]);
    into.absorb(&table(&[("DL", 5), ("UA", 10)]));
    let shown: Vec<(&str, i64)> = into.iter().map(|(k, v)| (into.heap().get(k.0), v.0)).collect();
    assert_eq!(shown, [("UA", 11), ("AA", 2), ("DL", 5)]);
}

#[test]
fn forgotten_strings_go_once_they_are_the_larger_part() {
    #[derive(Clone, Copy)]
    struct Name(crate::heap::Text);
    impl Group for Name {
        fn merge(&mut self, _: &mut Heap, _: &Name, _: &Heap) {}
        fn carry(&self, from: &Heap, to: &mut Heap) -> Name {
            Name(to.carry(self.0, from))
        }
    }
    let mut table: Table<(), Name> = Table::new();
    for n in 0..100_000 {
        let (name, heap) = table.entry_heap(7, |(), _| true, |heap| ((), Name(heap.put(""))));
        heap.forget(name.0);
        name.0 = heap.put(&format!("name {n}"));
        table.tidy();
    }
    let last = table.get(7, |(), _| true).copied();
    let last = last.map(|name| table.heap().get(name.0).to_owned());
    assert_eq!(last.as_deref(), Some("name 99999"));
    assert!(table.heap().size_bytes() < 200_000, "{} bytes", table.heap().size_bytes());
}

/// Two texts, one of which changes more often.
#[derive(Debug, Clone, Copy)]
struct Pair(Text, Text);

impl Group for Pair {
    fn merge(&mut self, heap: &mut Heap, from: &Pair, from_heap: &Heap) {
        heap.forget(self.0);
        self.0 = heap.carry(from.0, from_heap);
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Pair {
        Pair(to.carry(self.0, from), to.carry(self.1, from))
    }
}

/// A table of pairs beside one of the standard library.
#[derive(Default)]
struct Pairs {
    table: Table<Name, Pair>,
    plain: std::collections::HashMap<String, (String, String)>,
}

impl Pairs {
    fn set(&mut self, key: usize, n: usize) {
        let (key, first, second) =
            (format!("the key {key}"), format!("first {n}"), format!("second {}", n / 5));
        let same = |name: &Name, heap: &Heap| heap.get(name.0) == key;
        let make = |heap: &mut Heap| (Name(heap.put(&key)), Pair(heap.put(""), heap.put("")));
        let (pair, heap) = self.table.entry_heap(hash_str(&key), same, make);
        heap.forget(pair.0);
        pair.0 = heap.put(&first);
        if n.is_multiple_of(5) {
            heap.forget(pair.1);
            pair.1 = heap.put(&second);
        }
        let plain = self.plain.entry(key).or_default();
        plain.0 = first;
        if n.is_multiple_of(5) {
            plain.1 = second;
        }
        self.table.tidy();
    }

    fn check(&self) {
        assert_eq!(self.table.len(), self.plain.len());
        for (entry, (key, pair)) in self.table.iter().enumerate() {
            let heap = self.table.heap_of(entry);
            let (first, second) = &self.plain[heap.get(key.0)];
            assert_eq!((heap.get(pair.0), heap.get(pair.1)), (first.as_str(), second.as_str()));
        }
    }
}

#[test]
fn texts_are_the_same_while_forgotten_ones_are_left_behind() {
    let mut random = 7_u64;
    let mut below = |n: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % n
    };
    let (mut pairs, mut begun, mut amid) = (Pairs::default(), 0, 0);
    for n in 0..120_000 {
        let tidied = pairs.table.tidying.is_some();
        // New keys come all the time, also while others move.
        pairs.set(below(500 + n / 40), n);
        begun += usize::from(!tidied && pairs.table.tidying.is_some());
        if tidied && below(40) == 0 {
            amid += 1;
            pairs.check();
        }
    }
    pairs.check();
    assert!(begun > 3 && amid > 5, "{begun} {amid}");
    while pairs.table.tidying.is_none() {
        pairs.set(below(2_000), 1);
    }
    pairs.table.tidied();
    assert!(pairs.table.tidying.is_none());
    pairs.check();
}

#[test]
fn a_row_moves_a_few_entries() {
    let mut pairs = Pairs::default();
    (0..20_000).for_each(|n| pairs.set(n, n));
    let mut n = 20_000;
    while pairs.table.tidying.is_none() {
        pairs.set(n % 20_000, n);
        n += 1;
    }
    while pairs.table.tidying.is_some() {
        let before = pairs.table.heap().size_bytes();
        pairs.set(n % 20_000, n);
        n += 1;
        // The texts of an entry have less than 50 bytes; one of them is written.
        let written = pairs.table.heap().size_bytes() - before;
        assert!(written < 66 * 50, "{written} bytes");
    }
    pairs.check();
}

/// Where many rows come between two calls, steps would not keep up with what they forget.
#[test]
fn a_table_that_is_tidied_now_and_then_keeps_its_size() {
    let (text, mut largest) = ("x".repeat(100), 0);
    let mut table: Table<Name, Pair> = Table::new();
    for n in 0..400_000_usize {
        let key = format!("key {}", n % 2_000);
        let same = |name: &Name, heap: &Heap| heap.get(name.0) == key;
        let make = |heap: &mut Heap| (Name(heap.put(&key)), Pair(heap.put(""), heap.put("")));
        let (pair, heap) = table.entry_heap(hash_str(&key), same, make);
        heap.forget(pair.0);
        pair.0 = heap.put(&text);
        if n % 1_000 == 999 {
            table.tidy_at_once();
        }
        largest = largest.max(table.heap().size_bytes());
    }
    // Twice what is needed, and what comes between two calls.
    assert!(largest < 2 * 2_000 * 110 + 2 * 1_000 * 100, "{largest} bytes");
}

#[test]
fn a_burst_is_not_paid_for_later() {
    let mut table: Table<u64, u64> = Table::new();
    let fill = |table: &mut Table<u64, u64>, keys: u64| {
        table.clear();
        for key in 0..keys {
            table.entry(crate::hash::hash_u64(key), |other, _| *other == key, |_| (key, 0));
        }
        (table.index.size_bytes(), table.entries.capacity())
    };
    let burst = fill(&mut table, 1_000_000);
    assert_eq!(fill(&mut table, 500_000), burst, "memory is kept for what is as large");
    fill(&mut table, 10);
    let (index_bytes, entries) = fill(&mut table, 10);
    assert!(index_bytes <= 1 << 17 && entries <= 1 << 13, "{index_bytes} {entries}");
}

pub(super) fn count_int(table: &mut Table<Int, i64>, key: i64) {
    let sought = IntKey { hash: hash_i64(key), int: Some(key) };
    *table.entry(sought, |k, _| k.0 == key, |_| (Int(key), 0)) += 1;
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Int(pub(super) i64);

impl TableKey for Int {
    type Hash = IntHash;

    fn int(&self) -> Option<i64> {
        Some(self.0)
    }
}

impl Key for Int {
    fn same(&self, _: &Heap, other: &Int, _: &Heap) -> bool {
        self.0 == other.0
    }
}

impl Group for i64 {
    fn merge(&mut self, _: &mut Heap, from: &i64, _: &Heap) {
        *self += from;
    }
}

/// Keys as one meets them: the `n`th of a kind.
fn met(kind: usize, n: i64, random: u64) -> i64 {
    let below = |most: u64| (random % most) as i64;
    match kind {
        0 => below(2_000),
        1 => n / 3,
        2 => -n / 3,
        3 => 1_000_000_000_000 + n / 4 + below(100),
        4 => i64::MAX - below(3_000),
        5 => i64::MIN + n,
        6 => {
            if n % 7 == 0 {
                below(u64::MAX)
            } else {
                below(500)
            }
        }
        7 => n * 1_000_000,
        8 => (n % 2 * 2 - 1) * (n / 5),
        9 => [i64::MIN, -1, 0, 1, i64::MAX][(random % 5) as usize],
        10 => {
            if n < 3 {
                n
            } else {
                1_000_000 + below(2_000)
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

#[test]
fn integers_near_each_other_or_far_apart_agree_with_the_standard_map() {
    let mut table = Table::new();
    let (mut close, mut far) = (0, 0);
    for (kind, seed) in (0..12).flat_map(|kind| [(kind, 1), (kind, 2)]) {
        // The memory of another kind is used again, or there is none yet.
        if seed == 1 {
            table.clear()
        } else {
            table = Table::new()
        }
        let mut map: HashMap<i64, i64> = HashMap::new();
        for n in 0..6_000 {
            let key = met(kind, n, crate::hash::hash_u64(n as u64 * 31 + seed));
            count_int(&mut table, key);
            *map.entry(key).or_default() += 1;
        }
        assert_eq!(table.len(), map.len(), "kind {kind}");
        for (&key, &count) in &map {
            let sought = IntKey { hash: hash_i64(key), int: Some(key) };
            assert_eq!(table.get(sought, |k, _| k.0 == key), Some(&count), "kind {kind}, {key}");
        }
        for key in [5_999_999, -7, i64::MIN + 1] {
            let found = table.get(IntKey { hash: hash_i64(key), int: Some(key) }, |k, _| k.0 == key);
            assert_eq!(found, map.get(&key), "kind {kind}, {key}");
        }
        let known = map.keys().filter(|key| table.found_near(**key).is_some()).count();
        close += usize::from(known * 10 > map.len() * 9);
        far += usize::from(known * 100 < map.len());
        let merged = merged_with_itself(&table);
        assert!(merged.iter().all(|(key, count)| map[&key.0] * 2 == *count) && merged.len() == map.len());
    }
    assert!(close >= 11 && far == 2, "{close} are close together and {far} far apart");
}

fn merged_with_itself(table: &Table<Int, i64>) -> Table<Int, i64> {
    let (mut copy, mut merged) = (Table::new(), Table::new());
    copy.copy_from(table);
    merged.absorb(table);
    merged.absorb(&copy);
    merged
}

#[test]
fn an_array_is_not_larger_than_its_keys_are_worth() {
    for kind in 0..12 {
        let mut table = Table::new();
        for n in 0..20_000 {
            count_int(&mut table, met(kind, n, crate::hash::hash_u64(n as u64)));
            // A key has eight places at most, twice as many while the range moves, and as much again ahead of the next key.
            let most = table.len() * 32 + 256;
            assert!(table.near.size_bytes() / 4 <= most, "kind {kind}: {n}");
        }
    }
}

#[test]
fn a_null_stands_beside_the_integers() {
    let mut table: Table<Option<i64>, i64> = Table::new();
    for n in 0..900 {
        let int = (n % 3 > 0).then_some(n % 30);
        let sought = IntKey { hash: OptionalIntHash.hash(int), int };
        *table.entry(sought, |key, _| *key == int, |_| (int, 0)) += 1;
    }
    assert_eq!((table.len(), table.hashed), (21, 1));
    assert!(table.iter().all(|(key, count)| *count == if key.is_some() { 30 } else { 300 }));
}

#[test]
fn most_keys_of_a_dense_range_have_a_place_in_whatever_order_they_come() {
    for seed in 0..8 {
        for kind in 0..3 {
            let mut table = Table::new();
            for n in 0..60_000_i64 {
                let random = (crate::hash::hash_u64(n as u64 | seed << 32) % 20_000) as i64;
                count_int(&mut table, [random, n / 3, -n / 3][kind]);
            }
            let keys = table.iter().filter(|(key, _)| table.found_near(key.0).is_some()).count();
            assert!(keys * 10 > table.len() * 9, "seed {seed}, kind {kind}: {keys} of {}", table.len());
            assert!(
                table.hashed * 16 < table.len(),
                "seed {seed}, kind {kind}: {} in the index",
                table.hashed
            );
            assert!(table.near.size_bytes() <= table.len() * 8, "{} bytes", table.near.size_bytes());
        }
    }
}

#[test]
fn kept_hashes_are_those_that_keys_are_looked_up_by() {
    let hashes = |int: i64| (IntHash.hash(Some(int)), OptionalIntHash.hash(Some(int)));
    for int in [0, 1, -1, i64::MIN, i64::MAX] {
        assert_eq!(hashes(int), (hash_i64(int), hash2(1, hash_i64(int))));
    }
    assert_eq!(OptionalIntHash.hash(None), hash2(0, 0));
}

/// Counts a key that tables look up in their dictionaries, by a mix that many share or that only it has.
fn count_mixed(table: &mut Table<i64, i64>, key: i64, shared: bool) {
    let mix = if shared { key.cast_unsigned() % 25 } else { key.cast_unsigned() };
    let sought = TextLookup { mix: move || mix, hash: move || hash_i64(key) };
    *table.entry(sought, |k, _| *k == key, |_| (key, 0)) += 1;
}

#[test]
fn keys_of_a_dictionary_agree_with_the_standard_map() {
    let mut table = Table::new();
    // How many keys, how many rows of one follow each other, whether keys share places, and whether the dictionary is given up.
    let cases = [
        (500, 1, false, false),
        // Numbers of entries that are gone stand at their places, then those of other keys.
        (50, 1, false, false),
        (500, 1, false, false),
        // Later entries have numbers that the dictionary does not hold: each look-up of those misses.
        (70_000, 10, false, true),
        (50, 1, true, true),
        (50, 1, false, false),
        (90_000, 1, false, true),
    ];
    for (keys, runs, shared, gives_up) in cases {
        table.clear();
        let mut map: HashMap<i64, i64> = HashMap::new();
        for row in 0..(keys * runs * 2).max(20_000) {
            let key = row / runs % keys;
            count_mixed(&mut table, key, shared);
            *map.entry(key).or_insert(0) += 1;
        }
        assert_eq!(table.len() as i64, keys, "{keys} keys");
        assert!(table.iter().all(|(key, count)| map[key] == *count), "{keys} keys");
        assert_eq!(table.is_past_dictionary(), gives_up, "{keys} keys");
        while table.is_past_dictionary() {
            table.pass_dictionary();
        }
    }
}
