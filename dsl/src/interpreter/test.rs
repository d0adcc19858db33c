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

/// One `test` block: its script on the interpreter, with its settings. Tests look at what a table holds in the end, so changes on the way there,
/// which depend on the sinks that are chosen, are not made.
pub fn run_test(pipeline: &Pipeline, test: &Test) -> TestResult {
    let settings = Settings::new(pipeline, &test.settings);
    let outcome = super::run(&without_changes(pipeline), &settings, &test.script);
    TestResult { name: test.name.clone(), mismatches: check(pipeline, test, &outcome) }
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
