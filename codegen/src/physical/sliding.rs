//! Which windowed aggregates keep a running total: windows that overlap much, over groups from which rows can be taken back. A firing window then costs two merges of a slice, however
//! many slices it covers (`runtime/src/windows/sliding.rs`).

use weir_dsl::plan::{Aggregate, AggregateFunction, Operator, Step, WindowUse};
use weir_dsl::types::Type;

/// From so many windows a row on. With two, what is new and what has left is all there is.
const OVERLAP_MIN: i64 = 3;

/// Whether a step does. Sums of floats do not: taking back would not give the sum of what is left.
pub fn slides(step: &Step) -> bool {
    let Operator::Aggregate { window: WindowUse::New(window), keys, aggregates } = &step.operator else {
        return false;
    };
    let takes_back = |a: &Aggregate| match a.function {
        AggregateFunction::Count => true,
        AggregateFunction::Sum | AggregateFunction::Avg => {
            a.argument.as_ref().is_some_and(|e| *e.ty.required() != Type::F64)
        }
        _ => false,
    };
    !keys.is_empty() && window.size_us / window.step_us >= OVERLAP_MIN && aggregates.iter().all(takes_back)
}

#[cfg(test)]
mod tests {
    use super::slides;

    fn of(window: &str, aggregates: &str) -> bool {
        let text = format!(
            "record R {{ k: i64, v: i64, f: f64?, t: timestamp }}
             source rows: R = file {{ path: \"-\", format: csv, time: t, watermark: ascending }}
             from rows |> {window} late drop |> aggregate by k {{ {aggregates} }} |> into stdout {{ format: json }}"
        );
        let (pipeline, diagnostics) = weir_dsl::compile(&text, &weir_dsl::Options::new("r"));
        let pipeline = pipeline.unwrap_or_else(|| panic!("{diagnostics:?}"));
        pipeline.steps.iter().any(slides)
    }

    #[test]
    fn overlapping_windows_slide_where_rows_can_be_taken_back() {
        assert!(of("window hop(10s, every 2s)", "n: count(), v: sum(v), m: avg(v) where v > 1"));
        assert!(!of("window hop(4s, every 2s)", "n: count()"));
        assert!(!of("window tumble(4s)", "n: count()"));
        for one in ["max(v)", "sum(f)", "avg(f)", "count_distinct(v)", "first(v)"] {
            assert!(!of("window hop(10s, every 2s)", &format!("n: count(), other: {one}")), "{one}");
        }
    }
}
