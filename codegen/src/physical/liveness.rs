//! Which columns of a step, and which fields of a record, anything downstream looks at. The rest is never decoded, copied or kept.
//!
//! Runs backward over the plan. A column whose expression can fail is alive wherever its step is: dropping it would change which
//! rows fail. Record fields are judged for the whole program: a field is alive where any expression reads it or a sink writes it whole.

use crate::expressions::can_fail;
use std::collections::{BTreeMap, BTreeSet};
use weir_dsl::plan::{Expr, ExprKind, Operator, Pipeline, SourceConnector, Step, StepId};
use weir_dsl::types::{RecordId, Type};

/// What is looked at.
#[derive(Debug, Clone, Default)]
pub struct Liveness {
    /// Per step: its live columns.
    columns: Vec<BTreeSet<usize>>,
    /// Per record: its live fields.
    fields: BTreeMap<RecordId, BTreeSet<usize>>,
}

impl Liveness {
    /// Works it out for the pipeline.
    pub fn of(pipeline: &Pipeline) -> Self {
        let mut live =
            Liveness { columns: vec![BTreeSet::new(); pipeline.steps.len()], fields: BTreeMap::new() };
        for step in pipeline.steps.iter().rev() {
            live.step(pipeline, step);
        }
        live
    }

    /// Live columns of the step's output, ascending.
    pub fn columns(&self, step: StepId) -> &BTreeSet<usize> {
        &self.columns[step.0]
    }

    /// Whether the column of the step's output is alive.
    pub fn is_live(&self, step: StepId, column: usize) -> bool {
        self.columns[step.0].contains(&column)
    }

    /// Live fields of the record, ascending.
    pub fn fields(&self, record: RecordId) -> BTreeSet<usize> {
        self.fields.get(&record).cloned().unwrap_or_default()
    }

    /// Whether there are values of the record at all.
    pub fn has_record(&self, record: RecordId) -> bool {
        self.fields.contains_key(&record)
    }

    fn step(&mut self, pipeline: &Pipeline, step: &Step) {
        let input = step.inputs.first().copied();
        let wanted: Vec<usize> = self.columns[step.id.0].iter().copied().collect();
        match &step.operator {
            Operator::Source { arms, .. } => {
                for arm in arms {
                    self.source(pipeline, step, &wanted, arm);
                }
            }
            Operator::Where { predicate, columns } => {
                self.expr(pipeline, input, predicate, Use::Value);
                self.outputs(pipeline, input, columns, &wanted);
            }
            Operator::Project { columns, .. } => self.outputs(pipeline, input, columns, &wanted),
            Operator::Union => {
                for &from in &step.inputs {
                    self.columns[from.0].extend(wanted.iter().copied());
                }
            }
            Operator::KeyBy { keys } => {
                self.columns[step.inputs[0].0].extend(wanted.iter().chain(keys).copied());
            }
            Operator::Aggregate { window, keys, aggregates } => {
                self.window(pipeline, step, window);
                for key in keys {
                    self.expr(pipeline, input, key, Use::Whole);
                }
                for aggregate in aggregates {
                    for expr in aggregate.argument.iter().chain(&aggregate.filter) {
                        self.expr(pipeline, input, expr, Use::Whole);
                    }
                }
            }
            Operator::Top { window, by, per, .. } => {
                self.window(pipeline, step, window);
                for expr in per.iter().chain([by]) {
                    self.expr(pipeline, input, expr, Use::Whole);
                }
                let from = step.inputs[0];
                let input = &pipeline.step(from).output;
                let running = *window == weir_dsl::plan::WindowUse::Running;
                let width = if running { input.visible().count() } else { input.columns.len() };
                self.columns[from.0].extend(wanted.iter().copied().filter(|&c| c < width));
                if *window == weir_dsl::plan::WindowUse::Existing {
                    // Ties are broken by the visible columns.
                    let visible: Vec<usize> = pipeline.step(from).output.visible().map(|(i, _)| i).collect();
                    self.columns[from.0].extend(visible);
                }
            }
            Operator::Dedup { keys, .. } => {
                let input = &pipeline.step(step.inputs[0]).output;
                self.columns[step.inputs[0].0].extend(wanted.iter().chain(keys).copied().chain(input.time));
            }
            Operator::Late { of } => {
                let from = pipeline.step(*of).inputs[0];
                self.taken_over(pipeline, step, from, &wanted);
            }
            Operator::Errors { of } => {
                let shown = step.output.column("row").is_some_and(|row| wanted.contains(&row));
                for &of in of.iter().filter(|of| shown && fails(pipeline.step(**of))) {
                    self.all_visible(pipeline, pipeline.step(of).inputs[0]);
                }
            }
            Operator::Discard { .. } => {}
            Operator::Sink { .. } => {
                self.all_visible(pipeline, step.inputs[0]);
            }
        }
    }

