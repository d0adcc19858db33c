//! What a table (kind `table`: rows that change) may flow into: which operators, and which sinks in which mode.
//!
//! A step makes a table (a running `aggregate` or `top`, `dedup`); `where`, `select`, `derive`, `drop` behind it pass its changes on. A change
//! is the whole row of its key, so a sink that takes changes must see the key, and a row that once came out must go on coming out: there
//! are no deletions yet.

use crate::check::Checker;
use crate::check::flow::At;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Expr, ExprKind, Kind, Operator, RANK, SinkMode, StepId};
use crate::span::Span;
use std::collections::BTreeSet;

/// What a column behind a table is made of.
#[derive(Clone, Default)]
struct Origin {
    /// Columns of the table that it reads.
    reads: BTreeSet<usize>,
    /// The column of the table that it is, unchanged.
    same: Option<usize>,
}

/// A column of a table's key: its place in the table where it has one, and its text.
type KeyColumn = (Option<usize>, String);

impl Checker<'_> {
    /// Refuses an operator over a table that would have to take rows back.
    pub(super) fn no_table(&mut self, at: &At, what: &str, span: Span) -> Option<()> {
        if at.schema.kind != Kind::Table {
            return Some(());
        }
        let (maker, word) = self.table_maker(at.step);
        let message = format!("`{what}` over a table is not built yet");
        let diagnostic = Diagnostic::error(codes::NOT_BUILT, span, message)
            .also(maker, format!("this `{word}` changes rows that it has given"))
            .note("what was made of a row would have to be taken back when the row changes");
        self.diagnostics.push(diagnostic);
        None
    }

    /// Whether a sink in this mode can take what comes; reports why not.
    pub(in crate::check) fn takes_table(&mut self, at: &At, mode: SinkMode, sink: Span) -> Option<()> {
        if at.schema.kind != Kind::Table || mode == SinkMode::Final {
            return Some(());
        }
        let diagnostic = match mode {
            SinkMode::Append => Some(self.append_only(at, sink)),
            _ if !at.doubtful.is_empty() => None,
            _ => self.upsert_problem(at, sink),
        };
        match diagnostic {
            None => Some(()),
            Some(diagnostic) => {
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// A blackhole takes everything: every change, or where that cannot be said yet, the rows that hold at the end.
    pub(in crate::check) fn mode_of_blackhole(&self, at: &At) -> SinkMode {
        let changes = at.schema.kind != Kind::Table || self.upsert_problem(at, Span::default()).is_none();
        if changes { SinkMode::Upsert } else { SinkMode::Final }
    }

    fn append_only(&self, at: &At, sink: Span) -> Diagnostic {
        let (maker, word) = self.table_maker(at.step);
        let message = "this sink can only append, and these rows change";
        let mut diagnostic = Diagnostic::error(codes::APPENDS_ONLY, sink, message)
            .also(maker, format!("this `{word}` changes rows that it has given"))
            .help("to write the rows that hold when the input is complete: `mode: final`");
        if self.upsert_problem(at, sink).is_none() {
            let help = "to write every change as the whole new row of its key: `mode: upsert`";
            diagnostic = diagnostic.help(help);
        }
        if word != "dedup" {
            let help = format!("or put a window before the `{word}`: its rows are final when they come");
            diagnostic = diagnostic.help(help);
        }
        diagnostic
    }

    /// Why every change cannot be written as the new row of its key.
    fn upsert_problem(&self, at: &At, sink: Span) -> Option<Diagnostic> {
        let path = self.path_from_table(at.step);
        let table = path[0];
        let (maker, word) = self.table_maker(table);
        let keys = self.table_key(table);
        if let Operator::Top { with_ties: true, .. } = &self.steps[table.0].operator {
            let message = "`top … with ties` cannot be written with `mode: upsert` yet";
            return Some(deletes(message, sink).also(maker, "a better row can push out several equal ones"));
        }
        let origins = match self.origins(&path, &keys) {
            Ok(origins) => origins,
            Err(span) => {
                let message = "this `where` cannot be written with `mode: upsert` yet";
                let note = format!("a `where` that reads nothing but {} is fine", list(&keys));
                let diagnostic = deletes(message, span).also(sink, "every change goes here");
                return Some(diagnostic.also(maker, "these rows change").note(note));
            }
        };
        let schema = &at.schema;
        let seen = |key: &usize| schema.visible().any(|(index, _)| origins[index].same == Some(*key));
        let (_, missing) = keys.iter().find(|(index, _)| !index.as_ref().is_some_and(seen))?;
        let message = format!("this sink does not see `{missing}`, which is part of the key of its rows");
        let help = match missing.as_str() {
            "rank" => "select it: `select { …, rank }`".to_owned(),
            _ => format!("keep `{missing}` among the columns, unchanged"),
        };
        let diagnostic = Diagnostic::error(codes::KEY_LOST, sink, message)
            .also(maker, format!("rows of this `{word}` are keyed by {}", list(&keys)))
            .note("of the rows of a key the last one holds, so a reader must be able to tell keys apart");
        Some(diagnostic.help(help).help("or write only the rows that hold at the end: `mode: final`"))
    }

    /// The step that makes a table, then those that pass it on, to `end`.
    fn path_from_table(&self, end: StepId) -> Vec<StepId> {
        let mut path = vec![end];
        let mut step = &self.steps[end.0];
        while let Operator::Where { .. } | Operator::Project { .. } = &step.operator {
            path.push(step.inputs[0]);
            step = &self.steps[step.inputs[0].0];
        }
        path.reverse();
        path
    }

    /// The step that makes the table which comes out of `end`, and its word.
    fn table_maker(&self, end: StepId) -> (Span, &'static str) {
        let maker = &self.steps[self.path_from_table(end)[0].0];
        let word = match maker.operator {
            Operator::Aggregate { .. } => "aggregate",
            Operator::Top { .. } => "top",
            _ => "dedup",
        };
        (maker.span, word)
    }

    fn table_key(&self, table: StepId) -> Vec<KeyColumn> {
        let step = &self.steps[table.0];
        let of_column = |index: usize| (Some(index), step.output.columns[index].name.clone());
        match &step.operator {
            Operator::Aggregate { keys, .. } => (0..keys.len()).map(of_column).collect(),
            Operator::Dedup { keys, .. } => keys.iter().copied().map(of_column).collect(),
            Operator::Top { per, .. } => {
                let of_expr = |expr: &Expr| match expr.kind {
                    ExprKind::Column(index) => of_column(index),
                    _ => (None, self.text_of(expr.span)),
                };
                let rank = (step.output.column(RANK), "rank".to_owned());
                per.iter().map(of_expr).chain([rank]).collect()
            }
            _ => Vec::new(),
        }
    }

    /// For each column at the end of the path what it is made of; the place of a `where` that reads more than the key, if there is one.
    fn origins(&self, path: &[StepId], keys: &[KeyColumn]) -> Result<Vec<Origin>, Span> {
        let own = |index: usize| Origin { reads: [index].into(), same: Some(index) };
        let mut origins: Vec<Origin> = (0..self.steps[path[0].0].output.columns.len()).map(own).collect();
        for step in path[1..].iter().map(|id| &self.steps[id.0]) {
            let columns = match &step.operator {
                Operator::Where { predicate, columns } => {
                    let reads = origin(predicate, &origins).reads;
                    if reads.iter().any(|read| keys.iter().all(|(key, _)| *key != Some(*read))) {
                        return Err(step.span);
                    }
                    columns
                }
                Operator::Project { columns, .. } => columns,
                _ => unreachable!("only `where` and projections pass a table on"),
            };
            origins = columns.iter().map(|column| origin(column, &origins)).collect();
        }
        Ok(origins)
    }
}

fn deletes(message: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::DELETES, span, message)
        .note("a row that was written would have to be deleted when it changes, and sinks take no deletions yet")
        .help("write only the rows that hold at the end: `mode: final`")
}

fn list(keys: &[KeyColumn]) -> String {
    let names: Vec<String> = keys.iter().map(|(_, name)| format!("`{name}`")).collect();
    if names.is_empty() { "constants".to_owned() } else { names.join(", ") }
}

/// What an expression over columns of these origins is made of.
fn origin(expr: &Expr, columns: &[Origin]) -> Origin {
    let of_all = |parts: &[&Expr]| {
        let reads = parts.iter().flat_map(|part| origin(part, columns).reads).collect();
        Origin { reads, same: None }
    };
    match &expr.kind {
        ExprKind::Column(index) => columns[*index].clone(),
        ExprKind::Wrap(inner) | ExprKind::Unwrap(inner) | ExprKind::Fixed(inner) => origin(inner, columns),
        ExprKind::Literal(_) | ExprKind::Param(_) => Origin::default(),
        ExprKind::Field(inner, _)
        | ExprKind::Unary(_, inner)
        | ExprKind::Cast(inner)
        | ExprKind::IsNull(inner) => of_all(&[inner]),
        ExprKind::Binary(_, a, b) | ExprKind::OrElse(a, b) => of_all(&[a, b]),
        ExprKind::If(condition, then, otherwise) => of_all(&[condition, then, otherwise]),
        ExprKind::Record(parts) | ExprKind::Call(_, parts) => of_all(&parts.iter().collect::<Vec<_>>()),
    }
}
