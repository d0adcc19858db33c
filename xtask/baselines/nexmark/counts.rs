//! q15, q16, q17: bids, bidders and auctions counted by day, in all and by three ranks of price. Each bid changes a group, and its new row goes on.

use super::clock::{Clock, DAY_US};
use super::rows::Rows;
use super::{Map, bids};
use weir_nexmark::{Event, Generator};

/// 0: below 10,000; 1: below 1,000,000; 2: the rest.
fn rank(price: i64) -> usize {
    usize::from(price >= 10_000) + usize::from(price >= 1_000_000)
}

/// What is counted for q15 and q16: first in all, then by rank.
#[derive(Default)]
struct Counts {
    bids: [i64; 4],
    bidders: Distinct,
    auctions: Distinct,
}

impl Counts {
    fn add(&mut self, bid: &Event) {
        let rank = rank(bid.bid_price());
        self.bids[0] += 1;
        self.bids[rank + 1] += 1;
        self.bidders.add(bid.bid_bidder(), rank);
        self.auctions.add(bid.bid_auction(), rank);
    }
}

/// Who was seen at all, and in which of the ranks, as bits.
#[derive(Default)]
struct Distinct {
    seen: Map<i64, u8>,
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

/// q15
pub fn days(generator: Generator, rows: &mut impl Rows) {
    let (mut days, mut clock) = (Map::<i64, Counts>::default(), Clock::new());
    bids(generator, |bid| {
        let time = bid.time();
        let counts = days.entry(time.div_euclid(DAY_US)).or_default();
        counts.add(bid);
        let (day, _) = clock.texts(time);
        rows.change((day,), (day, counts.bids, counts.bidders.counts, counts.auctions.counts));
    });
}

#[derive(Default)]
struct Channel {
    counts: Counts,
    /// Its latest bid: the minute of it is the latest minute.
    latest: i64,
}

/// q16
pub fn channels(generator: Generator, rows: &mut impl Rows) {
    let (mut days, mut clock) = (Map::<i64, Map<Box<str>, Channel>>::default(), Clock::new());
    bids(generator, |bid| {
        let (time, name) = (bid.time(), bid.bid_channel());
        let channels = days.entry(time.div_euclid(DAY_US)).or_default();
        let channel = match channels.get_mut(name) {
            Some(channel) => channel,
            None => channels.entry(name.into()).or_insert(Channel { latest: time, ..Channel::default() }),
        };
        channel.latest = channel.latest.max(time);
        let counts = &mut channel.counts;
        counts.add(bid);
        let (day, minute) = clock.texts(channel.latest);
        let row = (name, day, minute, counts.bids, counts.bidders.counts, counts.auctions.counts);
        rows.change((name, day), row);
    });
}

#[derive(Default, Clone, Copy)]
struct Auction {
    bids: [i64; 4],
    least: i64,
    most: i64,
    sum: i64,
}

/// q17
pub fn auctions(generator: Generator, rows: &mut impl Rows) {
    let (mut auctions, mut clock) = (Map::<(i64, i64), Auction>::default(), Clock::new());
    bids(generator, |bid| {
        let (id, time, price) = (bid.bid_auction(), bid.time(), bid.bid_price());
        let fresh = Auction { least: i64::MAX, most: i64::MIN, ..Auction::default() };
        let auction = auctions.entry((id, time.div_euclid(DAY_US))).or_insert(fresh);
        auction.bids[0] += 1;
        auction.bids[rank(price) + 1] += 1;
        auction.least = auction.least.min(price);
        auction.most = auction.most.max(price);
        auction.sum += price;
        let (day, _) = clock.texts(time);
        let Auction { bids, least, most, sum } = *auction;
        rows.change((id, day), (id, day, bids, least, most, sum / bids[0], sum));
    });
}
