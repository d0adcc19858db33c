//! Constant folding: an operation on literals becomes its result. One that fails stays, so that it fails for each row as written.

use super::Applied;
use crate::expressions::{children, children_mut, row_expressions_mut};
use weir_dsl::interpreter::{Scope, evaluate};
use weir_dsl::plan::{Enum, Expr, ExprKind, Pipeline};

/// Folds every expression of every step.
pub(super) fn fold(pipeline: &mut Pipeline) -> Vec<Applied> {
    let mut applied = Vec::new();
    let enums = pipeline.enums.clone();
    for step in &mut pipeline.steps {
        let mut folded = 0;
        for expr in row_expressions_mut(&mut step.operator) {
            folded += fold_expr(&enums, expr);
        }
        if folded > 0 {
            let what = format!("{folded} constant expression(s) in `{}`", step.uid);
            applied.push(Applied { rule: "fold", what });
        }
    }
    applied
}

fn fold_expr(enums: &[Enum], expr: &mut Expr) -> usize {
    let inner: usize = children_mut(expr).into_iter().map(|e| fold_expr(enums, e)).sum();
    let operands = children(expr);
    let of_literals = !operands.is_empty() && operands.iter().all(|e| matches!(e.kind, ExprKind::Literal(_)));
    if !of_literals || matches!(expr.kind, ExprKind::Record(_)) {
        return inner;
    }
    match evaluate(Scope { enums, settings: None }, expr, &[]) {
        Ok(value) => {
            expr.kind = ExprKind::Literal(value);
            inner + 1
        }
        Err(_) => inner,
    }
}
