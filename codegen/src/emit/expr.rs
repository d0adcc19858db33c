//! Expressions as Rust. What cannot fail becomes a plain expression; what can becomes a statement that leaves the row's block when it does.

use super::Emitter;
use super::body::{Body, OnFail};
use super::coding::remembering;
use super::scope::{Lazy, Nested, Scope, Slot};
use super::types::ident;
use crate::expressions::{can_fail, children, divides_safely, node_can_fail};
use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};
use quote::quote;
use std::rc::Rc;
use weir_dsl::plan::{BinaryOp, Call, Expr, ExprKind, UnaryOp};
use weir_dsl::types::Type;

impl Emitter<'_> {
    /// Evaluates an expression at statement level: first binds every column it needs, so that none is bound inside a branch.
    pub(super) fn eval(&mut self, body: &mut Body, scope: &Scope, fail: &OnFail, expr: &Expr) -> TokenStream {
        self.bind(body, scope, expr);
        self.expr(body, scope, fail, expr)
    }

    /// As `expr`, for one of several operands. What can fail inside of an expression, such as a branch, fails where the expression stands, which is
    /// behind the statements of the operands that follow; so it is given a variable of its own, in its turn.
    pub(super) fn operand(
        &mut self,
        body: &mut Body,
        scope: &Scope,
        fail: &OnFail,
        expr: &Expr,
    ) -> TokenStream {
        let value = self.expr(body, scope, fail, expr);
        if !can_fail(expr) || !has_block(&value) {
            return value;
        }
        let variable = body.variable("operand");
        let value = bare(value);
        body.push(quote!(let #variable = #value;));
        quote!(#variable)
    }

    /// The value of a slot, computed now if it has not been.
    pub(super) fn force(&mut self, body: &mut Body, slot: &Slot) -> TokenStream {
        match slot {
            Slot::Dead => unreachable!("nobody looks at a dead column"),
            Slot::Ready(tokens) => tokens.clone(),
            Slot::Nested(nested) => self.build(body, nested),
            Slot::Lazy(cell) => {
                let lazy = cell.replace(Lazy::Bound(TokenStream::new()));
                let variable = match lazy {
                    Lazy::Bound(tokens) => tokens,
                    Lazy::Tokens { name, value, failing: None } => {
                        let variable = body.variable(&name);
                        body.push(quote!(let #variable = #value;));
                        quote!(#variable)
                    }
                    Lazy::Tokens { name, value, failing: Some(failing) } => {
                        let variable = body.variable(&name);
                        body.push(quote!(let #variable = match #value { Ok(value) => value, Err(error) => { #failing } };));
                        quote!(#variable)
                    }
                    Lazy::Part { reading, value } => {
                        if let Some(statement) = reading.begin() {
                            body.push(statement);
                        }
                        value
                    }
                    Lazy::Expr { name, expr, scope } => {
                        debug_assert!(!can_fail(&expr), "only what cannot fail is put off");
                        let nobody = OnFail::Setting(String::new());
                        let value = bare(self.eval(body, &scope, &nobody, &expr));
                        let variable = body.bound(&name, &value);
                        quote!(#variable)
                    }
                };
                cell.replace(Lazy::Bound(variable.clone()));
                variable
            }
        }
    }

    /// The slot that an expression merely names: a column, a field of a record that is kept in parts.
    pub(super) fn slot(&self, scope: &Scope, expr: &Expr) -> Option<Slot> {
        match &expr.kind {
            ExprKind::Column(index) => scope.slots.get(*index).cloned(),
            ExprKind::Unwrap(inner) => match self.slot(scope, inner)? {
                Slot::Nested(nested) => {
                    let present =
                        Nested { record: nested.record, present: None, fields: nested.fields.clone() };
                    Some(Slot::Nested(Rc::new(present)))
                }
                _ => None,
            },
            ExprKind::Field(base, field) => match self.slot(scope, base)? {
                Slot::Nested(nested) if nested.present.is_none() => nested.fields.get(field).cloned(),
                _ => None,
            },
            _ => None,
        }
    }

    fn bind(&mut self, body: &mut Body, scope: &Scope, expr: &Expr) {
        match self.slot(scope, expr) {
            Some(Slot::Nested(_)) => {}
            Some(slot) => {
                self.force(body, &slot);
            }
            None => {
                for child in children(expr) {
                    self.bind(body, scope, child);
                }
            }
        }
    }

    /// A record built from its parts.
    fn build(&mut self, body: &mut Body, nested: &Nested) -> TokenStream {
        let name = self.record_name(nested.record);
        let (statements, fields) = body.nested(|body| {
            let mut fields = Vec::new();
            for (&index, slot) in &nested.fields {
                let (field, value) = (self.field_name(nested.record, index), self.force(body, slot));
                fields.push(quote!(#field: #value));
            }
            fields
        });
        match &nested.present {
            None => {
                for statement in statements {
                    body.push(statement);
                }
                quote!(#name { #(#fields),* })
            }
            Some(present) => {
                quote!(if #present { #(#statements)* Some(#name { #(#fields),* }) } else { None })
            }
        }
    }

    pub(super) fn expr(&mut self, body: &mut Body, scope: &Scope, fail: &OnFail, expr: &Expr) -> TokenStream {
        if let Some(slot) = self.slot(scope, expr) {
            return self.force(body, &slot);
        }
        let value = self.computed(body, scope, fail, expr);
        // What can fail is in a variable.
        match !node_can_fail(expr) && self.physical.common.has(expr) {
            true => body.once(common_name(expr), value),
            false => value,
        }
    }

    /// As `expr`, of what no slot has.
    fn computed(&mut self, body: &mut Body, scope: &Scope, fail: &OnFail, expr: &Expr) -> TokenStream {
        match &expr.kind {
            ExprKind::Literal(value) => self.literal(value, &expr.ty),
            ExprKind::Column(_) => unreachable!("a column has a slot"),
            ExprKind::Param(id) => self.param(body, id.0, &expr.ty),
            ExprKind::Fixed(inner) => self.fixed(body, fail, inner),
            ExprKind::Field(base, field) => self.field(body, scope, fail, base, *field),
            ExprKind::Record(fields) => self.record(body, scope, fail, &expr.ty, fields),
            ExprKind::Unary(op, a) => self.unary(body, scope, fail, *op, a),
            ExprKind::Binary(op, a, b) => self.binary(body, scope, fail, expr, *op, a, b),
            ExprKind::Cast(a) => self.cast(body, scope, fail, a, &expr.ty),
            ExprKind::IsNull(a) => match self.slot(scope, a) {
                Some(Slot::Nested(nested)) => match &nested.present {
                    Some(present) => quote!(!#present),
                    None => quote!(false),
                },
                _ => {
                    let a = self.expr(body, scope, fail, a);
                    quote!(#a.is_none())
                }
            },
            ExprKind::Unwrap(a) => {
                let a = self.expr(body, scope, fail, a);
                quote!(known(#a))
            }
            ExprKind::Wrap(a) => {
                let a = self.expr(body, scope, fail, a);
                quote!(Some(#a))
            }
            ExprKind::OrElse(a, b) => self.or_else(body, scope, fail, a, b),
            ExprKind::If(c, a, b) => {
                let c = self.expr(body, scope, fail, c);
                let (a_statements, a) = body.nested(|body| self.expr(body, scope, fail, a));
                let (b_statements, b) = body.nested(|body| self.expr(body, scope, fail, b));
                quote!((if #c { #(#a_statements)* #a } else { #(#b_statements)* #b }))
            }
            ExprKind::Call(call, arguments) => self.call(body, scope, fail, expr, (call, arguments)),
        }
    }

    fn field(
        &mut self,
        body: &mut Body,
        scope: &Scope,
        fail: &OnFail,
        base: &Expr,
        field: usize,
    ) -> TokenStream {
        let Type::Record(record) = base.ty.required() else { unreachable!("only records have fields") };
        let name = self.field_name(*record, field);
        let optional_field = self.physical.pipeline.record(*record).fields[field].ty.is_optional();
        if let Some(Slot::Nested(nested)) = self.slot(scope, base) {
            let Some(present) = nested.present.clone() else {
                unreachable!("a present record's field is a slot")
            };
            let slot = nested.fields[&field].clone();
            let (statements, value) = body.nested(|body| match &slot {
                // Bound inside a branch: not to be reused outside of it.
                Slot::Lazy(cell) => match &*cell.borrow() {
                    Lazy::Tokens { value, failing: None, .. } | Lazy::Bound(value) => value.clone(),
                    _ => unreachable!("parts of a record that may be absent are plain tokens"),
                },
                other => self.force(body, other),
            });
            let value = if optional_field { value } else { quote!(Some(#value)) };
            return quote!((if #present { #(#statements)* #value } else { None }));
        }
        let value = self.expr(body, scope, fail, base);
        match (base.ty.is_optional(), optional_field) {
            (false, _) => quote!(#value.#name),
            (true, false) => quote!(#value.map(|record| record.#name)),
            (true, true) => quote!(#value.and_then(|record| record.#name)),
        }
    }

    fn record(
        &mut self,
        body: &mut Body,
        scope: &Scope,
        fail: &OnFail,
        ty: &Type,
        fields: &[Expr],
    ) -> TokenStream {
        let Type::Record(id) = ty else { unreachable!("a record has a record's type") };
        let name = self.record_name(*id);
        let mut parts = Vec::new();
        for (index, expr) in fields.iter().enumerate() {
            let value = self.expr(body, scope, fail, expr);
            if self.physical.live.fields(*id).contains(&index) {
                let field = self.field_name(*id, index);
                parts.push(quote!(#field: #value));
            }
        }
        quote!(#name { #(#parts),* })
    }

    fn unary(&mut self, body: &mut Body, scope: &Scope, fail: &OnFail, op: UnaryOp, a: &Expr) -> TokenStream {
        let value = self.expr(body, scope, fail, a);
        match op {
            UnaryOp::Not => {
                let value = bare(value);
                quote!(!(#value))
            }
            UnaryOp::Negate if matches!(a.ty, Type::F64 | Type::Decimal { .. }) => quote!((-(#value))),
            UnaryOp::Negate => self.checked(body, fail, quote!((#value).checked_neg()), "Overflow"),
        }
    }

    fn or_else(&mut self, body: &mut Body, scope: &Scope, fail: &OnFail, a: &Expr, b: &Expr) -> TokenStream {
        let attempt = if can_fail(a) {
            let label = body.label("attempt");
            let inner = OnFail::Default(label.clone());
            let (statements, value) = body.nested(|body| self.expr(body, scope, &inner, a));
            let value = if a.ty.is_optional() { value } else { quote!(Some(#value)) };
            let attempt = body.variable("attempt");
            body.push(quote!(let #attempt = #label: { #(#statements)* #value };));
            quote!(#attempt)
        } else {
            let value = self.expr(body, scope, fail, a);
            if a.ty.is_optional() { value } else { quote!(Some(#value)) }
        };
        let (statements, otherwise) = body.nested(|body| self.expr(body, scope, fail, b));
        let found = if b.ty.is_optional() { quote!(Some(value)) } else { quote!(value) };
        quote!((match #attempt { Some(value) => #found, None => { #(#statements)* #otherwise } }))
    }

    fn call(
        &mut self,
        body: &mut Body,
        scope: &Scope,
        fail: &OnFail,
        whole: &Expr,
        (call, arguments): (&Call, &[Expr]),
    ) -> TokenStream {
        let mut parts = Vec::new();
        if call.scratch {
            parts.push(quote!(cx.scratch));
        }
        let search = self.search(body, whole);
        for (index, argument) in arguments.iter().enumerate() {
            parts.push(match &search {
                Some((at, ready)) if *at == index => ready.clone(),
                _ => self.operand(body, scope, fail, argument),
            });
        }
        parts.extend(call.constants.iter().map(|&c| {
            let constant = Literal::i64_suffixed(c);
            quote!(#constant)
        }));
        let (symbol, last) = remembering(call.symbol);
        let called = quote!(functions::#symbol(#(#parts),* #last));
        match call.fallible {
            true => self.tried(body, fail, called),
            false => called,
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one node")]
    fn binary(
        &mut self,
        body: &mut Body,
        scope: &Scope,
        fail: &OnFail,
        whole: &Expr,
        op: BinaryOp,
        a: &Expr,
        b: &Expr,
    ) -> TokenStream {
        let left = self.operand(body, scope, fail, a);
        if matches!(op, BinaryOp::And | BinaryOp::Or) {
            let (statements, right) = body.nested(|body| self.expr(body, scope, fail, b));
            let right = if statements.is_empty() { right } else { quote!({ #(#statements)* #right }) };
            return if op == BinaryOp::And { quote!((#left && #right)) } else { quote!((#left || #right)) };
        }
        let right = self.operand(body, scope, fail, b);
        if let Some(operator) = comparison(op) {
            return quote!((#left #operator #right));
        }
        let fallible = node_can_fail(whole);
        match (a.ty.required(), b.ty.required()) {
            (Type::String, _) => quote!(functions::concat_2(cx.scratch, #left, #right)),
            (Type::Decimal { scale: s1, .. }, Type::Decimal { scale: s2, .. }) => {
                let Type::Decimal { precision, scale } = &whole.ty else {
                    unreachable!("decimals give decimals")
                };
                match op {
                    BinaryOp::Add if !fallible => quote!((#left + #right)),
                    BinaryOp::Subtract if !fallible => quote!((#left - #right)),
                    BinaryOp::Multiply if !fallible => quote!((#left * #right)),
                    BinaryOp::Add => self.tried(body, fail, quote!(decimal::add(#left, #right, #precision))),
                    BinaryOp::Subtract => {
                        self.tried(body, fail, quote!(decimal::sub(#left, #right, #precision)))
                    }
                    BinaryOp::Multiply => {
                        self.tried(body, fail, quote!(decimal::mul(#left, #right, #precision)))
                    }
                    BinaryOp::Divide => {
                        let call = quote!(decimal::div(#left, #s1, #right, #s2, #scale, #precision));
                        self.tried(body, fail, call)
                    }
                    _ => self.tried(body, fail, quote!(decimal::rem(#left, #s1, #right, #s2, #precision))),
                }
            }
            (Type::F64, _) => match op {
                BinaryOp::Add => quote!((#left + #right)),
                BinaryOp::Subtract => quote!((#left - #right)),
                BinaryOp::Multiply => quote!((#left * #right)),
                BinaryOp::Divide => self.tried(body, fail, quote!(arithmetic::f64_div(#left, #right))),
                _ => self.tried(body, fail, quote!(arithmetic::f64_rem(#left, #right))),
            },
            _ => self.integers(body, fail, op, left, right, b),
        }
    }

    /// Integers, timestamps and durations: all machine integers, checked.
    fn integers(
        &mut self,
        body: &mut Body,
        fail: &OnFail,
        op: BinaryOp,
        a: TokenStream,
        b: TokenStream,
        right: &Expr,
    ) -> TokenStream {
        let divides_safely = divides_safely(right);
        match op {
            BinaryOp::Add => self.checked(body, fail, quote!(#a.checked_add(#b)), "Overflow"),
            BinaryOp::Subtract => self.checked(body, fail, quote!(#a.checked_sub(#b)), "Overflow"),
            BinaryOp::Multiply => self.checked(body, fail, quote!(#a.checked_mul(#b)), "Overflow"),
            BinaryOp::Divide if divides_safely => quote!((#a / #b)),
            BinaryOp::Remainder if divides_safely => quote!((#a % #b)),
            BinaryOp::Divide => {
                let divisor = self.nonzero(body, fail, b);
                self.checked(body, fail, quote!(#a.checked_div(#divisor)), "Overflow")
            }
            _ => {
                let divisor = self.nonzero(body, fail, b);
                // Of the least integer by −1 nothing is left.
                quote!(#a.wrapping_rem(#divisor))
            }
        }
    }

    fn nonzero(&mut self, body: &mut Body, fail: &OnFail, value: TokenStream) -> TokenStream {
        let divisor = body.variable("divisor");
        let failing = self.failing(body, fail, quote!(Failure::DivisionByZero));
        body.push(quote!(let #divisor = #value; if #divisor == 0 { #failing }));
        quote!(#divisor)
    }

    /// Binds the value of an `Option` whose `None` is a failure, unless a row that comes here has passed the same.
    pub(super) fn checked(
        &mut self,
        body: &mut Body,
        fail: &OnFail,
        value: TokenStream,
        failure: &str,
    ) -> TokenStream {
        if let Some(made) = body.made_of(&value) {
            return made;
        }
        let failure = ident(failure);
        let failing = self.failing(body, fail, quote!(Failure::#failure));
        let variable = body.variable("result");
        body.push(quote!(let Some(#variable) = #value else { #failing };));
        body.remember(&value, &variable);
        quote!(#variable)
    }

    /// Binds the value of a `Result<_, Failure>`, unless a row that comes here has passed the same.
    pub(super) fn tried(&mut self, body: &mut Body, fail: &OnFail, value: TokenStream) -> TokenStream {
        if let Some(made) = body.made_of(&value) {
            return made;
        }
        let failing = self.failing(body, fail, quote!(failure));
        let variable = body.variable("result");
        body.push(quote!(let #variable = match #value { Ok(value) => value, Err(failure) => { #failing } };));
        body.remember(&value, &variable);
        quote!(#variable)
    }

    fn param(&self, body: &Body, index: usize, ty: &Type) -> TokenStream {
        let params = &body.params;
        let name = self.param_name(index);
        match ty {
            Type::String => quote!(#params.#name.as_str()),
            _ => quote!(#params.#name),
        }
    }
}

/// What the variable of a common sub-expression is called.
fn common_name(expr: &Expr) -> &'static str {
    match &expr.kind {
        ExprKind::Call(call, _) => call.name,
        ExprKind::Cast(_) => "converted",
        _ => "joined",
    }
}

/// Whether there is a block in it.
fn has_block(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace || has_block(&group.stream()),
        _ => false,
    })
}

/// Without the parentheses around the whole.
pub(super) fn bare(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Parenthesis => {
            group.stream()
        }
        _ => tokens,
    }
}

fn comparison(op: BinaryOp) -> Option<TokenStream> {
    Some(match op {
        BinaryOp::Equal => quote!(==),
        BinaryOp::NotEqual => quote!(!=),
        BinaryOp::Less => quote!(<),
        BinaryOp::LessOrEqual => quote!(<=),
        BinaryOp::Greater => quote!(>),
        BinaryOp::GreaterOrEqual => quote!(>=),
        _ => return None,
    })
}
