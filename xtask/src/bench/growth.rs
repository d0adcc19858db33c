//! What grows with what: the cost of an event as rows, keys and threads grow, as curves. A count by key stands for state.

use super::aggregate::BY_I64;
use super::tools::contest::{Contest, Hand};
use super::tools::hand;
use super::tools::measure::job;
use super::tools::report::{Measured, keys_shown, median};
use std::path::Path;
use weir_cli::Outcome;
use weir_cli::workspace::Workspace;

const ROWS: [u64; 4] = [1_000_000, 10_000_000, 50_000_000, 200_000_000];
const KEYS: [u64; 6] = [1_000, 10_000, 100_000, 1_000_000, 3_000_000, 10_000_000];
/// So that ten million keys come four times.
const EVENTS: u64 = 40_000_000;
const EVENTS_OF_THREADS: u64 = 20_000_000;
/// Keys where rows or threads grow.
const KEYS_ELSEWHERE: u64 = 10_000;

pub(super) fn measure(workspace: &Workspace, quick: bool) -> Outcome<Vec<Measured>> {
    let less = if quick { 20 } else { 1 };
    let (count, generator) = BY_I64.jobs(workspace)?;
    let stateless = job(workspace, &workspace.root.join("pipelines/nexmark/q1.weir"))?;
    let contest = Contest {
        workspace,
        job: &count,
        threads: 1,
        events: EVENTS / less,
        settings: Vec::new(),
        generator: Some(&generator),
        hand: Vec::new(),
        side_by_side: false,
    };
    let mut cases = Vec::new();
    for rows in ROWS.map(|rows| rows / less) {
        let case = format!("{} million rows", rows as f64 / 1e6);
        cases.push(run(&contest, case, 1, rows, KEYS_ELSEWHERE)?.at(
            "rows",
            "count by key, 10,000 keys",
            rows as f64,
        ));
    }
    cases.extend(keys(&contest)?);
    let events = EVENTS_OF_THREADS / less;
    for (name, job) in [("stateless (Nexmark q1)", &stateless), ("count by key", &count)] {
        cases.extend(threads(&contest, name, job, events)?);
    }
    Ok(cases)
}

/// A thousand keys to ten million, beside a loop by hand, and how much dearer the most are than the fewest.
fn keys(contest: &Contest<'_>) -> Outcome<Vec<Measured>> {
    let hand = hand::build(contest.workspace, "tables", &[])?;
    let mut cases = Vec::new();
    for keys in KEYS {
        let arguments = ["count".to_owned(), keys.to_string(), contest.events.to_string()];
        let mut contest = Contest { generator: None, ..contest.clone() };
        contest.hand.push(Hand { name: "by hand", program: &hand, arguments: arguments.into(), empty: None });
        let measured = run(&contest, keys_shown(keys), 1, contest.events, keys)?;
        cases.push(measured.at("keys", "count by key", keys as f64));
    }
    let (Some(few), Some(many)) = (cases.first(), cases.last()) else { return Ok(cases) };
    let ratio =
        Measured::new("10,000,000 keys against 1,000").figure("ratio", vec![many.main() / few.main()]);
    let by_hand = |case: &Measured| case.baselines.first().map_or(f64::NAN, |(_, runs)| median(runs));
    let ratio = ratio.baseline("by hand", vec![by_hand(many) / by_hand(few)]);
    cases.push(ratio);
    Ok(cases)
}

fn run(contest: &Contest<'_>, case: String, threads: usize, events: u64, keys: u64) -> Outcome<Measured> {
    eprintln!("{case}");
    let settings = vec![format!("events={events}"), format!("keys={keys}")];
    Contest { threads, events, settings, ..contest.clone() }.whole(case)
}

/// One thread, two, and so on by doubling, up to the cores there are.
fn threads(contest: &Contest<'_>, name: &'static str, job: &Path, events: u64) -> Outcome<Vec<Measured>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let counts = std::iter::successors(Some(1), |n| Some(n * 2)).take_while(|n| *n <= cores);
    let mut cases: Vec<Measured> = Vec::new();
    for threads in counts {
        eprintln!("{name}, {threads} thread(s)");
        let mut settings = vec![format!("events={events}")];
        if name != "stateless (Nexmark q1)" {
            settings.push(format!("keys={KEYS_ELSEWHERE}"));
        }
        let contest = Contest { job, threads, events, settings, generator: None, ..contest.clone() };
        cases.push(contest.whole(name)?.at("threads", name, threads as f64));
    }
    let speed = |case: &Measured| {
        case.figures.iter().find(|(f, _)| *f == "million_events_per_second").map(|(_, runs)| median(runs))
    };
    if let (Some(one), Some(all)) = (cases.first().and_then(speed), cases.last().and_then(speed)) {
        let case = format!("{name}: {cores} threads against one, speed");
        cases.push(Measured::new(case).figure("ratio", vec![all / one]));
    }
    Ok(cases)
}
