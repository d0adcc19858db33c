//! Nexmark queries as loops written by hand over the same generator, for `cargo xtask bench nexmark`: what a compiler could at best come to. Compiled like generated
//! crates; `hand QUERY EVENTS`.

mod account;

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
        "q7" => highest_prices(generator),
        "q14" => bids(generator, |bid| {
            let price = bid.bid_price() * 908;
            if price > 1_000_000_000 && price < 50_000_000_000 {
                let time = bid.time();
                let day_time = match time.div_euclid(3_600_000_000).rem_euclid(24) {
                    8..=18 => "dayTime",
                    ..=6 | 20.. => "nightTime",
                    _ => "otherTime",
                };
                let extra = bid.bid_extra();
                let letters = extra.bytes().filter(|byte| *byte == b'c').count();
                black_box((bid.bid_auction(), bid.bid_bidder(), price, day_time, time, extra, letters));
            }
        }),
        "q15" => days(generator),
        "q17" => auctions(generator),
        "q21" => bids(generator, |bid| {
            let channel = bid.bid_channel();
            if let Some(id) = channel_id(channel, bid.bid_url()) {
                black_box((bid.bid_auction(), bid.bid_bidder(), bid.bid_price(), channel, id));
            }
        }),
        "q22" => bids(generator, |bid| {
            let mut parts = bid.bid_url().split('/').skip(3);
            let parts = (parts.next(), parts.next(), parts.next());
            black_box((bid.bid_auction(), bid.bid_bidder(), bid.bid_price(), bid.bid_channel(), parts));
        }),
        other => panic!("no loop for {other}"),
    }
    account::account();
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

/// The highest price of each ten seconds; the watermark lags by four seconds.
fn highest_prices(mut generator: Generator) {
    const SIZE: i64 = 10_000_000;
    const LAG: i64 = 3_999_000;
    let mut open: Vec<(i64, i64)> = Vec::new();
    while let Some(event) = generator.next() {
        let time = event.time();
        let ripe = (time - LAG).div_euclid(SIZE);
        while let Some((window, price)) = open.first().copied().filter(|(window, _)| *window < ripe) {
            black_box((window * SIZE, price));
            open.remove(0);
        }
        if event.kind == Kind::Bid {
            let (window, price) = (time.div_euclid(SIZE), event.bid_price());
            match open.iter_mut().find(|(other, _)| *other == window) {
                Some((_, highest)) => *highest = price.max(*highest),
                None => open.push((window, price)),
            }
        }
    }
    black_box(open);
}

/// 0: below 10,000; 1: below 1,000,000; 2: the rest.
fn rank(price: i64) -> usize {
    usize::from(price >= 10_000) + usize::from(price >= 1_000_000)
}

#[derive(Default)]
struct Day {
    bids: [i64; 4],
    bidders: Distinct,
    auctions: Distinct,
}

/// Who was seen at all, and in which of the ranks, as bits.
#[derive(Default)]
struct Distinct {
    seen: HashMap<i64, u8, BuildHasherDefault<Mix>>,
    counts: [i64; 4],
}

impl Distinct {
    fn add(&mut self, id: i64, rank: usize) {
        let seen = self.seen.entry(id).or_default();
        for at in [0, rank + 1] {
            if *seen & (1 << at) == 0 {
                *seen |= 1 << at;
                self.counts[at] += 1;
            }
        }
    }
}

fn days(generator: Generator) {
    let mut days: HashMap<i64, Day, BuildHasherDefault<Mix>> = HashMap::default();
    bids(generator, |bid| {
        let number = bid.time().div_euclid(86_400_000_000);
        let day = days.entry(number).or_default();
        let rank = rank(bid.bid_price());
        day.bids[0] += 1;
        day.bids[rank + 1] += 1;
        day.bidders.add(bid.bid_bidder(), rank);
        day.auctions.add(bid.bid_auction(), rank);
        black_box((number, day.bids, day.bidders.counts, day.auctions.counts));
    });
}

#[derive(Default, Clone, Copy)]
struct Auction {
    bids: [i64; 4],
    least: i64,
    most: i64,
    sum: i64,
}

fn auctions(generator: Generator) {
    let mut auctions: HashMap<(i64, i64), Auction, BuildHasherDefault<Mix>> = HashMap::default();
    bids(generator, |bid| {
        let key = (bid.bid_auction(), bid.time().div_euclid(86_400_000_000));
        let price = bid.bid_price();
        let auction = auctions.entry(key).or_insert(Auction { least: i64::MAX, most: i64::MIN, ..Auction::default() });
        auction.bids[0] += 1;
        auction.bids[rank(price) + 1] += 1;
        auction.least = auction.least.min(price);
        auction.most = auction.most.max(price);
        auction.sum += price;
        black_box((key, *auction, auction.sum / auction.bids[0]));
    });
}

fn channel_id<'a>(channel: &str, url: &'a str) -> Option<&'a str> {
    let known = [("apple", "0"), ("google", "1"), ("facebook", "2"), ("baidu", "3")];
    if let Some((_, id)) = known.iter().find(|(name, _)| channel.eq_ignore_ascii_case(name)) {
        return Some(id);
    }
    let (_, rest) = url.split_once("&channel_id=")?;
    rest.split('&').next()
}

/// A multiplication for each integer: enough for ids.
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
        let wide = u128::from(x as u64 ^ self.0) * 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
        self.0 = (wide >> 64) as u64 ^ wide as u64;
    }
}
