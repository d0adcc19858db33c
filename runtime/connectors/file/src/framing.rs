//! Where records end: at line ends, in CSV at those outside of quotes.
//!
//! Only ends are looked for, backwards from the end of a block where possible, so that a block without quotes costs one look for a
//! quote and one for the last line end.

use memchr::{memchr, memchr2, memrchr};

/// How records follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// One record a line.
    Lines,
    /// As RFC 4180: a field that begins with `"` may hold line ends.
    Csv {
        /// One ASCII character; a quote behind it begins a quoted field.
        separator: u8,
        /// The first record of each file names its columns: it comes as a [`crate::Header`], not in a block.
        header: bool,
    },
}

impl Framing {
    /// Whether the first record of a file is given apart.
    pub(crate) fn has_header(self) -> bool {
        matches!(self, Framing::Csv { header: true, .. })
    }

    /// The end of the last whole record in `text`, which begins with a record; 0 when there is none.
    pub(crate) fn last_end(self, text: &[u8]) -> usize {
        match self {
            Framing::Lines => last_line_end(text),
            Framing::Csv { separator, .. } => match memchr(b'"', text) {
                None => last_line_end(text),
                Some(quote) => {
                    // No quotes before: the record with the first one begins behind a line end that is one.
                    let start = last_line_end(&text[..quote]);
                    Walk { text, separator, at: start }.last().unwrap_or(start)
                }
            },
        }
    }

    /// The end of the first record in `text`; `None` when it is not whole.
    pub(crate) fn first_end(self, text: &[u8]) -> Option<usize> {
        match self {
            Framing::Lines => memchr(b'\n', text).map(|at| at + 1),
            Framing::Csv { separator, .. } => Walk { text, separator, at: 0 }.next(),
        }
    }
}

/// Behind the last line end; 0 when there is none.
fn last_line_end(text: &[u8]) -> usize {
    memrchr(b'\n', text).map_or(0, |at| at + 1)
}

/// The ends of records, one after the other.
struct Walk<'a> {
    text: &'a [u8],
    separator: u8,
    /// Start of a record.
    at: usize,
}

impl Iterator for Walk<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let start = self.at;
        let mut at = start;
        loop {
            at += memchr2(b'"', b'\n', &self.text[at..])?;
            if self.text[at] == b'\n' {
                self.at = at + 1;
                return Some(self.at);
            }
            let opens = at == start || self.text[at - 1] == self.separator;
            at = if opens { closing_quote(self.text, at + 1)? } else { at } + 1;
        }
    }
}

/// Offset of the quote that closes the field whose text begins at `from`.
fn closing_quote(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr(b'"', &text[at..])?;
        // A quote at the very end may be the first half of a doubled one; what follows decides either way.
        if text.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: Framing = Framing::Csv { separator: b',', header: false };

    fn check(framing: Framing, text: &str, first: Option<usize>, last: usize) {
        assert_eq!(framing.first_end(text.as_bytes()), first, "first of {text:?}");
        assert_eq!(framing.last_end(text.as_bytes()), last, "last of {text:?}");
    }

    #[test]
    fn lines_end_at_line_ends() {
        check(Framing::Lines, "ab\nc\nd", Some(3), 5);
        check(Framing::Lines, "ab", None, 0);
        check(Framing::Lines, "\"a\n\"", Some(3), 3);
    }

    #[test]
    fn a_line_end_in_quotes_ends_nothing() {
        check(CSV, "a,b\nc,\"d\ne\"\nf", Some(4), 12);
        check(CSV, "\"a\n\"\"\n\"\nb", Some(8), 8);
        check(CSV, "a\n\"b\nc", Some(2), 2);
        check(CSV, "\"b\nc\n", None, 0);
    }

    #[test]
    fn a_quote_amid_a_field_opens_nothing() {
        check(CSV, "5\" pipe,x\ny\n", Some(10), 12);
        check(CSV, "a \"b\nc\"\n", Some(5), 8);
        check(CSV, "\"a\"\"\n", None, 0);
        check(CSV, "\"a\"x\"\nb\n", Some(6), 8);
    }

    #[test]
    fn a_quote_behind_another_separator_opens_nothing() {
        let semicolon = Framing::Csv { separator: b';', header: false };
        check(semicolon, "a,\"b\nc;\"d\ne\"\n", Some(5), 13);
    }
}
