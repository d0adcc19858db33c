//! Where rows must change workers, and where their order matters.
//!
//! An exchange stands before a keyed step unless its rows lie right already. Steps whose answer depends on the order of their rows (`first`, `last`, sums of
//! floats, `top` without ties) make demands: a source that they read is not split, which is to say that its rows all lie on the first worker; a
//! step whose fired rows they read runs there too and sorts what it fires; and so does a step that passes rows on to several workers before they meet
//! again. What lies on the first worker and stays there needs no exchange, so rows of several ways meet in the order of one thread. So an answer never
//! depends on the number of workers.
//!
//! A source may yet be read by all, where exchanges put its rows back into order ([`super::ordered`]): then its rows lie anyhow.

use super::ordered::readers_in_order;
use crate::expressions::can_fail;
use crate::physical::coding::{extreme_code, time_code};
use std::collections::{BTreeMap, BTreeSet};
use weir_dsl::plan::{
    Aggregate, AggregateFunction, Expr, ExprKind, Operator, Pipeline, Step, StepId, WindowUse,
};
use weir_dsl::types::Type;

/// Where a row goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// To the worker that owns the key group of these expressions (over the input's columns).
    ByKey(Vec<Key>),
    /// To the first worker.
    One,
}

/// A key expression, compared by what it says.
#[derive(Debug, Clone)]
pub struct Key(pub Expr);

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        match (&self.0.kind, &other.0.kind) {
            (ExprKind::Column(a), ExprKind::Column(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Key {}

/// How the rows of a step lie on the workers.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Layout {
    Anyhow,
    One,
    /// By these output columns, in this order.
    ByColumns(Vec<usize>),
}

/// The decisions for a pipeline.
#[derive(Debug, Clone)]
pub struct Partitioning {
    exchanges: Vec<Option<Placement>>,
    /// Where steps need their rows that have them there without an exchange.
    elided: Vec<Option<Placement>>,
    /// The steps that keep the order of their rows, and for whom.
    seen_by: BTreeMap<StepId, StepId>,
    sorted: BTreeSet<StepId>,
    whole_sources: BTreeSet<StepId>,
    /// Those of the whole sources that one worker reads, and why.
    whole_because: BTreeMap<StepId, &'static str>,
    /// Steps whose exchange keeps the order of such a source.
    in_order: BTreeSet<StepId>,
}

impl Partitioning {
    /// Decides.
    pub fn of(pipeline: &Pipeline) -> Self {
        let free = Partitioning::free(pipeline);
        let seen_by = demands(pipeline, &free.exchanges);
        let mut demanded: BTreeSet<StepId> = seen_by.keys().copied().collect();
        let is_source = |id: &StepId| matches!(pipeline.step(*id).operator, Operator::Source { .. });
        let (whole_sources, sorted): (BTreeSet<StepId>, _) = demanded.iter().copied().partition(is_source);
        let (mut whole_because, mut in_order) = (BTreeMap::new(), BTreeSet::new());
        for &source in &whole_sources {
            match readers_in_order(pipeline, &free, &sorted, source) {
                Ok(readers) => {
                    in_order.extend(readers);
                    demanded.remove(&source);
                }
                Err(why) => {
                    whole_because.insert(source, why);
                }
            }
        }
        let (exchanges, elided) = exchanges(pipeline, &demanded);
        Partitioning { exchanges, elided, seen_by, sorted, whole_sources, whole_because, in_order }
    }

    /// What would be decided if nobody looked at the order of rows.
    pub(super) fn free(pipeline: &Pipeline) -> Self {
        let none = BTreeSet::new;
        let (exchanges, elided) = exchanges(pipeline, &none());
        Partitioning {
            exchanges,
            elided,
            seen_by: BTreeMap::new(),
            sorted: none(),
            whole_sources: none(),
            whole_because: BTreeMap::new(),
            in_order: none(),
        }
    }

    /// The exchange before a step.
    pub fn exchange(&self, step: StepId) -> Option<Placement> {
        self.exchanges[step.0].clone()
    }

    /// Where a step needs its rows, if they lie there already.
    pub fn elided(&self, step: StepId) -> Option<Placement> {
        self.elided[step.0].clone()
    }

    /// The step that looks at the order of a step's rows, the first of them.
    pub fn order_seen_by(&self, step: StepId) -> Option<StepId> {
        self.seen_by.get(&step).copied()
    }

    /// Whether a step's fired rows must be in the order of their keys. Says nothing of steps that fire none.
    pub fn sorted(&self, step: StepId) -> bool {
        self.sorted.contains(&step)
    }

    /// Whether a source's rows may be split among workers.
    pub fn splittable(&self, step: StepId) -> bool {
        !self.whole_sources.contains(&step)
    }

    /// Whether a source of which the order is seen may be read by all workers.
    pub fn ordered(&self, source: StepId) -> bool {
        self.whole_sources.contains(&source) && !self.whole_because.contains_key(&source)
    }

    /// Why a source of which the order is seen is read by one worker, if it is.
    pub fn whole_because(&self, source: StepId) -> Option<&'static str> {
        self.whole_because.get(&source).copied()
    }

    /// Whether the exchange before a step puts rows back into the order of their source.
    pub fn in_order(&self, step: StepId) -> bool {
        self.in_order.contains(&step)
    }
}

/// The exchange before each step, where these steps keep the order of their rows; and those that rows which lie right make needless.
fn exchanges(
    pipeline: &Pipeline,
    ordered: &BTreeSet<StepId>,
) -> (Vec<Option<Placement>>, Vec<Option<Placement>>) {
    let mut layouts: Vec<Layout> = Vec::new();
    let (mut exchanges, mut elided) = (Vec::new(), Vec::new());
    for step in &pipeline.steps {
        let input = match &step.operator {
            Operator::Source { .. } if ordered.contains(&step.id) => Layout::One,
            Operator::Late { of } if layouts[of.0] == Layout::One => Layout::One,
            Operator::Union => union_layout(step.inputs.iter().map(|input| &layouts[input.0])),
            _ => step.inputs.first().map_or(Layout::Anyhow, |input| layouts[input.0].clone()),
        };
        let wanted = wanted(step, ordered.contains(&step.id));
        let (needless, exchange) = match wanted {
            Some(to) if lies_right(&to, &input) => (Some(to), None),
            wanted => (None, wanted),
        };
        layouts.push(layout(step, exchange.as_ref(), &input));
        exchanges.push(exchange);
        elided.push(needless);
    }
    (exchanges, elided)
}

/// All inputs must lie on one worker for the union to do so.
fn union_layout<'a>(mut inputs: impl Iterator<Item = &'a Layout>) -> Layout {
    if inputs.all(|layout| *layout == Layout::One) { Layout::One } else { Layout::Anyhow }
}

