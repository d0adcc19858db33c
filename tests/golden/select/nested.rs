//! `nested`, compiled from nested.weir by weir 0.1.0.
//!
//! Fields of records, there or not.
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
    sources: &["visits"],
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
    visits: VisitsShared,
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

///`record Place`, as far as it is used.
#[derive(Clone, Copy, PartialEq)]
struct PlaceRecord {
    lat: f64,
    lon: f64,
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
    who: &'a str,
    place_: Option<PlaceRecord>,
    home: PlaceRecord,
}

/// The fields of a line that are used, numbered.
static READ_VISITS_ARM0_WANTED: &[weir_json::Wanted] = &[
    weir_json::Wanted {
        key: b"who",
        place: 0,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"place",
        place: 1,
        value: weir_json::WantedValue::Record(
            &[
                weir_json::Wanted {
                    key: b"lat",
                    place: 2,
                    value: weir_json::WantedValue::Float {
                        optional: false,
                    },
                },
                weir_json::Wanted {
                    key: b"lon",
                    place: 3,
                    value: weir_json::WantedValue::Float {
                        optional: false,
                    },
                },
            ],
        ),
    },
    weir_json::Wanted {
        key: b"home",
        place: 4,
        value: weir_json::WantedValue::Record(
            &[
                weir_json::Wanted {
                    key: b"lat",
                    place: 5,
                    value: weir_json::WantedValue::Float {
                        optional: false,
                    },
                },
                weir_json::Wanted {
                    key: b"lon",
                    place: 6,
                    value: weir_json::WantedValue::Float {
                        optional: false,
                    },
                },
            ],
        ),
    },
];
/// Reads a line, of which it may be known where its fields are.
#[inline]
fn line_read_visits_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 7],
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
    values: &[i64; 7],
    scratch: &'a Bump,
) -> Option<ReadVisitsArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0x11 != 0x11 {
            return None;
        }
        ReadVisitsArm0Decoded {
            who: {
                cursor.go_to(values[0]);
                cursor.str(scratch).ok()?
            },
            place_: if present & 0x2 == 0 {
                None
            } else {
                Some({
                    if present & 0xc != 0xc {
                        return None;
                    }
                    PlaceRecord {
                        lat: f64::from_bits(values[2].cast_unsigned()),
                        lon: f64::from_bits(values[3].cast_unsigned()),
                    }
                })
            },
            home: {
                if present & 0x60 != 0x60 {
                    return None;
                }
                PlaceRecord {
                    lat: f64::from_bits(values[5].cast_unsigned()),
                    lon: f64::from_bits(values[6].cast_unsigned()),
                }
            },
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct ReadVisitsArm0Orders {
    line: weir_json::Order,
    shapes: weir_json::Shapes,
    place_record: weir_json::Order,
}

/// Reads a line key by key.
#[inline(never)]
fn read_visits_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadVisitsArm0Orders,
) -> std::result::Result<ReadVisitsArm0Decoded<'a>, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["who", "place", "home"];
    let mut who: Option<&'a str> = None;
    let mut place_: Option<PlaceRecord> = None;
    let mut home: Option<PlaceRecord> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"who", b"place", b"home"]),
        "",
    )? {
        match slot {
            0 => who = Some(weir_json::named(cursor.str(scratch), "who")?),
            1 => {
                place_ = if cursor.null() {
                    None
                } else {
                    Some(
                        weir_json::inside(
                            read_visits_arm0_place(cursor, scratch, learnt),
                            "place",
                        )?,
                    )
                };
            }
            2 => {
                home = Some(
                    weir_json::inside(
                        read_visits_arm0_place(cursor, scratch, learnt),
                        "home",
                    )?,
                );
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = ReadVisitsArm0Decoded {
        who: match who {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "who", KNOWN)),
        },
        place_,
        home: match home {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "home", KNOWN)),
        },
    };
    weir_json::named(cursor.end(), "")?;
    learnt.shapes.learn(cursor, READ_VISITS_ARM0_WANTED);
    Ok(decoded)
}

#[inline]
fn read_visits_arm0_place<'a>(
    cursor: &mut weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadVisitsArm0Orders,
) -> std::result::Result<PlaceRecord, weir_json::DecodeError> {
    const KNOWN: &[&str] = &["lat", "lon"];
    let mut lat: Option<f64> = None;
    let mut lon: Option<f64> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.place_record.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.place_record, &[b"lat", b"lon"]),
        "",
    )? {
        match slot {
            0 => lat = Some(weir_json::named(cursor.f64(), "lat")?),
            1 => lon = Some(weir_json::named(cursor.f64(), "lon")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = PlaceRecord {
        lat: match lat {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "lat", KNOWN)),
        },
        lon: match lon {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "lon", KNOWN)),
        },
    };
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
    stdout: Stdout,
}

impl Visits {
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
        let mut values = [0i64; 7];
        while let Some((line, present)) = lines
            .next_shaped(&mut arm.orders.shapes, &mut values)
        {
            let text = line.text();
            *rows += 1;
            'row: {
                let decoded = match line_read_visits_arm0(
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
                // |> select { who, home.lat, away: place?.lat, place }
                let lat = decoded.home.lat;
                let away = decoded.place_.map(|record| record.lat);
                self.stdout
                    .row(
                        cx,
                        StdoutRow {
                            who: decoded.who,
                            lat: lat,
                            away: away,
                            place_: decoded.place_,
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
    who: &'a str,
    lat: f64,
    away: Option<f64>,
    place_: Option<PlaceRecord>,
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
                buffer.extend_from_slice(b"{\"who\":");
                weir_json::put_str(buffer, row.who);
                buffer.extend_from_slice(b",\"lat\":");
                weir_json::put_f64(buffer, row.lat);
                buffer.extend_from_slice(b",\"away\":");
                if let Some(value) = row.away {
                    weir_json::put_f64(buffer, value);
                } else {
                    buffer.extend_from_slice(b"null");
                }
                buffer.extend_from_slice(b",\"place\":");
                if let Some(value) = row.place_ {
                    buffer.extend_from_slice(b"{\"lat\":");
                    weir_json::put_f64(buffer, value.lat);
                    buffer.extend_from_slice(b",\"lon\":");
                    weir_json::put_f64(buffer, value.lon);
                    buffer.extend_from_slice(b"}");
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
