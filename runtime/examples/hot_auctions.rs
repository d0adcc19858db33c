//! A whole job written by hand, as the compiler would write it: the reference for generated code, and the subject of the
//! tests of the runtime.
//!
//! ```text
//! let counts = from bids |> window hop(10s, every 2s) |> aggregate by auction { num: count() }
//! from counts      |> top 1 with ties by num desc |> select { auction, num, window.end } |> into out
//! from counts.late |> select { auction }                                                  |> into late
//! ```
//!
//! What to look at: the order in `round`; who sends controls, and that a worker which is not alone sends rows and controls to itself too; `judge` around the rows of each channel; the end of a source.

use std::cmp::Ordering;
use std::io::Write;
use weir_runtime::prelude::*;

/// What the compiler knows of the job.
pub static DESCRIPTION: Description = Description {
    name: "hot_auctions",
    weir: "0.1.0",
    manifest: "{}",
    explain: "bids -> counts -> hot -> out",
    explain_json: "{}",
    params: &[
        ParamDescription {
            name: "events",
            doc: "How many bids.",
            ty: "i64",
            variants: &[],
            default: Some("1000000"),
            secret: false,
        },
        ParamDescription {
            name: "auctions",
            doc: "Among so many.",
            ty: "i64",
            variants: &[],
            default: Some("1000"),
            secret: false,
        },
        ParamDescription {
            name: "disorder",
            doc: "Greatest delay.",
            ty: "duration",
            variants: &[],
            default: Some("0s"),
            secret: false,
        },
        ParamDescription {
            name: "show",
            doc: "Print the rows.",
            ty: "bool",
            variants: &[],
            default: Some("false"),
            secret: false,
        },
    ],
    sources: &["bids"],
    sinks: &["out", "late"],
    steps: &["counts", "hot"],
    late_dropped: &[],
};

#[allow(dead_code, reason = "the tests include this file and drive the job themselves")]
fn main() -> ExitCode {
    weir_runtime::main::<HotAuctions>(&DESCRIPTION)
}

/// The job.
pub struct HotAuctions;

struct Params {
    events: i64,
    auctions: i64,
    disorder: i64,
    show: bool,
}

/// What all workers share.
pub struct Shared {
    params: Params,
    out: Lines,
    late: Lines,
}

#[path = "hot_auctions_sink/lines.rs"]
mod lines;
pub use lines::RESULTS;
use lines::{Lines, LinesWriter};

impl Job for HotAuctions {
    type Shared = Shared;
    type Worker = Pipeline;

    fn prepare(setup: &mut Setup<'_>) -> Result<Shared> {
        let params = Params {
            events: setup.param_i64(0)?,
            auctions: setup.param_i64(1)?,
            disorder: setup.param_duration(2)?,
            show: setup.param_bool(3)?,
        };
        Ok(Shared { params, out: Lines(Arc::default()), late: Lines(Arc::default()) })
    }

    fn worker(shared: &Arc<Shared>, setup: &WorkerSetup) -> Result<Pipeline> {
        Ok(Pipeline::new(shared, setup))
    }

    fn finish(shared: &Shared) -> Result<()> {
        shared.out.commit("out", shared.params.show);
        shared.late.commit("late", shared.params.show);
        Ok(())
    }
}

// ---- bids |> window hop(10s, every 2s)

/// Watermarks count where a window of `counts` ends.
static BIDS_LATTICES: [Lattice; 1] = [Lattice { step: 2_000_000, phase: 0 }];

/// `source bids`: one split, read by worker 0.
struct Bids {
    next_event: i64,
    events: i64,
    auctions: i64,
    disorder: i64,
    clock: Clock,
    ended: bool,
    rows: u64,
}

impl Bids {
    /// A worker without a split ends before the job begins to read.
    fn start(&mut self, cx: Cx<'_>, next: &mut Counts) {
        if cx.me() != 0 {
            self.end(cx, Control::End, next);
        }
    }

    fn poll(&mut self, cx: Cx<'_>, next: &mut Counts) -> Polled {
        if self.ended {
            return Polled::Ended;
        }
        if cx.stopping() {
            self.end(cx, Control::Stop, next);
            return Polled::Ended;
        }
        let until = self.events.min(self.next_event + 1024);
        for n in self.next_event..until {
            let noise = hash_i64(n);
            let auction = 1000 + (noise % self.auctions.cast_unsigned()).cast_signed();
            let time = n * 10 - ((noise >> 32) as i64 * self.disorder) / (1 << 32);
            if let Some(watermark) = self.clock.tick(time) {
                next.send(cx, Control::Watermark(watermark));
            }
            next.row(cx, auction, time);
        }
        self.rows += (until - self.next_event).cast_unsigned();
        self.next_event = until;
        if until == self.events {
            self.end(cx, Control::End, next);
        }
        Polled::Rows
    }

