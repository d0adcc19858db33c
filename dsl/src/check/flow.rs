//! `let`s and statements: chains of operators become steps, with identities.
//!
//! A `let` is made when it is first read, so that they may stand in any order; the steps come out with inputs before their readers.
//!
//! What is wrong with one step says nothing about those behind it: where its columns are known nevertheless, checking goes on, and what depends
//! on the others is *doubtful* and passed over in silence.

use super::{Checker, did_you_mean};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Column, Kind, Operator, Schema, Step, StepId, TIME, Window};
use crate::span::Span;
use crate::syntax::{self, Attribute, Declaration, DeclarationKind, Name, OperatorKind, Path};
use crate::types::Type;
use std::collections::{BTreeMap, BTreeSet};

/// How far a named source or `let` has come.
#[derive(Clone)]
pub(super) enum State {
    /// Being made: reading it now closes a circle.
    Active,
    Done(Option<Made>),
}

/// A source or `let` as steps.
#[derive(Clone)]
pub(super) struct Made {
    /// What it names.
    pub(super) end: StepId,
    /// All of it, for `.errors` and `.late`.
    pub(super) steps: Vec<StepId>,
    /// Columns of the end that nobody knows.
    pub(super) doubtful: BTreeSet<String>,
    /// Whether there were any on the way.
    pub(super) doubted: bool,
}

/// A chain while it is made.
#[derive(Default)]
pub(super) struct Chain {
    /// Its steps, with the word of the operator that each came from.
    pub(super) steps: Vec<(StepId, &'static str)>,
    /// Whether any of them had columns that nobody knows.
    doubted: bool,
}

/// A place in a chain: the step before, and a window that waits for the operator that applies it.
#[derive(Clone)]
pub(super) struct At {
    pub(super) step: StepId,
    pub(super) schema: Schema,
    pub(super) window: Option<(Window, Span)>,
    /// See [`super::scope::Scope::doubtful`].
    pub(super) doubtful: BTreeSet<String>,
}

impl<'t> Checker<'t> {
    pub(super) fn check_flows(&mut self) {
        for declaration in self.declarations {
            match &declaration.kind {
                DeclarationKind::Source(source) => {
                    self.named(&source.name.text, source.name.span);
                }
                DeclarationKind::Let(named) => {
                    self.named(&named.name.text, named.name.span);
                }
                DeclarationKind::Statement(flow) => self.statement(declaration, flow),
                _ => {}
            }
        }
    }

    /// Whether something comes out; reports a pipeline with sources or steps and no end to them.
    pub(super) fn has_ends(&mut self) -> bool {
        let first = self.declarations.iter().find_map(|declaration| match &declaration.kind {
            DeclarationKind::Let(named) => Some(named.name.span),
            DeclarationKind::Source(source) => Some(source.name.span),
            _ => None,
        });
        let ends = self
            .declarations
            .iter()
            .any(|declaration| matches!(declaration.kind, DeclarationKind::Statement(_)));
        if let Some(span) = first
            && !ends
        {
            let help = "end with `from … |> into stdout {}` or another sink";
            let message = "nothing comes out of this pipeline";
            self.diagnostics.push(Diagnostic::error(codes::NO_END, span, message).help(help));
            return false;
        }
        if !ends {
            let diagnostic =
                Diagnostic::warning(codes::NOTHING_TO_RUN, Span::default(), "there is nothing to run here")
                    .note("other files can `use` what is declared, and no job can be built")
                    .help("add a `source` and `from … |> into stdout {}`")
                    .help("a file that only others use begins with `pipeline name { allow nothing_to_run }`");
            self.lint(diagnostic);
        }
        true
    }

