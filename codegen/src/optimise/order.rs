//! Filters in the order of their cost: of `a && b && c` what is cheap to test comes first, so that what is dear is computed for fewer rows. How many rows each part drops is
//! not known, so cost alone decides; of equal cost, what the user wrote first.
//!
//! Nothing moves where it could be noticed: past a part that can fail, to before the test that makes a value known not to be null, or, where fields are parsed as they
//! are first needed (CSV), past a part that reads a field which nothing has read before.

use super::Applied;
use crate::expressions::{can_fail, children, columns, walk};
use std::collections::BTreeSet;
use weir_dsl::plan::{
    BinaryOp, Expr, ExprKind, Format, Operator, Pipeline, SourceConnector, StepId, UnaryOp,
};
use weir_dsl::span::Span;
use weir_dsl::types::Type;

/// Orders the parts of every filter.
pub(super) fn order(pipeline: &mut Pipeline) -> Vec<Applied> {
    let mut applied = Vec::new();
    for index in 0..pipeline.steps.len() {
        let reads_late = reads_late(pipeline, pipeline.steps[index].id);
        let step = &mut pipeline.steps[index];
        let Operator::Where { predicate, .. } = &mut step.operator else { continue };
        let parts = conjuncts(predicate);
        let order = ordered(&parts, reads_late);
        if order.is_sorted() {
            continue;
        }
        if let Some(joined) = joined(order.iter().map(|&part| parts[part]), predicate.span) {
            let places: Vec<String> = order.iter().map(|part| (part + 1).to_string()).collect();
            let what = format!("`{}` tests its parts in the order {}", step.uid, places.join(", "));
            applied.push(Applied { rule: "order", what });
            *predicate = joined;
        }
    }
    applied
}

/// `a && b && c` as its parts.
pub(crate) fn conjuncts(predicate: &Expr) -> Vec<&Expr> {
    match &predicate.kind {
        ExprKind::Binary(BinaryOp::And, a, b) => {
            let mut all = conjuncts(a);
            all.extend(conjuncts(b));
            all
        }
        _ => vec![predicate],
    }
}

/// Parts as `a && b && c`; `None` of none.
pub(super) fn joined<'e>(parts: impl Iterator<Item = &'e Expr>, span: Span) -> Option<Expr> {
    parts.cloned().reduce(|a, b| Expr {
        ty: Type::Bool,
        span,
        kind: ExprKind::Binary(BinaryOp::And, Box::new(a), Box::new(b)),
    })
}

/// Whether fields that reach a step may still be text when it looks at them first.
pub(super) fn reads_late(pipeline: &Pipeline, step: StepId) -> bool {
    pipeline.steps[step.0].inputs.iter().any(|&input| match &pipeline.steps[input.0].operator {
        Operator::Source { arms, .. } => arms.iter().any(|arm| {
            matches!(&arm.connector, SourceConnector::File { format, .. } if !matches!(format, Format::Json { .. }))
        }),
        Operator::Where { .. } | Operator::Project { .. } | Operator::KeyBy { .. } | Operator::Union => {
            reads_late(pipeline, input)
        }
        _ => false,
    })
}

/// The places of the parts in the order in which they are tested.
fn ordered(parts: &[&Expr], reads_late: bool) -> Vec<usize> {
    let mut read = BTreeSet::new();
    let mut stays = Vec::new();
    for part in parts {
        let new = columns(part).into_iter().filter(|&column| read.insert(column)).count();
        stays.push(can_fail(part) || (reads_late && new > 0));
    }
    let mut left: Vec<usize> = (0..parts.len()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let holds = |before: usize, place: usize| {
            stays[before] || stays[place] || (tests_null(parts[before]) && relies_on_test(parts[place]))
        };
        let is_ready = |place: &usize| {
            let mut before = left.iter().take_while(|before| *before != place);
            !before.any(|&before| holds(before, *place))
        };
        let ready = left.iter().filter(|place| is_ready(place)).copied();
        let next = ready.min_by_key(|&place| (cost(parts[place]), place)).unwrap_or(left[0]);
        left.retain(|&place| place != next);
        order.push(next);
    }
    order
}

fn any(expr: &Expr, is_meant: impl Fn(&ExprKind) -> bool) -> bool {
    let mut found = false;
    walk(expr, &mut |e| found |= is_meant(&e.kind));
    found
}

pub(super) fn tests_null(expr: &Expr) -> bool {
    any(expr, |kind| matches!(kind, ExprKind::IsNull(_)))
}

