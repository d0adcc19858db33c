//! Calls: the user's functions first, then the built-in ones.

use super::{literal, node};
use crate::check::params::literal_value;
use crate::check::scope::Scope;
use crate::check::{Checker, did_you_mean, operators};
use crate::diagnostics::{Diagnostic, codes, elsewhere};
use crate::functions::{self, FunctionError, FunctionErrorKind};
use crate::plan::{Expr, ExprKind};
use crate::span::Span;
use crate::syntax::{Argument, Name};
use crate::types::Type;
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        scope: &Scope,
        name: &Name,
        arguments: &[Argument],
        span: Span,
    ) -> Option<Expr> {
        if let Some(named) = arguments.iter().find_map(|argument| argument.name.as_ref()) {
            self.not_built(named.span, &format!("the named argument `{}`", named.text));
            return None;
        }
        if self.names.functions.contains_key(name.text.as_str()) {
            return self.call_function(scope, &name.text, arguments, span);
        }
        if self.is_broken(&name.text) {
            return None;
        }
        let values: Vec<Option<Expr>> = arguments.iter().map(|a| self.expr(scope, &a.value, None)).collect();
        if functions::find(&name.text).is_none() {
            self.unknown_function(name);
            return None;
        }
        let values: Vec<Expr> = values.into_iter().collect::<Option<_>>()?;
        let types: Vec<Type> = values.iter().map(|value| value.ty.clone()).collect();
        let literals: Vec<Option<Value>> = values.iter().map(literal_value).collect();
        match functions::resolve_with(&name.text, &types, &literals) {
            Ok(resolution) => {
                let cast =
                    values.into_iter().zip(&resolution.arguments).map(|(value, ty)| converted(value, ty));
                let arguments = cast.collect();
                Some(node(ExprKind::Call(resolution.call, arguments), resolution.result, span))
            }
            Err(error) => {
                self.bad_call(error, &values, span);
                None
            }
        }
    }

    fn unknown_function(&mut self, name: &Name) {
        let message = format!("there is no function `{}`", name.text);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_FUNCTION, name.span, message);
        let diagnostic = if operators::is_aggregate(&name.text) {
            diagnostic.help(format!("`{}` is an aggregate: it stands in `aggregate {{ … }}`", name.text))
        } else if let Some(help) = elsewhere::function(&name.text) {
            diagnostic.help(help)
        } else {
            let mut known: Vec<&str> = functions::names().collect();
            known.extend(self.names.functions.keys());
            did_you_mean(diagnostic, &name.text, known)
        };
        self.diagnostics.push(diagnostic);
    }

    fn bad_call(&mut self, error: FunctionError, values: &[Expr], span: Span) {
        let argument = error.argument.and_then(|at| values.get(at));
        let null = error.kind == FunctionErrorKind::Type && argument.is_some_and(|a| a.ty.is_optional());
        let code = if null { codes::MAY_BE_NULL } else { codes::ARGUMENTS };
        let mut diagnostic = Diagnostic::error(code, argument.map_or(span, |a| a.span), error.message);
        if let Some(argument) = argument {
            diagnostic = diagnostic.label(format!("this is `{}`", self.type_name(&argument.ty)));
        }
        diagnostic.notes = error.notes;
        diagnostic.help = error.help;
        self.diagnostics.push(diagnostic);
    }
}

/// An argument as the type that the function takes: the resolution has found that this cannot fail.
fn converted(value: Expr, ty: &Type) -> Expr {
    if value.ty == *ty {
        return value;
    }
    let span = value.span;
    if let ExprKind::Literal(literal) = &value.kind
        && let Some(literal) = literal::convert(literal, &value.ty, ty)
    {
        return node(ExprKind::Literal(literal), ty.clone(), span);
    }
    if ty.is_optional() && value.ty == *ty.required() {
        return node(ExprKind::Wrap(Box::new(value)), ty.clone(), span);
    }
    node(ExprKind::Cast(Box::new(value)), ty.clone(), span)
}
