//! `select`, `derive`, `drop`: every output column is computed from the input's. Hidden columns (time, window, rank) are carried along.

use super::{carried, schema, scope};
use crate::check::flow::{At, Chain};
use crate::check::{Checker, did_you_mean};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Column, Expr, ExprKind, Operator, ProjectForm};
use crate::span::Span;
use crate::syntax::{self, Name};
use std::collections::BTreeSet;

/// Output columns with what they are.
pub(super) type Columns = Vec<(String, Expr)>;

/// Columns as written, checked.
pub(super) struct Computed {
    /// Those that have a type; names are distinct.
    pub(super) columns: Columns,
    /// The names of the others, which were reported.
    pub(super) doubtful: BTreeSet<String>,
}

impl Checker<'_> {
    pub(super) fn select(
        &mut self,
        chain: &mut Chain,
        at: At,
        written: &[syntax::Column],
        span: Span,
    ) -> Option<At> {
        if written.is_empty() {
            self.error(codes::UNNAMED_COLUMN, span, "`select` needs at least one column");
            return None;
        }
        let Computed { mut columns, doubtful } = self.computed(&at, written, &mut Vec::new());
        columns.extend(hidden(&at, span));
        Some(At { doubtful, ..self.project(chain, at, ProjectForm::Select, columns, span) })
    }

    pub(super) fn derive(
        &mut self,
        chain: &mut Chain,
        mut at: At,
        columns: &[syntax::Column],
        span: Span,
    ) -> Option<At> {
        let Computed { columns: new, doubtful } = self.computed(&at, columns, &mut Vec::new());
        at.doubtful.retain(|name| new.iter().all(|(known, _)| known != name));
        at.doubtful.extend(doubtful);
        let mut all: Columns = at
            .schema
            .visible()
            .map(|(index, column)| (column.name.clone(), carried(&at.schema, index, span)))
            .collect();
        for (name, expr) in new {
            match all.iter_mut().find(|(other, _)| *other == name) {
                Some(there) => there.1 = expr,
                None => all.push((name, expr)),
            }
        }
        all.extend(hidden(&at, span));
        Some(self.project(chain, at, ProjectForm::Derive, all, span))
    }

    pub(super) fn drop_(&mut self, chain: &mut Chain, mut at: At, names: &[Name], span: Span) -> Option<At> {
        for name in names {
            let scope = scope(&at);
            let visible: Vec<&str> = scope.visible().collect();
            if !visible.contains(&name.text.as_str()) {
                let message = format!("there is no column `{}` to drop", name.text);
                let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, name.span, message);
                let diagnostic = did_you_mean(diagnostic, &name.text, visible);
                let diagnostic = match name.text.as_str() {
                    "late" => diagnostic.help(
                        "that late rows are meant to be lost is said behind the window: `window … late drop`",
                    ),
                    _ => diagnostic,
                };
                self.diagnostics.push(diagnostic);
            }
            at.doubtful.remove(&name.text);
        }
        let kept = at
            .schema
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| names.iter().all(|n| n.text != column.name));
        let columns =
            kept.map(|(index, column)| (column.name.clone(), carried(&at.schema, index, span))).collect();
        Some(self.project(chain, at, ProjectForm::Drop, columns, span))
    }

    /// The columns as written, checked. `seen`: names before them, with their places; theirs are added.
    pub(super) fn computed(
        &mut self,
        at: &At,
        written: &[syntax::Column],
        seen: &mut Vec<(String, Span)>,
    ) -> Computed {
        let scope = scope(at);
        let (mut columns, mut doubtful) = (Vec::new(), BTreeSet::new());
        for column in written {
            // As SQL has it: what stands behind `as` is said to be a name, and not that it is no type.
            let named = self.named_behind(&column.value).filter(|_| column.name.is_none());
            let value = named.map_or(&column.value, |(value, name)| {
                doubtful.insert(name.to_owned());
                value
            });
            let expr = self.expr(&scope, value, None);
            let Some((name, span)) = self.column_name(column.name.as_ref(), &column.value) else { continue };
            let distinct = self.distinct(seen, &name, span);
            seen.push((name.clone(), span));
            match expr {
                Some(expr) if distinct => columns.push((name, expr)),
                _ => drop(doubtful.insert(name)),
            }
        }
        Computed { columns, doubtful }
    }

    /// Adds the projection. A key whose columns are all still there stays.
    pub(super) fn project(
        &mut self,
        chain: &mut Chain,
        at: At,
        written: ProjectForm,
        columns: Columns,
        span: Span,
    ) -> At {
        let place_of = |index: &usize| {
            columns.iter().position(|(_, expr)| matches!(expr.kind, ExprKind::Column(from) if from == *index))
        };
        let key = at.schema.key.iter().map(place_of).collect::<Option<Vec<usize>>>().unwrap_or_default();
        let outputs =
            columns.iter().map(|(name, expr)| Column { name: name.clone(), ty: expr.ty.clone() }).collect();
        let output = schema(outputs, at.schema.kind, key);
        let columns = columns.into_iter().map(|(_, expr)| expr).collect();
        let word = match written {
            ProjectForm::Select => "select",
            ProjectForm::Derive => "derive",
            ProjectForm::Drop => "drop",
        };
        self.then(chain, at, (word, Operator::Project { written, columns }), output, span)
    }

    /// Drops hidden columns that the next step gives anew.
    pub(super) fn without_hidden(&mut self, chain: &mut Chain, at: At, names: &[&str], span: Span) -> At {
        if names.iter().all(|name| at.schema.column(name).is_none()) {
            return at;
        }
        let kept =
            at.schema.columns.iter().enumerate().filter(|(_, column)| !names.contains(&column.name.as_str()));
        let columns =
            kept.map(|(index, column)| (column.name.clone(), carried(&at.schema, index, span))).collect();
        self.project(chain, at, ProjectForm::Drop, columns, span)
    }
}

/// The hidden columns, carried over.
pub(super) fn hidden(at: &At, span: Span) -> Columns {
    let hidden = at.schema.columns.iter().enumerate().filter(|(_, column)| column.hidden());
    hidden.map(|(index, column)| (column.name.clone(), carried(&at.schema, index, span))).collect()
}
