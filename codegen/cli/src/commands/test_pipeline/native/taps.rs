//! The plan with taps: each tapped step gets a projection to plain columns and a sink of its own; the pipeline's sinks write nothing.

use weir_dsl::plan::{
    Column, Csv, Expectation, Expr, ExprKind, Format, Kind, Operator, Param, ParamId, Pipeline, ProjectForm,
    Schema, SinkArm, SinkConnector, SinkMode, Step, StepId, TimestampFormat,
};
use weir_dsl::span::Span;
use weir_dsl::types::{EnumId, Type};
use weir_dsl::value::Value;

/// A step whose rows go to a file.
pub(super) struct Tap {
    /// The step.
    pub(super) step: StepId,
    /// The parameter that names the file.
    pub(super) param: String,
}

/// The steps that some test speaks of.
pub(super) fn expected_steps(pipeline: &Pipeline) -> Vec<StepId> {
    let mut steps = Vec::new();
    for expectation in pipeline.tests.iter().flat_map(|t| &t.expectations) {
        if let Expectation::Rows { step, .. } = expectation
            && !steps.contains(step)
        {
            steps.push(*step);
        }
    }
    steps
}

/// The rewritten plan and its taps.
pub(super) fn tapped(pipeline: &Pipeline, steps: &[StepId]) -> (Pipeline, Vec<Tap>) {
    let mut out = pipeline.clone();
    out.tests.clear();
    for step in &mut out.steps {
        if let Operator::Sink { arms, .. } = &mut step.operator {
            *arms =
                vec![SinkArm { condition: None, connector: SinkConnector::Blackhole, mode: SinkMode::Final }];
        }
    }
    let mut taps = Vec::new();
    for &step in steps {
        // What a sink was given is what its input gave.
        let of = match &pipeline.step(step).operator {
            Operator::Sink { .. } => pipeline.step(step).inputs[0],
            _ => step,
        };
        let param = format!("weir_tap_{}", step.0);
        out.params.push(Param {
            name: param.clone(),
            doc: String::new(),
            ty: Type::String,
            default: Some(Value::String("".into())),
            secret: false,
            span: Span::default(),
        });
        push_tap(&mut out, of, &param);
        taps.push(Tap { step, param });
    }
    (out, taps)
}

fn push_tap(out: &mut Pipeline, of: StepId, param: &str) {
    let mut columns = Vec::new();
    for (index, column) in out.step(of).output.columns.iter().enumerate() {
        let whole = Expr { kind: ExprKind::Column(index), ty: column.ty.clone(), span: Span::default() };
        flatten(out, whole, &mut columns);
    }
    let schema = Schema {
        columns: columns
            .iter()
            .enumerate()
            .map(|(i, e)| Column { name: format!("c{i}"), ty: e.ty.clone() })
            .collect(),
        kind: if out.step(of).output.kind == Kind::Table { Kind::Table } else { Kind::Stream },
        key: Vec::new(),
        time: None,
    };
    let project = StepId(out.steps.len());
    let step = |id, operator, input, name: &str| Step {
        id,
        uid: format!("{param}.{name}"),
        name: None,
        operator,
        inputs: vec![input],
        output: schema.clone(),
        unbounded: None,
        span: Span::default(),
    };
    let select = step(project, Operator::Project { written: ProjectForm::Select, columns }, of, "select");
    let path = Expr {
        kind: ExprKind::Param(ParamId(out.params.len() - 1)),
        ty: Type::String,
        span: Span::default(),
    };
    let format =
        Format::Csv(Csv { header: false, null: None, separator: b',', timestamps: TimestampFormat::EpochUs });
    let arms = vec![SinkArm {
        condition: None,
        connector: SinkConnector::File { path, format },
        mode: SinkMode::Final,
    }];
    let sink = step(StepId(project.0 + 1), Operator::Sink { name: param.to_owned(), arms }, project, "sink");
    out.steps.extend([select, sink]);
}

/// Plain columns for an expression: a record becomes its fields, behind a column that says whether it is there where it may not be.
fn flatten(pipeline: &Pipeline, expr: Expr, columns: &mut Vec<Expr>) {
    let Type::Record(id) = expr.ty.required() else {
        columns.push(expr);
        return;
    };
    let optional = expr.ty.is_optional();
    if optional {
        let kind = ExprKind::IsNull(Box::new(expr.clone()));
        columns.push(Expr { kind, ty: Type::Bool, span: Span::default() });
    }
    for (index, field) in pipeline.record(*id).fields.iter().enumerate() {
        let ty = if optional { field.ty.clone().optional() } else { field.ty.clone() };
        flatten(
            pipeline,
            Expr { kind: ExprKind::Field(Box::new(expr.clone()), index), ty, span: Span::default() },
            columns,
        );
    }
}

/// The type's enum, if it is one.
pub(super) fn enumeration(ty: &Type) -> Option<EnumId> {
    match ty.required() {
        Type::Enum(id) => Some(*id),
        _ => None,
    }
}
