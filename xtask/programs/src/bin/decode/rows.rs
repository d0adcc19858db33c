//! The decoders. Ours for JSON are in [`super::weir`]; the others as their documentation shows, with borrowed strings, reused buffers and types of just the fields that are
//! used. Each adds up the numbers and the lengths of the strings.

use super::Decode;
use super::weir::JsonReader;
use serde::Deserialize;
use std::borrow::Cow;
use weir_csv::Columns;
use weir_runtime::Bump;

type Decoders<'a> = Vec<(&'static str, Decode<'a>)>;
/// The name of ours.
const WEIR: &str = "weir";
/// Rows between two times that scratch memory is emptied, as a job does.
const ROWS_OF_A_ROUND: usize = 256;
/// What a job reads at once.
const BLOCK_BYTES: usize = 64 * 1024;

#[derive(Deserialize)]
struct Three {
    event_type: i32,
    bid: Option<ThreeBid>,
}

#[derive(Deserialize)]
struct ThreeBid {
    auction: i64,
    price: i64,
    #[serde(rename = "dateTime")]
    date_time: i64,
}

#[derive(Deserialize)]
struct All<'a> {
    event_type: i32,
    #[serde(borrow)]
    bid: Option<AllBid<'a>>,
}

#[derive(Deserialize)]
struct AllBid<'a> {
    auction: i64,
    bidder: i64,
    price: i64,
    #[serde(borrow)]
    channel: Cow<'a, str>,
    #[serde(borrow)]
    url: Cow<'a, str>,
    #[serde(rename = "dateTime")]
    date_time: i64,
    #[serde(borrow)]
    extra: Cow<'a, str>,
}

impl Three {
    fn sum(&self) -> i64 {
        let bid = self.bid.as_ref().map_or(0, |bid| bid.auction + bid.price + bid.date_time);
        i64::from(self.event_type) + bid
    }
}

impl All<'_> {
    fn sum(&self) -> i64 {
        i64::from(self.event_type)
            + self.bid.as_ref().map_or(0, |bid| {
                let numbers = bid.auction + bid.bidder + bid.price + bid.date_time;
                numbers + (bid.channel.len() + bid.url.len() + bid.extra.len()) as i64
            })
    }
}

fn lines(text: &str) -> impl Iterator<Item = &[u8]> {
    text.lines().map(str::as_bytes)
}

/// Whole lines in pieces of about the size that a job reads.
fn blocks(text: &str) -> impl Iterator<Item = &[u8]> {
    let mut rest = text.as_bytes();
    std::iter::from_fn(move || {
        let end = rest.iter().skip(BLOCK_BYTES).position(|byte| *byte == b'\n');
        let (block, behind) = rest.split_at(end.map_or(rest.len(), |end| BLOCK_BYTES + end + 1));
        rest = behind;
        (!block.is_empty()).then_some(block)
    })
}

pub(super) fn json_three(text: &str) -> Decoders<'_> {
    let mut copy = Vec::new();
    let mut buffers = simd_json::Buffers::default();
    let mut reader = JsonReader::default();
    vec![
        (WEIR, Box::new(move || blocks(text).map(|block| reader.three(block).expect("JSON")).sum())),
        (
            "serde_json",
            Box::new(move || {
                lines(text).map(|line| serde_json::from_slice::<Three>(line).expect("JSON").sum()).sum()
            }),
        ),
        (
            "sonic-rs",
            Box::new(move || {
                lines(text).map(|line| sonic_rs::from_slice::<Three>(line).expect("JSON").sum()).sum()
            }),
        ),
        (
            "simd-json",
            Box::new(move || {
                let sums = lines(text).map(|line| {
                    // It parses in place; what it is given is lost.
                    copy.clear();
                    copy.extend_from_slice(line);
                    simd_json::serde::from_slice_with_buffers::<Three>(&mut copy, &mut buffers)
                        .expect("JSON")
                        .sum()
                });
                sums.sum()
            }),
        ),
    ]
}

pub(super) fn json_all(text: &str) -> Decoders<'_> {
    let mut copy = Vec::new();
    let mut buffers = simd_json::Buffers::default();
    let mut reader = JsonReader::default();
    let mut scratch = Bump::new();
    vec![
        (
            WEIR,
            Box::new(move || {
                let mut sum = 0;
                for block in blocks(text) {
                    sum += reader.all(block, &scratch).expect("JSON");
                    scratch.reset();
                }
                sum
            }),
        ),
        (
            "serde_json",
            Box::new(move || {
                lines(text).map(|line| serde_json::from_slice::<All>(line).expect("JSON").sum()).sum()
            }),
        ),
        (
            "sonic-rs",
            Box::new(move || {
                lines(text).map(|line| sonic_rs::from_slice::<All>(line).expect("JSON").sum()).sum()
            }),
        ),
        (
            "simd-json",
            Box::new(move || {
                let sums = lines(text).map(|line| {
                    copy.clear();
                    copy.extend_from_slice(line);
                    simd_json::serde::from_slice_with_buffers::<All>(&mut copy, &mut buffers)
                        .expect("JSON")
                        .sum()
                });
                sums.sum()
            }),
        ),
    ]
}

pub(super) fn csv_three(text: &str) -> Decoders<'_> {
    let columns = Columns::in_order(&[0, 2, 5], 7);
    vec![
        (
            WEIR,
            Box::new(move || {
                let mut cursor = weir_csv::Cursor::new(text.as_bytes(), b',');
                let mut sum = 0;
                while let Some(fields) = cursor.record::<3>(&columns).expect("seven fields") {
                    sum += fields
                        .map(|field| weir_csv::int::<i64>(field).expect("an integer"))
                        .iter()
                        .sum::<i64>();
                }
                sum
            }),
        ),
        ("csv", Box::new(move || csv_crate(text, &[0, 2, 5], &[]))),
    ]
}

pub(super) fn csv_all(text: &str) -> Decoders<'_> {
    let columns = Columns::in_order(&[0, 1, 2, 3, 4, 5, 6], 7);
    let mut scratch = Bump::new();
    vec![
        (
            WEIR,
            Box::new(move || {
                let mut cursor = weir_csv::Cursor::new(text.as_bytes(), b',');
                let (mut sum, mut n) = (0, 0);
                while let Some([auction, bidder, price, channel, url, time, extra]) =
                    cursor.record(&columns).expect("seven fields")
                {
                    let int = |field| weir_csv::int::<i64>(field).expect("an integer");
                    let len = |field| weir_csv::str(field, &scratch).expect("UTF-8").len() as i64;
                    sum += int(auction)
                        + int(bidder)
                        + int(price)
                        + int(time)
                        + len(channel)
                        + len(url)
                        + len(extra);
                    n += 1;
                    if n % ROWS_OF_A_ROUND == 0 {
                        scratch.reset();
                    }
                }
                sum
            }),
        ),
        ("csv", Box::new(move || csv_crate(text, &[0, 1, 2, 5], &[3, 4, 6]))),
    ]
}

/// Its quickest way: one record, used again and again, fields as bytes.
fn csv_crate(text: &str, numbers: &[usize], strings: &[usize]) -> i64 {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut record = csv::ByteRecord::new();
    let mut sum = 0;
    while reader.read_byte_record(&mut record).expect("CSV") {
        let text = |at: &usize| std::str::from_utf8(&record[*at]).expect("UTF-8");
        sum += numbers.iter().map(|at| text(at).parse::<i64>().expect("an integer")).sum::<i64>();
        sum += strings.iter().map(|at| text(at).len() as i64).sum::<i64>();
    }
    sum
}
