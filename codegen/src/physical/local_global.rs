//! Local-global aggregation: every worker first makes less of the rows that it reads, and only what is left of them goes over the exchange to the worker that
//! owns the group. A few keys with most of the rows then cost their owner no more than others, and the exchange carries less. When the job runs, workers give
//! it up where it makes too little of the rows.
//!
//! It must not be seen in the result: what workers made must merge to the same in any order, and whether a row is late must be known without it
//! (`docs/decisions/gathering.md`, `combining.md`).

use super::coding::{extreme_code, time_code};
use super::{Node, Physical};
use crate::expressions::can_fail;
use weir_dsl::plan::{Aggregate, AggregateFunction, Expr, Operator, Pipeline, Step, WindowUse};
use weir_dsl::types::Type;

/// What workers do with the rows that they read, before an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Local {
    /// What rows add to running groups is gathered in partial ones.
    Gathers,
    /// Rows of a key and slice are combined into a partial group.
    Combines,
    /// Windows without a key are aggregated as a whole, and their groups merged on one worker.
    TwoStages,
    /// Only the best rows of a window go on.
    Prunes,
}

impl Physical<'_> {
    /// What workers do with the rows of a node before its exchange; `None`: nothing, or there is no exchange.
    pub fn local(&self, node: &Node) -> Option<Local> {
        node.exchange.as_ref()?;
        let step = self.step(node);
        match () {
            () if gathers(step) => Some(Local::Gathers),
            () if combines(self.pipeline, step) => Some(Local::Combines),
            () if two_stages(step) => Some(Local::TwoStages),
            () if prunes(step) => Some(Local::Prunes),
            () => None,
        }
    }
}

/// Whether what rows add to running groups can be gathered on every worker and merged by the one that owns the group: merging does not depend on the
/// order of rows. Sets of texts are left out, because a set on every worker would hold all of them once more.
fn gathers(step: &Step) -> bool {
    let Operator::Aggregate { window: WindowUse::Running, aggregates, .. } = &step.operator else {
        return false;
    };
    let merges = |a: &Aggregate| {
        let argument = a.argument.as_ref().map(|e| e.ty.required());
        match a.function {
            AggregateFunction::Count => true,
            AggregateFunction::Min | AggregateFunction::Max => {
                argument.is_some_and(|ty| !matches!(ty, Type::Record(_)))
            }
            AggregateFunction::Sum | AggregateFunction::Avg => argument.is_some_and(|ty| *ty != Type::F64),
            AggregateFunction::CountDistinct => {
                argument.is_some_and(|ty| !matches!(ty, Type::String | Type::Record(_)))
            }
            AggregateFunction::First | AggregateFunction::Last => false,
        }
    };
    aggregates.iter().all(merges)
}

/// Whether rows of the same key and slice can be combined on every worker before they meet: keys are scalars, groups plain data, merging does not depend on
/// the order of rows, nothing about a row can fail before it is known whether the row is late, and nobody reads late rows, as what was combined cannot be
/// taken apart.
pub(super) fn combines(pipeline: &Pipeline, step: &Step) -> bool {
    let Operator::Aggregate { window: WindowUse::New(_), keys, aggregates } = &step.operator else {
        return false;
    };
    let is_tapped =
        pipeline.steps.iter().any(|s| matches!(s.operator, Operator::Late { of } if of == step.id));
    let is_scalar = |e: &Expr| time_code(e).is_some() || !matches!(e.ty.required(), Type::Record(_));
    let fails = |a: &Aggregate| a.argument.iter().chain(&a.filter).any(can_fail);
    !is_tapped
        && !keys.is_empty()
        && keys.iter().all(is_scalar)
        && aggregates.iter().all(|a| merges_plainly(a) && !fails(a))
}

/// Whether a step aggregates on every worker first and merges what windows gave on one: it has no key that could spread its rows, and the
/// state of its groups is plain data that merges in any order.
pub(super) fn two_stages(step: &Step) -> bool {
    let Operator::Aggregate { window: WindowUse::New(_), keys, aggregates } = &step.operator else {
        return false;
    };
    keys.is_empty() && aggregates.iter().all(merges_plainly)
}

/// Whether of a step's rows only the best of each worker need to meet: rows of a window that they carry themselves, so that their order of arrival does
/// not count, and of which all would go to one worker.
fn prunes(step: &Step) -> bool {
    matches!(&step.operator, Operator::Top { window: WindowUse::Existing, per, .. } if per.is_empty())
}

