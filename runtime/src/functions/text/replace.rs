//! `replace(text, part, by)`

use bumpalo::Bump;
use bumpalo::collections::String;
use memchr::memmem;

/// The text with every `part` in it, from left to right, replaced; an empty `part` is nowhere.
pub fn replace<'a>(scratch: &'a Bump, text: &'a str, part: &str, by: &str) -> &'a str {
    if part.is_empty() || memmem::find(text.as_bytes(), part.as_bytes()).is_none() {
        return text;
    }
    let mut replaced = String::with_capacity_in(text.len(), scratch);
    for (index, piece) in text.split(part).enumerate() {
        if index > 0 {
            replaced.push_str(by);
        }
        replaced.push_str(piece);
    }
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
