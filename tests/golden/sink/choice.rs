//! `choice`, compiled from choice.weir by weir 0.1.0.
//!
//! Where rows go is chosen when the job starts; two sinks read one step.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "choice",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[
        ParamDescription {
            name: "out",
            doc: "",
            ty: "string",
            variants: &[],
            default: Some("\"\""),
            secret: false,
        },
        ParamDescription {
            name: "quiet",
            doc: "",
            ty: "bool",
            variants: &[],
            default: Some("false"),
            secret: false,
        },
    ],
    sources: &["orders"],
    sinks: &["out", "large.jsonl.zst"],
    steps: &["shown"],
    late_dropped: &[],
};
fn main() -> ExitCode {
    weir_runtime::main::<Program>(&DESCRIPTION)
}

/// The pipeline's parameters, fixed when the job starts.
struct Params {
    ///`param out`
    out: String,
    ///`param quiet`
    quiet: bool,
}

/// What all workers share.
struct Shared {
    params: &'static Params,
    orders: OrdersStepShared,
    out: OutShared,
    large_jsonl_zst: LargeJsonlZstShared,
}

struct Program;
impl Job for Program {
    type Shared = Shared;
    type Worker = Subtask;
    #[cold]
    fn prepare(setup: &mut Setup<'_>) -> Result<Shared> {
        let params = Params {
            out: setup.param_string(0usize)?,
            quiet: setup.param_bool(1usize)?,
        };
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
        let out_arm: usize = if params.quiet {
            0usize
        } else if params.out.as_str() == "" {
            1usize
        } else {
            2usize
        };
        let out = match out_arm {
            0 => OutShared::Arm0(weir_blackhole::Sink::create(setup, 0usize)?),
            1 => OutShared::Arm1(weir_stdout::Sink::create(setup, 0usize, b"")?),
            _ => {
                OutShared::Arm2(
                    set_by(
                        "parameter `out`",
                        weir_file::Sink::create(
                            setup,
                            0usize,
                            params.out.as_str(),
                            b"id,shop,amount,at\n",
                        ),
                    )?,
                )
            }
        };
        let large_jsonl_zst = LargeJsonlZstShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 1usize, "large.jsonl.zst", b""),
            )?,
        );
        Ok(Shared {
            orders,
            out,
            large_jsonl_zst,
            params: Box::leak(Box::new(params)),
        })
    }
    fn worker(shared: &Arc<Shared>, setup: &WorkerSetup) -> Result<Subtask> {
        Subtask::new(shared, setup)
    }
    fn finish(shared: &Shared) -> Result<()> {
        weir_runtime::sink::commit_all(
            &[shared.out.output(), shared.large_jsonl_zst.output()],
        )
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(
            &[shared.out.output(), shared.large_jsonl_zst.output()],
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
            self.orders.out.flush(cx);
            self.orders.out.large_jsonl_zst.flush(cx);
        }
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self.orders.out.counts();
        stats.sink(0usize, rows, bytes, 0);
        let (rows, bytes) = self.orders.out.large_jsonl_zst.counts();
        stats.sink(1usize, rows, bytes, 0);
        stats.step(0usize, self.orders.shown_counts);
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
    shown_counts: StepCounts,
    out: Out,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            shown_counts: StepCounts::default(),
            out: Out::new(shared, setup)?,
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
                    &["id", "shop", "amount", "at"],
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
                let raw = match cursor.record::<4>(columns) {
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
                let shop = match weir_csv::str(raw[1], cx.scratch) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "orders",
                            block.place(offset_in(block.bytes(), text)),
                            "shop",
                            &error.message(raw[1], false),
                            raw[1].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("orders"));
                        break 'row;
                    }
                };
                let amount = match weir_csv::decimal(raw[2], 10u8, 2u8) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "orders",
                            block.place(offset_in(block.bytes(), text)),
                            "amount",
                            &error.message(raw[2], false),
                            raw[2].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("orders"));
                        break 'row;
                    }
                };
                let at = match weir_csv::timestamp(
                    raw[3],
                    weir_csv::TimestampFormat::Sql,
                ) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "orders",
                            block.place(offset_in(block.bytes(), text)),
                            "at",
                            &error.message(raw[3], false),
                            raw[3].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("orders"));
                        break 'row;
                    }
                };
                'branch_1: {
                    self.shown_counts.rows_in += 1;
                    // |> select { id, shop, amount, at }
                    self.shown_counts.rows_out += 1;
                    'branch_2: {
                        self.out
                            .row(
                                cx,
                                OutRow {
                                    id: id,
                                    shop: shop,
                                    amount: amount,
                                    at: at,
                                },
                            );
                    }
                    'branch_3: {
                        // |> where amount > 1000
                        if !(amount > 100000i128) {
                            break 'branch_3;
                        }
                        self.out
                            .large_jsonl_zst
                            .row(
                                cx,
                                LargeJsonlZstRow {
                                    id: id,
                                    shop: shop,
                                    amount: amount,
                                    at: at,
                                },
                            );
                    }
                }
                'branch_4: {
                    // |> where amount < 0
                    if !(amount < 0i128) {
                        break 'branch_4;
                    }
                }
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
}

