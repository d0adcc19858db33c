//! Which keys are looked up in a dictionary first (`runtime/src/table/dictionary.rs`): those with texts, of state that lives as long as the job. The groups of a window are few or are combined ahead of it. Whether a row's key is looked up so is seen when the job runs: not where rows are
//! sent by the hash of their keys, nor where state has become large (`docs/decisions/text-keys.md`).

use super::coding::time_code;
use weir_dsl::plan::{Expr, Operator, Pipeline, Step, WindowUse};
use weir_dsl::types::Type;

/// Whether a step's keys are.
pub fn has_dictionary(pipeline: &Pipeline, step: &Step) -> bool {
    let is_text = |ty: &Type| *ty.required() == Type::String;
    // A time as text is kept as a time.
    let any_text = |keys: &[Expr]| keys.iter().any(|key| is_text(&key.ty) && time_code(key).is_none());
    match &step.operator {
        Operator::Aggregate { window: WindowUse::Running, keys, .. } => any_text(keys),
        Operator::Top { window: WindowUse::Running, per, .. } => any_text(per),
        Operator::Dedup { keys, .. } => {
            let columns = &pipeline.step(step.inputs[0]).output.columns;
            keys.iter().any(|&key| is_text(&columns[key].ty))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(steps: &str) -> bool {
        let text = format!(
            "record R {{ k: i64, s: string, o: string?, t: timestamp }}
             source rows: R = file {{ path: \"x.jsonl\", format: json, time: t, watermark: ascending }}
             from rows |> {steps} |> into blackhole {{}}"
        );
        let (pipeline, diagnostics) = weir_dsl::compile(&text, &weir_dsl::Options::new("r"));
        let pipeline = pipeline.unwrap_or_else(|| panic!("{diagnostics:?}"));
        pipeline.steps.iter().any(|step| has_dictionary(&pipeline, step))
    }

    #[test]
    fn keys_with_texts_of_running_steps_have_one() {
        for steps in [
            "aggregate by s { n: count() }",
            "aggregate by k, o { n: count() }",
            "aggregate by s, day: format_time(t, \"yyyy-MM-dd\") { n: count() }",
            "top 2 by k desc per s",
            "dedup by o keep last",
        ] {
            assert!(of(steps), "{steps}");
        }
        for steps in [
            "aggregate by k { n: count() }",
            "aggregate { n: count() }",
            "aggregate by day: format_time(t, \"yyyy-MM-dd\") { n: count() }",
            "window tumble(1m) late drop |> aggregate by s { n: count() }",
            "dedup by k keep last",
        ] {
            assert!(!of(steps), "{steps}");
        }
    }
}
