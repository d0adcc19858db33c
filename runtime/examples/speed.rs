//! What the hot paths cost, in CPU ns per row: `cargo run --release -p weir-runtime --example speed [WORD…]`, all cases or those with a word in their names. Medians of seven runs. Then how long a worker that sleeps takes to go on, and the longest
//! insertions of a table that grows.
//!
//! Numbers to hold against it on a machine of 2026: windows entry ≤ 10 ns with a small warm table, exchange ≤ 15 ns a row of 32 bytes.

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use weir_runtime::env::clock;
use weir_runtime::exchange::Exchanges;
use weir_runtime::prelude::*;

const ROWS: i64 = 8_000_000;

thread_local! {
    /// Set by cases that prepare something first: what the rest took, in µs.
    static SPENT: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

fn main() {
    case("clock tick", clock_tick);
    case("hash i64", || hashed(hash_i64));
    case("place, in order", || place(0));
    case("place, up to 8 s out of order (slices of 2 s)", || place(8_000_000));
    case("place + entry, 100 keys", || entry(100));
    case("place + entry, 10,000 keys", || entry(10_000));
    case("place + entry, 1,000,000 keys", || entry(1_000_000));
    case("place + entry, 1,024 string keys of 11 bytes", strings);
    case("exchange, 32-byte rows, to another thread and back", || exchange(false));
    case("exchange, rows with a string of 8 bytes", || exchange(true));
    wakes();
    longest_nothings("longest steps that do nothing");
    longest_touches("longest first touches of large pages");
    longest_insertions("longest insertions, integers drawn at random", |n| hash_i64(n).cast_signed());
    longest_insertions("longest insertions, integers in order", |n| n);
}

/// From the call that wakes a parked thread until it runs, by the clock of both.
fn wakes() {
    const TIMES: usize = 2_000;
    if !is_wanted("a parked thread goes on") {
        return;
    }
    let (woken, at) = (Arc::new(AtomicU64::new(0)), Instant::now());
    let sleeper = {
        let woken = Arc::clone(&woken);
        std::thread::spawn(move || {
            for n in 1..=TIMES as u64 {
                while woken.load(Ordering::Acquire) >> 32 != n {
                    std::thread::park();
                }
                let now = at.elapsed().as_nanos() as u64;
                let told = n << 32 | (now & u64::from(u32::MAX));
                woken.store(told | 1 << 63, Ordering::Release);
            }
        })
    };
    let mut took: Vec<f64> = (1..=TIMES as u64)
        .map(|n| {
            // Long enough for it to sleep.
            std::thread::sleep(Duration::from_micros(300));
            let told = at.elapsed().as_nanos() as u64;
            woken.store(n << 32, Ordering::Release);
            sleeper.thread().unpark();
            let mut answer = 0;
            while answer >> 63 == 0 {
                answer = woken.load(Ordering::Acquire);
                std::hint::spin_loop();
            }
            f64::from((answer as u32).wrapping_sub(told as u32)) / 1000.0
        })
        .collect();
    sleeper.join().expect("it does not panic");
    took.sort_by(f64::total_cmp);
    println!(
        "a parked thread goes on: {:.1} µs in the median, {:.1} in 99 of 100 cases, {:.1} at most",
        took[TIMES / 2],
        took[TIMES * 99 / 100],
        took[TIMES - 1]
    );
}

/// The longest steps of a loop, each from one reading of the clock to the next.
struct Longest {
    before: Instant,
    steps: Vec<(Duration, i64)>,
}

impl Longest {
    fn begin() -> Longest {
        Longest { before: Instant::now(), steps: vec![(Duration::ZERO, 0); 5] }
    }

    #[inline(always)]
    fn step(&mut self, n: i64) {
        let now = Instant::now();
        let took = now - self.before;
        self.before = now;
        if took > self.steps[4].0 {
            self.note(took, n);
        }
    }

    #[inline(never)]
    fn note(&mut self, took: Duration, n: i64) {
        self.steps[4] = (took, n);
        self.steps.sort_by_key(|step| std::cmp::Reverse(step.0));
        // What this took belongs to no step.
        self.before = Instant::now();
    }

    fn tell(self, name: &str) {
        let steps: Vec<String> =
            self.steps.iter().map(|(took, n)| format!("{:.0} µs at {n}", us(*took))).collect();
        println!("{name}: {}", steps.join(", "));
    }
}

const KEYS: i64 = 10_000_000;

/// Ten million keys, one by one. Wall time, so that what the system and its neighbours take is in it; what these take by themselves is told by [`longest_nothings`] and
/// [`longest_touches`].
fn longest_insertions(name: &str, key: impl Fn(i64) -> i64) {
    if !is_wanted(name) {
        return;
    }
    let mut table: Table<IntegerKey, i64> = Table::new();
    let (mut longest, mut many) = (Longest::begin(), Longest::begin());
    for n in 0..KEYS {
        let int = key(n);
        *table.entry(
            IntKey { hash: hash_i64(int), int: Some(int) },
            |k, _| k.0 == int,
            |_| (IntegerKey(int), 0),
        ) += 1;
        longest.step(n);
        if n % 128 == 0 {
            many.step(n);
        }
    }
    black_box(table.len());
    longest.tell(name);
    many.tell(&format!("{name}, 128 of them"));
}

/// A loop that only reads the clock.
fn longest_nothings(name: &str) {
    if is_wanted(name) {
        let mut longest = Longest::begin();
        (0..4 * KEYS).for_each(|n| longest.step(n));
        longest.tell(name);
    }
}

/// Fresh memory, as much as the table of ten million keys has, touched once each 2 MiB, with as much time between two as there.
fn longest_touches(name: &str) {
    if is_wanted(name) {
        let mut fresh = vec![0_u8; 512 << 20];
        let mut longest = Longest::begin();
        for n in 0..256 * 2_000 {
            if n % 2_000 == 0 {
                fresh[(n / 2_000) << 21] = 1;
            }
            longest.step(n as i64);
        }
        black_box(&fresh);
        longest.tell(name);
    }
}

fn us(took: Duration) -> f64 {
    took.as_secs_f64() * 1e6
}

#[derive(Clone, Copy)]
struct IntegerKey(i64);

impl TableKey for IntegerKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.0)
    }
}

