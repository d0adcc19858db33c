//! The manifest: what a binary is, for people and tools. Inside the binary without its own hash; beside it with.

use super::hash::sha256;
use serde_json::{Value, json};
use weir_dsl::plan::Pipeline;

/// The manifest that the binary prints: deterministic, no path or time of the build in it.
pub fn text(pipeline: &Pipeline, source: &str, plan: &str) -> String {
    let plan: Value = serde_json::from_str(plan).unwrap_or(Value::Null);
    let manifest = json!({
        "pipeline": pipeline.name,
        "weir": env!("CARGO_PKG_VERSION"),
        "source_sha256": sha256(source.as_bytes()),
        "key_groups": 4096,
        "params": params(pipeline),
        "plan": plan,
    });
    manifest.to_string()
}

/// The manifest that lies beside the binary: the same, and the binary's hash and size.
pub fn beside(pipeline: &Pipeline, source: &str, binary: &[u8]) -> String {
    let manifest = json!({
        "pipeline": pipeline.name,
        "weir": env!("CARGO_PKG_VERSION"),
        "target": crate::workspace::TARGET,
        "source_sha256": sha256(source.as_bytes()),
        "binary_sha256": sha256(binary),
        "binary_bytes": binary.len(),
        "key_groups": 4096,
        "params": params(pipeline),
    });
    format!("{manifest:#}\n")
}

fn params(pipeline: &Pipeline) -> Value {
    let params = pipeline.params.iter().map(|p| {
        let default = p.default.as_ref().map(|v| weir_dsl::text::literal(v, &p.ty));
        let default = if p.secret { None } else { default };
        json!({ "name": p.name, "type": pipeline.type_name(&p.ty), "default": default, "secret": p.secret })
    });
    Value::Array(params.collect())
}
