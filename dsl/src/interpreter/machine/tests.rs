//! Rows and time through small plans; then windows against their definition, on random input.

use crate::interpreter::testing::*;
use crate::interpreter::{Outcome, Row, Settings, run};
use crate::plan::*;
use crate::types::Type;
use crate::value::Value;

fn run_script(build: &Build, script: &[Action]) -> Outcome {
    run(&build.pipeline, &Settings::new(&build.pipeline, &[]), script)
}

/// The integers and times of rows.
fn numbers(rows: &[Row]) -> Vec<Vec<i128>> {
    let number = |value: &Value| match value {
        Value::Int(x) => *x,
        Value::Timestamp(us) => i128::from(*us),
        other => unreachable!("{other:?} is no number"),
    };
    rows.iter().map(|row| row.iter().map(number).collect()).collect()
}

#[test]
fn a_window_gives_one_row_per_group_with_its_bounds() {
    let mut build = Build::new(Some(0));
    let counts = build.aggregate(hop(10, 10));
    let outcome = run_script(&build, &[given(2, 5, 3), given(1, 7, 4), given(2, 1, 9), given(1, 1, 12)]);
    // k, n, sum, @time, @window_start, @window_end
    let expected = [vec![1, 1, 7, 9, 0, 10], vec![2, 2, 6, 9, 0, 10], vec![1, 1, 1, 19, 10, 20]];
    assert_eq!(numbers(outcome.rows_of(counts)), expected);
}

#[test]
fn a_row_is_late_for_each_window_that_has_fired_and_goes_to_late_once() {
    let mut build = Build::new(Some(0));
    let counts = build.aggregate(hop(10, 5));
    let late = build.late(counts);
    // At 10 the window [0, 10) has fired; the row at 7 still counts in [5, 15). The row at 3 missed [-5, 5) and [0, 10).
    let outcome = run_script(&build, &[given(1, 1, 1), given(1, 1, 10), given(1, 1, 7), given(1, 1, 3)]);
    assert_eq!(numbers(outcome.rows_of(late)), [vec![1, 1, 7, 7], vec![1, 1, 3, 3]]);
    assert_eq!(outcome.late[counts.0], 2);
    let counted: Vec<(i128, i128)> =
        numbers(outcome.rows_of(counts)).iter().map(|row| (row[5], row[1])).collect();
    assert_eq!(counted, [(5, 1), (10, 1), (15, 2), (20, 1)]);
}

#[test]
fn lateness_holds_a_window_back() {
    let mut build = Build::new(Some(0));
    let counts = build.aggregate(Window { lateness_us: 5, ..hop(10, 10) });
    let outcome = run_script(
        &build,
        &[given(1, 1, 1), given(1, 1, 14), given(1, 1, 2), given(1, 1, 15), given(1, 1, 3)],
    );
    let counted: Vec<i128> = numbers(outcome.rows_of(counts)).iter().map(|row| row[1]).collect();
    assert_eq!(counted, [2, 2]);
    assert_eq!(outcome.late[counts.0], 1);
}

#[test]
fn the_watermark_lags_and_advance_raises_it() {
    let mut build = Build::new(Some(4));
    let counts = build.aggregate(hop(10, 10));
    let script = [given(1, 1, 13), given(1, 1, 9), Action::Advance { to_us: 10 }, given(1, 1, 8)];
    let outcome = run_script(&build, &script);
    assert_eq!(numbers(outcome.rows_of(counts))[0][..2], [1, 1]);
    assert_eq!(outcome.late[counts.0], 1);
}

#[test]
fn without_a_watermark_nothing_is_late() {
    let mut build = Build::new(None);
    let counts = build.aggregate(hop(10, 10));
    let outcome = run_script(&build, &[given(1, 1, 100), given(1, 1, 1)]);
    assert_eq!(outcome.rows_of(counts).len(), 2);
    assert_eq!(outcome.late[counts.0], 0);
}

#[test]
fn a_union_waits_for_the_slower_input() {
    let mut build = Build::new(Some(0));
    let other = build.source(Some(0));
    let schema = build.pipeline.step(other).output.clone();
    let both = build.step("both", Operator::Union, &[StepId(0), other], schema);
    let counts = build.aggregate(hop(10, 10));
    build.pipeline.steps[counts.0].inputs = vec![both];
    let from_other = |at| match given(1, 1, at) {
        Action::Row { values, span, .. } => Action::Row { source: other, values, span },
        advance => advance,
    };
    // The first source is at 20, the other at 5: the row at 6 is not late.
    let outcome =
        run_script(&build, &[from_other(5), given(1, 1, 20), given(1, 1, 6), from_other(21), given(1, 1, 7)]);
    assert_eq!(numbers(outcome.rows_of(counts))[0][..2], [1, 2]);
    assert_eq!(outcome.late[counts.0], 1);
}

