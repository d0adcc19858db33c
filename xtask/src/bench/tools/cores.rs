//! What neighbours leave of the cores. A virtual machine's core is often one of two threads of a real one, and who has the other is not told: while it works, operations that do not wait for each
//! other share its units, and a loop that is bound by how many of them a cycle has becomes up to 1.8 times as slow, in CPU time too; one that waits for a chain stays as it is. So before each
//! measured process, and at the end, both kinds are timed, on all cores at once, and what four chains take over one is told under each table: tables with different figures here are of different machines, in effect.
//!
//! Where the host has put the cores is not told either, nor when it moves them: what one writes the other may have in 40 ns or in 200, which is what threads that exchange rows pay, and jobs side by side do not. So that is
//! timed too.

#![allow(unsafe_code)]

use super::report::{median, spread};
use std::arch::asm;
use std::hint::spin_loop;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

const TURNS: u64 = 500_000;
/// Times that a number goes from one core to another and back, in each of so many volleys.
const TRIPS: u32 = 200;
const VOLLEYS: u32 = 10;

/// All samples since the last table.
static SAMPLES: Mutex<Vec<Sample>> = Mutex::new(Vec::new());

/// What the cores gave at one time.
struct Sample {
    /// What four chains took over one, by core.
    chains: Vec<f64>,
    /// Ns from one core to another; `None` where there is one.
    way_ns: Option<f64>,
}

/// Times both loops on as many threads as there are cores, and the way between two of them, about three milliseconds.
pub(crate) fn sample() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let chains: Vec<f64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(four_over_one)).collect();
        threads.into_iter().map(|thread| thread.join().expect("it does not panic")).collect()
    });
    let way_ns = (cores > 1).then(way_ns);
    SAMPLES.lock().expect("nobody panics with it").push(Sample { chains, way_ns });
}

/// How many samples there are.
pub(crate) fn samples() -> usize {
    SAMPLES.lock().expect("nobody panics with it").len()
}

/// The mean of what four chains took over one in some samples; at least 1 each: where it is less, the one was disturbed.
pub(crate) fn taken(samples: Range<usize>) -> f64 {
    let all = SAMPLES.lock().expect("nobody panics with it");
    let chains: Vec<f64> = all[samples].iter().flat_map(|s| &s.chains).map(|taken| taken.max(1.0)).collect();
    chains.iter().sum::<f64>() / chains.len() as f64
}

/// Forgets the samples of what does not count; those behind move up.
pub(crate) fn forget(samples: Range<usize>) {
    SAMPLES.lock().expect("nobody panics with it").drain(samples);
}

/// A line of Markdown about all samples since the last one, and one more.
pub(crate) fn told() -> String {
    sample();
    let samples = std::mem::take(&mut *SAMPLES.lock().expect("nobody panics with it"));
    let chains: Vec<f64> = samples.iter().flat_map(|sample| sample.chains.iter().copied()).collect();
    let ways: Vec<f64> = samples.iter().filter_map(|sample| sample.way_ns).collect();
    let (least, most) = spread(&chains);
    let mut told = format!(
        "\nCores: four chains of operations took {:.2} ({least:.2}–{most:.2}) of the time of one",
        median(&chains)
    );
    if !ways.is_empty() {
        let (least, most) = spread(&ways);
        told +=
            &format!("; what one wrote another read {:.0} ns ({least:.0}–{most:.0}) later", median(&ways));
    }
    told + ".\n"
}

/// Ns from when one thread writes a number until another, on another core, has read it: half of the way there and back, of the quickest of some volleys (in the others one of the two may have lost its core).
fn way_ns() -> f64 {
    let ball = AtomicU32::new(0);
    let wait = |number: u32| {
        while ball.load(Ordering::Acquire) != number {
            spin_loop();
        }
    };
    let hit = |number: u32| {
        wait(number);
        ball.store(number + 1, Ordering::Release);
    };
    std::thread::scope(|scope| {
        scope.spawn(|| (0..VOLLEYS * TRIPS).for_each(|trip| hit(2 * trip + 1)));
        let volley = |volley: u32| {
            let started = Instant::now();
            (volley * TRIPS..(volley + 1) * TRIPS).for_each(|trip| hit(2 * trip));
            wait(2 * (volley + 1) * TRIPS);
            started.elapsed().as_nanos() as f64 / f64::from(2 * TRIPS)
        };
        (0..VOLLEYS).map(volley).fold(f64::INFINITY, f64::min)
    })
}

/// The CPU time of a turn of four chains of three operations each over that of one chain of a multiplication and an addition: 4 cycles.
fn four_over_one() -> f64 {
    let (started, mut x) = (cpu_ns(), 1_u64);
    for _ in 0..TURNS {
        x = x.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        // SAFETY: no instruction; the compiler must have the value after each turn.
        unsafe { asm!("/* {0} */", inout(reg) x, options(pure, nomem, nostack, preserves_flags)) };
    }
    let one = cpu_ns();
    let [mut a, mut b, mut c, mut d] = [x, x + 1, x + 2, x + 3];
    for i in 0..TURNS {
        a = a.wrapping_add((a >> 3) ^ i);
        b = b.wrapping_add((b >> 5) ^ i);
        c = c.wrapping_add((c >> 7) ^ i);
        d = d.wrapping_add((d >> 9) ^ i);
        // SAFETY: as above; it keeps them out of one register of a vector, too.
        unsafe {
            asm!("/* {0} {1} {2} {3} */", inout(reg) a, inout(reg) b, inout(reg) c, inout(reg) d,
                options(pure, nomem, nostack, preserves_flags));
        }
    }
    let four = cpu_ns();
    std::hint::black_box([a, b, c, d]);
    (four - one) / (one - started)
}

/// Of the calling thread.
fn cpu_ns() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: it writes the one struct that it is given.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

#[cfg(test)]
mod tests {
    use super::{sample, samples, told};

    #[test]
    fn a_line_tells_what_was_sampled() {
        sample();
        let told = told();
        let numbers: Vec<f64> =
            told.split([' ', '(', '–', ')']).filter_map(|word| word.parse().ok()).collect();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        assert_eq!(numbers.len(), if cores > 1 { 6 } else { 3 }, "{told}");
        assert_eq!(samples(), 0, "the next table is of other samples");
        // No limits: a neighbour may take any share.
        for numbers in numbers.chunks(3) {
            let [median, least, most] = numbers else { panic!("three numbers each, not {told}") };
            assert!(0.0 < *least && least <= median && median <= most, "{told}");
        }
    }
}
