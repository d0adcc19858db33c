//! Every Nexmark query on the generator, at one thread and at two: CPU time an event. In turn with it, run by run, what the generator alone takes (a pipeline that discards) and,
//! for some, a loop written by hand.

use super::hand;
use super::measure::{RUNS, job, number, stats, time};
use super::report::Measured;
use std::path::{Path, PathBuf};
use std::process::Command;
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

/// Events of a run: of a first one, then as many as take about [`CPU_SECONDS`], so that neither start nor growth of tables is what is measured.
const EVENTS_PROBE: u64 = 1_000_000;
const EVENTS_MAX: u64 = 20_000_000;
const CPU_SECONDS: f64 = 0.6;
/// A hand loop is over too soon for the kernel's clock: it makes so many times as many events.
const HAND_TIMES: u64 = 5;

pub(super) fn measure(workspace: &Workspace, quick: bool) -> Outcome<Vec<Measured>> {
    let generator = job(workspace, &workspace.root.join("xtask/baselines/generator.weir"))?;
    let hand = hand::build(workspace)?;
    let mut cases = Vec::new();
    for query in queries(workspace)? {
        let binary = job(workspace, &query)?;
        let name = query.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let probe = Contest {
            workspace,
            events: EVENTS_PROBE,
            threads: 1,
            job: &binary,
            generator: &generator,
            hand: &hand,
        };
        let events = if quick { EVENTS_PROBE } else { probe.events_for_a_run()? };
        for threads in [1, 2] {
            eprintln!("{name}, {threads} thread(s)");
            cases.push(Contest { events, threads, ..probe }.measure(&name)?);
        }
    }
    Ok(cases)
}

/// `pipelines/nexmark/qN.weir`, by number.
fn queries(workspace: &Workspace) -> Outcome<Vec<PathBuf>> {
    let folder = workspace.root.join("pipelines/nexmark");
    let entries = std::fs::read_dir(&folder).map_err(|e| Failed::io("cannot read", &folder, &e))?;
    let mut queries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    queries.retain(|path| path.extension().is_some_and(|e| e == "weir"));
    let number =
        |path: &PathBuf| path.file_stem()?.to_string_lossy().trim_start_matches('q').parse::<u32>().ok();
    queries.sort_by_key(number);
    Ok(queries)
}

/// A query and what it is compared with.
#[derive(Clone, Copy)]
struct Contest<'a> {
    workspace: &'a Workspace,
    events: u64,
    threads: usize,
    job: &'a Path,
    generator: &'a Path,
    hand: &'a Path,
}

impl Contest<'_> {
    /// Whole millions.
    fn events_for_a_run(&self) -> Outcome<u64> {
        let each = number(&self.run(self.job)?, "cpu_seconds") / self.events as f64;
        let millions = (CPU_SECONDS / each / 1e6).round();
        Ok((millions as u64 * 1_000_000).clamp(EVENTS_PROBE, EVENTS_MAX))
    }

    fn measure(&self, name: &str) -> Outcome<Measured> {
        let (mut cpu, mut speed, mut rss) = (Vec::new(), Vec::new(), Vec::new());
        let (mut generator, mut hand) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let stats = self.run(self.job)?;
            cpu.push(self.per_event(number(&stats, "cpu_seconds")));
            speed.push(self.events as f64 / number(&stats, "wall_seconds") / 1e6);
            rss.push(number(&stats, "peak_rss_bytes") / 1e6);
            generator.push(self.per_event(number(&self.run(self.generator)?, "cpu_seconds")));
            if self.threads == 1 && hand::QUERIES.contains(&name) {
                let events = self.events * HAND_TIMES;
                let (_, seconds) = time(Command::new(self.hand).arg(name).arg(events.to_string()))?;
                hand.push(seconds * 1e9 / events as f64);
            }
        }
        let figures = vec![
            ("cpu_ns_per_event", cpu),
            ("million_events_per_second", speed),
            ("peak_rss_megabytes", rss),
        ];
        let mut baselines = vec![("generator", generator)];
        if !hand.is_empty() {
            baselines.push(("hand", hand));
        }
        Ok(Measured {
            case: name.to_owned(),
            threads: Some(self.threads),
            events: Some(self.events),
            figures,
            baselines,
        })
    }

    fn run(&self, job: &Path) -> Outcome<serde_json::Value> {
        let arguments = [
            "--parallelism".to_owned(),
            self.threads.to_string(),
            "--set".to_owned(),
            format!("events={}", self.events),
        ];
        stats(self.workspace, job, &arguments)
    }

    fn per_event(&self, seconds: f64) -> f64 {
        seconds * 1e9 / self.events as f64
    }
}
