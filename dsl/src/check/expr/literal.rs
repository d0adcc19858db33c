//! Literals become values of the type that is asked for, where they can.

use super::node;
use crate::check::Checker;
use crate::decimal::to_f64;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Expr, ExprKind};
use crate::span::Span;
use crate::syntax::Literal;
use crate::types::{Int, Type};
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn literal(
        &mut self,
        literal: &Literal,
        negative: bool,
        hint: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        let asked = hint.map(Type::required);
        let sign = if negative { -1 } else { 1 };
        let (value, ty) = match literal {
            Literal::Integer(n) => return self.integer(sign * n, asked, span),
            Literal::Number { mantissa, scale } => {
                let mut made = self.number(sign * mantissa, *scale, asked, span)?;
                // A decimal has no zero below zero; an `f64` has.
                if let (ExprKind::Literal(Value::F64(x)), true) = (&mut made.kind, negative) {
                    *x = -x.abs();
                }
                return Some(made);
            }
            Literal::Duration(us) => (Value::Duration(i64::from(sign as i8) * us), Type::Duration),
            Literal::Bytes(n) => return self.integer(sign * i128::from(*n), asked, span),
            Literal::Null => return self.null(hint, span),
            _ if negative => {
                self.error(codes::OPERANDS, span, "`-` stands before numbers and durations only");
                return None;
            }
            Literal::String(text) => (Value::String(text.as_str().into()), Type::String),
            Literal::Bool(b) => (Value::Bool(*b), Type::Bool),
            Literal::Timestamp(us) => (Value::Timestamp(*us), Type::Timestamp),
            Literal::Date(days) => (Value::Date(*days), Type::Date),
        };
        Some(node(ExprKind::Literal(value), ty, span))
    }

    fn null(&mut self, hint: Option<&Type>, span: Span) -> Option<Expr> {
        match hint {
            Some(ty) => Some(node(ExprKind::Literal(Value::Null), ty.clone().optional(), span)),
            None => {
                let diagnostic =
                    Diagnostic::error(codes::MISMATCH, span, "the type of this `null` is not known");
                self.diagnostics.push(diagnostic.help("test with `x == null`, where `x` has a type"));
                None
            }
        }
    }

    /// How a value of a type is written, as a way out; `None`: there is no literal of it.
    pub(super) fn as_written(&self, ty: &Type) -> Option<String> {
        let examples = match ty {
            Type::Bool => "`true` or `false`",
            Type::Int(_) => "like `10`",
            Type::F64 | Type::Decimal { .. } => "like `0.5`",
            Type::String => "like `\"text\"`",
            Type::Timestamp => "like `2013-01-01T10:00:00Z`",
            Type::Date => "like `2013-01-01`",
            Type::Duration => "like `10s`, `1h`",
            Type::Enum(id) => {
                let written = |variant: &String| format!("`{}.{variant}`", self.enums[id.0].name);
                let variants: Vec<String> = self.enums[id.0].variants.iter().map(written).collect();
                return Some(format!("it can be {}", variants.join(", ")));
            }
            Type::Record(_) | Type::Optional(_) => return None,
        };
        Some(format!("a value of `{}` is written {examples}", self.type_name(ty)))
    }

    /// An integer as the type that is asked for, if that is a number; else as `i64`.
    fn integer(&mut self, n: i128, asked: Option<&Type>, span: Span) -> Option<Expr> {
        let ty = match asked {
            Some(ty) if ty.is_number() => ty.clone(),
            _ => Type::I64,
        };
        match convert(&Value::Int(n), &Type::I64, &ty) {
            Some(value) => Some(node(ExprKind::Literal(value), ty, span)),
            None => {
                self.out_of_range(&n.to_string(), &ty, span);
                None
            }
        }
    }

    /// `0.908`: exact next to a decimal or an integer, else `f64`.
    fn number(&mut self, mantissa: i128, scale: u8, asked: Option<&Type>, span: Span) -> Option<Expr> {
        let exact = minimal_decimal(mantissa, scale);
        match asked {
            Some(Type::Int(_)) => Some(node(ExprKind::Literal(Value::Decimal(mantissa)), exact, span)),
            Some(to @ Type::Decimal { .. }) => match convert(&Value::Decimal(mantissa), &exact, to) {
                Some(value) => Some(node(ExprKind::Literal(value), to.clone(), span)),
                // More digits than the neighbour has: it keeps them.
                None => Some(node(ExprKind::Literal(Value::Decimal(mantissa)), exact, span)),
            },
            _ => Some(node(ExprKind::Literal(Value::F64(to_f64(mantissa, scale))), Type::F64, span)),
        }
    }

    pub(super) fn out_of_range(&mut self, shown: &str, ty: &Type, span: Span) {
        let message = format!("`{shown}` does not fit `{}`", self.type_name(ty));
        let mut diagnostic = Diagnostic::error(codes::OUT_OF_RANGE, span, message);
        if let Type::Int(int) = ty {
            let (least, most) = int.range();
            diagnostic = diagnostic.note(format!("`{}` goes from {least} to {most}", int.name()));
        }
        self.diagnostics.push(diagnostic);
    }
}

