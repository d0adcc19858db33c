//! Exchanges as examples: rows and controls in order, back-pressure, two threads under stress.

use super::*;
use crate::control_block::ControlBlock;
use crate::heap::Text;
use crate::job::Round;
use std::sync::Arc;

#[derive(Debug, Clone, Copy)]
struct Named {
    n: u64,
    name: Text,
}

/// Ends of one exchange, by worker.
fn wired(workers: usize, rows_max: usize) -> Vec<Exchange<Named>> {
    let exchanges = Exchanges::new(workers, Some(rows_max), ControlBlock::new(workers));
    (0..workers).map(|me| exchanges.take(0, me)).collect()
}

#[test]
fn every_worker_owns_an_equal_range_of_key_groups() {
    for workers in 1..10 {
        let exchange = wired(workers, 8).remove(0);
        let mut owned = vec![0; workers];
        (0..KEY_GROUPS).for_each(|group| owned[exchange.target(group)] += 1);
        assert!(owned.iter().all(|n| (n - 4096 / workers as i32).abs() <= 1), "{owned:?}");
    }
}

#[test]
fn rows_strings_and_controls_arrive_in_order() {
    let mut ends = wired(2, 2);
    let (head, tail) = ends.split_at_mut(1);
    let (from, to) = (&mut head[0], &mut tail[0]);
    for n in 0..3 {
        from.push(1, |heap| Named { n, name: heap.put(&format!("row {n}")) });
    }
    from.broadcast(Control::Watermark(7));
    from.flush();
    let mut seen = Vec::new();
    while let Some(batch) = to.receive() {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    seen.extend(rows.iter().map(|r| format!("{}={}", r.n, batch.text(r.name))))
                }
                Part::Control(control) => seen.push(format!("{control:?}")),
            }
        }
        to.recycle(batch);
    }
    assert_eq!(seen, ["0=row 0", "1=row 1", "2=row 2", "Watermark(7)"]);
}

#[test]
fn a_full_ring_blocks_until_the_reader_has_drained_it() {
    let mut ends = wired(2, 1);
    let (head, tail) = ends.split_at_mut(1);
    let (from, to) = (&mut head[0], &mut tail[0]);
    for n in 0..RING_BATCHES as u64 + 3 {
        assert_eq!(from.blocked(), n > RING_BATCHES as u64);
        from.push(1, |_| Named { n, name: Text::default() });
    }
    let mut expected = 0;
    while let Some(batch) = to.receive() {
        assert_eq!(batch.rows[0].n, expected);
        expected += 1;
        to.recycle(batch);
        from.blocked();
    }
    assert_eq!((expected, from.blocked()), (RING_BATCHES as u64 + 3, false));
}

#[test]
fn a_round_stays_open_until_the_other_side_has_ended() {
    let mut ends = wired(2, 4);
    let round = |exchange: &mut Exchange<Named>| {
        let mut rounds = Rounds::new();
        exchange.end_round(&mut rounds);
        rounds.end()
    };
    assert_eq!(round(&mut ends[1]), Round::Idle);
    ends[0].broadcast(Control::End);
    assert!(ends[1].receive().is_some());
    assert_eq!((round(&mut ends[1]), round(&mut ends[0])), (Round::Ended, Round::Idle));
}

