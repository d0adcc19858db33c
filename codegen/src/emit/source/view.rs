//! What a reader of JSON lines makes of them: all fields that are alive, or those of a stage (see [`crate::physical::stages`]), with types of its own for the records that it sees less of.

use super::super::Emitter;
use super::json::{ReadField, decoded_type};
use super::shapes::Place;
use crate::physical::names::camel;
use crate::physical::stages::{Fields, Stage};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::types::{RecordId, Type};

/// The fields of a line that a reader makes something of: all that are alive, or those of a stage.
pub(super) struct View<'s> {
    stage: Option<&'s Fields>,
    /// What the types of its records begin with.
    prefix: String,
}

impl<'s> View<'s> {
    /// All.
    pub(super) fn alive() -> Self {
        View { stage: None, prefix: String::new() }
    }

    pub(super) fn of(stage: &'s Stage, reader: &Ident) -> Self {
        View { stage: Some(&stage.fields), prefix: camel(&reader.to_string()) }
    }

    pub(super) fn is_stage(&self) -> bool {
        self.stage.is_some()
    }

    /// Whether it looks at such records at all.
    pub(super) fn has(&self, id: RecordId) -> bool {
        self.stage.is_none_or(|fields| fields.records.contains_key(&id))
    }

    pub(super) fn has_column(&self, column: usize) -> bool {
        self.stage.is_none_or(|fields| fields.columns.contains(&column))
    }

    fn has_field(&self, id: RecordId, field: usize) -> bool {
        self.stage.is_none_or(|fields| fields.records.get(&id).is_some_and(|all| all.contains(&field)))
    }

    pub(super) fn places(&self, places: &[Place], of: Option<RecordId>) -> Vec<Place> {
        let is_seen = |place: &&Place| match of {
            None => self.has_column(place.field.index),
            Some(id) => self.has_field(id, place.field.index),
        };
        let inside = |place: &Place| Place {
            inner: place.inner.as_ref().map(|(id, inner)| (*id, self.places(inner, Some(*id)))),
            ..place.clone()
        };
        places.iter().filter(is_seen).map(inside).collect()
    }
}

impl Emitter<'_> {
    /// The fields of a record that a reader looks at.
    pub(super) fn viewed(&self, view: &View<'_>, id: RecordId) -> Vec<ReadField> {
        self.fields_read(id).into_iter().filter(|field| view.has_field(id, field.index)).collect()
    }

    pub(super) fn viewed_name(&self, view: &View<'_>, id: RecordId) -> Ident {
        format_ident!("{}{}", view.prefix, self.record_name(id))
    }

    /// Whether there are strings in some of the fields.
    pub(super) fn viewed_texts(&self, view: &View<'_>, fields: &[ReadField]) -> bool {
        fields.iter().any(|field| match field.ty.required() {
            Type::Record(id) => self.viewed_texts(view, &self.viewed(view, *id)),
            ty => *ty == Type::String,
        })
    }

    pub(super) fn viewed_type(&self, view: &View<'_>, ty: &Type) -> TokenStream {
        match ty {
            Type::Optional(inner) => {
                let inner = self.viewed_type(view, inner);
                quote!(Option<#inner>)
            }
            Type::Record(id) => {
                let name = self.viewed_name(view, *id);
                let lifetime = self.viewed_texts(view, &self.viewed(view, *id)).then(|| quote!(<'a>));
                quote!(#name #lifetime)
            }
            other => self.borrowed(other),
        }
    }

    /// The type of what a reader makes of a line.
    pub(super) fn decoded_result(
        &self,
        view: &View<'_>,
        reader: &Ident,
        fields: &[ReadField],
    ) -> TokenStream {
        let made = decoded_type(reader);
        let lifetime = self.viewed_texts(view, fields).then(|| quote!(<'a>));
        quote!(#made #lifetime)
    }

    /// The structs of what a stage reads: of the row, and of the records in it.
    pub(super) fn viewed_structs(
        &self,
        view: &View<'_>,
        row: &Ident,
        fields: &[ReadField],
        records: Vec<RecordId>,
    ) -> TokenStream {
        let row = self.viewed_struct(view, row, fields, &quote!());
        let records = records.into_iter().filter(|id| view.has(*id)).map(|id| {
            let (name, fields) = (self.viewed_name(view, id), self.viewed(view, id));
            self.viewed_struct(view, &name, &fields, &quote!(#[derive(Clone, Copy)]))
        });
        quote!(#row #(#records)*)
    }

    fn viewed_struct(
        &self,
        view: &View<'_>,
        name: &Ident,
        fields: &[ReadField],
        derive: &TokenStream,
    ) -> TokenStream {
        let lifetime = self.viewed_texts(view, fields).then(|| quote!(<'a>));
        let types = fields.iter().map(|field| self.viewed_type(view, &field.ty));
        let names = fields.iter().map(|field| &field.name);
        quote! {
            /// What is read first of a line.
            #derive
            struct #name #lifetime { #(#names: #types),* }
        }
    }

    /// A stage's value made of the whole, which `from` is.
    pub(super) fn converted(
        &self,
        view: &View<'_>,
        fields: &[ReadField],
        made: &Ident,
        from: &TokenStream,
    ) -> TokenStream {
        let values = fields.iter().map(|field| {
            let name = &field.name;
            let value = match &field.ty {
                Type::Optional(ty) => match **ty {
                    Type::Record(id) => {
                        let inner = self.converted_record(view, id, &quote!(record));
                        quote!(#from.#name.map(|record| #inner))
                    }
                    _ => quote!(#from.#name),
                },
                Type::Record(id) => self.converted_record(view, *id, &quote!(#from.#name)),
                _ => quote!(#from.#name),
            };
            quote!(#name: #value)
        });
        quote!(#made { #(#values),* })
    }

    fn converted_record(&self, view: &View<'_>, id: RecordId, from: &TokenStream) -> TokenStream {
        self.converted(view, &self.viewed(view, id), &self.viewed_name(view, id), from)
    }
}
