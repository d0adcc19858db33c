//! `upper(text)`

use bumpalo::Bump;

/// The text in upper case, as Unicode has it; itself where nothing is to be changed.
#[inline]
pub fn upper<'a>(scratch: &'a Bump, text: &'a str) -> &'a str {
    let changes =
        text.bytes().fold(false, |changes, byte| changes | byte.is_ascii_lowercase() | !byte.is_ascii());
    if changes { change(scratch, text) } else { text }
}

fn change<'a>(scratch: &'a Bump, text: &str) -> &'a str {
    if text.is_ascii() {
        let text = scratch.alloc_str(text);
        text.make_ascii_uppercase();
        text
    } else {
        scratch.alloc_str(&text.to_uppercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_alphabet_change() {
        let scratch = Bump::new();
        for text in ["Apple", "größe οδος 1", "GRÖSSE ΟΔΟΣ 1", ""] {
            assert_eq!(upper(&scratch, text), text.to_uppercase());
        }
    }
}
