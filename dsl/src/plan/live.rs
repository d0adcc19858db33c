//! What is read: a plan without the rest, and the plan as one of its tests sees it.

use super::{Action, Expectation, Operator, Pipeline, Step, StepId, Test};
use std::collections::BTreeSet;

/// Whether rows end there.
pub(crate) fn is_end(operator: &Operator) -> bool {
    matches!(operator, Operator::Sink { .. } | Operator::Discard { .. })
}

/// The steps from which these are made.
pub(crate) fn reach(steps: &[Step], ends: impl Iterator<Item = StepId>) -> BTreeSet<StepId> {
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

impl Pipeline {
    /// The plan without the steps that neither a sink nor a test reads. Sources that a test gives rows to stay.
    pub(crate) fn without_unread(mut self) -> Pipeline {
        let ends = self.steps.iter().filter(|step| is_end(&step.operator)).map(|step| step.id);
        let expected = self.tests.iter().flat_map(|test| &test.expectations).filter_map(|e| match e {
            Expectation::Rows { step, .. } => Some(*step),
            Expectation::Error { .. } => None,
        });
        let given = self.tests.iter().flat_map(|test| &test.script).filter_map(|action| match action {
            Action::Row { source, .. } => Some(*source),
            Action::Advance { .. } => None,
        });
        let live = reach(&self.steps, ends.chain(expected).chain(given));
        self.keep(&live);
        self
    }

    /// The plan as this test of it sees it: what sinks read and what the test itself looks at, and no other test. Who reads `.errors` or `.late` for
    /// another test changes nothing here.
    #[must_use]
    pub fn for_test(&self, test: &Test) -> Pipeline {
        Pipeline { tests: vec![test.clone()], ..self.clone() }.without_unread()
    }

    /// Drops the other steps and numbers the rest anew.
    fn keep(&mut self, live: &BTreeSet<StepId>) {
        self.steps.retain(|step| live.contains(&step.id));
        self.renumber(|old| StepId(live.range(..old).count()));
    }

    /// Gives every step its new number wherever its number stands.
    pub fn renumber(&mut self, new_id: impl Fn(StepId) -> StepId) {
        let renew = |id: &mut StepId| *id = new_id(*id);
        for step in &mut self.steps {
            renew(&mut step.id);
            step.inputs.iter_mut().for_each(renew);
            match &mut step.operator {
                Operator::Late { of } => renew(of),
                Operator::Errors { of } => of.iter_mut().for_each(renew),
                _ => {}
            }
        }
        for test in &mut self.tests {
            for action in &mut test.script {
                if let Action::Row { source, .. } = action {
                    renew(source);
                }
            }
            for expectation in &mut test.expectations {
                if let Expectation::Rows { step, .. } = expectation {
                    renew(step);
                }
            }
        }
    }
}
