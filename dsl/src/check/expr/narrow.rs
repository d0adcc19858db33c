//! What a condition says about null: `a != null && …` means that `a` is there in what follows.

use crate::check::scope::Scope;
use crate::syntax::{BinaryOp, Expr, ExprKind, Literal};
use std::collections::BTreeSet;

/// The columns that are surely not null where `condition` is `truth`.
pub(in crate::check) fn facts(scope: &Scope, condition: &Expr, truth: bool) -> BTreeSet<usize> {
    match &condition.kind {
        ExprKind::Not(inner) => facts(scope, inner, !truth),
        ExprKind::Binary(BinaryOp::NotEqual, a, b) if truth => tested(scope, a, b),
        ExprKind::Binary(BinaryOp::Equal, a, b) if !truth => tested(scope, a, b),
        ExprKind::Binary(BinaryOp::And, a, b) if truth => &facts(scope, a, true) | &facts(scope, b, true),
        ExprKind::Binary(BinaryOp::Or, a, b) if !truth => &facts(scope, a, false) | &facts(scope, b, false),
        // Either side may be the one that holds.
        ExprKind::Binary(BinaryOp::And, a, b) => &facts(scope, a, false) & &facts(scope, b, false),
        ExprKind::Binary(BinaryOp::Or, a, b) => &facts(scope, a, true) & &facts(scope, b, true),
        _ => BTreeSet::new(),
    }
}

fn tested(scope: &Scope, a: &Expr, b: &Expr) -> BTreeSet<usize> {
    let column = match (&a.kind, &b.kind) {
        (ExprKind::Name(name), ExprKind::Literal(Literal::Null))
        | (ExprKind::Literal(Literal::Null), ExprKind::Name(name)) => scope.column(name),
        _ => None,
    };
    column.into_iter().collect()
}
