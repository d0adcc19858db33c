//! `fn f(a: T) -> T = expr`: checked once, with the parameters as columns; a call puts its arguments in their place.

use super::Checker;
use super::scope::{Place, Scope};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Column, Expr, ExprKind};
use crate::span::Span;
use crate::syntax::{Argument, Function};
use crate::types::Type;

/// How far checking a function has come.
pub(super) enum State {
    /// Its body is being checked: a call of it now is recursion.
    Active,
    Done(Option<Template>),
}

/// A checked function.
#[derive(Clone)]
pub(super) struct Template {
    parameters: Vec<Column>,
    body: Expr,
}

/// How many nodes an expression may have once functions are put in: they multiply.
const NODES_MAX: usize = 10_000;

impl<'t> Checker<'t> {
    pub(super) fn check_functions(&mut self) {
        let functions: Vec<&'t str> = self.names.functions.keys().copied().collect();
        for name in functions {
            self.template(name, None);
        }
    }

    /// The function of this name, checked now if it was not; `called` from there.
    fn template(&mut self, name: &str, called: Option<Span>) -> Option<Template> {
        let (name, (function, _)) = self.names.functions.get_key_value(name)?;
        let (name, function): (&'t str, &'t Function) = (name, function);
        match self.functions.get(name) {
            Some(State::Done(template)) => return template.clone(),
            Some(State::Active) => {
                let message = format!("the function `{name}` calls itself");
                let diagnostic = Diagnostic::error(
                    codes::RECURSIVE_FUNCTION,
                    called.unwrap_or(function.name.span),
                    message,
                )
                .note("expression functions are put in where they are called, so they cannot recur")
                .also(function.name.span, "it begins here");
                self.diagnostics.push(diagnostic);
                return None;
            }
            None => {}
        }
        self.functions.insert(name, State::Active);
        let template = self.check_function(function);
        self.functions.insert(name, State::Done(template.clone()));
        template
    }

    fn check_function(&mut self, function: &Function) -> Option<Template> {
        let mut parameters: Vec<Column> = Vec::new();
        let mut complete = true;
        for (at, parameter) in function.parameters.iter().enumerate() {
            if let Some(first) = function.parameters[..at].iter().find(|p| p.name.text == parameter.name.text)
            {
                self.duplicate("parameter", &parameter.name, first.name.span);
            }
            let ty = self.type_of(&parameter.ty);
            complete &= ty.is_some();
            parameters.push(Column { name: parameter.name.text.clone(), ty: ty.unwrap_or(Type::String) });
        }
        let result = self.type_of(&function.result)?;
        if !complete {
            return None;
        }
        let body = self.expr_as(&Scope::of(parameters.clone(), Place::Function), &function.body, &result)?;
        Some(Template { parameters, body })
    }

    /// A call of the user's function; `None` where something was reported.
    pub(super) fn call_function(
        &mut self,
        scope: &Scope,
        name: &str,
        arguments: &[Argument],
        span: Span,
    ) -> Option<Expr> {
        let template = self.template(name, Some(span))?;
        let (expected, found) = (template.parameters.len(), arguments.len());
        if expected != found {
            let many = if expected == 1 { "argument" } else { "arguments" };
            let message = format!("`{name}` takes {expected} {many}, found {found}");
            let declared = self.names.functions.get(name).map(|(_, span)| *span);
            let mut diagnostic = Diagnostic::error(codes::ARGUMENTS, span, message);
            if let Some(declared) = declared {
                diagnostic = diagnostic.also(declared, "declared here");
            }
            self.diagnostics.push(diagnostic);
            return None;
        }
        let mut values = Vec::new();
        for (argument, parameter) in arguments.iter().zip(&template.parameters) {
            values.push(self.expr_as(scope, &argument.value, &parameter.ty));
        }
        let values: Vec<Expr> = values.into_iter().collect::<Option<_>>()?;
        let body = substitute(&template.body, &values, span);
        if nodes(&body) > NODES_MAX {
            let message = format!("`{name}` makes this expression too large");
            let note = format!("with all functions put in, an expression has at most {NODES_MAX} parts");
            self.diagnostics.push(Diagnostic::error(codes::ARGUMENTS, span, message).note(note));
            return None;
        }
        Some(body)
    }
}

/// The body with arguments for parameters. The whole has the span of the call, so that a failing row is shown there.
fn substitute(body: &Expr, arguments: &[Expr], span: Span) -> Expr {
    if let ExprKind::Column(parameter) = body.kind {
        return arguments[parameter].clone();
    }
    let mut copy = body.clone();
    copy.span = span;
    children_mut(&mut copy.kind, &mut |child| *child = substitute(child, arguments, span));
    copy
}

fn nodes(expr: &Expr) -> usize {
    1 + match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Column(_) | ExprKind::Param(_) => 0,
        ExprKind::Field(a, _)
        | ExprKind::Unary(_, a)
        | ExprKind::Cast(a)
        | ExprKind::IsNull(a)
        | ExprKind::Unwrap(a)
        | ExprKind::Wrap(a)
        | ExprKind::Fixed(a) => nodes(a),
        ExprKind::Binary(_, a, b) | ExprKind::OrElse(a, b) => nodes(a) + nodes(b),
        ExprKind::If(c, a, b) => nodes(c) + nodes(a) + nodes(b),
        ExprKind::Record(parts) | ExprKind::Call(_, parts) => parts.iter().map(nodes).sum(),
    }
}

/// Calls `with` on each direct part of an expression.
fn children_mut(kind: &mut ExprKind, with: &mut dyn FnMut(&mut Expr)) {
    match kind {
        ExprKind::Literal(_) | ExprKind::Column(_) | ExprKind::Param(_) => {}
        ExprKind::Field(a, _)
        | ExprKind::Unary(_, a)
        | ExprKind::Cast(a)
        | ExprKind::IsNull(a)
        | ExprKind::Unwrap(a)
        | ExprKind::Wrap(a)
        | ExprKind::Fixed(a) => with(a),
        ExprKind::Binary(_, a, b) | ExprKind::OrElse(a, b) => [a, b].into_iter().for_each(|e| with(e)),
        ExprKind::If(c, a, b) => [c, a, b].into_iter().for_each(|e| with(e)),
        ExprKind::Record(parts) | ExprKind::Call(_, parts) => parts.iter_mut().for_each(with),
    }
}
