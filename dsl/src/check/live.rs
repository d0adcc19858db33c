//! What nobody reads: warnings for it, lints about what is lost, and a plan without it.

use super::Checker;
use super::operators::has_watermark;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Action, Expectation, Operator, Pipeline, Step, StepId};
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

fn is_end(operator: &Operator) -> bool {
    matches!(operator, Operator::Sink { .. } | Operator::Discard { .. })
}

/// The steps from which these are made.
fn reach(steps: &[Step], ends: impl Iterator<Item = StepId>) -> BTreeSet<StepId> {
    let mut live = BTreeSet::new();
    let mut open: Vec<StepId> = ends.collect();
    while let Some(id) = open.pop() {
        if live.insert(id) {
            let step = &steps[id.0];
            open.extend(&step.inputs);
            match &step.operator {
                Operator::Late { of } => open.push(*of),
                Operator::Errors { of } => open.extend(of),
                _ => {}
            }
        }
    }
    live
}

/// The plan without the steps that neither a sink nor a test reads. Sources that a test gives rows to stay.
pub(super) fn prune(mut pipeline: Pipeline) -> Pipeline {
    let ends = pipeline.steps.iter().filter(|step| is_end(&step.operator)).map(|step| step.id);
    let expected = pipeline.tests.iter().flat_map(|test| &test.expectations).filter_map(|e| match e {
        Expectation::Rows { step, .. } => Some(*step),
        Expectation::Error { .. } => None,
    });
    let given = pipeline.tests.iter().flat_map(|test| &test.script).filter_map(|action| match action {
        Action::Row { source, .. } => Some(*source),
        Action::Advance { .. } => None,
    });
    let live = reach(&pipeline.steps, ends.chain(expected).chain(given));
    let new_id = |old: &mut StepId| *old = StepId(live.range(..*old).count());
    pipeline.steps.retain(|step| live.contains(&step.id));
    for step in &mut pipeline.steps {
        new_id(&mut step.id);
        step.inputs.iter_mut().for_each(new_id);
        match &mut step.operator {
            Operator::Late { of } => new_id(of),
            Operator::Errors { of } => of.iter_mut().for_each(new_id),
            _ => {}
        }
    }
    for test in &mut pipeline.tests {
        for action in &mut test.script {
            if let Action::Row { source, .. } = action {
                new_id(source);
            }
        }
        for expectation in &mut test.expectations {
            if let Expectation::Rows { step, .. } = expectation {
                new_id(step);
            }
        }
    }
    pipeline
}
