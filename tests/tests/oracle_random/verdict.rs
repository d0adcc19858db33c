//! One pipeline as a built job, and whether a script gives there what the interpreter says.

use std::collections::BTreeSet;
use std::path::Path;
use weir_cli::commands::test_pipeline::native::NativeJob;
use weir_cli::load::Loaded;
use weir_cli::workspace::Workspace;
use weir_dsl::interpreter::{Outcome, Settings, run};
use weir_dsl::plan::{Column, Failure, Kind, Operator, Pipeline, Step, StepId, Test, WindowUse};
use weir_dsl::value::Value;

pub(crate) const PARALLELISMS: [&str; 3] = ["1", "2", "4"];

/// Differing rows that a message shows of each side.
const SHOWN_MAX: usize = 4;

/// A pipeline, built.
pub(crate) struct Built {
    pub(crate) pipeline: Pipeline,
    job: NativeJob,
    compared: Vec<StepId>,
}

impl Built {
    pub(crate) fn new(pipeline: Pipeline, source: &str) -> Result<Self, String> {
        let compared: Vec<StepId> =
            pipeline.steps.iter().filter(|step| is_compared(&pipeline, step)).map(|step| step.id).collect();
        let loaded =
            Loaded { path: Path::new("random.weir").to_path_buf(), source: source.to_owned(), pipeline };
        let workspace = Workspace::find().map_err(|failed| failed.to_string())?;
        let job = std::panic::catch_unwind(|| NativeJob::build(&workspace, &loaded, &compared));
        let job = job
            .map_err(|_| "the emitter panics")?
            .map_err(|failed| format!("it does not build: {failed}"))?;
        Ok(Built { pipeline: loaded.pipeline, job, compared })
    }

    /// What differs between the interpreter and the job at a parallelism, if anything does.
    pub(crate) fn differs(&self, test: &Test, parallelism: &str) -> Option<String> {
        let settings = Settings::new(&self.pipeline, &test.settings);
        let expected = std::panic::catch_unwind(|| run(&self.pipeline, &settings, &test.script));
        let Ok(expected) = expected else { return Some("the interpreter panics".into()) };
        let found = match self.job.run(&self.pipeline, test, parallelism) {
            Ok(found) => found,
            Err(failed) => return Some(format!("the job's rows cannot be read: {failed}")),
        };
        self.compare(&expected, &found)
    }

    fn compare(&self, expected: &Outcome, found: &Outcome) -> Option<String> {
        match (&expected.failure, &found.failure) {
            (None, None) => self.compared.iter().find_map(|step| self.step(*step, expected, found)),
            // Which of several failing rows is met first is open.
            (Some(_), Some(failure)) if is_record_error(&failure.message) => None,
            (Some(a), None) => Some(format!("the interpreter fails, the job does not: {a}")),
            (a, Some(b)) => Some(format!("the job fails: {}; the interpreter: {a:?}", b.message)),
        }
    }

    /// Rows of one step, as multisets.
    fn step(&self, id: StepId, expected: &Outcome, found: &Outcome) -> Option<String> {
        let step = self.pipeline.step(id);
        let (mut a, mut b) = (self.rows(step, expected), self.rows(step, found));
        a.sort();
        b.sort();
        if a == b {
            return None;
        }
        let (only_a, only_b) = (missing(&a, &b), missing(&b, &a));
        let shown = |rows: &[Vec<Value>]| -> String {
            rows.iter().take(SHOWN_MAX).map(|row| format!("\n      {row:?}")).collect()
        };
        let names: Vec<&str> = step.output.columns.iter().map(|column| column.name.as_str()).collect();
        Some(format!(
            "step `{}` {names:?}\n    interpreter only ({} of {}):{}\n    job only ({} of {}):{}",
            step.uid,
            only_a.len(),
            a.len(),
            shown(&only_a),
            only_b.len(),
            b.len(),
            shown(&only_b),
        ))
    }

