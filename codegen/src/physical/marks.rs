//! Which watermarks matter. A window's rows and its lateness change only where the watermark passes `end + lateness`, and all such
//! points of a window lie on a lattice `phase + k × step`. A source sends a watermark in band exactly where it crosses a lattice point of
//! some window downstream, so every window sees every change that it can tell, between the same two rows, whatever the batch size.
//!
//! Also: whose rows are judged by some window before their time is made anew ([`judged`]), and which inputs of a union hold which back.

use std::collections::BTreeSet;
use weir_dsl::plan::{Operator, Pipeline, Step, StepId, Window, WindowUse};

/// Points `phase_us + k × step_us`, with `0 ≤ phase_us < step_us`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "said above")]
pub struct Lattice {
    pub step_us: i64,
    pub phase_us: i64,
}

impl Lattice {
    /// Where windows of this kind fire.
    pub fn of(window: &Window) -> Self {
        let first_firing =
            i128::from(window.offset_us) + i128::from(window.size_us) + i128::from(window.lateness_us);
        let phase = first_firing.rem_euclid(i128::from(window.step_us));
        Lattice {
            step_us: window.step_us,
            phase_us: i64::try_from(phase).expect("a remainder is below the step"),
        }
    }
}

/// Whether a step puts rows into windows by their time.
pub fn opens_windows(step: &Step) -> bool {
    match &step.operator {
        Operator::Aggregate { window, .. } | Operator::Top { window, .. } => {
            matches!(window, WindowUse::New(_))
        }
        _ => false,
    }
}

/// The windows that the step's state is kept by: its own, or those its input was made by.
pub fn window_of(pipeline: &Pipeline, step: StepId) -> Option<Window> {
    let step = pipeline.step(step);
    match &step.operator {
        Operator::Aggregate { window, .. } | Operator::Top { window, .. } => match window {
            WindowUse::New(window) => Some(*window),
            WindowUse::Existing => inherited(pipeline, step.inputs[0]),
            WindowUse::Running => None,
        },
        _ => None,
    }
}

/// The window that the rows of a step carry; of several inputs the one that fires last.
fn inherited(pipeline: &Pipeline, id: StepId) -> Option<Window> {
    let step = pipeline.step(id);
    match &step.operator {
        Operator::Aggregate { .. } | Operator::Top { .. } => window_of(pipeline, id),
        _ => step.inputs.iter().filter_map(|&i| inherited(pipeline, i)).max_by_key(|w| w.lateness_us),
    }
}

/// Lattices of all windows that a step's rows can reach.
pub fn lattices(pipeline: &Pipeline, consumers: &[Vec<StepId>], from: StepId) -> Vec<Lattice> {
    if !matches!(pipeline.step(from).operator, Operator::Source { .. }) {
        return Vec::new();
    }
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        found.extend(window_of(pipeline, id).map(|w| Lattice::of(&w)));
        open.extend(&consumers[id.0]);
        let taps =
            pipeline.steps.iter().filter(|s| matches!(&s.operator, Operator::Late { of } if *of == id));
        open.extend(taps.map(|s| s.id));
    }
    found.into_iter().collect()
}

/// Whether rows that leave a step are judged late or not by some window, with nothing between but steps that pass rows on.
pub fn judged(pipeline: &Pipeline, consumers: &[Vec<StepId>], from: StepId) -> bool {
    consumers[from.0].iter().any(|&id| match &pipeline.step(id).operator {
        Operator::Aggregate { .. } | Operator::Top { .. } => opens_windows(pipeline.step(id)),
        _ => judged(pipeline, consumers, id),
    })
}

/// The sources that a step's rows come from.
pub fn sources_of(pipeline: &Pipeline, id: StepId) -> BTreeSet<StepId> {
    let step = pipeline.step(id);
    match &step.operator {
        Operator::Source { .. } => BTreeSet::from([id]),
        Operator::Late { of } => sources_of(pipeline, *of),
        _ => step.inputs.iter().flat_map(|&input| sources_of(pipeline, input)).collect(),
    }
}

/// The inputs of a union that hold back the rows of one of them: those that read a source which it does not read. What reads the same
/// sources lags only because it was not processed yet.
pub fn holding(pipeline: &Pipeline, union: &Step, input: usize) -> Vec<usize> {
    let own = sources_of(pipeline, union.inputs[input]);
    let reads_another = |other: &usize| !sources_of(pipeline, union.inputs[*other]).is_subset(&own);
    (0..union.inputs.len()).filter(reads_another).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physical::samples::{compiled, pipeline, step};
    use crate::physical::{Physical, consumers};

    /// `step + phase` of each lattice of the source, in seconds.
    fn lattices_of(text: &str) -> Vec<(i64, i64)> {
        let pipeline = pipeline(text);
        let found = lattices(&pipeline, &consumers(&pipeline), pipeline.steps[0].id);
        found.into_iter().map(|l| (l.step_us / 1_000_000, l.phase_us / 1_000_000)).collect()
    }

    #[test]
    fn watermarks_count_where_windows_fire() {
        let one = |window: &str| {
            lattices_of(&format!(
                "let a = from rows |> window {window} late drop |> aggregate by k {{ n: count() }}"
            ))
        };
        assert_eq!(one("tumble(60s)"), [(60, 0)]);
        assert_eq!(one("tumble(60s, offset: 10s) lateness 5s"), [(60, 15)]);
        assert_eq!(one("hop(50s, every 20s)"), [(20, 10)]);
        assert_eq!(lattices_of("let a = from rows |> aggregate by k { n: count() }"), []);
    }

    #[test]
    fn those_of_all_windows_that_rows_reach_count_each_once() {
        let text = "let a = from rows |> window tumble(60s) |> aggregate by k { n: count() }
                    let b = from rows |> where v > 1 |> window tumble(60s) late drop |> aggregate by m { n: count() }
                    let c = from a |> window tumble(600s) late drop |> aggregate { n: sum(n) }
                    let d = from a.late |> window tumble(20s) late drop |> aggregate by k { n: count() }";
        assert_eq!(lattices_of(text), [(20, 0), (60, 0), (600, 0)]);
    }

    #[test]
    fn rows_are_judged_by_the_window_that_takes_them_next() {
        let judged = |text: &str| {
            let pipeline = pipeline(text);
            Physical::of(&pipeline).is_judged(step(&pipeline, "asked").id)
        };
        let windows = "window tumble(1m) late drop |> aggregate by k { n: count() }";
        assert!(judged(&format!(
            "let asked = from rows |> key by m\nlet a = from asked |> where v > 1 |> {windows}"
        )));
        assert!(!judged(&format!("let asked = from rows |> {windows}")));
        assert!(!judged(
            "let asked = from rows |> key by m\nlet a = from asked |> aggregate by k { n: count() }"
        ));
    }

    #[test]
    fn an_input_of_a_union_holds_others_back_that_do_not_read_its_sources() {
        let pipeline = compiled(
            "record R { k: i64 }
             source one: R = file { path: \"one\", format: json }
             source two: R = file { path: \"two\", format: json }
             let a = from one |> where k > 1
             let all = from one |> union a, two
             from all |> into blackhole {}",
        );
        let union = pipeline.steps.iter().find(|step| matches!(step.operator, Operator::Union)).unwrap();
        let held: Vec<Vec<usize>> = (0..3).map(|input| holding(&pipeline, union, input)).collect();
        assert_eq!(held, [vec![2], vec![2], vec![0, 1]]);
    }
}
