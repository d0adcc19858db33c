//! Short ways to write plans in tests.

use crate::plan::*;
use crate::span::Span;
use crate::types::{RecordId, Type};
use crate::value::Value;

pub(super) fn expr(kind: ExprKind, ty: Type) -> Expr {
    Expr { kind, ty, span: Span::default() }
}

pub(super) fn column(index: usize, ty: Type) -> Expr {
    expr(ExprKind::Column(index), ty)
}

pub(super) fn int(x: i64) -> Expr {
    expr(ExprKind::Literal(Value::Int(x.into())), Type::I64)
}

pub(super) fn bool(x: bool) -> Expr {
    expr(ExprKind::Literal(Value::Bool(x)), Type::Bool)
}

pub(super) fn duration(us: i64) -> Expr {
    expr(ExprKind::Literal(Value::Duration(us)), Type::Duration)
}

pub(super) fn binary_expr(op: BinaryOp, a: Expr, b: Expr, ty: Type) -> Expr {
    expr(ExprKind::Binary(op, a.into(), b.into()), ty)
}

pub(super) fn float(x: f64) -> Value {
    Value::F64(x)
}

/// Columns by name; `@…` are hidden. The time is `@time` where there is one.
pub(super) fn schema(kind: Kind, columns: &[(&str, Type)]) -> Schema {
    let columns: Vec<Column> =
        columns.iter().map(|(name, ty)| Column { name: (*name).into(), ty: ty.clone() }).collect();
    let time = columns.iter().position(|column| column.name == TIME);
    Schema { columns, kind, key: Vec::new(), time }
}

/// A pipeline under construction.
pub(super) struct Build {
    pub(super) pipeline: Pipeline,
}

impl Build {
    /// One source `rows` (step 0) of `k: i64, v: i64, at: timestamp` with the time `at` and this lag.
    pub(super) fn new(lag_us: Option<i64>) -> Self {
        let fields = [("k", Type::I64), ("v", Type::I64), ("at", Type::Timestamp)];
        let field = |(name, ty): &(&str, Type)| Field { name: (*name).into(), was: vec![], ty: ty.clone() };
        let record =
            Record { name: "R".into(), doc: String::new(), fields: fields.iter().map(field).collect() };
        let pipeline = Pipeline {
            name: "test".into(),
            doc: String::new(),
            records: vec![record],
            enums: Vec::new(),
            params: Vec::new(),
            steps: Vec::new(),
            tests: Vec::new(),
        };
        let mut build = Build { pipeline };
        build.source(lag_us);
        build
    }

    /// Another source like the first.
    pub(super) fn source(&mut self, lag_us: Option<i64>) -> StepId {
        let arm = SourceArm {
            condition: None,
            connector: SourceConnector::Generate { rows: int(0), rate: int(0), columns: vec![] },
            time: Some(column(2, Type::Timestamp)),
            watermark: lag_us.map(|lag| Watermark::MaxLag(duration(lag))),
            idle: None,
        };
        let columns = [("k", Type::I64), ("v", Type::I64), ("at", Type::Timestamp), (TIME, Type::Timestamp)];
        let operator = Operator::Source { name: "rows".into(), record: RecordId(0), arms: vec![arm] };
        self.step("rows", operator, &[], schema(Kind::Stream, &columns))
    }

    pub(super) fn step(
        &mut self,
        uid: &str,
        operator: Operator,
        inputs: &[StepId],
        output: Schema,
    ) -> StepId {
        let id = StepId(self.pipeline.steps.len());
        let (uid, name, inputs) = (uid.to_owned(), Some(uid.to_owned()), inputs.to_vec());
        self.pipeline.steps.push(Step {
            id,
            uid,
            name,
            operator,
            inputs,
            output,
            unbounded: None,
            span: Span::default(),
        });
        id
    }

    /// `aggregate by k { n: count(), sum: sum(v) }` over step 0.
    pub(super) fn aggregate(&mut self, window: Window) -> StepId {
        let of = |name: &str, function, argument| Aggregate {
            name: name.into(),
            function,
            argument,
            filter: None,
            ty: Type::I64,
        };
        let operator = Operator::Aggregate {
            window: WindowUse::New(window),
            keys: vec![column(0, Type::I64)],
            aggregates: vec![
                of("n", AggregateFunction::Count, None),
                of("sum", AggregateFunction::Sum, Some(column(1, Type::I64))),
            ],
        };
        let columns = [
            ("k", Type::I64),
            ("n", Type::I64),
            ("sum", Type::I64),
            (TIME, Type::Timestamp),
            (WINDOW_START, Type::Timestamp),
            (WINDOW_END, Type::Timestamp),
        ];
        self.step("counts", operator, &[StepId(0)], schema(Kind::Windowed, &columns))
    }

    /// `name.late`.
    pub(super) fn late(&mut self, of: StepId) -> StepId {
        let columns = [("k", Type::I64), ("v", Type::I64), ("at", Type::Timestamp), (TIME, Type::Timestamp)];
        self.step("late", Operator::Late { of }, &[], schema(Kind::Stream, &columns))
    }

    /// `name.errors`.
    pub(super) fn errors(&mut self, of: &[StepId]) -> StepId {
        let columns = [
            ("step", Type::String),
            ("place", Type::String),
            ("message", Type::String),
            ("row", Type::String),
        ];
        self.step("errors", Operator::Errors { of: of.to_vec() }, &[], schema(Kind::Stream, &columns))
    }
}

/// `given` of a row `k, v, at` of step 0.
pub(super) fn given(k: i64, v: i64, at: i64) -> Action {
    let values = vec![Value::Int(k.into()), Value::Int(v.into()), Value::Timestamp(at)];
    Action::Row { source: StepId(0), values, span: Span::default() }
}

/// A window without lateness.
pub(super) fn hop(size_us: i64, step_us: i64) -> Window {
    Window { size_us, step_us, offset_us: 0, lateness_us: 0, late_drop: false }
}
