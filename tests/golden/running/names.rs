//! `names`, compiled from names.weir by weir 0.1.0.
//!
//! Aggregates whose names generated code has for itself.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "names",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["input"],
    sinks: &[
        "stdout",
        "blackhole",
        "blackhole.2",
        "blackhole.3",
        "blackhole.4",
        "blackhole.5",
        "blackhole.6",
    ],
    steps: &["mixed", "gathered", "sliding", "combined", "whole", "kept", "row"],
    late_dropped: &[2usize, 3usize, 4usize],
};
fn main() -> ExitCode {
    weir_runtime::main::<Program>(&DESCRIPTION)
}

/// The pipeline's parameters, fixed when the job starts.
struct Params {}
/// What all workers share.
struct Shared {
    params: &'static Params,
    input: InputStepShared,
    stdout: StdoutShared,
    blackhole: BlackholeShared,
    blackhole_2: Blackhole2Shared,
    blackhole_3: Blackhole3Shared,
    blackhole_4: Blackhole4Shared,
    blackhole_5: Blackhole5Shared,
    blackhole_6: Blackhole6Shared,
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
        let input = InputStepShared::Arm0(InputStepArm0Shared {
            splits: set_by(
                    "option `path`",
                    weir_file::Splits::open(
                        setup,
                        0usize,
                        "rows.csv",
                        weir_file::Framing::Csv {
                            separator: b',',
                            header: true,
                        },
                    ),
                )?
                .in_sequence(setup),
            lag: 1000000i64,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        let blackhole = BlackholeShared::Arm0(
            weir_blackhole::Sink::create(setup, 1usize)?,
        );
        let blackhole_2 = Blackhole2Shared::Arm0(
            weir_blackhole::Sink::create(setup, 2usize)?,
        );
        let blackhole_3 = Blackhole3Shared::Arm0(
            weir_blackhole::Sink::create(setup, 3usize)?,
        );
        let blackhole_4 = Blackhole4Shared::Arm0(
            weir_blackhole::Sink::create(setup, 4usize)?,
        );
        let blackhole_5 = Blackhole5Shared::Arm0(
            weir_blackhole::Sink::create(setup, 5usize)?,
        );
        let blackhole_6 = Blackhole6Shared::Arm0(
            weir_blackhole::Sink::create(setup, 6usize)?,
        );
        Ok(Shared {
            input,
            stdout,
            blackhole,
            blackhole_2,
            blackhole_3,
            blackhole_4,
            blackhole_5,
            blackhole_6,
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
                shared.blackhole.output(),
                shared.blackhole_2.output(),
                shared.blackhole_3.output(),
                shared.blackhole_4.output(),
                shared.blackhole_5.output(),
                shared.blackhole_6.output(),
            ],
        )
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(
            &[
                shared.stdout.output(),
                shared.blackhole.output(),
                shared.blackhole_2.output(),
                shared.blackhole_3.output(),
                shared.blackhole_4.output(),
                shared.blackhole_5.output(),
                shared.blackhole_6.output(),
            ],
        );
    }
}

/// One worker's share of the job: what it reads, and the nodes, each inside the one before it.
struct Subtask {
    input_input: InputStepInput,
    input: InputStep,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            input_input: InputStepInput::new(&shared.input, shared.params, setup)?,
            input: InputStep::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.input.start(cx, &mut self.input_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        while !(cx.failed()) {
            let Some(batch) = self
                .input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .exchange
                .receive() else { break };
            self.input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .batch(cx, &batch);
            self.input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self
                .input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .exchange
                .receive() else { break };
            self.input.mixed.gathered_step.sliding.combined.whole.kept.batch(cx, &batch);
            self.input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self
                .input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .exchange
                .receive() else { break };
            self.input.mixed.gathered_step.sliding.combined.whole.batch(cx, &batch);
            self.input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self
                .input
                .mixed
                .gathered_step
                .sliding
                .combined
                .exchange
                .receive() else { break };
            self.input.mixed.gathered_step.sliding.combined.batch(cx, &batch);
            self.input.mixed.gathered_step.sliding.combined.exchange.recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self.input.mixed.gathered_step.sliding.exchange.receive()
            else { break };
            self.input.mixed.gathered_step.sliding.batch(cx, &batch);
            self.input.mixed.gathered_step.sliding.exchange.recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self.input.mixed.gathered_step.exchange.receive() else {
                break
            };
            self.input.mixed.gathered_step.batch(cx, &batch);
            self.input.mixed.gathered_step.exchange.recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self.input.mixed.exchange.receive() else { break };
            self.input.mixed.batch(cx, &batch);
            self.input.mixed.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started()
            && !self
                .input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .exchange
                .blocked()
            && !self
                .input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .exchange
                .blocked()
            && !self.input.mixed.gathered_step.sliding.combined.whole.exchange.blocked()
            && !self.input.mixed.gathered_step.sliding.combined.exchange.blocked()
            && !self.input.mixed.gathered_step.sliding.exchange.blocked()
            && !self.input.mixed.gathered_step.exchange.blocked()
            && !self.input.mixed.exchange.blocked()
        {
            rounds.add(self.input.poll(cx, &mut self.input_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .stdout
                .flush(cx);
            self.input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .stdout
                .blackhole
                .flush(cx);
            self.input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .stdout
                .blackhole
                .blackhole_2
                .flush(cx);
            self.input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .stdout
                .blackhole
                .blackhole_2
                .blackhole_3
                .flush(cx);
            self.input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .stdout
                .blackhole
                .blackhole_2
                .blackhole_3
                .blackhole_4
                .flush(cx);
            self.input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .stdout
                .blackhole
                .blackhole_2
                .blackhole_3
                .blackhole_4
                .blackhole_5
                .flush(cx);
            self.input
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .stdout
                .blackhole
                .blackhole_2
                .blackhole_3
                .blackhole_4
                .blackhole_5
                .blackhole_6
                .flush(cx);
        }
        self.input
            .mixed
            .gathered_step
            .sliding
            .combined
            .whole
            .kept
            .row_
            .exchange
            .end_round(&mut rounds);
        self.input
            .mixed
            .gathered_step
            .sliding
            .combined
            .whole
            .kept
            .exchange
            .end_round(&mut rounds);
        self.input
            .mixed
            .gathered_step
            .sliding
            .combined
            .whole
            .exchange
            .end_round(&mut rounds);
        if self.input.mixed.gathered_step.sliding.combined.windows.is_large() {
            self.input.mixed.gathered_step.sliding.combined.exchange.stage();
        }
        self.input.mixed.gathered_step.sliding.combined.exchange.end_round(&mut rounds);
        self.input.mixed.gathered_step.sliding.exchange.end_round(&mut rounds);
        self.input.mixed.gathered_step.end_gathering(cx, rounds.dry());
        self.input.mixed.gathered_step.exchange.end_round(&mut rounds);
        self.input.mixed.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.input_input.stats(0usize, stats);
        let (rows, bytes) = self
            .input
            .mixed
            .gathered_step
            .sliding
            .combined
            .whole
            .kept
            .row_
            .stdout
            .counts();
        stats.sink(0usize, rows, bytes, 0);
        let (rows, bytes) = self
            .input
            .mixed
            .gathered_step
            .sliding
            .combined
            .whole
            .kept
            .row_
            .stdout
            .blackhole
            .counts();
        stats.sink(1usize, rows, bytes, 0);
        let (rows, bytes) = self
            .input
            .mixed
            .gathered_step
            .sliding
            .combined
            .whole
            .kept
            .row_
            .stdout
            .blackhole
            .blackhole_2
            .counts();
        stats.sink(2usize, rows, bytes, 0);
        let (rows, bytes) = self
            .input
            .mixed
            .gathered_step
            .sliding
            .combined
            .whole
            .kept
            .row_
            .stdout
            .blackhole
            .blackhole_2
            .blackhole_3
            .counts();
        stats.sink(3usize, rows, bytes, 0);
        let (rows, bytes) = self
            .input
            .mixed
            .gathered_step
            .sliding
            .combined
            .whole
            .kept
            .row_
            .stdout
            .blackhole
            .blackhole_2
            .blackhole_3
            .blackhole_4
            .counts();
        stats.sink(4usize, rows, bytes, 0);
        let (rows, bytes) = self
            .input
            .mixed
            .gathered_step
            .sliding
            .combined
            .whole
            .kept
            .row_
            .stdout
            .blackhole
            .blackhole_2
            .blackhole_3
            .blackhole_4
            .blackhole_5
            .counts();
        stats.sink(5usize, rows, bytes, 0);
        let (rows, bytes) = self
            .input
            .mixed
            .gathered_step
            .sliding
            .combined
            .whole
            .kept
            .row_
            .stdout
            .blackhole
            .blackhole_2
            .blackhole_3
            .blackhole_4
            .blackhole_5
            .blackhole_6
            .counts();
        stats.sink(6usize, rows, bytes, 0);
        stats.step(0usize, self.input.mixed_counts);
        stats.step(1usize, self.input.gathered_counts);
        stats.step(2usize, self.input.sliding_counts);
        stats.step(3usize, self.input.combined_counts);
        stats.step(4usize, self.input.whole_counts);
        stats.step(5usize, self.input.kept_counts);
        stats.step(6usize, self.input.row_counts);
        stats.step(0usize, self.input.mixed.mixed_counts);
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.input.mixed.table.size_bytes() as u64,
                    keys: self.input.mixed.table.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats.step(1usize, self.input.mixed.gathered_step.gathered_counts);
        stats
            .step(
                1usize,
                StepCounts {
                    state_bytes: self.input.mixed.gathered_step.table.size_bytes()
                        as u64,
                    keys: self.input.mixed.gathered_step.table.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats.step(2usize, self.input.mixed.gathered_step.sliding.sliding_counts);
        stats.watermark(self.input.mixed.gathered_step.sliding.marks.least());
        stats
            .step(
                2usize,
                StepCounts {
                    state_bytes: self
                        .input
                        .mixed
                        .gathered_step
                        .sliding
                        .windows
                        .size_bytes() as u64,
                    keys: self.input.mixed.gathered_step.sliding.windows.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                3usize,
                self.input.mixed.gathered_step.sliding.combined.combined_counts,
            );
        stats.watermark(self.input.mixed.gathered_step.sliding.combined.marks.least());
        stats
            .step(
                3usize,
                StepCounts {
                    state_bytes: self
                        .input
                        .mixed
                        .gathered_step
                        .sliding
                        .combined
                        .windows
                        .size_bytes() as u64,
                    keys: self.input.mixed.gathered_step.sliding.combined.windows.len()
                        as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                4usize,
                self.input.mixed.gathered_step.sliding.combined.whole.whole_counts,
            );
        stats
            .watermark(
                self.input.mixed.gathered_step.sliding.combined.whole.marks.least(),
            );
        stats
            .step(
                4usize,
                StepCounts {
                    state_bytes: self
                        .input
                        .mixed
                        .gathered_step
                        .sliding
                        .combined
                        .whole
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .input
                        .mixed
                        .gathered_step
                        .sliding
                        .combined
                        .whole
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                5usize,
                self.input.mixed.gathered_step.sliding.combined.whole.kept.kept_counts,
            );
        stats
            .step(
                5usize,
                StepCounts {
                    state_bytes: self
                        .input
                        .mixed
                        .gathered_step
                        .sliding
                        .combined
                        .whole
                        .kept
                        .table
                        .size_bytes() as u64,
                    keys: self
                        .input
                        .mixed
                        .gathered_step
                        .sliding
                        .combined
                        .whole
                        .kept
                        .table
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                6usize,
                self
                    .input
                    .mixed
                    .gathered_step
                    .sliding
                    .combined
                    .whole
                    .kept
                    .row_
                    .row_counts,
            );
        stats
            .step(
                6usize,
                StepCounts {
                    state_bytes: self
                        .input
                        .mixed
                        .gathered_step
                        .sliding
                        .combined
                        .whole
                        .kept
                        .row_
                        .table
                        .size_bytes() as u64,
                    keys: self
                        .input
                        .mixed
                        .gathered_step
                        .sliding
                        .combined
                        .whole
                        .kept
                        .row_
                        .table
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
    }
}

struct InputStepArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct InputStepArm0 {
    reader: weir_file::Reader,
    columns: Vec<Option<weir_csv::Columns>>,
    clocks: SplitClocks,
}

impl InputStepArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &InputStepArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let reader = shared.splits.reader_in_order(setup.me);
        let clocks = SplitClocks::new(
            reader.splits(),
            shared.lag,
            &[
                Lattice { step: 2000000, phase: 0 },
                Lattice {
                    step: 10000000,
                    phase: 0,
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
        weir_csv::int::<i64>(raw[0]).is_ok() && weir_csv::int::<i64>(raw[1]).is_ok()
            && (weir_csv::is_null(raw[2], "") || weir_csv::f64(raw[2]).is_ok())
            && weir_csv::timestamp(raw[3], weir_csv::TimestampFormat::Sql).is_ok()
    }
}

/// What all workers share of the source.
enum InputStepShared {
    Arm0(InputStepArm0Shared),
}

/// What one worker reads.
struct InputStepInput {
    arm: InputStepArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum InputStepArm {
    Arm0(InputStepArm0),
}

impl InputStepInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &InputStepShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            InputStepShared::Arm0(shared) => {
                InputStepArm::Arm0(InputStepArm0::new(shared, params, setup)?)
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

///`input`: `input`
struct InputStep {
    mixed_counts: StepCounts,
    gathered_counts: StepCounts,
    sliding_counts: StepCounts,
    combined_counts: StepCounts,
    whole_counts: StepCounts,
    kept_counts: StepCounts,
    row_counts: StepCounts,
    mixed: Mixed,
}

impl InputStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            mixed_counts: StepCounts::default(),
            gathered_counts: StepCounts::default(),
            sliding_counts: StepCounts::default(),
            combined_counts: StepCounts::default(),
            whole_counts: StepCounts::default(),
            kept_counts: StepCounts::default(),
            row_counts: StepCounts::default(),
            mixed: Mixed::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut InputStepArm0,
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
                    &["k", "hash", "weight", "at"],
                ) {
                    Ok(columns) => arm.columns[header.split] = Some(columns),
                    Err(error) => {
                        cx.fail(error.step("input"));
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
                    clock.takes(*time, || InputStepArm0::is_readable(&raw, cx))
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
            let mut waiting_mixed = self.mixed.waiting(cx);
            let mut waiting_gathered_step = self.mixed.gathered_step.waiting(cx);
            let mut waiting_sliding = self.mixed.gathered_step.sliding.waiting(cx);
            let mut waiting_kept = self
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .waiting(cx);
            let mut waiting_row = self
                .mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .waiting(cx);
            for row in ahead.rows() {
                *rows += 1;
                'row: {
                    let raw = match row.decoded {
                        Ok(raw) => raw,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
                            let error = Error::decode(
                                "input",
                                block.place(offset_in(block.bytes(), text)),
                                "",
                                &error.to_string(),
                                text,
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("input"));
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
                                        "input",
                                        block.place(offset_in(block.bytes(), text)),
                                        "at",
                                        &error.message(raw[3], false),
                                        raw[3].bytes(),
                                    );
                                    *errors += 1;
                                    cx.fail(error.tapped_at("input"));
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
                        .tick_if(event_time, || InputStepArm0::is_readable(&raw, cx))
                    {
                        self.mixed.apply_waiting(cx, &mut waiting_mixed);
                        self.mixed
                            .gathered_step
                            .apply_waiting(cx, &mut waiting_gathered_step);
                        self.mixed
                            .gathered_step
                            .sliding
                            .apply_waiting(cx, &mut waiting_sliding);
                        self.mixed
                            .gathered_step
                            .sliding
                            .combined
                            .whole
                            .kept
                            .apply_waiting(cx, &mut waiting_kept);
                        self.mixed
                            .gathered_step
                            .sliding
                            .combined
                            .whole
                            .kept
                            .row_
                            .apply_waiting(cx, &mut waiting_row);
                        self.forward(cx, Control::Watermark(watermark));
                    }
                    let k = match weir_csv::int::<i64>(raw[0]) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
                            let error = Error::decode(
                                "input",
                                block.place(offset_in(block.bytes(), text)),
                                "k",
                                &error.message(raw[0], false),
                                raw[0].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("input"));
                            break 'row;
                        }
                    };
                    let hash_ = match weir_csv::int::<i64>(raw[1]) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
                            let error = Error::decode(
                                "input",
                                block.place(offset_in(block.bytes(), text)),
                                "hash",
                                &error.message(raw[1], false),
                                raw[1].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("input"));
                            break 'row;
                        }
                    };
                    let weight = match if weir_csv::is_null(raw[2], "") {
                        Ok(None)
                    } else {
                        weir_csv::f64(raw[2]).map(Some)
                    } {
                        Ok(value) => value,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
                            let error = Error::decode(
                                "input",
                                block.place(offset_in(block.bytes(), text)),
                                "weight",
                                &error.message(raw[2], true),
                                raw[2].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("input"));
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
                                "input",
                                block.place(offset_in(block.bytes(), text)),
                                "at",
                                &error.message(raw[3], false),
                                raw[3].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("input"));
                            break 'row;
                        }
                    };
                    'branch_1: {
                        self.mixed_counts.rows_in += 1;
                        {
                            let waits = MixedRow {
                                k: k,
                                hash_: hash_,
                                weight: weight,
                            };
                            if !waiting_mixed.waits() {
                                self.mixed.row(cx, waits);
                            } else if waiting_mixed.push(waits) {
                                self.mixed.apply_waiting(cx, &mut waiting_mixed);
                            }
                        }
                    }
                    'branch_2: {
                        self.gathered_counts.rows_in += 1;
                        {
                            let waits = GatheredStepRow {
                                k: k,
                                hash_: hash_,
                                weight: weight,
                            };
                            if !waiting_gathered_step.waits() {
                                self.mixed.gathered_step.row(cx, waits);
                            } else if waiting_gathered_step.push(waits) {
                                self.mixed
                                    .gathered_step
                                    .apply_waiting(cx, &mut waiting_gathered_step);
                            }
                        }
                    }
                    'branch_3: {
                        self.sliding_counts.rows_in += 1;
                        {
                            let waits = SlidingStepRow {
                                k: k,
                                hash_: hash_,
                                time: event_time,
                            };
                            if !waiting_sliding.waits() {
                                self.mixed.gathered_step.sliding.row(cx, waits);
                            } else if waiting_sliding.push(waits) {
                                self.mixed
                                    .gathered_step
                                    .sliding
                                    .apply_waiting(cx, &mut waiting_sliding);
                            }
                        }
                    }
                    'branch_4: {
                        self.combined_counts.rows_in += 1;
                        self.mixed
                            .gathered_step
                            .sliding
                            .combined
                            .row(
                                cx,
                                CombinedRow {
                                    k: k,
                                    hash_: hash_,
                                    time: event_time,
                                },
                            );
                    }
                    'branch_5: {
                        self.whole_counts.rows_in += 1;
                        self.mixed
                            .gathered_step
                            .sliding
                            .combined
                            .whole
                            .row(
                                cx,
                                WholeRow {
                                    hash_: hash_,
                                    time: event_time,
                                },
                            );
                    }
                    'branch_6: {
                        self.kept_counts.rows_in += 1;
                        {
                            let waits = KeptStepRow {
                                k: k,
                                hash_: hash_,
                                weight: weight,
                                at: at_2,
                                time: event_time,
                            };
                            if !waiting_kept.waits() {
                                self.mixed
                                    .gathered_step
                                    .sliding
                                    .combined
                                    .whole
                                    .kept
                                    .row(cx, waits);
                            } else if waiting_kept.push(waits) {
                                self.mixed
                                    .gathered_step
                                    .sliding
                                    .combined
                                    .whole
                                    .kept
                                    .apply_waiting(cx, &mut waiting_kept);
                            }
                        }
                    }
                    'branch_7: {
                        self.row_counts.rows_in += 1;
                        {
                            let waits = RowStepRow {
                                k: k,
                                hash_: hash_,
                                weight: weight,
                                at: at_2,
                            };
                            if !waiting_row.waits() {
                                self.mixed
                                    .gathered_step
                                    .sliding
                                    .combined
                                    .whole
                                    .kept
                                    .row_
                                    .row(cx, waits);
                            } else if waiting_row.push(waits) {
                                self.mixed
                                    .gathered_step
                                    .sliding
                                    .combined
                                    .whole
                                    .kept
                                    .row_
                                    .apply_waiting(cx, &mut waiting_row);
                            }
                        }
                    }
                }
            }
            self.mixed.apply_waiting(cx, &mut waiting_mixed);
            self.mixed.gathered_step.apply_waiting(cx, &mut waiting_gathered_step);
            self.mixed.gathered_step.sliding.apply_waiting(cx, &mut waiting_sliding);
            self.mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .apply_waiting(cx, &mut waiting_kept);
            self.mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .apply_waiting(cx, &mut waiting_row);
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
    fn start(&mut self, cx: Cx<'_>, input: &mut InputStepInput) {
        let empty = match &input.arm {
            InputStepArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut InputStepInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                InputStepArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            let taken = match &input.arm {
                InputStepArm::Arm0(arm) => arm.reader.piece(),
            };
            self.give_up(taken);
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            InputStepArm::Arm0(arm) => {
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
            self.mixed.exchange.begin_piece(piece);
            self.mixed.gathered_step.sliding.exchange.begin_piece(piece);
            self.mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .exchange
                .begin_piece(piece);
            self.mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .exchange
                .begin_piece(piece);
        }
    }
    /// No more will be read of this piece, the last that was taken.
    #[cold]
    #[inline(never)]
    fn give_up(&mut self, piece: Option<usize>) {
        if let Some(piece) = piece {
            self.mixed.exchange.give_up(piece);
            self.mixed.gathered_step.sliding.exchange.give_up(piece);
            self.mixed.gathered_step.sliding.combined.whole.kept.exchange.give_up(piece);
            self.mixed
                .gathered_step
                .sliding
                .combined
                .whole
                .kept
                .row_
                .exchange
                .give_up(piece);
        }
    }
    /// All of the piece was read.
    #[inline(never)]
    fn end_piece(&mut self) {
        self.mixed.exchange.end_piece();
        self.mixed.gathered_step.sliding.exchange.end_piece();
        self.mixed.gathered_step.sliding.combined.whole.kept.exchange.end_piece();
        self.mixed.gathered_step.sliding.combined.whole.kept.row_.exchange.end_piece();
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.mixed.upstream(cx, control);
        self.mixed.gathered_step.upstream(cx, control);
        self.mixed.gathered_step.sliding.upstream(cx, control);
        self.mixed.gathered_step.sliding.combined.upstream(cx, control);
        self.mixed.gathered_step.sliding.combined.whole.upstream(cx, control);
        self.mixed.gathered_step.sliding.combined.whole.kept.upstream(cx, control);
        self.mixed.gathered_step.sliding.combined.whole.kept.row_.upstream(cx, control);
    }
}

///A row on its way into `mixed`.
#[derive(Clone, Copy)]
struct MixedRow {
    k: i64,
    hash_: i64,
    weight: Option<f64>,
}

///What `mixed` groups by.
#[derive(Clone, Copy)]
struct MixedKey {
    k: i64,
}

impl TableKey for MixedKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.k)
    }
}

