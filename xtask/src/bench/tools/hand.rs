//! Programs written by hand (`xtask/baselines/*.rs`), compiled as generated crates are: the same flags, the same prebuilt libraries. Each prints what it used, see
//! `xtask/baselines/account.rs`.

use super::measure::{folder, output, time};
use std::path::{Path, PathBuf};
use std::process::Command;
use weir_cli::build::runtime::{CRATES, FLAGS, runtime};
use weir_cli::workspace::{TARGET, Workspace};
use weir_cli::{Failed, Outcome};

/// What a program written by hand used.
#[derive(Clone, Copy)]
pub(crate) struct Account {
    pub(crate) cpu_ns: f64,
    pub(crate) peak_rss_bytes: f64,
}

/// Compiles `xtask/baselines/NAME.rs`, which may name these crates beside those that generated code names; where the binary is.
pub(crate) fn build(workspace: &Workspace, name: &str, crates: &[&str]) -> Outcome<PathBuf> {
    let binary = folder(workspace)?.join(name);
    let source = workspace.root.join("xtask/baselines").join(format!("{name}.rs"));
    // Two benchmarks may be at it at once.
    let draft = binary.with_file_name(format!("{name}_{}", std::process::id()));
    let mut rustc = rustc(workspace, &source, crates)?;
    time(rustc.args(["--crate-type=bin", "-Copt-level=3", "-Ccodegen-units=1", "-o"]).arg(&draft))?;
    std::fs::rename(&draft, &binary).map_err(|e| Failed::io("cannot write", &binary, &e))?;
    Ok(binary)
}

/// The compiler as generated crates are given to it, for this file.
pub(crate) fn rustc(workspace: &Workspace, source: &Path, crates: &[&str]) -> Outcome<Command> {
    let runtime = runtime(workspace)?;
    let mut rustc = Command::new(&workspace.rustc);
    rustc.args(["--edition=2024", "--target", TARGET]).args(FLAGS).arg(source);
    rustc.arg("-L").arg(format!("dependency={}", runtime.libraries.display()));
    for library in CRATES.iter().chain(crates) {
        let path = runtime.library(library)?;
        rustc.arg("--extern").arg(format!("{}={}", library.replace('-', "_"), path.display()));
    }
    Ok(rustc)
}

/// Runs one and reads what it used.
pub(crate) fn run(program: &Path, arguments: &[String]) -> Outcome<Account> {
    account(Command::new(program).args(arguments))
}

/// What a command says that it used.
pub(crate) fn account(command: &mut Command) -> Outcome<Account> {
    let text = output(command)?;
    let number = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.trim().parse().ok()).unwrap_or(f64::NAN)
    };
    Ok(Account { cpu_ns: number("cpu_ns"), peak_rss_bytes: number("peak_rss_bytes") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_by_hand_compile() {
        let workspace = Workspace::find().expect("tests run in the repository");
        // `hand` is compiled and run by the test beside the benchmark that it is for.
        for (name, crates) in [("events", &[][..]), ("exchange", &["rtrb"]), ("tables", &[])] {
            if let Err(failed) = build(&workspace, name, crates) {
                panic!("xtask/baselines/{name}.rs: {failed}");
            }
        }
    }
}
