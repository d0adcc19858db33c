//! A batch: plain rows of one type, a heap for their strings, and the controls between them by position. Where rows can be combined on their way, a batch may have
//! partial groups instead of rows: never both, so that one order is kept.

use super::control::Control;
use crate::heap::{Heap, Text};

/// A row of an exchange: plain old data; strings are [`Text`]s in the batch's heap.
pub trait Row: Copy + Send + 'static {}

impl<T: Copy + Send + 'static> Row for T {}

/// What goes through a ring in one piece. `P`: a partial group.
#[derive(Debug)]
pub struct Batch<R, P = ()> {
    /// Number of the worker it comes from: the channel.
    pub from: usize,
    pub(super) rows: Vec<R>,
    pub(super) groups: Vec<P>,
    pub(super) heap: Heap,
    /// A control stands before the row with this index.
    pub(super) controls: Vec<(u32, Control)>,
}

/// A run of rows, or the control that follows it.
#[derive(Debug)]
pub enum Part<'a, R> {
    /// Never empty.
    Rows(&'a [R]),
    /// Between rows.
    Control(Control),
}

impl<R, P> Batch<R, P> {
    /// Takes no memory yet: with hundreds of workers, most never send each other a full one.
    pub(super) fn new(from: usize) -> Batch<R, P> {
        let (rows, groups) = (Vec::new(), Vec::new());
        Batch { from, rows, groups, heap: Heap::new(), controls: Vec::new() }
    }

    /// A string of one of its rows.
    #[inline]
    pub fn text(&self, text: Text) -> &str {
        self.heap.get(text)
    }

    /// The heap that its rows' strings stand in.
    #[inline]
    pub fn heap(&self) -> &Heap {
        &self.heap
    }

    /// How many rows or partial groups it has.
    pub fn len(&self) -> usize {
        self.rows.len().max(self.groups.len())
    }

    /// Whether it has partial groups instead of rows.
    #[inline]
    pub fn has_groups(&self) -> bool {
        !self.groups.is_empty()
    }

    /// Whether it carries nothing, controls included.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.groups.is_empty() && self.controls.is_empty()
    }

    /// Runs of rows and controls, in order.
    #[inline]
    pub fn parts(&self) -> Parts<'_, R> {
        Parts { rows: &self.rows, controls: &self.controls, row: 0, control: 0 }
    }

    /// Runs of partial groups and controls, in order.
    #[inline]
    pub fn group_parts(&self) -> Parts<'_, P> {
        Parts { rows: &self.groups, controls: &self.controls, row: 0, control: 0 }
    }

    pub(super) fn control(&mut self, control: Control) {
        self.controls.push((self.len() as u32, control));
    }

    pub(super) fn clear(&mut self, heap_bytes_max: usize) {
        self.rows.clear();
        self.groups.clear();
        self.controls.clear();
        self.heap.clear(heap_bytes_max);
    }
}

/// See [`Batch::parts`].
#[derive(Debug)]
pub struct Parts<'a, R> {
    rows: &'a [R],
    controls: &'a [(u32, Control)],
    row: usize,
    control: usize,
}

impl<'a, R> Iterator for Parts<'a, R> {
    type Item = Part<'a, R>;

    #[inline]
    fn next(&mut self) -> Option<Part<'a, R>> {
        let control = self.controls.get(self.control);
        let until = control.map_or(self.rows.len(), |(position, _)| *position as usize);
        if self.row < until {
            let rows = &self.rows[self.row..until];
            self.row = until;
            return Some(Part::Rows(rows));
        }
        let (_, control) = control?;
        self.control += 1;
        Some(Part::Control(*control))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_keep_their_place_between_rows() {
        let mut batch: Batch<i64> = Batch::new(0);
        batch.control(Control::Idle);
        batch.rows.extend([1, 2]);
        batch.control(Control::Watermark(5));
        batch.control(Control::Watermark(6));
        batch.rows.push(3);
        let shown: Vec<String> = batch.parts().map(|part| format!("{part:?}")).collect();
        let expected =
            ["Control(Idle)", "Rows([1, 2])", "Control(Watermark(5))", "Control(Watermark(6))", "Rows([3])"];
        assert_eq!(shown, expected);
    }
}
