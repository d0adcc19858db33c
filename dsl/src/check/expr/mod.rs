//! Types of expressions. A literal takes the type that its neighbour or its place asks for (`hint`); everything else has a type of its own,
//! and every coercion becomes a node. `None` always means: reported already.
//!
//! Reading order: this file (names, fields, `if`), `literal`, `coerce`, `binary` and `arithmetic`, `narrow`, `call`.

mod arithmetic;
mod binary;
mod call;
mod coerce;
mod literal;
mod narrow;

use coerce::leave_out;

pub(super) use coerce::common;
pub(super) use narrow::facts;

use super::names::TypeName;
use super::scope::{Place, Scope};
use super::{Checker, did_you_mean};
use crate::diagnostics::{Diagnostic, codes, elsewhere, nearest};
use crate::plan::{Expr, ExprKind, ParamId, RANK, UnaryOp, WINDOW_END, WINDOW_START};
use crate::span::Span;
use crate::syntax::{self, Name};
use crate::types::{EnumId, Type};
use crate::value::Value;

impl Checker<'_> {
    /// The expression with its type. `hint`: the type that a literal, `null` or a bare variant here would have.
    pub(super) fn expr(&mut self, scope: &Scope, expr: &syntax::Expr, hint: Option<&Type>) -> Option<Expr> {
        let span = expr.span;
        match &expr.kind {
            syntax::ExprKind::Literal(value) => self.literal(value, false, hint, span),
            syntax::ExprKind::Name(name) => self.name(scope, name, hint, span),
            syntax::ExprKind::Field { base, name, safe } => self.field(scope, base, name, *safe, span),
            syntax::ExprKind::Call(name, arguments) => self.call(scope, name, arguments, span),
            syntax::ExprKind::Negate(inner) => self.negate(scope, inner, hint, span),
            syntax::ExprKind::Not(inner) => {
                let inner = self.expr_as(scope, inner, &Type::Bool)?;
                Some(node(ExprKind::Unary(UnaryOp::Not, Box::new(inner)), Type::Bool, span))
            }
            syntax::ExprKind::Binary(op, a, b) => self.binary(scope, *op, (a, b), hint, span),
            syntax::ExprKind::Cast(inner, ty) => self.cast(scope, inner, ty, span),
            syntax::ExprKind::If(condition, a, b) => self.if_(scope, condition, (a, b), hint, span),
            syntax::ExprKind::List(_) => {
                self.not_built(span, "a list");
                None
            }
            syntax::ExprKind::Broken => None,
        }
    }

    fn name(&mut self, scope: &Scope, name: &str, hint: Option<&Type>, span: Span) -> Option<Expr> {
        if scope.doubtful.contains(name) {
            return None;
        }
        if let Some(column) = scope.column(name) {
            return Some(column_expr(scope, column, span));
        }
        if name == "rank"
            && let Some(column) = scope.column(RANK)
        {
            return Some(column_expr(scope, column, span));
        }
        if let Some(id) = self.params.iter().position(|param| param.name == name) {
            return Some(node(ExprKind::Param(ParamId(id)), self.params[id].ty.clone(), span));
        }
        if let Some(Type::Enum(id)) = hint.map(Type::required)
            && let Some(variant) = self.enums[id.0].variants.iter().position(|variant| variant == name)
        {
            return Some(variant_expr(*id, variant, span));
        }
        if self.is_broken(name) {
            return None;
        }
        self.unknown_name(scope, name, hint, span);
        None
    }

    /// Whether `--` stands before it on its line.
    fn behind_dashes(&self, span: Span) -> bool {
        let before = self.source.get(..span.start).unwrap_or_default();
        before.rsplit('\n').next().is_some_and(|line| line.contains("--"))
    }

    fn unknown_name(&mut self, scope: &Scope, name: &str, hint: Option<&Type>, span: Span) {
        let message = match scope.place {
            Place::Row | Place::OpenWindow => format!("there is no column or parameter `{name}` here"),
            Place::Settings => format!("there is no parameter `{name}`"),
            Place::Function => format!("the function has no parameter `{name}`"),
        };
        let mut diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, span, message);
        let known: Vec<&str> =
            scope.visible().chain(self.params.iter().map(|param| param.name.as_str())).collect();
        // Of a column that was misspelt before, this may be how it is spelt.
        if nearest(name, known.iter().copied())
            .is_some_and(|near| scope.doubtful.contains(near) && self.misspelt.contains(near))
        {
            return;
        }
        self.misspelt.insert(name.to_owned());
        let nested = scope.columns.iter().find(|column| match column.ty.required() {
            Type::Record(id) => self.records[id.0].fields.iter().any(|field| field.name == name),
            _ => false,
        });
        let variant = self.enums.iter().find(|one| one.variants.iter().any(|variant| variant == name));
        diagnostic = match (name, nested, variant) {
            ("window", ..) => diagnostic.help("write `window.start` or `window.end`"),
            ("start" | "end", None, None) if scope.column(WINDOW_START).is_some() => {
                diagnostic.help(format!("write `window.{name}`"))
            }
            ("rank", ..) => diagnostic.help("`rank` can be read behind `top`"),
            (_, Some(column), _) => {
                diagnostic.help(format!("it is a field of `{0}`: write `{0}.{name}`", column.name))
            }
            (_, _, Some(one)) => {
                diagnostic.help(format!("it is a variant of `{0}`: write `{0}.{name}`", one.name))
            }
            _ if scope.place == Place::Settings
                && matches!(hint.map(Type::required), None | Some(Type::String))
                && nearest(name, known.iter().copied()).is_none() =>
            {
                diagnostic.help(format!("a text stands in double quotes: `\"{name}\"`"))
            }
            _ if self.behind_dashes(span) => diagnostic.help("comments begin with `//`"),
            _ => match elsewhere::name(name) {
                Some(help) if !known.iter().any(|known| known.eq_ignore_ascii_case(name)) => {
                    diagnostic.help(help)
                }
                _ => did_you_mean(diagnostic, name, known),
            },
        };
        self.diagnostics.push(diagnostic);
    }

    fn field(
        &mut self,
        scope: &Scope,
        base: &syntax::Expr,
        name: &Name,
        safe: bool,
        span: Span,
    ) -> Option<Expr> {
        if let syntax::ExprKind::Name(word) = &base.kind
            && scope.column(word).is_none()
        {
            if word == "window" {
                return self.window_bound(scope, name, span);
            }
            if let Some(TypeName::Enum(id, _)) = self.names.types.get(word.as_str()).copied() {
                return self.variant(id, name, span);
            }
        }
        let base = self.expr(scope, base, None)?;
        let Type::Record(id) = base.ty.required().clone() else {
            let message = format!("`{}` has no fields", self.type_name(&base.ty));
            let mut diagnostic = Diagnostic::error(codes::UNKNOWN_FIELD, name.span, message);
            if crate::functions::takes(&name.text, &base.ty) {
                let text = self.text_of(base.span);
                diagnostic = diagnostic.help(format!("there is a function: `{}({text})`", name.text));
            }
            self.diagnostics.push(diagnostic);
            return None;
        };
        let record = &self.records[id.0];
        let Some(index) = record.fields.iter().position(|field| field.name == name.text) else {
            let message = format!("the record `{}` has no field `{}`", record.name, name.text);
            let diagnostic = Diagnostic::error(codes::UNKNOWN_FIELD, name.span, message);
            let known: Vec<String> = record.fields.iter().map(|field| field.name.clone()).collect();
            let known = known.iter().map(String::as_str);
            self.diagnostics.push(did_you_mean(diagnostic, &name.text, known));
            return None;
        };
        let ty = record.fields[index].ty.clone();
        if base.ty.is_optional() && !safe {
            self.may_be_null_base(&base, name, span);
            return None;
        }
        let ty = if base.ty.is_optional() { ty.optional() } else { ty };
        Some(node(ExprKind::Field(Box::new(base), index), ty, span))
    }

    fn may_be_null_base(&mut self, base: &Expr, name: &Name, span: Span) {
        let shown = base_text(base, self);
        let message = format!("the field `{}` of a value that may be null", name.text);
        let leave_out = leave_out(base, &shown);
        self.diagnostics.push(
            Diagnostic::error(codes::MAY_BE_NULL, span, message)
                .label(format!("{shown} is `{}`", self.type_name(&base.ty)))
                .help(leave_out)
                .help(format!("or write `{shown}?.{}`, which is null where {shown} is", name.text)),
        );
    }

    fn window_bound(&mut self, scope: &Scope, name: &Name, span: Span) -> Option<Expr> {
        let column = match name.text.as_str() {
            "start" => WINDOW_START,
            "end" => WINDOW_END,
            _ => {
                let message = format!("a window has no `{}`", name.text);
                let help = "there are `window.start` and `window.end`";
                self.diagnostics.push(Diagnostic::error(codes::UNKNOWN_FIELD, name.span, message).help(help));
                return None;
            }
        };
        match scope.column(column) {
            Some(column) => Some(column_expr(scope, column, span)),
            None => {
                let help = match scope.place {
                    Place::OpenWindow => {
                        "the window is applied by the `aggregate` or `top` behind it; read its bounds after that"
                    }
                    _ => "put `window …` and `aggregate` or `top` before",
                };
                let message = "there is no window here";
                self.diagnostics.push(Diagnostic::error(codes::NO_WINDOW, span, message).help(help));
                None
            }
        }
    }

    fn variant(&mut self, id: EnumId, name: &Name, span: Span) -> Option<Expr> {
        let one = &self.enums[id.0];
        if let Some(variant) = one.variants.iter().position(|variant| *variant == name.text) {
            return Some(variant_expr(id, variant, span));
        }
        let message = format!("the enum `{}` has no variant `{}`", one.name, name.text);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_FIELD, name.span, message);
        let known: Vec<String> = one.variants.clone();
        self.diagnostics.push(did_you_mean(diagnostic, &name.text, known.iter().map(String::as_str)));
        None
    }

    fn negate(
        &mut self,
        scope: &Scope,
        inner: &syntax::Expr,
        hint: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        if let syntax::ExprKind::Literal(value) = &inner.kind {
            return self.literal(value, true, hint, span);
        }
        let inner = self.expr(scope, inner, hint)?;
        let inner = self.required(inner)?;
        if !inner.ty.is_number() && inner.ty != Type::Duration {
            let message = format!("`-` is not defined for `{}`", self.type_name(&inner.ty));
            self.error(codes::OPERANDS, span, message);
            return None;
        }
        let ty = inner.ty.clone();
        Some(node(ExprKind::Unary(UnaryOp::Negate, Box::new(inner)), ty, span))
    }

    fn cast(
        &mut self,
        scope: &Scope,
        inner: &syntax::Expr,
        ty: &syntax::TypeExpr,
        span: Span,
    ) -> Option<Expr> {
        let to = self.type_of(ty)?;
        let hint = to.is_number().then_some(&to);
        let inner = self.expr(scope, inner, hint)?;
        let to = if inner.ty.is_optional() { to.optional() } else { to };
        if inner.ty == to {
            return Some(inner);
        }
        if Expr::cast_fails(&inner.ty, &to).is_none() {
            let message =
                format!("`{}` cannot be converted to `{}`", self.type_name(&inner.ty), self.type_name(&to));
            self.error(codes::NO_CAST, span, message);
            return None;
        }
        Some(node(ExprKind::Cast(Box::new(inner)), to, span))
    }

    fn if_(
        &mut self,
        scope: &Scope,
        condition: &syntax::Expr,
        (a, b): (&syntax::Expr, &syntax::Expr),
        hint: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        let checked = self.expr_as(scope, condition, &Type::Bool);
        let then_scope = scope.with(narrow::facts(scope, condition, true));
        let else_scope = scope.with(narrow::facts(scope, condition, false));
        let (then, otherwise) = self.pair((&then_scope, a), (&else_scope, b), hint);
        let (condition, then, otherwise) = (checked?, then?, otherwise?);
        let Some(ty) = coerce::common(&then.ty, &otherwise.ty) else {
            let (then_ty, else_ty) = (self.type_name(&then.ty), self.type_name(&otherwise.ty));
            self.diagnostics.push(
                Diagnostic::error(
                    codes::MISMATCH,
                    otherwise.span,
                    "the branches of `if` have different types",
                )
                .label(format!("this is `{else_ty}`"))
                .also(then.span, format!("this is `{then_ty}`")),
            );
            return None;
        };
        let (then, otherwise) = (self.coerce(then, &ty)?, self.coerce(otherwise, &ty)?);
        let kind = ExprKind::If(Box::new(condition), Box::new(then), Box::new(otherwise));
        Some(node(kind, ty, span))
    }
}

