//! `direct`, compiled from direct.weir by weir 0.1.0.
//!
//! Counts by an integer have no entries: a group stands where its key says.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "direct",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["a"],
    sinks: &["stdout"],
    steps: &["counted"],
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
    a: AShared,
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
        let a = AShared::Arm0(AArm0Shared {
            splits: set_by(
                "option `path`",
                weir_file::Splits::open(
                    setup,
                    0usize,
                    "a.csv",
                    weir_file::Framing::Csv {
                        separator: b',',
                        header: true,
                    },
                ),
            )?,
            lag: 0,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        Ok(Shared {
            a,
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
    a_input: AInput,
    a: A,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            a_input: AInput::new(&shared.a, shared.params, setup)?,
            a: A::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.a.start(cx, &mut self.a_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        while !(cx.failed()) {
            let Some(batch) = self.a.counted.exchange.receive() else { break };
            self.a.counted.batch(cx, &batch);
            self.a.counted.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started() && !self.a.counted.exchange.blocked() {
            rounds.add(self.a.poll(cx, &mut self.a_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.a.counted.stdout.flush(cx);
        }
        self.a.counted.end_gathering(cx, rounds.dry());
        self.a.counted.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.a_input.stats(0usize, stats);
        let (rows, bytes) = self.a.counted.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
        stats.step(0usize, self.a.counted_counts);
        stats.step(0usize, self.a.counted.counted_counts);
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.a.counted.table.size_bytes() as u64,
                    keys: self.a.counted.table.len() as u64,
                    ..StepCounts::default()
                },
            );
    }
}

struct AArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct AArm0 {
    reader: weir_file::Reader,
    columns: Vec<Option<weir_csv::Columns>>,
    clocks: SplitClocks,
}

impl AArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &AArm0Shared,
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
enum AShared {
    Arm0(AArm0Shared),
}

/// What one worker reads.
struct AInput {
    arm: AArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum AArm {
    Arm0(AArm0),
}

impl AInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &AShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            AShared::Arm0(shared) => AArm::Arm0(AArm0::new(shared, params, setup)?),
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

///`a`: `a`
struct A {
    counted_counts: StepCounts,
    counted: Counted,
}

impl A {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            counted_counts: StepCounts::default(),
            counted: Counted::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut AArm0,
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
                    &["k", "v"],
                ) {
                    Ok(columns) => arm.columns[header.split] = Some(columns),
                    Err(error) => {
                        cx.fail(error.step("a"));
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
            let mut waiting_counted = self.counted.waiting(cx);
            'rows: loop {
                'row: {
                    let raw = match cursor.record::<2>(columns) {
                        Ok(Some(raw)) => raw,
                        Ok(None) => break 'rows,
                        Err(error) => {
                            *rows += 1;
                            let text = cursor.record_text();
                            let error = Error::decode(
                                "a",
                                block.place(offset_in(block.bytes(), text)),
                                "",
                                &error.to_string(),
                                text,
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("a"));
                            break 'row;
                        }
                    };
                    *rows += 1;
                    self.counted_counts.rows_in += 1;
                    let k = match weir_csv::int::<i64>(raw[0]) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = cursor.record_text();
                            let error = Error::decode(
                                "a",
                                block.place(offset_in(block.bytes(), text)),
                                "k",
                                &error.message(raw[0], false),
                                raw[0].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("a"));
                            break 'row;
                        }
                    };
                    let v = match weir_csv::int::<i32>(raw[1]) {
                        Ok(value) => value,
                        Err(error) => {
                            let text = cursor.record_text();
                            let error = Error::decode(
                                "a",
                                block.place(offset_in(block.bytes(), text)),
                                "v",
                                &error.message(raw[1], false),
                                raw[1].bytes(),
                            );
                            *errors += 1;
                            cx.fail(error.tapped_at("a"));
                            break 'row;
                        }
                    };
                    {
                        let waits = CountedRow { k: k, v: v };
                        if !waiting_counted.waits() {
                            self.counted.row(cx, waits);
                        } else if waiting_counted.push(waits) {
                            self.counted.apply_waiting(cx, &mut waiting_counted);
                        }
                    }
                }
            }
            self.counted.apply_waiting(cx, &mut waiting_counted);
        }
        *bytes += block.bytes().len() as u64;
        arm.reader.recycle(block);
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut AInput) {
        let empty = match &input.arm {
            AArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut AInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                AArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            AArm::Arm0(arm) => {
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
        self.counted.upstream(cx, control);
    }
}

///A row on its way into `counted`.
#[derive(Clone, Copy)]
struct CountedRow {
    k: i64,
    v: i32,
}

///What `counted` groups by.
#[derive(Clone, Copy)]
struct CountedKey {
    k: i64,
}

impl TableKey for CountedKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.k)
    }
}

///The state of a group of `counted`.
#[derive(Clone, Copy)]
struct CountedGroup {
    n: i64,
    least: Option<i32>,
}

impl Key for CountedKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.k == other.k
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        CountedKey { k: self.k }
    }
}

