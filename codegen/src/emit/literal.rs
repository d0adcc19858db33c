//! Literals as Rust.

use super::Emitter;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use weir_dsl::types::Type;
use weir_dsl::value::Value;

impl Emitter<'_> {
    pub(super) fn literal(&self, value: &Value, ty: &Type) -> TokenStream {
        if ty.is_optional() {
            return match value {
                Value::Null => {
                    let of = self.borrowed(ty.required()).to_string().replace("'a", "'_");
                    let of: TokenStream = of.parse().expect("a type is Rust");
                    quote!(None::<#of>)
                }
                value => {
                    let inner = self.literal(value, ty.required());
                    quote!(Some(#inner))
                }
            };
        }
        let literal = match value {
            Value::Null => unreachable!("null has an optional type"),
            Value::Bool(b) => return quote!(#b),
            Value::Int(n) => {
                let Type::Int(int) = ty else { unreachable!("an integer has an integer's type") };
                return whole(*n, int.name());
            }
            Value::F64(x) if x.is_finite() && x.is_sign_negative() => {
                let positive = Literal::f64_suffixed(-x);
                return quote!((-#positive));
            }
            Value::F64(x) if x.is_finite() => Literal::f64_suffixed(*x),
            Value::F64(x) if x.is_nan() => return quote!(f64::NAN),
            Value::F64(x) => return if *x > 0.0 { quote!(f64::INFINITY) } else { quote!(f64::NEG_INFINITY) },
            Value::Decimal(m) => return whole(*m, "i128"),
            Value::String(s) => Literal::string(s),
            Value::Timestamp(t) | Value::Duration(t) => return whole((*t).into(), "i64"),
            Value::Date(d) => return whole((*d).into(), "i32"),
            Value::Enum(index) => Literal::u32_suffixed(*index),
            Value::Record(_) => unreachable!("records are made by `Record` nodes"),
        };
        quote!(#literal)
    }
}

/// A whole number of a type. In parentheses where it has a sign, which otherwise would be that of a method's result.
fn whole(n: i128, ty: &str) -> TokenStream {
    let text = if n < 0 { format!("({n}{ty})") } else { format!("{n}{ty}") };
    text.parse().expect("an integer literal is Rust")
}
