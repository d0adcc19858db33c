//! Casts as Rust: a plain `as` or `from` where nothing can go wrong, else a call into the runtime's `cast` module.

use super::Emitter;
use super::body::{Body, OnFail};
use super::scope::Scope;
use super::types::ident;
use proc_macro2::TokenStream;
use quote::quote;
use weir_dsl::plan::Expr;
use weir_dsl::types::Type;

impl Emitter<'_> {
    pub(super) fn cast(
        &mut self,
        body: &mut Body,
        scope: &Scope,
        fail: &OnFail,
        from: &Expr,
        to: &Type,
    ) -> TokenStream {
        let value = self.expr(body, scope, fail, from);
        self.cast_value(body, fail, value, &from.ty, to)
    }

    fn cast_value(
        &mut self,
        body: &mut Body,
        fail: &OnFail,
        value: TokenStream,
        from: &Type,
        to: &Type,
    ) -> TokenStream {
        match (from, to) {
            (a, b) if a == b => value,
            (Type::Optional(a), Type::Optional(b)) => {
                let (statements, inner) =
                    body.nested(|body| self.cast_value(body, fail, quote!(inner), a, b));
                quote!((match #value { Some(inner) => Some({ #(#statements)* #inner }), None => None }))
            }
            (a, Type::Optional(b)) => {
                let inner = self.cast_value(body, fail, value, a, b);
                quote!(Some(#inner))
            }
            _ => self.cast_required(body, fail, value, from, to),
        }
    }

    fn cast_required(
        &mut self,
        body: &mut Body,
        fail: &OnFail,
        value: TokenStream,
        from: &Type,
        to: &Type,
    ) -> TokenStream {
        let call = match (from, to) {
            (Type::Int(_), Type::Int(int)) => {
                let target = ident(int.name());
                match Expr::cast_fails(from, to) {
                    Some(false) => return quote!(#target::from(#value)),
                    _ => quote!(cast::int_to_int::<_, #target>(#value)),
                }
            }
            (Type::Int(_), Type::F64) => return quote!((#value as f64)),
            (Type::Int(_), Type::Decimal { precision, scale }) => {
                if Expr::cast_fails(from, to) == Some(false) {
                    let factor = power_of_ten(*scale);
                    return if *scale == 0 {
                        quote!(i128::from(#value))
                    } else {
                        quote!((i128::from(#value) * #factor))
                    };
                }
                quote!(cast::int_to_decimal(i128::from(#value), #precision, #scale))
            }
            (Type::F64, Type::Int(int)) => {
                let target = ident(int.name());
                quote!(cast::f64_to_int::<#target>(#value))
            }
            (Type::F64, Type::Decimal { precision, scale }) => {
                quote!(cast::f64_to_decimal(#value, #precision, #scale))
            }
            (Type::Decimal { scale, .. }, Type::F64) => return quote!(cast::decimal_to_f64(#value, #scale)),
            (Type::Decimal { scale, .. }, Type::Int(int)) => {
                let target = ident(int.name());
                quote!(cast::decimal_to_int::<#target>(#value, #scale))
            }
            (Type::Decimal { scale: s1, .. }, Type::Decimal { precision, scale: s2 }) => {
                if Expr::cast_fails(from, to) == Some(false) && s2 >= s1 {
                    let factor = power_of_ten(s2 - s1);
                    return if s1 == s2 { value } else { quote!((#value * #factor)) };
                }
                if Expr::cast_fails(from, to) == Some(false) {
                    let divisor = power_of_ten(s1 - s2);
                    return quote!(decimal::rounded(#value, #divisor));
                }
                quote!(cast::decimal_to_decimal(#value, #s1, #precision, #s2))
            }
            (Type::Timestamp, Type::Date) => return quote!(cast::timestamp_to_date(#value)),
            (Type::Date, Type::Timestamp) => return quote!(cast::date_to_timestamp(#value)),
            (_, Type::String) => return self.to_string(value, from),
            (Type::String, _) => self.parsed(value, to),
            _ => unreachable!("the checker lets no cast from {from} to {to} through"),
        };
        self.tried(body, fail, call)
    }

    fn to_string(&self, value: TokenStream, from: &Type) -> TokenStream {
        match from {
            Type::Bool => quote!(cast::bool_to_string(#value)),
            Type::Int(_) => quote!(cast::int_to_string(cx.scratch, #value)),
            Type::F64 => quote!(cast::f64_to_string(cx.scratch, #value)),
            Type::Decimal { scale, .. } => quote!(cast::decimal_to_string(cx.scratch, #value, #scale)),
            Type::Timestamp => quote!(cast::timestamp_to_string(cx.scratch, #value)),
            Type::Date => quote!(cast::date_to_string(cx.scratch, #value)),
            Type::Duration => quote!(cast::duration_to_string(cx.scratch, #value)),
            Type::Enum(id) => {
                let variants = &self.physical.pipeline.enumeration(*id).variants;
                quote!([#(#variants),*][#value as usize])
            }
            _ => unreachable!("the checker lets no cast from {from} to string through"),
        }
    }

    fn parsed(&self, value: TokenStream, to: &Type) -> TokenStream {
        match to {
            Type::Bool => quote!(cast::string_to_bool(#value)),
            Type::Int(int) => {
                let target = ident(int.name());
                quote!(cast::string_to_int::<#target>(#value))
            }
            Type::F64 => quote!(cast::string_to_f64(#value)),
            Type::Decimal { precision, scale } => quote!(cast::string_to_decimal(#value, #precision, #scale)),
            Type::Timestamp => quote!(cast::string_to_timestamp(#value)),
            Type::Date => quote!(cast::string_to_date(#value)),
            Type::Enum(id) => {
                let variants = &self.physical.pipeline.enumeration(*id).variants;
                quote!(cast::string_to_enum(#value, &[#(#variants),*]))
            }
            _ => unreachable!("the checker lets no cast from string to {to} through"),
        }
    }
}

fn power_of_ten(exponent: u8) -> TokenStream {
    let power = 10i128.pow(exponent.into());
    format!("{power}i128").parse().expect("an integer literal is Rust")
}
