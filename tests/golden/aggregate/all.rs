//! `all`, compiled from all.weir by weir 0.1.0.
//!
//! Every aggregate, filtered and not.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "all",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["orders"],
    sinks: &["stdout"],
    steps: &["stats"],
    late_dropped: &[0usize],
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
            lag: 10000000i64,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        Ok(Shared {
            orders,
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
            let Some(batch) = self.orders.stats.exchange.receive() else { break };
            self.orders.stats.batch(cx, &batch);
            self.orders.stats.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.orders.stats.exchange.blocked() {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders.stats.stdout.flush(cx);
        }
        self.orders.stats.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self.orders.stats.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        stats.step(0usize, self.orders.stats_counts);
        stats.step(0usize, self.orders.stats.stats_counts);
        stats.watermark(self.orders.stats.marks.least());
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.orders.stats.windows.size_bytes() as u64,
                    keys: self.orders.stats.windows.len() as u64,
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
    fn is_readable(raw: &[weir_csv::Raw<'_>; 5], cx: Cx<'_>) -> bool {
        weir_csv::int::<i64>(raw[0]).is_ok() && weir_csv::str(raw[1], cx.scratch).is_ok()
            && weir_csv::decimal(raw[2], 10u8, 2u8).is_ok()
            && (weir_csv::is_null(raw[3], "") || weir_csv::f64(raw[3]).is_ok())
            && weir_csv::timestamp(raw[4], weir_csv::TimestampFormat::Sql).is_ok()
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
    stats_counts: StepCounts,
    stats: Stats,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            stats_counts: StepCounts::default(),
            stats: Stats::new(shared, setup)?,
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
                    &["id", "shop", "amount", "rebate", "at"],
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
        {
            let mut waiting_stats = self.stats.waiting(cx);
            self.begin_piece(arm.reader.piece());
            if block.is_piece() {
                arm.clocks.restart();
            }
            'rows: loop {
                'row: {
                    let raw = match cursor.record::<5>(columns) {
                        Ok(Some(raw)) => raw,
                        Ok(None) => break 'rows,
                        Err(error) => {
                            *rows += 1;
                            let text = cursor.record_text();
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
                    *rows += 1;
                    let at = match weir_csv::timestamp(
                        raw[4],
                        weir_csv::TimestampFormat::Sql,
                    ) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = cursor.record_text();
                            let error = Error::decode(
                                "orders",
                                block.place(offset_in(block.bytes(), text)),
                                "at",
                                &error.message(raw[4], false),
                                raw[4].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("orders"));
                            break 'row;
                        }
                    };
                    let event_time = at;
                    if let Some(watermark) = (SplitTick {
                        clocks: &mut arm.clocks,
                        split,
                    })
                        .tick_if(event_time, || OrdersStepArm0::is_readable(&raw, cx))
                    {
                        self.stats.apply_waiting(cx, &mut waiting_stats);
                        self.forward(cx, Control::Watermark(watermark));
                    }
                    self.stats_counts.rows_in += 1;
                    let id = match weir_csv::int::<i64>(raw[0]) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = cursor.record_text();
                            let error = Error::decode(
                                "orders",
                                block.place(offset_in(block.bytes(), text)),
                                "id",
                                &error.message(raw[0], false),
                                raw[0].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("orders"));
                            break 'row;
                        }
                    };
                    let shop = match weir_csv::str(raw[1], cx.scratch) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = cursor.record_text();
                            let error = Error::decode(
                                "orders",
                                block.place(offset_in(block.bytes(), text)),
                                "shop",
                                &error.message(raw[1], false),
                                raw[1].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("orders"));
                            break 'row;
                        }
                    };
                    let amount = match weir_csv::decimal(raw[2], 10u8, 2u8) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = cursor.record_text();
                            let error = Error::decode(
                                "orders",
                                block.place(offset_in(block.bytes(), text)),
                                "amount",
                                &error.message(raw[2], false),
                                raw[2].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("orders"));
                            break 'row;
                        }
                    };
                    let rebate = match if weir_csv::is_null(raw[3], "") {
                        Ok(None)
                    } else {
                        weir_csv::f64(raw[3]).map(Some)
                    } {
                        Ok(value) => value,
                        Err(error) => {
                            let text = cursor.record_text();
                            let error = Error::decode(
                                "orders",
                                block.place(offset_in(block.bytes(), text)),
                                "rebate",
                                &error.message(raw[3], true),
                                raw[3].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("orders"));
                            break 'row;
                        }
                    };
                    {
                        let waits = StatsRow {
                            id: id,
                            shop: shop,
                            amount: amount,
                            rebate: rebate,
                            time: event_time,
                        };
                        if !waiting_stats.waits() {
                            self.stats.row(cx, waits);
                        } else if waiting_stats.push(waits) {
                            self.stats.apply_waiting(cx, &mut waiting_stats);
                        }
                    }
                }
            }
            self.stats.apply_waiting(cx, &mut waiting_stats);
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
            self.stats.exchange.begin_piece(piece);
        }
    }
    /// No more will be read of this piece, the last that was taken.
    #[cold]
    #[inline(never)]
    fn give_up(&mut self, piece: Option<usize>) {
        if let Some(piece) = piece {
            self.stats.exchange.give_up(piece);
        }
    }
    /// All of the piece was read.
    #[inline(never)]
    fn end_piece(&mut self) {
        self.stats.exchange.end_piece();
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.stats.upstream(cx, control);
    }
}

