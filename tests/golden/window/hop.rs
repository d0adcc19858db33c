//! `hop`, compiled from hop.weir by weir 0.1.0.
//!
//! Overlapping windows share slices of five minutes.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "hop",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["orders"],
    sinks: &["stdout"],
    steps: &["busy"],
    late_dropped: &[0usize],
};
fn main() -> ExitCode {
    weir_runtime::main::<Program>(&DESCRIPTION)
}

/// The pipeline's parameters, fixed when the job starts.
struct Params {}
/// What all workers share.
struct Shared {
    params: &'static Params,
    orders: OrdersStepShared,
    stdout: StdoutShared,
}

struct Program;
impl Job for Program {
    type Shared = Shared;
    type Worker = Subtask;
    #[cold]
    fn prepare(setup: &mut Setup<'_>) -> Result<Shared> {
        let params = Params {};
        let scratch = Scratch::new();
        let cx = SettingCx { scratch: &scratch };
        let orders = OrdersStepShared::Arm0(OrdersStepArm0Shared {
            splits: set_by(
                    "option `path`",
                    weir_file::Splits::open(
                        setup,
                        0usize,
                        "orders.csv",
                        weir_file::Framing::Csv {
                            separator: b',',
                            header: true,
                        },
                    ),
                )?
                .in_sequence(setup),
            lag: 10000000i64,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        Ok(Shared {
            orders,
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
    orders_input: OrdersStepInput,
    orders: OrdersStep,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            orders_input: OrdersStepInput::new(&shared.orders, shared.params, setup)?,
            orders: OrdersStep::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.orders.start(cx, &mut self.orders_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        while !(cx.failed()) {
            let Some(batch) = self.orders.busy.exchange.receive() else { break };
            self.orders.busy.batch(cx, &batch);
            self.orders.busy.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.orders.busy.exchange.blocked() {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders.busy.stdout.flush(cx);
        }
        self.orders.busy.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self.orders.busy.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        stats.step(0usize, self.orders.busy_counts);
        stats.step(0usize, self.orders.busy.busy_counts);
        stats.watermark(self.orders.busy.marks.least());
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.orders.busy.windows.size_bytes() as u64,
                    keys: self.orders.busy.windows.len() as u64,
                    ..StepCounts::default()
                },
            );
    }
}

struct OrdersStepArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct OrdersStepArm0 {
    reader: weir_file::Reader,
    columns: Vec<Option<weir_csv::Columns>>,
    clocks: SplitClocks,
}

impl OrdersStepArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &OrdersStepArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let reader = shared.splits.reader(setup.me, setup.workers);
        let clocks = SplitClocks::new(
            reader.splits(),
            shared.lag,
            &[
                Lattice {
                    step: 300000000,
                    phase: 60000000,
                },
            ],
        );
        let columns = vec![None; reader.splits()];
        Ok(Self { reader, columns, clocks })
    }
    fn is_empty(&self) -> bool {
        self.reader.is_empty()
    }
    fn is_endless(&self) -> bool {
        self.reader.is_endless()
    }
}

/// What all workers share of the source.
enum OrdersStepShared {
    Arm0(OrdersStepArm0Shared),
}

/// What one worker reads.
struct OrdersStepInput {
    arm: OrdersStepArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum OrdersStepArm {
    Arm0(OrdersStepArm0),
}

impl OrdersStepInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &OrdersStepShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            OrdersStepShared::Arm0(shared) => {
                OrdersStepArm::Arm0(OrdersStepArm0::new(shared, params, setup)?)
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

///`orders`: `orders`
struct OrdersStep {
    busy_counts: StepCounts,
    busy: Busy,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            busy_counts: StepCounts::default(),
            busy: Busy::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut OrdersStepArm0,
        rows: &mut u64,
        bytes: &mut u64,
        errors: &mut u64,
    ) -> Polled {
        let block = match arm.reader.next_block(cx) {
            Ok(weir_file::Next::Block(block)) => block,
            Ok(weir_file::Next::Header(header)) => {
                match weir_csv::Columns::from_header(
                    &header.place,
                    &header.record,
                    b',',
                    &["at"],
                ) {
                    Ok(columns) => arm.columns[header.split] = Some(columns),
                    Err(error) => {
                        cx.fail(error.step("orders"));
                        return Polled::Ended;
                    }
                }
                return Polled::Rows;
            }
            Ok(weir_file::Next::End(split)) => {
                if let Some(watermark) = arm.clocks.end(split) && watermark < i64::MAX {
                    self.forward(cx, Control::Watermark(watermark));
                }
                return Polled::Rows;
            }
            Ok(weir_file::Next::Idle) => return Polled::Idle,
            Ok(weir_file::Next::Ended) => return Polled::Ended,
            Err(error) => {
                cx.fail(error);
                return Polled::Ended;
            }
        };
        let split = block.split();
        let mut cursor = weir_csv::Cursor::new(block.bytes(), b',');
        let Some(columns) = &arm.columns[split] else { return Polled::Ended };
        let mut ahead = Ahead::new(cx.scratch, block.bytes().len());
        'rows: loop {
            let raw = match cursor.record::<1>(columns) {
                Ok(Some(raw)) => Ok(raw),
                Ok(None) => break 'rows,
                Err(error) => Err(error),
            };
            let time = 'time: {
                let Ok(raw) = raw else { break 'time None };
                let time: Option<i64> = {
                    let at = match weir_csv::timestamp(
                        raw[0],
                        weir_csv::TimestampFormat::Sql,
                    ) {
                        Ok(value) => value,
                        Err(error) => break 'time None,
                    };
                    Some(at)
                };
                time.filter(|time| true)
            };
            ahead.push(cursor.record_line(), raw, time);
        }
        let Some(before) = arm.reader.greatest_before(cx, &block, ahead.greatest()) else {
            drop(ahead);
            arm.reader.give_back(block);
            return Polled::Idle;
        };
        if let Some(watermark) = (SplitTick {
            clocks: &mut arm.clocks,
            split,
        })
            .catch_up(before)
        {
            self.forward(cx, Control::Watermark(watermark));
        }
        for row in ahead.rows() {
            *rows += 1;
            'row: {
                let raw = match row.decoded {
                    Ok(raw) => raw,
                    Err(error) => {
                        let text = weir_csv::without_line_end(row.text);
                        let error = Error::decode(
                            "orders",
                            block.place(offset_in(block.bytes(), text)),
                            "",
                            &error.to_string(),
                            text,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("orders"));
                        break 'row;
                    }
                };
                let event_time = match row.time {
                    Some(time) => time,
                    None => {
                        let at = match weir_csv::timestamp(
                            raw[0],
                            weir_csv::TimestampFormat::Sql,
                        ) {
                            Ok(value) => value,
                            Err(error) => {
                                let text = weir_csv::without_line_end(row.text);
                                let error = Error::decode(
                                    "orders",
                                    block.place(offset_in(block.bytes(), text)),
                                    "at",
                                    &error.message(raw[0], false),
                                    raw[0].bytes(),
                                );
                                *errors += 1;
                                cx.fail(error.tapped_at("orders"));
                                break 'row;
                            }
                        };
                        at
                    }
                };
                if let Some(watermark) = (SplitTick {
                    clocks: &mut arm.clocks,
                    split,
                })
                    .tick(event_time)
                {
                    self.forward(cx, Control::Watermark(watermark));
                }
                self.busy_counts.rows_in += 1;
                self.busy.row(cx, BusyRow { time: event_time });
            }
        }
        arm.reader.reached(split, arm.clocks.split_watermark(split));
        *bytes += block.bytes().len() as u64;
        arm.reader.recycle(block);
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut OrdersStepInput) {
        let empty = match &input.arm {
            OrdersStepArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut OrdersStepInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                OrdersStepArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            OrdersStepArm::Arm0(arm) => {
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
        self.busy.upstream(cx, control);
    }
}

///A row on its way into `busy`.
#[derive(Clone, Copy)]
struct BusyRow {
    time: i64,
}

///What `busy` groups by.
#[derive(Clone, Copy)]
struct BusyKey {}
impl TableKey for BusyKey {
    type Hash = u64;
}

///The state of a group of `busy`.
#[derive(Clone, Copy)]
struct BusyGroup {
    n: i64,
}

impl Key for BusyKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        true
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        BusyKey {}
    }
}

impl Group for BusyGroup {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        self.n += from.n;
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        BusyGroup { n: self.n }
    }
}

