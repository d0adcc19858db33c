//! Coercions: which happen by themselves, and the nodes for them. They never lose anything a reader would miss: a narrower number becomes a
//! wider one, a `T` becomes a `T?`, a literal what is asked for.

use super::{literal, node};
use crate::check::Checker;
use crate::check::scope::Scope;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Expr, ExprKind};
use crate::syntax;
use crate::types::{Int, Type};

impl Checker<'_> {
    /// An expression where a value of `ty` is needed.
    pub(in crate::check) fn expr_as(
        &mut self,
        scope: &Scope,
        expr: &syntax::Expr,
        ty: &Type,
    ) -> Option<Expr> {
        let checked = self.expr(scope, expr, Some(ty))?;
        self.coerce(checked, ty)
    }

    /// The expression as a `ty`.
    pub(in crate::check) fn coerce(&mut self, expr: Expr, ty: &Type) -> Option<Expr> {
        let span = expr.span;
        if expr.ty == *ty {
            return Some(expr);
        }
        if ty.is_optional() && !expr.ty.is_optional() {
            let inner = self.coerce(expr, ty.required())?;
            return Some(node(ExprKind::Wrap(Box::new(inner)), ty.clone(), span));
        }
        if expr.ty.is_optional() && !ty.is_optional() {
            return self.required(expr).and_then(|expr| self.coerce(expr, ty));
        }
        if let ExprKind::Literal(value) = &expr.kind
            && expr.ty.is_number()
            && ty.is_number()
        {
            if let Some(value) = literal::convert(value, &expr.ty, ty) {
                return Some(node(ExprKind::Literal(value), ty.clone(), span));
            }
            if matches!((&expr.ty, ty), (Type::Int(_), _) | (_, Type::Decimal { .. })) {
                let shown = crate::text::show(value, &expr.ty);
                self.out_of_range(&shown, ty, span);
                return None;
            }
        }
        let numbers = expr.ty.required().is_number() && ty.required().is_number();
        if numbers && Expr::cast_fails(&expr.ty, ty) == Some(false) {
            return Some(node(ExprKind::Cast(Box::new(expr)), ty.clone(), span));
        }
        self.mismatch(&expr, ty);
        None
    }

    fn mismatch(&mut self, expr: &Expr, ty: &Type) {
        let (found, expected) = (self.type_name(&expr.ty), self.type_name(ty));
        let (shown, help) = match &expr.kind {
            // A conversion in the place of a literal would convert what the reader can write as it should be.
            ExprKind::Literal(value) => (literal::shown(value, &expr.ty), self.as_written(ty.required())),
            _ if Expr::cast_fails(&expr.ty, ty).is_some() => {
                let target = self.type_name(ty.required());
                // `as` binds more tightly than what makes these.
                let cast = match expr.kind {
                    ExprKind::Unary(..) | ExprKind::Binary(..) => {
                        format!("convert all of it with `(…) as {target}`")
                    }
                    _ => format!("convert it with `as {target}`"),
                };
                let help = format!("{cast}; a value that does not fit is a record error");
                (None, Some(help))
            }
            _ => (None, None),
        };
        let message = match shown {
            Some(value) => format!("expected `{expected}`, found the `{found}` {value}"),
            None => format!("expected `{expected}`, found `{found}`"),
        };
        let mut diagnostic =
            Diagnostic::error(codes::MISMATCH, expr.span, message).label(format!("this is `{found}`"));
        diagnostic.help.extend(help);
        self.diagnostics.push(diagnostic);
    }

    /// The expression, which must not be of a `T?`.
    pub(in crate::check) fn required(&mut self, expr: Expr) -> Option<Expr> {
        if !expr.ty.is_optional() {
            return Some(expr);
        }
        let found = self.type_name(&expr.ty);
        // A test says something of columns only: of what is converted, that is what was there before.
        let mut tested = &expr;
        while let ExprKind::Cast(inner) = &tested.kind {
            tested = inner;
        }
        let (text, leave_out) = (self.text_of(expr.span), leave_out(tested, &self.text_of(tested.span)));
        self.diagnostics.push(
            Diagnostic::error(codes::MAY_BE_NULL, expr.span, format!("`{text}` may be null here"))
                .label(format!("this is `{found}`"))
                .help(leave_out)
                .help(format!("or give a default: `{text} ?? …`")),
        );
        None
    }
}

/// How rows are left out of which something is null; `shown` is its text. A test says something of columns only.
pub(in crate::check) fn leave_out(tested: &Expr, shown: &str) -> String {
    let column = match &tested.kind {
        ExprKind::Field(..) => shown.rsplit(['.', '?']).next().unwrap_or("x"),
        ExprKind::Column(_) => {
            return format!(
                "leave out rows without it: `where {shown} != null` before, or `{shown} != null && …`"
            );
        }
        _ => "x",
    };
    format!(
        "a test against null says something of columns only: `derive {{ {column}: {shown} }} |> where {column} != null` before"
    )
}

/// The type that values of both become by themselves.
pub(in crate::check) fn common(a: &Type, b: &Type) -> Option<Type> {
    if a == b {
        return Some(a.clone());
    }
    if a.is_optional() || b.is_optional() {
        return common(a.required(), b.required()).map(Type::optional);
    }
    match (a, b) {
        (Type::Int(a), Type::Int(b)) => common_int(*a, *b).map(Type::Int),
        (Type::F64, other) | (other, Type::F64) if other.is_number() => Some(Type::F64),
        (Type::Decimal { .. } | Type::Int(_), Type::Decimal { .. } | Type::Int(_)) => {
            let ((p1, s1), (p2, s2)) = (decimal_parts(a)?, decimal_parts(b)?);
            let scale = s1.max(s2);
            let precision = (p1 - s1).max(p2 - s2) + scale;
            Some(Type::Decimal { precision: precision.min(38), scale })
        }
        _ => None,
    }
}

/// The smallest integer type that holds both; there is none for `u64` and a signed one.
fn common_int(a: Int, b: Int) -> Option<Int> {
    const WIDENING: [Int; 8] = [Int::I8, Int::U8, Int::I16, Int::U16, Int::I32, Int::U32, Int::I64, Int::U64];
    let holds =
        |wide: Int, narrow: Int| wide.range().0 <= narrow.range().0 && narrow.range().1 <= wide.range().1;
    WIDENING.into_iter().find(|int| holds(*int, a) && holds(*int, b))
}

/// Precision and scale of a decimal, or of an integer seen as one.
pub(super) fn decimal_parts(ty: &Type) -> Option<(u8, u8)> {
    Some(match ty {
        Type::Decimal { precision, scale } => (*precision, *scale),
        Type::Int(Int::I8 | Int::U8) => (3, 0),
        Type::Int(Int::I16 | Int::U16) => (5, 0),
        Type::Int(Int::I32 | Int::U32) => (10, 0),
        Type::Int(Int::I64) => (19, 0),
        Type::Int(Int::U64) => (20, 0),
        _ => return None,
    })
}
