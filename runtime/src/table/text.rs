//! Texts of keys. A short one stands in the key itself, as two words that are compared as such: the entry that a look-up has fetched anyway says whether it is the right one. A longer one stands in
//! the heap of its table. `docs/decisions/text-keys.md` has the numbers.
#![allow(unsafe_code)]

use crate::hash::hash_str;
use crate::heap::{Heap, Text};

/// Bytes of a text that stand in the key itself at most.
const SHORT_MAX: usize = 15;
/// The last byte of a text that does not; that of one that does says how long it is.
const LONG: u8 = u8::MAX;
/// An odd number with bits in no order.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
/// Where the length stands in the second word.
const LENGTH_SHIFT: u32 = 56;

/// The text of a key: its bytes, zeros, and how many they are; or, for a longer text, its [`Text`]. Meaningless without the heap of the table.
#[derive(Debug, Clone, Copy)]
pub struct KeyText([u8; 16]);

/// The text that a key is looked up by, with its words: made before the look-up, they are there when an entry is.
#[derive(Debug, Clone, Copy)]
pub struct SoughtText<'a> {
    text: &'a str,
    /// Those of a long text say nothing.
    words: (u64, u64),
}

impl SoughtText<'_> {
    /// A number of all its bytes, see [`super::Lookup::mix`].
    #[inline(always)]
    pub fn mix(self) -> u64 {
        match self.text.len() {
            ..=SHORT_MAX => mix2(self.words.0, self.words.1),
            _ => mix_long(self.text),
        }
    }
}

/// The same of a text of at least 16 bytes. Of one of more than 48 the hash is as good.
#[inline(never)]
fn mix_long(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let len = bytes.len();
    if len > 48 {
        return hash_str(text);
    }
    let outer = mix2(eight(bytes, 0) ^ len as u64, eight(bytes, len - 8));
    let outer = mix2(outer ^ eight(bytes, 8), eight(bytes, len - 16));
    if len <= 32 { outer } else { mix2(outer ^ eight(bytes, 16), eight(bytes, len - 24)) }
}

/// A number for two, see [`super::Lookup::mix`].
#[inline(always)]
pub fn mix2(a: u64, b: u64) -> u64 {
    // Not by whole bytes: what both have at the same distance would be lost. And carries go upwards: what all bits have a part in are the upper ones.
    (a ^ b.rotate_left(37)).wrapping_mul(FACTOR).rotate_left(13)
}

impl KeyText {
    /// What a text is looked up by.
    #[inline(always)]
    pub fn sought(text: &str) -> SoughtText<'_> {
        let words = if text.len() <= SHORT_MAX { words(text.as_bytes()) } else { (0, 0) };
        SoughtText { text, words }
    }

    /// A text as it is kept in a key; a long one is copied into the heap.
    #[inline]
    pub fn new(text: &str, heap: &mut Heap) -> KeyText {
        if text.len() <= SHORT_MAX {
            return KeyText::of_words(words(text.as_bytes()));
        }
        KeyText::of_words((heap.put(text).to_bits(), u64::from(LONG) << LENGTH_SHIFT))
    }

    /// The text. What nobody looks at is not even looked for: a check that it is UTF-8 would be done for each change of a group.
    #[inline(always)]
    pub fn get<'a>(&'a self, heap: &'a Heap) -> &'a str {
        match self.long() {
            Some(text) => heap.get(text),
            None => {
                let bytes = &self.0[..usize::from(self.0[SHORT_MAX]) & SHORT_MAX];
                // SAFETY: these are the bytes of a whole `str`: a `KeyText` is made in `new` alone, of one of at most `SHORT_MAX` bytes, and keeps their number beside them.
                unsafe { std::str::from_utf8_unchecked(bytes) }
            }
        }
    }

    /// Whether it is this text.
    #[inline(always)]
    pub fn is(&self, sought: SoughtText<'_>, heap: &Heap) -> bool {
        if sought.text.len() <= SHORT_MAX {
            return self.words() == sought.words;
        }
        self.long().is_some_and(|long| heap.is(long, sought.text))
    }

    /// Whether it is the text of a key with another heap.
    #[inline]
    pub fn same(&self, heap: &Heap, other: &KeyText, other_heap: &Heap) -> bool {
        match other.long() {
            Some(text) => self.long().is_some_and(|long| heap.is(long, other_heap.get(text))),
            None => self.words() == other.words(),
        }
    }

    /// Itself for a key with another heap.
    #[inline]
    pub fn carry(&self, from: &Heap, to: &mut Heap) -> KeyText {
        match self.long() {
            Some(text) => KeyText::new(from.get(text), to),
            None => *self,
        }
    }

    /// Fetches it where it stands in the heap, see [`crate::prefetch`].
    #[inline(always)]
    pub fn fetch(&self, heap: &Heap) {
        if let Some(text) = self.long() {
            heap.fetch(text);
        }
    }

    #[inline(always)]
    fn long(&self) -> Option<Text> {
        (self.0[SHORT_MAX] == LONG).then(|| Text::from_bits(self.words().0))
    }

    #[inline(always)]
    fn words(&self) -> (u64, u64) {
        (eight(&self.0, 0), eight(&self.0, 8))
    }

    #[inline(always)]
    fn of_words((first, second): (u64, u64)) -> KeyText {
        // One number in two registers: bytes put together in memory would be waited for by who loads all of them at once.
        KeyText((u128::from(first) | u128::from(second) << 64).to_le_bytes())
    }
}

