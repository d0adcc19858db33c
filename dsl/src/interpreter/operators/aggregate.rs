//! `aggregate`: rows are kept by window and group; when a window fires, each group gives one row. Without a window, all rows are those of one
//! window that fires at the end, and each row changes the result of its group before.

use super::fold::{Counted, fold};
use super::source::timestamp;
use super::window::{Bounds, Windows};
use super::{Failed, Given, Operate};
use crate::interpreter::evaluate::{Scope, boolean, evaluate};
use crate::interpreter::outcome::Row;
use crate::plan::{self, Expr, Failure, Operator, Pipeline, Step, WindowUse};
use crate::text::json;
use crate::value::Value;
use std::collections::BTreeMap;

pub(super) struct Aggregate {
    pipeline: Pipeline,
    step: Step,
    keys: Vec<Expr>,
    aggregates: Vec<plan::Aggregate>,
    windows: Windows<Groups>,
    late: Vec<usize>,
    /// The column of the time and the width and offset of slices, see [`Counted::slice`].
    slices: Option<(usize, i64, i64)>,
    /// The window and group that the last row went into.
    changed: Option<(Bounds, Vec<Value>)>,
}

/// The rows of a window, by the values of their keys.
type Groups = BTreeMap<Vec<Value>, Group>;

/// The rows of a group: for each aggregate the values that it counts, in the order of arrival.
type Group = Vec<Vec<Counted>>;

impl Aggregate {
    pub(super) fn new(pipeline: &Pipeline, step: &Step) -> Self {
        let Operator::Aggregate { window, keys, aggregates } = &step.operator else {
            unreachable!("`{}` is no aggregate", step.uid);
        };
        let input = &pipeline.step(step.inputs[0]).output;
        let slices = match (window, input.time) {
            (WindowUse::New(w), Some(time)) => Some((time, gcd(w.size_us, w.step_us), w.offset_us)),
            _ => None,
        };
        Aggregate {
            pipeline: pipeline.clone(),
            step: step.clone(),
            keys: keys.clone(),
            aggregates: aggregates.clone(),
            windows: Windows::new(pipeline, step, window),
            late: super::late_columns(input),
            slices,
            changed: None,
        }
    }

    /// What the row adds to each aggregate of its group; `None` where the aggregate does not count it.
    fn counted(&self, scope: Scope<'_>, row: &[Value]) -> Result<Vec<Option<Counted>>, Failure> {
        let slice = match self.slices {
            Some((time, width, offset)) => {
                (i128::from(timestamp(&row[time])) - i128::from(offset)).div_euclid(width.into()) as i64
            }
            None => 0,
        };
        let of_aggregate = |aggregate: &plan::Aggregate| {
            if let Some(filter) = &aggregate.filter
                && !boolean(&evaluate(scope, filter, row)?)
            {
                return Ok(None);
            }
            let value = match &aggregate.argument {
                None => Value::Bool(true),
                Some(argument) => evaluate(scope, argument, row)?,
            };
            Ok(if value.is_null() { None } else { Some(Counted { value, slice }) })
        };
        self.aggregates.iter().map(of_aggregate).collect()
    }

    /// Puts the row into its group in each of the windows.
    fn add(&mut self, open: &[Bounds], key: &[Value], row: &[Option<Counted>]) {
        for bounds in open {
            let groups = self.windows.state(*bounds);
            let group = groups.entry(key.to_vec()).or_insert_with(|| vec![Vec::new(); row.len()]);
            for (values, added) in group.iter_mut().zip(row) {
                values.extend(added.clone());
            }
        }
    }

    /// The row of a group; where an aggregate fails, the keys stand for the rows that failed.
    fn result(&self, bounds: Bounds, key: &[Value], group: &Group) -> Given {
        let folded: Result<Row, Failure> =
            self.aggregates.iter().zip(group).map(|(aggregate, values)| fold(aggregate, values)).collect();
        match folded {
            Ok(folded) => {
                let mut row = key.to_vec();
                row.extend(folded);
                if self.windows.is_windowed() {
                    row.push(Value::Timestamp(bounds.end.saturating_sub(1)));
                    row.push(Value::Timestamp(bounds.start));
                    row.push(Value::Timestamp(bounds.end));
                }
                Given::one(Ok(row))
            }
            Err(cause) => {
                let keys = json(&self.pipeline, self.step.output.columns.iter().zip(key));
                Given { failed: Some(Failed { cause, row: Some(keys) }), ..Given::default() }
            }
        }
    }
}

impl Operate for Aggregate {
    fn row(&mut self, scope: Scope<'_>, watermark: i64, row: &[Value]) -> Given {
        let keys: Result<Vec<Value>, Failure> =
            self.keys.iter().map(|key| evaluate(scope, key, row).map(Value::canonical)).collect();
        let keys = match keys {
            Ok(keys) => keys,
            Err(cause) => return Given::failed(cause),
        };
        let assigned = self.windows.assign(row, watermark);
        let late = assigned.missed.then(|| super::pick(&self.late, row));
        let added = match assigned.open.as_slice() {
            [] => Ok(()),
            open => self.counted(scope, row).map(|counted| self.add(open, &keys, &counted)),
        };
        self.changed = assigned.open.first().filter(|_| added.is_ok()).map(|bounds| (*bounds, keys));
        let failed = added.err().map(|cause| Failed { cause, row: None });
        Given { rows: Vec::new(), late, failed }
    }

    fn changes(&mut self) -> Given {
        let Some((bounds, key)) = self.changed.take() else { return Given::default() };
        let group = self.windows.get(bounds).and_then(|groups| groups.get(&key));
        self.result(bounds, &key, group.expect("the last row is in its group"))
    }

    fn fire(&mut self, _scope: Scope<'_>, watermark: i64) -> Vec<Given> {
        let mut given = Vec::new();
        for (bounds, groups) in self.windows.fire(watermark) {
            given.extend(groups.iter().map(|(key, group)| self.result(bounds, key, group)));
        }
        given
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
