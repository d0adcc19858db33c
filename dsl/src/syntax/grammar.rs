//! The parser that pest makes of `weir.pest`.

#![allow(missing_docs, unreachable_pub, reason = "generated: the rules are documented in the grammar")]

#[derive(pest_derive::Parser)]
#[grammar = "src/syntax/weir.pest"]
pub(super) struct WeirParser;
