//! `shared`, compiled from shared.weir by weir 0.1.0.
//!
//! Windows over one input by the same key: a row is counted once, into slices that all of them share. Equal aggregates are kept once.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "shared",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["orders"],
    sinks: &[
        "stdout",
        "stdout.2",
        "stdout.3",
        "stdout.4",
        "stdout.5",
        "stdout.6",
        "stdout.7",
    ],
    steps: &["minutes", "thirds", "hours", "patient", "watched", "latest"],
    late_dropped: &[0usize, 1usize, 2usize, 3usize, 5usize],
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
    stdout_2: Stdout2Shared,
    stdout_3: Stdout3Shared,
    stdout_4: Stdout4Shared,
    stdout_5: Stdout5Shared,
    stdout_6: Stdout6Shared,
    stdout_7: Stdout7Shared,
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
                        "orders.csv",
                        weir_file::Framing::Csv {
                            separator: b',',
                            header: true,
                        },
                    ),
                )?
                .in_sequence(setup),
            lag: 5000000i64,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        let stdout_2 = Stdout2Shared::Arm0(
            weir_stdout::Sink::create(setup, 1usize, b"")?,
        );
        let stdout_3 = Stdout3Shared::Arm0(
            weir_stdout::Sink::create(setup, 2usize, b"")?,
        );
        let stdout_4 = Stdout4Shared::Arm0(
            weir_stdout::Sink::create(setup, 3usize, b"")?,
        );
        let stdout_5 = Stdout5Shared::Arm0(
            weir_stdout::Sink::create(setup, 4usize, b"")?,
        );
        let stdout_6 = Stdout6Shared::Arm0(
            weir_stdout::Sink::create(setup, 5usize, b"")?,
        );
        let stdout_7 = Stdout7Shared::Arm0(
            weir_stdout::Sink::create(setup, 6usize, b"")?,
        );
        Ok(Shared {
            orders,
            stdout,
            stdout_2,
            stdout_3,
            stdout_4,
            stdout_5,
            stdout_6,
            stdout_7,
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
                shared.stdout_2.output(),
                shared.stdout_3.output(),
                shared.stdout_4.output(),
                shared.stdout_5.output(),
                shared.stdout_6.output(),
                shared.stdout_7.output(),
            ],
        )
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(
            &[
                shared.stdout.output(),
                shared.stdout_2.output(),
                shared.stdout_3.output(),
                shared.stdout_4.output(),
                shared.stdout_5.output(),
                shared.stdout_6.output(),
                shared.stdout_7.output(),
            ],
        );
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
        while !(cx.failed()) {
            let Some(batch) = self
                .orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .exchange
                .receive() else { break };
            self.orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .batch(cx, &batch);
            self.orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self
                .orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .exchange
                .receive() else { break };
            self.orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .batch(cx, &batch);
            self.orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self
                .orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .exchange
                .receive() else { break };
            self.orders.minutes_slices.minutes.thirds.hours.patient.batch(cx, &batch);
            self.orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self.orders.minutes_slices.exchange.receive() else {
                break
            };
            self.orders.minutes_slices.batch(cx, &batch);
            self.orders.minutes_slices.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started()
            && !self
                .orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .exchange
                .blocked()
            && !self
                .orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .exchange
                .blocked()
            && !self
                .orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .exchange
                .blocked() && !self.orders.minutes_slices.exchange.blocked()
        {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .stdout
                .flush(cx);
            self.orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .stdout
                .stdout_2
                .flush(cx);
            self.orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .stdout
                .stdout_2
                .stdout_3
                .flush(cx);
            self.orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .stdout
                .stdout_2
                .stdout_3
                .stdout_4
                .flush(cx);
            self.orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .stdout
                .stdout_2
                .stdout_3
                .stdout_4
                .stdout_5
                .flush(cx);
            self.orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .stdout
                .stdout_2
                .stdout_3
                .stdout_4
                .stdout_5
                .stdout_6
                .flush(cx);
            self.orders
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .stdout
                .stdout_2
                .stdout_3
                .stdout_4
                .stdout_5
                .stdout_6
                .stdout_7
                .flush(cx);
        }
        self.orders
            .minutes_slices
            .minutes
            .thirds
            .hours
            .patient
            .watched
            .latest
            .exchange
            .end_round(&mut rounds);
        self.orders
            .minutes_slices
            .minutes
            .thirds
            .hours
            .patient
            .watched
            .exchange
            .end_round(&mut rounds);
        if self.orders.minutes_slices.minutes.thirds.hours.patient.windows.is_large() {
            self.orders.minutes_slices.minutes.thirds.hours.patient.exchange.stage();
        }
        self.orders
            .minutes_slices
            .minutes
            .thirds
            .hours
            .patient
            .exchange
            .end_round(&mut rounds);
        if self.orders.minutes_slices.windows.is_large() {
            self.orders.minutes_slices.exchange.stage();
        }
        self.orders.minutes_slices.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self
            .orders
            .minutes_slices
            .minutes
            .thirds
            .hours
            .patient
            .watched
            .latest
            .stdout
            .counts();
        stats.sink(0usize, rows, bytes, 0);
        let (rows, bytes) = self
            .orders
            .minutes_slices
            .minutes
            .thirds
            .hours
            .patient
            .watched
            .latest
            .stdout
            .stdout_2
            .counts();
        stats.sink(1usize, rows, bytes, 0);
        let (rows, bytes) = self
            .orders
            .minutes_slices
            .minutes
            .thirds
            .hours
            .patient
            .watched
            .latest
            .stdout
            .stdout_2
            .stdout_3
            .counts();
        stats.sink(2usize, rows, bytes, 0);
        let (rows, bytes) = self
            .orders
            .minutes_slices
            .minutes
            .thirds
            .hours
            .patient
            .watched
            .latest
            .stdout
            .stdout_2
            .stdout_3
            .stdout_4
            .counts();
        stats.sink(3usize, rows, bytes, 0);
        let (rows, bytes) = self
            .orders
            .minutes_slices
            .minutes
            .thirds
            .hours
            .patient
            .watched
            .latest
            .stdout
            .stdout_2
            .stdout_3
            .stdout_4
            .stdout_5
            .counts();
        stats.sink(4usize, rows, bytes, 0);
        let (rows, bytes) = self
            .orders
            .minutes_slices
            .minutes
            .thirds
            .hours
            .patient
            .watched
            .latest
            .stdout
            .stdout_2
            .stdout_3
            .stdout_4
            .stdout_5
            .stdout_6
            .counts();
        stats.sink(5usize, rows, bytes, 0);
        let (rows, bytes) = self
            .orders
            .minutes_slices
            .minutes
            .thirds
            .hours
            .patient
            .watched
            .latest
            .stdout
            .stdout_2
            .stdout_3
            .stdout_4
            .stdout_5
            .stdout_6
            .stdout_7
            .counts();
        stats.sink(6usize, rows, bytes, 0);
        stats.step(0usize, self.orders.minutes_counts);
        stats.step(1usize, self.orders.thirds_counts);
        stats.step(2usize, self.orders.hours_counts);
        stats.step(3usize, self.orders.patient_counts);
        stats.step(4usize, self.orders.watched_counts);
        stats.step(5usize, self.orders.latest_counts);
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.orders.minutes_slices.windows.size_bytes() as u64,
                    keys: self.orders.minutes_slices.windows.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                1usize,
                StepCounts {
                    keys: self.orders.minutes_slices.windows.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                2usize,
                StepCounts {
                    keys: self.orders.minutes_slices.windows.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats.step(0usize, self.orders.minutes_slices.minutes.minutes_counts);
        stats.watermark(self.orders.minutes_slices.minutes.marks.least());
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.orders.minutes_slices.minutes.windows.size_bytes()
                        as u64,
                    keys: self.orders.minutes_slices.minutes.windows.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats.step(1usize, self.orders.minutes_slices.minutes.thirds.thirds_counts);
        stats.watermark(self.orders.minutes_slices.minutes.thirds.marks.least());
        stats
            .step(
                1usize,
                StepCounts {
                    state_bytes: self
                        .orders
                        .minutes_slices
                        .minutes
                        .thirds
                        .windows
                        .size_bytes() as u64,
                    keys: self.orders.minutes_slices.minutes.thirds.windows.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats.step(2usize, self.orders.minutes_slices.minutes.thirds.hours.hours_counts);
        stats.watermark(self.orders.minutes_slices.minutes.thirds.hours.marks.least());
        stats
            .step(
                2usize,
                StepCounts {
                    state_bytes: self
                        .orders
                        .minutes_slices
                        .minutes
                        .thirds
                        .hours
                        .windows
                        .size_bytes() as u64,
                    keys: self.orders.minutes_slices.minutes.thirds.hours.windows.len()
                        as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                3usize,
                self.orders.minutes_slices.minutes.thirds.hours.patient.patient_counts,
            );
        stats
            .watermark(
                self.orders.minutes_slices.minutes.thirds.hours.patient.marks.least(),
            );
        stats
            .step(
                3usize,
                StepCounts {
                    state_bytes: self
                        .orders
                        .minutes_slices
                        .minutes
                        .thirds
                        .hours
                        .patient
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .orders
                        .minutes_slices
                        .minutes
                        .thirds
                        .hours
                        .patient
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                4usize,
                self
                    .orders
                    .minutes_slices
                    .minutes
                    .thirds
                    .hours
                    .patient
                    .watched
                    .watched_counts,
            );
        stats
            .watermark(
                self
                    .orders
                    .minutes_slices
                    .minutes
                    .thirds
                    .hours
                    .patient
                    .watched
                    .marks
                    .least(),
            );
        stats
            .step(
                4usize,
                StepCounts {
                    state_bytes: self
                        .orders
                        .minutes_slices
                        .minutes
                        .thirds
                        .hours
                        .patient
                        .watched
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .orders
                        .minutes_slices
                        .minutes
                        .thirds
                        .hours
                        .patient
                        .watched
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                5usize,
                self
                    .orders
                    .minutes_slices
                    .minutes
                    .thirds
                    .hours
                    .patient
                    .watched
                    .latest
                    .latest_counts,
            );
        stats
            .watermark(
                self
                    .orders
                    .minutes_slices
                    .minutes
                    .thirds
                    .hours
                    .patient
                    .watched
                    .latest
                    .marks
                    .least(),
            );
        stats
            .step(
                5usize,
                StepCounts {
                    state_bytes: self
                        .orders
                        .minutes_slices
                        .minutes
                        .thirds
                        .hours
                        .patient
                        .watched
                        .latest
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .orders
                        .minutes_slices
                        .minutes
                        .thirds
                        .hours
                        .patient
                        .watched
                        .latest
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
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
        let reader = shared.splits.reader_in_order(setup.me);
        let clocks = SplitClocks::new(
            reader.splits(),
            shared.lag,
            &[
                Lattice {
                    step: 20000000,
                    phase: 0,
                },
                Lattice {
                    step: 60000000,
                    phase: 0,
                },
                Lattice {
                    step: 60000000,
                    phase: 10000000,
                },
                Lattice {
                    step: 3600000000,
                    phase: 600000000,
                },
            ],
        );
        let columns = vec![None; reader.splits()];
        Ok(Self { reader, columns, clocks })
    }
    fn is_empty(&self) -> bool {
        self.reader.is_empty()
    }
    fn is_endless(&self) -> bool {
        self.reader.is_endless()
    }
    /// Whether a record is a row. Fields are read where they are needed; but what turns out later not to be a row must not have moved time.
    #[cold]
    #[inline(never)]
    fn is_readable(raw: &[weir_csv::Raw<'_>; 4], cx: Cx<'_>) -> bool {
        weir_csv::str(raw[0], cx.scratch).is_ok() && weir_csv::int::<i64>(raw[1]).is_ok()
            && (weir_csv::is_null(raw[2], "")
                || weir_csv::decimal(raw[2], 12u8, 2u8).is_ok())
            && weir_csv::timestamp(raw[3], weir_csv::TimestampFormat::Sql).is_ok()
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
    minutes_counts: StepCounts,
    thirds_counts: StepCounts,
    hours_counts: StepCounts,
    patient_counts: StepCounts,
    watched_counts: StepCounts,
    latest_counts: StepCounts,
    minutes_slices: MinutesSlices,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            minutes_counts: StepCounts::default(),
            thirds_counts: StepCounts::default(),
            hours_counts: StepCounts::default(),
            patient_counts: StepCounts::default(),
            watched_counts: StepCounts::default(),
            latest_counts: StepCounts::default(),
            minutes_slices: MinutesSlices::new(shared, setup)?,
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
                    &["shop", "amount", "price", "at"],
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
                self.begin_piece(arm.reader.piece());
                if let Some(watermark) = arm.clocks.end(split) && watermark < i64::MAX {
                    self.forward(cx, Control::Watermark(watermark));
                }
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
        let mut cursor = weir_csv::Cursor::new(block.bytes(), b',');
        let Some(columns) = &arm.columns[split] else { return Polled::Ended };
        let mut ahead = Ahead::new(cx.scratch, block.bytes().len());
        let mut clock = arm.clocks.of_split(split);
        'rows: loop {
            let raw = match cursor.record::<4>(columns) {
                Ok(Some(raw)) => Ok(raw),
                Ok(None) => break 'rows,
                Err(error) => Err(error),
            };
            let time = 'time: {
                let Ok(raw) = raw else { break 'time None };
                let time: Option<i64> = {
                    let at = match weir_csv::timestamp(
                        raw[3],
                        weir_csv::TimestampFormat::Sql,
                    ) {
                        Ok(value) => value,
                        Err(error) => break 'time None,
                    };
                    Some(at)
                };
                time.filter(|time| {
                    clock.takes(*time, || OrdersStepArm0::is_readable(&raw, cx))
                })
            };
            ahead.push(cursor.record_line(), raw, time);
        }
        let Some(before) = arm.reader.greatest_before(cx, &block, ahead.greatest()) else {
            drop(ahead);
            arm.reader.give_back(block);
            return Polled::Idle;
        };
        self.begin_piece(arm.reader.piece());
        if let Some(watermark) = (SplitTick {
            clocks: &mut arm.clocks,
            split,
        })
            .catch_up(before)
        {
            self.forward(cx, Control::Watermark(watermark));
        }
        {
            let mut waiting_watched = self
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .waiting(cx);
            let mut waiting_latest = self
                .minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .waiting(cx);
            for row in ahead.rows() {
                *rows += 1;
                'row: {
                    let raw = match row.decoded {
                        Ok(raw) => raw,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
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
                    let event_time = match row.time {
                        Some(time) => time,
                        None => {
                            let at = match weir_csv::timestamp(
                                raw[3],
                                weir_csv::TimestampFormat::Sql,
                            ) {
                                Ok(value) => value,
                                Err(error) => {
                                    let text = weir_csv::without_line_end(row.text);
                                    let error = Error::decode(
                                        "orders",
                                        block.place(offset_in(block.bytes(), text)),
                                        "at",
                                        &error.message(raw[3], false),
                                        raw[3].bytes(),
                                    );
                                    *errors += 1;
                                    cx.fail(error.tapped_at("orders"));
                                    break 'row;
                                }
                            };
                            at
                        }
                    };
                    if let Some(watermark) = (SplitTick {
                        clocks: &mut arm.clocks,
                        split,
                    })
                        .tick_if(event_time, || OrdersStepArm0::is_readable(&raw, cx))
                    {
                        self.minutes_slices
                            .minutes
                            .thirds
                            .hours
                            .patient
                            .watched
                            .apply_waiting(cx, &mut waiting_watched);
                        self.minutes_slices
                            .minutes
                            .thirds
                            .hours
                            .patient
                            .watched
                            .latest
                            .apply_waiting(cx, &mut waiting_latest);
                        self.forward(cx, Control::Watermark(watermark));
                    }
                    self.thirds_counts.rows_in += 1;
                    self.hours_counts.rows_in += 1;
                    let shop = match weir_csv::str(raw[0], cx.scratch) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
                            let error = Error::decode(
                                "orders",
                                block.place(offset_in(block.bytes(), text)),
                                "shop",
                                &error.message(raw[0], false),
                                raw[0].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("orders"));
                            break 'row;
                        }
                    };
                    let amount = match weir_csv::int::<i64>(raw[1]) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
                            let error = Error::decode(
                                "orders",
                                block.place(offset_in(block.bytes(), text)),
                                "amount",
                                &error.message(raw[1], false),
                                raw[1].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("orders"));
                            break 'row;
                        }
                    };
                    let price = match if weir_csv::is_null(raw[2], "") {
                        Ok(None)
                    } else {
                        weir_csv::decimal(raw[2], 12u8, 2u8).map(Some)
                    } {
                        Ok(value) => value,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
                            let error = Error::decode(
                                "orders",
                                block.place(offset_in(block.bytes(), text)),
                                "price",
                                &error.message(raw[2], true),
                                raw[2].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("orders"));
                            break 'row;
                        }
                    };
                    let at_2 = match weir_csv::timestamp(
                        raw[3],
                        weir_csv::TimestampFormat::Sql,
                    ) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
                            let error = Error::decode(
                                "orders",
                                block.place(offset_in(block.bytes(), text)),
                                "at",
                                &error.message(raw[3], false),
                                raw[3].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("orders"));
                            break 'row;
                        }
                    };
                    'branch_1: {
                        self.minutes_counts.rows_in += 1;
                        self.minutes_slices
                            .row(
                                cx,
                                MinutesSlicesRow {
                                    shop: shop,
                                    amount: amount,
                                    price: price,
                                    time: event_time,
                                },
                            );
                    }
                    'branch_2: {
                        self.patient_counts.rows_in += 1;
                        self.minutes_slices
                            .minutes
                            .thirds
                            .hours
                            .patient
                            .row(
                                cx,
                                PatientRow {
                                    shop: shop,
                                    time: event_time,
                                },
                            );
                    }
                    'branch_3: {
                        self.watched_counts.rows_in += 1;
                        {
                            let waits = WatchedRow {
                                shop: shop,
                                amount: amount,
                                price: price,
                                at: at_2,
                                time: event_time,
                            };
                            if !waiting_watched.waits() {
                                self.minutes_slices
                                    .minutes
                                    .thirds
                                    .hours
                                    .patient
                                    .watched
                                    .row(cx, waits);
                            } else if waiting_watched.push(waits) {
                                self.minutes_slices
                                    .minutes
                                    .thirds
                                    .hours
                                    .patient
                                    .watched
                                    .apply_waiting(cx, &mut waiting_watched);
                            }
                        }
                    }
                    'branch_4: {
                        self.latest_counts.rows_in += 1;
                        {
                            let waits = LatestRow {
                                shop: shop,
                                amount: amount,
                                time: event_time,
                            };
                            if !waiting_latest.waits() {
                                self.minutes_slices
                                    .minutes
                                    .thirds
                                    .hours
                                    .patient
                                    .watched
                                    .latest
                                    .row(cx, waits);
                            } else if waiting_latest.push(waits) {
                                self.minutes_slices
                                    .minutes
                                    .thirds
                                    .hours
                                    .patient
                                    .watched
                                    .latest
                                    .apply_waiting(cx, &mut waiting_latest);
                            }
                        }
                    }
                }
            }
            self.minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .apply_waiting(cx, &mut waiting_watched);
            self.minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .apply_waiting(cx, &mut waiting_latest);
        }
        arm.reader.reached(split, arm.clocks.split_watermark(split));
        if block.is_piece() {
            self.end_piece();
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
            let taken = match &input.arm {
                OrdersStepArm::Arm0(arm) => arm.reader.piece(),
            };
            self.give_up(taken);
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
    /// What is read now is of this piece; `None`: this worker reads all.
    #[inline(never)]
    fn begin_piece(&mut self, piece: Option<usize>) {
        if let Some(piece) = piece {
            self.minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .exchange
                .begin_piece(piece);
        }
    }
    /// No more will be read of this piece, the last that was taken.
    #[cold]
    #[inline(never)]
    fn give_up(&mut self, piece: Option<usize>) {
        if let Some(piece) = piece {
            self.minutes_slices
                .minutes
                .thirds
                .hours
                .patient
                .watched
                .latest
                .exchange
                .give_up(piece);
        }
    }
    /// All of the piece was read.
    #[inline(never)]
    fn end_piece(&mut self) {
        self.minutes_slices
            .minutes
            .thirds
            .hours
            .patient
            .watched
            .latest
            .exchange
            .end_piece();
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.minutes_slices.upstream(cx, control);
        self.minutes_slices.minutes.thirds.hours.patient.upstream(cx, control);
        self.minutes_slices.minutes.thirds.hours.patient.watched.upstream(cx, control);
        self.minutes_slices
            .minutes
            .thirds
            .hours
            .patient
            .watched
            .latest
            .upstream(cx, control);
    }
}

