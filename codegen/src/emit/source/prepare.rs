//! What is made once for a source, before anything runs: settings evaluated, files found.

use super::super::body::Body;
use super::super::types::ident;
use super::super::{Emitter, Reading};
use crate::physical::Node;
use crate::physical::sharing::Sharing;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{Format, SourceArm, SourceConnector};

impl Emitter<'_> {
    /// Code in `prepare` that makes the shared part of source `index`.
    pub(in super::super) fn source_prepare(
        &mut self,
        body: &mut Body,
        node: &Node,
        index: usize,
        arms: &[SourceArm],
    ) {
        let field = ident(&node.name);
        if self.reading == Reading::Script {
            body.push(quote!(let #field = ();));
            return;
        }
        let shared = format_ident!("{}Shared", node.type_name);
        if let [only] = arms {
            let (arm_shared, fields) = (self.arm_shared(node, 0), self.arm_settings(body, node, index, only));
            body.push(quote!(let #field = #shared::Arm0(#arm_shared { #fields });));
            return;
        }
        let chosen = self.chosen_arm(body, &node.name, arms.iter().map(|a| a.condition.as_ref()));
        let mut matched = Vec::new();
        for (i, arm) in arms.iter().enumerate() {
            let (variant, arm_shared) = (format_ident!("Arm{i}"), self.arm_shared(node, i));
            let (statements, fields) = body.nested(|body| self.arm_settings(body, node, index, arm));
            let pattern = if i + 1 == arms.len() {
                quote!(_)
            } else {
                let i = Literal::usize_unsuffixed(i);
                quote!(#i)
            };
            matched.push(quote!(#pattern => { #(#statements)* #shared::#variant(#arm_shared { #fields }) }));
        }
        body.push(quote!(let #field = match #chosen { #(#matched)* };));
    }

    fn arm_settings(&mut self, body: &mut Body, node: &Node, index: usize, arm: &SourceArm) -> TokenStream {
        let lag = self.lag(body, arm);
        match &arm.connector {
            SourceConnector::File { path, format } => {
                let (set_by, path) = (self.set_by("path", path), self.setting(body, "path", path));
                let framing = match format {
                    Format::Csv(csv) => {
                        let (separator, header) = (Literal::byte_character(csv.separator), csv.header);
                        quote!(weir_file::Framing::Csv { separator: #separator, header: #header })
                    }
                    Format::Json(_) => quote!(weir_file::Framing::Lines),
                };
                let sharing = match Sharing::of(node, arm) {
                    Sharing::One | Sharing::Files => quote!(),
                    Sharing::Pieces => quote!(.shared(setup)),
                    Sharing::Sequence | Sharing::OrderedSequence => quote!(.in_sequence(setup)),
                    Sharing::Ordered if self.ticks(node, arm) => quote!(.in_sequence(setup)),
                    Sharing::Ordered => quote!(.in_order(setup)),
                };
                quote!(splits: set_by(#set_by, weir_file::Splits::open(setup, #index, #path, #framing))? #sharing, lag: #lag)
            }
            SourceConnector::Nexmark { events, seed, rate, out_of_order } => {
                let events = self.setting(body, "events", events);
                let seed = self.setting(body, "seed", seed);
                let rate = self.setting(body, "rate", rate);
                let out_of_order = self.lasting(body, "out_of_order", "option `out_of_order`", out_of_order);
                quote!(events: #events, seed: #seed, rate: #rate, out_of_order_us: #out_of_order, lag: #lag, dealing: Dealing::default())
            }
            SourceConnector::Generate { rows, rate, .. } => {
                let rows = self.setting(body, "rows", rows);
                let rate = self.setting(body, "rate", rate);
                quote!(rows: #rows, rate: #rate, lag: #lag, dealing: Dealing::default())
            }
        }
    }
}
