//! `split`, compiled from split.weir by weir 0.1.0.
//!
//! The part of a filter that looks at keys only goes before the count, and keeps other keys out of its state.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "split",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["orders"],
    sinks: &["stdout"],
    steps: &["per_shop"],
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
                .shared(setup),
            lag: 0,
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
            let Some(batch) = self.orders.per_shop.exchange.receive() else { break };
            self.orders.per_shop.batch(cx, &batch);
            self.orders.per_shop.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.orders.per_shop.exchange.blocked() {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders.per_shop.stdout.flush(cx);
        }
        self.orders.per_shop.end_gathering(cx, rounds.dry());
        self.orders.per_shop.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self.orders.per_shop.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        stats.step(0usize, self.orders.per_shop_counts);
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.orders.per_shop.table.size_bytes() as u64,
                    keys: self.orders.per_shop.table.len() as u64,
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
    per_shop_counts: StepCounts,
    per_shop: PerShop,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            per_shop_counts: StepCounts::default(),
            per_shop: PerShop::new(shared, setup)?,
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
                    &["shop", "amount"],
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
            let mut waiting_per_shop = self.per_shop.waiting(cx);
            'rows: loop {
                'row: {
                    let raw = match cursor.record::<2>(columns) {
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
                    // |> where starts_with(shop, "A")
                    let shop = match weir_csv::str(raw[0], cx.scratch) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = cursor.record_text();
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
                    if !(functions::starts_with(shop, "A")) {
                        break 'row;
                    }
                    self.per_shop_counts.rows_out += 1;
                    self.per_shop_counts.rows_in += 1;
                    let amount = match weir_csv::int::<i64>(raw[1]) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = cursor.record_text();
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
                    {
                        let waits = PerShopRow {
                            shop: shop,
                            amount: amount,
                        };
                        if !waiting_per_shop.waits() {
                            self.per_shop.row(cx, waits);
                        } else if waiting_per_shop.push(waits) {
                            self.per_shop.apply_waiting(cx, &mut waiting_per_shop);
                        }
                    }
                }
            }
            self.per_shop.apply_waiting(cx, &mut waiting_per_shop);
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
        self.per_shop.upstream(cx, control);
    }
}

///A row on its way into `per_shop`.
#[derive(Clone, Copy)]
struct PerShopRow<'a> {
    shop: &'a str,
    amount: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct PerShopRowStored {
    hash: u64,
    shop: Text,
    amount: i64,
}

impl PerShopRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> PerShopRowStored {
        PerShopRowStored {
            hash,
            shop: heap.put(self.shop),
            amount: self.amount,
        }
    }
}

impl PerShopRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> PerShopRow<'a> {
        PerShopRow {
            shop: heap.get(self.shop),
            amount: self.amount,
        }
    }
}

///What `per_shop` groups by.
#[derive(Clone, Copy)]
struct PerShopKey {
    shop: KeyText,
}

impl TableKey for PerShopKey {
    type Hash = u64;
}

///The state of a group of `per_shop`.
#[derive(Clone, Copy)]
struct PerShopGroup {
    n: i64,
    most: Option<i64>,
}

impl Key for PerShopKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.shop.same(heap, &other.shop, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        PerShopKey {
            shop: self.shop.carry(from, to),
        }
    }
}

/// What rows add to a group: counts and sums from nothing, and a value that is new to the sets of the worker that read it.
#[derive(Clone, Copy)]
struct PerShopDelta {
    rows: u64,
    n: i64,
    most: Option<i64>,
}

/// What goes to the worker that owns the group.
#[derive(Clone, Copy)]
struct PerShopPartial {
    hash: u64,
    key: PerShopKey,
    delta: PerShopDelta,
}

/// A group on the worker that reads: what waits, and what it has seen.
#[derive(Clone)]
struct PerShopLocal {
    delta: PerShopDelta,
    waits: bool,
}

impl PerShopDelta {
    #[inline]
    fn none() -> Self {
        PerShopDelta {
            rows: 0,
            n: 0,
            most: None,
        }
    }
    /// Itself with its texts in another heap.
    #[inline]
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        PerShopDelta {
            rows: self.rows,
            n: self.n,
            most: self.most,
        }
    }
}

impl Group for PerShopLocal {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        unreachable!("what is gathered is passed on, not merged");
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        PerShopLocal {
            delta: self.delta.carry(from, to),
            ..self.clone()
        }
    }
    fn renew(&mut self, from: &Heap, to: &mut Heap) {
        self.delta = self.delta.carry(from, to);
    }
}

