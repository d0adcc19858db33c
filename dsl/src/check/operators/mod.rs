//! Operators → plan steps: one file an operator.

mod aggregate;
mod dedup;
mod ends;
mod filter;
mod key_by;
mod project;
mod table;
mod top;
mod unbounded;
mod union;
mod window;

pub(super) use aggregate::is_aggregate;

use super::Checker;
use super::flow::{At, Chain};
use super::scope::Scope;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Column, Expr, ExprKind, Kind, Operator, Schema, StepId, TIME};
use crate::span::Span;
use crate::syntax::{self, Name, OperatorKind};
use crate::types::Type;

impl Checker<'_> {
    /// Checks an operator behind `at` and gives the place behind it.
    pub(super) fn operator(&mut self, chain: &mut Chain, at: At, operator: &syntax::Operator) -> Option<At> {
        let span = operator.span;
        match &operator.kind {
            OperatorKind::Where(predicate) => self.where_(chain, at, predicate, span),
            OperatorKind::Select(columns) => self.select(chain, at, columns, span),
            OperatorKind::Derive(columns) => self.derive(chain, at, columns, span),
            OperatorKind::Drop(names) => self.drop_(chain, at, names, span),
            OperatorKind::Union(others) => self.union(chain, at, others, span),
            OperatorKind::KeyBy(columns) => self.key_by(chain, at, columns, span),
            OperatorKind::Window(window) => self.window(at, window, span),
            OperatorKind::Aggregate(aggregate) => self.aggregate(chain, at, aggregate, span),
            OperatorKind::Top(top) => self.top(chain, at, top, span),
            OperatorKind::Dedup(dedup) => self.dedup(chain, at, dedup, span),
            OperatorKind::Unbounded(reason) => self.unbounded(chain, at, reason, span),
            OperatorKind::Into(choice) => self.into_(chain, at, choice, span),
            OperatorKind::Discard(reason) => self.discard(chain, at, reason, span),
            OperatorKind::Broken => None,
            _ => {
                self.refuse_operator(operator);
                None
            }
        }
    }

    /// The name a column has, given or taken from its expression.
    fn column_name(&mut self, name: Option<&Name>, value: &syntax::Expr) -> Option<(String, Span)> {
        if let Some(name) = name {
            return Some((name.text.clone(), name.span));
        }
        let taken = match &value.kind {
            syntax::ExprKind::Name(name) => name.clone(),
            syntax::ExprKind::Field { base, name, .. } => match &base.kind {
                syntax::ExprKind::Name(word) if word == "window" => format!("window_{}", name.text),
                _ => name.text.clone(),
            },
            _ => {
                let diagnostic =
                    Diagnostic::error(codes::UNNAMED_COLUMN, value.span, "this column needs a name");
                let (named, name) = self.named_behind(value).unwrap_or((value, "name"));
                let help = format!("write `{name}: {}`", self.text_of(named.span));
                self.diagnostics.push(diagnostic.help(help));
                return None;
            }
        };
        Some((taken, value.span))
    }

    /// What SQL gives a name: a value, and behind `as` what is no type.
    fn named_behind<'e>(&self, value: &'e syntax::Expr) -> Option<(&'e syntax::Expr, &'e str)> {
        let syntax::ExprKind::Cast(named, ty) = &value.kind else { return None };
        let syntax::TypeKind::Name(name) = &ty.kind else { return None };
        let is_name = !ty.optional && !self.is_type(name);
        is_name.then_some((&**named, name.as_str()))
    }

    /// Reports a name that two columns have. `seen` has the columns so far.
    fn distinct(&mut self, seen: &[(String, Span)], name: &str, span: Span) -> bool {
        let Some((_, first)) = seen.iter().find(|(other, _)| other == name) else { return true };
        let message = format!("two columns are called `{name}`");
        let diagnostic = Diagnostic::error(codes::DUPLICATE, span, message).also(*first, "first here");
        self.diagnostics.push(diagnostic.help(format!("give one another name: `other: {name}`")));
        false
    }
}

/// Names for what a place's columns are.
fn scope(at: &At) -> Scope {
    Scope { doubtful: at.doubtful.clone(), ..Scope::row(&at.schema, at.window.is_some()) }
}

/// A column carried over as it is.
fn carried(schema: &Schema, index: usize, span: Span) -> Expr {
    Expr { kind: ExprKind::Column(index), ty: schema.columns[index].ty.clone(), span }
}

/// A schema of these columns; key and time are found by what they were.
fn schema(columns: Vec<Column>, kind: Kind, key: Vec<usize>) -> Schema {
    let time = columns.iter().position(|column| column.name == TIME);
    Schema { columns, kind, key, time }
}

fn column(name: &str, ty: Type) -> Column {
    Column { name: name.to_owned(), ty }
}

/// Whether values of the type have an order that `min`, `max` and `top` can use.
fn is_ordered(ty: &Type) -> bool {
    !matches!(ty.required(), Type::Record(_))
}

/// Whether any source that the step reads, however far up, has a watermark.
pub(super) fn has_watermark(checker: &Checker<'_>, id: StepId) -> bool {
    let step = &checker.steps[id.0];
    match &step.operator {
        Operator::Source { arms, .. } => arms.iter().any(|arm| arm.watermark.is_some()),
        Operator::Late { of } => has_watermark(checker, *of),
        _ => step.inputs.iter().any(|input| has_watermark(checker, *input)),
    }
}
