//! Values as JSON, as the `json` format writes them: for `.errors` rows and for messages.

use super::show;
use crate::plan::{Column, Pipeline};
use crate::types::Type;
use crate::value::Value;

/// A row's columns as one JSON object.
pub fn json<'a>(pipeline: &Pipeline, columns: impl IntoIterator<Item = (&'a Column, &'a Value)>) -> String {
    let members =
        columns.into_iter().map(|(column, value)| member(pipeline, &column.name, value, &column.ty));
    object(members)
}

fn member(pipeline: &Pipeline, name: &str, value: &Value, ty: &Type) -> String {
    format!("{}:{}", string(name), put(pipeline, value, ty))
}

fn object(members: impl Iterator<Item = String>) -> String {
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// One value: numbers bare, everything with a text of its own in quotes; `NaN` and the infinities have no JSON and are null.
fn put(pipeline: &Pipeline, value: &Value, ty: &Type) -> String {
    let ty = ty.required();
    match (value, ty) {
        (Value::Null | Value::Bool(_) | Value::Int(_) | Value::Decimal(_), _) => show::show(value, ty),
        (Value::F64(x), _) if !x.is_finite() => "null".to_owned(),
        (Value::F64(_), _) => show::show(value, ty),
        (Value::Enum(variant), Type::Enum(id)) => {
            string(&pipeline.enumeration(*id).variants[*variant as usize])
        }
        (Value::Record(values), Type::Record(id)) => {
            let fields = pipeline.record(*id).fields.iter().zip(values.iter());
            object(fields.map(|(field, value)| member(pipeline, &field.name, value, &field.ty)))
        }
        (value, ty) => string(&show::show(value, ty)),
    }
}

/// A JSON string: `"`, `\` and control characters escaped, the rest as it is.
fn string(text: &str) -> String {
    let mut json = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            control if control < ' ' => json.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => json.push(other),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn strings_are_escaped() {
        assert_eq!(string("a\"b\\c\n\u{1}ä"), "\"a\\\"b\\\\c\\n\\u0001ä\"");
    }
}
