//! Syntax tree → typed plan: names, types, kinds, time, identities; everything that can be wrong with a program is found here.
//!
//! The passes, in order: `uses` (other files), `names` (what is declared), `types`, `params`, then sources, `let`s and statements (`flow`,
//! `operators/`), `test_blocks`, `live` (what nobody reads goes; lints). Every pass reports and goes on: a part that is wrong is `None` from
//! then on, and what depends on it is left out without further words.
//!
//! Expressions: `scope` (what names mean in a place), `expr/` (types and coercions), `functions` (the user's own).

mod apart;
mod bounds;
mod connector;
mod expr;
mod flow;
mod functions;
mod live;
mod names;
mod operators;
mod params;
mod scope;
mod source;
mod test_blocks;
#[cfg(test)]
mod tests;
mod types;
mod unbuilt;
mod uses;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity, codes, nearest};
use crate::plan;
use crate::span::Span;
use crate::syntax::{self, Declaration, File, Level};
use crate::types::Type;
use std::collections::{BTreeMap, BTreeSet};

/// Finds the text of another `.weir` file for `use path::{…}`: given the path as written, without `.weir`.
pub type Resolver<'a> = &'a dyn Fn(&str) -> Result<String, String>;

/// What the caller knows beside the text.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The pipeline's name where no `pipeline` line gives one: the stem of the file.
    pub name: &'a str,
    /// Reads other files; `None`: `use` is refused.
    pub resolve: Option<Resolver<'a>>,
}

impl<'a> Options<'a> {
    /// A pipeline of this name that uses no other file.
    pub fn new(name: &'a str) -> Self {
        Self { name, resolve: None }
    }
}

/// Text to plan. There is a plan exactly when no diagnostic is an error.
pub fn compile(source: &str, options: &Options<'_>) -> (Option<plan::Pipeline>, Diagnostics) {
    let (mut file, mut diagnostics) = syntax::parse(source);
    uses::expand(&mut file, options, &mut diagnostics);
    let mut checker = Checker::new(source, &file.declarations, diagnostics);
    checker.lint_levels(&file);
    checker.run();
    checker.finish(&file, options.name)
}

/// The state of checking one pipeline.
struct Checker<'t> {
    source: &'t str,
    declarations: &'t [Declaration],
    diagnostics: Diagnostics,
    levels: BTreeMap<&'static str, Level>,
    names: names::Names<'t>,
    records: Vec<plan::Record>,
    /// Where each record was declared, for cycles.
    record_spans: Vec<Span>,
    enums: Vec<plan::Enum>,
    params: Vec<plan::Param>,
    functions: BTreeMap<&'t str, functions::State>,
    steps: Vec<plan::Step>,
    made: BTreeMap<&'t str, flow::State>,
    /// `.late` and `.errors` steps, by what is behind `from`.
    outputs: BTreeMap<String, plan::StepId>,
    uids: BTreeSet<String>,
    tests: Vec<plan::Test>,
    /// Names that nobody knows, reported.
    misspelt: BTreeSet<String>,
}

impl<'t> Checker<'t> {
    fn new(source: &'t str, declarations: &'t [Declaration], diagnostics: Diagnostics) -> Self {
        Self {
            source,
            declarations,
            diagnostics,
            levels: BTreeMap::new(),
            names: names::Names::default(),
            records: Vec::new(),
            record_spans: Vec::new(),
            enums: Vec::new(),
            params: Vec::new(),
            functions: BTreeMap::new(),
            steps: Vec::new(),
            made: BTreeMap::new(),
            outputs: BTreeMap::new(),
            uids: BTreeSet::new(),
            tests: Vec::new(),
            misspelt: BTreeSet::new(),
        }
    }

    fn run(&mut self) {
        self.declare();
        self.check_types();
        self.check_params();
        self.check_functions();
        self.check_flows();
        self.sinks_apart();
        self.check_tests();
        self.refuse_unbuilt();
    }

    fn finish(mut self, file: &File, name: &str) -> (Option<plan::Pipeline>, Diagnostics) {
        // With errors, a step may only look unread because its reader is wrong.
        if !self.diagnostics.has_errors() && self.has_ends() {
            self.lints();
        }
        self.diagnostics.sort();
        if self.diagnostics.has_errors() {
            return (None, self.diagnostics);
        }
        let name = file.pipeline.as_ref().map_or(name, |line| &line.name.text).to_owned();
        let pipeline = plan::Pipeline {
            name,
            doc: file.doc.clone(),
            records: self.records,
            enums: self.enums,
            params: self.params,
            steps: self.steps,
            tests: self.tests,
        };
        (Some(pipeline.without_unread()), self.diagnostics)
    }

    fn lint_levels(&mut self, file: &File) {
        for lint in file.pipeline.iter().flat_map(|line| &line.lints) {
            match codes::lints().find(|code| code.name == lint.lint.text) {
                Some(code) => {
                    self.levels.insert(code.name, lint.level);
                }
                None => {
                    let message = format!("there is no lint `{}`", lint.lint.text);
                    let diagnostic = Diagnostic::error(codes::UNKNOWN_LINT, lint.lint.span, message);
                    let known = codes::lints().map(|code| code.name);
                    self.diagnostics.push(did_you_mean(diagnostic, &lint.lint.text, known));
                }
            }
        }
    }

    fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, span, message));
    }

    /// Reports a lint at its level.
    fn lint(&mut self, mut diagnostic: Diagnostic) {
        match self.levels.get(diagnostic.code) {
            Some(Level::Allow) => return,
            Some(Level::Deny) => diagnostic.severity = Severity::Error,
            Some(Level::Warn) => diagnostic.severity = Severity::Warning,
            None => {}
        }
        self.diagnostics.push(diagnostic);
    }

    fn not_built(&mut self, span: Span, what: &str) {
        let message = format!("{what} is not built yet");
        let note = "it is part of the language, and this version refuses it rather than ignore it";
        self.diagnostics.push(Diagnostic::error(codes::NOT_BUILT, span, message).note(note));
    }

    /// The text of a place, on one line, for messages.
    fn text_of(&self, span: Span) -> String {
        span.one_line(self.source)
    }

    /// A type in the user's words.
    fn type_name(&self, ty: &Type) -> String {
        match ty {
            Type::Record(id) => self.records[id.0].name.clone(),
            Type::Enum(id) => self.enums[id.0].name.clone(),
            Type::Optional(inner) => format!("{}?", self.type_name(inner)),
            other => other.to_string(),
        }
    }
}

/// Adds the nearest known name, or the list of them where it is short.
fn did_you_mean<'n>(
    diagnostic: Diagnostic,
    name: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Diagnostic {
    const LIST_MAX: usize = 12;
    let known: Vec<&str> = known.into_iter().collect();
    if let Some(near) = nearest(name, known.iter().copied()) {
        return diagnostic.help(format!("did you mean `{near}`?"));
    }
    if known.is_empty() || known.len() > LIST_MAX {
        return diagnostic;
    }
    let list: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    diagnostic.note(format!("there {} {}", if known.len() == 1 { "is" } else { "are" }, list.join(", ")))
}
