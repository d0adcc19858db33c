//! `where`: rows for which the predicate holds; columns that it showed not to be null lose their `?`.

use super::{Given, Operate};
use crate::interpreter::evaluate::{Scope, boolean, evaluate};
use crate::plan::Expr;
use crate::value::Value;

pub(super) struct Where {
    predicate: Expr,
    columns: Vec<Expr>,
}

impl Where {
    pub(super) fn new(predicate: &Expr, columns: &[Expr]) -> Self {
        Where { predicate: predicate.clone(), columns: columns.to_vec() }
    }
}

impl Operate for Where {
    fn row(&mut self, scope: Scope<'_>, _watermark: i64, row: &[Value]) -> Given {
        match evaluate(scope, &self.predicate, row) {
            Err(cause) => Given::failed(cause),
            Ok(holds) if !boolean(&holds) => Given::default(),
            Ok(_) => Given::one(self.columns.iter().map(|column| evaluate(scope, column, row)).collect()),
        }
    }
}
