//! `nested`, compiled from nested.weir by weir 0.1.0.
//!
//! JSON with records in records, null and missing fields, enums and unused fields.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "nested",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["lines"],
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
    lines: LinesShared,
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
        let lines = LinesShared::Arm0(LinesArm0Shared {
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
            lag: 1000000i64,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        Ok(Shared {
            lines,
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
    lines_input: LinesInput,
    lines: Lines,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            lines_input: LinesInput::new(&shared.lines, shared.params, setup)?,
            lines: Lines::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.lines.start(cx, &mut self.lines_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        if cx.started() {
            rounds.add(self.lines.poll(cx, &mut self.lines_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.lines.stdout.flush(cx);
        }
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.lines_input.stats(0usize, stats);
        let (rows, bytes) = self.lines.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
    }
}

///`record Inner`, as far as it is used.
#[derive(Clone, Copy, PartialEq)]
struct InnerRecord<'a> {
    x: i32,
    note: &'a str,
}

struct LinesArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct LinesArm0 {
    reader: weir_file::Reader,
    clocks: SplitClocks,
    orders: ReadLinesArm0Orders,
    marks: weir_json::Marks,
}

impl LinesArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &LinesArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let reader = shared.splits.reader(setup.me, setup.workers);
        let clocks = SplitClocks::new(reader.splits(), shared.lag, &[]);
        Ok(Self {
            reader,
            clocks,
            orders: ReadLinesArm0Orders::default(),
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
struct ReadLinesArm0Decoded<'a> {
    id: u32,
    level: Option<u32>,
    inner: Option<InnerRecord<'a>>,
    ok: bool,
}

/// The fields of a line that are used, numbered.
static READ_LINES_ARM0_WANTED: &[weir_json::Wanted] = &[
    weir_json::Wanted {
        key: b"id",
        place: 0,
        value: weir_json::WantedValue::Int {
            unit: 1,
            optional: false,
        },
    },
    weir_json::Wanted {
        key: b"level",
        place: 1,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"inner",
        place: 2,
        value: weir_json::WantedValue::Record(
            &[
                weir_json::Wanted {
                    key: b"x",
                    place: 3,
                    value: weir_json::WantedValue::Int {
                        unit: 1,
                        optional: false,
                    },
                },
                weir_json::Wanted {
                    key: b"note",
                    place: 4,
                    value: weir_json::WantedValue::Other,
                },
            ],
        ),
    },
    weir_json::Wanted {
        key: b"ok",
        place: 5,
        value: weir_json::WantedValue::Other,
    },
];
/// Reads a line, of which it may be known where its fields are.
#[inline]
fn line_read_lines_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 6],
    scratch: &'a Bump,
    learnt: &mut ReadLinesArm0Orders,
    had_ok: bool,
) -> std::result::Result<ReadLinesArm0Decoded<'a>, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_read_lines_arm0(
            line,
            present,
            values,
            scratch,
            had_ok,
        )
    {
        return Ok(decoded);
    }
    read_lines_arm0(line.cursor(), scratch, learnt)
}

/// Reads a line of which it is known where its fields are; `None` where that is not all there is to it.
#[inline(always)]
fn shaped_read_lines_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 6],
    scratch: &'a Bump,
    had_ok: bool,
) -> Option<ReadLinesArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0x21 != 0x21 {
            return None;
        }
        ReadLinesArm0Decoded {
            id: u32::try_from(values[0]).ok()?,
            level: if present & 0x2 == 0
                || {
                    cursor.go_to(values[1]);
                    cursor.null()
                }
            {
                None
            } else {
                Some({
                    cursor.go_to(values[1]);
                    cursor.enumeration(&["low", "high"]).ok()?
                })
            },
            inner: if present & 0x4 == 0 {
                None
            } else {
                Some({
                    if present & 0x18 != 0x18 {
                        return None;
                    }
                    InnerRecord {
                        x: i32::try_from(values[3]).ok()?,
                        note: {
                            cursor.go_to(values[4]);
                            cursor.str(scratch).ok()?
                        },
                    }
                })
            },
            ok: had_ok,
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct ReadLinesArm0Orders {
    line: weir_json::Order,
    shapes: weir_json::Shapes,
    inner_record: weir_json::Order,
}

/// Reads a line key by key.
#[inline(never)]
fn read_lines_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadLinesArm0Orders,
) -> std::result::Result<ReadLinesArm0Decoded<'a>, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["id", "level", "inner", "at", "ok", "other"];
    let mut id: Option<u32> = None;
    let mut level: Option<u32> = None;
    let mut inner: Option<InnerRecord<'a>> = None;
    let mut ok: Option<bool> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"id", b"level", b"inner", b"ok"]),
        "",
    )? {
        match slot {
            0 => id = Some(weir_json::named(cursor.int::<u32>(), "id")?),
            1 => {
                level = if cursor.null() {
                    None
                } else {
                    Some(
                        weir_json::named(cursor.enumeration(&["low", "high"]), "level")?,
                    )
                };
            }
            2 => {
                inner = if cursor.null() {
                    None
                } else {
                    Some(
                        weir_json::inside(
                            read_lines_arm0_inner(cursor, scratch, learnt),
                            "inner",
                        )?,
                    )
                };
            }
            3 => ok = Some(weir_json::named(cursor.bool(), "ok")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = ReadLinesArm0Decoded {
        id: match id {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "id", KNOWN)),
        },
        level,
        inner,
        ok: match ok {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "ok", KNOWN)),
        },
    };
    weir_json::named(cursor.end(), "")?;
    learnt.shapes.learn(cursor, READ_LINES_ARM0_WANTED);
    Ok(decoded)
}

