//! Exchange elision: a step that needs rows of a key on one worker takes them without an exchange where they lie so already, as one before it needed them by
//! the same columns, or all rows on one worker.
//!
//! For this it is followed from step to step how rows lie ([`Layout`]). Stateless steps leave them on their workers; what they lie by may get other names
//! there, and is lost with a column that is dropped or computed. Rows of several inputs meet by chance, so behind a `union` nothing is known of their keys.
//! Several columns are hashed one after the other: `by a, b` lies otherwise than `by b, a`, and than `by a` too.

use super::local_global::two_stages;
use super::partition::{Key, Placement};
use weir_dsl::plan::{Expr, ExprKind, Operator, Pipeline, Step};

/// How the rows of a step lie on the workers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Layout {
    Anyhow,
    One,
    /// By these output columns, in this order.
    ByColumns(Vec<usize>),
}

impl Layout {
    /// How the rows lie that a step takes. `layouts`: of the steps before it; `on_one_worker`: it keeps their order, and one worker reads them if it is a
    /// source.
    pub(super) fn before(
        pipeline: &Pipeline,
        step: &Step,
        layouts: &[Layout],
        on_one_worker: bool,
    ) -> Layout {
        match &step.operator {
            Operator::Source { .. } if on_one_worker => Layout::One,
            Operator::Late { of } => late(pipeline.step(*of), layouts),
            // All inputs must lie on one worker for the union to do so.
            Operator::Union => match step.inputs.iter().all(|input| layouts[input.0] == Layout::One) {
                true => Layout::One,
                false => Layout::Anyhow,
            },
            _ => step.inputs.first().map_or(Layout::Anyhow, |input| layouts[input.0].clone()),
        }
    }

    /// How the rows of a step lie that takes its own over this exchange, or as they lie in `input`.
    pub(super) fn behind(step: &Step, exchange: Option<&Placement>, input: &Layout) -> Layout {
        let placed = match exchange {
            Some(Placement::One) => Layout::One,
            Some(Placement::ByKey(_)) => Layout::Anyhow,
            None => input.clone(),
        };
        match &step.operator {
            Operator::Where { columns, .. } | Operator::Project { columns, .. } => input.through(columns),
            Operator::Aggregate { .. } if placed == Layout::One => Layout::One,
            Operator::Aggregate { keys, .. } => Layout::ByColumns((0..keys.len()).collect()),
            Operator::Top { .. } | Operator::KeyBy { .. } | Operator::Dedup { .. } => match exchange {
                Some(Placement::ByKey(keys)) => plain(keys).map_or(Layout::Anyhow, Layout::ByColumns),
                _ => placed,
            },
            Operator::Source { .. } | Operator::Late { .. } | Operator::Union => placed,
            _ => Layout::Anyhow,
        }
    }

    /// Whether rows lie where they are wanted.
    pub(super) fn lies_right(&self, wanted: &Placement) -> bool {
        match (wanted, self) {
            (Placement::One, Layout::One) => true,
            (Placement::ByKey(keys), Layout::ByColumns(columns)) => {
                plain(keys).is_some_and(|keys| keys == *columns)
            }
            _ => false,
        }
    }

    /// The same rows where their columns are these expressions.
    fn through(&self, columns: &[Expr]) -> Layout {
        let Layout::ByColumns(by) = self else { return self.clone() };
        let position = |column: &usize| {
            columns.iter().position(|e| matches!(e.kind, ExprKind::Column(c) if c == *column))
        };
        by.iter().map(position).collect::<Option<Vec<_>>>().map_or(Layout::Anyhow, Layout::ByColumns)
    }
}

/// How the late rows of a step lie: where they were judged, which in two stages is on the worker that read them.
fn late(of: &Step, layouts: &[Layout]) -> Layout {
    let judged = if two_stages(of) { of.inputs[0] } else { of.id };
    if layouts[judged.0] == Layout::One { Layout::One } else { Layout::Anyhow }
}

/// The columns that keys are, if they are no more than that.
fn plain(keys: &[Key]) -> Option<Vec<usize>> {
    let column = |key: &Key| match key.0.kind {
        ExprKind::Column(index) => Some(index),
        _ => None,
    };
    keys.iter().map(column).collect()
}

#[cfg(test)]
mod tests {
    use crate::physical::partition::{Partitioning, Placement};
    use crate::physical::samples::{pipeline, step};

    /// How the rows of `asked` come to it: over an exchange, or as they lie.
    #[derive(Debug, PartialEq, Eq)]
    enum Way {
        ByKey,
        ToOne,
        KeyLiesRight,
        OneLiesRight,
    }

    fn way(text: &str) -> Way {
        let pipeline = pipeline(text);
        let partitioning = Partitioning::of(&pipeline);
        let asked = step(&pipeline, "asked").id;
        match (partitioning.exchange(asked), partitioning.elided(asked)) {
            (Some(Placement::ByKey(_)), None) => Way::ByKey,
            (Some(Placement::One), None) => Way::ToOne,
            (None, Some(Placement::ByKey(_))) => Way::KeyLiesRight,
            (None, Some(Placement::One)) => Way::OneLiesRight,
            other => panic!("an exchange, or the reason for none: {other:?}"),
        }
    }

    /// By which way rows come to `asked` from what is counted in windows by `k, m`.
    fn behind_windows(asked: &str) -> Way {
        way(&format!(
            "let before = from rows |> window tumble(1m) late drop |> aggregate by k, m {{ n: count() }}
             let asked = from before |> {asked}"
        ))
    }

