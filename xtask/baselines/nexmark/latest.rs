//! q18: the last bid of each bidder on each auction. A bid that is the last one is a row.

use super::rows::{Rows, Time};
use super::texts::Texts;
use super::{Map, bids};
use std::collections::hash_map::Entry;
use weir_nexmark::Generator;

struct Kept {
    time: i64,
    price: i64,
    texts: Texts,
}

/// q18
pub fn last_bids(generator: Generator, rows: &mut impl Rows) {
    let mut last: Map<(i64, i64), Kept> = Map::default();
    bids(generator, |bid| {
        let (auction, bidder, price, time) = (bid.bid_auction(), bid.bid_bidder(), bid.bid_price(), bid.time());
        let kept = match last.entry((auction, bidder)) {
            Entry::Vacant(place) => &*place.insert(Kept { time, price, texts: Texts::of(bid) }),
            Entry::Occupied(place) => {
                let kept = place.into_mut();
                if time < kept.time {
                    return;
                }
                (kept.time, kept.price) = (time, price);
                kept.texts.set(bid);
                &*kept
            }
        };
        let [channel, url, extra] = kept.texts.parts();
        rows.change((auction, bidder), (auction, bidder, kept.price, channel, url, Time(kept.time), extra));
    });
}
