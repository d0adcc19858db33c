//! Rows as a small table of text, for the messages of failing tests.

use crate::plan::{Column, Pipeline};
use crate::text;
use crate::types::Type;
use crate::value::Value;

/// Rows that a table shows; the others are counted.
const ROWS_SHOWN: usize = 10;

/// Names above columns that are as wide as their widest value; two spaces in front and between.
pub(super) fn table(pipeline: &Pipeline, columns: &[&Column], rows: &[&[Value]]) -> String {
    let header: Vec<String> =
        columns.iter().map(|column| column.name.trim_start_matches('@').to_owned()).collect();
    let cells = |row: &&[Value]| -> Vec<String> {
        columns.iter().zip(row.iter()).map(|(column, value)| cell(pipeline, value, &column.ty)).collect()
    };
    let mut lines = vec![header];
    lines.extend(rows.iter().take(ROWS_SHOWN).map(cells));
    let width = |index: usize| lines.iter().map(|line| line[index].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let mut text = String::new();
    for line in &lines {
        let padded: Vec<String> =
            line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        text.push_str(&format!("  {}\n", padded.join("  ").trim_end()));
    }
    if rows.len() > ROWS_SHOWN {
        text.push_str(&format!("  … and {} more\n", rows.len() - ROWS_SHOWN));
    }
    text
}

/// A value as a user would write it.
fn cell(pipeline: &Pipeline, value: &Value, ty: &Type) -> String {
    match (value, ty.required()) {
        (Value::Enum(variant), Type::Enum(id)) => {
            pipeline.enumeration(*id).variants[*variant as usize].clone()
        }
        (Value::Record(fields), Type::Record(id)) => {
            let named = pipeline.record(*id).fields.iter().zip(fields.iter());
            let shown: Vec<String> = named
                .map(|(field, value)| format!("{}: {}", field.name, cell(pipeline, value, &field.ty)))
                .collect();
            format!("{{ {} }}", shown.join(", "))
        }
        _ => text::literal(value, ty),
    }
}
