//! The optimiser keeps the meaning of a plan: every pipeline gives the same rows with and without it, over random disordered input.

use weir_dsl::interpreter::{Outcome, Settings, run};
use weir_dsl::plan::{Action, Operator, Pipeline, Step};
use weir_dsl::span::Span;
use weir_dsl::types::Type;
use weir_dsl::value::Value;

/// Numbers that look random and come again.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// Small values, so that keys meet; times within two minutes.
    fn value(&mut self, pipeline: &Pipeline, ty: &Type) -> Value {
        let texts = ["apple", "Google", "", "a/b/c/d/e?channel_id=7&x=1", "https://a.de/b/c"];
        match ty {
            Type::Optional(_) if self.below(12) == 0 => Value::Null,
            Type::Optional(inner) => self.value(pipeline, inner),
            Type::Bool => Value::Bool(self.below(2) == 0),
            Type::Int(_) => Value::Int(self.below(125).into()),
            Type::F64 => Value::F64(self.below(1000) as f64 / 8.0),
            Type::Decimal { .. } => Value::Decimal(self.below(9).into()),
            Type::String => Value::String(texts[self.below(5) as usize].into()),
            Type::Timestamp => Value::Timestamp(1_357_034_400_000_000 + self.below(120_000_000) as i64),
            Type::Date => Value::Date(self.below(3) as i32),
            Type::Duration => Value::Duration(self.below(9) as i64),
            Type::Enum(id) => Value::Enum(self.below(pipeline.enumeration(*id).variants.len() as u64) as u32),
            Type::Record(id) => {
                let fields = pipeline.record(*id).fields.iter();
                Value::Record(fields.map(|field| self.value(pipeline, &field.ty)).collect())
            }
        }
    }
}

fn script(pipeline: &Pipeline, n: usize, random: &mut Random) -> Vec<Action> {
    let sources: Vec<&Step> =
        pipeline.steps.iter().filter(|step| matches!(step.operator, Operator::Source { .. })).collect();
    let row = |_| {
        let step = sources[random.below(sources.len() as u64) as usize];
        let Operator::Source { record, .. } = &step.operator else { unreachable!("only sources were kept") };
        let fields = pipeline.record(*record).fields.iter();
        let values = fields.map(|field| random.value(pipeline, &field.ty)).collect();
        Action::Row { source: step.id, values, span: Span::default() }
    };
    (0..n).map(row).collect()
}

/// A script with the sources as another plan numbers them.
fn renumbered(plan: &Pipeline, other: &Pipeline, script: &[Action]) -> Vec<Action> {
    let same = |uid: &str| other.steps.iter().find(|step| step.uid == uid).expect("no source goes").id;
    let action = |action: &Action| match action {
        Action::Row { source, values, span } => {
            Action::Row { source: same(&plan.step(*source).uid), values: values.clone(), span: *span }
        }
        other => other.clone(),
    };
    script.iter().map(action).collect()
}

/// What users see: the rows of sinks, by name, and of side outputs; the failure without its step, which the optimiser may fuse.
fn seen(pipeline: &Pipeline, outcome: &Outcome) -> Vec<(String, Vec<Vec<Value>>)> {
    let is_seen = |step: &&Step| {
        matches!(step.operator, Operator::Sink { .. } | Operator::Late { .. } | Operator::Errors { .. })
    };
    let steps = pipeline.steps.iter().filter(is_seen);
    steps.map(|step| (step.uid.clone(), outcome.rows_of(step.id).to_vec())).collect()
}

#[test]
fn optimised_plans_give_the_same_rows() {
    // What has a plan there compiles.
    let plans = weir_tests::files(&weir_tests::root().join("tests/golden"), "plan");
    let golden = plans.into_iter().map(|plan| plan.with_extension("weir"));
    for path in weir_tests::pipelines().into_iter().chain(golden) {
        let source = std::fs::read_to_string(&path).expect("the file was just listed");
        let (plain, _) = weir_dsl::compile(&source, &weir_dsl::Options::new("random"));
        let plain = plain.unwrap_or_else(|| panic!("{} does not compile", path.display()));
        let mut optimised = plain.clone();
        weir_codegen::optimise::optimise(&mut optimised);
        let settings = Settings::new(&plain, &[]);
        for seed in 0..10 {
            let script = script(&plain, 300, &mut Random(seed));
            let renumbered = renumbered(&plain, &optimised, &script);
            let (a, b) = (run(&plain, &settings, &script), run(&optimised, &settings, &renumbered));
            let failed = |outcome: &Outcome| outcome.failure.as_ref().map(|failure| failure.message.clone());
            assert_eq!(failed(&a), failed(&b), "{}, seed {seed}", path.display());
            assert_eq!(seen(&plain, &a), seen(&optimised, &b), "{}, seed {seed}", path.display());
        }
    }
}
