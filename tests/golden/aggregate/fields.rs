//! `fields`, compiled from fields.weir by weir 0.1.0.
//!
//! Of a record that a group looks into, the fields it looks at travel to it: not `note`, and `shop` as a key alone.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "fields",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["events"],
    sinks: &["stdout"],
    steps: &["orders"],
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
                .shared(setup),
            lag: 10000000i64,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        Ok(Shared {
            events,
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
            let Some(batch) = self.events.stdout_aggregate.exchange.receive() else {
                break
            };
            self.events.stdout_aggregate.batch(cx, &batch);
            self.events.stdout_aggregate.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.events.stdout_aggregate.exchange.blocked() {
            rounds.add(self.events.poll(cx, &mut self.events_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.events.stdout_aggregate.stdout.flush(cx);
        }
        self.events.stdout_aggregate.end_gathering(cx, rounds.dry());
        self.events.stdout_aggregate.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.events_input.stats(0usize, stats);
        let (rows, bytes) = self.events.stdout_aggregate.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        stats.step(0usize, self.events.orders_counts);
    }
}

///`record Order`, as far as it is used.
#[derive(Clone, Copy, PartialEq)]
struct OrderRecord<'a> {
    shop: &'a str,
    note: &'a str,
    price: i64,
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
        let reader = shared.splits.reader(setup.me, setup.workers);
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
    order: Option<OrderRecord<'a>>,
}

/// The fields of a line that are used, numbered.
static READ_EVENTS_ARM0_WANTED: &[weir_json::Wanted] = &[
    weir_json::Wanted {
        key: b"order",
        place: 0,
        value: weir_json::WantedValue::Record(
            &[
                weir_json::Wanted {
                    key: b"shop",
                    place: 1,
                    value: weir_json::WantedValue::Other,
                },
                weir_json::Wanted {
                    key: b"note",
                    place: 2,
                    value: weir_json::WantedValue::Other,
                },
                weir_json::Wanted {
                    key: b"price",
                    place: 3,
                    value: weir_json::WantedValue::Int {
                        unit: 1,
                        optional: false,
                    },
                },
            ],
        ),
    },
];
/// Reads a line, of which it may be known where its fields are.
#[inline]
fn line_read_events_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 4],
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
    values: &[i64; 4],
    scratch: &'a Bump,
) -> Option<ReadEventsArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some(ReadEventsArm0Decoded {
        order: if present & 0x1 == 0 {
            None
        } else {
            Some({
                if present & 0xe != 0xe {
                    return None;
                }
                OrderRecord {
                    shop: {
                        cursor.go_to(values[1]);
                        cursor.str(scratch).ok()?
                    },
                    note: {
                        cursor.go_to(values[2]);
                        cursor.str(scratch).ok()?
                    },
                    price: values[3],
                }
            })
        },
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct ReadEventsArm0Orders {
    line: weir_json::Order,
    shapes: weir_json::Shapes,
    order_record: weir_json::Order,
}

/// Reads a line key by key.
#[inline(never)]
fn read_events_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadEventsArm0Orders,
) -> std::result::Result<ReadEventsArm0Decoded<'a>, weir_json::DecodeError> {
    let cursor = &mut cursor;
    let mut order: Option<OrderRecord<'a>> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"order"]),
        "",
    )? {
        match slot {
            0 => {
                order = if cursor.null() {
                    None
                } else {
                    Some(
                        weir_json::inside(
                            read_events_arm0_order(cursor, scratch, learnt),
                            "order",
                        )?,
                    )
                };
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = ReadEventsArm0Decoded { order };
    weir_json::named(cursor.end(), "")?;
    learnt.shapes.learn(cursor, READ_EVENTS_ARM0_WANTED);
    Ok(decoded)
}

#[inline]
fn read_events_arm0_order<'a>(
    cursor: &mut weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadEventsArm0Orders,
) -> std::result::Result<OrderRecord<'a>, weir_json::DecodeError> {
    const KNOWN: &[&str] = &["shop", "note", "price"];
    let mut shop: Option<&'a str> = None;
    let mut note: Option<&'a str> = None;
    let mut price: Option<i64> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.order_record.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.order_record, &[b"shop", b"note", b"price"]),
        "",
    )? {
        match slot {
            0 => shop = Some(weir_json::named(cursor.str(scratch), "shop")?),
            1 => note = Some(weir_json::named(cursor.str(scratch), "note")?),
            2 => price = Some(weir_json::named(cursor.int::<i64>(), "price")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = OrderRecord {
        shop: match shop {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "shop", KNOWN)),
        },
        note: match note {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "note", KNOWN)),
        },
        price: match price {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "price", KNOWN)),
        },
    };
    Ok(decoded)
}

