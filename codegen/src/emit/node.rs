//! A node as a struct: the columns its rows have, its fields, and what every kind of node shares: arrival over an exchange, control messages, counters.

use super::Emitter;
use super::scope::{Scope, Slot};
use super::types::ident;
use crate::expressions::columns;
use crate::physical::coding::{TimeCode, time_code};
use crate::physical::names::{Names, snake};
use crate::physical::{Node, NodeId};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeSet;
use weir_dsl::plan::{Expr, ExprKind, Operator, WINDOW_END, WINDOW_START, WindowUse};
use weir_dsl::types::Type;

/// A column of the rows that a node takes.
pub(super) struct RowColumn {
    /// What it is.
    pub(super) from: From,
    /// Its field.
    pub(super) name: String,
    /// Its type.
    pub(super) ty: Type,
}

/// Where a node's row column comes from.
pub(super) enum From {
    /// A column of the input step.
    Column(usize),
    /// A key that is more than a column: computed by whoever sends the row, once.
    Key(Expr),
}

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

    /// Columns of the input that are looked at for the node, ascending: by itself, or by who sends it a row and computes its keys.
    pub(super) fn columns_read(&self, node: &Node) -> Vec<usize> {
        let mut read = self.columns_carried(node);
        read.extend(self.keys_computed(node).iter().flat_map(columns));
        read.into_iter().collect()
    }

    /// Columns of the input that the node's rows have; those of steps that share slices have what any of them needs.
    fn columns_carried(&self, node: &Node) -> BTreeSet<usize> {
        match self.physical.slices_of(node.step) {
            Some(slices) => {
                let members = slices.shared_by.iter().filter_map(|&step| self.physical.node_of(step));
                members.flat_map(|member| self.own_columns(member)).collect()
            }
            None => self.own_columns(node),
        }
    }

    fn own_columns(&self, node: &Node) -> BTreeSet<usize> {
        let step = self.step(node.step);
        let mut read = BTreeSet::new();
        let mut expressions: Vec<&Expr> = Vec::new();
        match &step.operator {
            Operator::Source { .. } => {}
            Operator::Union => read.extend(self.physical.live_columns(node.step)),
            Operator::KeyBy { keys } => {
                read.extend(self.physical.live_columns(node.step).into_iter().chain(keys.clone()))
            }
            Operator::Aggregate { window, keys, aggregates } => {
                expressions.extend(keys.iter().filter(|key| is_column(key)));
                expressions.extend(aggregates.iter().flat_map(|a| a.argument.iter().chain(&a.filter)));
                read.extend(self.window_columns(node, window));
                read.extend(self.late_columns(node));
            }
            Operator::Top { window, by, per, .. } => {
                expressions.extend(per.iter().chain([by]).filter(|key| is_column(key)));
                read.extend(self.window_columns(node, window));
                read.extend(self.late_columns(node));
                let input = &self.step(step.inputs[0]).output;
                let running = *window == WindowUse::Running;
                let width = if running { input.visible().count() } else { input.columns.len() };
                read.extend(self.physical.live_columns(node.step).into_iter().filter(|&c| c < width));
                if *window == WindowUse::Existing {
                    read.extend(input.visible().map(|(i, _)| i));
                }
            }
            Operator::Dedup { keys, .. } => {
                read.extend(self.physical.live_columns(node.step).into_iter().chain(keys.clone()));
                read.extend(self.step(step.inputs[0]).output.time);
            }
            Operator::Sink { .. } => read.extend(step.output.visible().map(|(i, _)| i)),
            _ => unreachable!("only these are nodes"),
        }
        if self.physical.shows_rows(node.step) {
            read.extend(self.step(step.inputs[0]).output.visible().map(|(i, _)| i));
        }
        read.extend(expressions.into_iter().flat_map(columns));
        read
    }

    /// What a row is grouped or ordered by and is more than a column: whoever sends the row computes it.
    fn keys_computed(&self, node: &Node) -> Vec<Expr> {
        let mut keys = self.keys_of(node);
        if let Operator::Top { by, .. } = &self.step(node.step).operator {
            keys.push(by.clone());
        }
        keys.retain(|key| !is_column(key));
        keys
    }

    /// The columns of the node's rows: those it reads, then keys that are computed.
    pub(super) fn node_columns(&self, node: &Node) -> Vec<RowColumn> {
        let step = self.step(node.step);
        let Some(&input) = step.inputs.first() else { return Vec::new() };
        let mut names = Names::default();
        let mut all = Vec::new();
        let columns = &self.step(input).output.columns;
        let carried = self.columns_carried(node);
        // What is hidden goes by its name elsewhere (`row.time`): a column of the user's that is called so must stand back.
        let (hidden, visible): (Vec<_>, Vec<_>) =
            carried.into_iter().partition(|&index| columns[index].hidden());
        for index in hidden.into_iter().chain(visible) {
            let name = names.unique(&snake(&columns[index].name));
            all.push(RowColumn { from: From::Column(index), name, ty: columns[index].ty.clone() });
        }
        all.sort_by_key(|column| match column.from {
            From::Column(index) => index,
            From::Key(_) => usize::MAX,
        });
        for expr in self.keys_computed(node) {
            let name = names.unique(if matches!(step.operator, Operator::Top { .. }) {
                "by"
            } else {
                "computed_key"
            });
            all.push(RowColumn { from: From::Key(expr.clone()), name, ty: expr.ty });
        }
        all
    }

    /// The expressions that a node's state is keyed by.
    pub(super) fn keys_of(&self, node: &Node) -> Vec<Expr> {
        // What is coded has the type of its code.
        let coded = |key: &Expr| match time_code(key) {
            Some(_) => Expr { ty: TimeCode::TYPE, ..key.clone() },
            None => key.clone(),
        };
        match &self.step(node.step).operator {
            Operator::Aggregate { keys, .. } => keys.iter().map(coded).collect(),
            Operator::Top { per, .. } => per.iter().map(coded).collect(),
            Operator::Dedup { keys, .. } => {
                let column = |&index: &usize| Expr {
                    kind: ExprKind::Column(index),
                    ty: self.step(self.step(node.step).inputs[0]).output.columns[index].ty.clone(),
                    span: self.step(node.step).span,
                };
                keys.iter().map(column).collect()
            }
            _ => Vec::new(),
        }
    }

    fn window_columns(&self, node: &Node, window: &WindowUse) -> Vec<usize> {
        let input = &self.step(self.step(node.step).inputs[0]).output;
        match window {
            WindowUse::New(_) => input.time.into_iter().collect(),
            WindowUse::Existing => {
                [WINDOW_START, WINDOW_END].iter().filter_map(|n| input.column(n)).collect()
            }
            WindowUse::Running => Vec::new(),
        }
    }

    /// Columns of the node's input that its `Late` readers look at.
    fn late_columns(&self, node: &Node) -> Vec<usize> {
        let input = &self.step(self.step(node.step).inputs[0]).output;
        let mut read = Vec::new();
        for late in self.late_taps(node) {
            let names =
                self.physical.live_columns(late).into_iter().map(|c| &self.step(late).output.columns[c].name);
            read.extend(names.filter_map(|name| input.column(name)));
        }
        read
    }

    /// The node that this one's rows arrive at: itself, or that of the slices which it shares.
    pub(super) fn entry<'n>(&'n self, node: &'n Node) -> &'n Node {
        self.physical.slices_of(node.step).unwrap_or(node)
    }

    /// The struct of the node's rows, to be constructed.
    pub(super) fn row_type(&self, node: &Node) -> Ident {
        format_ident!("{}Row", self.entry(node).type_name)
    }

    /// The struct of the node's rows, as a type.
    pub(super) fn row_in(&self, node: &Node) -> TokenStream {
        let name = self.row_type(node);
        if self.row_has_text(node) { quote!(#name<'_>) } else { quote!(#name) }
    }

    /// The struct of the node's rows in a batch.
    pub(super) fn row_stored(&self, node: &Node) -> Ident {
        if self.row_has_text(node) {
            format_ident!("{}Stored", self.row_type(node))
        } else {
            self.row_type(node)
        }
    }

    pub(super) fn row_has_text(&self, node: &Node) -> bool {
        self.node_columns(node).iter().any(|c| self.has_text(&c.ty))
    }

    /// The structs of the node's rows. `kept`: rows are stored by the node itself too.
    pub(super) fn row_structs(&self, node: &Node, kept: bool) -> TokenStream {
        let columns = self.node_columns(node);
        let name = self.row_type(node);
        let names: Vec<Ident> = columns.iter().map(|c| ident(&c.name)).collect();
        let borrowed: Vec<TokenStream> = columns.iter().map(|c| self.borrowed(&c.ty)).collect();
        let has_text = self.row_has_text(node);
        let lifetime = if has_text { quote!(<'a>) } else { quote!() };
        let doc = format!("A row on its way into {}.", self.title(node));
        let plain = quote! {
            #[doc = #doc]
            #[derive(Clone, Copy)]
            struct #name #lifetime { #(#names: #borrowed),* }
        };
        if !has_text || !(kept || node.exchange.is_some()) {
            return plain;
        }
        let stored_name = self.row_stored(node);
        let stored: Vec<TokenStream> = columns.iter().map(|c| self.stored(&c.ty)).collect();
        let put = columns.iter().zip(&names).map(|(c, n)| self.store(&c.ty, quote!(self.#n), &quote!(heap)));
        let get = columns.iter().zip(&names).map(|(c, n)| self.load(&c.ty, quote!(self.#n), &quote!(heap)));
        quote! {
            #plain

            /// The same where it is kept: strings are in the heap beside it.
            #[derive(Clone, Copy)]
            struct #stored_name { #(#names: #stored),* }

            impl #name<'_> {
                #[inline]
                fn store(&self, heap: &mut Heap) -> #stored_name { #stored_name { #(#names: #put),* } }
            }

            impl #stored_name {
                #[inline]
                fn load<'a>(&self, heap: &'a Heap) -> #name<'a> { #name { #(#names: #get),* } }
            }
        }
    }

    /// The columns of the input step as fields of `row`.
    pub(super) fn row_scope(&self, node: &Node) -> Scope {
        let input = self.step(node.step).inputs[0];
        let mut slots = vec![Slot::Dead; self.step(input).output.columns.len()];
        for column in self.node_columns(node) {
            if let From::Column(index) = column.from {
                let name = ident(&column.name);
                slots[index] = Slot::Ready(quote!(row.#name));
            }
        }
        Scope { slots }
    }

    /// The fields of `row` that hold the node's keys, with their types.
    pub(super) fn key_fields(&self, node: &Node) -> Vec<(Ident, Type)> {
        let columns = self.node_columns(node);
        let mut computed = columns.iter().filter(|c| matches!(c.from, From::Key(_)));
        let keys = self.keys_of(node);
        let field = |key: &Expr| {
            let column = match key.kind {
                ExprKind::Column(index) => {
                    columns.iter().find(|c| matches!(c.from, From::Column(i) if i == index))
                }
                _ => computed.next(),
            };
            (ident(&column.expect("a key is a column of the row").name), key.ty.clone())
        };
        keys.iter().map(field).collect()
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
            all_fields.push(quote!(params: Arc<Params>));
            all_inits.push(quote!(params: Arc::clone(&shared.params)));
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
        let text = step.span.text(&self.texts.source).split_whitespace().collect::<Vec<_>>().join(" ");
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

fn is_column(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Column(_))
}

/// Whether code reads `self.params`.
fn names_params(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Group(group) => names_params(&group.stream()),
        proc_macro2::TokenTree::Ident(found) => found == "params",
        _ => false,
    })
}
