//! Which generated rows workers may make in blocks that they take as they have time (the runtime's `dealing`): those of which no answer, and no row that is late, depends on who made them. Where somebody
//! looks at the order of rows as well, blocks are pieces that exchanges put back into order ([`super::ordered`]).
//!
//! Rows are judged by the channel that they come on, so times must go forward with numbers, as the times of Nexmark's events do. What another expression makes of them is not known to, and neither is what
//! `generate` computes. Behind a second exchange rows are judged by what the slowest worker has done, as with files ([`super::sharing`]): there one worker makes all.

use super::Node;
use super::marks::lattices;
use super::sharing::{CHANGES_SEEN, JUDGED_ELSEWHERE};
use weir_dsl::plan::{Expr, ExprKind, Operator, Pipeline, Setting, SourceArm, SourceConnector, StepId};
use weir_dsl::types::Type;
use weir_dsl::value::Value;

/// Why one worker makes rows: they could be late behind those of others.
const NOT_FORWARD: &str = "a watermark is looked at, and it is not known that times go forward";

/// Why one worker makes all rows of a way to read; `None`: all may. Of files that is for [`super::sharing`] to say.
pub fn made_by_one(pipeline: &Pipeline, node: &Node, arm: &SourceArm) -> Option<&'static str> {
    let judged = !node.lattices.is_empty() && arm.watermark.is_some();
    match (node.splittable, node.ordered) {
        (false, false) => node.whole_because,
        (true, _) if node.changes_seen => Some(CHANGES_SEEN),
        (true, _) if judged && !node.judged_at_source => Some(JUDGED_ELSEWHERE),
        _ => alone(pipeline, arm, judged, node.ordered),
    }
}

/// Why several workers never make rows of a way to read, whatever is behind it. `pieces`: they would have to be put back into order.
fn alone(pipeline: &Pipeline, arm: &SourceArm, judged: bool, pieces: bool) -> Option<&'static str> {
    match &arm.connector {
        SourceConnector::File { .. } => None,
        SourceConnector::Nexmark { out_of_order, .. } => match &arm.time {
            _ if is_set(out_of_order) => Some("`out_of_order` is set"),
            Some(time) if judged && !is_time_of_event(pipeline, time) => Some(NOT_FORWARD),
            _ => None,
        },
        SourceConnector::Generate { .. } if judged => Some(NOT_FORWARD),
        SourceConnector::Generate { rate, .. } => (pieces && is_set(rate)).then_some("`rate` is set"),
    }
}

/// Whether a setting is known not to be 0.
fn is_set(setting: &Setting) -> bool {
    matches!(&setting.kind, ExprKind::Literal(value) if !matches!(value, Value::Int(0) | Value::Duration(0)))
}

/// Why one worker reads a source in whichever way, or makes its rows; `None`: there is a way for several.
pub(super) fn always_alone(
    pipeline: &Pipeline,
    consumers: &[Vec<StepId>],
    source: StepId,
) -> Option<&'static str> {
    let Operator::Source { arms, .. } = &pipeline.step(source).operator else { return None };
    let has_windows = !lattices(pipeline, consumers, source).is_empty();
    let why = |arm: &SourceArm| alone(pipeline, arm, has_windows && arm.watermark.is_some(), true);
    let whys: Option<Vec<&'static str>> = arms.iter().map(why).collect();
    whys?.first().copied()
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