///A row on its way into the slices of `minutes` and others.
#[derive(Clone, Copy)]
struct MinutesSlicesRow<'a> {
    shop: &'a str,
    amount: i64,
    price: Option<i128>,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct MinutesSlicesRowStored {
    hash: u64,
    shop: Text,
    amount: i64,
    price: Option<i128>,
    time: i64,
}

impl MinutesSlicesRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> MinutesSlicesRowStored {
        MinutesSlicesRowStored {
            hash,
            shop: heap.put(self.shop),
            amount: self.amount,
            price: self.price,
            time: self.time,
        }
    }
}

impl MinutesSlicesRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> MinutesSlicesRow<'a> {
        MinutesSlicesRow {
            shop: heap.get(self.shop),
            amount: self.amount,
            price: self.price,
            time: self.time,
        }
    }
}

///What the slices of `minutes` and others groups by.
#[derive(Clone, Copy)]
struct MinutesSlicesKey {
    shop: KeyText,
}

impl TableKey for MinutesSlicesKey {
    type Hash = u64;
}

impl Key for MinutesSlicesKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.shop.same(heap, &other.shop, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        MinutesSlicesKey {
            shop: self.shop.carry(from, to),
        }
    }
}

///The state of a group of the slices of `minutes` and others.
#[derive(Clone, Copy)]
struct MinutesSlicesGroup {
    n: i64,
    amount: IntTotal,
    paid: DecimalTotal,
    paid_rows: i64,
    large: i64,
    most: Option<i64>,
    rows: i64,
}

