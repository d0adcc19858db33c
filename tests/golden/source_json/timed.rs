//! `timed`, compiled from timed.weir by weir 0.1.0.
//!
//! Times that may be missing, told ahead of the rows; and a source whose late rows reach a second window, so that its files stay whole.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "timed",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["visits", "returns"],
    sinks: &["stdout", "first.csv", "late.csv"],
    steps: &["stdout.aggregate", "first", "late.csv.aggregate"],
    late_dropped: &[0usize, 2usize],
};
fn main() -> ExitCode {
    weir_runtime::main::<Program>(&DESCRIPTION)
}

/// The pipeline's parameters, fixed when the job starts.
struct Params {}
/// What all workers share.
struct Shared {
    params: &'static Params,
    visits: VisitsShared,
    returns: ReturnsShared,
    stdout: StdoutShared,
    first_csv: FirstCsvShared,
    late_csv: LateCsvShared,
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
                .in_sequence(setup),
            lag: 10000000i64,
        });
        let returns = ReturnsShared::Arm0(ReturnsArm0Shared {
            splits: set_by(
                "option `path`",
                weir_file::Splits::open(
                    setup,
                    1usize,
                    "returns.jsonl",
                    weir_file::Framing::Lines,
                ),
            )?,
            lag: 10000000i64,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        let first_csv = FirstCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 1usize, "first.csv", b""),
            )?,
        );
        let late_csv = LateCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 2usize, "late.csv", b""),
            )?,
        );
        Ok(Shared {
            visits,
            returns,
            stdout,
            first_csv,
            late_csv,
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
                shared.first_csv.output(),
                shared.late_csv.output(),
            ],
        )
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(
            &[
                shared.stdout.output(),
                shared.first_csv.output(),
                shared.late_csv.output(),
            ],
        );
    }
}

