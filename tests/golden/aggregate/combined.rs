//! `combined`, compiled from combined.weir by weir 0.1.0.
//!
//! Rows of a key and a slice of time are combined before they meet.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "combined",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["orders"],
    sinks: &["stdout"],
    steps: &["sums"],
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
            let Some(batch) = self.orders.sums.exchange.receive() else { break };
            self.orders.sums.batch(cx, &batch);
            self.orders.sums.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.orders.sums.exchange.blocked() {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders.sums.stdout.flush(cx);
        }
        if self.orders.sums.windows.is_large() {
            self.orders.sums.exchange.stage();
        }
        self.orders.sums.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self.orders.sums.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        stats.step(0usize, self.orders.sums_counts);
        stats.step(0usize, self.orders.sums.sums_counts);
        stats.watermark(self.orders.sums.marks.least());
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.orders.sums.windows.size_bytes() as u64,
                    keys: self.orders.sums.windows.len() as u64,
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
                    phase: 60000000,
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
        weir_csv::int::<i64>(raw[0]).is_ok() && weir_csv::int::<i32>(raw[1]).is_ok()
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
    sums_counts: StepCounts,
    sums: Sums,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            sums_counts: StepCounts::default(),
            sums: Sums::new(shared, setup)?,
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
                    &["id", "shop", "amount", "weight", "at"],
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
            let raw = match cursor.record::<5>(columns) {
                Ok(Some(raw)) => Ok(raw),
                Ok(None) => break 'rows,
                Err(error) => Err(error),
            };
            let time = 'time: {
                let Ok(raw) = raw else { break 'time None };
                let time: Option<i64> = {
                    let at = match weir_csv::timestamp(
                        raw[4],
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
                            raw[4],
                            weir_csv::TimestampFormat::Sql,
                        ) {
                            Ok(value) => value,
                            Err(error) => {
                                let text = weir_csv::without_line_end(row.text);
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
                self.sums_counts.rows_in += 1;
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
                let shop = match weir_csv::int::<i32>(raw[1]) {
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
                let amount = match weir_csv::decimal(raw[2], 10u8, 2u8) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = weir_csv::without_line_end(row.text);
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
                let weight = match if weir_csv::is_null(raw[3], "") {
                    Ok(None)
                } else {
                    weir_csv::f64(raw[3]).map(Some)
                } {
                    Ok(value) => value,
                    Err(error) => {
                        let text = weir_csv::without_line_end(row.text);
                        let error = Error::decode(
                            "orders",
                            block.place(offset_in(block.bytes(), text)),
                            "weight",
                            &error.message(raw[3], true),
                            raw[3].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("orders"));
                        break 'row;
                    }
                };
                self.sums
                    .row(
                        cx,
                        SumsRow {
                            id: id,
                            shop: shop,
                            amount: amount,
                            weight: weight,
                            time: event_time,
                            computed_key: (amount > 10000i128),
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
        self.sums.upstream(cx, control);
    }
}

///A row on its way into `sums`.
#[derive(Clone, Copy)]
struct SumsRow {
    id: i64,
    shop: i32,
    amount: i128,
    weight: Option<f64>,
    time: i64,
    computed_key: bool,
}

///What `sums` groups by.
#[derive(Clone, Copy)]
struct SumsKey {
    shop: i32,
    computed_key: bool,
}

impl TableKey for SumsKey {
    type Hash = u64;
}

///The state of a group of `sums`.
#[derive(Clone, Copy)]
struct SumsGroup {
    total: DecimalTotal,
    last_id: Option<i64>,
    weight: Option<f64>,
    light: i64,
}

impl Key for SumsKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.shop == other.shop && self.computed_key == other.computed_key
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        SumsKey {
            shop: self.shop,
            computed_key: self.computed_key,
        }
    }
}

impl Group for SumsGroup {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        self.total.merge(&from.total);
        if let Some(new) = from.last_id {
            if match self.last_id {
                Some(old) => new.cmp(&old).is_gt(),
                None => true,
            } {
                self.last_id = Some(new);
            }
        }
        if let Some(new) = from.weight {
            if match self.weight {
                Some(old) => arithmetic::f64_cmp(new, old).is_lt(),
                None => true,
            } {
                self.weight = Some(new);
            }
        }
        self.light += from.light;
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        SumsGroup {
            total: self.total,
            last_id: self.last_id,
            weight: self.weight,
            light: self.light,
        }
    }
}

/// What rows of a key and a slice of time add to its group; `time` is in that slice.
#[derive(Clone, Copy)]
struct SumsPartial {
    time: i64,
    key: SumsKey,
    group: SumsGroup,
    rows: u64,
}

impl SumsGroup {
    /// Adds what was combined.
    #[inline]
    fn add(&mut self, from: &Self) {
        self.total.merge(&from.total);
        if let Some(new) = from.last_id {
            if match self.last_id {
                Some(old) => new.cmp(&old).is_gt(),
                None => true,
            } {
                self.last_id = Some(new);
            }
        }
        if let Some(new) = from.weight {
            if match self.weight {
                Some(old) => arithmetic::f64_cmp(new, old).is_lt(),
                None => true,
            } {
                self.weight = Some(new);
            }
        }
        self.light += from.light;
    }
}

///`sums`: `aggregate by shop, large: amount > 100.00 { total: sum(amount), last_id: max(id), weight: min(weight), light: count() where (weight ?? 0.0) < 1.0, }`
struct Sums {
    exchange: Exchange<SumsRow, SumsPartial>,
    combining: Combining<SumsPartial>,
    marks: Marks,
    windows: Windows<SumsKey, SumsGroup>,
    sums_counts: StepCounts,
    stdout: Stdout,
}

impl Sums {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(0usize),
            combining: Combining::new(
                WindowSpec {
                    size: 900000000,
                    step: 300000000,
                    offset: 0,
                    lateness: 60000000,
                },
                setup.workers,
            ),
            marks: Marks::new(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 900000000,
                step: 300000000,
                offset: 0,
                lateness: 60000000,
            }),
            sums_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row from the node before.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: SumsRow) {
        let hash = hash2(hash_i64(i64::from(row.shop)), hash_bool(row.computed_key));
        if !self.combining.is_on() {
            self.combining.single();
            if self.exchange.alone() {
                self.apply(cx, hash, row);
            } else {
                self.exchange.push(self.exchange.target(hash), |_| row);
            }
            return;
        }
        let total_value = row.amount;
        let last_id_value = row.id;
        let weight_value = row.weight;
        let (place, slice, heap) = self.combining.place(hash, row.time);
        let fits = place
            .as_ref()
            .is_some_and(|partial| {
                let key = &partial.key;
                key.shop == row.shop && key.computed_key == row.computed_key
                    && slice.holds(partial.time)
            });
        if fits && let Some(partial) = place {
            partial.rows += 1;
            let group = &mut partial.group;
            group.total.add(total_value);
            {
                let value = last_id_value;
                if match group.last_id {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.last_id = Some(value);
                }
            }
            if let Some(value) = weight_value.map(canonical_f64) {
                if match group.weight {
                    Some(old) => arithmetic::f64_cmp(value, old).is_lt(),
                    None => true,
                } {
                    group.weight = Some(value);
                }
            }
            group.light
                += i64::from(
                    ((match row.weight {
                        Some(value) => value,
                        None => 0f64,
                    }) < 1f64),
                );
        } else {
            let mut partial = SumsPartial {
                time: row.time,
                key: SumsKey {
                    shop: row.shop,
                    computed_key: row.computed_key,
                },
                group: SumsGroup {
                    total: DecimalTotal::ZERO,
                    last_id: None,
                    weight: None,
                    light: 0,
                },
                rows: 0,
            };
            partial.rows += 1;
            let group = &mut partial.group;
            group.total.add(total_value);
            {
                let value = last_id_value;
                if match group.last_id {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.last_id = Some(value);
                }
            }
            if let Some(value) = weight_value.map(canonical_f64) {
                if match group.weight {
                    Some(old) => arithmetic::f64_cmp(value, old).is_lt(),
                    None => true,
                } {
                    group.weight = Some(value);
                }
            }
            group.light
                += i64::from(
                    ((match row.weight {
                        Some(value) => value,
                        None => 0f64,
                    }) < 1f64),
                );
            self.displace(hash, partial);
        }
    }
    /// A partial group takes its place; what stood there goes on.
    #[inline(never)]
    fn displace(&mut self, at: u64, partial: SumsPartial) {
        if let Some(before) = self.combining.put(at, partial) {
            self.pass(&before);
        }
    }
    /// Sends a partial group to the worker that owns its key.
    #[inline]
    fn pass(&mut self, partial: &SumsPartial) {
        let key = &partial.key;
        let hash = hash2(hash_i64(i64::from(key.shop)), hash_bool(key.computed_key));
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<SumsRow, SumsPartial>) {
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
    fn apply_rows(&mut self, cx: Cx<'_>, heap: &Heap, rows: &[SumsRow], is_far: bool) {
        let mut hashes = [0; 8 * APART];
        let ahead = if is_far { 2 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if let Some(row) = rows.get(step) {
                hashes[step % (8 * APART)] = hash2(
                    hash_i64(i64::from(row.shop)),
                    hash_bool(row.computed_key),
                );
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
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hashes[at % (8 * APART)];
                self.apply(cx, hash, *row);
            }
        }
    }
    /// Partial groups of a worker.
    #[inline(never)]
    fn groups(&mut self, cx: Cx<'_>, batch: &Batch<SumsRow, SumsPartial>) {
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
                        self.merge(
                            hash2(
                                hash_i64(i64::from(key.shop)),
                                hash_bool(key.computed_key),
                            ),
                            partial,
                        );
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Partial groups whose own groups are asked for before the first of them is merged: the misses overlap.
    #[inline(never)]
    fn merge_ahead(&mut self, partials: &[SumsPartial]) {
        let mut hashes = [0; AHEAD];
        for (partial, slot) in partials.iter().zip(&mut hashes) {
            let key = &partial.key;
            *slot = hash2(hash_i64(i64::from(key.shop)), hash_bool(key.computed_key));
        }
        if let Some(table) = self.windows.latest() {
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table.fetch_slot(hash);
            }
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table.fetch_entry(hash);
            }
        }
        for (partial, &hash) in partials.iter().zip(&hashes) {
            self.merge(hash, partial);
        }
    }
    /// A partial group that belongs here.
    #[inline]
    fn merge(&mut self, hash: u64, partial: &SumsPartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.sums_counts.late += partial.rows;
            }
            Placed::Late => {
                self.sums_counts.late += partial.rows;
                return;
            }
        }
        let mut is_first = false;
        let group = self
            .windows
            .entry(
                hash,
                |key, heap| {
                    key.shop == partial.key.shop
                        && key.computed_key == partial.key.computed_key
                },
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: SumsRow) {
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
            let last_id_value = row.id;
            let weight_value = row.weight;
            let group = self
                .windows
                .entry(
                    hash,
                    |key, heap| {
                        key.shop == row.shop && key.computed_key == row.computed_key
                    },
                    |heap| (
                        SumsKey {
                            shop: row.shop,
                            computed_key: row.computed_key,
                        },
                        SumsGroup {
                            total: DecimalTotal::ZERO,
                            last_id: None,
                            weight: None,
                            light: 0,
                        },
                    ),
                );
            group.total.add(total_value);
            {
                let value = last_id_value;
                if match group.last_id {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.last_id = Some(value);
                }
            }
            if let Some(value) = weight_value.map(canonical_f64) {
                if match group.weight {
                    Some(old) => arithmetic::f64_cmp(value, old).is_lt(),
                    None => true,
                } {
                    group.weight = Some(value);
                }
            }
            group.light
                += i64::from(
                    ((match row.weight {
                        Some(value) => value,
                        None => 0f64,
                    }) < 1f64),
                );
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &SumsRow) {
        self.sums_counts.late += 1;
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
                    let total = match group.total.result() {
                        Ok(value) => value,
                        Err(error) => {
                            self.sums_counts.errors += 1;
                            record_failed(
                                cx,
                                "sums",
                                "sums",
                                "",
                                error,
                                &[
                                    ("shop", Shown::Int(i128::from(key.shop))),
                                    ("large", Shown::Bool(key.computed_key)),
                                ],
                            );
                            break 'row;
                        }
                    };
                    self.sums_counts.rows_out += 1;
                    let shop = key.shop;
                    let large = key.computed_key;
                    let last_id = match group.last_id {
                        Some(value) => value,
                        None => group_without_rows(),
                    };
                    let weight = match group.weight {
                        Some(value) => Some(value),
                        None => None,
                    };
                    let light = group.light;
                    self.stdout
                        .row(
                            cx,
                            StdoutRow {
                                shop: shop,
                                large: large,
                                total: total,
                                last_id: last_id,
                                weight: weight,
                                light: light,
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
struct StdoutRow {
    shop: i32,
    large: bool,
    total: i128,
    last_id: i64,
    weight: Option<f64>,
    light: i64,
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
    fn row(&mut self, cx: Cx<'_>, row: StdoutRow) {
        match &mut self.writer {
            StdoutWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"shop\":");
                weir_json::put_i64(buffer, i64::from(row.shop));
                buffer.extend_from_slice(b",\"large\":");
                weir_json::put_bool(buffer, row.large);
                buffer.extend_from_slice(b",\"total\":");
                weir_json::put_decimal(buffer, row.total, 2u8);
                buffer.extend_from_slice(b",\"last_id\":");
                weir_json::put_i64(buffer, row.last_id);
                buffer.extend_from_slice(b",\"weight\":");
                if let Some(value) = row.weight {
                    weir_json::put_f64(buffer, value);
                } else {
                    buffer.extend_from_slice(b"null");
                }
                buffer.extend_from_slice(b",\"light\":");
                weir_json::put_i64(buffer, row.light);
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
