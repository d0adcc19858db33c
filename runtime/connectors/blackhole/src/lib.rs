//! weir-blackhole
