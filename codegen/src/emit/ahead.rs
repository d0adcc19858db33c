//! Looking ahead: rows that come in batches to state larger than the caches are applied a chunk at a time, after what they need of memory was asked for. Three passes
//! over a chunk, each of which finds what the one before it fetched: the slots of the index, the entries, and what these point at.

use super::Emitter;
use super::groups::GroupPart;
use super::windows::state_of;
use crate::physical::{Node, marks};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use weir_dsl::plan::{Aggregate, AggregateFunction, Operator};

impl Emitter<'_> {
    /// The table that rows of a keyed node go to, as an `Option`; `None` where there is none to speak of.
    fn table_ahead(&self, node: &Node) -> Option<TokenStream> {
        let step = self.step(node.step);
        let (field, _) = state_of(step, node.window.is_some())?;
        match marks::opens_windows(step) {
            _ if self.is_two_stage(node) || node.exchange.is_none() || self.keys_of(node).is_empty() => None,
            true => Some(quote!(self.#field.latest())),
            false if node.window.is_some() => None,
            false => Some(quote!(Some(&self.#field))),
        }
    }

    /// Whether a node looks ahead.
    pub(super) fn looks_ahead(&self, node: &Node) -> bool {
        self.table_ahead(node).is_some()
    }

    /// The arm of `batch` for large state and the method behind it; `fetch` asks for what `group` points at, for `row`.
    pub(super) fn ahead(&self, node: &Node, fetch: &TokenStream) -> (TokenStream, TokenStream) {
        let Some(table) = self.table_ahead(node) else { return (quote!(), quote!()) };
        let (stored, hash) = (self.row_stored(node), self.stored_hash(node));
        let load = if self.row_has_text(node) { quote!(row.load(heap)) } else { quote!(*row) };
        let texts = self.fetch_key_texts(node, &quote!(table));
        let sought = self.sought(node, quote!(hash), &quote!(row));
        let pass = if texts.is_empty() && fetch.is_empty() {
            quote!()
        } else {
            quote! {
                for (row, &hash) in rows.iter().zip(&hashes) {
                    if let Some((key, group)) = table.peek(#sought) {
                        let row = #load;
                        #(#texts)*
                        #fetch
                    }
                }
            }
        };
        let is_large = self.is_large(node);
        let arm = quote! {
            Part::Rows(rows) if #is_large => {
                rows.chunks(AHEAD).for_each(|rows| self.apply_ahead(cx, batch.heap(), rows));
            }
        };
        let method = quote! {
            /// Rows whose state is asked for before the first of them is applied: the misses overlap.
            #[inline(never)]
            fn apply_ahead(&mut self, cx: Cx<'_>, heap: &Heap, rows: &[#stored]) {
                let mut hashes = [0; AHEAD];
                if let Some(table) = #table {
                    for (row, slot) in rows.iter().zip(&mut hashes) {
                        let hash = #hash;
                        *slot = hash;
                        table.fetch_slot(#sought);
                    }
                    for (row, &hash) in rows.iter().zip(&hashes) {
                        table.fetch_entry(#sought);
                    }
                    #pass
                }
                for (row, &hash) in rows.iter().zip(&hashes) {
                    self.apply(cx, hash, #load);
                }
            }
        };
        (arm, method)
    }

    /// Whether the state of a node is larger than the caches, with its sets.
    pub(super) fn is_large(&self, node: &Node) -> TokenStream {
        let state = state_of(self.step(node.step), node.window.is_some()).map(|(field, _)| field);
        match self.owns_sets(node) {
            true => {
                let group = format_ident!("{}Group", node.type_name);
                quote!((self.#state.is_large() || self.#state.owns_much(#group::owned_bytes)))
            }
            false => quote!(self.#state.is_large()),
        }
    }

    /// Whether groups of a node own sets of distinct values.
    fn owns_sets(&self, node: &Node) -> bool {
        let of_values = |aggregate: &Aggregate| aggregate.function == AggregateFunction::CountDistinct;
        matches!(&self.step(node.step).operator, Operator::Aggregate { aggregates, .. } if aggregates.iter().any(of_values))
    }

    /// How a group says how many bytes its sets have.
    pub(super) fn owned_bytes(&self, node: &Node, parts: &[GroupPart]) -> TokenStream {
        let is_asked = self.looks_ahead(node) || self.gathers(node);
        if !is_asked || !self.owns_sets(node) {
            return quote!();
        }
        let group = format_ident!("{}Group", node.type_name);
        let sets = parts.iter().filter_map(|part| part.set.as_ref()).map(|set| &set.name);
        quote! {
            impl #group {
                /// Bytes of its sets.
                fn owned_bytes(&self) -> usize { 0 #(+ self.#sets.size_bytes())* }
            }
        }
    }

    /// What a chunk of rows needs beside the entries of their groups.
    pub(super) fn fetches(&self, parts: &[GroupPart]) -> TokenStream {
        let fetches = parts.iter().map(|part| &part.fetch);
        quote!(#(#fetches)*)
    }
}
