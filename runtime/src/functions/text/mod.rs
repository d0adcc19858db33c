//! Functions over strings. Lengths and positions count characters (Unicode scalar values), positions from 0.

mod concat;
mod contains;
mod count_of;
mod ends_with;
mod length;
mod lower;
mod parameter;
mod part;
mod replace;
mod split_part;
mod starts_with;
mod substring;
mod trim;
mod upper;

pub use concat::*;
pub use contains::contains;
pub use count_of::count_of;
pub use ends_with::ends_with;
pub use length::length;
pub use lower::lower;
pub use parameter::parameter;
pub use part::{Find, Part};
pub use replace::replace;
pub use split_part::split_part;
pub use starts_with::starts_with;
pub use substring::substring;
pub use trim::trim;
pub use upper::upper;
