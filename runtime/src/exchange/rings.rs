//! The rings between workers and how they are wired: each worker takes its end of an exchange by index and type, on its own thread.

use super::batch::{Batch, Row};
use super::{Exchange, RING_BATCHES};
use crate::control_block::ControlBlock;
use rtrb::{Consumer, Producer, PushError, RingBuffer};
use std::any::Any;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// To one other worker.
pub(super) struct Outbox<R> {
    /// Being filled.
    pub(super) open: Batch<R>,
    /// `None` towards itself.
    rings: Option<(Producer<Batch<R>>, Consumer<Batch<R>>)>,
    /// Full batches that found the ring full, in order.
    overflow: VecDeque<Batch<R>>,
}

/// From one other worker.
pub(super) struct Inbox<R> {
    ring: Consumer<Batch<R>>,
    empties: Producer<Batch<R>>,
    open: bool,
}

impl<R: Row> Outbox<R> {
    /// Sends the open batch and opens an empty one; false: it has to wait.
    pub(super) fn ship(&mut self, me: usize, rows_max: usize) -> bool {
        let Some((ring, empties)) = &mut self.rings else {
            unreachable!("a worker sends nothing to itself: rows for `me` are applied at once");
        };
        let fresh = empties.pop().unwrap_or_else(|_| Batch::new(me, rows_max));
        let full = std::mem::replace(&mut self.open, fresh);
        if self.overflow.is_empty() {
            match ring.push(full) {
                Ok(()) => return true,
                Err(PushError::Full(full)) => self.overflow.push_back(full),
            }
        } else {
            self.overflow.push_back(full);
        }
        false
    }

    /// Sends what waits as far as there is room: how many batches.
    pub(super) fn drain(&mut self) -> usize {
        let mut sent = 0;
        let Some((ring, _)) = &mut self.rings else { return 0 };
        while !self.overflow.is_empty() && !ring.is_full() {
            if let Some(batch) = self.overflow.pop_front() {
                assert!(ring.push(batch).is_ok(), "there was room, and only this thread fills the ring");
                sent += 1;
            }
        }
        sent
    }
}

impl<R: Row> Inbox<R> {
    pub(super) fn receive(&mut self) -> Option<Batch<R>> {
        let batch = self.ring.pop().ok()?;
        assert!(self.open, "nothing comes behind the end of a channel");
        self.open = !batch.controls.last().is_some_and(|(_, control)| control.is_last());
        Some(batch)
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
        for from in 0..n {
            for (to, inboxes) in inboxes.iter_mut().enumerate() {
                let rows = if from == to { 0 } else { self.rows_max };
                let (open, overflow) = (Batch::new(from, rows), VecDeque::new());
                if from == to {
                    outboxes[from].push(Outbox { open, rings: None, overflow });
                    continue;
                }
                let (ring, receiver) = RingBuffer::new(RING_BATCHES);
                let (empties, returned) = RingBuffer::new(RING_BATCHES);
                outboxes[from].push(Outbox { open, rings: Some((ring, returned)), overflow });
                inboxes.push(Inbox { ring: receiver, empties, open: true });
            }
        }
        let ends = outboxes.into_iter().zip(inboxes).enumerate();
        let end = |(me, (outboxes, inboxes))| Exchange {
            me,
            workers: self.workers,
            rows_max: self.rows_max,
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
