//! Small pipelines for the tests of single rules.

use weir_dsl::plan::{Pipeline, Step};

/// What texts begin with: rows of most types.
const ROWS: &str = "record R {
    k: i64, m: i64, v: i64, o: i64?, i: i32, u: u64, f: f64, s: string, b: bool, day: date, money: decimal(10, 2), t: timestamp
}
source rows: R = file { path: \"r.jsonl\", format: json, time: t, watermark: ascending }
";

/// The plan of `let`s over `rows`, before it is optimised. The rows of each go into a sink, whoever else reads them.
pub(super) fn pipeline(text: &str) -> Pipeline {
    let names = text.lines().filter_map(|line| line.trim().strip_prefix("let ")?.split(' ').next());
    let ends = names.map(|name| format!("from {name} |> into blackhole {{}}\n"));
    compiled(&format!("{ROWS}{text}\n{}", ends.collect::<String>()))
}

/// The plan of a text with sources of its own.
pub(super) fn compiled(text: &str) -> Pipeline {
    let (pipeline, diagnostics) = weir_dsl::compile(text, &weir_dsl::Options::new("r"));
    pipeline.unwrap_or_else(|| panic!("{}", diagnostics.render(text, "r.weir")))
}

/// The step of a `let`.
pub(super) fn step<'p>(pipeline: &'p Pipeline, name: &str) -> &'p Step {
    let is_named = |step: &&Step| step.name.as_deref() == Some(name);
    pipeline.steps.iter().find(is_named).unwrap_or_else(|| panic!("no step is called `{name}`"))
}
