//! ns a row from one thread to another and on one thread, for `cargo xtask bench exchange`: our exchange, and rings of `rtrb` with a loop written by hand, in turn, in one process. Prints
//! a line a run: case, batch, who, ns a row, with tabs between. `exchange RUNS ROWS`. Compiled like generated crates.

use rtrb::{Consumer, Producer, RingBuffer};
use std::hint::{black_box, spin_loop};
use std::time::Instant;
use weir_runtime::control_block::ControlBlock;
use weir_runtime::exchange::Exchanges;
use weir_runtime::prelude::*;

const BATCHES: [usize; 4] = [64, 256, 1024, 4096];
/// Batches in a ring, as ours has.
const RING: usize = 8;
const TEXT: &str = "a text of 24 bytes, so..";

fn main() {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<usize>().expect("usage: exchange RUNS ROWS"));
    let (runs, rows) = (numbers.next().unwrap_or(5), numbers.next().unwrap_or(4_000_000) as i64);
    for batch in BATCHES {
        plain::<2>("16 B", batch, runs, rows);
        plain::<4>("32 B", batch, runs, rows);
        plain::<8>("64 B", batch, runs, rows);
        for _ in 0..runs {
            say("32 B and a string, 2 threads", batch, "weir", ours_across(rows, batch, WithText::make, WithText::sum), rows);
            say("32 B and a string, 2 threads", batch, "rtrb, strings owned", by_hand_across(rows, batch, Owning::make, Owning::sum), rows);
            say("32 B and a string, 1 thread", batch, "weir", ours_here(rows, batch, WithText::make, WithText::sum), rows);
            say("32 B and a string, 1 thread", batch, "rtrb, strings owned", by_hand_here(rows, batch, Owning::make, Owning::sum), rows);
        }
    }
}

fn plain<const N: usize>(size: &str, batch: usize, runs: usize, rows: i64) {
    let (across, here) = (format!("{size}, 2 threads"), format!("{size}, 1 thread"));
    let make = |n: i64| [n; N];
    let sum = |row: &[i64; N]| row[0];
    for _ in 0..runs {
        say(&across, batch, "weir", ours_across(rows, batch, move |n, _| make(n), move |row, _| sum(row)), rows);
        say(&across, batch, "rtrb, by hand", by_hand_across(rows, batch, make, sum), rows);
        say(&here, batch, "weir", ours_here(rows, batch, move |n, _| make(n), move |row, _| sum(row)), rows);
        say(&here, batch, "rtrb, by hand", by_hand_here(rows, batch, make, sum), rows);
    }
}

fn say(case: &str, batch: usize, who: &str, ns: u128, rows: i64) {
    println!("{case}\t{batch}\t{who}\t{:.3}", ns as f64 / rows as f64);
}

/// For both: the other thread is busy, or it has no core.
#[derive(Default)]
struct Wait(u32);

impl Wait {
    fn once(&mut self) {
        self.0 += 1;
        if self.0 % 256 == 0 { std::thread::yield_now() } else { spin_loop() }
    }
}

/// As jobs have it: plain data, the string in the batch's heap.
#[derive(Clone, Copy)]
struct WithText {
    numbers: [i64; 3],
    text: Text,
}

impl WithText {
    fn make(n: i64, heap: &mut Heap) -> WithText {
        WithText { numbers: [n; 3], text: heap.put(TEXT) }
    }
    fn sum(&self, batch: &Batch<WithText>) -> i64 {
        self.numbers[0] + batch.text(self.text).len() as i64
    }
}

/// As people write it.
struct Owning {
    numbers: [i64; 3],
    text: String,
}

impl Owning {
    fn make(n: i64) -> Owning {
        Owning { numbers: [n; 3], text: TEXT.to_owned() }
    }
    fn sum(&self) -> i64 {
        self.numbers[0] + self.text.len() as i64
    }
}

/// What it takes until the last row has been read by the other thread.
fn ours_across<R: Copy + Send + 'static>(
    rows: i64,
    batch: usize,
    make: impl Fn(i64, &mut Heap) -> R,
    sum: impl Fn(&R, &Batch<R>) -> i64 + Send + 'static,
) -> u128 {
    let exchanges = Exchanges::new(2, Some(batch), ControlBlock::new(2));
    let (mut from, mut to): (Exchange<R>, Exchange<R>) = (exchanges.take(0, 0), exchanges.take(0, 1));
    let started = Instant::now();
    let reader = std::thread::spawn(move || {
        let (mut total, mut open, mut wait) = (0i64, true, Wait::default());
        while open {
            match to.receive() {
                Some(batch) => open = read(&mut to, batch, &sum, &mut total),
                None => wait.once(),
            }
        }
        total
    });
    let mut wait = Wait::default();
    for n in 0..rows {
        from.push(1, |heap| make(n, heap));
        if n % batch as i64 == 0 {
            while from.blocked() {
                wait.once();
            }
        }
    }
    from.broadcast(Control::End);
    while from.blocked() {
        wait.once();
    }
    black_box(reader.join().expect("the reader does not panic"));
    started.elapsed().as_nanos()
}

