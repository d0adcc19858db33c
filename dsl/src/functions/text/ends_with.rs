//! `ends_with(text: string, part: string) -> bool`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static ENDS_WITH: Function = Function {
    name: "ends_with",
    summary: "Whether `part` is the end of the text.",
    signatures: &["ends_with(text: string, part: string) -> bool"],
    examples: &[
        Example { given: &[Text("weir"), Text("ir")], gives: Bool(true) },
        Example { given: &[Text("weir"), Text("we")], gives: Bool(false) },
    ],
    resolve: |call| call.exactly("ends_with", &[Type::String, Type::String], Type::Bool),
    evaluate: |_, given| Ok(Value::Bool(text(given, 0).ends_with(text(given, 1)))),
};
