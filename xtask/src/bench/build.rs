//! From `.weir` to a binary: a pipeline of a hundred lines, new each time, unchanged, and only checked. Whole processes, as a user starts them.

use super::measure::{RUNS, folder, time, xtask};
use super::report::Measured;
use std::path::Path;
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

pub(super) fn measure(workspace: &Workspace) -> Outcome<Vec<Measured>> {
    let source = workspace.root.join("xtask/baselines/hundred.weir");
    let text = std::fs::read_to_string(&source).map_err(|e| Failed::io("cannot read", &source, &e))?;
    let out = folder(workspace)?;
    let copy = out.join("hundred.weir");
    let (copy_text, out_text) = (copy.to_string_lossy(), out.to_string_lossy());
    let build = ["build-pipeline", &copy_text, "--out", &out_text];
    let write = |text: &str| std::fs::write(&copy, text).map_err(|e| Failed::io("cannot write", &copy, &e));
    // The runtime is there before anything is measured.
    write(&text)?;
    time(&mut xtask(&build)?)?;
    let cold = several("100 lines, new", || {
        write(&format!("{text}\n// {}\n", stamp()))?;
        time(&mut xtask(&build)?)
    })?;
    let unchanged = several("100 lines, unchanged", || time(&mut xtask(&build)?))?;
    let check = several("100 lines, check", || time(&mut xtask(&["check", &copy_text])?))?;
    let dev = several("100 lines, new, --dev", || {
        write(&format!("{text}\n// {}\n", stamp()))?;
        time(xtask(&build)?.arg("--dev"))
    })?;
    Ok(vec![cold, dev, unchanged, check, size("binary", &out.join("hundred"))])
}

/// Something that no build has seen.
fn stamp() -> u128 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |since| since.as_nanos())
}

fn several(case: &str, mut run: impl FnMut() -> Outcome<(f64, f64)>) -> Outcome<Measured> {
    let (mut wall, mut cpu) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (wall_seconds, cpu_seconds) = run()?;
        wall.push(wall_seconds * 1e3);
        cpu.push(cpu_seconds * 1e3);
    }
    Ok(Measured::new(case).figure("wall_ms", wall).figure("cpu_ms", cpu))
}

/// How large a file is.
pub(super) fn size(case: &str, path: &Path) -> Measured {
    let bytes = std::fs::metadata(path).map_or(f64::NAN, |meta| meta.len() as f64);
    Measured::new(case).figure("megabytes", vec![bytes / 1e6])
}
