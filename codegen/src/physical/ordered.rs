//! Sources whose rows all workers read, or make, although their order is seen: an exchange behind such a source puts them back into the order of the file or of their numbers (see the
//! runtime's `exchange::order`), so that what is behind it hears one reader.
//!
//! That is so where every way from the source to a step that looks at the order leads through stateless steps and one exchange, and nothing brings
//! rows of two ways together again. Then each node behind such an exchange hears, on each worker, the same rows and watermarks in the same places as if one worker
//! read; the watermarks of a piece of a file begin anew, and the greater one counts (those of made rows go on: their times do too). A node behind the source that adds rows up in any order keeps its exchange as it is, if lateness is judged there by the source's own workers.
//!
//! Made rows are put back only where a step that looks at their order keeps its state by key. A source may have several ways to read, of which some must be read by one worker ([`super::dealt`], or because of a setting): its rows, which are of no piece, are taken as they come.

use super::dealt::always_alone;
use super::demands::order_matters;
use super::marks::window_of;
use super::partition::{Partitioning, Placement};
use super::sharing::{CHANGES_SEEN, JUDGED_ELSEWHERE, changes_seen, judged_at_source, reaches};
use std::collections::BTreeSet;
use weir_dsl::plan::{Operator, Pipeline, SourceConnector, Step, StepId};

/// The steps behind a source that are to hear its rows in order, or why one worker must read them all. `free`: where rows would change workers if
/// nobody looked at their order. `kept`: the steps that keep the order of their rows, on one worker.
pub(super) fn readers_in_order(
    pipeline: &Pipeline,
    free: &Partitioning,
    kept: &BTreeSet<StepId>,
    source: StepId,
) -> Result<BTreeSet<StepId>, &'static str> {
    if let Some(why) = always_alone(pipeline, &super::consumers(pipeline), source) {
        return Err(why);
    }
    if meets_again(pipeline, source) {
        return Err("rows of several ways meet again");
    }
    let nodes = first_nodes(pipeline, source);
    let (any_order, ordered): (Vec<&Step>, Vec<&Step>) = nodes.into_iter().partition(|step| is_free(step));
    // Where one worker has all state, it would cost more to bring rows there than to make them.
    let by_key = |step: &&Step| {
        let spread = matches!(free.exchange(step.id), Some(Placement::ByKey(_))) && !kept.contains(&step.id);
        spread && order_matters(step)
    };
    if !reads_files(pipeline, source) && !ordered.iter().any(by_key) {
        return Err("what looks at it keeps its state on one worker");
    }
    let ordered: BTreeSet<StepId> = ordered.into_iter().map(|step| step.id).collect();
    if !judged_at_source(pipeline, free, source, &ordered) {
        return Err(JUDGED_ELSEWHERE);
    }
    match any_order.iter().any(|step| changes_seen(pipeline, step.id)) {
        true => Err(CHANGES_SEEN),
        false => Ok(ordered),
    }
}

/// Whether every window behind a source is behind a step that hears its rows in order.
pub(super) fn judged_in_order(pipeline: &Pipeline, partitioning: &Partitioning, source: StepId) -> bool {
    let windows = pipeline.steps.iter().filter(|step| window_of(pipeline, step.id).is_some());
    let windows: Vec<&Step> = windows.collect();
    let leads_to_none = |from: &Step| !windows.iter().any(|window| reaches(pipeline, from.id, window.id));
    first_nodes(pipeline, source)
        .into_iter()
        .all(|step| partitioning.in_order(step.id) || leads_to_none(step))
}

fn reads_files(pipeline: &Pipeline, source: StepId) -> bool {
    let Operator::Source { arms, .. } = &pipeline.step(source).operator else { return false };
    arms.iter().any(|arm| matches!(arm.connector, SourceConnector::File { .. }))
}

/// Whether a step with state takes its rows in any order.
fn is_free(step: &Step) -> bool {
    matches!(step.operator, Operator::Aggregate { .. }) && !order_matters(step)
}

/// The first steps with state behind a step.
fn first_nodes(pipeline: &Pipeline, from: StepId) -> Vec<&Step> {
    let mut found = Vec::new();
    for step in pipeline.steps.iter().filter(|step| step.inputs.contains(&from)) {
        match &step.operator {
            Operator::Where { .. } | Operator::Project { .. } => found.extend(first_nodes(pipeline, step.id)),
            Operator::Sink { .. } | Operator::Discard { .. } => {}
            _ => found.push(step),
        }
    }
    found
}

