//! How rows and watermarks go from step to step.
//!
//! One row is carried to the end of the plan before the next is taken: depth first along the consumers of each step. Time goes the same
//! way: a step's watermark is the least of its inputs'; when it rises, the step first gives the rows of the windows that fire, then
//! passes the watermark on. So whatever reads a step has all rows of a window before it hears of the time that ended it.
//!
//! A step that makes a table passes on every change where a sink takes changes, and when the input is complete the rows that hold; see [`tables`].

mod tables;

use super::evaluate::Scope;
use super::operators::{self, Given, Operate};
use super::outcome::{Outcome, Row, RunFailure};
use super::settings::Settings;
use crate::plan::{Action, Failure, Operator, Pipeline, SinkMode, Step, StepId};
use crate::text::json;
use crate::value::Value;
use tables::{Pass, Readers};

pub(super) struct Machine<'p> {
    pipeline: &'p Pipeline,
    scope: Scope<'p>,
    nodes: Vec<Node>,
    pass: Pass,
    outcome: Outcome,
}

/// A step while it runs.
struct Node {
    operator: Box<dyn Operate>,
    /// Watermark of each input; of a step without inputs: what it was told.
    inputs: Vec<i64>,
    /// The step's own.
    watermark: i64,
    /// Steps that read its rows, with the number of the input that it is for them.
    readers: Vec<(StepId, usize)>,
    /// `Late` steps of it.
    late: Vec<StepId>,
    /// `Errors` steps of it.
    errors: Vec<StepId>,
    /// Of a step that makes a table: what the sinks behind it take.
    table: Option<Readers>,
    /// Of a sink that takes a table: how.
    mode: Option<SinkMode>,
}

impl<'p> Machine<'p> {
    /// Fails where a setting of a step (a condition, a lag) has no value.
    pub(super) fn new(pipeline: &'p Pipeline, settings: &'p Settings) -> Result<Self, RunFailure> {
        let scope = Scope::new(pipeline, settings);
        let nodes: Result<Vec<Node>, RunFailure> =
            pipeline.steps.iter().map(|step| node(pipeline, step, scope)).collect();
        Ok(Machine { pipeline, scope, nodes: nodes?, pass: Pass::Rows, outcome: Outcome::new(pipeline) })
    }

    pub(super) fn run(mut self, script: &[Action]) -> Outcome {
        for action in script {
            match action {
                Action::Row { source, values, .. } => self.row(*source, values),
                Action::Advance { to_us } => self.advance_sources(*to_us),
            }
        }
        self.advance_sources(i64::MAX);
        self.outcome
    }

    /// Every source's watermark becomes at least this.
    fn advance_sources(&mut self, to: i64) {
        for step in &self.pipeline.steps {
            let ends = to == i64::MAX && matches!(step.operator, Operator::Errors { .. });
            if matches!(step.operator, Operator::Source { .. }) || ends {
                self.watermark(step.id, 0, to);
            }
        }
    }

    /// A row comes into a step: what comes out goes on, what is late or fails goes to the side.
    fn row(&mut self, id: StepId, row: &[Value]) {
        if self.outcome.failure.is_some() {
            return;
        }
        let node = &mut self.nodes[id.0];
        if node.mode.is_some_and(|mode| !self.pass.reaches(mode)) {
            return;
        }
        let watermark = node.watermark;
        let given = node.operator.row(self.scope, watermark, row);
        // The watermark that a row raises goes ahead of it: the row itself is never late for that.
        if let Some(told) = node.operator.watermark_of_source() {
            self.watermark(id, 0, told);
        }
        self.give(id, given, Some(row));
        self.changes(id, row);
    }

    /// The watermark of an input rises.
    fn watermark(&mut self, id: StepId, input: usize, to: i64) {
        if self.outcome.failure.is_some() {
            return;
        }
        let node = &mut self.nodes[id.0];
        node.inputs[input] = node.inputs[input].max(to);
        let least = *node.inputs.iter().min().expect("every node has an input mark");
        if least <= node.watermark {
            return;
        }
        node.watermark = least;
        let before = self.pass;
        if let Some(readers) = &node.table {
            self.pass = Pass::Final { silent: !readers.take_final };
        }
        for given in node.operator.fire(self.scope, least) {
            self.give(id, given, None);
        }
        self.pass = before;
        for (reader, input) in self.nodes[id.0].readers.clone() {
            self.watermark(reader, input, least);
        }
        for late in self.nodes[id.0].late.clone() {
            self.watermark(late, 0, least);
        }
    }

