//! Pairs of the grammar → tree. Each file of this folder builds one part of the tree; the names are those of the grammar's rules.
//!
//! The grammar guarantees which children a pair has, so they are asked for by rule; order matters only among children of one rule.

mod connector;
mod decl;
mod expr;
mod operator;
mod test;

use super::decl::{File, Name, Path};
use super::grammar::{Rule, WeirParser};
use super::{literal, recover};
use crate::diagnostics::{Diagnostic, Diagnostics, codes};
use crate::span::Span;
use pest::Parser;

type Pair<'s> = pest::iterators::Pair<'s, Rule>;

/// What the builders share.
struct Builder {
    /// Every span, when the file is used by another one.
    place: Option<Span>,
    diagnostics: Diagnostics,
    /// Nesting of expressions so far.
    depth: usize,
}

/// See [`super::parse`].
pub(super) fn file(source: &str, place: Option<Span>) -> (File, Diagnostics) {
    let mut builder = Builder { place, diagnostics: Diagnostics::default(), depth: 0 };
    let file = match WeirParser::parse(Rule::file, source) {
        Ok(mut pairs) => pairs.next().map(|pair| builder.file(&pair)).unwrap_or_default(),
        Err(error) => {
            let fault = recover::explain(source, &error);
            builder.report(Span::new(fault.at, fault.end), fault);
            File::default()
        }
    };
    (file, builder.diagnostics)
}

impl Builder {
    fn file(&mut self, pair: &Pair<'_>) -> File {
        let pipeline = first(pair, Rule::pipeline_line).map(|line| self.pipeline_line(&line));
        let mut declarations = Vec::new();
        for child in pair.clone().into_inner() {
            match child.as_rule() {
                Rule::declaration => declarations.push(self.declaration(&child)),
                Rule::broken_declaration => declarations.push(self.broken_declaration(&child)),
                _ => {}
            }
        }
        File { doc: docs(pair, Rule::inner_doc), pipeline, declarations }
    }

    fn span(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        let length = written(span.as_str()).len();
        self.place.unwrap_or_else(|| Span::new(span.start(), span.start() + length))
    }

    fn name(&self, pair: &Pair<'_>) -> Name {
        Name { text: written(pair.as_str()).to_owned(), span: self.span(pair) }
    }

    /// The first child that is a name.
    fn name_in(&self, pair: &Pair<'_>) -> Name {
        self.name(&need(pair, Rule::name))
    }

    fn names_in(&self, pair: &Pair<'_>) -> Vec<Name> {
        all(pair, Rule::name).map(|name| self.name(&name)).collect()
    }

    fn path(&self, pair: &Pair<'_>) -> Path {
        Path { parts: self.names_in(pair), span: self.span(pair) }
    }

    /// The text of a string literal; a bad escape is reported and left as it is.
    fn string(&mut self, pair: &Pair<'_>) -> String {
        let span = self.span(pair);
        match literal::string(pair.as_str()) {
            Ok(text) => text,
            Err((offset, escape)) => {
                let at =
                    self.place.unwrap_or(Span::new(span.start + offset, span.start + offset + escape.len()));
                self.diagnostics.push(
                    Diagnostic::error(codes::BAD_ESCAPE, at, format!("unknown escape `{escape}` in a string"))
                        .help(r#"escapes are `\n`, `\r`, `\t`, `\0`, `\\`, `\"` and `\u{…}` with hexadecimal digits"#),
                );
                pair.as_str().trim_matches('"').to_owned()
            }
        }
    }

    fn integer(&mut self, pair: &Pair<'_>) -> u64 {
        let span = self.span(pair);
        pair.as_str().replace('_', "").parse().unwrap_or_else(|_| {
            let message = format!("the number `{}` is too large", pair.as_str());
            self.diagnostics.push(Diagnostic::error(codes::BAD_LITERAL, span, message));
            0
        })
    }

    /// Reports what is wrong with a text that a `broken_*` rule took.
    fn broken(&mut self, pair: &Pair<'_>, alone: Rule) {
        let start = pair.as_span().start();
        let text = pair.as_str();
        let mut fault = recover::find(alone, text);
        let input = pair.as_span().get_input();
        recover::look_before(&mut fault, &input[..start], text);
        recover::look_behind(&mut fault, text, &input[pair.as_span().end()..]);
        fault.at += start;
        fault.end += start;
        self.report(Span::new(fault.at, fault.end), fault);
    }

    fn report(&mut self, at: Span, fault: recover::Fault) {
        let at = self.place.unwrap_or(at);
        let mut diagnostic = Diagnostic::error(codes::SYNTAX, at, fault.message).label(fault.label);
        diagnostic.help = fault.help;
        self.diagnostics.push(diagnostic);
    }
}

/// The text without the blanks and comments behind it, which pairs with an optional end can have.
fn written(text: &str) -> &str {
    let text = text.trim_end();
    let line = text.rfind('\n').map_or(0, |at| at + 1);
    let in_string = |at: usize| text[line..at].matches('"').count() % 2 == 1;
    let comment = text[line..].match_indices("//").map(|(at, _)| line + at).find(|at| !in_string(*at));
    match comment {
        Some(at) if line > 0 || at > 0 => written(&text[..at]),
        _ => text,
    }
}

/// The first child with this rule.
fn first<'s>(pair: &Pair<'s>, rule: Rule) -> Option<Pair<'s>> {
    all(pair, rule).next()
}

/// The child with this rule, which the grammar says is there.
fn need<'s>(pair: &Pair<'s>, rule: Rule) -> Pair<'s> {
    first(pair, rule).expect("the grammar gives every such pair this child")
}

fn all<'s>(pair: &Pair<'s>, rule: Rule) -> impl Iterator<Item = Pair<'s>> + use<'s> {
    pair.clone().into_inner().filter(move |child| child.as_rule() == rule)
}

fn has(pair: &Pair<'_>, rule: Rule) -> bool {
    first(pair, rule).is_some()
}

/// The only child of a pair that just wraps alternatives.
fn only<'s>(pair: &Pair<'s>) -> Pair<'s> {
    pair.clone().into_inner().next().expect("the grammar gives a choice one child")
}

/// Documentation lines, without their marks, joined.
fn docs(pair: &Pair<'_>, rule: Rule) -> String {
    let line = |doc: Pair<'_>| doc.as_str()[3..].trim().to_owned();
    all(pair, rule).map(line).collect::<Vec<_>>().join("\n")
}
