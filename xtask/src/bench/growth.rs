//! What grows with what: the cost of an event as rows, keys and threads grow, as curves. A count by key stands for state.

use super::aggregate::BY_I64;
use super::tools::contest::{Contest, Hand, Lane, Maker};
use super::tools::hand;
use super::tools::measure::job;
use super::tools::report::{Measured, grouped, keys_shown};
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
        lanes: Vec::new(),
        events: EVENTS / less,
        generator: Some(Maker::Job(&generator)),
        hand: Vec::new(),
        side_by_side: false,
    };
    let mut cases = Vec::new();
    for rows in ROWS.map(|rows| rows / less) {
        let case = format!("{} million rows", rows as f64 / 1e6);
        cases.push(run(&contest, case, rows, KEYS_ELSEWHERE)?.at(
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
        let measured = run(&contest, keys_shown(keys), contest.events, keys)?;
        cases.push(measured.at("keys", "count by key", keys as f64));
    }
    cases.push(many_against_few(contest, &hand)?);
    Ok(cases)
}

/// The most keys and the fewest in turn, jobs and loops by hand: how much dearer the most are, round by round.
fn many_against_few(contest: &Contest<'_>, hand: &Path) -> Outcome<Measured> {
    let both = [KEYS[0], KEYS[KEYS.len() - 1]];
    let case = format!("{} against {}, in turn", keys_shown(both[1]), grouped(both[0]));
    eprintln!("{case}");
    let loops = both.map(|keys| Hand {
        name: "by hand",
        program: hand,
        arguments: vec!["count".to_owned(), keys.to_string(), contest.events.to_string()],
        empty: None,
    });
    let lanes = both.map(|keys| lane(contest.events, keys)).into();
    let runs = Contest { lanes, generator: None, hand: loops.into(), ..contest.clone() }.whole("")?;
    let ratios = |few: &[f64], many: &[f64]| many.iter().zip(few).map(|(many, few)| many / few).collect();
    let cpu = |i: usize| runs[i].figures[0].1.as_slice();
    let by_hand = |i: usize| runs[0].baselines[i].1.as_slice();
    let measured = Measured::new(case).figure("ratio", ratios(cpu(0), cpu(1)));
    Ok(measured.baseline("by hand", ratios(by_hand(0), by_hand(1))))
}

fn lane(events: u64, keys: u64) -> Lane {
    Lane { threads: 1, settings: vec![format!("events={events}"), format!("keys={keys}")] }
}

fn run(contest: &Contest<'_>, case: String, events: u64, keys: u64) -> Outcome<Measured> {
    eprintln!("{case}");
    Contest { lanes: vec![lane(events, keys)], events, ..contest.clone() }.whole_of_one(&case)
}

/// One thread, two, and so on by doubling, up to the cores there are.
fn threads(contest: &Contest<'_>, name: &'static str, job: &Path, events: u64) -> Outcome<Vec<Measured>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let counts = std::iter::successors(Some(1), |n| Some(n * 2)).take_while(|n| *n <= cores);
    let lane = |threads| {
        let mut settings = vec![format!("events={events}")];
        if name != "stateless (Nexmark q1)" {
            settings.push(format!("keys={KEYS_ELSEWHERE}"));
        }
        Lane { threads, settings }
    };
    eprintln!("{name}, by threads");
    let lanes = counts.map(lane).collect();
    let cases = Contest { job, lanes, events, generator: None, ..contest.clone() }.whole(name)?;
    let at = |case: Measured| {
        let threads = case.threads.unwrap_or(1) as f64;
        case.at("threads", name, threads)
    };
    Ok(cases.into_iter().map(at).collect())
}
