//! Operators between two expressions: logic, comparison, `??`. Arithmetic stands in `arithmetic`.

use super::{coerce, narrow, node};
use crate::check::Checker;
use crate::check::scope::{Place, Scope};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{self, Expr, ExprKind, UnaryOp};
use crate::span::Span;
use crate::syntax::{self, BinaryOp, Literal};
use crate::types::Type;

type Sides<'e> = (&'e syntax::Expr, &'e syntax::Expr);

impl Checker<'_> {
    pub(super) fn binary(
        &mut self,
        scope: &Scope,
        op: BinaryOp,
        (a, b): Sides<'_>,
        hint: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        match op {
            BinaryOp::And | BinaryOp::Or => self.logic(scope, op, (a, b), span),
            BinaryOp::OrElse => self.or_else(scope, (a, b), hint, span),
            BinaryOp::Equal | BinaryOp::NotEqual if is_null(a) || is_null(b) => {
                self.null_test(scope, op, if is_null(b) { a } else { b }, span)
            }
            _ if op.is_comparison() => self.comparison(scope, op, (a, b), span),
            _ => {
                let (a, b) = self.pair((scope, a), (scope, b), hint);
                self.arithmetic(op, a?, b?, span)
            }
        }
    }

    /// Both sides, the one that has a type of its own first, so that the other can take it.
    pub(super) fn pair(
        &mut self,
        (scope_a, a): (&Scope, &syntax::Expr),
        (scope_b, b): (&Scope, &syntax::Expr),
        hint: Option<&Type>,
    ) -> (Option<Expr>, Option<Expr>) {
        if self.flexibility(scope_a, a) > self.flexibility(scope_b, b) {
            let b = self.expr(scope_b, b, hint);
            let ty = b.as_ref().map(|b| b.ty.clone());
            return (self.expr(scope_a, a, ty.as_ref().or(hint)), b);
        }
        let a = self.expr(scope_a, a, hint);
        let ty = a.as_ref().map(|a| a.ty.clone());
        let b = self.expr(scope_b, b, ty.as_ref().or(hint));
        (a, b)
    }

    /// How far an expression takes its type from its neighbour: 0 not at all, 1 literals and bare variants, 2 `null`.
    fn flexibility(&self, scope: &Scope, expr: &syntax::Expr) -> u8 {
        match &expr.kind {
            syntax::ExprKind::Literal(Literal::Null) => 2,
            syntax::ExprKind::Literal(Literal::Integer(_) | Literal::Number { .. } | Literal::Bytes(_)) => 1,
            syntax::ExprKind::Negate(inner) => self.flexibility(scope, inner),
            syntax::ExprKind::Binary(op, a, b) if op.precedence() >= BinaryOp::Add.precedence() => {
                self.flexibility(scope, a).min(self.flexibility(scope, b))
            }
            syntax::ExprKind::Name(name) => {
                u8::from(scope.column(name).is_none() && !self.params.iter().any(|param| param.name == *name))
            }
            syntax::ExprKind::If(_, a, b) => self.flexibility(scope, a).min(self.flexibility(scope, b)),
            _ => 0,
        }
    }

    fn logic(&mut self, scope: &Scope, op: BinaryOp, (a, b): Sides<'_>, span: Span) -> Option<Expr> {
        let left = self.expr(scope, a, Some(&Type::Bool));
        if op == BinaryOp::Or && left.as_ref().is_some_and(|left| *left.ty.required() == Type::String) {
            let diagnostic = Diagnostic::error(codes::MISMATCH, a.span, "expected `bool`, found `string`");
            let help = "texts are joined with `+`, and `||` is `or`";
            self.diagnostics.push(diagnostic.label("this is `string`").help(help));
            return None;
        }
        let left = left.and_then(|left| self.coerce(left, &Type::Bool));
        let known = scope.with(narrow::facts(scope, a, op == BinaryOp::And));
        let right = self.expr_as(&known, b, &Type::Bool);
        let op = if op == BinaryOp::And { plan::BinaryOp::And } else { plan::BinaryOp::Or };
        Some(node(ExprKind::Binary(op, Box::new(left?), Box::new(right?)), Type::Bool, span))
    }

    /// `a ?? b`: the result has the type of `b`, and `a` is brought to it.
    fn or_else(&mut self, scope: &Scope, (a, b): Sides<'_>, hint: Option<&Type>, span: Span) -> Option<Expr> {
        let (a, b) = self.pair((scope, a), (scope, b), hint);
        let (a, b) = (a?, b?);
        let Some(ty) = coerce::common(a.ty.required(), b.ty.required()) else {
            let (found, default) = (self.type_name(a.ty.required()), self.type_name(&b.ty));
            self.diagnostics.push(
                Diagnostic::error(
                    codes::MISMATCH,
                    b.span,
                    format!("the default for `{found}` is `{default}`"),
                )
                .label(format!("this is `{default}`"))
                .also(a.span, format!("this is `{}`", self.type_name(&a.ty))),
            );
            return None;
        };
        let of = |optional: bool| if optional { ty.clone().optional() } else { ty.clone() };
        let (a_ty, b_ty) = (of(a.ty.is_optional()), of(b.ty.is_optional()));
        let (a, b) = (self.coerce(a, &a_ty)?, self.coerce(b, &b_ty)?);
        Some(node(ExprKind::OrElse(Box::new(a), Box::new(b)), b_ty, span))
    }

    fn null_test(&mut self, scope: &Scope, op: BinaryOp, tested: &syntax::Expr, span: Span) -> Option<Expr> {
        let tested = self.expr(scope, tested, Some(&Type::Bool))?;
        let test = if tested.ty.is_optional() {
            ExprKind::IsNull(Box::new(tested))
        } else {
            // Narrowed before, or never null: the test says what is known.
            self.never_null(scope, &tested, op, span);
            ExprKind::Literal(crate::value::Value::Bool(false))
        };
        let test = node(test, Type::Bool, span);
        match op {
            BinaryOp::Equal => Some(test),
            _ => Some(node(ExprKind::Unary(UnaryOp::Not, Box::new(test)), Type::Bool, span)),
        }
    }

    /// Warns of a test whose outcome is known, save where a test of the same column in the same condition is why.
    fn never_null(&mut self, scope: &Scope, tested: &Expr, op: BinaryOp, span: Span) {
        let narrowed = matches!(tested.kind, ExprKind::Unwrap(_));
        if narrowed || scope.place == Place::Function {
            return;
        }
        let (text, always) = (self.text_of(tested.span), op != BinaryOp::Equal);
        let message = format!("`{text}` is never null: this is always {always}");
        let diagnostic = Diagnostic::warning(codes::NEVER_NULL, span, message);
        let label = format!("`{text}` is `{}` here", self.type_name(&tested.ty));
        self.lint(
            diagnostic
                .label(label)
                .help("what may be missing has a type that ends in `?`, which a test before takes away"),
        );
    }

    fn comparison(&mut self, scope: &Scope, op: BinaryOp, (a, b): Sides<'_>, span: Span) -> Option<Expr> {
        if let syntax::ExprKind::Binary(inner, ..) = &a.kind
            && inner.is_comparison()
            && op.is_comparison()
            && a.span.end < b.span.start
            && op != BinaryOp::Equal
            && op != BinaryOp::NotEqual
        {
            let help = "write `a < b && b < c`";
            self.diagnostics
                .push(Diagnostic::error(codes::OPERANDS, span, "comparisons do not chain").help(help));
            return None;
        }
        if is_null(a) || is_null(b) {
            let help = "null is tested with `x == null` and `x != null`";
            self.diagnostics.push(Diagnostic::error(codes::OPERANDS, span, "null has no order").help(help));
            return None;
        }
        let (a, b) = self.pair((scope, a), (scope, b), None);
        let (a, b) = (a?, b?);
        let (a, b) = (self.required(a), self.required(b));
        let (a, b) = (a?, b?);
        let ordered = !matches!(op, BinaryOp::Equal | BinaryOp::NotEqual);
        let ty = coerce::common(&a.ty, &b.ty).filter(|ty| match ty {
            Type::Record(_) => false,
            Type::Bool | Type::Enum(_) => !ordered,
            _ => true,
        });
        let Some(ty) = ty else {
            self.not_defined(op, &a, &b, span);
            return None;
        };
        let (a, b) = (self.coerce_number(a, &ty)?, self.coerce_number(b, &ty)?);
        Some(node(ExprKind::Binary(plan_op(op), Box::new(a), Box::new(b)), Type::Bool, span))
    }

    pub(super) fn not_defined(&mut self, op: BinaryOp, a: &Expr, b: &Expr, span: Span) {
        let (left, right) = (self.type_name(&a.ty), self.type_name(&b.ty));
        let message = format!("`{}` is not defined for `{left}` and `{right}`", op.symbol());
        let diagnostic = Diagnostic::error(codes::OPERANDS, span, message)
            .also(a.span, format!("this is `{left}`"))
            .also(b.span, format!("this is `{right}`"));
        // Whether the operator is for two of this type.
        let for_two = |ty: &Type| {
            op.is_comparison()
                || ty.is_number()
                || (op == BinaryOp::Subtract && *ty == Type::Timestamp)
                || (op == BinaryOp::Add && *ty == Type::String)
        };
        self.diagnostics.push(match (&a.ty, &b.ty) {
            (Type::Date, Type::Duration) => diagnostic.help("convert the date first: `day as timestamp`"),
            (Type::Date, Type::Timestamp) | (Type::Timestamp, Type::Date) => {
                diagnostic.help("convert one of them: `day as timestamp`, `date(at)`")
            }
            (Type::String, to)
                if a.ty != b.ty
                    && (for_two(to) || op == BinaryOp::Add)
                    && Expr::cast_fails(&a.ty, to).is_some() =>
            {
                diagnostic.help(text_beside(op, a, (b, &right)))
            }
            (to, Type::String)
                if a.ty != b.ty
                    && (for_two(to) || op == BinaryOp::Add)
                    && Expr::cast_fails(&b.ty, to).is_some() =>
            {
                diagnostic.help(text_beside(op, b, (a, &left)))
            }
            (a, b) if a != b && for_two(b) && Expr::cast_fails(a, b).is_some() => {
                diagnostic.help(format!("convert one of them, say with `as {right}`"))
            }
            _ => diagnostic,
        });
    }
}

