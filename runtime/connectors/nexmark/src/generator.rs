//! Which events there are, and which of them this worker makes.
//!
//! Events are numbered from 0; number n has kind, ids and time by its place in the epoch of fifty (one person, three auctions,
//! forty-six bids). Workers take blocks of numbers as they are done with others, so that all of them move through event time together.

use crate::draw;
use crate::event::Event;
use weir_runtime::dealing::{Dealing, Spread};
use weir_runtime::error::Error;
use weir_runtime::support::QUANTUM_ROWS;

/// Events that a worker makes in one go, in order.
const BLOCK: u64 = 16384;
/// Events of an epoch.
pub(crate) const EPOCH: u64 = 50;
/// Time of event 0: 2020-01-01T00:00:00Z, in milliseconds since the epoch of Unix.
pub(crate) const BASE_MS: i64 = 1_577_836_800_000;

/// What to generate, and who asks.
#[derive(Debug, Clone, Copy)]
pub struct GeneratorSpec {
    /// How many events in all; negative: without end.
    pub events: i64,
    /// Other seeds, other events.
    pub seed: i64,
    /// Events per second of event time.
    pub rate: i64,
    /// Each event comes up to so much later than its time says: its time lies up to so much before its turn. With any, worker 0 makes
    /// all events.
    pub out_of_order_us: i64,
    /// Who makes which events.
    pub spread: Spread,
    /// This worker.
    pub me: usize,
}

/// The events of one worker, in order of their numbers.
#[derive(Debug, Clone)]
pub struct Generator {
    /// What events need to know, see [`Event`].
    pub(crate) common: Common,
    /// Number of the next event.
    n: u64,
    /// End of the block that `n` lies in, or of all events.
    block_end: u64,
    /// Whether the number of a block is that of a piece.
    pieces: bool,
    /// Number of events in all.
    events: u64,
    dealing: Dealing,
    /// Place of `n` in its epoch, and the epoch.
    place: u64,
    epoch: u64,
    /// Time of `n`: whole milliseconds, and the rest in 1/rate milliseconds.
    ms: i64,
    rest: u64,
}

/// What "without end" is in events: their numbers × 1000 stay within 64 bits, and times within the years of a timestamp.
const EVENTS_MAX: u64 = 1 << 53;

/// What is the same for all events.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Common {
    pub(crate) key: u64,
    pub(crate) rate: u64,
    /// Largest delay.
    pub(crate) delay_ms: u64,
    /// Length of an auction is below twice this.
    pub(crate) horizon_ms: u64,
}

impl Generator {
    /// The events of worker `spec.me`, in blocks from what all workers share. Refused: a rate or delay that makes no sense.
    pub fn new(spec: GeneratorSpec, dealing: &Dealing) -> Result<Generator, Error> {
        let rate = u64::try_from(spec.rate).ok().filter(|rate| (1..=1_000_000_000).contains(rate));
        let rate = rate.ok_or_else(|| refused("rate", spec.rate, "1 to 1000000000 events per second"))?;
        let delay_us = u64::try_from(spec.out_of_order_us).ok().filter(|&us| us / 1000 < u64::from(u32::MAX));
        let delay_us =
            delay_us.ok_or_else(|| refused("out_of_order", spec.out_of_order_us, "0 µs to 49 days"))?;
        if spec.events < -1 {
            return Err(refused("events", spec.events, "a number of events, or -1 for no end"));
        }
        let alone = spec.spread == Spread::One || delay_us > 0;
        let pieces = spec.spread == Spread::Pieces && !alone;
        let all = u64::try_from(spec.events).unwrap_or(EVENTS_MAX).min(EVENTS_MAX);
        let events = if alone && spec.me > 0 { 0 } else { all };
        let common = Common {
            key: draw::key(spec.seed as u64),
            rate,
            delay_ms: delay_us / 1000,
            // The time in which a hundred auctions are opened.
            horizon_ms: 100 * EPOCH / 3 * 1000 / rate,
        };
        let mut generator = Generator {
            common,
            n: 0,
            block_end: 0,
            pieces,
            events,
            dealing: dealing.clone(),
            place: 0,
            epoch: 0,
            ms: 0,
            rest: 0,
        };
        // A piece that is taken is made: nobody stops between the two.
        if !generator.ended() && !pieces {
            generator.start_block();
        }
        Ok(generator)
    }

    /// The next event of this worker; `None` for ever at the end.
    #[inline(always)]
    #[expect(
        clippy::should_implement_trait,
        reason = "generated loops call it on a field; no adapters wanted"
    )]
    pub fn next(&mut self) -> Option<Event> {
        if self.n == self.block_end && !self.next_block() {
            return None;
        }
        let event = Event::new(self.common, self.n, self.epoch, self.place, self.ms);
        self.n += 1;
        self.place += 1;
        if self.place == EPOCH {
            self.place = 0;
            self.epoch += 1;
        }
        self.rest += 1000;
        if self.rest >= self.common.rate {
            self.ms += (self.rest / self.common.rate) as i64;
            self.rest %= self.common.rate;
        }
        Some(event)
    }

    /// To be called before each quantum of events where they are spread in [pieces](Spread::Pieces): the number of the piece that the quantum is, whose events are all that come before
    /// the next call or the end. `None`: there are no more, or this worker makes all events.
    pub fn begin_piece(&mut self) -> Option<usize> {
        if self.n == self.block_end && self.pieces {
            self.next_block();
        }
        (self.pieces && !self.ended()).then(|| (self.n / self.block()) as usize)
    }

    /// Whether it was asked for events without end.
    pub fn is_endless(&self) -> bool {
        self.events == EVENTS_MAX
    }

    /// Whether all events of this worker have been made.
    pub fn ended(&self) -> bool {
        self.n >= self.events
    }

    #[cold]
    fn next_block(&mut self) -> bool {
        if self.ended() {
            return false;
        }
        self.start_block();
        !self.ended()
    }

    /// Length of a block.
    fn block(&self) -> u64 {
        if self.pieces { QUANTUM_ROWS } else { BLOCK }
    }

    fn start_block(&mut self) {
        let start = self.dealing.take(self.block());
        self.n = start.min(self.events);
        self.block_end = start.saturating_add(self.block()).min(self.events);
        self.epoch = self.n / EPOCH;
        self.place = self.n % EPOCH;
        self.ms = BASE_MS + (self.n * 1000 / self.common.rate) as i64;
        self.rest = self.n * 1000 % self.common.rate;
    }
}

fn refused(option: &str, value: i64, expected: &str) -> Error {
    Error::invalid(format!("nexmark: `{option}` is {value}, expected {expected}"))
}

#[cfg(test)]
#[path = "generator_tests.rs"]
mod tests;