    fn end(&mut self, cx: Cx<'_>, last: Control, next: &mut Counts) {
        self.ended = true;
        next.send(cx, last);
    }
}

// ---- counts: aggregate by auction { num: count() }

#[derive(Clone, Copy)]
struct CountsRow {
    auction: i64,
    time: i64,
}

#[derive(Clone, Copy)]
struct CountsKey {
    auction: i64,
}

impl TableKey for CountsKey {
    type Hash = u64;
}

impl Key for CountsKey {
    #[inline(always)]
    fn same(&self, _: &Heap, other: &CountsKey, _: &Heap) -> bool {
        self.auction == other.auction
    }
}

#[derive(Clone, Copy)]
struct CountsGroup {
    num: i64,
}

impl Group for CountsGroup {
    #[inline(always)]
    fn merge(&mut self, _: &mut Heap, from: &CountsGroup, _: &Heap) {
        self.num += from.num;
    }
}

struct Counts {
    exchange: Exchange<CountsRow>,
    marks: Marks,
    slices: Windows<CountsKey, CountsGroup>,
    counts: StepCounts,
    next: Hot,
    late: LateRows,
}

impl Counts {
    /// A row from the step before, on this worker. Not alone, it goes through a batch even to this worker: no unpredictable branch.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, auction: i64, time: i64) {
        let hash = hash_i64(auction);
        if self.exchange.alone() {
            self.apply(cx, hash, auction, time);
        } else {
            self.exchange.push(self.exchange.target(hash), |_| CountsRow { auction, time });
        }
    }

    /// A control from the step before, on this worker: to all workers, behind the rows so far.
    fn send(&mut self, cx: Cx<'_>, control: Control) {
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }

    /// Rows and controls of another worker.
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<CountsRow>) {
        self.slices.judge(self.marks.mark(batch.from));
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    rows.iter().for_each(|row| self.apply(cx, hash_i64(row.auction), row.auction, row.time));
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
        self.slices.judge(self.marks.mark(self.exchange.me()));
    }

    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for change in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = change {
                self.fire(cx, watermark);
            }
            self.next.send(cx, change);
        }
        self.slices.judge(self.marks.mark(channel));
    }

    #[inline(always)]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, auction: i64, time: i64) {
        self.counts.rows_in += 1;
        match self.slices.place(time) {
            Placed::Open => {}
            Placed::Partly => self.is_late(cx, auction),
            Placed::Late => {
                self.is_late(cx, auction);
                return;
            }
        }
        let make = |_: &mut Heap| (CountsKey { auction }, CountsGroup { num: 0 });
        let group = self.slices.entry(hash, |key, _| key.auction == auction, make);
        group.num += 1;
    }

    #[cold]
    fn is_late(&mut self, cx: Cx<'_>, auction: i64) {
        self.counts.late += 1;
        self.late.row(cx, auction);
    }

    #[cold]
    fn fire(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.slices.fire(watermark) {
            for (key, group) in fired.iter() {
                self.counts.rows_out += 1;
                self.next.row(cx, key.auction, group.num, fired.start, fired.end);
            }
            self.slices.recycle(fired);
        }
    }
}

// ---- hot: top 1 with ties by num desc

#[derive(Clone, Copy)]
struct HotRow {
    auction: i64,
    num: i64,
    window_start: i64,
    window_end: i64,
}

fn hot_order(a: &HotRow, b: &HotRow) -> Ordering {
    b.num.cmp(&a.num)
}

struct Hot {
    exchange: Exchange<HotRow>,
    marks: Marks,
    panes: Panes<(), Ranked<HotRow>>,
    counts: StepCounts,
    next: Out,
}

impl Hot {
    #[inline(always)]
    fn row(&mut self, _cx: Cx<'_>, auction: i64, num: i64, window_start: i64, window_end: i64) {
        let hash = hash_i64(window_end);
        let row = HotRow { auction, num, window_start, window_end };
        if self.exchange.alone() {
            self.apply(row);
        } else {
            self.exchange.push(self.exchange.target(hash), |_| row);
        }
    }

