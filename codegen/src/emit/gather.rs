//! Running aggregates over several workers: what rows add to a group is gathered on the worker that reads them, and goes as one partial group to the worker that owns
//! the group, which merges it and gives one change. A few groups with many rows so keep all workers busy; without it, all rows of a group cost one worker
//! what they cost one thread.
//!
//! `count_distinct`: the worker that reads keeps sets of what it has seen, and a value goes on once, when it is new to it, with its bits. Where gathering makes too little of the
//! rows (see the runtime's `gathering`), each goes on as it is, and nothing is kept here: a row is smaller than a partial group, made sooner and applied sooner.

use super::Emitter;
use super::body::Body;
use super::chain::block;
use super::groups::{GroupPart, SetPart};
use super::node::Parts;
use crate::physical::Node;
use crate::physical::local_global::Local;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::Aggregate;

/// The names and parts that the pieces share.
struct Pieces<'a> {
    key: Ident,
    group: Ident,
    delta: Ident,
    local: Ident,
    partial: Ident,
    plain: Vec<&'a GroupPart>,
    /// The sets as fields of a group.
    seen: Vec<&'a GroupPart>,
    sets: Vec<&'a SetPart>,
    /// The worker that owns the group with this `hash`.
    target: TokenStream,
    /// Where there are sets: the field of a group which says that its change waits.
    waits: Option<Ident>,
}

