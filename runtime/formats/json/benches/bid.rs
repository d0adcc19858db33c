//! Nanoseconds to decode one Nexmark bid of 244 bytes, as generated code does it: three fields with and without a guess at
//! the order of keys, all of them, and three out of blocks looked at once, with what the lines before taught. `cargo bench -p weir-json`.

use std::hint::black_box;
use std::time::Instant;
use weir_json::{Cursor, JsonError, Marks, Order, Shapes, Wanted, WantedValue};
use weir_runtime::Bump;

/// Lines decoded in one measurement.
const LINES: usize = 100_000;

fn main() -> Result<(), JsonError> {
    let lines: Vec<Vec<u8>> = (0..LINES).map(line).collect();
    let bytes: usize = lines.iter().map(Vec::len).sum();
    println!("{} lines of {} bytes on average", lines.len(), bytes / LINES);
    measure("three fields, keys looked at", &lines, |line, _| three(line))?;
    measure("three fields, order guessed", &lines, |line, _| three_guessed(line))?;
    measure("all fields", &lines, all)?;
    marked(&lines)?;
    measure("skip", &lines, |line, _| {
        let mut cur = Cursor::new(line);
        cur.skip()?;
        cur.end()?;
        Ok(cur.position() as i64)
    })
}

/// A bid like those of the reference data: every other one has a backslash in `extra`.
fn line(n: usize) -> Vec<u8> {
    let extra = if n.is_multiple_of(2) {
        "URLQ`[XP\\\\aZWxpolyqaOZIZKrfbsmamhskwmYRKYQWjqvbznixxtc"
    } else {
        "]ULKRT^RMPIgrymwqKKKaTadmyrsbbickjtlfvwxfvpfpzaMYQUWYxx"
    };
    format!(
        "{{\"event_type\":2,\"bid\":{{\"auction\":{},\"bidder\":{},\"price\":{},\"channel\":\"channel-{}\",\
         \"url\":\"https://www.nexmark.com/ydcu/zlef/gku/item.htm?query=1&channel_id=1172045824\",\
         \"dateTime\":{},\"extra\":\"{extra}\"}}}}",
        1000 + n % 977,
        2000 + n % 89,
        1 + n * 7919 % 90_000_000,
        n % 10_000,
        1_436_986_760_000 + n,
    )
    .into_bytes()
}

/// As generated code reads a file: blocks of 64 KiB, in which the lines are found too, with what earlier lines taught: the order of keys, or whole shapes.
fn marked(lines: &[Vec<u8>]) -> Result<(), JsonError> {
    let blocks: Vec<Vec<u8>> =
        lines.chunks(256).map(|lines| [lines.join(&b'\n'), vec![b'\n']].concat()).collect();
    let mut marks = Marks::new();
    measure_blocks("lines alone", &blocks, |block| {
        let mut lines = marks.lines(block);
        while let Some(line) = lines.next_line() {
            black_box(line.text());
        }
        Ok(())
    })?;
    let mut orders = [Order::new(), Order::new()];
    measure_blocks("three fields, order learnt", &blocks, |block| {
        let mut lines = marks.lines(block);
        while let Some(line) = lines.next_line() {
            black_box(three_learnt(&mut line.cursor(), &mut orders)?);
        }
        Ok(())
    })?;
    let (mut shapes, mut values) = (Shapes::new(), [0; 5]);
    measure_blocks("three fields, shape learnt", &blocks, |block| {
        let mut lines = marks.lines(block);
        while let Some((line, present)) = lines.next_shaped(&mut shapes, &mut values) {
            let Some(0b11111) = present else {
                black_box(three_learnt(&mut line.cursor(), &mut orders)?);
                shapes.learn(&mut line.cursor(), &EVENT);
                continue;
            };
            black_box(values[1..].iter().sum::<i64>());
        }
        Ok(())
    })
}

fn measure_blocks(
    name: &str,
    blocks: &[Vec<u8>],
    mut decode: impl FnMut(&[u8]) -> Result<(), JsonError>,
) -> Result<(), JsonError> {
    let mut best = f64::MAX;
    for _ in 0..15 {
        let start = Instant::now();
        for block in blocks {
            decode(block)?;
        }
        best = best.min(start.elapsed().as_nanos() as f64 / LINES as f64);
    }
    println!("{name:<32}{best:>8.1} ns a line");
    Ok(())
}

static EVENT: [Wanted; 2] = [
    Wanted { key: b"event_type", place: 1, value: WantedValue::Int { unit: 1, optional: false } },
    Wanted { key: b"bid", place: 0, value: WantedValue::Record(&BID) },
];
static BID: [Wanted; 3] = [
    Wanted { key: b"auction", place: 2, value: WantedValue::Int { unit: 1, optional: false } },
    Wanted { key: b"price", place: 3, value: WantedValue::Int { unit: 1, optional: false } },
    Wanted { key: b"dateTime", place: 4, value: WantedValue::Int { unit: 1, optional: false } },
];

