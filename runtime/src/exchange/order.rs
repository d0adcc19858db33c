//! Rows that several workers read, or make, in pieces, received in the order in which one reader would have given them.
//!
//! A sender says which piece its rows are of ([`super::Exchange::begin_piece`]); what it sends until the piece ends carries the piece's number, and the
//! end of a piece is sent to every worker, also where no row of it goes there. Senders take pieces in ascending order. A receiver takes only what
//! is of the piece that is due; when that has ended, the next one is due. What is of no piece (the end of a channel) comes at its place in its channel.
//!
//! **No deadlock.** Of all pieces that some receiver has not wholly taken, look at the least one, and at its reader. Nobody has taken it yet: then all pieces
//! that were taken have been received everywhere, no ring and no queue has anything, and whoever reads next takes it. Its reader is at it: then what
//! it has sent and is still on its way is of this piece, for all before it has been received; so it is blocked only by what is due,
//! and every receiver takes that. It has read all of it: then its outboxes drain as ever, into the hands of those that wait for nothing else. A receiver that does not take
//! what is due is held up by an exchange farther downstream, which drains.
//! What a worker sends to itself waits in a queue of its own, which blocks as a full ring does. All this needs that the reading of a source is held up by
//! exchanges behind that source only, and receiving by those farther downstream: of two sources each could otherwise wait for the other's piece. The generated loop sees to it.
//!
//! **Stop.** A worker that was asked to stop gives up the piece of a file that it is at, so a later one would wait for ever. It says which before it says that its channel
//! was stopped ([`super::Exchange::give_up`]). Of the least of those all that was sent is still taken, as is all before it, and nothing behind it, by every receiver: what they have seen together is the
//! beginning of the input up to one row, with nothing left out (so have all exchanges that keep the order of one source; steps that take rows in any order may have seen more of a file). Nobody has taken more, for that piece never ends. Who makes rows ends a piece before it looks whether to stop, and gives none up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a parcel is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// No piece: it comes where it stands in its channel.
    Loose,
    /// This piece.
    Piece {
        /// Its number.
        piece: usize,
        /// Whether the channel has nothing more of it.
        ends: bool,
    },
}

/// What becomes of a parcel that is next in its channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Taken,
    Waits,
    Dropped,
}

/// The least piece of an exchange that was given up, which all workers share; `usize::MAX`: none.
#[derive(Debug, Clone)]
pub(super) struct GivenUp(Arc<AtomicUsize>);

/// Both ends of an exchange that keeps the order of pieces, on one worker.
#[derive(Debug)]
pub(super) struct Order {
    /// Of what is sent now.
    sending: Option<usize>,
    /// The last piece that was sent to its end.
    ended: Option<usize>,
    /// The piece that is received now.
    due: usize,
    given_up: GivenUp,
}

impl GivenUp {
    /// None so far.
    pub(super) fn none() -> GivenUp {
        GivenUp(Arc::new(AtomicUsize::new(usize::MAX)))
    }
}

impl Order {
    /// Before the first piece.
    pub(super) fn new(given_up: GivenUp) -> Order {
        Order { sending: None, ended: None, due: 0, given_up }
    }

    /// What follows is of this piece.
    pub(super) fn begin(&mut self, piece: usize) {
        assert!(self.sending.is_none(), "{:?} ends before piece {piece} begins", self.sending);
        self.sending = Some(piece);
    }

    /// What was sent until now was the rest of its piece.
    pub(super) fn end(&mut self) {
        self.ended = self.sending.take();
    }

    /// No more will be sent of a piece that was taken, if it was not sent to its end. To be called before the end of the channel is sent.
    pub(super) fn give_up(&mut self, piece: usize) {
        if self.ended != Some(piece) {
            // Whoever hears of the end of the channel knows of this.
            self.given_up.0.fetch_min(piece, Ordering::Release);
        }
        self.sending = None;
    }

    /// The piece of what is sent now.
    pub(super) fn sending(&self) -> Option<usize> {
        self.sending
    }

    /// What becomes of it.
    pub(super) fn fate(&self, place: Place) -> Fate {
        match place {
            Place::Loose => Fate::Taken,
            Place::Piece { piece, .. } if piece == self.due => Fate::Taken,
            Place::Piece { piece, .. } => {
                assert!(piece > self.due, "piece {piece} comes when {} is due", self.due);
                if piece > self.given_up.0.load(Ordering::Acquire) { Fate::Dropped } else { Fate::Waits }
            }
        }
    }

    /// It was taken.
    pub(super) fn took(&mut self, place: Place) {
        if let Place::Piece { ends: true, .. } = place {
            self.due += 1;
        }
    }
}
