//! `unread`, compiled from unread.weir by weir 0.1.0.
//!
//! A record of which only some fields are read: a row that fails is shown with those.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "unread",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["events"],
    sinks: &["stdout", "stdout.2"],
    steps: &["met"],
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
    events: EventsShared,
    stdout: StdoutShared,
    stdout_2: Stdout2Shared,
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
        let events = EventsShared::Arm0(EventsArm0Shared {
            splits: set_by(
                    "option `path`",
                    weir_file::Splits::open(
                        setup,
                        0usize,
                        "events.jsonl",
                        weir_file::Framing::Lines,
                    ),
                )?
                .in_order(setup),
            lag: 0,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        let stdout_2 = Stdout2Shared::Arm0(
            weir_stdout::Sink::create(setup, 1usize, b"")?,
        );
        Ok(Shared {
            events,
            stdout,
            stdout_2,
            params: Box::leak(Box::new(params)),
        })
    }
    fn worker(shared: &Arc<Shared>, setup: &WorkerSetup) -> Result<Subtask> {
        Subtask::new(shared, setup)
    }
    fn finish(shared: &Shared) -> Result<()> {
        weir_runtime::sink::commit_all(
            &[shared.stdout.output(), shared.stdout_2.output()],
        )
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(
            &[shared.stdout.output(), shared.stdout_2.output()],
        );
    }
}

/// One worker's share of the job: what it reads, and the nodes, each inside the one before it.
struct Subtask {
    events_input: EventsInput,
    events: Events,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            events_input: EventsInput::new(&shared.events, shared.params, setup)?,
            events: Events::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.events.start(cx, &mut self.events_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        while !(cx.failed()) {
            let Some(batch) = self.events.stdout.stdout_2_top.exchange.receive() else {
                break
            };
            self.events.stdout.stdout_2_top.batch(cx, &batch);
            self.events.stdout.stdout_2_top.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.events.stdout.stdout_2_top.exchange.blocked() {
            rounds.add(self.events.poll(cx, &mut self.events_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.events.stdout.flush(cx);
            self.events.stdout.stdout_2_top.stdout_2.flush(cx);
        }
        self.events.stdout.stdout_2_top.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.events_input.stats(0usize, stats);
        let (rows, bytes) = self.events.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        let (rows, bytes) = self.events.stdout.stdout_2_top.stdout_2.counts();
        stats.sink(1usize, rows, bytes, 0);
        stats.step(0usize, self.events.met_counts);
    }
}

///`record Person`, as far as it is used.
#[derive(Clone, Copy, PartialEq)]
struct PersonRecord<'a> {
    id: i64,
    name: &'a str,
    city: CityRecord<'a>,
}

///`record City`, as far as it is used.
#[derive(Clone, Copy, PartialEq)]
struct CityRecord<'a> {
    name: &'a str,
    zip: Option<i32>,
}

struct EventsArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct EventsArm0 {
    reader: weir_file::Reader,
    clocks: SplitClocks,
    orders: ReadEventsArm0Orders,
    marks: weir_json::Marks,
}

impl EventsArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &EventsArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let reader = shared.splits.reader_in_order(setup.me);
        let clocks = SplitClocks::new(reader.splits(), shared.lag, &[]);
        Ok(Self {
            reader,
            clocks,
            orders: ReadEventsArm0Orders::default(),
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
struct ReadEventsArm0Decoded<'a> {
    who: PersonRecord<'a>,
    met: Option<PersonRecord<'a>>,
    n: i64,
}

/// The fields of a line that are used, numbered.
static READ_EVENTS_ARM0_WANTED: &[weir_json::Wanted] = &[
    weir_json::Wanted {
        key: b"who",
        place: 0,
        value: weir_json::WantedValue::Record(
            &[
                weir_json::Wanted {
                    key: b"id",
                    place: 1,
                    value: weir_json::WantedValue::Int {
                        unit: 1,
                        optional: false,
                    },
                },
                weir_json::Wanted {
                    key: b"name",
                    place: 2,
                    value: weir_json::WantedValue::Other,
                },
                weir_json::Wanted {
                    key: b"city",
                    place: 3,
                    value: weir_json::WantedValue::Record(
                        &[
                            weir_json::Wanted {
                                key: b"name",
                                place: 4,
                                value: weir_json::WantedValue::Other,
                            },
                            weir_json::Wanted {
                                key: b"zip",
                                place: 5,
                                value: weir_json::WantedValue::Int {
                                    unit: 1,
                                    optional: true,
                                },
                            },
                        ],
                    ),
                },
            ],
        ),
    },
    weir_json::Wanted {
        key: b"met",
        place: 6,
        value: weir_json::WantedValue::Record(
            &[
                weir_json::Wanted {
                    key: b"id",
                    place: 7,
                    value: weir_json::WantedValue::Int {
                        unit: 1,
                        optional: false,
                    },
                },
                weir_json::Wanted {
                    key: b"name",
                    place: 8,
                    value: weir_json::WantedValue::Other,
                },
                weir_json::Wanted {
                    key: b"city",
                    place: 9,
                    value: weir_json::WantedValue::Record(
                        &[
                            weir_json::Wanted {
                                key: b"name",
                                place: 10,
                                value: weir_json::WantedValue::Other,
                            },
                            weir_json::Wanted {
                                key: b"zip",
                                place: 11,
                                value: weir_json::WantedValue::Int {
                                    unit: 1,
                                    optional: true,
                                },
                            },
                        ],
                    ),
                },
            ],
        ),
    },
    weir_json::Wanted {
        key: b"n",
        place: 12,
        value: weir_json::WantedValue::Int {
            unit: 1,
            optional: false,
        },
    },
];
/// Reads a line, of which it may be known where its fields are.
#[inline]
fn line_read_events_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 13],
    scratch: &'a Bump,
    learnt: &mut ReadEventsArm0Orders,
) -> std::result::Result<ReadEventsArm0Decoded<'a>, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_read_events_arm0(line, present, values, scratch)
    {
        return Ok(decoded);
    }
    read_events_arm0(line.cursor(), scratch, learnt)
}

