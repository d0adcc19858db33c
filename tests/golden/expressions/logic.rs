//! `logic`, compiled from logic.weir by weir 0.1.0.
//!
//! Comparisons, boolean operators, null and texts.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "logic",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["ts"],
    sinks: &["stdout"],
    steps: &[],
    late_dropped: &[],
};
fn main() -> ExitCode {
    weir_runtime::main::<Program>(&DESCRIPTION)
}

/// The pipeline's parameters, as they are given.
struct GivenParams {}
/// The pipeline's parameters and what is computed of them, fixed when the job starts.
struct Params {
    ///The search for `"ab"`.
    fixed_1: functions::Part,
}

/// What all workers share.
struct Shared {
    params: &'static Params,
    ts: TsShared,
    stdout: StdoutShared,
}

struct Program;
impl Job for Program {
    type Shared = Shared;
    type Worker = Subtask;
    #[cold]
    fn prepare(setup: &mut Setup<'_>) -> Result<Shared> {
        let params = GivenParams {};
        let scratch = Scratch::new();
        let cx = SettingCx { scratch: &scratch };
        let params = Params {
            fixed_1: functions::Part::new("ab"),
        };
        let ts = TsShared::Arm0(TsArm0Shared {
            splits: set_by(
                    "option `path`",
                    weir_file::Splits::open(
                        setup,
                        0usize,
                        "t.jsonl",
                        weir_file::Framing::Lines,
                    ),
                )?
                .shared(setup),
            lag: 0,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        Ok(Shared {
            ts,
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
    ts_input: TsInput,
    ts: Ts,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            ts_input: TsInput::new(&shared.ts, shared.params, setup)?,
            ts: Ts::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.ts.start(cx, &mut self.ts_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        if cx.started() {
            rounds.add(self.ts.poll(cx, &mut self.ts_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.ts.stdout.flush(cx);
        }
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.ts_input.stats(0usize, stats);
        let (rows, bytes) = self.ts.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
    }
}

struct TsArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct TsArm0 {
    reader: weir_file::Reader,
    clocks: SplitClocks,
    orders: ReadTsArm0Orders,
    marks: weir_json::Marks,
}

impl TsArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &TsArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let reader = shared.splits.reader(setup.me, setup.workers);
        let clocks = SplitClocks::new(reader.splits(), shared.lag, &[]);
        Ok(Self {
            reader,
            clocks,
            orders: ReadTsArm0Orders::default(),
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
struct ReadTsArm0Decoded<'a> {
    a: &'a str,
    b: Option<&'a str>,
    n: Option<i64>,
    yes: bool,
    at: i64,
}

/// The fields of a line that are used, numbered.
static READ_TS_ARM0_WANTED: &[weir_json::Wanted] = &[
    weir_json::Wanted {
        key: b"a",
        place: 0,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"b",
        place: 1,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"n",
        place: 2,
        value: weir_json::WantedValue::Int {
            unit: 1,
            optional: true,
        },
    },
    weir_json::Wanted {
        key: b"yes",
        place: 3,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"at",
        place: 4,
        value: weir_json::WantedValue::Other,
    },
];
/// Reads a line, of which it may be known where its fields are.
#[inline]
fn line_read_ts_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 5],
    scratch: &'a Bump,
    learnt: &mut ReadTsArm0Orders,
) -> std::result::Result<ReadTsArm0Decoded<'a>, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_read_ts_arm0(line, present, values, scratch)
    {
        return Ok(decoded);
    }
    read_ts_arm0(line.cursor(), scratch, learnt)
}

/// Reads a line of which it is known where its fields are; `None` where that is not all there is to it.
#[inline(always)]
fn shaped_read_ts_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 5],
    scratch: &'a Bump,
) -> Option<ReadTsArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0x19 != 0x19 {
            return None;
        }
        ReadTsArm0Decoded {
            a: {
                cursor.go_to(values[0]);
                cursor.str(scratch).ok()?
            },
            b: if present & 0x2 == 0
                || {
                    cursor.go_to(values[1]);
                    cursor.null()
                }
            {
                None
            } else {
                Some({
                    cursor.go_to(values[1]);
                    cursor.str(scratch).ok()?
                })
            },
            n: if present & 0x4 == 0 { None } else { Some(values[2]) },
            yes: {
                cursor.go_to(values[3]);
                cursor.bool().ok()?
            },
            at: {
                cursor.go_to(values[4]);
                cursor.timestamp(weir_json::TimestampFormat::Iso).ok()?
            },
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct ReadTsArm0Orders {
    line: weir_json::Order,
    shapes: weir_json::Shapes,
}

/// Reads a line key by key.
#[inline(never)]
fn read_ts_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadTsArm0Orders,
) -> std::result::Result<ReadTsArm0Decoded<'a>, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["a", "b", "n", "yes", "at"];
    let mut a: Option<&'a str> = None;
    let mut b: Option<&'a str> = None;
    let mut n: Option<i64> = None;
    let mut yes: Option<bool> = None;
    let mut at: Option<i64> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"a", b"b", b"n", b"yes", b"at"]),
        "",
    )? {
        match slot {
            0 => a = Some(weir_json::named(cursor.str(scratch), "a")?),
            1 => {
                b = if cursor.null() {
                    None
                } else {
                    Some(weir_json::named(cursor.str(scratch), "b")?)
                };
            }
            2 => {
                n = if cursor.null() {
                    None
                } else {
                    Some(weir_json::named(cursor.int::<i64>(), "n")?)
                };
            }
            3 => yes = Some(weir_json::named(cursor.bool(), "yes")?),
            4 => {
                at = Some(
                    weir_json::named(
                        cursor.timestamp(weir_json::TimestampFormat::Iso),
                        "at",
                    )?,
                );
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = ReadTsArm0Decoded {
        a: match a {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "a", KNOWN)),
        },
        b,
        n,
        yes: match yes {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "yes", KNOWN)),
        },
        at: match at {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "at", KNOWN)),
        },
    };
    weir_json::named(cursor.end(), "")?;
    learnt.shapes.learn(cursor, READ_TS_ARM0_WANTED);
    Ok(decoded)
}

