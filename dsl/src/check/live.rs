//! What nobody reads: warnings for it, and lints about what is lost. `plan::live` leaves it out.

use super::Checker;
use super::operators::has_watermark;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::live::{is_end, reach};
use crate::plan::{Operator, StepId};
use crate::syntax::DeclarationKind;
use std::collections::BTreeSet;

impl Checker<'_> {
    pub(super) fn lints(&mut self) {
        let ends = self.steps.iter().filter(|step| is_end(&step.operator)).map(|step| step.id);
        let in_job = reach(&self.steps, ends);
        let in_tests = reach(&self.steps, self.expected_steps());
        self.unused(&(&in_job | &in_tests));
        self.silent_loss(&in_job);
        self.unbounded_state(&in_job);
        self.endless_windows(&in_job);
    }

    fn unused(&mut self, live: &BTreeSet<StepId>) {
        for declaration in self.declarations {
            let (name, what) = match &declaration.kind {
                DeclarationKind::Let(named) => (&named.name, "step"),
                DeclarationKind::Source(source) => (&source.name, "source"),
                _ => continue,
            };
            let step = self.steps.iter().find(|step| step.name.as_deref() == Some(name.text.as_str()));
            if step.is_some_and(|step| !live.contains(&step.id)) {
                let message = format!("nobody reads the {what} `{}`", name.text);
                let diagnostic = Diagnostic::warning(codes::UNUSED, name.span, message)
                    .note("it is left out of the job")
                    .help(format!(
                        "read it: `from {0} |> into …`, or end it: `from {0} |> discard \"why\"`",
                        name.text
                    ));
                self.lint(diagnostic);
            }
        }
    }

    fn silent_loss(&mut self, live: &BTreeSet<StepId>) {
        let late_read: Vec<StepId> = self
            .steps
            .iter()
            .filter_map(|step| match step.operator {
                Operator::Late { of } if live.contains(&step.id) => Some(of),
                _ => None,
            })
            .collect();
        for index in 0..self.steps.len() {
            let step = &self.steps[index];
            let Some(window) = self.window_of(step.id) else { continue };
            if window.late_drop
                || late_read.contains(&step.id)
                || !live.contains(&step.id)
                || !has_watermark(self, step.id)
            {
                continue;
            }
            let (span, uid) = (step.span, step.uid.clone());
            let name = uid.split('.').next().unwrap_or(&uid).to_owned();
            let named = self.steps.iter().any(|step| step.name.as_deref() == Some(&name));
            let read = match named {
                true => format!("or read them: `from {name}.late |> …`"),
                false => "or read them: end this part as a step with a name, `let name = …`, then `from name.late |> …`"
                    .to_owned(),
            };
            let diagnostic = Diagnostic::warning(
                codes::SILENT_LOSS,
                span,
                format!("late rows of `{uid}` are lost without a trace"),
            )
            .note("a row is late when it comes after its window has fired")
            .help("say that this is meant: `window … late drop`")
            .help(read);
            self.lint(diagnostic);
        }
    }
}
