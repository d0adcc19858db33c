//! What may have been meant by text that no rule has: words of other languages, and of other places in this one.

use super::literal;
use super::recover::OPERATORS;
use crate::diagnostics::elsewhere;

pub(super) fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// What stands before the last parenthesis that is open at the end of a line.
fn before_open(line: &str) -> &str {
    let mut closed = 0;
    for (at, c) in line.char_indices().rev() {
        match c {
            ')' => closed += 1,
            '(' if closed == 0 => return line[..at].trim_end(),
            '(' => closed -= 1,
            _ => {}
        }
    }
    ""
}

/// What stands at another place in a pipeline.
fn of_place(line: &str, rest: &str, found: &str) -> Option<&'static str> {
    let opened = before_open(line);
    let is_aggregate =
        |word: &str| ["count", "count_distinct", "sum", "avg", "min", "max", "first", "last"].contains(&word);
    match found {
        "/" if rest.starts_with("//!") => {
            Some("`//!` describes the pipeline, and stands at the top of the file, ahead of all else")
        }
        "," if opened.ends_with(" per") => Some("keys stand without parentheses: `per a, b`"),
        "," if opened.ends_with(" by") && opened.rsplit("|>").next()?.trim_start().starts_with("top") => {
            Some("`top` orders by one expression: `top n by e per k`")
        }
        "," if opened.ends_with(" by") => Some("keys stand without parentheses: `by a, b`"),
        "where" if is_aggregate(opened.rsplit(|c: char| !is_of_word(c)).next()?) => {
            Some("the condition stands behind the parentheses: `sum(x) where c`")
        }
        _ => None,
    }
}

/// What may have been meant at a place of `text` where `found` stands.
pub(super) fn hints(text: &str, at: usize, found: &str) -> Vec<String> {
    let before = &text[..at].trim_end().to_ascii_lowercase();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let rest = &text[at..];
    let hint = of_place(line, rest, found).or_else(|| match found.to_ascii_lowercase().as_str() {
        "=" if line.starts_with("source ") || line.starts_with("param ") => {
            Some("the type stands behind the name: `name: type = …`")
        }
        "=" => Some("equality is written `==`; a name is given with `name: value`"),
        ";" => Some("lines do not end in `;`"),
        "/" if before.ends_with(':') => Some("strings stand in double quotes"),
        "/" => Some("comments begin with `//`"),
        "'" => Some("strings stand in double quotes"),
        "and" => Some("the operator is `&&`"),
        "or" => Some("the operator is `||`"),
        "not" => Some("the operator is `!`"),
        "|" => Some("steps begin with `|>`"),
        "\"" if before.ends_with("into") => {
            Some("rows go into a connector: `into file { path: \"…\", format: csv }`")
        }
        "\"" if rest[1..].split('\n').next().is_some_and(|line| line.contains('"')) => {
            Some("no string can stand here; names stand without quotes")
        }
        "\"" => Some("a string ends on the line where it begins"),
        "in" if !before.rsplit("|>").next().unwrap_or_default().trim_start().starts_with("lookup") => {
            Some("write `x == a || x == b`")
        }
        "between" => Some("write `x >= a && x <= b`"),
        "when" | "then" => Some("a choice is written `if c { a } else { b }`"),
        "*" if before.ends_with('*') => Some("there is no power; a square is `x * x`"),
        _ if before.ends_with("not") && !before.ends_with("_not") => Some("the operator is `!`"),
        "like" => Some("texts are searched with `contains`, `starts_with` and `ends_with`"),
        "is" => Some("null is tested with `x == null` and `x != null`"),
        "?" if rest[1..].trim_start().starts_with([')', ',', '}', '<', '>', '=', '!']) => {
            Some("what may be null stands without `?`; `x ?? y` puts another value for null")
        }
        "?" if rest.contains(':') => Some("a choice is written `if c { a } else { b }`"),
        ">" if before.ends_with('<') => Some("the operator is `!=`"),
        ":" if rest.starts_with("::") => Some("a value is converted with `as`: `x as i64`"),
        "#" => Some("comments begin with `//`"),
        "descending" => Some("the order is `desc`"),
        "ascending" => Some("the order is `asc`"),
        "filter" if before.ends_with(')') => {
            Some("rows of an aggregate are chosen with `where`: `count() where c`")
        }
        "*" if before.ends_with("select") => {
            Some("without a `select` all columns go on; `derive { … }` adds some, `drop` takes some away")
        }
        "having" => Some("groups are kept with a `where` behind the `aggregate`"),
        "per" if before.ends_with(|c: char| c.is_ascii_digit()) => {
            Some("the order comes first: `top n by e per k`")
        }
        _ if before.ends_with("count(distinct") => {
            Some("distinct values are counted with `count_distinct(x)`")
        }
        _ if line.contains("--") || rest.starts_with("--") => Some("comments begin with `//`"),
        "by" if before.ends_with('}') => Some("keys stand before: `aggregate by k { n: count() }`"),
        "*" if before.ends_with("count(") => Some("rows are counted with `count()`"),
        _ if before.ends_with('=') && rest.starts_with('>') => Some("the operator is `>=`"),
        word if word != found && OPERATORS.iter().chain(&["as", "by", "per", "keep"]).any(|w| *w == word) => {
            Some("words of the language have small letters")
        }
        _ => of_operator(before, rest, found),
    });
    let hint = hint.map(str::to_owned).or_else(|| apart(&text[..at], found));
    hint.or_else(|| called(text[..at].trim_end(), found, rest.get(1..).unwrap_or_default()))
        .into_iter()
        .collect()
}

