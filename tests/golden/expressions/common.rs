//! `common`, compiled from common.weir by weir 0.1.0.
//!
//! What is written more than once is computed once where every row comes by: over filters, in one expression, what can fail; not where only some rows come by.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "common",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["rs"],
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
    rs: RsShared,
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
        let rs = RsShared::Arm0(RsArm0Shared {
            splits: set_by(
                    "option `path`",
                    weir_file::Splits::open(
                        setup,
                        0usize,
                        "rs.jsonl",
                        weir_file::Framing::Lines,
                    ),
                )?
                .shared(setup),
            lag: 0,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        Ok(Shared {
            rs,
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
    rs_input: RsInput,
    rs: Rs,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            rs_input: RsInput::new(&shared.rs, shared.params, setup)?,
            rs: Rs::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.rs.start(cx, &mut self.rs_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        if cx.started() {
            rounds.add(self.rs.poll(cx, &mut self.rs_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.rs.stdout.flush(cx);
        }
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.rs_input.stats(0usize, stats);
        let (rows, bytes) = self.rs.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
    }
}

struct RsArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct RsArm0 {
    reader: weir_file::Reader,
    clocks: SplitClocks,
    orders: ReadRsArm0Orders,
    marks: weir_json::Marks,
}

impl RsArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &RsArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let reader = shared.splits.reader(setup.me, setup.workers);
        let clocks = SplitClocks::new(reader.splits(), shared.lag, &[]);
        Ok(Self {
            reader,
            clocks,
            orders: ReadRsArm0Orders::default(),
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
struct ReadRsArm0Decoded<'a> {
    a: i64,
    s: &'a str,
    t: &'a str,
}

/// The fields of a line that are used, numbered.
static READ_RS_ARM0_WANTED: &[weir_json::Wanted] = &[
    weir_json::Wanted {
        key: b"a",
        place: 0,
        value: weir_json::WantedValue::Int {
            unit: 1,
            optional: false,
        },
    },
    weir_json::Wanted {
        key: b"s",
        place: 1,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"t",
        place: 2,
        value: weir_json::WantedValue::Other,
    },
];
/// Reads a line, of which it may be known where its fields are.
#[inline]
fn line_read_rs_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 3],
    scratch: &'a Bump,
    learnt: &mut ReadRsArm0Orders,
    had_s: &'a str,
) -> std::result::Result<ReadRsArm0Decoded<'a>, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_read_rs_arm0(line, present, values, scratch, had_s)
    {
        return Ok(decoded);
    }
    read_rs_arm0(line.cursor(), scratch, learnt)
}

/// Reads a line of which it is known where its fields are; `None` where that is not all there is to it.
#[inline(always)]
fn shaped_read_rs_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 3],
    scratch: &'a Bump,
    had_s: &'a str,
) -> Option<ReadRsArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0x7 != 0x7 {
            return None;
        }
        ReadRsArm0Decoded {
            a: values[0],
            s: had_s,
            t: {
                cursor.go_to(values[2]);
                cursor.str(scratch).ok()?
            },
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct ReadRsArm0Orders {
    line: weir_json::Order,
    shapes: weir_json::Shapes,
}

/// Reads a line key by key.
#[inline(never)]
fn read_rs_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadRsArm0Orders,
) -> std::result::Result<ReadRsArm0Decoded<'a>, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["a", "s", "t"];
    let mut a: Option<i64> = None;
    let mut s: Option<&'a str> = None;
    let mut t: Option<&'a str> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"a", b"s", b"t"]),
        "",
    )? {
        match slot {
            0 => a = Some(weir_json::named(cursor.int::<i64>(), "a")?),
            1 => s = Some(weir_json::named(cursor.str(scratch), "s")?),
            2 => t = Some(weir_json::named(cursor.str(scratch), "t")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = ReadRsArm0Decoded {
        a: match a {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "a", KNOWN)),
        },
        s: match s {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "s", KNOWN)),
        },
        t: match t {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "t", KNOWN)),
        },
    };
    weir_json::named(cursor.end(), "")?;
    learnt.shapes.learn(cursor, READ_RS_ARM0_WANTED);
    Ok(decoded)
}