///A row on its way into `stats`.
#[derive(Clone, Copy)]
struct StatsRow<'a> {
    id: i64,
    shop: &'a str,
    amount: i128,
    rebate: Option<f64>,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct StatsRowStored {
    hash: u64,
    id: i64,
    shop: Text,
    amount: i128,
    rebate: Option<f64>,
    time: i64,
}

impl StatsRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> StatsRowStored {
        StatsRowStored {
            hash,
            id: self.id,
            shop: heap.put(self.shop),
            amount: self.amount,
            rebate: self.rebate,
            time: self.time,
        }
    }
}

impl StatsRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> StatsRow<'a> {
        StatsRow {
            id: self.id,
            shop: heap.get(self.shop),
            amount: self.amount,
            rebate: self.rebate,
            time: self.time,
        }
    }
}

///What `stats` groups by.
#[derive(Clone, Copy)]
struct StatsKey {
    shop: KeyText,
}

impl TableKey for StatsKey {
    type Hash = u64;
}

///The state of a group of `stats`.
#[derive(Clone)]
struct StatsGroup {
    n: i64,
    large: i64,
    total: DecimalTotal,
    mean: DecimalTotal,
    mean_rows: i64,
    rebate: f64,
    rebate_rows: i64,
    least: Option<i128>,
    most: Option<i128>,
    ids: DistinctInts<1>,
    first: Option<i64>,
    last: Option<Text>,
}

impl StatsGroup {
    /// Bytes of its sets.
    fn owned_bytes(&self) -> usize {
        0 + self.ids.size_bytes()
    }
}

///`stats`: `aggregate by shop { n: count(), large: count() where amount > 100, total: sum(amount), mean: avg(amount), rebate: avg(rebate), least: min(amount), most: max(amount) where rebate != null, ids: count_distinct(id), first: first(id), last: last(shop), }`
struct Stats {
    exchange: Exchange<StatsRowStored>,
    marks: Marks,
    windows: Windows<StatsKey, StatsGroup>,
    stats_counts: StepCounts,
    stdout: Stdout,
}

