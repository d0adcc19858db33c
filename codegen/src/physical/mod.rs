//! The physical plan: which steps become structs of the generated program ("nodes"), where rows change threads, what is alive, and
//! which watermarks matter.
//!
//! Stateless steps are no nodes: they are fused into the node before them. A node is whatever has state, merges inputs or ends a chain.
//! Every worker runs one subtask of every node; an exchange stands before a node whose rows must meet on one worker by key.
//!
//! Reading order: this file (nodes), [`liveness`], [`partition`] (exchanges), `elision` (rows that need none), `demands` (what the order of rows asks for),
//! [`local_global`] (what is made less of before an exchange), [`dealt`] (generated rows that all workers make), `ordered` (sources that all workers read in
//! order), [`marks`] (watermarks that must be in band), [`sharing`] (who reads a source's files), [`sliding`] (how overlapping windows are merged: `totals`,
//! `blocks`), [`shared_slices`] (steps that share one table of slices), [`shared_sets`] (counts that share one set of distinct values), [`dictionary`] (keys
//! with texts that are looked up by these first), [`stored_hash`] (what entries keep of their keys' hashes).

mod blocks;
pub mod coding;
pub mod common;
pub mod dealt;
mod demands;
pub mod dictionary;
mod elision;
pub mod liveness;
pub mod local_global;
pub mod marks;
pub mod names;
mod ordered;
pub mod partition;
#[cfg(test)]
mod samples;
pub mod shared_sets;
pub mod shared_slices;
pub mod sharing;
pub mod sliding;
pub mod stages;
pub mod stored_hash;
mod totals;

use coding::{TimeCode, time_code};
use common::Common;
use liveness::Liveness;
use marks::Lattice;
use partition::{Partitioning, Placement};
use shared_slices::SharedSlices;
use std::collections::{BTreeMap, BTreeSet};
use weir_dsl::plan::{Expr, ExprKind, Operator, Pipeline, Step, StepId, Window};

/// A plan laid out for the runtime.
#[derive(Debug, Clone)]
pub struct Physical<'p> {
    /// The optimised plan.
    pub pipeline: &'p Pipeline,
    /// In topological order: a node sends only to nodes behind it.
    pub nodes: Vec<Node>,
    /// What is looked at.
    pub live: Liveness,
    /// Steps that read a step's rows, by the step's index; `Late` is a consumer of the step it taps.
    pub consumers: Vec<Vec<StepId>>,
    /// Number of exchanges.
    pub n_exchanges: usize,
    /// What chains compute more than once.
    pub common: Common,
}

/// Index into [`Physical::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub usize);

/// A step with a struct of its own; or a table of slices that several steps share, which stands before their own nodes and takes their rows.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its index.
    pub id: NodeId,
    /// The step; of those that share slices the first.
    pub step: StepId,
    /// Steps that share slices which are kept here; none: the node is the step's own.
    pub shared_by: Vec<StepId>,
    /// Unique, snake case, from the step's name: field and function names.
    pub name: String,
    /// Unique, camel case: type names.
    pub type_name: String,
    /// Rows come over this exchange.
    pub exchange: Option<Exchange>,
    /// Rows need no exchange: they lie where the step needs them.
    pub elided: Option<Placement>,
    /// Windows that the node's state is kept by.
    pub window: Option<Window>,
    /// Fired rows must come out in the order of their keys, because somebody downstream can tell.
    pub sorted: bool,
    /// Who looks at the order of its rows, if somebody does: the first of them.
    pub order_seen_by: Option<StepId>,
    /// Sources: why one worker reads them all, as somebody looks at the order of their rows.
    pub whole_because: Option<&'static str>,
    /// Sources: rows may be split among workers; no answer depends on their order.
    pub splittable: bool,
    /// Sources: rows may be split among workers all the same, because exchanges put them back into order.
    pub ordered: bool,
    /// Those sources: who judges their rows late hears them in order.
    pub judged_in_order: bool,
    /// Sources: lateness is judged by the watermarks of the workers that read it, so that they can be made exact.
    pub judged_at_source: bool,
    /// Sources: a sink writes every change of a table that their rows make.
    pub changes_seen: bool,
    /// Sources: watermarks that cross one of these must be sent in band.
    pub lattices: Vec<Lattice>,
}

/// How rows are spread over workers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Its number in the job.
    pub index: usize,
    /// Where a row goes.
    pub to: Placement,
    /// Rows arrive in the order of their source, which several workers read.
    pub in_order: bool,
}