/// Where the step needs its rows; `None`: it does not matter.
fn wanted(step: &Step, on_one_worker: bool) -> Option<Placement> {
    let by = |keys: Vec<Expr>| match keys.is_empty() || on_one_worker {
        true => Placement::One,
        false => Placement::ByKey(keys.into_iter().map(Key).collect()),
    };
    match &step.operator {
        Operator::Aggregate { keys, .. } => Some(by(keys.clone())),
        Operator::Top { per, .. } => Some(by(per.clone())),
        Operator::KeyBy { keys } | Operator::Dedup { keys, .. } => {
            let column = |&index: &usize| Expr {
                kind: ExprKind::Column(index),
                ty: step.output.columns[index].ty.clone(),
                span: step.span,
            };
            // Visible columns come first, so that a `dedup` has its keys where its input has them.
            Some(by(keys.iter().map(column).collect()))
        }
        _ => None,
    }
}

fn lies_right(wanted: &Placement, layout: &Layout) -> bool {
    match (wanted, layout) {
        (Placement::One, Layout::One) => true,
        (Placement::ByKey(keys), Layout::ByColumns(columns)) => {
            let plain = keys.iter().map(|k| match k.0.kind {
                ExprKind::Column(index) => Some(index),
                _ => None,
            });
            plain.eq(columns.iter().map(|&c| Some(c)))
        }
        _ => false,
    }
}