/// What rows of a key and a slice of time add to its group; `time` is in that slice.
#[derive(Clone, Copy)]
struct MinutesSlicesPartial {
    hash: u64,
    time: i64,
    key: MinutesSlicesKey,
    group: MinutesSlicesGroup,
}

impl MinutesSlicesGroup {
    /// Adds what was combined.
    #[inline]
    fn add(&mut self, from: &Self) {
        self.n += from.n;
        self.amount.merge(&from.amount);
        self.paid.merge(&from.paid);
        self.paid_rows += from.paid_rows;
        self.large += from.large;
        if let Some(new) = from.most {
            if match self.most {
                Some(old) => new.cmp(&old).is_gt(),
                None => true,
            } {
                self.most = Some(new);
            }
        }
        self.rows += from.rows;
    }
}

///The slices that `minutes`, `thirds`, `hours` share.
struct MinutesSlices {
    exchange: Exchange<MinutesSlicesRowStored, MinutesSlicesPartial>,
    marks: Marks,
    windows: Windows<MinutesSlicesKey, MinutesSlicesGroup>,
    combining: Combining<MinutesSlicesPartial>,
    minutes: Minutes,
}

impl MinutesSlices {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(0usize),
            marks: Marks::new(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 20000000,
                step: 20000000,
                offset: 0,
                lateness: 0,
            }),
            combining: Combining::new(
                WindowSpec {
                    size: 20000000,
                    step: 20000000,
                    offset: 0,
                    lateness: 0,
                },
                setup.workers,
            ),
            minutes: Minutes::new(shared, setup)?,
        })
    }
    /// A row from the node before.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: MinutesSlicesRow<'_>) {
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
        let amount_value = row.amount;
        let paid_value = row.price;
        let most_value = row.amount;
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
            group.amount.add(amount_value);
            if let Some(value) = paid_value {
                group.paid.add(value);
                group.paid_rows += 1;
            }
            group.large += i64::from((row.amount > 100i64));
            {
                let value = most_value;
                if match group.most {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.most = Some(value);
                }
            }
            group.rows += 1;
        } else {
            let mut partial = MinutesSlicesPartial {
                hash,
                time: row.time,
                key: MinutesSlicesKey {
                    shop: KeyText::new(row.shop, heap),
                },
                group: MinutesSlicesGroup {
                    n: 0,
                    amount: IntTotal::ZERO,
                    paid: DecimalTotal::ZERO,
                    paid_rows: 0,
                    large: 0,
                    most: None,
                    rows: 0,
                },
            };
            let group = &mut partial.group;
            group.n += 1;
            group.amount.add(amount_value);
            if let Some(value) = paid_value {
                group.paid.add(value);
                group.paid_rows += 1;
            }
            group.large += i64::from((row.amount > 100i64));
            {
                let value = most_value;
                if match group.most {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.most = Some(value);
                }
            }
            group.rows += 1;
            self.displace(hash, partial);
        }
    }
    /// A partial group takes its place; what stood there goes on.
    #[inline(never)]
    fn displace(&mut self, at: u64, partial: MinutesSlicesPartial) {
        if let Some(before) = self.combining.put(at, partial) {
            self.pass(&before);
        }
        if self.combining.is_heavy() {
            self.pass_all();
        }
    }
    /// Sends a partial group to the worker that owns its key.
    #[inline]
    fn pass(&mut self, partial: &MinutesSlicesPartial) {
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
                    |to| MinutesSlicesPartial {
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
        batch: &Batch<MinutesSlicesRowStored, MinutesSlicesPartial>,
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
        rows: &[MinutesSlicesRowStored],
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
        batch: &Batch<MinutesSlicesRowStored, MinutesSlicesPartial>,
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
    fn merge_ahead(&mut self, from: &Heap, partials: &[MinutesSlicesPartial]) {
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
    fn merge(&mut self, from: &Heap, hash: u64, partial: &MinutesSlicesPartial) {
        if !self.windows.place_shared(partial.time) {
            self.merge_late(from, hash, partial);
            return;
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
    /// A partial group whose slice is over, as `apply_late`.
    #[cold]
    #[inline(never)]
    fn merge_late(&mut self, from: &Heap, hash: u64, partial: &MinutesSlicesPartial) {
        let mark = self.windows.judged();
        self.minutes.windows.judge(mark);
        self.minutes.merge(from, hash, partial);
        self.minutes.thirds.windows.judge(mark);
        self.minutes.thirds.merge(from, hash, partial);
        self.minutes.thirds.hours.windows.judge(mark);
        self.minutes.thirds.hours.merge(from, hash, partial);
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: MinutesSlicesRow<'_>) {
        if !self.windows.place_shared(row.time) {
            self.apply_late(cx, hash, row);
            return;
        }
        let amount_value = row.amount;
        let paid_value = row.price;
        let most_value = row.amount;
        let group = {
            let sought_shop = KeyText::sought(row.shop);
            self.windows
                .entry(
                    hash,
                    |key, heap| key.shop.is(sought_shop, heap),
                    |heap| (
                        MinutesSlicesKey {
                            shop: KeyText::new(row.shop, heap),
                        },
                        MinutesSlicesGroup {
                            n: 0,
                            amount: IntTotal::ZERO,
                            paid: DecimalTotal::ZERO,
                            paid_rows: 0,
                            large: 0,
                            most: None,
                            rows: 0,
                        },
                    ),
                )
        };
        group.n += 1;
        group.amount.add(amount_value);
        if let Some(value) = paid_value {
            group.paid.add(value);
            group.paid_rows += 1;
        }
        group.large += i64::from((row.amount > 100i64));
        {
            let value = most_value;
            if match group.most {
                Some(old) => value.cmp(&old).is_gt(),
                None => true,
            } {
                group.most = Some(value);
            }
        }
        group.rows += 1;
    }
    /// A row whose slice is over: each step knows which of its windows it is in time for.
    #[cold]
    #[inline(never)]
    fn apply_late(&mut self, cx: Cx<'_>, hash: u64, row: MinutesSlicesRow<'_>) {
        let mark = self.windows.judged();
        self.minutes.windows.judge(mark);
        self.minutes.apply(cx, hash, row);
        self.minutes.thirds.windows.judge(mark);
        self.minutes.thirds.apply(cx, hash, row);
        self.minutes.thirds.hours.windows.judge(mark);
        self.minutes.thirds.hours.apply(cx, hash, row);
    }
    /// A control message of a channel: slices that it ends go ahead of it.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(watermark);
            }
        }
        self.windows.judge(self.marks.mark(channel));
        self.minutes.control(cx, channel, control);
        self.minutes.thirds.control(cx, channel, control);
        self.minutes.thirds.hours.control(cx, channel, control);
    }
    /// Gives the slices that the watermark completes to all steps.
    #[inline(never)]
    fn advance(&mut self, watermark: i64) {
        while let Some(slice) = self.windows.fire_whole(watermark) {
            self.minutes.windows.absorb_share(slice.start, &slice.table);
            self.minutes.thirds.windows.absorb_share(slice.start, &slice.table);
            self.minutes.thirds.hours.windows.absorb_share(slice.start, &slice.table);
            self.windows.recycle(slice);
        }
    }
}

///The state of a group of `minutes`.
#[derive(Clone, Copy)]
struct MinutesGroup {
    n: i64,
    amount: IntTotal,
}

impl Share<MinutesSlicesGroup> for MinutesGroup {
    #[inline]
    fn of(whole: &MinutesSlicesGroup) -> Self {
        let mut group = MinutesGroup {
            n: 0,
            amount: IntTotal::ZERO,
        };
        group.add(whole);
        group
    }
    #[inline]
    fn add(&mut self, from: &MinutesSlicesGroup) {
        self.n += from.n;
        self.amount.merge(&from.amount);
    }
}

///`minutes`: `aggregate by shop { n: count(), amount: sum(amount) }`
struct Minutes {
    marks: Marks,
    windows: Windows<MinutesSlicesKey, MinutesGroup>,
    minutes_counts: StepCounts,
    thirds: Thirds,
}

impl Minutes {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            marks: Marks::new(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 60000000,
                step: 60000000,
                offset: 0,
                lateness: 0,
            }),
            minutes_counts: StepCounts::default(),
            thirds: Thirds::new(shared, setup)?,
        })
    }
    /// A partial group that belongs here.
    #[inline]
    fn merge(&mut self, from: &Heap, hash: u64, partial: &MinutesSlicesPartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.minutes_counts.late += partial.group.n as u64;
            }
            Placed::Late => {
                self.minutes_counts.late += partial.group.n as u64;
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
                    (partial.key.carry(from, heap), Share::of(&partial.group))
                },
            );
        if !is_first {
            group.add(&partial.group);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: MinutesSlicesRow<'_>) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let amount_value = row.amount;
            let group = {
                let sought_shop = KeyText::sought(row.shop);
                self.windows
                    .entry(
                        hash,
                        |key, heap| key.shop.is(sought_shop, heap),
                        |heap| (
                            MinutesSlicesKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            MinutesGroup {
                                n: 0,
                                amount: IntTotal::ZERO,
                            },
                        ),
                    )
            };
            group.n += 1;
            group.amount.add(amount_value);
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &MinutesSlicesRow<'_>) {
        self.minutes_counts.late += 1;
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
                'row: {
                    let amount = match group.amount.result::<i64>() {
                        Ok(value) => value,
                        Err(error) => {
                            self.minutes_counts.errors += 1;
                            record_failed(
                                cx,
                                "minutes",
                                "minutes",
                                "",
                                error,
                                &[("shop", Shown::Text(key.shop.get(heap)))],
                            );
                            break 'row;
                        }
                    };
                    self.minutes_counts.rows_out += 1;
                    let shop = key.shop.get(heap);
                    let n = group.n;
                    self.thirds
                        .hours
                        .patient
                        .watched
                        .latest
                        .stdout
                        .row(
                            cx,
                            StdoutRow {
                                shop: shop,
                                n: n,
                                amount: amount,
                            },
                        );
                }
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///The state of a group of `thirds`.
#[derive(Clone, Copy)]
struct ThirdsGroup {
    amount: IntTotal,
    paid: DecimalTotal,
    paid_rows: i64,
    large: i64,
    rows: i64,
}