///The state of a group of `mixed`.
#[derive(Clone)]
struct MixedGroup {
    rows_2: i64,
    hash_: IntTotal,
    key_: Option<i64>,
    delta_2: Option<i64>,
    waits_2: DistinctInts<1>,
    fresh: Option<i64>,
    seq: Option<i64>,
    mean: f64,
    mean_rows: i64,
    mean_rows_: i64,
    group_: f64,
    group_rows: i64,
}

impl MixedGroup {
    /// Bytes of its sets.
    fn owned_bytes(&self) -> usize {
        0 + self.waits_2.size_bytes()
    }
}

///`mixed`: `aggregate by k { rows: count(), hash: sum(hash), key: max(hash), delta: min(hash), waits: count_distinct(hash), fresh: last(hash), seq: first(hash), mean: avg(weight), mean_rows: count(), group: avg(weight), }`
struct Mixed {
    exchange: Exchange<MixedRow>,
    marks: Marks,
    table: Table<MixedKey, MixedGroup>,
    changes: bool,
    finals: bool,
    mixed_counts: StepCounts,
    gathered_step: GatheredStep,
}

impl Mixed {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(0usize),
            marks: Marks::in_order(setup.workers),
            table: Table::new(),
            changes: false || shared.stdout.takes_changes(),
            finals: false || !shared.stdout.takes_changes(),
            mixed_counts: StepCounts::default(),
            gathered_step: GatheredStep::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: MixedRow) {
        if self.exchange.alone() {
            let hash = hash_i64(row.k);
            self.apply(cx, hash, row);
        } else {
            let hash = hash_i64(row.k);
            self.exchange.push(self.exchange.target(hash), |_| row);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<MixedRow>) {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    let is_far = (self.table.is_large()
                        || self.table.owns_much(MixedGroup::owned_bytes));
                    self.apply_rows(cx, batch.heap(), rows, is_far);
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Rows that belong here. Where state `is_far`, what a row needs of memory is asked for while rows before it are applied.
    #[inline(never)]
    fn apply_rows(&mut self, cx: Cx<'_>, heap: &Heap, rows: &[MixedRow], is_far: bool) {
        let ahead = if is_far { 4 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = Some(&self.table) {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(2 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    if let Some((_, group)) = table
                        .peek(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        })
                    {
                        group.waits_2.fetch_first();
                    }
                }
                let at = step.wrapping_sub(3 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    if let Some((key, group)) = table
                        .peek(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        })
                    {
                        let row = *row;
                        {
                            let held = row.hash_;
                            group.waits_2.fetch(hash_i64(held), held);
                        }
                    }
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.k);
                self.apply(cx, hash, *row);
            }
        }
    }
    /// Where rows of a source wait in its turn, if they are to be looked ahead at.
    #[inline(never)]
    fn waiting<'s>(&self, cx: Cx<'s>) -> Waiting<'s, MixedRow> {
        Waiting::new(
            cx.scratch,
            self.exchange.alone(),
            (self.table.is_large() || self.table.owns_much(MixedGroup::owned_bytes)),
        )
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, MixedRow>) {
        let rows = waiting.rows();
        let is_far = true;
        let ahead = if is_far { 4 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = Some(&self.table) {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(2 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    if let Some((_, group)) = table
                        .peek(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        })
                    {
                        group.waits_2.fetch_first();
                    }
                }
                let at = step.wrapping_sub(3 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    if let Some((key, group)) = table
                        .peek(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        })
                    {
                        let row = *row;
                        {
                            let held = row.hash_;
                            group.waits_2.fetch(hash_i64(held), held);
                        }
                    }
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.k);
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: MixedRow) {
        let hash_value = row.hash_;
        let key_value = row.hash_;
        let delta_2_value = row.hash_;
        let waits_2_value = row.hash_;
        let fresh_value = row.hash_;
        let seq_value = row.hash_;
        let mean_value = row.weight;
        let group_value = row.weight;
        let group = self
            .table
            .entry(
                IntKey {
                    hash: hash,
                    int: Some(row.k),
                },
                |key, heap| key.k == row.k,
                |heap| (
                    MixedKey { k: row.k },
                    MixedGroup {
                        rows_2: 0,
                        hash_: IntTotal::ZERO,
                        key_: None,
                        delta_2: None,
                        waits_2: DistinctInts::new(),
                        fresh: None,
                        seq: None,
                        mean: -0.0,
                        mean_rows: 0,
                        mean_rows_: 0,
                        group_: -0.0,
                        group_rows: 0,
                    },
                ),
            );
        group.rows_2 += 1;
        group.hash_.add(hash_value);
        {
            let value = key_value;
            if match group.key_ {
                Some(old) => value.cmp(&old).is_gt(),
                None => true,
            } {
                group.key_ = Some(value);
            }
        }
        {
            let value = delta_2_value;
            if match group.delta_2 {
                Some(old) => value.cmp(&old).is_lt(),
                None => true,
            } {
                group.delta_2 = Some(value);
            }
        }
        {
            let value = waits_2_value;
            {
                let held = value;
                group.waits_2.insert(hash_i64(held), held, 1);
            }
        }
        {
            let value = fresh_value;
            if true {
                group.fresh = Some(value);
            }
        }
        {
            let value = seq_value;
            if group.seq.is_none() {
                group.seq = Some(value);
            }
        }
        if let Some(value) = mean_value {
            group.mean += value;
            group.mean_rows += 1;
        }
        group.mean_rows_ += 1;
        if let Some(value) = group_value {
            group.group_ += value;
            group.group_rows += 1;
        }
        if self.changes {
            let change = true;
            'changed: {
                let hash_ = match group.hash_.result::<i64>() {
                    Ok(value) => value,
                    Err(error) => {
                        self.mixed_counts.errors += 1;
                        record_failed(
                            cx,
                            "mixed",
                            "mixed",
                            "",
                            error,
                            &[("k", Shown::Int(i128::from(row.k)))],
                        );
                        break 'changed;
                    }
                };
                self.mixed_counts.rows_out += 1;
                let k = row.k;
                let rows_2 = group.rows_2;
                let key_ = match group.key_ {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                let delta = match group.delta_2 {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                let waits = group.waits_2.len(0);
                let fresh = match group.fresh {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                let seq = match group.seq {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                let mean = if group.mean_rows > 0 {
                    Some(group.mean / group.mean_rows as f64)
                } else {
                    None
                };
                let mean_rows = group.mean_rows_;
                let group_ = if group.group_rows > 0 {
                    Some(group.group_ / group.group_rows as f64)
                } else {
                    None
                };
                self.gathered_step
                    .sliding
                    .combined
                    .whole
                    .kept
                    .row_
                    .stdout
                    .row(
                        cx,
                        change,
                        StdoutRow {
                            k: k,
                            rows: rows_2,
                            hash_: hash_,
                            key_: key_,
                            delta: delta,
                            waits: waits,
                            fresh: fresh,
                            seq: seq,
                            mean: mean,
                            mean_rows: mean_rows,
                            group_: group_,
                        },
                    );
            }
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
                cx.unfinished("mixed");
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
            'row: {
                let hash_ = match group.hash_.result::<i64>() {
                    Ok(value) => value,
                    Err(error) => {
                        self.mixed_counts.errors += 1;
                        record_failed(
                            cx,
                            "mixed",
                            "mixed",
                            "",
                            error,
                            &[("k", Shown::Int(i128::from(key.k)))],
                        );
                        break 'row;
                    }
                };
                self.mixed_counts.rows_out += 1;
                let k = key.k;
                let rows_2 = group.rows_2;
                let key_ = match group.key_ {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                let delta = match group.delta_2 {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                let waits = group.waits_2.len(0);
                let fresh = match group.fresh {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                let seq = match group.seq {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                let mean = if group.mean_rows > 0 {
                    Some(group.mean / group.mean_rows as f64)
                } else {
                    None
                };
                let mean_rows = group.mean_rows_;
                let group_ = if group.group_rows > 0 {
                    Some(group.group_ / group.group_rows as f64)
                } else {
                    None
                };
                self.gathered_step
                    .sliding
                    .combined
                    .whole
                    .kept
                    .row_
                    .stdout
                    .row(
                        cx,
                        change,
                        StdoutRow {
                            k: k,
                            rows: rows_2,
                            hash_: hash_,
                            key_: key_,
                            delta: delta,
                            waits: waits,
                            fresh: fresh,
                            seq: seq,
                            mean: mean,
                            mean_rows: mean_rows,
                            group_: group_,
                        },
                    );
            }
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `gathered`.
#[derive(Clone, Copy)]
struct GatheredStepRow {
    k: i64,
    hash_: i64,
    weight: Option<f64>,
}

///What `gathered` groups by.
#[derive(Clone, Copy)]
struct GatheredStepKey {
    k: i64,
}

impl TableKey for GatheredStepKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.k)
    }
}

///The state of a group of `gathered`.
#[derive(Clone)]
struct GatheredStepGroup {
    rows_2: IntTotal,
    key_: i64,
    delta_2: Option<i64>,
    waits_2: DistinctInts<1>,
    some: IntTotal,
    some_any: bool,
    some_any_: Option<i64>,
    waits: bool,
}

impl Key for GatheredStepKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.k == other.k
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        GatheredStepKey { k: self.k }
    }
}

impl GatheredStepGroup {
    /// Bytes of its sets.
    fn owned_bytes(&self) -> usize {
        0 + self.waits_2.size_bytes()
    }
}

/// What rows add to a group: counts and sums from nothing, and a value that is new to the sets of the worker that read it.
#[derive(Clone, Copy)]
struct GatheredStepDelta {
    rows: u64,
    rows_2: IntTotal,
    key_: i64,
    delta_2: Option<i64>,
    some: IntTotal,
    some_any: bool,
    some_any_: Option<i64>,
    waits_2: Option<(i64, u32)>,
}

/// What goes to the worker that owns the group.
#[derive(Clone, Copy)]
struct GatheredStepPartial {
    hash: u64,
    key: GatheredStepKey,
    delta: GatheredStepDelta,
}

/// A group on the worker that reads: what waits, and what it has seen.
#[derive(Clone)]
struct GatheredStepLocal {
    delta: GatheredStepDelta,
    waits: bool,
    waits_2: DistinctInts<1>,
}

impl GatheredStepDelta {
    #[inline]
    fn none() -> Self {
        GatheredStepDelta {
            rows: 0,
            rows_2: IntTotal::ZERO,
            key_: 0,
            delta_2: None,
            some: IntTotal::ZERO,
            some_any: false,
            some_any_: None,
            waits_2: None,
        }
    }
    /// Itself with its texts in another heap.
    #[inline]
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        GatheredStepDelta {
            rows: self.rows,
            rows_2: self.rows_2,
            key_: self.key_,
            delta_2: self.delta_2,
            some: self.some,
            some_any: self.some_any,
            some_any_: self.some_any_,
            waits_2: self.waits_2,
        }
    }
}

impl Group for GatheredStepLocal {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        unreachable!("what is gathered is passed on, not merged");
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        GatheredStepLocal {
            delta: self.delta.carry(from, to),
            ..self.clone()
        }
    }
    fn renew(&mut self, from: &Heap, to: &mut Heap) {
        self.delta = self.delta.carry(from, to);
    }
}

impl GatheredStepGroup {
    /// Adds what a worker has gathered; its texts are in `from_heap`.
    #[inline]
    fn add(&mut self, heap: &mut Heap, from: &GatheredStepDelta, from_heap: &Heap) {
        self.rows_2.merge(&from.rows_2);
        self.key_ += from.key_;
        if let Some(new) = from.delta_2 {
            if match self.delta_2 {
                Some(old) => new.cmp(&old).is_lt(),
                None => true,
            } {
                self.delta_2 = Some(new);
            }
        }
        self.some.merge(&from.some);
        self.some_any |= from.some_any;
        if let Some(new) = from.some_any_ {
            if match self.some_any_ {
                Some(old) => new.cmp(&old).is_gt(),
                None => true,
            } {
                self.some_any_ = Some(new);
            }
        }
        if let Some((value, bits)) = from.waits_2 {
            self.waits_2.insert(hash_i64(value), value, bits);
        }
    }
}

///`gathered`: `aggregate by hash: k { rows: sum(hash), key: count(), delta: min(hash), waits: count_distinct(hash), some: sum(weight as i64?), some_any: max(k), }`
struct GatheredStep {
    exchange: Exchange<GatheredStepRow, GatheredStepPartial>,
    gathering: Gathering,
    gathered: Table<GatheredStepKey, GatheredStepLocal>,
    marks: Marks,
    table: Table<GatheredStepKey, GatheredStepGroup>,
    changes: bool,
    finals: bool,
    gathered_counts: StepCounts,
    sliding: SlidingStep,
}

impl GatheredStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(1usize),
            gathering: Gathering::of_sets(setup.workers),
            gathered: Table::new(),
            marks: Marks::new(setup.workers),
            table: Table::new(),
            changes: false || shared.blackhole.takes_changes(),
            finals: false || !shared.blackhole.takes_changes(),
            gathered_counts: StepCounts::default(),
            sliding: SlidingStep::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it at once.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: GatheredStepRow) {
        if self.exchange.alone() {
            let hash = hash_i64(row.k);
            self.apply(cx, hash, row);
        } else {
            let hash = hash_i64(row.k);
            if !self.gathering.is_on() {
                self.gathering.single();
                self.exchange.push(self.exchange.target(hash), |_| row);
            } else if self.exchange.target(hash) == self.exchange.me() {
                self.apply_quietly(cx, hash, row);
            } else {
                self.gather(cx, hash, row);
            }
        }
    }
    /// What a row adds to its group waits here for what others add.
    #[inline]
    fn gather(&mut self, cx: Cx<'_>, hash: u64, row: GatheredStepRow) {
        'row: {
            let rows_2_value = row.hash_;
            let delta_2_value = row.hash_;
            let waits_2_value = row.hash_;
            let some_value = (match row.weight {
                Some(inner) => {
                    Some({
                        let result = match cast::f64_to_int::<i64>(inner) {
                            Ok(value) => value,
                            Err(failure) => {
                                self.gathered_counts.errors += 1;
                                record_failed(
                                    cx,
                                    "gathered",
                                    "gathered",
                                    "",
                                    failure,
                                    &[
                                        ("k", Shown::Int(i128::from(row.k))),
                                        ("hash", Shown::Int(i128::from(row.hash_))),
                                        (
                                            "weight",
                                            match row.weight {
                                                Some(value) => Shown::F64(value),
                                                None => Shown::Null,
                                            },
                                        ),
                                    ],
                                );
                                break 'row;
                            }
                        };
                        result
                    })
                }
                None => None,
            });
            let some_any_value = row.k;
            let place = self
                .gathered
                .place(
                    IntKey {
                        hash: hash,
                        int: Some(row.k),
                    },
                    |key, heap| key.k == row.k,
                    |heap| {
                        (
                            GatheredStepKey { k: row.k },
                            GatheredStepLocal {
                                delta: GatheredStepDelta::none(),
                                waits: false,
                                waits_2: DistinctInts::new(),
                            },
                        )
                    },
                );
            let (_, key, local, heap) = self.gathered.at(place);
            let group = &mut local.delta;
            let mut fresh = false;
            group.rows += 1;
            self.gathering.row();
            group.rows_2.add(rows_2_value);
            group.key_ += 1;
            {
                let value = delta_2_value;
                if match group.delta_2 {
                    Some(old) => value.cmp(&old).is_lt(),
                    None => true,
                } {
                    group.delta_2 = Some(value);
                }
            }
            if let Some(value) = some_value {
                group.some.add(value);
                group.some_any = true;
            }
            {
                let value = some_any_value;
                if match group.some_any_ {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.some_any_ = Some(value);
                }
            }
            if let Some(value) = Some(waits_2_value) {
                let value = value;
                let bits = local.waits_2.insert(hash_i64(value), value, 1);
                if bits != 0 {
                    group.waits_2 = Some((value, bits));
                    fresh = true;
                }
            }
            if fresh {
                self.pass(place);
            } else if !std::mem::replace(&mut local.waits, true) {
                self.gathering.wait(place);
            }
        }
    }
    /// Sends what waits in a group to its owner.
    fn pass(&mut self, place: usize) {
        let (hash, key, local, heap) = self.gathered.at(place);
        let delta = std::mem::replace(&mut local.delta, GatheredStepDelta::none());
        let from = &*heap;
        let to = self.exchange.target(hash);
        self.gathering.passed(to, delta.rows);
        self.exchange
            .push_group(
                to,
                |to| GatheredStepPartial {
                    hash,
                    key: key.carry(from, to),
                    delta: delta.carry(from, to),
                },
            );
        let group = &delta;
    }
    /// Sends all that waits.
    fn pass_all(&mut self, cx: Cx<'_>) {
        self.change_all(cx);
        let waiting = self.gathering.go();
        for place in &waiting {
            let (_, _, local, _) = self.gathered.at(*place);
            local.waits = false;
            if local.delta.rows > 0 {
                self.pass(*place);
            }
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
        batch: &Batch<GatheredStepRow, GatheredStepPartial>,
    ) {
        if batch.has_groups() {
            return self.groups(cx, batch);
        }
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    let is_far = (self.table.is_large()
                        || self.table.owns_much(GatheredStepGroup::owned_bytes));
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
        rows: &[GatheredStepRow],
        is_far: bool,
    ) {
        let ahead = if is_far { 4 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = Some(&self.table) {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(2 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    if let Some((_, group)) = table
                        .peek(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        })
                    {
                        group.waits_2.fetch_first();
                    }
                }
                let at = step.wrapping_sub(3 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    if let Some((key, group)) = table
                        .peek(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        })
                    {
                        let row = *row;
                        {
                            let held = row.hash_;
                            group.waits_2.fetch(hash_i64(held), held);
                        }
                    }
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.k);
                self.apply(cx, hash, *row);
            }
        }
    }
    /// Where rows of a source wait in its turn, if they are to be looked ahead at.
    #[inline(never)]
    fn waiting<'s>(&self, cx: Cx<'s>) -> Waiting<'s, GatheredStepRow> {
        Waiting::new(
            cx.scratch,
            self.exchange.alone(),
            (self.table.is_large()
                || self.table.owns_much(GatheredStepGroup::owned_bytes)),
        )
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, GatheredStepRow>) {
        let rows = waiting.rows();
        let is_far = true;
        let ahead = if is_far { 4 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = Some(&self.table) {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(2 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    if let Some((_, group)) = table
                        .peek(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        })
                    {
                        group.waits_2.fetch_first();
                    }
                }
                let at = step.wrapping_sub(3 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    if let Some((key, group)) = table
                        .peek(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        })
                    {
                        let row = *row;
                        {
                            let held = row.hash_;
                            group.waits_2.fetch(hash_i64(held), held);
                        }
                    }
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.k);
                self.apply(cx, hash, *row);
            }
        }
        waiting.clear();
    }
    /// A row whose group belongs here.
    #[inline]
    fn apply_quietly(&mut self, cx: Cx<'_>, hash: u64, row: GatheredStepRow) {
        'row: {
            let rows_2_value = row.hash_;
            let delta_2_value = row.hash_;
            let waits_2_value = row.hash_;
            let some_value = (match row.weight {
                Some(inner) => {
                    Some({
                        let result = match cast::f64_to_int::<i64>(inner) {
                            Ok(value) => value,
                            Err(failure) => {
                                self.gathered_counts.errors += 1;
                                record_failed(
                                    cx,
                                    "gathered",
                                    "gathered",
                                    "",
                                    failure,
                                    &[
                                        ("k", Shown::Int(i128::from(row.k))),
                                        ("hash", Shown::Int(i128::from(row.hash_))),
                                        (
                                            "weight",
                                            match row.weight {
                                                Some(value) => Shown::F64(value),
                                                None => Shown::Null,
                                            },
                                        ),
                                    ],
                                );
                                break 'row;
                            }
                        };
                        result
                    })
                }
                None => None,
            });
            let some_any_value = row.k;
            let place = self
                .table
                .place(
                    IntKey {
                        hash: hash,
                        int: Some(row.k),
                    },
                    |key, heap| key.k == row.k,
                    |heap| (
                        GatheredStepKey { k: row.k },
                        GatheredStepGroup {
                            rows_2: IntTotal::ZERO,
                            key_: 0,
                            delta_2: None,
                            waits_2: DistinctInts::new(),
                            some: IntTotal::ZERO,
                            some_any: false,
                            some_any_: None,
                            waits: false,
                        },
                    ),
                );
            let (_, _, group, heap) = self.table.at(place);
            group.rows_2.add(rows_2_value);
            group.key_ += 1;
            {
                let value = delta_2_value;
                if match group.delta_2 {
                    Some(old) => value.cmp(&old).is_lt(),
                    None => true,
                } {
                    group.delta_2 = Some(value);
                }
            }
            {
                let value = waits_2_value;
                {
                    let held = value;
                    group.waits_2.insert(hash_i64(held), held, 1);
                }
            }
            if let Some(value) = some_value {
                group.some.add(value);
                group.some_any = true;
            }
            {
                let value = some_any_value;
                if match group.some_any_ {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.some_any_ = Some(value);
                }
            }
            if self.changes && !std::mem::replace(&mut group.waits, true) {
                self.gathering.changed(place);
            }
        }
    }
    /// The changes of such groups.
    fn change_all(&mut self, cx: Cx<'_>) {
        let changed = self.gathering.take_changed();
        for place in &changed {
            let (_, key, group, heap) = self.table.at(*place);
            group.waits = false;
            if self.changes {
                let change = true;
                'changed: {
                    let rows_2 = match group.rows_2.result::<i64>() {
                        Ok(value) => value,
                        Err(error) => {
                            self.gathered_counts.errors += 1;
                            record_failed(
                                cx,
                                "gathered",
                                "gathered",
                                "",
                                error,
                                &[("hash", Shown::Int(i128::from(key.k)))],
                            );
                            break 'changed;
                        }
                    };
                    let some = match if group.some_any {
                        group.some.result::<i64>().map(Some)
                    } else {
                        Ok(None)
                    } {
                        Ok(value) => value,
                        Err(error) => {
                            self.gathered_counts.errors += 1;
                            record_failed(
                                cx,
                                "gathered",
                                "gathered",
                                "",
                                error,
                                &[("hash", Shown::Int(i128::from(key.k)))],
                            );
                            break 'changed;
                        }
                    };
                    self.gathered_counts.rows_out += 1;
                    let hash_ = key.k;
                    let key_ = group.key_;
                    let delta = match group.delta_2 {
                        Some(value) => value,
                        None => group_without_rows(),
                    };
                    let waits = group.waits_2.len(0);
                    let some_any = match group.some_any_ {
                        Some(value) => value,
                        None => group_without_rows(),
                    };
                    self.sliding
                        .combined
                        .whole
                        .kept
                        .row_
                        .stdout
                        .blackhole
                        .row(
                            cx,
                            change,
                            BlackholeRow {
                                hash_: hash_,
                                rows: rows_2,
                                key_: key_,
                                delta: delta,
                                waits: waits,
                                some: some,
                                some_any: some_any,
                            },
                        );
                }
            }
        }
        self.gathering.give_changed(changed);
    }
    /// A partial group, with its texts in `from`, that belongs here.
    #[inline]
    fn merge(&mut self, cx: Cx<'_>, from: &Heap, partial: &GatheredStepPartial) {
        let group = self
            .table
            .entry(
                IntKey {
                    hash: partial.hash,
                    int: Some(partial.key.k),
                },
                |key, heap| key.same(heap, &partial.key, from),
                |heap| (
                    partial.key.carry(from, heap),
                    GatheredStepGroup {
                        rows_2: IntTotal::ZERO,
                        key_: 0,
                        delta_2: None,
                        waits_2: DistinctInts::new(),
                        some: IntTotal::ZERO,
                        some_any: false,
                        some_any_: None,
                        waits: false,
                    },
                ),
            );
        group.add(&mut Heap::new(), &partial.delta, from);
        if self.changes {
            let change = true;
            'changed: {
                let rows_2 = match group.rows_2.result::<i64>() {
                    Ok(value) => value,
                    Err(error) => {
                        self.gathered_counts.errors += 1;
                        record_failed(
                            cx,
                            "gathered",
                            "gathered",
                            "",
                            error,
                            &[("hash", Shown::Int(i128::from(partial.key.k)))],
                        );
                        break 'changed;
                    }
                };
                let some = match if group.some_any {
                    group.some.result::<i64>().map(Some)
                } else {
                    Ok(None)
                } {
                    Ok(value) => value,
                    Err(error) => {
                        self.gathered_counts.errors += 1;
                        record_failed(
                            cx,
                            "gathered",
                            "gathered",
                            "",
                            error,
                            &[("hash", Shown::Int(i128::from(partial.key.k)))],
                        );
                        break 'changed;
                    }
                };
                self.gathered_counts.rows_out += 1;
                let hash_ = partial.key.k;
                let key_ = group.key_;
                let delta = match group.delta_2 {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                let waits = group.waits_2.len(0);
                let some_any = match group.some_any_ {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                self.sliding
                    .combined
                    .whole
                    .kept
                    .row_
                    .stdout
                    .blackhole
                    .row(
                        cx,
                        change,
                        BlackholeRow {
                            hash_: hash_,
                            rows: rows_2,
                            key_: key_,
                            delta: delta,
                            waits: waits,
                            some: some,
                            some_any: some_any,
                        },
                    );
            }
        }
    }
    /// Partial groups of a worker.
    #[inline(never)]
    fn groups(
        &mut self,
        cx: Cx<'_>,
        batch: &Batch<GatheredStepRow, GatheredStepPartial>,
    ) {
        for part in batch.group_parts() {
            match part {
                Part::Rows(
                    partials,
                ) if (self.table.is_large()
                    || self.table.owns_much(GatheredStepGroup::owned_bytes)) => {
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
        partials: &[GatheredStepPartial],
    ) {
        partials
            .iter()
            .for_each(|partial| {
                self
                    .table
                    .fetch_slot(IntKey {
                        hash: partial.hash,
                        int: Some(partial.key.k),
                    })
            });
        partials
            .iter()
            .for_each(|partial| {
                self
                    .table
                    .fetch_entry(IntKey {
                        hash: partial.hash,
                        int: Some(partial.key.k),
                    })
            });
        for partial in partials {
            if let Some((key, group)) = self
                .table
                .peek(IntKey {
                    hash: partial.hash,
                    int: Some(partial.key.k),
                })
            {
                if let Some((value, _)) = partial.delta.waits_2 {
                    group.waits_2.fetch(hash_i64(value), value);
                }
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: GatheredStepRow) {
        'row: {
            let rows_2_value = row.hash_;
            let delta_2_value = row.hash_;
            let waits_2_value = row.hash_;
            let some_value = (match row.weight {
                Some(inner) => {
                    Some({
                        let result = match cast::f64_to_int::<i64>(inner) {
                            Ok(value) => value,
                            Err(failure) => {
                                self.gathered_counts.errors += 1;
                                record_failed(
                                    cx,
                                    "gathered",
                                    "gathered",
                                    "",
                                    failure,
                                    &[
                                        ("k", Shown::Int(i128::from(row.k))),
                                        ("hash", Shown::Int(i128::from(row.hash_))),
                                        (
                                            "weight",
                                            match row.weight {
                                                Some(value) => Shown::F64(value),
                                                None => Shown::Null,
                                            },
                                        ),
                                    ],
                                );
                                break 'row;
                            }
                        };
                        result
                    })
                }
                None => None,
            });
            let some_any_value = row.k;
            let group = self
                .table
                .entry(
                    IntKey {
                        hash: hash,
                        int: Some(row.k),
                    },
                    |key, heap| key.k == row.k,
                    |heap| (
                        GatheredStepKey { k: row.k },
                        GatheredStepGroup {
                            rows_2: IntTotal::ZERO,
                            key_: 0,
                            delta_2: None,
                            waits_2: DistinctInts::new(),
                            some: IntTotal::ZERO,
                            some_any: false,
                            some_any_: None,
                            waits: false,
                        },
                    ),
                );
            group.rows_2.add(rows_2_value);
            group.key_ += 1;
            {
                let value = delta_2_value;
                if match group.delta_2 {
                    Some(old) => value.cmp(&old).is_lt(),
                    None => true,
                } {
                    group.delta_2 = Some(value);
                }
            }
            {
                let value = waits_2_value;
                {
                    let held = value;
                    group.waits_2.insert(hash_i64(held), held, 1);
                }
            }
            if let Some(value) = some_value {
                group.some.add(value);
                group.some_any = true;
            }
            {
                let value = some_any_value;
                if match group.some_any_ {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.some_any_ = Some(value);
                }
            }
            if self.changes {
                let change = true;
                'changed: {
                    let rows_2 = match group.rows_2.result::<i64>() {
                        Ok(value) => value,
                        Err(error) => {
                            self.gathered_counts.errors += 1;
                            record_failed(
                                cx,
                                "gathered",
                                "gathered",
                                "",
                                error,
                                &[("hash", Shown::Int(i128::from(row.k)))],
                            );
                            break 'changed;
                        }
                    };
                    let some = match if group.some_any {
                        group.some.result::<i64>().map(Some)
                    } else {
                        Ok(None)
                    } {
                        Ok(value) => value,
                        Err(error) => {
                            self.gathered_counts.errors += 1;
                            record_failed(
                                cx,
                                "gathered",
                                "gathered",
                                "",
                                error,
                                &[("hash", Shown::Int(i128::from(row.k)))],
                            );
                            break 'changed;
                        }
                    };
                    self.gathered_counts.rows_out += 1;
                    let hash_ = row.k;
                    let key_ = group.key_;
                    let delta = match group.delta_2 {
                        Some(value) => value,
                        None => group_without_rows(),
                    };
                    let waits = group.waits_2.len(0);
                    let some_any = match group.some_any_ {
                        Some(value) => value,
                        None => group_without_rows(),
                    };
                    self.sliding
                        .combined
                        .whole
                        .kept
                        .row_
                        .stdout
                        .blackhole
                        .row(
                            cx,
                            change,
                            BlackholeRow {
                                hash_: hash_,
                                rows: rows_2,
                                key_: key_,
                                delta: delta,
                                waits: waits,
                                some: some,
                                some_any: some_any,
                            },
                        );
                }
            }
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
                cx.unfinished("gathered");
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
            'row: {
                let rows_2 = match group.rows_2.result::<i64>() {
                    Ok(value) => value,
                    Err(error) => {
                        self.gathered_counts.errors += 1;
                        record_failed(
                            cx,
                            "gathered",
                            "gathered",
                            "",
                            error,
                            &[("hash", Shown::Int(i128::from(key.k)))],
                        );
                        break 'row;
                    }
                };
                let some = match if group.some_any {
                    group.some.result::<i64>().map(Some)
                } else {
                    Ok(None)
                } {
                    Ok(value) => value,
                    Err(error) => {
                        self.gathered_counts.errors += 1;
                        record_failed(
                            cx,
                            "gathered",
                            "gathered",
                            "",
                            error,
                            &[("hash", Shown::Int(i128::from(key.k)))],
                        );
                        break 'row;
                    }
                };
                self.gathered_counts.rows_out += 1;
                let hash_ = key.k;
                let key_ = group.key_;
                let delta = match group.delta_2 {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                let waits = group.waits_2.len(0);
                let some_any = match group.some_any_ {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                self.sliding
                    .combined
                    .whole
                    .kept
                    .row_
                    .stdout
                    .blackhole
                    .row(
                        cx,
                        change,
                        BlackholeRow {
                            hash_: hash_,
                            rows: rows_2,
                            key_: key_,
                            delta: delta,
                            waits: waits,
                            some: some,
                            some_any: some_any,
                        },
                    );
            }
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `sliding`.
#[derive(Clone, Copy)]
struct SlidingStepRow {
    k: i64,
    hash_: i64,
    time: i64,
}

///What `sliding` groups by.
#[derive(Clone, Copy)]
struct SlidingStepKey {
    k: i64,
}

impl TableKey for SlidingStepKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.k)
    }
}

///The state of a group of `sliding`.
#[derive(Clone, Copy)]
struct SlidingStepGroup {
    rows_2: IntTotal,
    time: i64,
    key_: Option<i64>,
    group_: Option<i64>,
    first: Option<i64>,
    first_arrival: u64,
    first_arrival_: i64,
}

impl Key for SlidingStepKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.k == other.k
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        SlidingStepKey { k: self.k }
    }
}

impl Group for SlidingStepGroup {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        self.rows_2.merge(&from.rows_2);
        self.time += from.time;
        if let Some(new) = from.key_ {
            if match self.key_ {
                Some(old) => new.cmp(&old).is_gt(),
                None => true,
            } {
                self.key_ = Some(new);
            }
        }
        if let Some(new) = from.group_ {
            if match self.group_ {
                Some(old) => new.cmp(&old).is_lt(),
                None => true,
            } {
                self.group_ = Some(new);
            }
        }
        if let Some(new) = from.first
            && (self.first.is_none() || from.first_arrival < self.first_arrival)
        {
            self.first = Some(new);
            self.first_arrival = from.first_arrival;
        }
        self.first_arrival_ += from.first_arrival_;
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        SlidingStepGroup {
            rows_2: self.rows_2,
            time: self.time,
            key_: self.key_,
            group_: self.group_,
            first: self.first,
            first_arrival: self.first_arrival,
            first_arrival_: self.first_arrival_,
        }
    }
}

///`sliding`: `aggregate by k { rows: sum(hash), time: count(), key: max(hash), group: min(hash), first: first(k), first_arrival: count() }`
struct SlidingStep {
    exchange: Exchange<SlidingStepRow>,
    arrivals: u64,
    marks: Marks,
    windows: Windows<SlidingStepKey, SlidingStepGroup>,
    sliding_counts: StepCounts,
    combined: Combined,
}

impl SlidingStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(2usize),
            arrivals: 0,
            marks: Marks::in_order(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 10000000,
                step: 2000000,
                offset: 0,
                lateness: 0,
            }),
            sliding_counts: StepCounts::default(),
            combined: Combined::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: SlidingStepRow) {
        if self.exchange.alone() {
            let hash = hash_i64(row.k);
            self.apply(cx, hash, row);
        } else {
            let hash = hash_i64(row.k);
            self.exchange.push(self.exchange.target(hash), |_| row);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<SlidingStepRow>) {
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
        rows: &[SlidingStepRow],
        is_far: bool,
    ) {
        let ahead = if is_far { 2 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = self.windows.latest() {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.k);
                self.apply(cx, hash, *row);
            }
        }
    }
    /// Where rows of a source wait in its turn, if they are to be looked ahead at.
    #[inline(never)]
    fn waiting<'s>(&self, cx: Cx<'s>) -> Waiting<'s, SlidingStepRow> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.windows.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, SlidingStepRow>) {
        let rows = waiting.rows();
        let is_far = true;
        let ahead = if is_far { 2 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = self.windows.latest() {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.k);
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: SlidingStepRow) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let rows_2_value = row.hash_;
            let key_value = row.hash_;
            let group_value = row.hash_;
            let first_value = row.k;
            self.arrivals += 1;
            let group = self
                .windows
                .entry(
                    IntKey {
                        hash: hash,
                        int: Some(row.k),
                    },
                    |key, heap| key.k == row.k,
                    |heap| (
                        SlidingStepKey { k: row.k },
                        SlidingStepGroup {
                            rows_2: IntTotal::ZERO,
                            time: 0,
                            key_: None,
                            group_: None,
                            first: None,
                            first_arrival: 0,
                            first_arrival_: 0,
                        },
                    ),
                );
            group.rows_2.add(rows_2_value);
            group.time += 1;
            {
                let value = key_value;
                if match group.key_ {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.key_ = Some(value);
                }
            }
            {
                let value = group_value;
                if match group.group_ {
                    Some(old) => value.cmp(&old).is_lt(),
                    None => true,
                } {
                    group.group_ = Some(value);
                }
            }
            {
                let value = first_value;
                if group.first.is_none() {
                    group.first = Some(value);
                    group.first_arrival = self.arrivals;
                }
            }
            group.first_arrival_ += 1;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &SlidingStepRow) {
        self.sliding_counts.late += 1;
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
                'row: {
                    let rows_2 = match group.rows_2.result::<i64>() {
                        Ok(value) => value,
                        Err(error) => {
                            self.sliding_counts.errors += 1;
                            record_failed(
                                cx,
                                "sliding",
                                "sliding",
                                "",
                                error,
                                &[("k", Shown::Int(i128::from(key.k)))],
                            );
                            break 'row;
                        }
                    };
                    self.sliding_counts.rows_out += 1;
                    let k = key.k;
                    let time = group.time;
                    let key_ = match group.key_ {
                        Some(value) => value,
                        None => group_without_rows(),
                    };
                    let group_ = match group.group_ {
                        Some(value) => value,
                        None => group_without_rows(),
                    };
                    let first_2 = match group.first {
                        Some(value) => value,
                        None => group_without_rows(),
                    };
                    let first_arrival = group.first_arrival_;
                    self.combined
                        .whole
                        .kept
                        .row_
                        .stdout
                        .blackhole
                        .blackhole_2
                        .row(
                            cx,
                            Blackhole2Row {
                                k: k,
                                rows: rows_2,
                                time: time,
                                key_: key_,
                                group_: group_,
                                first: first_2,
                                first_arrival: first_arrival,
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

///A row on its way into `combined`.
#[derive(Clone, Copy)]
struct CombinedRow {
    k: i64,
    hash_: i64,
    time: i64,
}

///What `combined` groups by.
#[derive(Clone, Copy)]
struct CombinedKey {
    k: i64,
}

impl TableKey for CombinedKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.k)
    }
}

