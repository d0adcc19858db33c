//! Memory: what a key costs in each kind of table, and what a job without state keeps. Keys come in turn, so that it is known how many there are. The largest resident set of a run with many keys, less that of one with a single
//! key, over the number of keys; growing a table needs the old one beside the new one for a moment, and that is in the figure.

use super::tools::hand;
use super::tools::measure::{RUNS, job, number, stats, variant};
use super::tools::report::{Measured, keys_shown};
use std::path::Path;
use weir_cli::Outcome;
use weir_cli::workspace::Workspace;

const KEYS: [u64; 2] = [1_000_000, 10_000_000];
/// What stands in the pipeline for a key.
const DRAWN: &str = "key: abs(hash(n) % keys)";
const COUNT: &str = "|> aggregate by key { n: count() }";

/// A kind of table: the pipeline's name, what its text has in place of the count, and the loop by hand.
struct Table {
    name: &'static str,
    file: &'static str,
    changes: &'static [(&'static str, &'static str)],
    by_hand: Option<&'static str>,
}

const TABLES: [Table; 6] = [
    Table { name: "count by i64", file: "memory_i64", changes: &[], by_hand: Some("count") },
    Table {
        name: "count by string (5 to 11 bytes)",
        file: "memory_string",
        changes: &[("key: i64", "key: string"), (DRAWN, "key: concat(\"key-\", n % keys)")],
        by_hand: Some("count_text"),
    },
    Table {
        name: "sum, avg by i64",
        file: "memory_sum_avg",
        changes: &[("n: count()", "total: sum(value), mean: avg(value)")],
        by_hand: Some("sum_avg"),
    },
    Table {
        name: "count_distinct by i64, 1 or 2 values a key",
        file: "memory_distinct",
        changes: &[("n: count()", "values: count_distinct(value)")],
        by_hand: Some("distinct"),
    },
    Table {
        name: "top 1 per i64",
        file: "memory_top",
        changes: &[(COUNT, "|> top 1 by value desc per key")],
        by_hand: None,
    },
    Table {
        name: "dedup by i64, keep last",
        file: "memory_dedup",
        changes: &[(COUNT, "|> dedup by key keep last")],
        by_hand: None,
    },
];

pub(super) fn measure(workspace: &Workspace, quick: bool) -> Outcome<Vec<Measured>> {
    let hand = hand::build(workspace, "tables", &[])?;
    let mut cases = Vec::new();
    for Table { name, file, changes, by_hand } in TABLES {
        let mut changes = changes.to_vec();
        if !changes.iter().any(|change| change.0 == DRAWN) {
            changes.push((DRAWN, "key: n % keys"));
        }
        let job = variant(workspace, "aggregate.weir", file, &changes)?;
        for keys in if quick { &KEYS[..1] } else { &KEYS } {
            eprintln!("{name}, {}", keys_shown(*keys));
            let per_key = |most: f64, least: f64| (most - least) / *keys as f64;
            let (mut bytes, mut rss, mut hands) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..RUNS {
                let most = peak(workspace, &job, *keys, 2 * keys)?;
                rss.push(most / 1e6);
                bytes.push(per_key(most, peak(workspace, &job, 1, 1)?));
                if let Some(what) = by_hand {
                    let peak = |keys: u64, events: u64| {
                        let arguments =
                            [what.to_owned(), keys.to_string(), events.to_string(), "in_turn".to_owned()];
                        hand::run(&hand, &arguments).map(|account| account.peak_rss_bytes)
                    };
                    hands.push(per_key(peak(*keys, 2 * keys)?, peak(1, 1)?));
                }
            }
            let case =
                Measured { threads: Some(1), ..Measured::new(format!("{name}, {}", keys_shown(*keys))) };
            let case = case.figure("bytes_per_key", bytes).figure("peak_rss_megabytes", rss);
            cases.push(case.baseline("std HashMap", hands));
        }
    }
    cases.extend(without_state(workspace)?);
    Ok(cases)
}

/// The largest resident set of a run.
fn peak(workspace: &Workspace, job: &Path, keys: u64, events: u64) -> Outcome<f64> {
    let arguments = [
        "--parallelism".to_owned(),
        "1".to_owned(),
        "--set".to_owned(),
        format!("keys={keys}"),
        "--set".to_owned(),
        format!("events={events}"),
    ];
    Ok(number(&stats(workspace, job, &arguments)?, "peak_rss_bytes"))
}

fn without_state(workspace: &Workspace) -> Outcome<Vec<Measured>> {
    let job = job(workspace, &workspace.root.join("pipelines/nexmark/q1.weir"))?;
    let mut cases = Vec::new();
    for threads in [1, 2] {
        let arguments = [
            "--parallelism".to_owned(),
            threads.to_string(),
            "--set".to_owned(),
            "events=5000000".to_owned(),
        ];
        let mut rss = Vec::new();
        for _ in 0..RUNS {
            rss.push(number(&stats(workspace, &job, &arguments)?, "peak_rss_bytes") / 1e6);
        }
        let case = Measured { threads: Some(threads), ..Measured::new("without state (Nexmark q1)") };
        cases.push(case.figure("peak_rss_megabytes", rss));
    }
    Ok(cases)
}
