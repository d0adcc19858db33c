//! From a binary to the first row, and what a job without state keeps in memory.

use super::build::size;
use super::tools::measure::{RUNS, folder, job, number, stats};
use super::tools::report::Measured;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

/// Starts are quick: more runs cost nothing.
const STARTS: usize = 4 * RUNS;

pub(super) fn measure(workspace: &Workspace) -> Outcome<Vec<Measured>> {
    let first = job(workspace, &workspace.root.join("xtask/baselines/first_row.weir"))?;
    let delays = job(workspace, &workspace.root.join("pipelines/flights/delays.weir"))?;
    let stateless = job(workspace, &workspace.root.join("pipelines/nexmark/q1.weir"))?;
    folder(workspace)?;
    Ok(vec![
        starts("generated rows, to the first row", &first, workspace)?,
        starts("flights `delays`, to the first row", &delays, workspace)?,
        whole("flights `delays`, whole", &delays, workspace, &["--set", "output=/dev/null"])?,
        whole("stateless (q1, 5 million events)", &stateless, workspace, &["--set", "events=5000000"])?,
        size("binary of `delays`", &delays),
    ])
}

/// Milliseconds until a line comes out; the rest is not waited for.
fn starts(case: &str, job: &Path, workspace: &Workspace) -> Outcome<Measured> {
    let mut wall = Vec::new();
    for _ in 0..STARTS {
        let mut command = Command::new(job);
        command
            .args(["run", "--progress", "off"])
            .current_dir(&workspace.root)
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let started = Instant::now();
        let mut child = command.spawn().map_err(|e| Failed::io("cannot run", job, &e))?;
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut line = String::new();
        stdout.read_line(&mut line).map_err(|e| Failed::io("cannot read from", job, &e))?;
        wall.push(started.elapsed().as_secs_f64() * 1e3);
        drop(stdout);
        child.wait().map_err(|e| Failed::io("cannot wait for", job, &e))?;
        if line.is_empty() {
            return Err(Failed::new(format!("`{}` gave no row", job.display())));
        }
    }
    Ok(Measured::new(case).figure("wall_ms", wall))
}

/// A whole run on two threads, by the job's own account.
fn whole(case: &str, job: &Path, workspace: &Workspace, arguments: &[&str]) -> Outcome<Measured> {
    let (mut wall, mut cpu, mut rss) = (Vec::new(), Vec::new(), Vec::new());
    let arguments: Vec<String> = arguments.iter().map(|&a| a.to_owned()).collect();
    for _ in 0..RUNS {
        let stats = stats(workspace, job, &arguments)?;
        wall.push(number(&stats, "wall_seconds") * 1e3);
        cpu.push(number(&stats, "cpu_seconds") * 1e3);
        rss.push(number(&stats, "peak_rss_bytes") / 1e6);
    }
    Ok(Measured::new(case).figure("wall_ms", wall).figure("cpu_ms", cpu).figure("peak_rss_megabytes", rss))
}
