//! `split_part(text, separator, index)`

use crate::text::{Positions, WORD_BYTES, marks};
use memchr::memmem;

/// The part at `index`, from 0, of the text split at every separator; an empty separator is nowhere.
#[inline]
pub fn split_part<'a>(text: &'a str, separator: &str, index: i64) -> Option<&'a str> {
    let index = usize::try_from(index).ok()?;
    match separator.as_bytes() {
        [] => (index == 0).then_some(text),
        [byte] => near_part(text, marks(text.as_bytes(), *byte), index)
            .unwrap_or_else(|| part_of_byte(text, *byte, index)),
        long => {
            let mut separators = memmem::find_iter(text.as_bytes(), long);
            part(text, |n| separators.nth(n), long.len(), index)
        }
    }
}

/// The part of a text whose first separators are marked; `None` where they do not say where it is.
#[inline(always)]
fn near_part(text: &str, mut separators: u64, index: usize) -> Option<Option<&str>> {
    let mut start = 0;
    if index > 0 {
        // A place is behind all separators before it.
        for _ in 1..index.min(WORD_BYTES) {
            separators &= separators.wrapping_sub(1);
        }
        if separators == 0 || index > WORD_BYTES {
            return (text.len() <= WORD_BYTES).then_some(None);
        }
        start = separators.trailing_zeros() as usize + 1;
        separators &= separators - 1;
    }
    let end = match separators {
        0 if text.len() > WORD_BYTES => return None,
        0 => text.len(),
        _ => separators.trailing_zeros() as usize,
    };
    Some(text.get(start..end))
}

#[inline(never)]
fn part_of_byte(text: &str, byte: u8, index: usize) -> Option<&str> {
    let mut separators = Positions::new(text.as_bytes(), byte);
    part(text, |n| separators.nth(n), 1, index)
}

/// The part between the separators before and at `index`; `nth` gives the separators that are left.
#[inline]
fn part(text: &str, mut nth: impl FnMut(usize) -> Option<usize>, width: usize, index: usize) -> Option<&str> {
    let start = match index {
        0 => 0,
        index => nth(index - 1)? + width,
    };
    let end = nth(0).unwrap_or(text.len());
    text.get(start..end)
}

#[cfg(test)]
mod tests {
    use super::split_part;

    #[test]
    fn parts_near_and_far_are_those_of_a_plain_split() {
        for length in (0..70).chain([100, 127, 128, 129, 190, 300]) {
            for every in [1, 2, 7, 31, 63, 64, 65, 400] {
                let text: String =
                    (0..length).map(|at| if at % every == every - 1 { '/' } else { 'x' }).collect();
                for index in (0..80).chain([299, 300, 301]) {
                    let expected = text.split('/').nth(index);
                    assert_eq!(split_part(&text, "/", index as i64), expected, "{text} {index}");
                }
            }
        }
    }

    #[test]
    fn parts_are_counted_from_zero() {
        let url = "https://www.nexmark.com/abc/def";
        assert_eq!(split_part(url, "/", 0), Some("https:"));
        assert_eq!(split_part(url, "/", 1), Some(""));
        assert_eq!(split_part(url, "/", 4), Some("def"));
        assert_eq!(split_part(url, "/", 5), None);
        assert_eq!(split_part("a::b", "::", 1), Some("b"));
        assert_eq!(split_part("a", "/", -1), None);
        assert_eq!(split_part("ab", "", 0), Some("ab"));
    }
}
