//! A failing case made smaller: first fewer rows on the job that is there, then fewer steps and columns, each tried on a job of its own.

use crate::draft::Draft;
use crate::input::test_block;
use crate::verdict::Built;
use weir_dsl::plan::{Action, Operator, Pipeline, StepId, Test};

/// Jobs that are built at most.
const BUILDS_MAX: usize = 60;

/// A pipeline with a script that the job runs otherwise than the interpreter.
pub(crate) struct Failing {
    pub(crate) draft: Draft,
    pub(crate) built: Built,
    pub(crate) test: Test,
    pub(crate) parallelism: &'static str,
    pub(crate) difference: String,
}

impl Failing {
    pub(crate) fn shrunk(mut self) -> Self {
        self.fewer_rows();
        let mut n_builds = 0;
        while n_builds < BUILDS_MAX && self.smaller_draft(&mut n_builds) {}
        self.fewer_rows();
        self
    }

    /// As a file to keep, and what is wrong.
    pub(crate) fn report(&self) -> String {
        let text = self.draft.text() + &test_block(&self.built.pipeline, &self.test.script);
        format!("{text}\nat parallelism {}: {}", self.parallelism, self.difference)
    }

    fn fewer_rows(&mut self) {
        let mut size = self.test.script.len().div_ceil(2);
        while size > 0 {
            let mut at = 0;
            while at < self.test.script.len() {
                let mut test = self.test.clone();
                test.script.drain(at..(at + size).min(test.script.len()));
                match self.built.differs(&test, self.parallelism) {
                    Some(difference) => (self.test, self.difference) = (test, difference),
                    None => at += size,
                }
            }
            size /= 2;
        }
    }

    fn smaller_draft(&mut self, n_builds: &mut usize) -> bool {
        for draft in self.draft.smaller() {
            let Ok(pipeline) = draft.compile() else { continue };
            *n_builds += 1;
            if *n_builds > BUILDS_MAX {
                return false;
            }
            let Ok(built) = Built::new(pipeline, &draft.text()) else { continue };
            let test = moved(&self.test, &self.built.pipeline, &built.pipeline);
            if let Some(difference) = built.differs(&test, self.parallelism) {
                (self.draft, self.built, self.test, self.difference) = (draft, built, test, difference);
                return true;
            }
        }
        false
    }
}

/// The test with the sources of another plan; rows of sources that it has not are left out.
fn moved(test: &Test, from: &Pipeline, to: &Pipeline) -> Test {
    let name = |pipeline: &Pipeline, id: StepId| match &pipeline.step(id).operator {
        Operator::Source { name, .. } => Some(name.clone()),
        _ => None,
    };
    let mut test = test.clone();
    test.script.retain_mut(|action| match action {
        Action::Advance { .. } => true,
        Action::Row { source, .. } => {
            let found = to.steps.iter().find(|step| name(to, step.id) == name(from, *source));
            *source = found.map_or(*source, |step| step.id);
            found.is_some()
        }
    });
    test
}
