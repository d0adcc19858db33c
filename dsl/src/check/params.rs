//! `param p: type = default`. A default is a literal; the type is a scalar, since it is set by text.

use super::Checker;
use super::scope::Scope;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{self, ExprKind};
use crate::syntax::{self, DeclarationKind, Expr, Literal};
use crate::types::Type;
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn check_params(&mut self) {
        for declaration in self.declarations {
            if let DeclarationKind::Param(param) = &declaration.kind {
                match self.param(param, declaration.doc.clone()) {
                    Some(new) => self.params.push(new),
                    // What speaks of it is not wrong for that.
                    None => self.names.broken.push(&param.name.text),
                }
            }
        }
    }

    fn param(&mut self, param: &syntax::Param, doc: String) -> Option<plan::Param> {
        let ty = self.type_of(&param.ty)?;
        let refused = match &ty {
            Type::Optional(_) => {
                Some(("nullable", "leave out the `?`, and let a value of the type stand for none"))
            }
            Type::Record(_) => Some(("record", "make one parameter for each field")),
            _ => None,
        };
        if let Some((what, help)) = refused {
            let message = format!("a parameter cannot be of the {what} type `{}`", self.type_name(&ty));
            self.diagnostics.push(Diagnostic::error(codes::MISMATCH, param.ty.span, message).help(help));
            return None;
        }
        let default = param.default.as_ref().and_then(|expr| self.constant(expr, &ty, "a default"));
        let span = param.name.span;
        Some(plan::Param { name: param.name.text.clone(), doc, ty, default, secret: param.secret, span })
    }

    /// The value of a literal where only a literal will do; `what` begins the sentence about anything else.
    pub(super) fn constant(&mut self, expr: &Expr, ty: &Type, what: &str) -> Option<Value> {
        if matches!(expr.kind, syntax::ExprKind::Literal(Literal::Null)) && !ty.is_optional() {
            let message = format!("{what} of type `{}` cannot be null", self.type_name(ty));
            let help =
                "let a value of the type stand for none, or leave the default out: it must be set then";
            self.diagnostics.push(Diagnostic::error(codes::MISMATCH, expr.span, message).help(help));
            return None;
        }
        let checked = self.expr_as(&Scope::settings(), expr, ty)?;
        let value = literal_value(&checked);
        if value.is_none() {
            self.error(codes::NOT_CONSTANT, expr.span, format!("{what} must be a literal"));
        }
        value
    }
}

/// The value of an expression that is a literal, maybe as a `T?`.
pub(super) fn literal_value(expr: &plan::Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Literal(value) => Some(value.clone()),
        ExprKind::Wrap(inner) => literal_value(inner),
        _ => None,
    }
}
