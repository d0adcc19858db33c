//! Whether what came out is what a test expects, and if not, what differs.

use super::outcome::{Outcome, Row};
use super::table::table;
use crate::plan::{Column, Expectation, ExpectedColumn, Pipeline, StepId, Test};
use crate::span::Span;
use crate::value::Value;

/// An expectation that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The clause, or the test where the run itself failed.
    pub span: Span,
    /// A first line that says what is wrong, then tables of rows.
    pub message: String,
}

/// Everything that a test expects and that is not so. The outcome may come from the interpreter or from a built job.
pub fn check(pipeline: &Pipeline, test: &Test, outcome: &Outcome) -> Vec<Mismatch> {
    let mut mismatches = Vec::new();
    let mut error_expected = false;
    for expectation in &test.expectations {
        let (span, message) = match expectation {
            Expectation::Rows { span, .. } => (*span, check_rows(pipeline, expectation, outcome)),
            Expectation::Error { contains, span } => {
                error_expected = true;
                (*span, check_error(contains, outcome))
            }
        };
        mismatches.extend(message.map(|message| Mismatch { span, message }));
    }
    if let (Some(failure), false) = (&outcome.failure, error_expected) {
        // What is missing because of it is no news.
        mismatches = vec![Mismatch { span: test.span, message: format!("the run failed: {failure}") }];
    }
    mismatches
}

fn check_error(contains: &str, outcome: &Outcome) -> Option<String> {
    match &outcome.failure {
        None => Some(format!("expected an error with `{contains}`, but the run succeeded")),
        Some(failure) if failure.to_string().contains(contains) => None,
        Some(failure) => Some(format!("expected an error with `{contains}`, found: {failure}")),
    }
}

fn check_rows(pipeline: &Pipeline, expectation: &Expectation, outcome: &Outcome) -> Option<String> {
    let Expectation::Rows { step, name, columns, rows, in_order, subset, .. } = expectation else {
        return None;
    };
    let found = project(outcome.rows_of(*step), columns);
    let difference = match (in_order, subset) {
        (true, true) => subsequence(rows, &found),
        (true, false) => first_difference(rows, &found),
        (false, subset) => bag_difference(rows, found.clone(), *subset),
    }?;
    Some(difference.render(pipeline, *step, name, columns))
}

fn project(rows: &[Row], columns: &[ExpectedColumn]) -> Vec<Row> {
    rows.iter().map(|row| columns.iter().map(|c| row[c.column].clone()).collect()).collect()
}

