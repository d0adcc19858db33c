//! How a step comes to the state of a row's key: whether rows are where it is, how it is found, what is asked for ahead, which aggregates share what they keep.

use crate::emit::{distinct, manner};
use crate::physical::dictionary::has_dictionary;
use crate::physical::partition::Placement;
use crate::physical::{Node, Physical};
use weir_dsl::plan::{AggregateFunction, Operator, Step};

/// Why no exchange stands before a step that has one where its rows lie otherwise.
pub(super) fn elided(node: &Node) -> Option<&'static str> {
    if node.exchange.is_some() {
        return None;
    }
    Some(match node.elided.as_ref()? {
        Placement::One => "none: all rows are on one worker",
        Placement::ByKey(_) => "none: rows of a key are on one worker already",
    })
}

/// How a step finds the state of a key, where it may be by something else than its hash.
pub(super) fn look_up(physical: &Physical<'_>, node: &Node, step: &Step) -> Option<&'static str> {
    if has_dictionary(physical.pipeline, step) {
        return Some("by text while few keys are busy, else by hash");
    }
    manner(physical, node)
        .is_direct
        .then_some("by the number itself where keys lie close together, else by hash")
}

/// What is asked of memory before it is needed.
pub(super) fn ahead(physical: &Physical<'_>, node: &Node) -> Option<&'static str> {
    manner(physical, node)
        .looks_ahead
        .then_some("state that is larger than the caches is asked for some rows ahead")
}

/// `one for items, large: a bit for each`: aggregates that keep one set of distinct values.
pub(super) fn sets(step: &Step) -> Vec<String> {
    let Operator::Aggregate { aggregates, keys, .. } = &step.operator else { return Vec::new() };
    let name = |index: usize| step.output.columns[keys.len() + index].name.clone();
    let leads = |index: &usize| {
        aggregates[*index].function == AggregateFunction::CountDistinct
            && distinct::sharing(aggregates, *index).first() == Some(index)
    };
    (0..aggregates.len())
        .filter(leads)
        .map(|index| distinct::sharing(aggregates, index))
        .filter(|sharing| sharing.len() > 1)
        .map(|sharing| {
            let names: Vec<String> = sharing.into_iter().map(name).collect();
            format!("one for {}: each value with a bit for each", names.join(", "))
        })
        .collect()
}
