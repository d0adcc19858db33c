//! Tables by examples: the changes that `mode: upsert` writes, and what `mode: final` does.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use crate::interpreter::{Outcome, Settings, run};
use crate::plan::{Action, Operator, StepId};
use crate::span::Span;
use crate::text::json;
use crate::value::Value;

/// Runs `from rows …` over rows `k, v, at` into a sink.
fn outcome(timed: bool, steps: &str, mode: &str, rows: &[[i64; 3]]) -> (Vec<String>, Outcome) {
    let time = if timed { ", time: at" } else { "" };
    let text = format!(
        "record Row {{ k: i64, v: i64, at: timestamp }}
        source rows: Row = file {{ path: \"x\", format: json{time} }}
        from rows {steps} |> into stdout {{ mode: {mode} }}"
    );
    let (plan, diagnostics) = crate::compile(&text, &crate::Options::new("t"));
    let plan = plan.unwrap_or_else(|| panic!("{}", diagnostics.render(&text, "t.weir")));
    let values =
        |[k, v, at]: &[i64; 3]| vec![Value::Int((*k).into()), Value::Int((*v).into()), Value::Timestamp(*at)];
    let row = |row| Action::Row { source: StepId(0), values: values(row), span: Span::default() };
    let script: Vec<Action> = rows.iter().map(row).collect();
    let outcome = run(&plan, &Settings::new(&plan, &[]), &script);
    let sink = plan.steps.iter().find(|step| matches!(step.operator, Operator::Sink { .. })).unwrap();
    let columns = || sink.output.visible().map(|(_, column)| column);
    let shown = outcome.rows_of(sink.id).iter().map(|row| json(&plan, columns().zip(row))).collect();
    (shown, outcome)
}

fn check(steps: &str, rows: &[[i64; 3]], changes: &[&str], holds: &[&str]) {
    for timed in [true, false] {
        assert_eq!(outcome(timed, steps, "upsert", rows).0, changes, "changes of {steps}");
        assert_eq!(outcome(timed, steps, "final", rows).0, holds, "what holds of {steps}");
    }
}

#[test]
fn a_running_aggregate_gives_the_row_of_its_group_for_each_row() {
    check(
        "|> aggregate by k { n: count(), sum: sum(v) }",
        &[[2, 5, 0], [1, 3, 0], [2, 4, 0]],
        &[r#"{"k":2,"n":1,"sum":5}"#, r#"{"k":1,"n":1,"sum":3}"#, r#"{"k":2,"n":2,"sum":9}"#],
        &[r#"{"k":1,"n":1,"sum":3}"#, r#"{"k":2,"n":2,"sum":9}"#],
    );
}

#[test]
fn an_aggregate_of_everything_is_a_table_of_one_row() {
    check(
        "|> aggregate { n: count(), small: count_distinct(k) where v < 5 }",
        &[[2, 5, 0], [1, 3, 0], [1, 4, 0]],
        &[r#"{"n":1,"small":0}"#, r#"{"n":2,"small":1}"#, r#"{"n":3,"small":1}"#],
        &[r#"{"n":3,"small":1}"#],
    );
}

#[test]
fn strings_have_a_first_a_last_a_least_and_a_greatest() {
    check(
        r#"|> aggregate by k { first: first(v as string), last: last(v as string), min: min(v as string), max: max(v as string) }"#,
        &[[1, 9, 0], [1, 10, 0]],
        &[
            r#"{"k":1,"first":"9","last":"9","min":"9","max":"9"}"#,
            r#"{"k":1,"first":"9","last":"10","min":"10","max":"9"}"#,
        ],
        &[r#"{"k":1,"first":"9","last":"10","min":"10","max":"9"}"#],
    );
}

#[test]
fn a_running_top_gives_the_ranks_from_the_new_row_on() {
    check(
        "|> top 2 by v desc per k |> select { k, rank, v }",
        &[[1, 5, 0], [1, 7, 0], [1, 6, 0], [1, 1, 0], [2, 1, 0]],
        &[
            r#"{"k":1,"rank":1,"v":5}"#,
            r#"{"k":1,"rank":1,"v":7}"#,
            r#"{"k":1,"rank":2,"v":5}"#,
            r#"{"k":1,"rank":2,"v":6}"#,
            r#"{"k":2,"rank":1,"v":1}"#,
        ],
        &[r#"{"k":1,"rank":1,"v":7}"#, r#"{"k":1,"rank":2,"v":6}"#, r#"{"k":2,"rank":1,"v":1}"#],
    );
}

#[test]
fn equal_rows_of_a_running_top_stand_in_the_order_of_arrival() {
    let of_ranks = "|> top 2 by v per k |> select { k, rank, at: epoch_ms(at) }";
    check(
        of_ranks,
        &[[1, 5, 3000], [1, 5, 1000], [1, 5, 2000]],
        &[r#"{"k":1,"rank":1,"at":3}"#, r#"{"k":1,"rank":2,"at":1}"#],
        &[r#"{"k":1,"rank":1,"at":3}"#, r#"{"k":1,"rank":2,"at":1}"#],
    );
}

#[test]
fn dedup_keeps_the_earliest_or_latest_and_of_equal_times_the_first_or_last_to_come() {
    let rows = [[1, 1, 20], [1, 2, 10], [1, 3, 10], [1, 4, 20], [1, 5, 15]];
    let kept = |steps: &str, mode: &str| outcome(true, &format!("{steps} |> drop at"), mode, &rows).0;
    let first = "|> dedup by k keep first";
    assert_eq!(kept(first, "upsert"), [r#"{"k":1,"v":1}"#, r#"{"k":1,"v":2}"#]);
    assert_eq!(kept(first, "final"), [r#"{"k":1,"v":2}"#]);
    let last = "|> dedup by k keep last";
    assert_eq!(kept(last, "upsert"), [r#"{"k":1,"v":1}"#, r#"{"k":1,"v":4}"#]);
    assert_eq!(kept(last, "final"), [r#"{"k":1,"v":4}"#]);
}

#[test]
fn dedup_without_time_goes_by_the_order_of_arrival() {
    let rows = [[1, 1, 20], [1, 2, 10], [2, 3, 10]];
    let kept = |steps: &str| outcome(false, &format!("{steps} |> drop at"), "final", &rows).0;
    assert_eq!(kept("|> dedup by k keep first"), [r#"{"k":1,"v":1}"#, r#"{"k":2,"v":3}"#]);
    assert_eq!(kept("|> dedup by k keep last"), [r#"{"k":1,"v":2}"#, r#"{"k":2,"v":3}"#]);
}

#[test]
fn steps_behind_a_table_act_on_each_change_and_on_what_holds() {
    check(
        "|> aggregate by k { n: count() } |> where k > 1 |> derive { twice: n * 2 } |> drop n",
        &[[1, 0, 0], [2, 0, 0], [2, 0, 0]],
        &[r#"{"k":2,"twice":2}"#, r#"{"k":2,"twice":4}"#],
        &[r#"{"k":2,"twice":4}"#],
    );
}

#[test]
fn a_change_fails_where_changes_are_taken_and_what_holds_where_that_is() {
    let steps = "|> aggregate by k { n: count() } |> derive { x: 10 / (n - 1) }";
    let rows = [[1, 0, 0], [1, 0, 0]];
    let (_, changes) = outcome(true, steps, "upsert", &rows);
    assert_eq!(changes.failure.unwrap().message, "division by zero");
    let (holds, outcome) = outcome(true, steps, "final", &rows);
    assert_eq!((holds, outcome.failure), (vec![r#"{"k":1,"n":2,"x":10}"#.to_owned()], None));
}

#[test]
fn a_row_that_fails_in_a_running_aggregate_changes_nothing() {
    let text = "|> aggregate by k { sum: sum(v) }";
    let (_, outcome) = outcome(true, text, "upsert", &[[1, i64::MAX, 0], [1, 1, 0]]);
    assert_eq!(outcome.failure.unwrap().message, "the result is out of range");
    assert_eq!(outcome.errors.iter().sum::<u64>(), 1);
}
