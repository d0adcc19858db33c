//! q19: the ten highest bids of each auction. A bid that gets among them is a row, and so is each that it moves down a rank.

use super::rows::{Rows, Time};
use super::texts::Texts;
use super::{Map, bids};
use weir_nexmark::Generator;

struct Kept {
    bidder: i64,
    price: i64,
    time: i64,
    texts: Texts,
}

/// q19
pub fn ten_highest(generator: Generator, rows: &mut impl Rows) {
    const RANKS: usize = 10;
    let mut auctions: Map<i64, Vec<Kept>> = Map::default();
    bids(generator, |bid| {
        let (auction, price) = (bid.bid_auction(), bid.bid_price());
        let best = auctions.entry(auction).or_insert_with(|| Vec::with_capacity(RANKS));
        // Of equal prices the one that came first is the better one.
        let place = best.partition_point(|kept| kept.price >= price);
        if place == RANKS {
            return;
        }
        let dropped = if best.len() == RANKS { best.pop() } else { None };
        let texts = match dropped {
            Some(mut dropped) => {
                dropped.texts.set(bid);
                dropped.texts
            }
            None => Texts::of(bid),
        };
        best.insert(place, Kept { bidder: bid.bid_bidder(), price, time: bid.time(), texts });
        for (kept, rank) in best[place..].iter().zip(place + 1..) {
            let [channel, url, extra] = kept.texts.parts();
            let row = (auction, kept.bidder, kept.price, channel, url, Time(kept.time), extra, rank);
            rows.change((auction, rank), row);
        }
    });
}