    /// The source or `let` of this name, made now if it was not.
    pub(super) fn named(&mut self, name: &str, used: Span) -> Option<Made> {
        let Some((name, (declaration, span))) = self.names.steps.get_key_value(name) else {
            if !self.is_broken(name) {
                let diagnostic = Diagnostic::error(
                    codes::UNKNOWN_STEP,
                    used,
                    format!("there is no step or source `{name}`"),
                );
                let known: Vec<&str> = self.names.steps.keys().copied().collect();
                self.diagnostics.push(did_you_mean(diagnostic, name, known));
            }
            return None;
        };
        let (name, declaration, span): (&'t str, &'t Declaration, Span) = (name, declaration, *span);
        match self.made.get(name) {
            Some(State::Done(made)) => return made.clone(),
            Some(State::Active) => {
                let message = format!("`{name}` reads its own output");
                let diagnostic =
                    Diagnostic::error(codes::STEP_CYCLE, used, message).also(span, "it begins here");
                self.diagnostics.push(diagnostic.note("steps form a graph without circles"));
                return None;
            }
            None => {}
        }
        self.made.insert(name, State::Active);
        let made = match &declaration.kind {
            DeclarationKind::Source(source) => self.source(source, &declaration.attributes),
            DeclarationKind::Let(named) => self.let_(named, &declaration.attributes),
            _ => None,
        };
        self.made.insert(name, State::Done(made.clone()));
        made
    }

    fn let_(&mut self, named: &syntax::Let, attributes: &[Attribute]) -> Option<Made> {
        let uid = self.identity(&named.name.text, attributes);
        let mut chain = Chain::default();
        let at = self.chain(&mut chain, &named.flow);
        if let Some(last) = named.flow.steps.last()
            && let Some(end) = end_word(&last.kind)
        {
            let message = format!("`let` names rows, and `{end}` ends them");
            let help = "write it as a statement: `from …` without `let`";
            self.diagnostics.push(Diagnostic::error(codes::NO_END, last.span, message).help(help));
            return None;
        }
        let at = self.closed(at?)?;
        let mut steps: Vec<StepId> = chain.steps.iter().map(|(id, _)| *id).collect();
        if steps.is_empty() {
            steps.push(at.step);
        }
        self.identify(&chain, &uid, named.name.span);
        // `let a = from b` is a second name for what is there.
        if let Some((last, _)) = chain.steps.last() {
            self.steps[last.0].name = Some(named.name.text.clone());
        }
        Some(Made { end: at.step, steps, doubtful: at.doubtful, doubted: chain.doubted })
    }

    fn statement(&mut self, declaration: &Declaration, flow: &syntax::Flow) {
        let mut chain = Chain::default();
        let at = self.chain(&mut chain, flow);
        let ends = |step: &syntax::Operator| {
            end_word(&step.kind).is_some() || matches!(step.kind, OperatorKind::Broken)
        };
        if !flow.steps.iter().any(ends) {
            let span = flow.steps.last().map_or(flow.from.span, |last| last.span);
            let help = "end it with `|> into stdout {}`, or name it: `let name = from …`";
            let message = "this pipeline has no end";
            self.diagnostics.push(Diagnostic::error(codes::NO_END, span, message).help(help));
            return;
        }
        if at.is_none() {
            return;
        }
        let Some((last, word)) = chain.steps.last() else { return };
        let default = match &self.steps[last.0].operator {
            Operator::Sink { name, .. } => name.clone(),
            _ => (*word).to_owned(),
        };
        let wanted = self.identity(&default, &declaration.attributes);
        let uid = self.identify(&chain, &wanted, flow.span);
        if uid != wanted
            && let Some((stateful, word)) = chain.steps.iter().find(|(id, _)| self.is_stateful(*id))
        {
            let other = format!("`{uid}` by its place, as another chain is called `{wanted}`");
            self.unnamed_state(*stateful, word, flow.span, other);
        }
        let last = *last;
        if let Operator::Sink { name, .. } = &mut self.steps[last.0].operator {
            *name = uid;
        }
    }

    /// `@id("…")`, or the default; `@was` is for upgrades, which are not built.
    pub(super) fn identity(&mut self, default: &str, attributes: &[Attribute]) -> String {
        let mut uid = default.to_owned();
        for attribute in attributes {
            match attribute.name.text.as_str() {
                "id" => uid.clone_from(&attribute.value),
                "was" => self.not_built(attribute.name.span, "`@was` on a step"),
                other => {
                    let message = format!("there is no attribute `@{other}` here");
                    let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, attribute.name.span, message);
                    self.diagnostics.push(did_you_mean(diagnostic, other, ["id", "was"]));
                }
            }
        }
        uid
    }

