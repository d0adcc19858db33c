//! Common sub-expressions: what the steps of a chain compute more than once of the same row. The emitter keeps the first result in a variable, as long as it stands
//! where every row comes by that comes to the second: nothing is computed for a row that would not have needed it.
//!
//! Only what is a call or makes or reads a text is looked at: arithmetic that is written twice the compiler of the job sees by itself, what a function of the runtime gives
//! it does not. A chain is a node's rows on their way through the steps fused into it, up to the keys by which the next node takes them; what aggregates
//! compute of a row is a chain of its own, on the worker that owns the group.

use super::coding::{extreme_code, time_code};
use super::liveness::Liveness;
use super::names::BOUND_BY_PATTERNS;
use crate::expressions::{can_fail, children, same, substitute};
use crate::optimise::conjuncts;
use weir_dsl::plan::{BinaryOp, Expr, ExprKind, Operator, Pipeline, Step, StepId};
use weir_dsl::types::Type;

/// What is computed more than once.
#[derive(Debug, Clone, Default)]
pub struct Common {
    /// As they are written, over the columns of their steps.
    written: Vec<Expr>,
    /// What is computed once instead.
    shared: Vec<Shared>,
}

/// An expression that is computed once for several places.
#[derive(Debug, Clone)]
pub struct Shared {
    /// The first place.
    pub expr: Expr,
    /// The step of each place, in order; a step that has it twice is there twice.
    pub steps: Vec<StepId>,
}

/// A place that an expression is written at.
#[derive(Clone)]
struct Place {
    /// As it is written.
    written: Expr,
    /// Over the columns that the chain begins with.
    whole: Expr,
    step: StepId,
    /// Every row that gets past it has computed it.
    is_certain: bool,
}

/// What steps on the way have computed so far.
#[derive(Clone, Default)]
struct Way {
    before: Vec<Place>,
}

impl Common {
    /// Looks for them in a plan.
    pub fn of(pipeline: &Pipeline, live: &Liveness, consumers: &[Vec<StepId>]) -> Self {
        let mut search = Search { pipeline, live, consumers, found: Common::default() };
        for step in pipeline.steps.iter().filter(|step| super::is_node(step)) {
            search.aggregates(step);
            let columns = &step.output.columns;
            let column = |(index, column): (usize, &weir_dsl::plan::Column)| Expr {
                kind: ExprKind::Column(index),
                ty: column.ty.clone(),
                span: step.span,
            };
            let columns: Vec<Expr> = columns.iter().enumerate().map(column).collect();
            search.behind(step.id, &columns, &Way::default());
        }
        search.found
    }

    /// Whether it is written in some place that shares its result with another.
    pub fn has(&self, expr: &Expr) -> bool {
        self.written.iter().any(|other| same(other, expr))
    }

    /// What is computed once instead of several times.
    pub fn shared(&self) -> &[Shared] {
        &self.shared
    }
}

struct Search<'p> {
    pipeline: &'p Pipeline,
    live: &'p Liveness,
    consumers: &'p [Vec<StepId>],
    found: Common,
}