/// What one worker knows of a window.
#[derive(Clone, Copy)]
struct BusyPartial {
    start: i64,
    end: i64,
    group: BusyGroup,
}

///`busy`: `aggregate { n: count() }`
struct Busy {
    exchange: Exchange<BusyPartial>,
    local: Windows<BusyKey, BusyGroup>,
    marks: Marks,
    windows: Panes<BusyKey, BusyGroup>,
    busy_counts: StepCounts,
    stdout: Stdout,
}

impl Busy {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(0usize),
            local: Windows::new(WindowSpec {
                size: 900000000,
                step: 300000000,
                offset: 0,
                lateness: 60000000,
            }),
            marks: Marks::new(setup.workers),
            windows: Panes::new(60000000),
            busy_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &BusyRow) {
        self.busy_counts.late += 1;
    }
    /// A row from the node before stays on its worker.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: BusyRow) {
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
        while let Some(fired) = self.local.fire(watermark) {
            for (_, group) in fired.iter() {
                let partial = BusyPartial {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<BusyPartial>) {
        for part in batch.parts() {
            match part {
                Part::Rows(partials) => {
                    partials.iter().for_each(|partial| self.merge(partial))
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    fn merge(&mut self, partial: &BusyPartial) {
        let mut first = false;
        self.windows.at(partial.start, partial.end);
        let group = self
            .windows
            .entry(
                0,
                |_, _| true,
                |_| {
                    first = true;
                    (BusyKey {}, partial.group)
                },
            );
        if !first {
            group.merge(&mut Heap::new(), &partial.group, &Heap::new());
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: BusyRow) {
        'row: {
            match self.local.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let group = self
                .local
                .entry(hash, |key, heap| true, |heap| (BusyKey {}, BusyGroup { n: 0 }));
            group.n += 1;
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
                self.busy_counts.rows_out += 1;
                let n = group.n;
                self.stdout.row(cx, StdoutRow { n: n });
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
    n: i64,
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
                buffer.extend_from_slice(b"{\"n\":");
                weir_json::put_i64(buffer, row.n);
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
