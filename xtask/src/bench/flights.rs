//! `delays` over a year of real flights, from plain and from compressed CSV, beside the same query in DuckDB, where Python has that (`pip install duckdb`). Both write a file, and what
//! they write must be the same rows. Of DuckDB the query alone is counted, without starting Python and loading it.

use super::tools::hand::account;
use super::tools::measure::{RUNS, folder, job, number, output, stats};
use super::tools::report::Measured;
use super::tools::warm::warm_file;
use std::path::{Path, PathBuf};
use std::process::Command;
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

const FLIGHTS: &str = "pipelines/flights/data/flights.csv.gz";

pub(super) fn measure(workspace: &Workspace) -> Outcome<Vec<Measured>> {
    let job = job(workspace, &workspace.root.join("pipelines/flights/delays.weir"))?;
    let compressed = workspace.root.join(FLIGHTS);
    let plain = plain(workspace, &compressed)?;
    let duckdb = has_duckdb();
    if !duckdb {
        eprintln!("there is no DuckDB to compare with: `pip install duckdb`");
    }
    let mut cases = Vec::new();
    for (name, file) in [("plain CSV", &plain), ("gzip", &compressed)] {
        for threads in [1, 2] {
            eprintln!("{name}, {threads} thread(s)");
            cases.push(case(workspace, &job, name, file, threads, duckdb)?);
        }
    }
    Ok(cases)
}

fn case(
    workspace: &Workspace,
    job: &Path,
    name: &str,
    file: &Path,
    threads: usize,
    duckdb: bool,
) -> Outcome<Measured> {
    let folder = folder(workspace)?;
    let (ours, theirs) = (folder.join("delays.csv"), folder.join("delays_duckdb.csv"));
    let settings =
        [("input", file), ("output", &ours)].map(|(name, path)| format!("{name}={}", path.display()));
    let mut arguments = vec!["--parallelism".to_owned(), threads.to_string()];
    arguments.extend(settings.into_iter().flat_map(|setting| ["--set".to_owned(), setting]));
    let (mut cpu, mut wall, mut rss, mut by_duckdb) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let stats = stats(workspace, job, &arguments)?;
        cpu.push(number(&stats, "cpu_seconds") * 1e3);
        wall.push(number(&stats, "wall_seconds") * 1e3);
        rss.push(number(&stats, "peak_rss_bytes") / 1e6);
        if duckdb {
            let script = workspace.root.join("xtask/baselines/delays_duckdb.py");
            let mut python = Command::new("python3");
            let used = account(python.arg(script).arg(file).arg(threads.to_string()).arg(&theirs))?;
            by_duckdb.push(used.cpu_ns / 1e6);
            same_rows(&ours, &theirs)?;
        }
    }
    let measured = Measured { threads: Some(threads), ..Measured::new(format!("delays, {name}")) };
    let measured = measured.figure("cpu_ms", cpu).figure("wall_ms", wall).figure("peak_rss_megabytes", rss);
    Ok(measured.baseline("DuckDB", by_duckdb))
}

/// The flights without compression.
fn plain(workspace: &Workspace, compressed: &Path) -> Outcome<PathBuf> {
    let plain = folder(workspace)?.join("flights.csv");
    let text = output(Command::new("gzip").arg("-dc").arg(compressed))?;
    std::fs::write(&plain, text).map_err(|e| Failed::io("cannot write", &plain, &e))?;
    warm_file(&plain)?;
    Ok(plain)
}

fn has_duckdb() -> bool {
    output(Command::new("python3").args(["-c", "import duckdb"])).is_ok()
}

/// Times and means are written in other ways; means are rounded to six places.
fn same_rows(ours: &Path, theirs: &Path) -> Outcome<()> {
    let read = |path: &Path| {
        let text = std::fs::read_to_string(path).map_err(|e| Failed::io("cannot read", path, &e))?;
        Ok(rows(&text))
    };
    match are_same(&read(ours)?, &read(theirs)?) {
        true => Ok(()),
        false => Err(Failed::new(format!("`{}` and `{}` differ", ours.display(), theirs.display()))),
    }
}

/// Airport, hour, flights and worst delay, and the mean.
type Row = ([String; 4], f64);

/// Sorted.
fn rows(csv: &str) -> Vec<Row> {
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let field = |index: usize| fields.get(index).copied().unwrap_or_default();
        let texts = [0, 1, 2, 4].map(|index| {
            let text = field(index);
            text.strip_suffix(".000").unwrap_or(text).to_owned()
        });
        (texts, field(3).parse().unwrap_or(f64::NAN))
    };
    let mut rows: Vec<_> = csv.lines().map(row).collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows
}

fn are_same(ours: &[Row], theirs: &[Row]) -> bool {
    let same = |(a, b): (&Row, &Row)| a.0 == b.0 && (a.1 - b.1).abs() < 2e-6;
    !ours.is_empty() && ours.len() == theirs.len() && ours.iter().zip(theirs).all(same)
}

#[cfg(test)]
mod tests {
    use super::{are_same, rows};

    #[test]
    fn rows_are_the_same_whatever_their_order_and_their_way_to_write_times() {
        let ours = "EWR,2013-01-01 19:00:00.000,18,33.666667,260\nJFK,2013-01-01 19:00:00.000,3,40.0,50\n";
        let theirs = "JFK,2013-01-01 19:00:00,3,40,50\nEWR,2013-01-01 19:00:00,18,33.666667,260\n";
        let same = |theirs: &str| are_same(&rows(ours), &rows(theirs));
        assert!(same(theirs));
        for (from, to) in [("260", "261"), ("33.666667", "33.66"), ("EWR", "LGA"), ("\nEWR", "")] {
            assert!(!same(&theirs.replace(from, to)), "{from}");
        }
    }
}
