//! `contains(text, part)`

use super::part::Find;

/// Whether `part` stands somewhere in the text.
pub fn contains(text: &str, part: impl Find) -> bool {
    part.first_in(text.as_bytes()).is_some()
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
