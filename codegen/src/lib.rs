//! weir-codegen
