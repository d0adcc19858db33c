//! `bids`, compiled from bids.weir by weir 0.1.0.
//!
//! Only the fields that are used are ever made.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "bids",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[
        ParamDescription {
            name: "events",
            doc: "",
            ty: "i64",
            variants: &[],
            default: Some("1000"),
            secret: false,
        },
    ],
    sources: &["events_of"],
    sinks: &["blackhole", "blackhole.2"],
    steps: &["prices"],
    late_dropped: &[0usize],
};
fn main() -> ExitCode {
    weir_runtime::main::<Program>(&DESCRIPTION)
}

/// The pipeline's parameters, fixed when the job starts.
struct Params {
    ///`param events`
    events: i64,
}

/// What all workers share.
struct Shared {
    params: &'static Params,
    events_of: EventsOfShared,
    blackhole: BlackholeShared,
    blackhole_2: Blackhole2Shared,
}

struct Program;
impl Job for Program {
    type Shared = Shared;
    type Worker = Subtask;
    #[cold]
    fn prepare(setup: &mut Setup<'_>) -> Result<Shared> {
        let params = Params {
            events: setup.param_int::<i64>(0usize)?,
        };
        let scratch = Scratch::new();
        let cx = SettingCx { scratch: &scratch };
        let events_of = EventsOfShared::Arm0(EventsOfArm0Shared {
            events: params.events,
            seed: 0i64,
            rate: 10000i64,
            out_of_order_us: 2000000i64,
            lag: 4000000i64,
            dealing: Dealing::default(),
        });
        let blackhole = BlackholeShared::Arm0(
            weir_blackhole::Sink::create(setup, 0usize)?,
        );
        let blackhole_2 = Blackhole2Shared::Arm0(
            weir_blackhole::Sink::create(setup, 1usize)?,
        );
        Ok(Shared {
            events_of,
            blackhole,
            blackhole_2,
            params: Box::leak(Box::new(params)),
        })
    }
    fn worker(shared: &Arc<Shared>, setup: &WorkerSetup) -> Result<Subtask> {
        Subtask::new(shared, setup)
    }
    fn finish(shared: &Shared) -> Result<()> {
        weir_runtime::sink::commit_all(
            &[shared.blackhole.output(), shared.blackhole_2.output()],
        )
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(
            &[shared.blackhole.output(), shared.blackhole_2.output()],
        );
    }
}

/// One worker's share of the job: what it reads, and the nodes, each inside the one before it.
struct Subtask {
    events_of_input: EventsOfInput,
    events_of: EventsOf,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            events_of_input: EventsOfInput::new(
                &shared.events_of,
                shared.params,
                setup,
            )?,
            events_of: EventsOf::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.events_of.start(cx, &mut self.events_of_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        while !(cx.failed()) {
            let Some(batch) = self.events_of.prices.exchange.receive() else { break };
            self.events_of.prices.batch(cx, &batch);
            self.events_of.prices.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.events_of.prices.exchange.blocked() {
            rounds.add(self.events_of.poll(cx, &mut self.events_of_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.events_of.prices.blackhole.flush(cx);
            self.events_of.prices.blackhole.blackhole_2.flush(cx);
        }
        if self.events_of.prices.windows.is_large() {
            self.events_of.prices.exchange.stage();
        }
        self.events_of.prices.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.events_of_input.stats(0usize, stats);
        let (rows, bytes) = self.events_of.prices.blackhole.counts();
        stats.sink(0usize, rows, bytes, 0);
        let (rows, bytes) = self.events_of.prices.blackhole.blackhole_2.counts();
        stats.sink(1usize, rows, bytes, 0);
        stats.step(0usize, self.events_of.prices_counts);
        stats.step(0usize, self.events_of.prices.prices_counts);
        stats.watermark(self.events_of.prices.marks.least());
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.events_of.prices.windows.size_bytes() as u64,
                    keys: self.events_of.prices.windows.len() as u64,
                    ..StepCounts::default()
                },
            );
    }
}

///`record Person`, as far as it is used.
#[derive(Clone, Copy, PartialEq)]
struct PersonRecord {
    date_time: i64,
}

///`record Auction`, as far as it is used.
#[derive(Clone, Copy, PartialEq)]
struct AuctionRecord {
    seller: i64,
    date_time: i64,
}

///`record Bid`, as far as it is used.
#[derive(Clone, Copy, PartialEq)]
struct BidRecord<'a> {
    price: i64,
    channel: &'a str,
    date_time: i64,
}

