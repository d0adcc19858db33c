//! What the generator takes for a query: of each bid the columns that its loop by hand asks for of every bid are made into a row, which is
//! forgotten as [`super::rows::Forgotten`] does. Columns of some bids only, behind a filter or of those that are kept, are the query's own affair. (Of q21 the pipeline leaves out the URL of every
//! other bid, which is known by its channel: there the loop and the generator make more than it does.)

use super::bids;
use std::hint::black_box;
use weir_nexmark::{Event, Generator};

macro_rules! made {
    ($generator:ident, $($column:ident)*) => {
        bids($generator, |bid: &Event| _ = black_box(($(bid.$column(),)*)))
    };
}

/// False if there is no such query.
pub fn made(query: &str, generator: Generator) -> bool {
    match query {
        "q0" | "q1" | "q10" => made!(generator, bid_auction bid_bidder bid_price time bid_extra),
        "q2" => made!(generator, bid_auction),
        "q5" => made!(generator, bid_auction time),
        "q7" => made!(generator, bid_price time),
        "q14" => made!(generator, bid_price),
        "q15" => made!(generator, bid_auction bid_bidder bid_price time),
        "q16" => made!(generator, bid_auction bid_bidder bid_price bid_channel time),
        "q17" => made!(generator, bid_auction bid_price time),
        "q18" => made!(generator, bid_auction bid_bidder bid_price bid_channel bid_url time bid_extra),
        "q19" => made!(generator, bid_auction bid_price),
        "q21" => made!(generator, bid_channel bid_url),
        "q22" => made!(generator, bid_auction bid_bidder bid_price bid_channel bid_url),
        _ => return false,
    }
    true
}