/// What differs, as tables under headings.
struct Difference {
    summary: String,
    tables: Vec<(&'static str, Vec<Row>)>,
}

impl Difference {
    fn render(&self, pipeline: &Pipeline, step: StepId, name: &str, columns: &[ExpectedColumn]) -> String {
        let schema = &pipeline.step(step).output;
        let columns: Vec<&Column> = columns.iter().map(|c| &schema.columns[c.column]).collect();
        let mut text = format!("`{name}`: {}\n", self.summary);
        for (heading, rows) in &self.tables {
            let rows: Vec<&[Value]> = rows.iter().map(Vec::as_slice).collect();
            if !rows.is_empty() {
                text.push_str(&format!("{heading}:\n{}", table(pipeline, &columns, &rows)));
            }
        }
        text
    }
}

/// Each expected row needs a found row of its own; without `subset` nothing may be left over.
fn bag_difference(expected: &[Row], found: Vec<Row>, subset: bool) -> Option<Difference> {
    let mut left = found;
    let mut missing = Vec::new();
    for row in expected {
        match left.iter().position(|found| found == row) {
            Some(at) => {
                left.remove(at);
            }
            None => missing.push(row.clone()),
        }
    }
    if missing.is_empty() && (subset || left.is_empty()) {
        return None;
    }
    if subset {
        let summary = format!("{} of {} not found", rows(missing.len()), expected.len());
        return Some(Difference { summary, tables: vec![("missing", missing), ("found", left)] });
    }
    let summary = format!("{} missing, {} unexpected", rows(missing.len()), left.len());
    Some(Difference { summary, tables: vec![("missing", missing), ("unexpected", left)] })
}

/// Row by row; the first pair that differs is shown.
fn first_difference(expected: &[Row], found: &[Row]) -> Option<Difference> {
    if expected == found {
        return None;
    }
    let at = expected.iter().zip(found).take_while(|(a, b)| a == b).count();
    let summary =
        format!("row {} differs ({} expected, {} found)", at + 1, rows(expected.len()), found.len());
    let one = |rows: &[Row]| rows.get(at).cloned().into_iter().collect();
    Some(Difference { summary, tables: vec![("expected", one(expected)), ("found", one(found))] })
}

/// The expected rows stand among the found ones in this order.
fn subsequence(expected: &[Row], found: &[Row]) -> Option<Difference> {
    let mut rest = found.iter();
    let at = expected.iter().position(|row| !rest.any(|found| found == row))?;
    let summary = format!("row {} of the expected ones does not come behind those before it", at + 1);
    let missing = vec![expected[at].clone()];
    Some(Difference { summary, tables: vec![("missing", missing), ("found", found.to_vec())] })
}

fn rows(count: usize) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interpreter::testing::{Build, given, hop};
    use crate::interpreter::{Settings, run};
    use crate::types::Type;

    /// Two rows of one window: `k, n` are (1, 2) and (2, 1).
    fn mismatch(rows: &[[i128; 2]], in_order: bool, subset: bool) -> Option<String> {
        let mut build = Build::new(None);
        let step = build.aggregate(hop(10, 10));
        let script = [given(1, 5, 1), given(2, 5, 2), given(1, 5, 3)];
        let outcome = run(&build.pipeline, &Settings::new(&build.pipeline, &[]), &script);
        let rows = rows.iter().map(|row| row.iter().map(|x| Value::Int(*x)).collect()).collect();
        let columns = [0, 1].map(|column| ExpectedColumn { column, ty: Type::I64 }).to_vec();
        let (name, span) = ("counts".into(), Span::default());
        let expectation = Expectation::Rows { step, name, columns, rows, in_order, subset, span };
        let test = Test {
            name: "t".into(),
            script: vec![],
            expectations: vec![expectation],
            settings: vec![],
            span,
        };
        check(&build.pipeline, &test, &outcome).into_iter().next().map(|mismatch| mismatch.message)
    }

    #[test]
    fn rows_may_come_in_any_order_unless_asked() {
        assert_eq!(mismatch(&[[2, 1], [1, 2]], false, false), None);
        assert_eq!(mismatch(&[[1, 2], [2, 1]], true, false), None);
        assert_eq!(
            mismatch(&[[2, 1], [1, 2]], true, false).as_deref(),
            Some(
                "`counts`: row 1 differs (2 rows expected, 2 found)\nexpected:\n  k  n\n  2  1\nfound:\n  k  n\n  1  2\n"
            )
        );
    }

    #[test]
    fn a_difference_shows_what_is_missing_and_what_is_there_instead() {
        assert_eq!(
            mismatch(&[[1, 2], [2, 7]], false, false).as_deref(),
            Some(
                "`counts`: 1 row missing, 1 unexpected\nmissing:\n  k  n\n  2  7\nunexpected:\n  k  n\n  2  1\n"
            )
        );
    }

    #[test]
    fn a_subset_ignores_other_rows() {
        assert_eq!(mismatch(&[[2, 1]], false, true), None);
        assert_eq!(mismatch(&[[1, 2], [2, 1]], true, true), None);
        assert!(mismatch(&[[2, 1], [2, 1]], false, true).is_some());
        assert!(mismatch(&[[2, 1], [1, 2]], true, true).is_some());
    }
}
