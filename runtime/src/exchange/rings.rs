//! The rings between workers and how they are wired: each worker takes its end of an exchange by index and type, on its own thread.

use super::batch::{Batch, Row};
use super::{Exchange, RING_BATCHES};
use crate::control_block::ControlBlock;
use rtrb::{Consumer, Producer, PushError, RingBuffer};
use std::any::Any;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// To one worker, itself included.
pub(super) struct Outbox<R> {
    /// Being filled.
    pub(super) open: Batch<R>,
    link: Link<R>,
    /// Full batches that found the ring full, in order. To itself: all that were sent.
    waiting: VecDeque<Batch<R>>,
    /// Batches are in the ring of which a sleeping reader was not told.
    untold: bool,
}

enum Link<R> {
    /// Empty batches to be filled again.
    Itself(Vec<Batch<R>>),
    /// The ring there, and the ring of empties back.
    Other(Producer<Batch<R>>, Consumer<Batch<R>>),
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shipped {
    /// The reader may sleep on: waking it for each batch would cost more than the batch.
    Sent,
    /// It must be woken: half of the ring is full.
    Plenty,
    /// The ring is full: the batch waits here.
    Waits,
}

/// From one other worker.
pub(super) struct Inbox<R> {
    ring: Consumer<Batch<R>>,
    empties: Producer<Batch<R>>,
    open: bool,
}

impl<R: Row> Outbox<R> {
    /// From a worker to itself.
    pub(super) fn to_itself(me: usize, rows_max: usize) -> Outbox<R> {
        Outbox::new(me, rows_max, Link::Itself(Vec::new()))
    }

    fn new(from: usize, rows_max: usize, link: Link<R>) -> Outbox<R> {
        Outbox { open: Batch::new(from, rows_max), link, waiting: VecDeque::new(), untold: false }
    }

    /// Sends the open batch and opens an empty one.
    pub(super) fn ship(&mut self, me: usize, rows_max: usize) -> Shipped {
        let fresh = match &mut self.link {
            Link::Itself(spare) => spare.pop(),
            Link::Other(_, empties) => empties.pop().ok(),
        };
        let full = std::mem::replace(&mut self.open, fresh.unwrap_or_else(|| Batch::new(me, rows_max)));
        match &mut self.link {
            Link::Itself(_) => {
                self.waiting.push_back(full);
                Shipped::Sent
            }
            Link::Other(ring, _) if self.waiting.is_empty() => match ring.push(full) {
                Ok(()) => {
                    self.untold = ring.slots() > RING_BATCHES / 2;
                    if self.untold { Shipped::Sent } else { Shipped::Plenty }
                }
                Err(PushError::Full(full)) => {
                    self.waiting.push_back(full);
                    Shipped::Waits
                }
            },
            Link::Other(..) => {
                self.waiting.push_back(full);
                Shipped::Waits
            }
        }
    }

    /// Sends what waits for room in the ring as far as there is: how many batches.
    pub(super) fn drain(&mut self) -> usize {
        let mut sent = 0;
        let Link::Other(ring, _) = &mut self.link else { return 0 };
        while !self.waiting.is_empty() && !ring.is_full() {
            if let Some(batch) = self.waiting.pop_front() {
                assert!(ring.push(batch).is_ok(), "there was room, and only this thread fills the ring");
                sent += 1;
            }
        }
        sent
    }

    /// Whether the reader must be told of batches now that nothing more follows soon.
    pub(super) fn take_untold(&mut self) -> bool {
        std::mem::take(&mut self.untold)
    }

    /// To itself: the next batch.
    pub(super) fn receive(&mut self) -> Option<Batch<R>> {
        self.waiting.pop_front()
    }

    /// Whether batches wait, for room or to be received by itself.
    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// To itself: takes a batch back.
    pub(super) fn give_back(&mut self, batch: Batch<R>) {
        if let Link::Itself(spare) = &mut self.link
            && spare.len() < RING_BATCHES
        {
            spare.push(batch);
        }
    }
}

impl<R: Row> Inbox<R> {
    pub(super) fn receive(&mut self) -> Option<Batch<R>> {
        let batch = self.ring.pop().ok()?;
        assert!(self.open, "nothing comes behind the end of a channel");
        self.open = !batch.controls.last().is_some_and(|(_, control)| control.is_last());
        Some(batch)
    }

    /// Whether a sender that waits for room should go on: half of the ring is empty.
    pub(super) fn has_room(&self) -> bool {
        self.ring.slots() <= RING_BATCHES / 2
    }

    /// The sender makes new ones when the ring of empties is full or it has ended.
    pub(super) fn give_back(&mut self, batch: Batch<R>) {
        let _ = self.empties.push(batch);
    }

    /// Whether its end has not come yet.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }
}

/// All exchanges of a job, before the workers have taken their ends.
pub struct Exchanges {
    workers: usize,
    rows_max: usize,
    control: Arc<ControlBlock>,
    /// By index: a `Vec<Option<Exchange<R>>>`, one a worker.
    wirings: Mutex<Vec<Option<Box<dyn Any + Send>>>>,
}

impl Exchanges {
    /// For so many workers; batches of `rows_max` rows.
    pub fn new(workers: usize, rows_max: usize, control: Arc<ControlBlock>) -> Exchanges {
        Exchanges { workers, rows_max: rows_max.max(1), control, wirings: Mutex::new(Vec::new()) }
    }

    /// The end of worker `me` of exchange `index`; whoever comes first wires it.
    pub fn take<R: Row>(&self, index: usize, me: usize) -> Exchange<R> {
        let mut wirings = self.wirings.lock().unwrap_or_else(PoisonError::into_inner);
        while wirings.len() <= index {
            wirings.push(None);
        }
        let wiring = wirings[index].get_or_insert_with(|| Box::new(self.wire::<R>()));
        let ends = wiring.downcast_mut::<Vec<Option<Exchange<R>>>>();
        let end = ends.and_then(|ends| ends[me].take());
        end.expect("each worker takes each exchange once, and all with one type of row")
    }

    fn wire<R: Row>(&self) -> Vec<Option<Exchange<R>>> {
        let n = if self.workers == 1 { 0 } else { self.workers };
        let mut outboxes: Vec<Vec<Outbox<R>>> = (0..self.workers).map(|_| Vec::new()).collect();
        let mut inboxes: Vec<Vec<Inbox<R>>> = (0..self.workers).map(|_| Vec::new()).collect();
        for (from, outboxes) in outboxes.iter_mut().enumerate().take(n) {
            for (to, inboxes) in inboxes.iter_mut().enumerate() {
                if from == to {
                    outboxes.push(Outbox::to_itself(from, self.rows_max));
                    continue;
                }
                let (ring, receiver) = RingBuffer::new(RING_BATCHES);
                let (empties, returned) = RingBuffer::new(RING_BATCHES);
                outboxes.push(Outbox::new(from, self.rows_max, Link::Other(ring, returned)));
                inboxes.push(Inbox { ring: receiver, empties, open: true });
            }
        }
        let ends = outboxes.into_iter().zip(inboxes).enumerate();
        let end = |(me, (outboxes, inboxes))| Exchange {
            me,
            workers: self.workers,
            rows_max: self.rows_max,
            alone: self.workers == 1,
            outboxes,
            inboxes,
            next: 0,
            waiting: 0,
            rounds_open: 0,
            control: self.control.clone(),
        };
        ends.map(|e| Some(end(e))).collect()
    }
}
