//! Diagnostics as text, in the look of rustc: heading, place, the line with the marks, notes and help.

use super::{Diagnostic, Diagnostics, Severity};
use crate::span::Span;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Columns of a terminal whose width nobody told.
const WIDTH: usize = 140;

impl Diagnostics {
    /// All of them as plain text, for files and tests; `path` is shown as the place of `source`.
    pub fn render(&self, source: &str, path: &str) -> String {
        self.render_with(&Renderer::plain().term_width(WIDTH), source, path)
    }

    /// All of them with colours, for a terminal.
    pub fn render_colored(&self, source: &str, path: &str) -> String {
        self.render_with(&Renderer::styled().term_width(WIDTH), source, path)
    }

    fn render_with(&self, renderer: &Renderer, source: &str, path: &str) -> String {
        self.iter().map(|d| one(d, renderer, source, path) + "\n\n").collect()
    }
}

fn one(diagnostic: &Diagnostic, renderer: &Renderer, source: &str, path: &str) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let primary = &diagnostic.primary;
    let mut snippet = Snippet::source(source)
        .path(path)
        .annotation(AnnotationKind::Primary.span(within(primary.span, source)).label(said(&primary.message)));
    for label in &diagnostic.secondary {
        let kind = AnnotationKind::Context;
        snippet = snippet.annotation(kind.span(within(label.span, source)).label(said(&label.message)));
    }
    let mut group = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code).element(snippet);
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

fn said(message: &str) -> Option<&str> {
    (!message.is_empty()).then_some(message)
}

/// The span as a range that surely lies in the source, on character boundaries.
fn within(span: Span, source: &str) -> std::ops::Range<usize> {
    let boundary = |mut at: usize| {
        at = at.min(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    boundary(span.start)..boundary(span.end)
}