impl Group for ThirdsGroup {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        self.amount.merge(&from.amount);
        self.paid.merge(&from.paid);
        self.paid_rows += from.paid_rows;
        self.large += from.large;
        self.rows += from.rows;
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        ThirdsGroup {
            amount: self.amount,
            paid: self.paid,
            paid_rows: self.paid_rows,
            large: self.large,
            rows: self.rows,
        }
    }
}

impl Retract for ThirdsGroup {
    fn retract(&mut self, from: &Self) {
        self.amount.retract(&from.amount);
        self.paid.retract(&from.paid);
        self.paid_rows -= from.paid_rows;
        self.large -= from.large;
        self.rows -= from.rows;
    }
    #[inline(always)]
    fn is_void(&self) -> bool {
        self.rows == 0
    }
}

impl Share<MinutesSlicesGroup> for ThirdsGroup {
    #[inline]
    fn of(whole: &MinutesSlicesGroup) -> Self {
        let mut group = ThirdsGroup {
            amount: IntTotal::ZERO,
            paid: DecimalTotal::ZERO,
            paid_rows: 0,
            large: 0,
            rows: 0,
        };
        group.add(whole);
        group
    }
    #[inline]
    fn add(&mut self, from: &MinutesSlicesGroup) {
        self.amount.merge(&from.amount);
        self.paid.merge(&from.paid);
        self.paid_rows += from.paid_rows;
        self.large += from.large;
        self.rows += from.rows;
    }
}

