//! `contains(text, part)`

use memchr::memmem;

/// Whether `part` stands somewhere in the text.
pub fn contains(text: &str, part: &str) -> bool {
    memmem::find(text.as_bytes(), part.as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::contains;

    #[test]
    fn a_part_is_found() {
        assert!(contains("weir", "ei"));
        assert!(contains("weir", ""));
        assert!(!contains("weir", "ie"));
    }
}
