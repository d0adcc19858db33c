//! The state of a group: one part an aggregate. How each is declared, updated by a row, merged with a later slice, and read when a window fires.
//!
//! A row is applied in two phases: first everything that can fail is computed (arguments, filters), then the group is changed. So a row that
//! fails leaves the group as it was. A total that does not fit its type fails when it is read: then the group's row fails.

use super::Emitter;
use super::body::{Body, OnFail};
use super::coding::decoded;
use super::scope::Scope;
use super::types::ident;
use crate::expressions::can_fail;
use crate::physical::Node;
use crate::physical::coding::{TimeCode, extreme_code};
use crate::physical::names::{Names, snake};
use crate::physical::sliding::{Merging, merging};
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
    /// Merges `from` (strings in `from_heap`) into `self` (strings in `heap`).
    pub(super) merge: TokenStream,
    /// Takes `from`, which was merged, back out of `self`; empty where that cannot be or is not needed.
    pub(super) retract: TokenStream,
    /// `name: value` of the group moved from the heap `from` to the heap `to`.
    pub(super) carry: Vec<TokenStream>,
    /// The result, of the aggregate's type; `group` and `heap` are in scope.
    pub(super) result: TokenStream,
    /// Whether the result is a `Result<_, Failure>`.
    pub(super) result_fails: bool,
    /// Asks for memory that the update with `row` will need of `group`, see `ahead`.
    pub(super) fetch: TokenStream,
    /// What asks for what `fetch` looks at beside `group`, some rows before it.
    pub(super) fetch_first: TokenStream,
    /// A `count_distinct`: its set. All else then describes the set.
    pub(super) set: Option<SetPart>,
    /// No aggregate: the field which says that the group's change waits, on the worker that owns it.
    pub(super) waits: Option<Ident>,
    /// Gives strings of `group` back to `heap`.
    pub(super) forget: TokenStream,
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
            merge: quote!(),
            retract: quote!(),
            carry: Vec::new(),
            result,
            result_fails: false,
            fetch: quote!(),
            fetch_first: quote!(),
            set: None,
            waits: None,
            forget: quote!(),
            needs_heap: false,
            by_arrival: false,
        }
    }
}

/// A set of distinct values, for groups that are gathered.
pub(super) struct SetPart {
    /// Its field.
    pub(super) name: Ident,
    /// What it holds; plain data.
    pub(super) stored: TokenStream,
    /// `if let Some(value) = …`: whether a row counts, and its value.
    pub(super) given: TokenStream,
    /// The value as it is held.
    pub(super) value: TokenStream,
    /// Bits of the conditions that hold.
    pub(super) bits: TokenStream,
    /// The hash of a `value` as it is held.
    pub(super) hash: TokenStream,
    /// Empty sets.
    pub(super) none: TokenStream,
    /// What fetching the place of a `value` takes.
    pub(super) place: TokenStream,
}

/// A row's contribution.
pub(super) enum Input {
    /// Every row counts, with this value.
    Always(TokenStream),
    /// An `Option`: rows with `None` do not count.
    Maybe(TokenStream),
}

