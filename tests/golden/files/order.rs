//! `order`, compiled from order.weir by weir 0.1.0.
//!
//! Files whose order is seen: read by all workers where an exchange can put their rows back, by one where rows of two ways meet.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "order",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["apart", "late", "both"],
    sinks: &[
        "newest.csv",
        "counts.csv",
        "total.csv",
        "total_late.csv",
        "sums.csv",
        "missed.csv",
        "first.csv",
    ],
    steps: &["newest", "counts", "total", "sums", "missed", "small", "large", "first"],
    late_dropped: &[1usize],
};
fn main() -> ExitCode {
    weir_runtime::main::<Program>(&DESCRIPTION)
}

/// The pipeline's parameters, fixed when the job starts.
struct Params {}
/// What all workers share.
struct Shared {
    params: &'static Params,
    apart: ApartShared,
    late: LateShared,
    both: BothShared,
    newest_csv: NewestCsvShared,
    counts_csv: CountsCsvShared,
    total_csv: TotalCsvShared,
    total_late_csv: TotalLateCsvShared,
    sums_csv: SumsCsvShared,
    missed_csv: MissedCsvShared,
    first_csv: FirstCsvShared,
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
        let apart = ApartShared::Arm0(ApartArm0Shared {
            splits: set_by(
                    "option `path`",
                    weir_file::Splits::open(
                        setup,
                        0usize,
                        "apart.csv",
                        weir_file::Framing::Csv {
                            separator: b',',
                            header: true,
                        },
                    ),
                )?
                .in_sequence(setup),
            lag: 10000000i64,
        });
        let late = LateShared::Arm0(LateArm0Shared {
            splits: set_by(
                "option `path`",
                weir_file::Splits::open(
                    setup,
                    1usize,
                    "late.csv",
                    weir_file::Framing::Csv {
                        separator: b',',
                        header: true,
                    },
                ),
            )?,
            lag: 10000000i64,
        });
        let both = BothShared::Arm0(BothArm0Shared {
            splits: set_by(
                "option `path`",
                weir_file::Splits::open(
                    setup,
                    2usize,
                    "both.csv",
                    weir_file::Framing::Csv {
                        separator: b',',
                        header: true,
                    },
                ),
            )?,
            lag: 0,
        });
        let newest_csv = NewestCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 0usize, "newest.csv", b""),
            )?,
        );
        let counts_csv = CountsCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 1usize, "counts.csv", b""),
            )?,
        );
        let total_csv = TotalCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 2usize, "total.csv", b""),
            )?,
        );
        let total_late_csv = TotalLateCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 3usize, "total_late.csv", b""),
            )?,
        );
        let sums_csv = SumsCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 4usize, "sums.csv", b""),
            )?,
        );
        let missed_csv = MissedCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 5usize, "missed.csv", b""),
            )?,
        );
        let first_csv = FirstCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 6usize, "first.csv", b""),
            )?,
        );
        Ok(Shared {
            apart,
            late,
            both,
            newest_csv,
            counts_csv,
            total_csv,
            total_late_csv,
            sums_csv,
            missed_csv,
            first_csv,
            params: Box::leak(Box::new(params)),
        })
    }
    fn worker(shared: &Arc<Shared>, setup: &WorkerSetup) -> Result<Subtask> {
        Subtask::new(shared, setup)
    }
    fn finish(shared: &Shared) -> Result<()> {
        weir_runtime::sink::commit_all(
            &[
                shared.newest_csv.output(),
                shared.counts_csv.output(),
                shared.total_csv.output(),
                shared.total_late_csv.output(),
                shared.sums_csv.output(),
                shared.missed_csv.output(),
                shared.first_csv.output(),
            ],
        )
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(
            &[
                shared.newest_csv.output(),
                shared.counts_csv.output(),
                shared.total_csv.output(),
                shared.total_late_csv.output(),
                shared.sums_csv.output(),
                shared.missed_csv.output(),
                shared.first_csv.output(),
            ],
        );
    }
}