///The state of a group of `combined`.
#[derive(Clone, Copy)]
struct CombinedGroup {
    rows_2: IntTotal,
    group_: IntTotal,
    mean: IntTotal,
    mean_rows: i64,
    mean_rows_: IntTotal,
    rows: i64,
}

impl Key for CombinedKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.k == other.k
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        CombinedKey { k: self.k }
    }
}

impl Group for CombinedGroup {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        self.rows_2.merge(&from.rows_2);
        self.group_.merge(&from.group_);
        self.mean.merge(&from.mean);
        self.mean_rows += from.mean_rows;
        self.mean_rows_.merge(&from.mean_rows_);
        self.rows += from.rows;
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        CombinedGroup {
            rows_2: self.rows_2,
            group_: self.group_,
            mean: self.mean,
            mean_rows: self.mean_rows,
            mean_rows_: self.mean_rows_,
            rows: self.rows,
        }
    }
}

impl Retract for CombinedGroup {
    fn retract(&mut self, from: &Self) {
        self.rows_2.retract(&from.rows_2);
        self.group_.retract(&from.group_);
        self.mean.retract(&from.mean);
        self.mean_rows -= from.mean_rows;
        self.mean_rows_.retract(&from.mean_rows_);
        self.rows -= from.rows;
    }
    #[inline(always)]
    fn is_void(&self) -> bool {
        self.rows == 0
    }
}

