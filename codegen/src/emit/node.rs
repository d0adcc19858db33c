//! A node as a struct: its fields, and what every kind of node shares: control messages, counters.

use super::Emitter;
use super::types::ident;
use crate::physical::{Node, NodeId};
use proc_macro2::TokenStream;
use quote::quote;
use weir_dsl::plan::Operator;

impl Emitter<'_> {
    /// The node's struct and its methods.
    pub(super) fn node(&mut self, node: &Node) -> TokenStream {
        self.at = node.id;
        self.errors_needed.clear();
        self.counted.clear();
        if !node.shared_by.is_empty() {
            return self.shared_slices(node);
        }
        let step = self.step(node.step);
        match &step.operator {
            Operator::Source { .. } => self.source(node),
            Operator::Union => self.union(node),
            Operator::KeyBy { .. } => self.key_by(node),
            Operator::Aggregate { .. } => self.aggregate(node),
            Operator::Top { .. } => self.top(node),
            Operator::Dedup { keep, .. } => self.dedup(node, *keep),
            Operator::Sink { arms, .. } => self.sink(node, arms),
            _ => unreachable!("only these are nodes"),
        }
    }

    /// Passes a control message on to every node behind this one.
    pub(super) fn forward(&self, node: &Node) -> TokenStream {
        let mut targets = self.downstream(node.step);
        for late in self.late_taps(node) {
            targets.extend(self.downstream(late));
        }
        let mut region = self.region(node.step);
        for late in self.late_taps(node) {
            region.extend(self.region(late));
        }
        let ends = self.errors_ends(&region);
        let calls: Vec<TokenStream> =
            targets.into_iter().filter_map(|(to, input)| self.control_call(to, input)).collect();
        let ends: Vec<TokenStream> =
            ends.into_iter().filter_map(|(to, input)| self.control_call(to, input)).collect();
        let ends = if ends.is_empty() { quote!() } else { quote!(if control.is_last() { #(#ends)* }) };
        let passing = if self.passes_marks(node) { quote!(self.passing.sent(control);) } else { quote!() };
        let late =
            if self.late_is_judged(node) { quote!(self.late_passing.sent(control);) } else { quote!() };
        quote! {
            /// Passes a control message on.
            fn forward(&mut self, cx: Cx<'_>, control: Control) {
                #passing
                #late
                #(#calls)*
                #ends
            }
        }
    }

    /// Calls that give `control` to the readers of late rows alone.
    pub(super) fn late_calls(&self, node: &Node) -> Vec<TokenStream> {
        let readers = self.late_taps(node).into_iter().flat_map(|late| self.downstream(late));
        readers.filter_map(|(to, input)| self.control_call(to, input)).collect()
    }

    fn control_call(&self, to: NodeId, input: usize) -> Option<TokenStream> {
        let node = &self.physical.nodes[to.0];
        let path = self.path(to);
        match &self.step(node.step).operator {
            Operator::Sink { .. } => None,
            Operator::Union => Some(quote!(#path.upstream(cx, #input, control);)),
            _ => Some(quote!(#path.upstream(cx, control);)),
        }
    }

    /// Channels that a node's control messages come over.
    pub(super) fn channels(&self, node: &Node) -> TokenStream {
        match (&self.step(node.step).operator, &self.entry(node).exchange) {
            (_, Some(_)) => quote!(setup.workers),
            (Operator::Union, None) => {
                let n = self.step(node.step).inputs.len();
                quote!(#n)
            }
            _ => quote!(1),
        }
    }

    /// A node's watermarks of its channels, to be made.
    pub(super) fn new_marks(&self, node: &Node) -> TokenStream {
        let channels = self.channels(node);
        let new = if self.hears_in_order(node) { quote!(in_order) } else { quote!(new) };
        quote!(Marks::#new(#channels))
    }

    /// Whether rows arrive at a node in the order of a source that several workers read.
    pub(super) fn hears_in_order(&self, node: &Node) -> bool {
        node.exchange.as_ref().is_some_and(|exchange| exchange.in_order)
    }

    /// Assembles a node: fields, then the next node, and the methods with those for failed rows and counters.
    pub(super) fn assemble(&mut self, node: &Node, doc: &str, parts: Parts) -> TokenStream {
        let name = ident(&node.type_name);
        let errors = self.errors_methods();
        let Parts { items, fields, inits, methods } = parts;
        let (mut all_fields, mut all_inits) = (fields, inits);
        for index in self.counted.clone() {
            let field = self.counter(index);
            all_fields.push(quote!(#field: StepCounts));
            all_inits.push(quote!(#field: StepCounts::default()));
        }
        if let Some((field, ty)) = self.next_field(node) {
            all_fields.push(quote!(#field: #ty));
            all_inits.push(quote!(#field: #ty::new(shared, setup)?));
        }
        if node.exchange.is_some() {
            let index = node.exchange.as_ref().map_or(0, |e| e.index);
            let take = if self.hears_in_order(node) { quote!(exchange_in_order) } else { quote!(exchange) };
            let stored = match self.is_two_stage(node) {
                true => self.partial_type(node),
                false => self.row_stored(node),
            };
            let partial = match self.combines(node) || self.gathers(node) {
                true => {
                    let partial = self.partial_type(node);
                    quote!(, #partial)
                }
                false => quote!(),
            };
            all_fields.insert(0, quote!(exchange: Exchange<#stored #partial>));
            all_inits.insert(0, quote!(exchange: setup.#take(#index)));
        }
        if methods.iter().chain(&errors).any(names_params) {
            all_fields.push(quote!(params: &'static Params));
            all_inits.push(quote!(params: shared.params));
        }
        self.counted_by_node.push(self.counted.clone());
        quote! {
            #(#items)*

            #[doc = #doc]
            struct #name { #(#all_fields),* }

            impl #name {
                #[cold]
                #[inline(never)]
                fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
                    Ok(Self { #(#all_inits),* })
                }

                #(#methods)*
                #(#errors)*
            }
        }
    }

    /// What a reader should know of a node: its text in the pipeline.
    pub(super) fn node_doc(&self, node: &Node) -> String {
        let step = self.step(node.step);
        let text = step.span.one_line(&self.texts.source);
        match text.is_empty() {
            true => format!("`{}`", step.uid),
            false => format!("`{}`: `{text}`", step.uid),
        }
    }
}

/// The parts of a node's code.
#[derive(Default)]
pub(super) struct Parts {
    /// Structs beside it.
    pub(super) items: Vec<TokenStream>,
    /// `name: Type`
    pub(super) fields: Vec<TokenStream>,
    /// `name: value`; `shared` and `setup` are in scope.
    pub(super) inits: Vec<TokenStream>,
    /// Methods.
    pub(super) methods: Vec<TokenStream>,
}

/// Whether code reads `self.params`.
fn names_params(tokens: &TokenStream) -> bool {
    names(tokens, "params")
}

/// Whether a name stands in code.
pub(super) fn names(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Group(group) => names(&group.stream(), name),
        proc_macro2::TokenTree::Ident(found) => found == name,
        _ => false,
    })
}
