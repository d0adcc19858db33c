//! weir-generate
