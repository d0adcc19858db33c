//! Determinism behind two exchanges: every channel of the windowed step is active, and how far the slowest is depends on threads.
//! A row must be late by the watermarks of its own channel, whatever the step's watermark is when it is read; and a row that missed
//! some windows must stay out of them also where they have not fired yet.
//!
//! `from rows |> key by noise |> key by key |> window hop(100, every 40) |> aggregate by key { n: count() }`

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::sync::Mutex;
use weir_runtime::cli::{Options, run_in_process};
use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "rekeyed",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["rows"],
    sinks: &[],
    steps: &["counts"],
    late_dropped: &[],
};

const EVENTS: i64 = 400_000;
static LATTICES: [Lattice; 1] = [Lattice { step: 40, phase: 100 }];
/// What fired, by window end and key; rows late, by key.
type Seen = (BTreeMap<(i64, i64), i64>, BTreeMap<i64, i64>);
static SEEN: Mutex<Seen> = Mutex::new((BTreeMap::new(), BTreeMap::new()));

struct Rekeyed;

impl Job for Rekeyed {
    type Shared = ();
    type Worker = Pipeline;
    fn prepare(_: &mut Setup<'_>) -> Result<()> {
        Ok(())
    }
    fn worker(_: &Arc<()>, setup: &WorkerSetup) -> Result<Pipeline> {
        let spec = WindowSpec { size: 100, step: 40, offset: 0, lateness: 0 };
        let counts = Counts {
            exchange: setup.exchange(1),
            marks: Marks::new(setup.workers),
            slices: Windows::new(spec),
            rows_in: 0,
        };
        let keyed = Keyed { exchange: setup.exchange(0), marks: Marks::new(setup.workers), next: counts };
        Ok(Pipeline { next_event: 0, ended: false, clock: Clock::new(60, &LATTICES), keyed })
    }
    fn finish(_: &()) -> Result<()> {
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Row {
    key: i64,
    time: i64,
}

/// Stateless between two exchanges: passes rows and controls on.
struct Keyed {
    exchange: Exchange<Row>,
    marks: Marks,
    next: Counts,
}

impl Keyed {
    fn row(&mut self, noise: u64, row: Row) {
        if self.exchange.alone() {
            self.next.row(row)
        } else {
            self.exchange.push(self.exchange.target(noise), |_| row)
        }
    }
    fn send(&mut self, control: Control) {
        if self.exchange.alone() { self.control(0, control) } else { self.exchange.publish(control) }
    }
    fn batch(&mut self, batch: &Batch<Row>) {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => rows.iter().for_each(|row| self.next.row(*row)),
                Part::Control(control) => self.control(batch.from, control),
            }
        }
    }
    fn control(&mut self, channel: usize, control: Control) {
        self.marks.update(channel, control).for_each(|change| self.next.send(change));
    }
}

struct Counts {
    exchange: Exchange<Row>,
    marks: Marks,
    slices: Windows<CountsKey, CountsGroup>,
    rows_in: u64,
}

#[derive(Clone, Copy)]
struct CountsKey(i64);
#[derive(Clone, Copy)]
struct CountsGroup(i64);

impl TableKey for CountsKey {
    type Hash = u64;
}

impl Key for CountsKey {
    fn same(&self, _: &Heap, other: &CountsKey, _: &Heap) -> bool {
        self.0 == other.0
    }
}
impl Group for CountsGroup {
    fn merge(&mut self, _: &mut Heap, from: &CountsGroup, _: &Heap) {
        self.0 += from.0;
    }
}