impl PerShopGroup {
    /// Adds what a worker has gathered; its texts are in `from_heap`.
    #[inline]
    fn add(&mut self, heap: &mut Heap, from: &PerShopDelta, from_heap: &Heap) {
        self.n += from.n;
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

///`per_shop`: `aggregate by shop { n: count(), most: max(amount) }`
struct PerShop {
    exchange: Exchange<PerShopRowStored, PerShopPartial>,
    gathering: Gathering,
    gathered: Table<PerShopKey, PerShopLocal>,
    marks: Marks,
    table: Table<PerShopKey, PerShopGroup>,
    changes: bool,
    finals: bool,
    stdout: Stdout,
}

impl PerShop {
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
    fn row(&mut self, cx: Cx<'_>, row: PerShopRow<'_>) {
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
            if self.gathering.is_on() {
                if self.gathered.is_past_dictionary() {
                    self.gathered.pass_dictionary();
                    let hash = hash_str(row.shop);
                    self.gather(cx, hash, row);
                } else {
                    let hash = TextLookup {
                        mix: move || KeyText::sought(row.shop).mix(),
                        hash: move || hash_str(row.shop),
                    };
                    self.gather(cx, hash, row);
                }
            } else {
                let hash = hash_str(row.shop);
                self.gathering.single();
                self.exchange
                    .push(self.exchange.target(hash), |heap| row.store(heap, hash));
            }
        }
    }
    /// What a row adds to its group waits here for what others add.
    #[inline]
    fn gather(&mut self, cx: Cx<'_>, hash: impl Lookup, row: PerShopRow<'_>) {
        'row: {
            let most_value = row.amount;
            let place = {
                let sought_shop = KeyText::sought(row.shop);
                self.gathered
                    .place(
                        hash,
                        |key, heap| key.shop.is(sought_shop, heap),
                        |heap| {
                            (
                                PerShopKey {
                                    shop: KeyText::new(row.shop, heap),
                                },
                                PerShopLocal {
                                    delta: PerShopDelta::none(),
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
            if !std::mem::replace(&mut local.waits, true) {
                self.gathering.wait(place);
            }
        }
    }
    /// Sends what waits in a group to its owner.
    fn pass(&mut self, place: usize) {
        let (hash, key, local, heap) = self.gathered.at(place);
        let delta = std::mem::replace(&mut local.delta, PerShopDelta::none());
        let from = &*heap;
        let to = self.exchange.target(hash);
        self.gathering.passed(to, delta.rows);
        self.exchange
            .push_group(
                to,
                |to| PerShopPartial {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<PerShopRowStored, PerShopPartial>) {
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
        rows: &[PerShopRowStored],
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
    fn waiting<'s, 'r>(&self, cx: Cx<'s>) -> Waiting<'s, PerShopRow<'r>> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.table.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, PerShopRow<'_>>) {
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
    /// A partial group, with its texts in `from`, that belongs here.
    #[inline]
    fn merge(&mut self, cx: Cx<'_>, from: &Heap, partial: &PerShopPartial) {
        let group = self
            .table
            .entry(
                partial.hash,
                |key, heap| key.same(heap, &partial.key, from),
                |heap| (partial.key.carry(from, heap), PerShopGroup { n: 0, most: None }),
            );
        group.add(&mut Heap::new(), &partial.delta, from);
        if self.changes {
            let change = true;
            'changed: {
                // |> where n > 3 && most > 100
                let n = group.n;
                if !(n > 3i64) {
                    break 'changed;
                }
                let most = match group.most {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                if !(most > 100i64) {
                    break 'changed;
                }
                let shop = partial.key.shop.get(from);
                self.stdout
                    .row(
                        cx,
                        change,
                        StdoutRow {
                            shop: shop,
                            n: n,
                            most: most,
                        },
                    );
            }
        }
    }
    /// Partial groups of a worker.
    #[inline(never)]
    fn groups(&mut self, cx: Cx<'_>, batch: &Batch<PerShopRowStored, PerShopPartial>) {
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
    fn merge_ahead(&mut self, cx: Cx<'_>, from: &Heap, partials: &[PerShopPartial]) {
        partials.iter().for_each(|partial| self.table.fetch_slot(partial.hash));
        partials.iter().for_each(|partial| self.table.fetch_entry(partial.hash));
        for partial in partials {
            if let Some((key, group)) = self.table.peek(partial.hash) {
                key.shop.fetch(self.table.heap());
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
    fn apply(&mut self, cx: Cx<'_>, hash: impl Lookup, row: PerShopRow<'_>) {
        let most_value = row.amount;
        let group = {
            let sought_shop = KeyText::sought(row.shop);
            self.table
                .entry(
                    hash,
                    |key, heap| key.shop.is(sought_shop, heap),
                    |heap| (
                        PerShopKey {
                            shop: KeyText::new(row.shop, heap),
                        },
                        PerShopGroup { n: 0, most: None },
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
        if self.changes {
            let change = true;
            'changed: {
                // |> where n > 3 && most > 100
                let n = group.n;
                if !(n > 3i64) {
                    break 'changed;
                }
                let most = match group.most {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                if !(most > 100i64) {
                    break 'changed;
                }
                let shop = row.shop;
                self.stdout
                    .row(
                        cx,
                        change,
                        StdoutRow {
                            shop: shop,
                            n: n,
                            most: most,
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
                cx.unfinished("per_shop");
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
                // |> where n > 3 && most > 100
                let n = group.n;
                if !(n > 3i64) {
                    break 'row;
                }
                let most = match group.most {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                if !(most > 100i64) {
                    break 'row;
                }
                let shop = key.shop.get(heap);
                self.stdout
                    .row(
                        cx,
                        change,
                        StdoutRow {
                            shop: shop,
                            n: n,
                            most: most,
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
struct StdoutRow<'a> {
    shop: &'a str,
    n: i64,
    most: i64,
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
