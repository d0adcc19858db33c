//! Steps whose rows reach no end (sink or `discard`) go: they were written for tests only. Their `.errors` go with them, so that a row that
//! fails still stops a job in which nobody reads it.

use super::Applied;
use std::collections::BTreeMap;
use weir_dsl::plan::{Operator, Pipeline, StepId};

/// Removes them and numbers the rest anew. The pipeline's tests go too: they may speak of what is gone.
pub fn prune(pipeline: &mut Pipeline) -> Vec<Applied> {
    let mut needed = vec![false; pipeline.steps.len()];
    for index in (0..pipeline.steps.len()).rev() {
        let step = &pipeline.steps[index];
        needed[index] |= matches!(step.operator, Operator::Sink { .. } | Operator::Discard { .. });
        if !needed[index] {
            continue;
        }
        for input in &step.inputs {
            needed[input.0] = true;
        }
        match &step.operator {
            Operator::Late { of } => needed[of.0] = true,
            Operator::Errors { of } => of.iter().for_each(|of| needed[of.0] = true),
            _ => {}
        }
    }
    if needed.iter().all(|&n| n) {
        return Vec::new();
    }
    let kept: BTreeMap<StepId, StepId> = (0..needed.len())
        .filter(|&i| needed[i])
        .enumerate()
        .map(|(to, from)| (StepId(from), StepId(to)))
        .collect();
    let gone = |step: &&weir_dsl::plan::Step| !needed[step.id.0];
    let what = |step: &weir_dsl::plan::Step| format!("`{}` reaches no sink", step.uid);
    let applied =
        pipeline.steps.iter().filter(gone).map(|s| Applied { rule: "prune", what: what(s) }).collect();
    pipeline.tests.clear();
    pipeline.steps.retain(|step| kept.contains_key(&step.id));
    pipeline.renumber(|id| kept[&id]);
    applied
}

/// Whether a pipeline has anything to do: a job without an end would read for nobody.
pub fn has_end(pipeline: &Pipeline) -> bool {
    pipeline.steps.iter().any(|s| matches!(s.operator, Operator::Sink { .. } | Operator::Discard { .. }))
}
