//! How a step comes to the state of a row's key: whether rows are where it is, how it is found, what is asked for ahead, which aggregates share what they keep.

use crate::emit::manner;
use crate::physical::dictionary::has_dictionary;
use crate::physical::local_global::Local;
use crate::physical::partition::Placement;
use crate::physical::shared_sets::shared;
use crate::physical::stored_hash::{StoredHash, stored_hash};
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
pub(super) fn look_up(physical: &Physical<'_>, step: &Step) -> Option<&'static str> {
    let node = physical.entry_of(step.id)?;
    stored_hash(physical, step.id)?;
    let manner = manner(physical, node);
    if has_dictionary(physical.pipeline, step) {
        // Rows that other workers send come with their hashes; partial groups do not, unless they have sets.
        let is_hashed =
            node.exchange.is_some() && (physical.local(node) != Some(Local::Gathers) || has_sets(step));
        return Some(match is_hashed {
            true => "by text while few keys are busy, else by hash; by hash with several workers",
            false => "by text while few keys are busy, else by hash",
        });
    }
    match (manner.is_direct, manner.is_number) {
        (true, _) => {
            Some("by the number itself where keys lie close together, without entries; else by hash")
        }
        (false, true) => Some("by the number itself where keys lie close together, else by hash"),
        (false, false) => None,
    }
}

fn has_sets(step: &Step) -> bool {
    let Operator::Aggregate { aggregates, .. } = &step.operator else { return false };
    aggregates.iter().any(|aggregate| aggregate.function == AggregateFunction::CountDistinct)
}

/// Whether an entry keeps the hash of its key, where a step has state by key.
pub(super) fn hash(physical: &Physical<'_>, step: &Step) -> Option<&'static str> {
    Some(match stored_hash(physical, step.id)? {
        StoredHash::Kept => "kept beside each key",
        StoredHash::OfInteger | StoredHash::OfOptionalInteger => {
            "made again from the key where it is asked for"
        }
    })
}

/// What is asked of memory before it is needed.
pub(super) fn ahead(physical: &Physical<'_>, step: &Step) -> Option<&'static str> {
    let node = physical.entry_of(step.id)?;
    manner(physical, node)
        .looks_ahead
        .then_some("state that is larger than the caches is asked for some rows ahead")
}

/// `one for items, large: a bit for each`: aggregates that keep one set of distinct values.
pub(super) fn sets(step: &Step) -> Vec<String> {
    let Operator::Aggregate { aggregates, keys, .. } = &step.operator else { return Vec::new() };
    let name = |index: usize| step.output.columns[keys.len() + index].name.clone();
    let text = |sharing: Vec<usize>| {
        let names: Vec<String> = sharing.into_iter().map(name).collect();
        format!("one for {}: each value with a bit for each", names.join(", "))
    };
    shared(aggregates).into_iter().map(text).collect()
}