impl DirectState for CountedGroup {
    const NONE: CountedGroup = CountedGroup { n: 0, least: None };
    #[inline(always)]
    fn is_none(&self) -> bool {
        self.n == 0
    }
}

impl DirectKey for CountedKey {
    #[inline]
    fn of_int(int: Option<i64>) -> Self {
        CountedKey {
            k: int.unwrap_or_default(),
        }
    }
}

/// What rows add to a group: counts and sums from nothing, and a value that is new to the sets of the worker that read it.
#[derive(Clone, Copy)]
struct CountedDelta {
    rows: u64,
    n: i64,
    least: Option<i32>,
}

/// What goes to the worker that owns the group.
#[derive(Clone, Copy)]
struct CountedPartial {
    hash: u64,
    key: CountedKey,
    delta: CountedDelta,
}

/// A group on the worker that reads: what waits, and what it has seen.
#[derive(Clone)]
struct CountedLocal {
    delta: CountedDelta,
    waits: bool,
}

impl CountedDelta {
    #[inline]
    fn none() -> Self {
        CountedDelta {
            rows: 0,
            n: 0,
            least: None,
        }
    }
    /// Itself with its texts in another heap.
    #[inline]
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        CountedDelta {
            rows: self.rows,
            n: self.n,
            least: self.least,
        }
    }
}

impl Group for CountedLocal {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        unreachable!("what is gathered is passed on, not merged");
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        CountedLocal {
            delta: self.delta.carry(from, to),
            ..self.clone()
        }
    }
    fn renew(&mut self, from: &Heap, to: &mut Heap) {
        self.delta = self.delta.carry(from, to);
    }
}

impl CountedGroup {
    /// Adds what a worker has gathered; its texts are in `from_heap`.
    #[inline]
    fn add(&mut self, heap: &mut Heap, from: &CountedDelta, from_heap: &Heap) {
        self.n += from.n;
        if let Some(new) = from.least {
            if match self.least {
                Some(old) => new.cmp(&old).is_lt(),
                None => true,
            } {
                self.least = Some(new);
            }
        }
    }
}

///`counted`: `aggregate by k { n: count(), least: min(v) }`
struct Counted {
    exchange: Exchange<CountedRow, CountedPartial>,
    gathering: Gathering,
    gathered: Table<CountedKey, CountedLocal>,
    marks: Marks,
    table: Direct<CountedKey, CountedGroup>,
    changes: bool,
    finals: bool,
    counted_counts: StepCounts,
    stdout: Stdout,
}

