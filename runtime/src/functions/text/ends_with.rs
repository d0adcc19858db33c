//! `ends_with(text, part)`

/// Whether `part` is the end of the text.
#[inline]
pub fn ends_with(text: &str, part: &str) -> bool {
    text.ends_with(part)
}

#[cfg(test)]
mod tests {
    use super::ends_with;

    #[test]
    fn only_one_end_counts() {
        assert!(ends_with("weirwe", "we"));
        assert!(!ends_with("xweirx", "we"));
    }
}
