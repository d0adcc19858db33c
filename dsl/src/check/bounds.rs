//! The lint `unbounded_state`: a job that never ends must not keep more with every row, unless somebody says why that is fine.
//!
//! Windows bound state by themselves; a running step keeps every key it has seen. Over a source that ends, so does its state.
//! And windows that wait for the end of an input that has none: `stalled_time`.

use super::Checker;
use super::operators::has_watermark;
use super::params::literal_value;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{
    Aggregate, AggregateFunction, Expr, ExprKind, Operator, Setting, SourceArm, SourceConnector, Step,
    StepId, WindowUse,
};
use crate::span::Span;
use crate::value::Value;
use std::collections::BTreeSet;

impl Checker<'_> {
    pub(super) fn unbounded_state(&mut self, live: &BTreeSet<StepId>) {
        for id in live {
            let step = &self.steps[id.0];
            let Some(growth) = growth(&step.operator) else { continue };
            let Some(source) = self.endless_source(*id) else { continue };
            if step.unbounded.is_some() {
                continue;
            }
            let message = format!("the state of `{}` grows for as long as the job runs", step.uid);
            let mut diagnostic = Diagnostic::error(codes::UNBOUNDED_STATE, step.span, message)
                .also(source, "this source may never end")
                .note(format!("it keeps {growth}"))
                .help("where that is fine, say why in a step right behind it: `|> unbounded \"…\"`");
            if !matches!(step.operator, Operator::Dedup { .. }) {
                diagnostic = diagnostic.help("or put a window before it: `window tumble(1h)`");
            }
            if let Some(count) = self.endless_count(source) {
                let help = format!(
                    "rows have an end where `{count}` is a number, or a parameter whose default is one"
                );
                diagnostic = diagnostic.help(help);
            }
            self.lint(diagnostic);
        }
    }

    /// Windows that never fire: their input has no watermark, and no end.
    pub(super) fn endless_windows(&mut self, live: &BTreeSet<StepId>) {
        for id in live {
            if self.window_of(*id).is_none() {
                continue;
            }
            // Where another source has one, the union of them has been warned of.
            let nowhere = !has_watermark(self, *id);
            let stalls = |arms: &[SourceArm]| {
                arms.iter().any(|arm| arm.watermark.is_none() && self.is_endless(&arm.connector))
                    && (nowhere || arms.iter().any(|arm| arm.watermark.is_some()))
            };
            let Some(source) = self.source_that(*id, &stalls) else { continue };
            let step = &self.steps[id.0];
            let label = match nowhere {
                true => "this source has no watermark",
                false => "a branch of this source has no watermark and no end",
            };
            let message =
                format!("the windows of `{}` fire when the input ends, and it may never end", step.uid);
            let diagnostic = Diagnostic::warning(codes::STALLED_TIME, step.span, message)
                .also(source, label)
                .help("give it one: `watermark: max_lag(1m)`, or `ascending` where rows come in the order of their time");
            self.lint(diagnostic);
        }
    }

    /// A source, however far up, that may never end.
    fn endless_source(&self, id: StepId) -> Option<Span> {
        self.source_that(id, &|arms| arms.iter().any(|arm| self.is_endless(&arm.connector)))
    }

    /// The option that says how many rows a source makes, where it does not say a number.
    fn endless_count(&self, source: Span) -> Option<&'static str> {
        let is_it = |step: &&Step| step.span == source;
        let Operator::Source { arms, .. } = &self.steps.iter().find(is_it)?.operator else { return None };
        arms.iter().find(|arm| self.is_endless(&arm.connector)).and_then(|arm| match arm.connector {
            SourceConnector::File { .. } => None,
            SourceConnector::Nexmark { .. } => Some("events"),
            SourceConnector::Generate { .. } => Some("rows"),
        })
    }

    /// A source, however far up, of which this is true.
    fn source_that(&self, id: StepId, is: &impl Fn(&[SourceArm]) -> bool) -> Option<Span> {
        let step = &self.steps[id.0];
        match &step.operator {
            Operator::Source { arms, .. } => is(arms).then_some(step.span),
            Operator::Late { of } => self.source_that(*of, is),
            Operator::Errors { of } => of.iter().find_map(|id| self.source_that(*id, is)),
            _ => step.inputs.iter().find_map(|id| self.source_that(*id, is)),
        }
    }

    fn is_endless(&self, connector: &SourceConnector) -> bool {
        match connector {
            SourceConnector::File { path, .. } => {
                literal_value(path).is_some_and(|path| path == Value::String("-".into()))
            }
            SourceConnector::Nexmark { events: count, .. }
            | SourceConnector::Generate { rows: count, .. } => !self.is_count(count),
        }
    }

    /// Whether the setting is a number of rows; a negative one means without end. A parameter is taken by its default.
    fn is_count(&self, setting: &Setting) -> bool {
        let value = match &setting.kind {
            ExprKind::Param(id) => self.params[id.0].default.clone(),
            ExprKind::Cast(inner) => return self.is_count(inner),
            _ => literal_value(setting),
        };
        matches!(value, Some(Value::Int(0..)))
    }
}

/// What a step keeps more and more of, if it does.
fn growth(operator: &Operator) -> Option<&'static str> {
    let distinct = |one: &Aggregate| one.function == AggregateFunction::CountDistinct;
    let any = |keys: &[Expr]| !keys.is_empty();
    match operator {
        Operator::Aggregate { window: WindowUse::Running, keys, .. } if any(keys) => {
            Some("every group that it has seen")
        }
        Operator::Aggregate { window: WindowUse::Running, aggregates, .. }
            if aggregates.iter().any(distinct) =>
        {
            Some("every value that `count_distinct` has seen")
        }
        Operator::Top { window: WindowUse::Running, per, .. } if any(per) => {
            Some("the best rows of every partition that it has seen")
        }
        Operator::Top { window: WindowUse::Running, with_ties: true, .. } => {
            Some("every row that is as good as the last of the best")
        }
        Operator::Dedup { .. } => Some("a row of every key that it has seen"),
        _ => None,
    }
}
