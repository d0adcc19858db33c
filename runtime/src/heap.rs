//! Strings of plain rows: a row holds a [`Text`], the bytes stand in the [`Heap`] of its batch, slice or table and go with it.

/// A string in a heap. Meaningless without it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Text {
    offset: u32,
    len: u32,
}

/// Append-only memory for strings. Emptied as a whole; its memory is used again. Who replaces a string says so, so that a table that
/// lives long can be copied without what nobody needs any more ([`crate::table::Table::tidy`]).
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
    /// When the heap would grow over 4 GiB: offsets have 32 bits.
    #[inline]
    pub fn put(&mut self, text: &str) -> Text {
        let offset = self.text.len();
        self.text.push_str(text);
        assert!(self.text.len() <= u32::MAX as usize, "the strings of one window or batch pass 4 GiB");
        Text { offset: offset as u32, len: text.len() as u32 }
    }

    /// The string of a `Text` that this heap gave out.
    #[inline]
    pub fn get(&self, text: Text) -> &str {
        &self.text[text.offset as usize..text.offset as usize + text.len as usize]
    }

    /// Fetches a string that will be looked at soon, see [`crate::prefetch`].
    #[inline(always)]
    pub fn fetch(&self, text: Text) {
        crate::prefetch::prefetch(self.text.as_bytes(), text.offset as usize);
    }

    /// Copies a string over from another heap.
    #[inline]
    pub fn carry(&mut self, text: Text, from: &Heap) -> Text {
        self.put(from.get(text))
    }

    /// Nobody needs the string any more.
    #[inline]
    pub fn forget(&mut self, text: Text) {
        self.garbage += text.len as usize;
    }

    /// Bytes that were forgotten.
    #[inline]
    pub fn garbage_bytes(&self) -> usize {
        self.garbage
    }

    /// Bytes in use.
    pub fn size_bytes(&self) -> usize {
        self.text.len()
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
