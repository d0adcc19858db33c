//! Exchange: rows go to the worker that owns their key. One [`Exchange`] per worker and repartitioning step; between each two
//! workers a bounded ring of batches there and one back for the empties, so that nothing is allocated in the steady state.
//!
//! A worker sends rows and controls **to itself** the same way, through a queue: where to is then an address and not a branch that
//! no processor can predict. A worker that is [`Exchange::alone`] does not
//! use the exchange at all: generated code calls on. Controls are broadcast: each channel (a worker is one) carries them at their
//! place between its rows. Where the state behind is large and rows cannot wait in a source's loop ([`crate::waiting`]), they go through batches there too ([`Exchange::stage`]): only over
//! many rows at once can what they need of memory be fetched ahead.
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
//! **Order.** Where rows that all workers read, or make, must arrive as one reader would send them, they do: see [`order`].
//!
//! Cost: `cargo xtask bench exchange`.

mod batch;
mod control;
mod order;
mod rings;

pub use batch::{Batch, Part, Parts, Row};
pub use control::Control;
pub use rings::Exchanges;

use crate::hash::{KEY_GROUPS, key_group};
use crate::heap::Heap;
use crate::held::Held;
use crate::job::Rounds;
use order::{Order, Place};
use rings::{Parcel, Rings};

/// Rows in a full batch at least; `cargo xtask bench exchange` shows what others cost.
pub const ROWS_MAX: usize = 1024;
/// Small rows fill so many bytes: with 2048 rows of 16 bytes a batch, two threads were 8 to 12 % faster than with 1024.
const ROWS_BYTES: usize = 32 * 1024;
/// A batch is also full when its strings reach this.
pub const HEAP_BYTES_MAX: usize = 128 * 1024;
/// And when so many controls stand in it.
const CONTROLS_MAX: usize = 1024;
/// Batches in a ring, where workers are many, and empty ones in a ring back.
const RING_BATCHES: usize = 8;
/// Batches in a ring where order is kept. A piece is a batch or more, and a worker whose thread does not run for a while holds up all others at its piece: so much they
/// can read on, some milliseconds.
const RING_PIECES: usize = 32;
/// Batches in all rings that a worker sends to. A thread may lose its core for some milliseconds: so long others can go on where workers are few, and what waits does not grow with their square.
const RINGS_BATCHES: usize = 64;
/// An open batch is sent on after so many rounds at the latest: half a millisecond under full load, two where pieces of a large file are read.
const ROUNDS_OPEN_MAX: u32 = 4;

/// One worker's end of an exchange. `P`: partial groups that rows may be combined into.
pub struct Exchange<R: Row, P: Row = ()> {
    me: usize,
    workers: usize,
    rows_max: usize,
    /// Rows are passed on without a batch.
    alone: bool,
    /// The batches being filled, by worker, itself included; none where it is alone.
    open: Vec<Batch<R, P>>,
    rounds_open: u32,
    rings: Held<Rings>,
}

impl Exchanges {
    /// The end of worker `me` of exchange `index`; all workers must name the same types.
    #[inline(never)]
    pub fn take<R: Row, P: Row>(&self, index: usize, me: usize) -> Exchange<R, P> {
        self.end(self.rings(index, me, false), me)
    }

    /// As [`Exchanges::take`], where rows are received in the order of the pieces that they were sent in, see [`Exchange::begin_piece`].
    #[inline(never)]
    pub fn take_in_order<R: Row, P: Row>(&self, index: usize, me: usize) -> Exchange<R, P> {
        self.end(self.rings(index, me, true), me)
    }

    fn end<R: Row, P: Row>(&self, rings: Held<Rings>, me: usize) -> Exchange<R, P> {
        let by_size = || (ROWS_BYTES / size_of::<R>().max(8)).max(ROWS_MAX);
        let (workers, rows_max) = (rings.workers(), self.rows_max.unwrap_or_else(by_size));
        let mut open = Vec::new();
        while open.len() < rings.targets() {
            open.push(Batch::new(me));
        }
        Exchange { me, workers, rows_max, alone: workers == 1, open, rounds_open: 0, rings }
    }
}

