//! Running aggregates: types of keys, how many keys, and functions. As with windows, making the rows is measured in turn and taken off.

use super::tools::contest::{Contest, Hand, Lane, Maker};
use super::tools::hand;
use super::tools::measure::variant;
use super::tools::report::{Measured, keys_shown};
use std::path::PathBuf;
use weir_cli::Outcome;
use weir_cli::workspace::Workspace;

const KEYS: [u64; 4] = [10, 1_000, 100_000, 10_000_000];
const EVENTS: u64 = 20_000_000;

/// A kind of key or function: the text of the pipeline that it changes, and the loop by hand.
pub(super) struct Kind {
    pub(super) name: &'static str,
    file: &'static str,
    changes: &'static [(&'static str, &'static str)],
    forgets: &'static [(&'static str, &'static str)],
    hand: &'static str,
    hand_empty: &'static str,
}

const COUNT: &str = "|> aggregate by key { n: count() }";
/// Compared with what nobody knows before the job starts: a test that is known to fail would take the making of keys away.
const FORGET: (&str, &str) = (COUNT, "|> where key == events");
/// For functions that look at the value: making it is the generator's too.
const FORGET_VALUE: (&str, &str) = (COUNT, "|> where key == events || value == events");

/// What others stand on too: rows by an integer, counted.
pub(super) const BY_I64: Kind = Kind {
    name: "count by i64",
    file: "aggregate_i64",
    changes: &[],
    forgets: &[FORGET],
    hand: "count",
    hand_empty: "none",
};

const KINDS: [Kind; 5] = [
    BY_I64,
    Kind {
        name: "count by string",
        file: "aggregate_string",
        changes: &[
            ("key: i64", "key: string"),
            ("key: abs(hash(n) % keys)", "key: concat(\"key-\", abs(hash(n) % keys))"),
        ],
        forgets: &[(COUNT, "|> where key == \"\"")],
        hand: "count_text",
        hand_empty: "none_text",
    },
    Kind {
        name: "count by (i64, i64)",
        file: "aggregate_pair",
        changes: &[("by key {", "by key, part: key % 7 {")],
        forgets: &[(COUNT, "|> where key == events || key % 7 == events")],
        hand: "count_pair",
        hand_empty: "none",
    },
    Kind {
        name: "sum, avg by i64",
        file: "aggregate_sum_avg",
        changes: &[("n: count()", "total: sum(value), mean: avg(value)")],
        forgets: &[FORGET_VALUE],
        hand: "sum_avg",
        hand_empty: "none",
    },
    Kind {
        name: "count_distinct by i64",
        file: "aggregate_distinct",
        changes: &[("n: count()", "values: count_distinct(value)")],
        forgets: &[FORGET_VALUE],
        hand: "distinct",
        hand_empty: "none",
    },
];

pub(super) fn measure(workspace: &Workspace, quick: bool) -> Outcome<Vec<Measured>> {
    let hand = hand::build(workspace, "tables", &[])?;
    let events = if quick { EVENTS / 20 } else { EVENTS };
    let mut cases = Vec::new();
    for kind in &KINDS {
        let (job, generator) = kind.jobs(workspace)?;
        for keys in KEYS {
            let case = format!("{}, {}", kind.name, keys_shown(keys));
            eprintln!("{case}");
            let arguments = |what: &str| vec![what.to_owned(), keys.to_string(), events.to_string()];
            let contest = Contest {
                workspace,
                job: &job,
                lanes: vec![Lane {
                    threads: 1,
                    settings: vec![format!("events={events}"), format!("keys={keys}")],
                }],
                events,
                generator: Some(Maker::Job(&generator)),
                hand: vec![Hand {
                    name: "by hand",
                    program: &hand,
                    arguments: arguments(kind.hand),
                    empty: Some(arguments(kind.hand_empty)),
                }],
                side_by_side: false,
            };
            cases.push(contest.beyond(&case)?.at("keys", kind.name, keys as f64));
        }
    }
    Ok(cases)
}

impl Kind {
    /// The job, and the same without the aggregate.
    pub(super) fn jobs(&self, workspace: &Workspace) -> Outcome<(PathBuf, PathBuf)> {
        let job = variant(workspace, "aggregate.weir", self.file, self.changes)?;
        // The keys are those of the job, the functions are gone.
        let kept = self.changes.iter().filter(|(from, _)| !COUNT.contains(from));
        let changes: Vec<(&str, &str)> = kept.chain(self.forgets).copied().collect();
        let generator = variant(workspace, "aggregate.weir", &format!("{}_generator", self.file), &changes)?;
        Ok((job, generator))
    }
}
