//! `running`, compiled from running.weir by weir 0.1.0.
//!
//! Without a window a result runs: each row changes the row of its group, and a sink says how it takes that.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "running",
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
                        "orders.csv",
                        weir_file::Framing::Csv {
                            separator: b',',
                            header: true,
                        },
                    ),
                )?
                .in_order(setup),
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
            Ok(weir_file::Next::Header(header)) => {
                match weir_csv::Columns::from_header(
                    &header.place,
                    &header.record,
                    b',',
                    &["id", "shop", "amount"],
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
            let mut waiting_totals = self.totals.waiting(cx);
            self.begin_piece(arm.reader.piece());
            'rows: loop {
                'row: {
                    let raw = match cursor.record::<3>(columns) {
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
                    self.totals_counts.rows_in += 1;
                    // |> where amount > 0
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
                    if !(amount > 0i128) {
                        break 'row;
                    }
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
                    {
                        let waits = TotalsRow {
                            id: id,
                            shop: shop,
                            amount: amount,
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
            self.totals.exchange.begin_piece(piece);
        }
    }
    /// No more will be read of this piece, the last that was taken.
    #[cold]
    #[inline(never)]
    fn give_up(&mut self, piece: Option<usize>) {
        if let Some(piece) = piece {
            self.totals.exchange.give_up(piece);
        }
    }
    /// All of the piece was read.
    #[inline(never)]
    fn end_piece(&mut self) {
        self.totals.exchange.end_piece();
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.totals.upstream(cx, control);
    }
}

///A row on its way into `totals`.
#[derive(Clone, Copy)]
struct TotalsRow<'a> {
    id: i64,
    shop: &'a str,
    amount: i128,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct TotalsRowStored {
    hash: u64,
    id: i64,
    shop: Text,
    amount: i128,
}

impl TotalsRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> TotalsRowStored {
        TotalsRowStored {
            hash,
            id: self.id,
            shop: heap.put(self.shop),
            amount: self.amount,
        }
    }
}

impl TotalsRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> TotalsRow<'a> {
        TotalsRow {
            id: self.id,
            shop: heap.get(self.shop),
            amount: self.amount,
        }
    }
}

///What `totals` groups by.
#[derive(Clone, Copy)]
struct TotalsKey {
    shop: KeyText,
}

impl TableKey for TotalsKey {
    type Hash = u64;
}

///The state of a group of `totals`.
#[derive(Clone, Copy)]
struct TotalsGroup {
    n: i64,
    total: DecimalTotal,
    newest: Option<i64>,
}

///`totals`: `aggregate by shop { n: count(), total: sum(amount), newest: last(id) }`
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
            exchange: setup.exchange_in_order(0usize),
            marks: Marks::in_order(setup.workers),
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<TotalsRowStored>) {
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
    fn waiting<'s, 'r>(&self, cx: Cx<'s>) -> Waiting<'s, TotalsRow<'r>> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.table.is_large())
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
    fn apply(&mut self, cx: Cx<'_>, hash: impl Lookup, row: TotalsRow<'_>) {
        let total_value = row.amount;
        let newest_value = row.id;
        let group = {
            let sought_shop = KeyText::sought(row.shop);
            self.table
                .entry(
                    hash,
                    |key, heap| key.shop.is(sought_shop, heap),
                    |heap| (
                        TotalsKey {
                            shop: KeyText::new(row.shop, heap),
                        },
                        TotalsGroup {
                            n: 0,
                            total: DecimalTotal::ZERO,
                            newest: None,
                        },
                    ),
                )
        };
        group.n += 1;
        group.total.add(total_value);
        {
            let value = newest_value;
            if true {
                group.newest = Some(value);
            }
        }
        if self.changes {
            let change = true;
            'changed: {
                let total = match group.total.result() {
                    Ok(value) => value,
                    Err(error) => {
                        self.totals_counts.errors += 1;
                        record_failed(
                            cx,
                            "totals",
                            "totals",
                            "",
                            error,
                            &[("shop", Shown::Text(row.shop))],
                        );
                        break 'changed;
                    }
                };
                self.totals_counts.rows_out += 1;
                let shop = row.shop;
                let n = group.n;
                let newest = match group.newest {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                'branch_1: {
                    self.stdout
                        .row(
                            cx,
                            change,
                            StdoutRow {
                                shop: shop,
                                n: n,
                                total: total,
                                newest: newest,
                            },
                        );
                }
                'branch_2: {
                    // |> select { shop, total }
                    self.stdout
                        .totals_csv
                        .row(
                            cx,
                            change,
                            TotalsCsvRow {
                                shop: shop,
                                total: total,
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
                let total = match group.total.result() {
                    Ok(value) => value,
                    Err(error) => {
                        self.totals_counts.errors += 1;
                        record_failed(
                            cx,
                            "totals",
                            "totals",
                            "",
                            error,
                            &[("shop", Shown::Text(key.shop.get(heap)))],
                        );
                        break 'row;
                    }
                };
                self.totals_counts.rows_out += 1;
                let shop = key.shop.get(heap);
                let n = group.n;
                let newest = match group.newest {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                'branch_1: {
                    self.stdout
                        .row(
                            cx,
                            change,
                            StdoutRow {
                                shop: shop,
                                n: n,
                                total: total,
                                newest: newest,
                            },
                        );
                }
                'branch_2: {
                    // |> select { shop, total }
                    self.stdout
                        .totals_csv
                        .row(
                            cx,
                            change,
                            TotalsCsvRow {
                                shop: shop,
                                total: total,
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
    shop: &'a str,
    n: i64,
    total: i128,
    newest: i64,
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

///`stdout`: `into stdout { format: csv, mode: upsert }`
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
                weir_csv::put_str(buffer, row.shop, b',');
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.n);
                buffer.push(b',');
                weir_csv::put_decimal(buffer, row.total, 2u8);
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.newest);
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

///A row on its way into `totals.csv`.
#[derive(Clone, Copy)]
struct TotalsCsvRow<'a> {
    shop: &'a str,
    total: i128,
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
                weir_csv::put_str(buffer, row.shop, b',');
                buffer.push(b',');
                weir_csv::put_decimal(buffer, row.total, 2u8);
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
