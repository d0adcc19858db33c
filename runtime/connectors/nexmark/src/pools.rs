//! Strings made once, of which events hold slices: they live as long as the process.

use crate::draw::{Draw, key};
use std::sync::OnceLock;

/// Channels that are not hot: `channel-0` to `channel-9999`.
pub(crate) const CHANNELS: u64 = 10_000;
/// Hot channels stand behind the others.
pub(crate) const HOT: [&str; 4] = ["Google", "Facebook", "Baidu", "Apple"];
/// Entries of the pools that are drawn from whole.
pub(crate) const ENTRIES: u64 = 4096;
/// Bytes of the pools that slices are cut from.
const TEXT_BYTES: usize = 32 * 1024;

pub(crate) const FIRST_NAMES: u64 = 11;
pub(crate) const LAST_NAMES: u64 = 9;
pub(crate) const CITIES: [&str; 10] = [
    "Phoenix",
    "Los Angeles",
    "San Francisco",
    "Boise",
    "Portland",
    "Bend",
    "Redmond",
    "Seattle",
    "Kent",
    "Cheyenne",
];
pub(crate) const STATES: [&str; 6] = ["AZ", "CA", "ID", "OR", "WA", "WY"];

/// Names of channels by number, the hot ones last.
#[inline]
pub(crate) fn channels() -> &'static [&'static str] {
    static POOL: OnceLock<Vec<&'static str>> = OnceLock::new();
    POOL.get_or_init(|| table((0..CHANNELS).map(|n| format!("channel-{n}")).chain(HOT.map(str::to_owned))))
}

/// Addresses by number of the channel.
#[inline]
pub(crate) fn urls() -> &'static [&'static str] {
    static POOL: OnceLock<Vec<&'static str>> = OnceLock::new();
    POOL.get_or_init(|| table((0..CHANNELS + HOT.len() as u64).map(url)))
}

/// `first last`, all of them.
#[inline]
pub(crate) fn names() -> &'static [&'static str] {
    static POOL: OnceLock<Vec<&'static str>> = OnceLock::new();
    const FIRST: [&str; FIRST_NAMES as usize] =
        ["Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter", "Walter"];
    const LAST: [&str; LAST_NAMES as usize] =
        ["Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones", "Noris"];
    POOL.get_or_init(|| table(FIRST.iter().flat_map(|first| LAST.map(|last| format!("{first} {last}")))))
}

/// Mail addresses.
#[inline]
pub(crate) fn emails() -> &'static [&'static str] {
    static POOL: OnceLock<Vec<&'static str>> = OnceLock::new();
    POOL.get_or_init(|| {
        table((0..ENTRIES).map(|n| {
            let mut random = Random::new(3, n);
            format!("{}@{}.com", random.word(7, b' ').trim(), random.word(5, b' ').trim())
        }))
    })
}

/// Card numbers: four groups of four digits.
#[inline]
pub(crate) fn cards() -> &'static [&'static str] {
    static POOL: OnceLock<Vec<&'static str>> = OnceLock::new();
    POOL.get_or_init(|| {
        table((0..ENTRIES).map(|n| {
            let mut random = Random::new(4, n);
            let groups: [String; 4] = std::array::from_fn(|_| format!("{:04}", random.below(10_000)));
            groups.join(" ")
        }))
    })
}

/// Text of `extra`: runs of six characters, each run either of small letters or of what lies as far before `a`.
#[inline]
pub(crate) fn extra(from: u64, len: usize) -> &'static str {
    static POOL: OnceLock<String> = OnceLock::new();
    let pool = POOL.get_or_init(|| {
        let mut random = Random::new(1, 0);
        let runs = (0..TEXT_BYTES / 6).map(|_| random.below(2) == 0).collect::<Vec<_>>();
        runs.iter()
            .flat_map(|&small| std::array::from_fn::<char, 6, _>(|_| random.character(small)))
            .collect()
    });
    cut(pool, from, len)
}

