//! Windows over rows that carry theirs: the second windowed step of a pipeline. A pane is the state of one window; it fires once the
//! watermark reaches its end and the lateness of the step that made the window, so no row of it can come later.

use super::fired::Fired;
use crate::heap::Heap;
use crate::table::Table;

/// Emptied tables kept for the next panes.
const SPARE_MAX: usize = 4;

/// State of a step whose input is windowed.
#[derive(Debug)]
pub struct Panes<K, V> {
    lateness: i64,
    /// Ordered by end, then start.
    panes: Vec<Pane<K, V>>,
    spare: Vec<Table<K, V>>,
    current: usize,
}

#[derive(Debug)]
struct Pane<K, V> {
    start: i64,
    end: i64,
    table: Table<K, V>,
}

impl<K, V> Panes<K, V> {
    /// For windows with this lateness (µs).
    pub fn new(lateness: i64) -> Panes<K, V> {
        Panes { lateness, panes: Vec::new(), spare: Vec::new(), current: 0 }
    }

    /// Finds the pane of a row's window; [`Panes::entry`] then works in it.
    #[inline]
    pub fn at(&mut self, start: i64, end: i64) {
        match self.panes.get(self.current) {
            Some(pane) if pane.start == start && pane.end == end => {}
            _ => self.find(start, end),
        }
    }

    #[cold]
    #[inline(never)]
    fn find(&mut self, start: i64, end: i64) {
        self.current = match self.panes.binary_search_by(|pane| (pane.end, pane.start).cmp(&(end, start))) {
            Ok(found) => found,
            Err(at) => {
                let table = self.spare.pop().unwrap_or_default();
                self.panes.insert(at, Pane { start, end, table });
                at
            }
        };
    }

    /// The group of a row in the pane found last; see [`Table::entry`].
    #[inline]
    pub fn entry(
        &mut self,
        hash: u64,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> &mut V {
        self.panes[self.current].table.entry(hash, same, make)
    }

    /// As [`Panes::entry`], with the heap to put more strings into.
    #[inline]
    pub fn entry_heap(
        &mut self,
        hash: u64,
        same: impl Fn(&K, &Heap) -> bool,
        make: impl FnOnce(&mut Heap) -> (K, V),
    ) -> (&mut V, &mut Heap) {
        self.panes[self.current].table.entry_heap(hash, same, make)
    }

    /// The next window that fires at this watermark of the step, in order of end.
    pub fn fire(&mut self, watermark: i64) -> Option<Fired<K, V>> {
        let first = self.panes.first()?;
        if first.end.saturating_add(self.lateness) > watermark {
            return None;
        }
        let pane = self.panes.remove(0);
        self.current = 0;
        Some(Fired { start: pane.start, end: pane.end, table: pane.table })
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
        self.panes.iter().map(|pane| pane.table.len()).sum()
    }

    /// Whether there is no state.
    pub fn is_empty(&self) -> bool {
        self.panes.iter().all(|pane| pane.table.is_empty())
    }

    /// Memory in use.
    pub fn size_bytes(&self) -> usize {
        self.panes.iter().map(|pane| pane.table.size_bytes()).sum()
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
}