///`thirds`: `aggregate by shop { sum: sum(amount), paid: sum(price), large: count() where amount > 100 }`
struct Thirds {
    marks: Marks,
    windows: Sliding<MinutesSlicesKey, ThirdsGroup>,
    thirds_counts: StepCounts,
    hours: Hours,
}

impl Thirds {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            marks: Marks::new(setup.workers),
            windows: Sliding::new(WindowSpec {
                size: 60000000,
                step: 20000000,
                offset: 0,
                lateness: 0,
            }),
            thirds_counts: StepCounts::default(),
            hours: Hours::new(shared, setup)?,
        })
    }
    /// A partial group that belongs here.
    #[inline]
    fn merge(&mut self, from: &Heap, hash: u64, partial: &MinutesSlicesPartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.thirds_counts.late += partial.group.n as u64;
            }
            Placed::Late => {
                self.thirds_counts.late += partial.group.n as u64;
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
                    (partial.key.carry(from, heap), Share::of(&partial.group))
                },
            );
        if !is_first {
            group.add(&partial.group);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: MinutesSlicesRow<'_>) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let amount_value = row.amount;
            let paid_value = row.price;
            let group = {
                let sought_shop = KeyText::sought(row.shop);
                self.windows
                    .entry(
                        hash,
                        |key, heap| key.shop.is(sought_shop, heap),
                        |heap| (
                            MinutesSlicesKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            ThirdsGroup {
                                amount: IntTotal::ZERO,
                                paid: DecimalTotal::ZERO,
                                paid_rows: 0,
                                large: 0,
                                rows: 0,
                            },
                        ),
                    )
            };
            group.amount.add(amount_value);
            if let Some(value) = paid_value {
                group.paid.add(value);
                group.paid_rows += 1;
            }
            group.large += i64::from((row.amount > 100i64));
            group.rows += 1;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &MinutesSlicesRow<'_>) {
        self.thirds_counts.late += 1;
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
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                if group.is_void() {
                    continue;
                }
                'row: {
                    let sum = match group.amount.result::<i64>() {
                        Ok(value) => value,
                        Err(error) => {
                            self.thirds_counts.errors += 1;
                            record_failed(
                                cx,
                                "thirds",
                                "thirds",
                                "",
                                error,
                                &[("shop", Shown::Text(key.shop.get(heap)))],
                            );
                            break 'row;
                        }
                    };
                    let paid = match if group.paid_rows > 0 {
                        group.paid.result().map(Some)
                    } else {
                        Ok(None)
                    } {
                        Ok(value) => value,
                        Err(error) => {
                            self.thirds_counts.errors += 1;
                            record_failed(
                                cx,
                                "thirds",
                                "thirds",
                                "",
                                error,
                                &[("shop", Shown::Text(key.shop.get(heap)))],
                            );
                            break 'row;
                        }
                    };
                    self.thirds_counts.rows_out += 1;
                    let shop = key.shop.get(heap);
                    let large = group.large;
                    self.hours
                        .patient
                        .watched
                        .latest
                        .stdout
                        .stdout_2
                        .row(
                            cx,
                            Stdout2Row {
                                shop: shop,
                                sum: sum,
                                paid: paid,
                                large: large,
                            },
                        );
                }
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///The state of a group of `hours`.
#[derive(Clone, Copy)]
struct HoursGroup {
    n: i64,
    paid: DecimalTotal,
    paid_rows: i64,
    most: Option<i64>,
}

