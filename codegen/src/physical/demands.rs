//! Order demands: steps whose answer depends on the order of their rows (`first`, `last`, sums of floats, `top` without ties, `dedup`) ask those before them
//! to keep it, so that an answer never depends on the number of workers.
//!
//! A source of which the order is seen is not split, or exchanges put its rows back ([`super::ordered`]); a step whose fired rows are read so runs on the
//! first worker and sorts what it fires; and so does a step that passes rows on to several workers before they meet again. Windows forget in which order
//! their rows came, so what is before them hears of it only if they look at it themselves.

use super::partition::Placement;
use std::collections::{BTreeMap, BTreeSet};
use weir_dsl::plan::{AggregateFunction, Operator, Pipeline, Step, StepId, WindowUse};
use weir_dsl::types::Type;

/// Steps that must keep the order of their rows because some step downstream looks at it. `exchanges`: where rows would change workers without
/// that. Each with the first of those that look at it.
pub(super) fn demands(pipeline: &Pipeline, exchanges: &[Option<Placement>]) -> BTreeMap<StepId, StepId> {
    let mut demanded = BTreeMap::new();
    for step in pipeline.steps.iter().filter(|s| order_matters(s)) {
        let mut seen = BTreeSet::new();
        let mut open: Vec<(StepId, bool)> = Vec::new();
        // Whether rows change workers between a step and the one that looks at their order: then they must not come from several.
        let crosses = exchanges[step.id.0].is_some();
        open.extend(step.inputs.iter().map(|&input| (input, crosses)));
        while let Some((id, crosses)) = open.pop() {
            if !seen.insert((id, crosses)) {
                continue;
            }
            let from = pipeline.step(id);
            let behind = crosses || exchanges[id.0].is_some();
            match &from.operator {
                Operator::Source { .. }
                | Operator::Aggregate { .. }
                | Operator::Top { with_ties: false, .. }
                | Operator::Dedup { .. } => {
                    demanded.entry(id).or_insert(step.id);
                }
                // Rows that share a rank come out in the order in which they came in.
                Operator::Top { .. } => {
                    demanded.entry(id).or_insert(step.id);
                    let behind = exchanges[id.0].is_some();
                    open.extend(from.inputs.iter().map(|&input| (input, behind)));
                }
                Operator::Late { of } => {
                    if crosses {
                        demanded.entry(*of).or_insert(step.id);
                    }
                    let behind = crosses || exchanges[of.0].is_some();
                    open.extend(pipeline.step(*of).inputs.iter().map(|&input| (input, behind)));
                }
                // Rows that failed come in the order in which the tapped steps had them.
                Operator::Errors { of } => open.extend(of.iter().map(|&tapped| (tapped, crosses))),
                Operator::KeyBy { .. } if crosses => {
                    demanded.entry(id).or_insert(step.id);
                    open.extend(from.inputs.iter().map(|&input| (input, true)));
                }
                _ => open.extend(from.inputs.iter().map(|&input| (input, behind))),
            }
        }
    }
    demanded
}

