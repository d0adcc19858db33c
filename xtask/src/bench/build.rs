//! From `.weir` to a binary: a pipeline of a hundred lines, new each time, unchanged, and only checked. Whole processes, as a user starts them. And what decides those times: how many
//! functions the generated crate gives to LLVM.

use super::tools::hand;
use super::tools::measure::{RUNS, folder, output, time, xtask};
use super::tools::report::Measured;
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
    let functions = functions(workspace, &copy)?;
    Ok(vec![cold, dev, unchanged, check, functions, size("binary", &out.join("hundred"))])
}

/// The functions that rustc hands to LLVM for the generated crate, before LLVM inlines any: its own and the instances of generic ones from the runtime and the standard library.
fn functions(workspace: &Workspace, pipeline: &Path) -> Outcome<Measured> {
    let folder = folder(workspace)?;
    let (rust, ir) = (folder.join("hundred.rs"), folder.join("hundred.ll"));
    let text = output(xtask(&["build-pipeline", "--emit", "rust"])?.arg(pipeline))?;
    std::fs::write(&rust, &text).map_err(|e| Failed::io("cannot write", &rust, &e))?;
    let mut rustc = hand::rustc(workspace, &rust, &[])?;
    rustc.args(["--crate-type=bin", "-Copt-level=3", "-Ccodegen-units=1", "-Cno-prepopulate-passes"]);
    time(rustc.arg(format!("--emit=llvm-ir={}", ir.display())))?;
    let ir_text = std::fs::read_to_string(&ir).map_err(|e| Failed::io("cannot read", &ir, &e))?;
    let (own, all) = defined(&ir_text);
    let lines = text.lines().count() as f64;
    let case = Measured::new("generated crate, before LLVM").figure("functions", vec![all]);
    Ok(case.figure("of_them_instances_from_elsewhere", vec![all - own]).figure("lines_of_rust", vec![lines]))
}

/// Functions that are defined in LLVM's text: those of the crate `hundred` itself, and all.
fn defined(ir: &str) -> (f64, f64) {
    let names = || ir.lines().filter(|line| line.starts_with("define "));
    let own = |line: &&str| {
        // The mangled path begins with the crate (or, of a method, with the type that it belongs to).
        let name = line.split_once('@').map_or("", |(_, rest)| rest.split(['(', ' ']).next().unwrap_or(""));
        name.contains("7hundred")
    };
    (names().filter(own).count() as f64, names().count() as f64)
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

#[cfg(test)]
mod tests {
    use super::defined;

    #[test]
    fn definitions_are_counted_declarations_are_not() {
        let ir = "define internal void @_ZN7hundred4main17hE(ptr %x) {\n}\ndefine void @_ZN4core3ptr4drop17hE() {\n}\ndeclare void @f()\n";
        assert_eq!(defined(ir), (1.0, 2.0));
    }
}
