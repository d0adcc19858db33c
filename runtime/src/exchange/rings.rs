//! The rings between workers and how they are wired: each worker takes its end of an exchange by index, on its own thread.
//!
//! Nothing here knows the type of a row: batches travel as [`Parcel`]s. So all of this is compiled once, with the runtime, and not for each exchange of each job.

use super::order::{Fate, GivenUp, Order, Place};
use super::{RING_BATCHES, RING_PIECES, RINGS_BATCHES};
use crate::control_block::ControlBlock;
use crate::held::Held;
use crate::job::Rounds;
use rtrb::{Consumer, Producer, PushError, RingBuffer};
use std::any::Any;
use std::cmp::Ordering;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// A batch on its way.
pub(super) struct Parcel {
    /// The worker that filled it, to which it goes back.
    pub(super) from: usize,
    /// Whether nothing comes behind it.
    pub(super) last: bool,
    /// Its place in the order of pieces.
    pub(super) place: Place,
    /// A `Batch<R, P>`, for the `R` and `P` of its exchange.
    pub(super) batch: Box<dyn Any + Send>,
}

/// To one worker, itself included.
struct Outbox {
    link: Link,
    /// Parcels that found the ring full, in order. To itself: all that were sent.
    waiting: VecDeque<Parcel>,
    /// Parcels are in the ring of which a sleeping reader was not told.
    untold: bool,
}

enum Link {
    /// Empty batches to be filled again.
    Itself(Vec<Parcel>),
    /// The ring there, and the ring of empties back.
    Other(Producer<Parcel>, Consumer<Parcel>),
}

/// From one other worker.
struct Inbox {
    ring: Consumer<Parcel>,
    empties: Producer<Parcel>,
    open: bool,
}

/// One worker's ends of the rings of an exchange.
pub(super) struct Rings {
    me: usize,
    workers: usize,
    /// By worker, itself included; none where it is alone.
    outboxes: Vec<Outbox>,
    /// From all other workers.
    inboxes: Vec<Inbox>,
    /// Where the next look for parcels begins.
    next: usize,
    /// Parcels that wait for room in rings.
    waiting: usize,
    /// Where parcels are received in the order of pieces.
    order: Option<Order>,
    control: Arc<ControlBlock>,
}

impl Outbox {
    fn new(link: Link) -> Outbox {
        Outbox { link, waiting: VecDeque::new(), untold: false }
    }

    /// Sends what waits for room in the ring as far as there is: how many.
    fn drain(&mut self) -> usize {
        let mut sent = 0;
        let Link::Other(ring, _) = &mut self.link else { return 0 };
        while !ring.is_full() {
            let Some(parcel) = self.waiting.pop_front() else { break };
            assert!(ring.push(parcel).is_ok(), "there was room, and only this thread fills the ring");
            sent += 1;
        }
        sent
    }
}

impl Inbox {
    fn receive(&mut self) -> Option<Parcel> {
        let parcel = self.ring.pop().ok()?;
        assert!(self.open, "nothing comes behind the end of a channel");
        self.open = !parcel.last;
        Some(parcel)
    }

    /// Whether a sender that waits for room should go on: half of the ring is empty.
    fn has_room(&self) -> bool {
        self.ring.slots() <= self.ring.buffer().capacity() / 2
    }
}

impl Rings {
    /// How many workers.
    pub(super) fn workers(&self) -> usize {
        self.workers
    }

    /// To how many workers batches can be sent: all, or none.
    pub(super) fn targets(&self) -> usize {
        self.outboxes.len()
    }

    /// This worker sends to itself from now on: each of several does, and the only one when it is staged.
    pub(super) fn stage(&mut self) {
        self.outboxes.push(Outbox::new(Link::Itself(Vec::new())));
    }

    /// An empty batch that came back from a worker.
    pub(super) fn spare(&mut self, to: usize) -> Option<Parcel> {
        match &mut self.outboxes[to].link {
            Link::Itself(spare) => spare.pop(),
            Link::Other(_, empties) => empties.pop().ok(),
        }
    }