pub(super) fn node(kind: ExprKind, ty: Type, span: Span) -> Expr {
    Expr { kind, ty, span }
}

/// A column, as a `T` where it is known not to be null.
pub(super) fn column_expr(scope: &Scope, column: usize, span: Span) -> Expr {
    let ty = scope.columns[column].ty.clone();
    let expr = node(ExprKind::Column(column), ty, span);
    if scope.narrowed.contains(&column) && expr.ty.is_optional() {
        let ty = expr.ty.required().clone();
        return node(ExprKind::Unwrap(Box::new(expr)), ty, span);
    }
    expr
}

fn variant_expr(id: EnumId, variant: usize, span: Span) -> Expr {
    let value = u32::try_from(variant).expect("an enum has few variants");
    node(ExprKind::Literal(Value::Enum(value)), Type::Enum(id), span)
}

/// A short name for an expression in a message.
fn base_text(base: &Expr, checker: &Checker<'_>) -> String {
    match &base.kind {
        ExprKind::Field(inner, index) => match inner.ty.required() {
            Type::Record(id) => {
                format!("{}.{}", base_text(inner, checker), checker.records[id.0].fields[*index].name)
            }
            _ => "it".to_owned(),
        },
        ExprKind::Column(_) => checker.text_of(base.span),
        _ => "it".to_owned(),
    }
}
