//! The columns of a failed row, for its message: those that are at hand; nothing is computed to be shown.

use super::Emitter;
use super::scope::{Lazy, Scope, Slot};
use proc_macro2::TokenStream;
use quote::quote;
use weir_dsl::plan::StepId;
use weir_dsl::types::Type;

impl Emitter<'_> {
    /// `("price", Shown::Int(price.into()))` for each visible column of the step's output that has a value.
    pub(super) fn shown(&self, step: StepId, scope: &Scope) -> Vec<TokenStream> {
        let mut shown = Vec::new();
        for (index, column) in self.step(step).output.visible() {
            let value = match scope.slots.get(index) {
                Some(Slot::Ready(tokens)) => tokens.clone(),
                Some(Slot::Lazy(cell)) => match &*cell.borrow() {
                    Lazy::Bound(tokens) if !tokens.is_empty() => tokens.clone(),
                    // A field or key that has only not been looked at yet.
                    Lazy::Tokens { value, failing: None, .. } => value.clone(),
                    _ => continue,
                },
                _ => continue,
            };
            if let Some(value) = show(&column.ty, value) {
                let name = &column.name;
                shown.push(quote!((#name, #value)));
            }
        }
        shown
    }
}

fn show(ty: &Type, value: TokenStream) -> Option<TokenStream> {
    Some(match ty {
        Type::Bool => quote!(Shown::Bool(#value)),
        Type::Int(_) => quote!(Shown::Int(i128::from(#value))),
        Type::F64 => quote!(Shown::F64(#value)),
        Type::Decimal { scale, .. } => quote!(Shown::Decimal(#value, #scale)),
        Type::String => quote!(Shown::Text(#value)),
        Type::Timestamp => quote!(Shown::Timestamp(#value)),
        Type::Date => quote!(Shown::Date(#value)),
        Type::Duration => quote!(Shown::Duration(#value)),
        Type::Optional(inner) => {
            let inner = show(inner, quote!(value))?;
            quote!(match #value { Some(value) => #inner, None => Shown::Null })
        }
        Type::Record(_) | Type::Enum(_) => return None,
    })
}
