//! How a windowed aggregate whose windows overlap puts its slices together: it merges them for each window, keeps a running total, or merges ahead in blocks
//! (`runtime/src/windows/{slices,sliding,blocks}.rs`).

use weir_dsl::plan::{Aggregate, AggregateFunction, Operator, Step, WindowUse};
use weir_dsl::types::Type;

/// A running total pays from so many windows a row on. With two, what is new and what has left is all there is.
const OVERLAP_MIN: i64 = 3;
/// Blocks pay from so many slices a window on.
const SLICES_MIN: i64 = 8;

/// See the module's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merging {
    /// All slices of each window; or there is only one.
    Slices,
    /// Slices that have left are taken back from a running total.
    Total,
    /// In blocks that serve several windows.
    Blocks,
}

/// How a step merges. Sums of floats depend on the order in which they are added, and what has left cannot be taken back from them; sets are large.
pub fn merging(step: &Step) -> Merging {
    let Operator::Aggregate { window: WindowUse::New(window), keys, aggregates } = &step.operator else {
        return Merging::Slices;
    };
    let exact = |a: &Aggregate| a.argument.as_ref().is_none_or(|e| *e.ty.required() != Type::F64);
    let takes_back = |a: &Aggregate| match a.function {
        AggregateFunction::Count => true,
        AggregateFunction::Sum | AggregateFunction::Avg => exact(a),
        _ => false,
    };
    let merges_ahead = |a: &Aggregate| match a.function {
        AggregateFunction::Min | AggregateFunction::Max => true,
        AggregateFunction::First | AggregateFunction::Last => true,
        _ => takes_back(a),
    };
    // Without a key there is one group, and nothing to gain.
    let (overlap, slices) =
        (window.size_us / window.step_us, window.size_us / gcd(window.size_us, window.step_us));
    if keys.is_empty() {
        Merging::Slices
    } else if overlap >= OVERLAP_MIN && aggregates.iter().all(takes_back) {
        Merging::Total
    } else if overlap >= OVERLAP_MIN && slices >= SLICES_MIN && aggregates.iter().all(merges_ahead) {
        Merging::Blocks
    } else {
        Merging::Slices
    }
}

/// The greatest common divisor.
pub fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::Merging::{self, Blocks, Slices, Total};
    use super::merging;

    fn of(window: &str, aggregates: &str) -> Merging {
        let text = format!(
            "record R {{ k: i64, v: i64, f: f64?, t: timestamp }}
             source rows: R = file {{ path: \"-\", format: csv, time: t, watermark: ascending }}
             from rows |> {window} late drop |> aggregate by k {{ {aggregates} }} |> into stdout {{ format: json }}"
        );
        let (pipeline, diagnostics) = weir_dsl::compile(&text, &weir_dsl::Options::new("r"));
        let pipeline = pipeline.unwrap_or_else(|| panic!("{diagnostics:?}"));
        pipeline.steps.iter().map(merging).find(|m| *m != Slices).unwrap_or(Slices)
    }

    #[test]
    fn overlapping_windows_merge_as_their_aggregates_allow() {
        assert_eq!(of("window hop(10s, every 2s)", "n: count(), v: sum(v), m: avg(v) where v > 1"), Total);
        assert_eq!(of("window hop(4s, every 2s)", "n: count()"), Slices);
        assert_eq!(of("window tumble(4s)", "n: count()"), Slices);
        for one in ["max(v)", "max(f)", "first(v)", "last(f)"] {
            assert_eq!(
                of("window hop(16s, every 2s)", &format!("n: count(), other: {one}")),
                Blocks,
                "{one}"
            );
            assert_eq!(
                of("window hop(14s, every 2s)", &format!("n: count(), other: {one}")),
                Slices,
                "{one}"
            );
        }
        for one in ["sum(f)", "avg(f)", "count_distinct(v)"] {
            assert_eq!(
                of("window hop(16s, every 2s)", &format!("n: count(), other: {one}")),
                Slices,
                "{one}"
            );
        }
    }
}
