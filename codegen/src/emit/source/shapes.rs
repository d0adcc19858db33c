//! JSON lines of a shape that is known ([`weir_json::Shapes`](../../../../runtime/formats/json/src/shapes/mod.rs)): the fields that are wanted of a line, numbered, and the function that makes a
//! row out of what was found of them. A line that it cannot read (a field that is missing, a value of another type) is left to the reader that goes from
//! key to key, which knows how to say what is wrong.

use super::super::Emitter;
use super::super::types::ident;
use super::json::{ReadField, decoded_type, int_unit_us, orders_type};
use super::view::View;
use crate::physical::stages::{PLACES_MAX, Stage, is_quick};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::TimestampFormat;
use weir_dsl::types::{RecordId, Type};

/// A field with its number, and those of the record that it is.
#[derive(Clone)]
pub(super) struct Place {
    pub index: usize,
    pub field: ReadField,
    pub inner: Option<(RecordId, Vec<Place>)>,
}

/// How a row is made of what a line of a known shape gave.
#[derive(Clone, Copy)]
pub(super) struct Shaped<'s> {
    /// The fields that it has.
    pub view: &'s View<'s>,
    pub format: TimestampFormat,
    /// Fields of the row that are in variables of their names already.
    pub reused: &'s [&'s Ident],
}

/// How the lines of a block are read whose shapes may be known.
pub(super) struct ShapedReader {
    /// The fields that are wanted, and the functions.
    pub items: TokenStream,
    /// Statement of the reader that goes from key to key: remembers the line's shape.
    pub learn: TokenStream,
    /// How many values a line gives.
    pub count: usize,
}

