//! Nanoseconds to make an event: all fields of all kinds, of bids, three of them, none. `cargo bench -p weir-nexmark`.

use std::hint::black_box;
use std::time::Instant;
use weir_nexmark::{Event, Generator, GeneratorSpec, Kind};
use weir_runtime::dealing::{Dealing, Spread};

/// Events made in one measurement.
const EVENTS: i64 = 2_000_000;

fn main() {
    measure("count by kind", |event| i64::from(event.kind == Kind::Bid));
    measure("auction, price, time of bids", |event| match event.kind {
        Kind::Bid => event.bid_auction() ^ event.bid_price() ^ event.time(),
        _ => 0,
    });
    measure("all fields of bids", |event| match event.kind {
        Kind::Bid => {
            let numbers = event.bid_auction() ^ event.bid_bidder() ^ event.bid_price() ^ event.time();
            let lengths = event.bid_channel().len() + event.bid_url().len() + event.bid_extra().len();
            numbers ^ lengths as i64
        }
        _ => 0,
    });
    measure("all fields of bids, bytes read", |event| match event.kind {
        Kind::Bid => {
            let numbers = event.bid_auction() ^ event.bid_bidder() ^ event.bid_price() ^ event.time();
            let texts = [event.bid_channel(), event.bid_url(), event.bid_extra()];
            numbers ^ texts.iter().map(|text| i64::from(text.as_bytes()[text.len() / 2])).sum::<i64>()
        }
        _ => 0,
    });
    measure("all fields of all kinds", |event| match event.kind {
        Kind::Bid => {
            let numbers =
                event.bid_auction() ^ event.bid_bidder() ^ event.bid_price() ^ event.bid_date_time();
            let lengths = event.bid_channel().len() + event.bid_url().len() + event.bid_extra().len();
            numbers ^ lengths as i64
        }
        Kind::Auction => {
            let about = event.auction_id() ^ event.auction_seller() ^ event.auction_category();
            let prices = event.auction_initial_bid() ^ event.auction_reserve();
            let times = event.auction_date_time() ^ event.auction_expires();
            let texts = [event.auction_item_name(), event.auction_description(), event.auction_extra()];
            about ^ prices ^ times ^ lengths(&texts)
        }
        Kind::Person => {
            let who = [event.person_name(), event.person_email_address(), event.person_credit_card()];
            let more = [event.person_city(), event.person_state(), event.person_extra()];
            event.person_id() ^ event.person_date_time() ^ lengths(&who) ^ lengths(&more)
        }
    });
}

fn lengths(texts: &[&str]) -> i64 {
    texts.iter().map(|text| text.len() as i64).sum()
}

fn measure(name: &str, read: impl Fn(&Event) -> i64) {
    let spec = GeneratorSpec {
        events: EVENTS,
        seed: 1,
        rate: 100_000,
        out_of_order_us: 0,
        spread: Spread::Blocks,
        me: 0,
    };
    let mut best = f64::MAX;
    for _ in 0..9 {
        let mut generator = Generator::new(spec, &Dealing::default()).expect("the spec makes sense");
        let start = Instant::now();
        let mut sum = 0i64;
        while let Some(event) = generator.next() {
            sum = sum.wrapping_add(read(&event));
        }
        black_box(sum);
        best = best.min(start.elapsed().as_nanos() as f64 / EVENTS as f64);
    }
    println!("{name:<34}{best:>8.2} ns an event");
}
