//! `count_distinct`: a set a group. Several over one column, each with its own `where`, share one set with a bit a condition, kept
//! by the first of them: which ones, [`sharing`] says.

use super::Emitter;
use super::body::{Body, OnFail};
use super::groups::{GroupPart, Input, SetPart};
use super::keys::as_i64;
use super::scope::Scope;
use super::types::ident;
use crate::expressions::can_fail;
use crate::physical::shared_sets::sharing;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use weir_dsl::plan::{Aggregate, Expr};
use weir_dsl::types::Type;

impl Emitter<'_> {
    /// The part of `aggregates[index]`; writes the evaluation of arguments and conditions into `body`.
    pub(super) fn distinct(
        &mut self,
        body: &mut Body,
        scope: &Scope,
        fail: &OnFail,
        (aggregates, index): (&[Aggregate], usize),
        names: &[String],
    ) -> GroupPart {
        let sharing = sharing(aggregates, index);
        let leader = sharing[0];
        let place = sharing.iter().position(|&i| i == index).expect("it shares with itself");
        let set = ident(&names[leader]);
        let place = Literal::usize_unsuffixed(place);
        let mut part = GroupPart::reading(quote!(group.#set.len(#place)));
        let argument = aggregates[index].argument.as_ref().expect("`count_distinct` has an argument");
        let ty = argument.ty.required().clone();
        if index != leader {
            return part;
        }
        part.fetch = self.fetch_of_set(scope, fail, argument, &set);
        if !part.fetch.is_empty() {
            part.fetch_first = quote!(group.#set.fetch_first(););
        }
        if let [_] = sharing[..] {
            // An argument that may fail is not looked at where the condition does not hold.
            let input = self.contribution(body, scope, fail, &aggregates[index], &names[index]);
            let insert = self.insertion(&set, &ty, &quote!(1));
            let given = match &input {
                Input::Always(value) => quote!(if let Some(value) = Some(#value)),
                Input::Maybe(value) => quote!(if let Some(value) = #value),
            };
            part.set = Some(self.set_part(&set, &ty, given, quote!(1)));
            part.update = match input {
                Input::Always(value) => quote!({ let value = #value; #insert }),
                Input::Maybe(value) => quote!(if let Some(value) = #value { #insert }),
            };
            self.kept_set(&mut part, &set, &ty, 1);
            return part;
        }
        let value = self.eval(body, scope, fail, argument);
        let variable = body.variable(&format!("{}_value", names[leader]));
        body.push(quote!(let #variable = #value;));
        let mut bits = Vec::new();
        for (bit, &member) in sharing.iter().enumerate() {
            let bit = Literal::u32_unsuffixed(1 << bit);
            bits.push(match &aggregates[member].filter {
                None => quote!(#bit),
                Some(filter) => {
                    let holds = self.eval(body, scope, fail, filter);
                    quote!((u32::from(#holds) * #bit))
                }
            });
        }
        let bits_name = body.variable(&format!("{}_bits", names[leader]));
        body.push(quote!(let #bits_name: u32 = #(#bits)|*;));
        let insert = self.insertion(&set, &ty, &quote!(#bits_name));
        let some = if argument.ty.is_optional() { quote!(#variable) } else { quote!(Some(#variable)) };
        let given = quote!(if let Some(value) = #some && #bits_name != 0);
        part.set = Some(self.set_part(&set, &ty, given, quote!(#bits_name)));
        part.update = match argument.ty.is_optional() {
            true => quote!(if let Some(value) = #variable && #bits_name != 0 { #insert }),
            false => quote!(if #bits_name != 0 { let value = #variable; #insert }),
        };
        self.kept_set(&mut part, &set, &ty, sharing.len());
        part
    }

    fn set_part(&self, set: &Ident, ty: &Type, given: TokenStream, bits: TokenStream) -> SetPart {
        let (stored, value) = self.held(ty, quote!(value));
        let hash = self.hash_of_held(ty, quote!(value));
        let is_int = as_i64(ty, quote!(value)).is_some();
        SetPart {
            name: set.clone(),
            stored,
            given,
            value,
            bits,
            place: if is_int { quote!(#hash, value) } else { hash.clone() },
            hash,
            none: if is_int { quote!(DistinctInts::new()) } else { quote!(DistinctBits::new()) },
        }
    }

    /// The type of a value that is not a text in a set, and the value as it is held there: integers as such, floats as bits.
    fn held(&self, ty: &Type, value: TokenStream) -> (TokenStream, TokenStream) {
        match as_i64(ty, value.clone()) {
            Some(int) => (quote!(i64), int),
            None if *ty == Type::F64 => (quote!(u64), quote!(canonical_bits(#value))),
            None => (self.stored(ty), value),
        }
    }

    /// The hash of a value as it is held.
    fn hash_of_held(&self, ty: &Type, held: TokenStream) -> TokenStream {
        match ty {
            _ if as_i64(ty, held.clone()).is_some() => quote!(hash_i64(#held)),
            Type::F64 => quote!(hash_u64(#held)),
            _ => self.value_hash(held, ty),
        }
    }

    fn insertion(&self, set: &Ident, ty: &Type, bits: &TokenStream) -> TokenStream {
        let (_, value) = self.held(ty, quote!(value));
        match self.has_text(ty) {
            true => {
                let hash = self.value_hash(quote!(value), ty);
                quote! {
                group.#set.insert_with(heap, #hash, #bits, |text, heap| heap.is(*text, value), |heap| heap.put(value));
                }
            }
            false => {
                let hash = self.hash_of_held(ty, quote!(held));
                quote!({ let held = #value; group.#set.insert(#hash, held, #bits); })
            }
        }
    }

    /// Asks for the place of a value that is a number in the row.
    fn fetch_of_set(&mut self, scope: &Scope, fail: &OnFail, argument: &Expr, set: &Ident) -> TokenStream {
        if !matches!(argument.ty, Type::Int(_) | Type::Timestamp) || can_fail(argument) {
            return quote!();
        }
        let (mut row, scope) = (Body::new(), scope.clone());
        let value = self.expr(&mut row, &scope, fail, argument);
        let (computed, held) = (!row.statements.is_empty(), self.held(&argument.ty, value).1);
        if computed {
            quote!()
        } else {
            quote!({ let held = #held; group.#set.fetch(hash_i64(held), held); })
        }
    }

    /// How the set is declared, merged and moved.
    fn kept_set(&self, part: &mut GroupPart, set: &Ident, ty: &Type, conditions: usize) {
        let conditions = Literal::usize_unsuffixed(conditions);
        if as_i64(ty, quote!(value)).is_some() {
            part.fields = vec![quote!(#set: DistinctInts<#conditions>)];
            part.empty = vec![quote!(#set: DistinctInts::new())];
            part.merge = quote!(self.#set.merge(&from.#set););
            part.carry = vec![quote!(#set: self.#set.clone())];
            return;
        }
        let (stored, has_text) = (self.held(ty, quote!(value)).0, self.has_text(ty));
        let (same, carry) = match has_text {
            true => (quote!(heap.is(*a, from_heap.get(*b))), quote!(heap.put(from_heap.get(*value)))),
            false => (quote!(a == b), quote!(*value)),
        };
        let carried = match has_text {
            true => quote!({
                let mut carried = DistinctBits::new();
                let (heap, from_heap) = (&mut *to, from);
                carried.merge(heap, &self.#set, |a, heap, b| #same, |value, heap| #carry);
                carried
            }),
            false => quote!(self.#set.clone()),
        };
        part.fields = vec![quote!(#set: DistinctBits<#stored, #conditions>)];
        part.empty = vec![quote!(#set: DistinctBits::new())];
        part.merge = quote!(self.#set.merge(heap, &from.#set, |a, heap, b| #same, |value, heap| #carry););
        part.carry = vec![quote!(#set: #carried)];
        part.needs_heap = has_text;
    }
}
