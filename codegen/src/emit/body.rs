//! A function body being written: its statements so far, the names it has given out, and what to do with a row that fails or is dropped.

use super::scope::Scope;
use super::waiting::WaitingRows;
use crate::physical::names::{BOUND_BY_PATTERNS, Names, snake};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use std::collections::BTreeSet;
use syn::Lifetime;
use weir_dsl::plan::StepId;

/// What the loops that read call their own, and code inside of a row still needs: no column may hide it.
const LOOP: &[&str] = &[
    "text", "number", "split", "rows", "errors", "arm", "columns", "decoded", "line", "present", "values",
    "whole", "first", "second",
];

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
    /// What is computed once for all rows: the labelled block ends with the failure.
    Fixed(Lifetime),
    /// A setting: the function returns the error.
    Setting(String),
}

/// What means the same in all of a function: parts of the row, what is called, types.
const EVERYWHERE: [&str; 31] = [
    "row",
    "event",
    "decoded",
    "first",
    "second",
    "cx",
    "scratch",
    "self",
    "params",
    "functions",
    "cast",
    "arithmetic",
    "decimal",
    "known",
    "Some",
    "None",
    "true",
    "false",
    "as",
    "bool",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "u8",
    "u16",
    "u32",
    "u64",
    "f64",
    "_",
];

/// A function body.
pub(super) struct Body {
    /// Statements so far.
    pub(super) statements: Vec<TokenStream>,
    names: Names,
    /// Variables that were given out.
    variables: BTreeSet<String>,
    /// What is in a variable here, by the text that gives it.
    made: Vec<(String, Ident)>,
    labels: usize,
    /// Whether a group of the node's state is borrowed here.
    pub(super) borrows_state: bool,
    /// Where to go with a row that is done.
    pub(super) done: Lifetime,
    /// Where expressions find parameters.
    pub(super) params: TokenStream,
    /// Whether it is run before the job's first row: what is computed once is not there yet.
    pub(super) is_set_up: bool,
    /// Rows that wait in the loop around this one.
    pub(super) waiting: Vec<WaitingRows>,
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
            variables: BTreeSet::new(),
            made: Vec::new(),
            labels: 0,
            borrows_state: false,
            done: Lifetime::new("'row", Span::call_site()),
            params: quote!(self.params),
            is_set_up: false,
            waiting: Vec::new(),
            place: quote!(""),
        }
    }

    /// One for rows as they are read: `place` says where one comes from.
    pub(super) fn of_source(place: TokenStream) -> Self {
        Body { place, ..Body::new() }
    }

    /// One for a changed row of a group, inside of the block of the row that changed it.
    pub(super) fn inside() -> Self {
        Body { borrows_state: true, ..Body::inside_of("changed") }
    }

    /// One that is to stand inside of another row's block.
    pub(super) fn inside_of(label: &str) -> Self {
        Body { done: Lifetime::new(&format!("'{label}"), Span::call_site()), ..Body::new() }
    }

    /// Makes it one that is run before the first row, in a function that has `params`.
    pub(super) fn set_up(&mut self) {
        (self.params, self.is_set_up) = (quote!(params), true);
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
        let name = self.names.unique(&snake(wanted));
        self.variables.insert(name.clone());
        format_ident!("{name}")
    }

    /// The variable that holds what `call` gives: made now, or where it stood before. Not where the call names what is bound by a pattern somewhere.
    pub(super) fn once(&mut self, name: &str, call: TokenStream) -> TokenStream {
        if !self.is_stable(&call) {
            return call;
        }
        if let Some(variable) = self.made_of(&call) {
            return variable;
        }
        let variable = self.variable(name);
        self.push(quote!(let #variable = #call;));
        self.remember(&call, &variable);
        quote!(#variable)
    }

    /// The variable that holds what `call` gives, if one does here.
    pub(super) fn made_of(&self, call: &TokenStream) -> Option<TokenStream> {
        let text = call.to_string();
        let made = self.made.iter().find(|(made, _)| *made == text);
        made.map(|(_, variable)| quote!(#variable))
    }

    /// From here on `variable` holds what `call` gives.
    pub(super) fn remember(&mut self, call: &TokenStream, variable: &Ident) {
        if self.is_stable(call) {
            self.made.push((call.to_string(), variable.clone()));
        }
    }

    /// Whether every name in it means the same in the rest of the function: a variable that was given out, or a part of the row.
    fn is_stable(&self, tokens: &TokenStream) -> bool {
        let mut behind_point = false;
        tokens.clone().into_iter().all(|token| match token {
            TokenTree::Group(group) => self.is_stable(&group.stream()),
            TokenTree::Punct(punct) => {
                behind_point = matches!(punct.as_char(), '.' | ':');
                punct.as_char() != '|'
            }
            TokenTree::Ident(name) => {
                let name = name.to_string();
                let known = EVERYWHERE.contains(&name.as_str()) || self.variables.contains(&name);
                std::mem::take(&mut behind_point) || (known && !BOUND_BY_PATTERNS.contains(&name.as_str()))
            }
            TokenTree::Literal(_) => true,
        })
    }

    /// A new label.
    pub(super) fn label(&mut self, name: &str) -> Lifetime {
        self.labels += 1;
        Lifetime::new(&format!("'{name}_{}", self.labels), Span::call_site())
    }

    /// Statements written by `inner` in a block of their own.
    pub(super) fn nested<T>(&mut self, inner: impl FnOnce(&mut Body) -> T) -> (Vec<TokenStream>, T) {
        let outer = std::mem::take(&mut self.statements);
        let n_made = self.made.len();
        let result = inner(self);
        self.made.truncate(n_made);
        (std::mem::replace(&mut self.statements, outer), result)
    }

    /// All statements.
    pub(super) fn finish(self) -> TokenStream {
        let statements = self.statements;
        quote!(#(#statements)*)
    }
}
