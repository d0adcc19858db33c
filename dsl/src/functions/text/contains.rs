//! `contains(text: string, part: string) -> bool`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static CONTAINS: Function = Function {
    name: "contains",
    summary: "Whether `part` stands somewhere in the text.",
    signatures: &["contains(text: string, part: string) -> bool"],
    examples: &[
        Example { given: &[Text("weir"), Text("ei")], gives: Bool(true) },
        Example { given: &[Text("weir"), Text("ie")], gives: Bool(false) },
        Example { given: &[Text("weir"), Text("")], gives: Bool(true) },
    ],
    resolve: |call| call.exactly("contains", &[Type::String, Type::String], Type::Bool),
    evaluate: |_, given| Ok(Value::Bool(text(given, 0).contains(text(given, 1)))),
};
