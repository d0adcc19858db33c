//! `specialised`, compiled from specialised.weir by weir 0.1.0.
//!
//! What is made of parameters is computed once: numbers, texts, what can fail, what is written twice, the search for a known text.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "specialised",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[
        ParamDescription {
            name: "parts",
            doc: "Orders of so many parts are left out.",
            ty: "i64",
            variants: &[],
            default: Some("10"),
            secret: false,
        },
        ParamDescription {
            name: "prefix",
            doc: "Shops begin so.",
            ty: "string",
            variants: &[],
            default: Some("\"Weir\""),
            secret: false,
        },
        ParamDescription {
            name: "all",
            doc: "Whether all shops are taken.",
            ty: "bool",
            variants: &[],
            default: Some("false"),
            secret: false,
        },
    ],
    sources: &["orders"],
    sinks: &["stdout"],
    steps: &[],
    late_dropped: &[],
};
fn main() -> ExitCode {
    weir_runtime::main::<Program>(&DESCRIPTION)
}

/// The pipeline's parameters, as they are given.
struct GivenParams {
    ///`param parts`
    parts: i64,
    ///`param prefix`
    prefix: String,
    ///`param all`
    all: bool,
}

/// The pipeline's parameters and what is computed of them, fixed when the job starts.
struct Params {
    ///`param parts`
    parts: i64,
    ///`param prefix`
    prefix: String,
    ///`param all`
    all: bool,
    ///`lower(trim(prefix))`
    fixed_1: String,
    ///`100 / parts`
    fixed_2: std::result::Result<i64, Failure>,
    ///`parts > 1`
    fixed_3: bool,
    ///The search for `" test"`.
    fixed_4: functions::Part,
    ///The search for `prefix`.
    fixed_5: functions::Part,
    ///`lower(trim(prefix)) + "/"`
    fixed_6: String,
}

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
        let params = GivenParams {
            parts: setup.param_int::<i64>(0usize)?,
            prefix: setup.param_string(1usize)?,
            all: setup.param_bool(2usize)?,
        };
        let scratch = Scratch::new();
        let cx = SettingCx { scratch: &scratch };
        let params = Params {
            fixed_1: (functions::lower(
                cx.scratch,
                functions::trim(params.prefix.as_str()),
            ))
                .to_owned(),
            fixed_2: 'fixed_2_1: {
                let divisor = params.parts;
                if divisor == 0 {
                    break 'fixed_2_1 Err(Failure::DivisionByZero);
                }
                let Some(result) = 100i64.checked_div(divisor) else {
                    break 'fixed_2_1 Err(Failure::Overflow);
                };
                Ok(result)
            },
            fixed_3: params.parts > 1i64,
            fixed_4: functions::Part::new(" test"),
            fixed_5: functions::Part::new(params.prefix.as_str()),
            fixed_6: (functions::concat_2(
                cx.scratch,
                functions::lower(cx.scratch, functions::trim(params.prefix.as_str())),
                "/",
            ))
                .to_owned(),
            parts: params.parts,
            prefix: params.prefix,
            all: params.all,
        };
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
            lag: 0,
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
        if cx.started() {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders.stdout.flush(cx);
        }
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self.orders.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
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
    stdout: Stdout,
    params: &'static Params,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            stdout: Stdout::new(shared, setup)?,
            params: shared.params,
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
                    &["id", "shop", "amount"],
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
                let raw = match cursor.record::<3>(columns) {
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
                // |> where all || starts_with(shop, lower(trim(prefix)))
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
                if !(self.params.all
                    || functions::starts_with(shop, self.params.fixed_1.as_str()))
                {
                    break 'row;
                }
                // |> where amount > 100 / parts && parts > 1 && !contains(shop, " test") && !contains(shop, prefix)
                let amount = match weir_csv::int::<i64>(raw[2]) {
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
                let result = match self.params.fixed_2 {
                    Ok(value) => value,
                    Err(failure) => {
                        record_failed(
                            cx,
                            "stdout.where.2",
                            "",
                            block.place_of(cx, cursor.record_text()),
                            failure,
                            &[
                                (
                                    "id",
                                    match weir_csv::int::<i64>(raw[0]) {
                                        Ok(read) => Shown::Int(i128::from(read)),
                                        Err(_) => Shown::Null,
                                    },
                                ),
                                ("shop", Shown::Text(shop)),
                                ("amount", Shown::Int(i128::from(amount))),
                            ],
                        );
                        break 'row;
                    }
                };
                if !(amount > result) {
                    break 'row;
                }
                if !(self.params.fixed_3) {
                    break 'row;
                }
                if !(!(functions::contains(shop, &self.params.fixed_4))) {
                    break 'row;
                }
                if !(!(functions::contains(shop, &self.params.fixed_5))) {
                    break 'row;
                }
                // |> select { id, share: amount - 100 / parts, label: lower(trim(prefix)) + "/" + replace(shop, prefix, "") }
                let Some(result_2) = amount.checked_sub(result) else {
                    record_failed(
                        cx,
                        "stdout.select",
                        "",
                        block.place_of(cx, cursor.record_text()),
                        Failure::Overflow,
                        &[
                            (
                                "id",
                                match weir_csv::int::<i64>(raw[0]) {
                                    Ok(read) => Shown::Int(i128::from(read)),
                                    Err(_) => Shown::Null,
                                },
                            ),
                            ("shop", Shown::Text(shop)),
                            ("amount", Shown::Int(i128::from(amount))),
                        ],
                    );
                    break 'row;
                };
                let share = result_2;
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
                let label = functions::concat_2(
                    cx.scratch,
                    self.params.fixed_6.as_str(),
                    functions::replace(cx.scratch, shop, &self.params.fixed_5, ""),
                );
                self.stdout
                    .row(
                        cx,
                        StdoutRow {
                            id: id,
                            share: share,
                            label: label,
                        },
                    );
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

///A row on its way into `stdout`.
#[derive(Clone, Copy)]
struct StdoutRow<'a> {
    id: i64,
    share: i64,
    label: &'a str,
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
    fn row(&mut self, cx: Cx<'_>, row: StdoutRow<'_>) {
        match &mut self.writer {
            StdoutWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"id\":");
                weir_json::put_i64(buffer, row.id);
                buffer.extend_from_slice(b",\"share\":");
                weir_json::put_i64(buffer, row.share);
                buffer.extend_from_slice(b",\"label\":");
                weir_json::put_str(buffer, row.label);
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