/// One worker's share of the job: what it reads, and the nodes, each inside the one before it.
struct Subtask {
    visits_input: VisitsInput,
    returns_input: ReturnsInput,
    visits: Visits,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            visits_input: VisitsInput::new(&shared.visits, shared.params, setup)?,
            returns_input: ReturnsInput::new(&shared.returns, shared.params, setup)?,
            visits: Visits::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.visits.start(cx, &mut self.visits_input);
        self.visits.returns.start(cx, &mut self.returns_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        while !(cx.failed()) {
            let Some(batch) = self
                .visits
                .returns
                .stdout_aggregate
                .stdout
                .first
                .first_csv
                .late_csv_aggregate
                .exchange
                .receive() else { break };
            self.visits
                .returns
                .stdout_aggregate
                .stdout
                .first
                .first_csv
                .late_csv_aggregate
                .batch(cx, &batch);
            self.visits
                .returns
                .stdout_aggregate
                .stdout
                .first
                .first_csv
                .late_csv_aggregate
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()
            || self
                .visits
                .returns
                .stdout_aggregate
                .stdout
                .first
                .first_csv
                .late_csv_aggregate
                .exchange
                .blocked())
        {
            let Some(batch) = self
                .visits
                .returns
                .stdout_aggregate
                .stdout
                .first
                .exchange
                .receive() else { break };
            self.visits.returns.stdout_aggregate.stdout.first.batch(cx, &batch);
            self.visits.returns.stdout_aggregate.stdout.first.exchange.recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self.visits.returns.stdout_aggregate.exchange.receive()
            else { break };
            self.visits.returns.stdout_aggregate.batch(cx, &batch);
            self.visits.returns.stdout_aggregate.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started()
            && !self
                .visits
                .returns
                .stdout_aggregate
                .stdout
                .first
                .first_csv
                .late_csv_aggregate
                .exchange
                .blocked()
            && !self.visits.returns.stdout_aggregate.stdout.first.exchange.blocked()
            && !self.visits.returns.stdout_aggregate.exchange.blocked()
        {
            rounds.add(self.visits.poll(cx, &mut self.visits_input));
            rounds.add(self.visits.returns.poll(cx, &mut self.returns_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.visits.returns.stdout_aggregate.stdout.flush(cx);
            self.visits.returns.stdout_aggregate.stdout.first.first_csv.flush(cx);
            self.visits
                .returns
                .stdout_aggregate
                .stdout
                .first
                .first_csv
                .late_csv_aggregate
                .late_csv
                .flush(cx);
        }
        if self
            .visits
            .returns
            .stdout_aggregate
            .stdout
            .first
            .first_csv
            .late_csv_aggregate
            .windows
            .is_large()
        {
            self.visits
                .returns
                .stdout_aggregate
                .stdout
                .first
                .first_csv
                .late_csv_aggregate
                .exchange
                .stage();
        }
        self.visits
            .returns
            .stdout_aggregate
            .stdout
            .first
            .first_csv
            .late_csv_aggregate
            .exchange
            .end_round(&mut rounds);
        self.visits
            .returns
            .stdout_aggregate
            .stdout
            .first
            .exchange
            .end_round(&mut rounds);
        if self.visits.returns.stdout_aggregate.windows.is_large() {
            self.visits.returns.stdout_aggregate.exchange.stage();
        }
        self.visits.returns.stdout_aggregate.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.visits_input.stats(0usize, stats);
        self.returns_input.stats(1usize, stats);
        let (rows, bytes) = self.visits.returns.stdout_aggregate.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        let (rows, bytes) = self
            .visits
            .returns
            .stdout_aggregate
            .stdout
            .first
            .first_csv
            .counts();
        stats.sink(1usize, rows, bytes, 0);
        let (rows, bytes) = self
            .visits
            .returns
            .stdout_aggregate
            .stdout
            .first
            .first_csv
            .late_csv_aggregate
            .late_csv
            .counts();
        stats.sink(2usize, rows, bytes, 0);
        stats.step(0usize, self.visits.stdout_aggregate_counts);
        stats.step(1usize, self.visits.returns.first_counts);
        stats.step(0usize, self.visits.returns.stdout_aggregate.stdout_aggregate_counts);
        stats.watermark(self.visits.returns.stdout_aggregate.marks.least());
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self
                        .visits
                        .returns
                        .stdout_aggregate
                        .windows
                        .size_bytes() as u64,
                    keys: self.visits.returns.stdout_aggregate.windows.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                1usize,
                self.visits.returns.stdout_aggregate.stdout.first.first_counts,
            );
        stats
            .step(
                2usize,
                self
                    .visits
                    .returns
                    .stdout_aggregate
                    .stdout
                    .first
                    .late_csv_aggregate_counts,
            );
        stats.watermark(self.visits.returns.stdout_aggregate.stdout.first.marks.least());
        stats
            .step(
                1usize,
                StepCounts {
                    state_bytes: self
                        .visits
                        .returns
                        .stdout_aggregate
                        .stdout
                        .first
                        .windows
                        .size_bytes() as u64,
                    keys: self.visits.returns.stdout_aggregate.stdout.first.windows.len()
                        as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                2usize,
                self
                    .visits
                    .returns
                    .stdout_aggregate
                    .stdout
                    .first
                    .first_csv
                    .late_csv_aggregate
                    .late_csv_aggregate_counts,
            );
        stats
            .watermark(
                self
                    .visits
                    .returns
                    .stdout_aggregate
                    .stdout
                    .first
                    .first_csv
                    .late_csv_aggregate
                    .marks
                    .least(),
            );
        stats
            .step(
                2usize,
                StepCounts {
                    state_bytes: self
                        .visits
                        .returns
                        .stdout_aggregate
                        .stdout
                        .first
                        .first_csv
                        .late_csv_aggregate
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .visits
                        .returns
                        .stdout_aggregate
                        .stdout
                        .first
                        .first_csv
                        .late_csv_aggregate
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
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
    shop: &'a str,
    at: Option<i64>,
}

/// The fields of a line that are used, numbered.
static READ_VISITS_ARM0_WANTED: &[weir_json::Wanted] = &[
    weir_json::Wanted {
        key: b"shop",
        place: 0,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"at",
        place: 1,
        value: weir_json::WantedValue::Other,
    },
];
/// Reads a line, of which it may be known where its fields are.
#[inline]
fn line_read_visits_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 2],
    scratch: &'a Bump,
    learnt: &mut ReadVisitsArm0Orders,
) -> std::result::Result<ReadVisitsArm0Decoded<'a>, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_read_visits_arm0(line, present, values, scratch)
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
    values: &[i64; 2],
    scratch: &'a Bump,
) -> Option<ReadVisitsArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0x1 != 0x1 {
            return None;
        }
        ReadVisitsArm0Decoded {
            shop: {
                cursor.go_to(values[0]);
                cursor.str(scratch).ok()?
            },
            at: if present & 0x2 == 0
                || {
                    cursor.go_to(values[1]);
                    cursor.null()
                }
            {
                None
            } else {
                Some({
                    cursor.go_to(values[1]);
                    cursor.timestamp(weir_json::TimestampFormat::Iso).ok()?
                })
            },
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
    const KNOWN: &[&str] = &["shop", "visitor", "at"];
    let mut shop: Option<&'a str> = None;
    let mut at: Option<i64> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"shop", b"at"]),
        "",
    )? {
        match slot {
            0 => shop = Some(weir_json::named(cursor.str(scratch), "shop")?),
            1 => {
                at = if cursor.null() {
                    None
                } else {
                    Some(
                        weir_json::named(
                            cursor.timestamp(weir_json::TimestampFormat::Iso),
                            "at",
                        )?,
                    )
                };
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = ReadVisitsArm0Decoded {
        shop: match shop {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "shop", KNOWN)),
        },
        at,
    };
    weir_json::named(cursor.end(), "")?;
    learnt.shapes.learn(cursor, READ_VISITS_ARM0_WANTED);
    Ok(decoded)
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
    stdout_aggregate_counts: StepCounts,
    returns: Returns,
}

impl Visits {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            stdout_aggregate_counts: StepCounts::default(),
            returns: Returns::new(shared, setup)?,
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
        let mut ahead = Ahead::new(cx.scratch, block.bytes().len());
        let mut lines = arm.marks.lines(block.bytes());
        let mut values = [0i64; 2];
        while let Some((line, present)) = lines
            .next_shaped(&mut arm.orders.shapes, &mut values)
        {
            let text = line.text();
            let decoded = line_read_visits_arm0(
                line,
                present,
                &values,
                cx.scratch,
                &mut arm.orders,
            );
            let time = 'time: {
                let Ok(decoded) = &decoded else { break 'time None };
                let Some(result) = decoded.at else {
                    let _ = Failure::NoTime;
                    break 'time None;
                };
                Some(result)
            };
            ahead.push(text, decoded, time);
        }
        let Some(before) = arm.reader.greatest_before(cx, &block, ahead.greatest()) else {
            drop(ahead);
            arm.reader.give_back(block);
            return Polled::Idle;
        };
        if let Some(watermark) = (SplitTick {
            clocks: &mut arm.clocks,
            split,
        })
            .catch_up(before)
        {
            self.forward(cx, Control::Watermark(watermark));
        }
        for row in ahead.rows() {
            let text = row.text;
            *rows += 1;
            'row: {
                let decoded = match row.decoded {
                    Ok(decoded) => decoded,
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
                let event_time = match row.time {
                    Some(time) => time,
                    None => {
                        let Some(result) = decoded.at else {
                            record_failed(
                                cx,
                                "visits",
                                "visits",
                                block.place_of(cx, text),
                                Failure::NoTime,
                                &[
                                    ("shop", Shown::Text(decoded.shop)),
                                    (
                                        "at",
                                        match decoded.at {
                                            Some(value) => Shown::Timestamp(value),
                                            None => Shown::Null,
                                        },
                                    ),
                                ],
                            );
                            break 'row;
                        };
                        result
                    }
                };
                if let Some(watermark) = (SplitTick {
                    clocks: &mut arm.clocks,
                    split,
                })
                    .tick(event_time)
                {
                    self.forward(cx, Control::Watermark(watermark));
                }
                self.stdout_aggregate_counts.rows_in += 1;
                self.returns
                    .stdout_aggregate
                    .row(
                        cx,
                        StdoutAggregateRow {
                            shop: decoded.shop,
                            time: event_time,
                        },
                    );
            }
        }
        arm.reader.reached(split, arm.clocks.split_watermark(split));
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
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.returns.stdout_aggregate.upstream(cx, control);
    }
}