#[inline]
fn read_lines_arm0_inner<'a>(
    cursor: &mut weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadLinesArm0Orders,
) -> std::result::Result<InnerRecord<'a>, weir_json::DecodeError> {
    const KNOWN: &[&str] = &["x", "y", "note"];
    let mut x: Option<i32> = None;
    let mut note: Option<&'a str> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.inner_record.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.inner_record, &[b"x", b"note"]),
        "",
    )? {
        match slot {
            0 => x = Some(weir_json::named(cursor.int::<i32>(), "x")?),
            1 => note = Some(weir_json::named(cursor.str(scratch), "note")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = InnerRecord {
        x: match x {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "x", KNOWN)),
        },
        note: match note {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "note", KNOWN)),
        },
    };
    Ok(decoded)
}

/// What is read first of a line.
struct FirstReadLinesArm0Decoded {
    ok: bool,
}

/// Reads the stage of a line, of which it may be known where its fields are.
#[inline(always)]
fn take_first_read_lines_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 6],
    scratch: &'a Bump,
    learnt: &mut ReadLinesArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadLinesArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> std::result::Result<FirstReadLinesArm0Decoded, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_first_read_lines_arm0(
            line,
            present,
            values,
            scratch,
        )
    {
        return Ok(decoded);
    }
    long_first_read_lines_arm0(line, scratch, learnt, whole)
}

/// Reads the stage of a line whose shape does not say what it has: the whole line, and where that is none, by itself.
#[inline(never)]
fn long_first_read_lines_arm0<'a>(
    line: weir_json::Line<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadLinesArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadLinesArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> std::result::Result<FirstReadLinesArm0Decoded, weir_json::DecodeError> {
    match whole.get_or_insert_with(|| read_lines_arm0(line.cursor(), scratch, learnt)) {
        Ok(decoded) => {
            Ok(FirstReadLinesArm0Decoded {
                ok: decoded.ok,
            })
        }
        Err(of_all) => {
            first_read_lines_arm0(
                    line.cursor(),
                    scratch,
                    &mut FirstReadLinesArm0Orders::default(),
                )
                .map_err(|error| error.named_by(of_all))
        }
    }
}

#[inline(always)]
fn shaped_first_read_lines_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 6],
    scratch: &'a Bump,
) -> Option<FirstReadLinesArm0Decoded> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0x20 != 0x20 {
            return None;
        }
        FirstReadLinesArm0Decoded {
            ok: {
                cursor.go_to(values[5]);
                cursor.bool().ok()?
            },
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct FirstReadLinesArm0Orders {
    line: weir_json::Order,
}

/// Reads a line key by key.
#[inline(never)]
fn first_read_lines_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut FirstReadLinesArm0Orders,
) -> std::result::Result<FirstReadLinesArm0Decoded, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["id", "level", "inner", "at", "ok", "other"];
    let mut ok: Option<bool> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"ok"]),
        "",
    )? {
        match slot {
            0 => ok = Some(weir_json::named(cursor.bool(), "ok")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = FirstReadLinesArm0Decoded {
        ok: match ok {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "ok", KNOWN)),
        },
    };
    weir_json::named(cursor.end(), "")?;
    Ok(decoded)
}

