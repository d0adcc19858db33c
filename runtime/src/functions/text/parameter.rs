//! `parameter(url, name)`

/// What stands behind the first `name=` that begins the text or follows a `?` or `&`, up to the next `&` or the end. A name with an `&` in it is nowhere.
pub fn parameter<'a>(url: &'a str, name: &str) -> Option<&'a str> {
    // A name with `?` or `&` in it could be found across parts; only an `&` can never be found.
    if name.as_bytes().contains(&b'&') {
        return None;
    }
    if let Some(value) = value(url, 0, name) {
        return Some(value);
    }
    memchr::memchr2_iter(b'?', b'&', url.as_bytes()).find_map(|at| value(url, at + 1, name))
}

/// The value of the parameter that begins here, if it has this name.
#[inline]
fn value<'a>(url: &'a str, start: usize, name: &str) -> Option<&'a str> {
    let behind = url.as_bytes()[start..].strip_prefix(name.as_bytes())?.strip_prefix(b"=")?;
    let end = memchr::memchr(b'&', behind).unwrap_or(behind.len());
    let from = url.len() - behind.len();
    url.get(from..from + end)
}

#[cfg(test)]
mod tests {
    use super::parameter;

    #[test]
    fn a_value_goes_to_the_next_ampersand_or_the_end() {
        let url = "https://a.de/i?q=1&id=7&x=";
        assert_eq!(parameter(url, "q"), Some("1"));
        assert_eq!(parameter(url, "id"), Some("7"));
        assert_eq!(parameter(url, "x"), Some(""));
        assert_eq!(parameter("id=ä", "id"), Some("ä"));
    }

    #[test]
    fn a_name_must_be_whole() {
        assert_eq!(parameter("https://a.de/i?grid=7", "id"), None);
        assert_eq!(parameter("?id", "id"), None);
        assert_eq!(parameter("?ids=1&id=2", "id"), Some("2"));
        assert_eq!(parameter("?=3", ""), Some("3"));
        assert_eq!(parameter("", ""), None);
    }
}
