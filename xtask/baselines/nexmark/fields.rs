//! What the generator takes for a query: of each bid the columns that the query needs of every bid are made into a row, which is forgotten as [`super::rows::Forgotten`] does. Columns that
//! it needs of some bids only, behind a filter or of those that are kept, are its own affair, and named here so that a test can hold all of them against what the job reads.
//!
//! q21 reads the URL of bids from a channel without a number, every other one: so it is made here.

use super::bids;
use std::hint::black_box;
use weir_nexmark::{Event, Generator};

/// Columns of bids, as jobs name them.
pub struct Fields {
    pub of_every_bid: &'static [&'static str],
    pub of_some: &'static [&'static str],
}

macro_rules! fields {
    ($($($query:literal)|+: $($every:ident)*, of some: $($some:ident)*;)*) => {
        /// `None` if there is no such query.
        pub fn of(query: &str) -> Option<Fields> {
            Some(match query {
                $($($query)|+ => Fields { of_every_bid: &[$(name!($every)),*], of_some: &[$(name!($some)),*] },)*
                _ => return None,
            })
        }

        /// Makes the columns of every bid; nothing if there is no such query.
        pub fn make(query: &str, generator: Generator) {
            if query == "q21" {
                return bids(generator, |bid| {
                    let channel = bid.bid_channel();
                    black_box((channel, channel.starts_with("channel").then(|| bid.bid_url())));
                });
            }
            match query {
                $($($query)|+ => bids(generator, |bid: &Event| _ = black_box(($(bid.$every(),)*))),)*
                _ => {}
            }
        }
    };
}

/// What jobs call what the generator's method gives.
macro_rules! name {
    (bid_auction) => { "auction" };
    (bid_bidder) => { "bidder" };
    (bid_price) => { "price" };
    (bid_channel) => { "channel" };
    (bid_url) => { "url" };
    (time) => { "dateTime" };
    (bid_extra) => { "extra" };
}

fields! {
    "q0" | "q1" | "q10": bid_auction bid_bidder bid_price time bid_extra, of some:;
    "q2": bid_auction, of some: bid_price time;
    "q5": bid_auction time, of some:;
    "q7": bid_price time, of some:;
    "q14": bid_price, of some: bid_auction bid_bidder time bid_extra;
    "q15": bid_auction bid_bidder bid_price time, of some:;
    "q16": bid_auction bid_bidder bid_price bid_channel time, of some:;
    "q17": bid_auction bid_price time, of some:;
    "q18": bid_auction bid_bidder bid_price bid_channel bid_url time bid_extra, of some:;
    "q19": bid_auction bid_price, of some: bid_bidder bid_channel bid_url time bid_extra;
    "q21": bid_channel, of some: bid_auction bid_bidder bid_price bid_url;
    "q22": bid_auction bid_bidder bid_price bid_channel bid_url, of some:;
}
