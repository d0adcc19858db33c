//! `split_part(text, separator, index)`

use crate::text::Positions;
use memchr::memmem;

/// The part at `index`, from 0, of the text split at every separator; an empty separator is nowhere.
#[inline]
pub fn split_part<'a>(text: &'a str, separator: &str, index: i64) -> Option<&'a str> {
    let index = usize::try_from(index).ok()?;
    match separator.as_bytes() {
        [] => (index == 0).then_some(text),
        [byte] => part_of_byte(text, *byte, index),
        long => {
            let mut separators = memmem::find_iter(text.as_bytes(), long);
            part(text, |n| separators.nth(n), long.len(), index)
        }
    }
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