impl Emitter<'_> {
    /// Whether a node gathers.
    pub(super) fn gathers(&self, node: &Node) -> bool {
        self.physical.local(node) == Some(Local::Gathers)
    }

    /// How rows, partial groups and control messages arrive. `computed`: what a row needs to be evaluated before it changes a group.
    pub(super) fn gather(
        &mut self,
        node: &Node,
        aggregates: &[Aggregate],
        group_parts: &[GroupPart],
        computed: &[TokenStream],
        parts: &mut Parts,
    ) {
        let pieces = Pieces {
            key: self.key_type(node),
            group: format_ident!("{}Group", node.type_name),
            delta: format_ident!("{}Delta", node.type_name),
            local: format_ident!("{}Local", node.type_name),
            partial: self.partial_type(node),
            plain: group_parts.iter().filter(|part| part.set.is_none() && part.waits.is_none()).collect(),
            seen: group_parts.iter().filter(|part| part.set.is_some()).collect(),
            sets: group_parts.iter().filter_map(|part| part.set.as_ref()).collect(),
            target: self.target(node),
            waits: group_parts.iter().find_map(|part| part.waits.clone()),
        };
        let (key, local) = (&pieces.key, &pieces.local);
        parts.fields.push(quote!(gathering: Gathering));
        let new = if pieces.sets.is_empty() { quote!(new) } else { quote!(of_sets) };
        parts.inits.push(quote!(gathering: Gathering::#new(setup.workers)));
        parts.fields.push(quote!(gathered: Table<#key, #local>));
        parts.inits.push(quote!(gathered: Table::new()));
        parts.items.push(pieces.structs());
        parts.methods.push(self.gathering_rows(node, &pieces, computed));
        parts.methods.push(pieces.passing());
        let ahead = self.ahead(node, &self.fetches(group_parts));
        let (hash, apply) = (self.row_hash(node), quote!(self.apply(cx, hash, row);));
        parts.methods.push(self.batches_over(node, &quote!(let hash = #hash;), &apply, ahead));
        if let Some(waits) = &pieces.waits {
            let own = self.own_groups(node, aggregates, group_parts, (computed, waits));
            parts.methods.push(own);
        }
        let merge = self.merging_partials(node, aggregates, group_parts, &pieces);
        parts.methods.push(merge);
        parts.methods.push(self.partials(node, &pieces));
    }

    /// `row`, and `gather` for several workers.
    fn gathering_rows(&self, node: &Node, pieces: &Pieces<'_>, computed: &[TokenStream]) -> TokenStream {
        let row = self.row_in(node);
        let (equals, key_value) = (self.key_equals(node), self.key_value(node));
        let Pieces { delta, local, .. } = pieces;
        let updates = pieces.plain.iter().map(|part| &part.update);
        let fresh_sets = pieces.sets.iter().map(|SetPart { name, none, .. }| quote!(#name: #none));
        let inserted = pieces.inserted();
        let sought = self.sought(node, quote!(hash), &quote!(row));
        let placed = self.prepared(
            node,
            quote! {
                self.gathered.place(#sought, |key, heap| #equals, |heap| {
                    (#key_value, #local { delta: #delta::none(), waits: false, #(#fresh_sets),* })
                })
            },
        );
        let staged = self.push_staged(node, &self.stored_row(node));
        let (alone, lookup_type) = (self.applied_alone(node), self.lookup_type(node));
        let several = self.row_of_several(node, pieces);
        let (any_fresh, pass) = match pieces.sets.is_empty() {
            true => (quote!(), quote!()),
            false => (quote!(let mut fresh = false;), quote!(if fresh { self.pass(place); } else)),
        };
        quote! {
            /// A row from the node before. The only worker applies it at once.
            #[inline(always)]
            fn row(&mut self, cx: Cx<'_>, row: #row) {
                if self.exchange.alone() {
                    #alone
                } #staged else {
                    #several
                }
            }

            /// What a row adds to its group waits here for what others add.
            #[inline]
            fn gather(&mut self, cx: Cx<'_>, hash: #lookup_type, row: #row) {
                'row: {
                    #(#computed)*
                    let place = #placed;
                    let (_, key, local, heap) = self.gathered.at(place);
                    let group = &mut local.delta;
                    #any_fresh
                    group.rows += 1;
                    self.gathering.row();
                    #(#updates)*
                    #inserted
                    #pass if !std::mem::replace(&mut local.waits, true) {
                        self.gathering.wait(place);
                    }
                }
            }
        }
    }

    /// What one of several workers does with `row`.
    fn row_of_several(&self, node: &Node, pieces: &Pieces<'_>) -> TokenStream {
        let hash = self.row_hash(node);
        let gathered = self.looked_up(node, &quote!(gathered), &quote!(self.gather(cx, hash, row);));
        let (target, push) = (&pieces.target, self.stored_row(node));
        let single = quote! {
            self.gathering.single();
            self.exchange.push(#target, #push);
        };
        match pieces.waits {
            // Whose row it is takes the hash.
            Some(_) => quote! {
                let hash = #hash;
                if !self.gathering.is_on() {
                    #single
                } else if #target == self.exchange.me() {
                    self.apply_quietly(cx, hash, row);
                } else {
                    self.gather(cx, hash, row);
                }
            },
            None => quote! {
                if self.gathering.is_on() {
                    #gathered
                } else {
                    let hash = #hash;
                    #single
                }
            },
        }
    }

    /// Rows of the owner itself, where there are sets: they change the group at once, so that no second set has the same values, and its change waits as long as a partial
    /// group would.
    fn own_groups(
        &mut self,
        node: &Node,
        aggregates: &[Aggregate],
        group_parts: &[GroupPart],
        (computed, waits): (&[TokenStream], &Ident),
    ) -> TokenStream {
        let (row, group) = (self.row_in(node), format_ident!("{}Group", node.type_name));
        let (equals, key_value) = (self.key_equals(node), self.key_value(node));
        let empty = group_parts.iter().flat_map(|part| &part.empty);
        let updates = group_parts.iter().map(|part| &part.update);
        let sought = self.sought(node, quote!(hash), &quote!(row));
        let placed = self.prepared(
            node,
            quote! {
                self.table.place(#sought, |key, heap| #equals, |heap| (#key_value, #group { #(#empty),* }))
            },
        );
        let mut body = Body::new();
        let keys = self.key_fields(node).into_iter();
        let keys = keys.map(|(field, ty)| self.key_load(&ty, quote!(key.#field), &quote!(heap))).collect();
        self.change(&mut body, node, aggregates, group_parts, keys);
        let change = block(body);
        let tidy = match group_parts.iter().any(|part| part.needs_heap) {
            true => quote!(self.table.tidy();),
            false => quote!(),
        };
        quote! {
            /// A row whose group belongs here.
            #[inline]
            fn apply_quietly(&mut self, cx: Cx<'_>, hash: u64, row: #row) {
                'row: {
                    #(#computed)*
                    let place = #placed;
                    let (_, _, group, heap) = self.table.at(place);
                    #(#updates)*
                    if self.changes && !std::mem::replace(&mut group.#waits, true) {
                        self.gathering.changed(place);
                    }
                    #tidy
                }
            }

            /// The changes of such groups.
            fn change_all(&mut self, cx: Cx<'_>) {
                let changed = self.gathering.take_changed();
                for place in &changed {
                    let (_, key, group, heap) = self.table.at(*place);
                    group.#waits = false;
                    #change
                }
                self.gathering.give_changed(changed);
            }
        }
    }

    /// The owner's side.
    fn merging_partials(
        &mut self,
        node: &Node,
        aggregates: &[Aggregate],
        group_parts: &[GroupPart],
        pieces: &Pieces<'_>,
    ) -> TokenStream {
        let Pieces { group, partial, .. } = pieces;
        let empty = group_parts.iter().flat_map(|part| &part.empty);
        let needs_heap = group_parts.iter().any(|part| part.needs_heap);
        let (binding, entry, heap) = match needs_heap {
            true => (quote!((group, heap)), quote!(entry_heap), quote!(heap)),
            false => (quote!(group), quote!(entry), quote!(&mut Heap::new())),
        };
        let mut body = Body::new();
        let sought = self.sought(node, quote!(partial.hash), &quote!(partial.key));
        let entered = match self.is_direct(node) {
            true => quote!(self.table.entry(#sought)),
            false => quote!(self.table.#entry(
                #sought,
                |key, heap| key.same(heap, &partial.key, from),
                |heap| (partial.key.carry(from, heap), #group { #(#empty),* }),
            )),
        };
        body.push(quote! {
            let #binding = #entered;
            group.add(#heap, &partial.delta, from);
        });
        let keys = self.key_fields(node).into_iter();
        let keys =
            keys.map(|(field, ty)| self.key_load(&ty, quote!(partial.key.#field), &quote!(from))).collect();
        self.change(&mut body, node, aggregates, group_parts, keys);
        let code = block(body);
        quote! {
            /// A partial group, with its texts in `from`, that belongs here.
            #[inline]
            fn merge(&mut self, cx: Cx<'_>, from: &Heap, partial: &#partial) { #code }
        }
    }

    fn partials(&self, node: &Node, pieces: &Pieces<'_>) -> TokenStream {
        let (stored, partial) = (self.row_stored(node), &pieces.partial);
        let sought = self.sought(node, quote!(partial.hash), &quote!(partial.key));
        let texts = self.fetch_key_texts(node, &quote!(self.table));
        let fetches = pieces.sets.iter().map(|SetPart { name, place, .. }| {
            quote!(if let Some((value, _)) = partial.delta.#name { group.#name.fetch(#place); })
        });
        let is_far = match pieces.sets.is_empty() {
            true => quote!(self.table.is_far()),
            false => self.is_large(node),
        };
        let fetches: Vec<TokenStream> = fetches.collect();
        let peek = match texts.is_empty() && fetches.is_empty() {
            true => quote!(),
            false => quote! {
                for partial in partials {
                    if let Some((key, group)) = self.table.peek(#sought) {
                        #(#texts)*
                        #(#fetches)*
                    }
                }
            },
        };
        quote! {
            /// Partial groups of a worker.
            #[inline(never)]
            fn groups(&mut self, cx: Cx<'_>, batch: &Batch<#stored, #partial>) {
                for part in batch.group_parts() {
                    match part {
                        Part::Rows(partials) if #is_far => {
                            partials.chunks(AHEAD).for_each(|partials| self.merge_ahead(cx, batch.heap(), partials));
                        }
                        Part::Rows(partials) => {
                            partials.iter().for_each(|partial| self.merge(cx, batch.heap(), partial));
                        }
                        Part::Control(control) => self.control(cx, batch.from, control),
                    }
                }
            }

            /// Partial groups whose own groups are asked for before the first of them is merged: the misses overlap.
            #[inline(never)]
            fn merge_ahead(&mut self, cx: Cx<'_>, from: &Heap, partials: &[#partial]) {
                partials.iter().for_each(|partial| self.table.fetch_slot(#sought));
                partials.iter().for_each(|partial| self.table.fetch_entry(#sought));
                #peek
                partials.iter().for_each(|partial| self.merge(cx, from, partial));
            }

            /// A control message from the node before: what was gathered goes ahead of it.
            fn upstream(&mut self, cx: Cx<'_>, control: Control) {
                if self.exchange.alone() {
                    self.control(cx, 0, control);
                } else {
                    self.pass_all(cx);
                    self.exchange.publish(control);
                }
            }
        }
    }
}

impl Pieces<'_> {
    fn structs(&self) -> TokenStream {
        let Pieces { key, group, delta, local, partial, plain, sets, .. } = self;
        let fields = plain.iter().flat_map(|part| &part.fields);
        let empty = plain.iter().flat_map(|part| &part.empty);
        let carry: Vec<&TokenStream> = plain.iter().flat_map(|part| &part.carry).collect();
        let merge = plain.iter().map(|part| &part.merge);
        let new_values =
            sets.iter().map(|SetPart { name, stored, .. }| quote!(#name: Option<(#stored, u32)>));
        let no_values = sets.iter().map(|SetPart { name, .. }| quote!(#name: None));
        let same_values = sets.iter().map(|SetPart { name, .. }| quote!(#name: self.#name));
        let seen = self.seen.iter().flat_map(|part| &part.fields);
        let adds = sets.iter().map(|SetPart { name, hash, .. }| {
            quote!(if let Some((value, bits)) = from.#name { self.#name.insert(#hash, value, bits); })
        });
        quote! {
            /// What rows add to a group: counts and sums from nothing, and a value that is new to the sets of the worker that read it.
            #[derive(Clone, Copy)]
            struct #delta { rows: u64, #(#fields,)* #(#new_values),* }

            /// What goes to the worker that owns the group.
            #[derive(Clone, Copy)]
            struct #partial { hash: u64, key: #key, delta: #delta }

            /// A group on the worker that reads: what waits, and what it has seen.
            #[derive(Clone)]
            struct #local { delta: #delta, waits: bool, #(#seen),* }

            impl #delta {
                #[inline]
                fn none() -> Self { #delta { rows: 0, #(#empty,)* #(#no_values),* } }

                /// Itself with its texts in another heap.
                #[inline]
                fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
                    #delta { rows: self.rows, #(#carry,)* #(#same_values),* }
                }
            }

            impl Group for #local {
                fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
                    unreachable!("what is gathered is passed on, not merged");
                }

                fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
                    #local { delta: self.delta.carry(from, to), ..self.clone() }
                }

                fn renew(&mut self, from: &Heap, to: &mut Heap) {
                    self.delta = self.delta.carry(from, to);
                }
            }

            impl #group {
                /// Adds what a worker has gathered; its texts are in `from_heap`.
                #[inline]
                fn add(&mut self, heap: &mut Heap, from: &#delta, from_heap: &Heap) {
                    #(#merge)*
                    #(#adds)*
                }
            }
        }
    }

    /// Adds a row's values to the sets of this worker; what is new to them is `fresh`.
    fn inserted(&self) -> TokenStream {
        let inserted = self.sets.iter().map(|SetPart { name, given, value, bits, hash, .. }| {
            quote! {
                #given {
                    let value = #value;
                    let bits = local.#name.insert(#hash, value, #bits);
                    if bits != 0 {
                        group.#name = Some((value, bits));
                        fresh = true;
                    }
                }
            }
        });
        quote!(#(#inserted)*)
    }

    /// How what was gathered goes on.
    fn passing(&self) -> TokenStream {
        let Pieces { delta, partial, target, plain, sets, .. } = self;
        let forgets: Vec<&TokenStream> = plain.iter().map(|part| &part.forget).collect();
        let has_texts = forgets.iter().any(|forget| !forget.is_empty());
        let tidy = if has_texts { quote!(self.gathered.tidy_at_once();) } else { quote!() };
        // Without sets nothing of a group is needed behind its partial: but that it need not be made again.
        let clear = match sets.is_empty() {
            true => quote! {
                if self.gathered.len() > GROUPS_KEPT {
                    self.gathered.clear();
                }
                #tidy
            },
            false => tidy,
        };
        let own = self.waits.as_ref().map(|_| quote!(self.change_all(cx);));
        quote! {
            /// Sends what waits in a group to its owner.
            fn pass(&mut self, place: usize) {
                let (hash, key, local, heap) = self.gathered.at(place);
                let delta = std::mem::replace(&mut local.delta, #delta::none());
                let from = &*heap;
                let to = #target;
                self.gathering.passed(to, delta.rows);
                self.exchange.push_group(to, |to| #partial {
                    hash,
                    key: key.carry(from, to),
                    delta: delta.carry(from, to),
                });
                let group = &delta;
                #(#forgets)*
            }

            /// Sends all that waits.
            fn pass_all(&mut self, cx: Cx<'_>) {
                #own
                let waiting = self.gathering.go();
                for place in &waiting {
                    let (_, _, local, _) = self.gathered.at(*place);
                    local.waits = false;
                    if local.delta.rows > 0 {
                        self.pass(*place);
                    }
                }
                #clear
                if self.gathering.went(waiting) {
                    self.gathered = Table::new();
                }
            }

            /// Called at the end of each round.
            fn end_gathering(&mut self, cx: Cx<'_>, dry: bool) {
                if self.gathering.is_due(dry) {
                    self.pass_all(cx);
                }
            }
        }
    }
}
