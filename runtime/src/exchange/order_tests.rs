//! Pieces of several readers, in random turn: what is received is what one reader would have sent.

use super::tests::{Named, heard};
use super::*;
use crate::control_block::ControlBlock;
use crate::heap::Text;
use crate::job::Round;

/// xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// Ends of one exchange that keeps order, by worker.
fn wired_in_order(workers: usize, rows_max: usize) -> Vec<Exchange<Named>> {
    let exchanges = Exchanges::new(workers, Some(rows_max), ControlBlock::new(workers));
    (0..workers).map(|me| exchanges.take_in_order(0, me)).collect()
}

/// A worker: it takes pieces from a counter and hears what is sent to it.
struct Member {
    exchange: Exchange<Named>,
    /// The piece that it is at, and how many of its rows are still to be sent.
    at: Option<(usize, u64)>,
    sent_last: bool,
    rows: Vec<u64>,
    controls: Vec<Control>,
    marks: crate::marks::Marks,
}

/// Pieces of one input, numbered rows in them, each to a random worker.
struct Pieces {
    random: Random,
    /// Of each piece the first row.
    first_rows: Vec<u64>,
    next: usize,
    /// By worker, what one reader would send to it, as far as it was sent.
    expected: Vec<Vec<u64>>,
}

impl Member {
    /// Goes on with its piece for some rows, or takes the next one; at the end says so.
    fn read(&mut self, pieces: &mut Pieces) {
        if self.sent_last || self.exchange.blocked() {
            return;
        }
        let (piece, left) = match self.at.take() {
            Some(at) => at,
            None if pieces.next + 1 == pieces.first_rows.len() => {
                self.sent_last = true;
                return self.exchange.publish(Control::End);
            }
            None => {
                let piece = pieces.next;
                pieces.next += 1;
                (piece, pieces.first_rows[piece + 1] - pieces.first_rows[piece])
            }
        };
        self.exchange.begin_piece(piece);
        let now = pieces.random.below(left + 1);
        for n in pieces.first_rows[piece + 1] - left..pieces.first_rows[piece + 1] - left + now {
            let to = (n * 7 % 13) as usize % pieces.expected.len();
            self.exchange.push(to, |_| Named { n, name: Text::default() });
            if n % 5 == 0 {
                self.exchange.publish(Control::Watermark(n.cast_signed()));
            }
        }
        match left - now {
            0 => self.exchange.end_piece(),
            left => self.at = Some((piece, left)),
        }
    }

    /// Takes what is there, some batches at most.
    fn hear(&mut self, batches: u64) {
        for _ in 0..batches {
            let Some(batch) = self.exchange.receive() else { return };
            for part in batch.parts() {
                match part {
                    Part::Rows(rows) => self.rows.extend(rows.iter().map(|row| row.n)),
                    Part::Control(control) => self.controls.extend(self.marks.update(batch.from, control)),
                }
            }
            self.exchange.recycle(batch);
        }
    }

    /// The end of a round: whether everything has come and gone.
    fn rest(&mut self) -> bool {
        let mut rounds = Rounds::new();
        self.exchange.end_round(&mut rounds);
        self.sent_last && rounds.end() == Round::Ended
    }
}

/// Runs a job of so many workers, their steps in random turn; `stop`: all are asked to after so many.
fn in_random_turn(seed: u64, workers: usize, stop: Option<u64>) -> (Vec<Member>, Pieces) {
    let mut random = Random(seed | 1);
    let mut first_rows = vec![0];
    for _ in 0..random.below(60) {
        let rows = [0, 1, 3, 20, 200][random.below(5) as usize];
        first_rows.push(first_rows.last().copied().unwrap_or(0) + rows);
    }
    let rows = first_rows.last().copied().unwrap_or(0);
    let mut pieces = Pieces { random, first_rows, next: 0, expected: vec![Vec::new(); workers] };
    (0..rows).for_each(|n| pieces.expected[(n * 7 % 13) as usize % workers].push(n));
    let member = |exchange: Exchange<Named>| Member {
        exchange,
        at: None,
        sent_last: false,
        rows: Vec::new(),
        controls: Vec::new(),
        marks: crate::marks::Marks::in_order(workers),
    };
    let mut members: Vec<Member> = wired_in_order(workers, 4).into_iter().map(member).collect();
    let mut ended = vec![false; workers];
    let mut steps = 0;
    while ended.contains(&false) {
        steps += 1;
        assert!(steps < 1_000_000, "seed {seed}: nothing moves any more");
        let me = pieces.random.below(workers as u64) as usize;
        match pieces.random.below(4) {
            0 if stop.is_some_and(|stop| steps >= stop) && !members[me].sent_last => {
                members[me].sent_last = true;
                members[me].exchange.publish(Control::Stop);
            }
            0 | 1 => members[me].read(&mut pieces),
            2 => {
                let batches = pieces.random.below(8);
                members[me].hear(batches);
            }
            _ => ended[me] = members[me].rest(),
        }
    }
    (members, pieces)
}

