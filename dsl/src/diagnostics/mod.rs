//! What is wrong with the user's program, as data: a stable code, a place, a cause and a way out.
//!
//! Passes push [`Diagnostic`]s and go on; nobody prints here but `render` (as rustc does) and `json`. Every
//! code stands in the `codes` table, and has a file in `tests/errors/` that provokes it (`cargo xtask tidy` checks both ways).

pub mod codes;
pub mod elsewhere;
mod json;
mod nearest;
mod render;
#[cfg(test)]
mod tests;

pub use codes::Code;
pub use nearest::{misspelt, nearest};

use crate::span::Span;
use serde::Serialize;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The pipeline cannot be built.
    Error,
    /// It can, but a reader should know.
    Warning,
}

/// A place in the text with what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there; may be empty.
    pub message: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable code: `E0102` for errors, a lint's name (`silent_loss`) for what a lint level governs.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// One sentence, lower case, values in backticks, in the user's words.
    pub message: String,
    /// The place it is about.
    pub primary: Label,
    /// Other places that matter, such as the step that caused it.
    pub secondary: Vec<Label>,
    /// Facts that explain.
    pub notes: Vec<String>,
    /// Ways out.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error; `message` is one sentence about the place `span`.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, span, message)
    }

    /// A warning; for a lint, [`Diagnostic::code`] is its name.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, span, message)
    }

    fn new(code: Code, severity: Severity, span: Span, message: impl Into<String>) -> Self {
        let primary = Label { span, message: String::new() };
        let (secondary, notes, help) = (Vec::new(), Vec::new(), Vec::new());
        Self { code: code.name, severity, message: message.into(), primary, secondary, notes, help }
    }

    /// Says what is at the place itself.
    #[must_use]
    pub fn label(mut self, message: impl Into<String>) -> Self {
        self.primary.message = message.into();
        self
    }

    /// Points at another place that matters.
    #[must_use]
    pub fn also(mut self, span: Span, message: impl Into<String>) -> Self {
        self.secondary.push(Label { span, message: message.into() });
        self
    }

    /// Adds a fact that explains.
    #[must_use]
    pub fn note(mut self, message: impl Into<String>) -> Self {
        self.notes.push(message.into());
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, message: impl Into<String>) -> Self {
        self.help.push(message.into());
        self
    }
}

/// All findings of a run, in the order of discovery.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Adds all of another pass.
    pub fn extend(&mut self, other: Diagnostics) {
        self.items.extend(other.items);
    }

    /// In order of discovery.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Puts them in the order of the text, so that a reader goes through the file once.
    pub fn sort(&mut self) {
        self.items.sort_by_key(|d| (d.primary.span.start, d.primary.span.end));
        self.items.dedup();
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|d| d.severity == Severity::Error)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}
