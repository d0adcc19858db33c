//! Parsing, by examples: precedence, literals, recovery.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use super::*;
use crate::span::line_column;

/// The expression with all its parentheses.
fn check_expr(text: &str, expected: &str) {
    let source = format!("param p: i64 = {text}");
    let (file, diagnostics) = parse(&source);
    assert_eq!(diagnostics.render(&source, "test"), "");
    let DeclarationKind::Param(param) = &file.declarations[0].kind else { panic!("a param") };
    assert_eq!(dump::expr(param.default.as_ref().unwrap()), expected);
}

/// Line, column and message of each mistake.
fn check_broken(source: &str, expected: &[(usize, usize, &str)]) {
    let (_, diagnostics) = parse(source);
    let found: Vec<(usize, usize, &str)> = diagnostics
        .iter()
        .map(|d| {
            let (line, column) = line_column(source, d.primary.span.start);
            (line, column, d.message.as_str())
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn operators_bind_as_in_rust_and_or_else_between_comparison_and_sum() {
    check_expr("a + b * c - d", "((a + (b * c)) - d)");
    check_expr("a || b && c == d + e", "(a || (b && (c == (d + e))))");
    check_expr("a ?? b > c", "((a ?? b) > c)");
    check_expr("a ?? b + c", "(a ?? (b + c))");
    check_expr("a ?? b ?? c", "(a ?? (b ?? c))");
    check_expr("-a as i64 * b", "((-(a) as i64) * b)");
    check_expr("!a.b?.c && d", "(!(a.b?.c) && d)");
    check_expr("(a + b) * c", "((a + b) * c)");
    check_expr("if a { b } else if c { d } else { e }", "if a { b } else { if c { d } else { e } }");
    check_expr("f(a, tz: b - c)", "f(a, tz: (b - c))");
    check_expr("a - -b", "(a - -(b))");
}

#[test]
fn literals_have_their_values() {
    check_expr("1_000", "Integer(1000)");
    check_expr("0.908", "Number { mantissa: 908, scale: 3 }");
    check_expr("10s", "Duration(10000000)");
    check_expr("100ms", "Duration(100000)");
    check_expr("1.5h", "Duration(5400000000)");
    check_expr("1h30m", "Duration(5400000000)");
    check_expr("1d1h1m1s1ms1us", "Duration(90061001001)");
    check_expr("7d", "Duration(604800000000)");
    check_expr("64MiB", "Bytes(67108864)");
    check_expr("2013-01-01", "Date(15706)");
    check_expr("2013-01-01T10:00:00Z", "Timestamp(1357034400000000)");
    check_expr("2013-01-01T12:00:00.25+02:00", "Timestamp(1357034400250000)");
    check_expr("1969-12-31T23:59:59.999999Z", "Timestamp(-1)");
    check_expr(r#""a\n\"\u{e9}\"""#, r#"String("a\n\"é\"")"#);
    check_expr("true", "Bool(true)");
}

#[test]
fn literals_without_a_value_are_reported() {
    let check = |text: &str, reason: &str| {
        let (_, diagnostics) = parse(&format!("param p: i64 = {text}"));
        let message = diagnostics.iter().next().map(|d| d.message.clone());
        assert_eq!(message.as_deref(), Some(format!("`{text}` is not a value: {reason}").as_str()));
    };
    check("5min", "unknown unit `min`; write `5m`");
    check("1h30", "`30` has no unit");
    check("1e3", "numbers have no exponent; write the digits out");
    check("1h5KiB", "it is neither a duration nor a number of bytes");
    check("10parsecs", "unknown unit `parsecs`; there are us, ms, s, m, h, d and B, KiB, MiB, GiB, TiB");
    check("2013-02-29", "the month has no day 29");
    check("2013-13-01", "there is no month 13");
    check("2013-01-01T25:00:00Z", "`25` is not between 00 and 23");
    check("123456789012345678901234567890123456789012", "it has more than 38 digits");
    check("0.5us", "it is not a multiple of a microsecond");
}

#[test]
fn a_broken_declaration_does_not_hide_the_others() {
    check_broken(
        "record A { x: i64 y: i64 }\n\n/// Fine.\nrecord B { x: i64 }\n\nsource s: B == file {}\nparam p i64\n",
        &[
            (1, 19, "expected `,` or `}`, found `y`"),
            (6, 14, "expected a connector, found `=`"),
            (7, 9, "expected `:`, found `i64`"),
        ],
    );
}

#[test]
fn a_broken_step_does_not_hide_the_others() {
    check_broken(
        "let x = from s\n    |> where a >\n    |> select { a b }\n    |> wherever a\n    |> drop a\nfrom x |> into stdout {}\n",
        &[
            (2, 17, "expected an expression, found `|>`"),
            (3, 19, "expected `,`, `}` or an operator, found `b`"),
            (4, 8, "expected an operator such as `where`, `select`, `window` or `into`, found `wherever`"),
        ],
    );
}

#[test]
fn a_string_that_is_not_closed_is_told_where_it_begins() {
    check_broken(
        "let x = from s // a \"quote\n    |> where a == \"b\n    |> select { a: \"\\\"\", b: \"// }\nfrom x |> into stdout {}\n",
        &[(2, 19, "this string is not closed"), (3, 29, "this string is not closed")],
    );
}

#[test]
fn a_broken_line_of_a_test_does_not_hide_the_others() {
    check_broken(
        "test \"t\" {\n    given s { a: 1 }\n    expect x [ { a: 1 } ]\n    expct x []\n}\nparam p: = 3\n",
        &[
            (2, 13, "expected `[`, found `{`"),
            (4, 5, "expected `given`, `advance` or `expect`, found `expct`"),
            (6, 10, "expected a type, found `=`"),
        ],
    );
}

#[test]
fn every_declaration_and_operator_of_the_language_parses() {
    let text = include_str!("../../../tests/golden/syntax/everything.weir");
    let (file, diagnostics) = parse(text);
    assert_eq!(diagnostics.render(text, "everything.weir"), "");
    assert!(file.declarations.len() > 15);
}

#[test]
fn a_span_ends_where_the_text_does_and_not_with_the_comment_behind_it() {
    let source = "let x = from s\n    |> where a == \"//\" // why\n    // and why not\n    |> window tumble(1h) // cut\n    |> drop a\n";
    let (file, _) = parse(source);
    let DeclarationKind::Let(named) = &file.declarations[0].kind else { panic!("a let") };
    let texts: Vec<&str> = named.flow.steps.iter().map(|step| step.span.text(source)).collect();
    assert_eq!(texts, ["where a == \"//\"", "window tumble(1h)", "drop a"]);
}

#[test]
fn expressions_have_a_limit_so_that_no_text_exhausts_the_stack() {
    for text in [
        format!("{}1{}", "(".repeat(500), ")".repeat(500)),
        format!("{}1", "-".repeat(5_000)),
        format!("a{}", ".b".repeat(5_000)),
        format!("1{}", " + 1".repeat(5_000)),
        format!("{} 1 {}", "if a { 1 } else".repeat(300) + " {", "}"),
    ] {
        let (_, diagnostics) = parse(&format!("param p: i64 = {text}"));
        assert!(diagnostics.has_errors(), "{}…", &text[..20]);
    }
    check_expr(&format!("{}1{}", "(".repeat(50), ")".repeat(50)), "Integer(1)");
}
