//! A shape made of a line that was read the long way: what of it stays the same is cut into words, and between them is said what to do with
//! the values.
//!
//! Not learnt is a line of too many pieces, one with a wanted key twice in an object (the last one would count), and one in which a wanted field has a
//! value that it cannot have.

use super::{Act, SHAPES_MAX, Shape, Shapes, Step, WORD, Wanted, WantedValue};
use crate::cursor::{Cursor, Kind};

/// Pieces of text that a shape may have, one or two for each key.
const STEPS_MAX: usize = 256;

impl Shapes {
    /// Remembers the shape of a line, which was read without error.
    #[inline(never)]
    pub fn learn(&mut self, cursor: &mut Cursor<'_>, wanted: &'static [Wanted]) {
        if self.pause > 0 {
            return;
        }
        cursor.restart();
        let mut learner = Learner { cursor, steps: Vec::new(), text_from: 0, present: 0 };
        let Some(shape) = learner.line(wanted) else { return };
        // A line may have been read the long way because of one of its values.
        if self.shapes.contains(&shape) {
            return;
        }
        if self.shapes.len() < SHAPES_MAX {
            self.last = self.shapes.len();
            self.shapes.push(shape);
        } else {
            self.last = self.oldest;
            self.shapes[self.oldest] = shape;
            self.oldest = (self.oldest + 1) % SHAPES_MAX;
        }
    }
}

struct Learner<'l, 'a> {
    cursor: &'l mut Cursor<'a>,
    steps: Vec<Step>,
    /// Where the text begins that stays the same and is not in `steps` yet.
    text_from: usize,
    present: u64,
}

impl Learner<'_, '_> {
    fn line(&mut self, wanted: &[Wanted]) -> Option<Shape> {
        self.object(wanted)?;
        self.cursor.end().ok()?;
        let end = self.cursor.bytes.len();
        self.step(end, Act::Nothing, 0)?;
        let steps = std::mem::take(&mut self.steps).into_boxed_slice();
        Some(Shape { steps, present: self.present })
    }

    fn object(&mut self, wanted: &[Wanted]) -> Option<()> {
        self.cursor.begin_object().ok()?;
        let mut met = 0u64;
        while let Some(key) = self.cursor.key().ok()? {
            let field = wanted.iter().find(|field| field.key == key);
            let kind = self.cursor.kind().ok()?;
            let Some(field) = field else {
                self.unwanted(kind)?;
                continue;
            };
            let bit = 1u64.checked_shl(u32::from(field.place))?;
            if met & bit != 0 {
                return None;
            }
            met |= bit;
            if kind != Kind::Null {
                self.present |= bit;
            }
            self.wanted(field, kind)?;
        }
        Some(())
    }

    fn unwanted(&mut self, kind: Kind) -> Option<()> {
        match kind {
            Kind::String => self.value(Act::Text, 0),
            Kind::Number => self.value(Act::Number, 0),
            _ => self.value(Act::Value, 0),
        }
    }

    fn wanted(&mut self, field: &Wanted, kind: Kind) -> Option<()> {
        match (field.value, kind) {
            // It stays the same: without the field.
            (_, Kind::Null) => self.cursor.skip().ok(),
            (WantedValue::Record(fields), Kind::Object) => self.object(fields),
            (WantedValue::Int { unit, optional }, Kind::Number) => {
                self.number(Act::Int, field.place, unit, optional)
            }
            (WantedValue::Float { optional }, Kind::Number) => {
                self.number(Act::Float, field.place, 1, optional)
            }
            (WantedValue::Other, Kind::String) => self.value(Act::TextAt, field.place),
            (WantedValue::Other, _) => self.value(Act::ValueAt, field.place),
            _ => None,
        }
    }

    fn number(&mut self, act: Act, place: u8, unit: i64, optional: bool) -> Option<()> {
        self.value(act, place)?;
        let step = self.steps.last_mut()?;
        (step.unit, step.optional) = (unit, optional);
        Some(())
    }

    /// The text up to the value at the cursor, and the value.
    fn value(&mut self, act: Act, place: u8) -> Option<()> {
        let quote = usize::from(matches!(act, Act::Text | Act::TextAt));
        let start = self.cursor.position();
        self.step(start + quote, act, place)?;
        self.cursor.skip().ok()?;
        self.text_from = self.cursor.position() - quote;
        Some(())
    }

    /// The text up to `end`, in as many words as it takes.
    fn step(&mut self, end: usize, act: Act, place: u8) -> Option<()> {
        let text = self.cursor.between(self.text_from, end).to_vec();
        let words = text.len().div_ceil(WORD);
        if let Some(before) = self.steps.last_mut() {
            // A string's begins with its quote.
            let lead = text.iter().position(|&byte| byte == b'"' || byte < b' ').unwrap_or(text.len());
            before.lead = u8::try_from(lead).ok()?;
        }
        if self.steps.len() + words > STEPS_MAX {
            return None;
        }
        let depth = u8::try_from(self.cursor.depth).ok()?;
        for (index, text) in text.chunks(WORD).enumerate() {
            let (mut word, mut mask) = ([0; WORD], [0; WORD]);
            word[..text.len()].copy_from_slice(text);
            mask[..text.len()].fill(0xff);
            self.steps.push(Step {
                word,
                mask,
                unit: 0,
                len: text.len() as u8,
                act: if index + 1 == words { act } else { Act::Nothing },
                place,
                depth,
                optional: false,
                lead: 0,
            });
        }
        Some(())
    }
}
