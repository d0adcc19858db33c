//! A job and what it is compared with, run in turn, round by round, so that a machine that slows down slows all of them: the same job with more threads, the generator alone (a pipeline or a program
//! that makes the same rows and forgets them), and loops written by hand, processes of their own over the same rows. What a table tells as a ratio is one of runs of the same round (`ratios` in the data are of medians).
//!
//! Where neighbours take much of the cores ([`cores`]) more rounds are run, and those count in which they took least: that is said by the cores, never by what was measured.

use super::cores;
use super::hand::{self, Account};
use super::measure::{RUNS, number, stats, stats_beside};
use super::report::Measured;
use super::warm::warm_memory;
use std::path::Path;
use weir_cli::Outcome;
use weir_cli::workspace::Workspace;

/// Two more than others have: what is told of threads is told of pairs of runs.
const ROUNDS: usize = RUNS + 2;
/// Of so many at most those count in which the cores were quietest.
const ROUNDS_MAX: usize = 2 * ROUNDS;
/// A round is quiet where four chains took so much of the time of one at most.
const QUIET: f64 = 1.15;

/// A job, and what is measured in turn with it.
#[derive(Clone)]
pub(crate) struct Contest<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) job: &'a Path,
    /// How the job is run; not empty. What is beside it is run as the first.
    pub(crate) lanes: Vec<Lane>,
    /// Events of a run.
    pub(crate) events: u64,
    pub(crate) generator: Option<Maker<'a>>,
    pub(crate) hand: Vec<Hand<'a>>,
    /// Beside each lane but the first also as many jobs like the first, side by side: what the machine gives when threads have nothing to say to each other.
    pub(crate) side_by_side: bool,
}

/// What only makes the rows.
#[derive(Clone)]
pub(crate) enum Maker<'a> {
    /// A pipeline that forgets them; it takes the settings of the first lane.
    Job(&'a Path),
    /// A program, and its arguments.
    Program(&'a Path, Vec<String>),
}

/// One way to run a job.
#[derive(Clone)]
pub(crate) struct Lane {
    pub(crate) threads: usize,
    /// `NAME=VALUE` for the job and the generator.
    pub(crate) settings: Vec<String>,
}

/// A loop written by hand.
#[derive(Clone)]
pub(crate) struct Hand<'a> {
    /// What its column is called.
    pub(crate) name: &'static str,
    pub(crate) program: &'a Path,
    pub(crate) arguments: Vec<String>,
    /// Arguments with which it only makes its rows, where that is taken off.
    pub(crate) empty: Option<Vec<String>>,
}

/// All runs of a lane, in the units of their figures.
#[derive(Clone, Default)]
struct Runs {
    cpu: Vec<f64>,
    beyond: Vec<f64>,
    speed: Vec<f64>,
    /// Over that of the first lane in the same round.
    speedup: Vec<f64>,
    rss: Vec<f64>,
    side_by_side: Vec<f64>,
}

/// All runs of a contest.
#[derive(Default)]
struct Rounds {
    lanes: Vec<Runs>,
    generator: Vec<f64>,
    hand: Vec<Vec<f64>>,
}