/// What is read first of a line.
struct FirstReadRsArm0Decoded<'a> {
    s: &'a str,
}

/// Reads the stage of a line, of which it may be known where its fields are.
#[inline(always)]
fn take_first_read_rs_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 3],
    scratch: &'a Bump,
    learnt: &mut ReadRsArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadRsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> std::result::Result<FirstReadRsArm0Decoded<'a>, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_first_read_rs_arm0(line, present, values, scratch)
    {
        return Ok(decoded);
    }
    long_first_read_rs_arm0(line, scratch, learnt, whole)
}

/// Reads the stage of a line whose shape does not say what it has: the whole line, and where that is none, by itself.
#[inline(never)]
fn long_first_read_rs_arm0<'a>(
    line: weir_json::Line<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadRsArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadRsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> std::result::Result<FirstReadRsArm0Decoded<'a>, weir_json::DecodeError> {
    match whole.get_or_insert_with(|| read_rs_arm0(line.cursor(), scratch, learnt)) {
        Ok(decoded) => {
            Ok(FirstReadRsArm0Decoded {
                s: decoded.s,
            })
        }
        Err(of_all) => {
            first_read_rs_arm0(
                    line.cursor(),
                    scratch,
                    &mut FirstReadRsArm0Orders::default(),
                )
                .map_err(|error| error.named_by(of_all))
        }
    }
}

#[inline(always)]
fn shaped_first_read_rs_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 3],
    scratch: &'a Bump,
) -> Option<FirstReadRsArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0x2 != 0x2 {
            return None;
        }
        FirstReadRsArm0Decoded {
            s: {
                cursor.go_to(values[1]);
                cursor.str(scratch).ok()?
            },
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct FirstReadRsArm0Orders {
    line: weir_json::Order,
}

/// Reads a line key by key.
#[inline(never)]
fn first_read_rs_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut FirstReadRsArm0Orders,
) -> std::result::Result<FirstReadRsArm0Decoded<'a>, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["a", "s", "t"];
    let mut s: Option<&'a str> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"s"]),
        "",
    )? {
        match slot {
            0 => s = Some(weir_json::named(cursor.str(scratch), "s")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = FirstReadRsArm0Decoded {
        s: match s {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "s", KNOWN)),
        },
    };
    weir_json::named(cursor.end(), "")?;
    Ok(decoded)
}

/// The rest of a line, `whole` if it was read already.
#[inline(always)]
fn rest_read_rs_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 3],
    scratch: &'a Bump,
    learnt: &mut ReadRsArm0Orders,
    whole: Option<std::result::Result<ReadRsArm0Decoded<'a>, weir_json::DecodeError>>,
    had_s: &'a str,
) -> std::result::Result<ReadRsArm0Decoded<'a>, weir_json::DecodeError> {
    match whole {
        None => line_read_rs_arm0(line, present, values, scratch, learnt, had_s),
        Some(whole) => whole,
    }
}

/// Whether all of a line can be read. Rows that turn out later not to be any must not have moved time.
#[cold]
#[inline(never)]
fn is_readable_read_rs_arm0<'a>(
    line: weir_json::Line<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadRsArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadRsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> bool {
    whole.get_or_insert_with(|| read_rs_arm0(line.cursor(), scratch, learnt)).is_ok()
}

/// What all workers share of the source.
enum RsShared {
    Arm0(RsArm0Shared),
}