/// Text of names and descriptions: small letters and, once in thirteen, a space; none at the ends.
#[inline]
pub(crate) fn words(from: u64, len: usize) -> &'static str {
    static POOL: OnceLock<String> = OnceLock::new();
    let pool = POOL.get_or_init(|| {
        let mut random = Random::new(2, 0);
        (0..TEXT_BYTES).map(|_| char::from(random.letter(b' '))).collect()
    });
    cut(pool, from, len).trim()
}

/// `len` bytes of the pool; `from` is any number below 2^32.
#[inline]
fn cut(pool: &'static str, from: u64, len: usize) -> &'static str {
    let start = (from as usize * (pool.len() - len)) >> 32;
    &pool[start..start + len]
}

/// The address of a channel: a shop of its own, and for nine in ten of those that are not hot the channel's id.
fn url(channel: u64) -> String {
    let mut random = Random::new(5, channel);
    let [a, b, c] = std::array::from_fn(|_| random.word(5, b'_'));
    let base = format!("https://www.nexmark.com/{a}/{b}/{c}/item.htm?query=1");
    if channel >= CHANNELS || random.below(10) == 0 {
        return base;
    }
    let id = (channel as u32).reverse_bits() as i32;
    format!("{base}&channel_id={}", id.unsigned_abs())
}

/// All strings in one block, one after the other.
fn table(strings: impl Iterator<Item = String>) -> Vec<&'static str> {
    let (mut text, mut ends) = (String::new(), Vec::new());
    for string in strings {
        text.push_str(&string);
        ends.push(text.len());
    }
    let text: &'static str = text.leak();
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(&ends).map(|(start, &end)| &text[start..end]).collect()
}

/// Randomness of one entry of a pool; the same in every process.
struct Random {
    key: u64,
    n: u64,
}

impl Random {
    fn new(pool: u64, entry: u64) -> Random {
        Random { key: key(pool << 32 | entry), n: 0 }
    }

    fn below(&mut self, n: u64) -> u64 {
        self.n += 1;
        Draw::new(self.key, self.n).bits::<0>().below(n)
    }

    fn letter(&mut self, special: u8) -> u8 {
        if self.below(13) == 0 { special } else { b'a' + self.below(26) as u8 }
    }

    fn character(&mut self, small: bool) -> char {
        let distance = self.below(26) as u8;
        char::from(if small { b'a' + distance } else { b'a' - distance })
    }

    /// Three to `len_end - 1` letters.
    fn word(&mut self, len_end: u64, special: u8) -> String {
        let len = 3 + self.below(len_end - 3);
        (0..len).map(|_| char::from(self.letter(special))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_and_their_addresses_look_like_nexmark() {
        assert_eq!(channels().len(), 10_004);
        assert_eq!((channels()[9999], channels()[10_000]), ("channel-9999", "Google"));
        for (n, url) in urls().iter().enumerate() {
            let rest = url.strip_prefix("https://www.nexmark.com/").expect("the host");
            let parts: Vec<&str> = rest.split('/').collect();
            assert_eq!(parts.len(), 4, "{url}");
            assert!(parts[..3].iter().all(|part| (3..=4).contains(&part.len())), "{url}");
            assert!(n < 10_000 || parts[3] == "item.htm?query=1", "{url}");
        }
        let with_id = urls().iter().filter(|url| url.contains("&channel_id=")).count();
        assert!((8800..9200).contains(&with_id), "{with_id}");
    }

    #[test]
    fn extra_has_small_letters_and_what_lies_before_them() {
        let text = extra(1 << 31, 5000);
        assert!(text.bytes().all(|b| (b'H'..=b'z').contains(&b)));
        assert!(text.contains('\\') && text.contains('z'));
    }

    #[test]
    fn words_have_no_space_at_their_ends() {
        for from in 0..2000 {
            let text = words(from << 20, 20);
            assert!(!text.starts_with(' ') && !text.ends_with(' ') && !text.is_empty(), "{text:?}");
        }
    }

    #[test]
    fn persons_have_names_mail_and_cards() {
        assert_eq!((names().len(), names()[0], names()[98]), (99, "Peter Shultz", "Walter Noris"));
        assert!(emails().iter().all(|email| email.contains('@') && email.ends_with(".com")));
        assert!(cards().iter().all(|card| card.len() == 19));
    }
}