/// What rows of a key and a slice of time add to its group; `time` is in that slice.
#[derive(Clone, Copy)]
struct CombinedPartial {
    time: i64,
    key: CombinedKey,
    group: CombinedGroup,
}

impl CombinedGroup {
    /// Adds what was combined.
    #[inline]
    fn add(&mut self, from: &Self) {
        self.rows_2.merge(&from.rows_2);
        self.group_.merge(&from.group_);
        self.mean.merge(&from.mean);
        self.mean_rows += from.mean_rows;
        self.mean_rows_.merge(&from.mean_rows_);
        self.rows += from.rows;
    }
}

///`combined`: `aggregate by partial: k { rows: sum(hash), group: sum(k), mean: avg(k), mean_rows: sum(k) }`
struct Combined {
    exchange: Exchange<CombinedRow, CombinedPartial>,
    combining: Combining<CombinedPartial>,
    marks: Marks,
    windows: Sliding<CombinedKey, CombinedGroup>,
    combined_counts: StepCounts,
    whole: Whole,
}

impl Combined {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(3usize),
            combining: Combining::new(
                WindowSpec {
                    size: 10000000,
                    step: 2000000,
                    offset: 0,
                    lateness: 0,
                },
                setup.workers,
            ),
            marks: Marks::new(setup.workers),
            windows: Sliding::new(WindowSpec {
                size: 10000000,
                step: 2000000,
                offset: 0,
                lateness: 0,
            }),
            combined_counts: StepCounts::default(),
            whole: Whole::new(shared, setup)?,
        })
    }
    /// A row from the node before.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: CombinedRow) {
        let hash = hash_i64(row.k);
        if !self.combining.is_on() {
            self.combining.single();
            if self.exchange.alone() {
                self.apply(cx, hash, row);
            } else {
                self.exchange.push(self.exchange.target(hash), |_| row);
            }
            return;
        }
        let rows_2_value = row.hash_;
        let group_value = row.k;
        let mean_value = row.k;
        let mean_rows_value = row.k;
        let at = place_of_int(row.k);
        let (place, slice, heap) = self.combining.place(at, row.time);
        let fits = place
            .as_ref()
            .is_some_and(|partial| {
                let key = &partial.key;
                key.k == row.k && slice.holds(partial.time)
            });
        if fits && let Some(partial) = place {
            let group = &mut partial.group;
            group.rows_2.add(rows_2_value);
            group.group_.add(group_value);
            group.mean.add(mean_value);
            group.mean_rows += 1;
            group.mean_rows_.add(mean_rows_value);
            group.rows += 1;
        } else {
            let mut partial = CombinedPartial {
                time: row.time,
                key: CombinedKey { k: row.k },
                group: CombinedGroup {
                    rows_2: IntTotal::ZERO,
                    group_: IntTotal::ZERO,
                    mean: IntTotal::ZERO,
                    mean_rows: 0,
                    mean_rows_: IntTotal::ZERO,
                    rows: 0,
                },
            };
            let group = &mut partial.group;
            group.rows_2.add(rows_2_value);
            group.group_.add(group_value);
            group.mean.add(mean_value);
            group.mean_rows += 1;
            group.mean_rows_.add(mean_rows_value);
            group.rows += 1;
            self.displace(at, partial);
        }
    }
    /// A partial group takes its place; what stood there goes on.
    #[inline(never)]
    fn displace(&mut self, at: u64, partial: CombinedPartial) {
        if let Some(before) = self.combining.put(at, partial) {
            self.pass(&before);
        }
    }
    /// Sends a partial group to the worker that owns its key.
    #[inline]
    fn pass(&mut self, partial: &CombinedPartial) {
        let key = &partial.key;
        let hash = hash_i64(key.k);
        if self.exchange.alone() {
            self.merge(hash, partial);
        } else {
            self.exchange.push_group(self.exchange.target(hash), |_| *partial);
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<CombinedRow, CombinedPartial>) {
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
        rows: &[CombinedRow],
        is_far: bool,
    ) {
        let ahead = if is_far { 2 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = self.windows.latest() {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.k);
                self.apply(cx, hash, *row);
            }
        }
    }
    /// Partial groups of a worker.
    #[inline(never)]
    fn groups(&mut self, cx: Cx<'_>, batch: &Batch<CombinedRow, CombinedPartial>) {
        for part in batch.group_parts() {
            match part {
                Part::Rows(partials) if self.windows.is_far() => {
                    partials
                        .chunks(AHEAD)
                        .for_each(|partials| self.merge_ahead(partials));
                }
                Part::Rows(partials) => {
                    for partial in partials {
                        let key = &partial.key;
                        self.merge(hash_i64(key.k), partial);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Partial groups whose own groups are asked for before the first of them is merged: the misses overlap.
    #[inline(never)]
    fn merge_ahead(&mut self, partials: &[CombinedPartial]) {
        let mut hashes = [0; AHEAD];
        for (partial, slot) in partials.iter().zip(&mut hashes) {
            let key = &partial.key;
            *slot = hash_i64(key.k);
        }
        if let Some(table) = self.windows.latest() {
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table
                    .fetch_slot(IntKey {
                        hash: hash,
                        int: Some(partial.key.k),
                    });
            }
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table
                    .fetch_entry(IntKey {
                        hash: hash,
                        int: Some(partial.key.k),
                    });
            }
        }
        for (partial, &hash) in partials.iter().zip(&hashes) {
            self.merge(hash, partial);
        }
    }
    /// A partial group that belongs here.
    #[inline]
    fn merge(&mut self, hash: u64, partial: &CombinedPartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.combined_counts.late += partial.group.rows as u64;
            }
            Placed::Late => {
                self.combined_counts.late += partial.group.rows as u64;
                return;
            }
        }
        let mut is_first = false;
        let group = self
            .windows
            .entry(
                IntKey {
                    hash: hash,
                    int: Some(partial.key.k),
                },
                |key, heap| key.k == partial.key.k,
                |heap| {
                    is_first = true;
                    (partial.key, partial.group)
                },
            );
        if !is_first {
            group.add(&partial.group);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: CombinedRow) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let rows_2_value = row.hash_;
            let group_value = row.k;
            let mean_value = row.k;
            let mean_rows_value = row.k;
            let group = self
                .windows
                .entry(
                    IntKey {
                        hash: hash,
                        int: Some(row.k),
                    },
                    |key, heap| key.k == row.k,
                    |heap| (
                        CombinedKey { k: row.k },
                        CombinedGroup {
                            rows_2: IntTotal::ZERO,
                            group_: IntTotal::ZERO,
                            mean: IntTotal::ZERO,
                            mean_rows: 0,
                            mean_rows_: IntTotal::ZERO,
                            rows: 0,
                        },
                    ),
                );
            group.rows_2.add(rows_2_value);
            group.group_.add(group_value);
            group.mean.add(mean_value);
            group.mean_rows += 1;
            group.mean_rows_.add(mean_rows_value);
            group.rows += 1;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &CombinedRow) {
        self.combined_counts.late += 1;
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
                    let rows_2 = match group.rows_2.result::<i64>() {
                        Ok(value) => value,
                        Err(error) => {
                            self.combined_counts.errors += 1;
                            record_failed(
                                cx,
                                "combined",
                                "combined",
                                "",
                                error,
                                &[("partial", Shown::Int(i128::from(key.k)))],
                            );
                            break 'row;
                        }
                    };
                    let group_ = match group.group_.result::<i64>() {
                        Ok(value) => value,
                        Err(error) => {
                            self.combined_counts.errors += 1;
                            record_failed(
                                cx,
                                "combined",
                                "combined",
                                "",
                                error,
                                &[("partial", Shown::Int(i128::from(key.k)))],
                            );
                            break 'row;
                        }
                    };
                    let mean_rows = match group.mean_rows_.result::<i64>() {
                        Ok(value) => value,
                        Err(error) => {
                            self.combined_counts.errors += 1;
                            record_failed(
                                cx,
                                "combined",
                                "combined",
                                "",
                                error,
                                &[("partial", Shown::Int(i128::from(key.k)))],
                            );
                            break 'row;
                        }
                    };
                    self.combined_counts.rows_out += 1;
                    let partial_ = key.k;
                    let mean = group.mean.mean(group.mean_rows);
                    self.whole
                        .kept
                        .row_
                        .stdout
                        .blackhole
                        .blackhole_2
                        .blackhole_3
                        .row(
                            cx,
                            Blackhole3Row {
                                partial_: partial_,
                                rows: rows_2,
                                group_: group_,
                                mean: mean,
                                mean_rows: mean_rows,
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

///A row on its way into `whole`.
#[derive(Clone, Copy)]
struct WholeRow {
    hash_: i64,
    time: i64,
}

///What `whole` groups by.
#[derive(Clone, Copy)]
struct WholeKey {}
impl TableKey for WholeKey {
    type Hash = u64;
}

///The state of a group of `whole`.
#[derive(Clone, Copy)]
struct WholeGroup {
    rows_2: IntTotal,
    start: i64,
    end: Option<i64>,
    group_: Option<i64>,
}

impl Key for WholeKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        true
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        WholeKey {}
    }
}

impl Group for WholeGroup {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        self.rows_2.merge(&from.rows_2);
        self.start += from.start;
        if let Some(new) = from.end {
            if match self.end {
                Some(old) => new.cmp(&old).is_gt(),
                None => true,
            } {
                self.end = Some(new);
            }
        }
        if let Some(new) = from.group_ {
            if match self.group_ {
                Some(old) => new.cmp(&old).is_lt(),
                None => true,
            } {
                self.group_ = Some(new);
            }
        }
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        WholeGroup {
            rows_2: self.rows_2,
            start: self.start,
            end: self.end,
            group_: self.group_,
        }
    }
}

/// What one worker knows of a window.
#[derive(Clone, Copy)]
struct WholePartial {
    start: i64,
    end: i64,
    group: WholeGroup,
}

///`whole`: `aggregate { rows: sum(hash), start: count(), end: max(hash), group: min(hash) }`
struct Whole {
    exchange: Exchange<WholePartial>,
    local: Windows<WholeKey, WholeGroup>,
    marks: Marks,
    windows: Panes<WholeKey, WholeGroup>,
    whole_counts: StepCounts,
    kept: KeptStep,
}

impl Whole {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(4usize),
            local: Windows::new(WindowSpec {
                size: 10000000,
                step: 10000000,
                offset: 0,
                lateness: 0,
            }),
            marks: Marks::new(setup.workers),
            windows: Panes::new(0),
            whole_counts: StepCounts::default(),
            kept: KeptStep::new(shared, setup)?,
        })
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &WholeRow) {
        self.whole_counts.late += 1;
    }
    /// A row from the node before stays on its worker.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: WholeRow) {
        self.apply(cx, 0, row);
    }
    /// A control message from the node before: partial groups that it completes go ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        match control {
            Control::Watermark(watermark) => {
                self.complete(watermark);
                self.local.judge(watermark);
            }
            Control::Mark(mark) => return self.local.judge(mark),
            Control::End => self.complete(i64::MAX),
            _ => {}
        }
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }
    /// Sends the partial groups of windows that have fired on this worker.
    fn complete(&mut self, watermark: i64) {
        while let Some(fired) = self.local.fire_whole(watermark) {
            for (_, group) in fired.iter() {
                let partial = WholePartial {
                    start: fired.start,
                    end: fired.end,
                    group: *group,
                };
                if self.exchange.alone() {
                    self.merge(&partial);
                } else {
                    self.exchange.push(self.exchange.target_one(), |_| partial);
                }
            }
            self.local.recycle(fired);
        }
    }
    /// Partial groups of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<WholePartial>) {
        for part in batch.parts() {
            match part {
                Part::Rows(partials) => {
                    partials.iter().for_each(|partial| self.merge(partial))
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    fn merge(&mut self, partial: &WholePartial) {
        let mut first = false;
        self.windows.at(partial.start, partial.end);
        let group = self
            .windows
            .entry(
                0,
                |_, _| true,
                |_| {
                    first = true;
                    (WholeKey {}, partial.group)
                },
            );
        if !first {
            group.merge(&mut Heap::new(), &partial.group, &Heap::new());
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: WholeRow) {
        'row: {
            match self.local.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let rows_2_value = row.hash_;
            let end_value = row.hash_;
            let group_value = row.hash_;
            let group = self
                .local
                .entry(
                    hash,
                    |key, heap| true,
                    |heap| (
                        WholeKey {},
                        WholeGroup {
                            rows_2: IntTotal::ZERO,
                            start: 0,
                            end: None,
                            group_: None,
                        },
                    ),
                );
            group.rows_2.add(rows_2_value);
            group.start += 1;
            {
                let value = end_value;
                if match group.end {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.end = Some(value);
                }
            }
            {
                let value = group_value;
                if match group.group_ {
                    Some(old) => value.cmp(&old).is_lt(),
                    None => true,
                } {
                    group.group_ = Some(value);
                }
            }
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
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                'row: {
                    let rows_2 = match group.rows_2.result::<i64>() {
                        Ok(value) => value,
                        Err(error) => {
                            self.whole_counts.errors += 1;
                            record_failed(cx, "whole", "whole", "", error, &[]);
                            break 'row;
                        }
                    };
                    self.whole_counts.rows_out += 1;
                    let start = group.start;
                    let end = match group.end {
                        Some(value) => value,
                        None => group_without_rows(),
                    };
                    let group_ = match group.group_ {
                        Some(value) => value,
                        None => group_without_rows(),
                    };
                    self.kept
                        .row_
                        .stdout
                        .blackhole
                        .blackhole_2
                        .blackhole_3
                        .blackhole_4
                        .row(
                            cx,
                            Blackhole4Row {
                                rows: rows_2,
                                start: start,
                                end: end,
                                group_: group_,
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

///A row on its way into `kept`.
#[derive(Clone, Copy)]
struct KeptStepRow {
    k: i64,
    hash_: i64,
    weight: Option<f64>,
    at: i64,
    time: i64,
}

///What `kept` groups by.
#[derive(Clone, Copy)]
struct KeptStepKey {
    hash_: i64,
}

impl TableKey for KeptStepKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.hash_)
    }
}

///The row that `kept` keeps of a key, without the key.
#[derive(Clone, Copy)]
struct KeptStepGroup {
    k: i64,
    weight: Option<f64>,
    at: i64,
    time: i64,
}

impl KeptStepGroup {
    #[inline]
    fn of(row: &KeptStepRow, heap: &mut Heap) -> Self {
        KeptStepGroup {
            k: row.k,
            weight: row.weight,
            at: row.at,
            time: row.time,
        }
    }
    #[inline]
    fn row(&self, key: &KeptStepKey, heap: &Heap) -> KeptStepRow {
        KeptStepRow {
            k: self.k,
            hash_: key.hash_,
            weight: self.weight,
            at: self.at,
            time: self.time,
        }
    }
}

///`kept`: `dedup by hash keep first`
struct KeptStep {
    exchange: Exchange<KeptStepRow>,
    marks: Marks,
    table: Table<KeptStepKey, KeptStepGroup>,
    changes: bool,
    finals: bool,
    kept_counts: StepCounts,
    row_: RowStep,
}

impl KeptStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(5usize),
            marks: Marks::in_order(setup.workers),
            table: Table::new(),
            changes: false || shared.blackhole_5.takes_changes(),
            finals: false || !shared.blackhole_5.takes_changes(),
            kept_counts: StepCounts::default(),
            row_: RowStep::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: KeptStepRow) {
        if self.exchange.alone() {
            let hash = hash_i64(row.hash_);
            self.apply(cx, hash, row);
        } else {
            let hash = hash_i64(row.hash_);
            self.exchange.push(self.exchange.target(hash), |_| row);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<KeptStepRow>) {
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
        rows: &[KeptStepRow],
        is_far: bool,
    ) {
        let ahead = if is_far { 2 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = Some(&self.table) {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.hash_);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.hash_),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.hash_);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.hash_),
                        });
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.hash_);
                self.apply(cx, hash, *row);
            }
        }
    }
    /// Where rows of a source wait in its turn, if they are to be looked ahead at.
    #[inline(never)]
    fn waiting<'s>(&self, cx: Cx<'s>) -> Waiting<'s, KeptStepRow> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.table.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, KeptStepRow>) {
        let rows = waiting.rows();
        let is_far = true;
        let ahead = if is_far { 2 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = Some(&self.table) {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.hash_);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.hash_),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.hash_);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.hash_),
                        });
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.hash_);
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: KeptStepRow) {
        let mut is_first = false;
        let kept = self
            .table
            .entry(
                IntKey {
                    hash: hash,
                    int: Some(row.hash_),
                },
                |key, heap| key.hash_ == row.hash_,
                |heap| {
                    is_first = true;
                    (KeptStepKey { hash_: row.hash_ }, KeptStepGroup::of(&row, heap))
                },
            );
        if !is_first {
            if !(row.time < kept.time) {
                return;
            }
            *kept = KeptStepGroup::of(&row, &mut Heap::new());
        }
        if self.changes {
            let change = true;
            self.kept_counts.rows_out += 1;
            self.row_
                .stdout
                .blackhole
                .blackhole_2
                .blackhole_3
                .blackhole_4
                .blackhole_5
                .row(
                    cx,
                    change,
                    Blackhole5Row {
                        k: row.k,
                        hash_: row.hash_,
                        weight: row.weight,
                        at: row.at,
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
                cx.unfinished("kept");
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
            let row = group.row(key, heap);
            self.kept_counts.rows_out += 1;
            self.row_
                .stdout
                .blackhole
                .blackhole_2
                .blackhole_3
                .blackhole_4
                .blackhole_5
                .row(
                    cx,
                    change,
                    Blackhole5Row {
                        k: row.k,
                        hash_: row.hash_,
                        weight: row.weight,
                        at: row.at,
                    },
                );
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `row`.
#[derive(Clone, Copy)]
struct RowStepRow {
    k: i64,
    hash_: i64,
    weight: Option<f64>,
    at: i64,
}

///What `row` groups by.
#[derive(Clone, Copy)]
struct RowStepKey {
    k: i64,
}

impl TableKey for RowStepKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.k)
    }
}

/// A row that is kept.
#[derive(Clone, Copy)]
struct RowStepKept {
    row: RowStepRow,
    seq: u64,
}

/// The best rows of a partition so far.
#[derive(Clone)]
struct RowStepGroup {
    rows: Ranked<RowStepKept>,
}

///`row`: `top 2 by hash desc per k`
struct RowStep {
    exchange: Exchange<RowStepRow>,
    arrivals: u64,
    marks: Marks,
    table: Table<RowStepKey, RowStepGroup>,
    changes: bool,
    finals: bool,
    row_counts: StepCounts,
    stdout: Stdout,
}

impl RowStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(6usize),
            arrivals: 0,
            marks: Marks::in_order(setup.workers),
            table: Table::new(),
            changes: false || shared.blackhole_6.takes_changes(),
            finals: false || !shared.blackhole_6.takes_changes(),
            row_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: RowStepRow) {
        if self.exchange.alone() {
            let hash = hash_i64(row.k);
            self.apply(cx, hash, row);
        } else {
            let hash = hash_i64(row.k);
            self.exchange.push(self.exchange.target(hash), |_| row);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<RowStepRow>) {
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
        rows: &[RowStepRow],
        is_far: bool,
    ) {
        let ahead = if is_far { 3 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = Some(&self.table) {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(2 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    if let Some((key, group)) = table
                        .peek(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        })
                    {
                        let row = *row;
                        group.rows.fetch();
                    }
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.k);
                self.apply(cx, hash, *row);
            }
        }
    }
    /// Where rows of a source wait in its turn, if they are to be looked ahead at.
    #[inline(never)]
    fn waiting<'s>(&self, cx: Cx<'s>) -> Waiting<'s, RowStepRow> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.table.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, RowStepRow>) {
        let rows = waiting.rows();
        let is_far = true;
        let ahead = if is_far { 3 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = Some(&self.table) {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(2 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    if let Some((key, group)) = table
                        .peek(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        })
                    {
                        let row = *row;
                        group.rows.fetch();
                    }
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.k);
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: RowStepRow) {
        'row: {
            self.arrivals += 1;
            let seq = self.arrivals;
            let (group, heap) = self
                .table
                .entry_heap(
                    IntKey {
                        hash: hash,
                        int: Some(row.k),
                    },
                    |key, heap| key.k == row.k,
                    |heap| (
                        RowStepKey { k: row.k },
                        RowStepGroup {
                            rows: Ranked::new(2, false),
                        },
                    ),
                );
            if group.rows.admits(|last| RowStep::order(&row, &last.row)) {
                let kept = RowStepKept { row: row, seq };
                let dropped = group
                    .rows
                    .offer_dropping(
                        kept,
                        |a, b| {
                            let heap = &*heap;
                            RowStep::order(&a.row, &b.row).then(a.seq.cmp(&b.seq))
                        },
                    );
                if self.changes {
                    let change = true;
                    let heap = &*heap;
                    for (rank, kept) in group
                        .rows
                        .ranks(
                            |a, b| {
                                RowStep::order(&a.row, &b.row).then(a.seq.cmp(&b.seq))
                            },
                            |a, b| std::cmp::Ordering::Equal,
                        )
                        .skip_while(|(_, kept)| kept.seq != seq)
                    {
                        let row = kept.row;
                        self.row_counts.rows_out += 1;
                        self.stdout
                            .blackhole
                            .blackhole_2
                            .blackhole_3
                            .blackhole_4
                            .blackhole_5
                            .blackhole_6
                            .row(
                                cx,
                                change,
                                Blackhole6Row {
                                    k: row.k,
                                    hash_: row.hash_,
                                    weight: row.weight,
                                    at: row.at,
                                },
                            );
                    }
                }
            }
        }
    }
    /// Best first.
    #[inline]
    fn order(a: &RowStepRow, b: &RowStepRow) -> std::cmp::Ordering {
        b.hash_.cmp(&a.hash_)
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if control == Control::End {
                self.complete(cx);
            }
            if control == Control::Stop && self.finals {
                cx.unfinished("row");
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
                    |a, b| RowStep::order(&a.row, &b.row).then(a.seq.cmp(&b.seq)),
                    |a, b| std::cmp::Ordering::Equal,
                )
            {
                let row = kept.row;
                self.row_counts.rows_out += 1;
                self.stdout
                    .blackhole
                    .blackhole_2
                    .blackhole_3
                    .blackhole_4
                    .blackhole_5
                    .blackhole_6
                    .row(
                        cx,
                        change,
                        Blackhole6Row {
                            k: row.k,
                            hash_: row.hash_,
                            weight: row.weight,
                            at: row.at,
                        },
                    );
            }
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `stdout`.
#[derive(Clone, Copy)]
struct StdoutRow {
    k: i64,
    rows: i64,
    hash_: i64,
    key_: i64,
    delta: i64,
    waits: i64,
    fresh: i64,
    seq: i64,
    mean: Option<f64>,
    mean_rows: i64,
    group_: Option<f64>,
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

///`stdout`: `into stdout { format: csv, mode: final }`
struct Stdout {
    writer: StdoutWriter,
    blackhole: Blackhole,
}

impl Stdout {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout.writer(),
            blackhole: Blackhole::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, change: bool, row: StdoutRow) {
        match &mut self.writer {
            StdoutWriter::Arm0(writer) => {
                if change {
                    return;
                }
                let buffer = writer.buffer();
                weir_csv::put_i64(buffer, row.k);
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.rows);
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.hash_);
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.key_);
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.delta);
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.waits);
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.fresh);
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.seq);
                buffer.push(b',');
                if let Some(value) = row.mean {
                    weir_csv::put_f64(buffer, value);
                }
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.mean_rows);
                buffer.push(b',');
                if let Some(value) = row.group_ {
                    weir_csv::put_f64(buffer, value);
                }
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