/// What is read first of a line.
struct FirstReadEventsArm0Decoded {
    order: Option<FirstReadEventsArm0OrderRecord>,
}

/// What is read first of a line.
#[derive(Clone, Copy)]
struct FirstReadEventsArm0OrderRecord {}
/// Reads the stage of a line, of which it may be known where its fields are.
#[inline(always)]
fn take_first_read_events_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 4],
    scratch: &'a Bump,
    learnt: &mut ReadEventsArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadEventsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> std::result::Result<FirstReadEventsArm0Decoded, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_first_read_events_arm0(
            line,
            present,
            values,
            scratch,
        )
    {
        return Ok(decoded);
    }
    long_first_read_events_arm0(line, scratch, learnt, whole)
}

/// Reads the stage of a line whose shape does not say what it has: the whole line, and where that is none, by itself.
#[inline(never)]
fn long_first_read_events_arm0<'a>(
    line: weir_json::Line<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadEventsArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadEventsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> std::result::Result<FirstReadEventsArm0Decoded, weir_json::DecodeError> {
    match whole.get_or_insert_with(|| read_events_arm0(line.cursor(), scratch, learnt)) {
        Ok(decoded) => {
            Ok(FirstReadEventsArm0Decoded {
                order: decoded.order.map(|record| FirstReadEventsArm0OrderRecord {}),
            })
        }
        Err(of_all) => {
            first_read_events_arm0(
                    line.cursor(),
                    scratch,
                    &mut FirstReadEventsArm0Orders::default(),
                )
                .map_err(|error| error.named_by(of_all))
        }
    }
}

#[inline(always)]
fn shaped_first_read_events_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 4],
    scratch: &'a Bump,
) -> Option<FirstReadEventsArm0Decoded> {
    Some(FirstReadEventsArm0Decoded {
        order: if present & 0x1 == 0 {
            None
        } else {
            Some(FirstReadEventsArm0OrderRecord {})
        },
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct FirstReadEventsArm0Orders {
    line: weir_json::Order,
    order_record: weir_json::Order,
}

/// Reads a line key by key.
#[inline(never)]
fn first_read_events_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut FirstReadEventsArm0Orders,
) -> std::result::Result<FirstReadEventsArm0Decoded, weir_json::DecodeError> {
    let cursor = &mut cursor;
    let mut order: Option<FirstReadEventsArm0OrderRecord> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"order"]),
        "",
    )? {
        match slot {
            0 => {
                order = if cursor.null() {
                    None
                } else {
                    Some(
                        weir_json::inside(
                            first_read_events_arm0_order(cursor, scratch, learnt),
                            "order",
                        )?,
                    )
                };
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = FirstReadEventsArm0Decoded {
        order,
    };
    weir_json::named(cursor.end(), "")?;
    Ok(decoded)
}

#[inline]
fn first_read_events_arm0_order<'a>(
    cursor: &mut weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut FirstReadEventsArm0Orders,
) -> std::result::Result<FirstReadEventsArm0OrderRecord, weir_json::DecodeError> {
    weir_json::named(cursor.begin_object(), "")?;
    learnt.order_record.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.order_record, &[]),
        "",
    )? {
        match slot {
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = FirstReadEventsArm0OrderRecord {};
    Ok(decoded)
}

/// What is read first of a line.
struct SecondReadEventsArm0Decoded<'a> {
    order: Option<SecondReadEventsArm0OrderRecord<'a>>,
}

