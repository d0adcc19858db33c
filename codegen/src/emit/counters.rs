//! Counters for `--stats`: a node counts, in fields of its own, for the named steps whose rows pass through it.

use super::Emitter;
use super::body::Body;
use super::types::ident;
use super::windows::counted_name;
use crate::physical::Node;
use crate::physical::names::{Names, snake};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::StepId;

impl Emitter<'_> {
    /// Counts a row that leaves a step, where stats speak of it.
    pub(super) fn count_out(&mut self, body: &mut Body, step: StepId) {
        if let Some(index) = self.physical.counted_steps().iter().position(|s| s.id == step) {
            self.counted.insert(index);
            let field = self.counter(index);
            body.push(quote!(self.#field.rows_out += 1;));
        }
    }

    /// Code that counts a row that failed in a step.
    pub(super) fn count_error(&mut self, step: StepId) -> TokenStream {
        self.count_in_step(step, "errors")
    }

    /// Code that adds one to a counter of the named step that this step belongs to; nothing where none is named.
    pub(super) fn count_in_step(&mut self, step: StepId, what: &str) -> TokenStream {
        self.count_many_in_step(step, what, &quote!(1))
    }

    /// The same for as many as `n` says.
    pub(super) fn count_many_in_step(&mut self, step: StepId, what: &str, n: &TokenStream) -> TokenStream {
        let Some(index) = self.owner(step) else { return quote!() };
        self.counted.insert(index);
        let (field, what) = (self.counter(index), ident(what));
        quote!(self.#field.#what += #n;)
    }

    /// Code that counts a row that comes into the named step which `to` belongs to, where it comes from outside of it.
    pub(super) fn count_entry(&mut self, from: StepId, to: StepId) -> TokenStream {
        if self.owner(from) == self.owner(to) { quote!() } else { self.count_in_step(to, "rows_in") }
    }

    /// The field that counts for a step.
    pub(super) fn counter(&self, index: usize) -> Ident {
        let mut taken = Names::default();
        let steps = self.physical.counted_steps().into_iter();
        let mut names = steps.map(|step| taken.unique(snake(counted_name(step)).trim_end_matches('_')));
        format_ident!("{}_counts", names.nth(index).expect("what is counted has a name"))
    }

    /// Code that adds a node's counters to `stats`.
    pub(super) fn stats_of(&self, node: &Node, path: &TokenStream) -> Vec<TokenStream> {
        let counted = self.counted_by_node.get(node.id.0).cloned().unwrap_or_default();
        let add = |index: usize| {
            let field = self.counter(index);
            quote!(stats.step(#index, #path.#field);)
        };
        counted.into_iter().map(add).collect()
    }
}
