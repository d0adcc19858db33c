//! CPU ns a row of decoders over the same bytes in one process, for `cargo xtask bench decode`: ours, used as generated code uses them, and those that people write loops with. Prints a
//! line for each run: case, decoder, ns a row, with tabs between. `decode RUNS ROWS`.
//!
//! All decoders of a case are run in turn and must come to the same sum.

mod rows;
mod text;
mod weir;

use std::hint::black_box;

/// A decoder: over all rows, the sum of what it read.
type Decode<'a> = Box<dyn FnMut() -> i64 + 'a>;

fn main() {
    let mut arguments =
        std::env::args().skip(1).map(|text| text.parse::<usize>().expect("usage: decode RUNS ROWS"));
    let runs = arguments.next().unwrap_or(5);
    let n_rows = arguments.next().unwrap_or(100_000);
    let bids = text::bids(n_rows);
    let (json, csv) = (text::json(&bids), text::csv(&bids));
    let bytes = |text: &str| text.len() / n_rows;
    println!("bytes\tJSON\t{}\nbytes\tCSV\t{}", bytes(&json), bytes(&csv));
    for (case, decoders) in [
        ("JSON, 3 of 7 fields", rows::json_three(&json)),
        ("JSON, all fields", rows::json_all(&json)),
        ("CSV, 3 of 7 fields", rows::csv_three(&csv)),
        ("CSV, all fields", rows::csv_all(&csv)),
    ] {
        contest(case, runs, n_rows, decoders);
    }
}

fn contest(case: &str, runs: usize, n_rows: usize, mut decoders: Vec<(&'static str, Decode<'_>)>) {
    let sums: Vec<i64> = decoders.iter_mut().map(|(_, decode)| decode()).collect();
    assert!(sums.iter().all(|sum| *sum == sums[0]), "{case}: decoders read different things: {sums:?}");
    for _ in 0..runs {
        for (name, decode) in &mut decoders {
            let before = cpu_ns();
            black_box(decode());
            println!("{case}\t{name}\t{:.3}", (cpu_ns() - before) / n_rows as f64);
        }
    }
}

/// CPU time of this process' only thread so far, as the scheduler has it.
fn cpu_ns() -> f64 {
    // It counts when it acts: without a pause the last milliseconds would be missing.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/self/schedstat").expect("Linux accounts for processes");
    text.split(' ').next().and_then(|ns| ns.parse().ok()).expect("the first number is time on a core")
}
