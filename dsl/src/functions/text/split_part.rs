//! `split_part(text: string, separator: string, index: i64) -> string?`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static SPLIT_PART: Function = Function {
    name: "split_part",
    summary: "The part at `index` (the first is 0) of the text split at every separator; null where there are fewer parts. An empty separator is nowhere.",
    signatures: &["split_part(text: string, separator: string, index: i64) -> string?"],
    examples: &[
        Example { given: &[Text("a/b/c"), Text("/"), Int(1)], gives: Text("b") },
        Example { given: &[Text("a//c"), Text("/"), Int(1)], gives: Text("") },
        Example { given: &[Text("a/b"), Text("/"), Int(2)], gives: Null },
        Example { given: &[Text("a/b"), Text("/"), Int(-1)], gives: Null },
        Example { given: &[Text("ab"), Text(""), Int(0)], gives: Text("ab") },
    ],
    resolve: |call| {
        call.exactly("split_part", &[Type::String, Type::String, Type::I64], Type::String.optional())
    },
    evaluate: |_, given| {
        let (text, separator) = (text(given, 0), text(given, 1));
        let parts: Vec<&str> =
            if separator.is_empty() { vec![text] } else { text.split(separator).collect() };
        let part = usize::try_from(int(given, 2)).ok().and_then(|index| parts.get(index));
        Ok(part.map_or(Value::Null, |part| Value::String((*part).into())))
    },
};