/// The words of a short text. Pieces that overlap have the same bytes where they do. The cases are those of XXH3, which the processor has just guessed.
#[inline(always)]
fn words(bytes: &[u8]) -> (u64, u64) {
    let len = bytes.len();
    let length = (len as u64) << LENGTH_SHIFT;
    match len {
        9.. => (eight(bytes, 0), eight(bytes, len - 8) >> (8 * (16 - len)) | length),
        4.. => (four(bytes, 0) | four(bytes, len - 4) << (8 * (len - 4)), length),
        0 => (0, length),
        _ => {
            // Written out: as a `map` over an array it was a call, through memory.
            (one(bytes, 0) | one(bytes, len / 2) | one(bytes, len - 1), length)
        }
    }
}

/// The byte at a place, where that place has it in a word.
#[inline(always)]
fn one(bytes: &[u8], at: usize) -> u64 {
    u64::from(bytes[at]) << (8 * at)
}

#[inline(always)]
fn eight(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

#[inline(always)]
fn four(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Texts of all lengths around the limits, that differ in one byte or in zeros at the end.
    fn texts() -> Vec<String> {
        let mut texts = Vec::new();
        for len in 0..64 {
            let plain: Vec<u8> = (0..len as u8).map(|at| b'a' + at % 26).collect();
            texts.push(plain.clone());
            for at in 0..len {
                for other in [0, b'A', 127] {
                    let mut changed = plain.clone();
                    changed[at] = other;
                    texts.push(changed);
                }
            }
        }
        texts.extend(
            ["ß", "größe", "größenordnung", "größenordnungen", "größenordnungen…"]
                .map(|t| t.as_bytes().to_vec()),
        );
        texts.sort();
        texts.dedup();
        texts.into_iter().map(|bytes| String::from_utf8(bytes).expect("text")).collect()
    }

    #[test]
    fn a_text_is_itself_and_no_other() {
        let (texts, mut heap, mut other_heap) = (texts(), Heap::new(), Heap::new());
        other_heap.put("something else");
        let keys: Vec<KeyText> = texts.iter().map(|text| KeyText::new(text, &mut heap)).collect();
        let carried: Vec<KeyText> = keys.iter().map(|key| key.carry(&heap, &mut other_heap)).collect();
        for (at, (key, text)) in keys.iter().zip(&texts).enumerate() {
            assert_eq!((key.get(&heap), carried[at].get(&other_heap)), (text.as_str(), text.as_str()));
            for (other_at, other) in texts.iter().enumerate() {
                assert_eq!(key.is(KeyText::sought(other), &heap), at == other_at, "{text:?} {other:?}");
                let same = key.same(&heap, &carried[other_at], &other_heap);
                assert_eq!(same, at == other_at, "{text:?} {other:?}");
            }
        }
    }

    /// What `get` says without looking holds.
    #[test]
    fn bytes_of_a_short_text_are_a_text() {
        for text in texts() {
            let key = KeyText::new(&text, &mut Heap::new());
            if key.long().is_none() {
                let bytes = &key.0[..usize::from(key.0[SHORT_MAX])];
                assert_eq!(std::str::from_utf8(bytes), Ok(text.as_str()));
            }
        }
    }

    /// Texts as keys have them, of which each class differs in a few bytes that stand elsewhere: hardly two have the same place of a dictionary.
    #[test]
    fn mixes_tell_texts_apart() {
        let letter = |n: u64| char::from(b'A' + (n % 26) as u8);
        let classes: [&dyn Fn(u64) -> String; 14] = [
            &|n| n.to_string(),
            &|n| format!("{:010}", n * 7),
            &|n| format!("key-{n}"),
            &|n| format!("{n:04}-suffix"),
            &|n| format!("acct{n:04}{n:04}"),
            &|n| format!("N{}{}{}", letter(n / 26), letter(n % 26), letter(n % 7)),
            &|n| format!("channel-{n:012}"),
            &|n| char::from_u32(0x4e00 + n as u32).into_iter().collect(),
            &|n| format!("example.org/{n}/index"),
            &|n| format!("{:08x}-0000-0000-0000-000000000000", n.wrapping_mul(2_654_435_761) % (1 << 32)),
            &|n| format!("host-{n:04}.eu-west-1.compute.internal.example"),
            &|n| format!("user{n:03}@subsidiary.department.corporation.com"),
            &|n| format!("https://example.org/{n}/a/index.html"),
            &|n| format!("https://example.org/users/{n:05}/profile/settings/notifications/index.html"),
        ];
        for class in classes {
            let mut places: Vec<u64> = (0..500).map(|n| KeyText::sought(&class(n)).mix() % 8192).collect();
            places.sort_unstable();
            places.dedup();
            // Drawn at random 485 differ.
            assert!(places.len() > 450, "{} of {:?}", places.len(), class(0));
        }
        // Each byte has a part in it, and so has the other number of two.
        let texts = texts();
        let mixes: BTreeSet<(usize, u64)> =
            texts.iter().map(|text| (text.len(), KeyText::sought(text).mix())).collect();
        assert_eq!(mixes.len(), texts.len());
        let mut pairs: Vec<u64> =
            (0..500).map(|n| mix2(KeyText::sought("UA").mix(), n << 29) % 8192).collect();
        pairs.sort_unstable();
        pairs.dedup();
        assert!(pairs.len() > 450, "{}", pairs.len());
    }

    #[test]
    fn a_short_text_takes_no_heap() {
        let mut heap = Heap::new();
        let short = KeyText::new("channel-12345", &mut heap);
        assert_eq!((short.get(&heap), heap.size_bytes()), ("channel-12345", 0));
        KeyText::new("channel-1234567890", &mut heap);
        assert_eq!(heap.size_bytes(), 18);
    }
}
