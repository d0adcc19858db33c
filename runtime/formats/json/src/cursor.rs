//! The walk over one line: objects, keys, arrays, literals, the end.
//!
//! Protocol of an object, without closures so that generated code stays one flat function:
//!
//! ```
//! # use weir_json::{Cursor, JsonError};
//! # fn decode(line: &[u8]) -> Result<(Option<i64>, Option<i64>), JsonError> {
//! let (mut auction, mut price) = (None, None);
//! let mut cur = Cursor::new(line);
//! cur.begin_object()?;
//! if cur.literal(b"\"auction\":") {
//!     auction = Some(cur.int::<i64>()?); // the order of keys guessed right: no look at the key
//! }
//! while let Some(key) = cur.key()? {
//!     match key {
//!         b"auction" => auction = Some(cur.int::<i64>()?),
//!         b"price" => price = Some(cur.int::<i64>()?),
//!         _ => cur.skip()?,
//!     }
//! }
//! cur.end()?;
//! # Ok((auction, price))
//! # }
//! # assert_eq!(decode(br#"{"auction":7,"x":[],"price":9}"#), Ok((Some(7), Some(9))));
//! ```
//!
//! After each key exactly one value must be read or skipped. After an error the cursor is of no further use.
//! Between calls the invariant is: `at` stands behind a value, key or opening bracket; `fresh` says that it was a bracket.

use crate::error::{Cause, JsonError};
use crate::{marks, number, scan};

/// Objects and arrays that may lie in each other, as in serde_json.
pub(crate) const DEPTH_MAX: u32 = 127;

/// A position in one line of JSON.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    pub(crate) bytes: &'a [u8],
    /// The block that the line is in (or the line alone), and the line's place in it: whole words are read from here. What is compared or
    /// converted ends within the line, as a line end is neither digit nor part of a key.
    pub(crate) block: &'a [u8],
    pub(crate) base: usize,
    pub(crate) at: usize,
    /// The last thing read was `{` or `[`: no comma stands before the next element.
    pub(crate) fresh: bool,
    pub(crate) depth: u32,
    /// Where in the block strings may end. Empty: nobody looked.
    pub(crate) stops: &'a [u8],
    /// A key that had escapes, without them. Empty for ever where no key has any.
    unescaped: Vec<u8>,
}

/// What a value is, by its first character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Kind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

impl<'a> Cursor<'a> {
    /// At the start of a line, which holds one value.
    #[inline]
    pub fn new(line: &'a [u8]) -> Cursor<'a> {
        Cursor {
            bytes: line,
            block: line,
            base: 0,
            at: 0,
            fresh: false,
            depth: 0,
            stops: &[],
            unescaped: Vec::new(),
        }
    }

    /// At the start of the line `from..to` of a block of which it is known where strings may end.
    #[inline(always)]
    pub(crate) fn marked(block: &'a [u8], from: usize, to: usize, stops: &'a [u8]) -> Cursor<'a> {
        let bytes = &block[from..to];
        Cursor { bytes, block, base: from, at: 0, fresh: false, depth: 0, stops, unescaped: Vec::new() }
    }

    /// Offset, from `from` on, where a string may end; not before anything but well-formed escapes of `"` and `\\`.
    #[inline(always)]
    pub(crate) fn stop(&self, from: usize) -> usize {
        match marks::find(self.stops, self.base + from) {
            Some(stop) => stop - self.base,
            None => scan::special(self.bytes, from),
        }
    }

    /// Where the value at `at` ends, if it is a string or number as most are: no spaces before it, no escapes but of `"` and `\\`, up to seven
    /// digits. In a block with marks; elsewhere there is no telling.
    #[inline(always)]
    pub(crate) fn plain_end(&self, at: usize) -> Option<usize> {
        if *self.block.get(self.base + at)? == b'"' {
            let end = marks::find(self.stops, self.base + at + 1)?;
            return (*self.block.get(end)? == b'"').then_some(end - self.base + 1);
        }
        number::plain_len(*self.wide_from(at).first_chunk()?).map(|len| at + len)
    }

