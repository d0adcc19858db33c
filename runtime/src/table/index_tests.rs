//! Indexes that grow, through the tables that have them.

use super::*;
use crate::hash::hash_i64;
use tests::count;

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

/// Keys whose hashes lie at the ends and in the middle, many of them the same in the upper bits: runs of full slots that go over the end of an index, over what has been moved of
/// it, and over all of it.
#[test]
fn keys_that_crowd_are_found_in_each_state_of_a_growth() {
    let mut draw = 1_u64;
    let mut drawn = |n: u64| {
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (draw >> 33) % n
    };
    let (mut wrapped, mut growing) = (0, 0);
    for round in 0..60 {
        let places = 1 + drawn(6);
        let around: Vec<u64> =
            (0..places).map(|_| [0, u64::MAX, drawn(u64::MAX)][drawn(3) as usize]).collect();
        let narrow = 34 + drawn(26) as u32;
        let (mut table, mut keys): (Table<u64, u64>, Vec<u64>) = (Table::new(), Vec::new());
        for n in 0..200 + drawn(600) {
            let near = around[drawn(places) as usize];
            let spread = (drawn(1 << 31) << 31 | drawn(1 << 31)) & ((1 << narrow) - 1);
            let hash = if near > u64::MAX / 2 { near - spread } else { near + spread };
            // The key is the hash and a number, so that hashes may be the same.
            let key = hash << 10 | n;
            *table.entry(hash, |k, _| *k == key, |_| (key, 0)) += hash;
            keys.push(hash);
            growing += usize::from(table.index.is_growing());
            wrapped += usize::from(table.index.is_growing() && table.index.is_wrapped());
            for n in [0, keys.len() / 2, keys.len() - 1, drawn(keys.len() as u64) as usize] {
                let key = keys[n] << 10 | n as u64;
                assert_eq!(table.get(keys[n], |k, _| *k == key), Some(&keys[n]), "round {round}, key {n}");
            }
            assert_eq!(table.get(hash, |k, _| *k == 1 << 9), None);
        }
        for (n, hash) in keys.iter().enumerate() {
            assert_eq!(
                table.get(*hash, |k, _| *k == hash << 10 | n as u64),
                Some(hash),
                "round {round}, key {n}"
            );
        }
        assert_eq!(table.len(), keys.len());
    }
    assert!(wrapped > 500 && growing > 5_000, "{wrapped} {growing}");
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