impl Stats {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(0usize),
            marks: Marks::in_order(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 3600000000,
                step: 3600000000,
                offset: 0,
                lateness: 0,
            }),
            stats_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: StatsRow<'_>) {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<StatsRowStored>) {
        self.windows.judge(self.marks.mark(batch.from));
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    let is_far = (self.windows.is_large()
                        || self.windows.owns_much(StatsGroup::owned_bytes));
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
        rows: &[StatsRowStored],
        is_far: bool,
    ) {
        let ahead = if is_far { 4 * APART } else { 0 };
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
                    if let Some((_, group)) = table.peek(hash) {
                        group.ids.fetch_first();
                    }
                }
                let at = step.wrapping_sub(3 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = row.hash;
                    if let Some((key, group)) = table.peek(hash) {
                        let row = row.load(heap);
                        key.shop.fetch(table.heap());
                        {
                            let held = row.id;
                            group.ids.fetch(hash_i64(held), held);
                        }
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
    fn waiting<'s, 'r>(&self, cx: Cx<'s>) -> Waiting<'s, StatsRow<'r>> {
        Waiting::new(
            cx.scratch,
            self.exchange.alone(),
            (self.windows.is_large() || self.windows.owns_much(StatsGroup::owned_bytes)),
        )
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, StatsRow<'_>>) {
        let rows = waiting.rows();
        let is_far = true;
        let mut hashes = [0; 8 * APART];
        let ahead = if is_far { 4 * APART } else { 0 };
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
                    if let Some((_, group)) = table.peek(hash) {
                        group.ids.fetch_first();
                    }
                }
                let at = step.wrapping_sub(3 * APART);
                if let Some(row) = rows.get(at) {
                    let hash = hashes[at % (8 * APART)];
                    if let Some((key, group)) = table.peek(hash) {
                        let row = *row;
                        key.shop.fetch(table.heap());
                        {
                            let held = row.id;
                            group.ids.fetch(hash_i64(held), held);
                        }
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: StatsRow<'_>) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let total_value = row.amount;
            let mean_value = row.amount;
            let rebate_value = row.rebate;
            let least_value = row.amount;
            let most_value = if !(row.rebate.is_none()) {
                Some(row.amount)
            } else {
                None
            };
            let ids_value = row.id;
            let first_value = row.id;
            let last_value = row.shop;
            let (group, heap) = {
                let sought_shop = KeyText::sought(row.shop);
                self.windows
                    .entry_heap(
                        hash,
                        |key, heap| key.shop.is(sought_shop, heap),
                        |heap| (
                            StatsKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            StatsGroup {
                                n: 0,
                                large: 0,
                                total: DecimalTotal::ZERO,
                                mean: DecimalTotal::ZERO,
                                mean_rows: 0,
                                rebate: -0.0,
                                rebate_rows: 0,
                                least: None,
                                most: None,
                                ids: DistinctInts::new(),
                                first: None,
                                last: None,
                            },
                        ),
                    )
            };
            group.n += 1;
            group.large += i64::from((row.amount > 10000i128));
            group.total.add(total_value);
            group.mean.add(mean_value);
            group.mean_rows += 1;
            if let Some(value) = rebate_value {
                group.rebate += value;
                group.rebate_rows += 1;
            }
            {
                let value = least_value;
                if match group.least {
                    Some(old) => value.cmp(&old).is_lt(),
                    None => true,
                } {
                    group.least = Some(value);
                }
            }
            if let Some(value) = most_value {
                if match group.most {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.most = Some(value);
                }
            }
            {
                let value = ids_value;
                {
                    let held = value;
                    group.ids.insert(hash_i64(held), held, 1);
                }
            }
            {
                let value = first_value;
                if group.first.is_none() {
                    group.first = Some(value);
                }
            }
            {
                let value = last_value;
                if true {
                    if let Some(old) = group.last {
                        heap.forget(old);
                    }
                    group.last = Some(heap.put(value));
                }
            }
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &StatsRow<'_>) {
        self.stats_counts.late += 1;
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
                    let total = match group.total.result() {
                        Ok(value) => value,
                        Err(error) => {
                            self.stats_counts.errors += 1;
                            record_failed(
                                cx,
                                "stats",
                                "stats",
                                "",
                                error,
                                &[("shop", Shown::Text(key.shop.get(heap)))],
                            );
                            break 'row;
                        }
                    };
                    let mean = match group.mean.mean(group.mean_rows, 2u8) {
                        Ok(value) => value,
                        Err(error) => {
                            self.stats_counts.errors += 1;
                            record_failed(
                                cx,
                                "stats",
                                "stats",
                                "",
                                error,
                                &[("shop", Shown::Text(key.shop.get(heap)))],
                            );
                            break 'row;
                        }
                    };
                    self.stats_counts.rows_out += 1;
                    let shop = key.shop.get(heap);
                    let n = group.n;
                    let large = group.large;
                    let rebate = if group.rebate_rows > 0 {
                        Some(group.rebate / group.rebate_rows as f64)
                    } else {
                        None
                    };
                    let least = match group.least {
                        Some(value) => value,
                        None => group_without_rows(),
                    };
                    let most = match group.most {
                        Some(value) => Some(value),
                        None => None,
                    };
                    let ids = group.ids.len(0);
                    let first_2 = match group.first {
                        Some(value) => value,
                        None => group_without_rows(),
                    };
                    let last = match group.last {
                        Some(value) => heap.get(value),
                        None => group_without_rows(),
                    };
                    self.stdout
                        .row(
                            cx,
                            StdoutRow {
                                shop: shop,
                                n: n,
                                large: large,
                                total: total,
                                mean: mean,
                                rebate: rebate,
                                least: least,
                                most: most,
                                ids: ids,
                                first: first_2,
                                last: last,
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

///A row on its way into `stdout`.
#[derive(Clone, Copy)]
struct StdoutRow<'a> {
    shop: &'a str,
    n: i64,
    large: i64,
    total: i128,
    mean: i128,
    rebate: Option<f64>,
    least: i128,
    most: Option<i128>,
    ids: i64,
    first: i64,
    last: &'a str,
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
                buffer.extend_from_slice(b"{\"shop\":");
                weir_json::put_str(buffer, row.shop);
                buffer.extend_from_slice(b",\"n\":");
                weir_json::put_i64(buffer, row.n);
                buffer.extend_from_slice(b",\"large\":");
                weir_json::put_i64(buffer, row.large);
                buffer.extend_from_slice(b",\"total\":");
                weir_json::put_decimal(buffer, row.total, 2u8);
                buffer.extend_from_slice(b",\"mean\":");
                weir_json::put_decimal(buffer, row.mean, 6u8);
                buffer.extend_from_slice(b",\"rebate\":");
                if let Some(value) = row.rebate {
                    weir_json::put_f64(buffer, value);
                } else {
                    buffer.extend_from_slice(b"null");
                }
                buffer.extend_from_slice(b",\"least\":");
                weir_json::put_decimal(buffer, row.least, 2u8);
                buffer.extend_from_slice(b",\"most\":");
                if let Some(value) = row.most {
                    weir_json::put_decimal(buffer, value, 2u8);
                } else {
                    buffer.extend_from_slice(b"null");
                }
                buffer.extend_from_slice(b",\"ids\":");
                weir_json::put_i64(buffer, row.ids);
                buffer.extend_from_slice(b",\"first\":");
                weir_json::put_i64(buffer, row.first);
                buffer.extend_from_slice(b",\"last\":");
                weir_json::put_str(buffer, row.last);
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