struct ReturnsArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct ReturnsArm0 {
    reader: weir_file::Reader,
    clocks: SplitClocks,
    orders: ReadReturnsArm0Orders,
    marks: weir_json::Marks,
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
                Lattice {
                    step: 3600000000,
                    phase: 0,
                },
            ],
        );
        Ok(Self {
            reader,
            clocks,
            orders: ReadReturnsArm0Orders::default(),
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
struct ReadReturnsArm0Decoded<'a> {
    shop: &'a str,
    at: Option<i64>,
}

/// The fields of a line that are used, numbered.
static READ_RETURNS_ARM0_WANTED: &[weir_json::Wanted] = &[
    weir_json::Wanted {
        key: b"shop",
        place: 0,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"at",
        place: 1,
        value: weir_json::WantedValue::Other,
    },
];
/// Reads a line, of which it may be known where its fields are.
#[inline]
fn line_read_returns_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 2],
    scratch: &'a Bump,
    learnt: &mut ReadReturnsArm0Orders,
) -> std::result::Result<ReadReturnsArm0Decoded<'a>, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_read_returns_arm0(line, present, values, scratch)
    {
        return Ok(decoded);
    }
    read_returns_arm0(line.cursor(), scratch, learnt)
}

/// Reads a line of which it is known where its fields are; `None` where that is not all there is to it.
#[inline(always)]
fn shaped_read_returns_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 2],
    scratch: &'a Bump,
) -> Option<ReadReturnsArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0x1 != 0x1 {
            return None;
        }
        ReadReturnsArm0Decoded {
            shop: {
                cursor.go_to(values[0]);
                cursor.str(scratch).ok()?
            },
            at: if present & 0x2 == 0
                || {
                    cursor.go_to(values[1]);
                    cursor.null()
                }
            {
                None
            } else {
                Some({
                    cursor.go_to(values[1]);
                    cursor.timestamp(weir_json::TimestampFormat::Iso).ok()?
                })
            },
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct ReadReturnsArm0Orders {
    line: weir_json::Order,
    shapes: weir_json::Shapes,
}

/// Reads a line key by key.
#[inline(never)]
fn read_returns_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadReturnsArm0Orders,
) -> std::result::Result<ReadReturnsArm0Decoded<'a>, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["shop", "visitor", "at"];
    let mut shop: Option<&'a str> = None;
    let mut at: Option<i64> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"shop", b"at"]),
        "",
    )? {
        match slot {
            0 => shop = Some(weir_json::named(cursor.str(scratch), "shop")?),
            1 => {
                at = if cursor.null() {
                    None
                } else {
                    Some(
                        weir_json::named(
                            cursor.timestamp(weir_json::TimestampFormat::Iso),
                            "at",
                        )?,
                    )
                };
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = ReadReturnsArm0Decoded {
        shop: match shop {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "shop", KNOWN)),
        },
        at,
    };
    weir_json::named(cursor.end(), "")?;
    learnt.shapes.learn(cursor, READ_RETURNS_ARM0_WANTED);
    Ok(decoded)
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
    first_counts: StepCounts,
    stdout_aggregate: StdoutAggregate,
}

