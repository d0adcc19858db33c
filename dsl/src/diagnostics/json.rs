//! Diagnostics for tools: one JSON object a line, with lines and columns beside the byte offsets.

use super::{Diagnostic, Diagnostics, Label};
use crate::span::line_column;
use serde_json::{Value, json};

impl Diagnostics {
    /// One object a diagnostic, each on its own line: `code`, `severity`, `message`, `file`, `primary` and `secondary` labels (`message`,
    /// `start`, `end` as bytes; `line`, `column`, `end_line`, `end_column` from 1, columns in characters), `notes`, `help`.
    pub fn to_json(&self, source: &str, path: &str) -> String {
        self.iter().map(|d| object(d, source, path).to_string() + "\n").collect()
    }
}

fn object(diagnostic: &Diagnostic, source: &str, path: &str) -> Value {
    json!({
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "file": path,
        "primary": label(&diagnostic.primary, source),
        "secondary": diagnostic.secondary.iter().map(|l| label(l, source)).collect::<Vec<_>>(),
        "notes": diagnostic.notes,
        "help": diagnostic.help,
    })
}

fn label(label: &Label, source: &str) -> Value {
    let (line, column) = line_column(source, label.span.start);
    let (end_line, end_column) = line_column(source, label.span.end);
    json!({
        "message": label.message,
        "start": label.span.start,
        "end": label.span.end,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    })
}
