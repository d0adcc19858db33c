//! `upper(text: string) -> string`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static UPPER: Function = Function {
    name: "upper",
    summary: "The text in upper case, as Unicode has it.",
    signatures: &["upper(text: string) -> string"],
    examples: &[
        Example { given: &[Text("Apple")], gives: Text("APPLE") },
        Example { given: &[Text("straße")], gives: Text("STRASSE") },
    ],
    resolve: |call| Ok(call.exactly("upper", &[Type::String], Type::String)?.scratch()),
    evaluate: |_, given| Ok(Value::String(text(given, 0).to_uppercase().into())),
};
