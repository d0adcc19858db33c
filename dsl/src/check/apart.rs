//! Sinks that write the same file: refused where the paths are literals; of paths that parameters make up the job refuses it when it starts.

use super::Checker;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{ExprKind, Operator, SinkArm, SinkConnector};
use crate::span::Span;
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn sinks_apart(&mut self) {
        let mut written: Vec<(String, Span)> = Vec::new();
        let mut again = Vec::new();
        for step in &self.steps {
            let Operator::Sink { arms, .. } = &step.operator else { continue };
            let Some((path, span)) = literal_path(arms) else { continue };
            match written.iter().find(|(other, _)| *other == path) {
                Some((_, first)) if *first != span => again.push((path, span, *first)),
                _ => written.push((path, span)),
            }
        }
        for (path, span, first) in again {
            let diagnostic =
                Diagnostic::error(codes::DUPLICATE, span, format!("`{path}` is written by two sinks"));
            self.diagnostics.push(
                diagnostic
                    .also(first, "first here")
                    .help("give each sink a file of its own, or `union` what they write"),
            );
        }
    }
}

/// The file that a sink writes whatever the parameters are.
fn literal_path(arms: &[SinkArm]) -> Option<(String, Span)> {
    let [SinkArm { condition: None, connector: SinkConnector::File { path, .. }, .. }] = arms else {
        return None;
    };
    match &path.kind {
        // What is written to a device may be.
        ExprKind::Literal(Value::String(text)) if !text.starts_with("/dev/") => {
            Some((text.trim_start_matches("./").to_owned(), path.span))
        }
        _ => None,
    }
}
