//! What all sinks have in common: a shared part that commits together with those of all other sinks, and a writer on each worker.
//!
//! Connectors give concrete types with these methods; the traits are here so that they look alike. Generated code calls them on
//! the concrete types.

use crate::cx::Cx;
use crate::error::Result;

/// How the output of a sink becomes final. [`commit_all`] calls these, in this order. What is final as soon as it is written (standard
/// output, a device) has nothing to do.
pub trait Commit {
    /// After every writer has flushed and the job has ended without failure: everything written, closed and durable, every late error
    /// said, and whatever could keep [`Commit::commit`] from succeeding looked at.
    fn pre_commit(&self) -> Result<()> {
        Ok(())
    }

    /// Makes the output visible under its name.
    fn commit(&self) -> Result<()> {
        Ok(())
    }

    /// Takes `commit` back, where it has happened: what was there before is there again.
    fn abort(&self) -> Result<()> {
        Ok(())
    }

    /// The job was stopped before the end of its input: says what is not published.
    fn discard(&self) {}

    /// All sinks have committed: gives up what `abort` would need.
    fn settle(&self) {}
}

/// Makes the outputs of all sinks final, or none of them: nothing gets its name before everything is durable, and when a name cannot be
/// given after others have been, those are taken back. For the error to come there must have been a reason that arose after
/// `pre_commit` had looked.
///
/// **A crash** (SIGKILL, power) is not taken back. Before the first name is given it leaves `.NAME.PID.tmp` and `.NAME.PID.done`
/// and nothing else. Between two names it leaves the first file new and the second as it was; the complete new one lies
/// beside it as `.NAME.PID.done`, and what the first replaced as `.NAME.PID.old`. Only a checkpoint could finish such a commit after a
/// restart; this version has none.
pub fn commit_all(sinks: &[&dyn Commit]) -> Result<()> {
    for sink in sinks {
        sink.pre_commit()?;
    }
    for (index, sink) in sinks.iter().enumerate() {
        if let Err(error) = sink.commit() {
            let aborted = sinks[..=index].iter().rev().filter_map(|sink| sink.abort().err());
            let left: Vec<String> = aborted.map(|error| error.to_string()).collect();
            return Err(if left.is_empty() { error } else { error.help(left.join("; ")) });
        }
    }
    sinks.iter().for_each(|sink| sink.settle());
    Ok(())
}

/// Publishes nothing: a part of the output under the final name would be taken for all of it.
pub fn discard_all(sinks: &[&dyn Commit]) {
    sinks.iter().for_each(|sink| sink.discard());
}

/// The part of a sink that all workers share. Made in `prepare`, committed in `finish`, dropped without that when the job fails.
pub trait Sink: Commit + Send + Sync {
    /// The writer on each worker.
    type Writer: Writer;

    /// A writer for one worker.
    fn writer(&self) -> Self::Writer;
}

/// One worker's way into a sink: rows are appended to the buffer, then [`Writer::end_row`].
pub trait Writer {
    /// Where the text of the row goes, line end included.
    fn buffer(&mut self) -> &mut Vec<u8>;

    /// The row is complete. Counts it, and passes whole rows on when enough have gathered. Failure: [`Cx::fail`].
    fn end_row(&mut self, cx: Cx<'_>);

    /// Passes on what has gathered: in a dry round, and at the end.
    fn flush(&mut self, cx: Cx<'_>);

    /// Rows and bytes so far, for `--stats`.
    fn counts(&self) -> (u64, u64);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use std::cell::RefCell;

    /// A sink that says what is done with it, and fails where it is told to.
    struct Told<'a> {
        name: &'a str,
        fails: &'a str,
        log: &'a RefCell<Vec<String>>,
    }

    impl Told<'_> {
        fn told(&self, what: &str) -> Result<()> {
            self.log.borrow_mut().push(format!("{what} {}", self.name));
            if self.fails == what { Err(Error::world(format!("no {what} of {}", self.name))) } else { Ok(()) }
        }
    }

    impl Commit for Told<'_> {
        fn pre_commit(&self) -> Result<()> {
            self.told("check")
        }
        fn commit(&self) -> Result<()> {
            self.told("commit")
        }
        fn abort(&self) -> Result<()> {
            self.told("abort")
        }
        fn settle(&self) {
            self.log.borrow_mut().push(format!("settle {}", self.name));
        }
    }

    fn check(fails: [&str; 2], expected: &[&str]) {
        let log = RefCell::new(Vec::new());
        let [a, b] = [("a", fails[0]), ("b", fails[1])].map(|(name, fails)| Told { name, fails, log: &log });
        let outcome = commit_all(&[&a, &b]).map_err(|error| error.to_string());
        let mut found = log.borrow().clone();
        found.extend(outcome.err());
        assert_eq!(found, expected);
    }

    #[test]
    fn all_outputs_become_final_or_none() {
        check(["", ""], &["check a", "check b", "commit a", "commit b", "settle a", "settle b"]);
        check(["", "check"], &["check a", "check b", "no check of b"]);
        check(
            ["", "commit"],
            &["check a", "check b", "commit a", "commit b", "abort b", "abort a", "no commit of b"],
        );
        check(
            ["abort", "commit"],
            &[
                "check a",
                "check b",
                "commit a",
                "commit b",
                "abort b",
                "abort a",
                "no commit of b; no abort of a",
            ],
        );
    }
}
