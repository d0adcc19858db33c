//! The file of `--stats`: counters of a run. Units are in the names.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    /// Name of the pipeline.
    pub pipeline: String,
    /// Number of workers.
    pub parallelism: usize,
    /// From the start of `run` to its end.
    pub wall_seconds: f64,
    /// User and system time of the process.
    pub cpu_seconds: f64,
    /// Largest resident set of the process.
    pub peak_rss_bytes: u64,
    /// By name.
    pub sources: BTreeMap<String, Flow>,
    /// By name.
    pub sinks: BTreeMap<String, Flow>,
    /// By name.
    pub steps: BTreeMap<String, Step>,
    /// Zero in this version.
    pub checkpoints: Checkpoints,
    /// Zero in this version.
    pub restarts: u64,
}

/// Counters of a source or sink.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Flow {
    pub rows: u64,
    pub bytes: u64,
    pub errors: u64,
}

/// Counters of a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Step {
    pub rows_in: u64,
    pub rows_out: u64,
    pub late: u64,
    pub errors: u64,
    pub state_bytes: u64,
    pub keys: u64,
}

/// Checkpoints of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Checkpoints {
    pub completed: u64,
    pub aborted: u64,
    pub duration_ms: Quantiles,
    pub pause_ms: Quantiles,
    pub bytes_last: u64,
    pub bytes_total: u64,
}

/// Of a distribution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Quantiles {
    pub p50: f64,
    pub p99: f64,
    pub max: f64,
}