impl Emitter<'_> {
    /// `None` where the record has too many fields.
    pub(super) fn shaped_reader(
        &self,
        reader: &Ident,
        fields: &[ReadField],
        result: &TokenStream,
        format: TimestampFormat,
        stages: &[Stage],
    ) -> Option<ShapedReader> {
        let (places, count) = self.places_of(fields)?;
        let (view, made) = (View::alive(), decoded_type(reader));
        let reused = self.reused(fields, format, stages);
        let reused_types: Vec<TokenStream> = self.reused_types(&reused);
        let names: Vec<&Ident> = reused.iter().map(|(_, field)| &field.name).collect();
        let reused_names: Vec<Ident> = names.iter().map(|name| had(name)).collect();
        // Records inside have readers whose names begin with that of the reader.
        let (shaped, line) = (format_ident!("shaped_{reader}"), format_ident!("line_{reader}"));
        let wanted = format_ident!("{}_WANTED", reader.to_string().to_uppercase());
        let statics = places.iter().map(|place| wanted_field(place, format));
        let read = Shaped { view: &view, format, reused: &names };
        let record = self.shaped_record(&read, &places, &quote!(#made));
        let cursor = has_other(&places, format).then(|| quote!(let cursor = &mut line.cursor();));
        let (parameters, values) = (parameters(reader, count), Literal::usize_unsuffixed(count));
        let items = quote! {
            /// The fields of a line that are used, numbered.
            static #wanted: &[weir_json::Wanted] = &[#(#statics),*];

            /// Reads a line, of which it may be known where its fields are.
            #[inline]
            fn #line<'a>(#parameters #(#reused_types),*) -> std::result::Result<#result, weir_json::DecodeError> {
                if let Some(present) = present
                    && let Some(decoded) = #shaped(line, present, values, scratch, #(#reused_names),*)
                {
                    return Ok(decoded);
                }
                #reader(line.cursor(), scratch, learnt)
            }

            /// Reads a line of which it is known where its fields are; `None` where that is not all there is to it.
            #[inline(always)]
            fn #shaped<'a>(
                line: weir_json::Line<'a>,
                present: u64,
                values: &[i64; #values],
                scratch: &'a Bump,
                #(#reused_types),*
            ) -> Option<#result> {
                #cursor
                Some(#record)
            }
        };
        let learn = quote!(learnt.shapes.learn(cursor, #wanted););
        Some(ShapedReader { items, learn, count })
    }

    /// The fields, and those inside them, with their numbers, and how many they are; `None` where there are too many.
    pub(super) fn places_of(&self, fields: &[ReadField]) -> Option<(Vec<Place>, usize)> {
        let mut count = 0;
        let places = self.places(fields, &mut count);
        (count <= PLACES_MAX).then_some((places, count))
    }

    /// The fields, and those inside them, numbered as they come.
    fn places(&self, fields: &[ReadField], count: &mut usize) -> Vec<Place> {
        let place = |field: &ReadField| {
            let index = *count;
            *count += 1;
            let inner = match field.ty.required() {
                Type::Record(id) if *count <= PLACES_MAX => {
                    Some((*id, self.places(&self.fields_read(*id), count)))
                }
                _ => None,
            };
            Place { index, field: field.clone(), inner }
        };
        fields.iter().map(place).collect()
    }

    /// The record made of its fields; leaves the function where one is not there.
    pub(super) fn shaped_record(
        &self,
        read: &Shaped<'_>,
        places: &[Place],
        made: &TokenStream,
    ) -> TokenStream {
        let required = places.iter().filter(|place| !place.field.ty.is_optional());
        let required = required.fold(0u64, |bits, place| bits | 1 << place.index);
        let check = (required != 0).then(|| {
            let required = bits(required);
            quote!(if present & #required != #required { return None; })
        });
        let values = places.iter().map(|place| {
            let (name, value) = (&place.field.name, self.shaped_value(read, place));
            if place.inner.is_none() && read.reused.contains(&name) {
                let had = had(name);
                return quote!(#name: #had);
            }
            if !place.field.ty.is_optional() {
                return quote!(#name: #value);
            }
            let (bit, index) = (bits(1 << place.index), Literal::usize_unsuffixed(place.index));
            match is_other(place, read.format) {
                true => quote!(#name: if present & #bit == 0 || { cursor.go_to(values[#index]); cursor.null() } { None } else { Some(#value) }),
                false => quote!(#name: if present & #bit == 0 { None } else { Some(#value) }),
            }
        });
        match check {
            Some(check) => quote!({ #check #made { #(#values),* } }),
            None => quote!(#made { #(#values),* }),
        }
    }

    fn shaped_value(&self, read: &Shaped<'_>, place: &Place) -> TokenStream {
        let index = Literal::usize_unsuffixed(place.index);
        if let Some((id, places)) = &place.inner {
            let name = self.viewed_name(read.view, *id);
            // Only the row's own fields are there already.
            let inside = Shaped { reused: &[], ..*read };
            return self.shaped_record(&inside, places, &quote!(#name));
        }
        match place.field.ty.required() {
            Type::Int(int) if int.name() != "i64" => {
                let int = ident(int.name());
                quote!(#int::try_from(values[#index]).ok()?)
            }
            Type::F64 => quote!(f64::from_bits(values[#index].cast_unsigned())),
            _ if !is_other(place, read.format) => quote!(values[#index]),
            _ => {
                let read = self.json_scalar_read(&place.field.ty, read.format);
                quote!({ cursor.go_to(values[#index]); #read.ok()? })
            }
        }
    }
}

/// The parameters of a function that reads a line: the line, what its shape says of it, and what is learnt of it.
pub(super) fn parameters(reader: &Ident, count: usize) -> TokenStream {
    let (orders, values) = (orders_type(reader), Literal::usize_unsuffixed(count));
    quote! {
        line: weir_json::Line<'a>,
        present: Option<u64>,
        values: &[i64; #values],
        scratch: &'a Bump,
        learnt: &mut #orders,
    }
}

/// What a value that a stage has made is called where the rest is.
pub(super) fn had(name: &Ident) -> Ident {
    format_ident!("had_{name}")
}

/// Whether the line tells only where the value is.
fn is_other(place: &Place, format: TimestampFormat) -> bool {
    place.inner.is_none() && !is_quick(&place.field.ty, format)
}

pub(super) fn has_other(places: &[Place], format: TimestampFormat) -> bool {
    places.iter().any(|place| match &place.inner {
        Some((_, places)) => has_other(places, format),
        None => is_other(place, format),
    })
}

/// As [`int_unit_us`], of integers of all widths.
fn shaped_unit(ty: &Type, format: TimestampFormat) -> Option<i64> {
    match ty.required() {
        Type::Int(_) => Some(1),
        ty => int_unit_us(ty, format),
    }
}

fn wanted_field(place: &Place, format: TimestampFormat) -> TokenStream {
    let (key, index) =
        (Literal::byte_string(place.field.key.as_bytes()), Literal::usize_unsuffixed(place.index));
    let value = match (&place.inner, shaped_unit(&place.field.ty, format)) {
        (Some((_, places)), _) => {
            let fields = places.iter().map(|place| wanted_field(place, format));
            quote!(weir_json::WantedValue::Record(&[#(#fields),*]))
        }
        (None, Some(unit)) => {
            let (unit, optional) = (Literal::i64_unsuffixed(unit), place.field.ty.is_optional());
            quote!(weir_json::WantedValue::Int { unit: #unit, optional: #optional })
        }
        (None, None) if *place.field.ty.required() == Type::F64 => {
            let optional = place.field.ty.is_optional();
            quote!(weir_json::WantedValue::Float { optional: #optional })
        }
        (None, None) => quote!(weir_json::WantedValue::Other),
    };
    quote!(weir_json::Wanted { key: #key, place: #index, value: #value })
}

fn bits(bits: u64) -> TokenStream {
    format!("{bits:#x}").parse().expect("a number in hexadecimal")
}
