//! `where e`: keeps rows; columns tested by `!= null` are there from then on.

use super::{carried, scope};
use crate::check::Checker;
use crate::check::expr::{column_expr, facts};
use crate::check::flow::{At, Chain};
use crate::check::uses::in_expr;
use crate::plan::{Column, Operator};
use crate::span::Span;
use crate::syntax::Expr;
use crate::types::Type;

impl Checker<'_> {
    pub(super) fn where_(&mut self, chain: &mut Chain, at: At, predicate: &Expr, span: Span) -> Option<At> {
        let scope = scope(&at);
        let Some(checked) = self.expr_as(&scope, predicate, &Type::Bool) else {
            return Some(behind_wrong(at, predicate));
        };
        let known = scope.with(facts(&scope, predicate, true));
        let mut output = at.schema.clone();
        let mut columns = Vec::new();
        for (index, column) in at.schema.columns.iter().enumerate() {
            let narrowed = known.narrowed.contains(&index);
            let expr = if narrowed {
                column_expr(&known, index, predicate.span)
            } else {
                carried(&at.schema, index, span)
            };
            output.columns[index] = Column { name: column.name.clone(), ty: expr.ty.clone() };
            columns.push(expr);
        }
        let operator = Operator::Where { predicate: checked, columns };
        Some(self.then(chain, at, ("where", operator), output, span))
    }
}

/// The place behind a condition that is wrong: what it was to say of columns that may be null, nobody knows.
fn behind_wrong(mut at: At, predicate: &Expr) -> At {
    let mut named = Vec::new();
    in_expr(predicate, &mut named);
    let columns = at.schema.columns.iter().filter(|column| named.contains(&column.name.as_str()));
    at.doubtful.extend(columns.filter(|column| column.ty.is_optional()).map(|column| column.name.clone()));
    at
}
