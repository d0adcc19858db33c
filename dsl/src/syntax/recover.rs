//! What a broken part should have been: it is parsed alone, and the farthest place that the grammar reached is where the mistake is.

use super::grammar::{Rule, WeirParser};
use super::literal;
use crate::diagnostics::elsewhere;
use crate::diagnostics::{misspelt, nearest};
use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};
use std::collections::BTreeSet;

/// A mistake in the text; offsets are in the text that was parsed.
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: Vec<String>,
}

/// Parses `text` as `rule` and says why it is none.
pub(super) fn find(rule: Rule, text: &str) -> Fault {
    // Stays on: switching it off again could race with another thread's explanation. It costs only time.
    pest::set_error_detail(true);
    match WeirParser::parse(rule, text) {
        Err(_) if unclosed_string(text).is_some() => {
            let at = unclosed_string(text).unwrap_or_default();
            Fault {
                at,
                end: at + 1,
                message: "this string is not closed".to_owned(),
                label: "begins here".to_owned(),
                help: vec!["a string ends with `\"` on the line that it begins on".to_owned()],
            }
        }
        Err(error) => first_word(rule, text).unwrap_or_else(|| explain(text, &error)),
        Ok(_) => Fault {
            at: 0,
            end: word_at(text, 0).len(),
            message: "this cannot stand here".to_owned(),
            label: String::new(),
            help: if text.starts_with("pipeline") {
                vec!["the `pipeline` line is the first of a file".to_owned()]
            } else {
                Vec::new()
            },
        },
    }
}

/// Where a string begins that does not end on its line.
fn unclosed_string(text: &str) -> Option<usize> {
    let (mut open, mut at) = (None, 0);
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        at += match (byte, open) {
            (b'\n', Some(begin)) => return Some(begin),
            (b'\\', Some(_)) => 2,
            (b'"', Some(_)) => {
                open = None;
                1
            }
            (b'"', None) => {
                open = Some(at);
                1
            }
            (b'/', None) if bytes.get(at + 1) == Some(&b'/') => {
                text[at..].find('\n').unwrap_or(text.len() - at)
            }
            _ => 1,
        };
    }
    open
}

/// Where the very first word is none that could begin the part: which ones could.
fn first_word(rule: Rule, text: &str) -> Option<Fault> {
    let (words, expected): (&[&str], &str) = match rule {
        Rule::lone_step => (OPERATORS, OPERATOR),
        Rule::lone_test_item => (TEST_LINES, "`given`, `advance` or `expect`"),
        _ => (DECLARATIONS, DECLARATION),
    };
    let word = word_at(text, 0);
    if words.contains(&word) || word.is_empty() || text.starts_with(['@', '/']) {
        return None;
    }
    let elsewhere =
        ELSEWHERE.iter().find(|(other, _)| rule == Rule::lone_step && other.eq_ignore_ascii_case(word));
    let near = match elsewhere {
        Some((_, here)) => Some((*here).to_owned()),
        None => nearest(word, words.iter().copied().filter(|word| !NOT_BUILT.contains(word)))
            .map(|near| format!("did you mean `{near}`?")),
    };
    let mut help = hints(text, 0, word);
    help.extend(near.filter(|near| !help.contains(near)));
    let label = format!("expected {expected}");
    let message = format!("{label}, found {}", shown(word));
    Some(Fault { at: 0, end: word.len(), message, label, help })
}

const DECLARATIONS: &[&str] = &[
    "pipeline", "use", "record", "enum", "param", "secret", "source", "table", "let", "fn", "rust", "from",
    "test",
];
const DECLARATION: &str = "a declaration such as `record`, `source`, `let`, `from` or `test`";
const OPERATORS: &[&str] = &[
    "where",
    "select",
    "derive",
    "drop",
    "explode",
    "union",
    "key",
    "window",
    "aggregate",
    "emit",
    "top",
    "dedup",
    "join",
    "lookup",
    "match",
    "process",
    "async",
    "ttl",
    "unbounded",
    "into",
    "discard",
    "fail",
];
const OPERATOR: &str = "an operator such as `where`, `select`, `window` or `into`";
/// What operators are called in other languages, and what there is here.
const ELSEWHERE: &[(&str, &str)] = &[
    ("filter", "rows are kept with `where`"),
    ("map", "columns are computed with `select` or `derive`"),
    ("project", "columns are chosen with `select`"),
    ("group", "rows are grouped with `aggregate by key { n: count() }`"),
    ("having", "groups are kept with a `where` behind the `aggregate`"),
    ("limit", "the best rows are `top n by e`; rows of a stream have no other order"),
    ("sort", "the best rows in order are `top n by e`; rows of a stream have no other order"),
    ("order", "the best rows in order are `top n by e`; rows of a stream have no other order"),
    ("distinct", "one row a key is `dedup by k keep first`"),
    ("keep", "one row a key stays with `dedup by k keep first` or `keep last`"),
    ("to", "rows are written with `into`"),
    ("write", "rows are written with `into`"),
];
/// Words that are parsed, and refused later ([`crate::check`]).
const NOT_BUILT: &[&str] = &[
    "async", "emit", "explode", "fail", "join", "lookup", "match", "process", "rows", "rust", "simulate",
    "table", "time", "ttl", "within",
];
const TEST_LINES: &[&str] = &["given", "advance", "expect", "simulate"];

