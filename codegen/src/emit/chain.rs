//! Fused steps: from a row's columns to the calls into the next nodes, as straight-line code.

use super::Emitter;
use super::body::{Body, OnFail};
use super::expr::bare;
use super::rows::From;
use super::scope::{Lazy, Scope, Slot};
use super::types::ident;
use crate::explain::written;
use crate::expressions::can_fail;
use crate::optimise::conjuncts;
use crate::physical::coding::{TimeCode, time_code};
use crate::physical::{Node, NodeId};
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use weir_dsl::plan::{Expr, ExprKind, Operator, Step, StepId};
use weir_dsl::types::Type;

impl Emitter<'_> {
    /// Sends a row, whose columns are `scope`, to everyone who reads `from`.
    pub(super) fn consumers(&mut self, body: &mut Body, from: StepId, scope: &Scope) {
        let mut consumers = self.physical.consumers[from.0].clone();
        self.count_out(body, from);
        // Steps that share slices take a row once.
        consumers.retain(|&consumer| {
            let is_apart = !self.physical.arrives_with_another(consumer);
            if !is_apart {
                let enters = self.count_entry(from, consumer);
                body.push(enters);
            }
            is_apart
        });
        if let [only] = consumers.as_slice() {
            return self.consume(body, *only, from, scope);
        }
        self.read_parts(body, &scope.slots);
        // Whatever readers need is computed before they part: a row that fails there has gone to none of them.
        let mut apart = Vec::new();
        for consumer in consumers {
            apart.push((consumer, self.detached(body, scope, consumer, from)));
        }
        for (consumer, own) in apart {
            let label = body.label("branch");
            let outer = std::mem::replace(&mut body.done, label.clone());
            let (statements, ()) = body.nested(|body| self.consume(body, consumer, from, &own));
            body.done = outer;
            body.push(quote!(#label: { #(#statements)* }));
        }
    }

    /// Reads what is read in one go, so that no branch does it for another.
    fn read_parts(&mut self, body: &mut Body, slots: &[Slot]) {
        for slot in slots {
            let inside = match slot {
                Slot::Lazy(lazy) => match &*lazy.borrow() {
                    Lazy::Part { .. } => None,
                    Lazy::Expr { scope, .. } => Some(scope.slots.clone()),
                    _ => continue,
                },
                Slot::Nested(nested) => Some(nested.fields.values().cloned().collect()),
                Slot::Dead | Slot::Ready(_) => continue,
            };
            match inside {
                Some(slots) => self.read_parts(body, &slots),
                None => {
                    self.force(body, slot);
                }
            }
        }
    }

    /// A scope for one of several branches: what is lazy is bound before the branch, so that no branch binds it for another. Of a record, which may be absent, each branch binds parts of its own.
    fn detached(&mut self, body: &mut Body, scope: &Scope, consumer: StepId, from: StepId) -> Scope {
        let wanted = self.wanted(consumer, from);
        let mut slots = Vec::new();
        for (index, slot) in scope.slots.iter().enumerate() {
            slots.push(match slot {
                Slot::Lazy(_) if wanted.contains(&index) => Slot::Ready(self.force(body, slot)),
                Slot::Nested(nested) => nested.apart(),
                other => other.clone(),
            });
        }
        Scope { slots }
    }

    /// Columns of `from` that a reader looks at directly.
    fn wanted(&self, consumer: StepId, from: StepId) -> Vec<usize> {
        let step = self.step(consumer);
        match &step.operator {
            Operator::Where { .. } | Operator::Project { .. } => self.physical.live_columns(from),
            _ => match self.physical.entry_of(consumer) {
                Some(node) => self.columns_read(node),
                None => Vec::new(),
            },
        }
    }

    fn consume(&mut self, body: &mut Body, consumer: StepId, from: StepId, scope: &Scope) {
        let step = self.step(consumer);
        let enters = self.count_entry(from, consumer);
        body.push(enters);
        match &step.operator {
            Operator::Where { predicate, columns } => self.filter(body, step, predicate, columns, scope),
            Operator::Project { columns, .. } => self.project(body, step, columns, scope),
            Operator::Discard { .. } => {}
            _ => {
                let node = self.physical.entry_of(consumer).expect("what is not fused is a node").id;
                self.send(body, node, from, scope);
            }
        }
    }

    fn filter(&mut self, body: &mut Body, step: &Step, predicate: &Expr, columns: &[Expr], scope: &Scope) {
        body.comment(&self.line(step));
        self.bind_shown(body, step.id, scope);
        let fail = OnFail::Record { step: step.id, shown: step.inputs[0], scope: scope.clone() };
        let done = body.done.clone();
        // Conjuncts one by one, so that columns of the later ones are not computed for rows that the earlier ones drop.
        let staged = self.staged.tests.get(&step.id).cloned().unwrap_or_default();
        for (part, conjunct) in conjuncts(predicate).into_iter().enumerate() {
            let scope = staged.get(part).unwrap_or(scope);
            let holds = bare(self.eval(body, scope, &fail, conjunct));
            body.push(quote!(if !(#holds) { break #done; }));
        }
        let mut slots = Vec::new();
        for (index, expr) in columns.iter().enumerate() {
            let live = self.physical.live.is_live(step.id, index);
            slots.push(match (&expr.kind, self.slot(scope, expr)) {
                _ if !live => Slot::Dead,
                (_, Some(slot)) => slot,
                (ExprKind::Unwrap(_), None) => Slot::projected(&step.output.columns[index].name, expr, scope),
                (_, None) => unreachable!("a filter carries columns over or narrows them"),
            });
        }
        self.consumers(body, step.id, &Scope { slots });
    }

    fn project(&mut self, body: &mut Body, step: &Step, columns: &[Expr], scope: &Scope) {
        body.comment(&self.line(step));
        self.bind_shown(body, step.id, scope);
        let fail = OnFail::Record { step: step.id, shown: step.inputs[0], scope: scope.clone() };
        let mut slots = Vec::new();
        for (index, expr) in columns.iter().enumerate() {
            let live = self.physical.live.is_live(step.id, index);
            let name = &step.output.columns[index].name;
            let slot = match self.slot(scope, expr) {
                Some(slot) if live => slot,
                Some(_) => Slot::Dead,
                None if can_fail(expr) => {
                    let value = bare(self.eval(body, scope, &fail, expr));
                    let variable = body.bound(name, &value);
                    if live { Slot::Ready(quote!(#variable)) } else { Slot::Dead }
                }
                None if live => Slot::projected(name, expr, scope),
                None => Slot::Dead,
            };
            slots.push(slot);
        }
        self.consumers(body, step.id, &Scope { slots });
    }

    /// Calls `row` of a node with the columns that it takes.
    fn send(&mut self, body: &mut Body, node: NodeId, from: StepId, scope: &Scope) {
        let node = &self.physical.nodes[node.0];
        let mut fields = Vec::new();
        self.bind_shown(body, node.step, scope);
        node.shared_by.iter().for_each(|&step| self.bind_shown(body, step, scope));
        let fail = OnFail::Record { step: node.step, shown: from, scope: scope.clone() };
        for column in self.node_columns(node) {
            // The same schema whichever input it is: a union's inputs have equal columns.
            let value = match &column.from {
                From::Column(index) => self.force(body, &scope.slots[*index]),
                From::Field(index, field) => self.field_of(body, (from, scope), *index, *field),
                From::Key(key) => self.key_value_of(body, scope, &fail, key),
            };
            let name = ident(&column.name);
            fields.push(quote!(#name: #value));
        }
        let row = self.row_type(node);
        let change = if self.takes_changes(node) { quote!(change,) } else { quote!() };
        let input = match &self.step(node.step).operator {
            Operator::Union if self.passes_marks(node) => {
                let input = self.step(node.step).inputs.iter().position(|input| *input == from);
                let input = input.expect("a union reads what sends to it");
                quote!(#input,)
            }
            _ => quote!(),
        };
        let sent = self.send_or_wait(body, node.id, &quote!(#input #change), &quote!(#row { #(#fields),* }));
        body.push(sent);
    }

    /// A field of a record that is a column of `from`.
    fn field_of(
        &mut self,
        body: &mut Body,
        (from, scope): (StepId, &Scope),
        column: usize,
        field: usize,
    ) -> TokenStream {
        match &scope.slots[column] {
            Slot::Nested(nested) if nested.present.is_none() => self.force(body, &nested.fields[&field]),
            slot => {
                let Type::Record(record) = self.step(from).output.columns[column].ty else {
                    unreachable!("only records have fields")
                };
                let (whole, name) = (self.force(body, slot), self.field_name(record, field));
                quote!(#whole.#name)
            }
        }
    }

    /// A key that is more than a column: several stand beside each other, and each that can fail does so in its turn.
    fn key_value_of(&mut self, body: &mut Body, scope: &Scope, fail: &OnFail, key: &Expr) -> TokenStream {
        let value = match time_code(key).filter(|_| key.ty == TimeCode::TYPE) {
            Some(code) => self.coded(body, scope, fail, &code),
            None => self.eval(body, scope, fail, key),
        };
        if !can_fail(key) {
            return value;
        }
        let variable = body.variable("computed");
        let value = bare(value);
        body.push(quote!(let #variable = #value;));
        quote!(#variable)
    }

    /// The text of a step as the user wrote it, on one line.
    pub(super) fn line(&self, step: &Step) -> String {
        let text = written(self.physical.pipeline, step, &self.texts.source);
        let text = text.trim_start_matches("|>").trim_start();
        if text.is_empty() { step.uid.clone() } else { format!("|> {text}") }
    }

    /// Nodes that a step's control messages go to, each with the number of the input they arrive at.
    pub(super) fn downstream(&self, from: StepId) -> Vec<(NodeId, usize)> {
        let mut found = Vec::new();
        let consumers = &self.physical.consumers[from.0];
        for (index, &consumer) in consumers.iter().enumerate() {
            match self.physical.entry_of(consumer) {
                Some(_) if self.physical.arrives_with_another(consumer) => {}
                Some(node) => {
                    let inputs = &self.step(consumer).inputs;
                    // A union may read one step twice: each time is an input of its own.
                    let nth = consumers[..index].iter().filter(|before| **before == consumer).count();
                    let mut reads = inputs.iter().enumerate().filter(|(_, input)| **input == from);
                    let (input, _) = reads.nth(nth).expect("a consumer reads its input");
                    found.push((node.id, input));
                }
                None => found.extend(self.downstream(consumer)),
            }
        }
        found
    }

    /// The `Late` steps that tap a node.
    pub(super) fn late_taps(&self, node: &Node) -> Vec<StepId> {
        let taps = self.physical.pipeline.steps.iter();
        taps.filter(|s| matches!(&s.operator, Operator::Late { of } if *of == node.step))
            .map(|s| s.id)
            .collect()
    }
}

/// Statements as one block with a label, so that a row can leave it.
pub(super) fn block(body: Body) -> TokenStream {
    let done = body.done.clone();
    let statements = body.finish();
    if uses_label(&statements, &done.ident.to_string()) { quote!(#done: { #statements }) } else { statements }
}

fn uses_label(tokens: &TokenStream, name: &str) -> bool {
    let mut quote_before = false;
    tokens.clone().into_iter().any(|token| {
        let after_quote = std::mem::replace(
            &mut quote_before,
            matches!(&token, TokenTree::Punct(p) if p.as_char() == '\''),
        );
        match token {
            TokenTree::Group(group) => uses_label(&group.stream(), name),
            TokenTree::Ident(found) => after_quote && found == name,
            _ => false,
        }
    })
}
