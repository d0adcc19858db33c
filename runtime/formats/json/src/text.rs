//! Strings and enums.
//!
//! A string without escapes is a slice of the line; one with escapes is written once into the scratch arena.

use crate::cursor::Cursor;
use crate::error::{Cause, JsonError};
use crate::scan;
use weir_runtime::Bump;

impl<'a> Cursor<'a> {
    /// Reads a string: UTF-8, without escapes. Borrowed from the line, or from `scratch` if it had escapes.
    #[inline]
    pub fn str<'s>(&mut self, scratch: &'s Bump) -> Result<&'s str, JsonError>
    where
        'a: 's,
    {
        if self.token() != b'"' {
            return Err(self.unexpected("a string"));
        }
        let start = self.at + 1;
        let end = scan::special(self.bytes, start);
        if self.bytes.get(end) != Some(&b'"') {
            return self.escaped_str(scratch);
        }
        let bytes: &'a [u8] = self.bytes;
        let text = utf8(&bytes[start..end]).ok_or_else(|| self.error(Cause::InvalidUtf8))?;
        self.at = end + 1;
        Ok(text)
    }

    /// A string with an escape, an invalid one, or one that never ends.
    #[inline(never)]
    fn escaped_str<'s>(&mut self, scratch: &'s Bump) -> Result<&'s str, JsonError> {
        let start = self.at + 1;
        let end = self.string_end(start)?;
        let unescaped = scratch.alloc_slice_fill_copy(end - start, 0u8);
        let len = unescape(&self.bytes[start..end], unescaped)
            .map_err(|at| JsonError { cause: Cause::InvalidEscape, at: start + at })?;
        let text = utf8(&unescaped[..len]).ok_or_else(|| self.error(Cause::InvalidUtf8))?;
        self.at = end + 1;
        Ok(text)
    }

    /// Reads a string that is one of `variants`: its index.
    pub fn enumeration(&mut self, variants: &[&str]) -> Result<u32, JsonError> {
        let (start, text) = self.short_str()?;
        let found = variants.iter().position(|variant| variant.as_bytes() == text.bytes());
        found.map(|index| index as u32).ok_or(JsonError { cause: Cause::UnknownVariant, at: start })
    }

    /// Reads a string of which only short ones can mean anything, with its place.
    pub(crate) fn short_str(&mut self) -> Result<(usize, Short<'a>), JsonError> {
        if self.token() != b'"' {
            return Err(self.unexpected("a string"));
        }
        let start = self.at;
        let end = self.string_end(start + 1)?;
        self.at = end + 1;
        let bytes: &'a [u8] = self.bytes;
        let raw = &bytes[start + 1..end];
        if !raw.contains(&b'\\') {
            return Ok((start, Short::Plain(raw)));
        }
        let mut unescaped = vec![0; raw.len()];
        let len = unescape(raw, &mut unescaped)
            .map_err(|at| JsonError { cause: Cause::InvalidEscape, at: start + 1 + at })?;
        unescaped.truncate(len);
        Ok((start, Short::Unescaped(unescaped)))
    }
}

/// The bytes of a string without escapes. Values with a fixed form have none in practice; those that do may cost.
pub(crate) enum Short<'a> {
    Plain(&'a [u8]),
    Unescaped(Vec<u8>),
}

impl Short<'_> {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Short::Plain(bytes) => bytes,
            Short::Unescaped(bytes) => bytes,
        }
    }
}

/// Below this the standard library's check is faster.
const SIMD_FROM: usize = 64;

#[inline]
fn utf8(bytes: &[u8]) -> Option<&str> {
    if bytes.len() < SIMD_FROM {
        std::str::from_utf8(bytes).ok()
    } else {
        simdutf8::basic::from_utf8(bytes).ok()
    }
}

