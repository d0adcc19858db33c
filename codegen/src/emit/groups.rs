//! The state of a group: one part an aggregate. How each is declared, updated by a row, merged with a later slice, and read when a window fires.
//!
//! A row is applied in two phases: first everything that can fail is computed (arguments, filters, sums that may overflow), then the
//! group is changed. So a row that fails leaves the group as it was.

use super::Emitter;
use super::body::{Body, OnFail};
use super::scope::Scope;
use super::types::ident;
use crate::physical::Node;
use crate::physical::names::{Names, snake};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{Aggregate, AggregateFunction as Function};
use weir_dsl::types::Type;

/// The code of one aggregate.
pub(super) struct GroupPart {
    /// `name: Type` of the group's struct.
    pub(super) fields: Vec<TokenStream>,
    /// `name: value` of a group without rows.
    pub(super) empty: Vec<TokenStream>,
    /// Changes `group` by the row; what it needs was bound before. `heap` is the table's heap where `needs_heap`.
    pub(super) update: TokenStream,
    /// What can fail, given `group`; runs before any `update`.
    pub(super) check: Vec<TokenStream>,
    /// Merges `from` (strings in `from_heap`) into `self` (strings in `heap`).
    pub(super) merge: TokenStream,
    /// `name: value` of the group moved from the heap `from` to the heap `to`.
    pub(super) carry: Vec<TokenStream>,
    /// The result, of the aggregate's type; `group` and `heap` are in scope.
    pub(super) result: TokenStream,
    /// Whether the result is a `Result<_, Failure>`.
    pub(super) result_fails: bool,
    /// Whether the group has strings in the heap.
    pub(super) needs_heap: bool,
    /// Whether it looks at the number of the row's arrival, `self.arrivals`.
    pub(super) by_arrival: bool,
}

impl GroupPart {
    /// A part without state of its own.
    pub(super) fn reading(result: TokenStream) -> Self {
        GroupPart {
            fields: Vec::new(),
            empty: Vec::new(),
            update: quote!(),
            check: Vec::new(),
            merge: quote!(),
            carry: Vec::new(),
            result,
            result_fails: false,
            needs_heap: false,
            by_arrival: false,
        }
    }
}

/// A row's contribution.
pub(super) enum Input {
    /// Every row counts, with this value.
    Always(TokenStream),
    /// An `Option`: rows with `None` do not count.
    Maybe(TokenStream),
}

