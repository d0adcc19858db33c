//! `test`: everything that proves the project right, in the order in which it is quick to fail. Each step runs even if one before it failed,
//! so that one run tells everything; the last line counts.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

/// A step: its name, cargo's arguments, what rustdoc or rustc is told beside.
struct Step {
    name: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const STEPS: [Step; 4] = [
    Step { name: "format", arguments: &["fmt", "--all", "--check"], environment: &[] },
    Step {
        name: "lints",
        // With the programs of benchmarks that are compared with other libraries.
        arguments: &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--features",
            "weir-bench/measure",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
        environment: &[],
    },
    Step { name: "tests", arguments: &["test", "--workspace", "--no-fail-fast"], environment: &[] },
    Step {
        name: "documentation",
        arguments: &["doc", "--workspace", "--no-deps", "--document-private-items", "--quiet"],
        environment: &[("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links")],
    },
];

/// How many tests passed and failed; a step that has no tests is one.
#[derive(Default)]
struct Count {
    passed: u64,
    failed: u64,
}

/// Runs everything.
pub(crate) fn prove() -> Outcome<()> {
    let workspace = Workspace::find()?;
    let mut count = Count::default();
    let mut broken: Vec<&str> = Vec::new();
    let started = Instant::now();
    let n_steps = STEPS.len() + 1;
    for (number, step) in STEPS.iter().enumerate() {
        let begun = announce(number + 1, n_steps, step.name);
        if !run(&workspace, step, &mut count)? {
            broken.push(step.name);
        }
        eprintln!("[{}/{n_steps}] {} took {:.1} s", number + 1, step.name, begun.elapsed().as_secs_f64());
    }
    announce(n_steps, n_steps, "tidy");
    let findings = crate::tidy::findings(&workspace.root)?;
    findings.iter().for_each(|finding| println!("{finding}"));
    match findings.is_empty() {
        true => count.passed += 1,
        false => {
            count.failed += 1;
            broken.push("tidy");
        }
    }
    eprintln!("everything took {:.1} s", started.elapsed().as_secs_f64());
    if !broken.is_empty() {
        println!("failed: {}", broken.join(", "));
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    if broken.is_empty() { Ok(()) } else { Err(Failed::reported()) }
}

fn announce(number: usize, of: usize, name: &str) -> Instant {
    eprintln!("[{number}/{of}] {name}");
    Instant::now()
}

/// Runs cargo, its output shown as it comes and its `test result` lines counted. Whether it succeeded.
fn run(workspace: &Workspace, step: &Step, count: &mut Count) -> Outcome<bool> {
    let mut cargo = Command::new(&workspace.cargo);
    cargo.args(step.arguments).envs(step.environment.iter().copied()).current_dir(&workspace.root);
    cargo.stdout(Stdio::piped());
    let mut child = cargo.spawn().map_err(|e| Failed::io("cannot run", &workspace.cargo, &e))?;
    let stdout = child.stdout.take().expect("stdout is piped");
    let mut tests = Count::default();
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        add_result(&mut tests, &line);
        println!("{line}");
    }
    let succeeded = child.wait().map_err(|e| Failed::io("cannot wait for", &workspace.cargo, &e))?.success();
    // A step without tests counts as one; so does one that failed before any test could.
    let silent = tests.passed + tests.failed == 0 || (!succeeded && tests.failed == 0);
    count.passed += tests.passed + u64::from(silent && succeeded);
    count.failed += tests.failed + u64::from(silent && !succeeded);
    Ok(succeeded)
}

/// `test result: ok. 5 passed; 0 failed; 0 ignored; …`
fn add_result(count: &mut Count, line: &str) {
    let Some(result) = line.strip_prefix("test result: ") else { return };
    let words: Vec<&str> = result.split([' ', ';']).filter(|word| !word.is_empty()).collect();
    for pair in words.windows(2) {
        let Ok(number) = pair[0].parse::<u64>() else { continue };
        match pair[1] {
            "passed" => count.passed += number,
            "failed" => count.failed += number,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, add_result};

    #[test]
    fn results_of_several_suites_add_up() {
        let mut count = Count::default();
        add_result(
            &mut count,
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        );
        add_result(
            &mut count,
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out",
        );
        add_result(&mut count, "test one ... ok");
        assert_eq!((count.passed, count.failed), (7, 3));
    }
}