#[inline(never)]
fn three_learnt(cur: &mut Cursor<'_>, orders: &mut [Order; 2]) -> Result<i64, JsonError> {
    let (mut fields, mut kind) = ([None; 3], None);
    cur.begin_object()?;
    orders[0].begin();
    while let Some(slot) = cur.slot(&mut orders[0], &[b"event_type", b"bid"])? {
        if slot == 0 {
            kind = Some(cur.int::<i32>()?);
            continue;
        }
        cur.begin_object()?;
        orders[1].begin();
        while let Some(slot) = cur.slot(&mut orders[1], &[b"auction", b"price", b"dateTime"])? {
            fields[slot] = Some(cur.int()?);
        }
    }
    cur.end()?;
    let [auction, price, time] = fields;
    Ok(sum([auction, price, time, kind.map(i64::from)]))
}

fn measure<'a>(
    name: &str,
    lines: &'a [Vec<u8>],
    decode: impl Fn(&'a [u8], &Bump) -> Result<i64, JsonError>,
) -> Result<(), JsonError> {
    let mut scratch = Bump::new();
    let mut best = f64::MAX;
    for _ in 0..15 {
        let start = Instant::now();
        for batch in lines.chunks(1024) {
            for line in batch {
                black_box(decode(line, &scratch)?);
            }
            scratch.reset();
        }
        best = best.min(start.elapsed().as_nanos() as f64 / lines.len() as f64);
    }
    println!("{name:<32}{best:>8.1} ns a line");
    Ok(())
}

#[inline(never)]
fn three(line: &[u8]) -> Result<i64, JsonError> {
    let (mut auction, mut price, mut time, mut kind) = (None, None, None, None);
    let mut cur = Cursor::new(line);
    cur.begin_object()?;
    while let Some(key) = cur.key()? {
        match key {
            b"event_type" => kind = Some(cur.int::<i32>()?),
            b"bid" => {
                cur.begin_object()?;
                while let Some(key) = cur.key()? {
                    match key {
                        b"auction" => auction = Some(cur.int::<i64>()?),
                        b"price" => price = Some(cur.int::<i64>()?),
                        b"dateTime" => time = Some(cur.int::<i64>()?),
                        _ => cur.skip()?,
                    }
                }
            }
            _ => cur.skip()?,
        }
    }
    cur.end()?;
    Ok(sum([auction, price, time, kind.map(i64::from)]))
}

#[inline(never)]
fn three_guessed(line: &[u8]) -> Result<i64, JsonError> {
    let (mut auction, mut price, mut time, mut kind) = (None, None, None, None);
    let mut cur = Cursor::new(line);
    cur.begin_object()?;
    if cur.literal(b"\"event_type\":") {
        kind = Some(cur.int::<i32>()?);
    }
    if cur.literal(b"\"bid\":") {
        cur.begin_object()?;
        if cur.literal(b"\"auction\":") {
            auction = Some(cur.int::<i64>()?);
        }
        if cur.literal(b"\"bidder\":") {
            cur.skip()?;
        }
        if cur.literal(b"\"price\":") {
            price = Some(cur.int::<i64>()?);
        }
        if cur.literal(b"\"channel\":") {
            cur.skip()?;
        }
        if cur.literal(b"\"url\":") {
            cur.skip()?;
        }
        if cur.literal(b"\"dateTime\":") {
            time = Some(cur.int::<i64>()?);
        }
        while let Some(key) = cur.key()? {
            match key {
                b"auction" => auction = Some(cur.int::<i64>()?),
                b"price" => price = Some(cur.int::<i64>()?),
                b"dateTime" => time = Some(cur.int::<i64>()?),
                _ => cur.skip()?,
            }
        }
    }
    while let Some(key) = cur.key()? {
        match key {
            b"event_type" => kind = Some(cur.int::<i32>()?),
            _ => cur.skip()?,
        }
    }
    cur.end()?;
    Ok(sum([auction, price, time, kind.map(i64::from)]))
}

#[inline(never)]
fn all(line: &[u8], scratch: &Bump) -> Result<i64, JsonError> {
    let mut numbers = [None; 5];
    let mut length = 0;
    let mut cur = Cursor::new(line);
    cur.begin_object()?;
    while let Some(key) = cur.key()? {
        match key {
            b"event_type" => numbers[0] = Some(cur.int::<i64>()?),
            b"bid" => {
                cur.begin_object()?;
                while let Some(key) = cur.key()? {
                    match key {
                        b"auction" => numbers[1] = Some(cur.int::<i64>()?),
                        b"bidder" => numbers[2] = Some(cur.int::<i64>()?),
                        b"price" => numbers[3] = Some(cur.int::<i64>()?),
                        b"channel" | b"url" | b"extra" => length += cur.str(scratch)?.len() as i64,
                        b"dateTime" => numbers[4] = Some(cur.int::<i64>()?),
                        _ => cur.skip()?,
                    }
                }
            }
            _ => cur.skip()?,
        }
    }
    cur.end()?;
    Ok(sum(numbers) + length)
}

fn sum<const N: usize>(numbers: [Option<i64>; N]) -> i64 {
    numbers.iter().flatten().sum()
}
