//! Two-stage aggregation of windows without a key: all rows would have to meet on one worker. Each worker aggregates its own rows, and what goes over the
//! exchange is one partial group a window and worker; the first worker merges them.
//!
//! Lateness stays exact: a row is judged by the watermark of its own channel, which is this worker's. Only for groups of plain data whose
//! merging does not depend on the order of rows.

use super::Emitter;
use super::groups::GroupPart;
use super::node::Parts;
use crate::physical::Node;
use crate::physical::local_global::Local;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{Operator, WindowUse};

impl Emitter<'_> {
    /// Whether a node aggregates in two stages.
    pub(super) fn is_two_stage(&self, node: &Node) -> bool {
        self.physical.local(node) == Some(Local::TwoStages)
    }

    /// How rows and control messages arrive: rows stay here, fired partial groups go over the exchange.
    pub(super) fn two_stage(&mut self, node: &Node, parts: &mut Parts) {
        let WindowUse::New(window) = self.window_of(node) else {
            unreachable!("two stages need a window of their own")
        };
        let (key, group) = (self.key_type(node), format_ident!("{}Group", node.type_name));
        let (partial, row) = (self.partial_type(node), self.row_in(node));
        let [size, step, offset, lateness] =
            [window.size_us, window.step_us, window.offset_us, window.lateness_us]
                .map(Literal::i64_unsuffixed);
        let fire = if window.size_us == window.step_us { quote!(fire_whole) } else { quote!(fire) };
        parts.items.push(quote! {
            /// What one worker knows of a window.
            #[derive(Clone, Copy)]
            struct #partial { start: i64, end: i64, group: #group }
        });
        parts.fields.push(quote!(local: Windows<#key, #group>));
        parts.inits.push(quote! {
            local: Windows::new(WindowSpec { size: #size, step: #step, offset: #offset, lateness: #lateness })
        });
        self.late_method(node, &quote!(local), parts);
        parts.methods.push(quote! {
            /// A row from the node before stays on its worker.
            #[inline(always)]
            fn row(&mut self, cx: Cx<'_>, row: #row) {
                self.apply(cx, 0, row);
            }

            /// A control message from the node before: partial groups that it completes go ahead of it.
            fn upstream(&mut self, cx: Cx<'_>, control: Control) {
                match control {
                    Control::Watermark(watermark) => {
                        self.complete(watermark);
                        self.local.judge(watermark);
                    }
                    Control::Mark(mark) => return self.local.judge(mark),
                    Control::End => self.complete(i64::MAX),
                    _ => {}
                }
                if self.exchange.alone() {
                    self.control(cx, 0, control);
                } else {
                    self.exchange.publish(control);
                }
            }
        });
        parts.methods.push(partial_methods(&partial, &key, &fire));
    }

    /// What goes over the exchange.
    pub(super) fn partial_type(&self, node: &Node) -> Ident {
        format_ident!("{}Partial", self.entry(node).type_name)
    }

    fn window_of(&self, node: &Node) -> WindowUse {
        match &self.step(node.step).operator {
            Operator::Aggregate { window, .. } => window.clone(),
            _ => WindowUse::Running,
        }
    }

    /// Groups are plain data, so that tables of them are copied as bytes; sets are not.
    pub(super) fn copy_derive(&self, parts: &[GroupPart]) -> TokenStream {
        let plain = parts.iter().all(|p| p.set.is_none());
        if plain { quote!(#[derive(Clone, Copy)]) } else { quote!(#[derive(Clone)]) }
    }
}

/// How partial groups are sent and merged.
fn partial_methods(partial: &Ident, key: &Ident, fire: &TokenStream) -> TokenStream {
    quote! {
        /// Sends the partial groups of windows that have fired on this worker.
        fn complete(&mut self, watermark: i64) {
            while let Some(fired) = self.local.#fire(watermark) {
                for (_, group) in fired.iter() {
                    let partial = #partial { start: fired.start, end: fired.end, group: *group };
                    if self.exchange.alone() {
                        self.merge(&partial);
                    } else {
                        self.exchange.push(self.exchange.target_one(), |_| partial);
                    }
                }
                self.local.recycle(fired);
            }
        }

        /// Partial groups of a worker.
        #[inline(never)]
        fn batch(&mut self, cx: Cx<'_>, batch: &Batch<#partial>) {
            for part in batch.parts() {
                match part {
                    Part::Rows(partials) => partials.iter().for_each(|partial| self.merge(partial)),
                    Part::Control(control) => self.control(cx, batch.from, control),
                }
            }
        }

        fn merge(&mut self, partial: &#partial) {
            let mut first = false;
            self.windows.at(partial.start, partial.end);
            let group = self.windows.entry(0, |_, _| true, |_| {
                first = true;
                (#key {}, partial.group)
            });
            if !first {
                group.merge(&mut Heap::new(), &partial.group, &Heap::new());
            }
        }
    }
}
