//! What was measured, as a table, as JSON, and as a section of docs/benchmarks.md. A figure is the median of its runs; the spread is from the least to the most.

use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use weir_cli::{Failed, Outcome};

/// All runs of something, by name.
pub(crate) type Figure = (&'static str, Vec<f64>);

/// One case: named figures, each with all its runs.
#[derive(Default)]
pub(crate) struct Measured {
    /// What was measured.
    pub(crate) case: String,
    /// Worker threads, where there are any.
    pub(crate) threads: Option<usize>,
    /// Events of a run, where there are any.
    pub(crate) events: Option<u64>,
    /// By name, with the unit in it; the first is the main one.
    pub(crate) figures: Vec<Figure>,
    /// What else takes for the same, in the main figure's unit.
    pub(crate) baselines: Vec<Figure>,
    /// Its place in a chart of curves; none: it is a bar.
    pub(crate) point: Option<Point>,
}

/// Where a case stands on a curve; its height is the main figure.
pub(crate) struct Point {
    /// What grows to the right: one chart for each.
    pub(crate) axis: &'static str,
    /// Which curve.
    pub(crate) curve: String,
    /// How much of it.
    pub(crate) x: f64,
}

/// The middle one.
pub(crate) fn median(runs: &[f64]) -> f64 {
    let mut sorted = runs.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The least and the most.
pub(crate) fn spread(runs: &[f64]) -> (f64, f64) {
    (
        runs.iter().copied().fold(f64::INFINITY, f64::min),
        runs.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    )
}

impl Measured {
    /// A case of which nothing is known yet.
    pub(crate) fn new(case: impl Into<String>) -> Measured {
        Measured { case: case.into(), ..Measured::default() }
    }

    /// Adds a figure.
    pub(crate) fn figure(mut self, name: &'static str, runs: Vec<f64>) -> Measured {
        self.figures.push((name, runs));
        self
    }

    /// Adds a figure, where it was measured.
    pub(crate) fn figure_if_any(self, name: &'static str, runs: &[f64]) -> Measured {
        if runs.is_empty() { self } else { self.figure(name, runs.to_vec()) }
    }

    /// Adds what something else took, where it was measured.
    pub(crate) fn baseline(mut self, name: &'static str, runs: Vec<f64>) -> Measured {
        if !runs.is_empty() {
            self.baselines.push((name, runs));
        }
        self
    }

    /// Puts it on a curve.
    pub(crate) fn at(mut self, axis: &'static str, curve: impl Into<String>, x: f64) -> Measured {
        self.point = Some(Point { axis, curve: curve.into(), x });
        self
    }

    /// The main figure.
    pub(crate) fn main(&self) -> f64 {
        self.figures.first().map_or(f64::NAN, |(_, runs)| median(runs))
    }
}

/// A table in Markdown: a row a case, a column a figure, then one a baseline.
pub(crate) fn table(cases: &[Measured]) -> String {
    let figures = names(cases.iter().map(|case| &case.figures));
    let baselines = names(cases.iter().map(|case| &case.baselines));
    let threads = cases.iter().any(|case| case.threads.is_some());
    let events = cases.iter().any(|case| case.events.is_some());
    let mut head = vec!["case".to_owned()];
    head.extend(threads.then(|| "threads".to_owned()));
    head.extend(events.then(|| "million events".to_owned()));
    head.extend(figures.iter().map(|name| name.replace('_', " ")));
    head.extend(baselines.iter().map(|name| format!("*{name}*")));
    let mut out = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for case in cases {
        let mut cells = vec![case.case.clone()];
        cells.extend(threads.then(|| case.threads.map(|n| n.to_string()).unwrap_or_default()));
        let millions = |n: u64| shown(n as f64 / 1e6);
        cells.extend(events.then(|| case.events.map(millions).unwrap_or_default()));
        cells.extend(figures.iter().map(|name| cell(&case.figures, name)));
        cells.extend(baselines.iter().map(|name| cell(&case.baselines, name)));
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out
}

fn names<'a>(lists: impl Iterator<Item = &'a Vec<Figure>>) -> Vec<&'static str> {
    let mut names = Vec::new();
    for (name, _) in lists.flatten() {
        if !names.contains(name) {
            names.push(*name);
        }
    }
    names
}

/// `41.3 (40.9–44.0)`
fn cell(figures: &[Figure], name: &str) -> String {
    let Some((_, runs)) = figures.iter().find(|(other, _)| *other == name) else { return String::new() };
    let (least, most) = spread(runs);
    if least == most {
        shown(least)
    } else {
        format!("{} ({}–{})", shown(median(runs)), shown(least), shown(most))
    }
}

/// Three digits that count.
fn shown(x: f64) -> String {
    let digits = if x >= 100.0 || x == x.trunc() {
        0
    } else if x >= 10.0 {
        1
    } else {
        2
    };
    format!("{x:.digits$}")
}

/// `10,000`
pub(crate) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// `1 key`, `10,000 keys`
pub(crate) fn keys_shown(n: u64) -> String {
    if n == 1 { "1 key".to_owned() } else { format!("{} keys", grouped(n)) }
}

/// An array of objects, one a case, each with the name of its benchmark.
pub(crate) fn json(benchmarks: &[(&str, Vec<Measured>)]) -> String {
    let objects = benchmarks.iter().flat_map(|(name, cases)| cases.iter().map(|case| object(name, case)));
    format!("{:#}\n", Value::Array(objects.collect()))
}

fn object(benchmark: &str, case: &Measured) -> Value {
    let mut out = Map::new();
    out.insert("benchmark".to_owned(), json!(benchmark));
    out.insert("case".to_owned(), json!(case.case));
    out.extend(case.threads.map(|n| ("threads".to_owned(), json!(n))));
    out.extend(case.events.map(|n| ("events".to_owned(), json!(n))));
    let mut spreads = Map::new();
    for (name, runs) in &case.figures {
        let (name, factor) = base_unit(name);
        let (least, most) = spread(runs);
        out.insert(name.clone(), json!(median(runs) * factor));
        spreads.insert(name, json!((least * factor, most * factor)));
    }
    out.insert("spread".to_owned(), Value::Object(spreads));
    let unit = case.figures.first().map_or("value", |(name, _)| *name);
    let baselines =
        case.baselines.iter().map(|(name, runs)| ((*name).to_owned(), json!({ unit: median(runs) })));
    out.insert("baselines".to_owned(), Value::Object(baselines.collect()));
    let ratios =
        case.baselines.iter().map(|(name, runs)| ((*name).to_owned(), json!(case.main() / median(runs))));
    out.insert("ratios".to_owned(), Value::Object(ratios.collect()));
    Value::Object(out)
}

/// The contract's fields are in units, not in millions of them: the name and the factor.
fn base_unit(name: &str) -> (String, f64) {
    if let Some(unit) = name.strip_prefix("million_") {
        (unit.to_owned(), 1e6)
    } else if let Some(what) = name.strip_suffix("megabytes") {
        (format!("{what}bytes"), 1e6)
    } else {
        (name.to_owned(), 1.0)
    }
}

/// Puts the table between the lines `<!-- bench WHAT -->` and `<!-- end -->` of the page.
pub(crate) fn into_page(page: &str, what: &str, table: &str) -> Outcome<String> {
    let mark = format!("<!-- bench {what} -->\n");
    let parts =
        page.split_once(&mark).and_then(|(head, rest)| Some((head, rest.split_once("<!-- end -->")?.1)));
    let (head, tail) = parts
        .ok_or_else(|| Failed::new(format!("docs/benchmarks.md has no section `{}`", mark.trim_end())))?;
    Ok(format!("{head}{mark}{table}<!-- end -->{tail}"))
}

#[cfg(test)]
mod tests {
    use super::{Measured, base_unit, grouped, into_page, object, table};

    fn case() -> Measured {
        let figures = vec![("cpu_ns_per_event", vec![40.0, 44.0, 41.25]), ("peak_rss_bytes", vec![1e6])];
        Measured {
            threads: Some(1),
            events: Some(10_000_000),
            figures,
            ..Measured::new("q0").baseline("generator", vec![10.0])
        }
    }

    #[test]
    fn a_table_has_medians_with_their_spread() {
        let expected = "| case | threads | million events | cpu ns per event | peak rss bytes | *generator* |\n|---|---|---|---|---|---|\n\
                        | q0 | 1 | 10 | 41.2 (40–44) | 1000000 | 10 |\n";
        assert_eq!(table(&[case()]), expected);
    }

    #[test]
    fn json_has_the_fields_of_the_contract() {
        let object = object("nexmark", &case());
        assert_eq!(
            (&object["cpu_ns_per_event"], &object["ratios"]["generator"]),
            (&41.25.into(), &4.125.into())
        );
        assert_eq!(object["benchmark"], "nexmark");
        assert_eq!((&object["events"], &object["threads"]), (&10_000_000.into(), &1.into()));
        assert_eq!(object["baselines"]["generator"]["cpu_ns_per_event"], 10.0);
        assert_eq!(base_unit("peak_rss_megabytes"), ("peak_rss_bytes".to_owned(), 1e6));
        assert_eq!(base_unit("million_events_per_second"), ("events_per_second".to_owned(), 1e6));
    }

    #[test]
    fn large_numbers_have_their_digits_in_groups() {
        let shown = [0, 100, 1_000, 12_345_678].map(grouped);
        assert_eq!(shown, ["0", "100", "1,000", "12,345,678"]);
    }

    #[test]
    fn a_section_of_the_page_is_replaced() {
        let page = "a\n<!-- bench build -->\nold\n<!-- end -->\nb\n";
        let new = into_page(page, "build", "new\n").map_err(|failed| failed.to_string());
        assert_eq!(new.as_deref(), Ok("a\n<!-- bench build -->\nnew\n<!-- end -->\nb\n"));
        assert!(into_page(page, "start", "new\n").is_err());
    }
}