/// One worker's share of the job: what it reads, and the nodes, each inside the one before it.
struct Subtask {
    apart_input: ApartInput,
    late_input: LateInput,
    both_input: BothInput,
    apart: Apart,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            apart_input: ApartInput::new(&shared.apart, shared.params, setup)?,
            late_input: LateInput::new(&shared.late, shared.params, setup)?,
            both_input: BothInput::new(&shared.both, shared.params, setup)?,
            apart: Apart::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.apart.start(cx, &mut self.apart_input);
        self.apart.late.start(cx, &mut self.late_input);
        self.apart.late.both.start(cx, &mut self.both_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        while !(cx.failed()) {
            let Some(batch) = self
                .apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .sums
                .missed
                .sums_csv
                .missed_csv
                .first_union
                .first
                .exchange
                .receive() else { break };
            self.apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .sums
                .missed
                .sums_csv
                .missed_csv
                .first_union
                .first
                .batch(cx, &batch);
            self.apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .sums
                .missed
                .sums_csv
                .missed_csv
                .first_union
                .first
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self
                .apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .sums
                .missed
                .exchange
                .receive() else { break };
            self.apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .sums
                .missed
                .batch(cx, &batch);
            self.apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .sums
                .missed
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self.apart.late.both.newest.counts.total.exchange.receive()
            else { break };
            self.apart.late.both.newest.counts.total.batch(cx, &batch);
            self.apart.late.both.newest.counts.total.exchange.recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self.apart.late.both.newest.counts.exchange.receive() else {
                break
            };
            self.apart.late.both.newest.counts.batch(cx, &batch);
            self.apart.late.both.newest.counts.exchange.recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self.apart.late.both.newest.exchange.receive() else {
                break
            };
            self.apart.late.both.newest.batch(cx, &batch);
            self.apart.late.both.newest.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started()
            && !self
                .apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .sums
                .missed
                .sums_csv
                .missed_csv
                .first_union
                .first
                .exchange
                .blocked()
            && !self
                .apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .sums
                .missed
                .exchange
                .blocked()
            && !self.apart.late.both.newest.counts.total.exchange.blocked()
            && !self.apart.late.both.newest.counts.exchange.blocked()
            && !self.apart.late.both.newest.exchange.blocked()
        {
            rounds.add(self.apart.late.poll(cx, &mut self.late_input));
            rounds.add(self.apart.late.both.poll(cx, &mut self.both_input));
        } else {
            rounds.open();
        }
        if cx.started() && !self.apart.late.both.newest.counts.total.exchange.blocked()
            && !self.apart.late.both.newest.counts.exchange.blocked()
            && !self.apart.late.both.newest.exchange.blocked()
        {
            rounds.add(self.apart.poll(cx, &mut self.apart_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.apart.late.both.newest.counts.total.newest_csv.flush(cx);
            self.apart.late.both.newest.counts.total.newest_csv.counts_csv.flush(cx);
            self.apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .flush(cx);
            self.apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .flush(cx);
            self.apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .sums
                .missed
                .sums_csv
                .flush(cx);
            self.apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .sums
                .missed
                .sums_csv
                .missed_csv
                .flush(cx);
            self.apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .sums
                .missed
                .sums_csv
                .missed_csv
                .first_union
                .first
                .first_csv
                .flush(cx);
        }
        if self
            .apart
            .late
            .both
            .newest
            .counts
            .total
            .newest_csv
            .counts_csv
            .total_csv
            .total_late_csv
            .sums
            .missed
            .sums_csv
            .missed_csv
            .first_union
            .first
            .table
            .is_large()
        {
            self.apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .sums
                .missed
                .sums_csv
                .missed_csv
                .first_union
                .first
                .exchange
                .stage();
        }
        self.apart
            .late
            .both
            .newest
            .counts
            .total
            .newest_csv
            .counts_csv
            .total_csv
            .total_late_csv
            .sums
            .missed
            .sums_csv
            .missed_csv
            .first_union
            .first
            .exchange
            .end_round(&mut rounds);
        if self
            .apart
            .late
            .both
            .newest
            .counts
            .total
            .newest_csv
            .counts_csv
            .total_csv
            .total_late_csv
            .sums
            .missed
            .table
            .is_large()
        {
            self.apart
                .late
                .both
                .newest
                .counts
                .total
                .newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .sums
                .missed
                .exchange
                .stage();
        }
        self.apart
            .late
            .both
            .newest
            .counts
            .total
            .newest_csv
            .counts_csv
            .total_csv
            .total_late_csv
            .sums
            .missed
            .exchange
            .end_round(&mut rounds);
        self.apart.late.both.newest.counts.total.exchange.end_round(&mut rounds);
        if self.apart.late.both.newest.counts.windows.is_large() {
            self.apart.late.both.newest.counts.exchange.stage();
        }
        self.apart.late.both.newest.counts.exchange.end_round(&mut rounds);
        self.apart.late.both.newest.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.apart_input.stats(0usize, stats);
        self.late_input.stats(1usize, stats);
        self.both_input.stats(2usize, stats);
        let (rows, bytes) = self.apart.late.both.newest.counts.total.newest_csv.counts();
        stats.sink(0usize, rows, bytes, 0);
        let (rows, bytes) = self
            .apart
            .late
            .both
            .newest
            .counts
            .total
            .newest_csv
            .counts_csv
            .counts();
        stats.sink(1usize, rows, bytes, 0);
        let (rows, bytes) = self
            .apart
            .late
            .both
            .newest
            .counts
            .total
            .newest_csv
            .counts_csv
            .total_csv
            .counts();
        stats.sink(2usize, rows, bytes, 0);
        let (rows, bytes) = self
            .apart
            .late
            .both
            .newest
            .counts
            .total
            .newest_csv
            .counts_csv
            .total_csv
            .total_late_csv
            .counts();
        stats.sink(3usize, rows, bytes, 0);
        let (rows, bytes) = self
            .apart
            .late
            .both
            .newest
            .counts
            .total
            .newest_csv
            .counts_csv
            .total_csv
            .total_late_csv
            .sums
            .missed
            .sums_csv
            .counts();
        stats.sink(4usize, rows, bytes, 0);
        let (rows, bytes) = self
            .apart
            .late
            .both
            .newest
            .counts
            .total
            .newest_csv
            .counts_csv
            .total_csv
            .total_late_csv
            .sums
            .missed
            .sums_csv
            .missed_csv
            .counts();
        stats.sink(5usize, rows, bytes, 0);
        let (rows, bytes) = self
            .apart
            .late
            .both
            .newest
            .counts
            .total
            .newest_csv
            .counts_csv
            .total_csv
            .total_late_csv
            .sums
            .missed
            .sums_csv
            .missed_csv
            .first_union
            .first
            .first_csv
            .counts();
        stats.sink(6usize, rows, bytes, 0);
        stats.step(0usize, self.apart.newest_counts);
        stats.step(1usize, self.apart.counts_counts);
        stats.step(2usize, self.apart.total_counts);
        stats.step(3usize, self.apart.late.sums_counts);
        stats.step(5usize, self.apart.late.both.small_counts);
        stats.step(6usize, self.apart.late.both.large_counts);
        stats.step(7usize, self.apart.late.both.first_counts);
        stats.step(0usize, self.apart.late.both.newest.newest_counts);
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.apart.late.both.newest.table.size_bytes() as u64,
                    keys: self.apart.late.both.newest.table.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats.step(1usize, self.apart.late.both.newest.counts.counts_counts);
        stats.watermark(self.apart.late.both.newest.counts.marks.least());
        stats
            .step(
                1usize,
                StepCounts {
                    state_bytes: self.apart.late.both.newest.counts.windows.size_bytes()
                        as u64,
                    keys: self.apart.late.both.newest.counts.windows.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats.step(2usize, self.apart.late.both.newest.counts.total.total_counts);
        stats.watermark(self.apart.late.both.newest.counts.total.marks.least());
        stats
            .step(
                2usize,
                StepCounts {
                    state_bytes: self
                        .apart
                        .late
                        .both
                        .newest
                        .counts
                        .total
                        .windows
                        .size_bytes() as u64,
                    keys: self.apart.late.both.newest.counts.total.windows.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                3usize,
                self
                    .apart
                    .late
                    .both
                    .newest
                    .counts
                    .total
                    .newest_csv
                    .counts_csv
                    .total_csv
                    .total_late_csv
                    .sums
                    .sums_counts,
            );
        stats
            .step(
                4usize,
                self
                    .apart
                    .late
                    .both
                    .newest
                    .counts
                    .total
                    .newest_csv
                    .counts_csv
                    .total_csv
                    .total_late_csv
                    .sums
                    .missed_counts,
            );
        stats
            .watermark(
                self
                    .apart
                    .late
                    .both
                    .newest
                    .counts
                    .total
                    .newest_csv
                    .counts_csv
                    .total_csv
                    .total_late_csv
                    .sums
                    .marks
                    .least(),
            );
        stats
            .step(
                3usize,
                StepCounts {
                    state_bytes: self
                        .apart
                        .late
                        .both
                        .newest
                        .counts
                        .total
                        .newest_csv
                        .counts_csv
                        .total_csv
                        .total_late_csv
                        .sums
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .apart
                        .late
                        .both
                        .newest
                        .counts
                        .total
                        .newest_csv
                        .counts_csv
                        .total_csv
                        .total_late_csv
                        .sums
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                4usize,
                self
                    .apart
                    .late
                    .both
                    .newest
                    .counts
                    .total
                    .newest_csv
                    .counts_csv
                    .total_csv
                    .total_late_csv
                    .sums
                    .missed
                    .missed_counts,
            );
        stats
            .step(
                4usize,
                StepCounts {
                    state_bytes: self
                        .apart
                        .late
                        .both
                        .newest
                        .counts
                        .total
                        .newest_csv
                        .counts_csv
                        .total_csv
                        .total_late_csv
                        .sums
                        .missed
                        .table
                        .size_bytes() as u64,
                    keys: self
                        .apart
                        .late
                        .both
                        .newest
                        .counts
                        .total
                        .newest_csv
                        .counts_csv
                        .total_csv
                        .total_late_csv
                        .sums
                        .missed
                        .table
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                7usize,
                self
                    .apart
                    .late
                    .both
                    .newest
                    .counts
                    .total
                    .newest_csv
                    .counts_csv
                    .total_csv
                    .total_late_csv
                    .sums
                    .missed
                    .sums_csv
                    .missed_csv
                    .first_union
                    .first
                    .first_counts,
            );
        stats
            .step(
                7usize,
                StepCounts {
                    state_bytes: self
                        .apart
                        .late
                        .both
                        .newest
                        .counts
                        .total
                        .newest_csv
                        .counts_csv
                        .total_csv
                        .total_late_csv
                        .sums
                        .missed
                        .sums_csv
                        .missed_csv
                        .first_union
                        .first
                        .table
                        .size_bytes() as u64,
                    keys: self
                        .apart
                        .late
                        .both
                        .newest
                        .counts
                        .total
                        .newest_csv
                        .counts_csv
                        .total_csv
                        .total_late_csv
                        .sums
                        .missed
                        .sums_csv
                        .missed_csv
                        .first_union
                        .first
                        .table
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
    }
}

struct ApartArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct ApartArm0 {
    reader: weir_file::Reader,
    columns: Vec<Option<weir_csv::Columns>>,
    clocks: SplitClocks,
}

impl ApartArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &ApartArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let reader = shared.splits.reader_in_order(setup.me);
        let clocks = SplitClocks::new(
            reader.splits(),
            shared.lag,
            &[
                Lattice {
                    step: 3600000000,
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
        weir_csv::int::<i64>(raw[0]).is_ok() && weir_csv::str(raw[1], cx.scratch).is_ok()
            && weir_csv::f64(raw[2]).is_ok()
            && weir_csv::timestamp(raw[3], weir_csv::TimestampFormat::Sql).is_ok()
    }
}

/// What all workers share of the source.
enum ApartShared {
    Arm0(ApartArm0Shared),
}

/// What one worker reads.
struct ApartInput {
    arm: ApartArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum ApartArm {
    Arm0(ApartArm0),
}

impl ApartInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &ApartShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            ApartShared::Arm0(shared) => {
                ApartArm::Arm0(ApartArm0::new(shared, params, setup)?)
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

///`apart`: `apart`
struct Apart {
    newest_counts: StepCounts,
    counts_counts: StepCounts,
    total_counts: StepCounts,
    late: Late,
}

impl Apart {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            newest_counts: StepCounts::default(),
            counts_counts: StepCounts::default(),
            total_counts: StepCounts::default(),
            late: Late::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut ApartArm0,
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
                    &["id", "shop", "amount", "at"],
                ) {
                    Ok(columns) => arm.columns[header.split] = Some(columns),
                    Err(error) => {
                        cx.fail(error.step("apart"));
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
                    clock.takes(*time, || ApartArm0::is_readable(&raw, cx))
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
            let mut waiting_newest = self.late.both.newest.waiting(cx);
            for row in ahead.rows() {
                *rows += 1;
                'row: {
                    let raw = match row.decoded {
                        Ok(raw) => raw,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
                            let error = Error::decode(
                                "apart",
                                block.place(offset_in(block.bytes(), text)),
                                "",
                                &error.to_string(),
                                text,
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("apart"));
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
                                        "apart",
                                        block.place(offset_in(block.bytes(), text)),
                                        "at",
                                        &error.message(raw[3], false),
                                        raw[3].bytes(),
                                    );
                                    *errors += 1;
                                    cx.fail(error.tapped_at("apart"));
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
                        .tick_if(event_time, || ApartArm0::is_readable(&raw, cx))
                    {
                        self.late.both.newest.apply_waiting(cx, &mut waiting_newest);
                        self.forward(cx, Control::Watermark(watermark));
                    }
                    let id = match weir_csv::int::<i64>(raw[0]) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
                            let error = Error::decode(
                                "apart",
                                block.place(offset_in(block.bytes(), text)),
                                "id",
                                &error.message(raw[0], false),
                                raw[0].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("apart"));
                            break 'row;
                        }
                    };
                    let shop = match weir_csv::str(raw[1], cx.scratch) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
                            let error = Error::decode(
                                "apart",
                                block.place(offset_in(block.bytes(), text)),
                                "shop",
                                &error.message(raw[1], false),
                                raw[1].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("apart"));
                            break 'row;
                        }
                    };
                    let amount = match weir_csv::f64(raw[2]) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
                            let error = Error::decode(
                                "apart",
                                block.place(offset_in(block.bytes(), text)),
                                "amount",
                                &error.message(raw[2], false),
                                raw[2].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("apart"));
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
                                "apart",
                                block.place(offset_in(block.bytes(), text)),
                                "at",
                                &error.message(raw[3], false),
                                raw[3].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("apart"));
                            break 'row;
                        }
                    };
                    'branch_1: {
                        self.newest_counts.rows_in += 1;
                        // |> where amount > 1.0
                        if !(amount > 1f64) {
                            break 'branch_1;
                        }
                        {
                            let waits = NewestRow {
                                id: id,
                                shop: shop,
                                amount: amount,
                                at: at_2,
                                time: event_time,
                            };
                            if !waiting_newest.waits() {
                                self.late.both.newest.row(cx, waits);
                            } else if waiting_newest.push(waits) {
                                self.late
                                    .both
                                    .newest
                                    .apply_waiting(cx, &mut waiting_newest);
                            }
                        }
                    }
                    'branch_2: {
                        self.counts_counts.rows_in += 1;
                        self.late
                            .both
                            .newest
                            .counts
                            .row(
                                cx,
                                CountsRow {
                                    shop: shop,
                                    time: event_time,
                                },
                            );
                    }
                    'branch_3: {
                        self.total_counts.rows_in += 1;
                        self.late
                            .both
                            .newest
                            .counts
                            .total
                            .row(
                                cx,
                                TotalRow {
                                    id: id,
                                    shop: shop,
                                    amount: amount,
                                    at: at_2,
                                    time: event_time,
                                },
                            );
                    }
                }
            }
            self.late.both.newest.apply_waiting(cx, &mut waiting_newest);
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
    fn start(&mut self, cx: Cx<'_>, input: &mut ApartInput) {
        let empty = match &input.arm {
            ApartArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut ApartInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                ApartArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            let taken = match &input.arm {
                ApartArm::Arm0(arm) => arm.reader.piece(),
            };
            self.give_up(taken);
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            ApartArm::Arm0(arm) => {
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
            self.late.both.newest.exchange.begin_piece(piece);
            self.late.both.newest.counts.total.exchange.begin_piece(piece);
        }
    }
    /// No more will be read of this piece, the last that was taken.
    #[cold]
    #[inline(never)]
    fn give_up(&mut self, piece: Option<usize>) {
        if let Some(piece) = piece {
            self.late.both.newest.exchange.give_up(piece);
            self.late.both.newest.counts.total.exchange.give_up(piece);
        }
    }
    /// All of the piece was read.
    #[inline(never)]
    fn end_piece(&mut self) {
        self.late.both.newest.exchange.end_piece();
        self.late.both.newest.counts.total.exchange.end_piece();
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.late.both.newest.upstream(cx, control);
        self.late.both.newest.counts.upstream(cx, control);
        self.late.both.newest.counts.total.upstream(cx, control);
    }
}

struct LateArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct LateArm0 {
    reader: weir_file::Reader,
    columns: Vec<Option<weir_csv::Columns>>,
    clocks: SplitClocks,
}

impl LateArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &LateArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let reader = shared.splits.reader_of_one(setup.me);
        let clocks = SplitClocks::new(
            reader.splits(),
            shared.lag,
            &[
                Lattice {
                    step: 3600000000,
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
        weir_csv::int::<i64>(raw[0]).is_ok() && weir_csv::str(raw[1], cx.scratch).is_ok()
            && weir_csv::f64(raw[2]).is_ok()
            && weir_csv::timestamp(raw[3], weir_csv::TimestampFormat::Sql).is_ok()
    }
}

/// What all workers share of the source.
enum LateShared {
    Arm0(LateArm0Shared),
}

/// What one worker reads.
struct LateInput {
    arm: LateArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum LateArm {
    Arm0(LateArm0),
}

impl LateInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &LateShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            LateShared::Arm0(shared) => {
                LateArm::Arm0(LateArm0::new(shared, params, setup)?)
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

///`late`: `late`
struct Late {
    sums_counts: StepCounts,
    both: Both,
}

impl Late {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            sums_counts: StepCounts::default(),
            both: Both::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut LateArm0,
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
                    &["id", "shop", "amount", "at"],
                ) {
                    Ok(columns) => arm.columns[header.split] = Some(columns),
                    Err(error) => {
                        cx.fail(error.step("late"));
                        return Polled::Ended;
                    }
                }
                return Polled::Rows;
            }
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
        let mut cursor = weir_csv::Cursor::new(block.bytes(), b',');
        let Some(columns) = &arm.columns[split] else { return Polled::Ended };
        'rows: loop {
            'row: {
                let raw = match cursor.record::<4>(columns) {
                    Ok(Some(raw)) => raw,
                    Ok(None) => break 'rows,
                    Err(error) => {
                        *rows += 1;
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "late",
                            block.place(offset_in(block.bytes(), text)),
                            "",
                            &error.to_string(),
                            text,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("late"));
                        break 'row;
                    }
                };
                *rows += 1;
                let at = match weir_csv::timestamp(
                    raw[3],
                    weir_csv::TimestampFormat::Sql,
                ) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "late",
                            block.place(offset_in(block.bytes(), text)),
                            "at",
                            &error.message(raw[3], false),
                            raw[3].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("late"));
                        break 'row;
                    }
                };
                let event_time = at;
                if let Some(watermark) = (SplitTick {
                    clocks: &mut arm.clocks,
                    split,
                })
                    .tick_if(event_time, || LateArm0::is_readable(&raw, cx))
                {
                    self.forward(cx, Control::Watermark(watermark));
                }
                self.sums_counts.rows_in += 1;
                let id = match weir_csv::int::<i64>(raw[0]) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "late",
                            block.place(offset_in(block.bytes(), text)),
                            "id",
                            &error.message(raw[0], false),
                            raw[0].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("late"));
                        break 'row;
                    }
                };
                let shop = match weir_csv::str(raw[1], cx.scratch) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "late",
                            block.place(offset_in(block.bytes(), text)),
                            "shop",
                            &error.message(raw[1], false),
                            raw[1].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("late"));
                        break 'row;
                    }
                };
                let amount = match weir_csv::f64(raw[2]) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "late",
                            block.place(offset_in(block.bytes(), text)),
                            "amount",
                            &error.message(raw[2], false),
                            raw[2].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("late"));
                        break 'row;
                    }
                };
                self.both
                    .newest
                    .counts
                    .total
                    .newest_csv
                    .counts_csv
                    .total_csv
                    .total_late_csv
                    .sums
                    .row(
                        cx,
                        SumsRow {
                            id: id,
                            shop: shop,
                            amount: amount,
                            time: event_time,
                        },
                    );
            }
        }
        arm.reader.reached(split, arm.clocks.split_watermark(split));
        *bytes += block.bytes().len() as u64;
        arm.reader.recycle(block);
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut LateInput) {
        let empty = match &input.arm {
            LateArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut LateInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                LateArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            LateArm::Arm0(arm) => {
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
        self.both
            .newest
            .counts
            .total
            .newest_csv
            .counts_csv
            .total_csv
            .total_late_csv
            .sums
            .upstream(cx, control);
    }
}

struct BothArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct BothArm0 {
    reader: weir_file::Reader,
    columns: Vec<Option<weir_csv::Columns>>,
    clocks: SplitClocks,
}

impl BothArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &BothArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let reader = shared.splits.reader_of_one(setup.me);
        let clocks = SplitClocks::new(reader.splits(), shared.lag, &[]);
        let columns = vec![None; reader.splits()];
        Ok(Self { reader, columns, clocks })
    }
    fn is_empty(&self) -> bool {
        self.reader.is_empty()
    }
    fn is_endless(&self) -> bool {
        self.reader.is_endless()
    }
}

