//! Keys in the order that lines have them: what one line taught is guessed of the next, so that a key costs one comparison instead of a
//! search for its end and a look at every name. A guess that is wrong costs that comparison; the answer never depends on it.

use crate::cursor::Cursor;
use crate::error::JsonError;
use crate::number::plain_int;

/// Longest piece of text (comma, key, quotes, colon) that is compared in one go.
const WORD: usize = 16;
/// Keys that are remembered of an object.
const KEYS_MAX: usize = 64;

/// A field that is a 64-bit integer, or a time that is written as one.
#[derive(Debug, Clone, Copy)]
pub struct Int {
    /// What it was in the object, times the unit.
    pub value: Option<i64>,
    unit: i64,
}

impl Int {
    /// Not read yet; what is read counts so many.
    #[inline(always)]
    pub fn of_unit(unit: i64) -> Int {
        Int { value: None, unit }
    }
}

/// What [`Cursor::guessed`] says that is no slot.
const CLOSED: usize = usize::MAX;
const UNKNOWN: usize = usize::MAX - 1;

/// The keys that the objects of one record had, in their order. One for each place where a record is read.
#[derive(Debug, Clone, Default)]
pub struct Order {
    keys: Vec<Guess>,
    /// The guess for the next key.
    at: usize,
}

#[derive(Debug, Clone)]
struct Guess {
    /// The first bytes of the text as one number, and which of its bytes count.
    word: u128,
    mask: u128,
    len: usize,
    /// `,"key":`, whole.
    text: Box<[u8]>,
    slot: usize,
}

impl Guess {
    /// Whether the text begins as the key does, as far as one word reaches.
    #[inline(always)]
    fn begins(&self, text: &[u8]) -> bool {
        text.first_chunk().is_some_and(|ahead| (u128::from_le_bytes(*ahead) ^ self.word) & self.mask == 0)
    }
}

impl Order {
    /// Nothing known.
    pub fn new() -> Order {
        Order::default()
    }

    /// A new object begins.
    #[inline(always)]
    pub fn begin(&mut self) {
        self.at = 0;
    }

    #[cold]
    fn learn(&mut self, text: &[u8], slot: usize) {
        self.keys.truncate(self.at);
        if self.keys.len() == KEYS_MAX {
            return;
        }
        let mut word = [0; WORD];
        let len = text.len().min(WORD);
        word[..len].copy_from_slice(&text[..len]);
        let mask = if len == WORD { u128::MAX } else { (1 << (8 * len)) - 1 };
        self.keys.push(Guess {
            word: u128::from_le_bytes(word),
            mask,
            len: text.len(),
            text: text.into(),
            slot,
        });
    }
}

