//! `aggregate by k { n: count(), … }`: groups of a window. Output: keys, aggregates, then time and bounds of the window. Without a window the
//! result runs on: a table keyed by the groups.

use super::project::Computed;
use super::{column, is_ordered, schema, scope};
use crate::check::flow::{At, Chain};
use crate::check::{Checker, did_you_mean};
use crate::diagnostics::{Diagnostic, codes, elsewhere};
use crate::plan::{
    Aggregate, AggregateFunction, Column, Expr, Kind, Operator, TIME, WINDOW_END, WINDOW_START, WindowUse,
};
use crate::span::Span;
use crate::syntax::{self, Aggregated, ExprKind, Name};
use crate::types::{Int, Type};
use std::collections::BTreeSet;

const BUILT: &[(&str, AggregateFunction)] = &[
    ("count", AggregateFunction::Count),
    ("sum", AggregateFunction::Sum),
    ("min", AggregateFunction::Min),
    ("max", AggregateFunction::Max),
    ("avg", AggregateFunction::Avg),
    ("count_distinct", AggregateFunction::CountDistinct),
    ("first", AggregateFunction::First),
    ("last", AggregateFunction::Last),
];
const UNBUILT: &[&str] =
    &["min_by", "max_by", "collect", "quantile", "approx_distinct", "stddev", "variance", "median"];

/// Whether the language has an aggregate of this name.
pub(in crate::check) fn is_aggregate(name: &str) -> bool {
    BUILT.iter().any(|(built, _)| *built == name) || UNBUILT.contains(&name)
}

