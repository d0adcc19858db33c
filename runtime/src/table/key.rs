//! What generated keys and groups must say of themselves so that tables can be merged: equality and moving between heaps.

use crate::hash::{hash_i64, hash2};
use crate::heap::{Heap, Text};
use std::fmt::Debug;

/// What a key is looked up by: its hash, and the integer that it is, if it is one.
pub trait Lookup: Copy {
    /// Whether it may be an integer.
    const IS_INT: bool;

    /// The partition hash.
    fn hash(self) -> u64;

    /// The integer; two keys of a table have the same one if and only if they are equal.
    fn int(self) -> Option<i64>;

    /// Whether a table looks into its dictionary first, as the hash takes longer than that.
    const IS_MIXED: bool = false;

    /// What the dictionary places it by: the same number for equal keys, whose low bits tell most others apart.
    #[inline(always)]
    fn mix(self) -> u64 {
        self.hash()
    }
}

/// A key with texts, whose hash has not been made, and mostly need not be.
#[derive(Debug, Clone, Copy)]
pub struct TextLookup<M, H> {
    /// Makes [`Lookup::mix`].
    pub mix: M,
    /// Makes the partition hash.
    pub hash: H,
}

impl<M: Fn() -> u64 + Copy, H: Fn() -> u64 + Copy> Lookup for TextLookup<M, H> {
    const IS_INT: bool = false;
    const IS_MIXED: bool = true;

    #[inline(always)]
    fn hash(self) -> u64 {
        (self.hash)()
    }

    #[inline(always)]
    fn int(self) -> Option<i64> {
        None
    }

    #[inline(always)]
    fn mix(self) -> u64 {
        (self.mix)()
    }
}

/// A key of any kind.
impl Lookup for u64 {
    const IS_INT: bool = false;

    #[inline(always)]
    fn hash(self) -> u64 {
        self
    }

    #[inline(always)]
    fn int(self) -> Option<i64> {
        None
    }
}

/// A key that is one integer, or null.
#[derive(Debug, Clone, Copy)]
pub struct IntKey {
    /// The partition hash.
    pub hash: u64,
    /// The integer.
    pub int: Option<i64>,
}

impl Lookup for IntKey {
    const IS_INT: bool = true;

    #[inline(always)]
    fn hash(self) -> u64 {
        self.hash
    }

    #[inline(always)]
    fn int(self) -> Option<i64> {
        self.int
    }
}

/// What an entry of a table keeps of its key's hash.
pub trait KeptHash: Copy + Debug {
    /// Of this hash.
    fn keep(hash: u64) -> Self;

    /// The hash, of a key that is this integer.
    fn hash(self, int: Option<i64>) -> u64;
}

impl KeptHash for u64 {
    #[inline(always)]
    fn keep(hash: u64) -> u64 {
        hash
    }

    #[inline(always)]
    fn hash(self, _: Option<i64>) -> u64 {
        self
    }
}

/// The hash of an integer is made again: that takes less than to fetch another eight bytes.
#[derive(Debug, Clone, Copy)]
pub struct IntHash;

impl KeptHash for IntHash {
    #[inline(always)]
    fn keep(_: u64) -> IntHash {
        IntHash
    }

    #[inline(always)]
    fn hash(self, int: Option<i64>) -> u64 {
        hash_i64(int.unwrap_or_default())
    }
}

/// As [`IntHash`] of an integer that may be null.
#[derive(Debug, Clone, Copy)]
pub struct OptionalIntHash;

impl KeptHash for OptionalIntHash {
    #[inline(always)]
    fn keep(_: u64) -> OptionalIntHash {
        OptionalIntHash
    }

    #[inline(always)]
    fn hash(self, int: Option<i64>) -> u64 {
        int.map_or_else(|| hash2(0, 0), |int| hash2(1, hash_i64(int)))
    }
}

/// A key of a table: plain data, strings as `Text`s in the table's heap.
pub trait TableKey: Copy {
    /// What is kept of its hash: [`IntHash`] only where the hash is that of [`TableKey::int`] alone.
    type Hash: KeptHash;

    /// The integer that it is, see [`Lookup::int`]; `None` also for a key that is looked up by its hash alone.
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        None
    }
}

/// Looked up by its hash alone.
impl TableKey for i64 {
    type Hash = u64;
}

/// Looked up by its hash alone.
impl TableKey for u64 {
    type Hash = u64;
}

/// Looked up by its hash alone.
impl TableKey for Text {
    type Hash = u64;
}

/// A key of tables that are merged, or whose strings move.
pub trait Key: TableKey {
    /// Whether it equals a key of a table with another heap.
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool;

    /// Itself with its strings in another heap. A key without strings is a copy.
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        let _ = (from, to);
        *self
    }
}

/// A group's state.
pub trait Group: Clone {
    /// Adds the state of the same group from a later slice.
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap);

    /// Itself with its strings in another heap. State without strings is a copy.
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        let _ = (from, to);
        self.clone()
    }

    /// Has its strings in another heap from now on. What is large and has none stays as it is.
    fn renew(&mut self, from: &Heap, to: &mut Heap) {
        *self = self.carry(from, to);
    }
}

/// A group's state from which rows can be taken back.
pub trait Retract: Group {
    /// Takes back what `merge` added.
    fn retract(&mut self, from: &Self);

    /// Whether no row is left in it.
    fn is_void(&self) -> bool;
}

/// A group's state that is a part of a wider one: of what several steps keep together, what one of them needs. Plain data.
pub trait Share<W> {
    /// What it has of `whole`.
    fn of(whole: &W) -> Self;

    /// Adds that.
    fn add(&mut self, whole: &W);
}

/// The empty key: one group for all rows.
impl TableKey for () {
    type Hash = u64;
}

impl Key for () {
    fn same(&self, _: &Heap, (): &(), _: &Heap) -> bool {
        true
    }
}

/// State of a table that is a set.
impl Group for () {
    fn merge(&mut self, _: &mut Heap, (): &(), _: &Heap) {}
}
