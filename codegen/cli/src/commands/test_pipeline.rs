//! `test-pipeline`: the `test` blocks of pipelines, on the reference interpreter and, with `--native`, on the built job as well.

pub mod native;

use crate::failure::{Failed, Outcome};
use crate::load::{Loaded, Show, load};
use crate::workspace::Workspace;
use std::path::PathBuf;
use weir_dsl::interpreter::{Mismatch, run_tests};
use weir_dsl::span::line_column;

/// Options of `test-pipeline`.
#[derive(Debug, clap::Args)]
pub struct TestPipeline {
    /// Pipelines to test.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Also build the job and run the tests on it; both must agree.
    #[arg(long)]
    pub native: bool,
}

/// Runs all tests of all files; every failure is shown.
pub fn test_pipeline(options: &TestPipeline) -> Outcome<()> {
    let (mut passed, mut failed) = (0, 0);
    for file in &options.files {
        let loaded = load(file, Show::Text)?;
        if loaded.pipeline.tests.is_empty() {
            eprintln!("warning: `{}` has no test", file.display());
        }
        let mut tell = |name: &str, on: &str, failures: &[String]| {
            let verdict = if failures.is_empty() { "ok" } else { "FAILED" };
            println!("test {}: {name} ({on}) ... {verdict}", loaded.pipeline.name);
            for failure in failures {
                println!("{}", indented(failure));
            }
            if failures.is_empty() { passed += 1 } else { failed += 1 }
        };
        for result in run_tests(&loaded.pipeline) {
            let failures: Vec<String> = result.mismatches.iter().map(|m| located(&loaded, m)).collect();
            tell(&result.name, "interpreter", &failures);
        }
        if options.native {
            for (name, failures) in run_native(&loaded)? {
                tell(&name, "job", &failures);
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed > 0 { Err(Failed::reported()) } else { Ok(()) }
}

/// Runs the tests of one pipeline on its built job: name and failures of each.
pub fn run_native(loaded: &Loaded) -> Outcome<Vec<(String, Vec<String>)>> {
    native::run(&Workspace::find()?, loaded)
}

/// A mismatch with its place in the file.
fn located(loaded: &Loaded, mismatch: &Mismatch) -> String {
    let (line, column) = line_column(&loaded.source, mismatch.span.start);
    format!("{}:{line}:{column}: {}", loaded.path.display(), mismatch.message)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect::<String>().trim_end().to_owned()
}
