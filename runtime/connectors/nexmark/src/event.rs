//! One event and its fields. Every method computes its field when called, from the event's number alone.

use crate::draw::{Bits, Draw};
use crate::generator::Common;
use crate::pools;
use std::sync::OnceLock;

/// What an event is; the numbers are `event_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A person registers.
    Person = 0,
    /// An auction is opened.
    Auction = 1,
    /// Somebody bids.
    Bid = 2,
}

/// First id of persons and of auctions.
const FIRST_ID: u64 = 1000;
/// First category, and how many there are.
const CATEGORIES: (u64, u64) = (10, 5);
/// The hot auction, seller, bidder changes once in so many.
const HOT_EVERY: u64 = 100;
/// Auctions that are bid on.
const AUCTIONS_IN_FLIGHT: u64 = 100;
/// Persons that bid and sell.
const PERSONS_ACTIVE: u64 = 1000;
/// Bids and auctions may name ids that come only so much later.
const LEAD: u64 = 10;

/// One event. The methods `bid_…`, `auction_…`, `person_…` mean something for events of that [`Kind`] only.
#[derive(Debug, Clone, Copy)]
pub struct Event {
    /// What it is.
    pub kind: Kind,
    n: u64,
    draw: Draw,
    /// Time of its turn.
    ms: i64,
    /// Persons and auctions before or at this event, counted from 0.
    last_person: u64,
    last_auction: u64,
    common: Common,
}

impl Event {
    #[inline(always)]
    pub(crate) fn new(common: Common, n: u64, epoch: u64, place: u64, ms: i64) -> Event {
        let (kind, auction_place) = match place {
            0 => (Kind::Person, 0),
            1..=3 => (Kind::Auction, place - 1),
            _ => (Kind::Bid, 2),
        };
        let last_auction = epoch * 3 + auction_place;
        Event { kind, n, draw: Draw::new(common.key, n), ms, last_person: epoch, last_auction, common }
    }

    /// Its number, from 0, over all workers.
    #[inline]
    pub fn number(&self) -> u64 {
        self.n
    }

    /// `event_type`: 0 person, 1 auction, 2 bid.
    #[inline]
    pub fn event_type(&self) -> i32 {
        self.kind as i32
    }

    /// `dateTime` of whichever kind it is, in microseconds since the epoch; whole milliseconds.
    #[inline(always)]
    pub fn time(&self) -> i64 {
        let mut ms = self.ms;
        if self.common.delay_ms > 0 {
            ms -= self.draw.bits::<1>().below(self.common.delay_ms + 1) as i64;
        }
        ms * 1000
    }

    /// Id of the auction: half of the time the hot one, else any in flight.
    #[inline(always)]
    pub fn bid_auction(&self) -> i64 {
        let bits = self.draw.bits::<2>();
        let first = self.last_auction.saturating_sub(AUCTIONS_IN_FLIGHT);
        let cold = first + bits.below(self.last_auction - first + 1 + LEAD);
        let hot = self.last_auction / HOT_EVERY * HOT_EVERY;
        (FIRST_ID + select(bits.one_in_power(1), cold, hot)) as i64
    }

    /// Id of the person: three times in four the hot one, else any active.
    #[inline(always)]
    pub fn bid_bidder(&self) -> i64 {
        let bits = self.draw.bits::<3>();
        let hot = self.last_person / HOT_EVERY * HOT_EVERY + 1;
        (FIRST_ID + select(bits.one_in_power(2), self.person(bits), hot)) as i64
    }

    /// Log-uniform from 100 to 100,000,000.
    #[inline(always)]
    pub fn bid_price(&self) -> i64 {
        price(self.draw.bits::<4>())
    }

