//! What a run gave: the rows of every step, and the error that ended it early, if one did.

use crate::plan::{Pipeline, StepId};
use crate::value::Value;
use std::fmt;

/// One value a column of the step's output, hidden ones included.
pub type Row = Vec<Value>;

/// The result of a run.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The rows that came out of each step, by [`StepId`], in their order. Of a sink: the visible columns that it was given.
    pub rows: Vec<Vec<Row>>,
    /// How many rows each step left out of at least one window, by [`StepId`].
    pub late: Vec<u64>,
    /// How many rows failed in each step, by [`StepId`].
    pub errors: Vec<u64>,
    /// The record error that nobody consumed: the run ended there.
    pub failure: Option<RunFailure>,
}

impl Outcome {
    /// No rows yet.
    pub fn new(pipeline: &Pipeline) -> Self {
        let steps = pipeline.steps.len();
        Outcome { rows: vec![Vec::new(); steps], late: vec![0; steps], errors: vec![0; steps], failure: None }
    }

    /// The rows of a step.
    pub fn rows_of(&self, step: StepId) -> &[Row] {
        &self.rows[step.0]
    }
}

/// A record error that ended the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFailure {
    /// Where.
    pub step: StepId,
    /// The step's name in the pipeline.
    pub uid: String,
    /// The cause, in the words of [`crate::plan::Failure::message`].
    pub message: String,
    /// The row as JSON.
    pub row: String,
}

/// Characters of a row that a message shows.
const ROW_SHOWN: usize = 80;

/// One line: step, cause and the row, shortened.
impl fmt::Display for RunFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.uid.is_empty() {
            write!(f, "step `{}`: ", self.uid)?;
        }
        f.write_str(&self.message)?;
        if self.row.is_empty() {
            return Ok(());
        }
        let shown: String = self.row.chars().take(ROW_SHOWN).collect();
        let rest = if shown.len() < self.row.len() { "…" } else { "" };
        write!(f, ": {shown}{rest}")
    }
}
