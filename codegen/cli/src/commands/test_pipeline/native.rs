//! Tests on the built job. The plan is rewritten: sources read one script of rows and watermarks, sinks write nothing, and every step that
//! some test speaks of is tapped into a file. The files are read back as values and judged by the interpreter's own comparison.
//!
//! A test sees no step that only another test reads, since who reads `.errors` decides whether a row that fails ends the job. So there is one job for each
//! set of steps that tests see: for most pipelines one.

mod read;
mod taps;

use super::located;
use crate::build::{Profile, Request, build};
use crate::failure::{Failed, Outcome};
use crate::load::Loaded;
use crate::workspace::Workspace;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use taps::Tap;
use weir_codegen::emit::Reading;
use weir_dsl::interpreter::{self, RunFailure, Settings, check};
use weir_dsl::plan::{Action, Operator, Pipeline, StepId, Test};
use weir_dsl::text::json;
use weir_dsl::types::Type;

/// Parallelisms that every test runs at: results may not depend on it.
const PARALLELISMS: [&str; 3] = ["1", "2", "4"];

/// How long a script may take: tests are small.
const TIME_MAX: Duration = Duration::from_secs(20);
/// How often the job is asked whether it has ended.
const POLL: Duration = Duration::from_millis(1);

/// A job that runs scripts, with what it taps.
pub struct NativeJob {
    binary: PathBuf,
    taps: Vec<Tap>,
}

/// Runs the tests of a pipeline: name and failures of each.
pub(super) fn run(workspace: &Workspace, loaded: &Loaded) -> Outcome<Vec<(String, Vec<String>)>> {
    if loaded.pipeline.tests.is_empty() {
        return Ok(Vec::new());
    }
    let mut results = BTreeMap::new();
    for (places, pipeline) in groups(&loaded.pipeline) {
        let group = Loaded { pipeline, ..loaded.clone() };
        let job = NativeJob::build(workspace, &group, &taps::expected_steps(&group.pipeline))?;
        for (place, test) in places.into_iter().zip(&group.pipeline.tests) {
            let mut failures = Vec::new();
            for parallelism in PARALLELISMS {
                let outcome = job.run(&group.pipeline, test, parallelism)?;
                let mismatches = check(&group.pipeline, test, &outcome);
                failures.extend(
                    mismatches
                        .iter()
                        .map(|m| format!("at parallelism {parallelism}: {}", located(loaded, m))),
                );
            }
            results.insert(place, (test.name.clone(), failures));
        }
    }
    Ok(results.into_values().collect())
}

/// Tests that see the same steps, by their places, with the plan that they see.
fn groups(pipeline: &Pipeline) -> Vec<(Vec<usize>, Pipeline)> {
    let mut groups: Vec<(Vec<usize>, Pipeline)> = Vec::new();
    for (place, test) in pipeline.tests.iter().enumerate() {
        let mut seen = pipeline.for_test(test);
        let same =
            |other: &Pipeline| other.steps.iter().map(|s| &s.uid).eq(seen.steps.iter().map(|s| &s.uid));
        match groups.iter_mut().find(|(_, other)| same(other)) {
            Some((places, other)) => {
                places.push(place);
                other.tests.append(&mut seen.tests);
            }
            None => groups.push((vec![place], seen)),
        }
    }
    groups
}

impl NativeJob {
    /// Builds a job that taps these steps.
    pub fn build(workspace: &Workspace, loaded: &Loaded, steps: &[StepId]) -> Outcome<Self> {
        let (pipeline, taps) = taps::tapped(&loaded.pipeline, steps);
        let tapped = Loaded { pipeline, ..loaded.clone() };
        let request = Request {
            loaded: &tapped,
            dev: true,
            target_cpu: None,
            reading: Reading::Script,
            profile: Profile::None,
        };
        Ok(NativeJob { binary: build(workspace, &request)?.binary, taps })
    }

