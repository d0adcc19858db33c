//! The top level is fixed: a new thing goes into one of the folders, or gets a place here with an argument.

use super::Tree;
use std::collections::BTreeSet;

const TOP: [&str; 18] = [
    ".cargo",
    ".ci",
    ".gitignore",
    "ARCHITECTURE.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "clippy.toml",
    "codegen",
    "docs",
    "dsl",
    "pipelines",
    "runtime",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "tests",
    "xtask",
];

pub(super) fn check(tree: &Tree) -> Vec<String> {
    let tops: BTreeSet<&str> = tree.files.iter().map(|file| file.split('/').next().unwrap_or(file)).collect();
    let strange = tops.into_iter().filter(|top| !TOP.contains(top));
    strange.map(|top| format!("{top}: not part of the fixed layout (xtask/src/tidy/layout.rs)")).collect()
}
