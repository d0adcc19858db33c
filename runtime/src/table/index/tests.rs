//! Indexes by themselves against lists of what they hold, and through the tables that have them, while they grow.

use super::*;
use crate::hash::hash_i64;
use crate::table::Table;
use crate::table::tests::count;

/// In tests an index of 64 slots is moved bit by bit already.
#[test]
fn while_an_index_is_moved_old_and_new_keys_are_found_once() {
    let mut table = Table::new();
    let mut gradual = 0;
    for key in 0..5_000 {
        count(&mut table, key);
        gradual += usize::from(table.index.is_growing());
        for old in [0, key / 2, key] {
            assert!(table.get(hash_i64(old), |k, _| *k == old).is_some(), "{old} at {key}");
        }
        assert_eq!(table.get(hash_i64(-1 - key), |k, _| *k == -1 - key), None);
    }
    assert!(gradual > 100, "{gradual} insertions moved slots");
    assert_eq!(table.len(), 5_000);
    assert!(table.iter().enumerate().all(|(place, (k, v))| (*k, *v) == (place as i64, 1)));
    table.clear();
    count(&mut table, 3);
    assert_eq!(table.iter().collect::<Vec<_>>(), [(&3, &1)]);
}

/// An index, and the hashes of the entries in it.
#[derive(Clone)]
struct Listed {
    index: Index,
    hashes: Vec<u64>,
}

impl Listed {
    fn new() -> Listed {
        Listed { index: Index::new(), hashes: Vec::new() }
    }

    fn add(&mut self, hash: u64) {
        self.index.add(hash, self.hashes.len(), self.hashes.len());
        self.hashes.push(hash);
    }

    fn holds(&self, hash: u64, number: usize) -> bool {
        let Probe { slots, first, mask } = self.index.probe(hash);
        let wanted = hash >> 32 << 32 | (number as u64 + 1);
        let found = (first..first + 2 * slots.len()).map(|at| slots.get(at & mask).copied().unwrap_or(0));
        found.take_while(|slot| *slot != 0).any(|slot| slot == wanted)
    }

    fn check(&self) {
        let Index { slots, old, left, wrapped, split, shift } = &self.index;
        for (number, hash) in self.hashes.iter().enumerate() {
            assert!(self.holds(*hash, number), "entry {number} of hash {hash:x}");
            assert!(!self.holds(*hash, 1 << 30));
        }
        let taken = |slots: &[u64]| slots.iter().filter(|slot| **slot != 0).count();
        assert_eq!(taken(slots) + taken(&old[..*left]), self.hashes.len(), "each slot stands once");
        assert_eq!(*split, if *left > 0 { (*left as u64) << (shift + 1) } else { 0 });
        assert_eq!(*left == 0, old.is_empty());
        assert!(*left == 0 || taken(&slots[(*wrapped).min(2 * left)..2 * left]) == 0);
        let most = left.next_multiple_of(SLOTS_RETURNED) + SLOTS_RETURNED;
        assert!(*left <= SLOTS_RETURNED || old.len() < most, "{} slots, {left} of them left", old.len());
        assert_eq!(slots.len() >> (64 - shift), usize::from(!slots.is_empty()));
    }
}

/// Hashes at the ends and in the middle, many of them close together or the same: runs of full slots that go over the end of an index, over what has been moved of it, and over all
/// of it. Now and then it is cleared, or goes on as a copy in the memory of another one.
#[test]
fn an_index_holds_what_was_added_in_each_state_of_a_growth() {
    let mut draw = 1_u64;
    let mut drawn = |n: u64| {
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (draw >> 33) % n
    };
    // Growths that end by themselves, states with a crowd over the end while little is left, copies and clearings while growing.
    let (mut ended, mut low, mut copied, mut cleared) = (0, 0, 0, 0);
    for _ in 0..80 {
        let places = 1 + drawn(6);
        let mut wide = || drawn(1 << 31) << 33 | drawn(1 << 31) << 2;
        let around: Vec<u64> = (0..places).map(|place| [wide(), 0, u64::MAX][place as usize % 3]).collect();
        let (narrow, crowd) = (34 + drawn(29) as u32, drawn(3));
        let (mut listed, mut other) = (Listed::new(), Listed::new());
        for _ in 0..200 + drawn(800) {
            let spread = (drawn(1 << 31) << 33 | drawn(1 << 31) << 2) & ((1 << narrow) - 1);
            let near = around[drawn(places) as usize];
            let hash =
                if drawn(3) < crowd { near.wrapping_add(spread) } else { drawn(1 << 31) << 33 | spread };
            let (slots, left) = (listed.index.slots.len(), listed.index.left);
            listed.add(hash);
            listed.check();
            let index = &listed.index;
            ended += usize::from(left > 0 && index.left == 0 && index.slots.len() == slots);
            low += usize::from(index.wrapped > 0 && index.left > 0 && index.left < index.slots.len() / 8);
            match drawn(300) {
                0 => {
                    cleared += usize::from(index.left > 0);
                    listed.index.clear(listed.hashes.len());
                    listed.hashes.clear();
                    listed.check();
                }
                1 | 2 => {
                    copied += usize::from(index.left > 0);
                    other.index.copy_from(&listed.index);
                    other.hashes.clone_from(&listed.hashes);
                    std::mem::swap(&mut listed, &mut other);
                    listed.check();
                }
                _ => {}
            }
        }
    }
    assert!(ended > 100 && low > 100 && copied > 20 && cleared > 10, "{ended} {low} {copied} {cleared}");
}

/// Looking ahead takes the first slot with the same half of a hash near the place; most keys are there.
#[test]
fn what_is_looked_ahead_at_is_mostly_right_while_an_index_is_moved() {
    let (mut table, mut right, mut growing) = (Table::new(), 0, 0);
    for key in 0..3_000 {
        count(&mut table, key);
        if table.index.is_growing() {
            let first = |key: i64| table.peek(hash_i64(key)).is_some_and(|(k, _)| *k == key);
            growing += 3;
            right += [0, key / 2, key].into_iter().filter(|key| first(*key)).count();
        }
    }
    assert!(growing > 1_000 && right * 10 > growing * 9, "{right} of {growing}");
}

#[test]
fn a_copy_goes_on_by_itself_also_in_the_middle_of_a_growth() {
    for keys in [3, 70, 100, 1_000] {
        let mut table = Table::new();
        (0..keys).for_each(|key| count(&mut table, key));
        let mut copy = Table::new();
        count(&mut copy, -7);
        copy.copy_from(&table);
        (0..2 * keys).for_each(|key| count(&mut copy, key));
        assert_eq!((table.len(), copy.len()), (keys as usize, 2 * keys as usize));
        assert!(copy.iter().all(|(k, v)| *v == if *k < keys { 2 } else { 1 }));
        assert!(table.iter().all(|(_, v)| *v == 1));
    }
}
