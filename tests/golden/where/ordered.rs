//! `ordered`, compiled from ordered.weir by weir 0.1.0.
//!
//! Parts of filters in the order of what they cost, save where that could be noticed.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "ordered",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["visits"],
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
    ///The search for `"/buy/"`.
    fixed_1: functions::Part,
    ///The search for `"x"`.
    fixed_2: functions::Part,
}

/// What all workers share.
struct Shared {
    params: &'static Params,
    visits: VisitsShared,
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
            fixed_1: functions::Part::new("/buy/"),
            fixed_2: functions::Part::new("x"),
        };
        let visits = VisitsShared::Arm0(VisitsArm0Shared {
            splits: set_by(
                    "option `path`",
                    weir_file::Splits::open(
                        setup,
                        0usize,
                        "visits.jsonl",
                        weir_file::Framing::Lines,
                    ),
                )?
                .shared(setup),
            lag: 0,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        Ok(Shared {
            visits,
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
    visits_input: VisitsInput,
    visits: Visits,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            visits_input: VisitsInput::new(&shared.visits, shared.params, setup)?,
            visits: Visits::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.visits.start(cx, &mut self.visits_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        if cx.started() {
            rounds.add(self.visits.poll(cx, &mut self.visits_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.visits.stdout.flush(cx);
        }
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.visits_input.stats(0usize, stats);
        let (rows, bytes) = self.visits.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
    }
}

struct VisitsArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct VisitsArm0 {
    reader: weir_file::Reader,
    clocks: SplitClocks,
    orders: ReadVisitsArm0Orders,
    marks: weir_json::Marks,
}

impl VisitsArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &VisitsArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let reader = shared.splits.reader(setup.me, setup.workers);
        let clocks = SplitClocks::new(reader.splits(), shared.lag, &[]);
        Ok(Self {
            reader,
            clocks,
            orders: ReadVisitsArm0Orders::default(),
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
struct ReadVisitsArm0Decoded<'a> {
    url: &'a str,
    agent: Option<&'a str>,
    bytes: i64,
    rate: i64,
}

/// The fields of a line that are used, numbered.
static READ_VISITS_ARM0_WANTED: &[weir_json::Wanted] = &[
    weir_json::Wanted {
        key: b"url",
        place: 0,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"agent",
        place: 1,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"bytes",
        place: 2,
        value: weir_json::WantedValue::Int {
            unit: 1,
            optional: false,
        },
    },
    weir_json::Wanted {
        key: b"rate",
        place: 3,
        value: weir_json::WantedValue::Int {
            unit: 1,
            optional: false,
        },
    },
];
/// Reads a line, of which it may be known where its fields are.
#[inline]
fn line_read_visits_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 4],
    scratch: &'a Bump,
    learnt: &mut ReadVisitsArm0Orders,
    had_url: &'a str,
    had_agent: Option<&'a str>,
) -> std::result::Result<ReadVisitsArm0Decoded<'a>, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_read_visits_arm0(
            line,
            present,
            values,
            scratch,
            had_url,
            had_agent,
        )
    {
        return Ok(decoded);
    }
    read_visits_arm0(line.cursor(), scratch, learnt)
}

/// Reads a line of which it is known where its fields are; `None` where that is not all there is to it.
#[inline(always)]
fn shaped_read_visits_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 4],
    scratch: &'a Bump,
    had_url: &'a str,
    had_agent: Option<&'a str>,
) -> Option<ReadVisitsArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0xd != 0xd {
            return None;
        }
        ReadVisitsArm0Decoded {
            url: had_url,
            agent: had_agent,
            bytes: values[2],
            rate: values[3],
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct ReadVisitsArm0Orders {
    line: weir_json::Order,
    shapes: weir_json::Shapes,
}

/// Reads a line key by key.
#[inline(never)]
fn read_visits_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadVisitsArm0Orders,
) -> std::result::Result<ReadVisitsArm0Decoded<'a>, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["url", "agent", "bytes", "rate"];
    let mut url: Option<&'a str> = None;
    let mut agent: Option<&'a str> = None;
    let mut bytes: Option<i64> = None;
    let mut rate: Option<i64> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"url", b"agent", b"bytes", b"rate"]),
        "",
    )? {
        match slot {
            0 => url = Some(weir_json::named(cursor.str(scratch), "url")?),
            1 => {
                agent = if cursor.null() {
                    None
                } else {
                    Some(weir_json::named(cursor.str(scratch), "agent")?)
                };
            }
            2 => bytes = Some(weir_json::named(cursor.int::<i64>(), "bytes")?),
            3 => rate = Some(weir_json::named(cursor.int::<i64>(), "rate")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = ReadVisitsArm0Decoded {
        url: match url {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "url", KNOWN)),
        },
        agent,
        bytes: match bytes {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "bytes", KNOWN)),
        },
        rate: match rate {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "rate", KNOWN)),
        },
    };
    weir_json::named(cursor.end(), "")?;
    learnt.shapes.learn(cursor, READ_VISITS_ARM0_WANTED);
    Ok(decoded)
}

