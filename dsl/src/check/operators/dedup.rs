//! `dedup by k keep first|last`: one row a key. The result is a table keyed by these columns.

use super::{schema, scope};
use crate::check::Checker;
use crate::check::flow::{At, Chain};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Column, ExprKind, Keep, Kind, Operator};
use crate::span::Span;
use crate::syntax;
use crate::types::Type;

impl Checker<'_> {
    pub(super) fn dedup(
        &mut self,
        chain: &mut Chain,
        at: At,
        dedup: &syntax::Dedup,
        span: Span,
    ) -> Option<At> {
        self.no_table(&at, "dedup", span)?;
        let at = self.closed(at)?;
        if dedup.within.is_some() {
            self.not_built(span, "`dedup … within`");
            return None;
        }
        if at.schema.kind == Kind::Windowed {
            self.not_built(span, "`dedup` over the rows of windows");
            return None;
        }
        let keys = self.dedup_keys(&at, &dedup.by)?;
        let columns: Vec<Column> = at.schema.visible().map(|(_, column)| column.clone()).collect();
        let output = schema(columns, Kind::Table, keys.clone());
        let keep = if dedup.last { Keep::Last } else { Keep::First };
        Some(self.then(chain, at, ("dedup", Operator::Dedup { keys, keep }), output, span))
    }

    /// Columns that are there: the table has no others that could be its key.
    fn dedup_keys(&mut self, at: &At, by: &[syntax::Column]) -> Option<Vec<usize>> {
        let mut keys = Vec::new();
        for column in by {
            let expr = self.expr(&scope(at), &column.value, None)?;
            let ExprKind::Column(index) = expr.kind else {
                let diagnostic =
                    Diagnostic::error(codes::UNNAMED_COLUMN, column.value.span, "`dedup by` takes columns");
                self.diagnostics.push(diagnostic.help("compute it first: `derive { k: … } |> dedup by k …`"));
                return None;
            };
            if let Some(name) = &column.name {
                self.error(codes::UNNAMED_COLUMN, name.span, "`dedup by` gives no new names");
                return None;
            }
            if let Type::Record(_) = expr.ty.required() {
                let message =
                    format!("rows cannot be told apart by the record `{}`", self.type_name(&expr.ty));
                self.error(codes::MISMATCH, expr.span, message);
                return None;
            }
            keys.push(index);
        }
        Some(keys)
    }
}