/// The rest of a line, `whole` if it was read already.
#[inline(always)]
fn rest_read_lines_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 6],
    scratch: &'a Bump,
    learnt: &mut ReadLinesArm0Orders,
    whole: Option<std::result::Result<ReadLinesArm0Decoded<'a>, weir_json::DecodeError>>,
    had_ok: bool,
) -> std::result::Result<ReadLinesArm0Decoded<'a>, weir_json::DecodeError> {
    match whole {
        None => line_read_lines_arm0(line, present, values, scratch, learnt, had_ok),
        Some(whole) => whole,
    }
}

/// Whether all of a line can be read. Rows that turn out later not to be any must not have moved time.
#[cold]
#[inline(never)]
fn is_readable_read_lines_arm0<'a>(
    line: weir_json::Line<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadLinesArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadLinesArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> bool {
    whole.get_or_insert_with(|| read_lines_arm0(line.cursor(), scratch, learnt)).is_ok()
}

/// What all workers share of the source.
enum LinesShared {
    Arm0(LinesArm0Shared),
}

/// What one worker reads.
struct LinesInput {
    arm: LinesArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum LinesArm {
    Arm0(LinesArm0),
}

impl LinesInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &LinesShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            LinesShared::Arm0(shared) => {
                LinesArm::Arm0(LinesArm0::new(shared, params, setup)?)
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

///`lines`: `lines`
struct Lines {
    stdout: Stdout,
}

impl Lines {
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
        arm: &mut LinesArm0,
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
        let mut values = [0i64; 6];
        while let Some((line, present)) = lines
            .next_shaped(&mut arm.orders.shapes, &mut values)
        {
            let text = line.text();
            *rows += 1;
            'row: {
                let mut whole = None;
                let first = match take_first_read_lines_arm0(
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
                            "lines",
                            block.place(offset_in(block.bytes(), text)),
                            error.field(),
                            &error.message(text),
                            value,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("lines"));
                        break 'row;
                    }
                };
                // |> where ok
                if !(first.ok) {
                    break 'row;
                }
                // |> select { id, level, inner?.x, note: inner?.note ?? "none" }
                let decoded = match rest_read_lines_arm0(
                    line,
                    present,
                    &values,
                    cx.scratch,
                    &mut arm.orders,
                    whole,
                    first.ok,
                ) {
                    Ok(read) => read,
                    Err(error) => {
                        let value = error.value(text);
                        let error = Error::decode(
                            "lines",
                            block.place(offset_in(block.bytes(), text)),
                            error.field(),
                            &error.message(text),
                            value,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("lines"));
                        break 'row;
                    }
                };
                let x = decoded.inner.map(|record| record.x);
                let note = match decoded.inner.map(|record| record.note) {
                    Some(value) => value,
                    None => "none",
                };
                self.stdout
                    .row(
                        cx,
                        StdoutRow {
                            id: decoded.id,
                            level: decoded.level,
                            x: x,
                            note: note,
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
    fn start(&mut self, cx: Cx<'_>, input: &mut LinesInput) {
        let empty = match &input.arm {
            LinesArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut LinesInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                LinesArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            LinesArm::Arm0(arm) => {
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
    id: u32,
    level: Option<u32>,
    x: Option<i32>,
    note: &'a str,
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
                weir_json::put_i64(buffer, i64::from(row.id));
                buffer.extend_from_slice(b",\"level\":");
                if let Some(value) = row.level {
                    weir_json::put_str(buffer, ["low", "high"][value as usize]);
                } else {
                    buffer.extend_from_slice(b"null");
                }
                buffer.extend_from_slice(b",\"x\":");
                if let Some(value) = row.x {
                    weir_json::put_i64(buffer, i64::from(value));
                } else {
                    buffer.extend_from_slice(b"null");
                }
                buffer.extend_from_slice(b",\"note\":");
                weir_json::put_str(buffer, row.note);
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