/// What all workers share of the source.
enum BothShared {
    Arm0(BothArm0Shared),
}

/// What one worker reads.
struct BothInput {
    arm: BothArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum BothArm {
    Arm0(BothArm0),
}

impl BothInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &BothShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            BothShared::Arm0(shared) => {
                BothArm::Arm0(BothArm0::new(shared, params, setup)?)
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

///`both`: `both`
struct Both {
    small_counts: StepCounts,
    large_counts: StepCounts,
    first_counts: StepCounts,
    newest: Newest,
}

impl Both {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            small_counts: StepCounts::default(),
            large_counts: StepCounts::default(),
            first_counts: StepCounts::default(),
            newest: Newest::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut BothArm0,
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
                    &["id", "shop", "amount"],
                ) {
                    Ok(columns) => arm.columns[header.split] = Some(columns),
                    Err(error) => {
                        cx.fail(error.step("both"));
                        return Polled::Ended;
                    }
                }
                return Polled::Rows;
            }
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
        let mut cursor = weir_csv::Cursor::new(block.bytes(), b',');
        let Some(columns) = &arm.columns[split] else { return Polled::Ended };
        'rows: loop {
            'row: {
                let raw = match cursor.record::<3>(columns) {
                    Ok(Some(raw)) => raw,
                    Ok(None) => break 'rows,
                    Err(error) => {
                        *rows += 1;
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "both",
                            block.place(offset_in(block.bytes(), text)),
                            "",
                            &error.to_string(),
                            text,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("both"));
                        break 'row;
                    }
                };
                *rows += 1;
                let id = match weir_csv::int::<i64>(raw[0]) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "both",
                            block.place(offset_in(block.bytes(), text)),
                            "id",
                            &error.message(raw[0], false),
                            raw[0].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("both"));
                        break 'row;
                    }
                };
                let shop = match weir_csv::str(raw[1], cx.scratch) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "both",
                            block.place(offset_in(block.bytes(), text)),
                            "shop",
                            &error.message(raw[1], false),
                            raw[1].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("both"));
                        break 'row;
                    }
                };
                let amount = match weir_csv::f64(raw[2]) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "both",
                            block.place(offset_in(block.bytes(), text)),
                            "amount",
                            &error.message(raw[2], false),
                            raw[2].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("both"));
                        break 'row;
                    }
                };
                'branch_1: {
                    self.small_counts.rows_in += 1;
                    // |> where amount < 10.0
                    if !(amount < 10f64) {
                        break 'branch_1;
                    }
                    self.small_counts.rows_out += 1;
                    self.first_counts.rows_in += 1;
                    self.newest
                        .counts
                        .total
                        .newest_csv
                        .counts_csv
                        .total_csv
                        .total_late_csv
                        .sums
                        .missed
                        .sums_csv
                        .missed_csv
                        .first_union
                        .row(
                            cx,
                            FirstUnionRow {
                                id: id,
                                shop: shop,
                            },
                        );
                }
                'branch_2: {
                    self.large_counts.rows_in += 1;
                    // |> where amount > 100.0
                    if !(amount > 100f64) {
                        break 'branch_2;
                    }
                    self.large_counts.rows_out += 1;
                    self.first_counts.rows_in += 1;
                    self.newest
                        .counts
                        .total
                        .newest_csv
                        .counts_csv
                        .total_csv
                        .total_late_csv
                        .sums
                        .missed
                        .sums_csv
                        .missed_csv
                        .first_union
                        .row(
                            cx,
                            FirstUnionRow {
                                id: id,
                                shop: shop,
                            },
                        );
                }
            }
        }
        *bytes += block.bytes().len() as u64;
        arm.reader.recycle(block);
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut BothInput) {
        let empty = match &input.arm {
            BothArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut BothInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                BothArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            BothArm::Arm0(arm) => {
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
        self.newest
            .counts
            .total
            .newest_csv
            .counts_csv
            .total_csv
            .total_late_csv
            .sums
            .missed
            .sums_csv
            .missed_csv
            .first_union
            .upstream(cx, 0usize, control);
        self.newest
            .counts
            .total
            .newest_csv
            .counts_csv
            .total_csv
            .total_late_csv
            .sums
            .missed
            .sums_csv
            .missed_csv
            .first_union
            .upstream(cx, 1usize, control);
    }
}

///A row on its way into `newest`.
#[derive(Clone, Copy)]
struct NewestRow<'a> {
    id: i64,
    shop: &'a str,
    amount: f64,
    at: i64,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct NewestRowStored {
    hash: u64,
    id: i64,
    shop: Text,
    amount: f64,
    at: i64,
    time: i64,
}

impl NewestRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> NewestRowStored {
        NewestRowStored {
            hash,
            id: self.id,
            shop: heap.put(self.shop),
            amount: self.amount,
            at: self.at,
            time: self.time,
        }
    }
}

