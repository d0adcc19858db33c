//! The same events whoever makes them, and their distributions.

use super::*;
use crate::event::Kind;
use std::collections::{BTreeMap, HashMap};

const SPEC: GeneratorSpec = GeneratorSpec {
    events: 100_000,
    seed: 1,
    rate: 100_000,
    out_of_order_us: 0,
    spread: Spread::Blocks,
    me: 0,
};

fn all(spec: GeneratorSpec) -> Vec<Event> {
    all_of(spec, 1)
}

/// Those of so many workers, worker by worker; each in turn makes some more or fewer of them, as it has time.
fn all_of(spec: GeneratorSpec, workers: usize) -> Vec<Event> {
    let dealing = Dealing::default();
    let generator = |me| Generator::new(GeneratorSpec { me, ..spec }, &dealing).unwrap();
    let mut generators: Vec<Generator> = (0..workers).map(generator).collect();
    let mut events = vec![Vec::new(); workers];
    while generators.iter().any(|generator| !generator.ended()) {
        for (me, generator) in generators.iter_mut().enumerate() {
            events[me].extend(std::iter::from_fn(|| generator.next()).take(10_000 * (me + 1)));
        }
    }
    assert!(generators.iter_mut().all(|generator| generator.next().is_none()));
    assert!(events.iter().all(|events| events.is_sorted_by_key(Event::number)));
    events.concat()
}

fn bids(spec: GeneratorSpec) -> Vec<Event> {
    all(spec).into_iter().filter(|event| event.kind == Kind::Bid).collect()
}

/// Every field of an event, as text.
fn shown(event: &Event) -> String {
    let time = event.time();
    match event.kind {
        Kind::Bid => {
            let text = [event.bid_channel(), event.bid_url(), event.bid_extra()].join(" ");
            format!("{} {} {} {text} {time}", event.bid_auction(), event.bid_bidder(), event.bid_price())
        }
        Kind::Auction => {
            let text =
                [event.auction_item_name(), event.auction_description(), event.auction_extra()].join(" ");
            let money = event.auction_initial_bid()..event.auction_reserve();
            let rest = (event.auction_expires(), event.auction_seller(), event.auction_category());
            format!("{} {text} {money:?} {rest:?} {time}", event.auction_id())
        }
        Kind::Person => {
            let text =
                [event.person_name(), event.person_email_address(), event.person_credit_card()].join(" ");
            let rest = [event.person_city(), event.person_state(), event.person_extra()].join(" ");
            format!("{} {text} {rest} {time}", event.person_id())
        }
    }
}

fn share(events: &[Event], condition: impl Fn(&Event) -> bool) -> f64 {
    events.iter().filter(|event| condition(event)).count() as f64 / events.len() as f64
}

#[test]
fn events_are_the_same_whatever_the_number_of_workers() {
    let spec = GeneratorSpec { events: 60_001, ..SPEC };
    let alone: BTreeMap<u64, String> = all(spec).iter().map(|e| (e.number(), shown(e))).collect();
    assert_eq!(alone.len(), 60_001);
    for workers in [2, 3, 7] {
        let together = all_of(spec, workers);
        assert_eq!(together.len(), 60_001, "{workers} workers");
        let together: BTreeMap<u64, String> = together.iter().map(|e| (e.number(), shown(e))).collect();
        assert!(together == alone, "{workers} workers");
    }
    let single = all_of(GeneratorSpec { spread: Spread::One, ..spec }, 3);
    assert!(single.iter().map(shown).eq(alone.into_values()));
}

/// As generated loops do it: a piece begins, and then come at most a quantum of events.
#[test]
fn a_piece_is_the_events_of_a_quantum() {
    for events in [0, 1, 1023, 1024, 1025, 20_001] {
        let dealing = Dealing::default();
        let spec = GeneratorSpec { events, spread: Spread::Pieces, ..SPEC };
        let mut generators = [0, 1].map(|me| Generator::new(GeneratorSpec { me, ..spec }, &dealing).unwrap());
        let mut pieces = Vec::new();
        for turn in 0.. {
            let generator = &mut generators[[0, 1, 1][turn % 3]];
            let Some(piece) = generator.begin_piece() else { break };
            let made = std::iter::from_fn(|| generator.next()).take(QUANTUM_ROWS as usize);
            pieces.push((piece, made.map(|event| event.number()).collect::<Vec<u64>>()));
        }
        pieces.sort();
        let expected = (0..events as u64).collect::<Vec<u64>>();
        let expected = expected.chunks(QUANTUM_ROWS as usize).map(<[u64]>::to_vec).enumerate();
        assert!(pieces.into_iter().eq(expected), "{events} events");
        assert!(generators.iter_mut().all(|generator| generator.begin_piece().is_none()));
    }
    let late = GeneratorSpec { out_of_order_us: 1_000_000, spread: Spread::Pieces, ..SPEC };
    let mut alone =
        [0, 1].map(|me| Generator::new(GeneratorSpec { me, ..late }, &Dealing::default()).unwrap());
    assert!(alone.iter_mut().all(|generator| generator.begin_piece().is_none()), "one worker makes them all");
    assert!(!alone[0].ended() && alone[1].ended());
}

#[test]
fn events_depend_on_the_seed_and_on_nothing_else() {
    let texts = |seed| all(GeneratorSpec { events: 500, seed, ..SPEC }).iter().map(shown).collect::<Vec<_>>();
    assert_eq!(texts(1), texts(1));
    assert_ne!(texts(1), texts(2));
}

