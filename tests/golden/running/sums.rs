//! `sums`, compiled from sums.weir by weir 0.1.0.
//!
//! Running aggregates: changes to one sink, what holds in the end to another.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "sums",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["orders"],
    sinks: &["stdout", "totals.csv"],
    steps: &["totals"],
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
    totals_csv: TotalsCsvShared,
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
                    "orders.jsonl",
                    weir_file::Framing::Lines,
                ),
            )?,
            lag: 10000000i64,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        let totals_csv = TotalsCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 1usize, "totals.csv", b""),
            )?,
        );
        Ok(Shared {
            orders,
            stdout,
            totals_csv,
            params: Box::leak(Box::new(params)),
        })
    }
    fn worker(shared: &Arc<Shared>, setup: &WorkerSetup) -> Result<Subtask> {
        Subtask::new(shared, setup)
    }
    fn finish(shared: &Shared) -> Result<()> {
        weir_runtime::sink::commit_all(
            &[shared.stdout.output(), shared.totals_csv.output()],
        )
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(
            &[shared.stdout.output(), shared.totals_csv.output()],
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
            let Some(batch) = self.orders.totals.exchange.receive() else { break };
            self.orders.totals.batch(cx, &batch);
            self.orders.totals.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.orders.totals.exchange.blocked() {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders.totals.stdout.flush(cx);
            self.orders.totals.stdout.totals_csv.flush(cx);
        }
        self.orders.totals.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self.orders.totals.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        let (rows, bytes) = self.orders.totals.stdout.totals_csv.counts();
        stats.sink(1usize, rows, bytes, 0);
        stats.step(0usize, self.orders.totals_counts);
        stats.step(0usize, self.orders.totals.totals_counts);
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.orders.totals.table.size_bytes() as u64,
                    keys: self.orders.totals.table.len() as u64,
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
    clocks: SplitClocks,
    orders: ReadOrdersArm0Orders,
    marks: weir_json::Marks,
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
        Ok(Self {
            reader,
            clocks,
            orders: ReadOrdersArm0Orders::default(),
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
struct ReadOrdersArm0Decoded<'a> {
    customer: &'a str,
    item: &'a str,
    amount: i64,
}

/// The fields of a line that are used, numbered.
static READ_ORDERS_ARM0_WANTED: &[weir_json::Wanted] = &[
    weir_json::Wanted {
        key: b"customer",
        place: 0,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"item",
        place: 1,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"amount",
        place: 2,
        value: weir_json::WantedValue::Int {
            unit: 1,
            optional: false,
        },
    },
];
/// Reads a line, of which it may be known where its fields are.
#[inline]
fn line_read_orders_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 3],
    scratch: &'a Bump,
    learnt: &mut ReadOrdersArm0Orders,
) -> std::result::Result<ReadOrdersArm0Decoded<'a>, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_read_orders_arm0(line, present, values, scratch)
    {
        return Ok(decoded);
    }
    read_orders_arm0(line.cursor(), scratch, learnt)
}

