//! Tables: rows that change until the input is complete, and how they reach sinks.
//!
//! Two passes go through the steps behind one that makes a table: every change as it happens, to the sinks that take changes; and, when
//! the input is complete, the rows that hold, one a key, to the sinks that take these. The latter are also what a step "has": what tests compare.

use crate::interpreter::evaluate::{Scope, boolean, evaluate};
use crate::plan::{Failure, Kind, Operator, Pipeline, SinkArm, SinkMode, Step, StepId};

/// What the rows that flow just now are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    /// Of streams and windows.
    Rows,
    /// A table's changes.
    Changes,
    /// What a table holds in the end. `silent`: no sink takes it, so nothing can fail by it; it is for tests to look at.
    Final { silent: bool },
}

impl Pass {
    /// Whether a sink in this mode takes what flows.
    pub(super) fn reaches(self, mode: SinkMode) -> bool {
        match self {
            Pass::Rows => true,
            Pass::Changes => mode != SinkMode::Final,
            Pass::Final { .. } => mode == SinkMode::Final,
        }
    }
}

/// What the sinks behind a table take.
pub(super) struct Readers {
    pub(super) take_changes: bool,
    /// Also where there is no sink.
    pub(super) take_final: bool,
}

/// Of a step that makes a table.
pub(super) fn readers(
    pipeline: &Pipeline,
    step: &Step,
    scope: Scope<'_>,
) -> Result<Option<Readers>, Failure> {
    let makes =
        matches!(step.operator, Operator::Aggregate { .. } | Operator::Top { .. } | Operator::Dedup { .. });
    if !makes || step.output.kind != Kind::Table {
        return Ok(None);
    }
    let modes: Result<Vec<_>, Failure> =
        behind(pipeline, step.id).into_iter().map(|sink| mode(sink, scope)).collect();
    let modes: Vec<SinkMode> = modes?.into_iter().flatten().collect();
    let take_changes = modes.iter().any(|mode| *mode != SinkMode::Final);
    let take_final = modes.is_empty() || modes.contains(&SinkMode::Final);
    Ok(Some(Readers { take_changes, take_final }))
}

/// The steps that a table's rows come to.
fn behind(pipeline: &Pipeline, id: StepId) -> Vec<&Step> {
    let mut found: Vec<&Step> = Vec::new();
    for step in &pipeline.steps {
        if step.inputs.iter().any(|input| *input == id || found.iter().any(|step| step.id == *input)) {
            found.push(step);
        }
    }
    found
}

/// How a sink takes its table; `None` of other steps.
pub(super) fn mode(step: &Step, scope: Scope<'_>) -> Result<Option<SinkMode>, Failure> {
    match &step.operator {
        Operator::Sink { arms, .. } if step.output.kind == Kind::Table => Ok(Some(chosen(arms, scope)?.mode)),
        _ => Ok(None),
    }
}

/// The first arm whose condition holds.
fn chosen<'p>(arms: &'p [SinkArm], scope: Scope<'_>) -> Result<&'p SinkArm, Failure> {
    for arm in arms {
        let holds = match &arm.condition {
            None => true,
            Some(condition) => boolean(&evaluate(scope, condition, &[])?),
        };
        if holds {
            return Ok(arm);
        }
    }
    unreachable!("the last arm of a sink has no condition")
}

#[cfg(test)]
mod tests;
