//! The two nodes without state, `union` and `key by`: rows pass through, watermarks are merged.
//!
//! What passes is judged late by windows behind against its own mark, not against the merged watermark (see the runtime's `marks`). Where the two can
//! differ, the node keeps in mind which mark its readers have heard last, and sends another ahead of the rows that it holds for.

use super::Emitter;
use super::body::Body;
use super::chain::block;
use super::node::Parts;
use crate::physical::{Node, marks};
use proc_macro2::TokenStream;
use quote::quote;
use weir_dsl::plan::Operator;

impl Emitter<'_> {
    /// Whether the rows that a node passes on may have other marks than its watermark says, and somebody can tell.
    pub(super) fn passes_marks(&self, node: &Node) -> bool {
        let step = self.step(node.step);
        self.physical.is_judged(node.step)
            && match &step.operator {
                Operator::KeyBy { .. } => self.physical.has_changed_workers(node.step),
                Operator::Union => step.inputs.iter().any(|&input| self.physical.has_changed_workers(input)),
                _ => false,
            }
    }

    /// Whether late rows of a node are judged by another window.
    pub(super) fn late_is_judged(&self, node: &Node) -> bool {
        self.late_taps(node).into_iter().any(|late| self.physical.is_judged(late))
    }

    /// Puts the mark of the rows that follow ahead of them.
    pub(super) fn pass_mark(&self, mark: &TokenStream) -> TokenStream {
        quote! {
            if let Some(control) = self.passing.through(#mark) {
                self.forward(cx, control);
            }
        }
    }

    /// `union`: rows pass through, watermarks are merged.
    pub(super) fn union(&mut self, node: &Node) -> TokenStream {
        let mut parts = self.passing_parts(node);
        let (apply, row) = (self.pass_on(node), self.row_in(node));
        let (input, mark) = match self.passes_marks(node) {
            true => {
                let mark = self.union_mark(node);
                (quote!(input: usize,), self.pass_mark(&mark))
            }
            false => (quote!(), quote!()),
        };
        let forward = self.forward(node);
        parts.methods.push(quote! {
            #[inline(always)]
            fn row(&mut self, cx: Cx<'_>, #input row: #row) {
                #mark
                #apply
            }

            /// A control message of one of the inputs.
            fn upstream(&mut self, cx: Cx<'_>, input: usize, control: Control) {
                for control in self.marks.update(input, control) {
                    self.forward(cx, control);
                }
            }

            #forward
        });
        let doc = self.node_doc(node);
        self.assemble(node, &doc, parts)
    }

    /// The mark of a row of `input`.
    fn union_mark(&self, node: &Node) -> TokenStream {
        let step = self.step(node.step);
        let holding = |input| marks::holding(self.physical.pipeline, step, input);
        let held: Vec<Vec<usize>> = (0..step.inputs.len()).map(holding).collect();
        if held.iter().all(Vec::is_empty) {
            return quote!(self.marks.mark(input));
        }
        quote!(self.marks.mark_among(input, [#(&[#(#held),*] as &[usize]),*][input]))
    }

    /// `key by`: an exchange and nothing else.
    pub(super) fn key_by(&mut self, node: &Node) -> TokenStream {
        let mut parts = self.passing_parts(node);
        let (arrival, apply, row) = (self.arrival(node, None), self.pass_on(node), self.row_in(node));
        let forward = self.forward(node);
        // Over an exchange marks are passed on with the rows of a batch; without one there is a single channel.
        let mark = match self.passes_marks(node) && node.exchange.is_none() {
            true => self.pass_mark(&quote!(self.marks.mark(channel))),
            false => quote!(),
        };
        parts.methods.push(quote! {
            #arrival

            #[inline]
            fn apply(&mut self, cx: Cx<'_>, row: #row) { #apply }

            /// A control message of a channel.
            fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
                for control in self.marks.update(channel, control) {
                    self.forward(cx, control);
                }
                #mark
            }

            #forward
        });
        let doc = self.node_doc(node);
        self.assemble(node, &doc, parts)
    }

    fn passing_parts(&self, node: &Node) -> Parts {
        let mut parts = Parts::default();
        let marks = self.new_marks(node);
        parts.fields.push(quote!(marks: Marks));
        parts.inits.push(quote!(marks: #marks));
        if self.passes_marks(node) {
            parts.fields.push(quote!(passing: Passing));
            parts.inits.push(quote!(passing: Passing::default()));
        }
        parts.items.push(self.row_structs(node, false));
        parts
    }

    /// The columns of `row` go on as they came.
    fn pass_on(&mut self, node: &Node) -> TokenStream {
        let scope = self.row_scope(node);
        let mut body = Body::new();
        self.consumers(&mut body, node.step, &scope);
        block(body)
    }
}