impl NewestRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> NewestRow<'a> {
        NewestRow {
            id: self.id,
            shop: heap.get(self.shop),
            amount: self.amount,
            at: self.at,
            time: self.time,
        }
    }
}

///What `newest` groups by.
#[derive(Clone, Copy)]
struct NewestKey {
    shop: KeyText,
}

impl TableKey for NewestKey {
    type Hash = u64;
}

///The row that `newest` keeps of a key, without the key.
#[derive(Clone, Copy)]
struct NewestGroup {
    id: i64,
    amount: f64,
    at: i64,
    time: i64,
}

impl NewestGroup {
    #[inline]
    fn of(row: &NewestRow<'_>, heap: &mut Heap) -> Self {
        NewestGroup {
            id: row.id,
            amount: row.amount,
            at: row.at,
            time: row.time,
        }
    }
    #[inline]
    fn row<'a>(&self, key: &'a NewestKey, heap: &'a Heap) -> NewestRow<'a> {
        NewestRow {
            id: self.id,
            shop: key.shop.get(heap),
            amount: self.amount,
            at: self.at,
            time: self.time,
        }
    }
}

impl Key for NewestKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.shop.same(heap, &other.shop, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        NewestKey {
            shop: self.shop.carry(from, to),
        }
    }
}

impl Group for NewestGroup {
    fn merge(&mut self, _: &mut Heap, _: &Self, _: &Heap) {}
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        NewestGroup {
            id: self.id,
            amount: self.amount,
            at: self.at,
            time: self.time,
        }
    }
}