impl Counts {
    fn row(&mut self, row: Row) {
        let hash = hash_i64(row.key);
        if self.exchange.alone() {
            self.apply(row)
        } else {
            self.exchange.push(self.exchange.target(hash), |_| row)
        }
    }
    fn send(&mut self, control: Control) {
        if self.exchange.alone() { self.control(0, control) } else { self.exchange.publish(control) }
    }
    fn batch(&mut self, batch: &Batch<Row>) {
        self.slices.judge(self.marks.mark(batch.from));
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => rows.iter().for_each(|row| self.apply(*row)),
                Part::Control(control) => self.control(batch.from, control),
            }
        }
    }
    fn apply(&mut self, Row { key, time }: Row) {
        self.rows_in += 1;
        let placed = self.slices.place(time);
        if placed != Placed::Open {
            *SEEN.lock().unwrap().1.entry(key).or_default() += 1;
        }
        if placed != Placed::Late {
            self.slices.entry(hash_i64(key), |k, _| k.0 == key, |_| (CountsKey(key), CountsGroup(0))).0 += 1;
        }
    }
    fn control(&mut self, channel: usize, control: Control) {
        for change in self.marks.update(channel, control) {
            let Control::Watermark(watermark) = change else { continue };
            while let Some(fired) = self.slices.fire(watermark) {
                let mut seen = SEEN.lock().unwrap();
                fired
                    .iter()
                    .for_each(|(key, group)| *seen.0.entry((fired.end, key.0)).or_default() += group.0);
                self.slices.recycle(fired);
            }
        }
        self.slices.judge(self.marks.mark(channel));
    }
}

struct Pipeline {
    next_event: i64,
    ended: bool,
    clock: Clock,
    keyed: Keyed,
}

impl Pipeline {
    fn poll(&mut self) -> Polled {
        if self.ended {
            return Polled::Ended;
        }
        let until = EVENTS.min(self.next_event + 500);
        for n in self.next_event..until {
            let noise = hash_i64(n);
            let time = n / 20 - (noise >> 40) as i64 % 140;
            if let Some(watermark) = self.clock.tick(time) {
                self.keyed.send(Control::Watermark(watermark));
            }
            self.keyed.row(noise, Row { key: (noise >> 20) as i64 % 7, time });
        }
        self.next_event = until;
        if until == EVENTS {
            self.end();
        }
        Polled::Rows
    }
    fn end(&mut self) {
        self.ended = true;
        self.keyed.send(Control::End);
    }
}

impl Worker for Pipeline {
    fn start(&mut self, cx: Cx<'_>) {
        if cx.me() != 0 {
            self.end();
        }
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        while let Some(batch) = self.keyed.next.exchange.receive() {
            self.keyed.next.batch(&batch);
            self.keyed.next.exchange.recycle(batch);
            rounds.worked();
        }
        while !self.keyed.next.exchange.blocked()
            && let Some(batch) = self.keyed.exchange.receive()
        {
            self.keyed.batch(&batch);
            self.keyed.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.keyed.exchange.blocked() && !self.keyed.next.exchange.blocked() {
            rounds.add(self.poll());
        } else {
            rounds.open();
        }
        self.keyed.next.exchange.end_round(&mut rounds);
        self.keyed.exchange.end_round(&mut rounds);
        rounds.end()
    }
    fn stats(&self, stats: &mut StatsSink) {
        stats.step(0, StepCounts { rows_in: self.keyed.next.rows_in, ..StepCounts::default() });
    }
}

fn run(parallelism: usize, batch_rows: usize) -> Seen {
    let options =
        Options { parallelism, batch_rows: Some(batch_rows), progress: false, ..Options::default() };
    let stats = run_in_process::<Rekeyed>(&DESCRIPTION, &options).expect("the job does not fail");
    assert_eq!(stats.step_counts(0).rows_in, EVENTS.cast_unsigned());
    std::mem::take(&mut *SEEN.lock().unwrap())
}

#[test]
fn windows_and_late_rows_behind_two_exchanges_are_those_of_one_worker() {
    let expected = run(1, 1024);
    let late: i64 = expected.1.values().sum();
    assert!(late > EVENTS / 20, "{late} rows are late");
    for (parallelism, batch_rows) in [(2, 1024), (2, 7), (3, 1), (4, 256)] {
        assert!(
            run(parallelism, batch_rows) == expected,
            "at {parallelism} workers, {batch_rows} rows a batch"
        );
    }
}