fn layout(step: &Step, exchange: Option<&Placement>, input: &Layout) -> Layout {
    let through = |columns: &[Expr]| {
        let Layout::ByColumns(by) = input else { return input.clone() };
        let position = |column: &usize| {
            columns.iter().position(|e| matches!(e.kind, ExprKind::Column(c) if c == *column))
        };
        by.iter().map(position).collect::<Option<Vec<_>>>().map_or(Layout::Anyhow, Layout::ByColumns)
    };
    let placed = match exchange {
        Some(Placement::One) => Layout::One,
        Some(Placement::ByKey(_)) => Layout::Anyhow,
        None => input.clone(),
    };
    match &step.operator {
        Operator::Where { columns, .. } | Operator::Project { columns, .. } => through(columns),
        Operator::Aggregate { .. } if placed == Layout::One => Layout::One,
        Operator::Aggregate { keys, .. } => Layout::ByColumns((0..keys.len()).collect()),
        Operator::Top { .. } | Operator::KeyBy { .. } | Operator::Dedup { .. } => match exchange {
            Some(Placement::ByKey(keys)) => {
                let plain = keys.iter().map(|k| match k.0.kind {
                    ExprKind::Column(index) => Some(index),
                    _ => None,
                });
                plain.collect::<Option<Vec<_>>>().map_or(Layout::Anyhow, Layout::ByColumns)
            }
            _ => placed,
        },
        Operator::Source { .. } | Operator::Late { .. } | Operator::Union => placed,
        _ => Layout::Anyhow,
    }
}

/// Steps that must keep the order of their rows because some step downstream looks at it. `exchanges`: where rows would change workers without
/// that. Each with the first of those that look at it.
fn demands(pipeline: &Pipeline, exchanges: &[Option<Placement>]) -> BTreeMap<StepId, StepId> {
    let mut demanded = BTreeMap::new();
    for step in pipeline.steps.iter().filter(|s| order_matters(s)) {
        let mut seen = BTreeSet::new();
        let mut open: Vec<(StepId, bool)> = Vec::new();
        // Whether rows change workers between a step and the one that looks at their order: then they must not come from several.
        let crosses = exchanges[step.id.0].is_some();
        open.extend(step.inputs.iter().map(|&input| (input, crosses)));
        while let Some((id, crosses)) = open.pop() {
            if !seen.insert((id, crosses)) {
                continue;
            }
            let from = pipeline.step(id);
            let behind = crosses || exchanges[id.0].is_some();
            match &from.operator {
                Operator::Source { .. }
                | Operator::Aggregate { .. }
                | Operator::Top { with_ties: false, .. }
                | Operator::Dedup { .. } => {
                    demanded.entry(id).or_insert(step.id);
                }
                // Rows that share a rank come out in the order in which they came in.
                Operator::Top { .. } => {
                    demanded.entry(id).or_insert(step.id);
                    let behind = exchanges[id.0].is_some();
                    open.extend(from.inputs.iter().map(|&input| (input, behind)));
                }
                Operator::Late { of } => {
                    if crosses {
                        demanded.entry(*of).or_insert(step.id);
                    }
                    let behind = crosses || exchanges[of.0].is_some();
                    open.extend(pipeline.step(*of).inputs.iter().map(|&input| (input, behind)));
                }
                // Rows that failed come in the order in which the tapped steps had them.
                Operator::Errors { of } => open.extend(of.iter().map(|&tapped| (tapped, crosses))),
                Operator::KeyBy { .. } if crosses => {
                    demanded.entry(id).or_insert(step.id);
                    open.extend(from.inputs.iter().map(|&input| (input, true)));
                }
                _ => open.extend(from.inputs.iter().map(|&input| (input, behind))),
            }
        }
    }
    demanded
}