impl Counted {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(0usize),
            gathering: Gathering::new(setup.workers),
            gathered: Table::new(),
            marks: Marks::new(setup.workers),
            table: Direct::new(),
            changes: false || shared.stdout.takes_changes(),
            finals: false || !shared.stdout.takes_changes(),
            counted_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it at once.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: CountedRow) {
        if self.exchange.alone() {
            let hash = hash_i64(row.k);
            self.apply(cx, hash, row);
        } else {
            if self.gathering.is_on() {
                let hash = hash_i64(row.k);
                self.gather(cx, hash, row);
            } else {
                let hash = hash_i64(row.k);
                self.gathering.single();
                self.exchange.push(self.exchange.target(hash), |_| row);
            }
        }
    }
    /// What a row adds to its group waits here for what others add.
    #[inline]
    fn gather(&mut self, cx: Cx<'_>, hash: u64, row: CountedRow) {
        'row: {
            let least_value = row.v;
            let place = self
                .gathered
                .place(
                    IntKey {
                        hash: hash,
                        int: Some(row.k),
                    },
                    |key, heap| key.k == row.k,
                    |heap| {
                        (
                            CountedKey { k: row.k },
                            CountedLocal {
                                delta: CountedDelta::none(),
                                waits: false,
                            },
                        )
                    },
                );
            let (_, key, local, heap) = self.gathered.at(place);
            let group = &mut local.delta;
            group.rows += 1;
            self.gathering.row();
            group.n += 1;
            {
                let value = least_value;
                if match group.least {
                    Some(old) => value.cmp(&old).is_lt(),
                    None => true,
                } {
                    group.least = Some(value);
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
        let delta = std::mem::replace(&mut local.delta, CountedDelta::none());
        let from = &*heap;
        let to = self.exchange.target(hash);
        self.gathering.passed(to, delta.rows);
        self.exchange
            .push_group(
                to,
                |to| CountedPartial {
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
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<CountedRow, CountedPartial>) {
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
        rows: &[CountedRow],
        is_far: bool,
    ) {
        let steps = match (is_far, self.table.has_entries()) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => 2,
        };
        if steps > 0 {
            for row in rows.iter().take(steps * APART_ONE) {
                let hash = hash_i64(row.k);
                self.table
                    .fetch_slot(IntKey {
                        hash: hash,
                        int: Some(row.k),
                    });
            }
        }
        for (at, row) in rows.iter().enumerate() {
            if steps > 0 && let Some(row) = rows.get(at + steps * APART_ONE) {
                let hash = hash_i64(row.k);
                self.table
                    .fetch_slot(IntKey {
                        hash: hash,
                        int: Some(row.k),
                    });
            }
            if steps > 1 && let Some(row) = rows.get(at + APART_ONE) {
                let hash = hash_i64(row.k);
                self.table
                    .fetch_entry(IntKey {
                        hash: hash,
                        int: Some(row.k),
                    });
            }
            let hash = hash_i64(row.k);
            self.apply(cx, hash, *row);
        }
    }
    /// Where rows of a source wait in its turn, if they are to be looked ahead at.
    #[inline(never)]
    fn waiting<'s>(&self, cx: Cx<'s>) -> Waiting<'s, CountedRow> {
        Waiting::new(cx.scratch, self.exchange.alone(), self.table.is_large())
    }
    /// Rows that waited belong here, as this is the only worker.
    #[inline(never)]
    fn apply_waiting(&mut self, cx: Cx<'_>, waiting: &mut Waiting<'_, CountedRow>) {
        let rows = waiting.rows();
        let is_far = true;
        let steps = match (is_far, self.table.has_entries()) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => 2,
        };
        if steps > 0 {
            for row in rows.iter().take(steps * APART_ONE) {
                let hash = hash_i64(row.k);
                self.table
                    .fetch_slot(IntKey {
                        hash: hash,
                        int: Some(row.k),
                    });
            }
        }
        for (at, row) in rows.iter().enumerate() {
            if steps > 0 && let Some(row) = rows.get(at + steps * APART_ONE) {
                let hash = hash_i64(row.k);
                self.table
                    .fetch_slot(IntKey {
                        hash: hash,
                        int: Some(row.k),
                    });
            }
            if steps > 1 && let Some(row) = rows.get(at + APART_ONE) {
                let hash = hash_i64(row.k);
                self.table
                    .fetch_entry(IntKey {
                        hash: hash,
                        int: Some(row.k),
                    });
            }
            let hash = hash_i64(row.k);
            self.apply(cx, hash, *row);
        }
        waiting.clear();
    }
    /// A partial group, with its texts in `from`, that belongs here.
    #[inline]
    fn merge(&mut self, cx: Cx<'_>, from: &Heap, partial: &CountedPartial) {
        let group = self
            .table
            .entry(IntKey {
                hash: partial.hash,
                int: Some(partial.key.k),
            });
        group.add(&mut Heap::new(), &partial.delta, from);
        if self.changes {
            let change = true;
            self.counted_counts.rows_out += 1;
            let k = partial.key.k;
            let n = group.n;
            let least = match group.least {
                Some(value) => value,
                None => group_without_rows(),
            };
            self.stdout
                .row(
                    cx,
                    change,
                    StdoutRow {
                        k: k,
                        n: n,
                        least: least,
                    },
                );
        }
    }
    /// Partial groups of a worker.
    #[inline(never)]
    fn groups(&mut self, cx: Cx<'_>, batch: &Batch<CountedRow, CountedPartial>) {
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
    fn merge_ahead(&mut self, cx: Cx<'_>, from: &Heap, partials: &[CountedPartial]) {
        partials
            .iter()
            .for_each(|partial| {
                self
                    .table
                    .fetch_slot(IntKey {
                        hash: partial.hash,
                        int: Some(partial.key.k),
                    })
            });
        partials
            .iter()
            .for_each(|partial| {
                self
                    .table
                    .fetch_entry(IntKey {
                        hash: partial.hash,
                        int: Some(partial.key.k),
                    })
            });
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
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: CountedRow) {
        let least_value = row.v;
        let group = self
            .table
            .entry(IntKey {
                hash: hash,
                int: Some(row.k),
            });
        group.n += 1;
        {
            let value = least_value;
            if match group.least {
                Some(old) => value.cmp(&old).is_lt(),
                None => true,
            } {
                group.least = Some(value);
            }
        }
        if self.changes {
            let change = true;
            self.counted_counts.rows_out += 1;
            let k = row.k;
            let n = group.n;
            let least = match group.least {
                Some(value) => value,
                None => group_without_rows(),
            };
            self.stdout
                .row(
                    cx,
                    change,
                    StdoutRow {
                        k: k,
                        n: n,
                        least: least,
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
                cx.unfinished("counted");
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
            self.counted_counts.rows_out += 1;
            let k = key.k;
            let n = group.n;
            let least = match group.least {
                Some(value) => value,
                None => group_without_rows(),
            };
            self.stdout
                .row(
                    cx,
                    change,
                    StdoutRow {
                        k: k,
                        n: n,
                        least: least,
                    },
                );
        }
        self.table = table;
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `stdout`.
#[derive(Clone, Copy)]
struct StdoutRow {
    k: i64,
    n: i64,
    least: i32,
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
    fn row(&mut self, cx: Cx<'_>, change: bool, row: StdoutRow) {
        match &mut self.writer {
            StdoutWriter::Arm0(writer) => {
                if !change {
                    return;
                }
                let buffer = writer.buffer();
                buffer.extend_from_slice(b"{\"k\":");
                weir_json::put_i64(buffer, row.k);
                buffer.extend_from_slice(b",\"n\":");
                weir_json::put_i64(buffer, row.n);
                buffer.extend_from_slice(b",\"least\":");
                weir_json::put_i64(buffer, i64::from(row.least));
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
