//! Which generated rows workers may make in blocks that they take as they have time (the runtime's `dealing`): those whose lateness nobody can tell from what one
//! worker would have found. Where somebody looks at the order of rows as well, blocks are pieces that exchanges put back into order ([`super::ordered`]).
//!
//! A worker judges by its own channel, so times must go forward with numbers, as the times of Nexmark's events do. What another expression makes of them is anyhow, and so is what `generate` computes.

use super::marks::lattices;
use weir_dsl::plan::{Expr, ExprKind, Operator, Pipeline, SourceArm, SourceConnector, StepId};
use weir_dsl::types::Type;

/// Whether several workers may make the rows of a way to read, or read them. Of a file that is for [`super::sharing`] to say.
pub fn may_be_dealt(pipeline: &Pipeline, arm: &SourceArm, judged: bool) -> bool {
    let looked_at = judged && arm.watermark.is_some();
    match &arm.connector {
        SourceConnector::File { .. } => true,
        SourceConnector::Nexmark { .. } => {
            !looked_at || arm.time.as_ref().is_none_or(|time| is_time_of_event(pipeline, time))
        }
        SourceConnector::Generate { .. } => !looked_at,
    }
}

/// The same of a source that may be read in some way: whether it pays to let several workers read.
pub(super) fn any_may_be_dealt(pipeline: &Pipeline, consumers: &[Vec<StepId>], source: StepId) -> bool {
    let Operator::Source { arms, .. } = &pipeline.step(source).operator else { return false };
    let judged = !lattices(pipeline, consumers, source).is_empty();
    arms.iter().any(|arm| may_be_dealt(pipeline, arm, judged))
}

/// Whether a time is that of the event, whichever part has it.
fn is_time_of_event(pipeline: &Pipeline, time: &Expr) -> bool {
    match &time.kind {
        ExprKind::OrElse(this, that) => is_time_of_event(pipeline, this) && is_time_of_event(pipeline, that),
        ExprKind::Wrap(time) | ExprKind::Unwrap(time) => is_time_of_event(pipeline, time),
        ExprKind::Field(of, field) => match of.ty.required() {
            Type::Record(id) => pipeline.record(*id).fields[*field].name == "dateTime",
            _ => false,
        },
        _ => false,
    }
}
