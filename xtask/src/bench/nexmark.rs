//! Every Nexmark query on the generator, at one thread and at two: CPU time an event. In turn with it, run by run, what the generator alone takes (a pipeline that discards) and,
//! for some, a loop written by hand.

use super::tools::contest::{Contest, Hand};
use super::tools::hand;
use super::tools::measure::{job, number};
use super::tools::report::Measured;
use std::path::PathBuf;
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

/// Events of a run: of a first one, then as many as take about [`CPU_SECONDS`], so that neither start nor growth of tables is what is measured.
const EVENTS_PROBE: u64 = 1_000_000;
const EVENTS_MAX: u64 = 40_000_000;
const CPU_SECONDS: f64 = 1.2;
/// Queries that there is a loop for.
const HAND: [&str; 10] = ["q0", "q1", "q2", "q5", "q7", "q14", "q15", "q17", "q21", "q22"];

pub(super) fn measure(workspace: &Workspace, quick: bool) -> Outcome<Vec<Measured>> {
    let generator = job(workspace, &workspace.root.join("xtask/baselines/generator.weir"))?;
    let hand = hand::build(workspace, "hand", &[])?;
    let mut cases = Vec::new();
    for query in queries(workspace)? {
        let binary = job(workspace, &query)?;
        let name = query.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let probe = Contest {
            workspace,
            job: &binary,
            threads: 1,
            events: EVENTS_PROBE,
            settings: vec![format!("events={EVENTS_PROBE}")],
            generator: Some(&generator),
            hand: Vec::new(),
            side_by_side: false,
        };
        let events = if quick { EVENTS_PROBE } else { events_for_a_run(&probe)? };
        for threads in [1, 2] {
            eprintln!("{name}, {threads} thread(s)");
            let mut contest =
                Contest { threads, events, settings: vec![format!("events={events}")], ..probe.clone() };
            contest.side_by_side = threads > 1;
            if threads == 1 && HAND.contains(&name.as_str()) {
                let arguments = vec![name.clone(), events.to_string()];
                contest.hand.push(Hand { name: "by hand", program: &hand, arguments, empty: None });
            }
            cases.push(contest.whole(&name)?);
        }
    }
    Ok(cases)
}

/// `pipelines/nexmark/qN.weir`, by number.
pub(super) fn queries(workspace: &Workspace) -> Outcome<Vec<PathBuf>> {
    let folder = workspace.root.join("pipelines/nexmark");
    let entries = std::fs::read_dir(&folder).map_err(|e| Failed::io("cannot read", &folder, &e))?;
    let mut queries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    queries.retain(|path| path.extension().is_some_and(|e| e == "weir"));
    let number =
        |path: &PathBuf| path.file_stem()?.to_string_lossy().trim_start_matches('q').parse::<u32>().ok();
    queries.sort_by_key(number);
    Ok(queries)
}

/// Whole millions.
fn events_for_a_run(probe: &Contest<'_>) -> Outcome<u64> {
    let each = number(&probe.run(probe.job)?, "cpu_seconds") / probe.events as f64;
    let millions = (CPU_SECONDS / each / 1e6).round();
    Ok((millions as u64 * 1_000_000).clamp(EVENTS_PROBE, EVENTS_MAX))
}
