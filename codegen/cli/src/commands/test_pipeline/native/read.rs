//! Rows back from a tap's file: CSV whose empty field is null and whose `""` is an empty string, timestamps as µs.

use super::taps::enumeration;
use crate::failure::{Failed, Outcome};
use std::str::Chars;
use weir_dsl::plan::{Pipeline, Schema};
use weir_dsl::text::parse;
use weir_dsl::types::Type;
use weir_dsl::value::Value;

/// The rows of a step with this schema.
pub(super) fn rows(pipeline: &Pipeline, schema: &Schema, text: &str) -> Outcome<Vec<Vec<Value>>> {
    let mut rows = Vec::new();
    let mut rest = text.chars();
    while !rest.as_str().is_empty() {
        let mut fields = record(&mut rest).into_iter();
        let mut row = Vec::new();
        for column in &schema.columns {
            row.push(value(pipeline, &column.ty, &mut fields)?);
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The fields of the next record; `None` is an empty field without quotes.
fn record(rest: &mut Chars<'_>) -> Vec<Option<String>> {
    let mut fields = Vec::new();
    loop {
        let mut field = String::new();
        let mut quoted = false;
        let end = loop {
            match rest.next() {
                Some('"') => {
                    quoted = true;
                    quoted_text(rest, &mut field);
                }
                Some(c @ (',' | '\n')) => break Some(c),
                Some(c) => field.push(c),
                None => break None,
            }
        };
        fields.push(if field.is_empty() && !quoted { None } else { Some(field) });
        if end != Some(',') {
            return fields;
        }
    }
}

/// Text up to the closing quote.
fn quoted_text(rest: &mut Chars<'_>, field: &mut String) {
    while let Some(c) = rest.next() {
        if c != '"' {
            field.push(c);
        } else if rest.as_str().starts_with('"') {
            rest.next();
            field.push('"');
        } else {
            return;
        }
    }
}

fn value(pipeline: &Pipeline, ty: &Type, fields: &mut dyn Iterator<Item = Option<String>>) -> Outcome<Value> {
    if let Type::Record(id) = ty.required() {
        let absent = ty.is_optional() && fields.next().flatten().as_deref() == Some("true");
        let mut values = Vec::new();
        for field in &pipeline.record(*id).fields {
            // In a record that may be absent every field is written as optional.
            let ty = if ty.is_optional() { field.ty.clone().optional() } else { field.ty.clone() };
            values.push(value(pipeline, &ty, fields)?);
        }
        return Ok(if absent { Value::Null } else { Value::Record(values.into()) });
    }
    let Some(text) = fields.next().flatten() else { return Ok(Value::Null) };
    let read = match ty.required() {
        Type::Timestamp => text.parse().ok().map(Value::Timestamp),
        Type::String => Some(Value::String(text.as_str().into())),
        Type::Enum(_) => enumeration(ty).and_then(|id| {
            let variants = &pipeline.enumeration(id).variants;
            variants.iter().position(|v| *v == text).and_then(|i| u32::try_from(i).ok()).map(Value::Enum)
        }),
        other => parse(&text, other),
    };
    read.ok_or_else(|| Failed::new(format!("the job wrote `{text}` where `{ty}` was expected")))
}

#[cfg(test)]
mod tests {
    use super::record;

    #[test]
    fn quotes_tell_an_empty_string_from_null() {
        let mut rest = "a,,\"\",\"x\"\"\n,y\"\nb\n".chars();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(record(&mut rest), [some("a"), None, some(""), some("x\"\n,y")]);
        assert_eq!(record(&mut rest), [some("b")]);
    }
}
