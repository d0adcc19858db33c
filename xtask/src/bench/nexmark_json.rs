//! Every Nexmark query over events in JSON lines, at one thread and at two; beside q2, which looks at three fields, in turn, the same by hand with sonic-rs: over all events, and over the bids alone. The file has been read
//! before: it is the processor that is measured, not the disk.

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

pub(super) fn measure(workspace: &Workspace, quick: bool, wanted: &[String]) -> Outcome<Vec<Measured>> {
    let queries = queries(workspace, wanted)?;
    let events = if quick { EVENTS / 5 } else { EVENTS };
    let all = write(workspace, events)?;
    let (bids, n_bids) = write_bids(&all)?;
    [&all, &bids].into_iter().try_for_each(|file| warm_file(file))?;
    let cases = over(workspace, &queries, (&all, events), (&bids, n_bids));
    for file in [all, bids] {
        // They are large; the cache is not for them.
        let _ = std::fs::remove_file(file);
    }
    cases
}

/// Over all events; q2 over the bids too. A file and how many events it has.
fn over(
    workspace: &Workspace,
    queries: &[PathBuf],
    all: (&Path, u64),
    bids: (&Path, u64),
) -> Outcome<Vec<Measured>> {
    let rivals = [("sonic-rs", Build::AsJobs), ("sonic-rs, native and LTO", Build::Fastest)];
    let mut programs = Vec::new();
    for (name, how) in rivals {
        programs.push((name, programs::build(workspace, how)?.join("sonic")));
    }
    let mut cases = Vec::new();
    for query in queries {
        let binary = job(workspace, query)?;
        let name = query.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut inputs = vec![(all, 2, "")];
        inputs.extend((name == "q2").then_some((bids, 1, ", bids alone")));
        for ((file, events), threads, what) in inputs {
            eprintln!("{name}{what}");
            let file = file.to_string_lossy().into_owned();
            let loops = programs.iter().filter(|_| name == "q2");
            let hand = loops.map(|(name, program)| Hand {
                name,
                program,
                arguments: vec![file.clone()],
                empty: None,
            });
            let lane = |threads| Lane { threads, settings: vec![format!("input={file}")] };
            let contest = Contest {
                workspace,
                job: &binary,
                lanes: (1..=threads).map(lane).collect(),
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

/// All events.
fn write(workspace: &Workspace, events: u64) -> Outcome<PathBuf> {
    let program = hand::build(workspace, "events", &[])?;
    let file = folder(workspace)?.join("events.jsonl");
    eprintln!("writing {events} events");
    time(Command::new(program).arg(events.to_string()).arg(&file))?;
    Ok(file)
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