///`newest`: `dedup by shop keep last`
struct Newest {
    exchange: Exchange<NewestRowStored>,
    marks: Marks,
    table: Table<NewestKey, NewestGroup>,
    changes: bool,
    finals: bool,
    newest_counts: StepCounts,
    counts: Counts,
}

impl Newest {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(0usize),
            marks: Marks::in_order(setup.workers),
            table: Table::new(),
            changes: false || shared.newest_csv.takes_changes(),
            finals: false || !shared.newest_csv.takes_changes(),
            newest_counts: StepCounts::default(),
            counts: Counts::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: NewestRow<'_>) {
        if self.exchange.alone() {
            if self.table.is_past_dictionary() {
                self.table.pass_dictionary();
                let hash = hash_str(row.shop);
                self.apply(cx, hash, row);
            } else {
                let hash = TextLookup {
                    mix: move || KeyText::sought(row.shop).mix(),
                    hash: move || hash_str(row.shop),
                };
                self.apply(cx, hash, row);
            }
        } else {
            let hash = hash_str(row.shop);
            self.exchange.push(self.exchange.target(hash), |heap| row.store(heap, hash));
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<NewestRowStored>) {
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
        rows: &[NewestRowStored],
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
    fn waiting<'s, 'r>(&self, cx: Cx<'s>) -> Waiting<'s, NewestRow<'r>> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.table.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, NewestRow<'_>>) {
        let rows = waiting.rows();
        let is_far = true;
        let mut hashes = [0; 8 * APART];
        let ahead = if is_far { 3 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if let Some(row) = rows.get(step) {
                hashes[step % (8 * APART)] = hash_str(row.shop);
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
    fn apply(&mut self, cx: Cx<'_>, hash: impl Lookup, row: NewestRow<'_>) {
        let mut is_first = false;
        let (kept, heap) = {
            let sought_shop = KeyText::sought(row.shop);
            self.table
                .entry_heap(
                    hash,
                    |key, heap| key.shop.is(sought_shop, heap),
                    |heap| {
                        is_first = true;
                        (
                            NewestKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            NewestGroup::of(&row, heap),
                        )
                    },
                )
        };
        if !is_first {
            if !(row.time >= kept.time) {
                return;
            }
            *kept = NewestGroup::of(&row, heap);
            self.table.tidy();
        }
        if self.changes {
            let change = true;
            self.newest_counts.rows_out += 1;
            self.counts
                .total
                .newest_csv
                .row(
                    cx,
                    change,
                    NewestCsvRow {
                        id: row.id,
                        shop: row.shop,
                        amount: row.amount,
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
            self.counts
                .total
                .newest_csv
                .row(
                    cx,
                    change,
                    NewestCsvRow {
                        id: row.id,
                        shop: row.shop,
                        amount: row.amount,
                        at: row.at,
                    },
                );
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `counts`.
#[derive(Clone, Copy)]
struct CountsRow<'a> {
    shop: &'a str,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct CountsRowStored {
    hash: u64,
    shop: Text,
    time: i64,
}

impl CountsRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> CountsRowStored {
        CountsRowStored {
            hash,
            shop: heap.put(self.shop),
            time: self.time,
        }
    }
}

impl CountsRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> CountsRow<'a> {
        CountsRow {
            shop: heap.get(self.shop),
            time: self.time,
        }
    }
}

///What `counts` groups by.
#[derive(Clone, Copy)]
struct CountsKey {
    shop: KeyText,
}

impl TableKey for CountsKey {
    type Hash = u64;
}

///The state of a group of `counts`.
#[derive(Clone, Copy)]
struct CountsGroup {
    n: i64,
}

impl Key for CountsKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.shop.same(heap, &other.shop, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        CountsKey {
            shop: self.shop.carry(from, to),
        }
    }
}

/// What rows of a key and a slice of time add to its group; `time` is in that slice.
#[derive(Clone, Copy)]
struct CountsPartial {
    hash: u64,
    time: i64,
    key: CountsKey,
    group: CountsGroup,
}

impl CountsGroup {
    /// Adds what was combined.
    #[inline]
    fn add(&mut self, from: &Self) {
        self.n += from.n;
    }
}

///`counts`: `aggregate by shop { n: count() }`
struct Counts {
    exchange: Exchange<CountsRowStored, CountsPartial>,
    combining: Combining<CountsPartial>,
    marks: Marks,
    windows: Windows<CountsKey, CountsGroup>,
    counts_counts: StepCounts,
    total: Total,
}

impl Counts {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(1usize),
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
            counts_counts: StepCounts::default(),
            total: Total::new(shared, setup)?,
        })
    }
    /// A row from the node before.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: CountsRow<'_>) {
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
            let mut partial = CountsPartial {
                hash,
                time: row.time,
                key: CountsKey {
                    shop: KeyText::new(row.shop, heap),
                },
                group: CountsGroup { n: 0 },
            };
            let group = &mut partial.group;
            group.n += 1;
            self.displace(hash, partial);
        }
    }
    /// A partial group takes its place; what stood there goes on.
    #[inline(never)]
    fn displace(&mut self, at: u64, partial: CountsPartial) {
        if let Some(before) = self.combining.put(at, partial) {
            self.pass(&before);
        }
        if self.combining.is_heavy() {
            self.pass_all();
        }
    }
    /// Sends a partial group to the worker that owns its key.
    #[inline]
    fn pass(&mut self, partial: &CountsPartial) {
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
                    |to| CountsPartial {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<CountsRowStored, CountsPartial>) {
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
        rows: &[CountsRowStored],
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
    fn groups(&mut self, cx: Cx<'_>, batch: &Batch<CountsRowStored, CountsPartial>) {
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
    fn merge_ahead(&mut self, from: &Heap, partials: &[CountsPartial]) {
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
    fn merge(&mut self, from: &Heap, hash: u64, partial: &CountsPartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.counts_counts.late += partial.group.n as u64;
            }
            Placed::Late => {
                self.counts_counts.late += partial.group.n as u64;
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: CountsRow<'_>) {
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
                            CountsKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            CountsGroup { n: 0 },
                        ),
                    )
            };
            group.n += 1;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &CountsRow<'_>) {
        self.counts_counts.late += 1;
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
                self.counts_counts.rows_out += 1;
                let shop = key.shop.get(heap);
                let n = group.n;
                self.total
                    .newest_csv
                    .counts_csv
                    .row(cx, CountsCsvRow { shop: shop, n: n });
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `total`.
#[derive(Clone, Copy)]
struct TotalRow<'a> {
    id: i64,
    shop: &'a str,
    amount: f64,
    at: i64,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct TotalRowStored {
    id: i64,
    shop: Text,
    amount: f64,
    at: i64,
    time: i64,
}

impl TotalRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap) -> TotalRowStored {
        TotalRowStored {
            id: self.id,
            shop: heap.put(self.shop),
            amount: self.amount,
            at: self.at,
            time: self.time,
        }
    }
}

