//! Rewrites of the plan that keep its meaning, one rule a file. Each says what it did, for `explain`.
//!
//! Dead columns and late evaluation need no rewrite: the physical plan knows which columns live, and the emitter binds a column
//! where it is first used (see `physical::liveness` and `emit::scope`). What stands here moves, splits or removes steps, orders the parts of a filter, or marks what is computed once.
//!
//! A rule may not change for which rows an expression fails: one that can fail is never dropped, and no filter moves over one. What cannot be read of a row is another matter: fields are read as late as can be, so a filter
//! that has moved closer to the source hides what is wrong in those of a row that it drops.

mod fold;
mod order;
mod prune;
mod pushdown;
mod specialise;
mod split;
#[cfg(test)]
mod tests;

pub(crate) use order::conjuncts;
pub use prune::{has_end, prune};
pub use specialise::{Fixed, bare, fixed, searched};
pub(crate) use split::AHEAD;

use weir_dsl::plan::Pipeline;

/// One thing a rule did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Name of the rule: `fold`, `order`, `prune`, `pushdown`, `specialise`, `split`.
    pub rule: &'static str,
    /// What it did, in the user's names.
    pub what: String,
}

/// Applies every rule until none finds anything, within a bound.
pub fn optimise(pipeline: &mut Pipeline) -> Vec<Applied> {
    let mut applied = fold::fold(pipeline);
    // Each round moves every filter that can move by at least one step, and splits none that can: so the number of steps bounds the rounds.
    for _ in 0..=pipeline.steps.len() {
        let mut changed = split::split(pipeline);
        changed.extend(pushdown::pushdown(pipeline));
        if changed.is_empty() {
            break;
        }
        applied.extend(changed);
    }
    applied.extend(specialise::specialise(pipeline));
    applied.extend(order::order(pipeline));
    applied
}