    /// Sends it, or keeps it until there is room; wakes the reader where half of its ring is full: waking it for each parcel would cost more than the parcel.
    pub(super) fn send(&mut self, to: usize, parcel: Parcel) {
        let outbox = &mut self.outboxes[to];
        match &mut outbox.link {
            Link::Itself(_) => return outbox.waiting.push_back(parcel),
            Link::Other(ring, _) if outbox.waiting.is_empty() => match ring.push(parcel) {
                Ok(()) => {
                    outbox.untold = ring.slots() > ring.buffer().capacity() / 2;
                    if outbox.untold {
                        return;
                    }
                }
                Err(PushError::Full(parcel)) => {
                    outbox.waiting.push_back(parcel);
                    self.waiting += 1;
                }
            },
            Link::Other(..) => {
                outbox.waiting.push_back(parcel);
                self.waiting += 1;
            }
        }
        self.control.wake(to);
    }

    /// The order of pieces, where it is kept.
    pub(super) fn order(&mut self) -> Option<&mut Order> {
        self.order.as_mut()
    }

    /// The place of what is sent now.
    pub(super) fn place(&self) -> Place {
        match self.order.as_ref().and_then(Order::sending) {
            Some(piece) => Place::Piece { piece, ends: false },
            None => Place::Loose,
        }
    }

    /// The next parcel, of itself first.
    pub(super) fn receive(&mut self) -> Option<Parcel> {
        if self.order.is_some() {
            return self.receive_due();
        }
        if let Some(outbox) = self.outboxes.get_mut(self.me)
            && let Some(parcel) = outbox.waiting.pop_front()
        {
            return Some(parcel);
        }
        for _ in 0..self.inboxes.len() {
            let at = self.next;
            self.next = if at + 1 == self.inboxes.len() { 0 } else { at + 1 };
            if let Some(parcel) = self.receive_of(at) {
                return Some(parcel);
            }
        }
        None
    }

    /// The next parcel of an inbox.
    fn receive_of(&mut self, inbox: usize) -> Option<Parcel> {
        let parcel = self.inboxes[inbox].receive()?;
        if self.inboxes[inbox].has_room() {
            self.control.wake(parcel.from);
        }
        Some(parcel)
    }

    /// The next parcel in the order of pieces. A piece comes over one channel, so that it is looked at first.
    fn receive_due(&mut self) -> Option<Parcel> {
        let mut looks = 0;
        while looks < self.workers {
            match self.fate(self.next) {
                Some(Fate::Taken) => {
                    let parcel = self.take(self.next)?;
                    if let Some(order) = &mut self.order {
                        order.took(parcel.place);
                    }
                    return Some(parcel);
                }
                Some(Fate::Dropped) => drop(self.take(self.next)),
                Some(Fate::Waits) | None => {
                    self.next = if self.next + 1 == self.workers { 0 } else { self.next + 1 };
                    looks += 1;
                }
            }
        }
        None
    }

    /// What becomes of the next parcel of a channel, if there is one.
    fn fate(&self, channel: usize) -> Option<Fate> {
        let place = match self.inbox(channel) {
            None => self.outboxes[channel].waiting.front()?.place,
            Some(inbox) => self.inboxes[inbox].ring.peek().ok()?.place,
        };
        self.order.as_ref().map(|order| order.fate(place))
    }

    fn take(&mut self, channel: usize) -> Option<Parcel> {
        match self.inbox(channel) {
            None => self.outboxes[channel].waiting.pop_front(),
            Some(inbox) => self.receive_of(inbox),
        }
    }

    /// The inbox of a channel; `None`: it is this worker's own.
    fn inbox(&self, channel: usize) -> Option<usize> {
        match channel.cmp(&self.me) {
            Ordering::Less => Some(channel),
            Ordering::Equal => None,
            Ordering::Greater => Some(channel - 1),
        }
    }

    /// Gives an emptied batch back to its sender, which makes new ones when the ring of empties is full or it has ended.
    pub(super) fn give_back(&mut self, parcel: Parcel) {
        let from = parcel.from;
        if let Some(inbox) = self.inbox(from) {
            let _ = self.inboxes[inbox].empties.push(parcel);
        } else if let Link::Itself(spare) = &mut self.outboxes[from].link
            && spare.len() < RING_BATCHES
        {
            spare.push(parcel);
        }
    }

    /// Tells the readers of what was sent that nothing more follows soon.
    pub(super) fn tell(&mut self) {
        for (to, outbox) in self.outboxes.iter_mut().enumerate() {
            if std::mem::take(&mut outbox.untold) {
                self.control.wake(to);
            }
        }
    }