impl Emitter<'_> {
    fn merges_slices(&self, node: &Node) -> bool {
        node.window.is_some_and(|w| w.size_us != w.step_us)
    }

    /// Whether groups are merged when no row can be blamed any more: those of slices, and those of workers.
    fn merges_groups(&self, node: &Node) -> bool {
        self.merges_slices(node) || self.is_two_stage(node)
    }

    /// Names of the state fields of the aggregates, unique in the group.
    pub(super) fn group_names(&self, aggregates: &[Aggregate]) -> Vec<String> {
        let mut names = Names::default();
        aggregates.iter().map(|a| names.unique(&snake(&a.name))).collect()
    }

    /// Writes the evaluation of arguments and filters into `body`; the rest is returned in parts.
    pub(super) fn group_part(
        &mut self,
        body: &mut Body,
        node: &Node,
        scope: &Scope,
        (aggregates, index): (&[Aggregate], usize),
        names: &[String],
    ) -> GroupPart {
        let (a, name) = (&aggregates[index], names[index].as_str());
        let input = self.step(node.step).inputs[0];
        let fail = OnFail::Record { step: node.step, shown: input, scope: scope.clone() };
        let field = ident(name);
        match a.function {
            Function::Count => return self.count(body, scope, &fail, a, &field),
            Function::CountDistinct => return self.distinct(body, scope, &fail, (aggregates, index), names),
            _ => {}
        }
        let argument = a.argument.as_ref().expect("only `count` has no argument");
        let input = self.contribution(body, scope, &fail, a, name);
        let ty = argument.ty.required().clone();
        match a.function {
            Function::Sum => self.sum(body, node, &fail, a, &field, &ty, input),
            Function::Avg => self.avg(body, &fail, a, &field, &ty, input),
            Function::Min | Function::Max => self.extreme(a, &field, &ty, input),
            Function::First | Function::Last if self.merges_slices(node) => {
                self.edge_by_arrival(a, &field, &ty, input)
            }
            Function::First | Function::Last => self.edge(a, &field, &ty, input),
            Function::Count | Function::CountDistinct => unreachable!("handled above"),
        }
    }

    /// The value that a row contributes, as a variable.
    pub(super) fn contribution(
        &mut self,
        body: &mut Body,
        scope: &Scope,
        fail: &OnFail,
        a: &Aggregate,
        name: &str,
    ) -> Input {
        let argument = a.argument.as_ref().expect("asked only where there is an argument");
        let optional = argument.ty.is_optional();
        let Some(filter) = &a.filter else {
            let value = self.eval(body, scope, fail, argument);
            let variable = body.variable(&format!("{name}_value"));
            body.push(quote!(let #variable = #value;));
            return if optional { Input::Maybe(quote!(#variable)) } else { Input::Always(quote!(#variable)) };
        };
        let holds = self.eval(body, scope, fail, filter);
        let (statements, value) = body.nested(|body| self.expr(body, scope, fail, argument));
        let value = if optional { value } else { quote!(Some(#value)) };
        let variable = body.variable(&format!("{name}_value"));
        body.push(quote!(let #variable = if #holds { #(#statements)* #value } else { None };));
        Input::Maybe(quote!(#variable))
    }

    fn count(
        &mut self,
        body: &mut Body,
        scope: &Scope,
        fail: &OnFail,
        a: &Aggregate,
        field: &Ident,
    ) -> GroupPart {
        let mut conditions = Vec::new();
        if let (Some(_), Some(_)) = (&a.filter, &a.argument) {
            // An argument that may fail is not looked at where the condition does not hold.
            if let Input::Maybe(value) = self.contribution(body, scope, fail, a, &a.name) {
                conditions.push(quote!(#value.is_some()));
            }
        } else if let Some(filter) = &a.filter {
            conditions.push(self.eval(body, scope, fail, filter));
        } else if let Some(argument) = &a.argument {
            let value = self.eval(body, scope, fail, argument);
            if argument.ty.is_optional() {
                conditions.push(quote!(#value.is_some()));
            }
        }
        let update = match conditions.is_empty() {
            true => quote!(group.#field += 1;),
            false => quote!(group.#field += i64::from(#(#conditions)&&*);),
        };
        GroupPart {
            fields: vec![quote!(#field: i64)],
            empty: vec![quote!(#field: 0)],
            update,
            check: Vec::new(),
            merge: quote!(self.#field += from.#field;),
            carry: vec![quote!(#field: self.#field)],
            result: quote!(group.#field),
            result_fails: false,
            needs_heap: false,
            by_arrival: false,
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one aggregate")]
    fn sum(
        &mut self,
        body: &mut Body,
        node: &Node,
        fail: &OnFail,
        a: &Aggregate,
        field: &Ident,
        ty: &Type,
        input: Input,
    ) -> GroupPart {
        // A sum of groups is wide, and checked when the window fires.
        let wide = self.merges_groups(node) && matches!(ty, Type::Int(_));
        let state = if wide { quote!(i128) } else { self.stored(a.ty.required()) };
        let widened = |value: TokenStream| match (ty, a.ty.required()) {
            _ if wide => quote!(i128::from(#value)),
            (Type::Int(from), Type::Int(to)) if from != to => {
                let to = ident(to.name());
                quote!(#to::from(#value))
            }
            _ => value,
        };
        let next = |emitter: &mut Self, body: &mut Body, value: TokenStream| {
            let (statements, sum) = body.nested(|body| {
                let value = widened(value);
                match ty {
                    Type::F64 => quote!(group.#field + #value),
                    Type::Decimal { .. } => {
                        emitter.tried(body, fail, quote!(decimal::add(group.#field, #value, 38)))
                    }
                    _ => emitter.checked(body, fail, quote!(group.#field.checked_add(#value)), "Overflow"),
                }
            });
            quote!({ #(#statements)* #sum })
        };
        let sum = body.variable(&format!("{field}_sum"));
        let (check, seen) = match input {
            Input::Always(value) => (next(self, body, value), quote!(true)),
            Input::Maybe(value) => {
                let next = next(self, body, quote!(value));
                (
                    quote!(match #value { Some(value) => #next, None => group.#field }),
                    quote!(#value.is_some()),
                )
            }
        };
        let zero = if *ty == Type::F64 { quote!(0.0) } else { quote!(0) };
        // A sum of decimals that leaves 127 bits saturates, and is refused with all that leave 38 digits.
        let merge = match ty {
            Type::Decimal { .. } => quote!(self.#field = self.#field.saturating_add(from.#field);),
            _ => quote!(self.#field += from.#field;),
        };
        let checked = if self.merges_groups(node) { checked_sum(field, a.ty.required()) } else { None };
        let part = GroupPart {
            fields: vec![quote!(#field: #state)],
            empty: vec![quote!(#field: #zero)],
            check: vec![quote!(let #sum = #check;)],
            update: quote!(group.#field = #sum;),
            merge,
            carry: vec![quote!(#field: self.#field)],
            result: checked.clone().unwrap_or(quote!(group.#field)),
            result_fails: checked.is_some(),
            needs_heap: false,
            by_arrival: false,
        };
        if a.ty.is_optional() { with_any(part, field, &seen, checked) } else { part }
    }

    fn avg(
        &mut self,
        body: &mut Body,
        fail: &OnFail,
        a: &Aggregate,
        field: &Ident,
        ty: &Type,
        input: Input,
    ) -> GroupPart {
        let rows = format_ident!("{field}_rows");
        let (state, zero) =
            if *ty == Type::F64 { (quote!(f64), quote!(0.0)) } else { (quote!(i128), quote!(0)) };
        let sum = body.variable(&format!("{field}_sum"));
        let next = |emitter: &mut Self, body: &mut Body, value: TokenStream| match ty {
            Type::F64 => quote!(group.#field + #value),
            // 2^63 rows of 64 bits fit into 127.
            Type::Int(_) => quote!(group.#field + i128::from(#value)),
            _ => {
                let (statements, sum) = body
                    .nested(|body| emitter.tried(body, fail, quote!(decimal::add(group.#field, #value, 38))));
                quote!({ #(#statements)* #sum })
            }
        };
        let (check, counted) = match input {
            Input::Always(value) => (next(self, body, value), quote!(1)),
            Input::Maybe(value) => {
                let next = next(self, body, quote!(value));
                let next = quote!(match #value { Some(value) => #next, None => group.#field });
                (next, quote!(i64::from(#value.is_some())))
            }
        };
        let mean = match (ty, a.ty.required()) {
            (Type::Decimal { scale, .. }, _) => quote!(decimal::average(group.#field, group.#rows, #scale)),
            (Type::F64, _) => quote!(group.#field / group.#rows as f64),
            _ => quote!(group.#field as f64 / group.#rows as f64),
        };
        let result_fails = matches!(ty, Type::Decimal { .. });
        let result = match (a.ty.is_optional(), result_fails) {
            (true, true) => quote!(if group.#rows > 0 { #mean.map(Some) } else { Ok(None) }),
            (true, false) => quote!(if group.#rows > 0 { Some(#mean) } else { None }),
            (false, _) => mean,
        };
        let merge = match ty {
            Type::Decimal { .. } => quote!(self.#field = self.#field.saturating_add(from.#field);),
            _ => quote!(self.#field += from.#field;),
        };
        GroupPart {
            fields: vec![quote!(#field: #state), quote!(#rows: i64)],
            empty: vec![quote!(#field: #zero), quote!(#rows: 0)],
            check: vec![quote!(let #sum = #check;)],
            update: quote!(group.#field = #sum; group.#rows += #counted;),
            merge: quote!(#merge self.#rows += from.#rows;),
            carry: vec![quote!(#field: self.#field), quote!(#rows: self.#rows)],
            result,
            result_fails,
            needs_heap: false,
            by_arrival: false,
        }
    }

    fn extreme(&mut self, a: &Aggregate, field: &Ident, ty: &Type, input: Input) -> GroupPart {
        let better = if a.function == Function::Min { quote!(is_lt) } else { quote!(is_gt) };
        let compare = |new: TokenStream, old: TokenStream| {
            let order = self.order(ty, new, old);
            quote!(#order.#better())
        };
        let old = self.load(ty, quote!(old), &quote!(heap));
        let is_better = compare(quote!(value), old.clone());
        let merged_better = {
            let new = self.load(ty, quote!(new), &quote!(from_heap));
            let order = self.order(ty, new, old);
            quote!(#order.#better())
        };
        let replaces = quote!(match group.#field { Some(old) => #is_better, None => true });
        self.kept(
            a,
            field,
            ty,
            input,
            replaces,
            quote!(match self.#field { Some(old) => #merged_better, None => true }),
        )
    }

    fn edge(&mut self, a: &Aggregate, field: &Ident, ty: &Type, input: Input) -> GroupPart {
        let (replaces, merged) = match a.function {
            Function::First => (quote!(group.#field.is_none()), quote!(self.#field.is_none())),
            _ => (quote!(true), quote!(true)),
        };
        self.kept(a, field, ty, input, replaces, merged)
    }

    /// `first` and `last` over slices: slices are merged in the order of time, rows arrive in another, so the number of the arrival is kept.
    fn edge_by_arrival(&mut self, a: &Aggregate, field: &Ident, ty: &Type, input: Input) -> GroupPart {
        let mut part = self.edge(a, field, ty, input);
        let number = format_ident!("{field}_arrival");
        let better = if a.function == Function::First { quote!(<) } else { quote!(>) };
        let loaded = self.load(ty, quote!(new), &quote!(from_heap));
        let put = self.store(ty, loaded, &quote!(heap));
        part.fields.push(quote!(#number: u64));
        part.empty.push(quote!(#number: 0));
        part.carry.push(quote!(#number: self.#number));
        let update = part.update;
        // The value changes exactly where the field does: a `first` keeps the number it got with its value.
        part.update = match a.function {
            Function::First => {
                quote!(let fresh = group.#field.is_none(); #update if fresh && group.#field.is_some() { group.#number = self.arrivals; })
            }
            _ => quote!(#update group.#number = self.arrivals;),
        };
        part.merge = quote! {
            if let Some(new) = from.#field && (self.#field.is_none() || from.#number #better self.#number) {
                self.#field = Some(#put);
                self.#number = from.#number;
            }
        };
        part.by_arrival = true;
        part
    }

    /// State that is one value: replaced by the row's `value` where `replaces`, by a later slice's `new` where `merged`.
    fn kept(
        &mut self,
        a: &Aggregate,
        field: &Ident,
        ty: &Type,
        input: Input,
        replaces: TokenStream,
        merged: TokenStream,
    ) -> GroupPart {
        let stored = self.stored(ty);
        let put = self.store(ty, quote!(value), &quote!(heap));
        // A string that is replaced is garbage in the heap beside.
        let forget = match ty {
            Type::String => quote!(if let Some(old) = group.#field { heap.forget(old); }),
            _ => quote!(),
        };
        let change = quote!(if #replaces { #forget group.#field = Some(#put); });
        let update = match input {
            Input::Always(value) => quote!({ let value = #value; #change }),
            Input::Maybe(value) => quote!(if let Some(value) = #value { #change }),
        };
        let has_text = self.has_text(ty);
        let loaded = self.load(ty, quote!(new), &quote!(from_heap));
        let put_new = self.store(ty, loaded, &quote!(heap));
        let carried = match has_text {
            true => {
                let value = self.load(ty, quote!(value), &quote!(from));
                let value = self.store(ty, value, &quote!(to));
                quote!(match self.#field { Some(value) => Some(#value), None => None })
            }
            false => quote!(self.#field),
        };
        let read = self.load(ty, quote!(value), &quote!(heap));
        let result = match a.ty.is_optional() {
            true => quote!(match group.#field { Some(value) => Some(#read), None => None }),
            false => quote!(match group.#field { Some(value) => #read, None => group_without_rows() }),
        };
        GroupPart {
            fields: vec![quote!(#field: Option<#stored>)],
            empty: vec![quote!(#field: None)],
            check: Vec::new(),
            update,
            merge: quote!(if let Some(new) = from.#field { if #merged { self.#field = Some(#put_new); } }),
            carry: vec![quote!(#field: #carried)],
            result,
            result_fails: false,
            needs_heap: has_text,
            by_arrival: false,
        }
    }
}

/// The sum of merged groups, if it fits its type; `None`: it always does.
fn checked_sum(field: &Ident, to: &Type) -> Option<TokenStream> {
    match to {
        Type::Int(to) => {
            let to = ident(to.name());
            Some(quote!(#to::try_from(group.#field).map_err(|_| Failure::Overflow)))
        }
        Type::Decimal { .. } => Some(quote!(decimal::add(group.#field, 0, 38))),
        _ => None,
    }
}

/// A sum that is null where no row counted; `seen` says whether the row did.
fn with_any(
    mut part: GroupPart,
    field: &Ident,
    seen: &TokenStream,
    checked: Option<TokenStream>,
) -> GroupPart {
    let any = format_ident!("{field}_any");
    part.fields.push(quote!(#any: bool));
    part.empty.push(quote!(#any: false));
    part.update.extend(quote!(group.#any |= #seen;));
    part.merge.extend(quote!(self.#any |= from.#any;));
    part.carry.push(quote!(#any: self.#any));
    part.result = match checked {
        Some(checked) => quote!(if group.#any { #checked.map(Some) } else { Ok(None) }),
        None => quote!(if group.#any { Some(group.#field) } else { None }),
    };
    part
}