/// Two threads send each other rows through small rings, each applying its own back-pressure, and count what arrives.
#[test]
fn two_threads_exchange_a_million_rows_without_loss_or_deadlock() {
    const ROWS: u64 = 1_000_000;
    let threads: Vec<_> = wired(2, 64)
        .into_iter()
        .map(|mut exchange| {
            std::thread::spawn(move || {
                let (me, other) = (exchange.me(), 1 - exchange.me());
                let (mut sent, mut received, mut sum, mut ended) = (0, 0, 0, false);
                loop {
                    let mut rounds = Rounds::new();
                    while let Some(batch) = exchange.receive() {
                        rounds.worked();
                        for part in batch.parts() {
                            match part {
                                Part::Rows(rows) => rows.iter().for_each(|row| {
                                    assert_eq!(row.n, received, "rows keep their order");
                                    assert_eq!(batch.text(row.name).len() as u64, received % 5);
                                    received += 1;
                                    sum += row.n;
                                }),
                                Part::Control(Control::Watermark(w)) => {
                                    assert_eq!(w.cast_unsigned(), received)
                                }
                                Part::Control(control) => assert_eq!(control, Control::End),
                            }
                        }
                        exchange.recycle(batch);
                    }
                    if !exchange.blocked() && sent < ROWS {
                        rounds.worked();
                        for _ in 0..500 * (me + 1) {
                            if sent < ROWS {
                                let name = &"12345"[..(sent % 5) as usize];
                                exchange.push(other, |heap| Named { n: sent, name: heap.put(name) });
                                sent += 1;
                            }
                        }
                        exchange.broadcast(Control::Watermark(sent as i64));
                    }
                    if sent == ROWS && !ended {
                        exchange.broadcast(Control::End);
                        ended = true;
                    }
                    if !ended {
                        // A source that may not run now is open all the same.
                        rounds.open();
                    }
                    exchange.end_round(&mut rounds);
                    match rounds.end() {
                        Round::Ended => return (received, sum),
                        Round::Idle => std::thread::yield_now(),
                        Round::Worked => {}
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), (ROWS, ROWS * (ROWS - 1) / 2));
    }
}

/// What a worker hears: rows as numbers, controls by name, until there is nothing.
fn heard(exchange: &mut Exchange<Named>) -> Vec<String> {
    let mut heard = Vec::new();
    while let Some(batch) = exchange.receive() {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => heard.extend(rows.iter().map(|row| row.n.to_string())),
                Part::Control(control) => heard.push(format!("{control:?} of {}", batch.from)),
            }
        }
        exchange.recycle(batch);
    }
    heard
}

#[test]
fn a_worker_hears_itself_and_each_other_at_the_place_of_their_rows() {
    let mut ends = wired(3, 2);
    for (me, end) in ends.iter_mut().enumerate() {
        for to in 0..3 {
            end.push(to, |_| Named { n: (10 * me + to) as u64, name: Text::default() });
        }
        end.publish(Control::Watermark(me as i64));
        end.push(me, |_| Named { n: 99, name: Text::default() });
        end.publish(Control::End);
    }
    for (me, end) in ends.iter_mut().enumerate() {
        let mut expected = Vec::new();
        for from in [me, (me + 1) % 3, (me + 2) % 3] {
            expected.push(format!("{}", 10 * from + me));
            expected.push(format!("Watermark({from}) of {from}"));
            if from == me {
                expected.push("99".to_owned());
            }
            expected.push(format!("End of {from}"));
        }
        let mut heard = heard(end);
        assert_eq!(heard[..4], expected[..4], "its own come first");
        heard.sort();
        expected.sort();
        assert_eq!(heard, expected);
    }
}

#[test]
fn the_only_worker_sends_to_itself_once_it_is_staged() {
    let mut end = wired(1, 2).remove(0);
    assert!(end.alone() && end.receive().is_none());
    end.stage();
    assert!(!end.alone());
    for n in 0..5 {
        end.push(0, |_| Named { n, name: Text::default() });
    }
    end.publish(Control::Watermark(1));
    let mut rounds = Rounds::new();
    end.end_round(&mut rounds);
    assert_eq!(rounds.end(), Round::Worked, "what it sent itself is still to be done");
    end.flush();
    assert_eq!(heard(&mut end), ["0", "1", "2", "3", "4", "Watermark(1) of 0"]);
}

#[test]
fn batches_go_back_to_be_filled_again() {
    let mut ends = wired(2, 1);
    let (head, tail) = ends.split_at_mut(1);
    let (from, to) = (&mut head[0], &mut tail[0]);
    let mut places = std::collections::BTreeSet::new();
    for n in 0..100 {
        from.push(1, |_| Named { n, name: Text::default() });
        let batch = to.receive().expect("it was sent");
        places.insert(batch.rows.as_ptr() as usize);
        to.recycle(batch);
    }
    assert!(places.len() <= 3, "{} batches were made", places.len());
}

#[test]
fn controls_alone_fill_a_batch() {
    let mut ends = wired(2, 8);
    let (head, tail) = ends.split_at_mut(1);
    for n in 0..CONTROLS_MAX as i64 {
        head[0].broadcast(Control::Watermark(n));
    }
    assert_eq!(heard(&mut tail[0]).len(), CONTROLS_MAX);
}

#[test]
fn a_reader_is_told_when_nothing_more_follows_or_much_waits() {
    let control = ControlBlock::new(2);
    let mut from: Exchange<Named> = Exchanges::new(2, Some(1), control.clone()).take(0, 0);
    control.register(1);
    let mut send = |rows: usize| {
        control.fall_asleep(1);
        (0..rows).for_each(|_| from.push(1, |_| Named { n: 0, name: Text::default() }));
        let told = !control.asleep(1);
        from.flush();
        (told, !control.asleep(1))
    };
    assert_eq!(send(1), (false, true), "one batch is told of by the flush");
    assert_eq!(send(RING_BATCHES / 2), (true, true), "half of the ring is told of at once");
}

/// A sleeping worker parks for long here: it goes on in time only because it is woken.
#[test]
fn a_sleeping_reader_and_a_waiting_sender_are_woken() {
    let control = ControlBlock::new(2);
    let exchanges = Arc::new(Exchanges::new(2, Some(1), control.clone()));
    let mut from: Exchange<Named> = exchanges.take(0, 0);
    let sleep = |control: &ControlBlock, me: usize, ready: &mut dyn FnMut() -> bool| {
        control.fall_asleep(me);
        while !ready() {
            let began = std::time::Instant::now();
            std::thread::park_timeout(std::time::Duration::from_secs(20));
            assert!(began.elapsed().as_secs() < 10, "worker {me} was not woken");
            control.fall_asleep(me);
        }
        control.awake(me);
    };
    let reader = {
        let (control, exchanges) = (control.clone(), exchanges.clone());
        std::thread::spawn(move || {
            control.register(1);
            let mut to: Exchange<Named> = exchanges.take(0, 1);
            let mut rows = 0;
            while rows < 1_000 {
                let mut batch = None;
                sleep(&control, 1, &mut || {
                    batch = to.receive();
                    batch.is_some()
                });
                rows += batch.as_ref().map_or(0, |batch| batch.len());
                batch.into_iter().for_each(|batch| to.recycle(batch));
            }
        })
    };
    control.register(0);
    for n in 0..1_000 {
        from.push(1, |_| Named { n, name: Text::default() });
        if n % 7 == 0 {
            from.flush();
        }
        sleep(&control, 0, &mut || !from.blocked());
    }
    from.flush();
    reader.join().expect("every row has come");
}

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

/// The same of an exchange that keeps order.
fn wired_in_order(workers: usize, rows_max: usize) -> Vec<Exchange<Named>> {
    let exchanges = Exchanges::new(workers, Some(rows_max), ControlBlock::new(workers));
    (0..workers).map(|me| exchanges.take_in_order(0, me)).collect()
}

/// A worker of the order tests: it takes pieces from a counter and hears what is sent to it.
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
    for seed in 1..=400 {
        let workers = 2 + seed as usize % 4;
        let (members, pieces) = in_random_turn(seed * 7_919, workers, Some(seed));
        for (me, member) in members.iter().enumerate() {
            let expected = &pieces.expected[me][..member.rows.len()];
            assert_eq!(member.rows, expected, "seed {seed}, worker {me} of {workers}");
            assert!(matches!(member.controls.last(), Some(Control::Stop | Control::End)), "seed {seed}");
        }
    }
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