/// What all workers share of the source.
enum TsShared {
    Arm0(TsArm0Shared),
}

/// What one worker reads.
struct TsInput {
    arm: TsArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum TsArm {
    Arm0(TsArm0),
}

impl TsInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &TsShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            TsShared::Arm0(shared) => TsArm::Arm0(TsArm0::new(shared, params, setup)?),
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

///`ts`: `ts`
struct Ts {
    stdout: Stdout,
    params: &'static Params,
}

impl Ts {
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
        arm: &mut TsArm0,
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
        let mut values = [0i64; 5];
        while let Some((line, present)) = lines
            .next_shaped(&mut arm.orders.shapes, &mut values)
        {
            let text = line.text();
            *rows += 1;
            'row: {
                let decoded = match line_read_ts_arm0(
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
                            "ts",
                            block.place(offset_in(block.bytes(), text)),
                            error.field(),
                            &error.message(text),
                            value,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("ts"));
                        break 'row;
                    }
                };
                // |> select { lt: a < "m", eq: a == "x" || yes && !(a != "y"), null_b: b == null, b_or_a: b ?? a, long: length(a) > 3 && contains(a, "ab"), sized: if n != null { n + 1 } else { 0 }, cut: substring(trim(lower(a)), 1, 3), part: split_part(a, "/", 1), hour: hour(at), day: date(at), joined: a + "-" + (b ?? ""), rounded: round(2.5), biggest: greatest(1, 2, 3), }
                let sized = if !(decoded.n.is_none()) {
                    let Some(result) = known(decoded.n).checked_add(1i64) else {
                        record_failed(
                            cx,
                            "stdout.select",
                            "",
                            block.place_of(cx, text),
                            Failure::Overflow,
                            &[
                                ("a", Shown::Text(decoded.a)),
                                (
                                    "b",
                                    match decoded.b {
                                        Some(value) => Shown::Text(value),
                                        None => Shown::Null,
                                    },
                                ),
                                (
                                    "n",
                                    match decoded.n {
                                        Some(value) => Shown::Int(i128::from(value)),
                                        None => Shown::Null,
                                    },
                                ),
                                ("yes", Shown::Bool(decoded.yes)),
                                ("at", Shown::Timestamp(decoded.at)),
                            ],
                        );
                        break 'row;
                    };
                    result
                } else {
                    0i64
                };
                let lt = decoded.a < "m";
                let eq = (decoded.a == "x") || (decoded.yes && !(decoded.a != "y"));
                let null_b = decoded.b.is_none();
                let b_or_a = match decoded.b {
                    Some(value) => value,
                    None => decoded.a,
                };
                let long = (functions::length(decoded.a) > 3i64)
                    && functions::contains(decoded.a, &self.params.fixed_1);
                let cut = functions::substring(
                    functions::trim(functions::lower(cx.scratch, decoded.a)),
                    1i64,
                    3i64,
                );
                let part = functions::split_part(decoded.a, "/", 1i64);
                let hour = functions::hour(decoded.at);
                let day = functions::date(decoded.at);
                let joined = functions::concat_2(
                    cx.scratch,
                    functions::concat_2(cx.scratch, decoded.a, "-"),
                    (match decoded.b {
                        Some(value) => value,
                        None => "",
                    }),
                );
                let rounded = 3f64;
                let biggest = 3i64;
                self.stdout
                    .row(
                        cx,
                        StdoutRow {
                            lt: lt,
                            eq: eq,
                            null_b: null_b,
                            b_or_a: b_or_a,
                            long: long,
                            sized: sized,
                            cut: cut,
                            part: part,
                            hour: hour,
                            day: day,
                            joined: joined,
                            rounded: rounded,
                            biggest: biggest,
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
    fn start(&mut self, cx: Cx<'_>, input: &mut TsInput) {
        let empty = match &input.arm {
            TsArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut TsInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                TsArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            TsArm::Arm0(arm) => {
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
    lt: bool,
    eq: bool,
    null_b: bool,
    b_or_a: &'a str,
    long: bool,
    sized: i64,
    cut: &'a str,
    part: Option<&'a str>,
    hour: i64,
    day: i32,
    joined: &'a str,
    rounded: f64,
    biggest: i64,
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
                buffer.extend_from_slice(b"{\"lt\":");
                weir_json::put_bool(buffer, row.lt);
                buffer.extend_from_slice(b",\"eq\":");
                weir_json::put_bool(buffer, row.eq);
                buffer.extend_from_slice(b",\"null_b\":");
                weir_json::put_bool(buffer, row.null_b);
                buffer.extend_from_slice(b",\"b_or_a\":");
                weir_json::put_str(buffer, row.b_or_a);
                buffer.extend_from_slice(b",\"long\":");
                weir_json::put_bool(buffer, row.long);
                buffer.extend_from_slice(b",\"sized\":");
                weir_json::put_i64(buffer, row.sized);
                buffer.extend_from_slice(b",\"cut\":");
                weir_json::put_str(buffer, row.cut);
                buffer.extend_from_slice(b",\"part\":");
                if let Some(value) = row.part {
                    weir_json::put_str(buffer, value);
                } else {
                    buffer.extend_from_slice(b"null");
                }
                buffer.extend_from_slice(b",\"hour\":");
                weir_json::put_i64(buffer, row.hour);
                buffer.extend_from_slice(b",\"day\":");
                weir_json::put_date(buffer, row.day);
                buffer.extend_from_slice(b",\"joined\":");
                weir_json::put_str(buffer, row.joined);
                buffer.extend_from_slice(b",\"rounded\":");
                weir_json::put_f64(buffer, row.rounded);
                buffer.extend_from_slice(b",\"biggest\":");
                weir_json::put_i64(buffer, row.biggest);
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
