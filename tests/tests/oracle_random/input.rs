//! Random scripts: rows out of order, some of them several windows late, with nulls, extremes and equal times; now and then the
//! watermark is pushed on.

use crate::random::Random;
use std::fmt::Write as _;
use weir_dsl::plan::{Action, Operator, Pipeline, Test};
use weir_dsl::span::Span;
use weir_dsl::text;
use weir_dsl::types::Type;
use weir_dsl::value::Value;

/// 2020-01-01T00:00:00Z
const START_US: i64 = 1_577_836_800_000_000;

/// Texts: most are short, the last ones too long to stand in a key, and alike where they begin and end.
const TEXTS: [&str; 11] = [
    "a",
    "b",
    "ab",
    "",
    "a/b/ß",
    "Xa x",
    "\"q\"",
    "12",
    "fifteen bytes -",
    "sixteen bytes --",
    "sixteen Bytes --",
];

struct Input<'a> {
    pipeline: &'a Pipeline,
    /// Event time that the script has come to.
    now_us: i64,
    /// Values at the edges of their types occur.
    wild: bool,
    /// No row is late.
    calm: bool,
}

/// A script as a `test` block would have it. `calm`: rows are out of order, but none is late.
pub(crate) fn script(pipeline: &Pipeline, calm: bool, random: &mut Random) -> Test {
    let mut input = Input { pipeline, now_us: START_US, wild: random.one_in(2), calm };
    let sources: Vec<_> =
        pipeline.steps.iter().filter(|step| matches!(step.operator, Operator::Source { .. })).collect();
    let n_actions = random.pick(&[&3, &20, &60, &200]) + random.below(20);
    let mut script = Vec::new();
    for _ in 0..n_actions {
        input.now_us += random.below(4_000) as i64 * 1_000;
        if !calm && random.one_in(30) {
            script
                .push(Action::Advance { to_us: input.now_us - 5_000_000 + random.below(10_000_000) as i64 });
            continue;
        }
        let source = sources[random.below(sources.len())];
        let Operator::Source { record, .. } = &source.operator else {
            unreachable!("only sources were kept")
        };
        let fields = &pipeline.record(*record).fields;
        let values = fields.iter().map(|field| input.field(&field.name, &field.ty, random)).collect();
        script.push(Action::Row { source: source.id, values, span: Span::default() });
    }
    Test {
        name: "random".into(),
        script,
        expectations: Vec::new(),
        settings: Vec::new(),
        span: Span::default(),
    }
}

impl Input<'_> {
    fn field(&self, name: &str, ty: &Type, random: &mut Random) -> Value {
        match name {
            "at" => Value::Timestamp(self.time(random)),
            _ => self.value(ty, random),
        }
    }

    /// Whole seconds often, so that times are equal and stand on the edges of windows.
    fn time(&self, random: &mut Random) -> i64 {
        let back = match random.below(10) {
            0 if !self.calm => random.below(200_000_000),
            1..=4 if !self.calm => random.below(10_000_000),
            _ => random.below(2_000_000),
        };
        let us = self.now_us - back as i64;
        if random.one_in(2) { us - us % 1_000_000 } else { us }
    }

    fn value(&self, ty: &Type, random: &mut Random) -> Value {
        let edge = self.wild && random.one_in(12);
        match ty {
            Type::Optional(_) if random.one_in(4) => Value::Null,
            Type::Optional(inner) => self.value(inner, random),
            Type::Bool => Value::Bool(random.one_in(2)),
            Type::Int(int) => {
                let (least, greatest) = int.range();
                match random.below(4) {
                    0 if edge => Value::Int(least),
                    1 | 2 if edge => Value::Int(greatest),
                    _ => Value::Int((random.below(12) as i128 - 2).max(least)),
                }
            }
            Type::F64 if edge => {
                Value::F64([-0.0, 1e15, -4_503_599_627_370_497.5, 0.000_001][random.below(4)])
            }
            Type::F64 => Value::F64((random.below(100) as f64 - 20.0) / 10.0),
            Type::Decimal { precision, .. } if edge => Value::Decimal(10i128.pow(u32::from(*precision)) - 1),
            Type::Decimal { .. } => Value::Decimal(random.below(3000) as i128 - 500),
            Type::String => Value::String(random.pick(&TEXTS).into()),
            Type::Timestamp => Value::Timestamp(self.time(random)),
            Type::Date => Value::Date(18_262 + random.below(3) as i32),
            Type::Duration => Value::Duration(random.below(9) as i64),
            Type::Enum(id) => Value::Enum(random.below(self.pipeline.enumeration(*id).variants.len()) as u32),
            Type::Record(id) => {
                let fields = self.pipeline.record(*id).fields.iter();
                Value::Record(fields.map(|field| self.value(&field.ty, random)).collect())
            }
        }
    }
}

/// The script as a `test` block, to be kept with the pipeline.
pub(crate) fn test_block(pipeline: &Pipeline, script: &[Action]) -> String {
    let mut out = String::from("\ntest \"kept\" {\n");
    for action in script {
        match action {
            Action::Advance { to_us } => {
                let _ = writeln!(out, "    advance to {}", text::show::timestamp(*to_us));
            }
            Action::Row { source, values, .. } => {
                let step = pipeline.step(*source);
                let Operator::Source { name, record, .. } = &step.operator else {
                    unreachable!("rows are of sources")
                };
                let fields = pipeline.record(*record).fields.iter();
                let cells: Vec<String> = fields
                    .zip(values)
                    .map(|(f, v)| format!("{}: {}", f.name, literal(pipeline, v, &f.ty)))
                    .collect();
                let _ = writeln!(out, "    given {name} [ {{ {} }} ]", cells.join(", "));
            }
        }
    }
    out + "}\n"
}

fn literal(pipeline: &Pipeline, value: &Value, ty: &Type) -> String {
    match (value, ty.required()) {
        (Value::Enum(variant), Type::Enum(id)) => {
            pipeline.enumeration(*id).variants[*variant as usize].clone()
        }
        (Value::Record(values), Type::Record(id)) => {
            let fields = pipeline.record(*id).fields.iter().zip(values.iter());
            let cells: Vec<String> =
                fields.map(|(f, v)| format!("{}: {}", f.name, literal(pipeline, v, &f.ty))).collect();
            format!("{{ {} }}", cells.join(", "))
        }
        (Value::F64(x), _) => format!("{x:?}"),
        (Value::String(x), _) => format!("\"{}\"", x.replace('\\', "\\\\").replace('"', "\\\"")),
        (value, _) => text::show(value, ty),
    }
}