#[test]
fn pieces_of_several_readers_arrive_as_those_of_one() {
    for seed in 1..=400 {
        let workers = 2 + seed as usize % 4;
        let (members, pieces) = in_random_turn(seed * 7_919, workers, None);
        let rows = pieces.first_rows.last().copied().unwrap_or(0);
        let watermarks = (0..rows.cast_signed()).filter(|n| n % 5 == 0).map(Control::Watermark);
        let controls: Vec<Control> = watermarks.chain([Control::Watermark(i64::MAX), Control::End]).collect();
        for (me, member) in members.iter().enumerate() {
            assert_eq!(member.rows, pieces.expected[me], "seed {seed}, worker {me} of {workers}");
            assert_eq!(member.controls, controls, "seed {seed}, worker {me} of {workers}");
        }
    }
}

#[test]
fn what_has_come_until_a_stop_is_the_beginning_of_all() {
    let mut cut = 0;
    for seed in 1..=400 {
        let workers = 2 + seed as usize % 4;
        let (members, pieces) = in_random_turn(seed * 7_919, workers, Some(seed));
        for (me, member) in members.iter().enumerate() {
            let expected = &pieces.expected[me][..member.rows.len()];
            assert_eq!(member.rows, expected, "seed {seed}, worker {me} of {workers}");
            assert!(matches!(member.controls.last(), Some(Control::Stop | Control::End)), "seed {seed}");
        }
        // Together they have seen the beginning of the input, up to one row.
        let mut seen: Vec<u64> = members.iter().flat_map(|member| &member.rows).copied().collect();
        seen.sort_unstable();
        assert!(seen.iter().copied().eq(0..seen.len() as u64), "seed {seed}: up to {:?}", seen.last());
        cut += usize::from(seen.len() as u64 != pieces.first_rows.last().copied().unwrap_or(0));
    }
    assert!(cut > 100, "in {cut} of 400 cases a part of the input was seen");
}

/// A piece that was taken and not begun is given up too, or all would wait for it.
#[test]
fn a_piece_that_nobody_began_is_given_up() {
    let mut ends = wired_in_order(2, 1);
    ends[1].begin_piece(1);
    ends[1].push(0, |_| Named { n: 9, name: Text::default() });
    ends[1].end_piece();
    ends[0].begin_piece(0);
    ends[0].push(0, |_| Named { n: 1, name: Text::default() });
    ends[0].end_piece();
    ends[0].give_up(0);
    ends[0].publish(Control::Stop);
    ends[1].give_up(2);
    ends[1].publish(Control::Stop);
    assert_eq!(
        heard(&mut ends[0]),
        ["1", "Stop of 0", "9", "Stop of 1"],
        "0 and 1 had been sent to their ends"
    );

    let mut ends = wired_in_order(2, 1);
    ends[1].begin_piece(1);
    ends[1].push(0, |_| Named { n: 9, name: Text::default() });
    ends[1].end_piece();
    ends[0].give_up(0);
    ends[0].publish(Control::Stop);
    ends[1].publish(Control::Stop);
    assert_eq!(heard(&mut ends[0]), ["Stop of 0", "Stop of 1"]);
}

#[test]
fn a_worker_that_is_far_ahead_waits_for_the_piece_that_is_due() {
    let mut ends = wired_in_order(2, 1);
    for n in 0..RING_PIECES as u64 {
        assert!(!ends[0].blocked(), "{n} rows wait");
        ends[0].begin_piece(1);
        ends[0].push(0, |_| Named { n, name: Text::default() });
    }
    assert!(ends[0].blocked() && ends[0].receive().is_none(), "piece 0 is due");
    let mut rounds = Rounds::new();
    ends[0].end_round(&mut rounds);
    assert_eq!(rounds.end(), Round::Idle, "there is nothing that it could do");
    ends[1].begin_piece(0);
    ends[1].end_piece();
    assert_eq!(heard(&mut ends[0]), (0..RING_PIECES).map(|n| n.to_string()).collect::<Vec<_>>());
    assert!(!ends[0].blocked());
}