/// What is read first of a line.
#[derive(Clone, Copy)]
struct SecondReadEventsArm0OrderRecord<'a> {
    note: &'a str,
}

/// Reads the stage of a line, of which it may be known where its fields are.
#[inline(always)]
fn take_second_read_events_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 4],
    scratch: &'a Bump,
    learnt: &mut ReadEventsArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadEventsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> std::result::Result<SecondReadEventsArm0Decoded<'a>, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_second_read_events_arm0(
            line,
            present,
            values,
            scratch,
        )
    {
        return Ok(decoded);
    }
    long_second_read_events_arm0(line, scratch, learnt, whole)
}

/// Reads the stage of a line whose shape does not say what it has: the whole line, and where that is none, by itself.
#[inline(never)]
fn long_second_read_events_arm0<'a>(
    line: weir_json::Line<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadEventsArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadEventsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> std::result::Result<SecondReadEventsArm0Decoded<'a>, weir_json::DecodeError> {
    match whole.get_or_insert_with(|| read_events_arm0(line.cursor(), scratch, learnt)) {
        Ok(decoded) => {
            Ok(SecondReadEventsArm0Decoded {
                order: decoded
                    .order
                    .map(|record| SecondReadEventsArm0OrderRecord {
                        note: record.note,
                    }),
            })
        }
        Err(of_all) => {
            second_read_events_arm0(
                    line.cursor(),
                    scratch,
                    &mut SecondReadEventsArm0Orders::default(),
                )
                .map_err(|error| error.named_by(of_all))
        }
    }
}

#[inline(always)]
fn shaped_second_read_events_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 4],
    scratch: &'a Bump,
) -> Option<SecondReadEventsArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some(SecondReadEventsArm0Decoded {
        order: if present & 0x1 == 0 {
            None
        } else {
            Some({
                if present & 0x4 != 0x4 {
                    return None;
                }
                SecondReadEventsArm0OrderRecord {
                    note: {
                        cursor.go_to(values[2]);
                        cursor.str(scratch).ok()?
                    },
                }
            })
        },
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct SecondReadEventsArm0Orders {
    line: weir_json::Order,
    order_record: weir_json::Order,
}

/// Reads a line key by key.
#[inline(never)]
fn second_read_events_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut SecondReadEventsArm0Orders,
) -> std::result::Result<SecondReadEventsArm0Decoded<'a>, weir_json::DecodeError> {
    let cursor = &mut cursor;
    let mut order: Option<SecondReadEventsArm0OrderRecord<'a>> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"order"]),
        "",
    )? {
        match slot {
            0 => {
                order = if cursor.null() {
                    None
                } else {
                    Some(
                        weir_json::inside(
                            second_read_events_arm0_order(cursor, scratch, learnt),
                            "order",
                        )?,
                    )
                };
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = SecondReadEventsArm0Decoded {
        order,
    };
    weir_json::named(cursor.end(), "")?;
    Ok(decoded)
}

#[inline]
fn second_read_events_arm0_order<'a>(
    cursor: &mut weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut SecondReadEventsArm0Orders,
) -> std::result::Result<SecondReadEventsArm0OrderRecord<'a>, weir_json::DecodeError> {
    const KNOWN: &[&str] = &["shop", "note", "price"];
    let mut note: Option<&'a str> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.order_record.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.order_record, &[b"note"]),
        "",
    )? {
        match slot {
            0 => note = Some(weir_json::named(cursor.str(scratch), "note")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = SecondReadEventsArm0OrderRecord {
        note: match note {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "note", KNOWN)),
        },
    };
    Ok(decoded)
}

/// The rest of a line, `whole` if it was read already.
#[inline(always)]
fn rest_read_events_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 4],
    scratch: &'a Bump,
    learnt: &mut ReadEventsArm0Orders,
    whole: Option<std::result::Result<ReadEventsArm0Decoded<'a>, weir_json::DecodeError>>,
) -> std::result::Result<ReadEventsArm0Decoded<'a>, weir_json::DecodeError> {
    match whole {
        None => line_read_events_arm0(line, present, values, scratch, learnt),
        Some(whole) => whole,
    }
}