struct EventsOfArm0Shared {
    events: i64,
    seed: i64,
    rate: i64,
    out_of_order_us: i64,
    lag: i64,
    dealing: Dealing,
}

struct EventsOfArm0 {
    generator: weir_nexmark::Generator,
    clock: Clock,
}

impl EventsOfArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &EventsOfArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let generator = weir_nexmark::Generator::new(
                weir_nexmark::GeneratorSpec {
                    events: shared.events,
                    seed: shared.seed,
                    rate: shared.rate,
                    out_of_order_us: shared.out_of_order_us,
                    spread: Spread::One,
                    me: setup.me,
                },
                &shared.dealing,
            )
            .map_err(|error| error.step("events_of"))?;
        Ok(Self {
            generator,
            clock: Clock::new(shared.lag, &[Lattice { step: 1000000, phase: 0 }]),
        })
    }
    fn is_empty(&self) -> bool {
        self.generator.ended()
    }
    fn is_endless(&self) -> bool {
        self.generator.is_endless()
    }
}

/// What all workers share of the source.
enum EventsOfShared {
    Arm0(EventsOfArm0Shared),
}

/// What one worker reads.
struct EventsOfInput {
    arm: EventsOfArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum EventsOfArm {
    Arm0(EventsOfArm0),
}

impl EventsOfInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &EventsOfShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            EventsOfShared::Arm0(shared) => {
                EventsOfArm::Arm0(EventsOfArm0::new(shared, params, setup)?)
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

///`events_of`: `events_of`
struct EventsOf {
    prices_counts: StepCounts,
    prices: Prices,
}

impl EventsOf {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            prices_counts: StepCounts::default(),
            prices: Prices::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut EventsOfArm0,
        rows: &mut u64,
        bytes: &mut u64,
        errors: &mut u64,
    ) -> Polled {
        for made in 0..QUANTUM_ROWS {
            let Some(event) = arm.generator.next() else {
                *rows += made;
                return Polled::Ended;
            };
            'row: {
                let Some(result) = (match (if (event.kind == weir_nexmark::Kind::Bid) {
                    Some(event.bid_date_time())
                } else {
                    None
                }) {
                    Some(value) => Some(value),
                    None => {
                        (match (if (event.kind == weir_nexmark::Kind::Auction) {
                            Some(event.auction_date_time())
                        } else {
                            None
                        }) {
                            Some(value) => Some(value),
                            None => {
                                (if (event.kind == weir_nexmark::Kind::Person) {
                                    Some(event.person_date_time())
                                } else {
                                    None
                                })
                            }
                        })
                    }
                }) else {
                    record_failed(
                        cx,
                        "events_of",
                        "events_of",
                        event_place(cx, event.number()),
                        Failure::NoTime,
                        &[
                            (
                                "person",
                                if (event.kind == weir_nexmark::Kind::Person) {
                                    Shown::Json(
                                        shown_row(
                                            cx,
                                            &[("dateTime", Shown::Timestamp(event.person_date_time()))],
                                        ),
                                    )
                                } else {
                                    Shown::Null
                                },
                            ),
                            (
                                "auction",
                                if (event.kind == weir_nexmark::Kind::Auction) {
                                    Shown::Json(
                                        shown_row(
                                            cx,
                                            &[
                                                (
                                                    "seller",
                                                    Shown::Int(i128::from((event.auction_seller() as i64))),
                                                ),
                                                ("dateTime", Shown::Timestamp(event.auction_date_time())),
                                            ],
                                        ),
                                    )
                                } else {
                                    Shown::Null
                                },
                            ),
                            (
                                "bid",
                                if (event.kind == weir_nexmark::Kind::Bid) {
                                    Shown::Json(
                                        shown_row(
                                            cx,
                                            &[
                                                (
                                                    "price",
                                                    Shown::Int(i128::from((event.bid_price() as i64))),
                                                ),
                                                ("channel", Shown::Text(event.bid_channel())),
                                                ("dateTime", Shown::Timestamp(event.bid_date_time())),
                                            ],
                                        ),
                                    )
                                } else {
                                    Shown::Null
                                },
                            ),
                        ],
                    );
                    break 'row;
                };
                let event_time = result;
                if let Some(watermark) = arm.clock.tick(event_time) {
                    self.forward(cx, Control::Watermark(watermark));
                }
                'branch_1: {
                    self.prices_counts.rows_in += 1;
                    // |> where bid != null
                    if !(!(!(event.kind == weir_nexmark::Kind::Bid))) {
                        break 'branch_1;
                    }
                    let price = (event.bid_price() as i64);
                    let channel = event.bid_channel();
                    self.prices
                        .row(
                            cx,
                            PricesRow {
                                bid_price: price,
                                time: event_time,
                                computed_key: channel,
                            },
                        );
                }
                'branch_2: {
                    // |> where auction != null
                    if !(!(!(event.kind == weir_nexmark::Kind::Auction))) {
                        break 'branch_2;
                    }
                    // |> select { auction.seller }
                    let seller = (event.auction_seller() as i64);
                    self.prices
                        .blackhole
                        .blackhole_2
                        .row(cx, Blackhole2Row { seller: seller });
                }
            }
        }
        *rows += QUANTUM_ROWS;
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut EventsOfInput) {
        let empty = match &input.arm {
            EventsOfArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut EventsOfInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                EventsOfArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            EventsOfArm::Arm0(arm) => {
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
        self.prices.upstream(cx, control);
    }
}

///A row on its way into `prices`.
#[derive(Clone, Copy)]
struct PricesRow<'a> {
    bid_price: i64,
    time: i64,
    computed_key: &'a str,
}

