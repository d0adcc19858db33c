//! `length(text)`

/// How many characters the text has.
#[inline]
pub fn length(text: &str) -> i64 {
    text.chars().count() as i64
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(length("größe"), 5);
    }
}
