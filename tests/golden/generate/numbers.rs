//! `numbers`, compiled from numbers.weir by weir 0.1.0.
//!
//! Rows from their number.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "numbers",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[
        ParamDescription {
            name: "rows",
            doc: "",
            ty: "i64",
            variants: &[],
            default: Some("100"),
            secret: false,
        },
    ],
    sources: &["numbers"],
    sinks: &["stdout"],
    steps: &["minutes"],
    late_dropped: &[0usize],
};
fn main() -> ExitCode {
    weir_runtime::main::<Program>(&DESCRIPTION)
}

/// The pipeline's parameters, fixed when the job starts.
struct Params {
    ///`param rows`
    rows: i64,
}

/// What all workers share.
struct Shared {
    params: &'static Params,
    numbers: NumbersShared,
    stdout: StdoutShared,
}

struct Program;
impl Job for Program {
    type Shared = Shared;
    type Worker = Subtask;
    #[cold]
    fn prepare(setup: &mut Setup<'_>) -> Result<Shared> {
        let params = Params {
            rows: setup.param_int::<i64>(0usize)?,
        };
        let scratch = Scratch::new();
        let cx = SettingCx { scratch: &scratch };
        let numbers = NumbersShared::Arm0(NumbersArm0Shared {
            rows: params.rows,
            rate: 0i64,
            lag: 0i64,
            dealing: Dealing::default(),
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        Ok(Shared {
            numbers,
            stdout,
            params: Box::leak(Box::new(params)),
        })
    }
    fn worker(shared: &Arc<Shared>, setup: &WorkerSetup) -> Result<Subtask> {
        Subtask::new(shared, setup)
    }
    fn finish(shared: &Shared) -> Result<()> {
        weir_runtime::sink::commit_all(&[shared.stdout.output()])
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(&[shared.stdout.output()]);
    }
}

/// One worker's share of the job: what it reads, and the nodes, each inside the one before it.
struct Subtask {
    numbers_input: NumbersInput,
    numbers: Numbers,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            numbers_input: NumbersInput::new(&shared.numbers, shared.params, setup)?,
            numbers: Numbers::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.numbers.start(cx, &mut self.numbers_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        while !(cx.failed()) {
            let Some(batch) = self.numbers.minutes.exchange.receive() else { break };
            self.numbers.minutes.batch(cx, &batch);
            self.numbers.minutes.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.numbers.minutes.exchange.blocked() {
            rounds.add(self.numbers.poll(cx, &mut self.numbers_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.numbers.minutes.stdout.flush(cx);
        }
        self.numbers.minutes.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.numbers_input.stats(0usize, stats);
        let (rows, bytes) = self.numbers.minutes.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        stats.step(0usize, self.numbers.minutes_counts);
        stats.step(0usize, self.numbers.minutes.minutes_counts);
        stats.watermark(self.numbers.minutes.marks.least());
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.numbers.minutes.windows.size_bytes() as u64,
                    keys: self.numbers.minutes.windows.len() as u64,
                    ..StepCounts::default()
                },
            );
    }
}

struct NumbersArm0Shared {
    rows: i64,
    rate: i64,
    lag: i64,
    dealing: Dealing,
}

struct NumbersArm0 {
    numbers: weir_generate::Numbers,
    clock: Clock,
}

impl NumbersArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &NumbersArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let numbers = weir_generate::Numbers::new(
                weir_generate::NumbersSpec {
                    rows: shared.rows,
                    rate: shared.rate,
                    spread: Spread::One,
                    me: setup.me,
                },
                &shared.dealing,
            )
            .map_err(|error| error.step("numbers"))?;
        Ok(Self {
            numbers,
            clock: Clock::new(
                shared.lag,
                &[
                    Lattice {
                        step: 60000000,
                        phase: 0,
                    },
                ],
            ),
        })
    }
    fn is_empty(&self) -> bool {
        self.numbers.ended()
    }
    fn is_endless(&self) -> bool {
        self.numbers.is_endless()
    }
}

/// What all workers share of the source.
enum NumbersShared {
    Arm0(NumbersArm0Shared),
}

/// What one worker reads.
struct NumbersInput {
    arm: NumbersArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum NumbersArm {
    Arm0(NumbersArm0),
}

impl NumbersInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &NumbersShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            NumbersShared::Arm0(shared) => {
                NumbersArm::Arm0(NumbersArm0::new(shared, params, setup)?)
            }
        };
        Ok(Self {
            arm,
            ended: false,
            rows: 0,
            bytes: 0,
            errors: 0,
        })
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, index: usize, stats: &mut StatsSink) {
        stats.source(index, self.rows, self.bytes, self.errors);
    }
}

