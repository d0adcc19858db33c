//! Running totals: of windows that overlap, a step keeps the sum of the slices in the window; what is new is added, and what has left is taken back
//! (`runtime/src/windows/sliding.rs`). That is two merges of a slice a window, however many windows a row belongs to
//! (`docs/decisions/overlapping-windows.md`).
//!
//! It takes aggregates of which a part can be taken back: counts, and sums of what is added exactly. Sums of floats depend on the order in which they are
//! added. From a least or greatest value nothing can be taken back that was hidden by it, nor from a first or last one; sets are large.

use super::sliding::overlapping;
use weir_dsl::plan::{Aggregate, AggregateFunction, Step};
use weir_dsl::types::Type;

/// Whether a step keeps a running total.
pub(super) fn keeps_total(step: &Step) -> bool {
    overlapping(step).is_some_and(|(_, aggregates)| aggregates.iter().all(takes_back))
}

/// Whether the rows of a slice can be taken back out of an aggregate's state.
pub(super) fn takes_back(aggregate: &Aggregate) -> bool {
    match aggregate.function {
        AggregateFunction::Count => true,
        AggregateFunction::Sum | AggregateFunction::Avg => {
            aggregate.argument.as_ref().is_none_or(|e| *e.ty.required() != Type::F64)
        }
        AggregateFunction::Min
        | AggregateFunction::Max
        | AggregateFunction::First
        | AggregateFunction::Last
        | AggregateFunction::CountDistinct => false,
    }
}

#[cfg(test)]
mod tests {
    use super::keeps_total;
    use crate::physical::samples::{pipeline, step};

    fn of(window: &str, aggregate: &str) -> bool {
        let text = format!("let asked = from rows |> window {window} late drop |> aggregate {aggregate}");
        keeps_total(step(&pipeline(&text), "asked"))
    }

    #[test]
    fn what_can_be_taken_back_is_kept_as_a_total() {
        let with = |other: &str| of("hop(10s, every 2s)", &format!("by k {{ n: count(), x: {other} }}"));
        for other in
            ["count(o)", "count() where f > 1.0", "sum(v)", "sum(o)", "avg(i)", "sum(money)", "avg(money)"]
        {
            assert!(with(other), "{other}");
        }
        for other in ["sum(f)", "avg(f)", "min(v)", "max(v)", "first(v)", "last(v)", "count_distinct(v)"] {
            assert!(!with(other), "{other}");
        }
    }

    #[test]
    fn it_takes_a_key_and_three_windows_a_row() {
        let count = |window: &str| of(window, "by k { n: count() }");
        assert!(count("hop(6s, every 2s)") && count("hop(7s, every 2s)"));
        assert!(!count("hop(4s, every 2s)") && !count("hop(5s, every 2s)") && !count("tumble(10s)"));
        assert!(!of("hop(10s, every 2s)", "{ n: count() }"));
    }
}
