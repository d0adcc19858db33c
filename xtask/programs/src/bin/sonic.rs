//! Nexmark q2 over JSON lines as people would write it by hand with sonic-rs: the file is read in pieces, lines are split, a type of the three fields that are looked at is
//! parsed. For `cargo xtask bench nexmark-json`: `sonic EVENTS.jsonl`; it prints what it used.

#[path = "../../../baselines/account.rs"]
mod account;

use serde::Deserialize;
use std::fs::File;
use std::hint::black_box;
use std::io::Read;

#[derive(Deserialize)]
struct Event {
    bid: Option<Bid>,
}

#[derive(Deserialize)]
struct Bid {
    auction: i64,
    price: i64,
    #[serde(rename = "dateTime")]
    date_time: i64,
}

fn main() {
    let path = std::env::args().nth(1).expect("usage: sonic EVENTS.jsonl");
    let mut file = File::open(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut buffer = vec![0; 64 * 1024];
    let (mut filled, mut found) = (0, 0u64);
    loop {
        let n = file.read(&mut buffer[filled..]).unwrap_or_else(|error| panic!("{path}: {error}"));
        filled += n;
        let whole = memchr::memrchr(b'\n', &buffer[..filled]).map_or(0, |end| end + 1);
        let mut from = 0;
        for end in memchr::memchr_iter(b'\n', &buffer[..whole]) {
            let event: Event = sonic_rs::from_slice(&buffer[from..end]).expect("JSON of an event");
            if let Some(bid) = event.bid.filter(|bid| bid.auction % 123 == 0) {
                black_box((bid.auction, bid.price, bid.date_time));
                found += 1;
            }
            from = end + 1;
        }
        buffer.copy_within(whole..filled, 0);
        filled -= whole;
        if n == 0 {
            break;
        }
    }
    black_box(found);
    account::account();
}
