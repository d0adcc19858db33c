//! What every way to read has in common once the columns of a row are known: its time, the watermark, the chain.

use super::super::Emitter;
use super::super::body::{Body, OnFail};
use super::super::scope::{Scope, Slot};
use crate::physical::Node;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use weir_dsl::plan::{SourceArm, Watermark};

impl Emitter<'_> {
    /// Whether the source's rows need their time: some step reads it, or a watermark comes of it.
    pub(in super::super) fn needs_time(&self, node: &Node) -> bool {
        let step = self.step(node.step);
        step.output.time.is_some_and(|t| self.physical.live.is_live(step.id, t)) || !node.lattices.is_empty()
    }

    /// From the record's columns to the end of the chain. `tick` is given the name of the time and gives an `Option<i64>`.
    pub(in super::super) fn row_code(
        &mut self,
        body: &mut Body,
        node: &Node,
        arm: &SourceArm,
        mut slots: Vec<Slot>,
        tick: Option<TokenStream>,
    ) {
        let step = self.step(node.step);
        slots.resize(step.output.columns.len(), Slot::Dead);
        if let (true, Some(time), Some(column)) = (self.needs_time(node), &arm.time, step.output.time) {
            let scope = Scope { slots: slots.clone() };
            let fail = OnFail::Record { step: step.id, shown: step.id, scope: scope.clone() };
            let value = self.eval(body, &scope, &fail, time);
            let value = match time.ty.is_optional() {
                true => self.checked(body, &fail, value, "Argument"),
                false => value,
            };
            let variable = body.variable("event_time");
            body.push(quote!(let #variable = #value;));
            if let (Some(tick), Some(_)) = (tick, &arm.watermark) {
                body.push(quote! {
                    if let Some(watermark) = #tick.tick(#variable) {
                        self.forward(cx, Control::Watermark(watermark));
                    }
                });
            }
            slots[column] = Slot::Ready(quote!(#variable));
        }
        self.consumers(body, step.id, &Scope { slots });
    }

    /// The points that watermarks must not pass unsaid, as a `&'static [Lattice]`.
    pub(in super::super) fn lattices(&self, node: &Node) -> TokenStream {
        let lattices = node.lattices.iter().map(|l| {
            let [step, phase] = [l.step_us, l.phase_us].map(Literal::i64_unsuffixed);
            quote!(Lattice { step: #step, phase: #phase })
        });
        quote!(&[#(#lattices),*])
    }

    /// The lag of an arm's watermark in µs, as a setting; 0 where none is declared.
    pub(in super::super) fn lag(&mut self, body: &mut Body, arm: &SourceArm) -> TokenStream {
        match &arm.watermark {
            Some(Watermark::MaxLag(lag)) => self.setting(body, "watermark", lag),
            None => quote!(0),
        }
    }

    /// Whether an arm's clock ticks at all.
    pub(in super::super) fn ticks(&self, node: &Node, arm: &SourceArm) -> bool {
        arm.watermark.is_some() && !node.lattices.is_empty()
    }

    /// Code that reports a row that could not be read, and leaves it. In scope: `error: Error`, `text: &[u8]` (the row).
    pub(in super::super) fn unreadable(&mut self, body: &Body, node: &Node) -> TokenStream {
        let done = body.done.clone();
        let uid = self.step(node.step).uid.clone();
        match self.errors_step(node.step) {
            Some(errors) => {
                let method = self.errors_method(errors);
                quote! {
                    *errors += 1;
                    self.#method(cx, #uid, error.where_it_was(), &error.message(), &String::from_utf8_lossy(text));
                    break #done;
                }
            }
            None => quote!(*errors += 1; cx.fail(error); break #done;),
        }
    }
}
