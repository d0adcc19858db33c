//! Where a text stands in its quotes, so that a file can be cut anywhere: whether a line end in the middle of a CSV file ends a record
//! depends on every quote before it.
//!
//! The idea: what a piece of text does to the [`Standing`] is a function of five values, a [`Change`]. Threads compute the changes of
//! their pieces without knowing what came before, and put them one behind the other afterwards. Only quotes are looked at,
//! at memory speed; a piece without any costs one search.

use crate::framing::Framing;
use memchr::{memchr, memchr_iter, memchr2};

/// Where a place between two bytes stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// At the start of a record.
    Record,
    /// At the start of a field: a quote opens.
    Field,
    /// In a field without quotes, or behind the closing one: a quote is text.
    Amid,
    /// Inside of quotes.
    Quoted,
    /// Inside of quotes, behind a quote: it closes, unless another one follows.
    Quote,
}

use Standing::{Amid, Field, Quote, Quoted, Record};

impl Standing {
    const ALL: [Standing; 5] = [Record, Field, Amid, Quoted, Quote];

    /// Behind a quote that follows.
    fn quote(self) -> Standing {
        match self {
            Record | Field | Quote => Quoted,
            Amid => Amid,
            Quoted => Quote,
        }
    }

    /// Where it stands when other bytes have followed, the last of which is `byte` and no quote.
    fn others(self, byte: u8, separator: u8) -> Standing {
        match (self, byte) {
            (Quoted, _) => Quoted,
            (_, b'\n') => Record,
            (_, byte) if byte == separator => Field,
            _ => Amid,
        }
    }
}

/// What a piece of text makes of each standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change([Standing; 5]);

impl Change {
    /// Of this text.
    pub(crate) fn of(framing: Framing, text: &[u8]) -> Change {
        let Some(&last) = text.last() else { return Change(Standing::ALL) };
        let Framing::Csv { separator, .. } = framing else {
            return Change([if last == b'\n' { Record } else { Amid }; 5]);
        };
        let mut all = Standing::ALL;
        let mut behind = 0;
        for at in memchr_iter(b'"', text) {
            if at > behind {
                all = all.map(|standing| standing.others(text[at - 1], separator));
            }
            all = all.map(Standing::quote);
            behind = at + 1;
            if all[1..].iter().all(|standing| *standing == all[0]) {
                return Change([walk(text, separator, behind, all[0]); 5]);
            }
        }
        if text.len() > behind {
            all = all.map(|standing| standing.others(last, separator));
        }
        Change(all)
    }

    /// What becomes of this one.
    pub(crate) fn apply(self, standing: Standing) -> Standing {
        self.0[standing as usize]
    }

    /// As a number, never 0.
    pub(crate) fn bits(self) -> u32 {
        self.0.iter().fold(1, |bits, standing| bits << 3 | *standing as u32)
    }

    /// From [`Change::bits`]; `None` for 0.
    pub(crate) fn from_bits(bits: u32) -> Option<Change> {
        let standing = |i: u32| Standing::ALL[(bits >> (3 * (4 - i)) & 7) as usize % 5];
        (bits != 0).then(|| Change([0, 1, 2, 3, 4].map(standing)))
    }
}

/// The standing behind `text`, from that at `from`: as the loop of [`Change::of`], for one.
fn walk(text: &[u8], separator: u8, from: usize, mut standing: Standing) -> Standing {
    let mut behind = from;
    for at in memchr_iter(b'"', &text[from..]).map(|at| from + at) {
        if at > behind {
            standing = standing.others(text[at - 1], separator);
        }
        standing = standing.quote();
        behind = at + 1;
    }
    match text[behind..].last() {
        Some(&last) => standing.others(last, separator),
        None => standing,
    }
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
        let rest = &text[behind..];
        let found = match standing {
            Quoted => memchr(b'"', rest),
            _ => memchr2(b'"', b'\n', rest),
        };
        let Some(at) = found.map(|at| behind + at) else {
            return Err(rest.last().map_or(standing, |&last| standing.others(last, separator)));
        };
        if at > behind {
            standing = standing.others(text[at - 1], separator);
        }
        behind = at + 1;
        if text[at] == b'\n' {
            return Ok(behind);
        }
        standing = standing.quote();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: Framing = Framing::Csv { separator: b',', header: false };

    /// The meaning, byte by byte.
    fn slowly(text: &[u8], mut standing: Standing) -> Standing {
        for &byte in text {
            standing = match byte {
                b'"' => standing.quote(),
                byte => standing.others(byte, b','),
            };
        }
        standing
    }

    fn texts() -> impl Iterator<Item = Vec<u8>> {
        let letters = b"\",\nx";
        (0..=6u32).flat_map(move |len| {
            (0..4usize.pow(len)).map(move |n| (0..len).map(|i| letters[n >> (2 * i) & 3]).collect())
        })
    }

    #[test]
    fn a_change_is_what_the_bytes_do_one_by_one() {
        for text in texts() {
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
        for text in texts() {
            for standing in Standing::ALL {
                let ends = |end: &usize| text[end - 1] == b'\n' && slowly(&text[..*end], standing) == Record;
                let expected = (1..=text.len()).find(ends).ok_or_else(|| slowly(&text, standing));
                assert_eq!(record_end(CSV, &text, 0, standing), expected, "{text:?} from {standing:?}");
            }
        }
    }

    #[test]
    fn it_agrees_with_the_framing_of_whole_files() {
        for text in texts() {
            assert_eq!(record_end(CSV, &text, 0, Record).ok(), CSV.first_end(&text), "{text:?}");
            assert_eq!(record_end(Framing::Lines, &text, 0, Record).ok(), Framing::Lines.first_end(&text));
        }
    }

    #[test]
    fn without_quotes_a_line_end_is_one() {
        let change = Change::of(Framing::Lines, b"\"a\n");
        assert_eq!((change.apply(Amid), Change::of(Framing::Lines, b"a").apply(Record)), (Record, Amid));
    }
}