/// What is read first of a line.
struct FirstReadVisitsArm0Decoded {
    bytes: i64,
}

/// Reads the stage of a line, of which it may be known where its fields are.
#[inline(always)]
fn take_first_read_visits_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 4],
    scratch: &'a Bump,
    learnt: &mut ReadVisitsArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadVisitsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> std::result::Result<FirstReadVisitsArm0Decoded, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_first_read_visits_arm0(
            line,
            present,
            values,
            scratch,
        )
    {
        return Ok(decoded);
    }
    long_first_read_visits_arm0(line, scratch, learnt, whole)
}

/// Reads the stage of a line whose shape does not say what it has: the whole line, and where that is none, by itself.
#[inline(never)]
fn long_first_read_visits_arm0<'a>(
    line: weir_json::Line<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadVisitsArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadVisitsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> std::result::Result<FirstReadVisitsArm0Decoded, weir_json::DecodeError> {
    match whole.get_or_insert_with(|| read_visits_arm0(line.cursor(), scratch, learnt)) {
        Ok(decoded) => {
            Ok(FirstReadVisitsArm0Decoded {
                bytes: decoded.bytes,
            })
        }
        Err(of_all) => {
            first_read_visits_arm0(
                    line.cursor(),
                    scratch,
                    &mut FirstReadVisitsArm0Orders::default(),
                )
                .map_err(|error| error.named_by(of_all))
        }
    }
}

#[inline(always)]
fn shaped_first_read_visits_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 4],
    scratch: &'a Bump,
) -> Option<FirstReadVisitsArm0Decoded> {
    Some({
        if present & 0x4 != 0x4 {
            return None;
        }
        FirstReadVisitsArm0Decoded {
            bytes: values[2],
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct FirstReadVisitsArm0Orders {
    line: weir_json::Order,
}

/// Reads a line key by key.
#[inline(never)]
fn first_read_visits_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut FirstReadVisitsArm0Orders,
) -> std::result::Result<FirstReadVisitsArm0Decoded, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["url", "agent", "bytes", "rate"];
    let mut bytes: Option<i64> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"bytes"]),
        "",
    )? {
        match slot {
            0 => bytes = Some(weir_json::named(cursor.int::<i64>(), "bytes")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = FirstReadVisitsArm0Decoded {
        bytes: match bytes {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "bytes", KNOWN)),
        },
    };
    weir_json::named(cursor.end(), "")?;
    Ok(decoded)
}

/// What is read first of a line.
struct SecondReadVisitsArm0Decoded<'a> {
    url: &'a str,
    agent: Option<&'a str>,
}