/// Reads a line of which it is known where its fields are; `None` where that is not all there is to it.
#[inline(always)]
fn shaped_read_events_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 13],
    scratch: &'a Bump,
) -> Option<ReadEventsArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0x1001 != 0x1001 {
            return None;
        }
        ReadEventsArm0Decoded {
            who: {
                if present & 0xe != 0xe {
                    return None;
                }
                PersonRecord {
                    id: values[1],
                    name: {
                        cursor.go_to(values[2]);
                        cursor.str(scratch).ok()?
                    },
                    city: {
                        if present & 0x10 != 0x10 {
                            return None;
                        }
                        CityRecord {
                            name: {
                                cursor.go_to(values[4]);
                                cursor.str(scratch).ok()?
                            },
                            zip: if present & 0x20 == 0 {
                                None
                            } else {
                                Some(i32::try_from(values[5]).ok()?)
                            },
                        }
                    },
                }
            },
            met: if present & 0x40 == 0 {
                None
            } else {
                Some({
                    if present & 0x380 != 0x380 {
                        return None;
                    }
                    PersonRecord {
                        id: values[7],
                        name: {
                            cursor.go_to(values[8]);
                            cursor.str(scratch).ok()?
                        },
                        city: {
                            if present & 0x400 != 0x400 {
                                return None;
                            }
                            CityRecord {
                                name: {
                                    cursor.go_to(values[10]);
                                    cursor.str(scratch).ok()?
                                },
                                zip: if present & 0x800 == 0 {
                                    None
                                } else {
                                    Some(i32::try_from(values[11]).ok()?)
                                },
                            }
                        },
                    }
                })
            },
            n: values[12],
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct ReadEventsArm0Orders {
    line: weir_json::Order,
    shapes: weir_json::Shapes,
    person_record: weir_json::Order,
    city_record: weir_json::Order,
}

/// Reads a line key by key.
#[inline(never)]
fn read_events_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadEventsArm0Orders,
) -> std::result::Result<ReadEventsArm0Decoded<'a>, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["who", "met", "n"];
    let mut who: Option<PersonRecord<'a>> = None;
    let mut met: Option<PersonRecord<'a>> = None;
    let mut n: Option<i64> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"who", b"met", b"n"]),
        "",
    )? {
        match slot {
            0 => {
                who = Some(
                    weir_json::inside(
                        read_events_arm0_person(cursor, scratch, learnt),
                        "who",
                    )?,
                );
            }
            1 => {
                met = if cursor.null() {
                    None
                } else {
                    Some(
                        weir_json::inside(
                            read_events_arm0_person(cursor, scratch, learnt),
                            "met",
                        )?,
                    )
                };
            }
            2 => n = Some(weir_json::named(cursor.int::<i64>(), "n")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = ReadEventsArm0Decoded {
        who: match who {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "who", KNOWN)),
        },
        met,
        n: match n {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "n", KNOWN)),
        },
    };
    weir_json::named(cursor.end(), "")?;
    learnt.shapes.learn(cursor, READ_EVENTS_ARM0_WANTED);
    Ok(decoded)
}