/// `derive { v: 10 / v }` before the aggregate.
fn dividing(build: &mut Build) -> StepId {
    let schema = build.pipeline.step(StepId(0)).output.clone();
    let quotient = binary_expr(BinaryOp::Divide, int(10), column(1, Type::I64), Type::I64);
    let at = || column(2, Type::Timestamp);
    let columns = vec![column(0, Type::I64), quotient, at(), at()];
    let operator = Operator::Project { written: ProjectForm::Derive, columns };
    build.step("divided", operator, &[StepId(0)], schema)
}

#[test]
fn a_failing_row_goes_to_errors_where_consumed() {
    let mut build = Build::new(None);
    let divided = dividing(&mut build);
    let errors = build.errors(&[divided]);
    let outcome = run_script(&build, &[given(1, 5, 1), given(2, 0, 2)]);
    assert_eq!(numbers(outcome.rows_of(divided)), [[1, 2, 1, 1]]);
    let expected = ["divided", "", "division by zero", r#"{"k":2,"v":0,"at":"1970-01-01T00:00:00.000002Z"}"#];
    assert_eq!(outcome.rows_of(errors), [expected.map(|text| Value::String(text.into())).to_vec()]);
    assert_eq!(outcome.failure, None);
}

#[test]
fn a_failing_row_ends_the_run_otherwise() {
    let mut build = Build::new(None);
    let divided = dividing(&mut build);
    let outcome = run_script(&build, &[given(1, 5, 1), given(2, 0, 2), given(3, 5, 3)]);
    assert_eq!(outcome.rows_of(divided).len(), 1);
    let failure = outcome.failure.expect("nobody consumes the error");
    assert_eq!(
        failure.to_string(),
        r#"step `divided`: division by zero: {"k":2,"v":0,"at":"1970-01-01T00:00:00.000002Z"}"#
    );
}

#[test]
fn a_sum_is_exact_in_between_and_its_group_fails_where_the_result_does_not_fit() {
    let mut build = Build::new(None);
    let counts = build.aggregate(hop(10, 10));
    let errors = build.errors(&[counts]);
    let rows =
        [given(1, i64::MAX, 1), given(1, 1, 2), given(1, -1, 3), given(2, i64::MAX, 4), given(2, 1, 5)];
    let outcome = run_script(&build, &rows);
    assert_eq!(numbers(outcome.rows_of(counts)).len(), 1);
    assert_eq!(numbers(outcome.rows_of(counts))[0][..3], [1, 3, i128::from(i64::MAX)]);
    assert_eq!(outcome.rows_of(errors)[0][3], Value::String(r#"{"k":2}"#.into()));
}

/// The best rows of `input` by `v`, greatest first, whole windows.
fn top(build: &mut Build, input: StepId, window: WindowUse, n: u64, with_ties: bool) -> StepId {
    let mut columns = build.pipeline.step(input).output.columns.clone();
    columns.push(Column { name: RANK.into(), ty: Type::I64 });
    if matches!(window, WindowUse::New(_)) {
        for name in [WINDOW_START, WINDOW_END] {
            columns.push(Column { name: name.into(), ty: Type::Timestamp });
        }
    }
    let by = column(1, Type::I64);
    let operator = Operator::Top { window, n, with_ties, by, descending: true, per: vec![] };
    let output = Schema { columns, kind: Kind::Windowed, key: vec![], time: Some(3) };
    build.step("top", operator, &[input], output)
}

#[test]
fn the_best_rows_have_ranks_and_equal_ones_stand_in_order_of_arrival() {
    let mut build = Build::new(None);
    let best = top(&mut build, StepId(0), WindowUse::New(hop(10, 10)), 2, false);
    let outcome = run_script(&build, &[given(1, 5, 4), given(2, 7, 3), given(3, 7, 2), given(4, 9, 12)]);
    // k, v, at, @time, @rank, @window_start, @window_end
    let expected = [vec![2, 7, 3, 9, 1, 0, 10], vec![3, 7, 2, 9, 2, 0, 10], vec![4, 9, 12, 19, 1, 10, 20]];
    assert_eq!(numbers(outcome.rows_of(best)), expected);
}

#[test]
fn ties_share_a_rank() {
    let mut build = Build::new(None);
    let best = top(&mut build, StepId(0), WindowUse::New(hop(10, 10)), 2, true);
    let outcome = run_script(&build, &[given(1, 5, 1), given(2, 7, 2), given(3, 7, 3), given(4, 5, 4)]);
    let ranks: Vec<(i128, i128)> =
        numbers(outcome.rows_of(best)).iter().map(|row| (row[0], row[4])).collect();
    assert_eq!(ranks, [(2, 1), (3, 1)]);
}

#[test]
fn equal_rows_of_fired_windows_stand_in_the_order_of_their_columns() {
    let mut build = Build::new(None);
    let counts = build.aggregate(hop(10, 10));
    let best = top(&mut build, counts, WindowUse::Existing, 2, false);
    let outcome = run_script(&build, &[given(3, 1, 1), given(2, 1, 2), given(1, 1, 3)]);
    // k, n, sum, @time, @window_start, @window_end, @rank
    assert_eq!(numbers(outcome.rows_of(best)), [[1, 1, 1, 9, 0, 10, 1], [2, 1, 1, 9, 0, 10, 2]]);
}

#[test]
fn a_parameter_without_a_value_is_named() {
    let mut build = Build::new(None);
    let (name, doc, span) = ("limit".to_owned(), String::new(), crate::span::Span::default());
    build.pipeline.params.push(Param { name, doc, ty: Type::Bool, default: None, secret: false, span });
    let schema = build.pipeline.step(StepId(0)).output.clone();
    let predicate = expr(ExprKind::Param(ParamId(0)), Type::Bool);
    build.step("kept", Operator::Where { predicate, columns: vec![] }, &[StepId(0)], schema);
    let failure = run_script(&build, &[]).failure.expect("it has no value");
    assert_eq!(
        failure.message,
        "the parameter `limit` has no value: give it a default, or set it (in a test, `with { limit: … }`)"
    );
}

/// A small generator of numbers, so that a failing case can be had again.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % bound as u64) as i64
    }
}

/// What the definition says: for every window and key the rows that lie in it and came before its end (plus lateness) had been passed
/// by the greatest time so far minus the lag.
fn windows_by_definition(window: Window, lag: i64, rows: &[(i64, i64, i64)]) -> Vec<Vec<i128>> {
    let mut expected = Vec::new();
    let earliest = rows.iter().map(|row| row.2).min().unwrap_or(0) - window.size_us;
    let latest = rows.iter().map(|row| row.2).max().unwrap_or(0);
    for start in (earliest..=latest).filter(|s| (s - window.offset_us).rem_euclid(window.step_us) == 0) {
        let end = start + window.size_us;
        for key in 0..3 {
            let in_time = rows.iter().enumerate().filter(|(index, (k, _, at))| {
                let watermark = rows[..*index].iter().map(|row| row.2).max().map(|latest| latest - lag);
                let open = watermark.is_none_or(|w| w < end + window.lateness_us);
                *k == key && (start..end).contains(at) && open
            });
            let values: Vec<i64> = in_time.map(|(_, row)| row.1).collect();
            if !values.is_empty() {
                let row = [key, values.len() as i64, values.iter().sum(), end - 1, start, end];
                expected.push(row.map(i128::from).to_vec());
            }
        }
    }
    expected.sort_by_key(|row| (row[5], row[0]));
    expected
}

#[test]
fn windows_agree_with_their_definition_on_random_disordered_input() {
    for seed in 0..300 {
        let mut random = Random(seed);
        let step = 1 + random.below(10);
        let window = Window {
            size_us: step + random.below(20),
            step_us: step,
            offset_us: random.below(step),
            lateness_us: random.below(2) * random.below(10),
            late_drop: false,
        };
        let lag = random.below(12);
        let row = |index: i64, random: &mut Random| {
            (random.below(3), random.below(100), index - random.below(25) + 10 * random.below(2))
        };
        let rows: Vec<(i64, i64, i64)> = (0..60).map(|index| row(index, &mut random)).collect();
        let mut build = Build::new(Some(lag));
        let counts = build.aggregate(window);
        let script: Vec<Action> = rows.iter().map(|(k, v, at)| given(*k, *v, *at)).collect();
        let outcome = run_script(&build, &script);
        let found = numbers(outcome.rows_of(counts));
        assert_eq!(found, windows_by_definition(window, lag, &rows), "seed {seed}: {window:?}, lag {lag}");
    }
}