/// The same where it is kept: strings are in the heap beside it.
#[derive(Clone, Copy)]
struct PricesRowStored {
    hash: u64,
    bid_price: i64,
    time: i64,
    computed_key: Text,
}

impl PricesRow<'_> {
    #[inline]
    fn store(&self, heap: &mut Heap, hash: u64) -> PricesRowStored {
        PricesRowStored {
            hash,
            bid_price: self.bid_price,
            time: self.time,
            computed_key: heap.put(self.computed_key),
        }
    }
}

impl PricesRowStored {
    #[inline]
    fn load<'a>(&self, heap: &'a Heap) -> PricesRow<'a> {
        PricesRow {
            bid_price: self.bid_price,
            time: self.time,
            computed_key: heap.get(self.computed_key),
        }
    }
}

///What `prices` groups by.
#[derive(Clone, Copy)]
struct PricesKey {
    computed_key: KeyText,
}

impl TableKey for PricesKey {
    type Hash = u64;
}

///The state of a group of `prices`.
#[derive(Clone, Copy)]
struct PricesGroup {
    highest: Option<i64>,
}

impl Key for PricesKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.computed_key.same(heap, &other.computed_key, other_heap)
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        PricesKey {
            computed_key: self.computed_key.carry(from, to),
        }
    }
}

/// What rows of a key and a slice of time add to its group; `time` is in that slice.
#[derive(Clone, Copy)]
struct PricesPartial {
    hash: u64,
    time: i64,
    key: PricesKey,
    group: PricesGroup,
    rows: u64,
}

impl PricesGroup {
    /// Adds what was combined.
    #[inline]
    fn add(&mut self, from: &Self) {
        if let Some(new) = from.highest {
            if match self.highest {
                Some(old) => new.cmp(&old).is_gt(),
                None => true,
            } {
                self.highest = Some(new);
            }
        }
    }
}

///`prices`: `aggregate by bid.channel { highest: max(bid.price) }`
struct Prices {
    exchange: Exchange<PricesRowStored, PricesPartial>,
    combining: Combining<PricesPartial>,
    marks: Marks,
    windows: Windows<PricesKey, PricesGroup>,
    prices_counts: StepCounts,
    blackhole: Blackhole,
}

