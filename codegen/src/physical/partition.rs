//! Where rows change workers: an exchange stands before a keyed step, and before one whose rows must all meet on one worker.
//!
//! None is needed where rows lie right already (`elision.rs`). Steps that look at the order of their rows make demands (`demands.rs`): a source that they
//! read is not split, which is to say that its rows all lie on the first worker, and steps that are to keep an order run there too. What lies on the first
//! worker and stays there needs no exchange, so rows of several ways meet in the order of one thread.
//!
//! A source may yet be read by all, where exchanges put its rows back into order ([`super::ordered`]): then its rows lie anyhow.

use super::demands::demands;
use super::elision::Layout;
use super::ordered::readers_in_order;
use std::collections::{BTreeMap, BTreeSet};
use weir_dsl::plan::{Expr, ExprKind, Operator, Pipeline, Step, StepId};

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
        let on_one_worker = ordered.contains(&step.id);
        let input = Layout::before(pipeline, step, &layouts, on_one_worker);
        let (needless, exchange) = match wanted(step, on_one_worker) {
            Some(to) if input.lies_right(&to) => (Some(to), None),
            wanted => (None, wanted),
        };
        layouts.push(Layout::behind(step, exchange.as_ref(), &input));
        exchanges.push(exchange);
        elided.push(needless);
    }
    (exchanges, elided)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physical::samples::{pipeline, step};

    /// Where the rows of the steps go that have an exchange: `counted by 1 key(s)`, `asked to one`.
    fn placed(text: &str) -> Vec<String> {
        let pipeline = pipeline(text);
        let partitioning = Partitioning::of(&pipeline);
        let exchange = |step: &Step| {
            Some(match partitioning.exchange(step.id)? {
                Placement::ByKey(keys) => format!("{} by {} key(s)", step.uid, keys.len()),
                Placement::One => format!("{} to one", step.uid),
            })
        };
        pipeline.steps.iter().filter_map(exchange).collect()
    }

    #[test]
    fn rows_go_to_the_owner_of_their_key_or_to_one_worker_if_there_is_none() {
        for (steps, expected) in [
            ("aggregate by k, rest: v % 7 { n: count() }", &["asked by 2 key(s)"][..]),
            ("aggregate { n: count() }", &["asked to one"]),
            ("window tumble(1m) late drop |> top 3 by v per k", &["asked by 1 key(s)"]),
            ("window tumble(1m) late drop |> top 3 by v", &["asked to one"]),
            ("dedup by k, m keep first", &["asked by 2 key(s)"]),
            ("key by k", &["asked by 1 key(s)"]),
            ("where k > 1 |> select { k }", &[]),
        ] {
            assert_eq!(placed(&format!("let asked = from rows |> {steps}")), expected, "{steps}");
        }
    }

    #[test]
    fn what_keeps_an_order_runs_on_one_worker() {
        let windows = |aggregate: &str| {
            placed(&format!(
                "let counted = from rows |> window tumble(1m) late drop |> aggregate by k {{ n: count() }}
                 let asked = from counted |> aggregate by n {{ x: {aggregate} }}"
            ))
        };
        assert_eq!(windows("max(k)"), ["counted by 1 key(s)", "asked by 1 key(s)"]);
        assert_eq!(windows("last(k)"), ["counted to one", "asked by 1 key(s)"]);
    }

    #[test]
    fn a_source_whose_order_is_seen_is_read_by_all_only_where_its_rows_can_be_put_back() {
        let source = |text: &str| {
            let pipeline = pipeline(text);
            let partitioning = Partitioning::of(&pipeline);
            let (rows, asked) = (pipeline.steps[0].id, step(&pipeline, "asked").id);
            let is_whole = partitioning.whole_because(rows).is_some();
            (
                partitioning.splittable(rows),
                partitioning.ordered(rows),
                is_whole,
                partitioning.in_order(asked),
            )
        };
        let free = source("let asked = from rows |> aggregate by k { x: max(v) }");
        assert_eq!(free, (true, false, false, false));
        let put_back = source("let asked = from rows |> aggregate by k { x: last(v) }");
        assert_eq!(put_back, (false, true, false, true));
        let meet = "let a = from rows |> where v > 1\nlet b = from rows |> where v < 1\n";
        let whole =
            source(&format!("{meet}let asked = from a |> union b |> aggregate by k {{ x: last(v) }}"));
        assert_eq!(whole, (false, false, true, false));
        // All of them are on the worker that reads.
        let to_one = format!("{meet}let asked = from a |> union b |> aggregate {{ x: last(v) }}");
        assert_eq!(placed(&to_one), [""; 0]);
    }
}
