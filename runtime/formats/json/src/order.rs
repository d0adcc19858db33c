//! Keys in the order that lines have them: what one line taught is guessed of the next, so that a key costs one comparison instead of a
//! search for its end and a look at every name. A guess that is wrong costs that comparison; the answer never depends on it.

use crate::cursor::Cursor;
use crate::error::JsonError;

/// Longest piece of text (comma, key, quotes, colon) that is compared in one go.
const WORD: usize = 16;
/// Keys that are remembered of an object.
const KEYS_MAX: usize = 64;

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
        loop {
            let slot = match self.guessed(order) {
                Some(slot) => slot,
                None if order.at == order.keys.len() && self.closes() => return Ok(None),
                None => match self.slot_slowly(order, names)? {
                    Some(slot) => slot,
                    None => return Ok(None),
                },
            };
            if slot < names.len() {
                return Ok(Some(slot));
            }
            self.skip_unwanted(order, names.len())?;
        }
    }

    /// Takes the key that was guessed, if it comes next: its slot.
    #[inline(always)]
    fn guessed(&mut self, order: &mut Order) -> Option<usize> {
        let guess = order.keys.get(order.at)?;
        let ahead = self.ahead::<WORD>()?;
        let same = (u128::from_le_bytes(*ahead) ^ guess.word) & guess.mask == 0
            && (guess.len <= WORD || self.rest().starts_with(&guess.text));
        same.then(|| {
            self.pass(guess.len);
            order.at += 1;
            guess.slot
        })
    }

    /// Leaves the value of a key that nobody wants behind, and all such keys that were guessed to come next. One loop, apart from
    /// what is done with the wanted: TODO-NUMBER.
    #[inline(never)]
    fn skip_unwanted(&mut self, order: &mut Order, wanted: usize) -> Result<(), JsonError> {
        loop {
            self.skip()?;
            if order.keys.get(order.at).is_none_or(|guess| guess.slot < wanted)
                || self.guessed(order).is_none()
            {
                return Ok(());
            }
        }
    }

    #[inline(never)]
    fn slot_slowly(&mut self, order: &mut Order, names: &[&[u8]]) -> Result<Option<usize>, JsonError> {
        // Near the end of a line there is not a whole word to compare.
        if let Some(guess) = order.keys.get(order.at)
            && self.rest().starts_with(&guess.text)
        {
            self.pass(guess.len);
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
}