impl Prices {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(0usize),
            combining: Combining::new(
                WindowSpec {
                    size: 1000000,
                    step: 1000000,
                    offset: 0,
                    lateness: 0,
                },
                setup.workers,
            ),
            marks: Marks::new(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 1000000,
                step: 1000000,
                offset: 0,
                lateness: 0,
            }),
            prices_counts: StepCounts::default(),
            blackhole: Blackhole::new(shared, setup)?,
        })
    }
    /// A row from the node before.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: PricesRow<'_>) {
        let hash = hash_str(row.computed_key);
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
        let highest_value = row.bid_price;
        let (place, slice, heap) = self.combining.place(hash, row.time);
        let fits = {
            let sought_computed_key = KeyText::sought(row.computed_key);
            place
                .as_ref()
                .is_some_and(|partial| {
                    let key = &partial.key;
                    key.computed_key.is(sought_computed_key, heap)
                        && slice.holds(partial.time)
                })
        };
        if fits && let Some(partial) = place {
            partial.rows += 1;
            let group = &mut partial.group;
            {
                let value = highest_value;
                if match group.highest {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.highest = Some(value);
                }
            }
        } else {
            let mut partial = PricesPartial {
                hash,
                time: row.time,
                key: PricesKey {
                    computed_key: KeyText::new(row.computed_key, heap),
                },
                group: PricesGroup { highest: None },
                rows: 0,
            };
            partial.rows += 1;
            let group = &mut partial.group;
            {
                let value = highest_value;
                if match group.highest {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.highest = Some(value);
                }
            }
            self.displace(hash, partial);
        }
    }
    /// A partial group takes its place; what stood there goes on.
    #[inline(never)]
    fn displace(&mut self, at: u64, partial: PricesPartial) {
        if let Some(before) = self.combining.put(at, partial) {
            self.pass(&before);
        }
        if self.combining.is_heavy() {
            self.pass_all();
        }
    }
    /// Sends a partial group to the worker that owns its key.
    #[inline]
    fn pass(&mut self, partial: &PricesPartial) {
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
                    |to| PricesPartial {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<PricesRowStored, PricesPartial>) {
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
        rows: &[PricesRowStored],
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
                        key.computed_key.fetch(table.heap());
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
    fn groups(&mut self, cx: Cx<'_>, batch: &Batch<PricesRowStored, PricesPartial>) {
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
    fn merge_ahead(&mut self, from: &Heap, partials: &[PricesPartial]) {
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
                    key.computed_key.fetch(table.heap());
                }
            }
        }
        for (partial, &hash) in partials.iter().zip(&hashes) {
            self.merge(from, hash, partial);
        }
    }
    /// A partial group that belongs here.
    #[inline]
    fn merge(&mut self, from: &Heap, hash: u64, partial: &PricesPartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.prices_counts.late += partial.rows;
            }
            Placed::Late => {
                self.prices_counts.late += partial.rows;
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: PricesRow<'_>) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let highest_value = row.bid_price;
            let group = {
                let sought_computed_key = KeyText::sought(row.computed_key);
                self.windows
                    .entry(
                        hash,
                        |key, heap| key.computed_key.is(sought_computed_key, heap),
                        |heap| (
                            PricesKey {
                                computed_key: KeyText::new(row.computed_key, heap),
                            },
                            PricesGroup { highest: None },
                        ),
                    )
            };
            {
                let value = highest_value;
                if match group.highest {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.highest = Some(value);
                }
            }
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &PricesRow<'_>) {
        self.prices_counts.late += 1;
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
                self.prices_counts.rows_out += 1;
                let channel = key.computed_key.get(heap);
                let highest = match group.highest {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                self.blackhole
                    .row(
                        cx,
                        BlackholeRow {
                            channel: channel,
                            highest: highest,
                        },
                    );
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `blackhole`.
#[derive(Clone, Copy)]
struct BlackholeRow<'a> {
    channel: &'a str,
    highest: i64,
}

/// What all workers share of the sink.
enum BlackholeShared {
    Arm0(weir_blackhole::Sink),
}

impl BlackholeShared {
    fn writer(&self) -> BlackholeWriter {
        match self {
            BlackholeShared::Arm0(sink) => BlackholeWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            BlackholeShared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum BlackholeWriter {
    Arm0(weir_blackhole::Writer),
}

///`blackhole`: `into blackhole {}`
struct Blackhole {
    writer: BlackholeWriter,
    blackhole_2: Blackhole2,
}

impl Blackhole {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.blackhole.writer(),
            blackhole_2: Blackhole2::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: BlackholeRow<'_>) {
        match &mut self.writer {
            BlackholeWriter::Arm0(writer) => {
                std::hint::black_box(row.channel);
                std::hint::black_box(row.highest);
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            BlackholeWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            BlackholeWriter::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `blackhole.2`.
#[derive(Clone, Copy)]
struct Blackhole2Row {
    seller: i64,
}

/// What all workers share of the sink.
enum Blackhole2Shared {
    Arm0(weir_blackhole::Sink),
}

impl Blackhole2Shared {
    fn writer(&self) -> Blackhole2Writer {
        match self {
            Blackhole2Shared::Arm0(sink) => Blackhole2Writer::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            Blackhole2Shared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum Blackhole2Writer {
    Arm0(weir_blackhole::Writer),
}

///`blackhole.2`: `into blackhole {}`
struct Blackhole2 {
    writer: Blackhole2Writer,
}

impl Blackhole2 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.blackhole_2.writer(),
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: Blackhole2Row) {
        match &mut self.writer {
            Blackhole2Writer::Arm0(writer) => {
                std::hint::black_box(row.seller);
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            Blackhole2Writer::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            Blackhole2Writer::Arm0(writer) => writer.counts(),
        }
    }
}