impl Returns {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            first_counts: StepCounts::default(),
            stdout_aggregate: StdoutAggregate::new(shared, setup)?,
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
            Ok(weir_file::Next::Header(_)) => return Polled::Rows,
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
        {
            let mut waiting_first = self.stdout_aggregate.stdout.first.waiting(cx);
            let mut lines = arm.marks.lines(block.bytes());
            let mut values = [0i64; 2];
            while let Some((line, present)) = lines
                .next_shaped(&mut arm.orders.shapes, &mut values)
            {
                let text = line.text();
                *rows += 1;
                'row: {
                    let decoded = match line_read_returns_arm0(
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
                                "returns",
                                block.place(offset_in(block.bytes(), text)),
                                error.field(),
                                &error.message(text),
                                value,
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("returns"));
                            break 'row;
                        }
                    };
                    let Some(result) = decoded.at else {
                        record_failed(
                            cx,
                            "returns",
                            "returns",
                            block.place_of(cx, text),
                            Failure::NoTime,
                            &[
                                ("shop", Shown::Text(decoded.shop)),
                                (
                                    "at",
                                    match decoded.at {
                                        Some(value) => Shown::Timestamp(value),
                                        None => Shown::Null,
                                    },
                                ),
                            ],
                        );
                        break 'row;
                    };
                    let event_time = result;
                    if let Some(watermark) = (SplitTick {
                        clocks: &mut arm.clocks,
                        split,
                    })
                        .tick(event_time)
                    {
                        self.stdout_aggregate
                            .stdout
                            .first
                            .apply_waiting(cx, &mut waiting_first);
                        self.forward(cx, Control::Watermark(watermark));
                    }
                    self.first_counts.rows_in += 1;
                    {
                        let waits = FirstRow {
                            shop: decoded.shop,
                            time: event_time,
                        };
                        if !waiting_first.waits() {
                            self.stdout_aggregate.stdout.first.row(cx, waits);
                        } else if waiting_first.push(waits) {
                            self.stdout_aggregate
                                .stdout
                                .first
                                .apply_waiting(cx, &mut waiting_first);
                        }
                    }
                }
            }
            self.stdout_aggregate.stdout.first.apply_waiting(cx, &mut waiting_first);
        }
        arm.reader.reached(split, arm.clocks.split_watermark(split));
        *bytes += block.bytes().len() as u64;
        let line_ends = arm.marks.line_ends();
        arm.reader.recycle_lines(block, line_ends);
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
        self.stdout_aggregate.stdout.first.upstream(cx, control);
    }
}

///A row on its way into `stdout.aggregate`.
#[derive(Clone, Copy)]
struct StdoutAggregateRow<'a> {
    shop: &'a str,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct StdoutAggregateRowStored {
    hash: u64,
    shop: Text,
    time: i64,
}

impl StdoutAggregateRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> StdoutAggregateRowStored {
        StdoutAggregateRowStored {
            hash,
            shop: heap.put(self.shop),
            time: self.time,
        }
    }
}

impl StdoutAggregateRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> StdoutAggregateRow<'a> {
        StdoutAggregateRow {
            shop: heap.get(self.shop),
            time: self.time,
        }
    }
}

///What `stdout.aggregate` groups by.
#[derive(Clone, Copy)]
struct StdoutAggregateKey {
    shop: KeyText,
}

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
        self.shop.same(heap, &other.shop, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        StdoutAggregateKey {
            shop: self.shop.carry(from, to),
        }
    }
}

/// What rows of a key and a slice of time add to its group; `time` is in that slice.
#[derive(Clone, Copy)]
struct StdoutAggregatePartial {
    hash: u64,
    time: i64,
    key: StdoutAggregateKey,
    group: StdoutAggregateGroup,
}

impl StdoutAggregateGroup {
    /// Adds what was combined.
    #[inline]
    fn add(&mut self, from: &Self) {
        self.n += from.n;
    }
}

///`stdout.aggregate`: `aggregate by shop { n: count() }`
struct StdoutAggregate {
    exchange: Exchange<StdoutAggregateRowStored, StdoutAggregatePartial>,
    combining: Combining<StdoutAggregatePartial>,
    marks: Marks,
    windows: Windows<StdoutAggregateKey, StdoutAggregateGroup>,
    stdout_aggregate_counts: StepCounts,
    stdout: Stdout,
}

