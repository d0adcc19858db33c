//! A set too large to grow in one step, in parts that each grow by themselves.
//!
//! A hash table that doubles moves all that it has, and a row waits for it: with ten million values half a second. So a table is never larger than [`SLOTS_MAX`]: one that
//! is full is divided in two by the next bit of the hashes, and a directory says which part a hash belongs to (extendible hashing). What a row waits for is the division of one
//! part, or the directory's becoming twice as long: four bytes for a few thousand values.

/// Slots of a part. To move what they hold takes some tenths of a millisecond; four times as many took two milliseconds, and values cost the same.
pub(super) const SLOTS_MAX: usize = 1 << 13;

/// Bits of a hash that tell parts apart, at most: those below are the places in a part.
const DEPTH_MAX: u32 = 19;

/// A hash table that is a part of a set, or all of it.
pub(super) trait Part: Sized + Default {
    /// How many values it has places for.
    fn slots(&self) -> usize;
    /// How many it has.
    fn taken(&self) -> usize;
    /// Whether it has to grow before it takes another value.
    fn is_full(&self) -> bool;
    /// Divides it by a bit (0 is the highest) of the hashes: those without it, those with it. Both have as many places as it had.
    fn divided(&self, bit: u32) -> [Self; 2];
}

/// All of a set: one table, as long as that is small enough. `R` is what its owner keeps for few sets, beside the parts: a small set has one pointer for both.
#[derive(Debug, Clone)]
pub(super) struct Parted<P, R = ()> {
    /// Empty where there are parts.
    whole: P,
    more: Option<Box<More<P, R>>>,
}

#[derive(Debug, Clone)]
struct More<P, R> {
    /// Apart from the rest, which is in the way of each value.
    parts: Option<Box<Parts<P>>>,
    rest: R,
}

impl<P: Part, R: Default> Default for Parted<P, R> {
    fn default() -> Self {
        Parted { whole: P::default(), more: None }
    }
}

impl<P: Part, R: Default> Parted<P, R> {
    /// The table that a hash belongs to.
    #[inline(always)]
    pub(super) fn of(&self, hash: u64) -> &P {
        match self.parts() {
            None => &self.whole,
            Some(parts) => &parts.parts[parts.index(hash)],
        }
    }

    /// As [`Parted::of`], to be changed.
    #[inline(always)]
    pub(super) fn of_mut(&mut self, hash: u64) -> &mut P {
        match &mut self.more {
            Some(more) => match &mut more.parts {
                Some(parts) => parts.part_mut(hash),
                None => &mut self.whole,
            },
            None => &mut self.whole,
        }
    }

    /// As [`Parted::of_mut`]; what is done with the table says by how many values it has grown, and how it went.
    #[inline(always)]
    pub(super) fn change<T>(&mut self, hash: u64, change: impl FnOnce(&mut P) -> (usize, T)) -> T {
        if let Some(more) = &mut self.more
            && let Some(parts) = &mut more.parts
        {
            let (fresh, result) = change(parts.part_mut(hash));
            parts.taken += fresh;
            return result;
        }
        change(&mut self.whole).1
    }

    #[inline(always)]
    fn parts(&self) -> Option<&Parts<P>> {
        self.more.as_ref().and_then(|more| more.parts.as_deref())
    }

    /// What its owner keeps beside it, if it ever did.
    #[inline(always)]
    pub(super) fn rest(&self) -> Option<&R> {
        self.more.as_ref().map(|more| &more.rest)
    }

    /// Fetches it.
    #[inline(always)]
    pub(super) fn fetch_rest(&self) {
        if let Some(more) = &self.more {
            crate::prefetch::prefetch(std::slice::from_ref(&**more), 0);
        }
    }

    /// As [`Parted::rest`], to be changed.
    #[inline(always)]
    pub(super) fn rest_mut(&mut self) -> Option<&mut R> {
        self.more.as_mut().map(|more| &mut more.rest)
    }

    /// As [`Parted::rest_mut`]; from now on there is one.
    #[inline(never)]
    pub(super) fn make_rest(&mut self) -> &mut R {
        &mut self.make_more().rest
    }

    fn make_more(&mut self) -> &mut More<P, R> {
        self.more.get_or_insert_with(|| Box::new(More { parts: None, rest: R::default() }))
    }

    /// Takes all values, and leaves what is kept beside them.
    pub(super) fn take_values(&mut self) -> Parted<P> {
        let parts = self.more.as_mut().and_then(|more| more.parts.take());
        let more = parts.map(|parts| Box::new(More { parts: Some(parts), rest: () }));
        Parted { whole: std::mem::take(&mut self.whole), more }
    }

    /// The table for a value that is then added to it: without its growing beyond what may grow in one step.
    #[inline(always)]
    pub(super) fn for_addition(&mut self, hash: u64) -> &mut P {
        let table = self.of(hash);
        if table.is_full() && table.slots() >= SLOTS_MAX {
            self.divide(hash);
        }
        match self.more.as_mut().and_then(|more| more.parts.as_mut()) {
            None => &mut self.whole,
            Some(parts) => {
                parts.taken += 1;
                parts.part_mut(hash)
            }
        }
    }

    /// How many values it has.
    #[inline(always)]
    pub(super) fn taken(&self) -> usize {
        match self.parts() {
            None => self.whole.taken(),
            Some(parts) => parts.taken,
        }
    }