/// Reads the stage of a line, of which it may be known where its fields are.
#[inline(always)]
fn take_second_read_visits_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 4],
    scratch: &'a Bump,
    learnt: &mut ReadVisitsArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadVisitsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> std::result::Result<SecondReadVisitsArm0Decoded<'a>, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_second_read_visits_arm0(
            line,
            present,
            values,
            scratch,
        )
    {
        return Ok(decoded);
    }
    long_second_read_visits_arm0(line, scratch, learnt, whole)
}

/// Reads the stage of a line whose shape does not say what it has: the whole line, and where that is none, by itself.
#[inline(never)]
fn long_second_read_visits_arm0<'a>(
    line: weir_json::Line<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadVisitsArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadVisitsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> std::result::Result<SecondReadVisitsArm0Decoded<'a>, weir_json::DecodeError> {
    match whole.get_or_insert_with(|| read_visits_arm0(line.cursor(), scratch, learnt)) {
        Ok(decoded) => {
            Ok(SecondReadVisitsArm0Decoded {
                url: decoded.url,
                agent: decoded.agent,
            })
        }
        Err(of_all) => {
            second_read_visits_arm0(
                    line.cursor(),
                    scratch,
                    &mut SecondReadVisitsArm0Orders::default(),
                )
                .map_err(|error| error.named_by(of_all))
        }
    }
}

#[inline(always)]
fn shaped_second_read_visits_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 4],
    scratch: &'a Bump,
) -> Option<SecondReadVisitsArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0x1 != 0x1 {
            return None;
        }
        SecondReadVisitsArm0Decoded {
            url: {
                cursor.go_to(values[0]);
                cursor.str(scratch).ok()?
            },
            agent: if present & 0x2 == 0
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
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct SecondReadVisitsArm0Orders {
    line: weir_json::Order,
}

/// Reads a line key by key.
#[inline(never)]
fn second_read_visits_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut SecondReadVisitsArm0Orders,
) -> std::result::Result<SecondReadVisitsArm0Decoded<'a>, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["url", "agent", "bytes", "rate"];
    let mut url: Option<&'a str> = None;
    let mut agent: Option<&'a str> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"url", b"agent"]),
        "",
    )? {
        match slot {
            0 => url = Some(weir_json::named(cursor.str(scratch), "url")?),
            1 => {
                agent = if cursor.null() {
                    None
                } else {
                    Some(weir_json::named(cursor.str(scratch), "agent")?)
                };
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = SecondReadVisitsArm0Decoded {
        url: match url {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "url", KNOWN)),
        },
        agent,
    };
    weir_json::named(cursor.end(), "")?;
    Ok(decoded)
}

/// The rest of a line, `whole` if it was read already.
#[inline(always)]
fn rest_read_visits_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 4],
    scratch: &'a Bump,
    learnt: &mut ReadVisitsArm0Orders,
    whole: Option<
        std::result::Result<ReadVisitsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
    had_url: &'a str,
    had_agent: Option<&'a str>,
) -> std::result::Result<ReadVisitsArm0Decoded<'a>, weir_json::DecodeError> {
    match whole {
        None => {
            line_read_visits_arm0(
                line,
                present,
                values,
                scratch,
                learnt,
                had_url,
                had_agent,
            )
        }
        Some(whole) => whole,
    }
}

/// Whether all of a line can be read. Rows that turn out later not to be any must not have moved time.
#[cold]
#[inline(never)]
fn is_readable_read_visits_arm0<'a>(
    line: weir_json::Line<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadVisitsArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadVisitsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> bool {
    whole.get_or_insert_with(|| read_visits_arm0(line.cursor(), scratch, learnt)).is_ok()
}

/// What all workers share of the source.
enum VisitsShared {
    Arm0(VisitsArm0Shared),
}

