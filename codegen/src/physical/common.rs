//! Common sub-expressions: what the steps of a chain compute more than once of the same row. The emitter keeps the first result in a variable, as long as it stands
//! where every row comes by that comes to the second: nothing is computed for a row that would not have needed it.
//!
//! Only what is a call or makes or reads a text is looked at: arithmetic that is written twice the compiler of the job sees by itself, what a function of the runtime gives
//! it does not. A column is computed where something first needs it, which may be behind the step that gives it: places are looked at in that order. A chain is a node's rows on their way through the steps fused into it, up to the keys by which the next node takes them; what aggregates
//! compute of a row is a chain of its own, on the worker that owns the group.

use super::Physical;
use super::coding::{extreme_code, time_code};
use crate::expressions::{self, can_fail, children, same, substitute};
use crate::optimise::conjuncts;
use std::collections::BTreeSet;
use std::rc::Rc;
use weir_dsl::plan::{BinaryOp, Expr, ExprKind, Operator, Step, StepId};
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

/// Where the numbers of columns begin that are like no other: behind those of any step.
const OWN: usize = usize::MAX / 2;

/// How many parts what a column is made of may have: a chain that doubles its text in each step would double it here.
const WHOLE_MAX: usize = 200;

/// A column on the way.
#[derive(Clone)]
struct Column {
    /// Over the columns that the chain begins with; a column of its own where nobody can tell that another is the same.
    whole: Expr,
    /// Its place in `Way::put_off`.
    put_off: Option<usize>,
}

/// A column that nothing has needed yet.
#[derive(Clone)]
struct PutOff {
    expr: Expr,
    step: StepId,
    /// Those of the step's input.
    columns: Rc<Vec<Column>>,
}

/// What steps on the way have computed so far.
#[derive(Clone, Default)]
struct Way {
    before: Vec<Place>,
    put_off: Vec<Option<PutOff>>,
}

impl Common {
    /// Looks for them in a plan.
    pub fn of(physical: &Physical<'_>) -> Self {
        let mut search = Search { physical, found: Common::default(), n_own: 0 };
        for step in physical.pipeline.steps.iter().filter(|step| super::is_node(step)) {
            search.aggregates(step);
            search.behind(step.id, &Search::beginning(step), Way::default());
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
    physical: &'p Physical<'p>,
    found: Common,
    /// How many columns have been like no other.
    n_own: usize,
}

impl Search<'_> {
    /// The columns that a step gives, as those that a chain begins with.
    fn beginning(step: &Step) -> Rc<Vec<Column>> {
        let column = |(index, column): (usize, &weir_dsl::plan::Column)| Column {
            whole: Expr { kind: ExprKind::Column(index), ty: column.ty.clone(), span: step.span },
            put_off: None,
        };
        Rc::new(step.output.columns.iter().enumerate().map(column).collect())
    }

    /// The steps that read `from`, which has these columns.
    fn behind(&mut self, from: StepId, columns: &Rc<Vec<Column>>, mut way: Way) {
        let physical = self.physical;
        let consumers = &physical.consumers[from.0];
        if let [only] = consumers[..] {
            return self.reads(only, columns, way);
        }
        // What readers need is computed before they part.
        self.needs_live(&mut way, from, columns);
        consumers.iter().for_each(|&consumer| self.reads(consumer, columns, way.clone()));
    }

    /// A step that reads these columns.
    fn reads(&mut self, consumer: StepId, columns: &Rc<Vec<Column>>, mut way: Way) {
        let physical = self.physical;
        let step = physical.pipeline.step(consumer);
        if physical.shows_rows(consumer) {
            self.needs_live(&mut way, step.inputs[0], columns);
        }
        match &step.operator {
            Operator::Where { predicate, columns: carried } => {
                for part in conjuncts(predicate) {
                    self.computes(&mut way, step, part, columns);
                }
                let carried = carried.iter().map(|expr| self.column(expr, columns)).collect();
                self.behind(consumer, &Rc::new(carried), way);
            }
            Operator::Project { columns: computed, .. } => {
                let mut given = Vec::new();
                for (index, expr) in computed.iter().enumerate() {
                    let mut column = self.column(expr, columns);
                    if can_fail(expr) {
                        self.computes(&mut way, step, expr, columns);
                    } else if !matches!(expr.kind, ExprKind::Column(_))
                        && physical.live.is_live(consumer, index)
                    {
                        column.put_off = Some(way.put_off.len());
                        let columns = Rc::clone(columns);
                        way.put_off.push(Some(PutOff { expr: expr.clone(), step: consumer, columns }));
                    }
                    given.push(column);
                }
                self.behind(consumer, &Rc::new(given), way);
            }
            Operator::Discard { .. } => {}
            other => {
                let (carried, keys) = self.taken(step, other);
                carried.iter().for_each(|&index| self.needs(&mut way, &columns[index]));
                // Of what is coded no text is made.
                for key in keys.into_iter().filter(|key| time_code(key).is_none()) {
                    self.computes(&mut way, step, key, columns);
                }
            }
        }
    }

    /// What a node takes of its rows: columns, and then what keys are made of that are none.
    fn taken<'s>(&self, step: &Step, operator: &'s Operator) -> (BTreeSet<usize>, Vec<&'s Expr>) {
        let (mut carried, keys): (BTreeSet<usize>, Vec<&Expr>) = match operator {
            Operator::Aggregate { keys, aggregates, .. } => {
                let parts = aggregates.iter().flat_map(|a| a.filter.iter().chain(&a.argument));
                (parts.flat_map(expressions::columns).collect(), keys.iter().collect())
            }
            Operator::Top { per, by, .. } => {
                let n_carried = self.physical.pipeline.step(step.inputs[0]).output.columns.len();
                let live = self.physical.live_columns(step.id);
                let carried = live.into_iter().filter(|&index| index < n_carried).collect();
                (carried, per.iter().chain(std::iter::once(by)).collect())
            }
            _ => (self.physical.live_columns(step.inputs[0]).into_iter().collect(), Vec::new()),
        };
        let mut computed = Vec::new();
        for key in keys {
            match key.kind {
                ExprKind::Column(index) => _ = carried.insert(index),
                _ => computed.push(key),
            }
        }
        (carried, computed)
    }

