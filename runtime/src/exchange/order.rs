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
//! **Stop.** A worker that was asked to stop gives up its piece, so a later one would wait for ever. Once a channel was stopped, no more pieces
//! are taken: what came until then is the beginning of the file, with nothing left out.

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

/// Both ends of an exchange that keeps the order of pieces, on one worker.
#[derive(Debug)]
pub(super) struct Order {
    /// Of what is sent now.
    sending: Option<usize>,
    /// The piece that is received now.
    due: usize,
    stopped: bool,
}

impl Order {
    /// Before the first piece.
    pub(super) fn new() -> Order {
        Order { sending: None, due: 0, stopped: false }
    }

    /// What follows is of this piece, or of none.
    pub(super) fn send(&mut self, piece: Option<usize>) {
        if let (Some(before), Some(piece)) = (self.sending, piece) {
            assert!(before == piece, "piece {before} ends before piece {piece} begins");
        }
        self.sending = piece;
    }

    /// The piece of what is sent now.
    pub(super) fn sending(&self) -> Option<usize> {
        self.sending
    }

    /// What becomes of it.
    pub(super) fn fate(&self, place: Place) -> Fate {
        match place {
            Place::Loose => Fate::Taken,
            Place::Piece { .. } if self.stopped => Fate::Dropped,
            Place::Piece { piece, .. } => {
                assert!(piece >= self.due, "piece {piece} comes when {} is due", self.due);
                if piece == self.due { Fate::Taken } else { Fate::Waits }
            }
        }
    }

    /// It was taken. `stops`: it says that its channel was stopped.
    pub(super) fn took(&mut self, place: Place, stops: bool) {
        self.stopped |= stops;
        if let Place::Piece { ends: true, .. } = place {
            self.due += 1;
        }
    }
}
