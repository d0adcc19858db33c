//! Windowed aggregation: a table of groups by slice (new windows) or by window (existing ones); groups come out when their window fires.

use super::Emitter;
use super::body::{Body, OnFail};
use super::chain::block;
use super::coding::decoded;
use super::groups::GroupPart;
use super::keys::canonical;
use super::node::Parts;
use super::scope::{Scope, Slot};
use super::types::ident;
use crate::physical::Node;
use crate::physical::coding::time_code;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{
    Aggregate, AggregateFunction, Expr, Operator, TIME, WINDOW_END, WINDOW_START, WindowUse,
};

impl Emitter<'_> {
    pub(super) fn aggregate(&mut self, node: &Node) -> TokenStream {
        let Operator::Aggregate { window, keys: _, aggregates } = &self.step(node.step).operator else {
            unreachable!("asked for an aggregate")
        };
        let names = self.names_of(node, aggregates);
        let running = *window == WindowUse::Running;
        let mut body = Body::new();
        let two_stage = self.is_two_stage(node);
        if !running {
            let place = self.place(node, window, &if two_stage { quote!(local) } else { quote!(windows) });
            body.push(place);
        }
        let placed = body.statements.len();
        let scope = self.row_scope(node);
        let mut group_parts = self.parts_of(&mut body, node, &scope, aggregates, &names);
        let alive = self.slides(node).then(|| alive(aggregates, &names, &mut group_parts));
        let (gathers, combines) = (self.gathers(node), self.combines(node));
        let computed = if gathers || combines { body.statements[placed..].to_vec() } else { Vec::new() };
        let by_arrival = group_parts.iter().any(|p| p.by_arrival);
        if by_arrival {
            body.push(quote!(self.arrivals += 1;));
        }
        let state = match (running, two_stage) {
            (true, _) => quote!(table),
            (false, true) => quote!(local),
            (false, false) => quote!(windows),
        };
        self.enter(&mut body, node, &group_parts, &state);
        if running {
            let keys = self.key_fields(node).into_iter();
            let keys = keys.map(|(field, ty)| canonical(&ty, quote!(row.#field))).collect();
            self.change(&mut body, node, aggregates, &group_parts, keys);
        }
        let apply = block(body);
        let mut parts = Parts::default();
        if by_arrival {
            parts.fields.push(quote!(arrivals: u64));
            parts.inits.push(quote!(arrivals: 0));
        }
        self.row_items(node, &mut parts);
        parts.items.push(self.group_struct(node, &group_parts));
        parts.items.push(self.merging(node, window, two_stage, &group_parts));
        parts.items.push(self.owned_bytes(node, &group_parts));
        parts.items.push(self.direct_items(node, aggregates, &names, &group_parts));
        if let Some(alive) = &alive {
            parts.items.push(self.retracting(node, alive, &group_parts));
        }
        let row = self.row_in(node);
        let count = alive.or_else(|| count_of_all(aggregates, &names));
        self.aggregate_arrival(node, aggregates, &group_parts, (&computed, count.as_ref()), &mut parts);
        let lookup = self.lookup_type(node);
        let inline = if gathers { quote!(#[inline(always)]) } else { quote!(#[inline]) };
        parts.methods.push(quote! {
            /// A row that belongs here.
            #inline
            fn apply(&mut self, cx: Cx<'_>, hash: #lookup, row: #row) {
                #apply
            }
        });
        let each = self.fired_groups(node, aggregates, &group_parts);
        match (running, two_stage) {
            (true, _) => self.running(node, &mut parts, each),
            (false, true) => self.windowed(node, &WindowUse::Existing, &mut parts, each),
            (false, false) => self.windowed(node, window, &mut parts, each),
        }
        let doc = self.node_doc(node);
        self.assemble(node, &doc, parts)
    }

    /// What a group consists of; writes what a row needs to be evaluated for into `body`.
    fn parts_of(
        &mut self,
        body: &mut Body,
        node: &Node,
        scope: &Scope,
        aggregates: &[Aggregate],
        names: &[String],
    ) -> Vec<GroupPart> {
        let mut parts = Vec::new();
        for index in 0..aggregates.len() {
            parts.push(self.group_part(body, node, scope, (aggregates, index), names));
        }
        if self.gathers(node) && parts.iter().any(|part| part.set.is_some()) {
            parts.push(waiting(&parts));
        }
        parts
    }

    /// The structs of rows and keys; those of shared slices stand there.
    fn row_items(&self, node: &Node, parts: &mut Parts) {
        if !self.shares_slices(node) {
            parts.items.push(self.row_structs(node, false));
            parts.items.push(self.key_struct(node));
        }
    }

    /// How rows arrive. `computed`: what a row needs to be evaluated before it changes a group; `count`: the field of the group that counts all rows, if there is one.
    fn aggregate_arrival(
        &mut self,
        node: &Node,
        aggregates: &[Aggregate],
        group_parts: &[GroupPart],
        (computed, count): (&[TokenStream], Option<&Ident>),
        parts: &mut Parts,
    ) {
        match () {
            () if self.shares_slices(node) => self.shared_arrival(node, group_parts, parts),
            () if self.is_two_stage(node) => self.two_stage(node, parts),
            () if self.gathers(node) => self.gather(node, aggregates, group_parts, computed, parts),
            () if self.combines(node) => self.combine(node, group_parts, computed, count, parts),
            () => parts.methods.push(self.arrival(node, Some(&self.fetches(group_parts)))),
        }
    }

    /// Finds or makes the group and applies the row to it.
    pub(super) fn enter(&mut self, body: &mut Body, node: &Node, parts: &[GroupPart], state: &TokenStream) {
        let (equals, key) = (self.key_equals(node), self.key_value(node));
        let group = format_ident!("{}Group", node.type_name);
        let empty = parts.iter().flat_map(|p| &p.empty);
        let needs_heap = parts.iter().any(|p| p.needs_heap);
        let (binding, entry) = match needs_heap {
            true => (quote!((group, heap)), quote!(entry_heap)),
            false => (quote!(group), quote!(entry)),
        };
        let sought = self.sought(node, quote!(hash), &quote!(row));
        let entered = match self.is_direct(node) {
            true => quote!(self.#state.entry(#sought)),
            false => self.prepared(
                node,
                quote!(self.#state.#entry(#sought, |key, heap| #equals, |heap| (#key, #group { #(#empty),* }))),
            ),
        };
        body.push(quote! {
            let #binding = #entered;
        });
        for part in parts {
            body.push(part.update.clone());
        }
    }

    /// Sends the changed row of the group on, where somebody takes changes.
    pub(super) fn change(
        &mut self,
        body: &mut Body,
        node: &Node,
        aggregates: &[Aggregate],
        parts: &[GroupPart],
        keys: Vec<TokenStream>,
    ) {
        if parts.iter().any(|p| p.needs_heap) {
            body.push(quote!(let heap = &*heap;));
        }
        let mut inner = Body::inside();
        let scope = self.group_scope(&mut inner, node, keys, aggregates, parts);
        self.consumers(&mut inner, node.step, &scope);
        let code = block(inner);
        body.push(quote!(if self.changes { let change = true; #code }));
        if parts.iter().any(|p| p.needs_heap) {
            body.push(quote!(self.table.tidy();));
        }
    }

    pub(super) fn group_struct(&self, node: &Node, parts: &[GroupPart]) -> TokenStream {
        let name = format_ident!("{}Group", node.type_name);
        let fields = parts.iter().flat_map(|p| &p.fields);
        let doc = format!("The state of a group of {}.", self.title(node));
        let derive = self.copy_derive(parts);
        quote! {
            #[doc = #doc]
            #derive
            struct #name { #(#fields),* }
        }
    }

    /// What slices need of keys and groups to be merged; nothing where a window is one slice.
    fn merging(&self, node: &Node, window: &WindowUse, two_stage: bool, parts: &[GroupPart]) -> TokenStream {
        let tidies = *window == WindowUse::Running && parts.iter().any(|p| p.needs_heap);
        if self.gathers(node) && !tidies {
            return self.key_traits(node);
        }
        if !super::windows::merges(window) && !tidies && !two_stage {
            let travels = self.combines(node) && self.key_has_text(node);
            return if travels { self.key_traits(node) } else { quote!() };
        }
        let group = format_ident!("{}Group", node.type_name);
        let merge = parts.iter().map(|p| &p.merge);
        let carry = parts.iter().flat_map(|p| &p.carry);
        let key = if self.shares_slices(node) { quote!() } else { self.key_traits(node) };
        // Sets without strings are not copied for those of other aggregates.
        let sets =
            parts.iter().filter(|p| tidies && !p.needs_heap).filter_map(|p| Some(&p.set.as_ref()?.name));
        let sets: Vec<&Ident> = sets.collect();
        let renew = match sets.is_empty() {
            true => quote!(),
            false => quote! {
                fn renew(&mut self, from: &Heap, to: &mut Heap) {
                    let sets = (#(std::mem::take(&mut self.#sets),)*);
                    *self = self.carry(from, to);
                    (#(self.#sets,)*) = sets;
                }
            },
        };
        quote! {
            #key

            impl Group for #group {
                fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) { #(#merge)* }

                fn carry(&self, from: &Heap, to: &mut Heap) -> Self { #group { #(#carry),* } }

                #renew
            }
        }
    }

    /// What a running total needs of groups.
    fn retracting(&self, node: &Node, alive: &Ident, parts: &[GroupPart]) -> TokenStream {
        let group = format_ident!("{}Group", node.type_name);
        let retract = parts.iter().map(|p| &p.retract);
        quote! {
            impl Retract for #group {
                fn retract(&mut self, from: &Self) { #(#retract)* }

                #[inline(always)]
                fn is_void(&self) -> bool { self.#alive == 0 }
            }
        }
    }

    /// Code for each group of a window that has fired, or of a table that is complete.
    fn fired_groups(&mut self, node: &Node, aggregates: &[Aggregate], parts: &[GroupPart]) -> TokenStream {
        let keys = self.key_fields(node).into_iter();
        let keys = keys.map(|(field, ty)| self.key_load(&ty, quote!(key.#field), &quote!(heap))).collect();
        let mut body = Body::new();
        let scope = self.group_scope(&mut body, node, keys, aggregates, parts);
        self.consumers(&mut body, node.step, &scope);
        block(body)
    }

    /// The columns of a group: its keys by these expressions, its aggregates from `group`, the window's bounds from `fired`.
    fn group_scope(
        &mut self,
        body: &mut Body,
        node: &Node,
        keys: Vec<TokenStream>,
        aggregates: &[Aggregate],
        parts: &[GroupPart],
    ) -> Scope {
        let step = self.step(node.step);
        let Operator::Aggregate { keys: as_written, .. } = &step.operator else {
            unreachable!("asked for the columns of a group")
        };
        let decode = |(key, value): (&Expr, TokenStream)| match time_code(key) {
            Some(code) => decoded(&code, &value),
            None => value,
        };
        let keys: Vec<TokenStream> = as_written.iter().zip(keys).map(decode).collect();
        let mut slots: Vec<Slot> = Vec::new();
        for (index, column) in step.output.columns.iter().enumerate() {
            let live = self.physical.live.is_live(step.id, index);
            let slot = match index {
                i if i < keys.len() && live => Slot::lazy(&column.name, keys[i].clone()),
                i if i >= keys.len() && i < keys.len() + aggregates.len() => {
                    let part = &parts[i - keys.len()];
                    match part.result_fails {
                        true => {
                            // Keys that nobody looks at any more are shown all the same.
                            let shown = (0..keys.len()).map(|i| match &slots[i] {
                                Slot::Dead => Slot::lazy(&step.output.columns[i].name, keys[i].clone()),
                                slot => slot.clone(),
                            });
                            let shown = Scope { slots: shown.collect() };
                            self.checked_result(body, node, index, shown, part)
                        }
                        false if live => Slot::lazy(&column.name, part.result.clone()),
                        false => Slot::Dead,
                    }
                }
                _ if live => window_slot(&column.name),
                _ => Slot::Dead,
            };
            slots.push(slot);
        }
        Scope { slots }
    }

    /// A result that may fail, whether or not somebody looks at it; the keys stand for the rows that made it.
    fn checked_result(
        &mut self,
        body: &mut Body,
        node: &Node,
        column: usize,
        shown: Scope,
        part: &GroupPart,
    ) -> Slot {
        let step = self.step(node.step);
        let fail = OnFail::Record { step: step.id, shown: step.id, scope: shown };
        let failing = self.failing(body, &fail, quote!(error));
        let result = &part.result;
        if !self.physical.live.is_live(step.id, column) {
            body.push(quote!(if let Err(error) = #result { #failing }));
            return Slot::Dead;
        }
        let value = body.variable(&step.output.columns[column].name);
        body.push(quote! {
            let #value = match #result {
                Ok(value) => value,
                Err(error) => { #failing }
            };
        });
        Slot::Ready(quote!(#value))
    }
}

/// The field of the aggregate that counts all rows of a group, if there is one.
pub(super) fn count_of_all(aggregates: &[Aggregate], names: &[String]) -> Option<Ident> {
    let counts_all = |a: &Aggregate| {
        let every = a.argument.as_ref().is_none_or(|e| !e.ty.is_optional());
        a.function == AggregateFunction::Count && a.filter.is_none() && every
    };
    aggregates.iter().position(counts_all).map(|found| ident(&names[found]))
}

/// The field that counts all rows of a group; added where no aggregate does.
pub(super) fn alive(aggregates: &[Aggregate], names: &[String], parts: &mut Vec<GroupPart>) -> Ident {
    if let Some(found) = count_of_all(aggregates, names) {
        return found;
    }
    let name = unused("rows", parts);
    parts.push(GroupPart {
        fields: vec![quote!(#name: i64)],
        empty: vec![quote!(#name: 0)],
        update: quote!(group.#name += 1;),
        merge: quote!(self.#name += from.#name;),
        retract: quote!(self.#name -= from.#name;),
        carry: vec![quote!(#name: self.#name)],
        ..GroupPart::reading(quote!())
    });
    name
}

/// The part of a group which says that its change waits.
fn waiting(parts: &[GroupPart]) -> GroupPart {
    let name = unused("waits", parts);
    GroupPart {
        fields: vec![quote!(#name: bool)],
        empty: vec![quote!(#name: false)],
        carry: vec![quote!(#name: self.#name)],
        waits: Some(name),
        ..GroupPart::reading(quote!())
    }
}

/// A name of a field like this one that no part has.
fn unused(name: &str, parts: &[GroupPart]) -> Ident {
    let fields: Vec<String> = parts.iter().flat_map(|p| &p.fields).map(TokenStream::to_string).collect();
    let mut name = name.to_owned();
    while fields.iter().any(|field| field.starts_with(&format!("{name} :"))) {
        name.push('_');
    }
    ident(&name)
}

/// The hidden columns of a fired window.
pub(super) fn window_slot(name: &str) -> Slot {
    match name {
        TIME => Slot::Ready(quote!((fired.end - 1))),
        WINDOW_START => Slot::Ready(quote!(fired.start)),
        WINDOW_END => Slot::Ready(quote!(fired.end)),
        other => unreachable!("a fired window has no column `{other}`"),
    }
}