    /// What an expression of a step gives those behind it.
    fn column(&mut self, expr: &Expr, columns: &[Column]) -> Column {
        let mut whole = over(expr, columns);
        // The emitter knows what a variable stands for that names a part of the row, and which others hold what is computed once.
        let is_known = is_path(expr) || is_dear(expr);
        if !is_known || !is_plain(&whole) || size(&whole) > WHOLE_MAX {
            self.n_own += 1;
            whole.kind = ExprKind::Column(OWN + self.n_own);
        }
        let put_off = match expr.kind {
            ExprKind::Column(index) => columns[index].put_off,
            _ => None,
        };
        Column { whole, put_off }
    }

    /// All columns of a step that somebody looks at.
    fn needs_live(&mut self, way: &mut Way, of: StepId, columns: &[Column]) {
        for index in self.physical.live_columns(of) {
            self.needs(way, &columns[index]);
        }
    }

    /// Computes a column, if that has not been done.
    fn needs(&mut self, way: &mut Way, column: &Column) {
        let put_off = column.put_off.and_then(|index| way.put_off[index].take());
        if let Some(PutOff { expr, step, columns }) = put_off {
            self.computes(way, self.physical.pipeline.step(step), &expr, &columns);
        }
    }

    /// What the aggregates of a step compute of its rows.
    fn aggregates(&mut self, step: &Step) {
        let Operator::Aggregate { aggregates, .. } = &step.operator else { return };
        let columns = Search::beginning(self.physical.pipeline.step(step.inputs[0]));
        let mut way = Way::default();
        for aggregate in aggregates {
            if let Some(filter) = &aggregate.filter {
                self.computes(&mut way, step, filter, &columns);
            }
            for argument in aggregate.argument.iter().filter(|_| extreme_code(aggregate).is_none()) {
                self.visit(&mut way, step, argument, &columns, aggregate.filter.is_none());
            }
        }
    }

    /// An expression of a step: first the columns that it needs, in branches too, then itself.
    fn computes(&mut self, way: &mut Way, step: &Step, expr: &Expr, columns: &[Column]) {
        self.binds(way, expr, columns);
        self.visit(way, step, expr, columns, true);
    }

    fn binds(&mut self, way: &mut Way, expr: &Expr, columns: &[Column]) {
        match &expr.kind {
            ExprKind::Column(index) => self.needs(way, &columns[*index]),
            _ => children(expr).into_iter().for_each(|child| self.binds(way, child, columns)),
        }
    }

    /// Adds the places in an expression to the way, operands first.
    fn visit(&mut self, way: &mut Way, step: &Step, expr: &Expr, columns: &[Column], is_certain: bool) {
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
        if is_dear(expr) && is_plain(expr) {
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
fn over(expr: &Expr, columns: &[Column]) -> Expr {
    substitute(expr, &|index| columns[index].whole.clone())
}

/// Whether its text says by itself what it computes: a name in a branch may mean another thing elsewhere, and the emitter keeps nothing of those.
fn is_plain(expr: &Expr) -> bool {
    let own = match &expr.kind {
        ExprKind::OrElse(..) | ExprKind::If(..) => false,
        ExprKind::Field(base, _) => !base.ty.is_optional(),
        ExprKind::Cast(from) => !from.ty.is_optional(),
        _ => true,
    };
    own && children(expr).into_iter().all(is_plain)
}

/// Whether it names a value and computes none.
fn is_path(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Column(_) | ExprKind::Param(_) => true,
        ExprKind::Field(of, _) | ExprKind::Unwrap(of) | ExprKind::Wrap(of) => is_path(of),
        _ => false,
    }
}

/// The number of an expression's parts.
fn size(expr: &Expr) -> usize {
    1 + children(expr).into_iter().map(size).sum::<usize>()
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
mod tests;