    /// Runs a script and reads back what the tapped steps gave.
    pub fn run(&self, pipeline: &Pipeline, test: &Test, parallelism: &str) -> Outcome<interpreter::Outcome> {
        // As for the interpreter, which knows what needs a value.
        if let Some(missing) = interpreter::missing(pipeline, &Settings::new(pipeline, &test.settings)) {
            return Ok(interpreter::Outcome {
                failure: Some(missing),
                ..interpreter::Outcome::new(pipeline)
            });
        }
        let folder = Scratch::new()?;
        let script = folder.0.join("script.jsonl");
        std::fs::write(&script, script_text(pipeline, test))
            .map_err(|e| Failed::io("cannot write", &script, &e))?;
        let mut command = Command::new(&self.binary);
        command.args(["run", "--progress", "off", "--parallelism", parallelism, "--script"]).arg(&script);
        for (param, value) in &test.settings {
            let param = &pipeline.params[param.0];
            command.arg("--set").arg(format!("{}={}", param.name, set_text(value, &param.ty)));
        }
        // What no test step looks at needs no value there; the job reads all parameters before it starts.
        for (index, param) in pipeline.params.iter().enumerate() {
            let is_set = test.settings.iter().any(|(id, _)| id.0 == index);
            if param.default.is_none() && !is_set {
                command.arg("--set").arg(format!("{}={}", param.name, neutral(pipeline, &param.ty)));
            }
        }
        for tap in &self.taps {
            command.arg("--set").arg(format!("{}={}", tap.param, folder.0.join(&tap.param).display()));
        }
        let Some(output) = output(command).map_err(|e| Failed::io("cannot run", &self.binary, &e))? else {
            return Err(Failed::new(format!("the job has not ended after {} s", TIME_MAX.as_secs())));
        };
        let mut outcome = interpreter::Outcome::new(pipeline);
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            let message = stderr.lines().last().unwrap_or("the job failed without a word").to_owned();
            outcome.failure =
                Some(RunFailure { step: StepId(0), uid: String::new(), message, row: String::new() });
            return Ok(outcome);
        }
        for tap in &self.taps {
            let path = folder.0.join(&tap.param);
            let text = std::fs::read_to_string(&path).map_err(|e| Failed::io("cannot read", &path, &e))?;
            outcome.rows[tap.step.0] = read::rows(pipeline, &pipeline.step(tap.step).output, &text)?;
        }
        Ok(outcome)
    }
}

/// What the command left behind; none if it had to be killed.
fn output(mut command: Command) -> std::io::Result<Option<Output>> {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let started = Instant::now();
    while child.try_wait()?.is_none() {
        if started.elapsed() > TIME_MAX {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(POLL);
    }
    child.wait_with_output().map(Some)
}

/// The rows and watermarks of a test, as the runtime's `script` has them.
fn script_text(pipeline: &Pipeline, test: &Test) -> String {
    let sources: Vec<StepId> = pipeline
        .steps
        .iter()
        .filter(|s| matches!(s.operator, Operator::Source { .. }))
        .map(|s| s.id)
        .collect();
    let mut out = String::new();
    for action in &test.script {
        match action {
            Action::Row { source, values, .. } => {
                let number = sources.iter().position(|s| s == source).expect("a row is of a source");
                let row = json(pipeline, pipeline.step(*source).output.columns.iter().zip(values));
                out.push_str(&format!("{{\"s\":{number},\"r\":{row}}}\n"));
            }
            Action::Advance { to_us } => {
                out.push_str(&format!("{{\"w\":\"{}\"}}\n", weir_dsl::text::show::timestamp(*to_us)));
            }
        }
    }
    out
}

/// A value as `--set` takes it: strings as they are.
fn set_text(value: &weir_dsl::value::Value, ty: &Type) -> String {
    weir_dsl::text::show(value, ty)
}

/// Any value of a parameter's type.
fn neutral(pipeline: &Pipeline, ty: &Type) -> String {
    match ty.required() {
        Type::Bool => "false".into(),
        Type::String => String::new(),
        Type::Timestamp => "1970-01-01T00:00:00Z".into(),
        Type::Date => "1970-01-01".into(),
        Type::Duration => "0s".into(),
        Type::Enum(id) => pipeline.enumeration(*id).variants[0].clone(),
        _ => "0".into(),
    }
}

/// A folder that goes away.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Outcome<Self> {
        use std::sync::atomic::{AtomicU64, Ordering};
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("weir-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).map_err(|e| Failed::io("cannot make the folder", &path, &e))?;
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(Path::new(&self.0));
    }
}
