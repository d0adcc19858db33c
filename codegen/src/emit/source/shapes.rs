//! JSON lines of a shape that is known ([`weir_json::Shapes`](../../../../runtime/formats/json/src/shapes/mod.rs)): the fields that are wanted of a line, numbered, and the function that makes a
//! row out of what was found of them. A line that it cannot read (a field that is missing, a value of another type) is left to the reader that goes from
//! key to key, which knows how to say what is wrong.

use super::super::Emitter;
use super::super::types::ident;
use super::json::{ReadField, int_unit_us, orders_type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::TimestampFormat;
use weir_dsl::types::{RecordId, Type};

/// Fields that one word has bits for.
const PLACES_MAX: usize = 64;

/// A field with its number, and those of the record that it is.
struct Place {
    index: usize,
    field: ReadField,
    inner: Option<(RecordId, Vec<Place>)>,
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
        made: &TokenStream,
        result: &TokenStream,
        format: TimestampFormat,
    ) -> Option<ShapedReader> {
        let mut count = 0;
        let places = self.places(fields, &mut count);
        if count > PLACES_MAX {
            return None;
        }
        // Records inside have readers whose names begin with that of the reader.
        let (shaped, line) = (format_ident!("shaped_{reader}"), format_ident!("line_{reader}"));
        let wanted = format_ident!("{}_WANTED", reader.to_string().to_uppercase());
        let statics = places.iter().map(|place| wanted_field(place, format));
        let record = self.shaped_record(&places, made, format);
        let cursor = has_other(&places, format).then(|| quote!(let cursor = &mut line.cursor();));
        let orders = orders_type(reader);
        let values = Literal::usize_unsuffixed(count);
        let items = quote! {
            /// The fields of a line that are used, numbered.
            static #wanted: &[weir_json::Wanted] = &[#(#statics),*];

            /// Reads a line, of which it may be known where its fields are.
            #[inline]
            fn #line<'a>(
                line: weir_json::Line<'a>,
                present: Option<u64>,
                values: &[i64; #values],
                scratch: &'a Bump,
                learnt: &mut #orders,
            ) -> std::result::Result<#result, weir_json::DecodeError> {
                if let Some(present) = present
                    && let Some(decoded) = #shaped(line, present, values, scratch)
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
            ) -> Option<#result> {
                #cursor
                Some(#record)
            }
        };
        let learn = quote!(learnt.shapes.learn(cursor, #wanted););
        Some(ShapedReader { items, learn, count })
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
    fn shaped_record(&self, places: &[Place], made: &TokenStream, format: TimestampFormat) -> TokenStream {
        let required = places.iter().filter(|place| !place.field.ty.is_optional());
        let required = required.fold(0u64, |bits, place| bits | 1 << place.index);
        let check = (required != 0).then(|| {
            let required = bits(required);
            quote!(if present & #required != #required { return None; })
        });
        let values = places.iter().map(|place| {
            let (name, value) = (&place.field.name, self.shaped_value(place, format));
            if !place.field.ty.is_optional() {
                return quote!(#name: #value);
            }
            let (bit, index) = (bits(1 << place.index), Literal::usize_unsuffixed(place.index));
            match is_other(place, format) {
                true => quote!(#name: if present & #bit == 0 || { cursor.go_to(values[#index]); cursor.null() } { None } else { Some(#value) }),
                false => quote!(#name: if present & #bit == 0 { None } else { Some(#value) }),
            }
        });
        quote!({ #check #made { #(#values),* } })
    }

    fn shaped_value(&self, place: &Place, format: TimestampFormat) -> TokenStream {
        let index = Literal::usize_unsuffixed(place.index);
        if let Some((id, places)) = &place.inner {
            let name = self.record_name(*id);
            return self.shaped_record(places, &quote!(#name), format);
        }
        match place.field.ty.required() {
            Type::Int(int) if int.name() != "i64" => {
                let int = ident(int.name());
                quote!(#int::try_from(values[#index]).ok()?)
            }
            Type::F64 => quote!(f64::from_bits(values[#index].cast_unsigned())),
            _ if !is_other(place, format) => quote!(values[#index]),
            _ => {
                let read = self.json_scalar_read(&place.field.ty, format);
                quote!({ cursor.go_to(values[#index]); #read.ok()? })
            }
        }
    }
}

/// Whether the line tells only where the value is.
fn is_other(place: &Place, format: TimestampFormat) -> bool {
    let ty = place.field.ty.required();
    place.inner.is_none() && *ty != Type::F64 && shaped_unit(ty, format).is_none()
}

fn has_other(places: &[Place], format: TimestampFormat) -> bool {
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