pub(super) fn relies_on_test(expr: &Expr) -> bool {
    any(expr, |kind| matches!(kind, ExprKind::Unwrap(_)))
}

fn is_at_hand(ty: &Type) -> bool {
    matches!(ty.required(), Type::Int(_) | Type::F64 | Type::Timestamp | Type::Record(_))
}

/// What an expression costs, in additions, roughly.
pub(super) fn cost(expr: &Expr) -> u32 {
    let of_text = |e: &Expr| e.ty.required() == &Type::String;
    let own = match &expr.kind {
        ExprKind::Fixed(_) => return 0,
        ExprKind::Literal(_) | ExprKind::Param(_) | ExprKind::Unwrap(_) | ExprKind::Wrap(_) => 0,
        // Of a line of JSON it may have to be read first, which numbers that its shape gives need not.
        ExprKind::Column(_) | ExprKind::Field(..) if !is_at_hand(&expr.ty) => 4,
        ExprKind::Unary(UnaryOp::Not, _) => 0,
        ExprKind::Cast(from) if of_text(from) || of_text(expr) => 20,
        ExprKind::Binary(BinaryOp::Divide | BinaryOp::Remainder, ..) => 10,
        ExprKind::Binary(_, a, _) if of_text(a) => 4,
        ExprKind::Binary(_, a, _) if matches!(a.ty.required(), Type::Decimal { .. }) => 2,
        ExprKind::Call(call, _) if call.scratch => 40,
        ExprKind::Call(_, arguments) if arguments.iter().any(of_text) => 20,
        ExprKind::Call(..) => 5,
        _ => 1,
    };
    own + children(expr).into_iter().map(cost).sum::<u32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order in which a filter over rows of JSON or CSV tests its parts, from 0.
    fn tested(format: &str, predicate: &str) -> Vec<usize> {
        let text = format!(
            "record R {{ a: i64, b: i64?, s: string, t: string? }}\nsource r: R = file {{ path: \"r\", format: {format} }}\n\
             from r |> where {predicate} |> into stdout {{}}"
        );
        let (pipeline, diagnostics) = weir_dsl::compile(&text, &weir_dsl::Options::new("r"));
        let pipeline = pipeline.unwrap_or_else(|| panic!("{}", diagnostics.render(&text, "r.weir")));
        let step = pipeline.steps.iter().find(|step| matches!(step.operator, Operator::Where { .. }));
        let step = step.expect("there is a filter");
        let Operator::Where { predicate, .. } = &step.operator else { unreachable!() };
        ordered(&conjuncts(predicate), reads_late(&pipeline, step.id))
    }

    #[test]
    fn what_is_cheap_is_tested_first() {
        assert_eq!(tested("json", "contains(s, \"x\") && s != \"\" && a > 3"), [2, 1, 0]);
        assert_eq!(tested("json", "a > 3 && a < 9 && s != \"\""), [0, 1, 2]);
        assert_eq!(tested("json", "t != null && a * 2 > b ?? 3"), [0, 1], "it may fail");
        assert_eq!(tested("json", "t != null && abs(a) > 3"), [0, 1]);
        assert_eq!(tested("json", "t != null && a > 3"), [1, 0], "a text has to be read");
        assert_eq!(tested("json", "(contains(s, \"x\") || a == 2) && a > 3"), [1, 0]);
    }

    #[test]
    fn nothing_moves_past_what_can_fail() {
        assert_eq!(tested("json", "contains(s, \"x\") && 10 / a == 2 && a > 3"), [0, 1, 2]);
        assert_eq!(
            tested("json", "a > 3 && contains(s, \"x\") && a < 9 && 10 / a == 2 && a != 5"),
            [0, 2, 1, 3, 4]
        );
    }

    #[test]
    fn what_is_known_by_a_test_stays_behind_it() {
        assert_eq!(
            tested("json", "t != null && contains(s, \"x\") && t != \"\" && b != null && b > 3"),
            [3, 0, 4, 2, 1]
        );
        assert_eq!(
            tested("json", "contains(s, \"x\") && t != null && contains(t, \"y\") && a > 3"),
            [3, 1, 0, 2]
        );
    }

    #[test]
    fn fields_that_are_parsed_when_needed_are_needed_in_the_order_written() {
        assert_eq!(tested("csv", "contains(s, \"x\") && a > 3"), [0, 1]);
        assert_eq!(tested("csv", "s != \"\" && contains(s, \"x\") && s != \"y\" && a > 3"), [0, 2, 1, 3]);
    }
}