/// Whether it is asked for: all are, unless words of names are given.
fn is_wanted(name: &str) -> bool {
    let mut words = std::env::args().skip(1).peekable();
    words.peek().is_none() || words.any(|word| name.contains(&word))
}

fn case(name: &str, mut run: impl FnMut()) {
    if !is_wanted(name) {
        return;
    }
    let mut runs: Vec<f64> = (0..7)
        .map(|_| {
            let started = clock::mark();
            SPENT.set(0);
            run();
            let spent = if SPENT.get() > 0 { SPENT.get() } else { started.elapsed_us() };
            spent as f64 * 1000.0 / ROWS as f64
        })
        .collect();
    runs.sort_by(f64::total_cmp);
    println!("{name:<55} {:>6.2} ns  ({:.2} to {:.2})", runs[3], runs[0], runs[6]);
}

static LATTICE: [Lattice; 1] = [Lattice { step: 2_000_000, phase: 0 }];

fn clock_tick() {
    let mut clock = Clock::new(4_000_000, &LATTICE);
    for n in 0..ROWS {
        black_box(clock.tick(black_box(n * 10)));
    }
}

fn hashed(hash: impl Fn(i64) -> u64) {
    (0..ROWS).for_each(|n| _ = black_box(hash(black_box(n))));
}

const SPEC: WindowSpec = WindowSpec { size: 10_000_000, step: 2_000_000, offset: 0, lateness: 0 };

fn place(disorder: i64) {
    let mut windows: Windows<i64, i64> = Windows::new(SPEC);
    for n in 0..ROWS {
        let late = ((hash_i64(n) >> 32) as i64 * disorder) >> 32;
        black_box(windows.place(n * 10 - late));
    }
}

/// Keys in random order, made beforehand: the division would cost as much as what is measured.
const DRAWN: usize = 1 << 20;

fn entry(keys: u64) {
    let drawn: Vec<i64> = (0..DRAWN as i64).map(|n| (hash_i64(n) % keys).cast_signed()).collect();
    let mut windows: Windows<i64, i64> = Windows::new(SPEC);
    let started = clock::mark();
    for n in 0..ROWS {
        let key = drawn[n as usize % DRAWN];
        if windows.place(n / 8) != Placed::Late {
            *windows.entry(hash_i64(key), |k, _| *k == key, |_| (key, 0)) += 1;
        }
    }
    SPENT.set(started.elapsed_us());
    black_box(windows.len());
}

fn strings() {
    let names: Vec<String> = (0..1024).map(|n| format!("channel-{n}")).collect();
    let mut windows: Windows<Text, i64> = Windows::new(SPEC);
    for n in 0..ROWS {
        let name = names[(hash_i64(n) % 1024) as usize].as_str();
        if windows.place(n / 8) != Placed::Late {
            *windows.entry(hash_str(name), |k, heap| heap.get(*k) == name, |heap| (heap.put(name), 0)) += 1;
        }
    }
    black_box(windows.len());
}

#[derive(Clone, Copy)]
struct Plain {
    numbers: [i64; 3],
    name: Text,
}

/// Two threads; each row is pushed by one and summed by the other. Wall time, which is CPU time of each of the two.
fn exchange(with_strings: bool) {
    let control = weir_runtime::control_block::ControlBlock::new(2);
    let exchanges = Exchanges::new(2, Some(weir_runtime::exchange::ROWS_MAX), control);
    let (mut from, mut to): (Exchange<Plain>, Exchange<Plain>) = (exchanges.take(0, 0), exchanges.take(0, 1));
    let reader = std::thread::spawn(move || {
        let (mut sum, mut open) = (0, true);
        while open {
            let Some(batch) = to.receive() else {
                std::hint::spin_loop();
                continue;
            };
            for part in batch.parts() {
                match part {
                    Part::Rows(rows) => rows.iter().for_each(|row| {
                        sum += row.numbers[0] + batch.text(row.name).len() as i64;
                    }),
                    Part::Control(_) => open = false,
                }
            }
            to.recycle(batch);
        }
        sum
    });
    for n in 0..ROWS {
        let hash = hash_i64(n);
        if from.target(hash & 1) != 7 {
            from.push(1, |heap| Plain {
                numbers: [n, n, n],
                name: if with_strings { heap.put("8 bytes.") } else { Text::default() },
            });
        }
        while n % 1024 == 0 && from.blocked() {
            std::hint::spin_loop();
        }
    }
    from.broadcast(Control::End);
    while from.blocked() {
        std::hint::spin_loop();
    }
    black_box(reader.join().expect("the reader does not panic"));
}