#[inline]
fn read_events_arm0_person<'a>(
    cursor: &mut weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadEventsArm0Orders,
) -> std::result::Result<PersonRecord<'a>, weir_json::DecodeError> {
    const KNOWN: &[&str] = &["id", "name", "city"];
    let mut id: Option<i64> = None;
    let mut name: Option<&'a str> = None;
    let mut city: Option<CityRecord<'a>> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.person_record.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.person_record, &[b"id", b"name", b"city"]),
        "",
    )? {
        match slot {
            0 => id = Some(weir_json::named(cursor.int::<i64>(), "id")?),
            1 => name = Some(weir_json::named(cursor.str(scratch), "name")?),
            2 => {
                city = Some(
                    weir_json::inside(
                        read_events_arm0_city(cursor, scratch, learnt),
                        "city",
                    )?,
                );
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = PersonRecord {
        id: match id {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "id", KNOWN)),
        },
        name: match name {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "name", KNOWN)),
        },
        city: match city {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "city", KNOWN)),
        },
    };
    Ok(decoded)
}

#[inline]
fn read_events_arm0_city<'a>(
    cursor: &mut weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadEventsArm0Orders,
) -> std::result::Result<CityRecord<'a>, weir_json::DecodeError> {
    const KNOWN: &[&str] = &["name", "zip"];
    let mut name: Option<&'a str> = None;
    let mut zip: Option<i32> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.city_record.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.city_record, &[b"name", b"zip"]),
        "",
    )? {
        match slot {
            0 => name = Some(weir_json::named(cursor.str(scratch), "name")?),
            1 => {
                zip = if cursor.null() {
                    None
                } else {
                    Some(weir_json::named(cursor.int::<i32>(), "zip")?)
                };
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = CityRecord {
        name: match name {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "name", KNOWN)),
        },
        zip,
    };
    Ok(decoded)
}

/// What all workers share of the source.
enum EventsShared {
    Arm0(EventsArm0Shared),
}

