//! Filters move toward the source: over projections that cannot fail, over `key by`, before an aggregation when they look at its
//! keys only, and before a filter that costs more (see [`super::order`]). They stop at a `union`, and at whatever can fail: no rule changes for which rows an expression fails.
//!
//! A moved filter sees fewer computed columns, so less is computed for rows that it drops; before an aggregation it keeps
//! groups out of the state altogether.

use super::Applied;
use super::order::{cost, reads_late};
use crate::expressions::{can_fail, columns, substitute};
use weir_dsl::plan::{
    Aggregate, AggregateFunction, Expr, ExprKind, Operator, Pipeline, Schema, Step, StepId,
};
use weir_dsl::types::{Int, Type};

/// Moves each filter by one step where that is allowed.
pub(super) fn pushdown(pipeline: &mut Pipeline) -> Vec<Applied> {
    let mut applied = Vec::new();
    for index in 0..pipeline.steps.len() {
        let Some(mv) = movable(pipeline, index) else { continue };
        let (filter, over) = (pipeline.steps[index].uid.clone(), pipeline.steps[mv.over.0].uid.clone());
        applied.push(Applied { rule: "pushdown", what: format!("`{filter}` runs before `{over}`") });
        swap(pipeline, index, mv);
    }
    applied
}

/// A filter's new predicate, over the columns of the input of the step that it moves over.
pub(super) struct Move {
    over: StepId,
    predicate: Expr,
}

pub(super) fn movable(pipeline: &Pipeline, index: usize) -> Option<Move> {
    let Operator::Where { predicate, columns: carried } = &pipeline.steps[index].operator else {
        return None;
    };
    let narrows = carried.iter().any(|e| !matches!(e.kind, ExprKind::Column(_)));
    if narrows { None } else { movable_part(pipeline, index, predicate) }
}

/// Whether a filter could be moved if this was all that it tests.
pub(super) fn movable_part(pipeline: &Pipeline, index: usize, predicate: &Expr) -> Option<Move> {
    let over = &pipeline.steps[pipeline.steps[index].inputs[0].0];
    if can_fail(predicate)
        || over.inputs.len() != 1
        || consumers(pipeline, over.id) != 1
        || tapped(pipeline, over.id)
    {
        return None;
    }
    let replaced = |all: &[Expr]| {
        let all = all.to_vec();
        substitute(predicate, &move |column| all[column].clone())
    };
    let predicate = match &over.operator {
        Operator::Project { columns: computed, .. } if !computed.iter().any(can_fail) => replaced(computed),
        Operator::KeyBy { .. } => predicate.clone(),
        Operator::Where { predicate: dearer, columns: carried } => {
            let narrows = carried.iter().any(|e| !matches!(e.kind, ExprKind::Column(_)));
            let gains = cost(predicate) < cost(dearer);
            if !gains || narrows || can_fail(dearer) || reads_late(pipeline, over.id) {
                return None;
            }
            predicate.clone()
        }
        Operator::Aggregate { keys, aggregates, .. } => {
            let by_keys_only = columns(predicate).iter().all(|&column| column < keys.len());
            if !by_keys_only || keys.iter().any(can_fail) || aggregates.iter().any(aggregate_can_fail) {
                return None;
            }
            replaced(keys)
        }
        _ => return None,
    };
    Some(Move { over: over.id, predicate })
}

/// Whether rows or groups can fail in an aggregate: in what is computed of a row, or because the total does not fit.
fn aggregate_can_fail(aggregate: &Aggregate) -> bool {
    let of = aggregate.argument.as_ref().map(|argument| argument.ty.required());
    let result_fails = match (aggregate.function, of) {
        (AggregateFunction::Sum, Some(Type::Int(int))) => matches!(int, Int::I64 | Int::U64),
        (AggregateFunction::Sum | AggregateFunction::Avg, Some(Type::Decimal { .. })) => true,
        _ => false,
    };
    result_fails || aggregate.argument.iter().chain(&aggregate.filter).any(can_fail)
}

fn consumers(pipeline: &Pipeline, id: StepId) -> usize {
    pipeline.steps.iter().filter(|s| s.inputs.contains(&id)).count()
}

/// Whether a test, `.late` or `.errors` looks at the rows of the step itself.
fn tapped(pipeline: &Pipeline, id: StepId) -> bool {
    pipeline.steps.iter().any(|s| match &s.operator {
        Operator::Late { of } => *of == id,
        _ => false,
    })
}

/// Puts the filter's work into the place of the step it moves over and the other way round: ids and names of places stay, so that
/// whoever refers to the filter's place still finds the same rows there.
fn swap(pipeline: &mut Pipeline, index: usize, mv: Move) {
    let source = pipeline.steps[mv.over.0].inputs[0];
    let before: Schema = pipeline.steps[source.0].output.clone();
    let carried = carry(&before, &pipeline.steps[index]);
    let filter = Operator::Where { predicate: mv.predicate, columns: carried };
    let moved_over = std::mem::replace(&mut pipeline.steps[mv.over.0].operator, filter);
    let after = std::mem::replace(&mut pipeline.steps[mv.over.0].output, before);
    let (a, b) = (mv.over.0, index);
    let (uid, span) = (pipeline.steps[a].uid.clone(), pipeline.steps[a].span);
    pipeline.steps[a].uid = std::mem::replace(&mut pipeline.steps[b].uid, uid);
    pipeline.steps[a].span = std::mem::replace(&mut pipeline.steps[b].span, span);
    pipeline.steps[b].operator = moved_over;
    pipeline.steps[b].output = after;
}

pub(super) fn carry(schema: &Schema, at: &Step) -> Vec<Expr> {
    let column = |(index, column): (usize, &weir_dsl::plan::Column)| Expr {
        kind: ExprKind::Column(index),
        ty: column.ty.clone(),
        span: at.span,
    };
    schema.columns.iter().enumerate().map(column).collect()
}
