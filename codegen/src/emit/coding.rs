//! Codes of texts, see `physical::coding`: how a row has its own, and how the text is made of it.

use super::Emitter;
use super::body::{Body, OnFail};
use super::scope::Scope;
use crate::physical::coding::TimeCode;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    /// The code of a row.
    pub(super) fn coded(
        &mut self,
        body: &mut Body,
        scope: &Scope,
        fail: &OnFail,
        code: &TimeCode<'_>,
    ) -> TokenStream {
        let at = self.eval(body, scope, fail, code.at);
        let unit = Literal::i64_unsuffixed(code.unit_us);
        match code.of_day {
            true => quote!(day_code(#at, #unit)),
            false => quote!(time_code(#at, #unit)),
        }
    }
}

/// The text of a code.
pub(super) fn decoded(code: &TimeCode<'_>, value: &TokenStream) -> TokenStream {
    let pattern = code.pattern;
    quote!(functions::format_time_again(cx.scratch, #value, #pattern, time_text!()))
}