/// Reads a line of which it is known where its fields are; `None` where that is not all there is to it.
#[inline(always)]
fn shaped_read_orders_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 3],
    scratch: &'a Bump,
) -> Option<ReadOrdersArm0Decoded<'a>> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0x7 != 0x7 {
            return None;
        }
        ReadOrdersArm0Decoded {
            customer: {
                cursor.go_to(values[0]);
                cursor.str(scratch).ok()?
            },
            item: {
                cursor.go_to(values[1]);
                cursor.str(scratch).ok()?
            },
            amount: values[2],
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct ReadOrdersArm0Orders {
    line: weir_json::Order,
    shapes: weir_json::Shapes,
}

/// Reads a line key by key.
#[inline(never)]
fn read_orders_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadOrdersArm0Orders,
) -> std::result::Result<ReadOrdersArm0Decoded<'a>, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["customer", "item", "amount", "at"];
    let mut customer: Option<&'a str> = None;
    let mut item: Option<&'a str> = None;
    let mut amount: Option<i64> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"customer", b"item", b"amount"]),
        "",
    )? {
        match slot {
            0 => customer = Some(weir_json::named(cursor.str(scratch), "customer")?),
            1 => item = Some(weir_json::named(cursor.str(scratch), "item")?),
            2 => amount = Some(weir_json::named(cursor.int::<i64>(), "amount")?),
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = ReadOrdersArm0Decoded {
        customer: match customer {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "customer", KNOWN)),
        },
        item: match item {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "item", KNOWN)),
        },
        amount: match amount {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "amount", KNOWN)),
        },
    };
    weir_json::named(cursor.end(), "")?;
    learnt.shapes.learn(cursor, READ_ORDERS_ARM0_WANTED);
    Ok(decoded)
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
    totals_counts: StepCounts,
    totals: Totals,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            totals_counts: StepCounts::default(),
            totals: Totals::new(shared, setup)?,
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
            let mut waiting_totals = self.totals.waiting(cx);
            let mut lines = arm.marks.lines(block.bytes());
            let mut values = [0i64; 3];
            while let Some((line, present)) = lines
                .next_shaped(&mut arm.orders.shapes, &mut values)
            {
                let text = line.text();
                *rows += 1;
                'row: {
                    let decoded = match line_read_orders_arm0(
                        line,
                        present,
                        &values,
                        cx.scratch,
                        &mut arm.orders,
                    ) {
                        Ok(decoded) => decoded,
                        Err(error) => {
                            let value = error.value(text);
                            let error = Error::decode(
                                "orders",
                                block.place(offset_in(block.bytes(), text)),
                                error.field(),
                                &error.message(text),
                                value,
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("orders"));
                            break 'row;
                        }
                    };
                    self.totals_counts.rows_in += 1;
                    {
                        let waits = TotalsRow {
                            customer: decoded.customer,
                            item: decoded.item,
                            amount: decoded.amount,
                        };
                        if !waiting_totals.waits() {
                            self.totals.row(cx, waits);
                        } else if waiting_totals.push(waits) {
                            self.totals.apply_waiting(cx, &mut waiting_totals);
                        }
                    }
                }
            }
            self.totals.apply_waiting(cx, &mut waiting_totals);
        }
        *bytes += block.bytes().len() as u64;
        let line_ends = arm.marks.line_ends();
        arm.reader.recycle_lines(block, line_ends);
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
        self.totals.upstream(cx, control);
    }
}

///A row on its way into `totals`.
#[derive(Clone, Copy)]
struct TotalsRow<'a> {
    customer: &'a str,
    item: &'a str,
    amount: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct TotalsRowStored {
    hash: u64,
    customer: Text,
    item: Text,
    amount: i64,
}

impl TotalsRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> TotalsRowStored {
        TotalsRowStored {
            hash,
            customer: heap.put(self.customer),
            item: heap.put(self.item),
            amount: self.amount,
        }
    }
}

impl TotalsRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> TotalsRow<'a> {
        TotalsRow {
            customer: heap.get(self.customer),
            item: heap.get(self.item),
            amount: self.amount,
        }
    }
}

///What `totals` groups by.
#[derive(Clone, Copy)]
struct TotalsKey {
    customer: KeyText,
}

impl TableKey for TotalsKey {
    type Hash = u64;
}

///The state of a group of `totals`.
#[derive(Clone)]
struct TotalsGroup {
    orders: i64,
    total: IntTotal,
    dearest: Option<Text>,
    items: DistinctBits<Text, 2>,
}

impl Key for TotalsKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.customer.same(heap, &other.customer, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        TotalsKey {
            customer: self.customer.carry(from, to),
        }
    }
}

impl Group for TotalsGroup {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        self.orders += from.orders;
        self.total.merge(&from.total);
        if let Some(new) = from.dearest {
            if match self.dearest {
                Some(old) => from_heap.get(new).cmp(&heap.get(old)).is_gt(),
                None => true,
            } {
                if let Some(old) = self.dearest {
                    heap.forget(old);
                }
                self.dearest = Some(heap.put(from_heap.get(new)));
            }
        }
        self.items
            .merge(
                heap,
                &from.items,
                |a, heap, b| heap.is(*a, from_heap.get(*b)),
                |value, heap| heap.put(from_heap.get(*value)),
            );
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        TotalsGroup {
            orders: self.orders,
            total: self.total,
            dearest: match self.dearest {
                Some(value) => Some(to.put(from.get(value))),
                None => None,
            },
            items: {
                let mut carried = DistinctBits::new();
                let (heap, from_heap) = (&mut *to, from);
                carried
                    .merge(
                        heap,
                        &self.items,
                        |a, heap, b| heap.is(*a, from_heap.get(*b)),
                        |value, heap| heap.put(from_heap.get(*value)),
                    );
                carried
            },
        }
    }
}

impl TotalsGroup {
    /// Bytes of its sets.
    fn owned_bytes(&self) -> usize {
        0 + self.items.size_bytes()
    }
}