#[test]
fn one_person_three_auctions_forty_six_bids() {
    let events = all(SPEC);
    assert_eq!(share(&events, |e| e.kind == Kind::Person), 0.02);
    assert_eq!(share(&events, |e| e.kind == Kind::Auction), 0.06);
    assert_eq!(events[0].event_type(), 0);
    let ids =
        |kind, id: fn(&Event) -> i64| events.iter().filter(|e| e.kind == kind).map(id).collect::<Vec<_>>();
    assert_eq!(ids(Kind::Person, Event::person_id), (1000..3000).collect::<Vec<_>>());
    assert_eq!(ids(Kind::Auction, Event::auction_id), (1000..7000).collect::<Vec<_>>());
}

#[test]
fn half_of_the_bids_go_to_the_hot_auction_and_the_rest_to_those_in_flight() {
    let bids = bids(SPEC);
    let hot = share(&bids, |e| e.bid_auction() % 100 == 0);
    // One in 111 of the others is hot by chance.
    assert!((0.49..0.52).contains(&hot), "{hot}");
    for bid in &bids {
        let last = (bid.number() / 50 * 3 + 2) as i64 + 1000;
        assert!((last - 100..=last + 10).contains(&bid.bid_auction()), "{bid:?}");
        assert!(bid.bid_auction() >= 1000);
    }
}

#[test]
fn three_bids_in_four_come_from_the_hot_bidder() {
    let bids = bids(SPEC);
    let hot = share(&bids, |e| e.bid_bidder() % 100 == 1);
    assert!((0.74..0.77).contains(&hot), "{hot}");
    for bid in &bids {
        let last = (bid.number() / 50) as i64 + 1000;
        assert!((1000..=last + 10).contains(&bid.bid_bidder()) && bid.bid_bidder() >= last - 999, "{bid:?}");
    }
}

#[test]
fn prices_are_log_uniform() {
    let bids = bids(SPEC);
    for exponent in 2..8 {
        let decade = 10i64.pow(exponent)..10i64.pow(exponent + 1);
        let part = share(&bids, |e| decade.contains(&e.bid_price()));
        assert!((0.155..0.18).contains(&part), "{decade:?}: {part}");
    }
    assert!(bids.iter().all(|e| (100..=100_000_000).contains(&e.bid_price())));
}

#[test]
fn half_of_the_channels_are_hot_and_a_channel_has_one_url() {
    let bids = bids(SPEC);
    for hot in ["Google", "Facebook", "Baidu", "Apple"] {
        let part = share(&bids, |e| e.bid_channel() == hot);
        assert!((0.115..0.135).contains(&part), "{hot}: {part}");
    }
    let mut urls = HashMap::new();
    assert!(bids.iter().all(|e| *urls.entry(e.bid_channel()).or_insert(e.bid_url()) == e.bid_url()));
    let extra: Vec<usize> = bids.iter().map(|e| e.bid_extra().len()).collect();
    assert_eq!((extra.iter().min(), extra.iter().max()), (Some(&54), Some(&81)));
}

#[test]
fn auctions_and_persons_have_the_size_and_values_of_nexmark() {
    let events = all(SPEC);
    let auctions: Vec<Event> = events.iter().copied().filter(|e| e.kind == Kind::Auction).collect();
    assert!(auctions.iter().all(|e| (10..=14).contains(&e.auction_category())));
    assert!(auctions.iter().all(|e| e.auction_reserve() > e.auction_initial_bid()));
    // At 100,000 events a second a hundred auctions take 16 ms.
    assert!(auctions.iter().all(|e| (1..=32).contains(&((e.auction_expires() - e.time()) / 1000))));
    let hot = share(&auctions, |e| e.auction_seller() % 100 == 0);
    assert!((0.73..0.78).contains(&hot), "{hot}");
    let size = auctions
        .iter()
        .map(|e| 48 + e.auction_item_name().len() + e.auction_description().len() + e.auction_extra().len());
    assert!((495..505).contains(&(size.sum::<usize>() / auctions.len())));
}

#[test]
fn time_advances_by_the_rate_in_whole_milliseconds() {
    let times = |rate| {
        all(GeneratorSpec { events: 10_000, rate, ..SPEC }).iter().map(Event::time).collect::<Vec<_>>()
    };
    for rate in [1, 3, 300, 1000, 7777, 100_000, 1_000_000] {
        let expected = (0..10_000).map(|n| (BASE_MS + n * 1000 / rate) * 1000);
        assert!(times(rate).into_iter().eq(expected), "{rate}");
    }
}

#[test]
fn out_of_order_events_lie_up_to_the_delay_before_their_turn() {
    let spec = GeneratorSpec { out_of_order_us: 8_000_000, ..SPEC };
    let delays: Vec<i64> =
        all(spec).iter().zip(all(SPEC)).map(|(late, turn)| turn.time() - late.time()).collect();
    assert_eq!(delays.len(), 100_000);
    assert!(delays.iter().all(|delay| (0..=8_000_000).contains(delay)));
    let mean = delays.iter().sum::<i64>() / 100_000;
    assert!((3_950_000..4_050_000).contains(&mean), "{mean}");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let refused = |spec| {
        Generator::new(spec, &Dealing::default()).err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert!(refused(GeneratorSpec { rate: 0, ..SPEC }).contains("`rate` is 0"));
    assert!(refused(GeneratorSpec { out_of_order_us: -1, ..SPEC }).contains("`out_of_order` is -1"));
    let mut endless = Generator::new(GeneratorSpec { events: -1, ..SPEC }, &Dealing::default()).unwrap();
    assert!((0..10_000).all(|_| endless.next().is_some()));
}
