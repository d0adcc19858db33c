//! A sink: keeps the visible columns, whatever connector it has.

use super::{Given, Operate};
use crate::interpreter::evaluate::Scope;
use crate::plan::Step;
use crate::value::Value;

pub(super) struct Sink {
    visible: Vec<usize>,
}

impl Sink {
    /// A sink has the schema of its input.
    pub(super) fn new(step: &Step) -> Self {
        Sink { visible: step.output.visible().map(|(index, _)| index).collect() }
    }
}

impl Operate for Sink {
    fn row(&mut self, _scope: Scope<'_>, _watermark: i64, row: &[Value]) -> Given {
        Given::one(Ok(self.visible.iter().map(|index| row[*index].clone()).collect()))
    }
}
