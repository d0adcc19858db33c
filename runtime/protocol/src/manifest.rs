//! What a job binary was built from: `NAME manifest` prints it, `NAME.manifest.json` lies beside the binary.

use serde::{Deserialize, Serialize};

/// The manifest. Deterministic: no path and no time of a build is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format, [`Manifest::FORMAT`].
    pub format: u32,
    /// Name of the pipeline and the binary.
    pub pipeline: String,
    /// Version of Weir.
    pub weir: String,
    /// Version of the Rust compiler.
    pub rustc: String,
    /// Target triple.
    pub target: String,
    /// SHA-256 of the `.weir` text, in hex.
    pub source_sha256: String,
    /// SHA-256 of the plan as `explain --format json` prints it, in hex.
    pub plan_sha256: String,
    /// Names the function that key groups are computed with, [`Manifest::HASH`].
    pub hash: String,
    /// How many key groups there are, [`Manifest::KEY_GROUPS`].
    pub key_groups: u32,
    /// Parameters in order of declaration.
    pub params: Vec<Param>,
    /// Beside the binary only: its SHA-256, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binary_sha256: Option<String>,
    /// Beside the binary only: its size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binary_bytes: Option<u64>,
    /// In the binary only: the plan, as the compiler writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<serde_json::Value>,
}

impl Manifest {
    /// The format of this version.
    pub const FORMAT: u32 = 1;
    /// The runtime's `hash`, of which golden values stand in its tests. Changing that needs another name.
    pub const HASH: &str = "weir-1";
    /// The runtime's `KEY_GROUPS`.
    pub const KEY_GROUPS: u32 = 4096;
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type, as the user wrote it.
    #[serde(rename = "type")]
    pub ty: String,
    /// The literal that stands when nothing is set; never given for secrets.
    pub default: Option<String>,
    /// Never shown.
    pub secret: bool,
}
