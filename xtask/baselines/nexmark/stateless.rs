//! q0, q1, q2, q10, q14, q21, q22: a row for each bid, or for some.

use super::bids;
use super::clock::Clock;
use super::rows::{Rows, Thousandths, Time};
use weir_nexmark::Generator;

/// q0
pub fn all(generator: Generator, rows: &mut impl Rows) {
    bids(generator, |bid| {
        rows.row((bid.bid_auction(), bid.bid_bidder(), bid.bid_price(), Time(bid.time()), bid.bid_extra()));
    });
}

/// q1
pub fn euro(generator: Generator, rows: &mut impl Rows) {
    bids(generator, |bid| {
        let price = Thousandths(i128::from(bid.bid_price()) * 908);
        rows.row((bid.bid_auction(), bid.bid_bidder(), price, Time(bid.time()), bid.bid_extra()));
    });
}

/// q2
pub fn some_auctions(generator: Generator, rows: &mut impl Rows) {
    bids(generator, |bid| {
        let auction = bid.bid_auction();
        if auction % 123 == 0 {
            rows.row((auction, bid.bid_price()));
        }
    });
}

/// q10
pub fn partitioned(generator: Generator, rows: &mut impl Rows) {
    let mut clock = Clock::new();
    bids(generator, |bid| {
        let time = bid.time();
        let (day, minute) = clock.texts(time);
        rows.row((bid.bid_auction(), bid.bid_bidder(), bid.bid_price(), Time(time), bid.bid_extra(), day, minute));
    });
}

/// q14
pub fn day_times(generator: Generator, rows: &mut impl Rows) {
    bids(generator, |bid| {
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
            let price = Thousandths(i128::from(price));
            rows.row((bid.bid_auction(), bid.bid_bidder(), price, day_time, Time(time), extra, letters));
        }
    });
}

/// q21
pub fn channel_ids(generator: Generator, rows: &mut impl Rows) {
    bids(generator, |bid| {
        let channel = bid.bid_channel();
        if let Some(id) = channel_id(channel, bid.bid_url()) {
            rows.row((bid.bid_auction(), bid.bid_bidder(), bid.bid_price(), channel, id));
        }
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

/// q22
pub fn directories(generator: Generator, rows: &mut impl Rows) {
    bids(generator, |bid| {
        let mut parts = bid.bid_url().split('/').skip(3);
        let parts = [parts.next(), parts.next(), parts.next()];
        rows.row((bid.bid_auction(), bid.bid_bidder(), bid.bid_price(), bid.bid_channel(), parts));
    });
}
