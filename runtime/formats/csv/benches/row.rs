//! Nanoseconds to split and parse 3 of 19 columns of a 92-byte flight, as generated code does it. `cargo bench -p weir-csv`.

use std::hint::black_box;
use std::time::Instant;
use weir_csv::{Columns, Cursor};
use weir_runtime::Bump;

/// Rows decoded in one measurement.
const ROWS: usize = 100_000;

fn main() {
    let text: String = (0..ROWS).map(row).collect();
    println!("{ROWS} rows of {} bytes on average", text.len() / ROWS);
    let three = Columns::in_order(&[12, 5, 18], 19);
    measure("3 of 19 columns", || {
        let scratch = Bump::new();
        let mut cursor = Cursor::new(text.as_bytes(), b',');
        let mut sum = 0;
        while let Some([origin, delay, hour]) = cursor.record(&three).expect("19 fields") {
            if !weir_csv::is_null(delay, "NA") {
                sum += i64::from(weir_csv::int::<i32>(delay).expect("an integer"));
            }
            sum += weir_csv::str(origin, &scratch).expect("UTF-8").len() as i64;
            sum += hour.bytes().len() as i64;
        }
        sum
    });
    let none = Columns::in_order(&[], 19);
    measure("split only", || {
        let mut cursor = Cursor::new(text.as_bytes(), b',');
        let mut n = 0;
        while cursor.record::<0>(&none).expect("19 fields").is_some() {
            n += 1;
        }
        n
    });
}

fn row(n: usize) -> String {
    format!(
        "2013,{},{},517,515,{},830,819,11,UA,{},N{},EWR,IAH,227,1400,5,15,2013-01-01T10:00:00Z\n",
        1 + n % 12,
        1 + n % 28,
        if n.is_multiple_of(40) { "NA".to_owned() } else { (n as i64 % 90 - 20).to_string() },
        n % 6000,
        10_000 + n % 80_000,
    )
}

fn measure(name: &str, decode: impl Fn() -> i64) {
    let mut best = f64::MAX;
    for _ in 0..15 {
        let start = Instant::now();
        black_box(decode());
        best = best.min(start.elapsed().as_nanos() as f64 / ROWS as f64);
    }
    println!("{name:<32}{best:>8.1} ns a row");
}
