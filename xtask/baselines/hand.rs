//! Nexmark queries as loops written by hand over the same generator, for `cargo xtask bench nexmark`: what somebody writes who has a day for it. Compiled like generated
//! crates. `hand QUERY EVENTS` forgets its rows as a job without an output does; `hand QUERY EVENTS RATE` prints them, to be compared with those of the job; `hand QUERY EVENTS generator` only makes the
//! columns that the query needs of every bid, and `hand QUERY EVENTS columns` prints their names in a line, then those of the columns that it needs of some.

mod account;
mod nexmark;

use nexmark::rows::{Forgotten, Printed, Rows};
use nexmark::{best, counts, fields, latest, stateless, windows};
use weir_runtime::dealing::{Dealing, Spread};
use weir_nexmark::{Generator, GeneratorSpec};

/// Events per second of event time, as the pipelines have it.
const RATE: i64 = 100_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<i64>().ok());
    let (Some(query), Some(events)) = (arguments.get(1), number(2)) else { panic!("usage: hand QUERY EVENTS [RATE | generator | columns]") };
    match arguments.get(3).map(String::as_str) {
        Some(what @ ("generator" | "columns")) => {
            let Some(columns) = fields::of(query) else { panic!("no loop for {query}") };
            if what == "generator" {
                fields::make(query, generator(events, RATE));
                account::account();
            } else {
                println!("{}\n{}", columns.of_every_bid.join(" "), columns.of_some.join(" "));
            }
        }
        None => {
            run(query, events, RATE, &mut Forgotten);
            account::account();
        }
        Some(_) => {
            let Some(rate) = number(3) else { panic!("RATE is a number") };
            let mut rows = Printed::default();
            run(query, events, rate, &mut rows);
            rows.print();
        }
    }
}

fn run(query: &str, events: i64, rate: i64, rows: &mut impl Rows) {
    let generator = generator(events, rate);
    match query {
        "q0" => stateless::all(generator, rows),
        "q1" => stateless::euro(generator, rows),
        "q2" => stateless::some_auctions(generator, rows),
        "q5" => windows::hot_auctions(generator, rows),
        "q7" => windows::highest_prices(generator, rows),
        "q10" => stateless::partitioned(generator, rows),
        "q14" => stateless::day_times(generator, rows),
        "q15" => counts::days(generator, rows),
        "q16" => counts::channels(generator, rows),
        "q17" => counts::auctions(generator, rows),
        "q18" => latest::last_bids(generator, rows),
        "q19" => best::ten_highest(generator, rows),
        "q21" => stateless::channel_ids(generator, rows),
        "q22" => stateless::directories(generator, rows),
        other => panic!("no loop for {other}"),
    }
}

fn generator(events: i64, rate: i64) -> Generator {
    let spec = GeneratorSpec { events, seed: 0, rate, out_of_order_us: 0, spread: Spread::Blocks, me: 0 };
    Generator::new(spec, &Dealing::default()).unwrap_or_else(|error| panic!("{error}"))
}
