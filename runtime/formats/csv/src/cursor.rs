//! Records of a block, split into raw fields.
//!
//! The walk goes from one structural byte (separator, line end, quote) to the next by the bits of [`crate::scan`]; the text between
//! them is never looked at. Between records the invariant is: `at` is the start of a record, `mask` holds the structural
//! bytes from there to the end of the window that begins at `window`.

use crate::columns::Columns;
use crate::error::CsvError;
use crate::scan::{self, WINDOW};

/// A field as it stands in the file: perhaps quoted, not yet UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Raw<'a>(pub(crate) &'a [u8]);

impl<'a> Raw<'a> {
    /// Its bytes, quotes included.
    #[inline]
    pub fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// Whether it is quoted: then it is text even where it is empty.
    #[inline]
    pub fn is_quoted(self) -> bool {
        self.0.first() == Some(&b'"')
    }
}

/// A walk over whole records.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    separator: u8,
    /// Start of the record given last.
    start: usize,
    /// Start of the next record.
    at: usize,
    /// Start of the window that `mask` is of.
    window: usize,
    /// Structural bytes of the window that lie at `at` or behind.
    mask: u64,
    /// Bytes that were walked over for nothing, as the quotes of a record turned out to be stray.
    in_vain: usize,
}

/// When so many times the text was walked over in vain, quotes must be closed on their line: the walk is over in a time that is proportional to the text.
const WALKS_IN_VAIN: usize = 8;

impl<'a> Cursor<'a> {
    /// At the start of `bytes`, which begins with a record.
    #[inline]
    pub fn new(bytes: &'a [u8], separator: u8) -> Cursor<'a> {
        let mask = scan::structural(bytes, 0, separator);
        Cursor { bytes, separator, start: 0, at: 0, window: 0, mask, in_vain: 0 }
    }

    /// The wanted fields of the next record; `None` at the end. After an error the cursor stands behind the bad record; where its quotes are to blame, that is its first line.
    ///
    /// # Panics
    /// When `columns` does not have `K` columns.
    #[inline]
    pub fn record<const K: usize>(&mut self, columns: &Columns) -> Result<Option<[Raw<'a>; K]>, CsvError> {
        let mut fields = [Raw(&[]); K];
        let mut wanted = columns.wanted.iter();
        let mut next = wanted.next();
        let found = self.split(columns.empty_lines, |n, field| {
            if let Some(&(position, place)) = next
                && position as usize == n
            {
                fields[place as usize] = field;
                next = wanted.next();
            }
        })?;
        match found {
            0 => Ok(None),
            n if n == columns.n_fields as usize => Ok(Some(fields)),
            n => Err(CsvError::FieldCount { expected: columns.n_fields as usize, found: n }),
        }
    }

    /// All fields of the next record; empty at the end. For headers.
    pub fn fields(&mut self) -> Result<Vec<Raw<'a>>, CsvError> {
        let mut fields = Vec::new();
        self.split(false, |_, field| fields.push(field))?;
        Ok(fields)
    }

    /// Offset of the record given last, also of one that was an error.
    #[inline]
    pub fn record_start(&self) -> usize {
        self.start
    }