impl Contest<'_> {
    /// CPU time of the whole process, and of the whole processes beside: a case a lane.
    pub(crate) fn whole(&self, case: &str) -> Outcome<Vec<Measured>> {
        let rounds = self.rounds()?;
        let lanes = rounds.lanes.iter().zip(&self.lanes);
        let mut cases: Vec<Measured> = lanes
            .map(|(runs, lane)| {
                self.case(case, lane)
                    .figure("cpu_ns_per_event", runs.cpu.clone())
                    .figure_if_any("ns_beyond_generator", &runs.beyond)
                    .figure("million_events_per_second", runs.speed.clone())
                    .figure("peak_rss_megabytes", runs.rss.clone())
                    // The first lane has neither.
                    .figure_if_any("speed_over_one_thread", &runs.speedup)
                    .figure_if_any("jobs_side_by_side_over_one", &runs.side_by_side)
            })
            .collect();
        let first = cases.remove(0).baseline("generator", rounds.generator);
        cases.insert(0, self.beside(first, rounds.hand));
        Ok(cases)
    }

    /// [`whole`](Contest::whole) of the only lane.
    pub(crate) fn whole_of_one(&self, case: &str) -> Outcome<Measured> {
        Ok(self.whole(case)?.remove(0))
    }

    /// CPU time beyond that of making the rows, for the job as for the loop by hand; of the only lane.
    pub(crate) fn beyond(&self, case: &str) -> Outcome<Measured> {
        let mut rounds = self.rounds()?;
        let runs = rounds.lanes.remove(0);
        let measured = self
            .case(case, &self.lanes[0])
            .figure("ns_beyond_generator", runs.beyond)
            .figure("cpu_ns_per_event", runs.cpu)
            .figure("million_events_per_second", runs.speed)
            .figure("peak_rss_megabytes", runs.rss);
        Ok(self.beside(measured, rounds.hand))
    }

    fn beside(&self, mut measured: Measured, hand: Vec<Vec<f64>>) -> Measured {
        for (hand, runs) in self.hand.iter().zip(hand) {
            measured = measured.baseline(hand.name, runs);
        }
        measured
    }

    fn case(&self, case: &str, lane: &Lane) -> Measured {
        Measured { threads: Some(lane.threads), events: Some(self.events), ..Measured::new(case) }
    }

    fn rounds(&self) -> Outcome<Rounds> {
        let none = || Rounds {
            lanes: vec![Runs::default(); self.lanes.len()],
            generator: Vec::new(),
            hand: vec![Vec::new(); self.hand.len()],
        };
        // The first run of each lane shows how much memory there must be, and is not counted.
        let mut peak_bytes = 0;
        for lane in &self.lanes {
            peak_bytes = peak_bytes.max(number(&self.run_as(self.job, lane)?, "peak_rss_bytes") as u64);
        }
        let (mut all, mut quiet) = (Vec::new(), 0);
        while quiet < ROUNDS && all.len() < ROUNDS_MAX {
            let (from, mut round) = (cores::samples(), none());
            self.round(&mut round, &mut peak_bytes)?;
            let samples = from..cores::samples();
            let taken = cores::taken(samples.clone());
            quiet += usize::from(taken <= QUIET);
            all.push((taken, (samples, round)));
        }
        let (counted, others) = quietest(all);
        // From the last on: those before keep their places.
        others.into_iter().rev().for_each(|(samples, _)| cores::forget(samples));
        let mut rounds = none();
        counted.into_iter().for_each(|(_, round)| rounds.extend(round));
        Ok(rounds)
    }

    fn round(&self, rounds: &mut Rounds, peak_bytes: &mut u64) -> Outcome<()> {
        let mut first_speed = None;
        for (lane, runs) in self.lanes.iter().zip(&mut rounds.lanes) {
            warm_memory(*peak_bytes);
            let stats = self.run_as(self.job, lane)?;
            let speed = self.events as f64 / number(&stats, "wall_seconds") / 1e6;
            runs.cpu.push(self.per_event(number(&stats, "cpu_seconds") * 1e9));
            runs.rss.push(number(&stats, "peak_rss_bytes") / 1e6);
            runs.speed.push(speed);
            let Some(first_speed) = first_speed else {
                first_speed = Some(speed);
                continue;
            };
            runs.speedup.push(speed / first_speed);
            if self.side_by_side {
                warm_memory(*peak_bytes * lane.threads as u64);
                runs.side_by_side.push(self.together(lane.threads)? / first_speed);
            }
        }
        if let Some(generator) = &self.generator {
            let alone = self.per_event(match generator {
                Maker::Job(job) => number(&self.run(job)?, "cpu_seconds") * 1e9,
                Maker::Program(program, arguments) => hand::run(program, arguments)?.cpu_ns,
            });
            rounds.generator.push(alone);
            let first = &mut rounds.lanes[0];
            first.beyond.extend(first.cpu.last().map(|cpu| cpu - alone));
        }
        for (hand, runs) in self.hand.iter().zip(&mut rounds.hand) {
            warm_memory(*peak_bytes);
            let (cpu_ns, hand_bytes) = hand.run()?;
            runs.push(self.per_event(cpu_ns));
            *peak_bytes = hand_bytes.max(*peak_bytes);
        }
        Ok(())
    }

    /// Million events per second of so many jobs like the first lane's, by the one that took longest.
    fn together(&self, jobs: usize) -> Outcome<f64> {
        let arguments = self.lanes[0].arguments();
        let stats = std::thread::scope(|scope| {
            let run = || stats_beside(self.workspace, self.job, &arguments);
            let jobs: Vec<_> = (0..jobs).map(|_| scope.spawn(run)).collect();
            jobs.into_iter().map(|job| job.join().expect("it does not panic")).collect::<Outcome<Vec<_>>>()
        })?;
        let seconds = stats.iter().map(|stats| number(stats, "wall_seconds")).fold(0.0, f64::max);
        Ok(self.events as f64 * jobs as f64 / seconds / 1e6)
    }

    /// The stats of one run, as the first lane.
    pub(crate) fn run(&self, job: &Path) -> Outcome<serde_json::Value> {
        self.run_as(job, &self.lanes[0])
    }

    fn run_as(&self, job: &Path, lane: &Lane) -> Outcome<serde_json::Value> {
        stats(self.workspace, job, &lane.arguments())
    }

    fn per_event(&self, x: f64) -> f64 {
        x / self.events as f64
    }
}

