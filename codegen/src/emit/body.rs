//! A function body being written: its statements so far, the names it has given out, and what to do with a row that fails or is dropped.

use super::scope::Scope;
use crate::physical::names::{Names, snake};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Lifetime;
use weir_dsl::plan::StepId;

/// What the loops that read call their own, and code inside of a row still needs: no column may hide it.
const LOOP: &[&str] = &["text", "number", "split", "rows", "errors", "arm", "columns", "decoded"];

/// What to do where an expression fails.
#[derive(Clone)]
pub(super) enum OnFail {
    /// The row is dropped with a record error of this step; its columns are shown.
    Record {
        /// Whose error.
        step: StepId,
        /// The row: names and types from this step's output …
        shown: StepId,
        /// … values from here.
        scope: Scope,
    },
    /// `??`: the labelled block ends with `None`.
    Default(Lifetime),
    /// A setting: the function returns the error.
    Setting(String),
}

/// A function body.
pub(super) struct Body {
    /// Statements so far.
    pub(super) statements: Vec<TokenStream>,
    names: Names,
    labels: usize,
    /// Where to go with a row that is done.
    pub(super) done: Lifetime,
    /// Where expressions find parameters.
    pub(super) params: TokenStream,
    /// Where the row comes from, for its record error: an expression of type `&str`, evaluated where a row fails and nowhere else.
    /// Empty for rows that no input is at hand for any more: behind an exchange, a union, or state.
    place: TokenStream,
}

impl Body {
    /// An empty one. Rows that are done leave the block `'row`.
    pub(super) fn new() -> Self {
        Body {
            statements: Vec::new(),
            names: Names::besides(LOOP),
            labels: 0,
            done: Lifetime::new("'row", Span::call_site()),
            params: quote!(self.params),
            place: quote!(""),
        }
    }

    /// One for rows as they are read: `place` says where one comes from.
    pub(super) fn of_source(place: TokenStream) -> Self {
        Body { place, ..Body::new() }
    }

    /// One that is to stand inside of another row's block.
    pub(super) fn inside() -> Self {
        Body { done: Lifetime::new("'changed", Span::call_site()), ..Body::new() }
    }

    /// Where the row comes from, see the field.
    pub(super) fn place(&self) -> &TokenStream {
        &self.place
    }

    /// Appends a statement.
    pub(super) fn push(&mut self, statement: TokenStream) {
        self.statements.push(statement);
    }

    /// A comment on a line of its own.
    pub(super) fn comment(&mut self, text: &str) {
        for line in text.lines() {
            let line = line.trim();
            self.statements.push(quote!(comment_!(#line);));
        }
    }

    /// A new variable, named after what the user calls it.
    pub(super) fn variable(&mut self, wanted: &str) -> Ident {
        format_ident!("{}", self.names.unique(&snake(wanted)))
    }

    /// A new label.
    pub(super) fn label(&mut self, name: &str) -> Lifetime {
        self.labels += 1;
        Lifetime::new(&format!("'{name}_{}", self.labels), Span::call_site())
    }

    /// Statements written by `inner` in a block of their own.
    pub(super) fn nested<T>(&mut self, inner: impl FnOnce(&mut Body) -> T) -> (Vec<TokenStream>, T) {
        let outer = std::mem::take(&mut self.statements);
        let result = inner(self);
        (std::mem::replace(&mut self.statements, outer), result)
    }

    /// All statements.
    pub(super) fn finish(self) -> TokenStream {
        let statements = self.statements;
        quote!(#(#statements)*)
    }
}