impl Share<MinutesSlicesGroup> for HoursGroup {
    #[inline]
    fn of(whole: &MinutesSlicesGroup) -> Self {
        let mut group = HoursGroup {
            n: 0,
            paid: DecimalTotal::ZERO,
            paid_rows: 0,
            most: None,
        };
        group.add(whole);
        group
    }
    #[inline]
    fn add(&mut self, from: &MinutesSlicesGroup) {
        self.n += from.n;
        self.paid.merge(&from.paid);
        self.paid_rows += from.paid_rows;
        if let Some(new) = from.most {
            if match self.most {
                Some(old) => new.cmp(&old).is_gt(),
                None => true,
            } {
                self.most = Some(new);
            }
        }
    }
}

///`hours`: `aggregate by shop { rows: count(), paid: sum(price), most: max(amount) }`
struct Hours {
    marks: Marks,
    windows: Windows<MinutesSlicesKey, HoursGroup>,
    hours_counts: StepCounts,
    patient: Patient,
}

impl Hours {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            marks: Marks::new(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 3600000000,
                step: 3600000000,
                offset: 600000000,
                lateness: 0,
            }),
            hours_counts: StepCounts::default(),
            patient: Patient::new(shared, setup)?,
        })
    }
    /// A partial group that belongs here.
    #[inline]
    fn merge(&mut self, from: &Heap, hash: u64, partial: &MinutesSlicesPartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.hours_counts.late += partial.group.n as u64;
            }
            Placed::Late => {
                self.hours_counts.late += partial.group.n as u64;
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
                    (partial.key.carry(from, heap), Share::of(&partial.group))
                },
            );
        if !is_first {
            group.add(&partial.group);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: MinutesSlicesRow<'_>) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let paid_value = row.price;
            let most_value = row.amount;
            let group = {
                let sought_shop = KeyText::sought(row.shop);
                self.windows
                    .entry(
                        hash,
                        |key, heap| key.shop.is(sought_shop, heap),
                        |heap| (
                            MinutesSlicesKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            HoursGroup {
                                n: 0,
                                paid: DecimalTotal::ZERO,
                                paid_rows: 0,
                                most: None,
                            },
                        ),
                    )
            };
            group.n += 1;
            if let Some(value) = paid_value {
                group.paid.add(value);
                group.paid_rows += 1;
            }
            {
                let value = most_value;
                if match group.most {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.most = Some(value);
                }
            }
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &MinutesSlicesRow<'_>) {
        self.hours_counts.late += 1;
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
                'row: {
                    let paid = match if group.paid_rows > 0 {
                        group.paid.result().map(Some)
                    } else {
                        Ok(None)
                    } {
                        Ok(value) => value,
                        Err(error) => {
                            self.hours_counts.errors += 1;
                            record_failed(
                                cx,
                                "hours",
                                "hours",
                                "",
                                error,
                                &[("shop", Shown::Text(key.shop.get(heap)))],
                            );
                            break 'row;
                        }
                    };
                    self.hours_counts.rows_out += 1;
                    let shop = key.shop.get(heap);
                    let rows_2 = group.n;
                    let most = match group.most {
                        Some(value) => value,
                        None => group_without_rows(),
                    };
                    self.patient
                        .watched
                        .latest
                        .stdout
                        .stdout_2
                        .stdout_3
                        .row(
                            cx,
                            Stdout3Row {
                                shop: shop,
                                rows: rows_2,
                                paid: paid,
                                most: most,
                            },
                        );
                }
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `patient`.
#[derive(Clone, Copy)]
struct PatientRow<'a> {
    shop: &'a str,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct PatientRowStored {
    hash: u64,
    shop: Text,
    time: i64,
}

impl PatientRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> PatientRowStored {
        PatientRowStored {
            hash,
            shop: heap.put(self.shop),
            time: self.time,
        }
    }
}

impl PatientRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> PatientRow<'a> {
        PatientRow {
            shop: heap.get(self.shop),
            time: self.time,
        }
    }
}

///What `patient` groups by.
#[derive(Clone, Copy)]
struct PatientKey {
    shop: KeyText,
}

impl TableKey for PatientKey {
    type Hash = u64;
}

///The state of a group of `patient`.
#[derive(Clone, Copy)]
struct PatientGroup {
    n: i64,
}

impl Key for PatientKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.shop.same(heap, &other.shop, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        PatientKey {
            shop: self.shop.carry(from, to),
        }
    }
}

/// What rows of a key and a slice of time add to its group; `time` is in that slice.
#[derive(Clone, Copy)]
struct PatientPartial {
    hash: u64,
    time: i64,
    key: PatientKey,
    group: PatientGroup,
}

impl PatientGroup {
    /// Adds what was combined.
    #[inline]
    fn add(&mut self, from: &Self) {
        self.n += from.n;
    }
}

///`patient`: `aggregate by shop { n: count() }`
struct Patient {
    exchange: Exchange<PatientRowStored, PatientPartial>,
    combining: Combining<PatientPartial>,
    marks: Marks,
    windows: Windows<PatientKey, PatientGroup>,
    patient_counts: StepCounts,
    watched: Watched,
}

