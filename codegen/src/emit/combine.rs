//! Windows with a key: rows of the same key and slice of time are combined on the worker that reads them, and go as one partial group to
//! the worker that owns the key; the only worker merges it at once, while the state is small. Where few rows share a key at a time each goes on as it is, see the runtime's `combining`.
//!
//! Lateness stays exact: a slice is late as a whole, and what was combined goes ahead of every control message, so it is judged by the mark that its rows would have
//! been judged by. Only for scalar keys and groups of plain data whose merging does not depend on the order of rows, and where nobody reads late rows.

use super::Emitter;
use super::groups::GroupPart;
use super::node::Parts;
use crate::physical::Node;
use crate::physical::local_global::Local;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

/// The names and parts that the pieces share.
struct Pieces {
    /// The node's row in a batch.
    stored: Ident,
    partial: Ident,
    /// `Partial { … }` of no rows yet, with the key of `row`.
    fresh: TokenStream,
    /// `group`, `row` and what was computed are in scope.
    updates: TokenStream,
    /// The hash of `key`.
    hash: TokenStream,
    /// The worker that owns the key with this `hash`.
    target: TokenStream,
    /// How many rows are in `partial`.
    rows: TokenStream,
    /// Whether the key has texts. Then a partial group has its hash with it, and its texts in a heap: of the table, or of a batch.
    has_texts: bool,
    /// Fetches the texts of `key` of the `table`.
    fetch_texts: Vec<TokenStream>,
    /// What `partial`'s key with this `hash` is looked up by.
    sought: TokenStream,
}

