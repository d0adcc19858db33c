//! Exact sets of distinct values, for `count_distinct`: one small set a group, strings in the table's heap.

use crate::heap::Heap;
use crate::table::Table;

/// The values a group has seen. `T` is plain data: an integer, a mantissa, a `Text`.
#[derive(Debug)]
pub struct DistinctSet<T>(Table<T, ()>);

impl<T: Copy> Default for DistinctSet<T> {
    fn default() -> Self {
        DistinctSet::new()
    }
}

impl<T: Copy> Clone for DistinctSet<T> {
    fn clone(&self) -> Self {
        let mut copy = DistinctSet::new();
        self.0.visit(0..crate::hash::KEY_GROUPS, &mut |hash, value, ()| {
            copy.0.entry(hash, |_, _| false, |_| (*value, ()));
        });
        copy
    }
}

impl<T: Copy> DistinctSet<T> {
    /// The empty set; allocates nothing.
    pub const fn new() -> DistinctSet<T> {
        DistinctSet(Table::new())
    }

    /// Adds a value that needs no heap.
    #[inline]
    pub fn insert(&mut self, hash: u64, value: T)
    where
        T: PartialEq,
    {
        self.0.entry(hash, |other, _| *other == value, |_| (value, ()));
    }

    /// Adds a value whose bytes stand in the heap of the table that the set belongs to.
    #[inline]
    pub fn insert_with(
        &mut self,
        heap: &mut Heap,
        hash: u64,
        same: impl Fn(&T, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> T,
    ) {
        if self.0.get(hash, |other, _| same(other, heap)).is_none() {
            let value = make(heap);
            self.0.entry(hash, |_, _| false, |_| (value, ()));
        }
    }

    /// How many distinct values there are.
    #[inline]
    pub fn len(&self) -> i64 {
        self.0.len() as i64
    }

    /// Whether none was seen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds all values of another set; `same` and `carry` as for keys: (ours, our heap, theirs), (theirs, our heap).
    pub fn merge(
        &mut self,
        heap: &mut Heap,
        from: &DistinctSet<T>,
        same: impl Fn(&T, &Heap, &T) -> bool,
        carry: impl Fn(&T, &mut Heap) -> T,
    ) {
        from.0.visit(0..crate::hash::KEY_GROUPS, &mut |hash, value, ()| {
            self.insert_with(heap, hash, |ours, heap| same(ours, heap, value), |heap| carry(value, heap));
        });
    }

    /// Memory it owns.
    pub fn size_bytes(&self) -> usize {
        self.0.size_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::{hash_i64, hash_str};
    use crate::heap::Text;

    #[test]
    fn values_count_once() {
        let mut set = DistinctSet::new();
        [5, 7, 5, 5].into_iter().for_each(|x| set.insert(hash_i64(x), x));
        assert_eq!((set.len(), set.clone().len()), (2, 2));
    }

    #[test]
    fn strings_stand_in_the_heap_of_the_table() {
        let mut heap = Heap::new();
        let mut set: DistinctSet<Text> = DistinctSet::new();
        for name in ["UA", "AA", "UA"] {
            set.insert_with(&mut heap, hash_str(name), |t, heap| heap.get(*t) == name, |heap| heap.put(name));
        }
        assert_eq!((set.len(), heap.size_bytes()), (2, 4));
    }
}
