//! Every Nexmark query on the generator, at one thread and at two: CPU time an event. In turn with it, run by run, what the generator alone takes for the columns that the query needs, and
//! a loop written by hand (`xtask/baselines/hand.rs`), which a test here holds against the job.

use super::tools::contest::{Contest, Hand, Lane, Maker};
use super::tools::hand;
use super::tools::measure::{job, number};
use super::tools::report::Measured;
use std::path::PathBuf;
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

/// Events of a run: of a first one, then as many as take about [`CPU_SECONDS`], so that neither start nor growth of tables is what is measured.
const EVENTS_PROBE: u64 = 1_000_000;
const EVENTS_MAX: u64 = 40_000_000;
const CPU_SECONDS: f64 = 1.2;

pub(super) fn measure(workspace: &Workspace, quick: bool, wanted: &[String]) -> Outcome<Vec<Measured>> {
    let queries = queries(workspace, wanted)?;
    let hand = hand::build(workspace, "hand", &[])?;
    let mut cases = Vec::new();
    for query in queries {
        let binary = job(workspace, &query)?;
        let name = query.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let lane = |threads, events| Lane { threads, settings: vec![format!("events={events}")] };
        let probe = Contest {
            workspace,
            job: &binary,
            lanes: vec![lane(1, EVENTS_PROBE)],
            events: EVENTS_PROBE,
            generator: None,
            hand: Vec::new(),
            side_by_side: true,
        };
        let events = if quick { EVENTS_PROBE } else { events_for_a_run(&probe)? };
        eprintln!("{name}, 1 and 2 threads");
        let arguments = vec![name.clone(), events.to_string()];
        let alone = [&*arguments, &["generator".to_owned()]].concat();
        let generator = Some(Maker::Program(&hand, alone));
        let loops = vec![Hand { name: "by hand", program: &hand, arguments, empty: None }];
        let lanes = vec![lane(1, events), lane(2, events)];
        cases.extend(Contest { lanes, events, generator, hand: loops, ..probe }.whole(&name)?);
    }
    Ok(cases)
}

/// `pipelines/nexmark/qN.weir`, by number; only the wanted ones, if any are named.
pub(super) fn queries(workspace: &Workspace, wanted: &[String]) -> Outcome<Vec<PathBuf>> {
    let folder = workspace.root.join("pipelines/nexmark");
    let entries = std::fs::read_dir(&folder).map_err(|e| Failed::io("cannot read", &folder, &e))?;
    let mut queries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    queries.retain(|path| path.extension().is_some_and(|e| e == "weir"));
    let number =
        |path: &PathBuf| path.file_stem()?.to_string_lossy().trim_start_matches('q').parse::<u32>().ok();
    queries.sort_by_key(number);
    let name = |path: &PathBuf| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names: Vec<String> = queries.iter().map(name).collect();
    if let Some(unknown) = wanted.iter().find(|wanted| !names.contains(wanted)) {
        let names = names.join(", ");
        return Err(Failed::usage(format!("there is no query `{unknown}`; there are {names}")));
    }
    queries.retain(|path| wanted.is_empty() || wanted.contains(&name(path)));
    Ok(queries)
}

