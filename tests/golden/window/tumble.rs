//! `tumble`, compiled from tumble.weir by weir 0.1.0.
//!
//! One window after the other.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "tumble",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["orders"],
    sinks: &["stdout"],
    steps: &["hourly"],
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
            let Some(batch) = self.orders.hourly.exchange.receive() else { break };
            self.orders.hourly.batch(cx, &batch);
            self.orders.hourly.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.orders.hourly.exchange.blocked() {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders.hourly.stdout.flush(cx);
        }
        if self.orders.hourly.windows.is_large() {
            self.orders.hourly.exchange.stage();
        }
        self.orders.hourly.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self.orders.hourly.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        stats.step(0usize, self.orders.hourly_counts);
        stats.step(0usize, self.orders.hourly.hourly_counts);
        stats.watermark(self.orders.hourly.marks.least());
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.orders.hourly.windows.size_bytes() as u64,
                    keys: self.orders.hourly.windows.len() as u64,
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
    fn is_readable(raw: &[weir_csv::Raw<'_>; 3], cx: Cx<'_>) -> bool {
        weir_csv::str(raw[0], cx.scratch).is_ok()
            && weir_csv::decimal(raw[1], 10u8, 2u8).is_ok()
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
    hourly_counts: StepCounts,
    hourly: Hourly,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            hourly_counts: StepCounts::default(),
            hourly: Hourly::new(shared, setup)?,
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
                    &["shop", "amount", "at"],
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
                    self.forward(cx, Control::Watermark(watermark));
                }
                self.hourly_counts.rows_in += 1;
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
                let amount = match weir_csv::decimal(raw[1], 10u8, 2u8) {
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
                self.hourly
                    .row(
                        cx,
                        HourlyRow {
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
        self.hourly.upstream(cx, control);
    }
}

///A row on its way into `hourly`.
#[derive(Clone, Copy)]
struct HourlyRow<'a> {
    shop: &'a str,
    amount: i128,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct HourlyRowStored {
    hash: u64,
    shop: Text,
    amount: i128,
    time: i64,
}

impl HourlyRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> HourlyRowStored {
        HourlyRowStored {
            hash,
            shop: heap.put(self.shop),
            amount: self.amount,
            time: self.time,
        }
    }
}

impl HourlyRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> HourlyRow<'a> {
        HourlyRow {
            shop: heap.get(self.shop),
            amount: self.amount,
            time: self.time,
        }
    }
}

///What `hourly` groups by.
#[derive(Clone, Copy)]
struct HourlyKey {
    shop: KeyText,
}

impl TableKey for HourlyKey {
    type Hash = u64;
}

///The state of a group of `hourly`.
#[derive(Clone, Copy)]
struct HourlyGroup {
    n: i64,
    total: DecimalTotal,
}

impl Key for HourlyKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.shop.same(heap, &other.shop, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        HourlyKey {
            shop: self.shop.carry(from, to),
        }
    }
}

/// What rows of a key and a slice of time add to its group; `time` is in that slice.
#[derive(Clone, Copy)]
struct HourlyPartial {
    hash: u64,
    time: i64,
    key: HourlyKey,
    group: HourlyGroup,
}

impl HourlyGroup {
    /// Adds what was combined.
    #[inline]
    fn add(&mut self, from: &Self) {
        self.n += from.n;
        self.total.merge(&from.total);
    }
}

///`hourly`: `aggregate by shop { n: count(), total: sum(amount) }`
struct Hourly {
    exchange: Exchange<HourlyRowStored, HourlyPartial>,
    combining: Combining<HourlyPartial>,
    marks: Marks,
    windows: Windows<HourlyKey, HourlyGroup>,
    hourly_counts: StepCounts,
    stdout: Stdout,
}

impl Hourly {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(0usize),
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
            hourly_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row from the node before.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: HourlyRow<'_>) {
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
        let total_value = row.amount;
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
            group.total.add(total_value);
        } else {
            let mut partial = HourlyPartial {
                hash,
                time: row.time,
                key: HourlyKey {
                    shop: KeyText::new(row.shop, heap),
                },
                group: HourlyGroup {
                    n: 0,
                    total: DecimalTotal::ZERO,
                },
            };
            let group = &mut partial.group;
            group.n += 1;
            group.total.add(total_value);
            self.displace(hash, partial);
        }
    }
    /// A partial group takes its place; what stood there goes on.
    #[inline(never)]
    fn displace(&mut self, at: u64, partial: HourlyPartial) {
        if let Some(before) = self.combining.put(at, partial) {
            self.pass(&before);
        }
        if self.combining.is_heavy() {
            self.pass_all();
        }
    }
    /// Sends a partial group to the worker that owns its key.
    #[inline]
    fn pass(&mut self, partial: &HourlyPartial) {
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
                    |to| HourlyPartial {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<HourlyRowStored, HourlyPartial>) {
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
        rows: &[HourlyRowStored],
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
    fn groups(&mut self, cx: Cx<'_>, batch: &Batch<HourlyRowStored, HourlyPartial>) {
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
    fn merge_ahead(&mut self, from: &Heap, partials: &[HourlyPartial]) {
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
    fn merge(&mut self, from: &Heap, hash: u64, partial: &HourlyPartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.hourly_counts.late += partial.group.n as u64;
            }
            Placed::Late => {
                self.hourly_counts.late += partial.group.n as u64;
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: HourlyRow<'_>) {
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
            let group = {
                let sought_shop = KeyText::sought(row.shop);
                self.windows
                    .entry(
                        hash,
                        |key, heap| key.shop.is(sought_shop, heap),
                        |heap| (
                            HourlyKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            HourlyGroup {
                                n: 0,
                                total: DecimalTotal::ZERO,
                            },
                        ),
                    )
            };
            group.n += 1;
            group.total.add(total_value);
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &HourlyRow<'_>) {
        self.hourly_counts.late += 1;
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
                            self.hourly_counts.errors += 1;
                            record_failed(
                                cx,
                                "hourly",
                                "hourly",
                                "",
                                error,
                                &[("shop", Shown::Text(key.shop.get(heap)))],
                            );
                            break 'row;
                        }
                    };
                    self.hourly_counts.rows_out += 1;
                    // |> select { shop, window.start, window.end, n, total }
                    let shop = key.shop.get(heap);
                    let n = group.n;
                    self.stdout
                        .row(
                            cx,
                            StdoutRow {
                                shop: shop,
                                window_start: fired.start,
                                window_end: fired.end,
                                n: n,
                                total: total,
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
    window_start: i64,
    window_end: i64,
    n: i64,
    total: i128,
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
                buffer.extend_from_slice(b",\"window_start\":");
                weir_json::put_timestamp(
                    buffer,
                    row.window_start,
                    weir_json::TimestampFormat::Iso,
                );
                buffer.extend_from_slice(b",\"window_end\":");
                weir_json::put_timestamp(
                    buffer,
                    row.window_end,
                    weir_json::TimestampFormat::Iso,
                );
                buffer.extend_from_slice(b",\"n\":");
                weir_json::put_i64(buffer, row.n);
                buffer.extend_from_slice(b",\"total\":");
                weir_json::put_decimal(buffer, row.total, 2u8);
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
