//! `unbounded "why"`: no step of its own; it is the consent to the growing state of the step before it.

use crate::check::Checker;
use crate::check::flow::{At, Chain};
use crate::diagnostics::{Diagnostic, codes};
use crate::span::Span;

impl Checker<'_> {
    pub(super) fn unbounded(&mut self, chain: &Chain, at: At, reason: &str, span: Span) -> Option<At> {
        let at = self.closed(at)?;
        let own = chain.steps.last().is_some_and(|(id, _)| *id == at.step);
        if own && self.is_stateful(at.step) {
            self.steps[at.step.0].unbounded = Some(reason.to_owned());
            return Some(at);
        }
        let message = "`unbounded` stands behind the step whose state may grow";
        let before = match own {
            true => "this step keeps nothing",
            false => "that step is made elsewhere",
        };
        let diagnostic = Diagnostic::error(codes::NO_STATE, span, message)
            .also(self.steps[at.step.0].span, before)
            .help("put it directly behind an `aggregate`, `top` or `dedup`");
        self.diagnostics.push(diagnostic);
        None
    }
}
