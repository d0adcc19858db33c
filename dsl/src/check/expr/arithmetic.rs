//! `+ - * / %`: on numbers, durations, instants and strings. Decimal results have the digits that the exact result can need, up to 38.

use super::binary::plan_op;
use super::{coerce, literal, node};
use crate::check::Checker;
use crate::plan::{Expr, ExprKind};
use crate::span::Span;
use crate::syntax::BinaryOp;
use crate::types::Type;
use crate::value::Value;

const PRECISION_MAX: u8 = 38;
/// Least scale of a decimal quotient.
const QUOTIENT_SCALE: u8 = 6;

impl Checker<'_> {
    pub(super) fn arithmetic(&mut self, op: BinaryOp, a: Expr, b: Expr, span: Span) -> Option<Expr> {
        let (a, b) = (self.required(a), self.required(b));
        let (a, b) = (a?, b?);
        let (a, b, ty) = match (&a.ty, &b.ty) {
            (x, y) if x.is_number() && y.is_number() => match (x, y) {
                (Type::F64, _) | (_, Type::F64) => self.same(a, b)?,
                (Type::Decimal { .. }, _) | (_, Type::Decimal { .. }) => self.decimals(op, a, b, span)?,
                _ if coerce::common(x, y).is_some() => self.same(a, b)?,
                _ => return self.refuse(op, &a, &b, span),
            },
            _ => match self.units(op, a, b)? {
                (a, b, Some(ty)) => (a, b, ty),
                (a, b, None) => return self.refuse(op, &a, &b, span),
            },
        };
        Some(node(ExprKind::Binary(plan_op(op), Box::new(a), Box::new(b)), ty, span))
    }

    fn refuse(&mut self, op: BinaryOp, a: &Expr, b: &Expr, span: Span) -> Option<Expr> {
        self.not_defined(op, a, b, span);
        None
    }

    /// Both sides in the type they have in common.
    fn same(&mut self, a: Expr, b: Expr) -> Option<(Expr, Expr, Type)> {
        let ty = coerce::common(&a.ty, &b.ty).expect("the caller has found one");
        Some((self.coerce_number(a, &ty)?, self.coerce_number(b, &ty)?, ty))
    }

    /// A number as another number type, by a cast that may fail where 38 digits are not enough.
    pub(super) fn coerce_number(&mut self, expr: Expr, ty: &Type) -> Option<Expr> {
        if expr.ty == *ty || Expr::cast_fails(&expr.ty, ty) != Some(true) {
            return self.coerce(expr, ty);
        }
        let span = expr.span;
        Some(node(ExprKind::Cast(Box::new(expr)), ty.clone(), span))
    }

    fn decimals(&mut self, op: BinaryOp, a: Expr, b: Expr, span: Span) -> Option<(Expr, Expr, Type)> {
        let (a, b) = (self.as_decimal(op, a)?, self.as_decimal(op, b)?);
        let parts = |e: &Expr| coerce::decimal_parts(&e.ty).expect("both were made decimal");
        let ((p1, s1), (p2, s2)) = (parts(&a), parts(&b));
        let decimal =
            |precision: u8, scale: u8| Type::Decimal { precision: precision.min(PRECISION_MAX), scale };
        let scale = s1.max(s2);
        match op {
            BinaryOp::Multiply if s1 + s2 <= PRECISION_MAX => Some((a, b, decimal(p1 + p2, s1 + s2))),
            BinaryOp::Divide => {
                let scale = s1.max(QUOTIENT_SCALE);
                Some((a, b, decimal(p1 - s1 + s2 + scale, scale)))
            }
            BinaryOp::Multiply => {
                self.not_defined(op, &a, &b, span);
                None
            }
            _ => {
                let whole = (p1 - s1).max(p2 - s2);
                let carry = u8::from(op != BinaryOp::Remainder);
                let a = self.coerce_number(a, &decimal(p1 - s1 + scale, scale))?;
                let b = self.coerce_number(b, &decimal(p2 - s2 + scale, scale))?;
                Some((a, b, decimal(whole + scale + carry, scale)))
            }
        }
    }

    /// An operand of decimal arithmetic. A whole literal in a product keeps no more digits than it has.
    fn as_decimal(&mut self, op: BinaryOp, expr: Expr) -> Option<Expr> {
        let product = matches!(op, BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Remainder);
        if let (ExprKind::Literal(Value::Decimal(mantissa)), Type::Decimal { scale, .. }) =
            (&expr.kind, &expr.ty)
            && product
            && mantissa % 10i128.pow(u32::from(*scale)) == 0
            && *mantissa != 0
        {
            let whole = mantissa / 10i128.pow(u32::from(*scale));
            let kind = ExprKind::Literal(Value::Decimal(whole));
            return Some(node(kind, literal::minimal_whole(whole), expr.span));
        }
        let (precision, scale) = coerce::decimal_parts(&expr.ty)?;
        self.coerce(expr, &Type::Decimal { precision, scale })
    }

    /// Instants, durations, strings; no type where the operator is not defined.
    fn units(&mut self, op: BinaryOp, a: Expr, b: Expr) -> Option<(Expr, Expr, Option<Type>)> {
        use BinaryOp::{Add, Divide, Multiply, Subtract};
        let ty = match (&a.ty, op, &b.ty) {
            (Type::String, Add, Type::String) => Type::String,
            (Type::Timestamp, Add | Subtract, Type::Duration) => Type::Timestamp,
            (Type::Timestamp, Subtract, Type::Timestamp) => Type::Duration,
            (Type::Duration, Add | Subtract, Type::Duration) => Type::Duration,
            // The plan has the instant and the duration on the left.
            (Type::Duration, Add, Type::Timestamp) => return Some((b, a, Some(Type::Timestamp))),
            (Type::Duration, Multiply | Divide, Type::Int(_)) => {
                if coerce::common(&b.ty, &Type::I64) != Some(Type::I64) {
                    return Some((a, b, None));
                }
                let b = self.coerce(b, &Type::I64)?;
                return Some((a, b, Some(Type::Duration)));
            }
            (Type::Int(_), Multiply, Type::Duration) => {
                if coerce::common(&a.ty, &Type::I64) != Some(Type::I64) {
                    return Some((a, b, None));
                }
                let a = self.coerce(a, &Type::I64)?;
                return Some((b, a, Some(Type::Duration)));
            }
            _ => return Some((a, b, None)),
        };
        Some((a, b, Some(ty)))
    }
}