///`numbers`: `numbers`
struct Numbers {
    minutes_counts: StepCounts,
    minutes: Minutes,
}

impl Numbers {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            minutes_counts: StepCounts::default(),
            minutes: Minutes::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut NumbersArm0,
        rows: &mut u64,
        bytes: &mut u64,
        errors: &mut u64,
    ) -> Polled {
        for made in 0..QUANTUM_ROWS {
            let number = match arm.numbers.next() {
                weir_generate::Next::Number(number) => number,
                weir_generate::Next::Later => {
                    *rows += made;
                    return if made == 0 { Polled::Idle } else { Polled::Rows };
                }
                weir_generate::Next::Ended => {
                    *rows += made;
                    return Polled::Ended;
                }
            };
            'row: {
                let Some(result) = number.checked_mul(1000i64) else {
                    record_failed(
                        cx,
                        "numbers",
                        "numbers",
                        row_place(cx, number),
                        Failure::Overflow,
                        &[],
                    );
                    break 'row;
                };
                let result_2 = match functions::timestamp_ms(result) {
                    Ok(value) => value,
                    Err(failure) => {
                        record_failed(
                            cx,
                            "numbers",
                            "numbers",
                            row_place(cx, number),
                            failure,
                            &[],
                        );
                        break 'row;
                    }
                };
                let at = result_2;
                let event_time = at;
                if let Some(watermark) = arm.clock.tick(event_time) {
                    self.forward(cx, Control::Watermark(watermark));
                }
                self.minutes_counts.rows_in += 1;
                // |> where even
                let even = (number % 2i64) == 0i64;
                if !(even) {
                    break 'row;
                }
                let n = number;
                self.minutes
                    .row(
                        cx,
                        MinutesRow {
                            n: n,
                            time: event_time,
                        },
                    );
            }
        }
        *rows += QUANTUM_ROWS;
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut NumbersInput) {
        let empty = match &input.arm {
            NumbersArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut NumbersInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                NumbersArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            NumbersArm::Arm0(arm) => {
                self.poll_arm0(
                    cx,
                    arm,
                    &mut input.rows,
                    &mut input.bytes,
                    &mut input.errors,
                )
            }
        };
        if polled == Polled::Ended && !cx.failed() {
            input.ended = true;
            self.forward(cx, Control::End);
        }
        polled
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.minutes.upstream(cx, control);
    }
}

///A row on its way into `minutes`.
#[derive(Clone, Copy)]
struct MinutesRow {
    n: i64,
    time: i64,
}

///What `minutes` groups by.
#[derive(Clone, Copy)]
struct MinutesKey {}
impl TableKey for MinutesKey {
    type Hash = u64;
}

///The state of a group of `minutes`.
#[derive(Clone, Copy)]
struct MinutesGroup {
    sum: IntTotal,
}

impl Key for MinutesKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        true
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        MinutesKey {}
    }
}

impl Group for MinutesGroup {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        self.sum.merge(&from.sum);
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        MinutesGroup { sum: self.sum }
    }
}

/// What one worker knows of a window.
#[derive(Clone, Copy)]
struct MinutesPartial {
    start: i64,
    end: i64,
    group: MinutesGroup,
}