impl Search<'_> {
    /// The steps that read `from`, whose columns are `columns` of the chain's beginning.
    fn behind(&mut self, from: StepId, columns: &[Expr], way: &Way) {
        for &consumer in &self.consumers[from.0] {
            let step = self.pipeline.step(consumer);
            let mut way = way.clone();
            let through = |all: &[Expr]| all.iter().map(|expr| over(expr, columns)).collect::<Vec<_>>();
            match &step.operator {
                Operator::Where { predicate, columns: carried } => {
                    conjuncts(predicate)
                        .into_iter()
                        .for_each(|part| self.computes(&mut way, step, part, columns));
                    self.behind(consumer, &through(carried), &way);
                }
                Operator::Project { columns: computed, .. } => {
                    for (index, expr) in computed.iter().enumerate() {
                        if self.live.is_live(consumer, index) || can_fail(expr) {
                            self.computes(&mut way, step, expr, columns);
                        }
                    }
                    self.behind(consumer, &through(computed), &way);
                }
                Operator::Aggregate { keys, .. } => self.keys(&mut way, step, keys.iter(), columns),
                Operator::Top { per, by, .. } => {
                    self.keys(&mut way, step, per.iter().chain(std::iter::once(by)), columns);
                }
                _ => {}
            }
        }
    }

    fn keys<'e>(
        &mut self,
        way: &mut Way,
        step: &Step,
        keys: impl Iterator<Item = &'e Expr>,
        columns: &[Expr],
    ) {
        // Of what is coded no text is made.
        keys.filter(|key| time_code(key).is_none()).for_each(|key| self.computes(way, step, key, columns));
    }

    /// What the aggregates of a step compute of its rows.
    fn aggregates(&mut self, step: &Step) {
        let Operator::Aggregate { aggregates, .. } = &step.operator else { return };
        let input = &self.pipeline.step(step.inputs[0]).output.columns;
        let column = |(index, column): (usize, &weir_dsl::plan::Column)| Expr {
            kind: ExprKind::Column(index),
            ty: column.ty.clone(),
            span: step.span,
        };
        let columns: Vec<Expr> = input.iter().enumerate().map(column).collect();
        let mut way = Way::default();
        for aggregate in aggregates {
            aggregate.filter.iter().for_each(|filter| self.computes(&mut way, step, filter, &columns));
            for argument in aggregate.argument.iter().filter(|_| extreme_code(aggregate).is_none()) {
                self.visit(&mut way, step, argument, &columns, aggregate.filter.is_none());
            }
        }
    }

    fn computes(&mut self, way: &mut Way, step: &Step, expr: &Expr, columns: &[Expr]) {
        self.visit(way, step, expr, columns, true);
    }

    /// Adds the places in an expression to the way, operands first.
    fn visit(&mut self, way: &mut Way, step: &Step, expr: &Expr, columns: &[Expr], is_certain: bool) {
        match &expr.kind {
            // Computed once for all rows.
            ExprKind::Fixed(_) => return,
            ExprKind::Binary(BinaryOp::And | BinaryOp::Or, a, b) => {
                self.visit(way, step, a, columns, is_certain);
                self.visit(way, step, b, columns, false);
            }
            ExprKind::OrElse(a, b) => {
                self.visit(way, step, a, columns, is_certain && !can_fail(a));
                self.visit(way, step, b, columns, false);
            }
            ExprKind::If(condition, then, otherwise) => {
                self.visit(way, step, condition, columns, is_certain);
                self.visit(way, step, then, columns, false);
                self.visit(way, step, otherwise, columns, false);
            }
            _ => children(expr).into_iter().for_each(|e| self.visit(way, step, e, columns, is_certain)),
        }
        let input = &self.pipeline.step(step.inputs[0]).output.columns;
        let is_plain_name = |index: usize| !BOUND_BY_PATTERNS.contains(&input[index].name.as_str());
        if is_dear(expr) && is_plain(expr, &is_plain_name) {
            let place =
                Place { written: expr.clone(), whole: over(expr, columns), step: step.id, is_certain };
            self.place(way, place);
        }
    }

    fn place(&mut self, way: &mut Way, place: Place) {
        if let Some(first) = way.before.iter().find(|before| same(&before.whole, &place.whole)) {
            for written in [&first.written, &place.written] {
                if !self.found.has(written) {
                    self.found.written.push(written.clone());
                }
            }
        }
        let is_provider = |before: &&Place| before.is_certain && same(&before.whole, &place.whole);
        if let Some(first) = way.before.iter().find(is_provider) {
            let is_it = |shared: &&mut Shared| {
                same(&shared.expr, &first.written) && shared.steps.first() == Some(&first.step)
            };
            match self.found.shared.iter_mut().find(is_it) {
                Some(shared) => shared.steps.push(place.step),
                None => self
                    .found
                    .shared
                    .push(Shared { expr: first.written.clone(), steps: vec![first.step, place.step] }),
            }
        }
        way.before.push(place);
    }
}

/// An expression over the columns of a step as one over those that its chain begins with.
fn over(expr: &Expr, columns: &[Expr]) -> Expr {
    substitute(expr, &|index| columns[index].clone())
}