/// Whether the step's answer depends on the order of its rows.
pub(super) fn order_matters(step: &Step) -> bool {
    match &step.operator {
        Operator::Aggregate { aggregates, .. } => aggregates.iter().any(|a| match a.function {
            AggregateFunction::First | AggregateFunction::Last => true,
            AggregateFunction::Sum | AggregateFunction::Avg => {
                a.argument.as_ref().is_some_and(|e| *e.ty.required() == Type::F64)
            }
            _ => false,
        }),
        Operator::Top { window: WindowUse::Existing, .. } => false,
        Operator::Top { with_ties, .. } => !with_ties,
        // Of rows with equal times it is the order that decides.
        Operator::Dedup { .. } => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physical::partition::Partitioning;
    use crate::physical::samples::pipeline;

    /// Who keeps the order of its rows for whom: `rows for last`, in the order of the plan.
    fn kept(text: &str) -> Vec<String> {
        let pipeline = pipeline(text);
        let free = Partitioning::free(&pipeline);
        let exchanges: Vec<_> = pipeline.steps.iter().map(|step| free.exchange(step.id)).collect();
        let uid = |id: StepId| &pipeline.step(id).uid;
        let demands = demands(&pipeline, &exchanges);
        demands.into_iter().map(|(of, by)| format!("{} for {}", uid(of), uid(by))).collect()
    }

    #[test]
    fn a_source_keeps_its_order_for_what_looks_at_it() {
        let nothing = [""; 0];
        for seen in ["first(v)", "last(s)", "sum(f)", "avg(f)", "sum(f) where v > 1"] {
            let running =
                format!("let asked = from rows |> where v > 0 |> aggregate by k {{ n: count(), x: {seen} }}");
            assert_eq!(kept(&running), ["rows for asked"], "{seen}");
        }
        for free in ["count()", "sum(v)", "avg(money)", "min(f)", "max(s)", "count_distinct(f)"] {
            let running = format!("let asked = from rows |> aggregate by k {{ x: {free} }}");
            assert_eq!(kept(&running), nothing, "{free}");
        }
        for (steps, expected) in [
            ("dedup by k keep last", &["rows for asked"][..]),
            ("top 3 by v", &["rows for asked"]),
            ("top 3 with ties by v", &[]),
            ("window tumble(1m) late drop |> top 3 by v per k", &["rows for asked"]),
            ("window tumble(1m) late drop |> top 3 with ties by v", &[]),
            ("key by k", &[]),
        ] {
            assert_eq!(kept(&format!("let asked = from rows |> {steps}")), expected, "{steps}");
        }
    }

    #[test]
    fn windows_fire_in_order_for_what_looks_at_it_and_ask_nothing_themselves() {
        let windows = "let windows = from rows |> window tumble(1m) late drop |>";
        let counted = format!("{windows} aggregate by k {{ n: count() }}\n");
        let asked = |text: &str, asked: &str| kept(&format!("{text}let asked = from windows |> {asked}"));
        assert_eq!(asked(&counted, "aggregate { x: last(n) }"), ["windows for asked"]);
        assert_eq!(asked(&counted, "where n > 1 |> aggregate by k { x: last(n) }"), ["windows for asked"]);
        assert_eq!(asked(&counted, "aggregate { x: max(n) }"), [""; 0]);
        // Rows of a window are ranked by what they are.
        assert_eq!(asked(&counted, "top 3 by n per window"), [""; 0]);
        let last = format!("{windows} aggregate by k {{ n: last(v) }}\n");
        assert_eq!(asked(&last, "aggregate { x: max(n) }"), ["rows for windows"]);
        assert_eq!(asked(&last, "aggregate { x: last(n) }"), ["rows for windows", "windows for asked"]);
    }

    #[test]
    fn rows_that_share_a_rank_come_in_the_order_of_the_source() {
        let text = |ties: &str| {
            format!(
                "let best = from rows |> window tumble(1m) late drop |> top 3 {ties} by v
                 let asked = from best |> aggregate {{ x: last(s) }}"
            )
        };
        assert_eq!(kept(&text("with ties")), ["rows for asked", "best for asked"]);
        // Without ties it looks at the order itself.
        assert_eq!(kept(&text("")), ["rows for best", "best for asked"]);
    }

    #[test]
    fn what_spreads_rows_keeps_their_order_only_where_they_meet_again() {
        let spread = |key: &str| {
            kept(&format!(
                "let spread = from rows |> key by k\nlet asked = from spread |> aggregate by {key} {{ x: last(v) }}"
            ))
        };
        assert_eq!(spread("k"), ["rows for asked"]);
        assert_eq!(spread("m"), ["rows for asked", "spread for asked"]);
    }

    #[test]
    fn late_and_failed_rows_come_in_the_order_of_what_they_came_from() {
        let late = |asked: &str| {
            kept(&format!(
                "let windows = from rows |> window tumble(1m) |> aggregate by k {{ n: count() }}
                 let asked = from windows.late |> aggregate {asked} {{ x: last(v) }}"
            ))
        };
        assert_eq!(late("by k"), ["rows for asked", "windows for asked"]);
        let failed = "let computed = from rows |> derive { x: v * v }
                      let asked = from computed.errors |> aggregate { x: last(message) }";
        assert_eq!(kept(failed), ["rows for asked"]);
    }

    #[test]
    fn the_first_that_looks_is_named() {
        let text = "let free = from rows |> aggregate by k { n: count() }
                    let first = from rows |> aggregate by k { x: first(v) }
                    let last = from rows |> aggregate by k { x: last(v) }";
        assert_eq!(kept(text), ["rows for first"]);
    }
}
