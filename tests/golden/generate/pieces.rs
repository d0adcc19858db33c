//! `pieces`, compiled from pieces.weir by weir 0.1.0.
//!
//! Rows that all workers make and exchanges put back into order, beside rows that one worker makes.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "pieces",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[
        ParamDescription {
            name: "rate",
            doc: "",
            ty: "i64",
            variants: &[],
            default: Some("0"),
            secret: false,
        },
    ],
    sources: &["rows", "disordered", "plain", "sums"],
    sinks: &["stdout", "blackhole", "blackhole.2", "blackhole.3"],
    steps: &["newest", "dearest", "whole", "of_bidders", "of_all"],
    late_dropped: &[3usize, 4usize],
};
fn main() -> ExitCode {
    weir_runtime::main::<Program>(&DESCRIPTION)
}

/// The pipeline's parameters, fixed when the job starts.
struct Params {
    ///`param rate`
    rate: i64,
}

/// What all workers share.
struct Shared {
    params: &'static Params,
    rows: RowsShared,
    disordered: DisorderedShared,
    plain: PlainShared,
    sums: SumsShared,
    stdout: StdoutShared,
    blackhole: BlackholeShared,
    blackhole_2: Blackhole2Shared,
    blackhole_3: Blackhole3Shared,
}

struct Program;
impl Job for Program {
    type Shared = Shared;
    type Worker = Subtask;
    #[cold]
    fn prepare(setup: &mut Setup<'_>) -> Result<Shared> {
        let params = Params {
            rate: setup.param_int::<i64>(0usize)?,
        };
        let scratch = Scratch::new();
        let cx = SettingCx { scratch: &scratch };
        let rows = RowsShared::Arm0(RowsArm0Shared {
            rows: 10000i64,
            rate: params.rate,
            lag: 0,
            dealing: Dealing::default(),
        });
        let disordered = DisorderedShared::Arm0(DisorderedArm0Shared {
            events: 10000i64,
            seed: 0i64,
            rate: 100000i64,
            out_of_order_us: 2000000i64,
            lag: 0,
            dealing: Dealing::default(),
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        let blackhole = BlackholeShared::Arm0(
            weir_blackhole::Sink::create(setup, 1usize)?,
        );
        let plain = PlainShared::Arm0(PlainArm0Shared {
            rows: 10000i64,
            rate: 0i64,
            lag: 0,
            dealing: Dealing::default(),
        });
        let blackhole_2 = Blackhole2Shared::Arm0(
            weir_blackhole::Sink::create(setup, 2usize)?,
        );
        let sums = SumsShared::Arm0(SumsArm0Shared {
            events: 10000i64,
            seed: 0i64,
            rate: 100000i64,
            out_of_order_us: 0i64,
            lag: 1000000i64,
            dealing: Dealing::default(),
        });
        let blackhole_3 = Blackhole3Shared::Arm0(
            weir_blackhole::Sink::create(setup, 3usize)?,
        );
        Ok(Shared {
            rows,
            disordered,
            stdout,
            blackhole,
            plain,
            blackhole_2,
            sums,
            blackhole_3,
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
            ],
        );
    }
}

/// One worker's share of the job: what it reads, and the nodes, each inside the one before it.
struct Subtask {
    rows_input: RowsInput,
    disordered_input: DisorderedInput,
    plain_input: PlainInput,
    sums_input: SumsInput,
    rows: Rows,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            rows_input: RowsInput::new(&shared.rows, shared.params, setup)?,
            disordered_input: DisorderedInput::new(
                &shared.disordered,
                shared.params,
                setup,
            )?,
            plain_input: PlainInput::new(&shared.plain, shared.params, setup)?,
            sums_input: SumsInput::new(&shared.sums, shared.params, setup)?,
            rows: Rows::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.rows.start(cx, &mut self.rows_input);
        self.rows.disordered.start(cx, &mut self.disordered_input);
        self.rows
            .disordered
            .newest
            .dearest
            .stdout
            .blackhole
            .plain
            .start(cx, &mut self.plain_input);
        self.rows
            .disordered
            .newest
            .dearest
            .stdout
            .blackhole
            .plain
            .whole
            .blackhole_2
            .sums
            .start(cx, &mut self.sums_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        while !(cx.failed()) {
            let Some(batch) = self.rows.disordered.newest.exchange.receive() else {
                break
            };
            self.rows.disordered.newest.batch(cx, &batch);
            self.rows.disordered.newest.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.rows.disordered.newest.exchange.blocked() {
            rounds.add(self.rows.disordered.poll(cx, &mut self.disordered_input));
            rounds
                .add(
                    self
                        .rows
                        .disordered
                        .newest
                        .dearest
                        .stdout
                        .blackhole
                        .plain
                        .poll(cx, &mut self.plain_input),
                );
            rounds
                .add(
                    self
                        .rows
                        .disordered
                        .newest
                        .dearest
                        .stdout
                        .blackhole
                        .plain
                        .whole
                        .blackhole_2
                        .sums
                        .poll(cx, &mut self.sums_input),
                );
        } else {
            rounds.open();
        }
        if cx.started() && !self.rows.disordered.newest.exchange.blocked() {
            rounds.add(self.rows.poll(cx, &mut self.rows_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.rows.disordered.newest.dearest.stdout.flush(cx);
            self.rows.disordered.newest.dearest.stdout.blackhole.flush(cx);
            self.rows
                .disordered
                .newest
                .dearest
                .stdout
                .blackhole
                .plain
                .whole
                .blackhole_2
                .flush(cx);
            self.rows
                .disordered
                .newest
                .dearest
                .stdout
                .blackhole
                .plain
                .whole
                .blackhole_2
                .sums
                .of_bidders
                .of_all
                .blackhole_3
                .flush(cx);
        }
        self.rows.disordered.newest.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.rows_input.stats(0usize, stats);
        self.disordered_input.stats(1usize, stats);
        self.plain_input.stats(2usize, stats);
        self.sums_input.stats(3usize, stats);
        let (rows, bytes) = self.rows.disordered.newest.dearest.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        let (rows, bytes) = self
            .rows
            .disordered
            .newest
            .dearest
            .stdout
            .blackhole
            .counts();
        stats.sink(1usize, rows, bytes, 0);
        let (rows, bytes) = self
            .rows
            .disordered
            .newest
            .dearest
            .stdout
            .blackhole
            .plain
            .whole
            .blackhole_2
            .counts();
        stats.sink(2usize, rows, bytes, 0);
        let (rows, bytes) = self
            .rows
            .disordered
            .newest
            .dearest
            .stdout
            .blackhole
            .plain
            .whole
            .blackhole_2
            .sums
            .of_bidders
            .of_all
            .blackhole_3
            .counts();
        stats.sink(3usize, rows, bytes, 0);
        stats.step(0usize, self.rows.newest_counts);
        stats.step(1usize, self.rows.disordered.dearest_counts);
        stats.step(0usize, self.rows.disordered.newest.newest_counts);
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.rows.disordered.newest.table.size_bytes() as u64,
                    keys: self.rows.disordered.newest.table.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats.step(1usize, self.rows.disordered.newest.dearest.dearest_counts);
        stats
            .step(
                1usize,
                StepCounts {
                    state_bytes: self.rows.disordered.newest.dearest.table.size_bytes()
                        as u64,
                    keys: self.rows.disordered.newest.dearest.table.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                2usize,
                self.rows.disordered.newest.dearest.stdout.blackhole.plain.whole_counts,
            );
        stats
            .step(
                2usize,
                self
                    .rows
                    .disordered
                    .newest
                    .dearest
                    .stdout
                    .blackhole
                    .plain
                    .whole
                    .whole_counts,
            );
        stats
            .step(
                2usize,
                StepCounts {
                    state_bytes: self
                        .rows
                        .disordered
                        .newest
                        .dearest
                        .stdout
                        .blackhole
                        .plain
                        .whole
                        .table
                        .size_bytes() as u64,
                    keys: self
                        .rows
                        .disordered
                        .newest
                        .dearest
                        .stdout
                        .blackhole
                        .plain
                        .whole
                        .table
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                3usize,
                self
                    .rows
                    .disordered
                    .newest
                    .dearest
                    .stdout
                    .blackhole
                    .plain
                    .whole
                    .blackhole_2
                    .sums
                    .of_bidders_counts,
            );
        stats
            .step(
                3usize,
                self
                    .rows
                    .disordered
                    .newest
                    .dearest
                    .stdout
                    .blackhole
                    .plain
                    .whole
                    .blackhole_2
                    .sums
                    .of_bidders
                    .of_bidders_counts,
            );
        stats
            .step(
                4usize,
                self
                    .rows
                    .disordered
                    .newest
                    .dearest
                    .stdout
                    .blackhole
                    .plain
                    .whole
                    .blackhole_2
                    .sums
                    .of_bidders
                    .of_all_counts,
            );
        stats
            .watermark(
                self
                    .rows
                    .disordered
                    .newest
                    .dearest
                    .stdout
                    .blackhole
                    .plain
                    .whole
                    .blackhole_2
                    .sums
                    .of_bidders
                    .marks
                    .least(),
            );
        stats
            .step(
                3usize,
                StepCounts {
                    state_bytes: self
                        .rows
                        .disordered
                        .newest
                        .dearest
                        .stdout
                        .blackhole
                        .plain
                        .whole
                        .blackhole_2
                        .sums
                        .of_bidders
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .rows
                        .disordered
                        .newest
                        .dearest
                        .stdout
                        .blackhole
                        .plain
                        .whole
                        .blackhole_2
                        .sums
                        .of_bidders
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                4usize,
                self
                    .rows
                    .disordered
                    .newest
                    .dearest
                    .stdout
                    .blackhole
                    .plain
                    .whole
                    .blackhole_2
                    .sums
                    .of_bidders
                    .of_all
                    .of_all_counts,
            );
        stats
            .watermark(
                self
                    .rows
                    .disordered
                    .newest
                    .dearest
                    .stdout
                    .blackhole
                    .plain
                    .whole
                    .blackhole_2
                    .sums
                    .of_bidders
                    .of_all
                    .marks
                    .least(),
            );
        stats
            .step(
                4usize,
                StepCounts {
                    state_bytes: self
                        .rows
                        .disordered
                        .newest
                        .dearest
                        .stdout
                        .blackhole
                        .plain
                        .whole
                        .blackhole_2
                        .sums
                        .of_bidders
                        .of_all
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .rows
                        .disordered
                        .newest
                        .dearest
                        .stdout
                        .blackhole
                        .plain
                        .whole
                        .blackhole_2
                        .sums
                        .of_bidders
                        .of_all
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
    }
}

///`record Bid`, as far as it is used.
#[derive(Clone, Copy, PartialEq)]
struct BidRecord {
    auction: i64,
    price: i64,
    date_time: i64,
}

struct RowsArm0Shared {
    rows: i64,
    rate: i64,
    lag: i64,
    dealing: Dealing,
}

struct RowsArm0 {
    numbers: weir_generate::Numbers,
    clock: Clock,
}

impl RowsArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &RowsArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let numbers = weir_generate::Numbers::new(
                weir_generate::NumbersSpec {
                    rows: shared.rows,
                    rate: shared.rate,
                    spread: Spread::Pieces,
                    me: setup.me,
                },
                &shared.dealing,
            )
            .map_err(|error| error.step("rows"))?;
        Ok(Self {
            numbers,
            clock: Clock::new(shared.lag, &[]),
        })
    }
    fn is_empty(&self) -> bool {
        self.numbers.ended()
    }
    fn is_endless(&self) -> bool {
        self.numbers.is_endless()
    }
}

/// What all workers share of the source.
enum RowsShared {
    Arm0(RowsArm0Shared),
}

/// What one worker reads.
struct RowsInput {
    arm: RowsArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum RowsArm {
    Arm0(RowsArm0),
}

impl RowsInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &RowsShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            RowsShared::Arm0(shared) => {
                RowsArm::Arm0(RowsArm0::new(shared, params, setup)?)
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

///`rows`: `rows`
struct Rows {
    newest_counts: StepCounts,
    disordered: Disordered,
}

impl Rows {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            newest_counts: StepCounts::default(),
            disordered: Disordered::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut RowsArm0,
        rows: &mut u64,
        bytes: &mut u64,
        errors: &mut u64,
    ) -> Polled {
        let piece = arm.numbers.begin_piece();
        self.begin_piece(piece);
        let mut waiting_newest = self.disordered.newest.waiting(cx);
        for made in 0..QUANTUM_ROWS {
            let number = match arm.numbers.next() {
                weir_generate::Next::Number(number) => number,
                weir_generate::Next::Later => {
                    self.disordered.newest.apply_waiting(cx, &mut waiting_newest);
                    *rows += made;
                    return if made == 0 { Polled::Idle } else { Polled::Rows };
                }
                weir_generate::Next::Ended => {
                    self.disordered.newest.apply_waiting(cx, &mut waiting_newest);
                    if piece.is_some() {
                        self.end_piece();
                    }
                    *rows += made;
                    return Polled::Ended;
                }
            };
            self.newest_counts.rows_in += 1;
            let id = number;
            let k = number % 7i64;
            {
                let waits = NewestRow { id: id, k: k };
                if !waiting_newest.waits() {
                    self.disordered.newest.row(cx, waits);
                } else if waiting_newest.push(waits) {
                    self.disordered.newest.apply_waiting(cx, &mut waiting_newest);
                }
            }
        }
        self.disordered.newest.apply_waiting(cx, &mut waiting_newest);
        if piece.is_some() {
            self.end_piece();
        }
        *rows += QUANTUM_ROWS;
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut RowsInput) {
        let empty = match &input.arm {
            RowsArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut RowsInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                RowsArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            let taken = match &input.arm {
                RowsArm::Arm0(_) => None,
            };
            self.give_up(taken);
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            RowsArm::Arm0(arm) => {
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
            self.disordered.newest.exchange.begin_piece(piece);
        }
    }
    /// No more will be read of this piece, the last that was taken.
    #[cold]
    #[inline(never)]
    fn give_up(&mut self, piece: Option<usize>) {
        if let Some(piece) = piece {
            self.disordered.newest.exchange.give_up(piece);
        }
    }
    /// All of the piece was read.
    #[inline(never)]
    fn end_piece(&mut self) {
        self.disordered.newest.exchange.end_piece();
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.disordered.newest.upstream(cx, control);
    }
}

struct DisorderedArm0Shared {
    events: i64,
    seed: i64,
    rate: i64,
    out_of_order_us: i64,
    lag: i64,
    dealing: Dealing,
}

struct DisorderedArm0 {
    generator: weir_nexmark::Generator,
    clock: Clock,
}

impl DisorderedArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &DisorderedArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let generator = weir_nexmark::Generator::new(
                weir_nexmark::GeneratorSpec {
                    events: shared.events,
                    seed: shared.seed,
                    rate: shared.rate,
                    out_of_order_us: shared.out_of_order_us,
                    spread: Spread::One,
                    me: setup.me,
                },
                &shared.dealing,
            )
            .map_err(|error| error.step("disordered"))?;
        Ok(Self {
            generator,
            clock: Clock::new(shared.lag, &[]),
        })
    }
    fn is_empty(&self) -> bool {
        self.generator.ended()
    }
    fn is_endless(&self) -> bool {
        self.generator.is_endless()
    }
}

/// What all workers share of the source.
enum DisorderedShared {
    Arm0(DisorderedArm0Shared),
}

/// What one worker reads.
struct DisorderedInput {
    arm: DisorderedArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum DisorderedArm {
    Arm0(DisorderedArm0),
}

impl DisorderedInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &DisorderedShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            DisorderedShared::Arm0(shared) => {
                DisorderedArm::Arm0(DisorderedArm0::new(shared, params, setup)?)
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

///`disordered`: `disordered`
struct Disordered {
    dearest_counts: StepCounts,
    newest: Newest,
}

impl Disordered {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            dearest_counts: StepCounts::default(),
            newest: Newest::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut DisorderedArm0,
        rows: &mut u64,
        bytes: &mut u64,
        errors: &mut u64,
    ) -> Polled {
        for made in 0..QUANTUM_ROWS {
            let Some(event) = arm.generator.next() else {
                *rows += made;
                return Polled::Ended;
            };
            'row: {
                self.dearest_counts.rows_in += 1;
                // |> where bid != null
                if !(!(!(event.kind == weir_nexmark::Kind::Bid))) {
                    break 'row;
                }
                let event_type = (event.event_type() as i32);
                let auction = (event.bid_auction() as i64);
                let price = (event.bid_price() as i64);
                let date_time = event.bid_date_time();
                self.newest
                    .dearest
                    .row(
                        cx,
                        DearestRow {
                            event_type: event_type,
                            bid: BidRecord {
                                auction: auction,
                                price: price,
                                date_time: date_time,
                            },
                            by: price,
                        },
                    );
            }
        }
        *rows += QUANTUM_ROWS;
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut DisorderedInput) {
        let empty = match &input.arm {
            DisorderedArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut DisorderedInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                DisorderedArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            DisorderedArm::Arm0(arm) => {
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
        self.newest.dearest.upstream(cx, control);
    }
}

///A row on its way into `newest`.
#[derive(Clone, Copy)]
struct NewestRow {
    id: i64,
    k: i64,
}

///What `newest` groups by.
#[derive(Clone, Copy)]
struct NewestKey {
    k: i64,
}

impl TableKey for NewestKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.k)
    }
}

///The row that `newest` keeps of a key, without the key.
#[derive(Clone, Copy)]
struct NewestGroup {
    id: i64,
}

impl NewestGroup {
    #[inline]
    fn of(row: &NewestRow, heap: &mut Heap) -> Self {
        NewestGroup { id: row.id }
    }
    #[inline]
    fn row(&self, key: &NewestKey, heap: &Heap) -> NewestRow {
        NewestRow { id: self.id, k: key.k }
    }
}

///`newest`: `dedup by k keep last`
struct Newest {
    exchange: Exchange<NewestRow>,
    marks: Marks,
    table: Table<NewestKey, NewestGroup>,
    changes: bool,
    finals: bool,
    newest_counts: StepCounts,
    dearest: Dearest,
}

impl Newest {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(0usize),
            marks: Marks::in_order(setup.workers),
            table: Table::new(),
            changes: false || shared.stdout.takes_changes(),
            finals: false || !shared.stdout.takes_changes(),
            newest_counts: StepCounts::default(),
            dearest: Dearest::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: NewestRow) {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<NewestRow>) {
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
    fn apply_rows(&mut self, cx: Cx<'_>, heap: &Heap, rows: &[NewestRow], is_far: bool) {
        let ahead = if is_far { 2 * APART } else { 0 };
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
    fn waiting<'s>(&self, cx: Cx<'s>) -> Waiting<'s, NewestRow> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.table.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, NewestRow>) {
        let rows = waiting.rows();
        let is_far = true;
        let ahead = if is_far { 2 * APART } else { 0 };
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: NewestRow) {
        let mut is_first = false;
        let kept = self
            .table
            .entry(
                IntKey {
                    hash: hash,
                    int: Some(row.k),
                },
                |key, heap| key.k == row.k,
                |heap| {
                    is_first = true;
                    (NewestKey { k: row.k }, NewestGroup::of(&row, heap))
                },
            );
        if !is_first {
            if !(true) {
                return;
            }
            *kept = NewestGroup::of(&row, &mut Heap::new());
        }
        if self.changes {
            let change = true;
            self.newest_counts.rows_out += 1;
            self.dearest.stdout.row(cx, change, StdoutRow { id: row.id, k: row.k });
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
                cx.unfinished("newest");
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
            self.newest_counts.rows_out += 1;
            self.dearest.stdout.row(cx, change, StdoutRow { id: row.id, k: row.k });
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `dearest`.
#[derive(Clone, Copy)]
struct DearestRow {
    event_type: i32,
    bid: BidRecord,
    by: i64,
}

///What `dearest` groups by.
#[derive(Clone, Copy)]
struct DearestKey {}
impl TableKey for DearestKey {
    type Hash = u64;
}

/// A row that is kept.
#[derive(Clone, Copy)]
struct DearestKept {
    row: DearestRow,
    seq: u64,
}

/// The best rows of a partition so far.
#[derive(Clone)]
struct DearestGroup {
    rows: Ranked<DearestKept>,
}

///`dearest`: `top 3 by bid.price desc`
struct Dearest {
    arrivals: u64,
    marks: Marks,
    table: Table<DearestKey, DearestGroup>,
    changes: bool,
    finals: bool,
    dearest_counts: StepCounts,
    stdout: Stdout,
}

impl Dearest {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            arrivals: 0,
            marks: Marks::new(1),
            table: Table::new(),
            changes: false || shared.blackhole.takes_changes(),
            finals: false || !shared.blackhole.takes_changes(),
            dearest_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: DearestRow) {
        let hash = 0;
        self.apply(cx, hash, row);
    }
    /// A control message from the node before.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        self.control(cx, 0, control);
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: DearestRow) {
        'row: {
            self.arrivals += 1;
            let seq = self.arrivals;
            let (group, heap) = self
                .table
                .entry_heap(
                    hash,
                    |key, heap| true,
                    |heap| (
                        DearestKey {},
                        DearestGroup {
                            rows: Ranked::new(3, false),
                        },
                    ),
                );
            if group.rows.admits(|last| Dearest::order(&row, &last.row)) {
                let kept = DearestKept { row: row, seq };
                let dropped = group
                    .rows
                    .offer_dropping(
                        kept,
                        |a, b| {
                            let heap = &*heap;
                            Dearest::order(&a.row, &b.row).then(a.seq.cmp(&b.seq))
                        },
                    );
                if self.changes {
                    let change = true;
                    let heap = &*heap;
                    for (rank, kept) in group
                        .rows
                        .ranks(
                            |a, b| {
                                Dearest::order(&a.row, &b.row).then(a.seq.cmp(&b.seq))
                            },
                            |a, b| std::cmp::Ordering::Equal,
                        )
                        .skip_while(|(_, kept)| kept.seq != seq)
                    {
                        let row = kept.row;
                        self.dearest_counts.rows_out += 1;
                        self.stdout
                            .blackhole
                            .row(
                                cx,
                                change,
                                BlackholeRow {
                                    event_type: row.event_type,
                                    bid: row.bid,
                                },
                            );
                    }
                }
            }
        }
    }
    /// Best first.
    #[inline]
    fn order(a: &DearestRow, b: &DearestRow) -> std::cmp::Ordering {
        b.by.cmp(&a.by)
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if control == Control::End {
                self.complete(cx);
            }
            if control == Control::Stop && self.finals {
                cx.unfinished("dearest");
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
                    |a, b| Dearest::order(&a.row, &b.row).then(a.seq.cmp(&b.seq)),
                    |a, b| std::cmp::Ordering::Equal,
                )
            {
                let row = kept.row;
                self.dearest_counts.rows_out += 1;
                self.stdout
                    .blackhole
                    .row(
                        cx,
                        change,
                        BlackholeRow {
                            event_type: row.event_type,
                            bid: row.bid,
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
    id: i64,
    k: i64,
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

///`stdout`: `into stdout { format: json, mode: final }`
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
                buffer.extend_from_slice(b"{\"id\":");
                weir_json::put_i64(buffer, row.id);
                buffer.extend_from_slice(b",\"k\":");
                weir_json::put_i64(buffer, row.k);
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

///A row on its way into `blackhole`.
#[derive(Clone, Copy)]
struct BlackholeRow {
    event_type: i32,
    bid: BidRecord,
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
            BlackholeShared::Arm0(_) => false,
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
    plain: Plain,
}

impl Blackhole {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.blackhole.writer(),
            plain: Plain::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, change: bool, row: BlackholeRow) {
        match &mut self.writer {
            BlackholeWriter::Arm0(writer) => {
                if change {
                    return;
                }
                std::hint::black_box(row.event_type);
                std::hint::black_box(row.bid);
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

struct PlainArm0Shared {
    rows: i64,
    rate: i64,
    lag: i64,
    dealing: Dealing,
}

struct PlainArm0 {
    numbers: weir_generate::Numbers,
    clock: Clock,
}

impl PlainArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &PlainArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let numbers = weir_generate::Numbers::new(
                weir_generate::NumbersSpec {
                    rows: shared.rows,
                    rate: shared.rate,
                    spread: Spread::One,
                    me: setup.me,
                },
                &shared.dealing,
            )
            .map_err(|error| error.step("plain"))?;
        Ok(Self {
            numbers,
            clock: Clock::new(shared.lag, &[]),
        })
    }
    fn is_empty(&self) -> bool {
        self.numbers.ended()
    }
    fn is_endless(&self) -> bool {
        self.numbers.is_endless()
    }
}

/// What all workers share of the source.
enum PlainShared {
    Arm0(PlainArm0Shared),
}

/// What one worker reads.
struct PlainInput {
    arm: PlainArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum PlainArm {
    Arm0(PlainArm0),
}

impl PlainInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &PlainShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            PlainShared::Arm0(shared) => {
                PlainArm::Arm0(PlainArm0::new(shared, params, setup)?)
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

///`plain`: `plain`
struct Plain {
    whole_counts: StepCounts,
    whole: Whole,
}

impl Plain {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            whole_counts: StepCounts::default(),
            whole: Whole::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut PlainArm0,
        rows: &mut u64,
        bytes: &mut u64,
        errors: &mut u64,
    ) -> Polled {
        for made in 0..QUANTUM_ROWS {
            let number = match arm.numbers.next() {
                weir_generate::Next::Number(number) => number,
                weir_generate::Next::Later => {
                    *rows += made;
                    return if made == 0 { Polled::Idle } else { Polled::Rows };
                }
                weir_generate::Next::Ended => {
                    *rows += made;
                    return Polled::Ended;
                }
            };
            self.whole_counts.rows_in += 1;
            let id = number;
            self.whole.row(cx, WholeRow { id: id });
        }
        *rows += QUANTUM_ROWS;
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut PlainInput) {
        let empty = match &input.arm {
            PlainArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut PlainInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                PlainArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            PlainArm::Arm0(arm) => {
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
        self.whole.upstream(cx, control);
    }
}

///A row on its way into `whole`.
#[derive(Clone, Copy)]
struct WholeRow {
    id: i64,
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
    first: Option<i64>,
    last: Option<i64>,
}

///`whole`: `aggregate { first: first(id), last: last(id) }`
struct Whole {
    marks: Marks,
    table: Table<WholeKey, WholeGroup>,
    changes: bool,
    finals: bool,
    whole_counts: StepCounts,
    blackhole_2: Blackhole2,
}

impl Whole {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            marks: Marks::new(1),
            table: Table::new(),
            changes: false || shared.blackhole_2.takes_changes(),
            finals: false || !shared.blackhole_2.takes_changes(),
            whole_counts: StepCounts::default(),
            blackhole_2: Blackhole2::new(shared, setup)?,
        })
    }
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: WholeRow) {
        let hash = 0;
        self.apply(cx, hash, row);
    }
    /// A control message from the node before.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        self.control(cx, 0, control);
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: WholeRow) {
        let first_value = row.id;
        let last_value = row.id;
        let group = self
            .table
            .entry(
                hash,
                |key, heap| true,
                |heap| (
                    WholeKey {},
                    WholeGroup {
                        first: None,
                        last: None,
                    },
                ),
            );
        {
            let value = first_value;
            if group.first.is_none() {
                group.first = Some(value);
            }
        }
        {
            let value = last_value;
            if true {
                group.last = Some(value);
            }
        }
        if self.changes {
            let change = true;
            self.whole_counts.rows_out += 1;
            let first_2 = match group.first {
                Some(value) => value,
                None => group_without_rows(),
            };
            let last = match group.last {
                Some(value) => value,
                None => group_without_rows(),
            };
            self.blackhole_2
                .row(
                    cx,
                    change,
                    Blackhole2Row {
                        first: first_2,
                        last: last,
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
                cx.unfinished("whole");
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
            self.whole_counts.rows_out += 1;
            let first_2 = match group.first {
                Some(value) => value,
                None => group_without_rows(),
            };
            let last = match group.last {
                Some(value) => value,
                None => group_without_rows(),
            };
            self.blackhole_2
                .row(
                    cx,
                    change,
                    Blackhole2Row {
                        first: first_2,
                        last: last,
                    },
                );
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `blackhole.2`.
#[derive(Clone, Copy)]
struct Blackhole2Row {
    first: i64,
    last: i64,
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
    /// Whether it takes every change of a row, or only what holds in the end.
    fn takes_changes(&self) -> bool {
        match self {
            Blackhole2Shared::Arm0(_) => true,
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
    sums: Sums,
}

impl Blackhole2 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.blackhole_2.writer(),
            sums: Sums::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, change: bool, row: Blackhole2Row) {
        match &mut self.writer {
            Blackhole2Writer::Arm0(writer) => {
                if !change {
                    return;
                }
                std::hint::black_box(row.first);
                std::hint::black_box(row.last);
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

struct SumsArm0Shared {
    events: i64,
    seed: i64,
    rate: i64,
    out_of_order_us: i64,
    lag: i64,
    dealing: Dealing,
}

struct SumsArm0 {
    generator: weir_nexmark::Generator,
    clock: Clock,
}

impl SumsArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &SumsArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let generator = weir_nexmark::Generator::new(
                weir_nexmark::GeneratorSpec {
                    events: shared.events,
                    seed: shared.seed,
                    rate: shared.rate,
                    out_of_order_us: shared.out_of_order_us,
                    spread: Spread::One,
                    me: setup.me,
                },
                &shared.dealing,
            )
            .map_err(|error| error.step("sums"))?;
        Ok(Self {
            generator,
            clock: Clock::new(
                shared.lag,
                &[
                    Lattice { step: 1000000, phase: 0 },
                    Lattice {
                        step: 10000000,
                        phase: 0,
                    },
                ],
            ),
        })
    }
    fn is_empty(&self) -> bool {
        self.generator.ended()
    }
    fn is_endless(&self) -> bool {
        self.generator.is_endless()
    }
}

/// What all workers share of the source.
enum SumsShared {
    Arm0(SumsArm0Shared),
}

/// What one worker reads.
struct SumsInput {
    arm: SumsArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum SumsArm {
    Arm0(SumsArm0),
}

impl SumsInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &SumsShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            SumsShared::Arm0(shared) => {
                SumsArm::Arm0(SumsArm0::new(shared, params, setup)?)
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

///`sums`: `sums`
struct Sums {
    of_bidders_counts: StepCounts,
    of_bidders: OfBidders,
}

impl Sums {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            of_bidders_counts: StepCounts::default(),
            of_bidders: OfBidders::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut SumsArm0,
        rows: &mut u64,
        bytes: &mut u64,
        errors: &mut u64,
    ) -> Polled {
        for made in 0..QUANTUM_ROWS {
            let Some(event) = arm.generator.next() else {
                *rows += made;
                return Polled::Ended;
            };
            'row: {
                let Some(result) = (if (event.kind == weir_nexmark::Kind::Bid) {
                    Some(event.bid_date_time())
                } else {
                    None
                }) else {
                    record_failed(
                        cx,
                        "sums",
                        "sums",
                        event_place(cx, event.number()),
                        Failure::NoTime,
                        &[
                            (
                                "bid",
                                if (event.kind == weir_nexmark::Kind::Bid) {
                                    Shown::Json(
                                        shown_row(
                                            cx,
                                            &[
                                                (
                                                    "auction",
                                                    Shown::Int(i128::from((event.bid_auction() as i64))),
                                                ),
                                                (
                                                    "price",
                                                    Shown::Int(i128::from((event.bid_price() as i64))),
                                                ),
                                                ("dateTime", Shown::Timestamp(event.bid_date_time())),
                                            ],
                                        ),
                                    )
                                } else {
                                    Shown::Null
                                },
                            ),
                        ],
                    );
                    break 'row;
                };
                let event_time = result;
                if let Some(watermark) = arm.clock.tick(event_time) {
                    self.forward(cx, Control::Watermark(watermark));
                }
                self.of_bidders_counts.rows_in += 1;
                // |> where bid != null
                if !(!(!(event.kind == weir_nexmark::Kind::Bid))) {
                    break 'row;
                }
                let price = (event.bid_price() as i64);
                let auction = (event.bid_auction() as i64);
                self.of_bidders
                    .row(
                        cx,
                        OfBiddersRow {
                            bid_price: price,
                            time: event_time,
                            computed_key: auction,
                        },
                    );
            }
        }
        *rows += QUANTUM_ROWS;
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut SumsInput) {
        let empty = match &input.arm {
            SumsArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut SumsInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                SumsArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            SumsArm::Arm0(arm) => {
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
        self.of_bidders.upstream(cx, control);
    }
}

///A row on its way into `of_bidders`.
#[derive(Clone, Copy)]
struct OfBiddersRow {
    bid_price: i64,
    time: i64,
    computed_key: i64,
}

///What `of_bidders` groups by.
#[derive(Clone, Copy)]
struct OfBiddersKey {
    computed_key: i64,
}

impl TableKey for OfBiddersKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.computed_key)
    }
}

///The state of a group of `of_bidders`.
#[derive(Clone, Copy)]
struct OfBiddersGroup {
    s: f64,
}

///`of_bidders`: `aggregate by bid.auction { s: sum(bid.price as f64) }`
struct OfBidders {
    marks: Marks,
    windows: Windows<OfBiddersKey, OfBiddersGroup>,
    of_bidders_counts: StepCounts,
    of_all_counts: StepCounts,
    of_all: OfAll,
}

impl OfBidders {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            marks: Marks::new(1),
            windows: Windows::new(WindowSpec {
                size: 1000000,
                step: 1000000,
                offset: 0,
                lateness: 0,
            }),
            of_bidders_counts: StepCounts::default(),
            of_all_counts: StepCounts::default(),
            of_all: OfAll::new(shared, setup)?,
        })
    }
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: OfBiddersRow) {
        let hash = hash_i64(row.computed_key);
        self.apply(cx, hash, row);
    }
    /// A control message from the node before.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        self.control(cx, 0, control);
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: OfBiddersRow) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let s_value = (row.bid_price as f64);
            let group = self
                .windows
                .entry(
                    IntKey {
                        hash: hash,
                        int: Some(row.computed_key),
                    },
                    |key, heap| key.computed_key == row.computed_key,
                    |heap| (
                        OfBiddersKey {
                            computed_key: row.computed_key,
                        },
                        OfBiddersGroup { s: -0.0 },
                    ),
                );
            group.s += s_value;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &OfBiddersRow) {
        self.of_bidders_counts.late += 1;
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
            for (key, group) in fired
                .sorted(|a, b, heap| a.computed_key.cmp(&b.computed_key))
            {
                self.of_bidders_counts.rows_out += 1;
                self.of_all_counts.rows_in += 1;
                let s = group.s;
                self.of_all
                    .row(
                        cx,
                        OfAllRow {
                            s: s,
                            time: (fired.end - 1),
                        },
                    );
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.of_all.upstream(cx, control);
    }
}

///A row on its way into `of_all`.
#[derive(Clone, Copy)]
struct OfAllRow {
    s: f64,
    time: i64,
}

///What `of_all` groups by.
#[derive(Clone, Copy)]
struct OfAllKey {}
impl TableKey for OfAllKey {
    type Hash = u64;
}

///The state of a group of `of_all`.
#[derive(Clone, Copy)]
struct OfAllGroup {
    s: f64,
}

///`of_all`: `aggregate { s: sum(s) }`
struct OfAll {
    marks: Marks,
    windows: Windows<OfAllKey, OfAllGroup>,
    of_all_counts: StepCounts,
    blackhole_3: Blackhole3,
}

impl OfAll {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            marks: Marks::new(1),
            windows: Windows::new(WindowSpec {
                size: 10000000,
                step: 10000000,
                offset: 0,
                lateness: 0,
            }),
            of_all_counts: StepCounts::default(),
            blackhole_3: Blackhole3::new(shared, setup)?,
        })
    }
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: OfAllRow) {
        let hash = 0;
        self.apply(cx, hash, row);
    }
    /// A control message from the node before.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        self.control(cx, 0, control);
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: OfAllRow) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let s_value = row.s;
            let group = self
                .windows
                .entry(
                    hash,
                    |key, heap| true,
                    |heap| (OfAllKey {}, OfAllGroup { s: -0.0 }),
                );
            group.s += s_value;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &OfAllRow) {
        self.of_all_counts.late += 1;
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
                self.of_all_counts.rows_out += 1;
                let s = group.s;
                self.blackhole_3.row(cx, Blackhole3Row { s: s });
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `blackhole.3`.
#[derive(Clone, Copy)]
struct Blackhole3Row {
    s: f64,
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
}

impl Blackhole3 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.blackhole_3.writer(),
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: Blackhole3Row) {
        match &mut self.writer {
            Blackhole3Writer::Arm0(writer) => {
                std::hint::black_box(row.s);
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