    /// Passes on what a step gave. `row` is the one that it was given, where it was given one.
    fn give(&mut self, id: StepId, given: Given, row: Option<&[Value]>) {
        if let Some(late) = given.late {
            self.outcome.late[id.0] += 1;
            for side in self.nodes[id.0].late.clone() {
                self.emit(side, late.clone());
            }
        }
        for out in given.rows {
            self.emit(id, out);
        }
        if let Some(failed) = given.failed {
            let shown = match (failed.row, row) {
                (Some(shown), _) => shown,
                (None, Some(row)) => self.show_input(id, row),
                (None, None) => String::new(),
            };
            self.fail(id, failed.cause, shown);
        }
    }

    /// What the row that came into a step changed in the table that the step makes goes on, where a sink takes changes.
    fn changes(&mut self, id: StepId, row: &[Value]) {
        let node = &mut self.nodes[id.0];
        if node.table.as_ref().is_some_and(|readers| readers.take_changes) {
            let changes = node.operator.changes();
            let before = std::mem::replace(&mut self.pass, Pass::Changes);
            self.give(id, changes, Some(row));
            self.pass = before;
        }
    }

    /// A row comes out of a step.
    fn emit(&mut self, id: StepId, row: Row) {
        for (reader, _) in self.nodes[id.0].readers.clone() {
            self.row(reader, &row);
        }
        // The rows of a table are those that hold in the end; a sink that takes changes has them all.
        if self.pass != Pass::Changes || self.nodes[id.0].mode.is_some() {
            self.outcome.rows[id.0].push(row);
        }
    }

    /// A row failed in a step: it goes to the `.errors` that were asked for, or ends the run.
    fn fail(&mut self, id: StepId, cause: Failure, row: String) {
        if self.pass == (Pass::Final { silent: true }) {
            return;
        }
        self.outcome.errors[id.0] += 1;
        let uid = self.pipeline.step(id).uid.clone();
        let sides = self.nodes[id.0].errors.clone();
        if sides.is_empty() && self.outcome.failure.is_none() {
            self.outcome.failure = Some(RunFailure { step: id, uid, message: cause.message().into(), row });
            return;
        }
        let text = |text: &str| Value::String(text.into());
        let error = vec![text(&uid), text(""), text(cause.message()), text(&row)];
        let before = std::mem::replace(&mut self.pass, Pass::Rows);
        for side in sides {
            self.emit(side, error.clone());
        }
        self.pass = before;
    }

    /// The visible columns of a row that came into a step, as JSON.
    fn show_input(&self, id: StepId, row: &[Value]) -> String {
        let step = self.pipeline.step(id);
        // The first columns of a source's output are the fields that it is given.
        let schema = match step.inputs.first() {
            Some(input) => &self.pipeline.step(*input).output,
            None => &step.output,
        };
        json(self.pipeline, schema.visible().map(|(index, column)| (column, &row[index])))
    }
}

fn node(pipeline: &Pipeline, step: &Step, scope: Scope<'_>) -> Result<Node, RunFailure> {
    let refused = |message: &str| RunFailure {
        step: step.id,
        uid: step.uid.clone(),
        message: message.into(),
        row: String::new(),
    };
    let failure = |cause: Failure| refused(cause.message());
    if let Operator::Source { arms, .. } = &step.operator
        && operators::lag_is_negative(arms, scope).map_err(failure)?
    {
        return Err(refused("the `max_lag` of option `watermark` cannot be negative"));
    }
    Ok(Node {
        operator: operators::operator(pipeline, step, scope).map_err(failure)?,
        table: tables::readers(pipeline, step, scope).map_err(failure)?,
        mode: tables::mode(step, scope).map_err(failure)?,
        inputs: vec![i64::MIN; step.inputs.len().max(1)],
        watermark: i64::MIN,
        readers: readers(pipeline, step.id),
        late: side_steps(pipeline, |side| matches!(side, Operator::Late { of } if *of == step.id)),
        errors: side_steps(pipeline, |side| matches!(side, Operator::Errors { of } if of.contains(&step.id))),
    })
}

fn readers(pipeline: &Pipeline, id: StepId) -> Vec<(StepId, usize)> {
    let inputs = pipeline.steps.iter().flat_map(|step| {
        step.inputs.iter().enumerate().map(move |(number, input)| (step.id, number, *input))
    });
    inputs.filter(|(_, _, input)| *input == id).map(|(reader, number, _)| (reader, number)).collect()
}

fn side_steps(pipeline: &Pipeline, is: impl Fn(&Operator) -> bool) -> Vec<StepId> {
    pipeline.steps.iter().filter(|step| is(&step.operator)).map(|step| step.id).collect()
}

#[cfg(test)]
mod tests;
