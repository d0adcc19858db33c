//! How long an event takes through a job, from when it was *due* until its row is read, at half of the rate that the same path takes at most; and what a job costs that has nothing
//! to do. A row goes through two pipes, from and to the feeder, which shares the cores with the job (`xtask/programs/src/bin/latency`).

use super::tools::measure::{RUNS, job, output};
use super::tools::programs::{self, Build};
use super::tools::report::{Measured, median};
use super::tools::svg::label;
use std::path::Path;
use std::process::Command;
use weir_cli::Outcome;
use weir_cli::workspace::Workspace;

/// A run of each kind, in milliseconds.
const FULL_MS: u64 = 2_000;
const PACED_MS: u64 = 5_000;
const IDLE_MS: u64 = 5_000;
/// Percentiles as the program names them, and as figures.
const PERCENTILES: [(&str, &str); 5] =
    [("p50", "p50_us"), ("p99", "p99_us"), ("p99.9", "p99.9_us"), ("p99.99", "p99.99_us"), ("max", "max_us")];

pub(super) fn measure(workspace: &Workspace, quick: bool) -> Outcome<Vec<Measured>> {
    let program = programs::build(workspace, Build::AsJobs)?.join("latency");
    let row = job(workspace, &workspace.root.join("xtask/baselines/latency.weir"))?;
    let by_key = job(workspace, &workspace.root.join("xtask/baselines/latency_by_key.weir"))?;
    let less = if quick { 5 } else { 1 };
    let mut cases = Vec::new();
    for (name, job, threads) in [
        ("row in, row out", &row, 1),
        ("row in, row out", &row, 2),
        ("latest row by key", &by_key, 1),
        ("latest row by key", &by_key, 2),
    ] {
        let feeder = Feeder { program: &program, job, threads, less };
        let full = feeder.full()?;
        let half = median(&full) / 2.0;
        cases.push(
            feeder
                .paced(&format!("{name}, half of the full rate"), half)?
                .figure("rows_per_second_at_full_rate", full),
        );
        if threads == 1 {
            cases.push(feeder.paced(&format!("{name}, 1,000 rows a second"), 1_000.0)?);
        }
    }
    for threads in [1, 2] {
        cases.push(Feeder { program: &program, job: &row, threads, less }.idle()?);
    }
    Ok(cases)
}

/// The percentiles of each case as a curve: one event of so many takes longer.
pub(super) fn chart(cases: &[Measured]) -> Vec<Measured> {
    const ONE_OF: [f64; 4] = [2.0, 100.0, 1_000.0, 10_000.0];
    let mut points = Vec::new();
    for case in cases.iter().filter(|case| case.figures.len() > ONE_OF.len()) {
        let curve = label(case);
        for (one_of, (_, runs)) in ONE_OF.into_iter().zip(&case.figures) {
            let point = Measured::new("").figure("microseconds", runs.clone());
            points.push(point.at("one event of so many takes longer", curve.clone(), one_of));
        }
    }
    points
}

/// The program that feeds a job and reads it.
struct Feeder<'a> {
    program: &'a Path,
    job: &'a Path,
    threads: usize,
    /// Runs are so many times shorter.
    less: u64,
}

impl Feeder<'_> {
    /// Rows a second.
    fn full(&self) -> Outcome<Vec<f64>> {
        let runs = (0..RUNS).map(|_| Ok(number(&self.run(FULL_MS, "full")?, "rows_per_second")));
        runs.collect()
    }

    fn paced(&self, case: &str, rate: f64) -> Outcome<Measured> {
        eprintln!("{case}, {} thread(s): {rate:.0} rows a second", self.threads);
        let mut runs = PERCENTILES.map(|_| Vec::new());
        for _ in 0..RUNS {
            let text = self.run(PACED_MS, &format!("{rate:.0}"))?;
            for ((name, _), runs) in PERCENTILES.iter().zip(&mut runs) {
                runs.push(number(&text, name));
            }
        }
        let mut measured = Measured { threads: Some(self.threads), ..Measured::new(case) };
        for ((_, figure), runs) in PERCENTILES.into_iter().zip(runs) {
            measured = measured.figure(figure, runs);
        }
        Ok(measured.figure("rows_per_second", vec![rate.round()]))
    }

    fn idle(&self) -> Outcome<Measured> {
        let runs = (0..RUNS).map(|_| Ok(number(&self.run(IDLE_MS, "idle")?, "idle_percent")));
        let runs = runs.collect::<Outcome<Vec<f64>>>()?;
        let measured = Measured { threads: Some(self.threads), ..Measured::new("idle, input open") };
        Ok(measured.figure("percent_of_a_core", runs))
    }

    fn run(&self, milliseconds: u64, how: &str) -> Outcome<String> {
        let milliseconds = (milliseconds / self.less).to_string();
        output(Command::new(self.program).arg(self.job).args([&self.threads.to_string(), &milliseconds, how]))
    }
}

/// The number behind a name, on a line of its own.
fn number(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.and_then(|number| number.parse().ok()).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn names_are_whole() {
        assert_eq!(number("p99 1.5\np99.9 2.5\n", "p99.9"), 2.5);
        assert_eq!(number("p99.9 2.5\np99 1.5\n", "p99"), 1.5);
    }
}
