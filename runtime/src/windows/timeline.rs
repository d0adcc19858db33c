//! The slices of time that [`Windows`](super::Windows) keeps a table each for: which one a row belongs to, which ones a firing window covers. Tables have no part in this,
//! so it is compiled once, with the runtime, and not for each kind of group.

use super::spec::{Placed, WindowSpec};
use std::collections::VecDeque;
use std::ops::Range;

/// How many slices from the latest back are looked at before dividing.
const RECENT: usize = 8;

/// See the module's text. Slices have slots; whoever owns this has a table a slot.
#[derive(Debug)]
pub(super) struct Timeline {
    pub(super) spec: WindowSpec,
    slice_us: i64,
    /// Ordered by start, then cut.
    slices: VecDeque<Slice>,
    /// Slots that no slice has, and how many there are in all.
    free: Vec<usize>,
    slots: usize,
    /// What rows are judged late against.
    watermark: i64,
    /// From this time on all windows of a row are open.
    open_from: i64,
    /// Windows that end here or earlier have fired, or had no rows when they should have.
    fired_end: i64,
    /// Slot of the last `place`.
    current: usize,
    /// Times from `current_start`, so many µs, lie in its slice and are open; 0: look again.
    current_start: i64,
    current_len: u64,
    covered: Vec<Covered>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Slice {
    pub(super) start: i64,
    /// Windows that end here or earlier leave this slice out; `i64::MIN`: none does.
    pub(super) cut: i64,
    pub(super) slot: usize,
}

/// What a firing window has to do with a slice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Covered {
    pub(super) slot: usize,
    pub(super) start: i64,
    /// Some windows that it lies in leave it out.
    pub(super) is_cut: bool,
    /// Its groups are part of the window.
    pub(super) counts: bool,
    /// No later window needs it: its slot is free already.
    pub(super) expires: bool,
}

impl Timeline {
    pub(super) fn new(spec: WindowSpec) -> Timeline {
        assert!(
            spec.size >= 1 && (1..=spec.size).contains(&spec.step),
            "windows have 1 ≤ step ≤ size: {spec:?}"
        );
        Timeline {
            spec,
            slice_us: spec.slice(),
            slices: VecDeque::new(),
            free: Vec::new(),
            slots: 0,
            watermark: i64::MIN,
            open_from: i64::MIN,
            fired_end: i64::MIN,
            current: 0,
            current_start: 0,
            current_len: 0,
            covered: Vec::new(),
        }
    }

    #[inline]
    pub(super) fn judge(&mut self, watermark: i64) {
        if watermark != self.watermark {
            self.watermark = watermark;
            self.open_from = self.spec.open_from(watermark);
            self.current_len = 0;
        }
    }

    #[inline]
    pub(super) fn judged(&self) -> i64 {
        self.watermark
    }

    /// Slot of the last `place`.
    #[inline(always)]
    pub(super) fn current(&self) -> usize {
        self.current
    }

    /// Whether a row belongs to the slice of the last `place` and is open.
    #[inline(always)]
    pub(super) fn is_current(&self, time: i64) -> bool {
        (time.wrapping_sub(self.current_start) as u64) < self.current_len
    }

    /// Finds or makes the slice of a row; whether it was made: its slot then needs an empty table.
    pub(super) fn place(&mut self, time: i64) -> (Placed, bool) {
        self.current_len = 0;
        if time >= self.open_from {
            let (slice, is_new) = match self.recent(time) {
                Some(slice) => (slice, false),
                None => self.slice(time, i64::MIN),
            };
            self.current = slice.slot;
            self.current_start = slice.start;
            self.current_len = self.len_from(slice.start);
            return (Placed::Open, is_new);
        }
        if self.spec.closed(self.spec.last_end(time), self.watermark) {
            return (Placed::Late, false);
        }
        let cut = self.spec.last_closed(time, self.watermark);
        let (slice, is_new) = self.slice(time, if cut <= self.fired_end { i64::MIN } else { cut });
        self.current = slice.slot;
        (Placed::Partly, is_new)
    }

    /// The slice of an open row among the latest ones, without a division: rows out of order jump between a few slices.
    fn recent(&self, time: i64) -> Option<Slice> {
        self.slices.iter().rev().take(RECENT).copied().find(|slice| {
            (time.wrapping_sub(slice.start) as u64) < self.len_from(slice.start) && slice.cut == i64::MIN
        })
    }

