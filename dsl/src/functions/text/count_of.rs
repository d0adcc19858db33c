//! `count_of(text: string, part: string) -> i64`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static COUNT_OF: Function = Function {
    name: "count_of",
    summary: "How often `part` stands in the text, counted from left to right without overlap; an empty `part` is nowhere.",
    signatures: &["count_of(text: string, part: string) -> i64"],
    examples: &[
        Example { given: &[Text("concrete"), Text("c")], gives: Int(2) },
        Example { given: &[Text("aaa"), Text("aa")], gives: Int(1) },
        Example { given: &[Text("abc"), Text("")], gives: Int(0) },
    ],
    resolve: |call| call.exactly("count_of", &[Type::String, Type::String], Type::I64),
    evaluate: |_, given| {
        let (text, part) = (text(given, 0), text(given, 1));
        let count = if part.is_empty() { 0 } else { text.matches(part).count() };
        Ok(Value::Int(count as i128))
    },
};
