//! `arithmetic`, compiled from arithmetic.weir by weir 0.1.0.
//!
//! Arithmetic of every type: checked integers, exact decimals, IEEE floats, times.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "arithmetic",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["ns"],
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
    ns: NsShared,
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
        let ns = NsShared::Arm0(NsArm0Shared {
            splits: set_by(
                    "option `path`",
                    weir_file::Splits::open(
                        setup,
                        0usize,
                        "n.jsonl",
                        weir_file::Framing::Lines,
                    ),
                )?
                .shared(setup),
            lag: 0,
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        Ok(Shared {
            ns,
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
    ns_input: NsInput,
    ns: Ns,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            ns_input: NsInput::new(&shared.ns, shared.params, setup)?,
            ns: Ns::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.ns.start(cx, &mut self.ns_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        if cx.started() {
            rounds.add(self.ns.poll(cx, &mut self.ns_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.ns.stdout.flush(cx);
        }
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.ns_input.stats(0usize, stats);
        let (rows, bytes) = self.ns.stdout.counts();
        stats.sink(0usize, rows, bytes, 0);
    }
}

struct NsArm0Shared {
    splits: weir_file::Splits,
    lag: i64,
}

struct NsArm0 {
    reader: weir_file::Reader,
    clocks: SplitClocks,
    orders: ReadNsArm0Orders,
    marks: weir_json::Marks,
}

impl NsArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &NsArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let reader = shared.splits.reader(setup.me, setup.workers);
        let clocks = SplitClocks::new(reader.splits(), shared.lag, &[]);
        Ok(Self {
            reader,
            clocks,
            orders: ReadNsArm0Orders::default(),
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
struct ReadNsArm0Decoded {
    i: i32,
    j: i64,
    u: u8,
    f: f64,
    d: i128,
    t: i64,
    o: Option<i64>,
}

/// The fields of a line that are used, numbered.
static READ_NS_ARM0_WANTED: &[weir_json::Wanted] = &[
    weir_json::Wanted {
        key: b"i",
        place: 0,
        value: weir_json::WantedValue::Int {
            unit: 1,
            optional: false,
        },
    },
    weir_json::Wanted {
        key: b"j",
        place: 1,
        value: weir_json::WantedValue::Int {
            unit: 1,
            optional: false,
        },
    },
    weir_json::Wanted {
        key: b"u",
        place: 2,
        value: weir_json::WantedValue::Int {
            unit: 1,
            optional: false,
        },
    },
    weir_json::Wanted {
        key: b"f",
        place: 3,
        value: weir_json::WantedValue::Float {
            optional: false,
        },
    },
    weir_json::Wanted {
        key: b"d",
        place: 4,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"t",
        place: 5,
        value: weir_json::WantedValue::Other,
    },
    weir_json::Wanted {
        key: b"o",
        place: 6,
        value: weir_json::WantedValue::Int {
            unit: 1,
            optional: true,
        },
    },
];
/// Reads a line, of which it may be known where its fields are.
#[inline]
fn line_read_ns_arm0<'a>(
    line: weir_json::Line<'a>,
    present: Option<u64>,
    values: &[i64; 7],
    scratch: &'a Bump,
    learnt: &mut ReadNsArm0Orders,
) -> std::result::Result<ReadNsArm0Decoded, weir_json::DecodeError> {
    if let Some(present) = present
        && let Some(decoded) = shaped_read_ns_arm0(line, present, values, scratch)
    {
        return Ok(decoded);
    }
    read_ns_arm0(line.cursor(), scratch, learnt)
}

/// Reads a line of which it is known where its fields are; `None` where that is not all there is to it.
#[inline(always)]
fn shaped_read_ns_arm0<'a>(
    line: weir_json::Line<'a>,
    present: u64,
    values: &[i64; 7],
    scratch: &'a Bump,
) -> Option<ReadNsArm0Decoded> {
    let cursor = &mut line.cursor();
    Some({
        if present & 0x3f != 0x3f {
            return None;
        }
        ReadNsArm0Decoded {
            i: i32::try_from(values[0]).ok()?,
            j: values[1],
            u: u8::try_from(values[2]).ok()?,
            f: f64::from_bits(values[3].cast_unsigned()),
            d: {
                cursor.go_to(values[4]);
                cursor.decimal(9u8, 2u8).ok()?
            },
            t: {
                cursor.go_to(values[5]);
                cursor.timestamp(weir_json::TimestampFormat::Iso).ok()?
            },
            o: if present & 0x40 == 0 { None } else { Some(values[6]) },
        }
    })
}

/// The order of keys as the last lines had them.
#[derive(Default)]
struct ReadNsArm0Orders {
    line: weir_json::Order,
    shapes: weir_json::Shapes,
}

/// Reads a line key by key.
#[inline(never)]
fn read_ns_arm0<'a>(
    mut cursor: weir_json::Cursor<'a>,
    scratch: &'a Bump,
    learnt: &mut ReadNsArm0Orders,
) -> std::result::Result<ReadNsArm0Decoded, weir_json::DecodeError> {
    let cursor = &mut cursor;
    const KNOWN: &[&str] = &["i", "j", "u", "f", "d", "t", "o"];
    let mut i: Option<i32> = None;
    let mut j: Option<i64> = None;
    let mut u: Option<u8> = None;
    let mut f: Option<f64> = None;
    let mut d: Option<i128> = None;
    let mut t: Option<i64> = None;
    let mut o: Option<i64> = None;
    weir_json::named(cursor.begin_object(), "")?;
    learnt.line.begin();
    while let Some(slot) = weir_json::named(
        cursor.slot(&mut learnt.line, &[b"i", b"j", b"u", b"f", b"d", b"t", b"o"]),
        "",
    )? {
        match slot {
            0 => i = Some(weir_json::named(cursor.int::<i32>(), "i")?),
            1 => j = Some(weir_json::named(cursor.int::<i64>(), "j")?),
            2 => u = Some(weir_json::named(cursor.int::<u8>(), "u")?),
            3 => f = Some(weir_json::named(cursor.f64(), "f")?),
            4 => d = Some(weir_json::named(cursor.decimal(9u8, 2u8), "d")?),
            5 => {
                t = Some(
                    weir_json::named(
                        cursor.timestamp(weir_json::TimestampFormat::Iso),
                        "t",
                    )?,
                );
            }
            6 => {
                o = if cursor.null() {
                    None
                } else {
                    Some(weir_json::named(cursor.int::<i64>(), "o")?)
                };
            }
            _ => unreachable!("only these are asked for"),
        }
    }
    let decoded = ReadNsArm0Decoded {
        i: match i {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "i", KNOWN)),
        },
        j: match j {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "j", KNOWN)),
        },
        u: match u {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "u", KNOWN)),
        },
        f: match f {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "f", KNOWN)),
        },
        d: match d {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "d", KNOWN)),
        },
        t: match t {
            Some(value) => value,
            None => return Err(weir_json::missing(cursor, "t", KNOWN)),
        },
        o,
    };
    weir_json::named(cursor.end(), "")?;
    learnt.shapes.learn(cursor, READ_NS_ARM0_WANTED);
    Ok(decoded)
}

