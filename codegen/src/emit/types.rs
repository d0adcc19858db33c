//! Rust types of Weir types, in their two forms. *Borrowed*: as rows have them inside a chain; strings are `&'a str` into the input's
//! buffer. *Stored*: as rows have them in a batch, a key or a state table; strings are `Text` in the heap beside.

use super::Emitter;
use crate::physical::names::{Names, snake};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::types::{RecordId, Type};

/// An identifier from a name that is one already.
pub(super) fn ident(name: &str) -> Ident {
    format_ident!("{name}")
}

impl Emitter<'_> {
    /// The borrowed form.
    pub(super) fn borrowed(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Bool => quote!(bool),
            Type::Int(int) => {
                let int = ident(int.name());
                quote!(#int)
            }
            Type::F64 => quote!(f64),
            Type::Decimal { .. } => quote!(i128),
            Type::String => quote!(&'a str),
            Type::Timestamp | Type::Duration => quote!(i64),
            Type::Date => quote!(i32),
            Type::Enum(_) => quote!(u32),
            Type::Record(id) => {
                let name = self.record_name(*id);
                if self.has_text(ty) { quote!(#name<'a>) } else { quote!(#name) }
            }
            Type::Optional(inner) => {
                let inner = self.borrowed(inner);
                quote!(Option<#inner>)
            }
        }
    }

    /// The stored form.
    pub(super) fn stored(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::String => quote!(Text),
            Type::Record(id) if self.has_text(ty) => {
                let name = self.stored_record_name(*id);
                quote!(#name)
            }
            Type::Optional(inner) => {
                let inner = self.stored(inner);
                quote!(Option<#inner>)
            }
            other => self.borrowed(other),
        }
    }

    /// Whether the type has strings in it, as far as they are alive.
    pub(super) fn has_text(&self, ty: &Type) -> bool {
        match ty.required() {
            Type::String => true,
            Type::Record(id) => {
                let fields = &self.physical.pipeline.record(*id).fields;
                self.physical.live.fields(*id).iter().any(|&f| self.has_text(&fields[f].ty))
            }
            _ => false,
        }
    }

    /// Borrowed value → stored value; `heap` is the name of a `&mut Heap`.
    pub(super) fn store(&self, ty: &Type, value: TokenStream, heap: &TokenStream) -> TokenStream {
        if !self.has_text(ty) {
            return value;
        }
        match ty {
            Type::String => quote!(#heap.put(#value)),
            Type::Optional(inner) => {
                let inner = self.store(inner, quote!(value), heap);
                quote!(match #value { Some(value) => Some(#inner), None => None })
            }
            _ => quote!(#value.store(#heap)),
        }
    }

    /// Stored value → borrowed value; `heap` is the name of a `&Heap`.
    pub(super) fn load(&self, ty: &Type, value: TokenStream, heap: &TokenStream) -> TokenStream {
        if !self.has_text(ty) {
            return value;
        }
        match ty {
            Type::String => quote!(#heap.get(#value)),
            Type::Optional(inner) => {
                let inner = self.load(inner, quote!(value), heap);
                quote!(match #value { Some(value) => Some(#inner), None => None })
            }
            _ => quote!(#value.load(#heap)),
        }
    }

    /// Name of the struct of a record, borrowed form.
    pub(super) fn record_name(&self, id: RecordId) -> Ident {
        format_ident!("{}Record", crate::physical::names::camel(&self.record_word(id)))
    }

    /// A record's name with underscores; those that would be the same (`FooBar`, `Foo_Bar`) are told apart.
    pub(super) fn record_word(&self, id: RecordId) -> String {
        let mut names = Names::default();
        let records = &self.physical.pipeline.records[..=id.0];
        let words: Vec<String> = records.iter().map(|record| names.unique(&snake(&record.name))).collect();
        words[id.0].clone()
    }

    /// Name of its stored form, where that differs.
    pub(super) fn stored_record_name(&self, id: RecordId) -> Ident {
        format_ident!("{}Stored", self.record_name(id))
    }

    /// Code that gives the strings of a stored value back to `heap`; nothing where it has none.
    pub(super) fn forget(&self, ty: &Type, value: &TokenStream) -> TokenStream {
        if !self.has_text(ty) {
            return quote!();
        }
        match ty {
            Type::String => quote!(heap.forget(#value);),
            Type::Optional(inner) => {
                let forget = self.forget(inner, &quote!(old));
                quote!(if let Some(old) = #value { #forget })
            }
            Type::Record(id) => {
                let fields = self.physical.live.fields(*id).into_iter().map(|field| {
                    let name = self.field_name(*id, field);
                    self.forget(&self.physical.pipeline.record(*id).fields[field].ty, &quote!(#value.#name))
                });
                quote!(#(#fields)*)
            }
            _ => quote!(),
        }
    }

    /// Rust names of a record's fields.
    pub(super) fn field_name(&self, id: RecordId, field: usize) -> Ident {
        let mut names = Names::default();
        let all = self.physical.pipeline.record(id).fields.iter().take(field + 1);
        let unique: Vec<String> = all.map(|f| names.unique(&snake(&f.name))).collect();
        ident(&unique[field])
    }
}
