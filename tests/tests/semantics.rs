//! Scripted streams: `tests/semantics/*.stream` (its README says how they read) become `test` blocks of the pipeline they name, which run on the interpreter
//! and on the built job at parallelism 1, 2 and 4.

use libtest_mimic::{Arguments, Trial};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use weir_cli::commands::test_pipeline::run_native;
use weir_cli::load::{Show, load};
use weir_dsl::interpreter::run_tests;
use weir_tests::scratch::Scratch;
use weir_tests::{files, root, stem};

fn main() {
    let arguments = Arguments::from_args();
    let trial = |path: std::path::PathBuf| {
        Trial::test(format!("semantics::{}", stem(&path)), move || Ok(check(&path)?))
    };
    libtest_mimic::run(
        &arguments,
        files(&root().join("tests/semantics"), "stream").into_iter().map(trial).collect(),
    )
    .exit();
}

fn check(path: &Path) -> Result<(), String> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()));
    let stream = Stream::parse(&read(path)?).map_err(|e| format!("{}:{e}", path.display()))?;
    let pipeline = path.with_file_name(&stream.pipeline);
    let scratch = Scratch::new();
    let with_tests = scratch.write(&stream.pipeline, format!("{}\n{}", read(&pipeline)?, stream.tests));
    let loaded = load(&with_tests, Show::Text).map_err(|_| format!("not a pipeline:\n{}", stream.tests))?;
    let mut failures = Vec::new();
    for result in run_tests(&loaded.pipeline) {
        failures.extend(
            result.mismatches.iter().map(|m| format!("{} (interpreter): {}", result.name, m.message)),
        );
    }
    for (name, found) in run_native(&loaded).map_err(|failed| failed.to_string())? {
        failures.extend(found.iter().map(|message| format!("{name} (job): {message}")));
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

/// A script, read.
#[derive(Default)]
struct Stream {
    /// File that it runs on.
    pipeline: String,
    /// Columns of a source's rows.
    inputs: BTreeMap<String, Vec<String>>,
    /// Columns of a step's rows, and whether their order counts.
    outputs: BTreeMap<String, (Vec<String>, bool)>,
    /// The cases as `test` blocks.
    tests: String,
}

/// A case being read: its script as text, and what is expected of each step.
#[derive(Default)]
struct Case {
    title: String,
    script: String,
    expected: BTreeMap<String, Vec<String>>,
}

impl Stream {
    /// The error begins with the number of the line.
    fn parse(text: &str) -> Result<Stream, String> {
        let mut stream = Stream::default();
        let mut case: Option<Case> = None;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(title) = line.strip_prefix("case ") {
                let next = Case { title: title.to_owned(), ..Case::default() };
                stream.finish(case.replace(next));
                continue;
            }
            let read = match &mut case {
                None => stream.heading(line),
                Some(case) => stream.line(case, line),
            };
            read.ok_or_else(|| format!("{}: cannot read `{line}`", number + 1))?;
        }
        stream.finish(case);
        Ok(stream)
    }

    /// `pipeline FILE`, `in SOURCE COLUMN…`, `out STEP [in order] COLUMN…`
    fn heading(&mut self, line: &str) -> Option<()> {
        let mut words = line.split_whitespace().map(str::to_owned);
        match words.next()?.as_str() {
            "pipeline" => self.pipeline = words.next()?,
            "in" => {
                self.inputs.insert(words.next()?, words.collect());
            }
            "out" => {
                let name = words.next()?;
                let columns: Vec<String> = words.collect();
                let in_order = columns.starts_with(&["in".to_owned(), "order".to_owned()]);
                let columns = if in_order { columns[2..].to_vec() } else { columns };
                self.outputs.insert(name, (columns, in_order));
            }
            _ => return None,
        }
        Some(())
    }

    fn line(&self, case: &mut Case, line: &str) -> Option<()> {
        if let Some(time) = line.strip_prefix("watermark ") {
            return writeln!(case.script, "    advance to {}", literal(time)).ok();
        }
        if let Some(expected) = line.strip_prefix("-> ") {
            let (step, values) = expected.split_once(' ')?;
            let (columns, _) = self.outputs.get(step)?;
            let rows = case.expected.entry(step.to_owned()).or_default();
            if values != "nothing" {
                rows.push(row(columns, values)?);
            }
            return Some(());
        }
        let (source, values) = line.split_once(' ')?;
        let row = row(self.inputs.get(source)?, values)?;
        writeln!(case.script, "    given {source} [ {row} ]").ok()
    }

    /// Writes a case down as a test.
    fn finish(&mut self, case: Option<Case>) {
        let Some(case) = case else { return };
        let _ = writeln!(self.tests, "test {:?} {{\n{}", case.title, case.script.trim_end());
        for (step, rows) in &case.expected {
            let order = if self.outputs[step].1 { " in order" } else { "" };
            let _ = writeln!(self.tests, "    expect {step}{order} [ {} ]", rows.join(", "));
        }
        self.tests.push_str("}\n\n");
    }
}

/// `{ shop: "a", n: 1 }`; there must be one value a column.
fn row(columns: &[String], values: &str) -> Option<String> {
    let values: Vec<&str> = values.split_whitespace().collect();
    let cells = columns.iter().zip(&values).map(|(column, value)| format!("{column}: {}", literal(value)));
    (columns.len() == values.len()).then(|| format!("{{ {} }}", cells.collect::<Vec<_>>().join(", ")))
}

/// `10:00:01` is a time of one day, a bare word a string; the rest is written as in the language.
fn literal(text: &str) -> String {
    let is_time = text.len() >= 8 && text.as_bytes()[2] == b':';
    let is_word =
        text.starts_with(|c: char| c.is_ascii_alphabetic()) && !["null", "true", "false"].contains(&text);
    match (is_time, is_word) {
        (true, _) => format!("2020-01-01T{text}Z"),
        (_, true) => format!("\"{text}\""),
        _ => text.to_owned(),
    }
}
