//! `consumed`, compiled from consumed.weir by weir 0.1.0.
//!
//! Rows that cannot be read and rows that cannot be computed go to a file; the job goes on.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "consumed",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["orders"],
    sinks: &["stdout", "unread.csv", "uncomputed.csv"],
    steps: &["parts"],
    late_dropped: &[],
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
    unread_csv: UnreadCsvShared,
    uncomputed_csv: UncomputedCsvShared,
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
                .shared(setup),
            lag: 10000000i64,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        let unread_csv = UnreadCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 1usize, "unread.csv", b""),
            )?,
        );
        let uncomputed_csv = UncomputedCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 2usize, "uncomputed.csv", b""),
            )?,
        );
        Ok(Shared {
            orders,
            stdout,
            unread_csv,
            uncomputed_csv,
            params: Box::leak(Box::new(params)),
        })
    }
    fn worker(shared: &Arc<Shared>, setup: &WorkerSetup) -> Result<Subtask> {
        Subtask::new(shared, setup)
    }
    fn finish(shared: &Shared) -> Result<()> {
        weir_runtime::sink::commit_all(
            &[
                shared.stdout.output(),
                shared.unread_csv.output(),
                shared.uncomputed_csv.output(),
            ],
        )
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(
            &[
                shared.stdout.output(),
                shared.unread_csv.output(),
                shared.uncomputed_csv.output(),
            ],
        );
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
        if cx.started() {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders.stdout.flush(cx);
            self.orders.stdout.unread_csv.flush(cx);
            self.orders.stdout.unread_csv.uncomputed_csv.flush(cx);
        }
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self.orders.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        let (rows, bytes) = self.orders.stdout.unread_csv.counts();
        stats.sink(1usize, rows, bytes, 0);
        let (rows, bytes) = self.orders.stdout.unread_csv.uncomputed_csv.counts();
        stats.sink(2usize, rows, bytes, 0);
        stats.step(0usize, self.orders.parts_counts);
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
        let clocks = SplitClocks::new(reader.splits(), shared.lag, &[]);
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
    parts_counts: StepCounts,
    stdout: Stdout,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            parts_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
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
                    &["id", "shop", "amount", "rebate", "at"],
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
                let raw = match cursor.record::<5>(columns) {
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
                        self.failed_orders_errors(
                            cx,
                            "orders",
                            error.where_it_was(),
                            &error.message(),
                            &String::from_utf8_lossy(text),
                        );
                        break 'row;
                    }
                };
                *rows += 1;
                self.parts_counts.rows_in += 1;
                // |> select { id, part: 1000 / (id - 7) }
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
                        self.failed_orders_errors(
                            cx,
                            "orders",
                            error.where_it_was(),
                            &error.message(),
                            &String::from_utf8_lossy(text),
                        );
                        break 'row;
                    }
                };
                let Some(result) = id.checked_sub(7i64) else {
                    self.parts_counts.errors += 1;
                    self.failed_parts_errors(
                        cx,
                        "parts",
                        block.place_of(cx, cursor.record_text()),
                        Failure::Overflow.message(),
                        &shown_row(
                            cx,
                            &[
                                ("id", Shown::Int(i128::from(id))),
                                (
                                    "shop",
                                    match weir_csv::str(raw[1], cx.scratch) {
                                        Ok(read) => Shown::Text(read),
                                        Err(_) => Shown::Null,
                                    },
                                ),
                                (
                                    "amount",
                                    match weir_csv::decimal(raw[2], 10u8, 2u8) {
                                        Ok(read) => Shown::Decimal(read, 2u8),
                                        Err(_) => Shown::Null,
                                    },
                                ),
                                (
                                    "rebate",
                                    match if weir_csv::is_null(raw[3], "") {
                                        Ok(None)
                                    } else {
                                        weir_csv::f64(raw[3]).map(Some)
                                    } {
                                        Ok(read) => {
                                            match read {
                                                Some(value) => Shown::F64(value),
                                                None => Shown::Null,
                                            }
                                        }
                                        Err(_) => Shown::Null,
                                    },
                                ),
                                (
                                    "at",
                                    match weir_csv::timestamp(
                                        raw[4],
                                        weir_csv::TimestampFormat::Sql,
                                    ) {
                                        Ok(read) => Shown::Timestamp(read),
                                        Err(_) => Shown::Null,
                                    },
                                ),
                            ],
                        ),
                    );
                    break 'row;
                };
                let divisor = result;
                if divisor == 0 {
                    self.parts_counts.errors += 1;
                    self.failed_parts_errors(
                        cx,
                        "parts",
                        block.place_of(cx, cursor.record_text()),
                        Failure::DivisionByZero.message(),
                        &shown_row(
                            cx,
                            &[
                                ("id", Shown::Int(i128::from(id))),
                                (
                                    "shop",
                                    match weir_csv::str(raw[1], cx.scratch) {
                                        Ok(read) => Shown::Text(read),
                                        Err(_) => Shown::Null,
                                    },
                                ),
                                (
                                    "amount",
                                    match weir_csv::decimal(raw[2], 10u8, 2u8) {
                                        Ok(read) => Shown::Decimal(read, 2u8),
                                        Err(_) => Shown::Null,
                                    },
                                ),
                                (
                                    "rebate",
                                    match if weir_csv::is_null(raw[3], "") {
                                        Ok(None)
                                    } else {
                                        weir_csv::f64(raw[3]).map(Some)
                                    } {
                                        Ok(read) => {
                                            match read {
                                                Some(value) => Shown::F64(value),
                                                None => Shown::Null,
                                            }
                                        }
                                        Err(_) => Shown::Null,
                                    },
                                ),
                                (
                                    "at",
                                    match weir_csv::timestamp(
                                        raw[4],
                                        weir_csv::TimestampFormat::Sql,
                                    ) {
                                        Ok(read) => Shown::Timestamp(read),
                                        Err(_) => Shown::Null,
                                    },
                                ),
                            ],
                        ),
                    );
                    break 'row;
                }
                let Some(result_2) = 1000i64.checked_div(divisor) else {
                    self.parts_counts.errors += 1;
                    self.failed_parts_errors(
                        cx,
                        "parts",
                        block.place_of(cx, cursor.record_text()),
                        Failure::Overflow.message(),
                        &shown_row(
                            cx,
                            &[
                                ("id", Shown::Int(i128::from(id))),
                                (
                                    "shop",
                                    match weir_csv::str(raw[1], cx.scratch) {
                                        Ok(read) => Shown::Text(read),
                                        Err(_) => Shown::Null,
                                    },
                                ),
                                (
                                    "amount",
                                    match weir_csv::decimal(raw[2], 10u8, 2u8) {
                                        Ok(read) => Shown::Decimal(read, 2u8),
                                        Err(_) => Shown::Null,
                                    },
                                ),
                                (
                                    "rebate",
                                    match if weir_csv::is_null(raw[3], "") {
                                        Ok(None)
                                    } else {
                                        weir_csv::f64(raw[3]).map(Some)
                                    } {
                                        Ok(read) => {
                                            match read {
                                                Some(value) => Shown::F64(value),
                                                None => Shown::Null,
                                            }
                                        }
                                        Err(_) => Shown::Null,
                                    },
                                ),
                                (
                                    "at",
                                    match weir_csv::timestamp(
                                        raw[4],
                                        weir_csv::TimestampFormat::Sql,
                                    ) {
                                        Ok(read) => Shown::Timestamp(read),
                                        Err(_) => Shown::Null,
                                    },
                                ),
                            ],
                        ),
                    );
                    break 'row;
                };
                let part = result_2;
                self.parts_counts.rows_out += 1;
                self.stdout.row(cx, StdoutRow { id: id, part: part });
            }
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
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
    ///A row of `orders.errors`.
    #[cold]
    fn failed_orders_errors(
        &mut self,
        cx: Cx<'_>,
        step: &str,
        place: &str,
        message: &str,
        row: &str,
    ) {
        self.stdout
            .unread_csv
            .row(
                cx,
                UnreadCsvRow {
                    step: step,
                    place_: place,
                    message: message,
                    row_: row,
                },
            );
    }
    ///A row of `parts.errors`.
    #[cold]
    fn failed_parts_errors(
        &mut self,
        cx: Cx<'_>,
        step: &str,
        place: &str,
        message: &str,
        row: &str,
    ) {
        // |> select { step, message, row }
        self.stdout
            .unread_csv
            .uncomputed_csv
            .row(
                cx,
                UncomputedCsvRow {
                    step: step,
                    message: message,
                    row_: row,
                },
            );
    }
}

