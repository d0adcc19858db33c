//! `dedup`: one row a key, the earliest or the latest.

use super::Emitter;
use super::body::Body;
use super::chain::block;
use super::node::Parts;
use super::scope::{Scope, Slot};
use crate::physical::Node;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use weir_dsl::plan::Keep;

impl Emitter<'_> {
    pub(super) fn dedup(&mut self, node: &Node, keep: Keep) -> TokenStream {
        let group = format_ident!("{}Group", node.type_name);
        let (row, stored) = (self.row_in(node), self.row_stored(node));
        let has_text = self.row_has_text(node);
        let timed = self.step(self.step(node.step).inputs[0]).output.time.is_some();
        let (equals, key) = (self.key_equals(node), self.key_value(node));
        let replaces = replaces(keep, timed);
        let (store, binding, entry, tidy) = match has_text {
            true => (
                quote!(row.store(heap)),
                quote!((group, heap)),
                quote!(entry_heap),
                quote!(self.table.tidy();),
            ),
            false => (quote!(row), quote!(group), quote!(entry), quote!()),
        };
        let forget = if has_text { self.forget_row(node) } else { quote!() };
        let mut parts = Parts::default();
        parts.items.push(self.row_structs(node, true));
        parts.items.push(self.key_struct(node));
        parts.items.push(self.kept_struct(node, &stored.to_string(), has_text));
        let mut body = Body::new();
        let scope = self.dedup_scope(node);
        self.consumers(&mut body, node.step, &scope);
        let change = block(body);
        let arrival = self.arrival(node, Some(&quote!()));
        parts.methods.push(quote! {
            #arrival

            /// A row that belongs here.
            #[inline]
            fn apply(&mut self, cx: Cx<'_>, hash: u64, row: #row) {
                let #binding = self.table.#entry(hash, |key, heap| #equals, |heap| (#key, #group { row: None }));
                let replaces = match &group.row {
                    Some(kept) => #replaces,
                    None => true,
                };
                if !replaces {
                    return;
                }
                if let Some(kept) = group.row {
                    #forget
                }
                group.row = Some(#store);
                #tidy
                if self.changes {
                    let change = true;
                    #change
                }
            }
        });
        let mut body = Body::new();
        self.consumers(&mut body, node.step, &scope);
        let load = if has_text { quote!(kept.load(heap)) } else { quote!(*kept) };
        let each = block(body);
        self.running(
            node,
            &mut parts,
            quote! {
                if let Some(kept) = &group.row {
                    let row = #load;
                    #each
                }
            },
        );
        let doc = self.node_doc(node);
        self.assemble(node, &doc, parts)
    }

    /// The state of a key: its row. With strings, how it moves between heaps.
    fn kept_struct(&self, node: &Node, stored: &str, has_text: bool) -> TokenStream {
        let (group, stored) = (format_ident!("{}Group", node.type_name), format_ident!("{stored}"));
        let carry = match has_text {
            true => {
                let traits = self.key_traits(node);
                quote! {
                    #traits

                    impl Group for #group {
                        fn merge(&mut self, _: &mut Heap, _: &Self, _: &Heap) {}

                        fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
                            #group { row: self.row.map(|kept| kept.load(from).store(to)) }
                        }
                    }
                }
            }
            false => quote!(),
        };
        let doc = format!("The row that `{}` keeps of a key.", self.step(node.step).uid);
        quote! {
            #[doc = #doc]
            #[derive(Clone, Copy)]
            struct #group { row: Option<#stored> }

            #carry
        }
    }

    /// The output's columns as fields of `row`: visible columns come first on both sides.
    fn dedup_scope(&self, node: &Node) -> Scope {
        let input = self.row_scope(node);
        let slot = |index: usize| match self.physical.live.is_live(node.step, index) {
            true => input.slots[index].clone(),
            false => Slot::Dead,
        };
        Scope { slots: (0..self.step(node.step).output.columns.len()).map(slot).collect() }
    }

    /// Code that gives back the strings of a stored row `kept`.
    pub(super) fn forget_row(&self, node: &Node) -> TokenStream {
        let forgets = self.node_columns(node).into_iter().map(|column| {
            let name = super::types::ident(&column.name);
            self.forget(&column.ty, &quote!(kept.#name))
        });
        quote!(#(#forgets)*)
    }
}

/// Whether `row` takes the place of `kept`.
fn replaces(keep: Keep, timed: bool) -> TokenStream {
    match (keep, timed) {
        (Keep::Last, true) => quote!(row.time >= kept.time),
        (Keep::First, true) => quote!(row.time < kept.time),
        (Keep::Last, false) => quote!(true),
        (Keep::First, false) => quote!(false),
    }
}
