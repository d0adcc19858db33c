//! Codes of texts, see `physical::coding`: how a row has its own, and how the text is made of it.

use super::Emitter;
use super::body::{Body, OnFail};
use super::scope::Scope;
use super::types::ident;
use crate::physical::coding::TimeCode;
use proc_macro2::{Ident, Literal, TokenStream};
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

/// A function as it is called, and what it is given besides its arguments: one that makes texts of times remembers the last one of each place.
pub(super) fn remembering(symbol: &str) -> (Ident, TokenStream) {
    match symbol {
        "format_time" => (ident("format_time_again"), quote!(, time_text!())),
        _ => (ident(symbol), quote!()),
    }
}

/// The text of a code.
pub(super) fn decoded(code: &TimeCode<'_>, value: &TokenStream) -> TokenStream {
    let pattern = code.pattern;
    let (symbol, last) = remembering("format_time");
    quote!(functions::#symbol(cx.scratch, #value, #pattern #last))
}
