//! weir-json
