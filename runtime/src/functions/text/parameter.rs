//! `parameter(url, name)`

use memchr::memmem;

/// What stands behind the first `name=` that begins the text or follows a `?` or `&`, up to the next `&` or the end.
#[inline]
pub fn parameter<'a>(url: &'a str, name: &str) -> Option<&'a str> {
    let bytes = url.as_bytes();
    // A name with `?` or `&` in it could be found across parts; only an `&` can never be found.
    if name.as_bytes().contains(&b'&') {
        return None;
    }
    let mut from = 0;
    while let Some(found) = find_name(&bytes[from..], name.as_bytes()) {
        let start = from + found;
        let value = start + name.len() + 1;
        if start == 0 || matches!(bytes[start - 1], b'?' | b'&') {
            let end = memchr::memchr(b'&', &bytes[value..]).map_or(bytes.len(), |len| value + len);
            return url.get(value..end);
        }
        from = start + 1;
    }
    None
}

/// Where `name=` begins.
#[inline]
fn find_name(bytes: &[u8], name: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let start = from + memmem::find(&bytes[from..], name)?;
        if bytes.get(start + name.len()) == Some(&b'=') {
            return Some(start);
        }
        from = start + 1;
        if from > bytes.len() {
            return None;
        }
    }
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
