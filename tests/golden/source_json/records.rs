//! `records`, compiled from records.weir by weir 0.1.0.
//!
//! Records whose names are like those of what reads them, or differ in case only.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "records",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["orders"],
    sinks: &["stdout"],
    steps: &[],
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
                        "-",
                        weir_file::Framing::Lines,
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

///`record Line`, as far as it is used.
#[derive(Clone, Copy, PartialEq)]
struct LineRecord {
    x: i64,
}

///`record Shaped`, as far as it is used.
#[derive(Clone, Copy, PartialEq)]
struct ShapedRecord {
    y: Option<f64>,
}

///`record FooBar`, as far as it is used.
#[derive(Clone, Copy, PartialEq)]
struct FooBarRecord<'a> {
    note: &'a str,
}

///`record Foo_Bar`, as far as it is used.
#[derive(Clone, Copy, PartialEq)]
struct FooBar2Record<'a> {
    note: Option<&'a str>,
}

struct OrdersStepArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct OrdersStepArm0 {
    reader: weir_file::Reader,
    clocks: SplitClocks,
    orders: ReadOrdersArm0Orders,
    marks: weir_json::Marks,
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
        Ok(Self {
            reader,
            clocks,
            orders: ReadOrdersArm0Orders::default(),
            marks: weir_json::Marks::new(),
        })
    }
    fn is_empty(&self) -> bool {
        self.reader.is_empty()
    }
    fn is_endless(&self) -> bool {
        self.reader.is_endless()
    }
}

/// The fields of a line that are used.
struct ReadOrdersArm0Decoded<'a> {
    id: i64,
    line: LineRecord,
    shaped: Option<ShapedRecord>,
    one: FooBarRecord<'a>,
    other: Option<FooBar2Record<'a>>,
}

/// The fields of a line that are used, numbered.
static READ_ORDERS_ARM0_WANTED: &[weir_json::Wanted] = &[
    weir_json::Wanted {
        key: b"id",
        place: 0,
        value: weir_json::WantedValue::Int {
            unit: 1,
            optional: false,
        },
    },
    weir_json::Wanted {
        key: b"line",
        place: 1,
        value: weir_json::WantedValue::Record(
            &[
                weir_json::Wanted {
                    key: b"x",
                    place: 2,
                    value: weir_json::WantedValue::Int {
                        unit: 1,
                        optional: false,
                    },
                },
            ],
        ),
    },
    weir_json::Wanted {
        key: b"shaped",
        place: 3,
        value: weir_json::WantedValue::Record(
            &[
                weir_json::Wanted {
                    key: b"y",
                    place: 4,
                    value: weir_json::WantedValue::Float {
                        optional: true,
                    },
                },
            ],
        ),
    },
    weir_json::Wanted {
        key: b"one",
        place: 5,
        value: weir_json::WantedValue::Record(
            &[
                weir_json::Wanted {
                    key: b"note",
                    place: 6,
                    value: weir_json::WantedValue::Other,
                },
            ],
        ),
    },
    weir_json::Wanted {
        key: b"other",
        place: 7,
        value: weir_json::WantedValue::Record(
            &[
                weir_json::Wanted {
                    key: b"note",
                    place: 8,
                    value: weir_json::WantedValue::Other,
                },
            ],
        ),
    },
];
/// Reads a line, of which it may be known where its fields are.
#[inline]
fn line_read_orders_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 9],
    scratch: &'a Bump,
    learnt: &mut ReadOrdersArm0Orders,
) -> std::result::Result<ReadOrdersArm0Decoded<'a>, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_read_orders_arm0(line, present, values, scratch)
    {
        return Ok(decoded);
    }
    read_orders_arm0(line.cursor(), scratch, learnt)
}

