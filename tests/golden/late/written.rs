//! `written`, compiled from written.weir by weir 0.1.0.
//!
//! Late rows go to a file of their own.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "written",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["orders"],
    sinks: &["stdout", "late.csv"],
    steps: &["counts"],
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
    orders: OrdersStepShared,
    stdout: StdoutShared,
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
        let late_csv = LateCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 1usize, "late.csv", b""),
            )?,
        );
        Ok(Shared {
            orders,
            stdout,
            late_csv,
            params: Box::leak(Box::new(params)),
        })
    }
    fn worker(shared: &Arc<Shared>, setup: &WorkerSetup) -> Result<Subtask> {
        Subtask::new(shared, setup)
    }
    fn finish(shared: &Shared) -> Result<()> {
        weir_runtime::sink::commit_all(
            &[shared.stdout.output(), shared.late_csv.output()],
        )
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(
            &[shared.stdout.output(), shared.late_csv.output()],
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
            let Some(batch) = self.orders.counts.exchange.receive() else { break };
            self.orders.counts.batch(cx, &batch);
            self.orders.counts.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.orders.counts.exchange.blocked() {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders.counts.stdout.flush(cx);
            self.orders.counts.stdout.late_csv.flush(cx);
        }
        self.orders.counts.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self.orders.counts.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        let (rows, bytes) = self.orders.counts.stdout.late_csv.counts();
        stats.sink(1usize, rows, bytes, 0);
        stats.step(0usize, self.orders.counts_counts);
        stats.step(0usize, self.orders.counts.counts_counts);
        stats.watermark(self.orders.counts.marks.least());
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.orders.counts.windows.size_bytes() as u64,
                    keys: self.orders.counts.windows.len() as u64,
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
        let reader = shared.splits.reader(setup.me, setup.workers);
        let clocks = SplitClocks::new(
            reader.splits(),
            shared.lag,
            &[
                Lattice {
                    step: 300000000,
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
    fn is_readable(raw: &[weir_csv::Raw<'_>; 3], cx: Cx<'_>) -> bool {
        weir_csv::int::<i64>(raw[0]).is_ok() && weir_csv::str(raw[1], cx.scratch).is_ok()
            && weir_csv::timestamp(raw[2], weir_csv::TimestampFormat::Sql).is_ok()
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
    counts_counts: StepCounts,
    counts: Counts,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            counts_counts: StepCounts::default(),
            counts: Counts::new(shared, setup)?,
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
                    &["id", "shop", "at"],
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
        let mut ahead = Ahead::new(cx.scratch, block.bytes().len());
        let mut clock = arm.clocks.of_split(split);
        'rows: loop {
            let raw = match cursor.record::<3>(columns) {
                Ok(Some(raw)) => Ok(raw),
                Ok(None) => break 'rows,
                Err(error) => Err(error),
            };
            let time = 'time: {
                let Ok(raw) = raw else { break 'time None };
                let time: Option<i64> = {
                    let at = match weir_csv::timestamp(
                        raw[2],
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
        if let Some(watermark) = (SplitTick {
            clocks: &mut arm.clocks,
            split,
        })
            .catch_up(before)
        {
            self.forward(cx, Control::Watermark(watermark));
        }
        {
            let mut waiting_counts = self.counts.waiting(cx);
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
                                raw[2],
                                weir_csv::TimestampFormat::Sql,
                            ) {
                                Ok(value) => value,
                                Err(error) => {
                                    let text = weir_csv::without_line_end(row.text);
                                    let error = Error::decode(
                                        "orders",
                                        block.place(offset_in(block.bytes(), text)),
                                        "at",
                                        &error.message(raw[2], false),
                                        raw[2].bytes(),
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
                        self.counts.apply_waiting(cx, &mut waiting_counts);
                        self.forward(cx, Control::Watermark(watermark));
                    }
                    self.counts_counts.rows_in += 1;
                    let id = match weir_csv::int::<i64>(raw[0]) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
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
                            let text = weir_csv::without_line_end(row.text);
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
                    let at_2 = match weir_csv::timestamp(
                        raw[2],
                        weir_csv::TimestampFormat::Sql,
                    ) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = weir_csv::without_line_end(row.text);
                            let error = Error::decode(
                                "orders",
                                block.place(offset_in(block.bytes(), text)),
                                "at",
                                &error.message(raw[2], false),
                                raw[2].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("orders"));
                            break 'row;
                        }
                    };
                    {
                        let waits = CountsRow {
                            id: id,
                            shop: shop,
                            at: at_2,
                            time: event_time,
                        };
                        if !waiting_counts.waits() {
                            self.counts.row(cx, waits);
                        } else if waiting_counts.push(waits) {
                            self.counts.apply_waiting(cx, &mut waiting_counts);
                        }
                    }
                }
            }
            self.counts.apply_waiting(cx, &mut waiting_counts);
        }
        arm.reader.reached(split, arm.clocks.split_watermark(split));
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
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.counts.upstream(cx, control);
    }
}

///A row on its way into `counts`.
#[derive(Clone, Copy)]
struct CountsRow<'a> {
    id: i64,
    shop: &'a str,
    at: i64,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct CountsRowStored {
    hash: u64,
    id: i64,
    shop: Text,
    at: i64,
    time: i64,
}

impl CountsRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> CountsRowStored {
        CountsRowStored {
            hash,
            id: self.id,
            shop: heap.put(self.shop),
            at: self.at,
            time: self.time,
        }
    }
}

impl CountsRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> CountsRow<'a> {
        CountsRow {
            id: self.id,
            shop: heap.get(self.shop),
            at: self.at,
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

impl Group for CountsGroup {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        self.n += from.n;
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        CountsGroup { n: self.n }
    }
}

///`counts`: `aggregate by shop { n: count() }`
struct Counts {
    exchange: Exchange<CountsRowStored>,
    marks: Marks,
    windows: Windows<CountsKey, CountsGroup>,
    counts_counts: StepCounts,
    stdout: Stdout,
}

impl Counts {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(0usize),
            marks: Marks::new(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 600000000,
                step: 300000000,
                offset: 0,
                lateness: 0,
            }),
            counts_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: CountsRow<'_>) {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<CountsRowStored>) {
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
    /// Where rows of a source wait in its turn, if they are to be looked ahead at.
    #[inline(never)]
    fn waiting<'s, 'r>(&self, cx: Cx<'s>) -> Waiting<'s, CountsRow<'r>> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.windows.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, CountsRow<'_>>) {
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
        'late_1: {
            // |> select { id, shop, at }
            self.stdout
                .late_csv
                .row(
                    cx,
                    LateCsvRow {
                        id: row.id,
                        shop: row.shop,
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
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                self.counts_counts.rows_out += 1;
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
    late_csv: LateCsv,
}

impl Stdout {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout.writer(),
            late_csv: LateCsv::new(shared, setup)?,
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

///A row on its way into `late.csv`.
#[derive(Clone, Copy)]
struct LateCsvRow<'a> {
    id: i64,
    shop: &'a str,
    at: i64,
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
                weir_csv::put_i64(buffer, row.id);
                buffer.push(b',');
                weir_csv::put_str(buffer, row.shop, b',');
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