    /// Gives the steps of a chain their uids: the last one `base`, the others `base.word`, `base.word.2`. Returns the last one's.
    fn identify(&mut self, chain: &Chain, base: &str, span: Span) -> String {
        let base = self.unique(base);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, (id, word)) in chain.steps.iter().enumerate() {
            let last = at + 1 == chain.steps.len();
            let n = counts.entry(word).or_insert(0);
            *n += usize::from(!last);
            let uid = match *n {
                _ if last => base.clone(),
                1 => format!("{base}.{word}"),
                n => format!("{base}.{word}.{n}"),
            };
            if !last && *n == 2 && self.is_stateful(*id) {
                let other = "in this pipeline, there is another one it could be taken for";
                self.unnamed_state(*id, word, span, other.to_owned());
            }
            self.uids.insert(uid.clone());
            self.steps[id.0].uid = uid;
        }
        base
    }

    pub(super) fn is_stateful(&self, id: StepId) -> bool {
        let operator = &self.steps[id.0].operator;
        matches!(operator, Operator::Aggregate { .. } | Operator::Top { .. } | Operator::Dedup { .. })
    }

    /// `other`: what it could be taken for.
    fn unnamed_state(&mut self, step: StepId, word: &str, chain: Span, other: String) {
        let message = format!("the identity of this `{word}` depends on its place");
        let diagnostic = Diagnostic::warning(codes::UNNAMED_STATE, self.steps[step.0].span, message)
            .also(chain, other)
            .note("state belongs to a step's identity: changing the order of the two would mix up what they remember")
            .help("name one of them with `let`");
        self.lint(diagnostic);
    }

    pub(super) fn unique(&mut self, uid: &str) -> String {
        let numbered = (2..).map(|n| format!("{uid}.{n}"));
        let mut candidates = std::iter::once(uid.to_owned()).chain(numbered);
        let free =
            candidates.find(|candidate| !self.uids.contains(candidate)).expect("numbers do not run out");
        self.uids.insert(free.clone());
        free
    }

    fn chain(&mut self, chain: &mut Chain, flow: &syntax::Flow) -> Option<At> {
        let mut at = self.path(&flow.from);
        for (n, operator) in flow.steps.iter().enumerate() {
            chain.doubted |= at.as_ref().is_some_and(|at| !at.doubtful.is_empty());
            if let Some(end) = end_word(&operator.kind)
                && let Some(next) = flow.steps.get(n + 1)
            {
                let message = format!("nothing comes out of `{end}`");
                let diagnostic =
                    Diagnostic::error(codes::NO_END, next.span, message).also(operator.span, "rows end here");
                self.diagnostics
                    .push(diagnostic.help("give the rows before it a name with `let`, and read that twice"));
                return None;
            }
            at = match at {
                Some(at) => self.operator(chain, at, operator),
                // What is not built is said even where the rows before are not known.
                None => {
                    self.refuse_operator(operator);
                    None
                }
            };
        }
        chain.doubted |= at.as_ref().is_some_and(|at| !at.doubtful.is_empty());
        at
    }

    /// Rows of `name`, `name.late`, `name.errors`.
    pub(super) fn path(&mut self, path: &Path) -> Option<At> {
        let made = self.named(&path.parts[0].text, path.parts[0].span)?;
        let (step, doubtful) = match path.parts.get(1) {
            None => (made.end, made.doubtful),
            Some(output) => (self.output(path, output, made)?, BTreeSet::new()),
        };
        Some(At { step, schema: self.steps[step.0].output.clone(), window: None, doubtful })
    }

    /// The step of `name.late`, `name.errors`.
    fn output(&mut self, path: &Path, output: &Name, made: Made) -> Option<StepId> {
        let text = path.text();
        if let Some(step) = self.outputs.get(&text) {
            return Some(*step);
        }
        let step = match output.text.as_str() {
            // The columns of late rows are those of somewhere on the way.
            "late" if path.parts.len() == 2 && made.doubted => return None,
            "late" if path.parts.len() == 2 => self.late(path, &made)?,
            "errors" if path.parts.len() == 2 => self.errors(path, made),
            "timeout" | "final" => {
                self.not_built(output.span, &format!("the output `.{}`", output.text));
                return None;
            }
            other => {
                let message = format!("a step has no output `.{other}`");
                let diagnostic = Diagnostic::error(codes::NO_SUCH_OUTPUT, output.span, message);
                self.diagnostics.push(did_you_mean(diagnostic, other, ["late", "errors"]));
                return None;
            }
        };
        let uid = self.unique(&text);
        self.steps[step.0].uid = uid;
        self.outputs.insert(text, step);
        Some(step)
    }

    fn late(&mut self, path: &Path, made: &Made) -> Option<StepId> {
        let windowed: Vec<StepId> =
            made.steps.iter().copied().filter(|id| self.window_of(*id).is_some()).collect();
        let (name, span) = (&path.parts[0].text, path.parts[1].span);
        let [of] = windowed.as_slice() else {
            let message = match windowed.len() {
                0 => format!("`{name}` has no late rows: it applies no window"),
                _ => format!("`{name}` applies more than one window"),
            };
            let diagnostic = Diagnostic::error(codes::NO_SUCH_OUTPUT, span, message);
            self.diagnostics.push(diagnostic.help("name the step that applies the window with `let`"));
            return None;
        };
        let input = self.steps[of.0].inputs[0];
        let input = &self.steps[input.0].output;
        let mut columns: Vec<Column> = input.visible().map(|(_, column)| column.clone()).collect();
        columns.push(Column { name: TIME.to_owned(), ty: Type::Timestamp });
        let time = Some(columns.len() - 1);
        let output = Schema { columns, kind: Kind::Stream, key: Vec::new(), time };
        Some(self.push(Operator::Late { of: *of }, Vec::new(), output, path.span))
    }

    fn errors(&mut self, path: &Path, made: Made) -> StepId {
        let column = |name: &str| Column { name: name.to_owned(), ty: Type::String };
        let columns = ["step", "place", "message", "row"].map(column).to_vec();
        let output = Schema { columns, kind: Kind::Stream, key: Vec::new(), time: None };
        self.push(Operator::Errors { of: made.steps }, Vec::new(), output, path.span)
    }

    /// The new window that a step applies.
    pub(super) fn window_of(&self, id: StepId) -> Option<&Window> {
        use crate::plan::WindowUse;
        match &self.steps[id.0].operator {
            Operator::Aggregate { window: WindowUse::New(window), .. }
            | Operator::Top { window: WindowUse::New(window), .. } => Some(window),
            _ => None,
        }
    }

    /// The place, unless a window there waits in vain.
    pub(super) fn closed(&mut self, at: At) -> Option<At> {
        if let Some((_, span)) = at.window {
            let message = "this window has nothing to apply to";
            let help = "put `aggregate … { … }` or `top …` behind it";
            self.diagnostics.push(Diagnostic::error(codes::OPEN_WINDOW, span, message).help(help));
            return None;
        }
        Some(at)
    }

    /// Adds a step; its uid is given when its chain is complete.
    pub(super) fn push(
        &mut self,
        operator: Operator,
        inputs: Vec<StepId>,
        output: Schema,
        span: Span,
    ) -> StepId {
        let id = StepId(self.steps.len());
        self.steps.push(Step {
            id,
            uid: String::new(),
            name: None,
            operator,
            inputs,
            output,
            unbounded: None,
            span,
        });
        id
    }

    /// Adds a step to a chain and moves behind it.
    pub(super) fn then(
        &mut self,
        chain: &mut Chain,
        at: At,
        (word, operator): (&'static str, Operator),
        output: Schema,
        span: Span,
    ) -> At {
        let step = self.push(operator, vec![at.step], output.clone(), span);
        chain.steps.push((step, word));
        At { step, schema: output, ..at }
    }
}

/// The word of an operator that ends a chain.
fn end_word(kind: &OperatorKind) -> Option<&'static str> {
    match kind {
        OperatorKind::Into(_) => Some("into"),
        OperatorKind::Discard(_) => Some("discard"),
        OperatorKind::Fail(_) => Some("fail"),
        _ => None,
    }
}