///A row on its way into `blackhole`.
#[derive(Clone, Copy)]
struct BlackholeRow {
    hash_: i64,
    rows: i64,
    key_: i64,
    delta: i64,
    waits: i64,
    some: Option<i64>,
    some_any: i64,
}

/// What all workers share of the sink.
enum BlackholeShared {
    Arm0(weir_blackhole::Sink),
}

impl BlackholeShared {
    fn writer(&self) -> BlackholeWriter {
        match self {
            BlackholeShared::Arm0(sink) => BlackholeWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            BlackholeShared::Arm0(sink) => sink,
        }
    }
    /// Whether it takes every change of a row, or only what holds in the end.
    fn takes_changes(&self) -> bool {
        match self {
            BlackholeShared::Arm0(_) => true,
        }
    }
}

/// One worker's way into the sink.
enum BlackholeWriter {
    Arm0(weir_blackhole::Writer),
}

///`blackhole`: `into blackhole {}`
struct Blackhole {
    writer: BlackholeWriter,
    blackhole_2: Blackhole2,
}

impl Blackhole {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.blackhole.writer(),
            blackhole_2: Blackhole2::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, change: bool, row: BlackholeRow) {
        match &mut self.writer {
            BlackholeWriter::Arm0(writer) => {
                if !change {
                    return;
                }
                std::hint::black_box(row.hash_);
                std::hint::black_box(row.rows);
                std::hint::black_box(row.key_);
                std::hint::black_box(row.delta);
                std::hint::black_box(row.waits);
                std::hint::black_box(row.some);
                std::hint::black_box(row.some_any);
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            BlackholeWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            BlackholeWriter::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `blackhole.2`.
#[derive(Clone, Copy)]
struct Blackhole2Row {
    k: i64,
    rows: i64,
    time: i64,
    key_: i64,
    group_: i64,
    first: i64,
    first_arrival: i64,
}

/// What all workers share of the sink.
enum Blackhole2Shared {
    Arm0(weir_blackhole::Sink),
}

impl Blackhole2Shared {
    fn writer(&self) -> Blackhole2Writer {
        match self {
            Blackhole2Shared::Arm0(sink) => Blackhole2Writer::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            Blackhole2Shared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum Blackhole2Writer {
    Arm0(weir_blackhole::Writer),
}

///`blackhole.2`: `into blackhole {}`
struct Blackhole2 {
    writer: Blackhole2Writer,
    blackhole_3: Blackhole3,
}

impl Blackhole2 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.blackhole_2.writer(),
            blackhole_3: Blackhole3::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: Blackhole2Row) {
        match &mut self.writer {
            Blackhole2Writer::Arm0(writer) => {
                std::hint::black_box(row.k);
                std::hint::black_box(row.rows);
                std::hint::black_box(row.time);
                std::hint::black_box(row.key_);
                std::hint::black_box(row.group_);
                std::hint::black_box(row.first);
                std::hint::black_box(row.first_arrival);
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            Blackhole2Writer::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            Blackhole2Writer::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `blackhole.3`.
#[derive(Clone, Copy)]
struct Blackhole3Row {
    partial_: i64,
    rows: i64,
    group_: i64,
    mean: f64,
    mean_rows: i64,
}

/// What all workers share of the sink.
enum Blackhole3Shared {
    Arm0(weir_blackhole::Sink),
}

impl Blackhole3Shared {
    fn writer(&self) -> Blackhole3Writer {
        match self {
            Blackhole3Shared::Arm0(sink) => Blackhole3Writer::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            Blackhole3Shared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum Blackhole3Writer {
    Arm0(weir_blackhole::Writer),
}

///`blackhole.3`: `into blackhole {}`
struct Blackhole3 {
    writer: Blackhole3Writer,
    blackhole_4: Blackhole4,
}

impl Blackhole3 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.blackhole_3.writer(),
            blackhole_4: Blackhole4::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: Blackhole3Row) {
        match &mut self.writer {
            Blackhole3Writer::Arm0(writer) => {
                std::hint::black_box(row.partial_);
                std::hint::black_box(row.rows);
                std::hint::black_box(row.group_);
                std::hint::black_box(row.mean);
                std::hint::black_box(row.mean_rows);
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            Blackhole3Writer::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            Blackhole3Writer::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `blackhole.4`.
#[derive(Clone, Copy)]
struct Blackhole4Row {
    rows: i64,
    start: i64,
    end: i64,
    group_: i64,
}

/// What all workers share of the sink.
enum Blackhole4Shared {
    Arm0(weir_blackhole::Sink),
}

impl Blackhole4Shared {
    fn writer(&self) -> Blackhole4Writer {
        match self {
            Blackhole4Shared::Arm0(sink) => Blackhole4Writer::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            Blackhole4Shared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum Blackhole4Writer {
    Arm0(weir_blackhole::Writer),
}

///`blackhole.4`: `into blackhole {}`
struct Blackhole4 {
    writer: Blackhole4Writer,
    blackhole_5: Blackhole5,
}

impl Blackhole4 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.blackhole_4.writer(),
            blackhole_5: Blackhole5::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: Blackhole4Row) {
        match &mut self.writer {
            Blackhole4Writer::Arm0(writer) => {
                std::hint::black_box(row.rows);
                std::hint::black_box(row.start);
                std::hint::black_box(row.end);
                std::hint::black_box(row.group_);
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            Blackhole4Writer::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            Blackhole4Writer::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `blackhole.5`.
#[derive(Clone, Copy)]
struct Blackhole5Row {
    k: i64,
    hash_: i64,
    weight: Option<f64>,
    at: i64,
}

/// What all workers share of the sink.
enum Blackhole5Shared {
    Arm0(weir_blackhole::Sink),
}

impl Blackhole5Shared {
    fn writer(&self) -> Blackhole5Writer {
        match self {
            Blackhole5Shared::Arm0(sink) => Blackhole5Writer::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            Blackhole5Shared::Arm0(sink) => sink,
        }
    }
    /// Whether it takes every change of a row, or only what holds in the end.
    fn takes_changes(&self) -> bool {
        match self {
            Blackhole5Shared::Arm0(_) => true,
        }
    }
}

/// One worker's way into the sink.
enum Blackhole5Writer {
    Arm0(weir_blackhole::Writer),
}

///`blackhole.5`: `into blackhole {}`
struct Blackhole5 {
    writer: Blackhole5Writer,
    blackhole_6: Blackhole6,
}

impl Blackhole5 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.blackhole_5.writer(),
            blackhole_6: Blackhole6::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, change: bool, row: Blackhole5Row) {
        match &mut self.writer {
            Blackhole5Writer::Arm0(writer) => {
                if !change {
                    return;
                }
                std::hint::black_box(row.k);
                std::hint::black_box(row.hash_);
                std::hint::black_box(row.weight);
                std::hint::black_box(row.at);
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            Blackhole5Writer::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            Blackhole5Writer::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `blackhole.6`.
#[derive(Clone, Copy)]
struct Blackhole6Row {
    k: i64,
    hash_: i64,
    weight: Option<f64>,
    at: i64,
}

/// What all workers share of the sink.
enum Blackhole6Shared {
    Arm0(weir_blackhole::Sink),
}

impl Blackhole6Shared {
    fn writer(&self) -> Blackhole6Writer {
        match self {
            Blackhole6Shared::Arm0(sink) => Blackhole6Writer::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            Blackhole6Shared::Arm0(sink) => sink,
        }
    }
    /// Whether it takes every change of a row, or only what holds in the end.
    fn takes_changes(&self) -> bool {
        match self {
            Blackhole6Shared::Arm0(_) => false,
        }
    }
}

/// One worker's way into the sink.
enum Blackhole6Writer {
    Arm0(weir_blackhole::Writer),
}

///`blackhole.6`: `into blackhole {}`
struct Blackhole6 {
    writer: Blackhole6Writer,
}

impl Blackhole6 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.blackhole_6.writer(),
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, change: bool, row: Blackhole6Row) {
        match &mut self.writer {
            Blackhole6Writer::Arm0(writer) => {
                if change {
                    return;
                }
                std::hint::black_box(row.k);
                std::hint::black_box(row.hash_);
                std::hint::black_box(row.weight);
                std::hint::black_box(row.at);
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            Blackhole6Writer::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            Blackhole6Writer::Arm0(writer) => writer.counts(),
        }
    }
}
