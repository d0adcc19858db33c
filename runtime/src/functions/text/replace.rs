//! `replace(text, part, by)`

use super::part::Find;
use bumpalo::Bump;
use bumpalo::collections::String;

/// The text with every `part` in it, from left to right, replaced; an empty `part` is nowhere.
pub fn replace<'a>(scratch: &'a Bump, text: &'a str, part: impl Find, by: &str) -> &'a str {
    let width = part.bytes().len();
    if width == 0 || part.first_in(text.as_bytes()).is_none() {
        return text;
    }
    let mut replaced = String::with_capacity_in(text.len(), scratch);
    let mut start = 0;
    for at in part.all_in(text.as_bytes()) {
        replaced.push_str(&text[start..at]);
        replaced.push_str(by);
        start = at + width;
    }
    replaced.push_str(&text[start..]);
    replaced.into_bump_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_replaced() {
        let scratch = Bump::new();
        assert_eq!(replace(&scratch, "a-b-c", "-", "+"), "a+b+c");
        assert_eq!(replace(&scratch, "aaa", "aa", "b"), "ba");
        assert_eq!(replace(&scratch, "abc", "", "-"), "abc");
    }
}