impl Checker<'_> {
    pub(super) fn aggregate(
        &mut self,
        chain: &mut Chain,
        mut at: At,
        aggregate: &syntax::Aggregate,
        span: Span,
    ) -> Option<At> {
        if aggregate.by.is_empty() && aggregate.columns.is_empty() {
            self.error(codes::NOT_AN_AGGREGATE, span, "`aggregate` needs at least one group or aggregate");
            return None;
        }
        let mut seen = Vec::new();
        let Computed { columns: keys, mut doubtful } = self.groups(&at, &aggregate.by, &mut seen);
        let aggregates = self.aggregates(&at, &aggregate.columns, &mut seen, &mut doubtful);
        let window = self.window_use(&mut at, "aggregate", span)?;
        let mut columns: Vec<Column> = keys.iter().map(|(name, key)| column(name, key.ty.clone())).collect();
        columns.extend(aggregates.iter().map(|one| column(&one.name, one.ty.clone())));
        let kind = if window == WindowUse::Running { Kind::Table } else { Kind::Windowed };
        if kind == Kind::Windowed {
            columns.extend([TIME, WINDOW_START, WINDOW_END].map(|name| column(name, Type::Timestamp)));
        }
        let output = schema(columns, kind, (0..keys.len()).collect());
        let keys = keys.into_iter().map(|(_, key)| key).collect();
        let operator = Operator::Aggregate { window, keys, aggregates };
        Some(At { doubtful, ..self.then(chain, at, ("aggregate", operator), output, span) })
    }

    /// The window before, or that of the rows; without one the result runs on.
    pub(super) fn window_use(&mut self, at: &mut At, what: &str, span: Span) -> Option<WindowUse> {
        self.no_table(at, what, span)?;
        Some(match at.window.take() {
            Some((window, _)) => WindowUse::New(window),
            None if at.schema.kind == Kind::Windowed => WindowUse::Existing,
            None => WindowUse::Running,
        })
    }

    fn groups(&mut self, at: &At, by: &[syntax::Column], seen: &mut Vec<(String, Span)>) -> Computed {
        let computed = self.computed(at, by, seen);
        for (_, key) in &computed.columns {
            if let Type::Record(_) = key.ty.required() {
                let message = format!("rows cannot be grouped by the record `{}`", self.type_name(&key.ty));
                self.error(codes::MISMATCH, key.span, message);
            }
        }
        computed
    }

    fn aggregates(
        &mut self,
        at: &At,
        columns: &[Aggregated],
        seen: &mut Vec<(String, Span)>,
        doubtful: &mut BTreeSet<String>,
    ) -> Vec<Aggregate> {
        let mut all = Vec::new();
        for one in columns {
            let Some((built, span)) = self.one(at, one) else {
                doubtful.extend(aggregate_name(one).map(|(name, _)| name));
                continue;
            };
            if self.distinct(seen, &built.name, span) {
                seen.push((built.name.clone(), span));
                all.push(built);
            }
        }
        all
    }

    fn one(&mut self, at: &At, one: &Aggregated) -> Option<(Aggregate, Span)> {
        let ExprKind::Call(called, arguments) = &one.value.kind else {
            let message = "a column of `aggregate` is one aggregate, such as `sum(x)`";
            if let Some((called, name)) =
                self.named_behind(&one.value).filter(|(called, _)| matches!(called.kind, ExprKind::Call(..)))
            {
                let help = format!("write `{name}: {}`", self.text_of(called.span));
                let diagnostic = Diagnostic::error(codes::NOT_AN_AGGREGATE, one.value.span, message);
                self.diagnostics.push(diagnostic.help(help));
                return None;
            }
            let diagnostic = Diagnostic::error(codes::NOT_AN_AGGREGATE, one.value.span, message)
                .help("compute with aggregates in a `select` or `derive` behind it")
                .help("group by a column by writing it behind `by`: `aggregate by k { … }`");
            self.diagnostics.push(diagnostic);
            return None;
        };
        let function = self.aggregate_function(called)?;
        let scope = scope(at);
        let filter = one.filter.as_ref().map(|filter| self.expr_as(&scope, filter, &Type::Bool));
        let known = match &one.filter {
            Some(filter) => scope.with(crate::check::expr::facts(&scope, filter, true)),
            None => scope,
        };
        let argument = match arguments.as_slice() {
            [] if function == AggregateFunction::Count => None,
            [argument] => Some(self.expr(&known, &argument.value, None)?),
            _ => {
                let message = format!("`{}` takes one argument", called.text);
                self.error(codes::ARGUMENTS, one.value.span, message);
                return None;
            }
        };
        let filter = match filter {
            Some(filter) => Some(filter?),
            None => None,
        };
        let ty = self.aggregate_type(called, function, argument.as_ref(), filter.is_some())?;
        let (name, span) = aggregate_name(one)?;
        Some((Aggregate { name, function, argument, filter, ty }, span))
    }

    fn aggregate_function(&mut self, called: &Name) -> Option<AggregateFunction> {
        let name = called.text.as_str();
        if let Some((_, function)) = BUILT.iter().find(|(built, _)| *built == name) {
            return Some(*function);
        }
        if UNBUILT.contains(&name) {
            self.not_built(called.span, &format!("the aggregate `{name}`"));
            return None;
        }
        if self.is_broken(name) {
            return None;
        }
        let known = BUILT.iter().map(|(built, _)| *built).chain(UNBUILT.iter().copied());
        let diagnostic =
            Diagnostic::error(codes::NOT_AN_AGGREGATE, called.span, format!("`{name}` is not an aggregate"));
        let is_function = crate::functions::find(name).is_some() || self.names.functions.contains_key(name);
        self.diagnostics.push(match elsewhere::aggregate(name) {
            _ if is_function => {
                diagnostic.help("compute with aggregates in a `select` or `derive` behind it")
            }
            Some(help) => diagnostic.help(help),
            None => did_you_mean(diagnostic, name, known),
        });
        None
    }

    /// The type of the result; see [`Aggregate::ty`].
    fn aggregate_type(
        &mut self,
        called: &Name,
        function: AggregateFunction,
        argument: Option<&Expr>,
        filtered: bool,
    ) -> Option<Type> {
        let Some(argument) = argument else { return Some(Type::I64) };
        let of = argument.ty.required();
        let ty = match (function, of) {
            (AggregateFunction::Count, of) => {
                if *of == Type::Bool && !argument.ty.is_optional() && !filtered {
                    self.counts_all(argument);
                }
                return Some(Type::I64);
            }
            (AggregateFunction::CountDistinct, of) if is_ordered(of) => return Some(Type::I64),
            (AggregateFunction::Sum, Type::Int(Int::U64)) => Type::Int(Int::U64),
            (AggregateFunction::Sum, Type::Int(_)) => Type::I64,
            (AggregateFunction::Sum | AggregateFunction::Avg, Type::F64) => Type::F64,
            (AggregateFunction::Avg, Type::Int(_)) => Type::F64,
            (AggregateFunction::Sum, Type::Decimal { scale, .. }) => {
                Type::Decimal { precision: 38, scale: *scale }
            }
            (AggregateFunction::Avg, Type::Decimal { scale, .. }) => {
                Type::Decimal { precision: 38, scale: (*scale).max(6) }
            }
            (AggregateFunction::Min | AggregateFunction::Max, of) if is_ordered(of) => of.clone(),
            (AggregateFunction::First | AggregateFunction::Last, of) => of.clone(),
            _ => {
                let message = format!("`{}` is not defined for `{}`", called.text, self.type_name(of));
                self.error(codes::ARGUMENTS, argument.span, message);
                return None;
            }
        };
        Some(if filtered || argument.ty.is_optional() { ty.optional() } else { ty })
    }
}

impl Checker<'_> {
    /// Warns of a condition that is counted instead of asked.
    fn counts_all(&mut self, condition: &Expr) {
        let text = self.text_of(condition.span);
        let message = format!("`count({text})` counts all rows: what it counts is never null");
        let diagnostic = Diagnostic::warning(codes::NEVER_NULL, condition.span, message);
        self.lint(diagnostic.help(format!("rows are chosen with `where`: `count() where {text}`")));
    }
}

/// The name that is given, or that of the aggregate.
fn aggregate_name(one: &Aggregated) -> Option<(String, Span)> {
    match (&one.name, &one.value.kind) {
        (Some(name), _) | (None, ExprKind::Call(name, _)) => Some((name.text.clone(), name.span)),
        _ => None,
    }
}