impl<'p> Physical<'p> {
    /// Lays the plan out.
    pub fn of(pipeline: &'p Pipeline) -> Self {
        let live = Liveness::of(pipeline);
        let consumers = consumers(pipeline);
        let partitioning = Partitioning::of(pipeline);
        let shared = SharedSlices::of(pipeline, &partitioning);
        let mut names = names::Names::default();
        let mut type_names = names::Names::default();
        let mut nodes: Vec<Node> = Vec::new();
        let mut n_exchanges = 0;
        let mut add = |step: &Step, front: Option<&SharedSlices>, is_behind: bool| {
            let exchange = partitioning.exchange(step.id).filter(|_| !is_behind).map(|to| {
                n_exchanges += 1;
                Exchange { index: n_exchanges - 1, to, in_order: partitioning.in_order(step.id) }
            });
            let end = if front.is_some() { "_slices" } else { "" };
            let name = names.unique(&names::field_name(&(readable(step) + end)));
            nodes.push(Node {
                id: NodeId(nodes.len()),
                step: step.id,
                shared_by: front.map(|shared| shared.steps.clone()).unwrap_or_default(),
                type_name: type_names.unique(&names::type_name(&name)),
                name,
                exchange,
                elided: partitioning.elided(step.id),
                window: front
                    .map_or_else(|| marks::window_of(pipeline, step.id), |shared| Some(shared.slice)),
                sorted: partitioning.sorted(step.id),
                order_seen_by: partitioning.order_seen_by(step.id),
                whole_because: partitioning.whole_because(step.id),
                splittable: partitioning.splittable(step.id),
                ordered: partitioning.ordered(step.id),
                judged_in_order: ordered::judged_in_order(pipeline, &partitioning, step.id),
                changes_seen: sharing::changes_seen(pipeline, step.id),
                judged_at_source: sharing::judged_at_source(
                    pipeline,
                    &partitioning,
                    step.id,
                    &BTreeSet::new(),
                ),
                lattices: marks::lattices(pipeline, &consumers, step.id),
            });
        };
        for step in pipeline.steps.iter().filter(|s| is_node(s)) {
            let front = shared.iter().find(|shared| shared.steps.contains(&step.id));
            if front.is_some_and(|shared| shared.steps[0] == step.id) {
                add(step, front, false);
            }
            add(step, None, front.is_some());
        }
        let common = Common::default();
        let mut physical = Physical { pipeline, nodes, live, consumers, n_exchanges, common };
        physical.common = Common::of(&physical);
        physical
    }

