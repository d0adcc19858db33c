//! weir-nexmark
