//! Structs for the pipeline's records, with the fields that are alive.

use super::Emitter;
use proc_macro2::TokenStream;
use quote::quote;
use weir_dsl::plan::Operator;
use weir_dsl::types::{RecordId, Type};

impl Emitter<'_> {
    /// All records that any live value has the type of.
    pub(super) fn records(&self) -> TokenStream {
        let records = &self.physical.pipeline.records;
        let alive = (0..records.len()).map(RecordId).filter(|id| self.physical.live.has_record(*id));
        let items = alive.map(|id| self.record_items(id));
        quote!(#(#items)*)
    }

    fn record_items(&self, id: RecordId) -> TokenStream {
        let record = self.physical.pipeline.record(id);
        let name = self.record_name(id);
        let live: Vec<usize> = self.physical.live.fields(id).into_iter().collect();
        let has_text = self.has_text(&Type::Record(id));
        let fields = live.iter().map(|&f| {
            let (field, ty) = (self.field_name(id, f), self.borrowed(&record.fields[f].ty));
            quote!(#field: #ty)
        });
        let lifetime = if has_text { quote!(<'a>) } else { quote!() };
        let doc = format!("`record {}`, as far as it is used.", record.name);
        let borrowed = quote! {
            #[doc = #doc]
            #[derive(Clone, Copy, PartialEq)]
            struct #name #lifetime { #(#fields),* }
        };
        if !has_text || !self.is_stored(id) {
            return borrowed;
        }
        let stored = self.stored_record_name(id);
        let stored_fields = live.iter().map(|&f| {
            let (field, ty) = (self.field_name(id, f), self.stored(&record.fields[f].ty));
            quote!(#field: #ty)
        });
        let put = live.iter().map(|&f| {
            let field = self.field_name(id, f);
            let value = self.store(&record.fields[f].ty, quote!(self.#field), &quote!(heap));
            quote!(#field: #value)
        });
        let get = live.iter().map(|&f| {
            let field = self.field_name(id, f);
            let value = self.load(&record.fields[f].ty, quote!(self.#field), &quote!(heap));
            quote!(#field: #value)
        });
        quote! {
            #borrowed

            /// The same in a batch or a state table.
            #[derive(Clone, Copy)]
            struct #stored { #(#stored_fields),* }

            impl<'a> #name<'a> {
                fn store(&self, heap: &mut Heap) -> #stored { #stored { #(#put),* } }
            }

            impl #stored {
                fn load<'a>(&self, heap: &'a Heap) -> #name<'a> { #name { #(#get),* } }
            }
        }
    }

    /// Whether a row that is kept has a value of the record in it.
    fn is_stored(&self, id: RecordId) -> bool {
        let holds = |ty: &Type| self.holds(ty, id);
        self.physical.nodes.iter().any(|node| {
            let keeps = matches!(
                self.step(node.step).operator,
                Operator::Aggregate { .. } | Operator::Top { .. } | Operator::Dedup { .. }
            );
            (keeps || node.exchange.is_some()) && self.node_columns(node).iter().any(|c| holds(&c.ty))
        })
    }

    fn holds(&self, ty: &Type, id: RecordId) -> bool {
        match ty.required() {
            Type::Record(found) => {
                let fields = &self.physical.pipeline.record(*found).fields;
                *found == id || fields.iter().any(|f| self.holds(&f.ty, id))
            }
            _ => false,
        }
    }
}
