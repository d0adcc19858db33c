//! `running`, compiled from running.weir by weir 0.1.0.
//!
//! Without a window the best rows are a table, too.
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
    sinks: &["best.csv"],
    steps: &["best"],
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
    best_csv: BestCsvShared,
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
        let best_csv = BestCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 0usize, "best.csv", b""),
            )?,
        );
        Ok(Shared {
            orders,
            best_csv,
            params: Box::leak(Box::new(params)),
        })
    }
    fn worker(shared: &Arc<Shared>, setup: &WorkerSetup) -> Result<Subtask> {
        Subtask::new(shared, setup)
    }
    fn finish(shared: &Shared) -> Result<()> {
        weir_runtime::sink::commit_all(&[shared.best_csv.output()])
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(&[shared.best_csv.output()]);
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
            let Some(batch) = self.orders.best.exchange.receive() else { break };
            self.orders.best.batch(cx, &batch);
            self.orders.best.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.orders.best.exchange.blocked() {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders.best.best_csv.flush(cx);
        }
        self.orders.best.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self.orders.best.best_csv.counts();
        stats.sink(0usize, rows, bytes, 0);
        stats.step(0usize, self.orders.best_counts);
        stats.step(0usize, self.orders.best.best_counts);
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.orders.best.table.size_bytes() as u64,
                    keys: self.orders.best.table.len() as u64,
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
    best_counts: StepCounts,
    best: Best,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            best_counts: StepCounts::default(),
            best: Best::new(shared, setup)?,
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
            let mut waiting_best = self.best.waiting(cx);
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
                    self.best_counts.rows_in += 1;
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
                    {
                        let waits = BestRow {
                            id: id,
                            shop: shop,
                            amount: amount,
                        };
                        if !waiting_best.waits() {
                            self.best.row(cx, waits);
                        } else if waiting_best.push(waits) {
                            self.best.apply_waiting(cx, &mut waiting_best);
                        }
                    }
                }
            }
            self.best.apply_waiting(cx, &mut waiting_best);
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
            self.best.exchange.begin_piece(piece);
        }
    }
    /// No more will be read of this piece, the last that was taken.
    #[cold]
    #[inline(never)]
    fn give_up(&mut self, piece: Option<usize>) {
        if let Some(piece) = piece {
            self.best.exchange.give_up(piece);
        }
    }
    /// All of the piece was read.
    #[inline(never)]
    fn end_piece(&mut self) {
        self.best.exchange.end_piece();
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.best.upstream(cx, control);
    }
}

///A row on its way into `best`.
#[derive(Clone, Copy)]
struct BestRow<'a> {
    id: i64,
    shop: &'a str,
    amount: i128,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct BestRowStored {
    id: i64,
    shop: Text,
    amount: i128,
}

impl BestRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap) -> BestRowStored {
        BestRowStored {
            id: self.id,
            shop: heap.put(self.shop),
            amount: self.amount,
        }
    }
}

impl BestRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> BestRow<'a> {
        BestRow {
            id: self.id,
            shop: heap.get(self.shop),
            amount: self.amount,
        }
    }
}

///What `best` groups by.
#[derive(Clone, Copy)]
struct BestKey {
    shop: KeyText,
}

impl TableKey for BestKey {
    type Hash = u64;
}

/// A row that is kept.
#[derive(Clone, Copy)]
struct BestKept {
    row: BestRowStored,
    seq: u64,
}

/// The best rows of a partition so far.
#[derive(Clone)]
struct BestGroup {
    rows: Ranked<BestKept>,
}

impl Key for BestKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.shop.same(heap, &other.shop, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        BestKey {
            shop: self.shop.carry(from, to),
        }
    }
}

impl Group for BestGroup {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        for kept in from.rows.iter() {
            let kept = BestKept {
                row: kept.row.load(from_heap).store(heap),
                ..*kept
            };
            let heap = &*heap;
            self.rows
                .offer_tied(
                    kept,
                    |a, b| Best::order(&a.row, &b.row, heap).then(a.seq.cmp(&b.seq)),
                    |a, b| std::cmp::Ordering::Equal,
                );
        }
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        let mut carried = BestGroup {
            rows: self.rows.emptied(),
        };
        carried.merge(to, self, from);
        carried
    }
}

///`best`: `top 2 by amount desc per shop`
struct Best {
    exchange: Exchange<BestRowStored>,
    arrivals: u64,
    marks: Marks,
    table: Table<BestKey, BestGroup>,
    changes: bool,
    finals: bool,
    best_counts: StepCounts,
    best_csv: BestCsv,
}

