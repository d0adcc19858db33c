//! What each rule does to small plans, and what it leaves alone. That no rule changes an answer is for `tests/tests/oracle_optimiser.rs`.

use super::{Applied, fold, prune, pushdown};
use weir_dsl::plan::{Operator, Pipeline};

const SOURCE: &str =
    "record R { a: i64, b: i64, s: string, u: i64? }\nsource r: R = file { path: \"r\", format: json }\n";

pub(super) fn plan(text: &str) -> Pipeline {
    compiled(&format!("{SOURCE}{text}"))
}

pub(super) fn compiled(text: &str) -> Pipeline {
    let (pipeline, diagnostics) = weir_dsl::compile(text, &weir_dsl::Options::new("r"));
    pipeline.unwrap_or_else(|| panic!("{}", diagnostics.render(text, "r.weir")))
}

pub(super) fn said(applied: &[Applied]) -> Vec<String> {
    applied.iter().map(|one| format!("{}: {}", one.rule, one.what)).collect()
}

/// The operators' order in the plan: `source`, `where`, …
pub(super) fn operators(pipeline: &Pipeline) -> Vec<&'static str> {
    let word = |operator: &Operator| match operator {
        Operator::Source { .. } => "source",
        Operator::Where { .. } => "where",
        Operator::Project { .. } => "project",
        Operator::Aggregate { .. } => "aggregate",
        Operator::Sink { .. } => "sink",
        _ => "other",
    };
    pipeline.steps.iter().map(|step| word(&step.operator)).collect()
}

#[test]
fn what_reaches_no_sink_is_removed_and_the_rest_numbered_anew() {
    let mut pipeline = plan(
        "let unused = from r |> where a > 1\n\
         let more = from unused |> where b > 1\n\
         from r |> where a > 2 |> into stdout {}\n\
         test \"t\" { given r [] expect more [] }",
    );
    let applied = prune(&mut pipeline);
    assert_eq!(said(&applied), ["prune: `unused` reaches no sink", "prune: `more` reaches no sink"]);
    assert_eq!(operators(&pipeline), ["source", "where", "sink"]);
    for (index, step) in pipeline.steps.iter().enumerate() {
        assert!(step.id.0 == index && step.inputs.iter().all(|input| input.0 < index));
    }
    assert!(pipeline.tests.is_empty() && prune(&mut pipeline).is_empty());
}

#[test]
fn operations_on_literals_become_their_results_unless_they_fail() {
    let folded = |predicate: &str| {
        let mut pipeline = plan(&format!("from r |> where {predicate} |> into stdout {{}}"));
        let applied = fold::fold(&mut pipeline);
        assert!(fold::fold(&mut pipeline).is_empty(), "{predicate}: once is enough");
        said(&applied)
    };
    assert_eq!(folded("a > 1 + 2 * 3"), ["fold: 2 constant expression(s) in `stdout.where`"]);
    assert_eq!(folded("s == lower(\"X\")"), ["fold: 1 constant expression(s) in `stdout.where`"]);
    assert_eq!(folded("a > b + 2"), [""; 0]);
    // It fails for each row, as it is written.
    assert_eq!(folded("a > 1 / 0"), [""; 0]);
}

#[test]
fn filters_move_towards_the_source_but_over_nothing_that_can_fail() {
    let moved = |steps: &str| {
        let mut pipeline = plan(&format!("from r {steps} |> into stdout {{ mode: final }}"));
        let applied = pushdown::pushdown(&mut pipeline);
        (applied.len(), operators(&pipeline))
    };
    let swapped = ["source", "where", "project", "sink"];
    assert_eq!(moved("|> select { x: lower(s), a } |> where a > 1"), (1, swapped.to_vec()));
    // `a + b` may not fit.
    let kept = ["source", "project", "where", "sink"];
    assert_eq!(moved("|> select { x: a + b, a } |> where a > 1"), (0, kept.to_vec()));
    assert_eq!(moved("|> select { x: lower(s), a } |> where 10 / a > 1"), (0, kept.to_vec()));
    let by_key = |predicate: &str| {
        let counted = "|> aggregate by a { n: count() } |> unbounded \"few\"";
        moved(&format!("{counted} |> where {predicate}")).1[1]
    };
    assert_eq!((by_key("a > 1"), by_key("n > 1")), ("where", "aggregate"));
}

#[test]
fn filters_stay_where_moving_them_would_change_what_others_see_or_what_fails() {
    let moves = |text: &str| pushdown::pushdown(&mut plan(text)).len();
    let aggregate = |function: &str| {
        moves(&format!(
            "from r |> aggregate by a {{ x: {function} }} |> unbounded \"few\" |> where a > 1 |> into stdout {{ mode: final }}"
        ))
    };
    // A sum may not fit, also that of groups which the filter drops.
    assert_eq!((aggregate("max(b)"), aggregate("sum(b)")), (1, 0));
    let computed = "let c = from r |> select { a, x: lower(s) }\nfrom c |> where a > 1 |> into stdout {}\n";
    assert_eq!(moves(computed), 1);
    assert_eq!(
        moves(&format!("{computed}from c |> into blackhole {{}}\n")),
        0,
        "somebody else reads all of it"
    );
    let behind = |first: &str, second: &str| {
        moves(&format!("from r |> where {first} |> where {second} |> into stdout {{}}"))
    };
    assert_eq!(behind("contains(s, \"x\")", "a > 1"), 1, "the cheaper one goes first");
    assert_eq!(behind("a > 1", "contains(s, \"x\")"), 0);
    assert_eq!(behind("contains(s, \"x\") && 10 / a > 1", "b > 1"), 0, "the first may fail");
    assert_eq!(
        moves(
            "from r |> key by a |> where a > 1 |> aggregate { n: count() } |> unbounded \"few\" |> into stdout { mode: final }"
        ),
        1
    );
}