impl StdoutAggregate {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(0usize),
            combining: Combining::new(
                WindowSpec {
                    size: 60000000,
                    step: 60000000,
                    offset: 0,
                    lateness: 0,
                },
                setup.workers,
            ),
            marks: Marks::new(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 60000000,
                step: 60000000,
                offset: 0,
                lateness: 0,
            }),
            stdout_aggregate_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row from the node before.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: StdoutAggregateRow<'_>) {
        let hash = hash_str(row.shop);
        if !self.combining.is_on() {
            self.combining.single();
            if self.exchange.alone() {
                self.apply(cx, hash, row);
            } else {
                self.exchange
                    .push(self.exchange.target(hash), |heap| row.store(heap, hash));
            }
            return;
        }
        let (place, slice, heap) = self.combining.place(hash, row.time);
        let fits = {
            let sought_shop = KeyText::sought(row.shop);
            place
                .as_ref()
                .is_some_and(|partial| {
                    let key = &partial.key;
                    key.shop.is(sought_shop, heap) && slice.holds(partial.time)
                })
        };
        if fits && let Some(partial) = place {
            let group = &mut partial.group;
            group.n += 1;
        } else {
            let mut partial = StdoutAggregatePartial {
                hash,
                time: row.time,
                key: StdoutAggregateKey {
                    shop: KeyText::new(row.shop, heap),
                },
                group: StdoutAggregateGroup { n: 0 },
            };
            let group = &mut partial.group;
            group.n += 1;
            self.displace(hash, partial);
        }
    }
    /// A partial group takes its place; what stood there goes on.
    #[inline(never)]
    fn displace(&mut self, at: u64, partial: StdoutAggregatePartial) {
        if let Some(before) = self.combining.put(at, partial) {
            self.pass(&before);
        }
        if self.combining.is_heavy() {
            self.pass_all();
        }
    }
    /// Sends a partial group to the worker that owns its key.
    #[inline]
    fn pass(&mut self, partial: &StdoutAggregatePartial) {
        let key = &partial.key;
        let hash = partial.hash;
        if self.exchange.alone() {
            let from = self.combining.take_heap();
            self.merge(&from, hash, partial);
            self.combining.give_heap(from);
        } else {
            let from = self.combining.heap();
            self.exchange
                .push_group(
                    self.exchange.target(hash),
                    |to| StdoutAggregatePartial {
                        key: partial.key.carry(from, to),
                        ..*partial
                    },
                );
        }
        self.combining.passed();
    }
    /// Sends all that was combined.
    fn pass_all(&mut self) {
        while let Some(partial) = self.combining.take() {
            self.pass(&partial);
        }
    }
    /// A control message from the node before: what was combined goes ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        self.pass_all();
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(
        &mut self,
        cx: Cx<'_>,
        batch: &Batch<StdoutAggregateRowStored, StdoutAggregatePartial>,
    ) {
        self.windows.judge(self.marks.mark(batch.from));
        if batch.has_groups() {
            return self.groups(cx, batch);
        }
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    let is_far = self.windows.is_far_for_rows();
                    self.apply_rows(cx, batch.heap(), rows, is_far);
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Rows that belong here. Where state `is_far`, what a row needs of memory is asked for while rows before it are applied.
    #[inline(never)]
    fn apply_rows(
        &mut self,
        cx: Cx<'_>,
        heap: &Heap,
        rows: &[StdoutAggregateRowStored],
        is_far: bool,
    ) {
        let ahead = if is_far { 3 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = self.windows.latest() {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = row.hash;
                    table.fetch_slot(hash);
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = row.hash;
                    table.fetch_entry(hash);
                }
                let at = step.wrapping_sub(2 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = row.hash;
                    if let Some((key, group)) = table.peek(hash) {
                        let row = row.load(heap);
                        key.shop.fetch(table.heap());
                    }
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = row.hash;
                self.apply(cx, hash, row.load(heap));
            }
        }
    }
    /// Partial groups of a worker.
    #[inline(never)]
    fn groups(
        &mut self,
        cx: Cx<'_>,
        batch: &Batch<StdoutAggregateRowStored, StdoutAggregatePartial>,
    ) {
        for part in batch.group_parts() {
            match part {
                Part::Rows(partials) if self.windows.is_far() => {
                    partials
                        .chunks(AHEAD)
                        .for_each(|partials| self.merge_ahead(batch.heap(), partials));
                }
                Part::Rows(partials) => {
                    for partial in partials {
                        let key = &partial.key;
                        self.merge(batch.heap(), partial.hash, partial);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Partial groups whose own groups are asked for before the first of them is merged: the misses overlap.
    #[inline(never)]
    fn merge_ahead(&mut self, from: &Heap, partials: &[StdoutAggregatePartial]) {
        let mut hashes = [0; AHEAD];
        for (partial, slot) in partials.iter().zip(&mut hashes) {
            let key = &partial.key;
            *slot = partial.hash;
        }
        if let Some(table) = self.windows.latest() {
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table.fetch_slot(hash);
            }
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table.fetch_entry(hash);
            }
            for (partial, &hash) in partials.iter().zip(&hashes) {
                if let Some((key, _)) = table.peek(hash) {
                    key.shop.fetch(table.heap());
                }
            }
        }
        for (partial, &hash) in partials.iter().zip(&hashes) {
            self.merge(from, hash, partial);
        }
    }
    /// A partial group that belongs here.
    #[inline]
    fn merge(&mut self, from: &Heap, hash: u64, partial: &StdoutAggregatePartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.stdout_aggregate_counts.late += partial.group.n as u64;
            }
            Placed::Late => {
                self.stdout_aggregate_counts.late += partial.group.n as u64;
                return;
            }
        }
        let mut is_first = false;
        let group = self
            .windows
            .entry(
                hash,
                |key, heap| key.same(heap, &partial.key, from),
                |heap| {
                    is_first = true;
                    (partial.key.carry(from, heap), partial.group)
                },
            );
        if !is_first {
            group.add(&partial.group);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: StdoutAggregateRow<'_>) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let group = {
                let sought_shop = KeyText::sought(row.shop);
                self.windows
                    .entry(
                        hash,
                        |key, heap| key.shop.is(sought_shop, heap),
                        |heap| (
                            StdoutAggregateKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            StdoutAggregateGroup { n: 0 },
                        ),
                    )
            };
            group.n += 1;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &StdoutAggregateRow<'_>) {
        self.stdout_aggregate_counts.late += 1;
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
                self.stdout_aggregate_counts.rows_out += 1;
                let shop = key.shop.get(heap);
                let n = group.n;
                self.stdout.row(cx, StdoutRow { shop: shop, n: n });
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `stdout`.
#[derive(Clone, Copy)]
struct StdoutRow<'a> {
    shop: &'a str,
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
    first: First,
}

impl Stdout {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout.writer(),
            first: First::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: StdoutRow<'_>) {
        match &mut self.writer {
            StdoutWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"shop\":");
                weir_json::put_str(buffer, row.shop);
                buffer.extend_from_slice(b",\"n\":");
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

///A row on its way into `first`.
#[derive(Clone, Copy)]
struct FirstRow<'a> {
    shop: &'a str,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct FirstRowStored {
    hash: u64,
    shop: Text,
    time: i64,
}

impl FirstRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> FirstRowStored {
        FirstRowStored {
            hash,
            shop: heap.put(self.shop),
            time: self.time,
        }
    }
}

impl FirstRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> FirstRow<'a> {
        FirstRow {
            shop: heap.get(self.shop),
            time: self.time,
        }
    }
}

