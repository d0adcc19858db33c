//! Blocks: of windows that overlap, slices are merged ahead in blocks of 2, 4, 8 …, each of which serves several windows (`runtime/src/windows/blocks.rs`). A
//! window takes at most `2 log n` merges for its `n` slices (`docs/decisions/overlapping-windows.md`).
//!
//! That is for aggregates from which a slice cannot be taken back ([`super::totals`]), but which give the same however neighbouring slices are put together:
//! least and greatest values, first and last ones. Sums of floats would be others, as they would be added in another order; sets are large.

use super::sliding::{overlapping, slice_us};
use super::totals::takes_back;
use weir_dsl::plan::{Aggregate, AggregateFunction, Step};

/// Blocks pay from so many slices a window on.
const SLICES_MIN: i64 = 8;

/// Whether a step's slices can be merged ahead in blocks, and it pays. A running total takes less where there can be one.
pub(super) fn merges_ahead(step: &Step) -> bool {
    overlapping(step).is_some_and(|(window, aggregates)| {
        window.size_us / slice_us(window) >= SLICES_MIN && aggregates.iter().all(is_same_in_blocks)
    })
}

fn is_same_in_blocks(aggregate: &Aggregate) -> bool {
    match aggregate.function {
        AggregateFunction::Min
        | AggregateFunction::Max
        | AggregateFunction::First
        | AggregateFunction::Last => true,
        AggregateFunction::Count
        | AggregateFunction::Sum
        | AggregateFunction::Avg
        | AggregateFunction::CountDistinct => takes_back(aggregate),
    }
}

#[cfg(test)]
mod tests {
    use super::merges_ahead;
    use crate::physical::samples::{pipeline, step};

    fn of(window: &str, aggregate: &str) -> bool {
        let text = format!("let asked = from rows |> window {window} late drop |> aggregate {aggregate}");
        merges_ahead(step(&pipeline(&text), "asked"))
    }

    #[test]
    fn what_is_the_same_in_blocks_is_merged_ahead() {
        let with = |other: &str| of("hop(16s, every 2s)", &format!("by k {{ n: count(), x: {other} }}"));
        for other in ["max(v)", "min(f)", "max(s)", "first(v)", "last(f)", "sum(v)", "avg(money)"] {
            assert!(with(other), "{other}");
        }
        for other in ["sum(f)", "avg(f)", "count_distinct(v)"] {
            assert!(!with(other), "{other}");
        }
    }

    #[test]
    fn it_takes_a_key_eight_slices_a_window_and_three_windows_a_row() {
        let max = |window: &str| of(window, "by k { x: max(v) }");
        assert!(max("hop(16s, every 2s)") && !max("hop(14s, every 2s)") && !max("tumble(16s)"));
        // Slices of a second, as the step does not divide the size; and windows that overlap twice.
        assert!(max("hop(10s, every 3s)") && !max("hop(11s, every 5s)"));
        assert!(!of("hop(16s, every 2s)", "{ x: max(v) }"));
    }
}
