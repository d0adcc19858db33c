//! Running counts by one integer have no entries: their groups stand where the key says (the runtime's `Direct`).

use super::Emitter;
use super::aggregate::count_of_all;
use super::groups::GroupPart;
use crate::physical::Node;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use weir_dsl::plan::{Aggregate, AggregateFunction, Operator, WindowUse};
use weir_dsl::types::{Int, Type};

/// As many as the runtime gives a place to: larger ones have entries.
const GROUP_BYTES_MAX: usize = 16;

impl Emitter<'_> {
    /// Whether the groups of a node stand where their keys say: the key is one integer, groups are small, no row that belongs to a group can fail, and one field counts all rows, so that a group
    /// without rows is known by it.
    pub(super) fn is_direct(&self, node: &Node) -> bool {
        let Operator::Aggregate { window: WindowUse::Running, aggregates, .. } =
            &self.step(node.step).operator
        else {
            return false;
        };
        let bytes: Option<usize> = aggregates.iter().map(plain_bytes).sum();
        let [(_, key)] = &self.distinct_key_fields(node)[..] else { return false };
        from_i64(key.required(), quote!()).is_some()
            && bytes.is_some_and(|bytes| bytes <= GROUP_BYTES_MAX)
            && count_of_all(aggregates, &self.names_of(node, aggregates)).is_some()
    }

    /// As [`Emitter::apply_ahead`]: mostly there is one thing to be fetched, and no entry behind it.
    pub(super) fn apply_directly(&self, node: &Node, hash: &TokenStream, load: &TokenStream) -> TokenStream {
        let sought = self.sought(node, quote!(hash), &quote!(row));
        quote! {
            let steps = match (is_far, self.table.has_entries()) {
                (false, _) => 0,
                (true, false) => 1,
                (true, true) => 2,
            };
            if steps > 0 {
                for row in rows.iter().take(steps * APART_ONE) {
                    let hash = #hash;
                    self.table.fetch_slot(#sought);
                }
            }
            for (at, row) in rows.iter().enumerate() {
                if steps > 0 && let Some(row) = rows.get(at + steps * APART_ONE) {
                    let hash = #hash;
                    self.table.fetch_slot(#sought);
                }
                if steps > 1 && let Some(row) = rows.get(at + APART_ONE) {
                    let hash = #hash;
                    self.table.fetch_entry(#sought);
                }
                let hash = #hash;
                self.apply(cx, hash, #load);
            }
        }
    }

    /// What such groups and their keys say of themselves.
    pub(super) fn direct_items(
        &self,
        node: &Node,
        aggregates: &[Aggregate],
        names: &[String],
        parts: &[GroupPart],
    ) -> TokenStream {
        let fields = self.distinct_key_fields(node);
        let ([(field, ty)], true) = (&fields[..], self.is_direct(node)) else { return quote!() };
        let (group, key) = (format_ident!("{}Group", node.type_name), self.key_type(node));
        let empty = parts.iter().flat_map(|part| &part.empty);
        let count = count_of_all(aggregates, names);
        let from_int = match ty {
            Type::Optional(inner) => from_i64(inner, quote!(int))
                .map(|value| quote!(match int { Some(int) => Some(#value), None => None })),
            _ => from_i64(ty, quote!(int.unwrap_or_default())),
        };
        quote! {
            impl DirectState for #group {
                const NONE: #group = #group { #(#empty),* };

                #[inline(always)]
                fn is_none(&self) -> bool { self.#count == 0 }
            }

            impl DirectKey for #key {
                #[inline]
                fn of_int(int: Option<i64>) -> Self { #key { #field: #from_int } }
            }
        }
    }
}

/// Bytes of an aggregate in its group, at most; `None`: it can fail, or has more than plain data.
fn plain_bytes(aggregate: &Aggregate) -> Option<usize> {
    let of = match aggregate.function {
        AggregateFunction::Count => return Some(8),
        AggregateFunction::Min | AggregateFunction::Max => aggregate.argument.as_ref()?.ty.required(),
        _ => return None,
    };
    // A value, and whether there is one.
    match of {
        Type::Bool
        | Type::Int(Int::I8 | Int::I16 | Int::I32 | Int::U8 | Int::U16 | Int::U32)
        | Type::Date => Some(8),
        _ => None,
    }
}

/// `int` as the type that it was made of; `None`: it was not made of one integer, or of so few values that they need no places.
fn from_i64(ty: &Type, int: TokenStream) -> Option<TokenStream> {
    match ty {
        Type::Int(Int::I64) | Type::Timestamp | Type::Duration => Some(int),
        Type::Int(Int::U64) => Some(quote!(#int.cast_unsigned())),
        Type::Int(Int::I32) | Type::Date => Some(quote!(#int as i32)),
        Type::Int(Int::U32) => Some(quote!(#int as u32)),
        _ => None,
    }
}
