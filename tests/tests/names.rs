//! Whatever generated code calls its own may be the name of a column, an aggregate or a step: words of generated code as names give what other names give.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use weir_tests::job::Job;
use weir_tests::scratch::Scratch;
use weir_tests::{files, lines, root};

/// Names in one pipeline, and its outputs.
const BATCH: usize = 60;
const OUTPUTS: usize = 5;

/// Words of the golden files that start as a variable, a function or a field does.
fn words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let golden = root().join("tests/golden");
    for folder in std::fs::read_dir(&golden).expect("the golden files").flatten() {
        for file in files(&folder.path(), "rs") {
            let text = std::fs::read_to_string(&file).expect("it can be read");
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            for word in code.flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')) {
                if word.starts_with(|c: char| c.is_ascii_lowercase()) {
                    words.insert(word.to_owned());
                }
            }
        }
    }
    words
}

/// A pipeline with these names. Every other one is a number, the rest are truths.
fn pipeline(words: &[String]) -> String {
    let is_number = |at: &usize| at.is_multiple_of(2);
    let name = |at: usize| words[at].clone();
    let each = |with: &dyn Fn(usize, &str) -> String| {
        let all: Vec<String> = (0..words.len()).map(|at| with(at, &name(at))).collect();
        all.join(", ")
    };
    let fields = each(&|at, name| format!("{name}: {}", if is_number(&at) { "i64" } else { "bool" }));
    let values = each(&|at, name| match is_number(&at) {
        true => format!("{name}: n * {} % {}", at + 1, at + 3),
        false => format!("{name}: n % {} == 0", at + 2),
    });
    let extremes = each(&|at, name| format!("{name}: {}({name})", ["max", "min"][at / 2 % 2]));
    let changed = each(&|at, name| match is_number(&at) {
        true => format!("{name}: {name} + 1"),
        false => format!("{name}: !{name}"),
    });
    let names = each(&|_, name| name.to_owned());
    let first = (0..words.len()).find(is_number).map(name).expect("there is a number");
    let mut text = format!(
        "record R {{ a1: i64, at1: timestamp, {fields} }}
         param output1: string
         source s1: R = generate {{
             rows: 500, rate: 0,
             columns: {{ a1: n % 7, at1: 2020-01-01T00:00:00Z + n * 1s, {values} }},
             time: at1, watermark: max_lag(1s),
         }}\n"
    );
    let steps = [
        ("upsert", format!("dedup by a1 keep last |> derive {{ {changed} }} |> select {{ a1, {names} }}")),
        (
            "final",
            format!("aggregate by a1 {{ {extremes} }} |> derive {{ {changed} }} |> select {{ a1, {names} }}"),
        ),
        (
            "append",
            format!(
                "window hop(20s, every 10s) late drop |> aggregate by a1 {{ {extremes} }} |> select {{ window.start, {names} }}"
            ),
        ),
        (
            "append",
            format!(
                "window tumble(20s) late drop |> aggregate by {names} {{ n1: count() }} |> top 3 by n1 per window"
            ),
        ),
        (
            "final",
            format!("top 2 by {first} desc per a1 |> derive {{ {changed} }} |> select {{ rank, {names} }}"),
        ),
    ];
    for (at, (mode, steps)) in steps.iter().enumerate() {
        // The step has a name of generated code, too.
        let step = name(at * words.len() / OUTPUTS);
        let _ = writeln!(text, "let {step} = from s1 |> {steps}");
        let _ = writeln!(
            text,
            "from {step} |> into file {{ path: output1 + \"{at}.csv\", format: csv, mode: {mode} }}"
        );
    }
    text
}

fn run(scratch: &Scratch, name: &str, text: &str) -> Result<Vec<String>, String> {
    let job = Job::build_dev(&scratch.write(&format!("{name}.weir"), text))?;
    let folder = scratch.join(name);
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    job.run_at(2, &[("output1", &format!("{}/", folder.display()))]).succeeded()?;
    (0..OUTPUTS).map(|at| lines::read(&folder.join(format!("{at}.csv")))).collect()
}

/// Names that mean nothing.
fn others(n: usize) -> Vec<String> {
    (0..n).map(|at| format!("other{at}")).collect()
}

fn is_name(word: &str) -> bool {
    let names: Vec<String> = std::iter::once(word.to_owned()).chain(others(5)).collect();
    weir_dsl::compile(&pipeline(&names), &weir_dsl::Options::new("names")).0.is_some()
}

#[test]
fn words_of_generated_code_may_be_names() {
    let mut words: Vec<String> = words().into_iter().filter(|word| is_name(word)).collect();
    assert!(words.len() > 300, "{} words", words.len());
    // All pipelines are of one size and give the same.
    words.extend(others(words.len().next_multiple_of(BATCH) - words.len()));
    let scratch = Scratch::new();
    let expected = run(&scratch, "others", &pipeline(&others(BATCH))).unwrap_or_else(|why| panic!("{why}"));
    for (at, batch) in words.chunks(BATCH).enumerate() {
        let found = run(&scratch, &format!("words{at}"), &pipeline(batch));
        let found = found.unwrap_or_else(|why| panic!("{why}\namong {batch:?}"));
        for (output, (expected, found)) in expected.iter().zip(&found).enumerate() {
            let same = lines::same(&lines::sorted(expected), &lines::sorted(found));
            same.unwrap_or_else(|why| panic!("{output}.csv: {why}\namong {batch:?}"));
        }
    }
}

#[test]
fn the_words_are_there() {
    let words = words();
    for word in ["change", "time", "rows", "windows", "group_without_rows"] {
        assert!(words.contains(word), "{word}");
    }
}
