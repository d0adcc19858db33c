//! Nexmark queries as loops written by hand over the same generator, for `cargo xtask bench nexmark`: what a compiler could at best come to. Compiled like generated
//! crates; `hand QUERY EVENTS`.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::hint::black_box;
use weir_nexmark::{Event, Generator, GeneratorSpec, Kind};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let events = arguments.get(2).and_then(|text| text.parse().ok()).expect("usage: hand QUERY EVENTS");
    let spec = GeneratorSpec { events, seed: 0, rate: 100_000, out_of_order_us: 0, single: false, me: 0, workers: 1 };
    let generator = Generator::new(spec).unwrap_or_else(|error| panic!("{error}"));
    match arguments[1].as_str() {
        "q0" => bids(generator, |bid| {
            black_box((bid.bid_auction(), bid.bid_bidder(), bid.bid_price(), bid.time(), bid.bid_extra()));
        }),
        "q1" => bids(generator, |bid| {
            black_box((bid.bid_auction(), bid.bid_bidder(), i128::from(bid.bid_price()) * 908, bid.time(), bid.bid_extra()));
        }),
        "q2" => bids(generator, |bid| {
            let auction = bid.bid_auction();
            if auction % 123 == 0 {
                black_box((auction, bid.bid_price()));
            }
        }),
        "q5" => hot_auctions(generator),
        other => panic!("no loop for {other}"),
    }
}

fn bids(mut generator: Generator, mut each: impl FnMut(&Event)) {
    while let Some(event) = generator.next() {
        if event.kind == Kind::Bid {
            each(&event);
        }
    }
}

/// Windows of ten seconds every two, by slices of two seconds; the watermark lags by four seconds.
fn hot_auctions(mut generator: Generator) {
    const SLICE: i64 = 2_000_000;
    const SLICES: i64 = 5;
    const LAG: i64 = 3_999_000;
    let mut open: HashMap<i64, Counts, BuildHasherDefault<Mix>> = HashMap::default();
    let mut fired = i64::MIN;
    while let Some(event) = generator.next() {
        let time = event.time();
        let ripe = (time - LAG).div_euclid(SLICE);
        if ripe > fired {
            for end in (if fired == i64::MIN { ripe } else { fired + 1 })..=ripe {
                fire(&open, end, SLICES);
                open.remove(&(end - SLICES));
            }
            fired = ripe;
        }
        if event.kind == Kind::Bid {
            *open.entry(time.div_euclid(SLICE)).or_default().entry(event.bid_auction()).or_default() += 1;
        }
    }
    let last = open.keys().copied().max().unwrap_or(fired);
    (fired + 1..=last + SLICES).for_each(|end| fire(&open, end, SLICES));
}

type Counts = HashMap<i64, u32, BuildHasherDefault<Mix>>;

/// The window of the slices before `end`.
fn fire(open: &HashMap<i64, Counts, BuildHasherDefault<Mix>>, end: i64, slices: i64) {
    let mut sum = Counts::default();
    for counts in (end - slices..end).filter_map(|slice| open.get(&slice)) {
        for (auction, count) in counts {
            *sum.entry(*auction).or_default() += count;
        }
    }
    let most = sum.values().copied().max().unwrap_or(0);
    sum.iter().filter(|(_, count)| **count == most).for_each(|row| {
        black_box(row);
    });
}

/// One multiplication: enough for ids.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {
        unreachable!("only integers are hashed")
    }
    fn write_i64(&mut self, x: i64) {
        let wide = u128::from(x as u64) * 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
        self.0 = (wide >> 64) as u64 ^ wide as u64;
    }
}
