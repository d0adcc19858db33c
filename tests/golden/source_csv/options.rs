//! `options`, compiled from options.weir by weir 0.1.0.
//!
//! Every option of CSV, every kind of field; what is not used is not decoded.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "options",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["rows"],
    sinks: &["stdout"],
    steps: &[],
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
    rows: RowsShared,
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
        let rows = RowsShared::Arm0(RowsArm0Shared {
            splits: set_by(
                    "option `path`",
                    weir_file::Splits::open(
                        setup,
                        0usize,
                        "in/*.csv.gz",
                        weir_file::Framing::Csv {
                            separator: b';',
                            header: false,
                        },
                    ),
                )?
                .shared(setup),
            lag: 0i64,
        });
        let stdout = StdoutShared::Arm0(
            weir_stdout::Sink::create(
                setup,
                0usize,
                b"flag;small;large;ratio;price;name;day;at;colour\n",
            )?,
        );
        Ok(Shared {
            rows,
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
    rows_input: RowsInput,
    rows: Rows,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            rows_input: RowsInput::new(&shared.rows, shared.params, setup)?,
            rows: Rows::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.rows.start(cx, &mut self.rows_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        if cx.started() {
            rounds.add(self.rows.poll(cx, &mut self.rows_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.rows.stdout.flush(cx);
        }
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.rows_input.stats(0usize, stats);
        let (rows, bytes) = self.rows.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
    }
}

struct RowsArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct RowsArm0 {
    reader: weir_file::Reader,
    columns: Vec<Option<weir_csv::Columns>>,
    clocks: SplitClocks,
}

impl RowsArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &RowsArm0Shared,
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
enum RowsShared {
    Arm0(RowsArm0Shared),
}

/// What one worker reads.
struct RowsInput {
    arm: RowsArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum RowsArm {
    Arm0(RowsArm0),
}

impl RowsInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &RowsShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            RowsShared::Arm0(shared) => {
                RowsArm::Arm0(RowsArm0::new(shared, params, setup)?)
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

///`rows`: `rows`
struct Rows {
    stdout: Stdout,
}

impl Rows {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            stdout: Stdout::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut RowsArm0,
        rows: &mut u64,
        bytes: &mut u64,
        errors: &mut u64,
    ) -> Polled {
        let block = match arm.reader.next_block(cx) {
            Ok(weir_file::Next::Block(block)) => block,
            Ok(weir_file::Next::Header(header)) => {
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
        let mut cursor = weir_csv::Cursor::new(block.bytes(), b';');
        if arm.columns[split].is_none() {
            arm.columns[split] = Some(
                weir_csv::Columns::in_order(&[0, 1, 2, 3, 4, 5, 6, 7, 8], 10),
            );
        }
        let Some(columns) = &arm.columns[split] else { return Polled::Ended };
        'rows: loop {
            'row: {
                let raw = match cursor.record::<9>(columns) {
                    Ok(Some(raw)) => raw,
                    Ok(None) => break 'rows,
                    Err(error) => {
                        *rows += 1;
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "rows",
                            block.place(offset_in(block.bytes(), text)),
                            "",
                            &error.to_string(),
                            text,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("rows"));
                        break 'row;
                    }
                };
                *rows += 1;
                // |> drop unused
                let flag = match weir_csv::bool(raw[0]) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "rows",
                            block.place(offset_in(block.bytes(), text)),
                            "flag",
                            &error.message(raw[0], false),
                            raw[0].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("rows"));
                        break 'row;
                    }
                };
                let small = match weir_csv::int::<i8>(raw[1]) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "rows",
                            block.place(offset_in(block.bytes(), text)),
                            "small",
                            &error.message(raw[1], false),
                            raw[1].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("rows"));
                        break 'row;
                    }
                };
                let large = match weir_csv::int::<u64>(raw[2]) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "rows",
                            block.place(offset_in(block.bytes(), text)),
                            "large",
                            &error.message(raw[2], false),
                            raw[2].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("rows"));
                        break 'row;
                    }
                };
                let ratio = match if weir_csv::is_null(raw[3], "NULL") {
                    Ok(None)
                } else {
                    weir_csv::f64(raw[3]).map(Some)
                } {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "rows",
                            block.place(offset_in(block.bytes(), text)),
                            "ratio",
                            &error.message(raw[3], true),
                            raw[3].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("rows"));
                        break 'row;
                    }
                };
                let price = match weir_csv::decimal(raw[4], 12u8, 3u8) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "rows",
                            block.place(offset_in(block.bytes(), text)),
                            "price",
                            &error.message(raw[4], false),
                            raw[4].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("rows"));
                        break 'row;
                    }
                };
                let name = match if weir_csv::is_null(raw[5], "NULL") {
                    Ok(None)
                } else {
                    weir_csv::str(raw[5], cx.scratch).map(Some)
                } {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "rows",
                            block.place(offset_in(block.bytes(), text)),
                            "name",
                            &error.message(raw[5], true),
                            raw[5].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("rows"));
                        break 'row;
                    }
                };
                let day = match weir_csv::date(raw[6]) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "rows",
                            block.place(offset_in(block.bytes(), text)),
                            "day",
                            &error.message(raw[6], false),
                            raw[6].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("rows"));
                        break 'row;
                    }
                };
                let at = match weir_csv::timestamp(
                    raw[7],
                    weir_csv::TimestampFormat::EpochMs,
                ) {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "rows",
                            block.place(offset_in(block.bytes(), text)),
                            "at",
                            &error.message(raw[7], false),
                            raw[7].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("rows"));
                        break 'row;
                    }
                };
                let colour = match weir_csv::enumeration(
                        raw[8],
                        &["red", "green", "blue"],
                    )
                    .map(|index| index as u32)
                {
                    Ok(value) => value,
                    Err(error) => {
                        let text = cursor.record_text();
                        let error = Error::decode(
                            "rows",
                            block.place(offset_in(block.bytes(), text)),
                            "colour",
                            &error.message(raw[8], false),
                            raw[8].bytes(),
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("rows"));
                        break 'row;
                    }
                };
                self.stdout
                    .row(
                        cx,
                        StdoutRow {
                            flag: flag,
                            small: small,
                            large: large,
                            ratio: ratio,
                            price: price,
                            name: name,
                            day: day,
                            at: at,
                            colour: colour,
                        },
                    );
            }
        }
        *bytes += block.bytes().len() as u64;
        arm.reader.recycle(block);
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut RowsInput) {
        let empty = match &input.arm {
            RowsArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut RowsInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                RowsArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            RowsArm::Arm0(arm) => {
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
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `stdout`.
#[derive(Clone, Copy)]
struct StdoutRow<'a> {
    flag: bool,
    small: i8,
    large: u64,
    ratio: Option<f64>,
    price: i128,
    name: Option<&'a str>,
    day: i32,
    at: i64,
    colour: u32,
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

///`stdout`: `into stdout { format: csv { header: true, separator: ";" } }`
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
                weir_csv::put_bool(buffer, row.flag);
                buffer.push(b';');
                weir_csv::put_i64(buffer, i64::from(row.small));
                buffer.push(b';');
                weir_csv::put_u64(buffer, row.large);
                buffer.push(b';');
                if let Some(value) = row.ratio {
                    weir_csv::put_f64(buffer, value);
                }
                buffer.push(b';');
                weir_csv::put_decimal(buffer, row.price, 3u8);
                buffer.push(b';');
                if let Some(value) = row.name {
                    weir_csv::put_str(buffer, value, b';');
                }
                buffer.push(b';');
                weir_csv::put_date(buffer, row.day);
                buffer.push(b';');
                weir_csv::put_timestamp(buffer, row.at, weir_csv::TimestampFormat::Sql);
                buffer.push(b';');
                weir_csv::put_str(
                    buffer,
                    ["red", "green", "blue"][row.colour as usize],
                    b';',
                );
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