impl Emitter<'_> {
    /// Whether a node combines.
    pub(super) fn combines(&self, node: &Node) -> bool {
        self.physical.local(node) == Some(Local::Combines)
    }

    /// How rows, partial groups and control messages arrive. `computed`: what a row needs to be evaluated before it changes a group; `count`: the field of
    /// the group that counts all rows, if there is one.
    pub(super) fn combine(
        &mut self,
        node: &Node,
        group_parts: &[GroupPart],
        computed: &[TokenStream],
        count: Option<&Ident>,
        parts: &mut Parts,
    ) {
        let pieces = self.pieces(node, group_parts, count);
        let Pieces { partial, has_texts, .. } = &pieces;
        let (key, group) = (self.key_type(node), format_ident!("{}Group", node.type_name));
        let field = if count.is_none() { quote!(rows: u64) } else { quote!() };
        let hash_field = if *has_texts { quote!(hash: u64,) } else { quote!() };
        let merges = group_parts.iter().map(|part| &part.merge);
        parts.items.push(quote! {
            /// What rows of a key and a slice of time add to its group; `time` is in that slice.
            #[derive(Clone, Copy)]
            struct #partial { #hash_field time: i64, key: #key, group: #group, #field }

            impl #group {
                /// Adds what was combined.
                #[inline]
                fn add(&mut self, from: &Self) { #(#merges)* }
            }
        });
        let window = node.window.expect("what is combined has a window of its own");
        let [size, step, offset, lateness] =
            [window.size_us, window.step_us, window.offset_us, window.lateness_us]
                .map(Literal::i64_unsuffixed);
        parts.fields.push(quote!(combining: Combining<#partial>));
        parts.inits.push(quote! {
            combining: Combining::new(
                WindowSpec { size: #size, step: #step, offset: #offset, lateness: #lateness },
                setup.workers,
            )
        });
        parts.methods.push(self.combining_rows(node, &pieces, computed));
        parts.methods.push(pieces.passing());
        let ahead = self.ahead(node, &self.fetches(group_parts));
        let (hash, apply) = (self.row_hash(node), quote!(self.apply(cx, hash, row);));
        parts.methods.push(self.batches_over(node, &quote!(let hash = #hash;), &apply, ahead));
        parts.methods.push(pieces.batches());
        let merge = self.merging_combined(node, &pieces);
        parts.methods.push(merge);
    }

    /// What a partial group of slices that a step shares does to the step's own group.
    pub(super) fn merging_shared(
        &mut self,
        node: &Node,
        slices: &Node,
        count: Option<&Ident>,
    ) -> TokenStream {
        let pieces = self.pieces(slices, &[], count);
        self.merging_combined(node, &pieces)
    }

    fn pieces(&self, node: &Node, group_parts: &[GroupPart], count: Option<&Ident>) -> Pieces {
        let group = format_ident!("{}Group", node.type_name);
        let (partial, key_value) = (self.partial_type(node), self.key_value(node));
        let empty = group_parts.iter().flat_map(|part| &part.empty);
        let (none, one) = match count {
            Some(_) => (quote!(), quote!()),
            None => (quote!(rows: 0), quote!(partial.rows += 1;)),
        };
        let updates = group_parts.iter().map(|part| &part.update);
        let has_texts = self.key_has_text(node);
        let row_hash = if has_texts { quote!(hash,) } else { quote!() };
        let hashes =
            self.key_fields(node).into_iter().map(|(field, ty)| self.value_hash(quote!(key.#field), &ty));
        let hash = match has_texts {
            true => quote!(partial.hash),
            false => hashes.reduce(|a, b| quote!(hash2(#a, #b))).unwrap_or_else(|| quote!(0)),
        };
        Pieces {
            fresh: quote!(#partial { #row_hash time: row.time, key: #key_value, group: #group { #(#empty),* }, #none }),
            updates: quote! {
                #one
                let group = &mut partial.group;
                #(#updates)*
            },
            hash,
            target: self.target(node),
            rows: count.map_or_else(|| quote!(partial.rows), |count| quote!(partial.group.#count as u64)),
            stored: self.row_stored(node),
            partial,
            has_texts,
            fetch_texts: self.fetch_key_texts(node, &quote!(table)),
            sought: self.sought(node, quote!(hash), &quote!(partial.key)),
        }
    }

    /// `row`, and what takes a place of the table.
    fn combining_rows(&self, node: &Node, pieces: &Pieces, computed: &[TokenStream]) -> TokenStream {
        let (row, hash, equals) = (self.row_in(node), self.row_hash(node), self.key_equals(node));
        let Pieces { fresh, updates, partial, target, has_texts, .. } = pieces;
        let (placing, at) = match self.required_int_of_key(node, &quote!(row)) {
            Some(int) => (quote!(let at = place_of_int(#int);), quote!(at)),
            None => (quote!(), quote!(hash)),
        };
        let heavy = match has_texts {
            true => quote! {
                if self.combining.is_heavy() {
                    self.pass_all();
                }
            },
            false => quote!(),
        };
        let push = self.stored_row(node);
        let fits = self.prepared(
            node,
            quote! {
                place.as_ref().is_some_and(|partial| {
                    let key = &partial.key;
                    #equals && slice.holds(partial.time)
                })
            },
        );
        quote! {
            /// A row from the node before.
            #[inline(always)]
            fn row(&mut self, cx: Cx<'_>, row: #row) {
                let hash = #hash;
                if !self.combining.is_on() {
                    self.combining.single();
                    if self.exchange.alone() {
                        self.apply(cx, hash, row);
                    } else {
                        self.exchange.push(#target, #push);
                    }
                    return;
                }
                #(#computed)*
                #placing
                let (place, slice, heap) = self.combining.place(#at, row.time);
                let fits = #fits;
                if fits && let Some(partial) = place {
                    #updates
                } else {
                    let mut partial = #fresh;
                    #updates
                    self.displace(#at, partial);
                }
            }

            /// A partial group takes its place; what stood there goes on.
            #[inline(never)]
            fn displace(&mut self, at: u64, partial: #partial) {
                if let Some(before) = self.combining.put(at, partial) {
                    self.pass(&before);
                }
                #heavy
            }
        }
    }

    /// What a partial group does to its group.
    fn merging_combined(&mut self, node: &Node, pieces: &Pieces) -> TokenStream {
        let Pieces { partial, rows, .. } = pieces;
        let sought = &pieces.sought;
        let argument = if pieces.has_texts { quote!(from,) } else { quote!() };
        let place = match node.shared_by.is_empty() {
            true => {
                let late = self.count_many_in_step(node.step, "late", rows);
                quote! {
                    match self.windows.place(partial.time) {
                        Placed::Open => {}
                        Placed::Partly => { #late }
                        Placed::Late => {
                            #late
                            return;
                        }
                    }
                }
            }
            false => quote! {
                if !self.windows.place_shared(partial.time) {
                    self.merge_late(#argument hash, partial);
                    return;
                }
            },
        };
        let fresh = match self.shares_slices(node) {
            true => quote!(Share::of(&partial.group)),
            false => quote!(partial.group),
        };
        let equals = self
            .distinct_key_fields(node)
            .into_iter()
            .map(|(field, ty)| self.same(&ty, quote!(key.#field), quote!(partial.key.#field)));
        let (from, equals, key) = match pieces.has_texts {
            true => (
                quote!(from: &Heap,),
                quote!(key.same(heap, &partial.key, from)),
                quote!(partial.key.carry(from, heap)),
            ),
            false => {
                let equals = equals.reduce(|a, b| quote!(#a && #b)).unwrap_or_else(|| quote!(true));
                (quote!(), equals, quote!(partial.key))
            }
        };
        quote! {
            /// A partial group that belongs here.
            #[inline]
            fn merge(&mut self, #from hash: u64, partial: &#partial) {
                #place
                let mut is_first = false;
                let group = self.windows.entry(#sought, |key, heap| #equals, |heap| {
                    is_first = true;
                    (#key, #fresh)
                });
                if !is_first {
                    group.add(&partial.group);
                }
            }
        }
    }
}

impl Pieces {
    /// How what was combined goes on.
    fn passing(&self) -> TokenStream {
        let Pieces { partial, hash, target, has_texts, .. } = self;
        let (merge, push) = match has_texts {
            false => {
                (quote!(self.merge(hash, partial);), quote!(self.exchange.push_group(#target, |_| *partial);))
            }
            true => (
                quote! {
                    let from = self.combining.take_heap();
                    self.merge(&from, hash, partial);
                    self.combining.give_heap(from);
                },
                quote! {
                    let from = self.combining.heap();
                    self.exchange.push_group(#target, |to| #partial { key: partial.key.carry(from, to), ..*partial });
                },
            ),
        };
        quote! {
            /// Sends a partial group to the worker that owns its key.
            #[inline]
            fn pass(&mut self, partial: &#partial) {
                let key = &partial.key;
                let hash = #hash;
                if self.exchange.alone() {
                    #merge
                } else {
                    #push
                }
                self.combining.passed();
            }

            /// Sends all that was combined.
            fn pass_all(&mut self) {
                while let Some(partial) = self.combining.take() {
                    self.pass(&partial);
                }
            }

            /// A control message from the node before: what was combined goes ahead of it.
            fn upstream(&mut self, cx: Cx<'_>, control: Control) {
                self.pass_all();
                if self.exchange.alone() {
                    self.control(cx, 0, control);
                } else {
                    self.exchange.publish(control);
                }
            }
        }
    }

    fn batches(&self) -> TokenStream {
        let Pieces { stored, partial, hash, has_texts, fetch_texts, sought, .. } = self;
        let (from, of_batch, of_chunk) = match has_texts {
            true => (quote!(from: &Heap,), quote!(batch.heap(),), quote!(from,)),
            false => (quote!(), quote!(), quote!()),
        };
        let fetch_texts = match fetch_texts.is_empty() {
            true => quote!(),
            false => quote! {
                for (partial, &hash) in partials.iter().zip(&hashes) {
                    if let Some((key, _)) = table.peek(#sought) {
                        #(#fetch_texts)*
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
                        Part::Rows(partials) if self.windows.is_far() => {
                            partials.chunks(AHEAD).for_each(|partials| self.merge_ahead(#of_batch partials));
                        }
                        Part::Rows(partials) => {
                            for partial in partials {
                                let key = &partial.key;
                                self.merge(#of_batch #hash, partial);
                            }
                        }
                        Part::Control(control) => self.control(cx, batch.from, control),
                    }
                }
            }

            /// Partial groups whose own groups are asked for before the first of them is merged: the misses overlap.
            #[inline(never)]
            fn merge_ahead(&mut self, #from partials: &[#partial]) {
                let mut hashes = [0; AHEAD];
                for (partial, slot) in partials.iter().zip(&mut hashes) {
                    let key = &partial.key;
                    *slot = #hash;
                }
                if let Some(table) = self.windows.latest() {
                    for (partial, &hash) in partials.iter().zip(&hashes) {
                        table.fetch_slot(#sought);
                    }
                    for (partial, &hash) in partials.iter().zip(&hashes) {
                        table.fetch_entry(#sought);
                    }
                    #fetch_texts
                }
                for (partial, &hash) in partials.iter().zip(&hashes) {
                    self.merge(#of_chunk hash, partial);
                }
            }
        }
    }
}
