//! Lines of the shapes that lines had before: the same keys in the same order, nested the same way. Most files have a handful of them.
//!
//! What does not change between lines of one shape (`,"price":`, `","url":"`, `}}`) is compared 32 bytes at a time; what does
//! change are values, and those nobody wants are left behind without a look at their key. The whole line is gone over in one loop before
//! anything is decoded; it gives integers, and for each other field where its value stands. A line that fits no shape is read key by key
//! ([`crate::order`]), and then teaches a new one ([`learn`]): a shape is only ever a guess, and the answer never depends on it.
//!
//! Where lines have no shapes in common (keys that come and go) looking for one is given up for a while, so that it costs next to nothing.

mod learn;
mod walk;

use crate::cursor::Cursor;
use crate::lines::Line;

/// Bytes of text that are compared in one go.
const WORD: usize = 32;
/// Shapes that are tried. Most end at their first text.
const SHAPES_MAX: usize = 32;
/// What a line that fits no shape costs, where one that does earns 1: looking is given up where more than one line in seventeen has none.
const MISS_COST: u32 = 16;
/// What can be spent before that, and so what can be saved up.
const CREDIT: u32 = 256;
/// Lines that are then not looked at.
const PAUSE: u32 = 16_384;

/// A field that is wanted of an object.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Its key, without escapes.
    pub key: &'static [u8],
    /// Its number among all fields of the line, nested ones included: below 64.
    pub place: u8,
    /// What it may be.
    pub value: WantedValue,
}

/// What a wanted field may be. Where a line has something else its shape is not learnt.
#[derive(Debug, Clone, Copy)]
pub enum WantedValue {
    /// A 64-bit integer, or a time that is written as one in units of so many; perhaps `null`.
    Int {
        /// What one counts.
        unit: i64,
        /// Whether `null` stands for no value.
        optional: bool,
    },
    /// An `f64`, whose bits are told; perhaps `null`.
    Float {
        /// Whether `null` stands for no value.
        optional: bool,
    },
    /// Any other value: only where it begins is told.
    Other,
    /// An object of which these fields are wanted.
    Record(&'static [Wanted]),
}

/// The shapes of one reader's lines.
#[derive(Debug, Clone)]
pub struct Shapes {
    shapes: Vec<Shape>,
    /// The one that fitted last.
    last: usize,
    /// The next one to give way where there are too many.
    oldest: usize,
    credit: u32,
    pause: u32,
}

impl Default for Shapes {
    fn default() -> Shapes {
        Shapes { shapes: Vec::new(), last: 0, oldest: 0, credit: CREDIT, pause: 0 }
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Shape {
    steps: Box<[Step]>,
    /// One bit for each field that such lines have.
    present: u64,
}

/// Text that does not change, and the value behind it.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    /// The text, and which of its bytes count (0xff or 0).
    word: [u8; WORD],
    mask: [u8; WORD],
    /// What one counts, of an integer.
    unit: i64,
    len: u8,
    act: Act,
    place: u8,
    /// Objects that the value is in.
    depth: u8,
    /// Of an integer or float: it may be `null`.
    optional: bool,
    /// Of a number: how much text there is between it and the next quote or the end of the line.
    lead: u8,
}

/// What is done with what stands behind the text of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// More text that does not change, or the end of the line.
    Nothing,
    /// A string that nobody wants, its first quote gone over. Its last one belongs to the text of the next step.
    Text,
    /// A string that is wanted.
    TextAt,
    /// An integer that is read.
    Int,
    /// A float that is read.
    Float,
    /// A number that nobody wants.
    Number,
    /// Any value that nobody wants.
    Value,
    /// Any value that is wanted.
    ValueAt,
}

impl Shapes {
    /// None known.
    pub fn new() -> Shapes {
        Shapes::default()
    }

    /// Goes over the line that begins at `start`, if it has a shape that is known: one bit for each field that it has, and where it ends. At the field's
    /// place in `values` is then the integer, or the offset in the line of any other value, which [`Cursor::go_to`] takes.
    #[inline(always)]
    pub(crate) fn walk(
        &mut self,
        block: &[u8],
        stops: &[u8],
        start: usize,
        values: &mut [i64],
    ) -> Option<(u64, usize)> {
        if let Some(shape) = self.shapes.get(self.last)
            && let Some(found) = shape.walk(block, stops, start, values)
        {
            self.credit = (self.credit + 1).min(CREDIT);
            return Some(found);
        }
        self.walk_others(block, stops, start, values)
    }

    #[inline(never)]
    fn walk_others(
        &mut self,
        block: &[u8],
        stops: &[u8],
        start: usize,
        values: &mut [i64],
    ) -> Option<(u64, usize)> {
        if start >= block.len() {
            return None;
        }
        if self.pause > 0 {
            self.pause -= 1;
            return None;
        }
        if Line::at(block, stops, start).is_blank() {
            return None;
        }
        for (index, shape) in self.shapes.iter().enumerate() {
            if index != self.last
                && let Some(found) = shape.walk(block, stops, start, values)
            {
                self.last = index;
                self.credit = (self.credit + 1).min(CREDIT);
                return Some(found);
            }
        }
        self.credit = self.credit.saturating_sub(MISS_COST);
        if self.credit == 0 {
            *self = Shapes { pause: PAUSE, ..Shapes::default() };
        }
        None
    }
}

impl Cursor<'_> {
    /// Before a value that [`Shapes::walk`] found at this offset.
    #[inline(always)]
    pub fn go_to(&mut self, offset: i64) {
        self.at = offset as usize;
    }

    /// At the start of the line again, as if nothing had been read.
    pub fn restart(&mut self) {
        (self.at, self.fresh, self.depth) = (0, false, 0);
    }
}

#[cfg(test)]
mod tests;