    /// Tries to send what waits for room: whether nothing waits any more, nor too much for its turn on this worker itself.
    pub(super) fn drain(&mut self) -> bool {
        let is_ahead = self.order.is_some() && self.outboxes[self.me].waiting.len() >= RING_PIECES;
        if self.waiting == 0 {
            return !is_ahead;
        }
        for (to, outbox) in self.outboxes.iter_mut().enumerate() {
            let sent = outbox.drain();
            if sent > 0 {
                self.waiting -= sent;
                self.control.wake(to);
            }
        }
        self.waiting == 0 && !is_ahead
    }

    /// Says at the end of a round what there is still to do.
    pub(super) fn report(&self, rounds: &mut Rounds) {
        if self.outboxes.get(self.me).is_some_and(|itself| !itself.waiting.is_empty()) {
            // Held up by an exchange behind, it would be looked at again and again for as long as, say, nobody reads the output of the worker that is to make room. (Where that exchange is
            // not behind this one, what is left here is taken in the next round, before the worker sleeps.)
            let waits = self.order.is_some() && self.fate(self.me) == Some(Fate::Waits);
            match waits || rounds.held_up() {
                true => rounds.open(),
                false => rounds.worked(),
            }
        }
        if self.waiting > 0 {
            rounds.hold_up();
        } else if self.inboxes.iter().any(|inbox| inbox.open) {
            rounds.open();
        }
    }
}

/// Batches in a ring between two of so many workers.
pub(super) const fn ring_batches(workers: usize) -> usize {
    match RINGS_BATCHES / workers {
        0..=RING_BATCHES => RING_BATCHES,
        RING_PIECES.. => RING_PIECES,
        batches => batches,
    }
}

/// All exchanges of a job, before the workers have taken their ends.
pub struct Exchanges {
    workers: usize,
    pub(super) rows_max: Option<usize>,
    control: Arc<ControlBlock>,
    /// By index of the exchange, then by worker.
    wirings: Mutex<Vec<Vec<Option<Held<Rings>>>>>,
}

impl Exchanges {
    /// For so many workers; batches of `rows_max` rows, or by the size of a row.
    pub fn new(workers: usize, rows_max: Option<usize>, control: Arc<ControlBlock>) -> Exchanges {
        Exchanges { workers, rows_max, control, wirings: Mutex::new(Vec::new()) }
    }

    /// What worker `me` has of exchange `index`, which keeps the order of pieces or not; whoever comes first wires it.
    pub(super) fn rings(&self, index: usize, me: usize, in_order: bool) -> Held<Rings> {
        let mut wirings = self.wirings.lock().unwrap_or_else(PoisonError::into_inner);
        while wirings.len() <= index {
            wirings.push(Vec::new());
        }
        if wirings[index].is_empty() {
            wirings[index] = self.wire(in_order);
        }
        wirings[index][me].take().expect("each worker takes each exchange once")
    }

    /// The only worker has the order of pieces anyway.
    fn wire(&self, in_order: bool) -> Vec<Option<Held<Rings>>> {
        let in_order = in_order && self.workers > 1;
        let batches = if in_order { RING_PIECES } else { ring_batches(self.workers) };
        let given_up = GivenUp::none();
        let rings = |me| Rings {
            me,
            workers: self.workers,
            outboxes: Vec::new(),
            inboxes: Vec::new(),
            next: 0,
            waiting: 0,
            order: in_order.then(|| Order::new(given_up.clone())),
            control: self.control.clone(),
        };
        let mut ends: Vec<Rings> = (0..self.workers).map(rings).collect();
        let n = if self.workers == 1 { 0 } else { self.workers };
        for from in 0..n {
            for to in 0..n {
                if from == to {
                    ends[from].stage();
                    continue;
                }
                let (ring, receiver) = RingBuffer::new(batches);
                // There are more only while one worker waits for another: then they would leave the near caches.
                let (empties, returned) = RingBuffer::new(if in_order { batches } else { RING_BATCHES });
                ends[from].outboxes.push(Outbox::new(Link::Other(ring, returned)));
                ends[to].inboxes.push(Inbox { ring: receiver, empties, open: true });
            }
        }
        ends.into_iter().map(|rings| Some(Held::new(rings))).collect()
    }
}
