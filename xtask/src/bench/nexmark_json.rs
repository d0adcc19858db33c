//! Every Nexmark query over events in JSON lines, at one thread and at two; beside q2, which looks at three fields, in turn, the same by hand with sonic-rs. The file has been read
//! before: it is the processor that is measured, not the disk. Two threads get the events in two files of half the size, so that both read all the time however large the pieces of a shared one are.

use super::nexmark::queries;
use super::tools::contest::{Contest, Hand};
use super::tools::hand;
use super::tools::measure::{folder, job, time};
use super::tools::programs::{self, Build};
use super::tools::report::Measured;
use std::path::PathBuf;
use std::process::Command;
use weir_cli::Outcome;
use weir_cli::workspace::Workspace;

const EVENTS: u64 = 1_000_000;

pub(super) fn measure(workspace: &Workspace, quick: bool) -> Outcome<Vec<Measured>> {
    let events = if quick { EVENTS / 5 } else { EVENTS };
    let files = write(workspace, events)?;
    let cases = over(workspace, events, &files);
    for file in files {
        // They are large; the cache is not for them.
        let _ = std::fs::remove_file(file);
    }
    cases
}

/// Over all events, and over the same in two files.
fn over(workspace: &Workspace, events: u64, [all, first, _]: &[PathBuf; 3]) -> Outcome<Vec<Measured>> {
    let halves = first.with_file_name("events.half.*.jsonl");
    let rivals = [("sonic-rs", Build::AsJobs), ("sonic-rs, native and LTO", Build::Fastest)];
    let mut programs = Vec::new();
    for (name, how) in rivals {
        programs.push((name, programs::build(workspace, how)?.join("sonic")));
    }
    let mut cases = Vec::new();
    for query in queries(workspace)? {
        let binary = job(workspace, &query)?;
        let name = query.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for (threads, input) in [(1, all), (2, &halves)] {
            eprintln!("{name}, {threads} thread(s)");
            let file = all.to_string_lossy().into_owned();
            let loops = programs.iter().filter(|_| name == "q2" && threads == 1);
            let hand = loops.map(|(name, program)| Hand {
                name,
                program,
                arguments: vec![file.clone()],
                empty: None,
            });
            let contest = Contest {
                workspace,
                job: &binary,
                threads,
                events,
                settings: vec![format!("input={}", input.display())],
                generator: None,
                hand: hand.collect(),
                side_by_side: false,
            };
            cases.push(contest.whole(&name)?);
        }
    }
    Ok(cases)
}

/// All events, and every other one in each of two files.
fn write(workspace: &Workspace, events: u64) -> Outcome<[PathBuf; 3]> {
    let program = hand::build(workspace, "events", &[])?;
    let folder = folder(workspace)?;
    let files = ["events.jsonl", "events.half.1.jsonl", "events.half.2.jsonl"].map(|name| folder.join(name));
    eprintln!("writing {events} events");
    time(Command::new(program).arg(events.to_string()).args(&files))?;
    Ok(files)
}
