//! Settings: what is evaluated once, before anything runs.

use super::Emitter;
use super::body::{Body, OnFail};
use super::expr::bare;
use super::scope::Scope;
use proc_macro2::TokenStream;
use quote::quote;
use weir_dsl::plan::{Expr, ExprKind, Setting};

impl Emitter<'_> {
    /// The value of a setting, in a function where `params` is a `Params` and `scratch` a `Bump`.
    pub(super) fn setting(&mut self, body: &mut Body, what: &str, setting: &Setting) -> TokenStream {
        body.set_up();
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
}
