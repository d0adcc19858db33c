//! The `test` blocks of every pipeline in `pipelines/` hold on the interpreter and on the built job: `cargo xtask test-pipeline --native`.

use libtest_mimic::{Arguments, Trial};
use std::path::Path;
use weir_cli::commands::test_pipeline::run_native;
use weir_cli::load::{Show, load};
use weir_dsl::interpreter::run_tests;
use weir_tests::{pipelines, stem};

fn main() {
    let arguments = Arguments::from_args();
    let trial = |path: std::path::PathBuf| {
        Trial::test(format!("pipelines::{}", stem(&path)), move || Ok(check(&path)?))
    };
    libtest_mimic::run(&arguments, pipelines().into_iter().map(trial).collect()).exit();
}

fn check(path: &Path) -> Result<(), String> {
    let loaded = load(path, Show::Text).map_err(|_| "it does not compile")?;
    if loaded.pipeline.tests.is_empty() {
        return Err("a pipeline that people read first has a test".to_owned());
    }
    let mut failures = Vec::new();
    for result in run_tests(&loaded.pipeline) {
        failures.extend(
            result.mismatches.iter().map(|m| format!("{} (interpreter): {}", result.name, m.message)),
        );
    }
    for (name, found) in run_native(&loaded).map_err(|failed| failed.to_string())? {
        failures.extend(found.iter().map(|message| format!("{name} (job): {message}")));
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}
