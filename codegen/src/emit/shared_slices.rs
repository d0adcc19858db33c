//! Slices that several windowed aggregates share: a node of their own before those of the steps. It has the exchange and one table a slice, whose groups have what the
//! groups of all steps have, equal aggregates once. A slice that is over is merged into the windows of each step, which then hear of the watermark that ended it and fire as ever.
//!
//! A row whose slice is over is late for some windows and in time for others: it goes to every step at once, which judges it by the same mark. So lateness and what is counted of it are those
//! of steps that share nothing.

use super::Emitter;
use super::aggregate::{alive, count_of_all};
use super::body::Body;
use super::chain::block;
use super::groups::GroupPart;
use super::node::Parts;
use super::scope::Scope;
use crate::physical::Node;
use crate::physical::shared_slices::same_aggregate;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeSet;
use weir_dsl::plan::{Aggregate, Operator};

impl Emitter<'_> {
    /// Whether a step's rows come from slices that it shares.
    pub(super) fn shares_slices(&self, node: &Node) -> bool {
        node.shared_by.is_empty() && self.physical.slices_of(node.step).is_some()
    }

    /// Whether one of the steps that a node shares slices with keeps a running total: then equal aggregates are to have equal state.
    pub(super) fn shares_with_sliding(&self, node: &Node) -> bool {
        let slices = self.physical.slices_of(node.step);
        slices.is_some_and(|slices| self.sharing(slices).into_iter().any(|member| self.slides(member)))
    }

    /// The nodes of the steps that share slices.
    fn sharing(&self, slices: &Node) -> Vec<&Node> {
        slices.shared_by.iter().filter_map(|&step| self.physical.node_of(step)).collect()
    }

    /// Names of the state fields of a step's aggregates; of steps that share slices equal ones have one name.
    pub(super) fn names_of(&self, node: &Node, aggregates: &[Aggregate]) -> Vec<String> {
        let Some(slices) = self.physical.slices_of(node.step) else { return self.group_names(aggregates) };
        let mut distinct: Vec<Aggregate> = Vec::new();
        let mut places = Vec::new();
        for member in self.sharing(slices) {
            let mut own = Vec::new();
            for aggregate in self.aggregates_of(member) {
                // What a step has twice is kept twice.
                let is_same = |place: &usize| same_aggregate(&distinct[*place], aggregate);
                let found = (0..distinct.len()).filter(|place| !own.contains(place)).find(is_same);
                own.push(found.unwrap_or(distinct.len()));
                if found.is_none() {
                    distinct.push(aggregate.clone());
                }
            }
            if member.step == node.step {
                places = own;
            }
        }
        let names = self.group_names(&distinct);
        places.into_iter().map(|place| names[place].clone()).collect()
    }

    fn aggregates_of(&self, node: &Node) -> &[Aggregate] {
        match &self.step(node.step).operator {
            Operator::Aggregate { aggregates, .. } => aggregates,
            _ => &[],
        }
    }

    /// The node of shared slices.
    pub(super) fn shared_slices(&mut self, node: &Node) -> TokenStream {
        let members: Vec<Node> = self.sharing(node).into_iter().cloned().collect();
        let mut body = Body::new();
        body.push(quote! {
            if !self.windows.place_shared(row.time) {
                self.apply_late(cx, hash, row);
                return;
            }
        });
        let placed = body.statements.len();
        let scope = self.row_scope(node);
        let group_parts = self.shared_parts(&mut body, &scope, &members);
        let computed = body.statements[placed..].to_vec();
        self.enter(&mut body, node, &group_parts, &quote!(windows));
        let apply = block(body);
        let mut parts = Parts::default();
        parts.items.push(self.row_structs(node, false));
        parts.items.push(self.key_struct(node));
        parts.items.push(self.key_traits(node));
        parts.items.push(self.group_struct(node, &group_parts));
        self.shared_state(node, &mut parts);
        match self.combines(node) {
            true => {
                let count = self.shared_count(node);
                self.combine(node, &group_parts, &computed, count.as_ref(), &mut parts);
                parts.methods.push(self.merge_late(node, &members));
            }
            false => parts.methods.push(self.arrival(node, Some(&self.fetches(&group_parts)))),
        }
        let row = self.row_in(node);
        parts.methods.push(quote! {
            /// A row that belongs here.
            #[inline]
            fn apply(&mut self, cx: Cx<'_>, hash: u64, row: #row) {
                #apply
            }
        });
        parts.methods.push(self.shared_control(node, &members));
        let names: Vec<String> = members.iter().map(|m| format!("`{}`", self.step(m.step).uid)).collect();
        let doc = format!("The slices that {} share.", names.join(", "));
        self.assemble(node, &doc, parts)
    }

    /// The state of all steps, equal aggregates once.
    fn shared_parts(&mut self, body: &mut Body, scope: &Scope, members: &[Node]) -> Vec<GroupPart> {
        let mut parts = Vec::new();
        let mut named: BTreeSet<String> = BTreeSet::new();
        for member in members {
            let aggregates = self.aggregates_of(member).to_vec();
            let names = self.names_of(member, &aggregates);
            for index in 0..aggregates.len() {
                if named.insert(names[index].clone()) {
                    parts.push(self.group_part(body, member, scope, (&aggregates, index), &names));
                }
            }
        }
        let sliding = members.iter().filter(|member| self.slides(member));
        for member in sliding {
            let aggregates = self.aggregates_of(member);
            if count_of_all(aggregates, &self.names_of(member, aggregates)).is_none() {
                alive(&[], &[], &mut parts);
                break;
            }
        }
        parts
    }

    /// The field that counts all rows of a shared group, if there is one.
    fn shared_count(&self, slices: &Node) -> Option<Ident> {
        self.sharing(slices).into_iter().find_map(|member| {
            let aggregates = self.aggregates_of(member);
            count_of_all(aggregates, &self.names_of(member, aggregates))
        })
    }

    fn shared_state(&self, node: &Node, parts: &mut Parts) {
        let (key, group) = (self.key_type(node), format_ident!("{}Group", node.type_name));
        let window = node.window.expect("slices have a length");
        let [slice, offset, lateness] =
            [window.size_us, window.offset_us, window.lateness_us].map(Literal::i64_unsuffixed);
        let channels = self.channels(node);
        parts.fields.push(quote!(marks: Marks));
        parts.inits.push(quote!(marks: Marks::new(#channels)));
        parts.fields.push(quote!(windows: Windows<#key, #group>));
        parts.inits.push(quote! {
            windows: Windows::new(WindowSpec { size: #slice, step: #slice, offset: #offset, lateness: #lateness })
        });
    }

    /// Late rows, control messages, and slices that are over.
    fn shared_control(&self, node: &Node, members: &[Node]) -> TokenStream {
        let row = self.row_in(node);
        let paths: Vec<TokenStream> = members.iter().map(|member| self.path(member.id)).collect();
        quote! {
            /// A row whose slice is over: each step knows which of its windows it is in time for.
            #[cold]
            #[inline(never)]
            fn apply_late(&mut self, cx: Cx<'_>, hash: u64, row: #row) {
                let mark = self.windows.judged();
                #(
                    #paths.windows.judge(mark);
                    #paths.apply(cx, hash, row);
                )*
            }

            /// A control message of a channel: slices that it ends go ahead of it.
            #[inline(never)]
            fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
                for control in self.marks.update(channel, control) {
                    if let Control::Watermark(watermark) = control {
                        self.advance(watermark);
                    }
                }
                self.windows.judge(self.marks.mark(channel));
                #(#paths.control(cx, channel, control);)*
            }

            /// Gives the slices that the watermark completes to all steps.
            #[inline(never)]
            fn advance(&mut self, watermark: i64) {
                while let Some(slice) = self.windows.fire_whole(watermark) {
                    #(#paths.windows.absorb_share(slice.start, &slice.table);)*
                    self.windows.recycle(slice);
                }
            }
        }
    }

    /// Partial groups whose slice is over.
    fn merge_late(&self, node: &Node, members: &[Node]) -> TokenStream {
        let partial = self.partial_type(node);
        let (from, from_argument) = match self.key_has_text(node) {
            true => (quote!(from: &Heap,), quote!(from,)),
            false => (quote!(), quote!()),
        };
        let paths: Vec<TokenStream> = members.iter().map(|member| self.path(member.id)).collect();
        quote! {
            /// A partial group whose slice is over, as `apply_late`.
            #[cold]
            #[inline(never)]
            fn merge_late(&mut self, #from hash: u64, partial: &#partial) {
                let mark = self.windows.judged();
                #(
                    #paths.windows.judge(mark);
                    #paths.merge(#from_argument hash, partial);
                )*
            }
        }
    }

    /// How shared groups and late partial ones come to a step.
    pub(super) fn shared_arrival(&mut self, node: &Node, group_parts: &[GroupPart], parts: &mut Parts) {
        let slices = self.entry(node).clone();
        let (group, shared) =
            (format_ident!("{}Group", node.type_name), format_ident!("{}Group", slices.type_name));
        let empty = group_parts.iter().flat_map(|part| &part.empty);
        let merges = group_parts.iter().map(|part| &part.merge);
        parts.items.push(quote! {
            impl Share<#shared> for #group {
                #[inline]
                fn of(whole: &#shared) -> Self {
                    let mut group = #group { #(#empty),* };
                    group.add(whole);
                    group
                }

                #[inline]
                fn add(&mut self, from: &#shared) { #(#merges)* }
            }
        });
        if self.combines(&slices) {
            let count = self.shared_count(&slices);
            let merge = self.merging_shared(node, &slices, count.as_ref());
            parts.methods.push(merge);
        }
    }

    /// What a step is called in the docs of what it keeps.
    pub(super) fn title(&self, node: &Node) -> String {
        let uid = &self.step(node.step).uid;
        if node.shared_by.is_empty() {
            format!("`{uid}`")
        } else {
            format!("the slices of `{uid}` and others")
        }
    }

    /// Keys that wait in shared slices count for every step, memory for the first.
    pub(super) fn shared_stats(&self, node: &Node, path: &TokenStream) -> Vec<TokenStream> {
        let owners = node.shared_by.iter().filter_map(|&step| self.owner(step));
        let stats = |(place, index): (usize, usize)| {
            let bytes = match place {
                0 => quote!(state_bytes: #path.windows.size_bytes() as u64,),
                _ => quote!(),
            };
            quote! {
                stats.step(#index, StepCounts {
                    #bytes
                    keys: #path.windows.len() as u64,
                    ..StepCounts::default()
                });
            }
        };
        owners.enumerate().map(stats).collect()
    }
}
