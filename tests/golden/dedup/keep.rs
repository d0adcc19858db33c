//! `keep`, compiled from keep.weir by weir 0.1.0.
//!
//! The first order of each shop, and the last one: tables of one row a key.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "keep",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["orders"],
    sinks: &["first.csv", "stdout"],
    steps: &["firsts", "lasts"],
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
    first_csv: FirstCsvShared,
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
                .in_order(setup),
            lag: 10000000i64,
        });
        let first_csv = FirstCsvShared::Arm0(
            set_by(
                "option `path`",
                weir_file::Sink::create(setup, 0usize, "first.csv", b""),
            )?,
        );
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 1usize, b"")?);
        Ok(Shared {
            orders,
            first_csv,
            stdout,
            params: Box::leak(Box::new(params)),
        })
    }
    fn worker(shared: &Arc<Shared>, setup: &WorkerSetup) -> Result<Subtask> {
        Subtask::new(shared, setup)
    }
    fn finish(shared: &Shared) -> Result<()> {
        weir_runtime::sink::commit_all(
            &[shared.first_csv.output(), shared.stdout.output()],
        )
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(
            &[shared.first_csv.output(), shared.stdout.output()],
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
            let Some(batch) = self.orders.firsts.lasts.exchange.receive() else { break };
            self.orders.firsts.lasts.batch(cx, &batch);
            self.orders.firsts.lasts.exchange.recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self.orders.firsts.exchange.receive() else { break };
            self.orders.firsts.batch(cx, &batch);
            self.orders.firsts.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.orders.firsts.lasts.exchange.blocked()
            && !self.orders.firsts.exchange.blocked()
        {
            rounds.add(self.orders.poll(cx, &mut self.orders_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.orders.firsts.lasts.first_csv.flush(cx);
            self.orders.firsts.lasts.first_csv.stdout.flush(cx);
        }
        self.orders.firsts.lasts.exchange.end_round(&mut rounds);
        self.orders.firsts.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.orders_input.stats(0usize, stats);
        let (rows, bytes) = self.orders.firsts.lasts.first_csv.counts();
        stats.sink(0usize, rows, bytes, 0);
        let (rows, bytes) = self.orders.firsts.lasts.first_csv.stdout.counts();
        stats.sink(1usize, rows, bytes, 0);
        stats.step(0usize, self.orders.firsts_counts);
        stats.step(1usize, self.orders.lasts_counts);
        stats.step(0usize, self.orders.firsts.firsts_counts);
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.orders.firsts.table.size_bytes() as u64,
                    keys: self.orders.firsts.table.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats.step(1usize, self.orders.firsts.lasts.lasts_counts);
        stats
            .step(
                1usize,
                StepCounts {
                    state_bytes: self.orders.firsts.lasts.table.size_bytes() as u64,
                    keys: self.orders.firsts.lasts.table.len() as u64,
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
    firsts_counts: StepCounts,
    lasts_counts: StepCounts,
    firsts: Firsts,
}

impl OrdersStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            firsts_counts: StepCounts::default(),
            lasts_counts: StepCounts::default(),
            firsts: Firsts::new(shared, setup)?,
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
            let mut waiting_firsts = self.firsts.waiting(cx);
            let mut waiting_lasts = self.firsts.lasts.waiting(cx);
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
                    let at = match weir_csv::timestamp(
                        raw[2],
                        weir_csv::TimestampFormat::Sql,
                    ) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = cursor.record_text();
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
                    let event_time = at;
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
                    'branch_1: {
                        self.firsts_counts.rows_in += 1;
                        {
                            let waits = FirstsRow {
                                id: id,
                                shop: shop,
                                at: at,
                                time: event_time,
                            };
                            if !waiting_firsts.waits() {
                                self.firsts.row(cx, waits);
                            } else if waiting_firsts.push(waits) {
                                self.firsts.apply_waiting(cx, &mut waiting_firsts);
                            }
                        }
                    }
                    'branch_2: {
                        self.lasts_counts.rows_in += 1;
                        {
                            let waits = LastsRow {
                                id: id,
                                shop: shop,
                                at: at,
                                time: event_time,
                            };
                            if !waiting_lasts.waits() {
                                self.firsts.lasts.row(cx, waits);
                            } else if waiting_lasts.push(waits) {
                                self.firsts.lasts.apply_waiting(cx, &mut waiting_lasts);
                            }
                        }
                    }
                }
            }
            self.firsts.apply_waiting(cx, &mut waiting_firsts);
            self.firsts.lasts.apply_waiting(cx, &mut waiting_lasts);
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
            self.firsts.exchange.begin_piece(piece);
            self.firsts.lasts.exchange.begin_piece(piece);
        }
    }
    /// No more will be read of this piece, the last that was taken.
    #[cold]
    #[inline(never)]
    fn give_up(&mut self, piece: Option<usize>) {
        if let Some(piece) = piece {
            self.firsts.exchange.give_up(piece);
            self.firsts.lasts.exchange.give_up(piece);
        }
    }
    /// All of the piece was read.
    #[inline(never)]
    fn end_piece(&mut self) {
        self.firsts.exchange.end_piece();
        self.firsts.lasts.exchange.end_piece();
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.firsts.upstream(cx, control);
        self.firsts.lasts.upstream(cx, control);
    }
}

