//! `substring(text: string, from: i64, length: i64) -> string`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static SUBSTRING: Function = Function {
    name: "substring",
    summary: "The characters from position `from` (the first is 0) to before position `from + length`; positions outside of the text hold nothing.",
    signatures: &["substring(text: string, from: i64, length: i64) -> string"],
    examples: &[
        Example { given: &[Text("flights"), Int(0), Int(6)], gives: Text("flight") },
        Example { given: &[Text("größe"), Int(2), Int(2)], gives: Text("öß") },
        Example { given: &[Text("abc"), Int(2), Int(10)], gives: Text("c") },
        Example { given: &[Text("abc"), Int(-1), Int(2)], gives: Text("a") },
        Example { given: &[Text("abc"), Int(1), Int(-1)], gives: Text("") },
    ],
    resolve: |call| call.exactly("substring", &[Type::String, Type::I64, Type::I64], Type::String),
    evaluate: |_, given| {
        let (from, to) = (int(given, 1), int(given, 1) + int(given, 2));
        let inside = |position: usize| (from..to).contains(&(position as i128));
        let kept = text(given, 0).chars().enumerate().filter(|(position, _)| inside(*position));
        Ok(Value::String(kept.map(|(_, character)| character).collect::<String>().into()))
    },
};
