//! Functions over strings. Lengths and positions count characters (Unicode scalar values), positions from 0.

mod concat;
mod contains;
mod count_of;
mod ends_with;
mod length;
mod lower;
mod parameter;
mod replace;
mod split_part;
mod starts_with;
mod substring;
mod trim;
mod upper;

use super::Function;

/// In the order of the reference.
pub static FUNCTIONS: &[&Function] = &[
    &lower::LOWER,
    &upper::UPPER,
    &trim::TRIM,
    &length::LENGTH,
    &contains::CONTAINS,
    &starts_with::STARTS_WITH,
    &ends_with::ENDS_WITH,
    &replace::REPLACE,
    &substring::SUBSTRING,
    &split_part::SPLIT_PART,
    &parameter::PARAMETER,
    &count_of::COUNT_OF,
    &concat::CONCAT,
];
