//! Windows: what overlap (size / step) costs, and what keys do. Rows are made from their number; a pipeline that only makes them is measured in turn and taken off,
//! from the job as from the loop written by hand.

use super::tools::contest::{Contest, Hand, Lane, Maker};
use super::tools::hand;
use super::tools::measure::variant;
use super::tools::report::{Measured, keys_shown};
use std::path::{Path, PathBuf};
use weir_cli::Outcome;
use weir_cli::workspace::Workspace;

/// Size and step in seconds.
type Window = (i64, i64);

/// A minute, in steps that overlap 1, 2, 5, 10, 30 and 60 times.
const OVERLAPS: [Window; 6] = [(60, 60), (60, 30), (60, 12), (60, 6), (60, 2), (60, 1)];
const TUMBLE: Window = (10, 10);
const HOP: Window = (10, 2);
const KEYS: [i64; 6] = [1, 100, 10_000, 100_000, 1_000_000, 10_000_000];
/// Where overlaps are compared.
const KEYS_OF_OVERLAPS: i64 = 1_000;
const RATE: i64 = 100_000;
/// So fast does event time go where keys are compared that ten million keys have room in a window.
const RATE_OF_KEYS: i64 = 1_000_000;
const EVENTS: u64 = 20_000_000;

pub(super) fn measure(workspace: &Workspace, quick: bool) -> Outcome<Vec<Measured>> {
    let bench = Bench {
        workspace,
        generator: generator(workspace)?,
        hand: hand::build(workspace, "tables", &[])?,
        events: if quick { EVENTS / 20 } else { EVENTS },
    };
    let mut cases = Vec::new();
    for window in OVERLAPS {
        let overlap = window.0 / window.1;
        let case = format!("{}, overlap {overlap}", shown(window));
        let measured = bench.case(case, window, KEYS_OF_OVERLAPS, RATE)?;
        cases.push(measured.at("overlap (size / step), 1,000 keys", "hop(60s, every …)", overlap as f64));
    }
    cases.extend(bench.target()?);
    for (window, keys) in [TUMBLE, HOP].into_iter().flat_map(|window| KEYS.map(|keys| (window, keys))) {
        let case = format!("{}, {}", shown(window), keys_shown(keys.cast_unsigned()));
        let measured = bench.case(case, window, keys, RATE_OF_KEYS)?;
        cases.push(measured.at("keys", shown(window), keys as f64));
    }
    Ok(cases)
}

/// The same rows, made and forgotten.
fn generator(workspace: &Workspace) -> Outcome<PathBuf> {
    let forget = [
        ("|> window tumble(10s) late drop\n", "|> where key == events || at < 1960-01-01T00:00:00Z\n"),
        ("    |> aggregate by key { n: count() }\n", ""),
    ];
    variant(workspace, "windows.weir", "windows_generator", &forget)
}

fn shown((size, step): Window) -> String {
    if size == step { format!("tumble({size}s)") } else { format!("hop({size}s, every {step}s)") }
}

struct Bench<'a> {
    workspace: &'a Workspace,
    generator: PathBuf,
    hand: PathBuf,
    events: u64,
}

impl Bench<'_> {
    fn job(&self, window: Window) -> Outcome<PathBuf> {
        let name = format!("windows_{}_{}", window.0, window.1);
        variant(self.workspace, "windows.weir", &name, &[("tumble(10s)", &shown(window))])
    }

    fn case(&self, case: String, window: Window, keys: i64, rate: i64) -> Outcome<Measured> {
        eprintln!("{case}");
        let job = self.job(window)?;
        let mut contest = self.contest(&job, keys, rate);
        let numbers = [keys, self.events.cast_signed(), rate, window.0 * 1000, window.1 * 1000];
        let with =
            |what: &str| std::iter::once(what.to_owned()).chain(numbers.map(|n| n.to_string())).collect();
        contest.hand = vec![Hand {
            name: "by hand",
            program: &self.hand,
            arguments: with("windows"),
            empty: Some(with("none_timed")),
        }];
        contest.beyond(&case)
    }

    fn contest<'b>(&'b self, job: &'b Path, keys: i64, rate: i64) -> Contest<'b> {
        Contest {
            workspace: self.workspace,
            job,
            lanes: vec![Lane {
                threads: 1,
                settings: vec![
                    format!("events={}", self.events),
                    format!("keys={keys}"),
                    format!("rate={rate}"),
                ],
            }],
            events: self.events,
            generator: Some(Maker::Job(&self.generator)),
            hand: Vec::new(),
            side_by_side: false,
        }
    }

    /// Five windows a row against one, over the same rows: both whole, and their ratio.
    fn target(&self) -> Outcome<Vec<Measured>> {
        let (tumble, hop) = (self.job(TUMBLE)?, self.job(HOP)?);
        let case = format!("{} against {}", shown(HOP), shown(TUMBLE));
        eprintln!("{case}");
        let mut contest = self.contest(&hop, KEYS_OF_OVERLAPS, RATE);
        contest.generator = Some(Maker::Job(&tumble));
        let runs = contest.whole_of_one("")?;
        let both = |list: &[(&str, Vec<f64>)]| list.first().map(|(_, runs)| runs.clone()).unwrap_or_default();
        let (hop, tumble) = (both(&runs.figures), both(&runs.baselines));
        let ratio = hop.iter().zip(&tumble).map(|(hop, tumble)| hop / tumble).collect();
        let measured = Measured { threads: Some(1), events: Some(self.events), ..Measured::new(case) };
        Ok(vec![measured.figure("ratio", ratio).figure("cpu_ns_per_event", hop).baseline("tumble", tumble)])
    }
}