impl Emitter<'_> {
    /// Whether a node's windows keep a running total.
    pub(super) fn slides(&self, node: &Node) -> bool {
        merging(self.step(node.step)) == Merging::Total
    }

    fn merges_slices(&self, node: &Node) -> bool {
        node.window.is_some_and(|w| w.size_us != w.step_us)
    }

    /// Names of the state fields of the aggregates, unique in the group, and none that stands beside them in what is gathered.
    pub(super) fn group_names(&self, aggregates: &[Aggregate]) -> Vec<String> {
        let mut names = Names::besides(&["rows", "delta", "waits"]);
        // What an aggregate keeps beside its value is called so.
        let is_beside = |name: &str| ["_rows", "_any", "_arrival"].iter().any(|end| name.ends_with(end));
        let wanted = |name: String| if is_beside(&name) { name + "_" } else { name };
        aggregates.iter().map(|a| names.unique(&wanted(snake(&a.name)))).collect()
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
        if let Some(code) = extreme_code(a) {
            let mut part = self.extreme(a, &field, &TimeCode::TYPE, input);
            let (result, text) = (&part.result, decoded(&code, &quote!(code)));
            part.result = match a.ty.is_optional() {
                true => quote!(#result.map(|code| #text)),
                false => decoded(&code, result),
            };
            return part;
        }
        match a.function {
            Function::Sum => self.sum(node, a, &field, &ty, input),
            Function::Avg => self.avg(a, &field, &ty, input),
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
        let code = extreme_code(a);
        let Some(filter) = &a.filter else {
            let value = match &code {
                Some(code) => self.coded(body, scope, fail, code),
                None => self.eval(body, scope, fail, argument),
            };
            let variable = body.variable(&format!("{name}_value"));
            body.push(quote!(let #variable = #value;));
            return if optional { Input::Maybe(quote!(#variable)) } else { Input::Always(quote!(#variable)) };
        };
        let holds = self.eval(body, scope, fail, filter);
        let (statements, value) = body.nested(|body| match &code {
            Some(code) => self.coded(body, scope, fail, code),
            None => self.expr(body, scope, fail, argument),
        });
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
            let holds = self.eval(body, scope, fail, filter);
            conditions.push(self.before_update(body, a, can_fail(filter), holds));
        } else if let Some(argument) = &a.argument {
            let value = self.eval(body, scope, fail, argument);
            match argument.ty.is_optional() {
                true => {
                    let counts = quote!(#value.is_some());
                    conditions.push(self.before_update(body, a, can_fail(argument), counts));
                }
                false if can_fail(argument) => body.push(quote!(let _ = #value;)),
                false => {}
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
            merge: quote!(self.#field += from.#field;),
            retract: quote!(self.#field -= from.#field;),
            carry: vec![quote!(#field: self.#field)],
            ..GroupPart::reading(quote!(group.#field))
        }
    }

    /// A condition that may fail as a variable: a row that fails must not have changed anything.
    fn before_update(&self, body: &mut Body, a: &Aggregate, fails: bool, holds: TokenStream) -> TokenStream {
        if !fails {
            return holds;
        }
        let variable = body.variable(&format!("{}_counts", a.name));
        body.push(quote!(let #variable = #holds;));
        quote!(#variable)
    }

    /// Totals of integers and decimals are exact, whatever the order of rows, slices and workers; the result is checked.
    fn sum(&self, node: &Node, a: &Aggregate, field: &Ident, ty: &Type, input: Input) -> GroupPart {
        let mut part = total(field, ty, &input, &quote!());
        let (result, fails) = match a.ty.required() {
            Type::F64 => (quote!(group.#field), false),
            Type::Int(to) => {
                let to = ident(to.name());
                (quote!(group.#field.result::<#to>()), true)
            }
            _ => (quote!(group.#field.result()), true),
        };
        part.result_fails = fails;
        if !a.ty.is_optional() {
            part.result = result;
            return part;
        }
        if self.slides(node) || self.shares_with_sliding(node) {
            // Whether any row counts is told by how many do: of those some may leave.
            let rows = beside(field, "rows");
            part = total(field, ty, &input, &quote!(group.#rows += 1;));
            counting(&mut part, &rows);
            (part.result, part.result_fails) =
                (null_without(&quote!(group.#rows > 0), &result, fails), fails);
            return part;
        }
        let any = beside(field, "any");
        part = total(field, ty, &input, &quote!(group.#any = true;));
        part.fields.push(quote!(#any: bool));
        part.empty.push(quote!(#any: false));
        part.merge.extend(quote!(self.#any |= from.#any;));
        part.carry.push(quote!(#any: self.#any));
        (part.result, part.result_fails) = (null_without(&quote!(group.#any), &result, fails), fails);
        part
    }

    fn avg(&self, a: &Aggregate, field: &Ident, ty: &Type, input: Input) -> GroupPart {
        let rows = beside(field, "rows");
        let mut part = total(field, ty, &input, &quote!(group.#rows += 1;));
        counting(&mut part, &rows);
        let (mean, fails) = match ty {
            Type::Decimal { scale, .. } => (quote!(group.#field.mean(group.#rows, #scale)), true),
            Type::F64 => (quote!(group.#field / group.#rows as f64), false),
            _ => (quote!(group.#field.mean(group.#rows)), false),
        };
        part.result = match a.ty.is_optional() {
            true => null_without(&quote!(group.#rows > 0), &mean, fails),
            false => mean,
        };
        part.result_fails = fails;
        part
    }

    fn extreme(&mut self, a: &Aggregate, field: &Ident, ty: &Type, input: Input) -> GroupPart {
        // Of equal floats always the same, whichever slice or worker had it.
        let input = match (ty, input) {
            (Type::F64, Input::Always(value)) => Input::Always(quote!(canonical_f64(#value))),
            (Type::F64, Input::Maybe(value)) => Input::Maybe(quote!(#value.map(canonical_f64))),
            (_, input) => input,
        };
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
            (replaces, quote!()),
            quote!(match self.#field { Some(old) => #merged_better, None => true }),
        )
    }

    fn edge(&mut self, a: &Aggregate, field: &Ident, ty: &Type, input: Input) -> GroupPart {
        let (replaces, merged) = match a.function {
            Function::First => (quote!(group.#field.is_none()), quote!(self.#field.is_none())),
            _ => (quote!(true), quote!(true)),
        };
        self.kept(a, field, ty, input, (replaces, quote!()), merged)
    }

    /// `first` and `last` over slices: slices are merged in the order of time, rows arrive in another, so the number of the arrival is kept.
    fn edge_by_arrival(&mut self, a: &Aggregate, field: &Ident, ty: &Type, input: Input) -> GroupPart {
        let number = beside(field, "arrival");
        let replaces =
            if a.function == Function::First { quote!(group.#field.is_none()) } else { quote!(true) };
        let also = quote!(group.#number = self.arrivals;);
        let mut part = self.kept(a, field, ty, input, (replaces, also), quote!(true));
        let better = if a.function == Function::First { quote!(<) } else { quote!(>) };
        let loaded = self.load(ty, quote!(new), &quote!(from_heap));
        let put = self.store(ty, loaded, &quote!(heap));
        part.fields.push(quote!(#number: u64));
        part.empty.push(quote!(#number: 0));
        part.carry.push(quote!(#number: self.#number));
        let forget = self.forget(ty, &quote!(old));
        let forget = match forget.is_empty() {
            true => quote!(),
            false => quote!(if let Some(old) = self.#field { #forget }),
        };
        part.merge = quote! {
            if let Some(new) = from.#field && (self.#field.is_none() || from.#number #better self.#number) {
                #forget
                self.#field = Some(#put);
                self.#number = from.#number;
            }
        };
        part.by_arrival = true;
        part
    }

    /// State that is one value: replaced by the row's `value` where `replaces`, and `also` is done then; by a later slice's `new` where `merged`.
    fn kept(
        &mut self,
        a: &Aggregate,
        field: &Ident,
        ty: &Type,
        input: Input,
        (replaces, also): (TokenStream, TokenStream),
        merged: TokenStream,
    ) -> GroupPart {
        let stored = self.stored(ty);
        let put = self.store(ty, quote!(value), &quote!(heap));
        // A string that is replaced is garbage in the heap beside.
        let forget = |group: TokenStream| {
            let forget = self.forget(ty, &quote!(old));
            match forget.is_empty() {
                true => quote!(),
                false => quote!(if let Some(old) = #group.#field { #forget }),
            }
        };
        let (forget, forget_ours) = (forget(quote!(group)), forget(quote!(self)));
        let change = quote!(if #replaces { #forget group.#field = Some(#put); #also });
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
            forget,
            fields: vec![quote!(#field: Option<#stored>)],
            empty: vec![quote!(#field: None)],
            update,
            merge: quote!(if let Some(new) = from.#field { if #merged { #forget_ours self.#field = Some(#put_new); } }),
            carry: vec![quote!(#field: #carried)],
            needs_heap: has_text,
            ..GroupPart::reading(result)
        }
    }
}

/// A total of what rows contribute; `also` is done for each row that counts.
fn total(field: &Ident, ty: &Type, input: &Input, also: &TokenStream) -> GroupPart {
    let (state, zero) = match ty {
        Type::F64 => (quote!(f64), quote!(-0.0)),
        Type::Decimal { .. } => (quote!(DecimalTotal), quote!(DecimalTotal::ZERO)),
        _ => (quote!(IntTotal), quote!(IntTotal::ZERO)),
    };
    let floats = *ty == Type::F64;
    let add = |value: &TokenStream| match floats {
        true => quote!(group.#field += #value;),
        false => quote!(group.#field.add(#value);),
    };
    let update = match input {
        Input::Always(value) => {
            let add = add(value);
            quote!(#add #also)
        }
        Input::Maybe(value) => {
            let add = add(&quote!(value));
            quote!(if let Some(value) = #value { #add #also })
        }
    };
    GroupPart {
        fields: vec![quote!(#field: #state)],
        empty: vec![quote!(#field: #zero)],
        update,
        merge: if floats {
            quote!(self.#field += from.#field;)
        } else {
            quote!(self.#field.merge(&from.#field);)
        },
        retract: if floats { quote!() } else { quote!(self.#field.retract(&from.#field);) },
        carry: vec![quote!(#field: self.#field)],
        ..GroupPart::reading(quote!())
    }
}

/// Adds the number of rows that count to the state of a total.
fn counting(part: &mut GroupPart, rows: &Ident) {
    part.fields.push(quote!(#rows: i64));
    part.empty.push(quote!(#rows: 0));
    part.merge.extend(quote!(self.#rows += from.#rows;));
    part.retract.extend(quote!(self.#rows -= from.#rows;));
    part.carry.push(quote!(#rows: self.#rows));
}

/// The name of what an aggregate keeps beside its value.
fn beside(field: &Ident, what: &str) -> Ident {
    format_ident!("{}_{what}", field.to_string().trim_end_matches('_'))
}

/// A result that is null where no row counted.
fn null_without(any: &TokenStream, result: &TokenStream, fails: bool) -> TokenStream {
    match fails {
        true => quote!(if #any { #result.map(Some) } else { Ok(None) }),
        false => quote!(if #any { Some(#result) } else { None }),
    }
}
