//! weir-stdout