/// A literal in a message, shortened; `None`: its type says it all.
pub(super) fn shown(value: &Value, ty: &Type) -> Option<String> {
    /// Longest text that is shown whole, in characters.
    const SHOWN_MAX: usize = 40;
    if matches!(ty, Type::Enum(_) | Type::Optional(_)) {
        return None;
    }
    let text = crate::text::literal(value, ty);
    let cut: String = text.chars().take(SHOWN_MAX).collect();
    Some(if cut == text { format!("`{text}`") } else { format!("`{cut}…`") })
}

/// The smallest decimal type that holds a literal: `0.908` is `decimal(3, 3)`.
fn minimal_decimal(mantissa: i128, scale: u8) -> Type {
    let digits = mantissa.unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
    let precision = u8::try_from(digits).unwrap_or(38).max(scale).max(1);
    Type::Decimal { precision, scale }
}

/// The smallest decimal type that holds an integer literal.
pub(super) fn minimal_whole(n: i128) -> Type {
    minimal_decimal(n, 0)
}

/// A literal's value in another number type, if it is exactly that.
pub(super) fn convert(value: &Value, from: &Type, to: &Type) -> Option<Value> {
    match (value, from, to) {
        (Value::Int(n), _, Type::Int(int)) => in_range(*n, *int).then_some(Value::Int(*n)),
        #[allow(clippy::cast_precision_loss, reason = "the nearest f64 is what is meant")]
        (Value::Int(n), _, Type::F64) => Some(Value::F64(*n as f64)),
        (Value::Int(n), _, Type::Decimal { precision, scale }) => rescaled(*n, 0, *precision, *scale),
        (Value::Decimal(m), Type::Decimal { scale: s, .. }, Type::Decimal { precision, scale }) => {
            rescaled(*m, *s, *precision, *scale)
        }
        (Value::Decimal(m), Type::Decimal { scale, .. }, Type::F64) => Some(Value::F64(to_f64(*m, *scale))),
        // The shortest text of an f64 literal is what was written.
        (Value::F64(x), _, Type::Decimal { precision, scale }) => {
            let text = x.to_string();
            let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
            let mantissa = format!("{whole}{fraction}").parse().ok()?;
            rescaled(mantissa, u8::try_from(fraction.len()).ok()?, *precision, *scale)
        }
        _ => None,
    }
}

fn rescaled(mantissa: i128, from: u8, precision: u8, scale: u8) -> Option<Value> {
    let factor = 10i128.checked_pow(u32::from(scale.abs_diff(from)))?;
    let mantissa = if scale >= from {
        mantissa.checked_mul(factor)?
    } else if mantissa % factor == 0 {
        mantissa / factor
    } else {
        return None;
    };
    (mantissa.unsigned_abs() < 10u128.pow(u32::from(precision))).then_some(Value::Decimal(mantissa))
}

fn in_range(n: i128, int: Int) -> bool {
    let (least, most) = int.range();
    (least..=most).contains(&n)
}
