//! Sources: what a worker reads, row by row, into the fused chain behind it.
//!
//! A source is a node (`Events`: where rows go) and, apart from it, an input (`EventsInput`: what is read), so that a row may borrow from the
//! input while the node passes it on. Each way to read (`file`, `nexmark`, `generate`) has its own loop with the whole chain in it, because each has
//! columns at hand in another form: raw text, a decoded struct, functions of a number.
//!
//! Reading order: this file (the node), [`rows`] (time and the chain, the same for all), then one file a way to read.

mod csv;
mod generate;
mod json;
mod key_by_key;
mod nexmark;
mod prepare;
mod rows;
mod script;
mod shapes;
mod stages;
mod view;

pub(super) use stages::Staged;

use super::node::Parts;
use super::types::ident;
use super::{Emitter, Reading};
use crate::physical::Node;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{Format, Operator, SourceArm, SourceConnector};

impl Emitter<'_> {
    pub(super) fn source(&mut self, node: &Node) -> TokenStream {
        let arms = self.arms(node);
        let mut parts = Parts::default();
        let forward = self.forward(node);
        if self.reading == Reading::Script {
            self.script_source(node, &arms, &mut parts);
        } else {
            for (index, arm) in arms.iter().enumerate() {
                let code = self.arm(node, index, arm);
                parts.items.push(code.items);
                parts.methods.push(code.poll);
            }
            parts.items.push(self.input_structs(node, &arms));
            parts.methods.push(self.poll(node, &arms));
            parts.methods.push(self.piece_methods(node));
        }
        parts.methods.push(forward);
        let doc = self.node_doc(node);
        self.assemble(node, &doc, parts)
    }

    /// The arms of a source.
    pub(super) fn arms(&self, node: &Node) -> Vec<SourceArm> {
        match &self.step(node.step).operator {
            Operator::Source { arms, .. } => arms.clone(),
            _ => unreachable!("asked for a source"),
        }
    }

    fn arm(&mut self, node: &Node, index: usize, arm: &SourceArm) -> ArmCode {
        match &arm.connector {
            SourceConnector::File { format: Format::Csv(csv), .. } => self.csv_arm(node, index, arm, csv),
            SourceConnector::File { format: Format::Json(json), .. } => self.json_arm(node, index, arm, json),
            SourceConnector::Nexmark { .. } => self.nexmark_arm(node, index, arm),
            SourceConnector::Generate { columns, .. } => self.generate_arm(node, index, arm, columns),
        }
    }

    /// `struct EventsInput` and the enum of its arms.
    fn input_structs(&self, node: &Node, arms: &[SourceArm]) -> TokenStream {
        let (input, arm_enum) = (self.input_type(node), self.arm_enum(node));
        let shared = self.source_shared(node);
        let variants: Vec<Ident> = (0..arms.len()).map(|i| format_ident!("Arm{i}")).collect();
        let states: Vec<Ident> = (0..arms.len()).map(|i| self.arm_state(node, i)).collect();
        let shared_states = (0..arms.len()).map(|i| self.arm_shared(node, i));
        quote! {
            /// What all workers share of the source.
            enum #shared { #(#variants(#shared_states)),* }

            /// What one worker reads.
            struct #input { arm: #arm_enum, ended: bool, rows: u64, bytes: u64, errors: u64 }

            enum #arm_enum { #(#variants(#states)),* }

            impl #input {
                #[cold]
                #[inline(never)]
                fn new(shared: &#shared, params: &'static Params, setup: &WorkerSetup) -> Result<Self> {
                    let arm = match shared { #(#shared::#variants(shared) => #arm_enum::#variants(#states::new(shared, params, setup)?)),* };
                    Ok(Self { arm, ended: false, rows: 0, bytes: 0, errors: 0 })
                }

                #[cold]
                #[inline(never)]

                fn stats(&self, index: usize, stats: &mut StatsSink) {
                    stats.source(index, self.rows, self.bytes, self.errors);
                }
            }
        }
    }

    fn poll(&self, node: &Node, arms: &[SourceArm]) -> TokenStream {
        let (input, arm_enum) = (self.input_type(node), self.arm_enum(node));
        let variants: Vec<Ident> = (0..arms.len()).map(|i| format_ident!("Arm{i}")).collect();
        let polls: Vec<Ident> = (0..arms.len()).map(|i| format_ident!("poll_arm{i}")).collect();
        // Pieces of made rows end before anything else is looked at.
        let taken = arms.iter().map(|arm| match arm.connector {
            SourceConnector::File { .. } => quote!((arm) => arm.reader.piece()),
            _ => quote!((_) => None),
        });
        let give_up = match node.ordered {
            true => quote! {
                let taken = match &input.arm { #(#arm_enum::#variants #taken),* };
                self.give_up(taken);
            },
            false => quote!(),
        };
        quote! {
            /// What has nothing to read on this worker says so before any row is read.
            #[inline(never)]
            fn start(&mut self, cx: Cx<'_>, input: &mut #input) {
                let empty = match &input.arm { #(#arm_enum::#variants(arm) => arm.is_empty()),* };
                if empty {
                    input.ended = true;
                    self.forward(cx, Control::End);
                }
            }

            /// Reads for a quantum.
            #[inline(never)]
            fn poll(&mut self, cx: Cx<'_>, input: &mut #input) -> Polled {
                if input.ended || cx.failed() {
                    return Polled::Ended;
                }
                if cx.stopping() {
                    let endless = match &input.arm { #(#arm_enum::#variants(arm) => arm.is_endless()),* };
                    if !endless {
                        cx.cut_short();
                    }
                    input.ended = true;
                    #give_up
                    self.forward(cx, Control::Stop);
                    return Polled::Ended;
                }
                let polled = match &mut input.arm {
                    #(#arm_enum::#variants(arm) => {
                        self.#polls(cx, arm, &mut input.rows, &mut input.bytes, &mut input.errors)
                    })*
                };
                // What has failed has not ended: others would take what they have for all there is, and say so.
                if polled == Polled::Ended && !cx.failed() {
                    input.ended = true;
                    self.forward(cx, Control::End);
                }
                polled
            }
        }
    }

    /// Methods that tell the exchanges behind an ordered source which piece rows are of.
    fn piece_methods(&self, node: &Node) -> TokenStream {
        if !node.ordered {
            return quote!();
        }
        let readers = self.physical.readers_in_order(node);
        let paths: Vec<TokenStream> = readers.into_iter().map(|reader| self.path(reader.id)).collect();
        quote! {
            /// What is read now is of this piece; `None`: this worker reads all.
            #[inline(never)]
            fn begin_piece(&mut self, piece: Option<usize>) {
                if let Some(piece) = piece {
                    #(#paths.exchange.begin_piece(piece);)*
                }
            }

            /// No more will be read of this piece, the last that was taken.
            #[cold]
            #[inline(never)]
            fn give_up(&mut self, piece: Option<usize>) {
                if let Some(piece) = piece {
                    #(#paths.exchange.give_up(piece);)*
                }
            }

            /// All of the piece was read.
            #[inline(never)]
            fn end_piece(&mut self) {
                #(#paths.exchange.end_piece();)*
            }
        }
    }

    /// Field and initial value of the worker's input of a source.
    pub(super) fn source_input(&self, node: &Node) -> (TokenStream, TokenStream) {
        let (field, ty, shared) =
            (format_ident!("{}_input", node.name), self.input_type(node), ident(&node.name));
        (quote!(#field: #ty), quote!(#field: #ty::new(&shared.#shared, shared.params, setup)?))
    }

    pub(super) fn source_shared(&self, node: &Node) -> TokenStream {
        match self.reading {
            Reading::Script => quote!(()),
            Reading::Connectors => {
                let name = format_ident!("{}Shared", node.type_name);
                quote!(#name)
            }
        }
    }

    fn input_type(&self, node: &Node) -> Ident {
        format_ident!("{}Input", node.type_name)
    }

    fn arm_enum(&self, node: &Node) -> Ident {
        format_ident!("{}Arm", node.type_name)
    }

    /// Name of the struct of an arm's state on a worker.
    fn arm_state(&self, node: &Node, index: usize) -> Ident {
        format_ident!("{}Arm{index}", node.type_name)
    }

    /// Name of the struct of what workers share of an arm.
    fn arm_shared(&self, node: &Node, index: usize) -> Ident {
        format_ident!("{}Arm{index}Shared", node.type_name)
    }
}

/// The code of one way to read.
pub(super) struct ArmCode {
    /// Structs: shared, per worker.
    pub(super) items: TokenStream,
    /// The method `poll_armN`.
    pub(super) poll: TokenStream,
}