    fn send(&mut self, cx: Cx<'_>, control: Control) {
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }

    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<HotRow>) {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => rows.iter().for_each(|row| self.apply(*row)),
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }

    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for change in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = change {
                self.fire(cx, watermark);
            }
        }
    }

    #[inline(always)]
    fn apply(&mut self, row: HotRow) {
        self.counts.rows_in += 1;
        self.panes.at(row.window_start, row.window_end);
        let group =
            self.panes.entry(weir_runtime::hash::HASH_UNIT, |(), _| true, |_| ((), Ranked::new(1, true)));
        group.offer(row, hot_order);
    }

    #[cold]
    fn fire(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.panes.fire(watermark) {
            for ((), group) in fired.iter() {
                for (_rank, row) in group.ranks(hot_order, |_, _| std::cmp::Ordering::Equal) {
                    self.counts.rows_out += 1;
                    self.next.row(cx, row.auction, row.num, row.window_end);
                }
            }
            self.panes.recycle(fired);
        }
    }
}

// ---- sinks

struct Out(LinesWriter);

impl Out {
    fn row(&mut self, cx: Cx<'_>, auction: i64, num: i64, window_end: i64) {
        let _ = writeln!(self.0.buffer(), "{auction},{num},{window_end}");
        self.0.end_row(cx);
    }
}

struct LateRows(LinesWriter);

impl LateRows {
    fn row(&mut self, cx: Cx<'_>, auction: i64) {
        let _ = writeln!(self.0.buffer(), "{auction}");
        self.0.end_row(cx);
    }
}

// ---- the pipeline of one worker

/// One worker's instance of every step.
pub struct Pipeline {
    bids: Bids,
    counts: Counts,
}

impl Pipeline {
    fn new(shared: &Shared, setup: &WorkerSetup) -> Pipeline {
        let bids = Bids {
            next_event: 0,
            events: shared.params.events,
            auctions: shared.params.auctions,
            disorder: shared.params.disorder,
            clock: Clock::new(3_000_000, &BIDS_LATTICES),
            ended: false,
            rows: 0,
        };
        let hot = Hot {
            exchange: setup.exchange(1),
            marks: Marks::new(setup.workers),
            panes: Panes::new(0),
            counts: StepCounts::default(),
            next: Out(shared.out.writer()),
        };
        let counts = Counts {
            exchange: setup.exchange(0),
            marks: Marks::new(setup.workers),
            slices: Windows::new(WindowSpec { size: 10_000_000, step: 2_000_000, offset: 0, lateness: 0 }),
            counts: StepCounts::default(),
            next: hot,
            late: LateRows(shared.late.writer()),
        };
        Pipeline { bids, counts }
    }
}

impl Worker for Pipeline {
    fn start(&mut self, cx: Cx<'_>) {
        self.bids.start(cx, &mut self.counts);
    }

    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        // The farthest downstream first: nothing can block it.
        while let Some(batch) = self.counts.next.exchange.receive() {
            self.counts.next.batch(cx, &batch);
            self.counts.next.exchange.recycle(batch);
            rounds.worked();
        }
        // What `counts` fires goes into the exchange of `hot`.
        while !self.counts.next.exchange.blocked()
            && let Some(batch) = self.counts.exchange.receive()
        {
            self.counts.batch(cx, &batch);
            self.counts.exchange.recycle(batch);
            rounds.worked();
        }
        if !self.counts.exchange.blocked() && !self.counts.next.exchange.blocked() && cx.started() {
            rounds.add(self.bids.poll(cx, &mut self.counts));
        } else {
            rounds.open();
        }
        self.counts.next.exchange.end_round(&mut rounds);
        self.counts.exchange.end_round(&mut rounds);
        if rounds.dry() {
            self.counts.next.next.0.flush(cx);
            self.counts.late.0.flush(cx);
        }
        rounds.end()
    }

    fn stats(&self, stats: &mut StatsSink) {
        stats.source(0, self.bids.rows, 0, 0);
        if !self.bids.ended {
            stats.watermark(self.bids.clock.watermark());
        }
        let (counts, hot) = (&self.counts, &self.counts.next);
        let state = (counts.slices.size_bytes() as u64, counts.slices.len() as u64);
        stats.step(0, StepCounts { state_bytes: state.0, keys: state.1, ..counts.counts });
        let state = (hot.panes.size_bytes() as u64, hot.panes.len() as u64);
        stats.step(1, StepCounts { state_bytes: state.0, keys: state.1, ..hot.counts });
        stats.sink(0, hot.next.0.rows, hot.next.0.bytes, 0);
        stats.sink(1, counts.late.0.rows, counts.late.0.bytes, 0);
    }
}