/// Whole millions.
fn events_for_a_run(probe: &Contest<'_>) -> Outcome<u64> {
    let each = number(&probe.run(probe.job)?, "cpu_seconds") / probe.events as f64;
    let millions = (CPU_SECONDS / each / 1e6).round();
    Ok((millions as u64 * 1_000_000).clamp(EVENTS_PROBE, EVENTS_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::tools::measure::{folder, output, stats};
    use std::path::Path;
    use std::process::Command;
    use weir_cli::commands::build_pipeline::{BuildPipeline, build_pipeline};

    /// Events, and how many of them a second of event time has: as they are measured, and so few that there are windows and minutes in plenty and a second day.
    const STREAMS: [(u64, u64); 2] = [(20_000, 100_000), (100_000, 1)];

    #[test]
    fn queries_are_chosen_by_name() -> Outcome<()> {
        let workspace = Workspace::find()?;
        let chosen = queries(&workspace, &["q16".to_owned(), "q5".to_owned()])?;
        let names: Vec<_> = chosen.iter().filter_map(|path| path.file_name()?.to_str()).collect();
        assert_eq!(names, ["q5.weir", "q16.weir"]);
        let unknown = queries(&workspace, &["q3".to_owned()]).expect_err("there is none").to_string();
        assert!(unknown.starts_with("there is no query `q3`; there are q0, q1, "), "{unknown}");
        Ok(())
    }

    #[test]
    fn loops_by_hand_give_the_rows_of_the_jobs() -> Outcome<()> {
        let workspace = Workspace::find()?;
        let (hand, folder) = (hand::build(&workspace, "hand", &[])?, folder(&workspace)?.join("tests"));
        let files = queries(&workspace, &[])?;
        let (dev, target_cpu, profile_run, emit) = (false, None, None, None);
        build_pipeline(&BuildPipeline {
            files: files.clone(),
            out: folder.clone(),
            dev,
            target_cpu,
            profile_run,
            emit,
        })?;
        for query in files.iter().filter_map(|file| file.file_stem()) {
            let job = folder.join(query);
            let columns = output(Command::new(&hand).arg(query).args(["1000", "columns"]))?;
            let mut columns: Vec<&str> = columns.split_whitespace().collect();
            columns.sort_unstable();
            assert_eq!(
                columns,
                bid_columns_of(&job)?,
                "columns of bids, the generator's and {}'s",
                query.display()
            );
            for (events, rate) in STREAMS {
                let text =
                    output(Command::new(&hand).arg(query).args([events.to_string(), rate.to_string()]))?;
                let (given, rows) = text.split_once('\n').expect("the first line is a count");
                let settings = [format!("events={events}"), format!("rate={rate}")];
                let case = format!("{} with {}", query.display(), settings.join(", "));
                same_rows(&rows_of(&job, &settings)?, rows, &case);
                assert_eq!(given, changes_of(&workspace, &job, &settings)?, "rows on the way, {case}");
            }
        }
        Ok(())
    }

    /// What the job reads of bids, sorted.
    fn bid_columns_of(job: &Path) -> Outcome<Vec<String>> {
        let plan = output(Command::new(job).args(["explain", "--format", "json"]))?;
        let plan: serde_json::Value = serde_json::from_str(&plan).expect("it is JSON");
        let reads = plan["steps"][0]["reads"].as_array().expect("the source is the first step");
        let of_bid = |field: &serde_json::Value| Some(field.as_str()?.strip_prefix("bid.")?.to_owned());
        let mut columns: Vec<String> = reads.iter().filter_map(of_bid).collect();
        columns.sort_unstable();
        Ok(columns)
    }

    /// What a job writes into a file: of rows that change those that hold in the end.
    fn rows_of(job: &Path, settings: &[String]) -> Outcome<String> {
        let file = job.with_extension("csv");
        let mut command = Command::new(job);
        command.args(["run", "--progress", "off", "--parallelism", "1"]);
        let setting = format!("output={}", file.display());
        output(command.args(settings.iter().chain([&setting]).flat_map(|setting| ["--set", setting])))?;
        let rows = std::fs::read_to_string(&file).map_err(|e| Failed::io("cannot read", &file, &e));
        let _ = std::fs::remove_file(file);
        rows
    }

    /// How many rows it has for a sink that takes each change.
    fn changes_of(workspace: &Workspace, job: &Path, settings: &[String]) -> Outcome<String> {
        let mut arguments = vec!["--parallelism".to_owned(), "1".to_owned()];
        arguments.extend(settings.iter().flat_map(|setting| ["--set".to_owned(), setting.clone()]));
        let sinks = stats(workspace, job, &arguments)?["sinks"].clone();
        let sink = sinks.as_object().and_then(|sinks| sinks.values().next()).expect("it has a sink");
        Ok(sink["rows"].to_string())
    }

    fn same_rows(job: &str, hand: &str, case: &str) {
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort_unstable();
            lines
        };
        let (job, hand) = (sorted(job), sorted(hand));
        let differs = job.iter().zip(&hand).find(|(job, hand)| job != hand);
        assert_eq!(differs, None, "a row of the job and one of the loop, {case}");
        assert_eq!(job.len(), hand.len(), "rows of the job and of the loop, {case}");
    }
}