/// Writes `raw` (the text between the quotes, its escapes well-formed) without escapes into `out`, which is as long. Gives
/// the length, or the place of half a surrogate pair.
pub(crate) fn unescape(raw: &[u8], out: &mut [u8]) -> Result<usize, usize> {
    let (mut from, mut to) = (0, 0);
    loop {
        let rest = &raw[from..];
        let plain = memchr(rest);
        out[to..to + plain].copy_from_slice(&rest[..plain]);
        (from, to) = (from + plain, to + plain);
        if from == raw.len() {
            return Ok(to);
        }
        let simple = match raw[from + 1] {
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let (character, len) = unicode(&raw[from..]).ok_or(from)?;
                to += character.encode_utf8(&mut out[to..]).len();
                from += len;
                continue;
            }
            itself => itself,
        };
        out[to] = simple;
        (from, to) = (from + 2, to + 1);
    }
}

/// Offset of the first `\`, or the length.
#[inline]
fn memchr(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at = scan::special(text, at);
        // Quotes and control characters do not occur between the quotes of a checked string.
        if at >= text.len() || text[at] == b'\\' {
            return at;
        }
        at += 1;
    }
}

/// The character of `\uXXXX` or of a surrogate pair `\uXXXX\uXXXX` at the start of `raw`, and the length of its text.
fn unicode(raw: &[u8]) -> Option<(char, usize)> {
    let first = hex(raw, 0)?;
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first).map(|c| (c, 6));
    }
    if raw.get(6..8) != Some(b"\\u") {
        return None;
    }
    let second = hex(raw, 6)?;
    let low = second.checked_sub(0xdc00).filter(|&low| low < 0x400)?;
    char::from_u32(0x10000 + ((first - 0xd800) << 10) + low).map(|c| (c, 12))
}

/// The four hex digits behind the `\u` at `at`.
fn hex(raw: &[u8], at: usize) -> Option<u32> {
    let digits = std::str::from_utf8(raw.get(at + 2..at + 6)?).ok()?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &[u8], expected: Result<&str, Cause>) {
        let scratch = Bump::new();
        let mut cur = Cursor::new(json);
        let read = cur.str(&scratch).and_then(|text| cur.end().map(|()| text));
        assert_eq!(read.map_err(|e| e.cause), expected, "{}", String::from_utf8_lossy(json));
    }

    #[test]
    fn escapes_become_what_they_stand_for() {
        check(br#""""#, Ok(""));
        check(br#""plain""#, Ok("plain"));
        check(br#""\"\\\/\b\f\n\r\t""#, Ok("\"\\/\u{8}\u{c}\n\r\t"));
        check(br#""\u0041\u00e9\u20ac\ud83d\ude00 x""#, Ok("Aé€😀 x"));
        check("\"né€\"".as_bytes(), Ok("né€"));
        check(br#""\u0000""#, Ok("\0"));
    }

    #[test]
    fn half_a_surrogate_pair_is_refused() {
        for json in
            [&br#""\ud83d""#[..], br#""\ud83dx""#, br#""\ud83d\n""#, br#""\ude00""#, br#""\ud83d\u0041""#]
        {
            check(json, Err(Cause::InvalidEscape));
        }
    }

    #[test]
    fn invalid_utf8_is_refused_with_and_without_escapes() {
        check(b"\"a\xff\"", Err(Cause::InvalidUtf8));
        check(b"\"\\n\xe2\x82\"", Err(Cause::InvalidUtf8));
        check(b"\"\xed\xa0\x80\"", Err(Cause::InvalidUtf8));
    }

    #[test]
    fn strings_that_do_not_end_or_are_none_are_refused() {
        check(b"\"a", Err(Cause::UnexpectedEnd));
        check(b"\"a\\", Err(Cause::UnexpectedEnd));
        check(b"\"a\tb\"", Err(Cause::ControlCharacter));
        check(b"1", Err(Cause::Expected("a string")));
    }

    #[test]
    fn an_enum_is_the_index_of_its_variant() {
        let read = |json: &[u8]| Cursor::new(json).enumeration(&["open", "closed"]).map_err(|e| e.cause);
        assert_eq!(read(br#""closed""#), Ok(1));
        assert_eq!(read(br#""op\u0065n""#), Ok(0));
        assert_eq!(read(br#""Open""#), Err(Cause::UnknownVariant));
        assert_eq!(read(b"1"), Err(Cause::Expected("a string")));
    }
}
