//! Questions that several passes ask of an expression: which columns it reads, whether it can fail, what it is with its columns replaced.

use std::collections::BTreeSet;
use weir_dsl::plan::{BinaryOp, Expr, ExprKind, Operator, SourceConnector};
use weir_dsl::types::Type;
use weir_dsl::value::Value;

/// Expressions of an operator that are evaluated for rows.
pub fn row_expressions(operator: &Operator) -> Vec<&Expr> {
    match operator {
        Operator::Source { arms, .. } => arms
            .iter()
            .flat_map(|arm| {
                let made: &[Expr] = match &arm.connector {
                    SourceConnector::Generate { columns, .. } => columns,
                    _ => &[],
                };
                made.iter().chain(&arm.time)
            })
            .collect(),
        Operator::Where { predicate, .. } => vec![predicate],
        Operator::Project { columns, .. } => columns.iter().collect(),
        Operator::Aggregate { keys, aggregates, .. } => {
            let in_aggregates = aggregates.iter().flat_map(|a| a.argument.iter().chain(&a.filter));
            keys.iter().chain(in_aggregates).collect()
        }
        Operator::Top { by, per, .. } => per.iter().chain(std::iter::once(by)).collect(),
        _ => Vec::new(),
    }
}

/// As [`row_expressions`], to be changed in place.
pub fn row_expressions_mut(operator: &mut Operator) -> Vec<&mut Expr> {
    match operator {
        Operator::Source { arms, .. } => arms
            .iter_mut()
            .flat_map(|arm| {
                let made: &mut [Expr] = match &mut arm.connector {
                    SourceConnector::Generate { columns, .. } => columns,
                    _ => &mut [],
                };
                made.iter_mut().chain(&mut arm.time)
            })
            .collect(),
        Operator::Where { predicate, .. } => vec![predicate],
        Operator::Project { columns, .. } => columns.iter_mut().collect(),
        Operator::Aggregate { keys, aggregates, .. } => {
            let in_aggregates =
                aggregates.iter_mut().flat_map(|a| a.argument.iter_mut().chain(&mut a.filter));
            keys.iter_mut().chain(in_aggregates).collect()
        }
        Operator::Top { by, per, .. } => per.iter_mut().chain(std::iter::once(by)).collect(),
        _ => Vec::new(),
    }
}

/// Calls `visit` on the expression and everything in it, parents first.
pub fn walk<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e Expr)) {
    visit(expr);
    for child in children(expr) {
        walk(child, visit);
    }
}

/// Direct operands, in order of evaluation.
pub fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Column(_) | ExprKind::Param(_) => Vec::new(),
        ExprKind::Field(a, _)
        | ExprKind::Unary(_, a)
        | ExprKind::Cast(a)
        | ExprKind::IsNull(a)
        | ExprKind::Unwrap(a)
        | ExprKind::Wrap(a)
        | ExprKind::Fixed(a) => vec![a],
        ExprKind::Binary(_, a, b) | ExprKind::OrElse(a, b) => vec![a, b],
        ExprKind::If(a, b, c) => vec![a, b, c],
        ExprKind::Record(all) | ExprKind::Call(_, all) => all.iter().collect(),
    }
}

/// Direct operands, to be changed in place.
pub fn children_mut(expr: &mut Expr) -> Vec<&mut Expr> {
    match &mut expr.kind {
        ExprKind::Literal(_) | ExprKind::Column(_) | ExprKind::Param(_) => Vec::new(),
        ExprKind::Field(a, _)
        | ExprKind::Unary(_, a)
        | ExprKind::Cast(a)
        | ExprKind::IsNull(a)
        | ExprKind::Unwrap(a)
        | ExprKind::Wrap(a)
        | ExprKind::Fixed(a) => vec![a],
        ExprKind::Binary(_, a, b) | ExprKind::OrElse(a, b) => vec![a, b],
        ExprKind::If(a, b, c) => vec![a, b, c],
        ExprKind::Record(all) | ExprKind::Call(_, all) => all.iter_mut().collect(),
    }
}

/// Adds the fields that an expression reads of a column's record to `read`; false where it looks at anything else of the column.
pub fn reads_fields(expr: &Expr, column: usize, read: &mut BTreeSet<usize>) -> bool {
    let is_column = |expr: &Expr| matches!(expr.kind, ExprKind::Column(index) if index == column);
    match &expr.kind {
        ExprKind::Field(base, field) if is_column(base) => {
            read.insert(*field);
            true
        }
        _ => !is_column(expr) && children(expr).into_iter().all(|child| reads_fields(child, column, read)),
    }
}