/// Whether all of a line can be read. Rows that turn out later not to be any must not have moved time.
#[cold]
#[inline(never)]
fn is_readable_read_events_arm0<'a>(
    line: weir_json::Line<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadEventsArm0Orders,
    whole: &mut Option<
        std::result::Result<ReadEventsArm0Decoded<'a>, weir_json::DecodeError>,
    >,
) -> bool {
    whole.get_or_insert_with(|| read_events_arm0(line.cursor(), scratch, learnt)).is_ok()
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
    orders_counts: StepCounts,
    stdout_aggregate: StdoutAggregate,
}

impl Events {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            orders_counts: StepCounts::default(),
            stdout_aggregate: StdoutAggregate::new(shared, setup)?,
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
            let mut waiting_stdout_aggregate = self.stdout_aggregate.waiting(cx);
            let mut lines = arm.marks.lines(block.bytes());
            let mut values = [0i64; 4];
            while let Some((line, present)) = lines
                .next_shaped(&mut arm.orders.shapes, &mut values)
            {
                let text = line.text();
                *rows += 1;
                'row: {
                    let mut whole = None;
                    let first = match take_first_read_events_arm0(
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
                    self.orders_counts.rows_in += 1;
                    // |> where order != null && order.note != "test"
                    if !(!(first.order.is_none())) {
                        break 'row;
                    }
                    let second = match take_second_read_events_arm0(
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
                    if !(known(second.order).note != "test") {
                        break 'row;
                    }
                    self.orders_counts.rows_out += 1;
                    let decoded = match rest_read_events_arm0(
                        line,
                        present,
                        &values,
                        cx.scratch,
                        &mut arm.orders,
                        whole,
                    ) {
                        Ok(read) => read,
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
                    let order = known(decoded.order);
                    {
                        let waits = StdoutAggregateRow {
                            order_price: order.price,
                            computed_key: order.shop,
                        };
                        if !waiting_stdout_aggregate.waits() {
                            self.stdout_aggregate.row(cx, waits);
                        } else if waiting_stdout_aggregate.push(waits) {
                            self.stdout_aggregate
                                .apply_waiting(cx, &mut waiting_stdout_aggregate);
                        }
                    }
                }
            }
            self.stdout_aggregate.apply_waiting(cx, &mut waiting_stdout_aggregate);
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
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.stdout_aggregate.upstream(cx, control);
    }
}

///A row on its way into `stdout.aggregate`.
#[derive(Clone, Copy)]
struct StdoutAggregateRow<'a> {
    order_price: i64,
    computed_key: &'a str,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct StdoutAggregateRowStored {
    hash: u64,
    order_price: i64,
    computed_key: Text,
}

impl StdoutAggregateRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> StdoutAggregateRowStored {
        StdoutAggregateRowStored {
            hash,
            order_price: self.order_price,
            computed_key: heap.put(self.computed_key),
        }
    }
}

impl StdoutAggregateRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> StdoutAggregateRow<'a> {
        StdoutAggregateRow {
            order_price: self.order_price,
            computed_key: heap.get(self.computed_key),
        }
    }
}

///What `stdout.aggregate` groups by.
#[derive(Clone, Copy)]
struct StdoutAggregateKey {
    computed_key: KeyText,
}

impl TableKey for StdoutAggregateKey {
    type Hash = u64;
}

///The state of a group of `stdout.aggregate`.
#[derive(Clone, Copy)]
struct StdoutAggregateGroup {
    n: i64,
    most: Option<i64>,
    dear: i64,
}

impl Key for StdoutAggregateKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.computed_key.same(heap, &other.computed_key, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        StdoutAggregateKey {
            computed_key: self.computed_key.carry(from, to),
        }
    }
}

/// What rows add to a group: counts and sums from nothing, and a value that is new to the sets of the worker that read it.
#[derive(Clone, Copy)]
struct StdoutAggregateDelta {
    rows: u64,
    n: i64,
    most: Option<i64>,
    dear: i64,
}

