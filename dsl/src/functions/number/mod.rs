//! Functions over numbers, and the two that compare anything.

mod abs;
mod ceil;
mod floor;
mod greatest;
mod hash;
mod is_nan;
mod least;
mod round;

use super::Function;

/// In the order of the reference.
pub static FUNCTIONS: &[&Function] = &[
    &abs::ABS,
    &round::ROUND,
    &floor::FLOOR,
    &ceil::CEIL,
    &least::LEAST,
    &greatest::GREATEST,
    &hash::HASH,
    &is_nan::IS_NAN,
];
