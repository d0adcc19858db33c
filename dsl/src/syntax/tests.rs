//! Parsing, by examples.