/// What one worker reads.
struct EventsInput {
    arm: EventsArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum EventsArm {
    Arm0(EventsArm0),
}

impl EventsInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &EventsShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            EventsShared::Arm0(shared) => {
                EventsArm::Arm0(EventsArm0::new(shared, params, setup)?)
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

///`events`: `events`
struct Events {
    met_counts: StepCounts,
    stdout: Stdout,
}

impl Events {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            met_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut EventsArm0,
        rows: &mut u64,
        bytes: &mut u64,
        errors: &mut u64,
    ) -> Polled {
        let block = match arm.reader.next_block(cx) {
            Ok(weir_file::Next::Block(block)) => block,
            Ok(weir_file::Next::Header(_)) => return Polled::Rows,
            Ok(weir_file::Next::End(split)) => {
                self.begin_piece(arm.reader.piece());
                self.end_piece();
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
        self.begin_piece(arm.reader.piece());
        let mut lines = arm.marks.lines(block.bytes());
        let mut values = [0i64; 13];
        while let Some((line, present)) = lines
            .next_shaped(&mut arm.orders.shapes, &mut values)
        {
            let text = line.text();
            *rows += 1;
            'row: {
                let decoded = match line_read_events_arm0(
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
                            "events",
                            block.place(offset_in(block.bytes(), text)),
                            error.field(),
                            &error.message(text),
                            value,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("events"));
                        break 'row;
                    }
                };
                'branch_1: {
                    self.met_counts.rows_in += 1;
                    // |> where met != null && n > 0
                    if !(!(decoded.met.is_none())) {
                        break 'branch_1;
                    }
                    if !(decoded.n > 0i64) {
                        break 'branch_1;
                    }
                    self.met_counts.rows_out += 1;
                    let met = known(decoded.met);
                    let Some(result) = met.id.checked_mul(2i64) else {
                        record_failed(
                            cx,
                            "stdout.2.top",
                            "",
                            block.place_of(cx, text),
                            Failure::Overflow,
                            &[
                                (
                                    "met",
                                    Shown::Json({
                                        let record = met;
                                        shown_row(
                                            cx,
                                            &[
                                                ("id", Shown::Int(i128::from(record.id))),
                                                ("name", Shown::Text(record.name)),
                                                (
                                                    "city",
                                                    Shown::Json({
                                                        let record = record.city;
                                                        shown_row(
                                                            cx,
                                                            &[
                                                                ("name", Shown::Text(record.name)),
                                                                (
                                                                    "zip",
                                                                    match record.zip {
                                                                        Some(value) => Shown::Int(i128::from(value)),
                                                                        None => Shown::Null,
                                                                    },
                                                                ),
                                                            ],
                                                        )
                                                    }),
                                                ),
                                            ],
                                        )
                                    }),
                                ),
                                ("n", Shown::Int(i128::from(decoded.n))),
                            ],
                        );
                        break 'branch_1;
                    };
                    let computed = result;
                    self.stdout
                        .stdout_2_top
                        .row(
                            cx,
                            Stdout2TopRow {
                                n: decoded.n,
                                by: computed,
                            },
                        );
                }
                'branch_2: {
                    // |> select { x: who.id + n, zip: who.city.zip }
                    let Some(result_2) = decoded.who.id.checked_add(decoded.n) else {
                        record_failed(
                            cx,
                            "stdout.select",
                            "",
                            block.place_of(cx, text),
                            Failure::Overflow,
                            &[
                                (
                                    "who",
                                    Shown::Json({
                                        let record = decoded.who;
                                        shown_row(
                                            cx,
                                            &[
                                                ("id", Shown::Int(i128::from(record.id))),
                                                ("name", Shown::Text(record.name)),
                                                (
                                                    "city",
                                                    Shown::Json({
                                                        let record = record.city;
                                                        shown_row(
                                                            cx,
                                                            &[
                                                                ("name", Shown::Text(record.name)),
                                                                (
                                                                    "zip",
                                                                    match record.zip {
                                                                        Some(value) => Shown::Int(i128::from(value)),
                                                                        None => Shown::Null,
                                                                    },
                                                                ),
                                                            ],
                                                        )
                                                    }),
                                                ),
                                            ],
                                        )
                                    }),
                                ),
                                (
                                    "met",
                                    match decoded.met {
                                        Some(value) => {
                                            Shown::Json({
                                                let record = value;
                                                shown_row(
                                                    cx,
                                                    &[
                                                        ("id", Shown::Int(i128::from(record.id))),
                                                        ("name", Shown::Text(record.name)),
                                                        (
                                                            "city",
                                                            Shown::Json({
                                                                let record = record.city;
                                                                shown_row(
                                                                    cx,
                                                                    &[
                                                                        ("name", Shown::Text(record.name)),
                                                                        (
                                                                            "zip",
                                                                            match record.zip {
                                                                                Some(value) => Shown::Int(i128::from(value)),
                                                                                None => Shown::Null,
                                                                            },
                                                                        ),
                                                                    ],
                                                                )
                                                            }),
                                                        ),
                                                    ],
                                                )
                                            })
                                        }
                                        None => Shown::Null,
                                    },
                                ),
                                ("n", Shown::Int(i128::from(decoded.n))),
                            ],
                        );
                        break 'branch_2;
                    };
                    let x = result_2;
                    let zip = decoded.who.city.zip;
                    self.stdout.row(cx, StdoutRow { x: x, zip: zip });
                }
            }
        }
        if block.is_piece() {
            self.end_piece();
        }
        *bytes += block.bytes().len() as u64;
        let line_ends = arm.marks.line_ends();
        arm.reader.recycle_lines(block, line_ends);
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut EventsInput) {
        let empty = match &input.arm {
            EventsArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut EventsInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                EventsArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            let taken = match &input.arm {
                EventsArm::Arm0(arm) => arm.reader.piece(),
            };
            self.give_up(taken);
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            EventsArm::Arm0(arm) => {
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
    /// What is read now is of this piece; `None`: this worker reads all.
    #[inline(never)]
    fn begin_piece(&mut self, piece: Option<usize>) {
        if let Some(piece) = piece {
            self.stdout.stdout_2_top.exchange.begin_piece(piece);
        }
    }
    /// No more will be read of this piece, the last that was taken.
    #[cold]
    #[inline(never)]
    fn give_up(&mut self, piece: Option<usize>) {
        if let Some(piece) = piece {
            self.stdout.stdout_2_top.exchange.give_up(piece);
        }
    }
    /// All of the piece was read.
    #[inline(never)]
    fn end_piece(&mut self) {
        self.stdout.stdout_2_top.exchange.end_piece();
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.stdout.stdout_2_top.upstream(cx, control);
    }
}

///A row on its way into `stdout`.
#[derive(Clone, Copy)]
struct StdoutRow {
    x: i64,
    zip: Option<i32>,
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
    stdout_2_top: Stdout2Top,
}

impl Stdout {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout.writer(),
            stdout_2_top: Stdout2Top::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: StdoutRow) {
        match &mut self.writer {
            StdoutWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"x\":");
                weir_json::put_i64(buffer, row.x);
                buffer.extend_from_slice(b",\"zip\":");
                if let Some(value) = row.zip {
                    weir_json::put_i64(buffer, i64::from(value));
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

///A row on its way into `stdout.2.top`.
#[derive(Clone, Copy)]
struct Stdout2TopRow {
    n: i64,
    by: i64,
}

///What `stdout.2.top` groups by.
#[derive(Clone, Copy)]
struct Stdout2TopKey {}
impl TableKey for Stdout2TopKey {
    type Hash = u64;
}

/// A row that is kept.
#[derive(Clone, Copy)]
struct Stdout2TopKept {
    row: Stdout2TopRow,
    seq: u64,
}

/// The best rows of a partition so far.
#[derive(Clone)]
struct Stdout2TopGroup {
    rows: Ranked<Stdout2TopKept>,
}

///`stdout.2.top`: `top 3 by met.id * 2`
struct Stdout2Top {
    exchange: Exchange<Stdout2TopRow>,
    arrivals: u64,
    marks: Marks,
    table: Table<Stdout2TopKey, Stdout2TopGroup>,
    changes: bool,
    finals: bool,
    stdout_2: Stdout2,
}

impl Stdout2Top {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(0usize),
            arrivals: 0,
            marks: Marks::in_order(setup.workers),
            table: Table::new(),
            changes: false || shared.stdout_2.takes_changes(),
            finals: false || !shared.stdout_2.takes_changes(),
            stdout_2: Stdout2::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: Stdout2TopRow) {
        if self.exchange.alone() {
            let hash = 0;
            self.apply(cx, hash, row);
        } else {
            self.exchange.push(self.exchange.target_one(), |_| row);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<Stdout2TopRow>) {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    for row in rows {
                        let row = *row;
                        let hash = 0;
                        self.apply(cx, hash, row);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: Stdout2TopRow) {
        'row: {
            self.arrivals += 1;
            let seq = self.arrivals;
            let (group, heap) = self
                .table
                .entry_heap(
                    hash,
                    |key, heap| true,
                    |heap| (
                        Stdout2TopKey {},
                        Stdout2TopGroup {
                            rows: Ranked::new(3, false),
                        },
                    ),
                );
            if group.rows.admits(|last| Stdout2Top::order(&row, &last.row)) {
                let kept = Stdout2TopKept { row: row, seq };
                let dropped = group
                    .rows
                    .offer_dropping(
                        kept,
                        |a, b| {
                            let heap = &*heap;
                            Stdout2Top::order(&a.row, &b.row).then(a.seq.cmp(&b.seq))
                        },
                    );
                if self.changes {
                    let change = true;
                    let heap = &*heap;
                    for (rank, kept) in group
                        .rows
                        .ranks(
                            |a, b| {
                                Stdout2Top::order(&a.row, &b.row).then(a.seq.cmp(&b.seq))
                            },
                            |a, b| std::cmp::Ordering::Equal,
                        )
                        .skip_while(|(_, kept)| kept.seq != seq)
                    {
                        let row = kept.row;
                        // |> select { n, rank }
                        self.stdout_2
                            .row(cx, change, Stdout2Row { n: row.n, rank: rank });
                    }
                }
            }
        }
    }
    /// Best first.
    #[inline]
    fn order(a: &Stdout2TopRow, b: &Stdout2TopRow) -> std::cmp::Ordering {
        a.by.cmp(&b.by)
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if control == Control::End {
                self.complete(cx);
            }
            if control == Control::Stop && self.finals {
                cx.unfinished("stdout.2.top");
            }
            self.forward(cx, control);
        }
    }
    /// The input is complete: what stands in the table holds.
    fn complete(&mut self, cx: Cx<'_>) {
        if !self.finals {
            return;
        }
        let mut table = std::mem::take(&mut self.table);
        table.tidied();
        let (heap, change) = (table.heap(), false);
        for (key, group) in table.iter() {
            for (rank, kept) in group
                .rows
                .ranks(
                    |a, b| Stdout2Top::order(&a.row, &b.row).then(a.seq.cmp(&b.seq)),
                    |a, b| std::cmp::Ordering::Equal,
                )
            {
                let row = kept.row;
                // |> select { n, rank }
                self.stdout_2.row(cx, change, Stdout2Row { n: row.n, rank: rank });
            }
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `stdout.2`.
#[derive(Clone, Copy)]
struct Stdout2Row {
    n: i64,
    rank: i64,
}

/// What all workers share of the sink.
enum Stdout2Shared {
    Arm0(weir_stdout::Sink),
}

impl Stdout2Shared {
    fn writer(&self) -> Stdout2Writer {
        match self {
            Stdout2Shared::Arm0(sink) => Stdout2Writer::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            Stdout2Shared::Arm0(sink) => sink,
        }
    }
    /// Whether it takes every change of a row, or only what holds in the end.
    fn takes_changes(&self) -> bool {
        match self {
            Stdout2Shared::Arm0(_) => false,
        }
    }
}

/// One worker's way into the sink.
enum Stdout2Writer {
    Arm0(weir_stdout::Writer),
}

///`stdout.2`: `into stdout { mode: final }`
struct Stdout2 {
    writer: Stdout2Writer,
}

impl Stdout2 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout_2.writer(),
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, change: bool, row: Stdout2Row) {
        match &mut self.writer {
            Stdout2Writer::Arm0(writer) => {
                if change {
                    return;
                }
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"n\":");
                weir_json::put_i64(buffer, row.n);
                buffer.extend_from_slice(b",\"rank\":");
                weir_json::put_i64(buffer, row.rank);
                buffer.extend_from_slice(b"}\n");
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            Stdout2Writer::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            Stdout2Writer::Arm0(writer) => writer.counts(),
        }
    }
}
