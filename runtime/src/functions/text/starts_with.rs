//! `starts_with(text, part)`

/// Whether `part` is the start of the text.
#[inline]
pub fn starts_with(text: &str, part: &str) -> bool {
    text.starts_with(part)
}

#[cfg(test)]
mod tests {
    use super::starts_with;

    #[test]
    fn only_one_end_counts() {
        assert!(starts_with("weirwe", "we"));
        assert!(!starts_with("xweirx", "we"));
    }
}