    /// The rows with the columns that both know.
    fn rows(&self, step: &Step, outcome: &Outcome) -> Vec<Vec<Value>> {
        let sink = matches!(step.operator, Operator::Sink { .. });
        let errors = matches!(step.operator, Operator::Errors { .. });
        let columns = step.output.columns.iter().enumerate();
        // Sinks are given visible columns only; of a failed row the interpreter knows no place.
        let differs = |name: &str| errors && name == "place";
        let known = |column: &Column| !(differs(&column.name) || sink && column.hidden());
        let kept: Vec<usize> = columns.filter(|(_, c)| known(c)).map(|(i, _)| i).collect();
        outcome
            .rows_of(step.id)
            .iter()
            .map(|row| kept.iter().map(|index| row[*index].clone()).collect())
            .collect()
    }
}

/// Whether a job ended for a row, not for a bug of its own.
fn is_record_error(message: &str) -> bool {
    [Failure::Overflow, Failure::DivisionByZero, Failure::Cast, Failure::Argument, Failure::NoTime]
        .iter()
        .any(|failure| message.contains(failure.message()))
}

/// Whether it is open, where several workers read, which rows are late: at a union of two sources, where rows have changed workers on
/// their way, it depends on which way is faster how far the one source holds the other back.
pub(crate) fn late_is_open(pipeline: &Pipeline) -> Open {
    let ways: Vec<Way> = pipeline.steps.iter().fold(Vec::new(), |mut ways, step| {
        ways.push(Way::of(step, &ways));
        ways
    });
    let meets = |step: &&Step| matches!(step.operator, Operator::Union);
    let opens = |step: &Step| {
        let inputs: Vec<&Way> = step.inputs.iter().map(|input| &ways[input.0]).collect();
        let is_open = inputs.iter().any(|way| way.exchanged)
            && inputs.iter().any(|way| way.sources != inputs[0].sources);
        match is_open {
            true if inputs.iter().any(|way| way.windowed) => Open::Always,
            true => Open::ForLateRows,
            false => Open::Never,
        }
    };
    pipeline.steps.iter().filter(meets).map(opens).max().unwrap_or(Open::Never)
}

/// Whether several workers may find other rows late than one does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Open {
    /// No.
    Never,
    /// Where the input has late rows.
    ForLateRows,
    /// Even where it has none: what a window gives may be late for the next.
    Always,
}

/// Where the rows of a step come from.
struct Way {
    sources: BTreeSet<StepId>,
    exchanged: bool,
    /// They have been in a window: when it fires its rows may be late for another, whatever the input.
    windowed: bool,
}

impl Way {
    fn of(step: &Step, ways: &[Way]) -> Self {
        let before: Vec<&Way> = match &step.operator {
            Operator::Late { of } => vec![&ways[of.0]],
            _ => step.inputs.iter().map(|input| &ways[input.0]).collect(),
        };
        let mut sources: BTreeSet<StepId> = before.iter().flat_map(|way| way.sources.clone()).collect();
        if let Operator::Source { .. } = step.operator {
            sources.insert(step.id);
        }
        let exchanges = matches!(
            step.operator,
            Operator::Aggregate { .. } | Operator::Top { .. } | Operator::KeyBy { .. }
        );
        let windows = matches!(
            step.operator,
            Operator::Aggregate { window: WindowUse::New(_), .. }
                | Operator::Top { window: WindowUse::New(_), .. }
        );
        Way {
            sources,
            exchanged: exchanges || before.iter().any(|way| way.exchanged),
            windowed: windows || before.iter().any(|way| way.windowed),
        }
    }
}

/// Of a table the rows that hold in the end are compared.
fn is_compared(pipeline: &Pipeline, step: &Step) -> bool {
    match step.operator {
        Operator::Source { .. } => false,
        Operator::Sink { .. } => pipeline.step(step.inputs[0]).output.kind != Kind::Table,
        Operator::Late { .. } | Operator::Errors { .. } => true,
        _ => step.name.is_some(),
    }
}

/// Rows of the first that the second lacks. Both are sorted.
fn missing(of: &[Vec<Value>], from: &[Vec<Value>]) -> Vec<Vec<Value>> {
    let mut from = from.iter().peekable();
    let mut out = Vec::new();
    for row in of {
        while from.next_if(|other| *other < row).is_some() {}
        if from.next_if(|other| *other == row).is_none() {
            out.push(row.clone());
        }
    }
    out
}
