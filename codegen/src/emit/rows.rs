//! The rows that a node takes: which columns they have, and their structs.

use super::Emitter;
use super::scope::{Nested, Scope, Slot};
use super::types::ident;
use crate::expressions::{columns, reads_fields};
use crate::physical::names::{Names, snake};
use crate::physical::partition::Placement;
use crate::physical::{Exchange, Node};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use weir_dsl::plan::{Expr, ExprKind, Operator, WINDOW_END, WINDOW_START, WindowUse};
use weir_dsl::types::{RecordId, Type};

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
    /// A field of a record that is a column of the input step, of which the node looks at fields alone.
    Field(usize, usize),
    /// A key that is more than a column: computed by whoever sends the row, once.
    Key(Expr),
}

impl Emitter<'_> {
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

    /// The fields of a record that travel in its place: those that aggregates look at, where they look at nothing else of it.
    fn fields_carried(&self, node: &Node, column: usize, ty: &Type) -> Option<(RecordId, BTreeSet<usize>)> {
        let Type::Record(record) = ty else { return None };
        let members = match self.physical.slices_of(node.step) {
            Some(slices) => slices.shared_by.clone(),
            None => vec![node.step],
        };
        let mut read = BTreeSet::new();
        for member in members {
            let Operator::Aggregate { keys, aggregates, .. } = &self.step(member).operator else {
                return None;
            };
            let late =
                self.physical.node_of(member).is_some_and(|node| self.late_columns(node).contains(&column));
            if late
                || self.physical.shows_rows(member)
                || keys.iter().any(|key| matches!(key.kind, ExprKind::Column(c) if c == column))
            {
                return None;
            }
            let mut expressions = aggregates.iter().flat_map(|a| a.argument.iter().chain(&a.filter));
            if !expressions.all(|expr| reads_fields(expr, column, &mut read)) {
                return None;
            }
        }
        Some((*record, read))
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
        let mut names = Names::besides(&["hash"]);
        let mut all = Vec::new();
        let columns = &self.step(input).output.columns;
        let carried = self.columns_carried(node);
        // What is hidden goes by its name elsewhere (`row.time`): a column of the user's that is called so must stand back.
        let (hidden, visible): (Vec<_>, Vec<_>) =
            carried.into_iter().partition(|&index| columns[index].hidden());
        for index in hidden.into_iter().chain(visible) {
            let (column, name) = (&columns[index], snake(&columns[index].name));
            let Some((record, fields)) = self.fields_carried(node, index, &column.ty) else {
                let name = names.unique(&name);
                all.push(RowColumn { from: From::Column(index), name, ty: column.ty.clone() });
                continue;
            };
            for field in fields {
                let (of, ty) =
                    (self.field_name(record, field), &self.physical.pipeline.record(record).fields[field].ty);
                let name = names.unique(&format!("{name}_{of}"));
                all.push(RowColumn { from: From::Field(index, field), name, ty: ty.clone() });
            }
        }
        all.sort_by_key(|column| match column.from {
            From::Column(index) | From::Field(index, _) => index,
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
        self.physical.keys_of(node.step)
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
    pub(super) fn late_columns(&self, node: &Node) -> Vec<usize> {
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

    /// Whether the hash of a row's key goes along with it in a batch: that of a text costs more to make again. Rows that stay in state do without.
    pub(super) fn sends_hash(&self, node: &Node) -> bool {
        let by_key = |exchange: &Exchange| exchange.to != Placement::One;
        let stays = matches!(self.step(node.step).operator, Operator::Top { .. });
        !stays && node.exchange.as_ref().is_some_and(by_key) && self.key_has_text(node)
    }

    /// What makes a row that goes into a batch, with the `hash` of its key in scope.
    pub(super) fn stored_row(&self, node: &Node) -> TokenStream {
        match self.row_has_text(node) {
            true if self.sends_hash(node) => quote!(|heap| row.store(heap, hash)),
            true => quote!(|heap| row.store(heap)),
            false => quote!(|_| row),
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
        let (hash_field, hash_argument, hash) = match self.sends_hash(node) {
            true => (quote!(hash: u64,), quote!(, hash: u64), quote!(hash,)),
            false => Default::default(),
        };
        quote! {
            #plain

            /// The same where it is kept: strings are in the heap beside it.
            #[derive(Clone, Copy)]
            struct #stored_name { #hash_field #(#names: #stored),* }

            impl #name<'_> {
                #[inline]
                fn store(&self, heap: &mut Heap #hash_argument) -> #stored_name {
                    #stored_name { #hash #(#names: #put),* }
                }
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
        let mut records: BTreeMap<usize, BTreeMap<usize, Slot>> = BTreeMap::new();
        for column in self.node_columns(node) {
            let name = ident(&column.name);
            let slot = Slot::Ready(quote!(row.#name));
            match column.from {
                From::Column(index) => slots[index] = slot,
                From::Field(index, field) => drop(records.entry(index).or_default().insert(field, slot)),
                From::Key(_) => {}
            }
        }
        for (index, fields) in records {
            if let Type::Record(record) = self.step(input).output.columns[index].ty {
                slots[index] = Slot::Nested(Rc::new(Nested { record, present: None, fields }));
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
}

fn is_column(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Column(_))
}