impl Cursor<'_> {
    /// The next key of the object that is among `names`, as its place there; those that are not are left behind with their values. `None` at
    /// the end.
    #[inline(always)]
    pub fn slot(&mut self, order: &mut Order, names: &[&[u8]]) -> Result<Option<usize>, JsonError> {
        self.slot_beyond(order, names, &mut [])
    }

    /// As [`Cursor::slot`], where the first of `names` are those of `ints`: their values are read on the way, as long as they are
    /// plain numbers. One that is not is left to the caller, as all other values are.
    #[inline(always)]
    pub fn slot_beyond(
        &mut self,
        order: &mut Order,
        names: &[&[u8]],
        ints: &mut [Int],
    ) -> Result<Option<usize>, JsonError> {
        // Behind the last key that was met the object most probably ends.
        if order.at == order.keys.len() && self.closes() {
            return Ok(None);
        }
        match self.guessed(order, names.len(), ints) {
            CLOSED => Ok(None),
            UNKNOWN => self.slot_slowly(order, names, ints),
            slot => Ok(Some(slot)),
        }
    }

    /// Goes over keys as long as they are the guessed ones, and over the values of those that nobody wants or that are plain integers: to another wanted one (its slot), the end
    /// of the object (`CLOSED`), or something else (`UNKNOWN`), which is still to be read.
    ///
    /// One loop whose state fits the registers, with an answer that fits one: 20 instructions for a key, 30 for a value that
    /// is left behind.
    #[inline(never)]
    fn guessed(&mut self, order: &mut Order, wanted: usize, ints: &mut [Int]) -> usize {
        let (mut at, mut next) = (self.at, order.at);
        let found = loop {
            let Some(guess) = order.keys.get(next) else { break CLOSED };
            let same = guess.begins(self.wide_from(at))
                && (guess.len <= WORD || self.wide_from(at).starts_with(&guess.text));
            if !same {
                break UNKNOWN;
            }
            let value = at + guess.len;
            if let Some(int) = ints.get_mut(guess.slot)
                && let Some((magnitude, len)) = self.wide_from(value).first_chunk().and_then(plain_int)
                && let Some(scaled) = (magnitude as i64).checked_mul(int.unit)
            {
                int.value = Some(scaled);
                (at, next) = (value + len, next + 1);
                continue;
            }
            if guess.slot < wanted {
                (at, next) = (value, next + 1);
                break guess.slot;
            }
            let Some(end) = self.plain_end(value) else { break UNKNOWN };
            (at, next) = (end, next + 1);
        };
        self.fresh &= at == self.at;
        (self.at, order.at) = (at, next);
        if found == CLOSED && !self.closes() { UNKNOWN } else { found }
    }

    /// As [`Cursor::slot`], whatever comes next.
    #[inline(never)]
    fn slot_slowly(
        &mut self,
        order: &mut Order,
        names: &[&[u8]],
        ints: &mut [Int],
    ) -> Result<Option<usize>, JsonError> {
        loop {
            let Some(slot) = self.slot_looked_at(order, names)? else { return Ok(None) };
            if slot < names.len() {
                return Ok(Some(slot));
            }
            self.skip()?;
            match self.guessed(order, names.len(), ints) {
                CLOSED => return Ok(None),
                UNKNOWN => {}
                slot => return Ok(Some(slot)),
            }
        }
    }

    /// The slot of the next key, which is learnt.
    fn slot_looked_at(&mut self, order: &mut Order, names: &[&[u8]]) -> Result<Option<usize>, JsonError> {
        // Near the end of a block there is not a whole word to compare.
        if let Some(guess) = order.keys.get(order.at)
            && self.rest().starts_with(&guess.text)
        {
            self.pass(guess.text.len());
            order.at += 1;
            return Ok(Some(guess.slot));
        }
        let from = self.position();
        let Some(key) = self.key()? else { return Ok(None) };
        let slot = names.iter().position(|name| *name == key).unwrap_or(names.len());
        // Only what is written without escapes can be met again by comparing bytes.
        let to = self.position();
        let text = self.between(from, to);
        if !text.contains(&b'\\') {
            let text = text.to_vec();
            order.learn(&text, slot);
        }
        order.at += 1;
        Ok(Some(slot))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(order: &mut Order, line: &str) -> Vec<usize> {
        let mut cursor = Cursor::new(line.as_bytes());
        cursor.begin_object().unwrap();
        order.begin();
        let mut slots = Vec::new();
        while let Some(slot) = cursor.slot(order, &[b"auction", b"a_name_longer_than_a_word"]).unwrap() {
            cursor.skip().unwrap();
            slots.push(slot);
        }
        cursor.end().unwrap();
        slots
    }

    #[test]
    fn the_answer_does_not_depend_on_what_was_learnt() {
        let lines = [
            r#"{"auction":1,"x":"y","a_name_longer_than_a_word":2}"#,
            r#"{"auction":1,"x":"y","a_name_longer_than_a_word":2}"#,
            r#"{"x":"y","auction":1}"#,
            r#"{ "auction" : 1 , "a_name_longer_than_a_worm":2}"#,
            r#"{"auction":1,"x":"y","a_name_longer_than_a_word":2}"#,
            r#"{"auction":3,"auction":1}"#,
            r#"{}"#,
            r#"{"\u0061uction":1,"auctio":1}"#,
        ];
        let mut learnt = Order::new();
        for line in lines.iter().chain(lines.iter().rev()) {
            assert_eq!(slots(&mut learnt, line), slots(&mut Order::new(), line), "{line}");
        }
    }

    /// Line by line, with what the lines before taught: the integer, and whether the caller was asked to read it.
    fn ints(unit: i64, lines: &[&str]) -> Vec<(Option<i64>, bool)> {
        let mut order = Order::new();
        let read = |line: &&str| {
            let (mut cursor, mut ints, mut asked) =
                (Cursor::new(line.as_bytes()), [Int::of_unit(unit)], false);
            cursor.begin_object().unwrap();
            order.begin();
            while cursor.slot_beyond(&mut order, &[b"n"], &mut ints).unwrap().is_some() {
                asked = true;
                cursor.skip().unwrap();
            }
            (ints[0].value, asked)
        };
        lines.iter().map(read).collect()
    }

    #[test]
    fn plain_integers_are_read_on_the_way_and_others_left_to_the_caller() {
        let lines = [
            r#"{"n":1,"x":"a longer text"}"#,
            r#"{"n":12,"x":"a longer text"}"#,
            r#"{"n":999999999999999,"x":"a longer text"}"#,
            r#"{"n":-1,"x":"a longer text"}"#,
            r#"{"n":0,"x":"a longer text"}"#,
        ];
        let expected = |third| [(None, true), (Some(12_000_000), false), third, (None, true)];
        assert_eq!(ints(1_000_000, &lines[..4]), expected((None, true)), "too large in this unit");
        assert_eq!(ints(1, &lines[4..]), [(None, true)]);
        assert_eq!(
            ints(1, &[lines[0], lines[2], lines[4]])[1..],
            [(Some(999_999_999_999_999), false), (Some(0), false)]
        );
    }
}