/// Reads a line of which it is known where its fields are; `None` where that is not all there is to it.
#[inline(always)]
fn shaped_read_orders_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 9],
    scratch: &'a Bump,
) -> Option<ReadOrdersArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0x23 != 0x23 {
            return None;
        }
        ReadOrdersArm0Decoded {
            id: values[0],
            line: {
                if present & 0x4 != 0x4 {
                    return None;
                }
                LineRecord { x: values[2] }
            },
            shaped: if present & 0x8 == 0 {
                None
            } else {
                Some(ShapedRecord {
                    y: if present & 0x10 == 0 {
                        None
                    } else {
                        Some(f64::from_bits(values[4].cast_unsigned()))
                    },
                })
            },
            one: {
                if present & 0x40 != 0x40 {
                    return None;
                }
                FooBarRecord {
                    note: {
                        cursor.go_to(values[6]);
                        cursor.str(scratch).ok()?
                    },
                }
            },
            other: if present & 0x80 == 0 {
                None
            } else {
                Some(FooBar2Record {
                    note: if present & 0x100 == 0
                        || {
                            cursor.go_to(values[8]);
                            cursor.null()
                        }
                    {
                        None
                    } else {
                        Some({
                            cursor.go_to(values[8]);
                            cursor.str(scratch).ok()?
                        })
                    },
                })
            },
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct ReadOrdersArm0Orders {
    line: weir_json::Order,
    shapes: weir_json::Shapes,
    line_record: weir_json::Order,
    shaped_record: weir_json::Order,
    foo_bar_record: weir_json::Order,
    foo_bar_2_record: weir_json::Order,
}

/// Reads a line key by key.
#[inline(never)]
fn read_orders_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadOrdersArm0Orders,
) -> std::result::Result<ReadOrdersArm0Decoded<'a>, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["id", "line", "shaped", "one", "other"];
    let mut id: Option<i64> = None;
    let mut line: Option<LineRecord> = None;
    let mut shaped: Option<ShapedRecord> = None;
    let mut one: Option<FooBarRecord<'a>> = None;
    let mut other: Option<FooBar2Record<'a>> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"id", b"line", b"shaped", b"one", b"other"]),
        "",
    )? {
        match slot {
            0 => id = Some(weir_json::named(cursor.int::<i64>(), "id")?),
            1 => {
                line = Some(
                    weir_json::inside(
                        read_orders_arm0_line(cursor, scratch, learnt),
                        "line",
                    )?,
                );
            }
            2 => {
                shaped = if cursor.null() {
                    None
                } else {
                    Some(
                        weir_json::inside(
                            read_orders_arm0_shaped(cursor, scratch, learnt),
                            "shaped",
                        )?,
                    )
                };
            }
            3 => {
                one = Some(
                    weir_json::inside(
                        read_orders_arm0_foo_bar(cursor, scratch, learnt),
                        "one",
                    )?,
                );
            }
            4 => {
                other = if cursor.null() {
                    None
                } else {
                    Some(
                        weir_json::inside(
                            read_orders_arm0_foo_bar_2(cursor, scratch, learnt),
                            "other",
                        )?,
                    )
                };
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = ReadOrdersArm0Decoded {
        id: match id {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "id", KNOWN)),
        },
        line: match line {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "line", KNOWN)),
        },
        shaped,
        one: match one {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "one", KNOWN)),
        },
        other,
    };
    weir_json::named(cursor.end(), "")?;
    learnt.shapes.learn(cursor, READ_ORDERS_ARM0_WANTED);
    Ok(decoded)
}

#[inline]
fn read_orders_arm0_line<'a>(
    cursor: &mut weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadOrdersArm0Orders,
) -> std::result::Result<LineRecord, weir_json::DecodeError> {
    const KNOWN: &[&str] = &["x"];
    let mut x: Option<i64> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line_record.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line_record, &[b"x"]),
        "",
    )? {
        match slot {
            0 => x = Some(weir_json::named(cursor.int::<i64>(), "x")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = LineRecord {
        x: match x {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "x", KNOWN)),
        },
    };
    Ok(decoded)
}