/// Adds a batch up and gives it back; whether more may come.
fn read<R: Copy + Send + 'static>(to: &mut Exchange<R>, batch: Box<Batch<R>>, sum: impl Fn(&R, &Batch<R>) -> i64, total: &mut i64) -> bool {
    let mut open = true;
    for part in batch.parts() {
        match part {
            Part::Rows(rows) => *total += rows.iter().map(|row| sum(row, &batch)).fold(0, i64::wrapping_add),
            Part::Control(_) => open = false,
        }
    }
    to.recycle(batch);
    open
}

/// A worker's rows for itself.
fn ours_here<R: Copy + Send + 'static>(
    rows: i64,
    batch: usize,
    make: impl Fn(i64, &mut Heap) -> R,
    sum: impl Fn(&R, &Batch<R>) -> i64,
) -> u128 {
    let exchanges = Exchanges::new(2, Some(batch), ControlBlock::new(2));
    let mut both: Exchange<R> = exchanges.take(0, 0);
    let started = Instant::now();
    let mut total = 0;
    for n in 0..rows {
        both.push(0, |heap| make(n, heap));
        if n % batch as i64 == 0 {
            while let Some(batch) = both.receive() {
                read(&mut both, batch, &sum, &mut total);
            }
        }
    }
    black_box(total);
    started.elapsed().as_nanos()
}

/// Batches through a ring, the empty ones back through another.
fn by_hand_across<R: Send + 'static>(
    rows: i64,
    batch: usize,
    make: impl Fn(i64) -> R,
    sum: impl Fn(&R) -> i64 + Send + 'static,
) -> u128 {
    let (mut ring, mut there): (Producer<Vec<R>>, Consumer<Vec<R>>) = RingBuffer::new(RING);
    let (mut back, mut empties): (Producer<Vec<R>>, Consumer<Vec<R>>) = RingBuffer::new(RING);
    let started = Instant::now();
    let reader = std::thread::spawn(move || {
        let (mut total, mut wait) = (0i64, Wait::default());
        loop {
            match there.pop() {
                Ok(mut rows) => {
                    total = rows.iter().map(&sum).fold(total, i64::wrapping_add);
                    rows.clear();
                    let _ = back.push(rows);
                }
                Err(_) if there.is_abandoned() && there.is_empty() => return total,
                Err(_) => wait.once(),
            }
        }
    });
    let (mut open, mut wait): (Vec<R>, Wait) = (Vec::with_capacity(batch), Wait::default());
    for n in 0..rows {
        open.push(make(n));
        if open.len() == batch {
            let fresh = empties.pop().unwrap_or_else(|_| Vec::with_capacity(batch));
            let mut full = std::mem::replace(&mut open, fresh);
            while let Err(rtrb::PushError::Full(waiting)) = ring.push(full) {
                full = waiting;
                wait.once();
            }
        }
    }
    while ring.is_full() {
        wait.once();
    }
    let _ = ring.push(open);
    drop(ring);
    black_box(reader.join().expect("the reader does not panic"));
    started.elapsed().as_nanos()
}

/// The same on one thread.
fn by_hand_here<R>(rows: i64, batch: usize, make: impl Fn(i64) -> R, sum: impl Fn(&R) -> i64) -> u128 {
    let (mut ring, mut there): (Producer<Vec<R>>, Consumer<Vec<R>>) = RingBuffer::new(RING);
    let started = Instant::now();
    let mut total = 0i64;
    let (mut open, mut spare) = (Vec::with_capacity(batch), Vec::with_capacity(batch));
    for n in 0..rows {
        open.push(make(n));
        if open.len() == batch {
            let _ = ring.push(std::mem::replace(&mut open, std::mem::take(&mut spare)));
            if let Ok(mut rows) = there.pop() {
                total = rows.iter().map(&sum).fold(total, i64::wrapping_add);
                rows.clear();
                spare = rows;
            }
        }
    }
    black_box(total);
    started.elapsed().as_nanos()
}