///What `first` groups by.
#[derive(Clone, Copy)]
struct FirstKey {
    shop: KeyText,
}

impl TableKey for FirstKey {
    type Hash = u64;
}

///The state of a group of `first`.
#[derive(Clone, Copy)]
struct FirstGroup {
    n: i64,
}

///`first`: `aggregate by shop { n: count() }`
struct First {
    exchange: Exchange<FirstRowStored>,
    marks: Marks,
    windows: Windows<FirstKey, FirstGroup>,
    late_passing: Passing,
    first_counts: StepCounts,
    late_csv_aggregate_counts: StepCounts,
    first_csv: FirstCsv,
}

impl First {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(1usize),
            marks: Marks::new(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 60000000,
                step: 60000000,
                offset: 0,
                lateness: 0,
            }),
            late_passing: Passing::default(),
            first_counts: StepCounts::default(),
            late_csv_aggregate_counts: StepCounts::default(),
            first_csv: FirstCsv::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: FirstRow<'_>) {
        if self.exchange.alone() {
            let hash = hash_str(row.shop);
            self.apply(cx, hash, row);
        } else {
            let hash = hash_str(row.shop);
            self.exchange.push(self.exchange.target(hash), |heap| row.store(heap, hash));
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<FirstRowStored>) {
        self.windows.judge(self.marks.mark(batch.from));
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    let is_far = self.windows.is_far_for_rows();
                    self.apply_rows(cx, batch.heap(), rows, is_far);
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Rows that belong here. Where state `is_far`, what a row needs of memory is asked for while rows before it are applied.
    #[inline(never)]
    fn apply_rows(
        &mut self,
        cx: Cx<'_>,
        heap: &Heap,
        rows: &[FirstRowStored],
        is_far: bool,
    ) {
        let ahead = if is_far { 3 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = self.windows.latest() {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = row.hash;
                    table.fetch_slot(hash);
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = row.hash;
                    table.fetch_entry(hash);
                }
                let at = step.wrapping_sub(2 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = row.hash;
                    if let Some((key, group)) = table.peek(hash) {
                        let row = row.load(heap);
                        key.shop.fetch(table.heap());
                    }
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = row.hash;
                self.apply(cx, hash, row.load(heap));
            }
        }
    }
    /// Where rows of a source wait in its turn, if they are to be looked ahead at.
    #[inline(never)]
    fn waiting<'s, 'r>(&self, cx: Cx<'s>) -> Waiting<'s, FirstRow<'r>> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.windows.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, FirstRow<'_>>) {
        let rows = waiting.rows();
        let is_far = true;
        let mut hashes = [0; 8 * APART];
        let ahead = if is_far { 3 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if let Some(row) = rows.get(step) {
                hashes[step % (8 * APART)] = hash_str(row.shop);
            }
            if is_far && let Some(table) = self.windows.latest() {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hashes[at % (8 * APART)];
                    table.fetch_slot(hash);
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hashes[at % (8 * APART)];
                    table.fetch_entry(hash);
                }
                let at = step.wrapping_sub(2 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = hashes[at % (8 * APART)];
                    if let Some((key, group)) = table.peek(hash) {
                        let row = *row;
                        key.shop.fetch(table.heap());
                    }
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hashes[at % (8 * APART)];
                self.apply(cx, hash, *row);
            }
        }
        waiting.clear();
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: FirstRow<'_>) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let group = {
                let sought_shop = KeyText::sought(row.shop);
                self.windows
                    .entry(
                        hash,
                        |key, heap| key.shop.is(sought_shop, heap),
                        |heap| (
                            FirstKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            FirstGroup { n: 0 },
                        ),
                    )
            };
            group.n += 1;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &FirstRow<'_>) {
        self.first_counts.late += 1;
        if let Some(control) = self.late_passing.through(self.windows.judged()) {
            self.first_csv.late_csv_aggregate.upstream(cx, control);
        }
        'late_1: {
            self.late_csv_aggregate_counts.rows_in += 1;
            self.first_csv
                .late_csv_aggregate
                .row(
                    cx,
                    LateCsvAggregateRow {
                        shop: row.shop,
                        time: row.time,
                    },
                );
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
        self.windows.judge(self.marks.mark(channel));
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire_whole(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                self.first_counts.rows_out += 1;
                let shop = key.shop.get(heap);
                let n = group.n;
                self.first_csv.row(cx, FirstCsvRow { shop: shop, n: n });
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.late_passing.sent(control);
        self.first_csv.late_csv_aggregate.upstream(cx, control);
    }
}

///A row on its way into `first.csv`.
#[derive(Clone, Copy)]
struct FirstCsvRow<'a> {
    shop: &'a str,
    n: i64,
}

/// What all workers share of the sink.
enum FirstCsvShared {
    Arm0(weir_file::Sink),
}

