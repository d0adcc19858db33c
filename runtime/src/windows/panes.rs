//! Windows over rows that carry theirs: the second windowed step of a pipeline. A pane is the state of one window; it fires once the
//! watermark reaches its end and the lateness of the step that made the window, so no row of it can come later.

use super::fired::Fired;
use crate::heap::Heap;
use crate::table::{Lookup, Table, TableKey};

/// Emptied tables kept for the next panes.
const SPARE_MAX: usize = 4;

/// State of a step whose input is windowed.
#[derive(Debug)]
pub struct Panes<K: TableKey, V> {
    order: Order,
    /// By slot; empty and without memory where no pane has the slot.
    tables: Vec<Table<K, V>>,
    spare: Vec<Table<K, V>>,
}

/// The panes without their tables: compiled once, and not for each kind of group.
#[derive(Debug)]
struct Order {
    lateness: i64,
    /// Ordered by end, then start.
    panes: Vec<Pane>,
    /// Slots that no pane has, and how many there are in all.
    free: Vec<usize>,
    slots: usize,
    /// The pane found last; `start` behind `end`: none.
    current: Pane,
}

#[derive(Debug, Clone, Copy)]
struct Pane {
    start: i64,
    end: i64,
    slot: usize,
}

/// Not the window of any row.
const NO_PANE: Pane = Pane { start: i64::MAX, end: i64::MIN, slot: 0 };

impl Order {
    fn new(lateness: i64) -> Order {
        Order { lateness, panes: Vec::new(), free: Vec::new(), slots: 0, current: NO_PANE }
    }

    /// Finds or makes the pane of a window; whether it was made: its slot then needs an empty table.
    fn find(&mut self, start: i64, end: i64) -> bool {
        let found = self.panes.binary_search_by(|pane| (pane.end, pane.start).cmp(&(end, start)));
        if let Ok(found) = found {
            self.current = self.panes[found];
            return false;
        }
        let slot = self.free.pop().unwrap_or(self.slots);
        self.slots = self.slots.max(slot + 1);
        self.current = Pane { start, end, slot };
        self.panes.insert(found.unwrap_or_else(|at| at), self.current);
        true
    }

    fn fire(&mut self, watermark: i64) -> Option<Pane> {
        let first = self.panes.first()?;
        if first.end.saturating_add(self.lateness) > watermark {
            return None;
        }
        let pane = self.panes.remove(0);
        self.free.push(pane.slot);
        self.current = NO_PANE;
        Some(pane)
    }

    fn slot(&self, place: usize) -> Option<usize> {
        self.panes.get(place).map(|pane| pane.slot)
    }
}

impl<K: TableKey, V> Panes<K, V> {
    /// For windows with this lateness (µs).
    pub fn new(lateness: i64) -> Panes<K, V> {
        Panes { order: Order::new(lateness), tables: Vec::new(), spare: Vec::new() }
    }

    /// Finds the pane of a row's window; [`Panes::entry`] then works in it.
    #[inline]
    pub fn at(&mut self, start: i64, end: i64) {
        let current = &self.order.current;
        if current.start != start || current.end != end {
            self.find(start, end);
        }
    }

    #[cold]
    #[inline(never)]
    fn find(&mut self, start: i64, end: i64) {
        if self.order.find(start, end) {
            let table = self.spare.pop().unwrap_or_default();
            match self.tables.get_mut(self.order.current.slot) {
                Some(slot) => *slot = table,
                None => self.tables.push(table),
            }
        }
    }

    /// The group of a row in the pane found last; see [`Table::entry`].
    #[inline]
    pub fn entry(
        &mut self,
        sought: impl Lookup,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> &mut V {
        self.tables[self.order.current.slot].entry(sought, same, make)
    }

    /// As [`Panes::entry`], with the heap to put more strings into.
    #[inline]
    pub fn entry_heap(
        &mut self,
        sought: impl Lookup,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> (&mut V, &mut Heap) {
        self.tables[self.order.current.slot].entry_heap(sought, same, make)
    }

    /// The next window that fires at this watermark of the step, in order of end.
    pub fn fire(&mut self, watermark: i64) -> Option<Fired<K, V>> {
        let pane = self.order.fire(watermark)?;
        Some(Fired { start: pane.start, end: pane.end, table: std::mem::take(&mut self.tables[pane.slot]) })
    }

    /// Takes the memory of a fired window back.
    pub fn recycle(&mut self, mut fired: Fired<K, V>) {
        if self.spare.len() < SPARE_MAX {
            fired.table.clear();
            self.spare.push(fired.table);
        }
    }

    /// Keys over all panes.
    pub fn len(&self) -> usize {
        let (mut keys, mut place) = (0, 0);
        while let Some(slot) = self.order.slot(place) {
            (keys, place) = (keys + self.tables[slot].len(), place + 1);
        }
        keys
    }

    /// Whether there is no state.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Memory in use.
    pub fn size_bytes(&self) -> usize {
        let (mut bytes, mut place) = (0, 0);
        while let Some(slot) = self.order.slot(place) {
            (bytes, place) = (bytes + self.tables[slot].size_bytes(), place + 1);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_fire_in_order_of_end_once_the_watermark_is_there() {
        let mut panes: Panes<(), i64> = Panes::new(0);
        for (start, end, value) in [(10, 20, 1), (0, 10, 2), (10, 20, 3)] {
            panes.at(start, end);
            *panes.entry(0, |(), _| true, |_| ((), 0)) += value;
        }
        assert_eq!(panes.len(), 2);
        let mut fired = Vec::new();
        for watermark in [9, 10, 30] {
            while let Some(window) = panes.fire(watermark) {
                fired.push((watermark, window.end, *window.table.nth(0).1));
                panes.recycle(window);
            }
        }
        assert_eq!(fired, [(10, 10, 2), (30, 20, 4)]);
    }

    #[test]
    fn slots_of_fired_panes_are_used_again() {
        let mut panes: Panes<(), i64> = Panes::new(0);
        for end in 1..100 {
            for end in [end, end + 1] {
                panes.at(0, end);
                *panes.entry(0, |(), _| true, |_| ((), 0)) += 1;
            }
            let fired = panes.fire(end).expect("it is due");
            assert_eq!(*fired.table.nth(0).1, if end == 1 { 1 } else { 2 });
            panes.recycle(fired);
        }
        assert_eq!(panes.tables.len(), 2);
    }
}