/// The place and the words for an error of the grammar.
pub(super) fn explain(text: &str, error: &Error<Rule>) -> Fault {
    let reached = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let attempts = error.parse_attempts();
    let at = attempts.as_ref().map_or(reached, |attempts| attempts.max_position.max(reached)).min(text.len());
    let mut expected = Expected::default();
    if let Some(attempts) = attempts.filter(|attempts| attempts.max_position == at) {
        attempts.expected_tokens().iter().for_each(|token| expected.token(token.to_string()));
    }
    match &error.variant {
        ErrorVariant::ParsingError { positives, .. } if reached == at => {
            positives.iter().for_each(|rule| expected.rule(*rule));
        }
        ErrorVariant::CustomError { .. } => {
            let message = "this is nested too deeply".to_owned();
            return Fault { at, end: at, message, label: String::new(), help: Vec::new() };
        }
        ErrorVariant::ParsingError { .. } => {}
    }
    // A word that begins like one of the language.
    let begin = text[..at].trim_end_matches(is_of_word).len();
    if begin < at && text[at..].starts_with(is_of_word) {
        let found = word_at(text, begin);
        let message = format!("{} cannot stand here", shown(found));
        let (end, help) = (begin + found.len(), hints(text, begin, found));
        return Fault { at: begin, end, message, label: String::new(), help };
    }
    let found = word_at(text, at);
    let mut help = hints(text, at, found);
    if help.is_empty() {
        help.extend(expected.near(found));
    }
    let shown = shown(found);
    let (message, label) = match expected.sentence() {
        Some(expected) => (format!("expected {expected}, found {shown}"), format!("expected {expected}")),
        None => (format!("{shown} cannot stand here"), String::new()),
    };
    Fault { at, end: at + found.len(), message, label, help }
}

/// What could have stood at the place.
#[derive(Default)]
struct Expected {
    tokens: BTreeSet<String>,
    name: bool,
    expression: bool,
    string: bool,
    number: bool,
    a_type: bool,
    connector: bool,
}

impl Expected {
    /// Blanks, comments, and what identifiers and numbers are made of, go without saying. Nor is anybody told to write what is not built yet.
    fn token(&mut self, token: String) {
        let made_of = token.get(1..3) == Some("..")
            || matches!(token.as_str(), "BUILTIN_RULE" | "\\" | "_" | "\"" | "'");
        if !token.trim().is_empty()
            && !token.starts_with("//")
            && !NOT_BUILT.contains(&token.as_str())
            && !made_of
        {
            self.tokens.insert(token);
        }
    }

    fn rule(&mut self, rule: Rule) {
        match rule {
            Rule::name | Rule::path | Rule::label => self.name = true,
            Rule::expr | Rule::unary | Rule::primary | Rule::literal => self.expression = true,
            Rule::column | Rule::aggregated | Rule::argument | Rule::per_item => self.expression = true,
            Rule::string => self.string = true,
            Rule::integer => self.number = true,
            Rule::choice | Rule::connector => {
                self.connector = true;
                self.tokens.remove("if");
            }
            Rule::type_ => self.a_type = true,
            Rule::field | Rule::variant | Rule::option | Rule::parameter | Rule::cell => self.name = true,
            Rule::row | Rule::options => {
                self.tokens.insert("{".to_owned());
            }
            Rule::EOI => {
                self.tokens.remove("EOI");
            }
            _ => {}
        }
    }