/// Whether an aggregate's state is plain data that merges in any order.
fn merges_plainly(a: &Aggregate) -> bool {
    if extreme_code(a).is_some() {
        return true;
    }
    let argument = a.argument.as_ref().map(|e| e.ty.required());
    match a.function {
        AggregateFunction::Count => true,
        AggregateFunction::Min | AggregateFunction::Max => {
            argument.is_some_and(|ty| !matches!(ty, Type::String | Type::Record(_)))
        }
        AggregateFunction::Sum | AggregateFunction::Avg => argument.is_some_and(|ty| *ty != Type::F64),
        AggregateFunction::CountDistinct | AggregateFunction::First | AggregateFunction::Last => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Local::{self, Combines, Gathers, Prunes, TwoStages};
    use crate::physical::Physical;
    use crate::physical::samples::{pipeline, step};

    /// What is done before the exchange of `asked`.
    fn of(text: &str) -> Option<Local> {
        let pipeline = pipeline(text);
        let physical = Physical::of(&pipeline);
        physical.local(physical.entry_of(step(&pipeline, "asked").id).expect("`asked` is a node"))
    }

    const WINDOWS: &str = "window tumble(1m) late drop |>";

    #[test]
    fn running_groups_are_gathered_whose_parts_merge_in_any_order() {
        let by = |by: &str, aggregate: &str| {
            of(&format!("let asked = from rows |> aggregate {by} {{ n: count(), x: {aggregate} }}"))
        };
        for aggregate in [
            "sum(v)",
            "avg(money)",
            "min(f)",
            "max(s)",
            "sum(v * v)",
            "count_distinct(v)",
            "count_distinct(f)",
        ] {
            assert_eq!(
                (by("by k", aggregate), by("", aggregate)),
                (Some(Gathers), Some(Gathers)),
                "{aggregate}"
            );
        }
        for aggregate in ["sum(f)", "avg(f)", "first(v)", "last(v)", "count_distinct(s)"] {
            assert_eq!((by("by k", aggregate), by("", aggregate)), (None, None), "{aggregate}");
        }
    }

    #[test]
    fn rows_of_a_window_are_combined_whose_groups_are_plain_and_merge_in_any_order() {
        let by = |by: &str, aggregate: &str| {
            of(&format!(
                "let asked = from rows |> {WINDOWS} aggregate by {by} {{ n: count(), x: {aggregate} }}"
            ))
        };
        for aggregate in
            ["sum(v)", "avg(money)", "min(f)", "max(v) where f > 1.0", "max(format_time(t, \"HH:mm\"))"]
        {
            assert_eq!(by("k", aggregate), Some(Combines), "{aggregate}");
        }
        for aggregate in [
            "sum(f)",
            "first(v)",
            "last(v)",
            "max(s)",
            "count_distinct(v)",
            "sum(v * v)",
            "count() where 10 / v > 1",
        ] {
            assert_eq!(by("k", aggregate), None, "{aggregate}");
        }
        assert_eq!((by("s, o", "max(v)"), by("rest: k % 7", "max(v)")), (Some(Combines), Some(Combines)));
    }

    #[test]
    fn rows_are_not_combined_where_late_ones_are_read() {
        let text = "let asked = from rows |> window tumble(1m) |> aggregate by k { n: count() }";
        assert_eq!(of(text), Some(Combines));
        assert_eq!(
            of(&format!("{text}\nlet late = from asked.late |> aggregate by k {{ n: count() }}")),
            None
        );
    }

    #[test]
    fn windows_without_a_key_are_aggregated_in_two_stages() {
        let all = |aggregate: &str| {
            of(&format!("let asked = from rows |> {WINDOWS} aggregate {{ n: count(), x: {aggregate} }}"))
        };
        for aggregate in ["sum(v)", "avg(money)", "min(f)", "sum(v * v)", "max(format_time(t, \"HH:mm\"))"] {
            assert_eq!(all(aggregate), Some(TwoStages), "{aggregate}");
        }
        for aggregate in ["sum(f)", "first(v)", "last(v)", "max(s)", "count_distinct(v)"] {
            assert_eq!(all(aggregate), None, "{aggregate}");
        }
    }

    #[test]
    fn of_the_best_of_a_window_each_worker_sends_its_own() {
        let top = |top: &str| {
            of(&format!(
                "let counted = from rows |> {WINDOWS} aggregate by k, m {{ n: count() }}
                 let asked = from counted |> {top}"
            ))
        };
        assert_eq!(
            (top("top 3 by n per window"), top("top 3 with ties by n per window")),
            (Some(Prunes), Some(Prunes))
        );
        assert_eq!(top("top 3 by n per window, m"), None);
        // Of rows that are equal it is the one that came first which counts here.
        assert_eq!(of(&format!("let asked = from rows |> {WINDOWS} top 3 by v")), None);
        assert_eq!(of("let asked = from rows |> top 3 by v"), None);
    }

    #[test]
    fn without_an_exchange_there_is_nothing_to_be_done_before_it() {
        for steps in
            ["aggregate by k { n: count() }".to_owned(), format!("{WINDOWS} aggregate by k {{ n: count() }}")]
        {
            let behind = |key: &str| of(&format!("let asked = from rows |> key by {key} |> {steps}"));
            assert!(behind("m").is_some() && behind("k").is_none(), "{steps}");
        }
        let all = |steps: &str| {
            of(&format!("let asked = from rows |> {WINDOWS} aggregate {{ v: max(v) }} |> {steps}"))
        };
        assert_eq!(all("top 3 by v per window"), None);
    }
}
