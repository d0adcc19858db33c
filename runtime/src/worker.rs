//! The loop of a worker thread: rounds while there is work, spinning and parking when there is none, ending when all
//! has ended, when the job has failed anywhere, or when it was stopped.
//!
//! **Start.** Sources without anything to read on a worker end their channels before any worker reads a row: all workers start,
//! meet, run one round that only drains, and meet again. So each step knows from its first row on which channels count, and
//! what it says downstream does not depend on which thread was faster.

use crate::control_block::ControlBlock;
use crate::cx::WorkerState;
use crate::env::{clock, spawn};
use crate::error::Result;
use crate::job::{Round, Worker};
use crate::os;
use crate::stats::StatsSink;
use bumpalo::Bump;
use std::hint::spin_loop;
use std::sync::{Arc, Barrier};
use std::time::Duration;

/// Idle rounds that spin, each a little longer (2 µs in all); then the thread parks: a core that waits is CPU time of the job.
const SPINS: u32 = 16;
/// Sleep of a worker that has been busy lately: covers what wakes nobody, like rows that a clock makes due.
const PARK: Duration = Duration::from_millis(2);
/// After so many of them in a row nothing is about to happen, and sleeps are longer: at 2 ms, a quiet job took 1.8 % of a core.
const PARKS_SHORT: u32 = 32;
const PARK_QUIET: Duration = Duration::from_millis(40);
/// A worker that sleeps is one that rows come to slower than it works, or whose rows are taken slower than it makes them: what counts is how soon it goes on. From then on it may run on any core, for so long at a time where others want that one,
/// and yields after each round (`docs/decisions/threads-and-cores.md`).
const SLICE: Duration = Duration::from_micros(100);
/// Rounds between two looks at the clock for the progress line.
const ROUNDS_PER_LOOK: u32 = 64;
/// Scratch memory over this is given back after a round.
const SCRATCH_BYTES_MAX: usize = 4 << 20;

/// What a worker needs from the job.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) me: usize,
    pub(crate) workers: usize,
    pub(crate) control: Arc<ControlBlock>,
    pub(crate) start: Arc<Barrier>,
    /// Whether somebody looks at the progress.
    pub(crate) watched: bool,
    /// An empty one of the right shape.
    pub(crate) stats: StatsSink,
}

/// Runs a worker on this thread to its end; its counters. `make` runs here too, so that memory is first touched where it is used.
pub(crate) fn run(place: Place, make: &mut dyn FnMut() -> Result<Box<dyn Worker>>) -> StatsSink {
    // Threads that share cores with others are better placed by the system; so are those of a job that may not use all of the cores that it may run on, as other such jobs would be bound to the same ones.
    if place.workers > 1 && place.workers == spawn::cores() {
        os::pin(place.me, place.workers);
    }
    place.control.register(place.me);
    let made = make();
    if let Err(error) = &made {
        crate::log::line(crate::log::Level::Debug, format_args!("worker {} cannot start: {error}", place.me));
    }
    let mut stats = place.stats.clone();
    match made {
        Ok(mut worker) => {
            drive(&place, worker.as_mut());
            worker.stats(&mut stats);
        }
        Err(error) => {
            place.control.fail(error);
            // The others wait for this one.
            place.start.wait();
            place.start.wait();
        }
    }
    place.control.ended();
    stats
}

fn drive(place: &Place, worker: &mut dyn Worker) {
    let mut rounds = Driver::new(place);
    rounds.start(worker);
    loop {
        let round = match rounds.round(worker) {
            Round::Idle => rounds.rest(worker),
            round => {
                rounds.idle = 0;
                // Who waits for the core may be who reads what was written.
                if rounds.yields {
                    std::thread::yield_now();
                }
                round
            }
        };
        if place.control.failed() || round == Round::Ended {
            return;
        }
        rounds.until_look -= 1;
        if rounds.until_look == 0 {
            rounds.look(worker);
        }
    }
}

struct Driver<'a> {
    place: &'a Place,
    state: WorkerState,
    scratch: Bump,
    /// Idle rounds in a row.
    idle: u32,
    /// Whether it ever slept.
    has_slept: bool,
    /// Whether it lets others run after each round.
    yields: bool,
    /// Rounds until the clock is looked at.
    until_look: u32,
    /// When what the progress line shows was told last.
    looked: clock::Mark,
}

