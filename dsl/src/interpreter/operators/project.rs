//! `select`, `derive`, `drop`: every output column is computed from the input's.

use super::{Given, Operate};
use crate::interpreter::evaluate::{Scope, evaluate};
use crate::plan::Expr;
use crate::value::Value;

pub(super) struct Project {
    columns: Vec<Expr>,
}

impl Project {
    pub(super) fn new(columns: &[Expr]) -> Self {
        Project { columns: columns.to_vec() }
    }
}

impl Operate for Project {
    fn row(&mut self, scope: Scope<'_>, _watermark: i64, row: &[Value]) -> Given {
        Given::one(self.columns.iter().map(|column| evaluate(scope, column, row)).collect())
    }
}