    /// The expressions over its input that a step's state is keyed by; what is coded has the type of its code.
    pub fn keys_of(&self, step: StepId) -> Vec<Expr> {
        let coded = |key: &Expr| match time_code(key) {
            Some(_) => Expr { ty: TimeCode::TYPE, ..key.clone() },
            None => key.clone(),
        };
        let step = self.pipeline.step(step);
        match &step.operator {
            Operator::Aggregate { keys, .. } => keys.iter().map(coded).collect(),
            Operator::Top { per, .. } => per.iter().map(coded).collect(),
            Operator::Dedup { keys, .. } => {
                let columns = &self.pipeline.step(step.inputs[0]).output.columns;
                let column = |&index: &usize| Expr {
                    kind: ExprKind::Column(index),
                    ty: columns[index].ty.clone(),
                    span: step.span,
                };
                keys.iter().map(column).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The node of a step, if it has one.
    pub fn node_of(&self, step: StepId) -> Option<&Node> {
        self.nodes.iter().find(|n| n.step == step && n.shared_by.is_empty())
    }

    /// The node of the slices that a step shares with others.
    pub fn slices_of(&self, step: StepId) -> Option<&Node> {
        self.nodes.iter().find(|n| n.shared_by.contains(&step))
    }

    /// The node that a step's rows arrive at: its own, or that of the slices which it shares.
    pub fn entry_of(&self, step: StepId) -> Option<&Node> {
        self.slices_of(step).or_else(|| self.node_of(step))
    }

    /// Whether rows arrive at a step's node with those of another step, which shares its slices.
    pub fn arrives_with_another(&self, step: StepId) -> bool {
        self.slices_of(step).is_some_and(|node| node.step != step)
    }

    /// Whether some row that leaves a step has changed workers on its way.
    pub fn has_changed_workers(&self, step: StepId) -> bool {
        let behind = match &self.pipeline.step(step).operator {
            Operator::Late { of } => vec![*of],
            _ => self.pipeline.step(step).inputs.clone(),
        };
        self.entry_of(step).is_some_and(|node| node.exchange.is_some())
            || behind.into_iter().any(|input| self.has_changed_workers(input))
    }

    /// Whether rows that leave a step are judged late by a window behind it, see [`marks::judged`].
    pub fn is_judged(&self, step: StepId) -> bool {
        marks::judged(self.pipeline, &self.consumers, step)
    }

    /// Nodes that hear a source's rows in order, over an exchange each.
    pub fn readers_in_order(&self, source: &Node) -> Vec<&Node> {
        let is_in_order = |node: &&Node| node.exchange.as_ref().is_some_and(|exchange| exchange.in_order);
        let of_source = |node: &&Node| sharing::reaches(self.pipeline, source.step, node.step);
        self.nodes.iter().filter(is_in_order).filter(of_source).collect()
    }

    /// Whether rows of a node go on to another: as they are, late or failed.
    pub fn reaches(&self, from: &Node, to: &Node) -> bool {
        let starts =
            if from.shared_by.is_empty() { std::slice::from_ref(&from.step) } else { &from.shared_by };
        starts.iter().any(|&start| sharing::reaches(self.pipeline, start, to.step))
    }

    /// Sinks that a step's rows reach through stateless steps.
    pub fn sinks_behind(&self, step: StepId) -> Vec<&Node> {
        let mut found = Vec::new();
        for &consumer in &self.consumers[step.0] {
            match self.node_of(consumer) {
                Some(node) => found.push(node),
                None => found.extend(self.sinks_behind(consumer)),
            }
        }
        found
    }

    /// The node's step.
    pub fn step(&self, node: &Node) -> &'p Step {
        self.pipeline.step(node.step)
    }

    /// Live output columns of a step, in order.
    pub fn live_columns(&self, step: StepId) -> Vec<usize> {
        self.live.columns(step).iter().copied().collect()
    }

    /// Whether somebody looks at the rows that fail in a step, and rows can.
    pub fn shows_rows(&self, step: StepId) -> bool {
        self.shows_failed(step) && liveness::fails(self.pipeline.step(step))
    }

    /// Whether somebody looks at the rows that fail in a step, a source among them.
    pub fn shows_failed(&self, step: StepId) -> bool {
        let is_shown = |errors: &Step| match &errors.operator {
            Operator::Errors { of } => {
                let row = errors.output.column("row");
                of.contains(&step) && row.is_some_and(|row| self.live.is_live(errors.id, row))
            }
            _ => false,
        };
        self.pipeline.steps.iter().any(is_shown)
    }

    /// The sources among the nodes, in order; their position is their number in the job.
    pub fn sources(&self) -> Vec<&Node> {
        self.of_kind(|o| matches!(o, Operator::Source { .. }))
    }

    /// The sinks among the nodes, in order.
    pub fn sinks(&self) -> Vec<&Node> {
        self.of_kind(|o| matches!(o, Operator::Sink { .. }))
    }

    /// Steps that stats speak of, in order: those with a name that are no sources, and those of no such name that may leave late rows out.
    pub fn counted_steps(&self) -> Vec<&'p Step> {
        let named = |s: &&Step| s.name.is_some() && !matches!(s.operator, Operator::Source { .. });
        let steps = self.pipeline.steps.iter();
        let named: Vec<&Step> = steps.clone().filter(named).collect();
        let is_part = |s: &Step| named.iter().any(|of| is_part(&s.uid, &of.uid));
        let counted =
            |s: &&Step| named.iter().any(|n| n.id == s.id) || (marks::opens_windows(s) && !is_part(s));
        steps.filter(counted).collect()
    }

    /// Consumers of `Errors` taps by the step that they tap.
    pub fn errors_taps(&self) -> BTreeMap<StepId, Vec<StepId>> {
        let mut taps: BTreeMap<StepId, Vec<StepId>> = BTreeMap::new();
        for step in &self.pipeline.steps {
            if let Operator::Errors { of } = &step.operator {
                for &tapped in of {
                    taps.entry(tapped).or_default().push(step.id);
                }
            }
        }
        taps
    }

    fn of_kind(&self, test: impl Fn(&Operator) -> bool) -> Vec<&Node> {
        self.nodes.iter().filter(|n| test(&self.step(n).operator)).collect()
    }
}

/// Whether a uid is that of a step or of a part of it: `delays.where` is part of `delays`.
pub fn is_part(uid: &str, of: &str) -> bool {
    uid.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn is_node(step: &Step) -> bool {
    use Operator as O;
    match &step.operator {
        O::Source { .. }
        | O::Union
        | O::KeyBy { .. }
        | O::Aggregate { .. }
        | O::Top { .. }
        | O::Dedup { .. }
        | O::Sink { .. } => true,
        O::Where { .. } | O::Project { .. } | O::Late { .. } | O::Errors { .. } | O::Discard { .. } => false,
    }
}

/// A name that a reader of the generated code knows from the pipeline.
fn readable(step: &Step) -> String {
    match &step.operator {
        Operator::Source { name, .. } | Operator::Sink { name, .. } => name.clone(),
        _ => step.name.clone().unwrap_or_else(|| step.uid.clone()),
    }
}

fn consumers(pipeline: &Pipeline) -> Vec<Vec<StepId>> {
    let mut out = vec![Vec::new(); pipeline.steps.len()];
    for step in &pipeline.steps {
        for input in &step.inputs {
            out[input.0].push(step.id);
        }
    }
    out
}