impl FirstCsvShared {
    fn writer(&self) -> FirstCsvWriter {
        match self {
            FirstCsvShared::Arm0(sink) => FirstCsvWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            FirstCsvShared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum FirstCsvWriter {
    Arm0(weir_file::Writer),
}

///`first.csv`: `into file { path: "first.csv", format: csv }`
struct FirstCsv {
    writer: FirstCsvWriter,
    late_csv_aggregate: LateCsvAggregate,
}

impl FirstCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.first_csv.writer(),
            late_csv_aggregate: LateCsvAggregate::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: FirstCsvRow<'_>) {
        match &mut self.writer {
            FirstCsvWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                weir_csv::put_str(buffer, row.shop, b',');
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.n);
                buffer.push(b'\n');
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            FirstCsvWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            FirstCsvWriter::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `late.csv.aggregate`.
#[derive(Clone, Copy)]
struct LateCsvAggregateRow<'a> {
    shop: &'a str,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct LateCsvAggregateRowStored {
    hash: u64,
    shop: Text,
    time: i64,
}

impl LateCsvAggregateRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> LateCsvAggregateRowStored {
        LateCsvAggregateRowStored {
            hash,
            shop: heap.put(self.shop),
            time: self.time,
        }
    }
}

impl LateCsvAggregateRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> LateCsvAggregateRow<'a> {
        LateCsvAggregateRow {
            shop: heap.get(self.shop),
            time: self.time,
        }
    }
}

///What `late.csv.aggregate` groups by.
#[derive(Clone, Copy)]
struct LateCsvAggregateKey {
    shop: KeyText,
}

impl TableKey for LateCsvAggregateKey {
    type Hash = u64;
}

///The state of a group of `late.csv.aggregate`.
#[derive(Clone, Copy)]
struct LateCsvAggregateGroup {
    n: i64,
}

impl Key for LateCsvAggregateKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.shop.same(heap, &other.shop, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        LateCsvAggregateKey {
            shop: self.shop.carry(from, to),
        }
    }
}

/// What rows of a key and a slice of time add to its group; `time` is in that slice.
#[derive(Clone, Copy)]
struct LateCsvAggregatePartial {
    hash: u64,
    time: i64,
    key: LateCsvAggregateKey,
    group: LateCsvAggregateGroup,
}

impl LateCsvAggregateGroup {
    /// Adds what was combined.
    #[inline]
    fn add(&mut self, from: &Self) {
        self.n += from.n;
    }
}

///`late.csv.aggregate`: `aggregate by shop { n: count() }`
struct LateCsvAggregate {
    exchange: Exchange<LateCsvAggregateRowStored, LateCsvAggregatePartial>,
    combining: Combining<LateCsvAggregatePartial>,
    marks: Marks,
    windows: Windows<LateCsvAggregateKey, LateCsvAggregateGroup>,
    late_csv_aggregate_counts: StepCounts,
    late_csv: LateCsv,
}

