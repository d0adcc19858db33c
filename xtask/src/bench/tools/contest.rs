//! A job and what it is compared with, run in turn, round by round, so that a machine that slows down slows all of them: the generator alone (a pipeline that makes
//! the same rows and forgets them), and loops written by hand, processes of their own over the same rows.

use super::hand::{self, Account};
use super::measure::{RUNS, number, stats};
use super::report::Measured;
use super::warm::warm_memory;
use std::path::Path;
use std::time::Instant;
use weir_cli::Outcome;
use weir_cli::workspace::Workspace;

/// A job, and what is measured in turn with it.
#[derive(Clone)]
pub(crate) struct Contest<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) job: &'a Path,
    pub(crate) threads: usize,
    /// Events of a run.
    pub(crate) events: u64,
    /// `NAME=VALUE` for the job and the generator.
    pub(crate) settings: Vec<String>,
    pub(crate) generator: Option<&'a Path>,
    pub(crate) hand: Vec<Hand<'a>>,
    /// Also as many jobs of one thread, side by side: what the machine gives when threads have nothing to say to each other.
    pub(crate) side_by_side: bool,
}

/// A loop written by hand.
#[derive(Clone)]
pub(crate) struct Hand<'a> {
    /// What its column is called.
    pub(crate) name: &'static str,
    pub(crate) program: &'a Path,
    pub(crate) arguments: Vec<String>,
    /// Arguments with which it only makes its rows, where that is taken off.
    pub(crate) empty: Option<Vec<String>>,
}

/// All runs of a contest, in ns an event.
#[derive(Default)]
struct Runs {
    cpu: Vec<f64>,
    beyond: Vec<f64>,
    speed: Vec<f64>,
    rss: Vec<f64>,
    generator: Vec<f64>,
    hand: Vec<Vec<f64>>,
    side_by_side: Vec<f64>,
}

impl Contest<'_> {
    /// CPU time of the whole process, and of the whole processes beside.
    pub(crate) fn whole(&self, case: impl Into<String>) -> Outcome<Measured> {
        let runs = self.runs()?;
        let mut measured = self
            .case(case)
            .figure("cpu_ns_per_event", runs.cpu)
            .figure("million_events_per_second", runs.speed)
            .figure("peak_rss_megabytes", runs.rss)
            .baseline("generator", runs.generator);
        for (hand, runs) in self.hand.iter().zip(runs.hand) {
            measured = measured.baseline(hand.name, runs);
        }
        if self.side_by_side {
            measured = measured.baseline("jobs side by side, million events per second", runs.side_by_side);
        }
        Ok(measured)
    }

    /// CPU time beyond that of making the rows, for the job as for the loop by hand.
    pub(crate) fn beyond(&self, case: impl Into<String>) -> Outcome<Measured> {
        let runs = self.runs()?;
        let mut measured = self
            .case(case)
            .figure("ns_beyond_generator", runs.beyond)
            .figure("cpu_ns_per_event", runs.cpu)
            .figure("million_events_per_second", runs.speed)
            .figure("peak_rss_megabytes", runs.rss);
        for (hand, runs) in self.hand.iter().zip(runs.hand) {
            measured = measured.baseline(hand.name, runs);
        }
        Ok(measured)
    }

    fn case(&self, case: impl Into<String>) -> Measured {
        Measured { threads: Some(self.threads), events: Some(self.events), ..Measured::new(case) }
    }

    fn runs(&self) -> Outcome<Runs> {
        let mut runs = Runs { hand: vec![Vec::new(); self.hand.len()], ..Runs::default() };
        // The first run shows how much memory there must be, and is not counted.
        let mut peak_bytes = number(&self.run(self.job)?, "peak_rss_bytes") as u64;
        for _ in 0..RUNS {
            warm_memory(peak_bytes);
            let stats = self.run(self.job)?;
            let cpu = self.per_event(number(&stats, "cpu_seconds") * 1e9);
            runs.cpu.push(cpu);
            runs.speed.push(self.events as f64 / number(&stats, "wall_seconds") / 1e6);
            runs.rss.push(number(&stats, "peak_rss_bytes") / 1e6);
            if let Some(generator) = self.generator {
                let alone = self.per_event(number(&self.run(generator)?, "cpu_seconds") * 1e9);
                runs.generator.push(alone);
                runs.beyond.push(cpu - alone);
            }
            for (hand, runs) in self.hand.iter().zip(&mut runs.hand) {
                warm_memory(peak_bytes);
                let (cpu_ns, hand_bytes) = hand.run()?;
                runs.push(self.per_event(cpu_ns));
                peak_bytes = peak_bytes.max(hand_bytes);
            }
            if self.side_by_side {
                warm_memory(peak_bytes * self.threads as u64);
                runs.side_by_side.push(self.together()?);
            }
        }
        Ok(runs)
    }

    /// Million events per second of as many jobs of one thread as the contest has threads, until the last of them has ended.
    fn together(&self) -> Outcome<f64> {
        let alone = Contest { threads: 1, ..self.clone() };
        let started = Instant::now();
        std::thread::scope(|scope| {
            let jobs: Vec<_> = (0..self.threads).map(|_| scope.spawn(|| alone.run(self.job))).collect();
            jobs.into_iter().try_for_each(|job| job.join().expect("it does not panic").map(|_| ()))
        })?;
        Ok(self.events as f64 * self.threads as f64 / started.elapsed().as_secs_f64() / 1e6)
    }

    /// The stats of one run.
    pub(crate) fn run(&self, job: &Path) -> Outcome<serde_json::Value> {
        let mut arguments = vec!["--parallelism".to_owned(), self.threads.to_string()];
        for setting in &self.settings {
            arguments.extend(["--set".to_owned(), setting.clone()]);
        }
        stats(self.workspace, job, &arguments)
    }

    fn per_event(&self, x: f64) -> f64 {
        x / self.events as f64
    }
}

impl Hand<'_> {
    /// CPU ns of one run, less those of making the rows where that is asked for, and the most memory that it had.
    fn run(&self) -> Outcome<(f64, u64)> {
        let Account { cpu_ns, peak_rss_bytes } = hand::run(self.program, &self.arguments)?;
        let rows = match &self.empty {
            Some(empty) => hand::run(self.program, empty)?.cpu_ns,
            None => 0.0,
        };
        Ok((cpu_ns - rows, peak_rss_bytes as u64))
    }
}
