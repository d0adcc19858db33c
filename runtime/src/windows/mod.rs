//! Windows by event time. [`Windows`] assigns rows by their time and shares slices between overlapping windows; [`Panes`] takes rows
//! that carry their window already; [`Sliding`] is [`Windows`] with a running total, [`Blocks`] with slices merged ahead. All give [`Fired`] windows in order of end.

mod blocks;
mod fired;
mod panes;
mod slices;
mod sliding;
mod spec;
mod timeline;

pub use blocks::Blocks;
pub use fired::Fired;
pub(crate) use fired::sort;
pub use panes::Panes;
pub use slices::Windows;
pub use sliding::Sliding;
pub use spec::{Placed, WindowSpec, is_near};
