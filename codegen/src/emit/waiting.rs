//! Rows that the only worker sends from a source to large state wait for each other in the loop that reads them (the runtime's `waiting`): looked ahead at without a batch, and no text is
//! copied before state keeps it.
//!
//! That is known here, of each node whose rows come from a source by filters and projections alone: their code stands in the source's loop. Rows from elsewhere, and those of windows by key,
//! which are combined where they come from, go through a batch that the only worker sends to itself.

use super::ahead::Fetches;
use super::body::Body;
use super::{Emitter, Reading};
use crate::physical::{Node, NodeId};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use weir_dsl::plan::{Operator, StepId};

/// Rows that wait in a loop over a source's rows.
#[derive(Clone)]
pub(super) struct WaitingRows {
    /// The node that they are for.
    pub(super) node: NodeId,
    /// The variable.
    pub(super) variable: Ident,
}

/// Code that lets rows wait in a loop; empty where none do.
pub(super) struct WaitingCode {
    /// Where they wait.
    pub(super) places: TokenStream,
    /// Has all applied that wait.
    pub(super) applied: TokenStream,
}

impl WaitingCode {
    /// Around a loop: they are done with where it ends.
    pub(super) fn around(&self, rows: TokenStream) -> TokenStream {
        let (places, applied) = (&self.places, &self.applied);
        if places.is_empty() { rows } else { quote!({ #places #rows #applied }) }
    }
}

impl Emitter<'_> {
    /// Whether rows for a node wait where they are read.
    pub(super) fn waits(&self, node: &Node) -> bool {
        // What combines has a way of its own for rows.
        self.source_before(node).is_some() && self.looks_ahead(node) && !self.combines(node)
    }

    /// The source whose loops have the whole way to a node in them.
    fn source_before(&self, node: &Node) -> Option<StepId> {
        if self.reading == Reading::Script || self.physical.slices_of(node.step).is_some() {
            return None;
        }
        let mut step = self.step(node.step);
        loop {
            step = self.step(*step.inputs.first()?);
            match step.operator {
                Operator::Source { .. } => return Some(step.id),
                Operator::Where { .. } | Operator::Project { .. } => {}
                _ => return None,
            }
        }
    }

    /// Lets rows wait in a loop whose row is `body`.
    pub(super) fn wait_in(&self, body: &mut Body, source: &Node) -> WaitingCode {
        let nodes = self.physical.nodes.iter();
        let nodes = nodes.filter(|node| self.waits(node) && self.source_before(node) == Some(source.step));
        let mut places = quote!();
        for node in nodes {
            let (path, variable) = (self.path(node.id), body.variable(&format!("waiting_{}", node.name)));
            places.extend(quote!(let mut #variable = #path.waiting(cx);));
            body.waiting.push(WaitingRows { node: node.id, variable });
        }
        WaitingCode { places, applied: self.apply_waiting(body) }
    }

    /// Code that has all rows applied that wait.
    pub(super) fn apply_waiting(&self, body: &Body) -> TokenStream {
        let all = body.waiting.iter().map(|WaitingRows { node, variable }| {
            let path = self.path(*node);
            quote!(#path.apply_waiting(cx, &mut #variable);)
        });
        quote!(#(#all)*)
    }

    /// Code that sends `row` to `node`: mostly by a call.
    pub(super) fn send_or_wait(
        &self,
        body: &Body,
        node: NodeId,
        arguments: &TokenStream,
        row: &TokenStream,
    ) -> TokenStream {
        let path = self.path(node);
        match body.waiting.iter().find(|waiting| waiting.node == node) {
            None => quote!(#path.row(cx, #arguments #row);),
            Some(WaitingRows { variable, .. }) => quote!({
                let waits = #row;
                if !#variable.waits() {
                    #path.row(cx, #arguments waits);
                } else if #variable.push(waits) {
                    #path.apply_waiting(cx, &mut #variable);
                }
            }),
        }
    }

    /// The methods of a node whose rows wait. Its state is looked at once a turn of the source.
    pub(super) fn waiting_methods(&self, node: &Node, fetch: &Fetches) -> TokenStream {
        if !self.waits(node) {
            return quote!();
        }
        let (row, is_large) = (self.row_type(node), self.is_large(node));
        let (own, any, lifetime) = match self.row_has_text(node) {
            true => (quote!(#row<'r>), quote!(#row<'_>), quote!(, 'r)),
            false => (quote!(#row), quote!(#row), quote!()),
        };
        let rows = self.rows_that_waited(node, fetch);
        quote! {
            /// Where rows of a source wait in its turn, if they are to be looked ahead at.
            #[inline(never)]
            fn waiting<'s #lifetime>(&self, cx: Cx<'s>) -> Waiting<'s, #own> {
                Waiting::new(cx.scratch, self.exchange.alone(), #is_large)
            }

            /// Rows that waited belong here, as this is the only worker.
            #[inline(never)]
            fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, #any>) {
                let rows = waiting.rows();
                #rows
                waiting.clear();
            }
        }
    }
}
