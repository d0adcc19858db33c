//! The arithmetic of windows `[start, start + size)` for every `start = offset + k × step`. All in µs. Cold code: it runs once a slice.

/// How windows lie in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowSpec {
    /// Length, at least 1.
    pub size: i64,
    /// Distance of starts, 1 to `size`; equal to `size`: `tumble`.
    pub step: i64,
    /// Any of the starts.
    pub offset: i64,
    /// A window fires once the watermark reaches its end and this.
    pub lateness: i64,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// All its windows are open.
    Open,
    /// Some have fired, some are open: it is late once and counts in the open ones.
    Partly,
    /// All have fired.
    Late,
}

/// Windows around times beyond this are cut off, or may be.
const FAR: i64 = 1 << 61;

/// Whether the bounds of slices and windows around a time are exact, unless windows are longer than any time that somebody has seen.
pub fn is_near(time: i64) -> bool {
    (-FAR..FAR).contains(&time)
}

impl WindowSpec {
    /// Length of a slice: the greatest that no window's bound cuts.
    pub fn slice(&self) -> i64 {
        let (mut a, mut b) = (self.size, self.step);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    }

    /// Start of the slice that `time` lies in.
    pub(super) fn slice_start(&self, time: i64, slice: i64) -> i64 {
        let phase = self.offset.rem_euclid(slice);
        time.saturating_sub(time.saturating_sub(phase).rem_euclid(slice))
    }

    /// The slice that `time` lies in: its start, and how many µs it has, see [`WindowSpec::slice_len`].
    pub fn slice_around(&self, time: i64, slice: i64) -> (i64, u64) {
        let start = self.slice_start(time, slice);
        (start, Self::slice_len(start, slice))
    }

    /// How many µs a slice from `start` on has: fewer where time ends. So `time - start`, wrapped, is in there for no time before `start`.
    #[inline]
    pub(super) fn slice_len(start: i64, slice: i64) -> u64 {
        let left = (i64::MAX.wrapping_sub(start)).cast_unsigned().saturating_add(1);
        slice.cast_unsigned().min(left)
    }

    /// The first end of a window after `time`.
    pub(super) fn end_after(&self, time: i64) -> i64 {
        let phase = self.offset.saturating_add(self.size).rem_euclid(self.step);
        let past = time.saturating_sub(phase).rem_euclid(self.step);
        time.saturating_sub(past).saturating_add(self.step)
    }

    /// The last end of a window that `time` belongs to.
    pub(super) fn last_end(&self, time: i64) -> i64 {
        let phase = self.offset.rem_euclid(self.step);
        let start = time.saturating_sub(time.saturating_sub(phase).rem_euclid(self.step));
        start.saturating_add(self.size)
    }

    /// Whether a window has fired, or must, at this watermark.
    pub(super) fn closed(&self, end: i64, watermark: i64) -> bool {
        end.saturating_add(self.lateness) <= watermark
    }

    /// At this watermark all windows of a row are open if and only if its time is at least this.
    pub(super) fn open_from(&self, watermark: i64) -> i64 {
        if watermark == i64::MIN {
            return i64::MIN;
        }
        self.end_after(watermark.saturating_sub(self.lateness)).saturating_sub(self.step)
    }

    /// Of the windows that `time` belongs to, the end of the last that is closed. There must be one.
    pub(super) fn last_closed(&self, time: i64, watermark: i64) -> i64 {
        let last = self.last_end(time);
        let over = last.saturating_add(self.lateness).saturating_sub(watermark).max(0);
        let steps = over.div_euclid(self.step) + i64::from(over.rem_euclid(self.step) > 0);
        last - steps * self.step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOP: WindowSpec = WindowSpec { size: 10, step: 4, offset: 1, lateness: 0 };

    /// All windows by the definition.
    fn ends(spec: &WindowSpec, time: i64) -> Vec<i64> {
        let starts = (-50..50).map(|k| spec.offset + k * spec.step);
        starts.filter(|s| (*s..s + spec.size).contains(&time)).map(|s| s + spec.size).collect()
    }

    #[test]
    fn the_arithmetic_agrees_with_the_definition() {
        assert_eq!(HOP.slice(), 2);
        for spec in
            [HOP, WindowSpec { step: 10, ..HOP }, WindowSpec { size: 7, step: 3, offset: -5, lateness: 2 }]
        {
            for time in -40..40 {
                let ends = ends(&spec, time);
                assert_eq!(
                    (spec.end_after(time), spec.last_end(time)),
                    (ends[0], *ends.last().unwrap()),
                    "{time}"
                );
                let start = spec.slice_start(time, spec.slice());
                assert!((start..start + spec.slice()).contains(&time));
                assert!((start..start + spec.slice()).all(|t| self::ends(&spec, t) == ends));
                for watermark in -60..60 {
                    assert_eq!(time >= spec.open_from(watermark), !spec.closed(ends[0], watermark));
                    let closed = ends.iter().rev().find(|end| spec.closed(**end, watermark));
                    if let Some(closed) = closed {
                        assert_eq!(spec.last_closed(time, watermark), *closed, "{time} {watermark}");
                    }
                }
            }
        }
    }
}