impl<R: Row, P: Row> Exchange<R, P> {
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
            self.rings.stage();
            self.open.push(Batch::new(self.me));
        }
    }

    /// Rows and controls from now on are of this piece of the input; nothing where order is not kept. Pieces are numbered from 0, without gaps over all workers.
    #[inline(never)]
    pub fn begin_piece(&mut self, piece: usize) {
        if self.rings.order().is_some_and(|order| order.sending() != Some(piece)) {
            self.flush();
            self.rings.order().into_iter().for_each(|order| order.begin(piece));
        }
    }

    /// The piece has ended: every worker is told, for it may be what all wait for.
    #[inline(never)]
    pub fn end_piece(&mut self) {
        let Some(piece) = self.rings.order().and_then(|order| order.sending()) else { return };
        for to in 0..self.open.len() {
            self.ship_at(to, Place::Piece { piece, ends: true });
        }
        self.rings.order().into_iter().for_each(Order::end);
        self.rings.tell();
    }

    /// This worker is going to stop, and the last piece that it took was this one: if it did not get to its end, no later piece counts. What was sent of it counts.
    #[inline(never)]
    pub fn give_up(&mut self, piece: usize) {
        self.flush();
        self.rings.order().into_iter().for_each(|order| order.give_up(piece));
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
        if size_of::<P>() > 0 && self.open[to].has_groups() {
            self.ship(to);
        }
        let open = &mut self.open[to];
        let row = make(&mut open.heap);
        open.rows.push(row);
        if open.rows.len() >= self.rows_max || open.heap.size_bytes() >= HEAP_BYTES_MAX {
            self.ship(to);
        }
    }

    /// Appends a partial group, as [`Exchange::push`] a row.
    #[inline]
    pub fn push_group(&mut self, to: usize, make: impl FnOnce(&mut Heap) -> P) {
        if !self.open[to].rows.is_empty() {
            self.ship(to);
        }
        let open = &mut self.open[to];
        let group = make(&mut open.heap);
        open.groups.push(group);
        if open.groups.len() >= self.rows_max || open.heap.size_bytes() >= HEAP_BYTES_MAX {
            self.ship(to);
        }
    }

    /// Sends a control to all other workers, behind the rows so far: to be measured and tested with, as one end that only sends.
    pub fn broadcast(&mut self, control: Control) {
        self.append(control, self.me);
    }

    /// Sends a control to all workers, itself included, behind the rows so far. For steps that push their own rows too; when
    /// [`Exchange::alone`], the sender calls its own `control` instead.
    pub fn publish(&mut self, control: Control) {
        self.append(control, usize::MAX);
    }

    #[inline(never)]
    fn append(&mut self, control: Control, except: usize) {
        // That its channel has ended is of no piece.
        if let (true, Place::Piece { piece, .. }) = (control.is_last(), self.rings.place()) {
            self.give_up(piece);
        }
        for to in 0..self.open.len() {
            if to == except {
                continue;
            }
            let open = &mut self.open[to];
            open.control(control);
            if open.controls.len() >= CONTROLS_MAX {
                self.ship(to);
            }
        }
        if control.is_last() {
            self.flush();
        }
    }

    /// The next batch, of itself first.
    #[inline(never)]
    pub fn receive(&mut self) -> Option<Box<Batch<R, P>>> {
        self.rings.receive().map(opened)
    }

    /// Gives a batch back to its sender, to be filled again.
    #[inline(never)]
    pub fn recycle(&mut self, mut batch: Box<Batch<R, P>>) {
        batch.clear(HEAP_BYTES_MAX);
        let place = Place::Loose;
        self.rings.give_back(Parcel { from: batch.from, last: false, place, batch });
    }

    /// Whether batches wait because a ring is full: then nothing upstream may run. Tries to send them first.
    pub fn blocked(&mut self) -> bool {
        !self.rings.drain()
    }

    /// Sends all open batches, and tells the readers.
    #[inline(never)]
    pub fn flush(&mut self) {
        for to in 0..self.open.len() {
            if !self.open[to].is_empty() {
                self.ship(to);
            }
        }
        self.rings.tell();
        self.rounds_open = 0;
    }

    /// To be called once at the end of each round, of the exchange farthest downstream first: sends what waits; sends open batches when the input ran dry or they have been open for
    /// long; keeps the round open while something may come or must go.
    #[inline(never)]
    pub fn end_round(&mut self, rounds: &mut Rounds) {
        self.rings.drain();
        self.rounds_open += 1;
        if rounds.dry() || self.rounds_open >= ROUNDS_OPEN_MAX {
            self.flush();
        }
        self.rings.report(rounds);
    }

    #[cold]
    #[inline(never)]
    fn ship(&mut self, to: usize) {
        self.ship_at(to, self.rings.place());
    }

    #[inline]
    fn ship_at(&mut self, to: usize, place: Place) {
        let spare = self.rings.spare(to).map(opened);
        let mut full = spare.unwrap_or_else(|| Box::new(Batch::new(self.me)));
        std::mem::swap(&mut *full, &mut self.open[to]);
        let last = full.controls.last().is_some_and(|(_, control)| control.is_last());
        self.rings.send(to, Parcel { from: self.me, last, place, batch: full });
    }
}

/// What is in a parcel of an exchange of such rows.
fn opened<R: Row, P: Row>(parcel: Parcel) -> Box<Batch<R, P>> {
    match parcel.batch.downcast() {
        Ok(batch) => batch,
        Err(_) => panic!("all workers take an exchange with one type of row"),
    }
}

#[cfg(test)]
mod order_tests;
#[cfg(test)]
mod tests;
