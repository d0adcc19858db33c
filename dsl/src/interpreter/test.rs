//! Runs `test` blocks.

use super::expectations::{Mismatch, check};
use super::settings::Settings;
use crate::plan::{Operator, Pipeline, SinkArm, SinkConnector, SinkMode, Test};

/// What a `test` block gave.
#[derive(Debug, Clone)]
pub struct TestResult {
    /// Its title.
    pub name: String,
    /// What does not hold; empty: passed.
    pub mismatches: Vec<Mismatch>,
}

impl TestResult {
    /// Whether everything that the test expects is so.
    pub fn passed(&self) -> bool {
        self.mismatches.is_empty()
    }
}

/// All `test` blocks of the pipeline, in their order.
pub fn run_tests(pipeline: &Pipeline) -> Vec<TestResult> {
    pipeline.tests.iter().map(|test| run_test(pipeline, test)).collect()
}

/// One `test` block: its script on the interpreter, with its settings, on the plan without what only other tests read. Tests look at what a table holds in the end, so changes on the way there,
/// which depend on the sinks that are chosen, are not made.
pub fn run_test(pipeline: &Pipeline, test: &Test) -> TestResult {
    let pipeline = pipeline.for_test(test);
    let test = &pipeline.tests[0];
    let settings = Settings::new(&pipeline, &test.settings);
    let outcome = super::run(&without_changes(&pipeline), &settings, &test.script);
    TestResult { name: test.name.clone(), mismatches: check(&pipeline, test, &outcome) }
}

/// The plan with sinks that take tables in their final form.
fn without_changes(pipeline: &Pipeline) -> Pipeline {
    let mut pipeline = pipeline.clone();
    for step in &mut pipeline.steps {
        if let Operator::Sink { arms, .. } = &mut step.operator {
            let connector = SinkConnector::Blackhole;
            *arms = vec![SinkArm { condition: None, connector, mode: SinkMode::Final }];
        }
    }
    pipeline
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#"
        record R { a: i64, at: timestamp }
        param lag: duration = 1s
        source rows: R = file { path: "none.csv", format: csv, time: at, watermark: max_lag(lag) }
        let shares = from rows |> select { share: 100 / a }
        from shares |> into blackhole {}"#;

    /// The first mismatch of each test.
    fn run(tests: &str) -> Vec<Option<String>> {
        let (text, options) = (format!("{HEAD}\n{tests}"), crate::Options::new("x"));
        let (plan, diagnostics) = crate::compile(&text, &options);
        let plan = plan.unwrap_or_else(|| panic!("{}", diagnostics.render(&text, "x.weir")));
        let first = |result: TestResult| result.mismatches.into_iter().next().map(|m| m.message);
        run_tests(&plan).into_iter().map(first).collect()
    }

    #[test]
    fn a_test_sees_no_reader_of_errors_but_its_own() {
        let fails = r#"{ given rows [{ a: 0, at: 2020-01-01T00:00:00Z }] expect error "division" }"#;
        let takes = r#"{ given rows [{ a: 0, at: 2020-01-01T00:00:00Z }] expect shares.errors matches [{ message: "division by zero" }] }"#;
        assert_eq!(
            run(&format!("test \"one\" {fails} test \"two\" {takes} test \"three\" {fails}")),
            [None, None, None]
        );
    }

    #[test]
    fn a_step_that_only_another_test_reads_cannot_fail_here() {
        let step = "let strict = from rows |> select { it: 1 / (a - 1) }";
        let reads =
            r#"test "one" { given rows [{ a: 5, at: 2020-01-01T00:00:00Z }] expect strict [{ it: 0 }] }"#;
        let other = r#"test "two" { given rows [{ a: 1, at: 2020-01-01T00:00:00Z }] expect shares [{ share: 100 }] }"#;
        assert_eq!(run(&format!("{step} {reads} {other}")), [None, None]);
    }

    #[test]
    fn a_negative_lag_is_refused() {
        let test = r#"test "t" with { lag: -5m } { expect error "`max_lag` of option `watermark` cannot be negative" }"#;
        assert_eq!(run(test), [None]);
    }
}
