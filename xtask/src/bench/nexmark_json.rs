//! Every Nexmark query over events in JSON lines, at one thread and at two; beside q2, which looks at three fields, in turn, the same by hand with sonic-rs: over all events, and over the bids alone. The file has been read
//! before: it is the processor that is measured, not the disk. Two threads get the events in two files of half the size, so that both read all the time however large the pieces of a shared one are.

use super::nexmark::queries;
use super::tools::contest::{Contest, Hand, Lane};
use super::tools::hand;
use super::tools::measure::{folder, job, time};
use super::tools::programs::{self, Build};
use super::tools::report::Measured;
use super::tools::warm::warm_file;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

const EVENTS: u64 = 4_000_000;

pub(super) fn measure(workspace: &Workspace, quick: bool) -> Outcome<Vec<Measured>> {
    let events = if quick { EVENTS / 5 } else { EVENTS };
    let files = write(workspace, events)?;
    let (bids, n_bids) = write_bids(&files[0])?;
    files.iter().chain([&bids]).try_for_each(|file| warm_file(file))?;
    let cases = over(workspace, events, &files, (&bids, n_bids));
    for file in files.into_iter().chain([bids]) {
        // They are large; the cache is not for them.
        let _ = std::fs::remove_file(file);
    }
    cases
}

/// Over all events, and over the same in two files; q2 over the bids too.
fn over(
    workspace: &Workspace,
    events: u64,
    [all, first, _]: &[PathBuf; 3],
    (bids, n_bids): (&PathBuf, u64),
) -> Outcome<Vec<Measured>> {
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
        let mut inputs = vec![(vec![all, &halves], events, "")];
        inputs.extend((name == "q2").then_some((vec![bids], n_bids, ", bids alone")));
        for (files, events, what) in inputs {
            eprintln!("{name}{what}");
            let loops = programs.iter().filter(|_| name == "q2");
            let hand = loops.map(|(name, program)| Hand {
                name,
                program,
                arguments: vec![files[0].to_string_lossy().into_owned()],
                empty: None,
            });
            let lane = |(i, file): (usize, &&PathBuf)| Lane {
                threads: i + 1,
                settings: vec![format!("input={}", file.display())],
            };
            let contest = Contest {
                workspace,
                job: &binary,
                lanes: files.iter().enumerate().map(lane).collect(),
                events,
                generator: None,
                hand: hand.collect(),
                side_by_side: true,
            };
            cases.extend(contest.whole(&format!("{name}{what}"))?);
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

/// The bids alone, and how many there are.
fn write_bids(events: &Path) -> Outcome<(PathBuf, u64)> {
    let (path, mut bids) = (events.with_file_name("bids.jsonl"), 0);
    let written = (|| {
        let mut out = BufWriter::new(File::create(&path)?);
        for line in BufReader::new(File::open(events)?).split(b'\n') {
            let line = line?;
            if line.starts_with(b"{\"event_type\":2,") {
                bids += 1;
                out.write_all(&line)?;
                out.write_all(b"\n")?;
            }
        }
        out.flush()
    })();
    written.map_err(|error| Failed::io("cannot write the bids of", events, &error))?;
    Ok((path, bids))
}
