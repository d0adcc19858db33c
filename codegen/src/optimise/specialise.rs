//! What is the same for every row of a run is computed once, before the first row:
//!
//! - What is made of parameters and literals. What fails is kept as its failure, and fails for each row that comes to it, as written: so nothing is evaluated that would not have been. A
//!   parameter by itself is there already; values that may be null and records are left to be made of their parts.
//! - The search for a text that is a literal or of parameters (`contains(url, "x")`): the tables that it goes by.

use super::Applied;
use crate::expressions::{
    can_fail, children, children_mut, row_expressions, row_expressions_mut, same, walk,
};
use weir_dsl::plan::{Expr, ExprKind, Pipeline};
use weir_dsl::types::Type;

/// What is computed once.
#[derive(Debug, Clone)]
pub enum Fixed {
    /// The value of an expression.
    Value(Expr),
    /// The search for the text that it gives.
    Search(Expr),
}

/// Marks the expressions of every step that are computed once.
pub(super) fn specialise(pipeline: &mut Pipeline) -> Vec<Applied> {
    let mut applied = Vec::new();
    for step in &mut pipeline.steps {
        let marked: usize = row_expressions_mut(&mut step.operator).into_iter().map(mark).sum();
        let mut searches = 0;
        for expr in row_expressions(&step.operator) {
            of_rows(expr, &mut |part| searches += usize::from(searched(part).is_some()));
        }
        let mut say = |n: usize, what: &str| {
            if n > 0 {
                let what = format!("{n} {what} in `{}` computed once", step.uid);
                applied.push(Applied { rule: "specialise", what });
            }
        };
        say(marked, "expression(s) of parameters");
        say(searches, "search(es) for a known text");
    }
    applied
}

/// What is computed once for the rows of a plan that the rule has been over, each thing once, without the mark.
pub fn fixed(pipeline: &Pipeline) -> Vec<Fixed> {
    let mut found: Vec<Fixed> = Vec::new();
    let mut add = |one: Fixed| {
        let is_there = |other: &Fixed| match (other, &one) {
            (Fixed::Value(a), Fixed::Value(b)) | (Fixed::Search(a), Fixed::Search(b)) => same(a, b),
            _ => false,
        };
        if !found.iter().any(is_there) {
            found.push(one);
        }
    };
    for expr in pipeline.steps.iter().flat_map(|step| row_expressions(&step.operator)) {
        of_rows(expr, &mut |part| {
            if let Some((_, text)) = searched(part) {
                add(Fixed::Search(bare(text).clone()));
            }
            if let ExprKind::Fixed(inner) = &part.kind {
                add(Fixed::Value((**inner).clone()));
            }
        });
    }
    found
}

/// Calls `visit` on the expression and what is computed for rows in it, as far as that is marked.
fn of_rows<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e Expr)) {
    visit(expr);
    if !matches!(expr.kind, ExprKind::Fixed(_)) {
        children(expr).into_iter().for_each(|child| of_rows(child, visit));
    }
}

/// Without the mark.
pub fn bare(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Fixed(inner) => inner,
        _ => expr,
    }
}

/// The argument of a call, and its number, that is looked for in a text and is the same for all rows.
pub fn searched(expr: &Expr) -> Option<(usize, &Expr)> {
    let ExprKind::Call(call, arguments) = &expr.kind else { return None };
    let text = arguments.get(1).filter(|_| matches!(call.symbol, "contains" | "count_of" | "replace"))?;
    let is_known = match &text.kind {
        ExprKind::Literal(_) | ExprKind::Param(_) => true,
        ExprKind::Fixed(inner) => !can_fail(inner),
        _ => false,
    };
    is_known.then_some((1, text))
}

fn mark(expr: &mut Expr) -> usize {
    if matches!(expr.kind, ExprKind::Fixed(_)) {
        return 0;
    }
    if !is_fixed(expr) || matches!(expr.kind, ExprKind::Param(_)) || !is_kept(&expr.ty) {
        return children_mut(expr).into_iter().map(mark).sum();
    }
    let (ty, span) = (expr.ty.clone(), expr.span);
    let hole = Expr { kind: ExprKind::Record(Vec::new()), ty: ty.clone(), span };
    let inner = Box::new(std::mem::replace(expr, hole));
    *expr = Expr { kind: ExprKind::Fixed(inner), ty, span };
    1
}

/// Whether it has a parameter in it and nothing of a row.
fn is_fixed(expr: &Expr) -> bool {
    let (mut of_row, mut of_run) = (false, false);
    walk(expr, &mut |part| {
        of_row |= matches!(part.kind, ExprKind::Column(_));
        of_run |= matches!(part.kind, ExprKind::Param(_));
    });
    of_run && !of_row
}

fn is_kept(ty: &Type) -> bool {
    !matches!(ty, Type::Optional(_) | Type::Record(_))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{plan, said};
    use super::*;

    /// What is said of a filter, and how many different things are computed.
    fn specialised(predicate: &str) -> (Vec<String>, usize) {
        let params = "param n: i64 = 1\nparam s0: string = \"x\"\nparam on: bool = true\n";
        let mut pipeline = plan(&format!("{params}from r |> where {predicate} |> into stdout {{}}"));
        let applied = specialise(&mut pipeline);
        let is_marking = |one: &Applied| one.what.contains("parameters");
        assert!(!specialise(&mut pipeline).iter().any(is_marking), "{predicate}: once is enough");
        (said(&applied), fixed(&pipeline).len())
    }

    #[test]
    fn what_is_made_of_parameters_is_computed_once() {
        let line = |n: usize| {
            vec![format!("specialise: {n} expression(s) of parameters in `stdout.where` computed once")]
        };
        assert_eq!(specialised("a > n * 2 + 1"), (line(1), 1), "the whole, and nothing in it by itself");
        assert_eq!(
            specialised("s == lower(s0) || lower(s0) == s"),
            (line(2), 1),
            "the same is computed once"
        );
        assert_eq!(specialised("a > 10 / n && b > 10 % n"), (line(2), 2), "what can fail, too");
        assert_eq!(specialised("(n > 3 && on) || a > 1"), (line(1), 1));
    }

    #[test]
    fn a_search_for_a_known_text_is_prepared_once() {
        let lines = |values: usize, searches: usize| {
            let line = |n: usize, what: &str| {
                (n > 0).then(|| format!("specialise: {n} {what} in `stdout.where` computed once"))
            };
            let values = line(values, "expression(s) of parameters");
            values.into_iter().chain(line(searches, "search(es) for a known text")).collect::<Vec<_>>()
        };
        assert_eq!(specialised("contains(s, \"x\") || count_of(s, \"x\") > 1"), (lines(0, 2), 1));
        assert_eq!(specialised("contains(s, s0) && replace(s, s0, \"\") == s"), (lines(0, 2), 1));
        assert_eq!(specialised("contains(s, lower(s0))"), (lines(1, 1), 2));
        assert_eq!(
            specialised("contains(lower(s), s) || starts_with(s, \"x\")"),
            (lines(0, 0), 0),
            "of the row"
        );
    }

    #[test]
    fn what_is_there_already_or_of_the_row_is_left() {
        assert_eq!(specialised("a > n && on && s == s0"), (vec![], 0));
        assert_eq!(specialised("a + n > 3"), (vec![], 0));
        assert_eq!(specialised("a > 1 / 0"), (vec![], 0), "constants are for `fold`");
    }
}
