//! `top`: rows are kept by window and partition; when a window fires, the best of each partition come out with their ranks. Without a window,
//! all rows are those of one window that fires at the end, and each row changes the ranks from its own on before.

use super::window::{Bounds, Windows};
use super::{Given, Operate};
use crate::interpreter::evaluate::{Scope, evaluate};
use crate::interpreter::outcome::Row;
use crate::plan::{
    Column, Expr, Failure, Operator, Pipeline, RANK, Step, TIME, WINDOW_END, WINDOW_START, WindowUse,
};
use crate::value::Value;
use std::cmp::Ordering;
use std::collections::BTreeMap;

pub(super) struct Top {
    n: u64,
    with_ties: bool,
    by: Expr,
    descending: bool,
    per: Vec<Expr>,
    windows: Windows<Partitions>,
    late: Vec<usize>,
    /// Whether the windows are this step's own, and so not among the input's columns.
    is_new: bool,
    /// Columns that order equal rows; none where the order of arrival does.
    visible: Vec<usize>,
    output: Vec<Column>,
    /// Window, partition and rank of the last row.
    changed: Option<(Bounds, Vec<Value>)>,
}

/// The rows of a window, by the values of `per`, in the order of arrival.
type Partitions = BTreeMap<Vec<Value>, Vec<Candidate>>;

struct Candidate {
    row: Row,
    by: Value,
}

impl Top {
    pub(super) fn new(pipeline: &Pipeline, step: &Step) -> Self {
        let Operator::Top { window, n, with_ties, by, descending, per } = &step.operator else {
            unreachable!("`{}` is no top", step.uid);
        };
        let input = &pipeline.step(step.inputs[0]).output;
        let visible = match window {
            WindowUse::Existing => input.visible().map(|(index, _)| index).collect(),
            WindowUse::New(_) | WindowUse::Running => Vec::new(),
        };
        Top {
            n: *n,
            with_ties: *with_ties,
            by: by.clone(),
            descending: *descending,
            per: per.clone(),
            windows: Windows::new(pipeline, step, window),
            late: super::late_columns(input),
            is_new: matches!(window, WindowUse::New(_)),
            visible,
            output: step.output.columns.clone(),
            changed: None,
        }
    }

    fn partition(&self, scope: Scope<'_>, row: &[Value]) -> Result<Vec<Value>, Failure> {
        self.per.iter().map(|per| evaluate(scope, per, row)).collect()
    }

    /// Puts the row into its partition in each of the windows.
    fn add(&mut self, open: &[Bounds], partition: &[Value], by: &Value, row: &[Value]) {
        for bounds in open {
            let candidates = self.windows.state(*bounds).entry(partition.to_vec()).or_default();
            candidates.push(Candidate { row: row.to_vec(), by: by.clone() });
        }
    }

    fn better(&self, a: &Candidate, b: &Candidate) -> Ordering {
        if self.descending { b.by.cmp(&a.by) } else { a.by.cmp(&b.by) }
    }

    /// The order of equal rows.
    fn among_equals(&self, a: &Candidate, b: &Candidate) -> Ordering {
        let columns = self.visible.iter().map(|index| a.row[*index].cmp(&b.row[*index]));
        columns.fold(Ordering::Equal, Ordering::then)
    }

    /// The rows of a partition whose rank is at most `n`, by rank.
    fn best(&self, bounds: Bounds, candidates: &[Candidate]) -> Vec<Row> {
        let mut candidates: Vec<&Candidate> = candidates.iter().collect();
        // A stable sort leaves equal rows in the order of arrival.
        candidates.sort_by(|a, b| self.better(a, b).then_with(|| self.among_equals(a, b)));
        let mut best = Vec::new();
        for (position, candidate) in candidates.iter().enumerate() {
            let above = match self.with_ties {
                true => candidates.iter().filter(|other| self.better(other, candidate).is_lt()).count(),
                false => position,
            };
            let rank = above as u64 + 1;
            if rank <= self.n {
                best.push(self.result(bounds, &candidate.row, rank));
            }
        }
        best
    }

    /// The input's columns, with the rank and the window in the places where the schema has them.
    fn result(&self, bounds: Bounds, row: &[Value], rank: u64) -> Row {
        let mut input = row.iter();
        let mut next = || input.next().expect("the other columns are the input's, in their order").clone();
        let value = |column: &Column| match column.name.as_str() {
            RANK => Value::Int(rank.into()),
            WINDOW_START if self.is_new => Value::Timestamp(bounds.start),
            WINDOW_END if self.is_new => Value::Timestamp(bounds.end),
            // The row comes out when its window ends.
            TIME if self.is_new => {
                next();
                Value::Timestamp(bounds.end.saturating_sub(1))
            }
            _ => next(),
        };
        self.output.iter().map(value).collect()
    }
}

impl Operate for Top {
    fn row(&mut self, scope: Scope<'_>, watermark: i64, row: &[Value]) -> Given {
        // What is compared belongs to the row, as its partition does: a row that has none is not late, it failed.
        let placed = self.partition(scope, row).and_then(|per| Ok((per, evaluate(scope, &self.by, row)?)));
        let (partition, by) = match placed {
            Ok(placed) => placed,
            Err(cause) => return Given::failed(cause),
        };
        let assigned = self.windows.assign(row, watermark);
        let late = assigned.missed.then(|| super::pick(&self.late, row));
        self.add(&assigned.open, &partition, &by, row);
        self.changed = assigned.open.first().map(|bounds| (*bounds, partition));
        Given { rows: Vec::new(), late, failed: None }
    }

    fn changes(&mut self) -> Given {
        let Some((bounds, partition)) = self.changed.take() else { return Given::default() };
        let candidates = self.windows.get(bounds).and_then(|partitions| partitions.get(&partition));
        let candidates = candidates.expect("the last row is in its partition");
        let (_, before) = candidates.split_last().expect("the last row is in its partition");
        let (now, before) = (self.best(bounds, candidates), self.best(bounds, before));
        // Rows above the new one are where they were; from it on, each is one further down.
        let rank = now.iter().zip(&before).take_while(|(now, before)| now == before).count();
        Given { rows: now[rank..].to_vec(), ..Given::default() }
    }

    fn fire(&mut self, _scope: Scope<'_>, watermark: i64) -> Vec<Given> {
        let mut given = Vec::new();
        for (bounds, partitions) in self.windows.fire(watermark) {
            for (_, candidates) in partitions {
                given.push(Given { rows: self.best(bounds, &candidates), ..Given::default() });
            }
        }
        given
    }
}
