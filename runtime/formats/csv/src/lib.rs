//! weir-csv
