//! Which parameters the steps use: a run needs values for these, and for no others (a test gives rows, so that paths are not needed).

use super::outcome::RunFailure;
use super::settings::Settings;
use crate::plan::{Expr, ExprKind, Kind, Operator, ParamId, Pipeline, SourceArm, Step, Watermark};

/// The failure that a run without values for all parameters it needs is.
pub fn missing(pipeline: &Pipeline, settings: &Settings) -> Option<RunFailure> {
    let unset = |step: &Step| params_of(step).into_iter().find(|param| settings.get(*param).is_none());
    let (step, param) = pipeline.steps.iter().find_map(|step| unset(step).map(|param| (step, param)))?;
    let name = &pipeline.params[param.0].name;
    let message = format!(
        "the parameter `{name}` has no value: give it a default, or set it (in a test, `with {{ {name}: … }}`)"
    );
    Some(RunFailure { step: step.id, uid: step.uid.clone(), message, row: String::new() })
}

fn params_of(step: &Step) -> Vec<ParamId> {
    let mut params = Vec::new();
    for expr in expressions(&step.operator).into_iter().chain(modes(step)) {
        collect(expr, &mut params);
    }
    params
}

/// The expressions that the interpreter evaluates.
fn expressions(operator: &Operator) -> Vec<&Expr> {
    match operator {
        Operator::Source { arms, .. } => arms.iter().flat_map(of_arm).collect(),
        Operator::Where { predicate, columns } => std::iter::once(predicate).chain(columns).collect(),
        Operator::Project { columns, .. } => columns.iter().collect(),
        Operator::Aggregate { keys, aggregates, .. } => {
            let of_aggregates = aggregates.iter().flat_map(|a| a.argument.iter().chain(&a.filter));
            keys.iter().chain(of_aggregates).collect()
        }
        Operator::Top { by, per, .. } => std::iter::once(by).chain(per).collect(),
        Operator::Union
        | Operator::KeyBy { .. }
        | Operator::Dedup { .. }
        | Operator::Late { .. }
        | Operator::Errors { .. }
        | Operator::Sink { .. }
        | Operator::Discard { .. } => Vec::new(),
    }
}

/// The conditions of a sink that takes a table: how it takes changes may depend on them. Otherwise every arm is the same here.
fn modes(step: &Step) -> Vec<&Expr> {
    match &step.operator {
        Operator::Sink { arms, .. } if step.output.kind == Kind::Table => {
            arms.iter().filter_map(|arm| arm.condition.as_ref()).collect()
        }
        _ => Vec::new(),
    }
}

fn of_arm(arm: &SourceArm) -> impl Iterator<Item = &Expr> {
    let lag = arm.watermark.as_ref().map(|Watermark::MaxLag(lag)| lag);
    arm.condition.iter().chain(&arm.time).chain(lag)
}

fn collect(expr: &Expr, params: &mut Vec<ParamId>) {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Column(_) => {}
        ExprKind::Param(id) => params.push(*id),
        ExprKind::Field(inner, _)
        | ExprKind::Unary(_, inner)
        | ExprKind::Cast(inner)
        | ExprKind::IsNull(inner)
        | ExprKind::Unwrap(inner)
        | ExprKind::Wrap(inner)
        | ExprKind::Fixed(inner) => collect(inner, params),
        ExprKind::Binary(_, left, right) | ExprKind::OrElse(left, right) => {
            collect(left, params);
            collect(right, params);
        }
        ExprKind::If(condition, then, otherwise) => {
            for part in [condition, then, otherwise] {
                collect(part, params);
            }
        }
        ExprKind::Record(parts) | ExprKind::Call(_, parts) => {
            parts.iter().for_each(|part| collect(part, params))
        }
    }
}
