//! What nodes without windows share: a table that lives as long as the job, changes that go out with each row where somebody takes
//! them, and the rows that hold when the input is complete.

use super::Emitter;
use super::node::Parts;
use super::types::ident;
use crate::physical::Node;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

impl Emitter<'_> {
    /// Adds the fields and methods of a node whose state is a table. `each` is the code for an entry when the input is complete:
    /// `key`, `group`, `heap` and `change` are in scope.
    pub(super) fn running(&mut self, node: &Node, parts: &mut Parts, each: TokenStream) {
        let (key, group) = (self.key_type(node), format_ident!("{}Group", node.type_name));
        let marks = self.new_marks(node);
        let sinks: Vec<_> =
            self.physical.sinks_behind(node.step).into_iter().map(|n| ident(&n.name)).collect();
        parts.fields.push(quote!(marks: Marks));
        parts.inits.push(quote!(marks: #marks));
        let table = if self.is_direct(node) { quote!(Direct) } else { quote!(Table) };
        parts.fields.push(quote!(table: #table<#key, #group>));
        parts.inits.push(quote!(table: #table::new()));
        parts.fields.push(quote!(changes: bool));
        parts.inits.push(quote!(changes: false #(|| shared.#sinks.takes_changes())*));
        // A row that fails on its way to sinks that do not take it would fail for nothing.
        parts.fields.push(quote!(finals: bool));
        parts.inits.push(match sinks.is_empty() {
            true => quote!(finals: true),
            false => quote!(finals: false #(|| !shared.#sinks.takes_changes())*),
        });
        let forward = self.forward(node);
        // What holds in the end is not known where the end has not come: outputs of it are not published.
        let uid = &self.step(node.step).uid;
        let stopped = match sinks.is_empty() {
            true => quote!(),
            false => quote! {
                if control == Control::Stop && self.finals {
                    cx.unfinished(#uid);
                }
            },
        };
        parts.methods.push(quote! {
            /// A control message of a channel.
            #[inline(never)]
            fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
                for control in self.marks.update(channel, control) {
                    if control == Control::End {
                        self.complete(cx);
                    }
                    #stopped
                    self.forward(cx, control);
                }
            }

            /// The input is complete: what stands in the table holds.
            fn complete(&mut self, cx: Cx<'_>) {
                if !self.finals {
                    return;
                }
                let mut table = std::mem::take(&mut self.table);
                table.tidied();
                let (heap, change) = (table.heap(), false);
                for (key, group) in table.iter() {
                    #each
                }
                self.table = table;
            }

            #forward
        });
    }
}
