//! Looking ahead: of rows that come in batches to state larger than the caches, what they need of memory is asked for while rows before them are applied. Three steps, some rows
//! apart, each of which finds what the one before it fetched: the slots of the index, the entries, and what these point at.

use super::Emitter;
use super::groups::GroupPart;
use super::windows::state_of;
use crate::physical::{Node, marks};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{Aggregate, AggregateFunction, Operator};

/// What asks for what a `group` points at, for `row`.
#[derive(Default)]
pub(super) struct Fetches {
    /// What has to be there before it can be told; mostly nothing.
    pub(super) first: TokenStream,
    pub(super) then: TokenStream,
}

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

    /// The arm of `batch` for rows that may be looked ahead at, and the method behind it, where a node does.
    pub(super) fn ahead(&self, node: &Node, fetch: &Fetches) -> Option<(TokenStream, TokenStream)> {
        let table = self.table_ahead(node)?;
        let is_far = self.is_far_for_rows(node);
        let arm = quote! {
            Part::Rows(rows) => {
                let is_far = #is_far;
                self.apply_rows(cx, batch.heap(), rows, is_far);
            }
        };
        let stored = self.row_stored(node);
        let load = if self.row_has_text(node) { quote!(row.load(heap)) } else { quote!(*row) };
        let rows = self.looking_ahead(
            node,
            &table,
            fetch,
            (&self.hash_of_stored(node), self.sends_hash(node)),
            &load,
        );
        let waiting = self.waiting_methods(node, fetch);
        let methods = quote! {
            /// Rows that belong here. Where state `is_far`, what a row needs of memory is asked for while rows before it are applied.
            #[inline(never)]
            fn apply_rows(&mut self, cx: Cx<'_>, heap: &Heap, rows: &[#stored], is_far: bool) {
                #rows
            }

            #waiting
        };
        Some((arm, methods))
    }

    /// Code that applies `rows` as they were read.
    pub(super) fn rows_that_waited(&self, node: &Node, fetch: &Fetches) -> TokenStream {
        let table = self.table_ahead(node).expect("asked for a node that looks ahead");
        let rows = self.looking_ahead(node, &table, fetch, (&self.row_hash(node), false), &quote!(*row));
        quote! {
            let is_far = true;
            #rows
        }
    }

    /// Code that applies `rows`, each loaded by `load`; the hash of a `row`'s key, and whether it came with the row.
    fn looking_ahead(
        &self,
        node: &Node,
        table: &TokenStream,
        fetch: &Fetches,
        hash: (&TokenStream, bool),
        load: &TokenStream,
    ) -> TokenStream {
        match self.is_direct(node) {
            true => self.apply_directly(node, hash.0, load),
            false => self.apply_ahead(node, table, fetch, hash, load),
        }
    }

    /// Rows are applied in one place, whether they are looked ahead at or not: what is done with a row stands there, and again only where the only worker does it (twice, where it has a dictionary).
    fn apply_ahead(
        &self,
        node: &Node,
        table: &TokenStream,
        fetch: &Fetches,
        (hash, is_kept): (&TokenStream, bool),
        load: &TokenStream,
    ) -> TokenStream {
        let texts = self.fetch_key_texts(node, &quote!(table));
        let sought = self.sought(node, quote!(hash), &quote!(row));
        // The hash of an integer is made sooner than kept, and mostly not needed; that of a text may have come with the row.
        let (hashes, keep, again) = match self.int_of_key(node, &quote!(row)).is_some() || is_kept {
            true => (quote!(), quote!(), hash.clone()),
            false => (
                quote!(let mut hashes = [0; 8 * APART];),
                quote! {
                    if let Some(row) = rows.get(step) {
                        hashes[step % (8 * APART)] = #hash;
                    }
                },
                quote!(hashes[at % (8 * APART)]),
            ),
        };
        let (pass, steps) = passes(fetch, &texts, &again, &sought, load);
        let steps = Literal::usize_unsuffixed(steps);
        quote! {
            #hashes
            let ahead = if is_far { #steps * APART } else { 0 };
            for step in 0..rows.len() + ahead {
                #keep
                if is_far && let Some(table) = #table {
                    let at = step;
                    if let Some(row) = rows.get(at) {
                        let hash = #again;
                        table.fetch_slot(#sought);
                    }
                    let at = step.wrapping_sub(APART);
                    if let Some(row) = rows.get(at) {
                        let hash = #again;
                        table.fetch_entry(#sought);
                    }
                    #pass
                }
                let at = step.wrapping_sub(ahead);
                if let Some(row) = rows.get(at) {
                    let hash = #again;
                    self.apply(cx, hash, #load);
                }
            }
        }
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

    /// Whether looking ahead pays for rows of a batch, with the sets of their groups.
    fn is_far_for_rows(&self, node: &Node) -> TokenStream {
        let state = state_of(self.step(node.step), node.window.is_some()).map(|(field, _)| field);
        match self.owns_sets(node) {
            true => self.is_large(node),
            false => quote!(self.#state.is_far_for_rows()),
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

    /// What rows need beside the entries of their groups.
    pub(super) fn fetches(&self, parts: &[GroupPart]) -> Fetches {
        let (first, then) =
            (parts.iter().map(|part| &part.fetch_first), parts.iter().map(|part| &part.fetch));
        Fetches { first: quote!(#(#first)*), then: quote!(#(#then)*) }
    }
}

/// The steps behind that of the entry, and how many there are in all before a row is applied.
fn passes(
    fetch: &Fetches,
    texts: &[TokenStream],
    again: &TokenStream,
    sought: &TokenStream,
    load: &TokenStream,
) -> (TokenStream, usize) {
    let Fetches { first, then } = fetch;
    let mut steps = 2_usize;
    let mut pass = quote!();
    if !first.is_empty() {
        let apart = Literal::usize_unsuffixed(steps);
        steps += 1;
        pass.extend(quote! {
            let at = step.wrapping_sub(#apart * APART);
            if let Some(row) = rows.get(at) {
                let hash = #again;
                if let Some((_, group)) = table.peek(#sought) {
                    #first
                }
            }
        });
    }
    if !texts.is_empty() || !then.is_empty() {
        let apart = Literal::usize_unsuffixed(steps);
        steps += 1;
        pass.extend(quote! {
            let at = step.wrapping_sub(#apart * APART);
            if let Some(row) = rows.get(at) {
                let hash = #again;
                if let Some((key, group)) = table.peek(#sought) {
                    let row = #load;
                    #(#texts)*
                    #then
                }
            }
        });
    }
    (pass, steps)
}
