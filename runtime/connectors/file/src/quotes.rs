//! Where a text stands in its quotes, so that a file can be cut anywhere: whether a line end in the middle of a CSV file ends a record
//! depends on every quote before it.
//!
//! The idea: what a piece of text does to the [`Standing`] is a function of ten values, a [`Change`]. Threads compute the changes of
//! their pieces without knowing what came before, and put them one behind the other afterwards. Only quotes are looked at,
//! at memory speed, and line ends where quotes are open.
//!
//! Stray quotes: decoders (`weir_csv`) take a quoted field that is closed on another line with text behind it for a stray quote, and go on behind the line that it stands on. Records
//! must end here where they end there. Between the two quotes there are quotes in even numbers only, which leave a decoder that comes by again outside of any field in quotes. So when it
//! arrives at the quote that seemed to close, that one opens a field where it stands at the start of one, and is text elsewhere: no need to go back. A test holds both against each other. One thing the decoder does and this does not: where it looked for closing quotes in vain over several times the length of its
//! block, it takes each further one that is not closed on its line for stray, so as not to take the square of the block. There a field of several lines becomes bad rows; how far that goes depends on where blocks end.

use crate::framing::Framing;
use memchr::{memchr, memchr_iter, memchr2, memrchr};

/// Where a place between two bytes stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// At the start of a record.
    Record,
    /// At the start of a field: a quote opens.
    Field,
    /// In a field without quotes, or behind the closing one: a quote is text.
    Amid,
    /// Inside of quotes, on the line of the one that opened.
    Quoted,
    /// There, behind a quote: it closes, unless another one follows.
    Quote,
    /// Inside of quotes, on another line.
    Lines,
    /// There, where a field begins if the quotes are stray.
    LinesField,
    /// There, behind a quote amid text: it closes, unless another one follows.
    LinesQuote,
    /// There, behind a quote where a field begins, or an odd number of them: it closes where a field ends, and where text follows it opens.
    Opening,
    /// There, behind an even number of them.
    Doubled,
}

use Standing::{Amid, Doubled, Field, Lines, LinesField, LinesQuote, Opening, Quote, Quoted, Record};

/// How many there are.
const STANDINGS: usize = 10;
/// Of one as a number.
const BITS: u32 = 4;

impl Standing {
    const ALL: [Standing; STANDINGS] =
        [Record, Field, Amid, Quoted, Quote, Lines, LinesField, LinesQuote, Opening, Doubled];

    /// Behind a quote that follows.
    fn quote(self) -> Standing {
        match self {
            Record | Field | Quote => Quoted,
            Amid => Amid,
            Quoted => Quote,
            Lines => LinesQuote,
            LinesQuote => Lines,
            LinesField | Doubled => Opening,
            Opening => Doubled,
        }
    }

    /// Behind `text` that follows, which is not empty and has no quotes.
    fn others(self, text: &[u8], separator: u8) -> Standing {
        let (first, last) = (text[0], text[text.len() - 1]);
        let lines = || if last == separator || last == b'\n' { LinesField } else { Lines };
        match self {
            Quoted if memchr(b'\n', text).is_none() => Quoted,
            Opening if !ends_field(first, separator) => Quoted.others(text, separator),
            Quoted | Lines | LinesField | Doubled => lines(),
            Record | Field | Amid | Quote | LinesQuote | Opening => match last {
                b'\n' => Record,
                byte if byte == separator => Field,
                _ => Amid,
            },
        }
    }

    /// Whether line ends in the text that follows are inside of quotes, up to the next quote.
    fn is_inside(self, text: &[u8], separator: u8) -> bool {
        match self {
            Quoted | Lines | LinesField | Doubled => true,
            Opening => text.first().is_some_and(|first| Opening.others(&[*first], separator) == Quoted),
            Record | Field | Amid | Quote | LinesQuote => false,
        }
    }
}

/// What a piece of text makes of each standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change([Standing; STANDINGS]);

impl Change {
    /// Of this text.
    pub(crate) fn of(framing: Framing, text: &[u8]) -> Change {
        let Some(&last) = text.last() else { return Change(Standing::ALL) };
        let Framing::Csv { separator, .. } = framing else {
            return Change([if last == b'\n' { Record } else { Amid }; STANDINGS]);
        };
        let mut all = Standing::ALL;
        let mut behind = 0;
        for at in memchr_iter(b'"', text) {
            if at > behind {
                all = all.map(|standing| standing.others(&text[behind..at], separator));
            }
            all = all.map(Standing::quote);
            behind = at + 1;
            if all[1..].iter().all(|standing| *standing == all[0]) {
                return Change([walk(text, separator, behind, all[0]); STANDINGS]);
            }
        }
        if text.len() > behind {
            all = all.map(|standing| standing.others(&text[behind..], separator));
        }
        Change(all)
    }