/// What goes to the worker that owns the group.
#[derive(Clone, Copy)]
struct StdoutAggregatePartial {
    hash: u64,
    key: StdoutAggregateKey,
    delta: StdoutAggregateDelta,
}

/// A group on the worker that reads: what waits, and what it has seen.
#[derive(Clone)]
struct StdoutAggregateLocal {
    delta: StdoutAggregateDelta,
    waits: bool,
}

impl StdoutAggregateDelta {
    #[inline]
    fn none() -> Self {
        StdoutAggregateDelta {
            rows: 0,
            n: 0,
            most: None,
            dear: 0,
        }
    }
    /// Itself with its texts in another heap.
    #[inline]
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        StdoutAggregateDelta {
            rows: self.rows,
            n: self.n,
            most: self.most,
            dear: self.dear,
        }
    }
}

impl Group for StdoutAggregateLocal {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        unreachable!("what is gathered is passed on, not merged");
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        StdoutAggregateLocal {
            delta: self.delta.carry(from, to),
            ..self.clone()
        }
    }
    fn renew(&mut self, from: &Heap, to: &mut Heap) {
        self.delta = self.delta.carry(from, to);
    }
}

impl StdoutAggregateGroup {
    /// Adds what a worker has gathered; its texts are in `from_heap`.
    #[inline]
    fn add(&mut self, heap: &mut Heap, from: &StdoutAggregateDelta, from_heap: &Heap) {
        self.n += from.n;
        if let Some(new) = from.most {
            if match self.most {
                Some(old) => new.cmp(&old).is_gt(),
                None => true,
            } {
                self.most = Some(new);
            }
        }
        self.dear += from.dear;
    }
}

///`stdout.aggregate`: `aggregate by order.shop { n: count(), most: max(order.price), dear: count() where order.price > 100 }`
struct StdoutAggregate {
    exchange: Exchange<StdoutAggregateRowStored, StdoutAggregatePartial>,
    gathering: Gathering,
    gathered: Table<StdoutAggregateKey, StdoutAggregateLocal>,
    marks: Marks,
    table: Table<StdoutAggregateKey, StdoutAggregateGroup>,
    changes: bool,
    finals: bool,
    stdout: Stdout,
}

