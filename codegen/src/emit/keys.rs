//! Keys: the hash of a row's key, the struct that a table keeps of it, and the comparison of the two.

use super::Emitter;
use super::types::ident;
use crate::physical::Node;
use crate::physical::dictionary::has_dictionary;
use crate::physical::partition::Placement;
use crate::physical::stored_hash::{StoredHash, is_integer, stored_hash};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::ExprKind;
use weir_dsl::types::Type;

impl Emitter<'_> {
    /// The partition hash of `row`'s key.
    pub(super) fn row_hash(&self, node: &Node) -> TokenStream {
        self.hash_of(node, |_, value| value)
    }

    /// The same of a `row` with strings in `heap`, of which only the key is loaded.
    pub(super) fn hash_of_stored(&self, node: &Node) -> TokenStream {
        if self.sends_hash(node) {
            return quote!(row.hash);
        }
        self.hash_of(node, |ty, value| self.load(ty, value, &quote!(heap)))
    }

    fn hash_of(&self, node: &Node, load: impl Fn(&Type, TokenStream) -> TokenStream) -> TokenStream {
        let fields: Vec<(Ident, Type)> = match (&node.exchange, self.keys_of(node).is_empty()) {
            (_, false) => self.key_fields(node),
            (Some(exchange), true) => match &exchange.to {
                Placement::One => Vec::new(),
                Placement::ByKey(keys) => {
                    let columns = self.node_columns(node);
                    let field = |key: &crate::physical::partition::Key| {
                        let ExprKind::Column(index) = key.0.kind else {
                            unreachable!("`key by` has plain columns")
                        };
                        let read = |c: &&super::rows::RowColumn| matches!(c.from, super::rows::From::Column(i) if i == index);
                        let column = columns.iter().find(read).expect("a key is a column of the row");
                        (ident(&column.name), column.ty.clone())
                    };
                    keys.iter().map(field).collect()
                }
            },
            (None, true) => Vec::new(),
        };
        let hashes = fields.iter().map(|(field, ty)| self.value_hash(load(ty, quote!(row.#field)), ty));
        hashes.reduce(|a, b| quote!(hash2(#a, #b))).unwrap_or_else(|| quote!(0))
    }

    /// The partition hash of a value.
    pub(super) fn value_hash(&self, value: TokenStream, ty: &Type) -> TokenStream {
        match ty {
            Type::Bool => quote!(hash_bool(#value)),
            Type::Int(weir_dsl::types::Int::I64) | Type::Timestamp | Type::Duration => {
                quote!(hash_i64(#value))
            }
            Type::Int(weir_dsl::types::Int::U64) => quote!(hash_u64(#value)),
            Type::Int(_) | Type::Date | Type::Enum(_) => quote!(hash_i64(i64::from(#value))),
            Type::F64 => quote!(hash_f64(#value)),
            Type::Decimal { .. } => quote!(hash_i128(#value)),
            Type::String => quote!(hash_str(#value)),
            Type::Optional(inner) => {
                let inner = self.value_hash(quote!(value), inner);
                quote!(match #value { Some(value) => hash2(1, #inner), None => hash2(0, 0) })
            }
            Type::Record(id) => {
                let fields = &self.physical.pipeline.record(*id).fields;
                let parts = self.physical.live.fields(*id).into_iter().map(|f| {
                    let name = self.field_name(*id, f);
                    self.value_hash(quote!(#value.#name), &fields[f].ty)
                });
                parts.reduce(|a, b| quote!(hash2(#a, #b))).unwrap_or_else(|| quote!(0))
            }
        }
    }

    /// What the only worker does with `row`.
    pub(super) fn applied_alone(&self, node: &Node) -> TokenStream {
        self.looked_up(node, &quote!(table), &quote!(self.apply(cx, hash, row);))
    }

    /// Code that looks up `row`'s key, as `hash`, in a table. Where too many keys are busy for the dictionary of that, it is done as if there was none: by code of its own, as they would pay for it otherwise. (`move`: the row itself need not lie in memory.)
    pub(super) fn looked_up(&self, node: &Node, table: &TokenStream, look_up: &TokenStream) -> TokenStream {
        let hash = self.row_hash(node);
        let Some(mix) = self.row_mix(node) else {
            return quote!(let hash = #hash; #look_up);
        };
        quote! {
            if self.#table.is_past_dictionary() {
                self.#table.pass_dictionary();
                let hash = #hash;
                #look_up
            } else {
                let hash = TextLookup { mix: move || #mix, hash: move || #hash };
                #look_up
            }
        }
    }

    /// The type of what such code passes on: a hash, or what makes it when it is needed.
    pub(super) fn lookup_type(&self, node: &Node) -> TokenStream {
        if self.has_dictionary(node) { quote!(impl Lookup) } else { quote!(u64) }
    }

    /// Whether texts of a node's keys are looked up in a dictionary first.
    fn has_dictionary(&self, node: &Node) -> bool {
        has_dictionary(self.physical.pipeline, self.step(node.step))
    }

    fn row_mix(&self, node: &Node) -> Option<TokenStream> {
        self.has_dictionary(node).then(|| self.mix_of_row(node))
    }

    /// A number for `row`'s key that takes less than the hash of its texts.
    fn mix_of_row(&self, node: &Node) -> TokenStream {
        let mixes = self.distinct_key_fields(node).into_iter().map(|(field, ty)| {
            let value = quote!(row.#field);
            match (text_of_key(&ty), as_i64(&ty, value.clone())) {
                (Some(false), _) => quote!(KeyText::sought(#value).mix()),
                (Some(true), _) => quote!(#value.map_or(1, |text| KeyText::sought(text).mix())),
                (None, Some(int)) => quote!((#int).cast_unsigned()),
                (None, None) => self.value_hash(value, &ty),
            }
        });
        mixes.reduce(|a, b| quote!(mix2(#a, #b))).unwrap_or_else(|| quote!(0))
    }

    /// What the key with this `hash` is looked up by, where `of` (`row`, `key`) has its fields.
    pub(super) fn sought(&self, node: &Node, hash: TokenStream, of: &TokenStream) -> TokenStream {
        match self.int_of_key(node, of) {
            Some(int) => quote!(IntKey { hash: #hash, int: #int }),
            None => hash,
        }
    }

    /// A key that is a single integer and never null: an `i64`. `None`: it is something else.
    pub(super) fn required_int_of_key(&self, node: &Node, of: &TokenStream) -> Option<TokenStream> {
        let fields = self.distinct_key_fields(node);
        let [(field, ty)] = &fields[..] else { return None };
        as_i64(ty, quote!(#of.#field))
    }

    /// A key that is a single integer as such, or null: an `Option<i64>`. `None`: it is something else.
    pub(super) fn int_of_key(&self, node: &Node, of: &TokenStream) -> Option<TokenStream> {
        let fields = self.distinct_key_fields(node);
        let [(field, ty)] = &fields[..] else { return None };
        match ty {
            Type::Optional(inner) => {
                let int = as_i64(inner, quote!(value))?;
                Some(quote!(match #of.#field { Some(value) => Some(#int), None => None }))
            }
            _ => as_i64(ty, quote!(#of.#field)).map(|int| quote!(Some(#int))),
        }
    }

    /// Name of the struct of a node's key.
    pub(super) fn key_type(&self, node: &Node) -> Ident {
        format_ident!("{}Key", self.entry(node).type_name)
    }

    /// The key's fields, each once: two groups may be the same column.
    pub(super) fn distinct_key_fields(&self, node: &Node) -> Vec<(Ident, Type)> {
        let mut fields: Vec<(Ident, Type)> = Vec::new();
        for (name, ty) in self.key_fields(node) {
            if fields.iter().all(|(other, _)| *other != name) {
                fields.push((name, ty));
            }
        }
        fields
    }

    /// The struct of a node's key.
    pub(super) fn key_struct(&self, node: &Node) -> TokenStream {
        let name = self.key_type(node);
        let fields = self.distinct_key_fields(node);
        let names = fields.iter().map(|(n, _)| n);
        let types = fields.iter().map(|(_, ty)| self.key_stored(ty));
        let doc = format!("What {} groups by.", self.title(node));
        let hash = self.kept_hash(node);
        let int = self.int_of_key(node, &quote!(self)).map(|int| {
            quote! {
                #[inline(always)]
                fn int(&self) -> Option<i64> { #int }
            }
        });
        quote! {
            #[doc = #doc]
            #[derive(Clone, Copy)]
            struct #name { #(#names: #types),* }

            impl TableKey for #name {
                type Hash = #hash;
                #int
            }
        }
    }

    /// The type of what an entry of a table keeps of the hash of its key.
    fn kept_hash(&self, node: &Node) -> TokenStream {
        match stored_hash(self.physical, node.step) {
            Some(StoredHash::OfInteger) => quote!(IntHash),
            Some(StoredHash::OfOptionalInteger) => quote!(OptionalIntHash),
            Some(StoredHash::Kept) | None => quote!(u64),
        }
    }

    /// A look-up of `row`'s key, which compares by [`Emitter::key_equals`]: behind what is made of the key before.
    pub(super) fn prepared(&self, node: &Node, look_up: TokenStream) -> TokenStream {
        let texts = self.distinct_key_fields(node).into_iter().filter_map(|(field, ty)| {
            let sought = sought_text(&field);
            Some(match text_of_key(&ty)? {
                false => quote!(let #sought = KeyText::sought(row.#field);),
                true => quote!(let #sought = row.#field.map(KeyText::sought);),
            })
        });
        let texts: Vec<TokenStream> = texts.collect();
        // A block, so that no column has the same name.
        if texts.is_empty() { look_up } else { quote!({ #(#texts)* #look_up }) }
    }

    /// Whether the stored `key` equals the key of `row`: the body of `|key, heap| …` in what is [`Emitter::prepared`].
    pub(super) fn key_equals(&self, node: &Node) -> TokenStream {
        let parts = self.key_fields(node).into_iter().map(|(field, ty)| {
            let sought = sought_text(&field);
            match text_of_key(&ty) {
                Some(false) => quote!(key.#field.is(#sought, heap)),
                Some(true) => quote!((match (&key.#field, #sought) {
                    (Some(key), Some(text)) => key.is(text, heap),
                    (key, text) => key.is_none() && text.is_none(),
                })),
                None => {
                    let stored = self.load(&ty, quote!(key.#field), &quote!(heap));
                    self.same(&ty, stored, quote!(row.#field))
                }
            }
        });
        parts.reduce(|a, b| quote!(#a && #b)).unwrap_or_else(|| quote!(true))
    }

    /// Equality as grouping has it: null equals null, NaN equals NaN.
    pub(super) fn same(&self, ty: &Type, a: TokenStream, b: TokenStream) -> TokenStream {
        match ty {
            Type::F64 => quote!(canonical_bits(#a) == canonical_bits(#b)),
            Type::Optional(inner) if **inner == Type::F64 => {
                quote!(#a.map(canonical_bits) == #b.map(canonical_bits))
            }
            // A `match` that begins a statement must stand in parentheses to be compared.
            Type::Optional(_) => quote!((#a) == (#b)),
            _ => quote!(#a == #b),
        }
    }

    /// Whether a node's key has strings.
    pub(super) fn key_has_text(&self, node: &Node) -> bool {
        self.distinct_key_fields(node).iter().any(|(_, ty)| self.has_text(ty))
    }

    /// The struct of a node's key from `row`; `heap` is a `&mut Heap`.
    pub(super) fn key_value(&self, node: &Node) -> TokenStream {
        let name = self.key_type(node);
        let fields = self.distinct_key_fields(node).into_iter().map(|(field, ty)| {
            let value = match text_of_key(&ty) {
                Some(false) => quote!(KeyText::new(row.#field, heap)),
                Some(true) => {
                    quote!(match row.#field { Some(text) => Some(KeyText::new(text, heap)), None => None })
                }
                None => self.store(&ty, canonical(&ty, quote!(row.#field)), &quote!(heap)),
            };
            quote!(#field: #value)
        });
        quote!(#name { #(#fields),* })
    }

    /// The type of a field of a key. Texts in records are kept as those of rows are.
    fn key_stored(&self, ty: &Type) -> TokenStream {
        match text_of_key(ty) {
            Some(false) => quote!(KeyText),
            Some(true) => quote!(Option<KeyText>),
            None => self.stored(ty),
        }
    }

    /// A field of a key as rows have it; `heap` is a `&Heap`. It borrows from the key.
    pub(super) fn key_load(&self, ty: &Type, field: TokenStream, heap: &TokenStream) -> TokenStream {
        match text_of_key(ty) {
            Some(false) => quote!(#field.get(#heap)),
            Some(true) => quote!(match &#field { Some(text) => Some(text.get(#heap)), None => None }),
            None => self.load(ty, field, heap),
        }
    }

    /// Fetches the texts of `key`, which belong to `table`.
    pub(super) fn fetch_key_texts(&self, node: &Node, table: &TokenStream) -> Vec<TokenStream> {
        let texts = self.distinct_key_fields(node).into_iter().filter(|(_, ty)| *ty == Type::String);
        texts.map(|(field, _)| quote!(key.#field.fetch(#table.heap());)).collect()
    }

    /// Whether a field of a key equals that of another one, and itself for another heap: for `Key`.
    pub(super) fn key_moves(&self, field: &Ident, ty: &Type) -> (TokenStream, TokenStream) {
        match text_of_key(ty) {
            Some(false) => (
                quote!(self.#field.same(heap, &other.#field, other_heap)),
                quote!(self.#field.carry(from, to)),
            ),
            Some(true) => (
                quote!((match (&self.#field, &other.#field) {
                    (Some(ours), Some(theirs)) => ours.same(heap, theirs, other_heap),
                    (ours, theirs) => ours.is_none() && theirs.is_none(),
                })),
                quote!(match &self.#field { Some(text) => Some(text.carry(from, to)), None => None }),
            ),
            None => {
                let ours = self.load(ty, quote!(self.#field), &quote!(heap));
                let theirs = self.load(ty, quote!(other.#field), &quote!(other_heap));
                let carried = self.load(ty, quote!(self.#field), &quote!(from));
                (self.same(ty, ours, theirs), self.store(ty, carried, &quote!(to)))
            }
        }
    }

    /// Order of the bits of floats in two values that are equal by [`Emitter::order`]; `None`: there are none.
    pub(super) fn bits_order(&self, ty: &Type, a: TokenStream, b: TokenStream) -> Option<TokenStream> {
        match ty {
            Type::F64 => Some(quote!(#a.to_bits().cmp(&#b.to_bits()))),
            Type::Optional(inner) => {
                let inner = self.bits_order(inner, quote!(x), quote!(y))?;
                Some(quote!(match (&#a, &#b) {
                    (Some(x), Some(y)) => #inner,
                    _ => std::cmp::Ordering::Equal,
                }))
            }
            Type::Record(id) => {
                let fields = &self.physical.pipeline.record(*id).fields;
                let parts = self.physical.live.fields(*id).into_iter().filter_map(|f| {
                    let name = self.field_name(*id, f);
                    self.bits_order(&fields[f].ty, quote!(#a.#name), quote!(#b.#name))
                });
                parts.reduce(|x, y| quote!(#x.then_with(|| #y)))
            }
            _ => None,
        }
    }

    /// Total order of two values of a type, as `Value::total_cmp` has it.
    pub(super) fn order(&self, ty: &Type, a: TokenStream, b: TokenStream) -> TokenStream {
        match ty {
            Type::F64 => quote!(arithmetic::f64_cmp(#a, #b)),
            Type::Optional(inner) if **inner == Type::F64 => quote!(optional_f64_cmp(#a, #b)),
            Type::Record(id) => {
                let fields = &self.physical.pipeline.record(*id).fields;
                let parts = self.physical.live.fields(*id).into_iter().map(|f| {
                    let name = self.field_name(*id, f);
                    self.order(&fields[f].ty, quote!(#a.#name), quote!(#b.#name))
                });
                parts
                    .reduce(|x, y| quote!(#x.then_with(|| #y)))
                    .unwrap_or_else(|| quote!(std::cmp::Ordering::Equal))
            }
            Type::Optional(inner) if matches!(**inner, Type::Record(_)) => {
                let inner = self.order(inner, quote!(x), quote!(y));
                quote!(match (&#a, &#b) {
                    (Some(x), Some(y)) => #inner,
                    (x, y) => x.is_some().cmp(&y.is_some()),
                })
            }
            _ => quote!(#a.cmp(&#b)),
        }
    }
}

/// The name of what a text of a key is looked up by.
fn sought_text(field: &Ident) -> Ident {
    format_ident!("sought_{field}")
}

/// Whether a field of a key is a text, and then whether it may be null.
fn text_of_key(ty: &Type) -> Option<bool> {
    match ty {
        Type::String => Some(false),
        Type::Optional(inner) if **inner == Type::String => Some(true),
        _ => None,
    }
}

/// An integer, or what is kept as one: equal values as equal numbers.
pub(super) fn as_i64(ty: &Type, value: TokenStream) -> Option<TokenStream> {
    use weir_dsl::types::Int;
    match ty {
        Type::Int(Int::I64) | Type::Timestamp | Type::Duration => Some(value),
        Type::Int(Int::U64) => Some(quote!(#value.cast_signed())),
        _ => is_integer(ty).then(|| quote!(i64::from(#value))),
    }
}

/// A key or an extreme as it is kept: of equal floats always the same.
pub(super) fn canonical(ty: &Type, value: TokenStream) -> TokenStream {
    match ty {
        Type::F64 => quote!(canonical_f64(#value)),
        Type::Optional(inner) if **inner == Type::F64 => quote!(#value.map(canonical_f64)),
        _ => value,
    }
}
