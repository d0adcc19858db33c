//! `run`: prepare, start the workers, wait, finish, report. Everything is checked before the first thread starts.

use super::progress::Progress;
use super::report::{self, StatsFile};
use super::signals::{self, LOOK, Signals};
use super::{AnyJob, AnyShared, Options};
use crate::control_block::ControlBlock;
use crate::description::Description;
use crate::env::{clock, spawn};
use crate::error::{Error, Result};
use crate::exchange::Exchanges;
use crate::setup::{Params, Setup, WorkerSetup};
use crate::stats::StatsSink;
use crate::worker::{self, Place};
use crate::{log, os};
use std::sync::{Arc, Barrier};

pub(super) fn run(
    description: &'static Description,
    job: &dyn AnyJob,
    options: &Options,
) -> Result<StatsSink> {
    log::configure(options.log, options.log_json);
    signals::survive_limits();
    let started = clock::mark();
    let control = ControlBlock::new(options.parallelism);
    let signals = Signals::catch();
    let prepared = signals.meanwhile(|| prepare(description, job, options, &control));
    let (shared, stats_file) = prepared.map_err(Error::before_start)?;
    log::info(format_args!("{} starts with {} workers", description.name, options.parallelism));
    let stats = run_workers(description, job, options, &signals, &shared, &control)?;
    let failure = control.take_failure();
    let wall_seconds = started.elapsed_seconds();
    // Before outputs get their names: a job that cannot tell what it did has not ended well.
    let written = stats_file.map_or(Ok(()), |file| {
        file.write(&report::json(description, options.parallelism, wall_seconds, os::usage(), &stats))
    });
    let outcome = match failure.map_or(written, Err) {
        Ok(()) if control.was_cut_short() => {
            job.discard(&shared);
            Ok(())
        }
        Ok(()) => job.finish(&shared),
        failed => failed,
    };
    // Where nothing was committed this is what removes temporary files.
    drop(shared);
    outcome?;
    for line in report::late(description, &stats) {
        log::warn(format_args!("{line}"));
    }
    log::info(format_args!("{} has ended after {wall_seconds:.3} s", description.name));
    Ok(stats)
}

/// Reads parameters, opens sources, creates sinks and the file for `--stats`.
fn prepare(
    description: &'static Description,
    job: &dyn AnyJob,
    options: &Options,
    control: &Arc<ControlBlock>,
) -> Result<(AnyShared, Option<StatsFile>)> {
    let params = Params::new(description, &options.set)?;
    let shared = job.prepare(&mut Setup {
        description,
        params: &params,
        workers: options.parallelism,
        script: options.script.as_deref(),
        control,
        stdin: None,
    })?;
    // Behind the sources and sinks, whose files it must not be.
    let stats_file = options.stats.as_deref().map(StatsFile::create).transpose()?;
    Ok((shared, stats_file))
}

/// Starts all workers and waits for them; their counters, added up.
fn run_workers(
    description: &'static Description,
    job: &dyn AnyJob,
    options: &Options,
    signals: &Signals,
    shared: &AnyShared,
    control: &Arc<ControlBlock>,
) -> Result<StatsSink> {
    let workers = options.parallelism;
    let mut progress = Progress::new(options.progress);
    let exchanges = Arc::new(Exchanges::new(workers, options.batch_rows, control.clone()));
    let empty = StatsSink::new(description.sources.len(), description.sinks.len(), description.steps.len());
    let start = Arc::new(Barrier::new(workers));
    control.register_main();
    let mut sum = empty.clone();
    std::thread::scope(|scope| {
        let mut threads = Vec::new();
        for me in 0..workers {
            let place = Place {
                me,
                workers,
                control: control.clone(),
                start: start.clone(),
                watched: progress.is_on(),
                stats: empty.clone(),
            };
            let setup = WorkerSetup { me, workers, exchanges: exchanges.clone() };
            let body = move || worker::run(place, &mut || job.worker(shared, &setup));
            let name = format!("worker-{me}");
            let thread = spawn::scoped(scope, &name, body);
            match thread {
                Ok(thread) => threads.push(thread),
                // Those that wait at the start barrier cannot be called back; nothing has been read or written.
                Err(error) => {
                    let error = error.before_start();
                    log::failure(&error);
                    spawn::exit(i32::from(error.exit_status()))
                }
            }
        }
        while control.running() > 0 {
            std::thread::park_timeout(LOOK);
            signals.tick(control);
            progress.tick(control);
        }
        progress.end();
        for thread in threads {
            match thread.join() {
                Ok(stats) => sum.add(&stats),
                Err(_) => control.fail(Error::bug("a worker panicked")),
            }
        }
    });
    Ok(sum)
}