/// What the operator that is being written lacks or has too much.
fn of_operator(before: &str, rest: &str, found: &str) -> Option<&'static str> {
    let operator = before.rsplit("|>").next().unwrap_or_default();
    let has = |word: &str| operator.split_whitespace().any(|w| w == word);
    let is_over = rest.is_empty() || rest.starts_with("|>") || found == "within";
    // Where `by` is due: a name, and what is behind it.
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    let is_name = found.starts_with(is_letter) && !["by", "per", "keep"].contains(&found);
    let behind = rest.trim_start_matches(|c: char| is_letter(c) || c.is_ascii_digit()).trim_start();
    let words = if operator.contains('(') { 0 } else { operator.split_whitespace().count() };
    match operator.split_whitespace().next()? {
        "aggregate" if is_name && words == 1 && behind.starts_with(['{', ',']) => {
            Some("keys stand behind `by`: `aggregate by k { … }`")
        }
        "dedup" if found == "keep" && words == 1 => Some("keys come first: `dedup by k keep last`"),
        "dedup" if is_name && words == 1 => Some("keys stand behind `by`: `dedup by k keep first`"),
        "top" if found == "ties" => Some("rows of equal rank are kept with `top 3 with ties by e`"),
        "top" if found == "with" => Some("`with ties` stands behind the number: `top 3 with ties by e`"),
        "top" if ["desc", "asc"].iter().any(|word| operator.ends_with(word)) && is_name => {
            Some("the direction stands behind what is ordered by: `top 3 by e desc`")
        }
        "top" if has("by") && words == 2 => Some("how many rows stands first: `top 3 by e desc`"),
        "top" if is_name && words == 2 => Some("what is ordered by stands behind `by`: `top n by e desc`"),
        "aggregate" if found == "{" && operator.ends_with(',') && !operator.contains('{') => {
            Some("no comma stands before the brace")
        }
        "top" if found == "by" && has("by") && !has("per") => {
            Some("what rows are ranked within stands behind `per`: `top n by e desc per k`")
        }
        "top" if found == "," && has("by") && !has("per") && !operator.ends_with(',') => {
            Some("there is one order: `top n by e per k`")
        }
        "dedup" if is_over && has("by") && !has("keep") => {
            Some("which row of a key stays is said: `dedup by k keep first` or `keep last`")
        }
        _ => None,
    }
}

/// Where a function is called behind what it is to be called with: how it is written.
fn called(before: &str, found: &str, behind: &str) -> Option<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (of, function) = before.rsplit_once('.').filter(|_| found == "(")?;
    let of = &of[of.trim_end_matches(is_name).len()..];
    if of.is_empty() || function.is_empty() || !function.chars().all(is_name) {
        return None;
    }
    if let Some(help) = elsewhere::function(function).or_else(|| elsewhere::aggregate(function)) {
        return Some(help.to_owned());
    }
    let more = if behind.trim_start().starts_with(')') { "" } else { ", …" };
    Some(match crate::functions::find(function) {
        Some(_) => format!("functions stand before what they are called with: `{function}({of}{more})`"),
        None => "functions stand before what they are called with, and none has this name".to_owned(),
    })
}

/// Where a unit stands apart from its number: how it is written.
pub(super) fn apart(before: &str, found: &str) -> Option<String> {
    let number = before.trim_end();
    let start = number.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '_').len();
    let (begin, number) = (&number[..start], &number[start..]);
    let is_number = number.starts_with(|c: char| c.is_ascii_digit());
    if !is_number || begin.ends_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let together = format!("{number}{}", literal::unit(found)?);
    literal::with_unit(&together).is_ok().then(|| format!("a number and its unit are one word: `{together}`"))
}
