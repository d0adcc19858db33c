//! What a broken part should have been: it is parsed alone, and the farthest place that the grammar reached is where the mistake is.

use super::grammar::{Rule, WeirParser};
use super::hints::{apart, hints, is_of_word};
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
pub(super) const OPERATORS: &[&str] = &[
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