/// Whether two expressions over the same columns compute the same, by what they say.
pub fn same(a: &Expr, b: &Expr) -> bool {
    use ExprKind as K;
    // Values of two types cannot be compared.
    if a.ty != b.ty {
        return false;
    }
    let nodes = match (&a.kind, &b.kind) {
        // Zeros of either sign are equal and not the same.
        (K::Literal(Value::F64(a)), K::Literal(Value::F64(b))) => a.to_bits() == b.to_bits(),
        (K::Literal(a), K::Literal(b)) => a == b,
        (K::Column(a), K::Column(b)) => a == b,
        (K::Param(a), K::Param(b)) => a == b,
        (K::Field(_, a), K::Field(_, b)) => a == b,
        (K::Unary(a, _), K::Unary(b, _)) => a == b,
        (K::Binary(a, ..), K::Binary(b, ..)) => a == b,
        (K::Call(a, _), K::Call(b, _)) => a == b,
        (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
    };
    let (left, right) = (children(a), children(b));
    nodes && left.len() == right.len() && left.iter().zip(right).all(|(a, b)| same(a, b))
}

/// Columns it reads, ascending, each once.
pub fn columns(expr: &Expr) -> Vec<usize> {
    let mut found = Vec::new();
    walk(expr, &mut |e| {
        if let ExprKind::Column(index) = e.kind {
            found.push(index);
        }
    });
    found.sort_unstable();
    found.dedup();
    found
}

/// The expression with each column replaced by `replacement(index)`.
pub fn substitute(expr: &Expr, replacement: &dyn Fn(usize) -> Expr) -> Expr {
    if let ExprKind::Column(index) = expr.kind {
        return replacement(index);
    }
    let mut out = expr.clone();
    for child in children_mut(&mut out) {
        *child = substitute(child, replacement);
    }
    out
}

/// Whether an evaluation of the whole can end in a record error. A failure that `??` catches does not count.
pub fn can_fail(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::OrElse(_, otherwise) => can_fail(otherwise),
        _ => node_can_fail(expr) || children(expr).into_iter().any(can_fail),
    }
}

/// Whether the node itself can fail, its operands being there.
pub fn node_can_fail(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Unary(weir_dsl::plan::UnaryOp::Negate, a) => matches!(a.ty, Type::Int(_) | Type::Duration),
        ExprKind::Binary(op, a, b) => binary_can_fail(*op, a, b, &expr.ty),
        ExprKind::Cast(a) => Expr::cast_fails(&a.ty, &expr.ty).unwrap_or(true),
        ExprKind::Call(call, _) => call.fallible,
        _ => false,
    }
}

fn binary_can_fail(op: BinaryOp, a: &Expr, b: &Expr, result: &Type) -> bool {
    match op {
        BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply => match (&a.ty, &b.ty, result) {
            (Type::F64 | Type::String, _, _) => false,
            (Type::Decimal { .. }, Type::Decimal { .. }, _) => decimal_can_overflow(op, &a.ty, &b.ty),
            _ => true,
        },
        BinaryOp::Divide | BinaryOp::Remainder => !divides_safely(b),
        _ => false,
    }
}

/// Whether everything can be divided by it: a positive integer or duration that is known. (By −1 the least integer cannot.)
pub fn divides_safely(divisor: &Expr) -> bool {
    matches!(&divisor.kind, ExprKind::Literal(Value::Int(n)) if *n > 0)
        || matches!(&divisor.kind, ExprKind::Literal(Value::Duration(n)) if *n > 0)
}

/// Whether `a op b` can pass the 38 digits that an i128 mantissa is good for.
fn decimal_can_overflow(op: BinaryOp, a: &Type, b: &Type) -> bool {
    let (Type::Decimal { precision: p1, scale: s1 }, Type::Decimal { precision: p2, scale: s2 }) = (a, b)
    else {
        return true;
    };
    match op {
        BinaryOp::Multiply => p1 + p2 > 38,
        _ => (p1 - s1).max(p2 - s2) + s1.max(s2) + 1 > 38,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weir_dsl::plan::Operator;

    /// The expressions of a `select` over a record of numbers.
    fn selected(columns: &str) -> Vec<Expr> {
        let text = format!(
            "record R {{ a: i64, b: i64, s: string }}\nsource r: R = file {{ path: \"r.csv\", format: csv }}\n\
             from r |> select {{ {columns} }} |> into stdout {{}}"
        );
        let (pipeline, diagnostics) = weir_dsl::compile(&text, &weir_dsl::Options::new("r"));
        let pipeline = pipeline.unwrap_or_else(|| panic!("{}", diagnostics.render(&text, "r.weir")));
        let found = pipeline.steps.into_iter().find_map(|step| match step.operator {
            Operator::Project { columns, .. } => Some(columns),
            _ => None,
        });
        found.expect("there is a `select`")
    }

    #[test]
    fn expressions_are_the_same_by_what_they_say_and_not_by_where_they_stand() {
        let all = selected("x: abs(a) + b, y: abs(a)  +  b, z: abs(b) + a, w: abs(a) - b");
        assert!(same(&all[0], &all[1]));
        assert!(!same(&all[0], &all[2]) && !same(&all[0], &all[3]));
        let zeros = selected("x: 0.0, y: -0.0, z: 0.0");
        let mut zeros = zeros.into_iter();
        let [plus, minus, again] = [(); 3].map(|()| zeros.next().expect("there are three"));
        let folded = Expr { kind: ExprKind::Literal(Value::F64(-0.0)), ..plus.clone() };
        assert!(same(&plus, &again) && !same(&plus, &minus) && !same(&plus, &folded));
    }
}
