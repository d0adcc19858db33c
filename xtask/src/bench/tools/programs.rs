//! The programs of `xtask/programs`, compiled by cargo when a benchmark needs them, with crates that nothing else needs.

use super::measure::time;
use std::path::PathBuf;
use std::process::Command;
use weir_cli::Outcome;
use weir_cli::workspace::{TARGET, Workspace};

/// How the programs are compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// As jobs are by default: for every x86-64, crate by crate.
    AsJobs,
    /// As those who want the most of their decoder do: the instructions of this machine, and optimised across crates, without which sonic-rs takes half as long again.
    Fastest,
}

/// Compiles all of them; the folder that they are in.
pub(crate) fn build(workspace: &Workspace, build: Build) -> Outcome<PathBuf> {
    eprintln!("compiling the programs that jobs are compared with");
    let (name, flags, lto) = match build {
        Build::AsJobs => ("as-jobs", "", "off"),
        Build::Fastest => ("fastest", "-Ctarget-cpu=native", "fat"),
    };
    let target = workspace.cache.join("bench-build").join(name);
    let mut cargo = Command::new(&workspace.cargo);
    cargo.current_dir(&workspace.root).args([
        "build",
        "--release",
        "--locked",
        "--quiet",
        "--target",
        TARGET,
    ]);
    cargo.args(["--package", "weir-bench", "--features", "measure", "--target-dir"]).arg(&target);
    for inherited in ["RUSTFLAGS", "CARGO_MANIFEST_DIR", "CARGO_PKG_NAME"] {
        cargo.env_remove(inherited);
    }
    cargo.env("CARGO_PROFILE_RELEASE_LTO", lto).env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1");
    time(cargo.env("CARGO_ENCODED_RUSTFLAGS", flags).env("RUSTC", &workspace.rustc))?;
    Ok(target.join(TARGET).join("release"))
}
