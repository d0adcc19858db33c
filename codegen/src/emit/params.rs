//! Parameters, and what is computed of them and of literals once for all rows (see `optimise::specialise`).

use super::Emitter;
use super::body::{Body, OnFail};
use super::expr::bare as plain;
use super::scope::Scope;
use super::types::ident;
use crate::expressions::{can_fail, same};
use crate::optimise::{Fixed, bare, searched};
use crate::physical::names::{Names, snake};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{Expr, Param};
use weir_dsl::types::Type;
use weir_dsl::value::Value;

impl Emitter<'_> {
    /// `struct Params`, the code in `prepare` that reads parameters from the command line, and the code behind it that makes a `Params` of them.
    pub(super) fn params(&mut self) -> (TokenStream, TokenStream, TokenStream) {
        let params = &self.physical.pipeline.params;
        let names: Vec<_> = (0..params.len()).map(|i| self.param_name(i)).collect();
        let types = params.iter().map(|p| match p.ty {
            Type::String => quote!(String),
            ref ty => self.borrowed(ty),
        });
        let docs = params.iter().map(|p| format!("`param {}`", p.name));
        let given = quote!(#(#[doc = #docs] #names: #types),*);
        let reads: Vec<TokenStream> =
            params.iter().enumerate().map(|(index, param)| self.read_param(index, param)).collect();
        let fixed = self.fixed.clone();
        if fixed.is_empty() {
            let items = quote! {
                /// The pipeline's parameters, fixed when the job starts.
                struct Params { #given }
            };
            return (items, quote!(let params = Params { #(#names: #reads),* };), quote!());
        }
        let separator = (!names.is_empty()).then(|| quote!(,));
        let (mut fields, mut values) = (Vec::new(), Vec::new());
        for (index, one) in fixed.iter().enumerate() {
            let (name, doc) = (self.fixed_name(index), self.fixed_doc(one));
            let (ty, value) = (self.fixed_type(one), self.fixed_value(one, &name));
            fields.push(quote!(#[doc = #doc] #name: #ty));
            values.push(quote!(#name: #value));
        }
        let items = quote! {
            /// The pipeline's parameters, as they are given.
            struct GivenParams { #given }

            /// The pipeline's parameters and what is computed of them, fixed when the job starts.
            struct Params { #given #separator #(#fields),* }
        };
        let complete = quote!(let params = Params { #(#values,)* #(#names: params.#names),* };);
        (items, quote!(let params = GivenParams { #(#names: #reads),* };), complete)
    }

    fn fixed_doc(&self, fixed: &Fixed) -> String {
        let text = |expr: &Expr| expr.span.one_line(&self.texts.source);
        match fixed {
            Fixed::Value(expr) => format!("`{}`", text(expr)),
            Fixed::Search(expr) => format!("The search for `{}`.", text(expr)),
        }
    }

    fn fixed_name(&self, index: usize) -> Ident {
        let mut names = Names::default();
        self.physical.pipeline.params.iter().for_each(|param| _ = names.unique(&snake(&param.name)));
        let name = (0..=index).map(|i| names.unique(&format!("fixed_{}", i + 1))).last();
        format_ident!("{}", name.expect("there is one"))
    }

    fn fixed_type(&self, fixed: &Fixed) -> TokenStream {
        let expr = match fixed {
            Fixed::Value(expr) => expr,
            Fixed::Search(_) => return quote!(functions::Part),
        };
        let ty = match expr.ty {
            Type::String => quote!(String),
            ref ty => self.borrowed(ty),
        };
        if can_fail(expr) { quote!(std::result::Result<#ty, Failure>) } else { ty }
    }

    /// What is kept of it, in a function where `params` has the parameters and `cx` is that of settings.
    fn fixed_value(&mut self, fixed: &Fixed, name: &Ident) -> TokenStream {
        let (Fixed::Value(expr) | Fixed::Search(expr)) = fixed;
        let mut body = Body::new();
        body.set_up();
        let label = body.label(&name.to_string());
        let fail = OnFail::Fixed(label.clone());
        let value = plain(self.eval(&mut body, &Scope::default(), &fail, expr));
        let value = match (fixed, &expr.ty) {
            (Fixed::Search(_), _) => quote!(functions::Part::new(#value)),
            (Fixed::Value(_), Type::String) => quote!((#value).to_owned()),
            (Fixed::Value(_), _) => value,
        };
        let statements = body.finish();
        match can_fail(expr) {
            true => quote!(#label: { #statements Ok(#value) }),
            false if statements.is_empty() => value,
            false => quote!({ #statements #value }),
        }
    }

    /// The value of an expression that was computed once, for a row.
    pub(super) fn fixed(&mut self, body: &mut Body, fail: &OnFail, expr: &Expr) -> TokenStream {
        let is_meant = |one: &Fixed| matches!(one, Fixed::Value(other) if same(other, expr));
        let value = self.computed_once(body, is_meant);
        match (&expr.ty, can_fail(expr)) {
            (Type::String, false) => quote!(#value.as_str()),
            (Type::String, true) => {
                self.tried(body, fail, quote!(#value.as_deref().map_err(|failure| *failure)))
            }
            (_, true) => self.tried(body, fail, value),
            (_, false) => value,
        }
    }

    /// The argument of a call, and its number, that is a text to look for which was made ready.
    pub(super) fn search(&self, body: &Body, call: &Expr) -> Option<(usize, TokenStream)> {
        let (argument, text) = searched(call).filter(|_| !body.is_set_up)?;
        let is_meant = |one: &Fixed| matches!(one, Fixed::Search(other) if same(other, bare(text)));
        let kept = self.computed_once(body, is_meant);
        Some((argument, quote!(&#kept)))
    }

    fn computed_once(&self, body: &Body, is_meant: impl Fn(&Fixed) -> bool) -> TokenStream {
        let index = self.fixed.iter().position(is_meant).expect("what is marked was collected");
        let (params, name) = (&body.params, self.fixed_name(index));
        quote!(#params.#name)
    }

    fn read_param(&self, index: usize, param: &Param) -> TokenStream {
        match &param.ty {
            Type::String => quote!(setup.param_string(#index)?),
            Type::Bool => quote!(setup.param_bool(#index)?),
            Type::Int(int) => {
                let int = ident(int.name());
                quote!(setup.param_int::<#int>(#index)?)
            }
            Type::F64 => quote!(setup.param_f64(#index)?),
            Type::Decimal { precision, scale } => quote!(setup.param_decimal(#index, #precision, #scale)?),
            Type::Timestamp => quote!(setup.param_timestamp(#index)?),
            Type::Date => quote!(setup.param_date(#index)?),
            Type::Duration => quote!(setup.param_duration(#index)?),
            Type::Enum(id) => {
                let variants = &self.physical.pipeline.enumeration(*id).variants;
                quote!(setup.param_enum(#index, &[#(#variants),*])?)
            }
            other => unreachable!("the checker lets no parameter of type {other} through"),
        }
    }

    /// A parameter's default as the runtime's description of it has it.
    pub(super) fn default_text(&self, param: &Param) -> TokenStream {
        match &param.default {
            None => quote!(None),
            Some(value) => {
                let text = self.literal_text(value, &param.ty);
                quote!(Some(#text))
            }
        }
    }

    fn literal_text(&self, value: &Value, ty: &Type) -> String {
        match (value, ty) {
            (Value::Enum(index), Type::Enum(id)) => {
                self.physical.pipeline.enumeration(*id).variants[*index as usize].clone()
            }
            _ => weir_dsl::text::literal(value, ty),
        }
    }
}