    #[inline]
    fn len_from(&self, start: i64) -> u64 {
        WindowSpec::slice_len(start, self.slice_us)
    }

    /// The slice of `time`, made where it is not there.
    fn slice(&mut self, time: i64, cut: i64) -> (Slice, bool) {
        let start = self.spec.slice_start(time, self.slice_us);
        match self.slices.binary_search_by(|slice| (slice.start, slice.cut).cmp(&(start, cut))) {
            Ok(found) => (self.slices[found], false),
            Err(at) => {
                let slot = self.free.pop().unwrap_or(self.slots);
                self.slots = self.slots.max(slot + 1);
                let slice = Slice { start, cut, slot };
                self.slices.insert(at, slice);
                (slice, true)
            }
        }
    }

    /// Bounds of the next window that fires at this watermark, in order of end. [`Timeline::covered`] then says what it is made of; slices that no later window needs are gone.
    pub(super) fn fire(&mut self, watermark: i64) -> Option<(i64, i64)> {
        let (end, covered) = self.due(watermark)?;
        let start = end.saturating_sub(self.spec.size);
        // Slices that start before the next window are not needed behind this firing.
        let next_start = start.saturating_add(self.spec.step);
        self.covered.clear();
        let mut expired = 0;
        for (at, slice) in self.slices.iter().enumerate().take(covered.end) {
            let (counts, expires) =
                (at >= covered.start && slice.cut < end, at < covered.start || slice.start < next_start);
            let is_cut = slice.cut != i64::MIN;
            self.covered.push(Covered { slot: slice.slot, start: slice.start, is_cut, counts, expires });
            expired += usize::from(expires);
        }
        self.free.extend(self.slices.drain(..expired).map(|slice| slice.slot));
        Some((start, end))
    }

    /// Length of a slice in µs.
    pub(super) fn slice_us(&self) -> i64 {
        self.slice_us
    }

    /// Whether each slice of the window which fired last counts in all windows that it lies in.
    pub(super) fn is_uncut(&self) -> bool {
        self.covered.iter().all(|slice| !slice.is_cut)
    }

    /// The first slice from `start` on, of those that the window which fired last looks at: its number there.
    pub(super) fn covered_from(&self, start: i64) -> usize {
        self.covered.partition_point(|slice| slice.start < start)
    }

    /// Slice number `at` of those that the window which fired last looks at, in order.
    pub(super) fn covered(&self, at: usize) -> Option<Covered> {
        self.covered.get(at).copied()
    }

    /// End of the next window to fire, and its slices; invalidates what `place` remembers.
    fn due(&mut self, watermark: i64) -> Option<(i64, Range<usize>)> {
        if self.fired_end == i64::MAX {
            // The end of time: no window ends behind it, whatever its bounds would be.
            self.free.extend(self.slices.drain(..).map(|slice| slice.slot));
            return None;
        }
        let mut end = i64::MAX;
        for slice in &self.slices {
            if slice.start >= end {
                break;
            }
            end = end.min(self.spec.end_after(slice.start.max(slice.cut).max(self.fired_end)));
        }
        if self.slices.is_empty() || !self.spec.closed(end, watermark) {
            self.fired_end = self.fired_end.max(watermark.saturating_sub(self.spec.lateness));
            return None;
        }
        self.current_len = 0;
        self.fired_end = end;
        let start = end.saturating_sub(self.spec.size);
        let first = self.slices.partition_point(|slice| slice.start < start);
        let behind = self.slices.partition_point(|slice| slice.start < end);
        Some((end, first..behind))
    }

    /// How many slices there are.
    pub(super) fn len(&self) -> usize {
        self.slices.len()
    }

    /// A slice, in order of start and cut.
    pub(super) fn at(&self, place: usize) -> Slice {
        self.slices[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_slice_ends_where_time_does() {
        let spec = WindowSpec { size: 5_000_000, step: 5_000_000, offset: 0, lateness: 0 };
        let mut timeline = Timeline::new(spec);
        let place = |timeline: &mut Timeline, time: i64| {
            if !timeline.is_current(time) {
                timeline.place(time);
            }
            timeline.current()
        };
        let last = place(&mut timeline, i64::MAX);
        assert_eq!(place(&mut timeline, i64::MAX - 1), last);
        assert_ne!(place(&mut timeline, i64::MIN), last, "`MIN - MAX` wraps to 1");
        timeline.current_len = 0;
        assert_ne!(place(&mut timeline, i64::MIN + 1), last);
    }
}
