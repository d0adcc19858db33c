//! The bytes that are decoded: bids of the Nexmark generator, as JSON lines and as CSV.

use std::fmt::Write;
use weir_nexmark::{Event, Generator, GeneratorSpec, Kind};
use weir_runtime::dealing::{Dealing, Spread};

/// The first bids of the generator.
pub(super) fn bids(n: usize) -> Vec<Event> {
    let events = 2 * n as i64 + 1_000;
    let spec =
        GeneratorSpec { events, seed: 0, rate: 100_000, out_of_order_us: 0, spread: Spread::Blocks, me: 0 };
    let mut generator = Generator::new(spec, &Dealing::default()).expect("the spec makes sense");
    let events = std::iter::from_fn(|| generator.next());
    events.filter(|event| event.kind == Kind::Bid).take(n).collect()
}

/// As JSON lines: `{"event_type":2,"bid":{…}}`.
pub(super) fn json(bids: &[Event]) -> String {
    let mut out = String::new();
    for bid in bids {
        let _ = writeln!(
            out,
            "{{\"event_type\":2,\"bid\":{{\"auction\":{},\"bidder\":{},\"price\":{},\"channel\":\"{}\",\"url\":\"{}\",\"dateTime\":{},\"extra\":\"{}\"}}}}",
            bid.bid_auction(),
            bid.bid_bidder(),
            bid.bid_price(),
            bid.bid_channel(),
            bid.bid_url(),
            bid.time() / 1000,
            bid.bid_extra().replace('\\', "\\\\")
        );
    }
    out
}

/// As CSV without a header, time as milliseconds.
pub(super) fn csv(bids: &[Event]) -> String {
    let mut out = String::new();
    for bid in bids {
        let (auction, bidder, price) = (bid.bid_auction(), bid.bid_bidder(), bid.bid_price());
        let (channel, url, time) = (bid.bid_channel(), bid.bid_url(), bid.time() / 1000);
        let _ = writeln!(out, "{auction},{bidder},{price},{channel},{url},{time},{}", bid.bid_extra());
    }
    out
}