///A row on its way into `stdout`.
#[derive(Clone, Copy)]
struct StdoutRow {
    id: i64,
    part: i64,
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
    unread_csv: UnreadCsv,
}

impl Stdout {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout.writer(),
            unread_csv: UnreadCsv::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: StdoutRow) {
        match &mut self.writer {
            StdoutWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"id\":");
                weir_json::put_i64(buffer, row.id);
                buffer.extend_from_slice(b",\"part\":");
                weir_json::put_i64(buffer, row.part);
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

///A row on its way into `unread.csv`.
#[derive(Clone, Copy)]
struct UnreadCsvRow<'a> {
    step: &'a str,
    place_: &'a str,
    message: &'a str,
    row_: &'a str,
}

/// What all workers share of the sink.
enum UnreadCsvShared {
    Arm0(weir_file::Sink),
}

impl UnreadCsvShared {
    fn writer(&self) -> UnreadCsvWriter {
        match self {
            UnreadCsvShared::Arm0(sink) => UnreadCsvWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            UnreadCsvShared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum UnreadCsvWriter {
    Arm0(weir_file::Writer),
}

///`unread.csv`: `into file { path: "unread.csv", format: csv }`
struct UnreadCsv {
    writer: UnreadCsvWriter,
    uncomputed_csv: UncomputedCsv,
}

impl UnreadCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.unread_csv.writer(),
            uncomputed_csv: UncomputedCsv::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: UnreadCsvRow<'_>) {
        match &mut self.writer {
            UnreadCsvWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                weir_csv::put_str(buffer, row.step, b',');
                buffer.push(b',');
                weir_csv::put_str(buffer, row.place_, b',');
                buffer.push(b',');
                weir_csv::put_str(buffer, row.message, b',');
                buffer.push(b',');
                weir_csv::put_str(buffer, row.row_, b',');
                buffer.push(b'\n');
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            UnreadCsvWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            UnreadCsvWriter::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `uncomputed.csv`.
#[derive(Clone, Copy)]
struct UncomputedCsvRow<'a> {
    step: &'a str,
    message: &'a str,
    row_: &'a str,
}

/// What all workers share of the sink.
enum UncomputedCsvShared {
    Arm0(weir_file::Sink),
}

impl UncomputedCsvShared {
    fn writer(&self) -> UncomputedCsvWriter {
        match self {
            UncomputedCsvShared::Arm0(sink) => UncomputedCsvWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            UncomputedCsvShared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum UncomputedCsvWriter {
    Arm0(weir_file::Writer),
}

///`uncomputed.csv`: `into file { path: "uncomputed.csv", format: csv }`
struct UncomputedCsv {
    writer: UncomputedCsvWriter,
}

impl UncomputedCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.uncomputed_csv.writer(),
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: UncomputedCsvRow<'_>) {
        match &mut self.writer {
            UncomputedCsvWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                weir_csv::put_str(buffer, row.step, b',');
                buffer.push(b',');
                weir_csv::put_str(buffer, row.message, b',');
                buffer.push(b',');
                weir_csv::put_str(buffer, row.row_, b',');
                buffer.push(b'\n');
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            UncomputedCsvWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            UncomputedCsvWriter::Arm0(writer) => writer.counts(),
        }
    }
}
