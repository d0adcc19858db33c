//! Values nobody wants: checked for being JSON, as cheaply as may be, and left behind. No recursion: the open brackets are
//! bits of one integer, which the limit on nesting makes possible.

use crate::cursor::{Cursor, DEPTH_MAX};
use crate::error::{Cause, JsonError};
use crate::scan;

impl Cursor<'_> {
    /// Leaves the next value, whatever it is, behind.
    #[inline]
    pub fn skip(&mut self) -> Result<(), JsonError> {
        match self.token() {
            b'"' => self.skip_string(),
            b'-' | b'0'..=b'9' => self.skip_number(),
            b'{' | b'[' => self.skip_nested(),
            _ => self.skip_word(),
        }
    }

    /// Leaves the rest of the object behind, its closing bracket included.
    #[inline]
    pub fn skip_rest(&mut self) -> Result<(), JsonError> {
        while self.key()?.is_some() {
            self.skip()?;
        }
        Ok(())
    }

    /// Leaves a string behind: the cursor stands at its first quote.
    #[inline(always)]
    fn skip_string(&mut self) -> Result<(), JsonError> {
        let end = self.stop(self.at + 1);
        if self.bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(());
        }
        self.skip_string_with_escapes(end)
    }

    /// A string with an escape, an invalid one, or one that never ends. The first stop in it is at `stop`.
    #[inline(never)]
    fn skip_string_with_escapes(&mut self, mut stop: usize) -> Result<(), JsonError> {
        loop {
            // Where there are no marks this is the backslash itself, and all is looked at from the start.
            let next = match self.bytes.get(stop) {
                Some(b'"') => {
                    self.at = stop + 1;
                    return Ok(());
                }
                Some(b'/' | b'b' | b'f' | b'n' | b'r' | b't') => stop + 1,
                Some(b'u') if self.is_hex(stop + 1) => stop + 5,
                _ => break,
            };
            stop = self.stop(next);
        }
        self.at = self.string_end(self.at + 1)? + 1;
        Ok(())
    }

    /// Offset of the quote that ends the string whose text begins at `start`; checks the form of its escapes.
    pub(crate) fn string_end(&self, start: usize) -> Result<usize, JsonError> {
        let mut at = start;
        loop {
            at = scan::special(self.bytes, at);
            let cause = match self.bytes.get(at) {
                Some(b'"') => return Ok(at),
                Some(b'\\') => match self.bytes.get(at + 1) {
                    Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                        at += 2;
                        continue;
                    }
                    Some(b'u') if self.is_hex(at + 2) => {
                        at += 6;
                        continue;
                    }
                    Some(_) => Cause::InvalidEscape,
                    None => Cause::UnexpectedEnd,
                },
                Some(_) => Cause::ControlCharacter,
                None => Cause::UnexpectedEnd,
            };
            return Err(JsonError { cause, at });
        }
    }

    fn is_hex(&self, at: usize) -> bool {
        self.bytes.get(at..at + 4).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    }

    #[cold]
    fn skip_word(&mut self) -> Result<(), JsonError> {
        let rest = &self.bytes[self.at..];
        for word in ["null", "true", "false"] {
            if rest.starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(());
            }
        }
        Err(self.error(self.cause_here()))
    }

    /// An object or array with all that is in it.
    fn skip_nested(&mut self) -> Result<(), JsonError> {
        let outside = self.depth;
        // One bit a bracket opened here, innermost lowest: 1 is an object.
        let mut objects: u128 = 0;
        loop {
            // A value comes next; a bracket with something in it makes a turn of the loop.
            let token = self.token();
            if token == b'{' || token == b'[' {
                if self.depth == DEPTH_MAX {
                    return Err(self.error(Cause::TooDeep));
                }
                self.depth += 1;
                self.at += 1;
                objects = objects << 1 | u128::from(token == b'{');
                // `{` and `}`, `[` and `]` are two apart.
                if self.token() != token + 2 {
                    if token == b'{' {
                        self.skip_key()?;
                    }
                    continue;
                }
                self.at += 1;
                self.depth -= 1;
                objects >>= 1;
            } else {
                self.skip_scalar(token)?;
            }
            while self.depth > outside {
                let in_object = objects & 1 == 1;
                match self.token() {
                    b',' => {
                        self.at += 1;
                        if in_object {
                            self.skip_key()?;
                        }
                        break;
                    }
                    b'}' if in_object => {}
                    b']' if !in_object => {}
                    _ => return Err(self.error(self.cause_here())),
                }
                self.at += 1;
                self.depth -= 1;
                objects >>= 1;
            }
            if self.depth == outside {
                return Ok(());
            }
        }
    }

    #[inline(always)]
    fn skip_scalar(&mut self, token: u8) -> Result<(), JsonError> {
        match token {
            b'"' => self.skip_string(),
            b'-' | b'0'..=b'9' => self.skip_number(),
            _ => self.skip_word(),
        }
    }

    #[inline]
    fn skip_key(&mut self) -> Result<(), JsonError> {
        if self.token() != b'"' {
            return Err(self.error(self.cause_here()));
        }
        self.skip_string()?;
        self.colon()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str) -> Result<(), Cause> {
        let mut cur = Cursor::new(json.as_bytes());
        cur.skip().and_then(|()| cur.end()).map_err(|error| error.cause)
    }

    #[test]
    fn any_value_is_left_behind_whole() {
        for json in ["1", "-0.5e+3", "null", "true", "false", r#""a\"b\u00e9""#, "[]", "{}", "[[],{}]"] {
            assert_eq!(check(json), Ok(()), "{json}");
        }
        assert_eq!(check(r#" { "a" : [ 1 , { "b" : [ ] } , "x" ] , "c" : { } } "#), Ok(()));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        use Cause::*;
        for (json, cause) in [
            ("", UnexpectedEnd),
            ("[1,]", UnexpectedCharacter),
            ("{\"a\":1,}", UnexpectedCharacter),
            ("[1}", UnexpectedCharacter),
            ("{\"a\" 1}", UnexpectedCharacter),
            ("[1", UnexpectedEnd),
            ("\"a", UnexpectedEnd),
            ("\"a\nb\"", ControlCharacter),
            (r#""\x""#, InvalidEscape),
            (r#""\u12g4""#, InvalidEscape),
            ("nul", UnexpectedCharacter),
            ("[] []", TrailingCharacters),
        ] {
            assert_eq!(check(json), Err(cause), "{json}");
        }
    }

    #[test]
    fn nesting_ends_at_127_levels() {
        assert_eq!(check(&("[".repeat(127) + &"]".repeat(127))), Ok(()));
        assert_eq!(check(&("[".repeat(128) + &"]".repeat(128))), Err(Cause::TooDeep));
    }
}