    /// What becomes of this one.
    pub(crate) fn apply(self, standing: Standing) -> Standing {
        self.0[standing as usize]
    }

    /// As a number, never 0.
    pub(crate) fn bits(self) -> u64 {
        self.0.iter().fold(1, |bits, standing| bits << BITS | *standing as u64)
    }

    /// From [`Change::bits`]; `None` for 0.
    pub(crate) fn from_bits(bits: u64) -> Option<Change> {
        let standing = |i: usize| {
            Standing::ALL[(bits >> (BITS as usize * (STANDINGS - 1 - i)) & 15) as usize % STANDINGS]
        };
        (bits != 0).then(|| Change(std::array::from_fn(standing)))
    }
}

/// The standing behind `text`, from that at `from`: as the loop of [`Change::of`], for one.
fn walk(text: &[u8], separator: u8, from: usize, mut standing: Standing) -> Standing {
    let mut behind = from;
    loop {
        if standing == Quoted
            && let Some(closed) = leave_quotes(text, separator, behind)
        {
            (behind, standing) = (closed, Quote);
        }
        let rest = &text[behind..];
        let Some(at) = memchr(b'"', rest) else {
            return if rest.is_empty() { standing } else { standing.others(rest, separator) };
        };
        if at > 0 {
            standing = standing.others(&rest[..at], separator);
        }
        standing = standing.quote();
        behind += at + 1;
    }
}

/// From a place that is [`Quoted`] to behind the quote that closes, where that one and the byte behind it are in the text. What the standings come to, but lines are told apart only
/// where text follows a quote.
fn leave_quotes(text: &[u8], separator: u8, from: usize) -> Option<usize> {
    let (mut opened, mut behind) = (from, from);
    loop {
        let at = behind + memchr(b'"', &text[behind..])?;
        let next = *text.get(at + 1)?;
        if next == b'"' {
            behind = at + 2;
        } else if !ends_field(next, separator) && is_opening(&text[opened..at], separator) {
            (opened, behind) = (at + 1, at + 1);
        } else {
            return Some(at + 1);
        }
    }
}

/// Whether a quote with text behind it opens, after `quoted` inside of quotes; see the module's text.
#[cold]
fn is_opening(quoted: &[u8], separator: u8) -> bool {
    // It is the last of an odd number of quotes; the others are in there.
    let quotes = quoted.iter().rev().take_while(|byte| **byte == b'"').count();
    let before = &quoted[..quoted.len() - quotes];
    before.last().is_some_and(|last| *last == separator || *last == b'\n') && memchr(b'\n', before).is_some()
}

/// Whether a byte behind a closing quote is where a field ends.
fn ends_field(byte: u8, separator: u8) -> bool {
    byte == separator || matches!(byte, b'\n' | b'\r')
}

/// The end of the record that `standing` at `from` is in, or the standing behind the text where it does not end there. At the
/// start of a record it is the end of that one.
pub(crate) fn record_end(
    framing: Framing,
    text: &[u8],
    from: usize,
    mut standing: Standing,
) -> Result<usize, Standing> {
    let Framing::Csv { separator, .. } = framing else {
        return memchr(b'\n', &text[from..]).map(|at| from + at + 1).ok_or(Amid);
    };
    let mut behind = from;
    loop {
        if standing == Quoted
            && let Some(closed) = leave_quotes(text, separator, behind)
        {
            (behind, standing) = (closed, Quote);
        }
        let rest = &text[behind..];
        let inside = standing.is_inside(rest, separator);
        let found = match inside {
            true => memchr(b'"', rest),
            false => memchr2(b'"', b'\n', rest),
        };
        let Some(at) = found.map(|at| behind + at) else {
            return Err(if rest.is_empty() { standing } else { standing.others(rest, separator) });
        };
        if text[at] == b'\n' {
            return Ok(at + 1);
        }
        standing = match at > behind {
            false => standing.quote(),
            true if inside => standing.others(&text[behind..at], separator).quote(),
            true if text[at - 1] == separator => Quoted,
            true => Amid,
        };
        behind = at + 1;
    }
}

