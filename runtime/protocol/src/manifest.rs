//! `NAME.manifest.json`: what a job binary was built from.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The manifest. Also inside the binary (`NAME manifest`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format, [`Manifest::FORMAT`].
    pub format: u32,
    /// Name of the pipeline and the binary.
    pub pipeline: String,
    /// Version of Weir.
    pub weir: String,
    /// `rustc --version`.
    pub rustc: String,
    /// Target triple.
    pub target: String,
    /// SHA-256 of the `.weir` text, in hex.
    pub source_sha256: String,
    /// SHA-256 of the plan, in hex.
    pub plan_sha256: String,
    /// SHA-256 of the generated Rust, in hex.
    pub rust_sha256: String,
    /// SHA-256 of the runtime's sources, features and toolchain, in hex.
    pub runtime_sha256: String,
    /// Names the function that key groups are computed with: `weir_runtime::hash::HASH_ID`.
    pub hash: String,
    /// How many key groups there are.
    pub key_groups: u32,
    /// Parameters in order of declaration.
    pub params: Vec<Param>,
    /// State by uid of the step.
    pub state: BTreeMap<String, State>,
    /// The plan, as the compiler writes it.
    pub plan: serde_json::Value,
}

impl Manifest {
    /// The format of this version.
    pub const FORMAT: u32 = 1;
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type, as the user wrote it.
    pub ty: String,
    /// The literal that stands when nothing is set; never given for secrets.
    pub default: Option<String>,
    /// Never shown.
    pub secret: bool,
}

/// State of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// What it is: `windows`, `panes`.
    pub kind: String,
    /// SHA-256 of key and value layout, in hex.
    pub fingerprint: String,
    /// Fields of the key with their types.
    pub key: Vec<(String, String)>,
    /// Fields of the value with their types.
    pub value: Vec<(String, String)>,
}
