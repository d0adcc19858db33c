//! One file a command of `cargo xtask` that is about pipelines.

pub mod build_pipeline;
pub mod check;
pub mod explain;
pub mod new;
pub mod run;
pub mod test_pipeline;