///`totals`: `aggregate by customer { orders: count(), total: sum(amount), dearest: max(item), items: count_distinct(item), large: count_distinct(item) where amount > 100, }`
struct Totals {
    exchange: Exchange<TotalsRowStored>,
    marks: Marks,
    table: Table<TotalsKey, TotalsGroup>,
    changes: bool,
    finals: bool,
    totals_counts: StepCounts,
    stdout: Stdout,
}

impl Totals {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(0usize),
            marks: Marks::new(setup.workers),
            table: Table::new(),
            changes: false || shared.stdout.takes_changes()
                || shared.totals_csv.takes_changes(),
            finals: false || !shared.stdout.takes_changes()
                || !shared.totals_csv.takes_changes(),
            totals_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: TotalsRow<'_>) {
        if self.exchange.alone() {
            if self.table.is_past_dictionary() {
                self.table.pass_dictionary();
                let hash = hash_str(row.customer);
                self.apply(cx, hash, row);
            } else {
                let hash = TextLookup {
                    mix: move || KeyText::sought(row.customer).mix(),
                    hash: move || hash_str(row.customer),
                };
                self.apply(cx, hash, row);
            }
        } else {
            let hash = hash_str(row.customer);
            self.exchange.push(self.exchange.target(hash), |heap| row.store(heap, hash));
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<TotalsRowStored>) {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    let is_far = (self.table.is_large()
                        || self.table.owns_much(TotalsGroup::owned_bytes));
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
        rows: &[TotalsRowStored],
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
                        key.customer.fetch(table.heap());
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
    fn waiting<'s, 'r>(&self, cx: Cx<'s>) -> Waiting<'s, TotalsRow<'r>> {
        Waiting::new(
            cx.scratch,
            self.exchange.alone(),
            (self.table.is_large() || self.table.owns_much(TotalsGroup::owned_bytes)),
        )
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, TotalsRow<'_>>) {
        let rows = waiting.rows();
        let is_far = true;
        let mut hashes = [0; 8 * APART];
        let ahead = if is_far { 3 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if let Some(row) = rows.get(step) {
                hashes[step % (8 * APART)] = hash_str(row.customer);
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
                        key.customer.fetch(table.heap());
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
    fn apply(&mut self, cx: Cx<'_>, hash: impl Lookup, row: TotalsRow<'_>) {
        let total_value = row.amount;
        let dearest_value = row.item;
        let items_value = row.item;
        let items_bits: u32 = 1 | (u32::from((row.amount > 100i64)) * 2);
        let (group, heap) = {
            let sought_customer = KeyText::sought(row.customer);
            self.table
                .entry_heap(
                    hash,
                    |key, heap| key.customer.is(sought_customer, heap),
                    |heap| (
                        TotalsKey {
                            customer: KeyText::new(row.customer, heap),
                        },
                        TotalsGroup {
                            orders: 0,
                            total: IntTotal::ZERO,
                            dearest: None,
                            items: DistinctBits::new(),
                        },
                    ),
                )
        };
        group.orders += 1;
        group.total.add(total_value);
        {
            let value = dearest_value;
            if match group.dearest {
                Some(old) => value.cmp(&heap.get(old)).is_gt(),
                None => true,
            } {
                if let Some(old) = group.dearest {
                    heap.forget(old);
                }
                group.dearest = Some(heap.put(value));
            }
        }
        if items_bits != 0 {
            let value = items_value;
            group
                .items
                .insert_with(
                    heap,
                    hash_str(value),
                    items_bits,
                    |text, heap| heap.is(*text, value),
                    |heap| heap.put(value),
                );
        }
        let heap = &*heap;
        if self.changes {
            let change = true;
            'changed: {
                let total = match group.total.result::<i64>() {
                    Ok(value) => value,
                    Err(error) => {
                        self.totals_counts.errors += 1;
                        record_failed(
                            cx,
                            "totals",
                            "totals",
                            "",
                            error,
                            &[("customer", Shown::Text(row.customer))],
                        );
                        break 'changed;
                    }
                };
                self.totals_counts.rows_out += 1;
                let customer = row.customer;
                let orders = group.orders;
                let dearest = match group.dearest {
                    Some(value) => heap.get(value),
                    None => group_without_rows(),
                };
                let items = group.items.len(0);
                let large = group.items.len(1);
                'branch_1: {
                    self.stdout
                        .row(
                            cx,
                            change,
                            StdoutRow {
                                customer: customer,
                                orders: orders,
                                total: total,
                                dearest: dearest,
                                items: items,
                                large: large,
                            },
                        );
                }
                'branch_2: {
                    // |> where orders > 1
                    if !(orders > 1i64) {
                        break 'branch_2;
                    }
                    self.stdout
                        .totals_csv
                        .row(
                            cx,
                            change,
                            TotalsCsvRow {
                                customer: customer,
                                orders: orders,
                                total: total,
                                dearest: dearest,
                                items: items,
                                large: large,
                            },
                        );
                }
            }
        }
        self.table.tidy();
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if control == Control::End {
                self.complete(cx);
            }
            if control == Control::Stop && self.finals {
                cx.unfinished("totals");
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
                let total = match group.total.result::<i64>() {
                    Ok(value) => value,
                    Err(error) => {
                        self.totals_counts.errors += 1;
                        record_failed(
                            cx,
                            "totals",
                            "totals",
                            "",
                            error,
                            &[("customer", Shown::Text(key.customer.get(heap)))],
                        );
                        break 'row;
                    }
                };
                self.totals_counts.rows_out += 1;
                let customer = key.customer.get(heap);
                let orders = group.orders;
                let dearest = match group.dearest {
                    Some(value) => heap.get(value),
                    None => group_without_rows(),
                };
                let items = group.items.len(0);
                let large = group.items.len(1);
                'branch_1: {
                    self.stdout
                        .row(
                            cx,
                            change,
                            StdoutRow {
                                customer: customer,
                                orders: orders,
                                total: total,
                                dearest: dearest,
                                items: items,
                                large: large,
                            },
                        );
                }
                'branch_2: {
                    // |> where orders > 1
                    if !(orders > 1i64) {
                        break 'branch_2;
                    }
                    self.stdout
                        .totals_csv
                        .row(
                            cx,
                            change,
                            TotalsCsvRow {
                                customer: customer,
                                orders: orders,
                                total: total,
                                dearest: dearest,
                                items: items,
                                large: large,
                            },
                        );
                }
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
    customer: &'a str,
    orders: i64,
    total: i64,
    dearest: &'a str,
    items: i64,
    large: i64,
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
            StdoutShared::Arm0(_) => true,
        }
    }
}

