//! A pipeline while it is made and made smaller: `let`s of steps, each a line of text, with what reads them. Its text is all that the
//! compiler sees.

use std::fmt::Write as _;
use weir_dsl::plan::Pipeline;

/// What every pipeline reads.
const SOURCES: &str = r#"enum Level { low, mid, high }

record Inner { x: i32, y: f64?, note: string }

record Row {
    id: i64, k: i32, big: i64?, small: i8?, un: u32, huge: u64,
    price: decimal(12, 2)?, cost: decimal(9, 3), f: f64, g: f64?,
    s: string, t: string?, flag: bool, maybe: bool?, level: Level, mood: Level?,
    inner: Inner, other: Inner?, day: date?, at: timestamp, then: timestamp?,
}

param limit: i64 = 3
param word: string = "ab"

fn clamp(x: i64, low: i64, high: i64) -> i64 = if x < low { low } else if x > high { high } else { x }
fn share(a: f64, b: f64) -> f64 = if b == 0.0 { 0.0 } else { a / b }

source left: Row = file { path: "left.jsonl", format: json, time: at, watermark: max_lag(10s) }
source right: Row = file { path: "right.jsonl", format: json, time: at, watermark: max_lag(3s) }

"#;

/// A line of a `let`: `where …`, or a head with columns in braces.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) head: String,
    /// What stands in braces behind the head; each can be left out alone.
    pub(crate) columns: Vec<String>,
}

/// `let name = from … |> …`
#[derive(Debug, Clone)]
pub(crate) struct Let {
    pub(crate) name: String,
    pub(crate) from: String,
    pub(crate) steps: Vec<Step>,
}

/// A second end of a `let`.
#[derive(Debug, Clone)]
pub(crate) struct End {
    pub(crate) from: String,
    pub(crate) steps: Vec<String>,
}

/// A whole pipeline.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) lets: Vec<Let>,
    pub(crate) ends: Vec<End>,
}

impl Step {
    pub(crate) fn plain(head: impl Into<String>) -> Self {
        Step { head: head.into(), columns: Vec::new() }
    }

    fn text(&self) -> String {
        match self.columns.is_empty() {
            true => self.head.clone(),
            false => format!("{} {{ {} }}", self.head, self.columns.join(", ")),
        }
    }
}

impl Let {
    fn reads(&self, name: &str) -> bool {
        let of = |path: &str| path.split('.').next() == Some(name);
        let united =
            |step: &Step| step.head.strip_prefix("union ").is_some_and(|all| all.split(", ").any(of));
        of(&self.from) || self.steps.iter().any(united)
    }
}

impl Draft {
    /// The `.weir` text.
    pub(crate) fn text(&self) -> String {
        let mut text = SOURCES.to_owned();
        for one in &self.lets {
            let _ = writeln!(text, "let {} = from {}", one.name, one.from);
            for step in &one.steps {
                let _ = writeln!(text, "    |> {}", step.text());
            }
            text.push('\n');
        }
        for one in self.lets.iter().filter(|one| !self.is_read(&one.name)) {
            let _ = writeln!(text, "from {} |> into blackhole {{ mode: final }}", one.name);
        }
        for end in &self.ends {
            let _ = writeln!(text, "from {} |> {}", end.from, end.steps.join(" |> "));
        }
        text
    }

    fn is_read(&self, name: &str) -> bool {
        // `.late` and `.errors` do not end the rows of the step itself.
        self.lets.iter().any(|one| one.reads(name) && !one.from.contains('.'))
            || self.ends.iter().any(|end| end.from == name)
    }

    /// The plan, or why there is none.
    pub(crate) fn compile(&self) -> Result<Pipeline, String> {
        compile(&self.text())
    }

    /// Drafts with one thing less, the greatest things first. Not all of them compile.
    pub(crate) fn smaller(&self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for index in 0..self.lets.len() {
            drafts.push(self.without(&self.lets[index].name));
        }
        for index in 0..self.ends.len() {
            let mut draft = self.clone();
            draft.ends.remove(index);
            drafts.push(draft);
        }
        for (index, one) in self.lets.iter().enumerate() {
            for step in 0..one.steps.len() {
                let mut draft = self.clone();
                draft.lets[index].steps.remove(step);
                drafts.push(draft);
            }
        }
        for (index, one) in self.lets.iter().enumerate() {
            for (number, step) in one.steps.iter().enumerate().filter(|(_, step)| step.columns.len() > 1) {
                for column in 0..step.columns.len() {
                    let mut draft = self.clone();
                    draft.lets[index].steps[number].columns.remove(column);
                    drafts.push(draft);
                }
            }
        }
        drafts
    }

    /// Without a `let` and what reads it.
    fn without(&self, name: &str) -> Draft {
        let mut gone = vec![name.to_owned()];
        let mut draft = Draft::default();
        for one in &self.lets {
            if gone.contains(&one.name) || gone.iter().any(|name| one.reads(name)) {
                gone.push(one.name.clone());
            } else {
                draft.lets.push(one.clone());
            }
        }
        let stays = |end: &&End| !gone.iter().any(|name| end.from.split('.').next() == Some(name));
        draft.ends = self.ends.iter().filter(stays).cloned().collect();
        draft
    }
}

/// The plan of a text, or the first error.
pub(crate) fn compile(text: &str) -> Result<Pipeline, String> {
    let (pipeline, diagnostics) = weir_dsl::compile(text, &weir_dsl::Options::new("random"));
    match pipeline {
        Some(pipeline) if !diagnostics.has_errors() => Ok(pipeline),
        _ => Err(diagnostics.render(text, "random.weir")),
    }
}