impl TotalRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> TotalRow<'a> {
        TotalRow {
            id: self.id,
            shop: heap.get(self.shop),
            amount: self.amount,
            at: self.at,
            time: self.time,
        }
    }
}

///What `total` groups by.
#[derive(Clone, Copy)]
struct TotalKey {}
impl TableKey for TotalKey {
    type Hash = u64;
}

///The state of a group of `total`.
#[derive(Clone, Copy)]
struct TotalGroup {
    sum: f64,
}

///`total`: `aggregate { sum: sum(amount) }`
struct Total {
    exchange: Exchange<TotalRowStored>,
    marks: Marks,
    windows: Windows<TotalKey, TotalGroup>,
    total_counts: StepCounts,
    newest_csv: NewestCsv,
}

impl Total {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(2usize),
            marks: Marks::in_order(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 3600000000,
                step: 3600000000,
                offset: 0,
                lateness: 0,
            }),
            total_counts: StepCounts::default(),
            newest_csv: NewestCsv::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: TotalRow<'_>) {
        if self.exchange.alone() {
            let hash = 0;
            self.apply(cx, hash, row);
        } else {
            self.exchange.push(self.exchange.target_one(), |heap| row.store(heap));
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<TotalRowStored>) {
        self.windows.judge(self.marks.mark(batch.from));
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    for row in rows {
                        let row = row.load(batch.heap());
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: TotalRow<'_>) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let sum_value = row.amount;
            let group = self
                .windows
                .entry(
                    hash,
                    |key, heap| true,
                    |heap| (TotalKey {}, TotalGroup { sum: -0.0 }),
                );
            group.sum += sum_value;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &TotalRow<'_>) {
        self.total_counts.late += 1;
        'late_1: {
            self.newest_csv
                .counts_csv
                .total_csv
                .total_late_csv
                .row(
                    cx,
                    TotalLateCsvRow {
                        id: row.id,
                        shop: row.shop,
                        amount: row.amount,
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
                self.total_counts.rows_out += 1;
                let sum = group.sum;
                self.newest_csv.counts_csv.total_csv.row(cx, TotalCsvRow { sum: sum });
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `newest.csv`.
#[derive(Clone, Copy)]
struct NewestCsvRow<'a> {
    id: i64,
    shop: &'a str,
    amount: f64,
    at: i64,
}

/// What all workers share of the sink.
enum NewestCsvShared {
    Arm0(weir_file::Sink),
}

impl NewestCsvShared {
    fn writer(&self) -> NewestCsvWriter {
        match self {
            NewestCsvShared::Arm0(sink) => NewestCsvWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            NewestCsvShared::Arm0(sink) => sink,
        }
    }
    /// Whether it takes every change of a row, or only what holds in the end.
    fn takes_changes(&self) -> bool {
        match self {
            NewestCsvShared::Arm0(_) => false,
        }
    }
}

/// One worker's way into the sink.
enum NewestCsvWriter {
    Arm0(weir_file::Writer),
}

///`newest.csv`: `into file { path: "newest.csv", format: csv, mode: final }`
struct NewestCsv {
    writer: NewestCsvWriter,
    counts_csv: CountsCsv,
}

impl NewestCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.newest_csv.writer(),
            counts_csv: CountsCsv::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, change: bool, row: NewestCsvRow<'_>) {
        match &mut self.writer {
            NewestCsvWriter::Arm0(writer) => {
                if change {
                    return;
                }
                let buffer = writer.buffer();
                weir_csv::put_i64(buffer, row.id);
                buffer.push(b',');
                weir_csv::put_str(buffer, row.shop, b',');
                buffer.push(b',');
                weir_csv::put_f64(buffer, row.amount);
                buffer.push(b',');
                weir_csv::put_timestamp(buffer, row.at, weir_csv::TimestampFormat::Sql);
                buffer.push(b'\n');
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            NewestCsvWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            NewestCsvWriter::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `counts.csv`.
#[derive(Clone, Copy)]
struct CountsCsvRow<'a> {
    shop: &'a str,
    n: i64,
}

/// What all workers share of the sink.
enum CountsCsvShared {
    Arm0(weir_file::Sink),
}

impl CountsCsvShared {
    fn writer(&self) -> CountsCsvWriter {
        match self {
            CountsCsvShared::Arm0(sink) => CountsCsvWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            CountsCsvShared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum CountsCsvWriter {
    Arm0(weir_file::Writer),
}

///`counts.csv`: `into file { path: "counts.csv", format: csv }`
struct CountsCsv {
    writer: CountsCsvWriter,
    total_csv: TotalCsv,
}

impl CountsCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.counts_csv.writer(),
            total_csv: TotalCsv::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: CountsCsvRow<'_>) {
        match &mut self.writer {
            CountsCsvWriter::Arm0(writer) => {
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
            CountsCsvWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            CountsCsvWriter::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `total.csv`.
#[derive(Clone, Copy)]
struct TotalCsvRow {
    sum: f64,
}

/// What all workers share of the sink.
enum TotalCsvShared {
    Arm0(weir_file::Sink),
}

impl TotalCsvShared {
    fn writer(&self) -> TotalCsvWriter {
        match self {
            TotalCsvShared::Arm0(sink) => TotalCsvWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            TotalCsvShared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum TotalCsvWriter {
    Arm0(weir_file::Writer),
}

///`total.csv`: `into file { path: "total.csv", format: csv }`
struct TotalCsv {
    writer: TotalCsvWriter,
    total_late_csv: TotalLateCsv,
}

impl TotalCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.total_csv.writer(),
            total_late_csv: TotalLateCsv::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: TotalCsvRow) {
        match &mut self.writer {
            TotalCsvWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                weir_csv::put_f64(buffer, row.sum);
                buffer.push(b'\n');
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            TotalCsvWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            TotalCsvWriter::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `total_late.csv`.
#[derive(Clone, Copy)]
struct TotalLateCsvRow<'a> {
    id: i64,
    shop: &'a str,
    amount: f64,
    at: i64,
}

/// What all workers share of the sink.
enum TotalLateCsvShared {
    Arm0(weir_file::Sink),
}

impl TotalLateCsvShared {
    fn writer(&self) -> TotalLateCsvWriter {
        match self {
            TotalLateCsvShared::Arm0(sink) => TotalLateCsvWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            TotalLateCsvShared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum TotalLateCsvWriter {
    Arm0(weir_file::Writer),
}

///`total_late.csv`: `into file { path: "total_late.csv", format: csv }`
struct TotalLateCsv {
    writer: TotalLateCsvWriter,
    sums: Sums,
}

impl TotalLateCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.total_late_csv.writer(),
            sums: Sums::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: TotalLateCsvRow<'_>) {
        match &mut self.writer {
            TotalLateCsvWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                weir_csv::put_i64(buffer, row.id);
                buffer.push(b',');
                weir_csv::put_str(buffer, row.shop, b',');
                buffer.push(b',');
                weir_csv::put_f64(buffer, row.amount);
                buffer.push(b',');
                weir_csv::put_timestamp(buffer, row.at, weir_csv::TimestampFormat::Sql);
                buffer.push(b'\n');
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            TotalLateCsvWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            TotalLateCsvWriter::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `sums`.
#[derive(Clone, Copy)]
struct SumsRow<'a> {
    id: i64,
    shop: &'a str,
    amount: f64,
    time: i64,
}

///What `sums` groups by.
#[derive(Clone, Copy)]
struct SumsKey {
    shop: KeyText,
}

impl TableKey for SumsKey {
    type Hash = u64;
}

///The state of a group of `sums`.
#[derive(Clone, Copy)]
struct SumsGroup {
    sum: f64,
}

///`sums`: `aggregate by shop { sum: sum(amount) }`
struct Sums {
    marks: Marks,
    windows: Windows<SumsKey, SumsGroup>,
    sums_counts: StepCounts,
    missed_counts: StepCounts,
    missed: Missed,
}

impl Sums {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            marks: Marks::new(1),
            windows: Windows::new(WindowSpec {
                size: 3600000000,
                step: 3600000000,
                offset: 0,
                lateness: 0,
            }),
            sums_counts: StepCounts::default(),
            missed_counts: StepCounts::default(),
            missed: Missed::new(shared, setup)?,
        })
    }
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: SumsRow<'_>) {
        let hash = hash_str(row.shop);
        self.apply(cx, hash, row);
    }
    /// A control message from the node before.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        self.control(cx, 0, control);
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: SumsRow<'_>) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let sum_value = row.amount;
            let group = {
                let sought_shop = KeyText::sought(row.shop);
                self.windows
                    .entry(
                        hash,
                        |key, heap| key.shop.is(sought_shop, heap),
                        |heap| (
                            SumsKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            SumsGroup { sum: -0.0 },
                        ),
                    )
            };
            group.sum += sum_value;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &SumsRow<'_>) {
        self.sums_counts.late += 1;
        'late_1: {
            self.missed_counts.rows_in += 1;
            self.missed
                .row(
                    cx,
                    MissedRow {
                        id: row.id,
                        shop: row.shop,
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
            for (key, group) in fired
                .sorted(|a, b, heap| a.shop.get(heap).cmp(&b.shop.get(heap)))
            {
                self.sums_counts.rows_out += 1;
                let shop = key.shop.get(heap);
                let sum = group.sum;
                self.missed.sums_csv.row(cx, SumsCsvRow { shop: shop, sum: sum });
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.missed.upstream(cx, control);
    }
}

///A row on its way into `missed`.
#[derive(Clone, Copy)]
struct MissedRow<'a> {
    id: i64,
    shop: &'a str,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct MissedRowStored {
    hash: u64,
    id: i64,
    shop: Text,
}

impl MissedRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> MissedRowStored {
        MissedRowStored {
            hash,
            id: self.id,
            shop: heap.put(self.shop),
        }
    }
}

impl MissedRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> MissedRow<'a> {
        MissedRow {
            id: self.id,
            shop: heap.get(self.shop),
        }
    }
}

///What `missed` groups by.
#[derive(Clone, Copy)]
struct MissedKey {
    shop: KeyText,
}

impl TableKey for MissedKey {
    type Hash = u64;
}

///The state of a group of `missed`.
#[derive(Clone, Copy)]
struct MissedGroup {
    last: Option<i64>,
}

///`missed`: `aggregate by shop { last: last(id) }`
struct Missed {
    exchange: Exchange<MissedRowStored>,
    marks: Marks,
    table: Table<MissedKey, MissedGroup>,
    changes: bool,
    finals: bool,
    missed_counts: StepCounts,
    sums_csv: SumsCsv,
}

impl Missed {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(3usize),
            marks: Marks::new(setup.workers),
            table: Table::new(),
            changes: false || shared.missed_csv.takes_changes(),
            finals: false || !shared.missed_csv.takes_changes(),
            missed_counts: StepCounts::default(),
            sums_csv: SumsCsv::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: MissedRow<'_>) {
        if self.exchange.alone() {
            if self.table.is_past_dictionary() {
                self.table.pass_dictionary();
                let hash = hash_str(row.shop);
                self.apply(cx, hash, row);
            } else {
                let hash = TextLookup {
                    mix: move || KeyText::sought(row.shop).mix(),
                    hash: move || hash_str(row.shop),
                };
                self.apply(cx, hash, row);
            }
        } else {
            let hash = hash_str(row.shop);
            self.exchange.push(self.exchange.target(hash), |heap| row.store(heap, hash));
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<MissedRowStored>) {
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
        rows: &[MissedRowStored],
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
    fn apply(&mut self, cx: Cx<'_>, hash: impl Lookup, row: MissedRow<'_>) {
        let last_value = row.id;
        let group = {
            let sought_shop = KeyText::sought(row.shop);
            self.table
                .entry(
                    hash,
                    |key, heap| key.shop.is(sought_shop, heap),
                    |heap| (
                        MissedKey {
                            shop: KeyText::new(row.shop, heap),
                        },
                        MissedGroup { last: None },
                    ),
                )
        };
        {
            let value = last_value;
            if true {
                group.last = Some(value);
            }
        }
        if self.changes {
            let change = true;
            self.missed_counts.rows_out += 1;
            let shop = row.shop;
            let last = match group.last {
                Some(value) => value,
                None => group_without_rows(),
            };
            self.sums_csv
                .missed_csv
                .row(
                    cx,
                    change,
                    MissedCsvRow {
                        shop: shop,
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
                cx.unfinished("missed");
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
            self.missed_counts.rows_out += 1;
            let shop = key.shop.get(heap);
            let last = match group.last {
                Some(value) => value,
                None => group_without_rows(),
            };
            self.sums_csv
                .missed_csv
                .row(
                    cx,
                    change,
                    MissedCsvRow {
                        shop: shop,
                        last: last,
                    },
                );
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `sums.csv`.
#[derive(Clone, Copy)]
struct SumsCsvRow<'a> {
    shop: &'a str,
    sum: f64,
}

/// What all workers share of the sink.
enum SumsCsvShared {
    Arm0(weir_file::Sink),
}

impl SumsCsvShared {
    fn writer(&self) -> SumsCsvWriter {
        match self {
            SumsCsvShared::Arm0(sink) => SumsCsvWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            SumsCsvShared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum SumsCsvWriter {
    Arm0(weir_file::Writer),
}

///`sums.csv`: `into file { path: "sums.csv", format: csv }`
struct SumsCsv {
    writer: SumsCsvWriter,
    missed_csv: MissedCsv,
}

impl SumsCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.sums_csv.writer(),
            missed_csv: MissedCsv::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: SumsCsvRow<'_>) {
        match &mut self.writer {
            SumsCsvWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                weir_csv::put_str(buffer, row.shop, b',');
                buffer.push(b',');
                weir_csv::put_f64(buffer, row.sum);
                buffer.push(b'\n');
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            SumsCsvWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            SumsCsvWriter::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `missed.csv`.
#[derive(Clone, Copy)]
struct MissedCsvRow<'a> {
    shop: &'a str,
    last: i64,
}

/// What all workers share of the sink.
enum MissedCsvShared {
    Arm0(weir_file::Sink),
}

impl MissedCsvShared {
    fn writer(&self) -> MissedCsvWriter {
        match self {
            MissedCsvShared::Arm0(sink) => MissedCsvWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            MissedCsvShared::Arm0(sink) => sink,
        }
    }
    /// Whether it takes every change of a row, or only what holds in the end.
    fn takes_changes(&self) -> bool {
        match self {
            MissedCsvShared::Arm0(_) => false,
        }
    }
}

/// One worker's way into the sink.
enum MissedCsvWriter {
    Arm0(weir_file::Writer),
}

///`missed.csv`: `into file { path: "missed.csv", format: csv, mode: final }`
struct MissedCsv {
    writer: MissedCsvWriter,
    first_union: FirstUnion,
}

impl MissedCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.missed_csv.writer(),
            first_union: FirstUnion::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, change: bool, row: MissedCsvRow<'_>) {
        match &mut self.writer {
            MissedCsvWriter::Arm0(writer) => {
                if change {
                    return;
                }
                let buffer = writer.buffer();
                weir_csv::put_str(buffer, row.shop, b',');
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.last);
                buffer.push(b'\n');
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            MissedCsvWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            MissedCsvWriter::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `first.union`.
#[derive(Clone, Copy)]
struct FirstUnionRow<'a> {
    id: i64,
    shop: &'a str,
}

///`first.union`: `union large`
struct FirstUnion {
    marks: Marks,
    first: First,
}

impl FirstUnion {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            marks: Marks::new(2usize),
            first: First::new(shared, setup)?,
        })
    }
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: FirstUnionRow<'_>) {
        self.first
            .row(
                cx,
                FirstRow {
                    id: row.id,
                    shop: row.shop,
                },
            );
    }
    /// A control message of one of the inputs.
    fn upstream(&mut self, cx: Cx<'_>, input: usize, control: Control) {
        for control in self.marks.update(input, control) {
            self.forward(cx, control);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.first.upstream(cx, control);
    }
}

///A row on its way into `first`.
#[derive(Clone, Copy)]
struct FirstRow<'a> {
    id: i64,
    shop: &'a str,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct FirstRowStored {
    hash: u64,
    id: i64,
    shop: Text,
}

impl FirstRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> FirstRowStored {
        FirstRowStored {
            hash,
            id: self.id,
            shop: heap.put(self.shop),
        }
    }
}

impl FirstRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> FirstRow<'a> {
        FirstRow {
            id: self.id,
            shop: heap.get(self.shop),
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
    id: Option<i64>,
}

///`first`: `aggregate by shop { id: first(id) }`
struct First {
    exchange: Exchange<FirstRowStored>,
    marks: Marks,
    table: Table<FirstKey, FirstGroup>,
    changes: bool,
    finals: bool,
    first_counts: StepCounts,
    first_csv: FirstCsv,
}

impl First {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(4usize),
            marks: Marks::new(setup.workers),
            table: Table::new(),
            changes: false || shared.first_csv.takes_changes(),
            finals: false || !shared.first_csv.takes_changes(),
            first_counts: StepCounts::default(),
            first_csv: FirstCsv::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: FirstRow<'_>) {
        if self.exchange.alone() {
            if self.table.is_past_dictionary() {
                self.table.pass_dictionary();
                let hash = hash_str(row.shop);
                self.apply(cx, hash, row);
            } else {
                let hash = TextLookup {
                    mix: move || KeyText::sought(row.shop).mix(),
                    hash: move || hash_str(row.shop),
                };
                self.apply(cx, hash, row);
            }
        } else {
            let hash = hash_str(row.shop);
            self.exchange.push(self.exchange.target(hash), |heap| row.store(heap, hash));
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<FirstRowStored>) {
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
        rows: &[FirstRowStored],
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
    fn apply(&mut self, cx: Cx<'_>, hash: impl Lookup, row: FirstRow<'_>) {
        let id_value = row.id;
        let group = {
            let sought_shop = KeyText::sought(row.shop);
            self.table
                .entry(
                    hash,
                    |key, heap| key.shop.is(sought_shop, heap),
                    |heap| (
                        FirstKey {
                            shop: KeyText::new(row.shop, heap),
                        },
                        FirstGroup { id: None },
                    ),
                )
        };
        {
            let value = id_value;
            if group.id.is_none() {
                group.id = Some(value);
            }
        }
        if self.changes {
            let change = true;
            self.first_counts.rows_out += 1;
            let shop = row.shop;
            let id = match group.id {
                Some(value) => value,
                None => group_without_rows(),
            };
            self.first_csv.row(cx, change, FirstCsvRow { shop: shop, id: id });
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
                cx.unfinished("first");
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
            self.first_counts.rows_out += 1;
            let shop = key.shop.get(heap);
            let id = match group.id {
                Some(value) => value,
                None => group_without_rows(),
            };
            self.first_csv.row(cx, change, FirstCsvRow { shop: shop, id: id });
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `first.csv`.
#[derive(Clone, Copy)]
struct FirstCsvRow<'a> {
    shop: &'a str,
    id: i64,
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
    /// Whether it takes every change of a row, or only what holds in the end.
    fn takes_changes(&self) -> bool {
        match self {
            FirstCsvShared::Arm0(_) => false,
        }
    }
}

/// One worker's way into the sink.
enum FirstCsvWriter {
    Arm0(weir_file::Writer),
}

///`first.csv`: `into file { path: "first.csv", format: csv, mode: final }`
struct FirstCsv {
    writer: FirstCsvWriter,
}

impl FirstCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.first_csv.writer(),
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, change: bool, row: FirstCsvRow<'_>) {
        match &mut self.writer {
            FirstCsvWriter::Arm0(writer) => {
                if change {
                    return;
                }
                let buffer = writer.buffer();
                weir_csv::put_str(buffer, row.shop, b',');
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.id);
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