/// What one worker reads.
struct VisitsInput {
    arm: VisitsArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum VisitsArm {
    Arm0(VisitsArm0),
}

impl VisitsInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &VisitsShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            VisitsShared::Arm0(shared) => {
                VisitsArm::Arm0(VisitsArm0::new(shared, params, setup)?)
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

///`visits`: `visits`
struct Visits {
    stdout: Stdout,
    params: &'static Params,
}

impl Visits {
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
        arm: &mut VisitsArm0,
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
        let mut values = [0i64; 4];
        while let Some((line, present)) = lines
            .next_shaped(&mut arm.orders.shapes, &mut values)
        {
            let text = line.text();
            *rows += 1;
            'row: {
                let mut whole = None;
                let first = match take_first_read_visits_arm0(
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
                            "visits",
                            block.place(offset_in(block.bytes(), text)),
                            error.field(),
                            &error.message(text),
                            value,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("visits"));
                        break 'row;
                    }
                };
                // |> where contains(url, "/buy/") && agent != null && agent != "robot" && bytes > 0
                if !(first.bytes > 0i64) {
                    break 'row;
                }
                let second = match take_second_read_visits_arm0(
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
                            "visits",
                            block.place(offset_in(block.bytes(), text)),
                            error.field(),
                            &error.message(text),
                            value,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("visits"));
                        break 'row;
                    }
                };
                if !(!(second.agent.is_none())) {
                    break 'row;
                }
                if !(known(second.agent) != "robot") {
                    break 'row;
                }
                if !(functions::contains(second.url, &self.params.fixed_1)) {
                    break 'row;
                }
                // |> where contains(lower(url), "x") && 100 / rate > 3 && bytes < 1_000_000
                if !(functions::contains(
                    functions::lower(cx.scratch, second.url),
                    &self.params.fixed_2,
                )) {
                    break 'row;
                }
                let decoded = match rest_read_visits_arm0(
                    line,
                    present,
                    &values,
                    cx.scratch,
                    &mut arm.orders,
                    whole,
                    second.url,
                    second.agent,
                ) {
                    Ok(read) => read,
                    Err(error) => {
                        let value = error.value(text);
                        let error = Error::decode(
                            "visits",
                            block.place(offset_in(block.bytes(), text)),
                            error.field(),
                            &error.message(text),
                            value,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("visits"));
                        break 'row;
                    }
                };
                let divisor = decoded.rate;
                if divisor == 0 {
                    record_failed(
                        cx,
                        "stdout.where.2",
                        "",
                        block.place_of(cx, text),
                        Failure::DivisionByZero,
                        &[
                            ("url", Shown::Text(second.url)),
                            ("bytes", Shown::Int(i128::from(first.bytes))),
                            ("rate", Shown::Int(i128::from(decoded.rate))),
                        ],
                    );
                    break 'row;
                }
                let Some(result) = 100i64.checked_div(divisor) else {
                    record_failed(
                        cx,
                        "stdout.where.2",
                        "",
                        block.place_of(cx, text),
                        Failure::Overflow,
                        &[
                            ("url", Shown::Text(second.url)),
                            ("bytes", Shown::Int(i128::from(first.bytes))),
                            ("rate", Shown::Int(i128::from(decoded.rate))),
                        ],
                    );
                    break 'row;
                };
                if !(result > 3i64) {
                    break 'row;
                }
                if !(first.bytes < 1000000i64) {
                    break 'row;
                }
                // |> where bytes != 7
                if !(first.bytes != 7i64) {
                    break 'row;
                }
                // |> where starts_with(url, "https")
                if !(functions::starts_with(second.url, "https")) {
                    break 'row;
                }
                // |> derive { size: bytes / 1024 }
                // |> select { url, size }
                let size = first.bytes / 1024i64;
                self.stdout
                    .row(
                        cx,
                        StdoutRow {
                            url: second.url,
                            size: size,
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
    fn start(&mut self, cx: Cx<'_>, input: &mut VisitsInput) {
        let empty = match &input.arm {
            VisitsArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut VisitsInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                VisitsArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            VisitsArm::Arm0(arm) => {
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
    url: &'a str,
    size: i64,
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

///`stdout`: `into stdout { format: csv }`
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
                weir_csv::put_str(buffer, row.url, b',');
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.size);
                buffer.push(b'\n');
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
