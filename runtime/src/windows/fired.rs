//! A window that has fired: its bounds and its groups, taken out of the state, so that rows may borrow from it on their way downstream.

use crate::heap::Heap;
use crate::table::{Table, TableKey};
use std::cmp::Ordering;

/// See the module's text. Give it back with `recycle`.
#[derive(Debug)]
pub struct Fired<K: TableKey, V> {
    /// First µs of the window.
    pub start: i64,
    /// First µs behind it.
    pub end: i64,
    /// Its groups.
    pub table: Table<K, V>,
}

impl<K: TableKey, V> Fired<K, V> {
    /// Groups in the order in which their keys first came.
    #[inline]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &V)> {
        self.table.iter()
    }

    /// The heap of the groups' strings.
    #[inline]
    pub fn heap(&self) -> &Heap {
        self.table.heap()
    }

    /// How many groups it has.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether it has none: all its rows failed.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Groups in this order.
    pub fn sorted(&self, mut order: impl FnMut(&K, &K, &Heap) -> Ordering) -> impl Iterator<Item = (&K, &V)> {
        let mut places: Vec<u32> = (0..self.table.len() as u32).collect();
        let heap = self.table.heap();
        sort(&mut places, &mut |a, b| {
            order(self.table.nth(a as usize).0, self.table.nth(b as usize).0, heap)
        });
        places.into_iter().map(|place| self.table.nth(place as usize))
    }
}

/// One instance of the sort for all types: it is cold, and generated crates compile without it.
pub(crate) fn sort(places: &mut [u32], order: &mut dyn FnMut(u32, u32) -> Ordering) {
    places.sort_by(|a, b| order(*a, *b));
}