/// What all workers share of the source.
enum NsShared {
    Arm0(NsArm0Shared),
}

/// What one worker reads.
struct NsInput {
    arm: NsArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum NsArm {
    Arm0(NsArm0),
}

impl NsInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &NsShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            NsShared::Arm0(shared) => NsArm::Arm0(NsArm0::new(shared, params, setup)?),
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

///`ns`: `ns`
struct Ns {
    stdout: Stdout,
}

impl Ns {
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
        arm: &mut NsArm0,
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
        let mut lines = arm.marks.lines(block.bytes());
        let mut values = [0i64; 7];
        while let Some((line, present)) = lines
            .next_shaped(&mut arm.orders.shapes, &mut values)
        {
            let text = line.text();
            *rows += 1;
            'row: {
                let decoded = match line_read_ns_arm0(
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
                            "ns",
                            block.place(offset_in(block.bytes(), text)),
                            error.field(),
                            &error.message(text),
                            value,
                        );
                        *errors += 1;
                        cx.fail(error.tapped_at("ns"));
                        break 'row;
                    }
                };
                // |> select { a: i + 1, b: j * j - i, c: u / 3, r: j % 7, n: -j, g: f * 2 + 0.5, h: f / i, e: d * 1.5 + 2, q: d / 3, k: clamp(j, 0, 100), l: t + 1h - 5m, m: t - 2013-01-01T00:00:00Z, x: o ?? 0, y: (1 / j) ?? -1, z: i as i8, w: j as string, }
                let Some(result) = decoded.i.checked_add(1i32) else {
                    record_failed(
                        cx,
                        "stdout.select",
                        "",
                        block.place_of(cx, text),
                        Failure::Overflow,
                        &[
                            ("i", Shown::Int(i128::from(decoded.i))),
                            ("j", Shown::Int(i128::from(decoded.j))),
                            ("u", Shown::Int(i128::from(decoded.u))),
                            ("f", Shown::F64(decoded.f)),
                            ("d", Shown::Decimal(decoded.d, 2u8)),
                            ("t", Shown::Timestamp(decoded.t)),
                            (
                                "o",
                                match decoded.o {
                                    Some(value) => Shown::Int(i128::from(value)),
                                    None => Shown::Null,
                                },
                            ),
                        ],
                    );
                    break 'row;
                };
                let a = result;
                let Some(result_2) = decoded.j.checked_mul(decoded.j) else {
                    record_failed(
                        cx,
                        "stdout.select",
                        "",
                        block.place_of(cx, text),
                        Failure::Overflow,
                        &[
                            ("i", Shown::Int(i128::from(decoded.i))),
                            ("j", Shown::Int(i128::from(decoded.j))),
                            ("u", Shown::Int(i128::from(decoded.u))),
                            ("f", Shown::F64(decoded.f)),
                            ("d", Shown::Decimal(decoded.d, 2u8)),
                            ("t", Shown::Timestamp(decoded.t)),
                            (
                                "o",
                                match decoded.o {
                                    Some(value) => Shown::Int(i128::from(value)),
                                    None => Shown::Null,
                                },
                            ),
                        ],
                    );
                    break 'row;
                };
                let Some(result_3) = result_2.checked_sub(i64::from(decoded.i)) else {
                    record_failed(
                        cx,
                        "stdout.select",
                        "",
                        block.place_of(cx, text),
                        Failure::Overflow,
                        &[
                            ("i", Shown::Int(i128::from(decoded.i))),
                            ("j", Shown::Int(i128::from(decoded.j))),
                            ("u", Shown::Int(i128::from(decoded.u))),
                            ("f", Shown::F64(decoded.f)),
                            ("d", Shown::Decimal(decoded.d, 2u8)),
                            ("t", Shown::Timestamp(decoded.t)),
                            (
                                "o",
                                match decoded.o {
                                    Some(value) => Shown::Int(i128::from(value)),
                                    None => Shown::Null,
                                },
                            ),
                        ],
                    );
                    break 'row;
                };
                let b = result_3;
                let Some(result_4) = (decoded.j).checked_neg() else {
                    record_failed(
                        cx,
                        "stdout.select",
                        "",
                        block.place_of(cx, text),
                        Failure::Overflow,
                        &[
                            ("i", Shown::Int(i128::from(decoded.i))),
                            ("j", Shown::Int(i128::from(decoded.j))),
                            ("u", Shown::Int(i128::from(decoded.u))),
                            ("f", Shown::F64(decoded.f)),
                            ("d", Shown::Decimal(decoded.d, 2u8)),
                            ("t", Shown::Timestamp(decoded.t)),
                            (
                                "o",
                                match decoded.o {
                                    Some(value) => Shown::Int(i128::from(value)),
                                    None => Shown::Null,
                                },
                            ),
                        ],
                    );
                    break 'row;
                };
                let n = result_4;
                let result_5 = match arithmetic::f64_div(decoded.f, (decoded.i as f64)) {
                    Ok(value) => value,
                    Err(failure) => {
                        record_failed(
                            cx,
                            "stdout.select",
                            "",
                            block.place_of(cx, text),
                            failure,
                            &[
                                ("i", Shown::Int(i128::from(decoded.i))),
                                ("j", Shown::Int(i128::from(decoded.j))),
                                ("u", Shown::Int(i128::from(decoded.u))),
                                ("f", Shown::F64(decoded.f)),
                                ("d", Shown::Decimal(decoded.d, 2u8)),
                                ("t", Shown::Timestamp(decoded.t)),
                                (
                                    "o",
                                    match decoded.o {
                                        Some(value) => Shown::Int(i128::from(value)),
                                        None => Shown::Null,
                                    },
                                ),
                            ],
                        );
                        break 'row;
                    }
                };
                let h = result_5;
                let result_6 = match decimal::div(
                    decoded.d,
                    2u8,
                    3i128,
                    0u8,
                    6u8,
                    13u8,
                ) {
                    Ok(value) => value,
                    Err(failure) => {
                        record_failed(
                            cx,
                            "stdout.select",
                            "",
                            block.place_of(cx, text),
                            failure,
                            &[
                                ("i", Shown::Int(i128::from(decoded.i))),
                                ("j", Shown::Int(i128::from(decoded.j))),
                                ("u", Shown::Int(i128::from(decoded.u))),
                                ("f", Shown::F64(decoded.f)),
                                ("d", Shown::Decimal(decoded.d, 2u8)),
                                ("t", Shown::Timestamp(decoded.t)),
                                (
                                    "o",
                                    match decoded.o {
                                        Some(value) => Shown::Int(i128::from(value)),
                                        None => Shown::Null,
                                    },
                                ),
                            ],
                        );
                        break 'row;
                    }
                };
                let q = result_6;
                let Some(result_7) = decoded.t.checked_add(3600000000i64) else {
                    record_failed(
                        cx,
                        "stdout.select",
                        "",
                        block.place_of(cx, text),
                        Failure::Overflow,
                        &[
                            ("i", Shown::Int(i128::from(decoded.i))),
                            ("j", Shown::Int(i128::from(decoded.j))),
                            ("u", Shown::Int(i128::from(decoded.u))),
                            ("f", Shown::F64(decoded.f)),
                            ("d", Shown::Decimal(decoded.d, 2u8)),
                            ("t", Shown::Timestamp(decoded.t)),
                            (
                                "o",
                                match decoded.o {
                                    Some(value) => Shown::Int(i128::from(value)),
                                    None => Shown::Null,
                                },
                            ),
                        ],
                    );
                    break 'row;
                };
                let Some(result_8) = result_7.checked_sub(300000000i64) else {
                    record_failed(
                        cx,
                        "stdout.select",
                        "",
                        block.place_of(cx, text),
                        Failure::Overflow,
                        &[
                            ("i", Shown::Int(i128::from(decoded.i))),
                            ("j", Shown::Int(i128::from(decoded.j))),
                            ("u", Shown::Int(i128::from(decoded.u))),
                            ("f", Shown::F64(decoded.f)),
                            ("d", Shown::Decimal(decoded.d, 2u8)),
                            ("t", Shown::Timestamp(decoded.t)),
                            (
                                "o",
                                match decoded.o {
                                    Some(value) => Shown::Int(i128::from(value)),
                                    None => Shown::Null,
                                },
                            ),
                        ],
                    );
                    break 'row;
                };
                let l = result_8;
                let Some(result_9) = decoded.t.checked_sub(1356998400000000i64) else {
                    record_failed(
                        cx,
                        "stdout.select",
                        "",
                        block.place_of(cx, text),
                        Failure::Overflow,
                        &[
                            ("i", Shown::Int(i128::from(decoded.i))),
                            ("j", Shown::Int(i128::from(decoded.j))),
                            ("u", Shown::Int(i128::from(decoded.u))),
                            ("f", Shown::F64(decoded.f)),
                            ("d", Shown::Decimal(decoded.d, 2u8)),
                            ("t", Shown::Timestamp(decoded.t)),
                            (
                                "o",
                                match decoded.o {
                                    Some(value) => Shown::Int(i128::from(value)),
                                    None => Shown::Null,
                                },
                            ),
                        ],
                    );
                    break 'row;
                };
                let m = result_9;
                let result_10 = match cast::int_to_int::<_, i8>(decoded.i) {
                    Ok(value) => value,
                    Err(failure) => {
                        record_failed(
                            cx,
                            "stdout.select",
                            "",
                            block.place_of(cx, text),
                            failure,
                            &[
                                ("i", Shown::Int(i128::from(decoded.i))),
                                ("j", Shown::Int(i128::from(decoded.j))),
                                ("u", Shown::Int(i128::from(decoded.u))),
                                ("f", Shown::F64(decoded.f)),
                                ("d", Shown::Decimal(decoded.d, 2u8)),
                                ("t", Shown::Timestamp(decoded.t)),
                                (
                                    "o",
                                    match decoded.o {
                                        Some(value) => Shown::Int(i128::from(value)),
                                        None => Shown::Null,
                                    },
                                ),
                            ],
                        );
                        break 'row;
                    }
                };
                let z = result_10;
                let c = decoded.u / 3u8;
                let r = decoded.j % 7i64;
                let g = (decoded.f * 2f64) + 0.5f64;
                let e = (decoded.d * 150i128) + 20000i128;
                let k = if (decoded.j < 0i64) {
                    0i64
                } else {
                    (if (decoded.j > 100i64) { 100i64 } else { decoded.j })
                };
                let x = match decoded.o {
                    Some(value) => value,
                    None => 0i64,
                };
                let attempt = 'attempt_1: {
                    let divisor = decoded.j;
                    if divisor == 0 {
                        let _ = Failure::DivisionByZero;
                        break 'attempt_1 None;
                    }
                    let Some(result_11) = 1i64.checked_div(divisor) else {
                        let _ = Failure::Overflow;
                        break 'attempt_1 None;
                    };
                    Some(result_11)
                };
                let y = match attempt {
                    Some(value) => value,
                    None => (-1i64),
                };
                let w = cast::int_to_string(cx.scratch, decoded.j);
                self.stdout
                    .row(
                        cx,
                        StdoutRow {
                            a: a,
                            b: b,
                            c: c,
                            r: r,
                            n: n,
                            g: g,
                            h: h,
                            e: e,
                            q: q,
                            k: k,
                            l: l,
                            m: m,
                            x: x,
                            y: y,
                            z: z,
                            w: w,
                        },
                    );
            }
        }
        *bytes += block.bytes().len() as u64;
        let line_ends = arm.marks.line_ends();
        arm.reader.recycle_lines(block, line_ends);
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut NsInput) {
        let empty = match &input.arm {
            NsArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut NsInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                NsArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            NsArm::Arm0(arm) => {
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
    a: i32,
    b: i64,
    c: u8,
    r: i64,
    n: i64,
    g: f64,
    h: f64,
    e: i128,
    q: i128,
    k: i64,
    l: i64,
    m: i64,
    x: i64,
    y: i64,
    z: i8,
    w: &'a str,
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
                buffer.extend_from_slice(b"{\"a\":");
                weir_json::put_i64(buffer, i64::from(row.a));
                buffer.extend_from_slice(b",\"b\":");
                weir_json::put_i64(buffer, row.b);
                buffer.extend_from_slice(b",\"c\":");
                weir_json::put_i64(buffer, i64::from(row.c));
                buffer.extend_from_slice(b",\"r\":");
                weir_json::put_i64(buffer, row.r);
                buffer.extend_from_slice(b",\"n\":");
                weir_json::put_i64(buffer, row.n);
                buffer.extend_from_slice(b",\"g\":");
                weir_json::put_f64(buffer, row.g);
                buffer.extend_from_slice(b",\"h\":");
                weir_json::put_f64(buffer, row.h);
                buffer.extend_from_slice(b",\"e\":");
                weir_json::put_decimal(buffer, row.e, 4u8);
                buffer.extend_from_slice(b",\"q\":");
                weir_json::put_decimal(buffer, row.q, 6u8);
                buffer.extend_from_slice(b",\"k\":");
                weir_json::put_i64(buffer, row.k);
                buffer.extend_from_slice(b",\"l\":");
                weir_json::put_timestamp(buffer, row.l, weir_json::TimestampFormat::Iso);
                buffer.extend_from_slice(b",\"m\":");
                weir_json::put_duration(buffer, row.m);
                buffer.extend_from_slice(b",\"x\":");
                weir_json::put_i64(buffer, row.x);
                buffer.extend_from_slice(b",\"y\":");
                weir_json::put_i64(buffer, row.y);
                buffer.extend_from_slice(b",\"z\":");
                weir_json::put_i64(buffer, i64::from(row.z));
                buffer.extend_from_slice(b",\"w\":");
                weir_json::put_str(buffer, row.w);
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
