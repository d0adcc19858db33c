//! Our decoders against those that people write loops with: CPU ns a row over the same bytes in one process (`xtask/programs/src/bin/decode`), all of a case in turn. Twice:
//! compiled as jobs are by default, and as those do who want the most of the rivals.

use super::tools::measure::{RUNS, output};
use super::tools::programs::{self, Build};
use super::tools::report::{Figure, Measured};
use std::process::Command;
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

const ROWS: usize = 100_000;

pub(super) fn measure(workspace: &Workspace, quick: bool) -> Outcome<Vec<Measured>> {
    let mut cases = Vec::new();
    for (how, suffix) in [(Build::AsJobs, ""), (Build::Fastest, ", native and LTO")] {
        let decode = programs::build(workspace, how)?.join("decode");
        let rows = if quick { ROWS / 10 } else { ROWS };
        let text = output(Command::new(decode).args([(2 * RUNS).to_string(), rows.to_string()]))?;
        cases.extend(read(&text, suffix)?);
    }
    Ok(cases)
}

/// Lines `case TAB decoder TAB ns a row`, one a run, and `bytes TAB format TAB bytes a row`.
fn read(text: &str, suffix: &str) -> Outcome<Vec<Measured>> {
    let mut cases: Vec<(String, Vec<Figure>)> = Vec::new();
    let mut bytes = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split('\t').collect();
        let &[case, decoder, number] = words.as_slice() else { continue };
        let number: f64 = number.parse().map_err(|e| Failed::new(format!("`{line}`: {e}")))?;
        if case == "bytes" {
            bytes.push((decoder.to_owned(), number));
            continue;
        }
        if cases.last().is_none_or(|(last, _)| last != case) {
            cases.push((case.to_owned(), Vec::new()));
        }
        let Some((_, decoders)) = cases.last_mut() else { continue };
        let name = known(decoder)?;
        match decoders.iter_mut().find(|(other, _)| *other == name) {
            Some((_, runs)) => runs.push(number),
            None => decoders.push((name, vec![number])),
        }
    }
    let measured = cases.into_iter().map(|(case, decoders)| {
        let size =
            bytes.iter().find(|(format, _)| case.starts_with(format.as_str())).map_or(f64::NAN, |(_, n)| *n);
        let mut measured = Measured::new(format!("{case}{suffix}"));
        for (name, runs) in decoders {
            measured = match name {
                "weir" => measured.figure("cpu_ns_per_row", runs).figure("bytes_per_row", vec![size]),
                rival => measured.baseline(rival, runs),
            };
        }
        measured
    });
    Ok(measured.collect())
}

fn known(decoder: &str) -> Outcome<&'static str> {
    let names = ["weir", "serde_json", "sonic-rs", "simd-json", "csv"];
    names.into_iter().find(|name| *name == decoder).ok_or_else(|| Failed::new(format!("who is `{decoder}`?")))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn ours_is_the_figure_and_the_others_are_baselines() {
        let text = "bytes\tJSON\t260\nJSON, all\tweir\t90.5\nJSON, all\tcsv\t300\nJSON, all\tweir\t91.5\n";
        let cases = read(text, "").unwrap_or_default();
        assert_eq!(cases[0].figures, [("cpu_ns_per_row", vec![90.5, 91.5]), ("bytes_per_row", vec![260.0])]);
        assert_eq!(cases[0].baselines, [("csv", vec![300.0])]);
    }
}