/// The end of the last record that ends in `text`, in which one begins at `from`; `from` where none ends: as [`record_end`] again and again, for whole blocks. Line ends are looked for
/// only where quotes are not as close together as in rows of quoted fields.
pub(crate) fn last_record_end(text: &[u8], separator: u8, from: usize) -> usize {
    let (mut end, mut behind) = (from, from);
    loop {
        let Some(outside) = memchr(b'"', &text[behind..]) else {
            return memrchr(b'\n', &text[behind..]).map_or(end, |at| behind + at + 1);
        };
        let at = behind + outside;
        let opens = match text[behind..at].last() {
            Some(b'\n') => {
                end = at;
                true
            }
            Some(last) => {
                if outside > 1 {
                    end = memrchr(b'\n', &text[behind..at]).map_or(end, |line| behind + line + 1);
                }
                *last == separator
            }
            // Another quote stands before it, which was text, or the text begins.
            None => at == from,
        };
        behind = at + 1;
        if opens {
            match leave_quotes(text, separator, behind) {
                Some(closed) => behind = closed,
                None => return end,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weir_csv::cursor::Cursor;

    const CSV: Framing = Framing::Csv { separator: b',', header: false };

    /// The meaning, byte by byte.
    fn slowly(text: &[u8], mut standing: Standing) -> Standing {
        for &byte in text {
            standing = match byte {
                b'"' => standing.quote(),
                byte => standing.others(&[byte], b','),
            };
        }
        standing
    }

    /// All texts of these letters, up to so many.
    fn texts<const N: usize>(letters: [u8; N], longest: u32) -> impl Iterator<Item = Vec<u8>> {
        (0..=longest).flat_map(move |len| {
            (0..N.pow(len)).map(move |n| (0..len).map(|i| letters[n / N.pow(i) % N]).collect())
        })
    }

    #[test]
    fn a_change_is_what_the_bytes_do_one_by_one() {
        for text in texts(*b"\",\nx", 6) {
            let change = Change::of(CSV, &text);
            for standing in Standing::ALL {
                assert_eq!(change.apply(standing), slowly(&text, standing), "{text:?} from {standing:?}");
            }
            assert_eq!(Change::from_bits(change.bits()), Some(change));
        }
        assert_eq!(Change::from_bits(0), None);
    }

    #[test]
    fn a_record_ends_where_a_line_end_is_outside_of_quotes() {
        for text in texts(*b"\",\nx", 6) {
            for standing in Standing::ALL {
                let ends = |end: &usize| text[end - 1] == b'\n' && slowly(&text[..*end], standing) == Record;
                let expected = (1..=text.len()).find(ends).ok_or_else(|| slowly(&text, standing));
                assert_eq!(record_end(CSV, &text, 0, standing), expected, "{text:?} from {standing:?}");
            }
        }
    }

    /// What a decoder makes of a block: where its records begin, and their fields or why they have none.
    fn decoded(block: &[u8], at: usize) -> Vec<(usize, String)> {
        let mut cursor = Cursor::new(block, b',');
        let mut records = Vec::new();
        loop {
            let record = match cursor.fields() {
                Ok(fields) if fields.is_empty() => return records,
                Ok(fields) => {
                    let fields = fields.iter().map(|field| String::from_utf8_lossy(field.bytes()));
                    fields.collect::<Vec<_>>().join("|")
                }
                Err(error) => error.to_string(),
            };
            records.push((at + cursor.record_start(), record));
        }
    }

    /// What decoders make of a text that is cut wherever it can be.
    fn decoded_in_parts(text: &[u8]) -> Vec<(usize, String)> {
        let (mut at, mut records) = (0, Vec::new());
        while at < text.len() {
            let end = record_end(CSV, text, at, Record).unwrap_or(text.len());
            records.extend(decoded(&text[at..end], at));
            at = end;
        }
        records
    }

    #[test]
    fn a_text_is_decoded_alike_wherever_it_is_cut() {
        for text in texts(*b"\",\nx", 8).chain(texts(*b"\",\n\rx", 6)) {
            let shown = || String::from_utf8_lossy(&text).into_owned();
            assert_eq!(decoded_in_parts(&text), decoded(&text, 0), "{:?}", shown());
        }
    }

    #[test]
    fn long_texts_with_many_stray_quotes_too() {
        let mut state = 1_u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
            (state >> 33) % below
        };
        let parts = [
            "x",
            ",",
            ",",
            "\n",
            "\"",
            "\"x\"",
            "\"x\ny\"",
            "\"\"",
            "\r\n",
            "\"x\"\"y\"",
            "12\"",
            "\"5 inch",
        ];
        for _ in 0..20_000 {
            let text: String = (0..40).map(|_| parts[random(parts.len() as u64) as usize]).collect();
            // A few of them: decoders stop looking for the other end of quotes where very many are stray.
            assert_eq!(decoded_in_parts(text.as_bytes()), decoded(text.as_bytes(), 0), "{text:?}");
        }
    }

    #[test]
    fn the_last_end_of_a_block_is_the_last_of_all() {
        for text in texts(*b"\",\nx", 8) {
            let mut end = 0;
            while let Ok(next) = record_end(CSV, &text, end, Record) {
                end = next;
            }
            assert_eq!(last_record_end(&text, b',', 0), end, "{:?}", String::from_utf8_lossy(&text));
        }
    }

    #[test]
    fn without_quotes_a_line_end_is_one() {
        let change = Change::of(Framing::Lines, b"\"a\n");
        assert_eq!((change.apply(Amid), Change::of(Framing::Lines, b"a").apply(Record)), (Record, Amid));
    }
}