/// The rounds that count, those in which least was taken, and the others; both in the order in which they were.
fn quietest<R>(all: Vec<(f64, R)>) -> (Vec<R>, Vec<R>) {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|&a, &b| all[a].0.total_cmp(&all[b].0));
    order.truncate(ROUNDS);
    let (counted, others): (Vec<_>, Vec<_>) =
        all.into_iter().enumerate().partition(|(n, _)| order.contains(n));
    let round = |(_, (_, round))| round;
    (counted.into_iter().map(round).collect(), others.into_iter().map(round).collect())
}

impl Rounds {
    fn extend(&mut self, round: Rounds) {
        for (runs, more) in self.lanes.iter_mut().zip(round.lanes) {
            runs.cpu.extend(more.cpu);
            runs.beyond.extend(more.beyond);
            runs.speed.extend(more.speed);
            runs.speedup.extend(more.speedup);
            runs.rss.extend(more.rss);
            runs.side_by_side.extend(more.side_by_side);
        }
        self.generator.extend(round.generator);
        for (runs, more) in self.hand.iter_mut().zip(round.hand) {
            runs.extend(more);
        }
    }
}

impl Lane {
    fn arguments(&self) -> Vec<String> {
        let settings = self.settings.iter().flat_map(|setting| ["--set".to_owned(), setting.clone()]);
        ["--parallelism".to_owned(), self.threads.to_string()].into_iter().chain(settings).collect()
    }
}

impl Hand<'_> {
    /// CPU ns of one run, less those of making the rows where that is asked for, and the most memory that it had.
    fn run(&self) -> Outcome<(f64, u64)> {
        let Account { cpu_ns, peak_rss_bytes } = hand::run(self.program, &self.arguments)?;
        let rows = match &self.empty {
            Some(empty) => hand::run(self.program, empty)?.cpu_ns,
            None => 0.0,
        };
        Ok((cpu_ns - rows, peak_rss_bytes as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quietest_rounds_count_in_their_order() {
        // Every third one is quiet.
        let taken = |n: usize| if n.is_multiple_of(3) { 1.0 } else { 1.2 + n as f64 / 100.0 };
        let (counted, others) = quietest((0..ROUNDS_MAX).map(|n| (taken(n), n)).collect());
        assert_eq!(counted, [0, 1, 2, 3, 6, 9, 12]);
        assert_eq!(others, [4, 5, 7, 8, 10, 11, 13]);
        // Of equal ones the first; less is less, wherever it stands.
        let (counted, _) = quietest((0..ROUNDS_MAX).map(|n| (if n < 8 { 1.3 } else { 1.0 }, n)).collect());
        assert_eq!(counted, [0, 8, 9, 10, 11, 12, 13]);
        let few = quietest((0..3).map(|n| (1.5, n)).collect());
        assert_eq!(few, (vec![0, 1, 2], vec![]));
    }

    #[test]
    fn all_of_a_round_is_in_the_rounds() {
        let runs = |n: f64| Runs {
            cpu: vec![n],
            beyond: vec![n],
            speed: vec![n],
            speedup: vec![n],
            rss: vec![n],
            side_by_side: vec![n],
        };
        let round =
            |n: f64| Rounds { lanes: vec![runs(n), runs(n + 0.5)], generator: vec![n], hand: vec![vec![n]] };
        let mut rounds = round(1.0);
        rounds.extend(round(2.0));
        let Runs { cpu, beyond, speed, speedup, rss, side_by_side } = &rounds.lanes[1];
        for figures in [cpu, beyond, speed, speedup, rss, side_by_side] {
            assert_eq!(*figures, [1.5, 2.5]);
        }
        assert_eq!((rounds.generator, rounds.hand), (vec![1.0, 2.0], vec![vec![1.0, 2.0]]));
    }
}
