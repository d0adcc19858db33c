//! The value of an expression over a row.

use super::arithmetic::{binary, negate};
use super::cast::cast;
use super::settings::Settings;
use crate::functions;
use crate::plan::{BinaryOp, Enum, Expr, ExprKind, Failure, Pipeline, UnaryOp};
use crate::value::Value;
use std::sync::Arc;

/// What an expression can refer to besides its row.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The names of enums.
    pub enums: &'a [Enum],
    /// The values of parameters; without them (constant folding) an expression must not use any.
    pub settings: Option<&'a Settings>,
}

impl<'a> Scope<'a> {
    /// Of a run.
    pub fn new(pipeline: &'a Pipeline, settings: &'a Settings) -> Self {
        Scope { enums: &pipeline.enums, settings: Some(settings) }
    }
}

/// The value of the expression where its columns are `row`, or its record error.
pub fn evaluate(scope: Scope<'_>, expr: &Expr, row: &[Value]) -> Result<Value, Failure> {
    let value = |expr: &Expr| evaluate(scope, expr, row);
    match &expr.kind {
        ExprKind::Literal(literal) => Ok(literal.clone()),
        ExprKind::Column(index) => Ok(row[*index].clone()),
        ExprKind::Param(id) => {
            let setting = scope.settings.and_then(|settings| settings.get(*id));
            Ok(setting.expect("every parameter is set before a run starts").clone())
        }
        ExprKind::Field(base, index) => match value(base)? {
            Value::Null => Ok(Value::Null),
            Value::Record(fields) => Ok(fields[*index].clone()),
            other => unreachable!("the checker let a field be taken of {other:?}"),
        },
        ExprKind::Record(fields) => {
            let fields: Result<Arc<[Value]>, Failure> = fields.iter().map(value).collect();
            fields.map(Value::Record)
        }
        ExprKind::Unary(UnaryOp::Not, inner) => Ok(Value::Bool(!boolean(&value(inner)?))),
        ExprKind::Unary(UnaryOp::Negate, inner) => negate(&value(inner)?, &expr.ty),
        ExprKind::Binary(BinaryOp::And, left, right) => {
            if boolean(&value(left)?) {
                value(right)
            } else {
                Ok(Value::Bool(false))
            }
        }
        ExprKind::Binary(BinaryOp::Or, left, right) => {
            if boolean(&value(left)?) {
                Ok(Value::Bool(true))
            } else {
                value(right)
            }
        }
        ExprKind::Binary(op, left, right) => {
            let (a, b) = (value(left)?, value(right)?);
            binary(*op, (&a, &left.ty), (&b, &right.ty), &expr.ty)
        }
        ExprKind::Cast(inner) => cast(scope.enums, &value(inner)?, &inner.ty, &expr.ty),
        ExprKind::IsNull(inner) => Ok(Value::Bool(value(inner)?.is_null())),
        ExprKind::Unwrap(inner) => {
            let inner = value(inner)?;
            assert!(!inner.is_null(), "the checker unwrapped a value that is null");
            Ok(inner)
        }
        ExprKind::Wrap(inner) | ExprKind::Fixed(inner) => value(inner),
        ExprKind::OrElse(first, second) => match value(first) {
            Ok(Value::Null) | Err(_) => value(second),
            Ok(first) => Ok(first),
        },
        ExprKind::If(condition, then, otherwise) => {
            if boolean(&value(condition)?) {
                value(then)
            } else {
                value(otherwise)
            }
        }
        ExprKind::Call(call, arguments) => {
            let arguments: Result<Vec<Value>, Failure> = arguments.iter().map(value).collect();
            functions::evaluate(call, &arguments?)
        }
    }
}

/// The `bool` that a predicate gave.
pub(super) fn boolean(value: &Value) -> bool {
    match value {
        Value::Bool(x) => *x,
        other => unreachable!("the checker let {other:?} be a bool"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interpreter::testing::*;
    use crate::types::Type;

    fn check(expr: &Expr, expected: Result<Value, Failure>) {
        assert_eq!(
            evaluate(Scope { enums: &[], settings: None }, expr, &[Value::Int(7), Value::Null]),
            expected
        );
    }

    fn fails() -> Expr {
        binary_expr(BinaryOp::Divide, int(1), int(0), Type::I64)
    }

    #[test]
    fn the_right_side_is_evaluated_only_when_needed() {
        let fails = || binary_expr(BinaryOp::Equal, fails(), int(1), Type::Bool);
        check(&binary_expr(BinaryOp::And, bool(false), fails(), Type::Bool), Ok(Value::Bool(false)));
        check(&binary_expr(BinaryOp::Or, bool(true), fails(), Type::Bool), Ok(Value::Bool(true)));
        check(&binary_expr(BinaryOp::And, bool(true), fails(), Type::Bool), Err(Failure::DivisionByZero));
    }

    #[test]
    fn a_default_stands_in_for_null_and_for_errors() {
        let or_else = |a: Expr| expr(ExprKind::OrElse(a.into(), int(5).into()), Type::I64);
        check(&or_else(column(1, Type::I64.optional())), Ok(Value::Int(5)));
        check(&or_else(fails()), Ok(Value::Int(5)));
        check(&or_else(column(0, Type::I64)), Ok(Value::Int(7)));
    }

    #[test]
    fn only_the_taken_side_is_evaluated() {
        let choice = |c: Expr| expr(ExprKind::If(c.into(), int(1).into(), fails().into()), Type::I64);
        check(&choice(bool(true)), Ok(Value::Int(1)));
        check(&choice(bool(false)), Err(Failure::DivisionByZero));
    }
}
