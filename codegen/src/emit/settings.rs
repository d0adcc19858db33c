//! Parameters and settings: what is evaluated once, before anything runs.

use super::Emitter;
use super::body::{Body, OnFail};
use super::expr::bare;
use super::scope::Scope;
use super::types::ident;
use proc_macro2::TokenStream;
use quote::quote;
use weir_dsl::plan::{Expr, ExprKind, Param, Setting};
use weir_dsl::types::Type;
use weir_dsl::value::Value;

impl Emitter<'_> {
    /// `struct Params`, and the code in `prepare` that fills it from the command line.
    pub(super) fn params(&self) -> (TokenStream, TokenStream) {
        let params = &self.physical.pipeline.params;
        let names: Vec<_> = (0..params.len()).map(|i| self.param_name(i)).collect();
        let types = params.iter().map(|p| match p.ty {
            Type::String => quote!(String),
            ref ty => self.borrowed(ty),
        });
        let docs = params.iter().map(|p| format!("`param {}`", p.name));
        let reads = params.iter().enumerate().map(|(index, param)| self.read_param(index, param));
        let items = quote! {
            /// The pipeline's parameters, fixed when the job starts.
            struct Params { #(#[doc = #docs] #names: #types),* }
        };
        (items, quote!(let params = Params { #(#names: #reads),* };))
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

    /// The value of a setting, in a function where `params` is a `Params` and `scratch` a `Bump`.
    pub(super) fn setting(&mut self, body: &mut Body, what: &str, setting: &Setting) -> TokenStream {
        body.params = quote!(params);
        let fail = OnFail::Setting(what.to_string());
        self.eval(body, &Scope::default(), &fail, setting)
    }

    /// As `setting`, of a duration that must not be below zero. Of a literal the checker has seen that.
    pub(super) fn lasting(
        &mut self,
        body: &mut Body,
        option: &str,
        what: &str,
        setting: &Setting,
    ) -> TokenStream {
        let value = self.setting(body, option, setting);
        if matches!(setting.kind, ExprKind::Literal(_)) {
            return value;
        }
        let set_by = self.set_by(option, setting);
        quote!(not_negative(#what, #set_by, #value)?)
    }

    /// Who sets a setting, in the words of a message: the parameters in it, or else the option.
    pub(super) fn set_by(&self, what: &str, setting: &Setting) -> String {
        let mut names: Vec<String> = Vec::new();
        crate::expressions::walk(setting, &mut |part| {
            if let ExprKind::Param(index) = part.kind {
                names.push(format!("`{}`", self.physical.pipeline.params[index.0].name));
            }
        });
        names.dedup();
        match names.as_slice() {
            [] => format!("option `{what}`"),
            [only] => format!("parameter {only}"),
            several => format!("parameters {}", several.join(", ")),
        }
    }

    /// Which arm is used: an expression of type `usize`, bound to a variable.
    pub(super) fn chosen_arm<'e>(
        &mut self,
        body: &mut Body,
        name: &str,
        conditions: impl Iterator<Item = Option<&'e Expr>>,
    ) -> TokenStream {
        let mut chosen = quote!();
        for (index, condition) in conditions.enumerate() {
            match condition {
                Some(condition) => {
                    let holds = bare(self.setting(body, name, condition));
                    chosen = quote!(#chosen if #holds { #index } else);
                }
                None if index == 0 => chosen = quote!(0),
                None => chosen = quote!(#chosen { #index }),
            }
        }
        let arm = body.variable(&format!("{name}_arm"));
        body.push(quote!(let #arm: usize = #chosen;));
        quote!(#arm)
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
