//! Exchange: rows go to the worker that owns their key. One [`Exchange`] per worker and repartitioning step; between each two
//! workers a bounded ring of batches there and one back for the empties, so that nothing is allocated in the steady state.
//!
//! A worker sends rows and controls **to itself** the same way, through a queue: where to is then an address and not a branch that
//! no processor can predict (two workers: 14 → 10 ns a row in `examples/hot_auctions`). A worker that is [`Exchange::alone`] does not
//! use the exchange at all: generated code calls on. Controls are broadcast: each channel (a worker is one) carries them at their
//! place between its rows. Where the state behind is large, rows go through batches there too ([`Exchange::stage`]): only over many rows
//! at once can what they need of memory be fetched ahead.
//!
//! **No deadlock, bounded memory.** A full ring never blocks a thread: the batch waits in the outbox, and
//! [`Exchange::blocked`] says so. A blocked worker does not poll sources and does not receive batches of exchanges upstream of
//! the blocked one, but keeps receiving everything downstream of it. Exchanges form a directed acyclic graph; who receives from the
//! last one only writes to sinks and so always drains; hence its rings empty, hence its producers unblock, and so on upstream.
//! What waits is at most what one batch, one quantum of a source or one firing gives.
//!
//! **Waking.** Telling a sleeping reader costs microseconds, so it is told when half of its ring is full, or when the sender
//! runs dry or has kept it waiting for some rounds; a sender that waits for room is told when half of it is free.
//!
//! Cost: 2 ns for a row of 32 bytes in either thread (`examples/speed.rs`).

mod batch;
mod control;
mod rings;

pub use batch::{Batch, Part, Parts, Row};
pub use control::Control;
pub use rings::Exchanges;

use crate::control_block::ControlBlock;
use crate::hash::{KEY_GROUPS, key_group};
use crate::heap::Heap;
use crate::job::Rounds;
use rings::{Inbox, Outbox, Shipped};
use std::sync::Arc;

/// Rows in a full batch. FACTS: 10–19 ns a row at 1024 and more, 44 at 64.
pub const ROWS_MAX: usize = 1024;
/// A batch is also full when its strings reach this.
pub const HEAP_BYTES_MAX: usize = 128 * 1024;
/// And when so many controls stand in it.
const CONTROLS_MAX: usize = 1024;
/// Batches in a ring.
const RING_BATCHES: usize = 8;
/// An open batch is sent on after so many rounds at the latest: half a millisecond under full load.
const ROUNDS_OPEN_MAX: u32 = 4;

/// One worker's end of an exchange.
pub struct Exchange<R: Row> {
    me: usize,
    workers: usize,
    rows_max: usize,
    /// Rows are passed on without a batch.
    alone: bool,
    /// By worker, itself included; none where it is alone.
    outboxes: Vec<Outbox<R>>,
    /// From all other workers.
    inboxes: Vec<Inbox<R>>,
    /// Where the next look for batches begins.
    next: usize,
    /// Batches that wait for room in rings.
    waiting: usize,
    rounds_open: u32,
    control: Arc<ControlBlock>,
}

impl<R: Row> Exchange<R> {
    /// This worker.
    #[inline(always)]
    pub fn me(&self) -> usize {
        self.me
    }

    /// How many channels its consumer hears: one a worker.
    pub fn channels(&self) -> usize {
        self.workers
    }

    /// Whether rows are passed on without a batch: this is the only worker, and nothing was [staged](Exchange::stage).
    #[inline(always)]
    pub fn alone(&self) -> bool {
        self.alone
    }

    /// From now on rows and controls go through batches, also of the only worker to itself.
    #[inline]
    pub fn stage(&mut self) {
        if self.alone {
            self.alone = false;
            self.outboxes.push(Outbox::to_itself(self.me, self.rows_max));
        }
    }

    /// The worker that owns the key with this hash.
    #[inline(always)]
    pub fn target(&self, hash: u64) -> usize {
        (key_group(hash) as usize * self.workers) / KEY_GROUPS as usize
    }

    /// The worker of a step that runs on one only.
    #[inline(always)]
    pub fn target_one(&self) -> usize {
        0
    }

