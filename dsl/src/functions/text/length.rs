//! `length(text: string) -> i64`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static LENGTH: Function = Function {
    name: "length",
    summary: "How many characters the text has.",
    signatures: &["length(text: string) -> i64"],
    examples: &[
        Example { given: &[Text("weir")], gives: Int(4) },
        Example { given: &[Text("größe")], gives: Int(5) },
        Example { given: &[Text("")], gives: Int(0) },
    ],
    resolve: |call| call.exactly("length", &[Type::String], Type::I64),
    evaluate: |_, given| Ok(Value::Int(text(given, 0).chars().count() as i128)),
};
