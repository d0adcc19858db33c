//! `lower(text: string) -> string`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static LOWER: Function = Function {
    name: "lower",
    summary: "The text in lower case, as Unicode has it.",
    signatures: &["lower(text: string) -> string"],
    examples: &[
        Example { given: &[Text("Apple")], gives: Text("apple") },
        Example { given: &[Text("ÄRGER ΟΔΟΣ")], gives: Text("ärger οδος") },
    ],
    resolve: |call| Ok(call.exactly("lower", &[Type::String], Type::String)?.scratch()),
    evaluate: |_, given| Ok(Value::String(text(given, 0).to_lowercase().into())),
};
