//! `offset`, compiled from offset.weir by weir 0.1.0.
//!
//! Days that begin at six.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "offset",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["orders"],
    sinks: &["stdout"],
    steps: &["days"],
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
            let Some(batch) = self.orders.days.exchange.receive() else { break };
            self.orders.days.batch(cx, &batch);
            self.orders.days.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.orders.days.exchange.blocked() {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders.days.stdout.flush(cx);
        }
        self.orders.days.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self.orders.days.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        stats.step(0usize, self.orders.days_counts);
        stats.step(0usize, self.orders.days.days_counts);
        stats.watermark(self.orders.days.marks.least());
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.orders.days.windows.size_bytes() as u64,
                    keys: self.orders.days.windows.len() as u64,
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
        let reader = shared.splits.reader_in_order(setup.me);
        let clocks = SplitClocks::new(
            reader.splits(),
            shared.lag,
            &[
                Lattice {
                    step: 86400000000,
                    phase: 21600000000,
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
    /// Whether a record is a row. Fields are read where they are needed; but what turns out later not to be a row must not have moved time.
    #[cold]
    #[inline(never)]
    fn is_readable(raw: &[weir_csv::Raw<'_>; 2], cx: Cx<'_>) -> bool {
        weir_csv::int::<i64>(raw[0]).is_ok()
            && weir_csv::timestamp(raw[1], weir_csv::TimestampFormat::Sql).is_ok()
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
    days_counts: StepCounts,
    days: Days,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            days_counts: StepCounts::default(),
            days: Days::new(shared, setup)?,
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
                    &["id", "at"],
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
                self.begin_piece(arm.reader.piece());
                if let Some(watermark) = arm.clocks.end(split) && watermark < i64::MAX {
                    self.forward(cx, Control::Watermark(watermark));
                }
                self.end_piece();
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
        self.begin_piece(arm.reader.piece());
        if block.is_piece() {
            arm.clocks.restart();
        }
        'rows: loop {
            'row: {
                let raw = match cursor.record::<2>(columns) {
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
                    raw[1],
                    weir_csv::TimestampFormat::Sql,
                ) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "orders",
                            block.place(offset_in(block.bytes(), text)),
                            "at",
                            &error.message(raw[1], false),
                            raw[1].bytes(),
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
                    .tick_if(event_time, || OrdersStepArm0::is_readable(&raw, cx))
                {
                    self.forward(cx, Control::Watermark(watermark));
                }
                self.days_counts.rows_in += 1;
                let id = match weir_csv::int::<i64>(raw[0]) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "orders",
                            block.place(offset_in(block.bytes(), text)),
                            "id",
                            &error.message(raw[0], false),
                            raw[0].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("orders"));
                        break 'row;
                    }
                };
                self.days
                    .row(
                        cx,
                        DaysRow {
                            id: id,
                            time: event_time,
                        },
                    );
            }
        }
        arm.reader.reached(split, arm.clocks.split_watermark(split));
        if block.is_piece() {
            self.end_piece();
        }
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
            let taken = match &input.arm {
                OrdersStepArm::Arm0(arm) => arm.reader.piece(),
            };
            self.give_up(taken);
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
    /// What is read now is of this piece; `None`: this worker reads all.
    #[inline(never)]
    fn begin_piece(&mut self, piece: Option<usize>) {
        if let Some(piece) = piece {
            self.days.exchange.begin_piece(piece);
        }
    }
    /// No more will be read of this piece, the last that was taken.
    #[cold]
    #[inline(never)]
    fn give_up(&mut self, piece: Option<usize>) {
        if let Some(piece) = piece {
            self.days.exchange.give_up(piece);
        }
    }
    /// All of the piece was read.
    #[inline(never)]
    fn end_piece(&mut self) {
        self.days.exchange.end_piece();
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.days.upstream(cx, control);
    }
}

///A row on its way into `days`.
#[derive(Clone, Copy)]
struct DaysRow {
    id: i64,
    time: i64,
}

///What `days` groups by.
#[derive(Clone, Copy)]
struct DaysKey {}
impl TableKey for DaysKey {
    type Hash = u64;
}

///The state of a group of `days`.
#[derive(Clone, Copy)]
struct DaysGroup {
    first: Option<i64>,
    last: Option<i64>,
}

///`days`: `aggregate { first: first(id), last: last(id) }`
struct Days {
    exchange: Exchange<DaysRow>,
    marks: Marks,
    windows: Windows<DaysKey, DaysGroup>,
    days_counts: StepCounts,
    stdout: Stdout,
}

impl Days {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(0usize),
            marks: Marks::in_order(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 86400000000,
                step: 86400000000,
                offset: 21600000000,
                lateness: 0,
            }),
            days_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: DaysRow) {
        if self.exchange.alone() {
            let hash = 0;
            self.apply(cx, hash, row);
        } else {
            self.exchange.push(self.exchange.target_one(), |_| row);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<DaysRow>) {
        self.windows.judge(self.marks.mark(batch.from));
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    for row in rows {
                        let row = *row;
                        let hash = 0;
                        self.apply(cx, hash, row);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// A control message from the node before, on this worker: for all workers.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: DaysRow) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let first_value = row.id;
            let last_value = row.id;
            let group = self
                .windows
                .entry(
                    hash,
                    |key, heap| true,
                    |heap| (
                        DaysKey {},
                        DaysGroup {
                            first: None,
                            last: None,
                        },
                    ),
                );
            {
                let value = first_value;
                if group.first.is_none() {
                    group.first = Some(value);
                }
            }
            {
                let value = last_value;
                if true {
                    group.last = Some(value);
                }
            }
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &DaysRow) {
        self.days_counts.late += 1;
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
        self.windows.judge(self.marks.mark(channel));
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire_whole(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                self.days_counts.rows_out += 1;
                let first_2 = match group.first {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                let last = match group.last {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                self.stdout
                    .row(
                        cx,
                        StdoutRow {
                            first: first_2,
                            last: last,
                        },
                    );
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
    first: i64,
    last: i64,
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
                buffer.extend_from_slice(b"{\"first\":");
                weir_json::put_i64(buffer, row.first);
                buffer.extend_from_slice(b",\"last\":");
                weir_json::put_i64(buffer, row.last);
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
