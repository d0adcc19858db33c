//! Exchanges as examples: rows and controls in order, back-pressure, two threads under stress.

use super::*;
use crate::control_block::ControlBlock;
use crate::heap::Text;
use crate::job::Round;

#[derive(Debug, Clone, Copy)]
struct Named {
    n: u64,
    name: Text,
}

/// Ends of one exchange, by worker.
fn wired(workers: usize, rows_max: usize) -> Vec<Exchange<Named>> {
    let exchanges = Exchanges::new(workers, rows_max, ControlBlock::new(workers));
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
