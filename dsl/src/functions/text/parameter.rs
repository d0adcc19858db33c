//! `parameter(url: string, name: string) -> string?`

use crate::functions::access::*;
use crate::functions::{Datum::*, Example, Function};
use crate::types::Type;
use crate::value::Value;

pub(super) static PARAMETER: Function = Function {
    name: "parameter",
    summary: "The value of a parameter of a url or form: what stands behind the first `name=` that begins the text or follows a `?` or `&`, up to the next `&` or the end; null without one. A name with an `&` in it is nowhere. Nothing is decoded.",
    signatures: &["parameter(url: string, name: string) -> string?"],
    examples: &[
        Example { given: &[Text("https://a.de/i?q=1&id=7&x="), Text("id")], gives: Text("7") },
        Example { given: &[Text("https://a.de/i?q=1&id=7&x="), Text("x")], gives: Text("") },
        Example { given: &[Text("id=7"), Text("id")], gives: Text("7") },
        Example { given: &[Text("https://a.de/i?grid=7"), Text("id")], gives: Null },
    ],
    resolve: |call| call.exactly("parameter", &[Type::String, Type::String], Type::String.optional()),
    evaluate: |_, given| {
        let name = format!("{}=", text(given, 1));
        let parts = text(given, 0).split('&').flat_map(|part| suffixes(part, '?'));
        let value = parts.filter_map(|part| part.strip_prefix(&name)).next();
        Ok(value.map_or(Value::Null, |value| Value::String(value.into())))
    },
};

/// The text itself, then what stands behind each `mark` in it.
fn suffixes(text: &str, mark: char) -> impl Iterator<Item = &str> {
    let behind = text.match_indices(mark).map(move |(at, found)| &text[at + found.len()..]);
    std::iter::once(text).chain(behind)
}