impl StdoutAggregate {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(0usize),
            gathering: Gathering::new(setup.workers),
            gathered: Table::new(),
            marks: Marks::new(setup.workers),
            table: Table::new(),
            changes: false || shared.stdout.takes_changes(),
            finals: false || !shared.stdout.takes_changes(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it at once.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: StdoutAggregateRow<'_>) {
        if self.exchange.alone() {
            if self.table.is_past_dictionary() {
                self.table.pass_dictionary();
                let hash = hash_str(row.computed_key);
                self.apply(cx, hash, row);
            } else {
                let hash = TextLookup {
                    mix: move || KeyText::sought(row.computed_key).mix(),
                    hash: move || hash_str(row.computed_key),
                };
                self.apply(cx, hash, row);
            }
        } else {
            if self.gathering.is_on() {
                if self.gathered.is_past_dictionary() {
                    self.gathered.pass_dictionary();
                    let hash = hash_str(row.computed_key);
                    self.gather(cx, hash, row);
                } else {
                    let hash = TextLookup {
                        mix: move || KeyText::sought(row.computed_key).mix(),
                        hash: move || hash_str(row.computed_key),
                    };
                    self.gather(cx, hash, row);
                }
            } else {
                let hash = hash_str(row.computed_key);
                self.gathering.single();
                self.exchange
                    .push(self.exchange.target(hash), |heap| row.store(heap, hash));
            }
        }
    }
    /// What a row adds to its group waits here for what others add.
    #[inline]
    fn gather(&mut self, cx: Cx<'_>, hash: impl Lookup, row: StdoutAggregateRow<'_>) {
        'row: {
            let most_value = row.order_price;
            let place = {
                let sought_computed_key = KeyText::sought(row.computed_key);
                self.gathered
                    .place(
                        hash,
                        |key, heap| key.computed_key.is(sought_computed_key, heap),
                        |heap| {
                            (
                                StdoutAggregateKey {
                                    computed_key: KeyText::new(row.computed_key, heap),
                                },
                                StdoutAggregateLocal {
                                    delta: StdoutAggregateDelta::none(),
                                    waits: false,
                                },
                            )
                        },
                    )
            };
            let (_, key, local, heap) = self.gathered.at(place);
            let group = &mut local.delta;
            group.rows += 1;
            self.gathering.row();
            group.n += 1;
            {
                let value = most_value;
                if match group.most {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.most = Some(value);
                }
            }
            group.dear += i64::from((row.order_price > 100i64));
            if !std::mem::replace(&mut local.waits, true) {
                self.gathering.wait(place);
            }
        }
    }
    /// Sends what waits in a group to its owner.
    fn pass(&mut self, place: usize) {
        let (hash, key, local, heap) = self.gathered.at(place);
        let delta = std::mem::replace(&mut local.delta, StdoutAggregateDelta::none());
        let from = &*heap;
        let to = self.exchange.target(hash);
        self.gathering.passed(to, delta.rows);
        self.exchange
            .push_group(
                to,
                |to| StdoutAggregatePartial {
                    hash,
                    key: key.carry(from, to),
                    delta: delta.carry(from, to),
                },
            );
        let group = &delta;
    }
    /// Sends all that waits.
    fn pass_all(&mut self, cx: Cx<'_>) {
        let waiting = self.gathering.go();
        for place in &waiting {
            let (_, _, local, _) = self.gathered.at(*place);
            local.waits = false;
            if local.delta.rows > 0 {
                self.pass(*place);
            }
        }
        if self.gathered.len() > GROUPS_KEPT {
            self.gathered.clear();
        }
        if self.gathering.went(waiting) {
            self.gathered = Table::new();
        }
    }
    /// Called at the end of each round.
    fn end_gathering(&mut self, cx: Cx<'_>, dry: bool) {
        if self.gathering.is_due(dry) {
            self.pass_all(cx);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(
        &mut self,
        cx: Cx<'_>,
        batch: &Batch<StdoutAggregateRowStored, StdoutAggregatePartial>,
    ) {
        if batch.has_groups() {
            return self.groups(cx, batch);
        }
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    let is_far = self.table.is_far_for_rows();
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
            if is_far && let Some(table) = Some(&self.table) {
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
                        key.computed_key.fetch(table.heap());
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
    fn waiting<'s, 'r>(&self, cx: Cx<'s>) -> Waiting<'s, StdoutAggregateRow<'r>> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.table.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(
        &mut self,
        cx: Cx<'_>,
        waiting: &mut Waiting<'_, StdoutAggregateRow<'_>>,
    ) {
        let rows = waiting.rows();
        let is_far = true;
        let mut hashes = [0; 8 * APART];
        let ahead = if is_far { 3 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if let Some(row) = rows.get(step) {
                hashes[step % (8 * APART)] = hash_str(row.computed_key);
            }
            if is_far && let Some(table) = Some(&self.table) {
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
                        key.computed_key.fetch(table.heap());
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
    /// A partial group, with its texts in `from`, that belongs here.
    #[inline]
    fn merge(&mut self, cx: Cx<'_>, from: &Heap, partial: &StdoutAggregatePartial) {
        let group = self
            .table
            .entry(
                partial.hash,
                |key, heap| key.same(heap, &partial.key, from),
                |heap| (
                    partial.key.carry(from, heap),
                    StdoutAggregateGroup {
                        n: 0,
                        most: None,
                        dear: 0,
                    },
                ),
            );
        group.add(&mut Heap::new(), &partial.delta, from);
        if self.changes {
            let change = true;
            let shop = partial.key.computed_key.get(from);
            let n = group.n;
            let most = match group.most {
                Some(value) => value,
                None => group_without_rows(),
            };
            let dear = group.dear;
            self.stdout
                .row(
                    cx,
                    change,
                    StdoutRow {
                        shop: shop,
                        n: n,
                        most: most,
                        dear: dear,
                    },
                );
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
                Part::Rows(partials) if self.table.is_far() => {
                    partials
                        .chunks(AHEAD)
                        .for_each(|partials| {
                            self.merge_ahead(cx, batch.heap(), partials)
                        });
                }
                Part::Rows(partials) => {
                    partials
                        .iter()
                        .for_each(|partial| self.merge(cx, batch.heap(), partial));
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Partial groups whose own groups are asked for before the first of them is merged: the misses overlap.
    #[inline(never)]
    fn merge_ahead(
        &mut self,
        cx: Cx<'_>,
        from: &Heap,
        partials: &[StdoutAggregatePartial],
    ) {
        partials.iter().for_each(|partial| self.table.fetch_slot(partial.hash));
        partials.iter().for_each(|partial| self.table.fetch_entry(partial.hash));
        for partial in partials {
            if let Some((key, group)) = self.table.peek(partial.hash) {
                key.computed_key.fetch(self.table.heap());
            }
        }
        partials.iter().for_each(|partial| self.merge(cx, from, partial));
    }
    /// A control message from the node before: what was gathered goes ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.pass_all(cx);
            self.exchange.publish(control);
        }
    }
    /// A row that belongs here.
    #[inline(always)]
    fn apply(&mut self, cx: Cx<'_>, hash: impl Lookup, row: StdoutAggregateRow<'_>) {
        let most_value = row.order_price;
        let group = {
            let sought_computed_key = KeyText::sought(row.computed_key);
            self.table
                .entry(
                    hash,
                    |key, heap| key.computed_key.is(sought_computed_key, heap),
                    |heap| (
                        StdoutAggregateKey {
                            computed_key: KeyText::new(row.computed_key, heap),
                        },
                        StdoutAggregateGroup {
                            n: 0,
                            most: None,
                            dear: 0,
                        },
                    ),
                )
        };
        group.n += 1;
        {
            let value = most_value;
            if match group.most {
                Some(old) => value.cmp(&old).is_gt(),
                None => true,
            } {
                group.most = Some(value);
            }
        }
        group.dear += i64::from((row.order_price > 100i64));
        if self.changes {
            let change = true;
            let shop = row.computed_key;
            let n = group.n;
            let most = match group.most {
                Some(value) => value,
                None => group_without_rows(),
            };
            let dear = group.dear;
            self.stdout
                .row(
                    cx,
                    change,
                    StdoutRow {
                        shop: shop,
                        n: n,
                        most: most,
                        dear: dear,
                    },
                );
        }
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if control == Control::End {
                self.complete(cx);
            }
            if control == Control::Stop && self.finals {
                cx.unfinished("stdout.aggregate");
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
            let shop = key.computed_key.get(heap);
            let n = group.n;
            let most = match group.most {
                Some(value) => value,
                None => group_without_rows(),
            };
            let dear = group.dear;
            self.stdout
                .row(
                    cx,
                    change,
                    StdoutRow {
                        shop: shop,
                        n: n,
                        most: most,
                        dear: dear,
                    },
                );
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `stdout`.
#[derive(Clone, Copy)]
struct StdoutRow<'a> {
    shop: &'a str,
    n: i64,
    most: i64,
    dear: i64,
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
    /// Whether it takes every change of a row, or only what holds in the end.
    fn takes_changes(&self) -> bool {
        match self {
            StdoutShared::Arm0(_) => false,
        }
    }
}

/// One worker's way into the sink.
enum StdoutWriter {
    Arm0(weir_stdout::Writer),
}

///`stdout`: `into stdout { mode: final }`
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
    fn row(&mut self, cx: Cx<'_>, change: bool, row: StdoutRow<'_>) {
        match &mut self.writer {
            StdoutWriter::Arm0(writer) => {
                if change {
                    return;
                }
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"shop\":");
                weir_json::put_str(buffer, row.shop);
                buffer.extend_from_slice(b",\"n\":");
                weir_json::put_i64(buffer, row.n);
                buffer.extend_from_slice(b",\"most\":");
                weir_json::put_i64(buffer, row.most);
                buffer.extend_from_slice(b",\"dear\":");
                weir_json::put_i64(buffer, row.dear);
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
