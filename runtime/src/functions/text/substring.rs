//! `substring(text, from, length)`

/// The characters at the positions from `from` to before `from + length`; positions outside of the text hold nothing.
#[inline]
pub fn substring(text: &str, from: i64, length: i64) -> &str {
    let to = from.saturating_add(length).max(0);
    let start = byte_of(text, from.max(0));
    let end = byte_of(text, to);
    if start < end { &text[start..end] } else { "" }
}

/// Where the character at the position begins; the end of the text where there is none.
#[inline]
fn byte_of(text: &str, position: i64) -> usize {
    let position = usize::try_from(position).unwrap_or(0);
    // A text has at most as many characters as bytes.
    if position >= text.len() {
        return text.len();
    }
    if text.is_ascii() {
        position
    } else {
        text.char_indices().nth(position).map_or(text.len(), |(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::substring;

    #[test]
    fn positions_count_characters() {
        assert_eq!(substring("flights", 0, 6), "flight");
        assert_eq!(substring("größe", 2, 2), "öß");
        assert_eq!(substring("abc", 2, 10), "c");
        assert_eq!(substring("abc", -1, 2), "a");
        assert_eq!(substring("abc", 1, -1), "");
        assert_eq!(substring("abc", i64::MIN, i64::MAX), "");
        assert_eq!(substring("abc", 1, i64::MAX), "bc");
    }
}
