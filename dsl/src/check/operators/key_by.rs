//! `key by k`: explicit repartitioning by columns that are there.

use super::scope;
use crate::check::Checker;
use crate::check::flow::{At, Chain};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{ExprKind, Operator};
use crate::span::Span;
use crate::syntax::Column;

impl Checker<'_> {
    pub(super) fn key_by(&mut self, chain: &mut Chain, at: At, columns: &[Column], span: Span) -> Option<At> {
        self.no_table(&at, "key by", span)?;
        let mut keys = Vec::new();
        for column in columns {
            let expr = self.expr(&scope(&at), &column.value, None)?;
            let ExprKind::Column(index) = expr.kind else {
                let diagnostic =
                    Diagnostic::error(codes::UNNAMED_COLUMN, column.value.span, "`key by` takes columns");
                self.diagnostics.push(diagnostic.help("compute it first: `derive { k: … } |> key by k`"));
                return None;
            };
            if let Some(name) = &column.name {
                self.error(codes::UNNAMED_COLUMN, name.span, "`key by` gives no new names");
                return None;
            }
            keys.push(index);
        }
        let mut output = at.schema.clone();
        output.key.clone_from(&keys);
        Some(self.then(chain, at, ("key", Operator::KeyBy { keys }), output, span))
    }
}