/// One worker's way into the sink.
enum StdoutWriter {
    Arm0(weir_stdout::Writer),
}

///`stdout`: `into stdout { format: json, mode: upsert }`
struct Stdout {
    writer: StdoutWriter,
    totals_csv: TotalsCsv,
}

impl Stdout {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout.writer(),
            totals_csv: TotalsCsv::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, change: bool, row: StdoutRow<'_>) {
        match &mut self.writer {
            StdoutWriter::Arm0(writer) => {
                if !change {
                    return;
                }
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"customer\":");
                weir_json::put_str(buffer, row.customer);
                buffer.extend_from_slice(b",\"orders\":");
                weir_json::put_i64(buffer, row.orders);
                buffer.extend_from_slice(b",\"total\":");
                weir_json::put_i64(buffer, row.total);
                buffer.extend_from_slice(b",\"dearest\":");
                weir_json::put_str(buffer, row.dearest);
                buffer.extend_from_slice(b",\"items\":");
                weir_json::put_i64(buffer, row.items);
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

///A row on its way into `totals.csv`.
#[derive(Clone, Copy)]
struct TotalsCsvRow<'a> {
    customer: &'a str,
    orders: i64,
    total: i64,
    dearest: &'a str,
    items: i64,
    large: i64,
}

/// What all workers share of the sink.
enum TotalsCsvShared {
    Arm0(weir_file::Sink),
}

impl TotalsCsvShared {
    fn writer(&self) -> TotalsCsvWriter {
        match self {
            TotalsCsvShared::Arm0(sink) => TotalsCsvWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            TotalsCsvShared::Arm0(sink) => sink,
        }
    }
    /// Whether it takes every change of a row, or only what holds in the end.
    fn takes_changes(&self) -> bool {
        match self {
            TotalsCsvShared::Arm0(_) => false,
        }
    }
}

/// One worker's way into the sink.
enum TotalsCsvWriter {
    Arm0(weir_file::Writer),
}

///`totals.csv`: `into file { path: "totals.csv", format: csv, mode: final }`
struct TotalsCsv {
    writer: TotalsCsvWriter,
}

impl TotalsCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.totals_csv.writer(),
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, change: bool, row: TotalsCsvRow<'_>) {
        match &mut self.writer {
            TotalsCsvWriter::Arm0(writer) => {
                if change {
                    return;
                }
                let buffer = writer.buffer();
                weir_csv::put_str(buffer, row.customer, b',');
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.orders);
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.total);
                buffer.push(b',');
                weir_csv::put_str(buffer, row.dearest, b',');
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.items);
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.large);
                buffer.push(b'\n');
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            TotalsCsvWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            TotalsCsvWriter::Arm0(writer) => writer.counts(),
        }
    }
}
