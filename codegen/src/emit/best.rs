//! `top` over the windows that its rows carry, without `per`: all rows of a window meet on one worker. Each worker keeps its own best of a window,
//! and only these go over the exchange, ahead of the control message that follows the window's rows.
//!
//! The best of all are among the bests of the workers, and neither the order of arrival nor lateness counts here, so the answer is the same.

use super::Emitter;
use super::node::Parts;
use crate::physical::Node;
use crate::physical::local_global::Local;
use quote::{format_ident, quote};

impl Emitter<'_> {
    /// Whether a node passes only the best of each worker on.
    pub(super) fn is_pruned(&self, node: &Node) -> bool {
        self.physical.local(node) == Some(Local::Prunes)
    }

    /// How rows and control messages arrive where `keep` takes a row into a group.
    pub(super) fn pruned(&mut self, node: &Node, parts: &mut Parts) {
        let (key, group) = (self.key_type(node), format_ident!("{}Group", node.type_name));
        let row = self.row_in(node);
        let (load, push) = match self.row_has_text(node) {
            true => (quote!(kept.row.load(heap)), quote!(|heap| row.store(heap))),
            false => (quote!(kept.row), quote!(|_| row)),
        };
        let batches = self.batches_over(node, &quote!(), &quote!(self.apply(row);), Default::default());
        parts.fields.push(quote!(own_best: Panes<#key, #group>));
        parts.inits.push(quote!(own_best: Panes::new(0)));
        parts.methods.push(quote! {
            /// A row from the node before. The only worker applies it; one of several keeps it among its best.
            #[inline(always)]
            fn row(&mut self, cx: Cx<'_>, row: #row) {
                if self.exchange.alone() {
                    self.apply(row);
                } else {
                    Self::keep(&mut self.own_best, row);
                }
            }

            /// Sends this worker's best of each window.
            #[inline(never)]
            fn pass_best(&mut self) {
                while let Some(fired) = self.own_best.fire(i64::MAX) {
                    let heap = fired.heap();
                    for (_, group) in fired.iter() {
                        for kept in group.rows.iter() {
                            let row = #load;
                            self.exchange.push(self.exchange.target_one(), #push);
                        }
                    }
                    self.own_best.recycle(fired);
                }
            }

            #batches

            /// A control message from the node before: the best rows go ahead of it.
            fn upstream(&mut self, cx: Cx<'_>, control: Control) {
                if self.exchange.alone() {
                    self.control(cx, 0, control);
                } else {
                    self.pass_best();
                    self.exchange.publish(control);
                }
            }
        });
    }
}
