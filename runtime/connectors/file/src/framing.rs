//! Where records end: at line ends, in CSV at those outside of quotes.
//!
//! Only ends are looked for, backwards from the end of a block where possible, so that a block without quotes costs one look for a
//! quote and one for the last line end.

use crate::quotes::{Standing, last_record_end, record_end};
use memchr::{memchr, memrchr};

/// How records follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// One record a line.
    Lines,
    /// As RFC 4180: a field that begins with `"` may hold line ends. Of stray quotes [`crate::quotes`] knows.
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
                    last_record_end(text, separator, last_line_end(&text[..quote]))
                }
            },
        }
    }

    /// The end of the first record in `text`; `None` when it is not whole.
    pub(crate) fn first_end(self, text: &[u8]) -> Option<usize> {
        record_end(self, text, 0, Standing::Record).ok()
    }
}

/// Behind the last line end; 0 when there is none.
fn last_line_end(text: &[u8]) -> usize {
    memrchr(b'\n', text).map_or(0, |at| at + 1)
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