///A row on its way into `firsts`.
#[derive(Clone, Copy)]
struct FirstsRow<'a> {
    id: i64,
    shop: &'a str,
    at: i64,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct FirstsRowStored {
    hash: u64,
    id: i64,
    shop: Text,
    at: i64,
    time: i64,
}

impl FirstsRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> FirstsRowStored {
        FirstsRowStored {
            hash,
            id: self.id,
            shop: heap.put(self.shop),
            at: self.at,
            time: self.time,
        }
    }
}

impl FirstsRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> FirstsRow<'a> {
        FirstsRow {
            id: self.id,
            shop: heap.get(self.shop),
            at: self.at,
            time: self.time,
        }
    }
}

///What `firsts` groups by.
#[derive(Clone, Copy)]
struct FirstsKey {
    shop: KeyText,
}

impl TableKey for FirstsKey {
    type Hash = u64;
}

///The row that `firsts` keeps of a key, without the key.
#[derive(Clone, Copy)]
struct FirstsGroup {
    id: i64,
    at: i64,
    time: i64,
}

impl FirstsGroup {
    #[inline]
    fn of(row: &FirstsRow<'_>, heap: &mut Heap) -> Self {
        FirstsGroup {
            id: row.id,
            at: row.at,
            time: row.time,
        }
    }
    #[inline]
    fn row<'a>(&self, key: &'a FirstsKey, heap: &'a Heap) -> FirstsRow<'a> {
        FirstsRow {
            id: self.id,
            shop: key.shop.get(heap),
            at: self.at,
            time: self.time,
        }
    }
}

impl Key for FirstsKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.shop.same(heap, &other.shop, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        FirstsKey {
            shop: self.shop.carry(from, to),
        }
    }
}

impl Group for FirstsGroup {
    fn merge(&mut self, _: &mut Heap, _: &Self, _: &Heap) {}
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        FirstsGroup {
            id: self.id,
            at: self.at,
            time: self.time,
        }
    }
}

///`firsts`: `dedup by shop keep first`
struct Firsts {
    exchange: Exchange<FirstsRowStored>,
    marks: Marks,
    table: Table<FirstsKey, FirstsGroup>,
    changes: bool,
    finals: bool,
    firsts_counts: StepCounts,
    lasts: Lasts,
}

impl Firsts {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(0usize),
            marks: Marks::in_order(setup.workers),
            table: Table::new(),
            changes: false || shared.first_csv.takes_changes(),
            finals: false || !shared.first_csv.takes_changes(),
            firsts_counts: StepCounts::default(),
            lasts: Lasts::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: FirstsRow<'_>) {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<FirstsRowStored>) {
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
        rows: &[FirstsRowStored],
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
    fn waiting<'s, 'r>(&self, cx: Cx<'s>) -> Waiting<'s, FirstsRow<'r>> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.table.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, FirstsRow<'_>>) {
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
    fn apply(&mut self, cx: Cx<'_>, hash: impl Lookup, row: FirstsRow<'_>) {
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
                            FirstsKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            FirstsGroup::of(&row, heap),
                        )
                    },
                )
        };
        if !is_first {
            if !(row.time < kept.time) {
                return;
            }
            *kept = FirstsGroup::of(&row, heap);
            self.table.tidy();
        }
        if self.changes {
            let change = true;
            self.firsts_counts.rows_out += 1;
            // |> select { shop, id, at }
            self.lasts
                .first_csv
                .row(
                    cx,
                    change,
                    FirstCsvRow {
                        shop: row.shop,
                        id: row.id,
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
                cx.unfinished("firsts");
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
            self.firsts_counts.rows_out += 1;
            // |> select { shop, id, at }
            self.lasts
                .first_csv
                .row(
                    cx,
                    change,
                    FirstCsvRow {
                        shop: row.shop,
                        id: row.id,
                        at: row.at,
                    },
                );
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `lasts`.
#[derive(Clone, Copy)]
struct LastsRow<'a> {
    id: i64,
    shop: &'a str,
    at: i64,
    time: i64,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct LastsRowStored {
    hash: u64,
    id: i64,
    shop: Text,
    at: i64,
    time: i64,
}

impl LastsRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> LastsRowStored {
        LastsRowStored {
            hash,
            id: self.id,
            shop: heap.put(self.shop),
            at: self.at,
            time: self.time,
        }
    }
}

impl LastsRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> LastsRow<'a> {
        LastsRow {
            id: self.id,
            shop: heap.get(self.shop),
            at: self.at,
            time: self.time,
        }
    }
}