///A row on its way into `out`.
#[derive(Clone, Copy)]
struct OutRow<'a> {
    id: i64,
    shop: &'a str,
    amount: i128,
    at: i64,
}

/// What all workers share of the sink.
enum OutShared {
    Arm0(weir_blackhole::Sink),
    Arm1(weir_stdout::Sink),
    Arm2(weir_file::Sink),
}

impl OutShared {
    fn writer(&self) -> OutWriter {
        match self {
            OutShared::Arm0(sink) => OutWriter::Arm0(sink.writer()),
            OutShared::Arm1(sink) => OutWriter::Arm1(sink.writer()),
            OutShared::Arm2(sink) => OutWriter::Arm2(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            OutShared::Arm0(sink) => sink,
            OutShared::Arm1(sink) => sink,
            OutShared::Arm2(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum OutWriter {
    Arm0(weir_blackhole::Writer),
    Arm1(weir_stdout::Writer),
    Arm2(weir_file::Writer),
}

///`out`: `into if quiet { blackhole {} } else if out == "" { stdout { format: json } } else { file { path: out, format: csv { header: true, timestamps: iso } } }`
struct Out {
    writer: OutWriter,
    large_jsonl_zst: LargeJsonlZst,
}

impl Out {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.out.writer(),
            large_jsonl_zst: LargeJsonlZst::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: OutRow<'_>) {
        match &mut self.writer {
            OutWriter::Arm0(writer) => {
                std::hint::black_box(row.id);
                std::hint::black_box(row.shop);
                std::hint::black_box(row.amount);
                std::hint::black_box(row.at);
                writer.end_row(cx);
            }
            OutWriter::Arm1(writer) => {
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"id\":");
                weir_json::put_i64(buffer, row.id);
                buffer.extend_from_slice(b",\"shop\":");
                weir_json::put_str(buffer, row.shop);
                buffer.extend_from_slice(b",\"amount\":");
                weir_json::put_decimal(buffer, row.amount, 2u8);
                buffer.extend_from_slice(b",\"at\":");
                weir_json::put_timestamp(
                    buffer,
                    row.at,
                    weir_json::TimestampFormat::Iso,
                );
                buffer.extend_from_slice(b"}\n");
                writer.end_row(cx);
            }
            OutWriter::Arm2(writer) => {
                let buffer = writer.buffer();
                weir_csv::put_i64(buffer, row.id);
                buffer.push(b',');
                weir_csv::put_str(buffer, row.shop, b',');
                buffer.push(b',');
                weir_csv::put_decimal(buffer, row.amount, 2u8);
                buffer.push(b',');
                weir_csv::put_timestamp(buffer, row.at, weir_csv::TimestampFormat::Iso);
                buffer.push(b'\n');
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            OutWriter::Arm0(writer) => writer.flush(cx),
            OutWriter::Arm1(writer) => writer.flush(cx),
            OutWriter::Arm2(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            OutWriter::Arm0(writer) => writer.counts(),
            OutWriter::Arm1(writer) => writer.counts(),
            OutWriter::Arm2(writer) => writer.counts(),
        }
    }
}

///A row on its way into `large.jsonl.zst`.
#[derive(Clone, Copy)]
struct LargeJsonlZstRow<'a> {
    id: i64,
    shop: &'a str,
    amount: i128,
    at: i64,
}

/// What all workers share of the sink.
enum LargeJsonlZstShared {
    Arm0(weir_file::Sink),
}

impl LargeJsonlZstShared {
    fn writer(&self) -> LargeJsonlZstWriter {
        match self {
            LargeJsonlZstShared::Arm0(sink) => LargeJsonlZstWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            LargeJsonlZstShared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum LargeJsonlZstWriter {
    Arm0(weir_file::Writer),
}

///`large.jsonl.zst`: `into file { path: "large.jsonl.zst", format: json }`
struct LargeJsonlZst {
    writer: LargeJsonlZstWriter,
}

impl LargeJsonlZst {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.large_jsonl_zst.writer(),
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: LargeJsonlZstRow<'_>) {
        match &mut self.writer {
            LargeJsonlZstWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"id\":");
                weir_json::put_i64(buffer, row.id);
                buffer.extend_from_slice(b",\"shop\":");
                weir_json::put_str(buffer, row.shop);
                buffer.extend_from_slice(b",\"amount\":");
                weir_json::put_decimal(buffer, row.amount, 2u8);
                buffer.extend_from_slice(b",\"at\":");
                weir_json::put_timestamp(
                    buffer,
                    row.at,
                    weir_json::TimestampFormat::Iso,
                );
                buffer.extend_from_slice(b"}\n");
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            LargeJsonlZstWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            LargeJsonlZstWriter::Arm0(writer) => writer.counts(),
        }
    }
}