    /// Half of the time one of four, else one of ten thousand.
    #[inline(always)]
    pub fn bid_channel(&self) -> &'static str {
        pools::channels()[self.channel()]
    }

    /// The address that goes with the channel.
    #[inline(always)]
    pub fn bid_url(&self) -> &'static str {
        pools::urls()[self.channel()]
    }

    /// [`Event::time`].
    #[inline(always)]
    pub fn bid_date_time(&self) -> i64 {
        self.time()
    }

    /// 54 to 81 characters.
    #[inline(always)]
    pub fn bid_extra(&self) -> &'static str {
        let bits = self.draw.bits::<6>();
        pools::extra(bits.0 >> 32, 54 + bits.small_below(28) as usize)
    }

    /// Id: they count up.
    #[inline]
    pub fn auction_id(&self) -> i64 {
        (FIRST_ID + self.last_auction) as i64
    }

    /// 3 to 19 letters and spaces.
    #[inline]
    pub fn auction_item_name(&self) -> &'static str {
        let bits = self.draw.bits::<7>();
        pools::words(bits.0 >> 32, 3 + bits.small_below(17) as usize)
    }

    /// 3 to 99 letters and spaces.
    #[inline]
    pub fn auction_description(&self) -> &'static str {
        let bits = self.draw.bits::<8>();
        pools::words(bits.0 >> 32, 3 + bits.small_below(97) as usize)
    }

    /// As the price of a bid.
    #[inline]
    pub fn auction_initial_bid(&self) -> i64 {
        price(self.draw.bits::<9>())
    }

    /// More than the initial bid, by as much as a price.
    #[inline]
    pub fn auction_reserve(&self) -> i64 {
        self.auction_initial_bid() + price(self.draw.bits::<10>())
    }

    /// [`Event::time`].
    #[inline]
    pub fn auction_date_time(&self) -> i64 {
        self.time()
    }

    /// Later than its time by up to what it takes to open two hundred auctions; microseconds since the epoch.
    #[inline]
    pub fn auction_expires(&self) -> i64 {
        let length_ms = 1 + self.draw.bits::<11>().below((2 * self.common.horizon_ms).max(1));
        self.time() + length_ms as i64 * 1000
    }

    /// Id of a person: three times in four the hot one, else any active.
    #[inline]
    pub fn auction_seller(&self) -> i64 {
        let bits = self.draw.bits::<12>();
        let hot = self.last_person / HOT_EVERY * HOT_EVERY;
        (FIRST_ID + select(bits.one_in_power(2), self.person(bits), hot)) as i64
    }

    /// 10 to 14.
    #[inline]
    pub fn auction_category(&self) -> i64 {
        (CATEGORIES.0 + self.draw.bits::<13>().below(CATEGORIES.1)) as i64
    }

    /// So long that an auction has 500 bytes on average.
    pub fn auction_extra(&self) -> &'static str {
        extra(
            self.draw.bits::<14>(),
            500,
            48 + self.auction_item_name().len() + self.auction_description().len(),
        )
    }

    /// Id: they count up.
    #[inline]
    pub fn person_id(&self) -> i64 {
        (FIRST_ID + self.last_person) as i64
    }

    /// First and last name.
    #[inline]
    pub fn person_name(&self) -> &'static str {
        pools::names()[self.draw.bits::<15>().below(pools::FIRST_NAMES * pools::LAST_NAMES) as usize]
    }

    /// `name@host.com`
    #[inline]
    pub fn person_email_address(&self) -> &'static str {
        pools::emails()[self.draw.bits::<16>().below(pools::ENTRIES) as usize]
    }

    /// Four groups of four digits.
    #[inline]
    pub fn person_credit_card(&self) -> &'static str {
        pools::cards()[self.draw.bits::<17>().below(pools::ENTRIES) as usize]
    }

    /// One of ten.
    #[inline]
    pub fn person_city(&self) -> &'static str {
        pools::CITIES[self.draw.bits::<18>().below(pools::CITIES.len() as u64) as usize]
    }

    /// One of six, two letters.
    #[inline]
    pub fn person_state(&self) -> &'static str {
        pools::STATES[self.draw.bits::<19>().below(pools::STATES.len() as u64) as usize]
    }

    /// [`Event::time`].
    #[inline]
    pub fn person_date_time(&self) -> i64 {
        self.time()
    }

    /// So long that a person has 200 bytes on average.
    pub fn person_extra(&self) -> &'static str {
        let texts =
            [self.person_name(), self.person_email_address(), self.person_credit_card(), self.person_city()];
        let size = 8 + texts.iter().map(|text| text.len()).sum::<usize>() + self.person_state().len();
        extra(self.draw.bits::<20>(), 200, size)
    }

    /// Any of the active persons, or one that registers soon; counted from 0.
    #[inline(always)]
    fn person(&self, bits: Bits) -> u64 {
        let persons = self.last_person + 1;
        let active = persons.min(PERSONS_ACTIVE);
        persons - active + bits.below(active + LEAD)
    }

    /// Number of the channel; the hot ones stand behind the others.
    #[inline(always)]
    fn channel(&self) -> usize {
        let bits = self.draw.bits::<5>();
        let hot = pools::CHANNELS + bits.below(pools::HOT.len() as u64);
        select(bits.one_in_power(1), bits.below(pools::CHANNELS), hot) as usize
    }
}

/// A choice without a branch: coin tosses cannot be predicted.
#[inline(always)]
fn select(condition: bool, yes: u64, no: u64) -> u64 {
    let mask = u64::from(condition).wrapping_neg();
    yes & mask | no & !mask
}

/// Text that brings an event of `size` bytes to `average`, give or take a fifth of what is missing.
fn extra(bits: Bits, average: usize, size: usize) -> &'static str {
    let missing = average.saturating_sub(size);
    let delta = (missing + 2) / 5;
    let len = missing - delta + bits.small_below(2 * delta as u64) as usize;
    pools::extra(bits.0 >> 32, len)
}

/// Steps of the price's exponent in each of its two tables.
const PRICE_STEPS: usize = 1024;

/// 100 × 10^(6 r), r uniform in 2^20 steps: the product of a coarse and a fine power. Only roots and products go in, so that
/// the tables are the same bits on every machine.
#[inline(always)]
fn price(bits: Bits) -> i64 {
    static TABLES: OnceLock<Box<[[f64; PRICE_STEPS]; 2]>> = OnceLock::new();
    let [coarse, fine] = &**TABLES.get_or_init(|| {
        let root = |times| (0..times).fold(1e6f64, |x, _| x.sqrt());
        let powers = |first: f64, step: f64| {
            let mut power = first;
            std::array::from_fn(|_| {
                let next = power * step;
                std::mem::replace(&mut power, next)
            })
        };
        Box::new([powers(100.0, root(10)), powers(1.0, root(20))])
    });
    let (high, low) = ((bits.0 >> 54) as usize, (bits.0 >> 44) as usize % PRICE_STEPS);
    (coarse[high] * fine[low] + 0.5) as i64
}
