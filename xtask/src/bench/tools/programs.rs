//! The programs of `xtask/programs`, compiled by cargo when a benchmark needs them, with crates that nothing else needs.

use super::measure::time;
use std::path::PathBuf;
use std::process::Command;
use weir_cli::Outcome;
use weir_cli::workspace::{TARGET, Workspace};

/// Instructions that the programs may use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cpu {
    /// Those of every x86-64, as jobs by default.
    Any,
    /// Those of this machine.
    Native,
}

/// Compiles all of them; the folder that they are in.
pub(crate) fn build(workspace: &Workspace, cpu: Cpu) -> Outcome<PathBuf> {
    eprintln!("compiling the programs that jobs are compared with");
    let (name, flags) = match cpu {
        Cpu::Any => ("any", ""),
        Cpu::Native => ("native", "-Ctarget-cpu=native"),
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
    time(cargo.env("CARGO_ENCODED_RUSTFLAGS", flags).env("RUSTC", &workspace.rustc))?;
    Ok(target.join(TARGET).join("release"))
}
