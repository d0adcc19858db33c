//! weir-file
