//! The loops written by hand (`xtask/baselines/hand.rs`), compiled as generated crates are: the same flags, the same prebuilt libraries.

use super::measure::{folder, time};
use std::path::PathBuf;
use std::process::Command;
use weir_cli::Outcome;
use weir_cli::build::runtime::{CRATES, FLAGS, runtime};
use weir_cli::workspace::{TARGET, Workspace};

/// Queries that there is a loop for.
pub(super) const QUERIES: [&str; 4] = ["q0", "q1", "q2", "q5"];

/// Compiles it; where the binary is.
pub(super) fn build(workspace: &Workspace) -> Outcome<PathBuf> {
    let runtime = runtime(workspace)?;
    let binary = folder(workspace)?.join("hand");
    let mut rustc = Command::new(&workspace.rustc);
    rustc
        .args([
            "--edition=2024",
            "--crate-type=bin",
            "-Copt-level=3",
            "-Ccodegen-units=1",
            "--target",
            TARGET,
        ])
        .args(FLAGS);
    rustc.arg(workspace.root.join("xtask/baselines/hand.rs")).arg("-o").arg(&binary);
    rustc.arg("-L").arg(format!("dependency={}", runtime.libraries.display()));
    for library in CRATES {
        let path = runtime.library(library)?;
        rustc.arg("--extern").arg(format!("{}={}", library.replace('-', "_"), path.display()));
    }
    time(&mut rustc)?;
    Ok(binary)
}
