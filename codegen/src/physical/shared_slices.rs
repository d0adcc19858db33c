//! Windowed aggregates of one input by the same keys share one table of slices: a row is sent, hashed and looked up once, and what a slice holds is merged into the windows
//! of each step when the slice is over (`emit/shared_slices.rs`).
//!
//! Every bound of a window of theirs is a bound of the shared slices too, and the steps have one lateness: so a row whose shared slice is open is open in all its windows, of every step. The others
//! go to each step as if nothing were shared.
//!
//! Steps stay by themselves where that would not be exact or not pay: arguments that can fail, groups whose merging depends on the order of rows or is expensive, rows that have no key, late rows that somebody
//! reads, firing in an order that somebody sees, and windows that have only slices in common which are much finer than their own.

use super::local_global::combines;
use super::partition::Partitioning;
use super::sliding::{gcd, slice_us};
use crate::expressions::{can_fail, same};
use weir_dsl::plan::{Aggregate, Operator, Pipeline, Step, StepId, Window, WindowUse};

/// Shared slices may be so many times shorter than the shortest that one of the steps would have by itself. Where keys hardly come again within a slice, merging costs more than it saves from
/// there on: with a million keys, 151 → 119 ns a row at twice, 164 → 186 at four times.
const FINER_MAX: i64 = 2;
/// Windows with numbers beyond this (18,000 years) do not share: sums of them might not fit.
const LONG_US: i64 = 1 << 59;

/// Steps that share slices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedSlices {
    /// At least two, in the order of the plan; they have one input.
    pub steps: Vec<StepId>,
    /// A slice as a window, with the lateness of all.
    pub slice: Window,
}

impl SharedSlices {
    /// All of a pipeline.
    pub fn of(pipeline: &Pipeline, partitioning: &Partitioning) -> Vec<SharedSlices> {
        let mut found: Vec<SharedSlices> = Vec::new();
        for step in &pipeline.steps {
            let Some(window) = shareable(pipeline, partitioning, step) else { continue };
            let joined = found.iter_mut().find_map(|with| {
                let slice = joined(pipeline, with, step, &window)?;
                Some((with, slice))
            });
            match joined {
                Some((with, slice)) => {
                    with.steps.push(step.id);
                    with.slice = slice;
                }
                None => found.push(SharedSlices { steps: vec![step.id], slice: slice_of(&window) }),
            }
        }
        found.retain(|shared| shared.steps.len() > 1);
        found
    }
}

/// The window of a step that could share its slices.
fn shareable(pipeline: &Pipeline, partitioning: &Partitioning, step: &Step) -> Option<Window> {
    let Operator::Aggregate { window: WindowUse::New(window), .. } = &step.operator else { return None };
    let is_short = [window.size_us, window.offset_us, window.lateness_us]
        .iter()
        .all(|us| (-LONG_US..LONG_US).contains(us));
    let can = combines(pipeline, step) && !partitioning.sorted(step.id) && is_short;
    can.then_some(*window)
}

/// The slice that steps share once another one is among them, if it can be.
fn joined(pipeline: &Pipeline, with: &SharedSlices, step: &Step, window: &Window) -> Option<Window> {
    let first = pipeline.step(with.steps[0]);
    if first.inputs != step.inputs || with.slice.lateness_us != window.lateness_us {
        return None;
    }
    let (keys, others) = (keys(first), keys(step));
    if keys.len() != others.len() || !keys.iter().zip(others).all(|(a, b)| same(a, b)) {
        return None;
    }
    if keys.iter().any(can_fail) && !are_neighbours(pipeline, with.steps[with.steps.len() - 1], step) {
        return None;
    }
    let own = slice_of(window);
    let apart = (own.offset_us - with.slice.offset_us).abs();
    let common = gcd(gcd(with.slice.size_us, own.size_us), apart);
    let finest = with.steps.iter().filter_map(|&id| window_of(pipeline.step(id)));
    let finest = finest.map(|w| slice_of(&w).size_us).fold(own.size_us, i64::min);
    let is_fine = common < finest / FINER_MAX || finest % common != 0;
    (!is_fine).then(|| slice_of(&Window { size_us: common, step_us: common, ..with.slice }))
}