impl Patient {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(1usize),
            combining: Combining::new(
                WindowSpec {
                    size: 60000000,
                    step: 60000000,
                    offset: 0,
                    lateness: 10000000,
                },
                setup.workers,
            ),
            marks: Marks::new(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 60000000,
                step: 60000000,
                offset: 0,
                lateness: 10000000,
            }),
            patient_counts: StepCounts::default(),
            watched: Watched::new(shared, setup)?,
        })
    }
    /// A row from the node before.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: PatientRow<'_>) {
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
            let mut partial = PatientPartial {
                hash,
                time: row.time,
                key: PatientKey {
                    shop: KeyText::new(row.shop, heap),
                },
                group: PatientGroup { n: 0 },
            };
            let group = &mut partial.group;
            group.n += 1;
            self.displace(hash, partial);
        }
    }
    /// A partial group takes its place; what stood there goes on.
    #[inline(never)]
    fn displace(&mut self, at: u64, partial: PatientPartial) {
        if let Some(before) = self.combining.put(at, partial) {
            self.pass(&before);
        }
        if self.combining.is_heavy() {
            self.pass_all();
        }
    }
    /// Sends a partial group to the worker that owns its key.
    #[inline]
    fn pass(&mut self, partial: &PatientPartial) {
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
                    |to| PatientPartial {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<PatientRowStored, PatientPartial>) {
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
        rows: &[PatientRowStored],
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
    fn groups(&mut self, cx: Cx<'_>, batch: &Batch<PatientRowStored, PatientPartial>) {
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
    fn merge_ahead(&mut self, from: &Heap, partials: &[PatientPartial]) {
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
    fn merge(&mut self, from: &Heap, hash: u64, partial: &PatientPartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.patient_counts.late += partial.group.n as u64;
            }
            Placed::Late => {
                self.patient_counts.late += partial.group.n as u64;
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: PatientRow<'_>) {
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
                            PatientKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            PatientGroup { n: 0 },
                        ),
                    )
            };
            group.n += 1;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &PatientRow<'_>) {
        self.patient_counts.late += 1;
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
                self.patient_counts.rows_out += 1;
                let shop = key.shop.get(heap);
                let n = group.n;
                self.watched
                    .latest
                    .stdout
                    .stdout_2
                    .stdout_3
                    .stdout_4
                    .row(cx, Stdout4Row { shop: shop, n: n });
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `watched`.
#[derive(Clone, Copy)]
struct WatchedRow<'a> {
    shop: &'a str,
    amount: i64,
    price: Option<i128>,
    at: i64,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct WatchedRowStored {
    hash: u64,
    shop: Text,
    amount: i64,
    price: Option<i128>,
    at: i64,
    time: i64,
}

impl WatchedRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> WatchedRowStored {
        WatchedRowStored {
            hash,
            shop: heap.put(self.shop),
            amount: self.amount,
            price: self.price,
            at: self.at,
            time: self.time,
        }
    }
}

impl WatchedRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> WatchedRow<'a> {
        WatchedRow {
            shop: heap.get(self.shop),
            amount: self.amount,
            price: self.price,
            at: self.at,
            time: self.time,
        }
    }
}

///What `watched` groups by.
#[derive(Clone, Copy)]
struct WatchedKey {
    shop: KeyText,
}

impl TableKey for WatchedKey {
    type Hash = u64;
}

///The state of a group of `watched`.
#[derive(Clone, Copy)]
struct WatchedGroup {
    n: i64,
}

///`watched`: `aggregate by shop { n: count() }`
struct Watched {
    exchange: Exchange<WatchedRowStored>,
    marks: Marks,
    windows: Windows<WatchedKey, WatchedGroup>,
    watched_counts: StepCounts,
    latest: Latest,
}

impl Watched {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(2usize),
            marks: Marks::new(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 60000000,
                step: 60000000,
                offset: 0,
                lateness: 0,
            }),
            watched_counts: StepCounts::default(),
            latest: Latest::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: WatchedRow<'_>) {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<WatchedRowStored>) {
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
        rows: &[WatchedRowStored],
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
    fn waiting<'s, 'r>(&self, cx: Cx<'s>) -> Waiting<'s, WatchedRow<'r>> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.windows.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, WatchedRow<'_>>) {
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: WatchedRow<'_>) {
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
                            WatchedKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            WatchedGroup { n: 0 },
                        ),
                    )
            };
            group.n += 1;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &WatchedRow<'_>) {
        self.watched_counts.late += 1;
        'late_1: {
            self.latest
                .stdout
                .stdout_2
                .stdout_3
                .stdout_4
                .stdout_5
                .stdout_6
                .row(
                    cx,
                    Stdout6Row {
                        shop: row.shop,
                        amount: row.amount,
                        price: row.price,
                        at: row.at,
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
                self.watched_counts.rows_out += 1;
                let shop = key.shop.get(heap);
                let n = group.n;
                self.latest
                    .stdout
                    .stdout_2
                    .stdout_3
                    .stdout_4
                    .stdout_5
                    .row(cx, Stdout5Row { shop: shop, n: n });
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `latest`.
#[derive(Clone, Copy)]
struct LatestRow<'a> {
    shop: &'a str,
    amount: i64,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct LatestRowStored {
    hash: u64,
    shop: Text,
    amount: i64,
    time: i64,
}

impl LatestRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> LatestRowStored {
        LatestRowStored {
            hash,
            shop: heap.put(self.shop),
            amount: self.amount,
            time: self.time,
        }
    }
}

impl LatestRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> LatestRow<'a> {
        LatestRow {
            shop: heap.get(self.shop),
            amount: self.amount,
            time: self.time,
        }
    }
}

///What `latest` groups by.
#[derive(Clone, Copy)]
struct LatestKey {
    shop: KeyText,
}

impl TableKey for LatestKey {
    type Hash = u64;
}

///The state of a group of `latest`.
#[derive(Clone, Copy)]
struct LatestGroup {
    amount: Option<i64>,
}

///`latest`: `aggregate by shop { amount: last(amount) }`
struct Latest {
    exchange: Exchange<LatestRowStored>,
    marks: Marks,
    windows: Windows<LatestKey, LatestGroup>,
    latest_counts: StepCounts,
    stdout: Stdout,
}

