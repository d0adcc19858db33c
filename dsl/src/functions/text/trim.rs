//! `trim(text: string) -> string`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static TRIM: Function = Function {
    name: "trim",
    summary: "The text without white space (as Unicode has it) at its start and end.",
    signatures: &["trim(text: string) -> string"],
    examples: &[
        Example { given: &[Text("  a b\t")], gives: Text("a b") },
        Example { given: &[Text(" ")], gives: Text("") },
    ],
    resolve: |call| call.exactly("trim", &[Type::String], Type::String),
    evaluate: |_, given| Ok(Value::String(text(given, 0).trim().into())),
};
