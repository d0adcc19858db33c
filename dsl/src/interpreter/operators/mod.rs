//! What each operator does to rows and time. One file an operator; the plan's documentation of each is its specification.

mod aggregate;
mod dedup;
mod fold;
mod pass;
mod project;
mod sink;
mod source;
mod top;
mod where_rows;
mod window;

pub(super) use source::lag_is_negative;

use super::evaluate::Scope;
use super::outcome::Row;
use crate::plan::{Failure, Operator, Pipeline, Schema, Step};
use crate::value::Value;

/// A step's behaviour.
pub(super) trait Operate {
    /// What a row gives while the step's watermark is this.
    fn row(&mut self, scope: Scope<'_>, watermark: i64, row: &[Value]) -> Given;

    /// The rows of a table that the last row changed, as they are now. Asked only where somebody takes changes.
    fn changes(&mut self) -> Given {
        Given::default()
    }

    /// What comes out when the step's watermark has risen to this: once per thing that happens.
    fn fire(&mut self, _scope: Scope<'_>, _watermark: i64) -> Vec<Given> {
        Vec::new()
    }

    /// The watermark that a source has after its last row.
    fn watermark_of_source(&self) -> Option<i64> {
        None
    }
}

/// What a step gave.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// Rows for whoever reads the step, in this order.
    pub(super) rows: Vec<Row>,
    /// The row as `.late` has it, where it missed at least one of its windows.
    pub(super) late: Option<Row>,
    /// The row failed, and why.
    pub(super) failed: Option<Failed>,
}

/// A record error.
#[derive(Debug)]
pub(super) struct Failed {
    /// Why.
    pub(super) cause: Failure,
    /// What failed, as JSON; `None`: the row that came in.
    pub(super) row: Option<String>,
}

impl Given {
    /// One row, or the failure to make it.
    fn one(row: Result<Row, Failure>) -> Self {
        match row {
            Ok(row) => Given { rows: vec![row], ..Given::default() },
            Err(cause) => Given::failed(cause),
        }
    }

    /// The row that came in failed.
    fn failed(cause: Failure) -> Self {
        Given { failed: Some(Failed { cause, row: None }), ..Given::default() }
    }
}

/// The behaviour of a step of the plan; fails where one of its settings does.
pub(super) fn operator(
    pipeline: &Pipeline,
    step: &Step,
    scope: Scope<'_>,
) -> Result<Box<dyn Operate>, Failure> {
    Ok(match &step.operator {
        Operator::Source { arms, .. } => Box::new(source::Source::new(arms, scope)?),
        Operator::Where { predicate, columns } => Box::new(where_rows::Where::new(predicate, columns)),
        Operator::Project { columns, .. } => Box::new(project::Project::new(columns)),
        // A key says where rows go, not which there are. Rows are put into `Late` and `Errors` by the machine.
        Operator::Union
        | Operator::KeyBy { .. }
        | Operator::Discard { .. }
        | Operator::Late { .. }
        | Operator::Errors { .. } => Box::new(pass::Pass),
        Operator::Aggregate { .. } => Box::new(aggregate::Aggregate::new(pipeline, step)),
        Operator::Top { .. } => Box::new(top::Top::new(pipeline, step)),
        Operator::Sink { .. } => Box::new(sink::Sink::new(step)),
        Operator::Dedup { .. } => Box::new(dedup::Dedup::new(pipeline, step)),
    })
}

/// The columns that `.late` has of a step's input: the visible ones and the time.
fn late_columns(input: &Schema) -> Vec<usize> {
    input.visible().map(|(index, _)| index).chain(input.time).collect()
}

fn pick(columns: &[usize], row: &[Value]) -> Row {
    columns.iter().map(|index| row[*index].clone()).collect()
}