/// Whether its text says by itself what it computes: a name in a branch, or one that patterns of the emitted code bind, may mean another thing elsewhere, and the emitter keeps nothing of those.
fn is_plain(expr: &Expr, names: &dyn Fn(usize) -> bool) -> bool {
    let own = match &expr.kind {
        ExprKind::OrElse(..) | ExprKind::If(..) => false,
        ExprKind::Field(base, _) => !base.ty.is_optional(),
        ExprKind::Cast(from) => !from.ty.is_optional(),
        ExprKind::Column(index) => names(*index),
        _ => true,
    };
    own && children(expr).into_iter().all(|child| is_plain(child, names))
}

/// Whether it takes more than to look whether it was computed already.
fn is_dear(expr: &Expr) -> bool {
    let is_text = |e: &Expr| *e.ty.required() == Type::String;
    match &expr.kind {
        ExprKind::Call(..) => true,
        ExprKind::Cast(from) => is_text(from) != is_text(expr),
        ExprKind::Binary(BinaryOp::Add, a, _) => is_text(a),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Physical;

    const SOURCE: &str = "record R { a: i64, b: i64, s: string, t: string, n: string?, value: string }\nsource r: R = file { path: \"r\", format: json }\n";

    /// What is computed once, each with its steps.
    fn shared(steps: &str) -> Vec<String> {
        let text = format!("{SOURCE}from r {steps}");
        let (pipeline, diagnostics) = weir_dsl::compile(&text, &weir_dsl::Options::new("r"));
        let pipeline = pipeline.unwrap_or_else(|| panic!("{}", diagnostics.render(&text, "r.weir")));
        let physical = Physical::of(&pipeline);
        let one = |shared: &super::Shared| {
            let steps =
                shared.steps.iter().map(|&step| pipeline.step(step).uid.trim_start_matches("stdout."));
            format!("{}: {}", shared.expr.span.text(&text), steps.collect::<Vec<_>>().join(", "))
        };
        physical.common.shared().iter().map(one).collect()
    }

    #[test]
    fn what_a_chain_computes_again_is_shared() {
        let end = "|> into stdout { mode: final }";
        assert_eq!(
            shared(&format!(
                "|> where lower(s) == \"x\" |> select {{ a, y: lower(s), z: length(lower(s)) }} {end}"
            )),
            ["lower(s): where, select, select"]
        );
        // By what it is made of, whatever it is called.
        assert_eq!(
            shared(&format!(
                "|> select {{ c: s, a }} |> where lower(c) == \"x\" |> select {{ y: lower(c) }} {end}"
            )),
            ["lower(c): where, select.2"]
        );
        assert_eq!(
            shared(&format!("|> select {{ y: (a as string) + s, z: (a as string) + t }} {end}")).len(),
            1
        );
        assert_eq!(
            shared(&format!(
                "|> where upper(s) != \"\" |> aggregate by k: upper(s) {{ n: count() }} |> unbounded \"few\" {end}"
            )),
            ["upper(s): where, aggregate"]
        );
        let aggregates = "x: sum(length(trim(s))), y: count() where trim(s) == \"\", z: max(length(trim(s)))";
        assert_eq!(
            shared(&format!("|> aggregate by a {{ {aggregates} }} |> unbounded \"few\" {end}")).len(),
            2
        );
    }

    #[test]
    fn what_only_some_rows_have_computed_is_not() {
        let end = "|> into stdout { mode: final }";
        assert_eq!(
            shared(&format!("|> select {{ x: lower(s), y: lower(t), z: a + b, w: a + b }} {end}")),
            [""; 0]
        );
        assert_eq!(
            shared(&format!("|> where a > 1 || lower(s) == \"x\" |> select {{ y: lower(s) }} {end}")),
            [""; 0]
        );
        assert_eq!(
            shared(&format!("|> select {{ y: if a > 1 {{ lower(s) }} else {{ trim(lower(s)) }} }} {end}")),
            [""; 0]
        );
        // What the emitter does not keep.
        for one in ["lower(n ?? \"\")", "trim(if a > 1 { s } else { t })", "lower(value)"] {
            let twice = format!("|> where {one} != \"\" |> select {{ y: {one} }} {end}");
            assert_eq!(shared(&twice), [""; 0], "{one}");
        }
        // Beyond the exchange a row has other columns.
        assert_eq!(
            shared(&format!(
                "|> where trim(s) != \"\" |> aggregate by a {{ n: max(length(trim(s))) }} |> unbounded \"few\" {end}"
            )),
            [""; 0]
        );
    }
}
