//! JSON lines that are read key by key: the readers that know what is wrong with a line, whatever its shape.

use super::super::Emitter;
use super::super::sink::timestamp_format;
use super::super::types::ident;
use super::json::{ReadField, decoded_type, orders_type};
use super::view::View;
use crate::physical::names::snake;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use weir_dsl::plan::TimestampFormat;
use weir_dsl::types::{RecordId, Type};

impl Emitter<'_> {
    /// The function that reads a line key by key, those that read the records in it, and the orders of keys that they remember. `shapes`: whether shapes are remembered too, and how.
    pub(super) fn key_by_key(
        &self,
        view: &View<'_>,
        reader: &Ident,
        record: RecordId,
        fields: &[ReadField],
        format: TimestampFormat,
        (has_shapes, learn): (bool, &TokenStream),
    ) -> TokenStream {
        let (made, result) = (decoded_type(reader), self.decoded_result(view, reader, fields));
        let made = quote!(#made);
        let body = self.json_object(view, reader, record, fields, &made, format, &quote!(learnt.line));
        let orders = orders_type(reader);
        let mut order_fields = vec![quote!(line: weir_json::Order)];
        order_fields.extend(has_shapes.then(|| quote!(shapes: weir_json::Shapes)));
        let mut nested = Vec::new();
        for id in self.records_in(record).into_iter().filter(|id| view.has(*id)) {
            nested.push(self.json_record_reader(view, reader, id, format));
            let order = self.order_field(id);
            order_fields.push(quote!(#order: weir_json::Order));
        }
        let inline = if has_shapes || view.is_stage() { quote!(#[inline(never)]) } else { quote!(#[inline]) };
        quote! {
            /// The order of keys as the last lines had them.
            #[derive(Default)]
            struct #orders { #(#order_fields),* }

            /// Reads a line key by key.
            #inline
            fn #reader<'a>(mut cursor: weir_json::Cursor<'a>, scratch: &'a Bump, learnt: &mut #orders) -> std::result::Result<#result, weir_json::DecodeError> {
                let cursor = &mut cursor;
                #body
                weir_json::named(cursor.end(), "")?;
                #learn
                Ok(decoded)
            }

            #(#nested)*
        }
    }

    /// The field of the struct with the orders of keys.
    fn order_field(&self, id: RecordId) -> Ident {
        ident(&snake(&format!("{}_record", self.record_word(id))))
    }

    /// The function that reads a record.
    fn record_reader(&self, reader: &Ident, id: RecordId) -> Ident {
        ident(&snake(&format!("{reader}_{}", self.record_word(id))))
    }

    fn json_record_reader(
        &self,
        view: &View<'_>,
        reader: &Ident,
        id: RecordId,
        format: TimestampFormat,
    ) -> TokenStream {
        let fields = self.viewed(view, id);
        let (name, function) = (self.viewed_name(view, id), self.record_reader(reader, id));
        let orders = orders_type(reader);
        let order = self.order_field(id);
        let lifetime = if self.viewed_texts(view, &fields) { quote!(<'a>) } else { quote!() };
        let body =
            self.json_object(view, reader, id, &fields, &quote!(#name), format, &quote!(learnt.#order));
        quote! {
            #[inline]
            fn #function<'a>(
                cursor: &mut weir_json::Cursor<'a>,
                scratch: &'a Bump,
                learnt: &mut #orders,
            ) -> std::result::Result<#name #lifetime, weir_json::DecodeError> {
                #body
                Ok(decoded)
            }
        }
    }

    /// Statements that read an object from `cursor` and bind `decoded`. `record`: what it is declared as.
    #[allow(clippy::too_many_arguments, reason = "what an object is read by")]
    fn json_object(
        &self,
        view: &View<'_>,
        reader: &Ident,
        record: RecordId,
        fields: &[ReadField],
        made: &TokenStream,
        format: TimestampFormat,
        order: &TokenStream,
    ) -> TokenStream {
        let declared = fields.iter().map(|f| {
            let (name, ty) = (&f.name, self.viewed_type(view, f.ty.required()));
            quote!(let mut #name: Option<#ty> = None;)
        });
        let keys = fields.iter().map(|f| Literal::byte_string(f.key.as_bytes()));
        let arms = fields.iter().enumerate().map(|(index, f)| {
            let (name, key) = (&f.name, Literal::usize_unsuffixed(index));
            let read = self.json_value_read(reader, f, format);
            match f.ty.is_optional() {
                true => quote!(#key => #name = if cursor.null() { None } else { Some(#read) },),
                false => quote!(#key => #name = Some(#read),),
            }
        });
        let declared_keys = self.physical.pipeline.record(record).fields.iter().map(|f| &f.name);
        let has_required = fields.iter().any(|f| !f.ty.is_optional());
        let known = has_required.then(|| quote!(const KNOWN: &[&str] = &[#(#declared_keys),*];));
        let values = fields.iter().map(|f| {
            let (name, key) = (&f.name, &f.key);
            match f.ty.is_optional() {
                true => quote!(#name),
                false => quote!(#name: match #name { Some(value) => value, None => return Err(weir_json::missing(cursor, #key, KNOWN)) }),
            }
        });
        quote! {
            #known
            #(#declared)*
            weir_json::named(cursor.begin_object(), "")?;
            #order.begin();
            while let Some(slot) = weir_json::named(cursor.slot(&mut #order, &[#(#keys),*]), "")? {
                match slot {
                    #(#arms)*
                    _ => unreachable!("only these are asked for"),
                }
            }
            let decoded = #made { #(#values),* };
        }
    }

    fn json_value_read(&self, reader: &Ident, field: &ReadField, format: TimestampFormat) -> TokenStream {
        let key = &field.key;
        if let Type::Record(id) = field.ty.required() {
            let function = self.record_reader(reader, *id);
            return quote!(weir_json::inside(#function(cursor, scratch, learnt), #key)?);
        }
        let read = self.json_scalar_read(&field.ty, format);
        quote!(weir_json::named(#read, #key)?)
    }

    /// Reads a value at the cursor that is no record.
    pub(super) fn json_scalar_read(&self, ty: &Type, format: TimestampFormat) -> TokenStream {
        match ty.required() {
            Type::Bool => quote!(cursor.bool()),
            Type::Int(int) => {
                let int = ident(int.name());
                quote!(cursor.int::<#int>())
            }
            Type::F64 => quote!(cursor.f64()),
            Type::Decimal { precision, scale } => quote!(cursor.decimal(#precision, #scale)),
            Type::String => quote!(cursor.str(scratch)),
            Type::Timestamp => {
                let format = timestamp_format(format);
                quote!(cursor.timestamp(weir_json::#format))
            }
            Type::Date => quote!(cursor.date()),
            Type::Duration => quote!(cursor.duration()),
            Type::Enum(id) => {
                let variants = &self.physical.pipeline.enumeration(*id).variants;
                quote!(cursor.enumeration(&[#(#variants),*]))
            }
            Type::Record(_) => unreachable!("records have readers of their own"),
            Type::Optional(_) => unreachable!("`T??` is `T?`"),
        }
    }
}