    /// The word of the language that is one change away; every one of two letters is near to some other.
    fn near(&self, found: &str) -> Option<String> {
        let is_word = |token: &&str| token.len() > 2 && token.starts_with(|c: char| c.is_ascii_lowercase());
        let near = misspelt(found, self.tokens.iter().map(String::as_str).filter(is_word))?;
        Some(format!("did you mean `{near}`?"))
    }

    /// Closing marks first, then words, then kinds of text, each kind named once. `None` where the grammar had no one thing in mind.
    fn sentence(mut self) -> Option<String> {
        let has =
            |tokens: &BTreeSet<String>, both: [&str; 2]| both.iter().all(|token| tokens.contains(*token));
        let mut last = Vec::new();
        if has(&self.tokens, ["record", "let"]) {
            return Some(DECLARATION.to_owned());
        }
        if has(&self.tokens, ["where", "select"]) {
            return Some(OPERATOR.to_owned());
        }
        if has(&self.tokens, ["true", "null"]) || (self.expression && self.tokens.contains("if")) {
            for token in ["true", "false", "null", "if", "(", "-", "!", "["] {
                self.tokens.remove(token);
            }
            self.expression = true;
        }
        if has(&self.tokens, ["*", "=="]) {
            for token in
                ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "??", "as", "?.", "."]
            {
                self.tokens.remove(token);
            }
            self.tokens.remove("(");
            self.tokens.remove(":");
            last.push("an operator".to_owned());
        }
        self.tokens.remove("@");
        // What could go on is less telling than what could end it.
        if [",", "}", ")", "]", "=", "|>"].iter().any(|end| self.tokens.contains(*end)) {
            for token in ["(", "<", "?", ":", ".", "?."] {
                self.tokens.remove(token);
            }
        }
        let kinds = [
            (self.expression, "an expression"),
            (self.name && !self.expression && !self.connector && !self.a_type, "a name"),
            (self.string && !self.expression, "a string"),
            (self.number && !self.expression, "a number"),
            (self.a_type, "a type"),
            (self.connector, "a connector"),
        ];
        let mut parts: Vec<String> =
            kinds.iter().filter(|(is, _)| *is).map(|(_, words)| (*words).to_owned()).collect();
        parts.extend(self.tokens.iter().map(|token| format!("`{token}`")));
        parts.extend(last);
        match parts.pop() {
            None => None,
            Some(only) if parts.is_empty() => Some(only),
            Some(end) => Some(format!("{} or {end}", parts.join(", "))),
        }
    }
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// What stands at another place in a pipeline.
fn of_place(line: &str, rest: &str, found: &str) -> Option<&'static str> {
    let opened = line.rsplit_once('(').map_or("", |(ahead, _)| ahead.trim_end());
    match found {
        "/" if rest.starts_with("//!") => {
            Some("`//!` describes the pipeline, and stands at the top of the file, ahead of all else")
        }
        "," if opened.ends_with(" by") || opened.ends_with(" per") => {
            Some("keys stand without parentheses: `by a, b`")
        }
        "where" if opened.ends_with("count_distinct") => {
            Some("the condition stands behind the parentheses: `count_distinct(x) where c`")
        }
        _ => None,
    }
}

fn hints(text: &str, at: usize, found: &str) -> Vec<String> {
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
fn apart(before: &str, found: &str) -> Option<String> {
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

/// A fault at the end of the text that was parsed lies at what comes behind it.
pub(super) fn look_behind(fault: &mut Fault, text: &str, behind: &str) {
    let next = behind.trim_start();
    let word = word_at(next, 0);
    if fault.at == text.len() && !word.is_empty() {
        fault.message = fault.message.replace("found the end", &format!("found {}", shown(word)));
        let more = hints(next, 0, word).into_iter().filter(|help| !fault.help.contains(help));
        fault.help = fault.help.iter().cloned().chain(more).collect();
    }
}

/// A fault at the beginning of the text may be of what stands before it.
pub(super) fn look_before(fault: &mut Fault, before: &str, text: &str) {
    if fault.at == 0 {
        fault.help.extend(apart(before, word_at(text, 0)));
    }
}

fn shown(found: &str) -> String {
    if found.is_empty() { "the end".to_owned() } else { format!("`{found}`") }
}

/// The word or mark at an offset.
fn word_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    let word = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
    if word > 0 {
        return &rest[..word];
    }
    if rest.starts_with("|>") {
        return &rest[..2];
    }
    &rest[..rest.chars().next().filter(|c| !c.is_whitespace()).map_or(0, char::len_utf8)]
}
