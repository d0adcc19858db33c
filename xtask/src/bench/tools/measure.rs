//! Processes, measured: wall time by our clock, CPU time by the kernel's account of ended children, and what a job says of itself in `--stats`.

use super::cores;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

/// Least number of runs of a case.
pub(crate) const RUNS: usize = 5;

/// Seconds of wall and CPU that a command took; it must succeed. How the cores are is sampled before.
pub(crate) fn time(command: &mut Command) -> Outcome<(f64, f64)> {
    cores::sample();
    let (started, cpu) = (Instant::now(), children_seconds()?);
    succeed(command)?;
    Ok((started.elapsed().as_secs_f64(), children_seconds()? - cpu))
}

/// What a command writes to its standard output; it must succeed. How the cores are is sampled before.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    cores::sample();
    succeed(command)
}

fn succeed(command: &mut Command) -> Outcome<String> {
    let name = PathBuf::from(command.get_program());
    let output = command.stdin(Stdio::null()).output().map_err(|e| Failed::io("cannot run", &name, &e))?;
    if !output.status.success() {
        return Err(Failed::new(format!(
            "`{}` failed:\n{}",
            name.display(),
            String::from_utf8_lossy(&output.stderr)
        )));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// User and system time of all children that have ended and been waited for, and of theirs. The kernel counts in hundredths.
fn children_seconds() -> Outcome<f64> {
    let path = Path::new("/proc/self/stat");
    let text = std::fs::read_to_string(path).map_err(|e| Failed::io("cannot read", path, &e))?;
    // Fields behind the name in parentheses: the state is the third of all, `cutime` and `cstime` are the 16th and 17th.
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |field: usize| fields.get(field - 3).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    Ok((ticks(16) + ticks(17)) / 100.0)
}

/// This program, to be run as a user does.
pub(crate) fn xtask(arguments: &[&str]) -> Outcome<Command> {
    let me = std::env::current_exe().map_err(|e| Failed::new(format!("cannot find myself: {e}")))?;
    let mut command = Command::new(me);
    command.args(arguments);
    Ok(command)
}

/// A folder below the cache for what is made here.
pub(crate) fn folder(workspace: &Workspace) -> Outcome<PathBuf> {
    let folder = workspace.cache.join("bench");
    std::fs::create_dir_all(&folder).map_err(|e| Failed::io("cannot make the folder", &folder, &e))?;
    Ok(folder)
}

/// Builds a pipeline; where the binary is.
pub(crate) fn job(workspace: &Workspace, pipeline: &Path) -> Outcome<PathBuf> {
    let out = folder(workspace)?;
    let (pipeline_text, out_text) = (pipeline.to_string_lossy(), out.to_string_lossy());
    time(&mut xtask(&["build-pipeline", &pipeline_text, "--out", &out_text])?)?;
    Ok(out.join(pipeline.file_stem().unwrap_or_default()))
}

/// Builds a pipeline of `xtask/baselines/` with some of its text replaced, under a name of its own; where the binary is.
pub(crate) fn variant(
    workspace: &Workspace,
    file: &str,
    name: &str,
    changes: &[(&str, &str)],
) -> Outcome<PathBuf> {
    let source = workspace.root.join("xtask/baselines").join(file);
    let mut text = std::fs::read_to_string(&source).map_err(|e| Failed::io("cannot read", &source, &e))?;
    for (from, to) in changes {
        if !text.contains(from) {
            return Err(Failed::new(format!("`{}` has no `{from}` to be replaced", source.display())));
        }
        text = text.replace(from, to);
    }
    let copy = folder(workspace)?.join(format!("{name}.weir"));
    std::fs::write(&copy, text).map_err(|e| Failed::io("cannot write", &copy, &e))?;
    job(workspace, &copy)
}

/// Runs a job and gives its `--stats`. How the cores are is sampled before.
pub(crate) fn stats(workspace: &Workspace, job: &Path, arguments: &[String]) -> Outcome<Value> {
    cores::sample();
    stats_beside(workspace, job, arguments)
}

/// [`stats`] of a job that others run beside: they would be in the sample, and it in their runs.
pub(crate) fn stats_beside(workspace: &Workspace, job: &Path, arguments: &[String]) -> Outcome<Value> {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let file = folder(workspace)?.join(format!("stats.{}.{run}.json", std::process::id()));
    let mut command = Command::new(job);
    succeed(command.arg("run").args(["--progress", "off", "--stats"]).arg(&file).args(arguments))?;
    let text = std::fs::read_to_string(&file).map_err(|e| Failed::io("cannot read", &file, &e))?;
    let _ = std::fs::remove_file(&file);
    serde_json::from_str(&text).map_err(|e| Failed::new(format!("stats of `{}`: {e}", job.display())))
}

/// A number of the stats.
pub(crate) fn number(stats: &Value, field: &str) -> f64 {
    stats[field].as_f64().unwrap_or(f64::NAN)
}