    /// Appends a row to the batch for a worker, itself included; not when [`Exchange::alone`]. Strings go into the heap first.
    #[inline]
    pub fn push(&mut self, to: usize, make: impl FnOnce(&mut Heap) -> R) {
        let open = &mut self.outboxes[to].open;
        let row = make(&mut open.heap);
        open.rows.push(row);
        if open.rows.len() >= self.rows_max || open.heap.size_bytes() >= HEAP_BYTES_MAX {
            self.ship(to);
        }
    }

    /// Sends a control to all other workers, behind the rows so far. For steps that apply their own rows at once; the sender then calls
    /// its own `control`.
    pub fn broadcast(&mut self, control: Control) {
        for to in 0..self.outboxes.len() {
            if to != self.me {
                self.append(to, control);
            }
        }
        self.send_last(control);
    }

    /// Sends a control to all workers, itself included, behind the rows so far. For steps that push their own rows too; when
    /// [`Exchange::alone`], the sender calls its own `control` instead.
    pub fn publish(&mut self, control: Control) {
        (0..self.outboxes.len()).for_each(|to| self.append(to, control));
        self.send_last(control);
    }

    fn append(&mut self, to: usize, control: Control) {
        let open = &mut self.outboxes[to].open;
        open.control(control);
        if open.controls.len() >= CONTROLS_MAX {
            self.ship(to);
        }
    }

    fn send_last(&mut self, control: Control) {
        if control.is_last() {
            self.flush();
        }
    }

    /// The next batch, of itself first.
    pub fn receive(&mut self) -> Option<Batch<R>> {
        if let Some(batch) = self.outboxes.get_mut(self.me).and_then(Outbox::receive) {
            return Some(batch);
        }
        for _ in 0..self.inboxes.len() {
            let at = self.next;
            self.next = if at + 1 == self.inboxes.len() { 0 } else { at + 1 };
            if let Some(batch) = self.inboxes[at].receive() {
                if self.inboxes[at].has_room() {
                    self.control.wake(batch.from);
                }
                return Some(batch);
            }
        }
        None
    }

    /// Gives a batch back to its sender, to be filled again.
    pub fn recycle(&mut self, mut batch: Batch<R>) {
        batch.clear(HEAP_BYTES_MAX);
        match batch.from {
            from if from == self.me => self.outboxes[from].give_back(batch),
            from if from < self.me => self.inboxes[from].give_back(batch),
            from => self.inboxes[from - 1].give_back(batch),
        }
    }

    /// Whether batches wait because a ring is full: then nothing upstream may run. Tries to send them first.
    #[inline]
    pub fn blocked(&mut self) -> bool {
        self.waiting > 0 && !self.drain()
    }

    /// Sends all open batches, and tells the readers.
    pub fn flush(&mut self) {
        for to in 0..self.outboxes.len() {
            if !self.outboxes[to].open.is_empty() {
                self.ship(to);
            }
            if self.outboxes[to].take_untold() {
                self.control.wake(to);
            }
        }
        self.rounds_open = 0;
    }

    /// To be called once at the end of each round: sends what waits; sends open batches when the input ran dry or they have been open for
    /// long; keeps the round open while something may come or must go.
    pub fn end_round(&mut self, rounds: &mut Rounds) {
        if self.waiting > 0 {
            self.drain();
        }
        self.rounds_open += 1;
        if rounds.dry() || self.rounds_open >= ROUNDS_OPEN_MAX {
            self.flush();
        }
        if self.outboxes.get(self.me).is_some_and(Outbox::is_waiting) {
            rounds.worked();
        }
        if self.waiting > 0 || self.inboxes.iter().any(Inbox::is_open) {
            rounds.open();
        }
    }

    #[cold]
    #[inline(never)]
    fn ship(&mut self, to: usize) {
        match self.outboxes[to].ship(self.me, self.rows_max) {
            Shipped::Sent => {}
            Shipped::Plenty => self.control.wake(to),
            Shipped::Waits => {
                self.waiting += 1;
                self.control.wake(to);
            }
        }
    }

    /// Whether all waiting batches could be sent.
    #[cold]
    fn drain(&mut self) -> bool {
        for to in (0..self.outboxes.len()).filter(|to| *to != self.me) {
            let sent = self.outboxes[to].drain();
            if sent > 0 {
                self.waiting -= sent;
                self.control.wake(to);
            }
        }
        self.waiting == 0
    }
}

#[cfg(test)]
mod tests;