    #[test]
    fn rows_that_a_step_has_by_the_same_columns_stay_where_they_are() {
        assert_eq!(behind_windows("aggregate by k, m { n: max(n) }"), Way::KeyLiesRight);
        assert_eq!(behind_windows("top 3 by n desc per window, k, m"), Way::KeyLiesRight);
        for before in ["key by k", "window tumble(1m) late drop |> top 3 by v per k"] {
            let text = format!("let asked = from rows |> {before} |> aggregate by k {{ n: count() }}");
            assert_eq!(way(&text), Way::KeyLiesRight, "{before}");
        }
    }

    #[test]
    fn other_columns_fewer_ones_or_another_order_of_them_need_an_exchange() {
        for keys in ["k", "m", "m, k", "k, m, n", "k, rest: m % 7", "k, m: m + 0"] {
            assert_eq!(
                behind_windows(&format!("aggregate by {keys} {{ c: count() }}")),
                Way::ByKey,
                "{keys}"
            );
        }
        assert_eq!(behind_windows("aggregate { c: count() }"), Way::ToOne);
        assert_eq!(way("let asked = from rows |> aggregate by k { c: count() }"), Way::ByKey);
    }

    #[test]
    fn columns_are_followed_by_whatever_names_until_they_are_gone() {
        for (steps, expected) in [
            ("where n > 1", Way::KeyLiesRight),
            ("select { n, m, k }", Way::KeyLiesRight),
            ("select { k: k, m: m, twice: n }", Way::KeyLiesRight),
            ("select { m: k, k: m }", Way::ByKey),
            ("select { k, m: 1 }", Way::ByKey),
            ("select { k: k % 7, m }", Way::ByKey),
        ] {
            assert_eq!(
                behind_windows(&format!("{steps} |> aggregate by k, m {{ c: count() }}")),
                expected,
                "{steps}"
            );
        }
        assert_eq!(
            behind_windows("select { m: k, k: m } |> aggregate by m, k { c: count() }"),
            Way::KeyLiesRight,
            "what counts is which columns they are"
        );
    }

    #[test]
    fn behind_keys_that_are_computed_rows_lie_by_the_columns_of_the_result() {
        let asked = |key: &str| {
            way(&format!(
                "let before = from rows |> window tumble(1m) late drop |> aggregate by rest: k % 7 {{ k: max(k) }}
                 let asked = from before |> aggregate by {key} {{ n: count() }}"
            ))
        };
        assert_eq!((asked("rest"), asked("k")), (Way::KeyLiesRight, Way::ByKey));
        // Of `top` the column is not in its rows.
        let top = "let before = from rows |> window tumble(1m) late drop |> top 3 by v per k % 7
                   let asked = from before |> aggregate by k { n: count() }";
        assert_eq!(way(top), Way::ByKey);
    }

    #[test]
    fn all_rows_on_one_worker_stay_there() {
        let windows = "let before = from rows |> window tumble(1m) late drop |> aggregate { n: count() }\n";
        assert_eq!(
            way(&format!("{windows}let asked = from before |> aggregate {{ n: max(n) }}")),
            Way::OneLiesRight
        );
        // Where rows lie by key they are on several workers, and where all are on one, no key needs to be met.
        assert_eq!(
            way(&format!("{windows}let asked = from before |> aggregate by n {{ c: count() }}")),
            Way::ByKey
        );
    }

    #[test]
    fn late_rows_lie_where_they_were_judged() {
        let behind = |before: &str, windows: &str, asked: &str| {
            way(&format!(
                "let windows = from rows |> {before} window tumble(1m) |> {windows}
                 let asked = from windows.late |> aggregate {asked} {{ n: count() }}"
            ))
        };
        assert_eq!(behind("", "aggregate { x: max(s) }", ""), Way::OneLiesRight);
        assert_eq!(behind("", "top 3 with ties by v", ""), Way::OneLiesRight);
        // Each worker judges the rows that it has read.
        assert_eq!(behind("", "aggregate { n: count() }", ""), Way::ToOne);
        assert_eq!(behind("", "aggregate by k { n: count() }", ""), Way::ToOne);
        // They have other columns than what the windows give.
        assert_eq!(behind("", "aggregate by k { n: count() }", "by k"), Way::ByKey);
        assert_eq!(behind("key by k |>", "aggregate { n: count() }", "by k"), Way::ByKey);
    }

    #[test]
    fn all_rows_of_a_source_are_on_the_worker_that_reads_them_all() {
        let meet = "let a = from rows |> where v > 1\nlet b = from rows |> where v < 1\n";
        let asked = |x: &str| way(&format!("{meet}let asked = from a |> union b |> aggregate {{ x: {x} }}"));
        assert_eq!((asked("last(v)"), asked("max(v)")), (Way::OneLiesRight, Way::ToOne));
        let late = "let windows = from rows |> window tumble(1m) |> aggregate { n: count() }
                    let asked = from windows.late |> aggregate { x: last(v) }";
        assert_eq!(way(late), Way::OneLiesRight);
    }

    #[test]
    fn a_union_lies_on_one_worker_if_all_of_its_inputs_do() {
        let union = |first: &str, second: &str, asked: &str| {
            let windows = "from rows |> window tumble(1m) late drop |> aggregate";
            way(&format!(
                "let a = {windows} {first}\nlet b = {windows} {second}
                 let asked = from a |> union b |> aggregate {asked}"
            ))
        };
        let (one, by_key) = ("{ k: max(k) }", "by k { n: count() } |> select { k }");
        assert_eq!(union(one, one, "{ n: count() }"), Way::OneLiesRight);
        assert_eq!(union(one, by_key, "{ n: count() }"), Way::ToOne);
        assert_eq!(union(by_key, by_key, "by k { n: count() }"), Way::ByKey);
    }
}
