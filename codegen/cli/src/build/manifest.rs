//! Writes manifests: one is in the binary, with the plan; one lies beside it, with the binary's hash and size.

use super::hash::sha256;
use crate::workspace::TARGET;
use weir_dsl::plan::Pipeline;
use weir_dsl::types::Type;
use weir_dsl::value::Value;
use weir_protocol::{Manifest, Param};

/// The manifest that the binary prints. `plan`: as `explain` writes it.
pub fn inside(pipeline: &Pipeline, source: &str, plan: &str) -> Manifest {
    let params = pipeline.params.iter().map(|p| {
        let default = p.default.as_ref().map(|value| match (value, p.ty.required()) {
            (Value::Enum(variant), Type::Enum(id)) => {
                pipeline.enumeration(*id).variants[*variant as usize].clone()
            }
            (value, ty) => weir_dsl::text::literal(value, ty),
        });
        Param {
            name: p.name.clone(),
            ty: pipeline.type_name(&p.ty),
            default: if p.secret { None } else { default },
            secret: p.secret,
        }
    });
    Manifest {
        format: Manifest::FORMAT,
        pipeline: pipeline.name.clone(),
        weir: env!("CARGO_PKG_VERSION").to_owned(),
        rustc: toolchain().to_owned(),
        target: TARGET.to_owned(),
        source_sha256: sha256(source.as_bytes()),
        plan_sha256: sha256(plan.as_bytes()),
        hash: Manifest::HASH.to_owned(),
        key_groups: Manifest::KEY_GROUPS,
        params: params.collect(),
        binary_sha256: None,
        binary_bytes: None,
        plan: serde_json::from_str(plan).ok(),
    }
}

/// The manifest that lies beside a binary with this one inside.
pub fn beside(inside: Manifest, binary: &[u8]) -> Manifest {
    Manifest {
        binary_sha256: Some(sha256(binary)),
        binary_bytes: Some(binary.len() as u64),
        plan: None,
        ..inside
    }
}

/// The version of the compiler that this workspace is pinned to.
fn toolchain() -> &'static str {
    let pinned = include_str!("../../../../rust-toolchain.toml");
    let channel = pinned.lines().find_map(|line| line.strip_prefix("channel = "));
    channel.unwrap_or_default().trim_matches('"')
}