    /// Text of the record given last, with its line end.
    #[inline]
    pub fn record_line(&self) -> &'a [u8] {
        &self.bytes[self.start..self.at]
    }

    /// Text of the record given last, without its line end.
    pub fn record_text(&self) -> &'a [u8] {
        without_line_end(self.record_line())
    }

    /// Gives each field of the next record with its number to `each`; how many there were, 0 at the end.
    #[inline(always)]
    fn split(&mut self, empty_lines: bool, mut each: impl FnMut(usize, Raw<'a>)) -> Result<usize, CsvError> {
        if !empty_lines {
            self.skip_empty_lines();
        }
        self.start = self.at;
        if self.at >= self.bytes.len() {
            return Ok(0);
        }
        let mut start = self.at;
        let mut n = 0;
        loop {
            let end = self.next_structural();
            match self.bytes.get(end) {
                Some(b'"') if end == start => self.leave_quotes(start)?,
                // A quote amid a field is text.
                Some(b'"') => {}
                Some(b'\n') | None => {
                    each(n, Raw(without_return(&self.bytes[start..end])));
                    self.at = (end + 1).min(self.bytes.len());
                    return Ok(n + 1);
                }
                Some(_) => {
                    each(n, Raw(&self.bytes[start..end]));
                    start = end + 1;
                    n += 1;
                }
            }
        }
    }

    /// Takes the next structural byte: its offset, the length of the text when there is none left.
    #[inline(always)]
    fn next_structural(&mut self) -> usize {
        while self.mask == 0 {
            self.window += WINDOW;
            if self.window >= self.bytes.len() {
                return self.bytes.len();
            }
            self.mask = scan::structural(self.bytes, self.window, self.separator);
        }
        let offset = self.window + self.mask.trailing_zeros() as usize;
        self.mask &= self.mask - 1;
        offset
    }

    /// Takes structural bytes up to the quote that closes the field whose opening quote, at `opened`, was taken.
    #[inline(never)]
    fn leave_quotes(&mut self, opened: usize) -> Result<(), CsvError> {
        loop {
            let at = self.next_structural();
            match self.bytes.get(at) {
                Some(b'"') if self.bytes.get(at + 1) == Some(&b'"') => {
                    self.next_structural();
                }
                Some(b'"') if self.ends_field(at + 1) || !self.bytes[opened..at].contains(&b'\n') => {
                    return Ok(());
                }
                // Two stray quotes, and the lines between them are records.
                Some(b'"') => {
                    self.skip_line(at);
                    return Err(CsvError::TextBehindQuotes);
                }
                Some(b'\n') if self.in_vain / WALKS_IN_VAIN > self.bytes.len() => {
                    self.skip_line(at);
                    return Err(CsvError::UnclosedQuote);
                }
                Some(_) => {}
                None => {
                    self.skip_line(at);
                    return Err(CsvError::UnclosedQuote);
                }
            }
        }
    }

    /// Whether a field that is over here ends here too.
    #[inline]
    fn ends_field(&self, at: usize) -> bool {
        match self.bytes.get(at) {
            None | Some(b'\n' | b'\r') => true,
            Some(byte) => *byte == self.separator,
        }
    }

    /// Goes on behind the first line of the record that began last, which was walked over up to `walked`: what a stray quote has taken are mostly records.
    #[cold]
    fn skip_line(&mut self, walked: usize) {
        let line = self.bytes[self.start..].iter().position(|byte| *byte == b'\n');
        self.at = line.map_or(self.bytes.len(), |len| self.start + len + 1);
        self.in_vain += walked.saturating_sub(self.at);
        self.window = self.at / WINDOW * WINDOW;
        self.mask = match self.window < self.bytes.len() {
            true => {
                scan::structural(self.bytes, self.window, self.separator)
                    & (u64::MAX << (self.at - self.window))
            }
            false => 0,
        };
    }

    #[inline(always)]
    fn skip_empty_lines(&mut self) {
        while let Some(b'\n' | b'\r') = self.bytes.get(self.at) {
            if self.bytes[self.at] == b'\r' && self.bytes.get(self.at + 1) != Some(&b'\n') {
                return;
            }
            self.at = self.next_structural() + 1;
        }
    }
}

/// A record's text without its line end.
pub fn without_line_end(line: &[u8]) -> &[u8] {
    let text = line.strip_suffix(b"\n").unwrap_or(line);
    text.strip_suffix(b"\r").unwrap_or(text)
}

#[inline(always)]
fn without_return(field: &[u8]) -> &[u8] {
    match field {
        [rest @ .., b'\r'] => rest,
        field => field,
    }
}

#[cfg(test)]
#[path = "cursor_tests.rs"]
mod tests;