    /// All that a user sees of a step's rows.
    fn all_visible(&mut self, pipeline: &Pipeline, from: StepId) {
        let visible: Vec<usize> = pipeline.step(from).output.visible().map(|(i, _)| i).collect();
        for &column in &visible {
            self.whole(pipeline, &pipeline.step(from).output.columns[column].ty);
        }
        self.columns[from.0].extend(visible);
    }

    /// Columns of `from` by the names that `step` has for them.
    fn taken_over(&mut self, pipeline: &Pipeline, step: &Step, from: StepId, wanted: &[usize]) {
        for &column in wanted {
            let name = &step.output.columns[column].name;
            if let Some(index) = pipeline.step(from).output.column(name) {
                self.columns[from.0].insert(index);
            }
        }
    }

    fn source(
        &mut self,
        pipeline: &Pipeline,
        step: &Step,
        wanted: &[usize],
        arm: &weir_dsl::plan::SourceArm,
    ) {
        let needs_time = step.output.time.is_some_and(|t| wanted.contains(&t));
        if let (true, Some(time)) = (needs_time, &arm.time) {
            self.expr(pipeline, Some(step.id), time, Use::Value);
        }
        if let SourceConnector::Generate { columns, .. } = &arm.connector {
            let failing = columns.iter().enumerate().filter(|(_, e)| can_fail(e)).map(|(i, _)| i);
            self.columns[step.id.0].extend(failing);
        }
    }

    fn window(&mut self, pipeline: &Pipeline, step: &Step, window: &weir_dsl::plan::WindowUse) {
        use weir_dsl::plan::{WINDOW_END, WINDOW_START, WindowUse};
        let from = step.inputs[0];
        let schema = &pipeline.step(from).output;
        let needed: Vec<usize> = match window {
            WindowUse::New(_) => schema.time.into_iter().collect(),
            WindowUse::Existing => {
                [WINDOW_START, WINDOW_END].iter().filter_map(|n| schema.column(n)).collect()
            }
            WindowUse::Running => Vec::new(),
        };
        self.columns[from.0].extend(needed);
    }

    fn outputs(&mut self, pipeline: &Pipeline, input: Option<StepId>, columns: &[Expr], wanted: &[usize]) {
        for (index, expr) in columns.iter().enumerate() {
            if wanted.contains(&index) || can_fail(expr) {
                self.expr(pipeline, input, expr, Use::Value);
            }
        }
    }

    fn expr(&mut self, pipeline: &Pipeline, input: Option<StepId>, expr: &Expr, how: Use) {
        match &expr.kind {
            ExprKind::Column(index) => {
                if let Some(step) = input {
                    self.columns[step.0].insert(*index);
                }
                self.seen(&expr.ty);
                if how == Use::Whole {
                    self.whole(pipeline, &expr.ty);
                }
            }
            ExprKind::Field(base, field) => {
                if let Type::Record(id) = base.ty.required() {
                    self.fields.entry(*id).or_default().insert(*field);
                }
                self.seen(&expr.ty);
                self.expr(pipeline, input, base, Use::Value);
                if how == Use::Whole {
                    self.whole(pipeline, &expr.ty);
                }
            }
            ExprKind::Record(fields) => {
                self.whole(pipeline, &expr.ty);
                for field in fields {
                    self.expr(pipeline, input, field, Use::Whole);
                }
            }
            ExprKind::Binary(..) | ExprKind::Call(..) => {
                for child in crate::expressions::children(expr) {
                    self.expr(pipeline, input, child, Use::Whole);
                }
            }
            _ => {
                for child in crate::expressions::children(expr) {
                    self.expr(pipeline, input, child, how);
                }
            }
        }
    }

