//! The columns of a failed row, for its message: those that are at hand, and all where somebody reads `row` of `.errors`; otherwise nothing is computed to be shown.

use super::Emitter;
use super::body::Body;
use super::scope::{Lazy, Scope, Slot};
use crate::expressions::columns;
use proc_macro2::TokenStream;
use quote::quote;
use weir_dsl::plan::StepId;
use weir_dsl::types::Type;

impl Emitter<'_> {
    /// `("price", Shown::Int(price.into()))` for each visible column of the step's output that has a value.
    pub(super) fn shown(&self, step: StepId, scope: &Scope) -> Vec<TokenStream> {
        let mut shown = Vec::new();
        for (index, column) in self.step(step).output.visible() {
            if let Some(value) = scope.slots.get(index).and_then(|slot| self.shown_slot(slot, &column.ty)) {
                let name = &column.name;
                shown.push(quote!((#name, #value)));
            }
        }
        shown
    }

    /// Where the row of a failure in this step is looked at, all of the row is: binds what is computed and not yet there. What is still to be read may be no value: that is
    /// tried where the row has failed, and takes no other row away.
    pub(super) fn bind_shown(&mut self, body: &mut Body, step: StepId, scope: &Scope) {
        if self.physical.shows_rows(step) {
            scope.slots.iter().for_each(|slot| self.bind_slot(body, slot));
        }
    }

    fn bind_slot(&mut self, body: &mut Body, slot: &Slot) {
        match slot {
            Slot::Lazy(_) if can_be_unreadable(slot) => {}
            Slot::Lazy(_) => {
                self.force(body, slot);
            }
            Slot::Nested(nested) => nested.fields.values().for_each(|field| self.bind_slot(body, field)),
            Slot::Ready(_) | Slot::Dead => {}
        }
    }

    fn shown_slot(&self, slot: &Slot, ty: &Type) -> Option<TokenStream> {
        match slot {
            Slot::Dead => None,
            Slot::Ready(tokens) => Some(self.shown_value(ty, tokens.clone())),
            Slot::Lazy(cell) => match &*cell.borrow() {
                Lazy::Part { reading, value } if reading.is_done() => {
                    Some(self.shown_value(ty, value.clone()))
                }
                Lazy::Bound(tokens) if !tokens.is_empty() => Some(self.shown_value(ty, tokens.clone())),
                // A field or key that has only not been looked at yet.
                Lazy::Tokens { value, failing: None, .. } => Some(self.shown_value(ty, value.clone())),
                Lazy::Tokens { value, failing: Some(_), .. } => {
                    let shown = self.shown_value(ty, quote!(read));
                    Some(quote!(match #value { Ok(read) => #shown, Err(_) => Shown::Null }))
                }
                _ => None,
            },
            Slot::Nested(nested) => {
                let Type::Record(id) = ty.required() else { return None };
                let all = &self.physical.pipeline.record(*id).fields;
                let fields = nested.fields.iter().filter_map(|(&index, slot)| {
                    let (name, value) = (&all[index].name, self.shown_slot(slot, &all[index].ty)?);
                    Some(quote!((#name, #value)))
                });
                let json = quote!(Shown::Json(shown_row(cx, &[#(#fields),*])));
                Some(match &nested.present {
                    Some(present) => quote!(if #present { #json } else { Shown::Null }),
                    None => json,
                })
            }
        }
    }

    fn shown_value(&self, ty: &Type, value: TokenStream) -> TokenStream {
        match ty {
            Type::Bool => quote!(Shown::Bool(#value)),
            Type::Int(_) => quote!(Shown::Int(i128::from(#value))),
            Type::F64 => quote!(Shown::F64(#value)),
            Type::Decimal { scale, .. } => quote!(Shown::Decimal(#value, #scale)),
            Type::String => quote!(Shown::Text(#value)),
            Type::Timestamp => quote!(Shown::Timestamp(#value)),
            Type::Date => quote!(Shown::Date(#value)),
            Type::Duration => quote!(Shown::Duration(#value)),
            Type::Enum(id) => {
                let variants = &self.physical.pipeline.enumeration(*id).variants;
                quote!(Shown::Text([#(#variants),*][#value as usize]))
            }
            Type::Record(id) => {
                let fields = self.record_fields(*id, &quote!(record)).into_iter().map(|(name, value, ty)| {
                    let value = self.shown_value(&ty, value);
                    quote!((#name, #value))
                });
                let fields: Vec<TokenStream> = fields.collect();
                match fields.is_empty() {
                    true => quote!(Shown::Json(shown_row(cx, &[]))),
                    false => quote!(Shown::Json({ let record = #value; shown_row(cx, &[#(#fields),*]) })),
                }
            }
            Type::Optional(inner) => {
                let inner = self.shown_value(inner, quote!(value));
                quote!(match #value { Some(value) => #inner, None => Shown::Null })
            }
        }
    }
}

/// Whether a value is still to be read, or computed from what is: then it may turn out to be none.
fn can_be_unreadable(slot: &Slot) -> bool {
    let Slot::Lazy(cell) = slot else { return false };
    match &*cell.borrow() {
        Lazy::Tokens { failing, .. } => failing.is_some(),
        Lazy::Expr { expr, scope, .. } => {
            columns(expr).into_iter().any(|column| scope.slots.get(column).is_some_and(can_be_unreadable))
        }
        // It is read with others, and then all of the row can be or none.
        Lazy::Part { .. } | Lazy::Bound(_) => false,
    }
}