impl LateCsvAggregate {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(2usize),
            combining: Combining::new(
                WindowSpec {
                    size: 3600000000,
                    step: 3600000000,
                    offset: 0,
                    lateness: 0,
                },
                setup.workers,
            ),
            marks: Marks::new(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 3600000000,
                step: 3600000000,
                offset: 0,
                lateness: 0,
            }),
            late_csv_aggregate_counts: StepCounts::default(),
            late_csv: LateCsv::new(shared, setup)?,
        })
    }
    /// A row from the node before.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: LateCsvAggregateRow<'_>) {
        let hash = hash_str(row.shop);
        if !self.combining.is_on() {
            self.combining.single();
            if self.exchange.alone() {
                self.apply(cx, hash, row);
            } else {
                self.exchange
                    .push(self.exchange.target(hash), |heap| row.store(heap, hash));
            }
            return;
        }
        let (place, slice, heap) = self.combining.place(hash, row.time);
        let fits = {
            let sought_shop = KeyText::sought(row.shop);
            place
                .as_ref()
                .is_some_and(|partial| {
                    let key = &partial.key;
                    key.shop.is(sought_shop, heap) && slice.holds(partial.time)
                })
        };
        if fits && let Some(partial) = place {
            let group = &mut partial.group;
            group.n += 1;
        } else {
            let mut partial = LateCsvAggregatePartial {
                hash,
                time: row.time,
                key: LateCsvAggregateKey {
                    shop: KeyText::new(row.shop, heap),
                },
                group: LateCsvAggregateGroup { n: 0 },
            };
            let group = &mut partial.group;
            group.n += 1;
            self.displace(hash, partial);
        }
    }
    /// A partial group takes its place; what stood there goes on.
    #[inline(never)]
    fn displace(&mut self, at: u64, partial: LateCsvAggregatePartial) {
        if let Some(before) = self.combining.put(at, partial) {
            self.pass(&before);
        }
        if self.combining.is_heavy() {
            self.pass_all();
        }
    }
    /// Sends a partial group to the worker that owns its key.
    #[inline]
    fn pass(&mut self, partial: &LateCsvAggregatePartial) {
        let key = &partial.key;
        let hash = partial.hash;
        if self.exchange.alone() {
            let from = self.combining.take_heap();
            self.merge(&from, hash, partial);
            self.combining.give_heap(from);
        } else {
            let from = self.combining.heap();
            self.exchange
                .push_group(
                    self.exchange.target(hash),
                    |to| LateCsvAggregatePartial {
                        key: partial.key.carry(from, to),
                        ..*partial
                    },
                );
        }
        self.combining.passed();
    }
    /// Sends all that was combined.
    fn pass_all(&mut self) {
        while let Some(partial) = self.combining.take() {
            self.pass(&partial);
        }
    }
    /// A control message from the node before: what was combined goes ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        self.pass_all();
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(
        &mut self,
        cx: Cx<'_>,
        batch: &Batch<LateCsvAggregateRowStored, LateCsvAggregatePartial>,
    ) {
        self.windows.judge(self.marks.mark(batch.from));
        if batch.has_groups() {
            return self.groups(cx, batch);
        }
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    let is_far = self.windows.is_far_for_rows();
                    self.apply_rows(cx, batch.heap(), rows, is_far);
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Rows that belong here. Where state `is_far`, what a row needs of memory is asked for while rows before it are applied.
    #[inline(never)]
    fn apply_rows(
        &mut self,
        cx: Cx<'_>,
        heap: &Heap,
        rows: &[LateCsvAggregateRowStored],
        is_far: bool,
    ) {
        let ahead = if is_far { 3 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = self.windows.latest() {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = row.hash;
                    table.fetch_slot(hash);
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = row.hash;
                    table.fetch_entry(hash);
                }
                let at = step.wrapping_sub(2 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = row.hash;
                    if let Some((key, group)) = table.peek(hash) {
                        let row = row.load(heap);
                        key.shop.fetch(table.heap());
                    }
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = row.hash;
                self.apply(cx, hash, row.load(heap));
            }
        }
    }
    /// Partial groups of a worker.
    #[inline(never)]
    fn groups(
        &mut self,
        cx: Cx<'_>,
        batch: &Batch<LateCsvAggregateRowStored, LateCsvAggregatePartial>,
    ) {
        for part in batch.group_parts() {
            match part {
                Part::Rows(partials) if self.windows.is_far() => {
                    partials
                        .chunks(AHEAD)
                        .for_each(|partials| self.merge_ahead(batch.heap(), partials));
                }
                Part::Rows(partials) => {
                    for partial in partials {
                        let key = &partial.key;
                        self.merge(batch.heap(), partial.hash, partial);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Partial groups whose own groups are asked for before the first of them is merged: the misses overlap.
    #[inline(never)]
    fn merge_ahead(&mut self, from: &Heap, partials: &[LateCsvAggregatePartial]) {
        let mut hashes = [0; AHEAD];
        for (partial, slot) in partials.iter().zip(&mut hashes) {
            let key = &partial.key;
            *slot = partial.hash;
        }
        if let Some(table) = self.windows.latest() {
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table.fetch_slot(hash);
            }
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table.fetch_entry(hash);
            }
            for (partial, &hash) in partials.iter().zip(&hashes) {
                if let Some((key, _)) = table.peek(hash) {
                    key.shop.fetch(table.heap());
                }
            }
        }
        for (partial, &hash) in partials.iter().zip(&hashes) {
            self.merge(from, hash, partial);
        }
    }
    /// A partial group that belongs here.
    #[inline]
    fn merge(&mut self, from: &Heap, hash: u64, partial: &LateCsvAggregatePartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.late_csv_aggregate_counts.late += partial.group.n as u64;
            }
            Placed::Late => {
                self.late_csv_aggregate_counts.late += partial.group.n as u64;
                return;
            }
        }
        let mut is_first = false;
        let group = self
            .windows
            .entry(
                hash,
                |key, heap| key.same(heap, &partial.key, from),
                |heap| {
                    is_first = true;
                    (partial.key.carry(from, heap), partial.group)
                },
            );
        if !is_first {
            group.add(&partial.group);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: LateCsvAggregateRow<'_>) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let group = {
                let sought_shop = KeyText::sought(row.shop);
                self.windows
                    .entry(
                        hash,
                        |key, heap| key.shop.is(sought_shop, heap),
                        |heap| (
                            LateCsvAggregateKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            LateCsvAggregateGroup { n: 0 },
                        ),
                    )
            };
            group.n += 1;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &LateCsvAggregateRow<'_>) {
        self.late_csv_aggregate_counts.late += 1;
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
                self.late_csv_aggregate_counts.rows_out += 1;
                let shop = key.shop.get(heap);
                let n = group.n;
                self.late_csv.row(cx, LateCsvRow { shop: shop, n: n });
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `late.csv`.
#[derive(Clone, Copy)]
struct LateCsvRow<'a> {
    shop: &'a str,
    n: i64,
}

/// What all workers share of the sink.
enum LateCsvShared {
    Arm0(weir_file::Sink),
}

impl LateCsvShared {
    fn writer(&self) -> LateCsvWriter {
        match self {
            LateCsvShared::Arm0(sink) => LateCsvWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            LateCsvShared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum LateCsvWriter {
    Arm0(weir_file::Writer),
}

///`late.csv`: `into file { path: "late.csv", format: csv }`
struct LateCsv {
    writer: LateCsvWriter,
}

impl LateCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.late_csv.writer(),
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: LateCsvRow<'_>) {
        match &mut self.writer {
            LateCsvWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                weir_csv::put_str(buffer, row.shop, b',');
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.n);
                buffer.push(b'\n');
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            LateCsvWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            LateCsvWriter::Arm0(writer) => writer.counts(),
        }
    }
}
