//! Events of the Nexmark generator as JSON lines, for `cargo xtask bench nexmark-json`: `events EVENTS FILE.jsonl`. Compiled like generated crates.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use weir_nexmark::{Event, Generator, GeneratorSpec, Kind};
use weir_runtime::dealing::{Dealing, Spread};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, events, path] = arguments.as_slice() else { panic!("usage: events EVENTS FILE") };
    let events = events.parse().expect("the number of events is a number");
    let spec = GeneratorSpec { events, seed: 0, rate: 100_000, out_of_order_us: 0, spread: Spread::Blocks, me: 0 };
    let mut generator = Generator::new(spec, &Dealing::default()).unwrap_or_else(|error| panic!("{error}"));
    let mut file = BufWriter::new(File::create(path).unwrap_or_else(|error| panic!("{path}: {error}")));
    let mut line = String::new();
    while let Some(event) = generator.next() {
        line.clear();
        write(&mut line, &event);
        file.write_all(line.as_bytes()).expect("there is room for the events");
    }
    file.flush().expect("there is room for the events");
}

fn write(line: &mut String, e: &Event) {
    let _ = match e.kind {
        Kind::Person => {
            let (id, name, email, card) = (e.person_id(), text(e.person_name()), text(e.person_email_address()), text(e.person_credit_card()));
            let (city, state, time, extra) = (text(e.person_city()), text(e.person_state()), e.time() / 1000, text(e.person_extra()));
            writeln!(line, "{{\"event_type\":0,\"person\":{{\"id\":{id},\"name\":{name},\"emailAddress\":{email},\"creditCard\":{card},\"city\":{city},\"state\":{state},\"dateTime\":{time},\"extra\":{extra}}}}}")
        }
        Kind::Auction => {
            let (id, name, description) = (e.auction_id(), text(e.auction_item_name()), text(e.auction_description()));
            let (bid, reserve, time, expires) = (e.auction_initial_bid(), e.auction_reserve(), e.time() / 1000, e.auction_expires() / 1000);
            let (seller, category, extra) = (e.auction_seller(), e.auction_category(), text(e.auction_extra()));
            writeln!(line, "{{\"event_type\":1,\"auction\":{{\"id\":{id},\"itemName\":{name},\"description\":{description},\"initialBid\":{bid},\"reserve\":{reserve},\"dateTime\":{time},\"expires\":{expires},\"seller\":{seller},\"category\":{category},\"extra\":{extra}}}}}")
        }
        Kind::Bid => {
            let (auction, bidder, price, time) = (e.bid_auction(), e.bid_bidder(), e.bid_price(), e.time() / 1000);
            let (channel, url, extra) = (text(e.bid_channel()), text(e.bid_url()), text(e.bid_extra()));
            writeln!(line, "{{\"event_type\":2,\"bid\":{{\"auction\":{auction},\"bidder\":{bidder},\"price\":{price},\"channel\":{channel},\"url\":{url},\"dateTime\":{time},\"extra\":{extra}}}}}")
        }
    };
}

/// In quotes; the generator's texts hold no control characters.
fn text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
