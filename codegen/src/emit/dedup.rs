//! `dedup`: one row a key, the earliest or the latest.

use super::Emitter;
use super::ahead::Fetches;
use super::body::Body;
use super::chain::block;
use super::node::Parts;
use super::rows::RowColumn;
use super::scope::{Scope, Slot};
use super::types::ident;
use crate::physical::Node;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::Keep;
use weir_dsl::types::Type;

impl Emitter<'_> {
    pub(super) fn dedup(&mut self, node: &Node, keep: Keep) -> TokenStream {
        let group = format_ident!("{}Group", node.type_name);
        let row = self.row_in(node);
        let has_text = self.row_has_text(node);
        let timed = self.step(self.step(node.step).inputs[0]).output.time.is_some();
        let (equals, key) = (self.key_equals(node), self.key_value(node));
        let replaces = replaces(keep, timed);
        let sought = self.sought(node, quote!(hash), &quote!(row));
        let (binding, entry, heap, tidy) = match has_text {
            true => (quote!((kept, heap)), quote!(entry_heap), quote!(heap), quote!(self.table.tidy();)),
            false => (quote!(kept), quote!(entry), quote!(&mut Heap::new()), quote!()),
        };
        let forget = if has_text { self.forget_kept(node) } else { quote!() };
        let entered = self.prepared(
            node,
            quote! {
                self.table.#entry(#sought, |key, heap| #equals, |heap| {
                    is_first = true;
                    (#key, #group::of(&row, heap))
                })
            },
        );
        let mut parts = Parts::default();
        parts.items.push(self.row_structs(node, false));
        parts.items.push(self.key_struct(node));
        parts.items.push(self.kept_struct(node, has_text));
        let mut body = Body::new();
        let scope = self.dedup_scope(node);
        self.consumers(&mut body, node.step, &scope);
        let change = block(body);
        let (arrival, lookup) = (self.arrival(node, Some(&Fetches::default())), self.lookup_type(node));
        parts.methods.push(quote! {
            #arrival

            /// A row that belongs here.
            #[inline]
            fn apply(&mut self, cx: Cx<'_>, hash: #lookup, row: #row) {
                let mut is_first = false;
                let #binding = #entered;
                if !is_first {
                    if !(#replaces) {
                        return;
                    }
                    #forget
                    *kept = #group::of(&row, #heap);
                    #tidy
                }
                if self.changes {
                    let change = true;
                    #change
                }
            }
        });
        let mut body = Body::new();
        self.consumers(&mut body, node.step, &scope);
        let each = block(body);
        self.running(
            node,
            &mut parts,
            quote! {
                let row = group.row(key, heap);
                #each
            },
        );
        let doc = self.node_doc(node);
        self.assemble(node, &doc, parts)
    }

    /// The columns that are kept beside the key: all but those that the key has as they are.
    fn kept_columns(&self, node: &Node) -> Vec<RowColumn> {
        let keys = self.distinct_key_fields(node);
        // Of equal floats a key has always the same one, and not that of the row.
        let in_key = |column: &RowColumn| {
            !matches!(column.ty.required(), Type::F64 | Type::Record(_))
                && keys.iter().any(|(key, _)| *key == column.name)
        };
        let mut columns = self.node_columns(node);
        columns.retain(|column| !in_key(column));
        columns
    }

    /// The state of a key: its row but for the key. With strings, how it moves between heaps.
    fn kept_struct(&self, node: &Node, has_text: bool) -> TokenStream {
        let (group, key, row) =
            (format_ident!("{}Group", node.type_name), self.key_type(node), self.row_type(node));
        let kept = self.kept_columns(node);
        let fields: Vec<Ident> = kept.iter().map(|column| ident(&column.name)).collect();
        let types = kept.iter().map(|column| self.stored(&column.ty));
        let put = kept.iter().zip(&fields).map(|(c, f)| self.store(&c.ty, quote!(row.#f), &quote!(heap)));
        let get = self.node_columns(node).into_iter().map(|column| {
            let field = ident(&column.name);
            let value = match fields.contains(&field) {
                true => self.load(&column.ty, quote!(self.#field), &quote!(heap)),
                false => self.key_load(&column.ty, quote!(key.#field), &quote!(heap)),
            };
            quote!(#field: #value)
        });
        let carry = match has_text {
            true => {
                let traits = self.key_traits(node);
                let carried = kept.iter().zip(&fields).map(|(column, field)| {
                    let value = self.load(&column.ty, quote!(self.#field), &quote!(from));
                    let value = self.store(&column.ty, value, &quote!(to));
                    quote!(#field: #value)
                });
                quote! {
                    #traits

                    impl Group for #group {
                        fn merge(&mut self, _: &mut Heap, _: &Self, _: &Heap) {}

                        fn carry(&self, from: &Heap, to: &mut Heap) -> Self { #group { #(#carried),* } }
                    }
                }
            }
            false => quote!(),
        };
        let lifetime = if has_text { quote!(<'a>) } else { quote!() };
        let of_row = if has_text { quote!(<'_>) } else { quote!() };
        let of_key = if has_text { quote!(&'a) } else { quote!(&) };
        let heap = if has_text { quote!(&'a Heap) } else { quote!(&Heap) };
        let doc = format!("The row that `{}` keeps of a key, without the key.", self.step(node.step).uid);
        quote! {
            #[doc = #doc]
            #[derive(Clone, Copy)]
            struct #group { #(#fields: #types),* }

            impl #group {
                #[inline]
                fn of(row: &#row #of_row, heap: &mut Heap) -> Self { #group { #(#fields: #put),* } }

                #[inline]
                fn row #lifetime (&self, key: #of_key #key, heap: #heap) -> #row #lifetime { #row { #(#get),* } }
            }

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

    /// Code that gives back the strings of what is `kept`.
    fn forget_kept(&self, node: &Node) -> TokenStream {
        let kept = self.kept_columns(node);
        let forgets = kept.iter().map(|column| {
            let name = ident(&column.name);
            self.forget(&column.ty, &quote!(kept.#name))
        });
        quote!(#(#forgets)*)
    }

    /// Code that gives back the strings of a stored row `kept`.
    pub(super) fn forget_row(&self, node: &Node) -> TokenStream {
        let forgets = self.node_columns(node).into_iter().map(|column| {
            let name = ident(&column.name);
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
