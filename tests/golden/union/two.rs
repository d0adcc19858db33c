//! `two`, compiled from two.weir by weir 0.1.0.
//!
//! Two files as one stream: its time is the least of both.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "two",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["orders", "returns"],
    sinks: &["stdout"],
    steps: &["all", "stdout.aggregate"],
    late_dropped: &[1usize],
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
    returns: ReturnsShared,
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
            )?,
            lag: 10000000i64,
        });
        let returns = ReturnsShared::Arm0(ReturnsArm0Shared {
            splits: set_by(
                "option `path`",
                weir_file::Splits::open(
                    setup,
                    1usize,
                    "returns.csv",
                    weir_file::Framing::Csv {
                        separator: b',',
                        header: true,
                    },
                ),
            )?,
            lag: 60000000i64,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        Ok(Shared {
            orders,
            returns,
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
    returns_input: ReturnsInput,
    orders: OrdersStep,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            orders_input: OrdersStepInput::new(&shared.orders, shared.params, setup)?,
            returns_input: ReturnsInput::new(&shared.returns, shared.params, setup)?,
            orders: OrdersStep::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.orders.start(cx, &mut self.orders_input);
        self.orders.returns.start(cx, &mut self.returns_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        while !(cx.failed()) {
            let Some(batch) = self.orders.returns.all.stdout_aggregate.exchange.receive()
            else { break };
            self.orders.returns.all.stdout_aggregate.batch(cx, &batch);
            self.orders.returns.all.stdout_aggregate.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.orders.returns.all.stdout_aggregate.exchange.blocked() {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
            rounds.add(self.orders.returns.poll(cx, &mut self.returns_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders.returns.all.stdout_aggregate.stdout.flush(cx);
        }
        self.orders.returns.all.stdout_aggregate.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        self.returns_input.stats(1usize, stats);
        let (rows, bytes) = self.orders.returns.all.stdout_aggregate.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        stats.step(0usize, self.orders.all_counts);
        stats.step(0usize, self.orders.returns.all_counts);
        stats.step(0usize, self.orders.returns.all.all_counts);
        stats.step(1usize, self.orders.returns.all.stdout_aggregate_counts);
        stats
            .step(
                1usize,
                self.orders.returns.all.stdout_aggregate.stdout_aggregate_counts,
            );
        stats.watermark(self.orders.returns.all.stdout_aggregate.marks.least());
        stats
            .step(
                1usize,
                StepCounts {
                    state_bytes: self
                        .orders
                        .returns
                        .all
                        .stdout_aggregate
                        .windows
                        .size_bytes() as u64,
                    keys: self.orders.returns.all.stdout_aggregate.windows.len() as u64,
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
                    step: 60000000,
                    phase: 0,
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
    all_counts: StepCounts,
    returns: Returns,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            all_counts: StepCounts::default(),
            returns: Returns::new(shared, setup)?,
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
        'rows: loop {
            'row: {
                let raw = match cursor.record::<1>(columns) {
                    Ok(Some(raw)) => raw,
                    Ok(None) => break 'rows,
                    Err(error) => {
                        *rows += 1;
                        let text = cursor.record_text();
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
                *rows += 1;
                let at = match weir_csv::timestamp(
                    raw[0],
                    weir_csv::TimestampFormat::Sql,
                ) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
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
                let event_time = at;
                if let Some(watermark) = (SplitTick {
                    clocks: &mut arm.clocks,
                    split,
                })
                    .tick(event_time)
                {
                    self.forward(cx, Control::Watermark(watermark));
                }
                self.all_counts.rows_in += 1;
                self.returns.all.row(cx, AllRow { time: event_time });
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
        self.returns.all.upstream(cx, 0usize, control);
    }
}

struct ReturnsArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct ReturnsArm0 {
    reader: weir_file::Reader,
    columns: Vec<Option<weir_csv::Columns>>,
    clocks: SplitClocks,
}

impl ReturnsArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &ReturnsArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let reader = shared.splits.reader(setup.me, setup.workers);
        let clocks = SplitClocks::new(
            reader.splits(),
            shared.lag,
            &[
                Lattice {
                    step: 60000000,
                    phase: 0,
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
enum ReturnsShared {
    Arm0(ReturnsArm0Shared),
}

/// What one worker reads.
struct ReturnsInput {
    arm: ReturnsArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum ReturnsArm {
    Arm0(ReturnsArm0),
}

impl ReturnsInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &ReturnsShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            ReturnsShared::Arm0(shared) => {
                ReturnsArm::Arm0(ReturnsArm0::new(shared, params, setup)?)
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

///`returns`: `returns`
struct Returns {
    all_counts: StepCounts,
    all: All,
}

impl Returns {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            all_counts: StepCounts::default(),
            all: All::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut ReturnsArm0,
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
                        cx.fail(error.step("returns"));
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
        'rows: loop {
            'row: {
                let raw = match cursor.record::<1>(columns) {
                    Ok(Some(raw)) => raw,
                    Ok(None) => break 'rows,
                    Err(error) => {
                        *rows += 1;
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "returns",
                            block.place(offset_in(block.bytes(), text)),
                            "",
                            &error.to_string(),
                            text,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("returns"));
                        break 'row;
                    }
                };
                *rows += 1;
                let at = match weir_csv::timestamp(
                    raw[0],
                    weir_csv::TimestampFormat::Sql,
                ) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "returns",
                            block.place(offset_in(block.bytes(), text)),
                            "at",
                            &error.message(raw[0], false),
                            raw[0].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("returns"));
                        break 'row;
                    }
                };
                let event_time = at;
                if let Some(watermark) = (SplitTick {
                    clocks: &mut arm.clocks,
                    split,
                })
                    .tick(event_time)
                {
                    self.forward(cx, Control::Watermark(watermark));
                }
                self.all_counts.rows_in += 1;
                self.all.row(cx, AllRow { time: event_time });
            }
        }
        arm.reader.reached(split, arm.clocks.split_watermark(split));
        *bytes += block.bytes().len() as u64;
        arm.reader.recycle(block);
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut ReturnsInput) {
        let empty = match &input.arm {
            ReturnsArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut ReturnsInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                ReturnsArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            ReturnsArm::Arm0(arm) => {
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
        self.all.upstream(cx, 1usize, control);
    }
}

///A row on its way into `all`.
#[derive(Clone, Copy)]
struct AllRow {
    time: i64,
}

///`all`: `union returns`
struct All {
    marks: Marks,
    all_counts: StepCounts,
    stdout_aggregate_counts: StepCounts,
    stdout_aggregate: StdoutAggregate,
}

impl All {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            marks: Marks::new(2usize),
            all_counts: StepCounts::default(),
            stdout_aggregate_counts: StepCounts::default(),
            stdout_aggregate: StdoutAggregate::new(shared, setup)?,
        })
    }
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: AllRow) {
        self.all_counts.rows_out += 1;
        self.stdout_aggregate_counts.rows_in += 1;
        self.stdout_aggregate
            .row(
                cx,
                StdoutAggregateRow {
                    time: row.time,
                },
            );
    }
    /// A control message of one of the inputs.
    fn upstream(&mut self, cx: Cx<'_>, input: usize, control: Control) {
        for control in self.marks.update(input, control) {
            self.forward(cx, control);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.stdout_aggregate.upstream(cx, control);
    }
}

///A row on its way into `stdout.aggregate`.
#[derive(Clone, Copy)]
struct StdoutAggregateRow {
    time: i64,
}

///What `stdout.aggregate` groups by.
#[derive(Clone, Copy)]
struct StdoutAggregateKey {}
impl TableKey for StdoutAggregateKey {
    type Hash = u64;
}

///The state of a group of `stdout.aggregate`.
#[derive(Clone, Copy)]
struct StdoutAggregateGroup {
    n: i64,
}

impl Key for StdoutAggregateKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        true
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        StdoutAggregateKey {}
    }
}

impl Group for StdoutAggregateGroup {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        self.n += from.n;
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        StdoutAggregateGroup { n: self.n }
    }
}

/// What one worker knows of a window.
#[derive(Clone, Copy)]
struct StdoutAggregatePartial {
    start: i64,
    end: i64,
    group: StdoutAggregateGroup,
}

///`stdout.aggregate`: `aggregate { n: count() }`
struct StdoutAggregate {
    exchange: Exchange<StdoutAggregatePartial>,
    local: Windows<StdoutAggregateKey, StdoutAggregateGroup>,
    marks: Marks,
    windows: Panes<StdoutAggregateKey, StdoutAggregateGroup>,
    stdout_aggregate_counts: StepCounts,
    stdout: Stdout,
}

impl StdoutAggregate {
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
            stdout_aggregate_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &StdoutAggregateRow) {
        self.stdout_aggregate_counts.late += 1;
    }
    /// A row from the node before stays on its worker.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: StdoutAggregateRow) {
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
                let partial = StdoutAggregatePartial {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<StdoutAggregatePartial>) {
        for part in batch.parts() {
            match part {
                Part::Rows(partials) => {
                    partials.iter().for_each(|partial| self.merge(partial))
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    fn merge(&mut self, partial: &StdoutAggregatePartial) {
        let mut first = false;
        self.windows.at(partial.start, partial.end);
        let group = self
            .windows
            .entry(
                0,
                |_, _| true,
                |_| {
                    first = true;
                    (StdoutAggregateKey {}, partial.group)
                },
            );
        if !first {
            group.merge(&mut Heap::new(), &partial.group, &Heap::new());
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: StdoutAggregateRow) {
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
                .entry(
                    hash,
                    |key, heap| true,
                    |heap| (StdoutAggregateKey {}, StdoutAggregateGroup { n: 0 }),
                );
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
                self.stdout_aggregate_counts.rows_out += 1;
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