impl Best {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(0usize),
            arrivals: 0,
            marks: Marks::in_order(setup.workers),
            table: Table::new(),
            changes: false || shared.best_csv.takes_changes(),
            finals: false || !shared.best_csv.takes_changes(),
            best_counts: StepCounts::default(),
            best_csv: BestCsv::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: BestRow<'_>) {
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
            self.exchange.push(self.exchange.target(hash), |heap| row.store(heap));
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<BestRowStored>) {
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
        rows: &[BestRowStored],
        is_far: bool,
    ) {
        let mut hashes = [0; 8 * APART];
        let ahead = if is_far { 3 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if let Some(row) = rows.get(step) {
                hashes[step % (8 * APART)] = hash_str(heap.get(row.shop));
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
                        let row = row.load(heap);
                        key.shop.fetch(table.heap());
                        group.rows.fetch();
                    }
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hashes[at % (8 * APART)];
                self.apply(cx, hash, row.load(heap));
            }
        }
    }
    /// Where rows of a source wait in its turn, if they are to be looked ahead at.
    #[inline(never)]
    fn waiting<'s, 'r>(&self, cx: Cx<'s>) -> Waiting<'s, BestRow<'r>> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.table.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, BestRow<'_>>) {
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
                        group.rows.fetch();
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
    fn apply(&mut self, cx: Cx<'_>, hash: impl Lookup, row: BestRow<'_>) {
        'row: {
            self.arrivals += 1;
            let seq = self.arrivals;
            let (group, heap) = {
                let sought_shop = KeyText::sought(row.shop);
                self.table
                    .entry_heap(
                        hash,
                        |key, heap| key.shop.is(sought_shop, heap),
                        |heap| (
                            BestKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            BestGroup {
                                rows: Ranked::new(2, false),
                            },
                        ),
                    )
            };
            if group.rows.admits(|last| Best::against(&row, &last.row, heap)) {
                let kept = BestKept {
                    row: row.store(heap),
                    seq,
                };
                let dropped = group
                    .rows
                    .offer_dropping(
                        kept,
                        |a, b| {
                            let heap = &*heap;
                            Best::order(&a.row, &b.row, heap).then(a.seq.cmp(&b.seq))
                        },
                    );
                if let Some(kept) = dropped {
                    let kept = kept.row;
                    heap.forget(kept.shop);
                }
                if self.changes {
                    let change = true;
                    let heap = &*heap;
                    for (rank, kept) in group
                        .rows
                        .ranks(
                            |a, b| {
                                Best::order(&a.row, &b.row, heap).then(a.seq.cmp(&b.seq))
                            },
                            |a, b| std::cmp::Ordering::Equal,
                        )
                        .skip_while(|(_, kept)| kept.seq != seq)
                    {
                        let row = kept.row.load(heap);
                        self.best_counts.rows_out += 1;
                        // |> select { shop, rank, id, amount }
                        self.best_csv
                            .row(
                                cx,
                                change,
                                BestCsvRow {
                                    shop: row.shop,
                                    rank: rank,
                                    id: row.id,
                                    amount: row.amount,
                                },
                            );
                    }
                }
                self.table.tidy();
            }
        }
    }
    /// Best first.
    #[inline]
    fn order(a: &BestRowStored, b: &BestRowStored, heap: &Heap) -> std::cmp::Ordering {
        b.amount.cmp(&a.amount)
    }
    /// The same for a row that is not kept yet.
    #[inline]
    fn against(a: &BestRow<'_>, b: &BestRowStored, heap: &Heap) -> std::cmp::Ordering {
        b.amount.cmp(&a.amount)
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if control == Control::End {
                self.complete(cx);
            }
            if control == Control::Stop && self.finals {
                cx.unfinished("best");
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
                    |a, b| Best::order(&a.row, &b.row, heap).then(a.seq.cmp(&b.seq)),
                    |a, b| std::cmp::Ordering::Equal,
                )
            {
                let row = kept.row.load(heap);
                self.best_counts.rows_out += 1;
                // |> select { shop, rank, id, amount }
                self.best_csv
                    .row(
                        cx,
                        change,
                        BestCsvRow {
                            shop: row.shop,
                            rank: rank,
                            id: row.id,
                            amount: row.amount,
                        },
                    );
            }
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `best.csv`.
#[derive(Clone, Copy)]
struct BestCsvRow<'a> {
    shop: &'a str,
    rank: i64,
    id: i64,
    amount: i128,
}

/// What all workers share of the sink.
enum BestCsvShared {
    Arm0(weir_file::Sink),
}

impl BestCsvShared {
    fn writer(&self) -> BestCsvWriter {
        match self {
            BestCsvShared::Arm0(sink) => BestCsvWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            BestCsvShared::Arm0(sink) => sink,
        }
    }
    /// Whether it takes every change of a row, or only what holds in the end.
    fn takes_changes(&self) -> bool {
        match self {
            BestCsvShared::Arm0(_) => false,
        }
    }
}

/// One worker's way into the sink.
enum BestCsvWriter {
    Arm0(weir_file::Writer),
}

///`best.csv`: `into file { path: "best.csv", format: csv, mode: final }`
struct BestCsv {
    writer: BestCsvWriter,
}

impl BestCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.best_csv.writer(),
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, change: bool, row: BestCsvRow<'_>) {
        match &mut self.writer {
            BestCsvWriter::Arm0(writer) => {
                if change {
                    return;
                }
                let buffer = writer.buffer();
                weir_csv::put_str(buffer, row.shop, b',');
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.rank);
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.id);
                buffer.push(b',');
                weir_csv::put_decimal(buffer, row.amount, 2u8);
                buffer.push(b'\n');
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            BestCsvWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            BestCsvWriter::Arm0(writer) => writer.counts(),
        }
    }
}
