//! Filters are split where a part of one can move towards the source and the rest cannot: of `where city == "x" && n > 3` behind a count by `city` the first part keeps other
//! cities out of the state. The part becomes a step of its own, which [`super::pushdown`] then moves.
//!
//! What tests for null, or is known not to be null by such a test, stays where it is; so does what stands behind a part that stays and can fail.

use super::Applied;
use super::order::{conjuncts, joined, reads_late, relies_on_test, tests_null};
use super::pushdown::{carry, movable, movable_part};
use crate::expressions::can_fail;
use weir_dsl::plan::{Expr, Operator, Pipeline, Step, StepId};

/// What the name of a part that moves ends with, behind that of its filter.
pub(crate) const AHEAD: &str = ".ahead";

/// Splits each filter that only a part of can move.
pub(super) fn split(pipeline: &mut Pipeline) -> Vec<Applied> {
    let mut applied = Vec::new();
    let mut index = 0;
    while index < pipeline.steps.len() {
        if let Some((ahead, rest)) = parts(pipeline, index) {
            let uid = pipeline.steps[index].uid.clone();
            insert(pipeline, index, ahead);
            index += 1;
            if let Operator::Where { predicate, .. } = &mut pipeline.steps[index].operator {
                *predicate = rest;
            }
            let ahead = &pipeline.steps[index - 1].uid;
            applied.push(Applied {
                rule: "split",
                what: format!("`{ahead}` is the part of `{uid}` that can move"),
            });
        }
        index += 1;
    }
    applied
}

/// What can move of a filter, and what cannot.
fn parts(pipeline: &Pipeline, index: usize) -> Option<(Expr, Expr)> {
    let Operator::Where { predicate, .. } = &pipeline.steps[index].operator else { return None };
    if movable(pipeline, index).is_some() {
        return None;
    }
    let reads_late = reads_late(pipeline, StepId(index));
    let (mut ahead, mut rest) = (Vec::new(), Vec::<&Expr>::new());
    for part in conjuncts(predicate) {
        let goes = !tests_null(part)
            && !relies_on_test(part)
            && !rest.iter().any(|stays| can_fail(stays))
            // What could not be read in a field that a part before it looks at first must go on being seen.
            && (rest.is_empty() || !reads_late)
            && movable_part(pipeline, index, part).is_some();
        if goes { ahead.push(part) } else { rest.push(part) }
    }
    Some((joined(ahead.into_iter(), predicate.span)?, joined(rest.into_iter(), predicate.span)?))
}

/// Puts a filter before the step at `index`.
fn insert(pipeline: &mut Pipeline, index: usize, predicate: Expr) {
    let behind = &pipeline.steps[index];
    let from = behind.inputs[0];
    let output = pipeline.step(from).output.clone();
    let span = predicate.span;
    let operator = Operator::Where { predicate, columns: carry(&output, behind) };
    let new = Step {
        id: StepId(index),
        uid: format!("{}{AHEAD}", behind.uid),
        name: None,
        operator,
        inputs: vec![from],
        output,
        unbounded: None,
        span,
    };
    pipeline.renumber(|id| if id.0 >= index { StepId(id.0 + 1) } else { id });
    pipeline.steps.insert(index, new);
    pipeline.steps[index + 1].inputs = vec![StepId(index)];
}

#[cfg(test)]
mod tests {
    use super::super::tests::{operators, plan, said};
    use super::super::{optimise, pushdown};
    use super::*;

    /// What is split of a filter behind a count by `a` and `s`, and the operators in their order afterwards.
    fn counted(predicate: &str) -> (Vec<String>, Vec<&'static str>) {
        let mut pipeline = plan(&format!(
            "from r |> aggregate by a, s {{ n: count() }} |> unbounded \"few\" |> where {predicate} |> into stdout {{ mode: final }}"
        ));
        let applied = split(&mut pipeline);
        pushdown::pushdown(&mut pipeline);
        for (index, step) in pipeline.steps.iter().enumerate() {
            assert!(step.id.0 == index && step.inputs.iter().all(|input| input.0 < index));
        }
        (said(&applied), operators(&pipeline))
    }

    #[test]
    fn the_part_that_can_move_does() {
        let line = vec!["split: `stdout.where.ahead` is the part of `stdout.where` that can move".to_owned()];
        let both = vec!["source", "where", "aggregate", "where", "sink"];
        assert_eq!(counted("n > 3 && a > 1"), (line.clone(), both.clone()));
        assert_eq!(counted("s == \"x\" && n > 3 && a > 1"), (line, both));
    }

    #[test]
    fn what_cannot_move_alone_does_not() {
        let (whole, none) =
            (vec!["source", "where", "aggregate", "sink"], vec!["source", "aggregate", "where", "sink"]);
        assert_eq!(counted("a > 1 && s == \"x\""), (vec![], whole), "all of it moves");
        assert_eq!(counted("n > 3 && n < 9"), (vec![], none.clone()));
        assert_eq!(counted("10 / n > 3 && a > 1"), (vec![], none.clone()), "the first may fail");
        assert_eq!(counted("n > 3 && 10 / a > 1"), (vec![], none), "it may fail itself");
    }

    #[test]
    fn tests_for_null_stay_with_what_relies_on_them() {
        let predicates = [
            ("u != null && n > 3 && u > 1", vec![]),
            ("n > 3 && (u ?? 0) > 1", vec!["where"]),
            ("u == null && n > 3", vec![]),
            ("u != null && n > 3 && a > 1", vec!["where"]),
        ];
        for (predicate, ahead) in predicates {
            let mut pipeline = plan(&format!(
                "from r |> aggregate by a, u {{ n: count() }} |> unbounded \"few\" |> where {predicate} |> into stdout {{ mode: final }}"
            ));
            split(&mut pipeline);
            pushdown::pushdown(&mut pipeline);
            let expected = [vec!["source"], ahead, vec!["aggregate", "where", "sink"]].concat();
            assert_eq!(operators(&pipeline), expected, "{predicate}");
        }
    }

    #[test]
    fn fields_of_csv_are_looked_at_in_the_order_of_the_parts() {
        let of = |source: &str, predicate: &str| {
            let mut pipeline = super::super::tests::compiled(&format!(
                "record R {{ a: i64, u: i64? }}
                 source r: R = file {{ path: \"r\", format: {source} }}
                 from r |> select {{ a, u }} |> where {predicate} |> into blackhole {{}}"
            ));
            said(&split(&mut pipeline)).len()
        };
        assert_eq!(of("csv", "u != null && a > 1"), 0);
        assert_eq!(of("csv", "a > 1 && u != null"), 1);
        assert_eq!(of("json", "u != null && a > 1"), 1);
    }

    #[test]
    fn a_part_goes_as_far_as_it_can() {
        let mut pipeline = plan(
            "let c = from r |> select { a, x: lower(s) } |> aggregate by a { n: count(), m: max(x) } |> unbounded \"few\"\n\
             let late = from r |> where b > 100\n\
             from c |> where n > 3 && a > 1 |> into stdout { mode: final }\n\
             from late |> into blackhole {}",
        );
        optimise(&mut pipeline);
        let first = pipeline.steps.iter().find(|step| step.inputs == [StepId(0)] && step.uid != "late");
        assert_eq!(first.map(|step| step.uid.as_str()), Some("stdout.where.ahead"));
    }
}
