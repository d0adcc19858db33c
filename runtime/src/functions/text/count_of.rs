//! `count_of(text, part)`

use super::part::Find;
use memchr::memchr_iter;

/// How often `part` stands in the text, counted from left to right without overlap; an empty `part` is nowhere.
pub fn count_of(text: &str, part: impl Find) -> i64 {
    let count = match part.bytes() {
        [] => 0,
        [byte] => memchr_iter(*byte, text.as_bytes()).count(),
        _ => part.all_in(text.as_bytes()).count(),
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