    #[cold]
    #[inline(never)]
    fn divide(&mut self, hash: u64) {
        let whole = std::mem::take(&mut self.whole);
        let parts = self.make_more().parts.get_or_insert_with(|| Box::new(Parts::of(&whole)));
        while parts.part_mut(hash).is_full() && parts.divide(hash) {}
    }

    /// All tables.
    pub(super) fn tables(&self) -> &[P] {
        match self.parts() {
            None => std::slice::from_ref(&self.whole),
            Some(parts) => &parts.parts,
        }
    }

    /// Memory of the directory, and of what stands beside it, but for what that owns.
    pub(super) fn size_bytes(&self) -> usize {
        let parts = self.parts().map_or(0, |parts| parts.size_bytes());
        parts + self.more.as_ref().map_or(0, |more| size_of_val(&**more))
    }
}

#[derive(Debug, Clone)]
struct Parts<P> {
    /// The part of each beginning of a hash, `depth` bits long. A part whose hashes have less in common stands there several times.
    directory: Vec<u32>,
    depth: u32,
    parts: Vec<P>,
    /// How many bits the hashes of each part have in common.
    depths: Vec<u32>,
    /// Values of all parts.
    taken: usize,
}

impl<P: Part> Parts<P> {
    /// One that has been all of the set, in two parts.
    fn of(whole: &P) -> Parts<P> {
        let [without, with] = whole.divided(0);
        let parts = vec![without, with];
        Parts { directory: vec![0, 1], depth: 1, parts, depths: vec![1, 1], taken: whole.taken() }
    }

    #[inline(always)]
    fn index(&self, hash: u64) -> usize {
        self.directory[(hash >> (u64::BITS - self.depth)) as usize] as usize
    }

    #[inline(always)]
    fn part_mut(&mut self, hash: u64) -> &mut P {
        let index = self.index(hash);
        &mut self.parts[index]
    }

    /// Divides the part that a hash belongs to; false where hashes have no bit left to do it by.
    #[cold]
    #[inline(never)]
    fn divide(&mut self, hash: u64) -> bool {
        let index = self.index(hash);
        let bit = self.depths[index];
        if bit == DEPTH_MAX {
            return false;
        }
        if bit == self.depth {
            let places = 0..2 * self.directory.len();
            self.directory = places.map(|place| self.directory[place / 2]).collect();
            self.depth += 1;
        }
        let [without, with] = self.parts[index].divided(bit);
        self.parts[index] = without;
        self.parts.push(with);
        self.depths[index] = bit + 1;
        self.depths.push(bit + 1);
        let fresh = (self.parts.len() - 1) as u32;
        let tell = 1 << (self.depth - 1 - bit);
        for (start, part) in self.directory.iter_mut().enumerate() {
            if *part as usize == index && start & tell != 0 {
                *part = fresh;
            }
        }
        true
    }

    fn size_bytes(&self) -> usize {
        self.directory.capacity() * size_of::<u32>()
            + self.parts.capacity() * (size_of::<P>() + size_of::<u32>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hashes as they are.
    #[derive(Debug, Default, Clone)]
    struct Hashes(Vec<u64>);

    /// Of a part that is never larger: what is divided is as large as what a row waits for.
    const MOST: usize = SLOTS_MAX / 8 * 5;

    impl Part for Hashes {
        fn slots(&self) -> usize {
            SLOTS_MAX
        }

        fn taken(&self) -> usize {
            self.0.len()
        }

        fn is_full(&self) -> bool {
            self.0.len() >= MOST
        }

        fn divided(&self, bit: u32) -> [Hashes; 2] {
            let (with, without) = self.0.iter().partition(|&hash| hash << bit >> 63 != 0);
            [Hashes(without), Hashes(with)]
        }
    }

    fn check(hashes: impl Iterator<Item = u64>) -> Parted<Hashes> {
        let (mut set, mut all) = (Parted::<Hashes>::default(), Vec::new());
        for hash in hashes {
            set.for_addition(hash).0.push(hash);
            all.push(hash);
        }
        assert!(
            all.iter().step_by(97).all(|hash| set.of(*hash).0.contains(hash)),
            "each is where it is looked for"
        );
        let mut found: Vec<u64> = set.tables().iter().flat_map(|part| part.0.clone()).collect();
        found.sort_unstable();
        all.sort_unstable();
        assert!(found == all, "each is in one part");
        assert_eq!(set.taken(), all.len());
        set
    }

    #[test]
    fn no_part_is_larger_than_may_be_moved_at_once() {
        let set = check((0..20 * MOST as u64).map(crate::hash::hash_u64));
        assert!(set.tables().iter().count() > 20 && set.tables().iter().all(|part| part.0.len() <= MOST));
        assert_eq!(check((0..MOST as u64).map(crate::hash::hash_u64)).tables().len(), 1);
    }

    #[test]
    fn hashes_that_have_much_in_common_are_told_apart_as_far_as_may_be() {
        let set = check((0..2 * MOST as u64).map(|n| n << 45));
        assert!(set.tables().iter().all(|part| part.0.len() <= MOST));
        // With nothing to tell them apart one part takes all.
        let set = check(std::iter::repeat_n(7, 2 * MOST));
        assert_eq!(set.tables().iter().map(|part| part.0.len()).max(), Some(2 * MOST));
    }
}
