//! `replace(text: string, part: string, by: string) -> string`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static REPLACE: Function = Function {
    name: "replace",
    summary: "The text with every `part` in it, from left to right, replaced; an empty `part` is nowhere.",
    signatures: &["replace(text: string, part: string, by: string) -> string"],
    examples: &[
        Example { given: &[Text("a-b-c"), Text("-"), Text("+")], gives: Text("a+b+c") },
        Example { given: &[Text("aaa"), Text("aa"), Text("b")], gives: Text("ba") },
        Example { given: &[Text("abc"), Text(""), Text("-")], gives: Text("abc") },
    ],
    resolve: |call| {
        Ok(call.exactly("replace", &[Type::String, Type::String, Type::String], Type::String)?.scratch())
    },
    evaluate: |_, given| {
        let (text, part, by) = (text(given, 0), text(given, 1), text(given, 2));
        let replaced = if part.is_empty() { text.to_owned() } else { text.replace(part, by) };
        Ok(Value::String(replaced.into()))
    },
};
