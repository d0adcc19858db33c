//! q5 and q7: windows; the watermark lags by four seconds.

use super::Map;
use super::rows::{Rows, Time};
use weir_nexmark::{Generator, Kind};

const LAG: i64 = 3_999_000;

type Counts = Map<i64, u32>;

/// q5: windows of ten seconds every two, by slices of two seconds.
pub fn hot_auctions(mut generator: Generator, rows: &mut impl Rows) {
    const SLICE: i64 = 2_000_000;
    const SLICES: i64 = 5;
    let mut open: Map<i64, Counts> = Map::default();
    let mut fired = i64::MIN;
    while let Some(event) = generator.next() {
        let time = event.time();
        let ripe = (time - LAG).div_euclid(SLICE);
        if ripe > fired {
            for end in (if fired == i64::MIN { ripe } else { fired + 1 })..=ripe {
                fire(&open, end, SLICES, rows);
                open.remove(&(end - SLICES));
            }
            fired = ripe;
        }
        if event.kind == Kind::Bid {
            *open.entry(time.div_euclid(SLICE)).or_default().entry(event.bid_auction()).or_default() += 1;
        }
    }
    let last = open.keys().copied().max().unwrap_or(fired);
    (fired + 1..=last + SLICES).for_each(|end| fire(&open, end, SLICES, rows));
}

/// The window of the slices before `end`.
fn fire(open: &Map<i64, Counts>, end: i64, slices: i64, rows: &mut impl Rows) {
    let mut sum = Counts::default();
    for counts in (end - slices..end).filter_map(|slice| open.get(&slice)) {
        for (auction, count) in counts {
            *sum.entry(*auction).or_default() += count;
        }
    }
    let most = sum.values().copied().max().unwrap_or(0);
    for (auction, count) in sum.iter().filter(|(_, count)| **count == most) {
        rows.row((*auction, *count));
    }
}

/// q7: the highest price of each ten seconds.
pub fn highest_prices(mut generator: Generator, rows: &mut impl Rows) {
    const SIZE: i64 = 10_000_000;
    let mut open: Vec<(i64, i64)> = Vec::new();
    while let Some(event) = generator.next() {
        let time = event.time();
        let ripe = (time - LAG).div_euclid(SIZE);
        while let Some((window, price)) = open.first().copied().filter(|(window, _)| *window < ripe) {
            rows.row((Time(window * SIZE), price));
            open.remove(0);
        }
        if event.kind == Kind::Bid {
            let (window, price) = (time.div_euclid(SIZE), event.bid_price());
            match open.iter_mut().find(|(other, _)| *other == window) {
                Some((_, highest)) => *highest = price.max(*highest),
                None => open.push((window, price)),
            }
        }
    }
    open.iter().for_each(|(window, price)| rows.row((Time(window * SIZE), *price)));
}