    /// Offset in the line of what comes next.
    #[inline]
    pub fn position(&self) -> usize {
        self.at
    }

    /// Enters an object: its keys come next. Anything else is an error.
    #[inline]
    pub fn begin_object(&mut self) -> Result<(), JsonError> {
        self.begin(b'{', "an object")
    }

    /// Enters an array: [`Cursor::element`] comes next.
    #[inline]
    pub fn begin_array(&mut self) -> Result<(), JsonError> {
        self.begin(b'[', "an array")
    }

    #[inline(always)]
    fn begin(&mut self, bracket: u8, expected: &'static str) -> Result<(), JsonError> {
        if self.token() != bracket {
            return Err(self.unexpected(expected));
        }
        if self.depth == DEPTH_MAX {
            return Err(self.error(Cause::TooDeep));
        }
        self.depth += 1;
        self.at += 1;
        self.fresh = true;
        Ok(())
    }

    /// The next key, without escapes, and its colon; `None` at the end of the object.
    #[inline]
    pub fn key(&mut self) -> Result<Option<&[u8]>, JsonError> {
        if !self.next_element(b'}')? {
            return Ok(None);
        }
        if self.token() != b'"' {
            return Err(self.error(self.cause_here()));
        }
        let start = self.at + 1;
        let end = scan::special(self.bytes, start);
        if self.bytes.get(end) != Some(&b'"') {
            return self.escaped_key().map(Some);
        }
        self.at = end + 1;
        self.colon()?;
        let bytes: &'a [u8] = self.bytes;
        Ok(Some(&bytes[start..end]))
    }

    /// Takes the next key if it is written exactly like `key`, quotes and colon included (`b"\"auction\":"`), and says whether
    /// it was. When not, nothing is taken and [`Cursor::key`] goes on as if it had not been asked.
    ///
    /// This is how generated code guesses the order of keys: `if cur.literal(…) { … }` in the expected order, then the loop
    /// over the keys that are left.
    #[inline(always)]
    pub fn literal(&mut self, key: &[u8]) -> bool {
        let mut start = self.at;
        if !self.fresh {
            if self.bytes.get(start) != Some(&b',') {
                return false;
            }
            start += 1;
        }
        let end = start + key.len();
        if self.bytes.get(start..end) != Some(key) {
            return false;
        }
        self.at = end;
        self.fresh = false;
        true
    }

    /// The next `N` bytes, of the line and perhaps of what follows it.
    #[inline(always)]
    pub(crate) fn ahead<const N: usize>(&self) -> Option<&[u8; N]> {
        self.wide_from(self.at).first_chunk()
    }

    /// The text from `at` on, to the end of the line or beyond.
    #[inline(always)]
    pub(crate) fn wide_from(&self, at: usize) -> &[u8] {
        self.block.get(self.base + at..).unwrap_or_default()
    }

    /// What is left of the line.
    #[inline(always)]
    pub(crate) fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Takes the object's closing bracket if it comes next, behind at least one key.
    #[inline(always)]
    pub(crate) fn closes(&mut self) -> bool {
        let closes = !self.fresh && self.bytes.get(self.at) == Some(&b'}');
        if closes {
            self.at += 1;
            self.depth -= 1;
        }
        closes
    }

    /// The text between two positions.
    pub(crate) fn between(&self, from: usize, to: usize) -> &[u8] {
        &self.bytes[from..to]
    }

    /// Goes over a key (with the comma before it, unless it is the first) that was compared.
    #[inline(always)]
    pub(crate) fn pass(&mut self, n: usize) {
        self.at += n;
        self.fresh = false;
    }

    /// Whether the array has another element, which then comes next.
    #[inline]
    pub fn element(&mut self) -> Result<bool, JsonError> {
        self.next_element(b']')
    }

