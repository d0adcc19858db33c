//! A function body being written: its statements so far, the names it has given out, and what to do with a row that fails or is dropped.

use super::scope::Scope;
use super::waiting::WaitingRows;
use crate::physical::names::{Names, snake};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use std::collections::{BTreeMap, BTreeSet};
use syn::Lifetime;
use weir_dsl::plan::StepId;

/// What the loops that read and patterns of the emitted code call their own, and code inside of a row still needs: no column may hide it, nor be hidden by it.
const LOOP: &[&str] = &[
    "text", "number", "split", "rows", "errors", "arm", "columns", "decoded", "line", "present", "values",
    "whole", "first", "second", "value", "inner", "record", "step", "message",
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

/// What means the same in all of a function: parts of the row, what is called, types. No variable is called so.
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
    /// Variables that are another one, or a part of the row, under a name of their own.
    aliases: BTreeMap<String, TokenStream>,
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
            names: Names::besides(&[LOOP, &EVERYWHERE].concat()),
            variables: BTreeSet::new(),
            made: Vec::new(),
            aliases: BTreeMap::new(),
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

    /// The variable that holds what `call` gives: made now, or where it stood before. Not where the call names what a pattern in it binds.
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

    /// A new variable that holds a value; where that is another variable or a part of the row, a further name for it.
    pub(super) fn bound(&mut self, name: &str, value: &TokenStream) -> Ident {
        let stands_for = (is_path(value) && self.is_stable(value)).then(|| self.original(value));
        let variable = self.variable(name);
        self.push(quote!(let #variable = #value;));
        if let Some(original) = stands_for {
            self.aliases.insert(variable.to_string(), original);
        }
        variable
    }

    /// The variable that holds what `call` gives, if one does here.
    pub(super) fn made_of(&self, call: &TokenStream) -> Option<TokenStream> {
        let text = self.original(call).to_string();
        let made = self.made.iter().find(|(made, _)| *made == text);
        made.map(|(_, variable)| quote!(#variable))
    }

    /// From here on `variable` holds what `call` gives.
    pub(super) fn remember(&mut self, call: &TokenStream, variable: &Ident) {
        if self.is_stable(call) {
            self.made.push((self.original(call).to_string(), variable.clone()));
        }
    }

    /// With variables under the name that they were first given, and parts of the row as if all of it had been read at once.
    fn original(&self, tokens: &TokenStream) -> TokenStream {
        let mut behind_point = false;
        let one = |token: TokenTree| -> TokenStream {
            let is_variable = !std::mem::take(&mut behind_point);
            match token {
                TokenTree::Group(group) if group.delimiter() != Delimiter::Brace => {
                    TokenTree::Group(Group::new(group.delimiter(), self.original(&group.stream()))).into()
                }
                TokenTree::Ident(name) if is_variable => match self.aliases.get(&name.to_string()) {
                    Some(original) => original.clone(),
                    None if name == "first" || name == "second" => quote!(decoded),
                    None => quote!(#name),
                },
                TokenTree::Punct(punct) => {
                    behind_point = matches!(punct.as_char(), '.' | ':');
                    quote!(#punct)
                }
                other => other.into(),
            }
        };
        tokens.clone().into_iter().map(one).collect()
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
                std::mem::take(&mut behind_point) || known
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

/// Whether it names a value and computes none: `t`, `first.t`, `known(row.j).n`.
fn is_path(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().all(|token| match token {
        TokenTree::Ident(name) => name != "as",
        TokenTree::Group(group) => group.delimiter() == Delimiter::Parenthesis && is_path(&group.stream()),
        TokenTree::Punct(punct) => punct.as_char() == '.',
        TokenTree::Literal(_) => false,
    })
}