/// Whether no other step takes rows of the same input between two: the errors of all three would come in another order.
fn are_neighbours(pipeline: &Pipeline, before: StepId, step: &Step) -> bool {
    let between = &pipeline.steps[before.0 + 1..step.id.0];
    !between.iter().any(|other| other.inputs.iter().any(|input| step.inputs.contains(input)))
}

/// A slice of a window.
fn slice_of(window: &Window) -> Window {
    let size_us = slice_us(window);
    Window { size_us, step_us: size_us, offset_us: window.offset_us.rem_euclid(size_us), ..*window }
}

fn window_of(step: &Step) -> Option<Window> {
    match &step.operator {
        Operator::Aggregate { window: WindowUse::New(window), .. } => Some(*window),
        _ => None,
    }
}

fn keys(step: &Step) -> &[weir_dsl::plan::Expr] {
    match &step.operator {
        Operator::Aggregate { keys, .. } => keys,
        _ => &[],
    }
}

/// Whether two aggregates over the same rows have the same state and result.
pub fn same_aggregate(a: &Aggregate, b: &Aggregate) -> bool {
    let same_part = |a: &Option<weir_dsl::plan::Expr>, b: &Option<weir_dsl::plan::Expr>| match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (a, b) => a.is_none() && b.is_none(),
    };
    a.function == b.function
        && a.ty == b.ty
        && same_part(&a.argument, &b.argument)
        && same_part(&a.filter, &b.filter)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Slices that steps share over rows by `k`: `hour+day of 3600s`. Each line of `steps` is `name: windows and aggregates`.
    fn check(steps: &[(&str, &str)], expected: &[&str]) {
        let mut text = "
            record R { k: i64, m: i64, v: i64, f: f64, s: string, t: timestamp }
            source rows: R = file { path: \"-\", format: csv, time: t, watermark: ascending }
            let some = from rows |> where v > 0
            "
        .to_owned();
        for (name, step) in steps {
            let from = if step.starts_with("window") { "from some |> " } else { "" };
            text += &format!("let {name} = {from}{step}\nfrom {name} |> into blackhole {{}}\n");
        }
        if steps.iter().any(|(name, _)| *name == "tapped") {
            text += "from tapped.late |> into blackhole {}\n";
        }
        if steps.iter().any(|(name, _)| *name == "seen") {
            text += "from seen |> aggregate by k { v: first(n) } |> into blackhole { mode: final }\n";
        }
        let (pipeline, diagnostics) = weir_dsl::compile(&text, &weir_dsl::Options::new("r"));
        let pipeline = pipeline.unwrap_or_else(|| panic!("{}", diagnostics.render(&text, "r.weir")));
        let name = |id: &StepId| pipeline.step(*id).name.clone().unwrap_or_default();
        let shown = |shared: &SharedSlices| {
            let names: Vec<String> = shared.steps.iter().map(name).collect();
            let Window { size_us, offset_us, .. } = shared.slice;
            assert_eq!(shared.slice.step_us, size_us);
            format!("{} of {}s at {}s", names.join("+"), size_us / 1_000_000, offset_us / 1_000_000)
        };
        let found: Vec<String> =
            SharedSlices::of(&pipeline, &Partitioning::of(&pipeline)).iter().map(shown).collect();
        assert_eq!(found, expected, "{steps:?}");
    }

    const BY_K: &str = "late drop |> aggregate by k { n: count() }";

    fn windows(windows: &[&str], expected: &[&str]) {
        let texts: Vec<String> = windows.iter().map(|window| format!("window {window} {BY_K}")).collect();
        let names = ["a", "b", "c", "d"];
        check(&names.into_iter().zip(texts.iter().map(String::as_str)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn windows_share_the_slices_that_all_their_bounds_are_bounds_of() {
        windows(&["tumble(10s)", "tumble(60s)", "tumble(600s)"], &["a+b+c of 10s at 0s"]);
        windows(&["tumble(60s)", "hop(10s, every 2s)"], &["a+b of 2s at 0s"]);
        windows(&["tumble(1m, offset: 10s)", "hop(1m, every 20s, offset: 30s)"], &["a+b of 20s at 10s"]);
        windows(&["tumble(1m)", "tumble(1m)"], &["a+b of 60s at 0s"]);
        windows(&["tumble(10s, offset: -2s)", "tumble(40s, offset: 28s)"], &["a+b of 10s at 8s"]);
    }

    #[test]
    fn shared_slices_are_hardly_finer_than_the_finest() {
        windows(&["tumble(60s)", "tumble(90s)"], &["a+b of 30s at 0s"]);
        windows(&["tumble(60s)", "tumble(61s)"], &[]);
        windows(&["tumble(10s)", "tumble(10s, offset: 3s)"], &[]);
        windows(
            &["tumble(60s)", "tumble(61s)", "tumble(120s)", "tumble(122s)"],
            &["a+c of 60s at 0s", "b+d of 61s at 0s"],
        );
    }

    #[test]
    fn windows_of_another_lateness_share_among_themselves() {
        let late = ["tumble(1m)", "tumble(2m) lateness 5s", "tumble(3m)", "tumble(4m) lateness 5s"];
        windows(&late, &["a+c of 60s at 0s", "b+d of 120s at 0s"]);
    }

    #[test]
    fn steps_with_other_rows_or_keys_do_not_share() {
        let a = ("a", "window tumble(10s) late drop |> aggregate by k, rest: v % 7 { n: count() }");
        for (step, shares) in [
            ("window tumble(20s) late drop |> aggregate by k, rest: v % 7 { m: max(v) where f > 0.5 }", true),
            ("window tumble(20s) late drop |> aggregate by k, other: v % 7 { n: count() }", true),
            ("window tumble(20s) late drop |> aggregate by k, rest: v % 8 { n: count() }", false),
            ("window tumble(20s) late drop |> aggregate by m, rest: v % 7 { n: count() }", false),
            ("window tumble(20s) late drop |> aggregate by k { n: count() }", false),
            ("window tumble(20s) late drop |> aggregate { n: count() }", false),
            (
                "from rows |> window tumble(20s) late drop |> aggregate by k, rest: v % 7 { n: count() }",
                false,
            ),
        ] {
            let expected: &[&str] = if shares { &["a+b of 10s at 0s"] } else { &[] };
            check(&[a, ("b", step)], expected);
        }
    }

    #[test]
    fn keys_that_can_fail_are_shared_by_steps_that_follow_each_other() {
        let failing = "window tumble(10s) late drop |> aggregate by x: v * v { n: count() }";
        check(&[("a", failing), ("b", failing)], &["a+b of 10s at 0s"]);
        check(&[("a", failing), ("between", "window tumble(1s) |> top 1 by v"), ("b", failing)], &[]);
    }

    #[test]
    fn what_depends_on_order_can_fail_or_shows_late_rows_does_not_share() {
        let a = ("a", "window tumble(10s) late drop |> aggregate by k { n: count() }");
        for aggregate in ["sum(f)", "first(v)", "last(v)", "count_distinct(v)", "max(s)", "sum(v * v)"] {
            let b = format!("window tumble(20s) late drop |> aggregate by k {{ x: {aggregate} }}");
            check(&[a, ("b", &b)], &[]);
        }
        check(&[a, ("tapped", "window tumble(20s) |> aggregate by k { n: count() }")], &[]);
        check(&[a, ("seen", &format!("window tumble(20s) {BY_K}"))], &[]);
    }
}