impl Latest {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(3usize),
            marks: Marks::in_order(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 60000000,
                step: 60000000,
                offset: 0,
                lateness: 0,
            }),
            latest_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: LatestRow<'_>) {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<LatestRowStored>) {
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
        rows: &[LatestRowStored],
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
    fn waiting<'s, 'r>(&self, cx: Cx<'s>) -> Waiting<'s, LatestRow<'r>> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.windows.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, LatestRow<'_>>) {
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: LatestRow<'_>) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let amount_value = row.amount;
            let group = {
                let sought_shop = KeyText::sought(row.shop);
                self.windows
                    .entry(
                        hash,
                        |key, heap| key.shop.is(sought_shop, heap),
                        |heap| (
                            LatestKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            LatestGroup { amount: None },
                        ),
                    )
            };
            {
                let value = amount_value;
                if true {
                    group.amount = Some(value);
                }
            }
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &LatestRow<'_>) {
        self.latest_counts.late += 1;
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
                self.latest_counts.rows_out += 1;
                let shop = key.shop.get(heap);
                let amount = match group.amount {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                self.stdout
                    .stdout_2
                    .stdout_3
                    .stdout_4
                    .stdout_5
                    .stdout_6
                    .stdout_7
                    .row(
                        cx,
                        Stdout7Row {
                            shop: shop,
                            amount: amount,
                        },
                    );
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
    amount: i64,
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
    stdout_2: Stdout2,
}

impl Stdout {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout.writer(),
            stdout_2: Stdout2::new(shared, setup)?,
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
                buffer.extend_from_slice(b",\"amount\":");
                weir_json::put_i64(buffer, row.amount);
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

///A row on its way into `stdout.2`.
#[derive(Clone, Copy)]
struct Stdout2Row<'a> {
    shop: &'a str,
    sum: i64,
    paid: Option<i128>,
    large: i64,
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
}

/// One worker's way into the sink.
enum Stdout2Writer {
    Arm0(weir_stdout::Writer),
}

///`stdout.2`: `into stdout { format: json }`
struct Stdout2 {
    writer: Stdout2Writer,
    stdout_3: Stdout3,
}

impl Stdout2 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout_2.writer(),
            stdout_3: Stdout3::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: Stdout2Row<'_>) {
        match &mut self.writer {
            Stdout2Writer::Arm0(writer) => {
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"shop\":");
                weir_json::put_str(buffer, row.shop);
                buffer.extend_from_slice(b",\"sum\":");
                weir_json::put_i64(buffer, row.sum);
                buffer.extend_from_slice(b",\"paid\":");
                if let Some(value) = row.paid {
                    weir_json::put_decimal(buffer, value, 2u8);
                } else {
                    buffer.extend_from_slice(b"null");
                }
                buffer.extend_from_slice(b",\"large\":");
                weir_json::put_i64(buffer, row.large);
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

///A row on its way into `stdout.3`.
#[derive(Clone, Copy)]
struct Stdout3Row<'a> {
    shop: &'a str,
    rows: i64,
    paid: Option<i128>,
    most: i64,
}

/// What all workers share of the sink.
enum Stdout3Shared {
    Arm0(weir_stdout::Sink),
}

impl Stdout3Shared {
    fn writer(&self) -> Stdout3Writer {
        match self {
            Stdout3Shared::Arm0(sink) => Stdout3Writer::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            Stdout3Shared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum Stdout3Writer {
    Arm0(weir_stdout::Writer),
}

///`stdout.3`: `into stdout { format: json }`
struct Stdout3 {
    writer: Stdout3Writer,
    stdout_4: Stdout4,
}

impl Stdout3 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout_3.writer(),
            stdout_4: Stdout4::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: Stdout3Row<'_>) {
        match &mut self.writer {
            Stdout3Writer::Arm0(writer) => {
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"shop\":");
                weir_json::put_str(buffer, row.shop);
                buffer.extend_from_slice(b",\"rows\":");
                weir_json::put_i64(buffer, row.rows);
                buffer.extend_from_slice(b",\"paid\":");
                if let Some(value) = row.paid {
                    weir_json::put_decimal(buffer, value, 2u8);
                } else {
                    buffer.extend_from_slice(b"null");
                }
                buffer.extend_from_slice(b",\"most\":");
                weir_json::put_i64(buffer, row.most);
                buffer.extend_from_slice(b"}\n");
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            Stdout3Writer::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            Stdout3Writer::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `stdout.4`.
#[derive(Clone, Copy)]
struct Stdout4Row<'a> {
    shop: &'a str,
    n: i64,
}

/// What all workers share of the sink.
enum Stdout4Shared {
    Arm0(weir_stdout::Sink),
}

impl Stdout4Shared {
    fn writer(&self) -> Stdout4Writer {
        match self {
            Stdout4Shared::Arm0(sink) => Stdout4Writer::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            Stdout4Shared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum Stdout4Writer {
    Arm0(weir_stdout::Writer),
}

///`stdout.4`: `into stdout { format: json }`
struct Stdout4 {
    writer: Stdout4Writer,
    stdout_5: Stdout5,
}

impl Stdout4 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout_4.writer(),
            stdout_5: Stdout5::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: Stdout4Row<'_>) {
        match &mut self.writer {
            Stdout4Writer::Arm0(writer) => {
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
            Stdout4Writer::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            Stdout4Writer::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `stdout.5`.
#[derive(Clone, Copy)]
struct Stdout5Row<'a> {
    shop: &'a str,
    n: i64,
}

/// What all workers share of the sink.
enum Stdout5Shared {
    Arm0(weir_stdout::Sink),
}

impl Stdout5Shared {
    fn writer(&self) -> Stdout5Writer {
        match self {
            Stdout5Shared::Arm0(sink) => Stdout5Writer::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            Stdout5Shared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum Stdout5Writer {
    Arm0(weir_stdout::Writer),
}

///`stdout.5`: `into stdout { format: json }`
struct Stdout5 {
    writer: Stdout5Writer,
    stdout_6: Stdout6,
}

impl Stdout5 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout_5.writer(),
            stdout_6: Stdout6::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: Stdout5Row<'_>) {
        match &mut self.writer {
            Stdout5Writer::Arm0(writer) => {
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
            Stdout5Writer::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            Stdout5Writer::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `stdout.6`.
#[derive(Clone, Copy)]
struct Stdout6Row<'a> {
    shop: &'a str,
    amount: i64,
    price: Option<i128>,
    at: i64,
}

/// What all workers share of the sink.
enum Stdout6Shared {
    Arm0(weir_stdout::Sink),
}

impl Stdout6Shared {
    fn writer(&self) -> Stdout6Writer {
        match self {
            Stdout6Shared::Arm0(sink) => Stdout6Writer::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            Stdout6Shared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum Stdout6Writer {
    Arm0(weir_stdout::Writer),
}

///`stdout.6`: `into stdout { format: json }`
struct Stdout6 {
    writer: Stdout6Writer,
    stdout_7: Stdout7,
}

impl Stdout6 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout_6.writer(),
            stdout_7: Stdout7::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: Stdout6Row<'_>) {
        match &mut self.writer {
            Stdout6Writer::Arm0(writer) => {
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"shop\":");
                weir_json::put_str(buffer, row.shop);
                buffer.extend_from_slice(b",\"amount\":");
                weir_json::put_i64(buffer, row.amount);
                buffer.extend_from_slice(b",\"price\":");
                if let Some(value) = row.price {
                    weir_json::put_decimal(buffer, value, 2u8);
                } else {
                    buffer.extend_from_slice(b"null");
                }
                buffer.extend_from_slice(b",\"at\":");
                weir_json::put_timestamp(
                    buffer,
                    row.at,
                    weir_json::TimestampFormat::Iso,
                );
                buffer.extend_from_slice(b"}\n");
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            Stdout6Writer::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            Stdout6Writer::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `stdout.7`.
#[derive(Clone, Copy)]
struct Stdout7Row<'a> {
    shop: &'a str,
    amount: i64,
}

/// What all workers share of the sink.
enum Stdout7Shared {
    Arm0(weir_stdout::Sink),
}

impl Stdout7Shared {
    fn writer(&self) -> Stdout7Writer {
        match self {
            Stdout7Shared::Arm0(sink) => Stdout7Writer::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            Stdout7Shared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum Stdout7Writer {
    Arm0(weir_stdout::Writer),
}

///`stdout.7`: `into stdout { format: json }`
struct Stdout7 {
    writer: Stdout7Writer,
}

impl Stdout7 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout_7.writer(),
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: Stdout7Row<'_>) {
        match &mut self.writer {
            Stdout7Writer::Arm0(writer) => {
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"shop\":");
                weir_json::put_str(buffer, row.shop);
                buffer.extend_from_slice(b",\"amount\":");
                weir_json::put_i64(buffer, row.amount);
                buffer.extend_from_slice(b"}\n");
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            Stdout7Writer::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            Stdout7Writer::Arm0(writer) => writer.counts(),
        }
    }
}
