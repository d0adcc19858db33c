//! `union x, y`: all rows of all inputs. The inputs have the same columns by name; each is brought to one order and type first.

use super::project::Columns;
use super::{carried, column, has_watermark, schema};
use crate::check::Checker;
use crate::check::expr::common;
use crate::check::flow::{At, Chain};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Column, Kind, Operator, ProjectForm, Schema, StepId, TIME};
use crate::span::Span;
use crate::syntax::Path;
use crate::types::Type;

impl Checker<'_> {
    pub(super) fn union(&mut self, chain: &mut Chain, at: At, others: &[Path], span: Span) -> Option<At> {
        let at = self.closed(at)?;
        let mut inputs = vec![(at.clone(), span)];
        for path in others {
            inputs.push((self.path(path)?, path.span));
        }
        for (input, span) in &inputs {
            self.no_table(input, "union", *span)?;
        }
        if inputs.iter().any(|(input, _)| !input.doubtful.is_empty()) {
            return None;
        }
        let target = self.union_schema(&inputs)?;
        self.stalled_time(&inputs, span);
        let mut steps: Vec<StepId> = Vec::new();
        for (input, span) in inputs {
            steps.push(self.shaped(chain, input, &target, span)?);
        }
        let step = self.push(Operator::Union, steps, target.clone(), span);
        chain.steps.push((step, "union"));
        Some(At { step, schema: target, ..at })
    }

    /// The columns of the first input, as types that all inputs have or become.
    fn union_schema(&mut self, inputs: &[(At, Span)]) -> Option<Schema> {
        let (first, _) = &inputs[0];
        let mut columns: Vec<Column> = first.schema.visible().map(|(_, column)| column.clone()).collect();
        for (input, span) in &inputs[1..] {
            let visible: Vec<&Column> = input.schema.visible().map(|(_, column)| column).collect();
            let extra = visible.iter().find(|column| columns.iter().all(|other| other.name != column.name));
            let mut wrong = extra.map(|column| format!("only this one has the column `{}`", column.name));
            for column in &mut columns {
                let ty = visible.iter().find(|other| other.name == column.name).map(|other| &other.ty);
                match ty.map(|ty| common(&column.ty, ty)) {
                    None => wrong = Some(format!("this one has no column `{}`", column.name)),
                    Some(None) => {
                        let types =
                            (self.type_name(&column.ty), ty.map(|ty| self.type_name(ty)).unwrap_or_default());
                        wrong =
                            Some(format!("`{}` is `{}` here and `{}` before", column.name, types.1, types.0));
                    }
                    Some(Some(ty)) => column.ty = ty,
                }
            }
            if let Some(wrong) = wrong {
                let diagnostic = Diagnostic::error(
                    codes::UNION_DIFFERS,
                    *span,
                    "the inputs of `union` have different columns",
                );
                self.diagnostics
                    .push(diagnostic.label(wrong).help("bring them to one form with `select` first"));
                return None;
            }
        }
        if inputs.iter().all(|(input, _)| input.schema.time.is_some()) {
            columns.push(column(TIME, Type::Timestamp));
        }
        Some(schema(columns, Kind::Stream, Vec::new()))
    }

    /// An input as exactly the target's columns.
    fn shaped(&mut self, chain: &mut Chain, input: At, target: &Schema, span: Span) -> Option<StepId> {
        if input.schema.columns == target.columns {
            return Some(input.step);
        }
        let mut columns: Columns = Vec::new();
        for column in &target.columns {
            let index = input.schema.column(&column.name).expect("the inputs were found to have the columns");
            let expr = self.coerce(carried(&input.schema, index, span), &column.ty)?;
            columns.push((column.name.clone(), expr));
        }
        let at = self.project(chain, input, ProjectForm::Select, columns, span);
        Some(at.step)
    }

    /// One input with a watermark waits for ever for one that has time and none.
    fn stalled_time(&mut self, inputs: &[(At, Span)], span: Span) {
        let moving = inputs.iter().any(|(input, _)| has_watermark(self, input.step));
        let still = inputs.iter().find(|(input, _)| !has_watermark(self, input.step));
        if let Some((_, still)) = still.filter(|_| moving) {
            let diagnostic = Diagnostic::warning(
                codes::STALLED_TIME,
                span,
                "time stands still behind this `union` until one input ends",
            )
            .also(*still, "its source has no watermark")
            .note("the watermark of a union is the least of its inputs'")
            .help("give that source a `watermark`, such as `max_lag(1m)`");
            self.lint(diagnostic);
        }
    }
}
