//! `format_time(at, pattern)`

use crate::functions::access::*;
use crate::functions::{Arguments, Datum::*, Example, Function, FunctionError, Resolution};
use crate::text::calendar;
use crate::types::Type;
use crate::value::Value;

pub(super) static FORMAT_TIME: Function = Function {
    name: "format_time",
    summary: "The timestamp as text. In the pattern, which must be a literal, `yyyy` is the year, `MM` the month, `dd` the day, `HH` the hour, \
              `mm` the minute, `ss` the second and `SSS` its milliseconds; text between two `'` and everything that is not a letter stand for \
              themselves, `''` for a `'`. Other letters are refused.",
    signatures: &["format_time(at: timestamp, pattern: literal string) -> string"],
    examples: &[
        Example {
            given: &[Timestamp(1_357_048_925_678_901), Text("yyyy-MM-dd HH:mm:ss.SSS")],
            gives: Text("2013-01-01 14:02:05.678"),
        },
        Example {
            given: &[Timestamp(1_357_048_925_678_901), Text("dd.MM.yyyy 'at' HH''mm")],
            gives: Text("01.01.2013 at 14'02"),
        },
        Example {
            given: &[Timestamp(1_357_048_925_678_901), Text("HH 'o''clock'")],
            gives: Text("14 o'clock"),
        },
    ],
    resolve,
    evaluate: |_, given| {
        let parts = parse(text(given, 1)).expect("the pattern was parsed when the call was resolved");
        let shown: Vec<String> = parts.iter().map(|part| show(part, timestamp(given, 0))).collect();
        Ok(Value::String(shown.concat().into()))
    },
};

/// A piece of a pattern.
enum Part {
    Verbatim(char),
    Field(&'static str),
}

const FIELDS: [&str; 7] = ["yyyy", "MM", "dd", "HH", "mm", "ss", "SSS"];

fn resolve(call: &Arguments<'_>) -> Result<Resolution, FunctionError> {
    let resolution = call.exactly("format_time", &[Type::Timestamp, Type::String], Type::String)?;
    let Some(pattern) = call.text(1) else {
        return Err(call.bad_literal(1, "a literal pattern such as `\"yyyy-MM-dd\"`"));
    };
    match parse(pattern) {
        Ok(_) => Ok(resolution.scratch()),
        Err(wrong) => {
            let fields =
                "a pattern of `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `SSS` and other text between `'`";
            Err(call.bad_literal(1, &format!("{fields}: {wrong}")))
        }
    }
}

/// The pieces, or what is wrong.
fn parse(pattern: &str) -> Result<Vec<Part>, String> {
    let open = || "a `'` is not closed".to_owned();
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if let Some(behind) = rest.strip_prefix("''") {
            parts.push(Part::Verbatim('\''));
            rest = behind;
        } else if let Some(quoted) = rest.strip_prefix('\'') {
            let (mut verbatim, mut behind) = quoted.split_once('\'').ok_or_else(open)?;
            parts.extend(verbatim.chars().map(Part::Verbatim));
            // A quote that is written twice stands for itself.
            while let Some(more) = behind.strip_prefix('\'') {
                (verbatim, behind) = more.split_once('\'').ok_or_else(open)?;
                parts.push(Part::Verbatim('\''));
                parts.extend(verbatim.chars().map(Part::Verbatim));
            }
            rest = behind;
        } else if first.is_ascii_alphabetic() {
            let run = rest.len() - rest.trim_start_matches(first).len();
            let known = FIELDS.into_iter().find(|field| *field == &rest[..run]);
            parts.push(Part::Field(known.ok_or_else(|| format!("`{}` is none of these", &rest[..run]))?));
            rest = &rest[run..];
        } else if first.is_alphabetic() {
            return Err(format!("`{first}` is none of these"));
        } else {
            parts.push(Part::Verbatim(first));
            rest = &rest[first.len_utf8()..];
        }
    }
    Ok(parts)
}

fn show(part: &Part, at: i64) -> String {
    let (year, month, day) = calendar::civil(at.div_euclid(calendar::DAY_US));
    let us = at.rem_euclid(calendar::DAY_US);
    match part {
        Part::Verbatim(character) => character.to_string(),
        Part::Field("yyyy") => calendar::show_year(year),
        Part::Field("MM") => format!("{month:02}"),
        Part::Field("dd") => format!("{day:02}"),
        Part::Field("HH") => format!("{:02}", us / 3_600_000_000),
        Part::Field("mm") => format!("{:02}", us / 60_000_000 % 60),
        Part::Field("ss") => format!("{:02}", us / 1_000_000 % 60),
        Part::Field("SSS") => format!("{:03}", us / 1_000 % 1_000),
        Part::Field(other) => unreachable!("the pattern has no field {other}"),
    }
}