/// What to do with a text beside what is none.
fn text_beside(op: BinaryOp, text: &Expr, (other, ty): (&Expr, &str)) -> String {
    let written = match (&text.kind, &other.ty) {
        (ExprKind::Literal(_), Type::Timestamp) => Some("2020-01-31T12:00:00Z"),
        (ExprKind::Literal(_), Type::Date) => Some("2020-01-31"),
        _ => None,
    };
    match written {
        _ if op == BinaryOp::Add && other.ty != Type::String => {
            "texts are joined with texts: convert the other one with `as string`".to_owned()
        }
        Some(example) => format!("a {ty} is written without quotes: `{example}`"),
        // They have no order, and texts have.
        None if op.is_comparison()
            && matches!(other.ty, Type::Bool | Type::Enum(_))
            && !matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) =>
        {
            "convert the other one with `as string`".to_owned()
        }
        None if op.is_comparison() => {
            format!("convert the text with `as {ty}`, or the other one with `as string`")
        }
        None => format!("convert the text with `as {ty}`"),
    }
}

fn is_null(expr: &syntax::Expr) -> bool {
    matches!(expr.kind, syntax::ExprKind::Literal(Literal::Null))
}

/// The plan's operator for those that mean the same there.
pub(super) fn plan_op(op: BinaryOp) -> plan::BinaryOp {
    match op {
        BinaryOp::Or | BinaryOp::OrElse => plan::BinaryOp::Or,
        BinaryOp::And => plan::BinaryOp::And,
        BinaryOp::Equal => plan::BinaryOp::Equal,
        BinaryOp::NotEqual => plan::BinaryOp::NotEqual,
        BinaryOp::Less => plan::BinaryOp::Less,
        BinaryOp::LessOrEqual => plan::BinaryOp::LessOrEqual,
        BinaryOp::Greater => plan::BinaryOp::Greater,
        BinaryOp::GreaterOrEqual => plan::BinaryOp::GreaterOrEqual,
        BinaryOp::Add => plan::BinaryOp::Add,
        BinaryOp::Subtract => plan::BinaryOp::Subtract,
        BinaryOp::Multiply => plan::BinaryOp::Multiply,
        BinaryOp::Divide => plan::BinaryOp::Divide,
        BinaryOp::Remainder => plan::BinaryOp::Remainder,
    }
}