/// Whether the step's answer depends on the order of its rows.
pub(super) fn order_matters(step: &Step) -> bool {
    match &step.operator {
        Operator::Aggregate { aggregates, .. } => aggregates.iter().any(|a| match a.function {
            AggregateFunction::First | AggregateFunction::Last => true,
            AggregateFunction::Sum | AggregateFunction::Avg => {
                a.argument.as_ref().is_some_and(|e| *e.ty.required() == Type::F64)
            }
            _ => false,
        }),
        Operator::Top { window: WindowUse::Existing, .. } => false,
        Operator::Top { with_ties, .. } => !with_ties,
        // Of rows with equal times it is the order that decides.
        Operator::Dedup { .. } => true,
        _ => false,
    }
}

/// Whether what rows add to running groups can be gathered on every worker and merged by the one that owns the group: merging does not depend on the
/// order of rows. Sets of texts are left out, because a set on every worker would hold all of them once more.
pub fn gathers(step: &Step) -> bool {
    let Operator::Aggregate { window: WindowUse::Running, aggregates, .. } = &step.operator else {
        return false;
    };
    let merges = |a: &Aggregate| {
        let argument = a.argument.as_ref().map(|e| e.ty.required());
        match a.function {
            AggregateFunction::Count => true,
            AggregateFunction::Min | AggregateFunction::Max => {
                argument.is_some_and(|ty| !matches!(ty, Type::Record(_)))
            }
            AggregateFunction::Sum | AggregateFunction::Avg => argument.is_some_and(|ty| *ty != Type::F64),
            AggregateFunction::CountDistinct => {
                argument.is_some_and(|ty| !matches!(ty, Type::String | Type::Record(_)))
            }
            AggregateFunction::First | AggregateFunction::Last => false,
        }
    };
    aggregates.iter().all(merges)
}

/// Whether of a step's rows only the best of each worker need to meet: rows of a window that they carry themselves, so that their order of arrival does
/// not count, and of which all would go to one worker.
pub fn prunes(step: &Step) -> bool {
    matches!(&step.operator, Operator::Top { window: WindowUse::Existing, per, .. } if per.is_empty())
}

/// Whether a step aggregates on every worker first and merges what windows gave on one: it has no key that could spread its rows, and the
/// state of its groups is plain data that merges in any order.
pub fn two_stage(step: &Step) -> bool {
    let Operator::Aggregate { window: WindowUse::New(_), keys, aggregates } = &step.operator else {
        return false;
    };
    keys.is_empty() && aggregates.iter().all(merges_plainly)
}

/// Whether rows of the same key and slice can be combined on every worker before they meet: keys are scalars, groups plain data, merging does not depend on the
/// order of rows, and nothing about a row can fail before it is known whether the row is late.
pub fn combines(step: &Step) -> bool {
    let Operator::Aggregate { window: WindowUse::New(_), keys, aggregates } = &step.operator else {
        return false;
    };
    let is_scalar = |e: &Expr| time_code(e).is_some() || !matches!(e.ty.required(), Type::Record(_));
    let fails = |a: &Aggregate| a.argument.iter().chain(&a.filter).any(can_fail);
    !keys.is_empty()
        && keys.iter().all(is_scalar)
        && aggregates.iter().all(|a| merges_plainly(a) && !fails(a))
}

fn merges_plainly(a: &Aggregate) -> bool {
    if extreme_code(a).is_some() {
        return true;
    }
    let argument = a.argument.as_ref().map(|e| e.ty.required());
    match a.function {
        AggregateFunction::Count => true,
        AggregateFunction::Min | AggregateFunction::Max => {
            argument.is_some_and(|ty| !matches!(ty, Type::String | Type::Record(_)))
        }
        AggregateFunction::Sum | AggregateFunction::Avg => argument.is_some_and(|ty| *ty != Type::F64),
        AggregateFunction::CountDistinct | AggregateFunction::First | AggregateFunction::Last => false,
    }
}
