//! `trim(text)`

/// The text without white space (as Unicode has it) at its start and end.
#[inline]
pub fn trim(text: &str) -> &str {
    text.trim()
}

#[cfg(test)]
mod tests {
    use super::trim;

    #[test]
    fn both_ends_are_trimmed() {
        assert_eq!(trim("  a b\t"), "a b");
    }
}
