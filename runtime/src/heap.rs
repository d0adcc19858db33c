//! Strings of plain rows: a row holds a [`Text`], the bytes stand in the [`Heap`] of its batch, slice or table and go with it.

/// Bits of a [`Text`] that say how long it is: strings of up to 256 MiB in heaps of up to 64 GiB.
const LEN_BITS: u32 = 28;
const LEN_MAX: usize = (1 << LEN_BITS) - 1;
const OFFSET_MAX: usize = (1 << (u64::BITS - LEN_BITS)) - 1;

/// A string in a heap: where it begins and, in the lowest bits, how long it is. Meaningless without the heap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Text(u64);

impl Text {
    #[inline(always)]
    fn new(offset: usize, len: usize) -> Text {
        assert!(len <= LEN_MAX && offset <= OFFSET_MAX, "{}", TOO_MUCH);
        Text((offset as u64) << LEN_BITS | len as u64)
    }

    #[inline(always)]
    fn offset(self) -> usize {
        (self.0 >> LEN_BITS) as usize
    }

    #[inline(always)]
    fn len(self) -> usize {
        self.0 as usize & LEN_MAX
    }

    /// As an integer, for keys that have one or something else.
    #[inline(always)]
    pub(crate) fn to_bits(self) -> u64 {
        self.0
    }

    /// What [`Text::to_bits`] gave.
    #[inline(always)]
    pub(crate) fn from_bits(bits: u64) -> Text {
        Text(bits)
    }
}

const TOO_MUCH: &str =
    "a string that is kept is longer than 256 MiB, or all strings of one table, window or batch than 64 GiB";

/// Append-only memory for strings. Emptied as a whole; its memory is used again. Who replaces a string says so, so that a table that
/// lives long can leave behind what nobody needs any more ([`crate::table::Table::tidy`]).
#[derive(Debug, Default)]
pub struct Heap {
    text: String,
    /// Bytes that nobody needs.
    garbage: usize,
}

impl Heap {
    /// An empty heap.
    pub const fn new() -> Heap {
        Heap { text: String::new(), garbage: 0 }
    }

    /// Copies a string in.
    ///
    /// # Panics
    /// Where the string has more than 256 MiB, or the heap more than 64 GiB.
    #[inline]
    pub fn put(&mut self, text: &str) -> Text {
        let made = Text::new(self.text.len(), text.len());
        self.text.push_str(text);
        made
    }

    /// The string of a `Text` that this heap gave out.
    #[inline]
    pub fn get(&self, text: Text) -> &str {
        &self.text[text.offset()..text.offset() + text.len()]
    }

    /// Whether a string of this heap is this one: bytes are compared, and up to 32 of them without a call.
    #[inline(always)]
    pub fn is(&self, text: Text, other: &str) -> bool {
        if text.len() != other.len() {
            return false;
        }
        let (ours, theirs) =
            (self.text.as_bytes().get(text.offset()..text.offset() + text.len()), other.as_bytes());
        let Some(ours) = ours else { return false };
        match theirs.len() {
            16..=32 => {
                let ends = [0, 8, theirs.len() - 16, theirs.len() - 8];
                ends.into_iter().all(|at| ours[at..at + 8] == theirs[at..at + 8])
            }
            _ => ours == theirs,
        }
    }

    /// Fetches a string that will be looked at soon, see [`crate::prefetch`].
    #[inline(always)]
    pub fn fetch(&self, text: Text) {
        crate::prefetch::prefetch(self.text.as_bytes(), text.offset());
    }

    /// Copies a string over from another heap.
    #[inline]
    pub fn carry(&mut self, text: Text, from: &Heap) -> Text {
        self.put(from.get(text))
    }

    /// Nobody needs the string any more.
    #[inline]
    pub fn forget(&mut self, text: Text) {
        self.garbage += text.len();
    }

    /// Whether more than half of it was forgotten, and more than so many bytes.
    #[inline]
    pub(crate) fn is_mostly_garbage(&self, least_bytes: usize) -> bool {
        self.garbage > least_bytes && self.garbage > self.text.len() / 2
    }

    /// Bytes in use.
    pub fn size_bytes(&self) -> usize {
        self.text.len()
    }

    /// Becomes a copy of another heap: each text means there and here the same.
    pub fn copy_from(&mut self, other: &Heap) {
        self.text.clone_from(&other.text);
        self.garbage = other.garbage;
    }

    /// Empties it. Memory over `keep_bytes` is given back.
    pub fn clear(&mut self, keep_bytes: usize) {
        self.text.clear();
        self.garbage = 0;
        if self.text.capacity() > keep_bytes {
            self.text.shrink_to(keep_bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_lengths_do_not_touch_each_other() {
        for (offset, len) in [(0, 0), (0, LEN_MAX), (OFFSET_MAX, 0), (OFFSET_MAX, LEN_MAX), (5 << 30, 7)] {
            let text = Text::new(offset, len);
            assert_eq!((text.offset(), text.len()), (offset, len));
        }
        assert!(std::panic::catch_unwind(|| Text::new(0, LEN_MAX + 1)).is_err());
    }

    #[test]
    fn a_text_is_found_again_and_can_be_carried_over() {
        let mut heap = Heap::new();
        let (apple, empty) = (heap.put("apple"), heap.put(""));
        assert_eq!((heap.get(apple), heap.get(empty)), ("apple", ""));
        let mut other = Heap::new();
        other.put("x");
        let carried = other.carry(apple, &heap);
        assert_eq!(other.get(carried), "apple");
    }
}