/// Whether rows of a source come together again after they have gone several ways: in a `union`, or where late or failed rows go on into anything but sinks.
fn meets_again(pipeline: &Pipeline, source: StepId) -> bool {
    let mut reached = BTreeSet::from([source]);
    // Inputs and taps come before their readers.
    for step in &pipeline.steps {
        let tapped: &[StepId] = match &step.operator {
            Operator::Late { of } => std::slice::from_ref(of),
            Operator::Errors { of } => of,
            _ => &[],
        };
        if !step.inputs.iter().chain(tapped).any(|from| reached.contains(from)) {
            continue;
        }
        reached.insert(step.id);
        let meets = match &step.operator {
            Operator::Union => true,
            Operator::Late { .. } | Operator::Errors { .. } => !first_nodes(pipeline, step.id).is_empty(),
            _ => false,
        };
        if meets {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physical::samples::{pipeline, step};

    /// The steps that hear the rows of the source in order, or why one worker reads it.
    fn readers(text: &str) -> Result<Vec<String>, &'static str> {
        let pipeline = pipeline(text);
        let partitioning = Partitioning::of(&pipeline);
        let source = pipeline.steps[0].id;
        match partitioning.whole_because(source) {
            Some(why) => Err(why),
            None => {
                let steps = pipeline.steps.iter().filter(|step| partitioning.in_order(step.id));
                Ok(steps.map(|step| step.uid.clone()).collect())
            }
        }
    }

    const LAST: &str = "let last = from rows |> where v > 1 |> aggregate by k { x: last(v) }\n";

    #[test]
    fn every_step_that_looks_at_the_order_hears_it_behind_its_own_exchange() {
        assert_eq!(readers(LAST).unwrap(), ["last"]);
        assert_eq!(
            readers(&format!("{LAST}let newest = from rows |> dedup by m keep last")).unwrap(),
            ["last", "newest"]
        );
        // What adds rows up in any order need not.
        assert_eq!(
            readers(&format!("{LAST}let free = from rows |> aggregate by k {{ n: count() }}")).unwrap(),
            ["last"]
        );
        assert_eq!(readers("let whole = from rows |> aggregate { x: last(v) }").unwrap(), ["whole"]);
        assert_eq!(readers("let free = from rows |> aggregate by k { n: count() }").unwrap(), [""; 0]);
    }

    #[test]
    fn rows_that_go_several_ways_and_meet_are_read_by_one_worker() {
        let meet = "rows of several ways meet again";
        let union = "let a = from rows |> where v > 1\nlet b = from rows |> where v < 1
                     let last = from a |> union b |> aggregate by k { x: last(v) }";
        assert_eq!(readers(union), Err(meet));
        let late = |reader: &str| {
            let windows = "let windows = from rows |> window tumble(1m) |> aggregate by k { x: last(v) }";
            readers(&format!("{windows}\nlet late = from windows.late |> {reader}"))
        };
        assert_eq!(late("aggregate by k { n: count() }"), Err(meet));
        assert_eq!(late("select { k }").unwrap(), ["windows"]);
    }

    #[test]
    fn one_worker_reads_where_lateness_or_changes_would_be_others() {
        let windows = "let windows = from rows |> key by m |> window tumble(1m) late drop |> aggregate by k { n: count() }";
        assert_eq!(readers(&format!("{LAST}{windows}")).unwrap(), ["last", "windows.key"]);
        let lateness =
            "let a = from rows |> window tumble(1m) lateness 5s late drop |> aggregate by k { n: count() }
                        let b = from a |> window tumble(1h) late drop |> aggregate by k { n: sum(n) }";
        assert_eq!(readers(&format!("{LAST}{lateness}")), Err(JUDGED_ELSEWHERE));
        let changes = "let counts = from rows |> aggregate by k { n: count() }\nfrom counts |> into stdout { mode: upsert }";
        assert_eq!(readers(&format!("{LAST}{changes}")), Err(CHANGES_SEEN));
    }

    #[test]
    fn windows_are_judged_in_order_if_all_of_them_hear_it() {
        let judged = |windows: &str| {
            let pipeline = pipeline(&format!(
                "{LAST}let windows = from rows |> window tumble(1m) late drop |> aggregate by k {{ {windows} }}"
            ));
            let partitioning = Partitioning::of(&pipeline);
            assert!(partitioning.in_order(step(&pipeline, "last").id));
            judged_in_order(&pipeline, &partitioning, pipeline.steps[0].id)
        };
        assert!(judged("x: first(v)") && !judged("n: count()"));
    }
}
