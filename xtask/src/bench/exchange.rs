//! Rows between threads: ns a row through our exchange and through rings of `rtrb` with a loop by hand, by size of row and of batch (`xtask/baselines/exchange.rs`).

use super::tools::hand;
use super::tools::measure::{RUNS, output};
use super::tools::report::Measured;
use std::process::Command;
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

const ROWS: usize = 8_000_000;

/// All runs of a case: its name, the size of batches, ours, and those by hand.
struct Case<'a> {
    name: &'a str,
    batch: usize,
    ours: Vec<f64>,
    by_hand: Vec<f64>,
    owned: Vec<f64>,
}

pub(super) fn measure(workspace: &Workspace, quick: bool) -> Outcome<Vec<Measured>> {
    let program = hand::build(workspace, "exchange", &["rtrb"])?;
    let rows = if quick { ROWS / 10 } else { ROWS };
    let text = output(Command::new(program).args([RUNS.to_string(), rows.to_string()]))?;
    let mut cases = read(&text)?;
    // A curve is a size of rows; batches grow along it.
    cases.sort_by_key(|case| {
        (!case.name.ends_with("2 threads"), case.name.contains("string"), case.name.to_owned(), case.batch)
    });
    let measured = cases.into_iter().map(|case| {
        let axis = if case.name.ends_with("2 threads") {
            "rows in a batch, 2 threads"
        } else {
            "rows in a batch, 1 thread"
        };
        Measured::new(format!("{}, batches of {}", case.name, case.batch))
            .figure("ns_per_row", case.ours)
            .baseline("rtrb, by hand", case.by_hand)
            .baseline("rtrb, strings owned", case.owned)
            .at(axis, case.name.rsplit_once(", ").map_or(case.name, |(size, _)| size), case.batch as f64)
    });
    Ok(measured.collect())
}

/// Lines `case TAB batch TAB who TAB ns a row`, one a run.
fn read(text: &str) -> Outcome<Vec<Case<'_>>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    for line in text.lines() {
        let wrong = || Failed::new(format!("`exchange` says `{line}`"));
        let words: Vec<&str> = line.split('\t').collect();
        let &[name, batch, who, ns] = words.as_slice() else { return Err(wrong()) };
        let (batch, ns) = (batch.parse().map_err(|_| wrong())?, ns.parse().map_err(|_| wrong())?);
        let at =
            cases.iter().position(|case| case.name == name && case.batch == batch).unwrap_or(cases.len());
        if at == cases.len() {
            cases.push(Case { name, batch, ours: Vec::new(), by_hand: Vec::new(), owned: Vec::new() });
        }
        match who {
            "weir" => cases[at].ours.push(ns),
            "rtrb, by hand" => cases[at].by_hand.push(ns),
            "rtrb, strings owned" => cases[at].owned.push(ns),
            _ => return Err(wrong()),
        }
    }
    Ok(cases)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn runs_of_a_case_come_together() {
        let text = "16 B, 2 threads\t64\tweir\t5\n16 B, 2 threads\t64\trtrb, by hand\t7\n16 B, 2 threads\t64\tweir\t6\n";
        let cases = read(text).unwrap_or_default();
        assert_eq!((cases.len(), &cases[0].ours, &cases[0].by_hand), (1, &vec![5.0, 6.0], &vec![7.0]));
        assert!(read("what?").is_err());
    }
}
