//! `top 3 with ties by n desc per k per window`: the best rows of each partition of each window. Without a window the result runs on: a table
//! keyed by partition and rank.

use super::super::params::literal_value;
use super::{column, is_ordered, schema, scope};
use crate::check::Checker;
use crate::check::flow::{At, Chain};
use crate::check::scope::Scope;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{
    Column, Expr, ExprKind, Kind, Operator, RANK, Schema, WINDOW_END, WINDOW_START, WindowUse,
};
use crate::span::Span;
use crate::syntax;
use crate::types::Type;
use crate::value::Value;

/// How many rows of a partition `top` keeps at most.
const N_MAX: i128 = 1_000_000;

impl Checker<'_> {
    pub(super) fn top(&mut self, chain: &mut Chain, at: At, top: &syntax::Top, span: Span) -> Option<At> {
        let n = self.top_n(&top.n);
        let by = self.expr(&scope(&at), &top.by, None)?;
        if !is_ordered(&by.ty) {
            let message = format!("rows cannot be ordered by the record `{}`", self.type_name(&by.ty));
            self.error(codes::MISMATCH, by.span, message);
            return None;
        }
        let mut at = at;
        if at.window.is_none() && at.schema.kind == Kind::Windowed && !top.per_window {
            let diagnostic = Diagnostic::error(
                codes::NOT_BUILT,
                span,
                "a running `top` over all windows is not built yet",
            );
            self.diagnostics.push(diagnostic.help("for the best rows of each window, add `per window`"));
            return None;
        }
        let window = self.window_use(&mut at, "top", span)?;
        if window == WindowUse::Running && top.per_window {
            let diagnostic =
                Diagnostic::error(codes::NO_WINDOW, span, "`per window` where there is no window");
            self.diagnostics.push(diagnostic.help("put a window before it: `window tumble(1h)`"));
            return None;
        }
        let is_new = matches!(window, WindowUse::New(_));
        let fresh: &[&str] = if is_new { &[RANK, WINDOW_START, WINDOW_END] } else { &[RANK] };
        let at = self.without_hidden(chain, at, fresh, span);
        let mut per = Vec::new();
        for expr in &top.per {
            per.push(self.expr(&scope(&at), expr, None)?);
        }
        // The columns may have moved.
        let by = self.expr(&scope(&at), &top.by, None)?;
        let output = top_output(&at.schema, &window, &per, top.with_ties);
        let (with_ties, descending) = (top.with_ties, top.descending);
        let operator = Operator::Top { window, n: n?, with_ties, by, descending, per };
        Some(self.then(chain, at, ("top", operator), output, span))
    }

    fn top_n(&mut self, expr: &syntax::Expr) -> Option<u64> {
        // A name is no literal, whether anything is called so or not.
        let checked = match &expr.kind {
            syntax::ExprKind::Name(_) => None,
            _ => Some(self.expr_as(&Scope::settings(), expr, &Type::I64)?),
        };
        match checked.as_ref().and_then(literal_value) {
            Some(Value::Int(n)) if (1..=N_MAX).contains(&n) => u64::try_from(n).ok(),
            _ => {
                let message = "`top` takes a number of rows";
                let note = format!("a literal from 1 to {N_MAX}: so many rows are kept for each partition");
                self.diagnostics.push(Diagnostic::error(codes::BAD_COUNT, expr.span, message).note(note));
                None
            }
        }
    }
}

/// The input's columns with the rank; of a running `top` the visible ones, keyed by partition and rank where the partition is of columns
/// and no rows share a rank.
fn top_output(input: &Schema, window: &WindowUse, per: &[Expr], with_ties: bool) -> Schema {
    if *window == WindowUse::Running {
        let mut columns: Vec<Column> = input.visible().map(|(_, column)| column.clone()).collect();
        columns.push(column(RANK, Type::I64));
        let place = |expr: &Expr| match expr.kind {
            ExprKind::Column(index) => Some(index),
            _ => None,
        };
        let rank = columns.len() - 1;
        let partition: Option<Vec<usize>> = if with_ties { None } else { per.iter().map(place).collect() };
        let key = partition.map(|partition| [partition, vec![rank]].concat()).unwrap_or_default();
        return schema(columns, Kind::Table, key);
    }
    let mut columns = input.columns.clone();
    columns.push(column(RANK, Type::I64));
    if matches!(window, WindowUse::New(_)) {
        columns.extend([WINDOW_START, WINDOW_END].map(|name| column(name, Type::Timestamp)));
    }
    schema(columns, Kind::Windowed, input.key.clone())
}