#[inline]
fn read_orders_arm0_shaped<'a>(
    cursor: &mut weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadOrdersArm0Orders,
) -> std::result::Result<ShapedRecord, weir_json::DecodeError> {
    let mut y: Option<f64> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.shaped_record.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.shaped_record, &[b"y"]),
        "",
    )? {
        match slot {
            0 => {
                y = if cursor.null() {
                    None
                } else {
                    Some(weir_json::named(cursor.f64(), "y")?)
                };
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = ShapedRecord { y };
    Ok(decoded)
}

#[inline]
fn read_orders_arm0_foo_bar<'a>(
    cursor: &mut weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadOrdersArm0Orders,
) -> std::result::Result<FooBarRecord<'a>, weir_json::DecodeError> {
    const KNOWN: &[&str] = &["note"];
    let mut note: Option<&'a str> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.foo_bar_record.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.foo_bar_record, &[b"note"]),
        "",
    )? {
        match slot {
            0 => note = Some(weir_json::named(cursor.str(scratch), "note")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = FooBarRecord {
        note: match note {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "note", KNOWN)),
        },
    };
    Ok(decoded)
}

#[inline]
fn read_orders_arm0_foo_bar_2<'a>(
    cursor: &mut weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadOrdersArm0Orders,
) -> std::result::Result<FooBar2Record<'a>, weir_json::DecodeError> {
    let mut note: Option<&'a str> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.foo_bar_2_record.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.foo_bar_2_record, &[b"note"]),
        "",
    )? {
        match slot {
            0 => {
                note = if cursor.null() {
                    None
                } else {
                    Some(weir_json::named(cursor.str(scratch), "note")?)
                };
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = FooBar2Record { note };
    Ok(decoded)
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
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
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
            Ok(weir_file::Next::Header(_)) => return Polled::Rows,
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
        let mut lines = arm.marks.lines(block.bytes());
        let mut values = [0i64; 9];
        while let Some((line, present)) = lines
            .next_shaped(&mut arm.orders.shapes, &mut values)
        {
            let text = line.text();
            *rows += 1;
            'row: {
                let decoded = match line_read_orders_arm0(
                    line,
                    present,
                    &values,
                    cx.scratch,
                    &mut arm.orders,
                ) {
                    Ok(decoded) => decoded,
                    Err(error) => {
                        let value = error.value(text);
                        let error = Error::decode(
                            "orders",
                            block.place(offset_in(block.bytes(), text)),
                            error.field(),
                            &error.message(text),
                            value,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("orders"));
                        break 'row;
                    }
                };
                // |> select { id, line.x, shaped?.y, one.note, other: other?.note }
                let x = decoded.line.x;
                let y = decoded.shaped.and_then(|record| record.y);
                let note = decoded.one.note;
                let other = decoded.other.and_then(|record| record.note);
                self.stdout
                    .row(
                        cx,
                        StdoutRow {
                            id: decoded.id,
                            x: x,
                            y: y,
                            note: note,
                            other: other,
                        },
                    );
            }
        }
        *bytes += block.bytes().len() as u64;
        let line_ends = arm.marks.line_ends();
        arm.reader.recycle_lines(block, line_ends);
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
    x: i64,
    y: Option<f64>,
    note: &'a str,
    other: Option<&'a str>,
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

///`stdout`: `into stdout { format: json }`
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
                buffer.extend_from_slice(b",\"x\":");
                weir_json::put_i64(buffer, row.x);
                buffer.extend_from_slice(b",\"y\":");
                if let Some(value) = row.y {
                    weir_json::put_f64(buffer, value);
                } else {
                    buffer.extend_from_slice(b"null");
                }
                buffer.extend_from_slice(b",\"note\":");
                weir_json::put_str(buffer, row.note);
                buffer.extend_from_slice(b",\"other\":");
                if let Some(value) = row.other {
                    weir_json::put_str(buffer, value);
                } else {
                    buffer.extend_from_slice(b"null");
                }
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
