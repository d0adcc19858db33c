//! Functions over numbers, and the two that compare anything.

mod abs;
mod ceil;
mod floor;
mod greatest;
mod hash;
mod is_nan;
mod least;
mod round;

pub use abs::*;
pub use ceil::*;
pub use floor::*;
pub use greatest::*;
pub use hash::*;
pub use is_nan::is_nan;
pub use least::*;
pub use round::*;
