//! Nanoseconds to decode one Nexmark bid of 244 bytes, as generated code does it: three fields with and without a guess at
//! the order of keys, all of them, and three out of blocks looked at once. `cargo bench -p weir-json`.

use std::hint::black_box;
use std::time::Instant;
use weir_json::{Cursor, Int, JsonError, Marks, Order};
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

/// As generated code reads a file: blocks of 64 KiB, the order of keys learnt, integers read on the way. Lines are found too.
fn marked(lines: &[Vec<u8>]) -> Result<(), JsonError> {
    let text: Vec<u8> = lines.iter().flat_map(|line| [line.as_slice(), b"\n"].concat()).collect();
    let blocks: Vec<&[u8]> = text.split_inclusive(|&b| b == b'\n').collect();
    let blocks: Vec<Vec<u8>> = blocks.chunks(256).map(<[_]>::concat).collect();
    let (mut marks, mut orders, mut best) = (Marks::new(), [Order::new(), Order::new()], f64::MAX);
    for _ in 0..15 {
        let start = Instant::now();
        for block in &blocks {
            for (_, mut cursor) in marks.lines(block) {
                black_box(three_learnt(&mut cursor, &mut orders)?);
            }
        }
        best = best.min(start.elapsed().as_nanos() as f64 / lines.len() as f64);
    }
    println!("{:<32}{best:>8.1} ns a line", "three fields, block marked");
    Ok(())
}

#[inline(never)]
fn three_learnt(cur: &mut Cursor<'_>, orders: &mut [Order; 2]) -> Result<i64, JsonError> {
    let mut ints = [Int::of_unit(1); 3];
    let mut kind = None;
    cur.begin_object()?;
    orders[0].begin();
    while let Some(slot) = cur.slot(&mut orders[0], &[b"event_type", b"bid"])? {
        if slot == 0 {
            kind = Some(cur.int::<i32>()?);
            continue;
        }
        cur.begin_object()?;
        orders[1].begin();
        while let Some(slot) =
            cur.slot_beyond(&mut orders[1], &[b"auction", b"price", b"dateTime"], &mut ints)?
        {
            ints[slot].value = Some(cur.int()?);
        }
    }
    cur.end()?;
    let [auction, price, time] = ints.map(|int| int.value);
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
