//! Physical plan → Rust text of the generated crate.
//!
//! The crate holds only what is special to the pipeline: parameters, records, decoders, keys, group states and fused loops. Its shape:
//! each node is a struct that owns the node behind it (`Events { …, counts: Counts { …, stdout: Stdout } }`), so a step can reach exactly
//! what comes after it, and Rust's borrow checker agrees without a `RefCell` or an `unsafe`. Every node has `row` (a row arrives), `upstream` (a control
//! message arrives from the node before) and, if it has an exchange, `batch` and `apply`.
//!
//! What runs once a row is left to LLVM to inline; what runs once a batch, a round or a watermark says `inline(never)`: as part of its caller it would only be
//! optimised once more, and builds took a fifth longer.
//!
//! Reading order: [`body`] and [`scope`] (functions being written), [`types`], [`expr`], [`cast`], [`chain`] (fused steps), [`node`], [`rows`] and [`arrival`] (what all nodes
//! share), one file a kind of node, [`source`] (reading), [`sink`] (writing), [`job`] (parameters, set-up, the loop), [`format`](mod@format) (tokens to text).

mod aggregate;
mod ahead;
mod arrival;
mod best;
mod body;
mod cast;
mod chain;
mod coding;
mod combine;
mod counters;
mod dedup;
mod direct;
mod distinct;
mod errors;
mod expr;
mod format;
mod gather;
mod groups;
mod job;
mod keys;
mod literal;
mod local;
mod node;
mod params;
mod passing;
mod records;
mod rows;
mod running;
mod scope;
mod settings;
mod shared_slices;
mod shown;
mod sink;
mod source;
mod top;
mod types;
mod waiting;
mod windows;

use crate::optimise::{Fixed, fixed};
use crate::physical::{Node, NodeId, Physical};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use source::Staged;
use std::collections::BTreeSet;
use weir_dsl::plan::{Step, StepId};

/// What goes into a job beside its plan.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// The `.weir` text, for comments.
    pub source: String,
    /// The file's name, for the head of the generated crate.
    pub file: String,
    /// `manifest` command: JSON.
    pub manifest: String,
    /// `explain` command: text.
    pub explain: String,
    /// `explain --format json`.
    pub explain_json: String,
}

/// Where rows come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// From the connectors that the pipeline names.
    Connectors,
    /// From one script, for tests: see the runtime's `script`.
    Script,
}

/// How a node keeps and finds its state, for `explain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// The key is one number, which may say where its state is.
    pub is_number: bool,
    /// Groups stand where their keys say, without entries.
    pub is_direct: bool,
    /// What rows need of memory is asked for before they are applied, where state is large.
    pub looks_ahead: bool,
}

/// The manner of a node.
pub fn manner(physical: &Physical<'_>, node: &Node) -> Manner {
    let texts = Texts::default();
    let emitter = Emitter::new(physical, &texts, Reading::Connectors);
    let is_number = !emitter.keys_of(node).is_empty() && emitter.int_of_key(node, &quote!(key)).is_some();
    Manner { is_number, is_direct: emitter.is_direct(node), looks_ahead: emitter.looks_ahead(node) }
}

/// The generated `main.rs`.
///
/// # Panics
/// Where what was emitted is no Rust: a bug of the compiler.
pub fn emit(physical: &Physical<'_>, texts: &Texts, reading: Reading) -> String {
    let mut emitter = Emitter::new(physical, texts, reading);
    let records = emitter.records();
    let nodes: Vec<TokenStream> = physical.nodes.iter().map(|node| emitter.node(node)).collect();
    let job = emitter.job();
    format::text(physical, texts, &quote!(#job #records #(#nodes)*))
}

/// The state of an emission.
pub(crate) struct Emitter<'p> {
    physical: &'p Physical<'p>,
    texts: &'p Texts,
    reading: Reading,
    /// The node being written: paths to other nodes start here.
    at: NodeId,
    /// `Errors` steps that the node being written sends rows to.
    errors_needed: BTreeSet<StepId>,
    /// Counters that the node being written has.
    counted: BTreeSet<usize>,
    /// The same for the nodes that are written.
    counted_by_node: Vec<BTreeSet<usize>>,
    /// What rows of the source being written find before the rest of them is read.
    staged: Staged,
    /// What is computed once for all rows.
    fixed: Vec<Fixed>,
}

impl<'p> Emitter<'p> {
    fn new(physical: &'p Physical<'p>, texts: &'p Texts, reading: Reading) -> Emitter<'p> {
        Emitter {
            physical,
            texts,
            reading,
            at: NodeId(0),
            errors_needed: BTreeSet::new(),
            counted: BTreeSet::new(),
            counted_by_node: Vec::new(),
            staged: Staged::default(),
            fixed: fixed(physical.pipeline),
        }
    }

    fn step(&self, id: StepId) -> &'p Step {
        self.physical.pipeline.step(id)
    }

    fn param_name(&self, index: usize) -> Ident {
        types::ident(&crate::physical::names::snake(&self.physical.pipeline.params[index].name))
    }

    /// `self.counts.stdout`: the way from the node being written to a later one.
    fn path(&self, to: NodeId) -> TokenStream {
        let between = &self.physical.nodes[self.at.0 + 1..=to.0];
        let fields = between.iter().map(|n| types::ident(&n.name));
        quote!(self #(.#fields)*)
    }

    /// The field that holds the next node, if there is one.
    fn next_field(&self, node: &Node) -> Option<(Ident, Ident)> {
        let next = self.physical.nodes.get(node.id.0 + 1)?;
        Some((types::ident(&next.name), types::ident(&next.type_name)))
    }
}
