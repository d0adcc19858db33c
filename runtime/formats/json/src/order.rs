//! Keys in the order that lines have them: what one line taught is guessed of the next, so that a key costs one comparison instead of a
//! search for its end and a look at every name. A guess that is wrong costs that comparison; the answer never depends on it.

use crate::cursor::Cursor;
use crate::error::JsonError;

/// Longest piece of text (comma, key, quotes, colon) that is compared in one go.
const WORD: usize = 16;
/// Keys that are remembered of an object.
const KEYS_MAX: usize = 64;

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
        // Behind a key that could not be learnt the others would stand in the wrong places.
        if self.keys.len() == KEYS_MAX || self.keys.len() != self.at {
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
        // Behind the last key that was met the object most probably ends.
        if order.at == order.keys.len() && self.closes() {
            return Ok(None);
        }
        match self.guessed(order, names.len()) {
            CLOSED => Ok(None),
            UNKNOWN => self.slot_slowly(order, names),
            slot => Ok(Some(slot)),
        }
    }

    /// Goes over keys as long as they are the guessed ones, and over the values of those that nobody wants: to a wanted one (its slot), the end
    /// of the object (`CLOSED`), or something else (`UNKNOWN`), which is still to be read.
    ///
    /// One loop whose state fits the registers, with an answer that fits one: 20 instructions for a key, 30 for a value that
    /// is left behind.
    #[inline(never)]
    fn guessed(&mut self, order: &mut Order, wanted: usize) -> usize {
        let (mut at, mut next) = (self.at, order.at);
        let found = loop {
            let Some(guess) = order.keys.get(next) else { break CLOSED };
            let same = guess.begins(self.wide_from(at))
                && (guess.len <= WORD || self.wide_from(at).starts_with(&guess.text));
            if !same {
                break UNKNOWN;
            }
            let value = at + guess.len;
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
    fn slot_slowly(&mut self, order: &mut Order, names: &[&[u8]]) -> Result<Option<usize>, JsonError> {
        loop {
            let Some(slot) = self.slot_looked_at(order, names)? else { return Ok(None) };
            if slot < names.len() {
                return Ok(Some(slot));
            }
            self.skip()?;
            match self.guessed(order, names.len()) {
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
    fn a_comma_before_the_first_key_is_an_error_whatever_was_learnt() {
        let mut order = Order::new();
        for first in [r#"{"\u0061uction":1,"slot":2}"#, r#"{"\u007a":1,"auction":2,"slot":2}"#] {
            slots(&mut order, first);
            for broken in [r#"{,"slot":2}"#, r#"{,"auction":2}"#] {
                let mut cursor = Cursor::new(broken.as_bytes());
                cursor.begin_object().unwrap();
                order.begin();
                assert!(cursor.slot(&mut order, &[b"auction"]).is_err(), "{broken} after {first}");
            }
        }
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
}
