//! How rows and control messages arrive at a node: from the node before it, or over an exchange.

use super::Emitter;
use super::ahead::Fetches;
use crate::physical::partition::Placement;
use crate::physical::{Exchange, Node};
use proc_macro2::TokenStream;
use quote::quote;
use weir_dsl::plan::{Operator, WindowUse};

impl Emitter<'_> {
    /// The methods by which rows and control messages arrive. `keyed`: `apply` takes the hash of the row's key, or what makes it; what is in it asks for memory that
    /// `row` will need of `group`.
    pub(super) fn arrival(&self, node: &Node, keyed: Option<&Fetches>) -> TokenStream {
        let row = self.row_in(node);
        let hash = self.row_hash(node);
        let hash_argument = if keyed.is_some() { quote!(hash,) } else { quote!() };
        let with_hash = if keyed.is_some() { quote!(let hash = #hash;) } else { quote!() };
        if let Some(exchange) = &node.exchange {
            let ahead = keyed.and_then(|fetch| self.ahead(node, fetch));
            return self.arrival_over(node, exchange, &with_hash, &hash_argument, ahead);
        }
        let alone = if keyed.is_some() { self.applied_alone(node) } else { quote!(self.apply(cx, row);) };
        quote! {
            #[inline(always)]
            fn row(&mut self, cx: Cx<'_>, row: #row) {
                #alone
            }

            /// A control message from the node before.
            fn upstream(&mut self, cx: Cx<'_>, control: Control) {
                self.control(cx, 0, control);
            }
        }
    }

    /// The same for a node behind an exchange.
    fn arrival_over(
        &self,
        node: &Node,
        exchange: &Exchange,
        with_hash: &TokenStream,
        hash_argument: &TokenStream,
        ahead: Option<(TokenStream, TokenStream)>,
    ) -> TokenStream {
        let (row, hash) = (self.row_in(node), self.row_hash(node));
        let push = self.stored_row(node);
        let batches = self.batches_over(node, with_hash, &quote!(self.apply(cx, #hash_argument row);), ahead);
        let before = if exchange.to == Placement::One { quote!() } else { quote!(let hash = #hash;) };
        let target = self.target(node);
        let staged = self.push_staged(node, &push);
        let alone = match hash_argument.is_empty() {
            true => quote!(self.apply(cx, row);),
            false => self.applied_alone(node),
        };
        quote! {
            /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
            /// so that no branch depends on the key.
            #[inline(always)]
            fn row(&mut self, cx: Cx<'_>, row: #row) {
                if self.exchange.alone() {
                    #alone
                } #staged else {
                    #before
                    self.exchange.push(#target, #push);
                }
            }

            #batches

            /// A control message from the node before, on this worker: for all workers.
            fn upstream(&mut self, cx: Cx<'_>, control: Control) {
                if self.exchange.alone() {
                    self.control(cx, 0, control);
                } else {
                    self.exchange.publish(control);
                }
            }
        }
    }

    /// What the only worker does with a row that is staged, where a node looks ahead and rows do not wait in a source's loop: it is at home already. A place of its own, so that neither the worker nor its batch is looked for
    /// (2 to 3 ns of counts by millions of integers, and nothing of rows that take longer anyway, as those with text).
    pub(super) fn push_staged(&self, node: &Node, push: &TokenStream) -> TokenStream {
        match self.looks_ahead(node) && !self.waits(node) && !self.row_has_text(node) {
            true => quote! {
                else if self.exchange.channels() == 1 {
                    self.exchange.push(0, #push);
                }
            },
            false => quote!(),
        }
    }

    /// The worker that a row goes to, where the `hash` of its key is in scope.
    pub(super) fn target(&self, node: &Node) -> TokenStream {
        match node.exchange.as_ref().map(|exchange| &exchange.to) {
            Some(Placement::One) => quote!(self.exchange.target_one()),
            _ => quote!(self.exchange.target(hash)),
        }
    }

    /// How rows of a worker arrive behind an exchange: each by `apply`, where `row`, and `hash` by `with_hash`, are in scope.
    pub(super) fn batches_over(
        &self,
        node: &Node,
        with_hash: &TokenStream,
        apply: &TokenStream,
        ahead: Option<(TokenStream, TokenStream)>,
    ) -> TokenStream {
        let (stored, judge) = (self.row_stored(node), self.judge_batch(node));
        let (groups, partial) = match self.combines(node) || self.gathers(node) {
            true => {
                let partial = self.partial_type(node);
                (
                    quote!(if batch.has_groups() {
                        return self.groups(cx, batch);
                    }),
                    quote!(, #partial),
                )
            }
            false => (quote!(), quote!()),
        };
        let mark = match self.passes_marks(node) {
            true => self.pass_mark(&quote!(self.marks.mark(batch.from))),
            false => quote!(),
        };
        let load = match self.row_has_text(node) {
            true if self.sends_hash(node) && !with_hash.is_empty() => {
                quote!(let (hash, row) = (row.hash, row.load(batch.heap()));)
            }
            true => quote!(let row = row.load(batch.heap()); #with_hash),
            false => quote!(let row = *row; #with_hash),
        };
        let (rows, apply_rows) = ahead.unwrap_or_else(|| {
            let rows = quote! {
                Part::Rows(rows) => {
                    #mark
                    for row in rows {
                        #load
                        #apply
                    }
                }
            };
            (rows, quote!())
        });
        quote! {
            /// Rows of a worker.
            #[inline(never)]
            fn batch(&mut self, cx: Cx<'_>, batch: &Batch<#stored #partial>) {
                #judge
                #groups
                for part in batch.parts() {
                    match part {
                        #rows
                        Part::Control(control) => self.control(cx, batch.from, control),
                    }
                }
            }

            #apply_rows
        }
    }

    /// Rows are judged late by the mark of the channel that they come from.
    fn judge_batch(&self, node: &Node) -> TokenStream {
        match &self.step(node.step).operator {
            Operator::Aggregate { window: WindowUse::New(_), .. }
            | Operator::Top { window: WindowUse::New(_), .. } => {
                quote!(self.windows.judge(self.marks.mark(batch.from));)
            }
            _ => quote!(),
        }
    }
}