///What `lasts` groups by.
#[derive(Clone, Copy)]
struct LastsKey {
    shop: KeyText,
}

impl TableKey for LastsKey {
    type Hash = u64;
}

///The row that `lasts` keeps of a key, without the key.
#[derive(Clone, Copy)]
struct LastsGroup {
    id: i64,
    at: i64,
    time: i64,
}

impl LastsGroup {
    #[inline]
    fn of(row: &LastsRow<'_>, heap: &mut Heap) -> Self {
        LastsGroup {
            id: row.id,
            at: row.at,
            time: row.time,
        }
    }
    #[inline]
    fn row<'a>(&self, key: &'a LastsKey, heap: &'a Heap) -> LastsRow<'a> {
        LastsRow {
            id: self.id,
            shop: key.shop.get(heap),
            at: self.at,
            time: self.time,
        }
    }
}

impl Key for LastsKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.shop.same(heap, &other.shop, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        LastsKey {
            shop: self.shop.carry(from, to),
        }
    }
}

impl Group for LastsGroup {
    fn merge(&mut self, _: &mut Heap, _: &Self, _: &Heap) {}
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        LastsGroup {
            id: self.id,
            at: self.at,
            time: self.time,
        }
    }
}

///`lasts`: `dedup by shop keep last`
struct Lasts {
    exchange: Exchange<LastsRowStored>,
    marks: Marks,
    table: Table<LastsKey, LastsGroup>,
    changes: bool,
    finals: bool,
    lasts_counts: StepCounts,
    first_csv: FirstCsv,
}

impl Lasts {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange_in_order(1usize),
            marks: Marks::in_order(setup.workers),
            table: Table::new(),
            changes: false || shared.stdout.takes_changes(),
            finals: false || !shared.stdout.takes_changes(),
            lasts_counts: StepCounts::default(),
            first_csv: FirstCsv::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: LastsRow<'_>) {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<LastsRowStored>) {
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
        rows: &[LastsRowStored],
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
    fn waiting<'s, 'r>(&self, cx: Cx<'s>) -> Waiting<'s, LastsRow<'r>> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.table.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, LastsRow<'_>>) {
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
    fn apply(&mut self, cx: Cx<'_>, hash: impl Lookup, row: LastsRow<'_>) {
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
                            LastsKey {
                                shop: KeyText::new(row.shop, heap),
                            },
                            LastsGroup::of(&row, heap),
                        )
                    },
                )
        };
        if !is_first {
            if !(row.time >= kept.time) {
                return;
            }
            *kept = LastsGroup::of(&row, heap);
            self.table.tidy();
        }
        if self.changes {
            let change = true;
            self.lasts_counts.rows_out += 1;
            // |> select { shop, id, at }
            self.first_csv
                .stdout
                .row(
                    cx,
                    change,
                    StdoutRow {
                        shop: row.shop,
                        id: row.id,
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
                cx.unfinished("lasts");
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
            self.lasts_counts.rows_out += 1;
            // |> select { shop, id, at }
            self.first_csv
                .stdout
                .row(
                    cx,
                    change,
                    StdoutRow {
                        shop: row.shop,
                        id: row.id,
                        at: row.at,
                    },
                );
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
    at: i64,
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
    stdout: Stdout,
}

impl FirstCsv {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.first_csv.writer(),
            stdout: Stdout::new(shared, setup)?,
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

///A row on its way into `stdout`.
#[derive(Clone, Copy)]
struct StdoutRow<'a> {
    shop: &'a str,
    id: i64,
    at: i64,
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
                if !change {
                    return;
                }
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"shop\":");
                weir_json::put_str(buffer, row.shop);
                buffer.extend_from_slice(b",\"id\":");
                weir_json::put_i64(buffer, row.id);
                buffer.extend_from_slice(b",\"at\":");
                weir_json::put_timestamp(
                    buffer,
                    row.at,
                    weir_json::TimestampFormat::Iso,
                );
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
