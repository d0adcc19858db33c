//! Which generated rows workers may make in blocks that they take as they have time (the runtime's `dealing`): those of which no answer, and no row that is late, depends on who made them. Where somebody
//! looks at the order of rows as well, blocks are pieces that exchanges put back into order ([`super::ordered`]).
//!
//! Rows are judged by the channel that they come on, so times must go forward with numbers, as the times of Nexmark's events do. What another expression makes of them is not known to, and neither is what
//! `generate` computes. Behind a second exchange rows are judged by what the slowest worker has done, as with files ([`super::sharing`]): there one worker makes all.

use super::Node;
use super::marks::lattices;
use weir_dsl::plan::{Expr, ExprKind, Operator, Pipeline, SourceArm, SourceConnector, StepId};
use weir_dsl::types::Type;

/// Whether several workers may make the rows of a way to read. Of files that is for [`super::sharing`] to say.
pub fn may_be_dealt(pipeline: &Pipeline, node: &Node, arm: &SourceArm) -> bool {
    let judged = !node.lattices.is_empty();
    let as_they_come = node.splittable && !node.changes_seen && (!judged || node.judged_at_source);
    (node.ordered || as_they_come) && goes_forward(pipeline, arm, judged)
}

/// Whether times go forward with numbers, or nobody looks.
fn goes_forward(pipeline: &Pipeline, arm: &SourceArm, judged: bool) -> bool {
    let looked_at = judged && arm.watermark.is_some();
    match &arm.connector {
        SourceConnector::File { .. } => true,
        SourceConnector::Nexmark { .. } => {
            !looked_at || arm.time.as_ref().is_none_or(|time| is_time_of_event(pipeline, time))
        }
        SourceConnector::Generate { .. } => !looked_at,
    }
}

/// Whether it pays to put the rows of a source back into order: several workers may read it or make its rows in some way.
pub(super) fn any_in_pieces(pipeline: &Pipeline, consumers: &[Vec<StepId>], source: StepId) -> bool {
    let Operator::Source { arms, .. } = &pipeline.step(source).operator else { return false };
    let judged = !lattices(pipeline, consumers, source).is_empty();
    arms.iter().any(|arm| goes_forward(pipeline, arm, judged))
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
