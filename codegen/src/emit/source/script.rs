//! Jobs built from `test` blocks: rows of all sources come from one script, as JSON, in one global order.

use super::super::Emitter;
use super::super::body::Body;
use super::super::chain::block;
use super::super::node::Parts;
use super::rows::RowClock;
use crate::physical::Node;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use weir_dsl::plan::{SourceArm, TimestampFormat};

impl Emitter<'_> {
    /// The node of a source whose rows come from the script. Of its arms the one that the settings choose says how far the watermark
    /// lags; the time is that of the first.
    pub(super) fn script_source(&mut self, node: &Node, arms: &[SourceArm], parts: &mut Parts) {
        let reader = format_ident!("read_{}", node.name);
        parts.items.push(self.json_readers(node, &reader, TimestampFormat::Iso, &[]).0);
        let orders = super::json::orders_type(&reader);
        parts.fields.push(quote!(script_orders: #orders));
        parts.inits.push(quote!(script_orders: #orders::default()));
        let lattices = self.lattices(node);
        let mut settings = Body::new();
        let chosen = self.chosen_arm(&mut settings, &node.name, arms.iter().map(|a| a.condition.as_ref()));
        let mut clocks = Vec::new();
        for (index, arm) in arms.iter().enumerate() {
            let (statements, lag) = settings.nested(|body| self.lag(body, arm));
            let clock = match self.ticks(node, arm) {
                true => quote!(Clock::new(#lag, #lattices)),
                false => quote!(Clock::none()),
            };
            let index = self.index(index);
            clocks.push(quote!(#index => { #(#statements)* #clock }));
        }
        let settings = settings.finish();
        parts.fields.push(quote!(clock: Clock));
        parts.inits.push(quote! {
            clock: {
                let params = shared.params;
                let scratch = Scratch::new();
                let cx = SettingCx { scratch: &scratch };
                #settings
                match #chosen { #(#clocks)* _ => Clock::none() }
            }
        });
        let mut body = Body::new();
        let source = self.step(node.step).uid.clone();
        let failing = self.unreadable(&body, node);
        body.push(quote! {
            let decoded = match #reader(weir_json::Cursor::new(text), cx.scratch, &mut self.script_orders) {
                Ok(decoded) => decoded,
                Err(error) => {
                    let value = error.value(text);
                    let error = Error::decode(#source, "script", error.field(), &error.to_string(), value);
                    let mut failed = 0;
                    let errors = &mut failed;
                    #failing
                }
            };
        });
        let slots = self.decoded_slots(node);
        let ticking = arms.iter().find(|a| self.ticks(node, a));
        let clock = ticking.map(|_| RowClock { clock: quote!(self.clock), is_row: None });
        let timed = SourceArm { watermark: ticking.and_then(|a| a.watermark.clone()), ..arms[0].clone() };
        self.row_code(&mut body, node, &timed, slots, clock, None);
        let row = block(body);
        parts.methods.push(quote! {
            /// A row of the script.
            fn script_row(&mut self, cx: Cx<'_>, text: &[u8]) { #row }
        });
    }

    /// The method of the worker that reads the script.
    pub(in super::super) fn script_round(&self) -> TokenStream {
        let sources = self.physical.sources();
        let rows = sources.iter().enumerate().map(|(index, node)| {
            let (path, index) = (self.path_from_worker(node), self.index(index));
            quote!(#index => #path.script_row(cx, json),)
        });
        let advances = sources.iter().map(|node| {
            let path = self.path_from_worker(node);
            quote! {
                if let Some(w) = #path.clock.reach(to) {
                    #path.forward(cx, Control::Watermark(w));
                }
            }
        });
        let ends = self.script_ends();
        quote! {
            /// Reads a line of the script.
            #[inline(never)]
            fn poll_script(&mut self, cx: Cx<'_>) -> Polled {
                let Some(script) = &mut self.script else { return Polled::Ended };
                if cx.failed() {
                    return Polled::Ended;
                }
                match script.next() {
                    Some(Ok(weir_runtime::script::ScriptLine::Row { source, json })) => match source {
                        #(#rows)*
                        _ => cx.fail(Error::invalid("the script names a source that is not there")),
                    },
                    Some(Ok(weir_runtime::script::ScriptLine::Advance(to))) => { #(#advances)* }
                    Some(Err(error)) => cx.fail(error),
                    None => {
                        self.script = None;
                        #ends
                        return Polled::Ended;
                    }
                }
                Polled::Rows
            }
        }
    }

    /// All sources end.
    pub(in super::super) fn script_ends(&self) -> TokenStream {
        let ends = self.physical.sources().into_iter().map(|node| {
            let path = self.path_from_worker(node);
            quote!(#path.forward(cx, Control::End);)
        });
        quote!(#(#ends)*)
    }
}
