//! Exchanges as examples: rows and controls in order, back-pressure, two threads under stress.

use super::*;
use crate::control_block::ControlBlock;
use crate::heap::Text;
use crate::job::Round;
use std::sync::Arc;

/// Batches in a ring between two workers.
const RING: usize = rings::ring_batches(2);

#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    pub(super) n: u64,
    pub(super) name: Text,
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
fn rings_are_longer_where_workers_are_few() {
    assert_eq!([2, 3, 4, 8, 64].map(rings::ring_batches), [32, 21, 16, 8, 8]);
}

#[test]
fn a_full_ring_blocks_until_the_reader_has_drained_it() {
    let mut ends = wired(2, 1);
    let (head, tail) = ends.split_at_mut(1);
    let (from, to) = (&mut head[0], &mut tail[0]);
    for n in 0..RING as u64 + 3 {
        assert_eq!(from.blocked(), n > RING as u64);
        from.push(1, |_| Named { n, name: Text::default() });
    }
    let mut expected = 0;
    while let Some(batch) = to.receive() {
        assert_eq!(batch.rows[0].n, expected);
        expected += 1;
        to.recycle(batch);
        from.blocked();
    }
    assert_eq!((expected, from.blocked()), (RING as u64 + 3, false));
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

/// What it has for itself it can take only when the exchange behind has room again.
#[test]
fn who_is_held_up_by_a_later_exchange_does_not_look_again_and_again() {
    let (mut first, mut later) = (wired(2, 1), wired(2, 1));
    let row = |exchange: &mut Exchange<Named>, to: usize| {
        exchange.push(to, |_| Named { n: 0, name: Text::default() });
    };
    let round = |first: &mut Exchange<Named>, later: &mut Exchange<Named>| {
        let mut rounds = Rounds::new();
        later.end_round(&mut rounds);
        first.end_round(&mut rounds);
        rounds.end()
    };
    row(&mut first[0], 0);
    assert_eq!(round(&mut first[0], &mut later[0]), Round::Worked);
    (0..RING + 1).for_each(|_| row(&mut later[0], 1));
    assert_eq!(round(&mut first[0], &mut later[0]), Round::Idle);
    assert!(later[1].receive().is_some());
    assert_eq!(round(&mut first[0], &mut later[0]), Round::Worked);
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
pub(super) fn heard(exchange: &mut Exchange<Named>) -> Vec<String> {
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
    assert_eq!(send(RING / 2), (true, true), "half of the ring is told of at once");
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