///`minutes`: `aggregate { sum: sum(n) }`
struct Minutes {
    exchange: Exchange<MinutesPartial>,
    local: Windows<MinutesKey, MinutesGroup>,
    marks: Marks,
    windows: Panes<MinutesKey, MinutesGroup>,
    minutes_counts: StepCounts,
    stdout: Stdout,
}

impl Minutes {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(0usize),
            local: Windows::new(WindowSpec {
                size: 60000000,
                step: 60000000,
                offset: 0,
                lateness: 0,
            }),
            marks: Marks::new(setup.workers),
            windows: Panes::new(0),
            minutes_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &MinutesRow) {
        self.minutes_counts.late += 1;
    }
    /// A row from the node before stays on its worker.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: MinutesRow) {
        self.apply(cx, 0, row);
    }
    /// A control message from the node before: partial groups that it completes go ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        match control {
            Control::Watermark(watermark) => {
                self.complete(watermark);
                self.local.judge(watermark);
            }
            Control::Mark(mark) => return self.local.judge(mark),
            Control::End => self.complete(i64::MAX),
            _ => {}
        }
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }
    /// Sends the partial groups of windows that have fired on this worker.
    fn complete(&mut self, watermark: i64) {
        while let Some(fired) = self.local.fire_whole(watermark) {
            for (_, group) in fired.iter() {
                let partial = MinutesPartial {
                    start: fired.start,
                    end: fired.end,
                    group: *group,
                };
                if self.exchange.alone() {
                    self.merge(&partial);
                } else {
                    self.exchange.push(self.exchange.target_one(), |_| partial);
                }
            }
            self.local.recycle(fired);
        }
    }
    /// Partial groups of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<MinutesPartial>) {
        for part in batch.parts() {
            match part {
                Part::Rows(partials) => {
                    partials.iter().for_each(|partial| self.merge(partial))
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    fn merge(&mut self, partial: &MinutesPartial) {
        let mut first = false;
        self.windows.at(partial.start, partial.end);
        let group = self
            .windows
            .entry(
                0,
                |_, _| true,
                |_| {
                    first = true;
                    (MinutesKey {}, partial.group)
                },
            );
        if !first {
            group.merge(&mut Heap::new(), &partial.group, &Heap::new());
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: MinutesRow) {
        'row: {
            match self.local.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let sum_value = row.n;
            let group = self
                .local
                .entry(
                    hash,
                    |key, heap| true,
                    |heap| (
                        MinutesKey {},
                        MinutesGroup {
                            sum: IntTotal::ZERO,
                        },
                    ),
                );
            group.sum.add(sum_value);
        }
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(cx, watermark);
            }
            self.forward(cx, control);
        }
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                'row: {
                    let sum = match group.sum.result::<i64>() {
                        Ok(value) => value,
                        Err(error) => {
                            self.minutes_counts.errors += 1;
                            record_failed(cx, "minutes", "minutes", "", error, &[]);
                            break 'row;
                        }
                    };
                    self.minutes_counts.rows_out += 1;
                    self.stdout.row(cx, StdoutRow { sum: sum });
                }
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `stdout`.
#[derive(Clone, Copy)]
struct StdoutRow {
    sum: i64,
}

/// What all workers share of the sink.
enum StdoutShared {
    Arm0(weir_stdout::Sink),
}

impl StdoutShared {
    fn writer(&self) -> StdoutWriter {
        match self {
            StdoutShared::Arm0(sink) => StdoutWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            StdoutShared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum StdoutWriter {
    Arm0(weir_stdout::Writer),
}

///`stdout`: `into stdout {}`
struct Stdout {
    writer: StdoutWriter,
}

impl Stdout {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout.writer(),
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: StdoutRow) {
        match &mut self.writer {
            StdoutWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"sum\":");
                weir_json::put_i64(buffer, row.sum);
                buffer.extend_from_slice(b"}\n");
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            StdoutWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            StdoutWriter::Arm0(writer) => writer.counts(),
        }
    }
}
