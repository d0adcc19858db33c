//! `count_of(text, part)`

use memchr::{memchr_iter, memmem};

/// How often `part` stands in the text, counted from left to right without overlap; an empty `part` is nowhere.
pub fn count_of(text: &str, part: &str) -> i64 {
    let count = match part.as_bytes() {
        [] => 0,
        [byte] => memchr_iter(*byte, text.as_bytes()).count(),
        part => memmem::find_iter(text.as_bytes(), part).count(),
    };
    count as i64
}

#[cfg(test)]
mod tests {
    use super::count_of;

    #[test]
    fn parts_do_not_overlap() {
        assert_eq!(count_of("concrete", "c"), 2);
        assert_eq!(count_of("aaa", "aa"), 1);
        assert_eq!(count_of("abc", ""), 0);
    }
}
