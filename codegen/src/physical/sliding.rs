//! How a windowed aggregate whose windows overlap puts its slices together: it merges them for each window, keeps a running total (`totals.rs`), or merges
//! ahead in blocks (`blocks.rs`). The runtime has a kind of windows for each: `runtime/src/windows/{slices,sliding,blocks}.rs`.

use super::blocks::merges_ahead;
use super::totals::keeps_total;
use weir_dsl::plan::{Aggregate, Operator, Step, Window, WindowUse};

/// Another way than to merge all slices pays from so many windows a row on. With two, what is new and what has left is all there is.
const OVERLAP_MIN: i64 = 3;

/// See the module's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merging {
    /// All slices of each window; or there is only one.
    Slices,
    /// Slices that have left are taken back from a running total.
    Total,
    /// In blocks that serve several windows.
    Blocks,
}

/// How a step merges.
pub fn merging(step: &Step) -> Merging {
    match () {
        () if keeps_total(step) => Merging::Total,
        () if merges_ahead(step) => Merging::Blocks,
        () => Merging::Slices,
    }
}

/// The window and the aggregates of a step whose windows overlap so much that it may pay to merge otherwise. Without a key there is one group, and nothing to
/// gain.
pub(super) fn overlapping(step: &Step) -> Option<(&Window, &[Aggregate])> {
    let Operator::Aggregate { window: WindowUse::New(window), keys, aggregates } = &step.operator else {
        return None;
    };
    let overlap = window.size_us / window.step_us;
    (overlap >= OVERLAP_MIN && !keys.is_empty()).then_some((window, aggregates))
}

/// The length of a window's slices: the greatest of which all its bounds are multiples.
pub fn slice_us(window: &Window) -> i64 {
    gcd(window.size_us, window.step_us)
}

/// The greatest common divisor.
pub(super) fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::Merging::{self, Blocks, Slices, Total};
    use super::merging;
    use crate::physical::samples::{pipeline, step};

    fn of(steps: &str) -> Merging {
        merging(step(&pipeline(&format!("let asked = from rows |> {steps}")), "asked"))
    }

    #[test]
    fn a_total_goes_before_blocks_and_blocks_before_all_slices() {
        let hop = |aggregate: &str| {
            of(&format!("window hop(16s, every 2s) late drop |> aggregate by k {{ x: {aggregate} }}"))
        };
        // Both are possible.
        assert_eq!(hop("count()"), Total);
        assert_eq!(hop("max(v)"), Blocks);
        assert_eq!(hop("sum(f)"), Slices);
    }

    #[test]
    fn other_steps_and_windows_that_hardly_overlap_merge_all_slices() {
        for steps in [
            "window hop(4s, every 2s) late drop |> aggregate by k { n: count() }",
            "window hop(4s, every 2s) late drop |> aggregate by k { n: max(v) }",
            "window tumble(4s) late drop |> aggregate by k { n: count() }",
            "window hop(16s, every 2s) late drop |> top 3 by v per k",
            "aggregate by k { n: count() }",
        ] {
            assert_eq!(of(steps), Slices, "{steps}");
        }
    }

    #[test]
    fn slices_lie_between_the_bounds_of_windows() {
        for ((size_us, step_us), expected) in [((10, 2), 2), ((10, 3), 1), ((90, 60), 30), ((60, 60), 60)] {
            let window = super::Window { size_us, step_us, offset_us: 0, lateness_us: 0, late_drop: false };
            assert_eq!(super::slice_us(&window), expected);
        }
    }
}