impl<'a> Driver<'a> {
    fn new(place: &'a Place) -> Driver<'a> {
        Driver {
            place,
            state: WorkerState::new(place.me, place.workers, place.control.clone()),
            scratch: Bump::new(),
            idle: 0,
            has_slept: false,
            yields: false,
            until_look: ROUNDS_PER_LOOK,
            looked: clock::mark(),
        }
    }

    fn start(&mut self, worker: &mut dyn Worker) {
        self.state.set_started(false);
        worker.start(self.state.cx(&self.scratch));
        self.place.start.wait();
        self.round(worker);
        self.place.start.wait();
        self.state.set_started(true);
    }

    fn round(&mut self, worker: &mut dyn Worker) -> Round {
        self.state.next_round();
        let round = worker.round(self.state.cx(&self.scratch));
        if self.scratch.allocated_bytes() > SCRATCH_BYTES_MAX {
            self.scratch = Bump::new();
        } else {
            self.scratch.reset();
        }
        if let Some(error) = self.state.take_failure() {
            self.place.control.fail(error);
        }
        round
    }

    /// After an idle round: spins, or sleeps until there is something to do. The last round's result.
    fn rest(&mut self, worker: &mut dyn Worker) -> Round {
        self.idle += 1;
        if self.idle <= SPINS {
            (0..self.idle).for_each(|_| spin_loop());
            return Round::Idle;
        }
        self.idle = 0;
        self.sleep(worker)
    }

    /// Says that it is asleep, looks once more, and parks; again and again while only time passes.
    fn sleep(&mut self, worker: &mut dyn Worker) -> Round {
        let (control, me) = (self.place.control.clone(), self.place.me);
        control.fall_asleep(me);
        let mut parks = 0;
        let round = loop {
            let round = self.round(worker);
            if round != Round::Idle || control.failed() {
                break round;
            }
            self.wait(if parks < PARKS_SHORT { PARK } else { PARK_QUIET });
            if !self.has_slept {
                self.has_slept = true;
                os::unpin();
                self.yields = os::ask_for_slices(SLICE);
            }
            if !control.asleep(me) {
                break round;
            }
            parks += 1;
            self.look(worker);
        };
        control.awake(me);
        round
    }

    /// Waits until it is woken, bytes are in a pipe that was found dry, or so much time is over.
    fn wait(&self, time: Duration) {
        let (control, me, dry) = (&self.place.control, self.place.me, self.state.dry());
        if !dry.is_empty() && control.set_alarm(me) {
            // Another look, as behind the announcement before.
            return control.fall_asleep(me);
        }
        match control.alarm(me) {
            Some(alarm) => alarm.wait(&dry, time),
            // No alarm can be made now: nobody tells of bytes in these pipes.
            None if !dry.is_empty() => std::thread::park_timeout(PARK),
            None => std::thread::park_timeout(time),
        }
    }

    /// Tells the progress line how far this worker is, if somebody looks and it has been a while.
    fn look(&mut self, worker: &dyn Worker) {
        self.until_look = ROUNDS_PER_LOOK;
        if self.place.watched && self.looked.elapsed_us() > 100_000 {
            self.looked = clock::mark();
            self.publish(worker);
        }
    }

    fn publish(&self, worker: &dyn Worker) {
        let mut stats = self.place.stats.clone();
        worker.stats(&mut stats);
        let rows = stats.sources.iter().map(|source| source.rows).sum();
        self.place.control.publish(self.place.me, rows, stats.watermark.unwrap_or(i64::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::pipe::Pipe;
    use std::io::Write;
    use std::time::Instant;

    const LONG: Duration = Duration::from_secs(60);

    /// Whether the wait ended before its time.
    fn ends(driver: &Driver<'_>) -> bool {
        let start = Instant::now();
        driver.wait(LONG);
        start.elapsed() < LONG
    }

    #[test]
    fn a_worker_is_woken_however_it_waits() {
        let control = ControlBlock::new(1);
        let start = Arc::new(Barrier::new(1));
        let place = Place {
            me: 0,
            workers: 1,
            control: control.clone(),
            start,
            watched: false,
            stats: StatsSink::default(),
        };
        control.register(0);
        let driver = Driver::new(&place);
        control.fall_asleep(0);
        control.wake(0);
        assert!(ends(&driver), "it was parked");
        // Between its announcement and its first wait for a pipe.
        let (read, mut write) = std::io::pipe().expect("a pipe can be made");
        let scratch = Bump::new();
        driver.state.cx(&scratch).is_dry(&Pipe::of(read.into()));
        control.fall_asleep(0);
        control.wake(0);
        assert!(ends(&driver) && control.asleep(0), "it looks once more");
        control.wake(0);
        assert!(ends(&driver) && !control.asleep(0), "it waited for the pipe");
        control.fall_asleep(0);
        write.write_all(b"a").expect("there is room");
        assert!(ends(&driver), "there are bytes");
        // Nothing dry: the alarm it is all the same.
        driver.state.next_round();
        control.wake(0);
        assert!(ends(&driver) && !control.asleep(0));
    }
}
