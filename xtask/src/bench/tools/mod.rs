//! What benchmarks share. Reading order: [`report`] (cases, tables, JSON, the page), [`measure`] (processes and clocks, pipelines with other text), [`hand`] (loops written by hand),
//! [`programs`] (programs with crates of their own), [`contest`] (a job and what it is compared with, in turn), [`warm`] (memory and files that are there), [`cores`] (what neighbours left of the
//! cores); [`svg`] and [`curves`] draw.

pub(crate) mod contest;
pub(crate) mod cores;
mod curves;
pub(crate) mod hand;
pub(crate) mod measure;
pub(crate) mod programs;
pub(crate) mod report;
pub(crate) mod svg;
pub(super) mod warm;
