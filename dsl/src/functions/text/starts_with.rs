//! `starts_with(text: string, part: string) -> bool`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static STARTS_WITH: Function = Function {
    name: "starts_with",
    summary: "Whether `part` is the start of the text.",
    signatures: &["starts_with(text: string, part: string) -> bool"],
    examples: &[
        Example { given: &[Text("weir"), Text("we")], gives: Bool(true) },
        Example { given: &[Text("weir"), Text("ir")], gives: Bool(false) },
    ],
    resolve: |call| call.exactly("starts_with", &[Type::String, Type::String], Type::Bool),
    evaluate: |_, given| Ok(Value::Bool(text(given, 0).starts_with(text(given, 1)))),
};