/// What one worker reads.
struct RsInput {
    arm: RsArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum RsArm {
    Arm0(RsArm0),
}

impl RsInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &RsShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            RsShared::Arm0(shared) => RsArm::Arm0(RsArm0::new(shared, params, setup)?),
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

///`rs`: `rs`
struct Rs {
    stdout: Stdout,
}

impl Rs {
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
        arm: &mut RsArm0,
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
        let mut values = [0i64; 3];
        while let Some((line, present)) = lines
            .next_shaped(&mut arm.orders.shapes, &mut values)
        {
            let text = line.text();
            *rows += 1;
            'row: {
                let mut whole = None;
                let first = match take_first_read_rs_arm0(
                    line,
                    present,
                    &values,
                    cx.scratch,
                    &mut arm.orders,
                    &mut whole,
                ) {
                    Ok(read) => read,
                    Err(error) => {
                        let value = error.value(text);
                        let error = Error::decode(
                            "rs",
                            block.place(offset_in(block.bytes(), text)),
                            error.field(),
                            &error.message(text),
                            value,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("rs"));
                        break 'row;
                    }
                };
                // |> where lower(s) != "ab3" && length(lower(s)) > 2
                let lower = functions::lower(cx.scratch, first.s);
                if !(lower != "ab3") {
                    break 'row;
                }
                if !(functions::length(lower) > 2i64) {
                    break 'row;
                }
                // |> select { x: lower(s), y: (a as string) + "/" + lower(s), z: (a as string) + "1", q: (t as i64) + (t as i64), u: if a > 3 { upper(t) } else { trim(upper(t)) }, }
                let decoded = match rest_read_rs_arm0(
                    line,
                    present,
                    &values,
                    cx.scratch,
                    &mut arm.orders,
                    whole,
                    first.s,
                ) {
                    Ok(read) => read,
                    Err(error) => {
                        let value = error.value(text);
                        let error = Error::decode(
                            "rs",
                            block.place(offset_in(block.bytes(), text)),
                            error.field(),
                            &error.message(text),
                            value,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("rs"));
                        break 'row;
                    }
                };
                let result = match cast::string_to_int::<i64>(decoded.t) {
                    Ok(value) => value,
                    Err(failure) => {
                        record_failed(
                            cx,
                            "stdout.select",
                            "",
                            block.place_of(cx, text),
                            failure,
                            &[
                                ("a", Shown::Int(i128::from(decoded.a))),
                                ("s", Shown::Text(first.s)),
                                ("t", Shown::Text(decoded.t)),
                            ],
                        );
                        break 'row;
                    }
                };
                let Some(result_2) = result.checked_add(result) else {
                    record_failed(
                        cx,
                        "stdout.select",
                        "",
                        block.place_of(cx, text),
                        Failure::Overflow,
                        &[
                            ("a", Shown::Int(i128::from(decoded.a))),
                            ("s", Shown::Text(first.s)),
                            ("t", Shown::Text(decoded.t)),
                        ],
                    );
                    break 'row;
                };
                let q = result_2;
                let x = lower;
                let converted = cast::int_to_string(cx.scratch, decoded.a);
                let y = functions::concat_2(
                    cx.scratch,
                    functions::concat_2(cx.scratch, converted, "/"),
                    lower,
                );
                let z = functions::concat_2(cx.scratch, converted, "1");
                let u = if (decoded.a > 3i64) {
                    let upper = functions::upper(cx.scratch, decoded.t);
                    upper
                } else {
                    let upper_2 = functions::upper(cx.scratch, decoded.t);
                    functions::trim(upper_2)
                };
                self.stdout
                    .row(
                        cx,
                        StdoutRow {
                            x: x,
                            y: y,
                            z: z,
                            q: q,
                            u: u,
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
    fn start(&mut self, cx: Cx<'_>, input: &mut RsInput) {
        let empty = match &input.arm {
            RsArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut RsInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                RsArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            RsArm::Arm0(arm) => {
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
    x: &'a str,
    y: &'a str,
    z: &'a str,
    q: i64,
    u: &'a str,
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
                buffer.extend_from_slice(b"{\"x\":");
                weir_json::put_str(buffer, row.x);
                buffer.extend_from_slice(b",\"y\":");
                weir_json::put_str(buffer, row.y);
                buffer.extend_from_slice(b",\"z\":");
                weir_json::put_str(buffer, row.z);
                buffer.extend_from_slice(b",\"q\":");
                weir_json::put_i64(buffer, row.q);
                buffer.extend_from_slice(b",\"u\":");
                weir_json::put_str(buffer, row.u);
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