    /// Takes the comma before an element, or the closing bracket (false).
    #[inline(always)]
    fn next_element(&mut self, closing: u8) -> Result<bool, JsonError> {
        let token = self.token();
        if token == b',' && !self.fresh {
            self.at += 1;
            return Ok(true);
        }
        if token == closing {
            self.at += 1;
            self.depth -= 1;
            self.fresh = false;
            return Ok(false);
        }
        if self.fresh && token != 0 {
            self.fresh = false;
            return Ok(true);
        }
        Err(self.error(self.cause_here()))
    }

    /// Takes a `null` and says whether there was one.
    #[inline]
    pub fn null(&mut self) -> bool {
        if self.token() == b'n' && self.bytes[self.at..].starts_with(b"null") {
            self.at += 4;
            return true;
        }
        false
    }

    /// Reads `true` or `false`.
    #[inline]
    pub fn bool(&mut self) -> Result<bool, JsonError> {
        self.token();
        let rest = &self.bytes[self.at..];
        if rest.starts_with(b"true") {
            self.at += 4;
            return Ok(true);
        }
        if rest.starts_with(b"false") {
            self.at += 5;
            return Ok(false);
        }
        Err(self.unexpected("`true` or `false`"))
    }

    /// What the next value is, by its first character; the rest of it may still be wrong.
    pub fn kind(&mut self) -> Result<Kind, JsonError> {
        Ok(match self.token() {
            b'n' => Kind::Null,
            b't' | b'f' => Kind::Bool,
            b'-' | b'0'..=b'9' => Kind::Number,
            b'"' => Kind::String,
            b'[' => Kind::Array,
            b'{' => Kind::Object,
            _ => return Err(self.error(self.cause_here())),
        })
    }

    /// Checks that nothing but white space is left.
    #[inline]
    pub fn end(&mut self) -> Result<(), JsonError> {
        if self.at == self.bytes.len() {
            return Ok(());
        }
        self.token();
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.error(Cause::TrailingCharacters)) }
    }

    /// Moves to the next byte that is not white space and gives it; 0, which begins nothing, at the end.
    #[inline(always)]
    pub(crate) fn token(&mut self) -> u8 {
        match self.bytes.get(self.at) {
            Some(&byte) if byte > b' ' => byte,
            _ => self.token_after_space(),
        }
    }

    #[inline(never)]
    fn token_after_space(&mut self) -> u8 {
        while let Some(&byte) = self.bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return byte;
            }
            self.at += 1;
        }
        0
    }

    #[inline(always)]
    pub(crate) fn colon(&mut self) -> Result<(), JsonError> {
        if self.token() != b':' {
            return Err(self.error(self.cause_here()));
        }
        self.at += 1;
        Ok(())
    }

    /// A key with an escape, an invalid one, or one that never ends.
    #[cold]
    fn escaped_key(&mut self) -> Result<&[u8], JsonError> {
        let start = self.at + 1;
        let end = self.string_end(start)?;
        let mut unescaped = vec![0; end - start];
        let len = crate::text::unescape(&self.bytes[start..end], &mut unescaped)
            .map_err(|at| JsonError { cause: Cause::InvalidEscape, at: start + at })?;
        unescaped.truncate(len);
        self.unescaped = unescaped;
        self.at = end + 1;
        self.colon()?;
        Ok(&self.unescaped)
    }

    /// An error at the cursor.
    #[cold]
    pub(crate) fn error(&self, cause: Cause) -> JsonError {
        JsonError { cause, at: self.at }
    }

    /// Another kind of value than wanted, or none at all.
    #[cold]
    pub(crate) fn unexpected(&self, expected: &'static str) -> JsonError {
        let is_value = matches!(
            self.bytes.get(self.at),
            Some(b'n' | b't' | b'f' | b'-' | b'0'..=b'9' | b'"' | b'[' | b'{')
        );
        self.error(if is_value { Cause::Expected(expected) } else { self.cause_here() })
    }

    #[cold]
    pub(crate) fn cause_here(&self) -> Cause {
        if self.at >= self.bytes.len() { Cause::UnexpectedEnd } else { Cause::UnexpectedCharacter }
    }
}

#[cfg(test)]
#[path = "cursor_tests.rs"]
mod tests;
