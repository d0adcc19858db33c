//! Windows by event time. [`Windows`] assigns rows by their time and shares slices between overlapping windows; [`Panes`] takes rows
//! that carry their window already. Both give [`Fired`] windows in order of end.

mod fired;
mod panes;
mod slices;
mod spec;
mod timeline;

pub use fired::Fired;
pub use panes::Panes;
pub use slices::Windows;
pub use spec::{Placed, WindowSpec};