    /// There are values of the type, if only to see whether they are null.
    fn seen(&mut self, ty: &Type) {
        if let Type::Record(id) = ty.required() {
            self.fields.entry(*id).or_default();
        }
    }

    /// Every field of the type, and of the records in it.
    fn whole(&mut self, pipeline: &Pipeline, ty: &Type) {
        let Type::Record(id) = ty.required() else { return };
        let all: Vec<&Type> = pipeline.record(*id).fields.iter().map(|f| &f.ty).collect();
        self.fields.entry(*id).or_default().extend(0..all.len());
        for ty in all {
            self.whole(pipeline, ty);
        }
    }
}

/// Whether a row can fail in a step, other than by being no row.
pub(super) fn fails(step: &Step) -> bool {
    match &step.operator {
        Operator::Where { predicate, .. } => can_fail(predicate),
        Operator::Project { columns, .. } => columns.iter().any(can_fail),
        Operator::Aggregate { keys, aggregates, .. } => {
            let in_aggregates = aggregates.iter().flat_map(|a| a.argument.iter().chain(&a.filter));
            keys.iter().chain(in_aggregates).any(can_fail)
        }
        Operator::Top { by, per, .. } => per.iter().chain([by]).any(can_fail),
        _ => false,
    }
}

/// How much of an expression's value is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Its parts are looked at where they are named.
    Value,
    /// All of it, every field of a record too.
    Whole,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physical::samples::{compiled, pipeline};

    /// The columns of the source that somebody looks at, visible ones.
    fn read(steps: &str) -> Vec<String> {
        let pipeline = pipeline(&format!("let asked = from rows |> {steps}"));
        let live = Liveness::of(&pipeline);
        let source = &pipeline.steps[0];
        let columns = live.columns(source.id).iter().map(|&column| &source.output.columns[column]);
        columns.filter(|column| !column.hidden()).map(|column| column.name.clone()).collect()
    }

    #[test]
    fn columns_are_alive_that_somebody_looks_at() {
        assert_eq!(read("aggregate by k { n: count() }"), ["k"]);
        assert_eq!(read("where b |> aggregate by k { x: max(v) where f > 1.0 }"), ["k", "v", "f", "b"]);
        assert_eq!(read("select { k, twice: lower(s) } |> aggregate by k { n: count() }"), ["k"]);
        assert_eq!(read("select { s, v }"), ["v", "s"], "a sink writes all");
        assert_eq!(
            read("window tumble(1m) late drop |> aggregate { n: count() }"),
            ["t"],
            "windows look at the time"
        );
        assert_eq!(read("dedup by k keep last |> select { v }"), ["k", "v", "t"]);
    }

    #[test]
    fn what_can_fail_is_alive_whoever_looks_at_it() {
        assert_eq!(read("select { k, x: v * m } |> aggregate by k { n: count() }"), ["k", "m", "v"]);
        assert_eq!(read("select { k, x: f * 2.0 } |> aggregate by k { n: count() }"), ["k"]);
    }

    #[test]
    fn of_records_those_fields_are_alive_that_are_named() {
        let fields = |steps: &str| {
            let pipeline = compiled(&format!(
                "record Part {{ a: i64, b: string, c: i64 }}
                 record R {{ k: i64, part: Part }}
                 source rows: R = file {{ path: \"r\", format: json }}
                 from rows |> {steps}"
            ));
            let live = Liveness::of(&pipeline);
            let source = &pipeline.steps[0].output;
            let part = &source.columns[source.column("part").unwrap()].ty;
            let Type::Record(id) = part.required() else { panic!("a record") };
            live.fields(*id).into_iter().collect::<Vec<usize>>()
        };
        assert_eq!(fields("select { k } |> into blackhole {}"), [0; 0]);
        assert_eq!(fields("where part.a > 1 |> select { part.c } |> into blackhole {}"), [0, 2]);
        assert_eq!(fields("select { part } |> into blackhole {}"), [0, 1, 2]);
    }
}
