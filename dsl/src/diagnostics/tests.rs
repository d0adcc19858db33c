//! How a diagnostic looks, for people and for tools.

use super::*;

fn example() -> (Diagnostics, &'static str) {
    let source = "let é = from s\n    |> where x\n";
    let place = Span::new(source.len() - 2, source.len() - 1);
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(
        Diagnostic::error(codes::UNKNOWN_NAME, place, "there is no column `x`")
            .label("here")
            .also(Span::new(4, 6), "in this step")
            .note("a note")
            .help("a way out"),
    );
    (diagnostics, source)
}

#[test]
fn people_see_the_line() {
    let (diagnostics, source) = example();
    let expected = expect_test::expect![[r#"
        error[E0201]: there is no column `x`
         --> a.weir:2:14
          |
        1 | let é = from s
          |     - in this step
        2 |     |> where x
          |              ^ here
          |
          = note: a note
          = help: a way out

    "#]];
    expected.assert_eq(&diagnostics.render(source, "a.weir"));
    assert!(diagnostics.render_colored(source, "a.weir").contains("\u{1b}["));
}

#[test]
fn tools_get_one_object_a_line_with_columns_in_characters() {
    let (diagnostics, source) = example();
    let json = diagnostics.to_json(source, "a.weir");
    let object: serde_json::Value = serde_json::from_str(json.trim_end()).expect("one object");
    assert_eq!(object["code"], "E0201");
    assert_eq!((&object["primary"]["line"], &object["primary"]["column"]), (&2.into(), &14.into()));
    assert_eq!(
        (&object["secondary"][0]["column"], &object["secondary"][0]["end_column"]),
        (&5.into(), &6.into())
    );
    assert_eq!(object["help"][0], "a way out");
}

#[test]
fn a_slip_finds_the_name_that_was_meant_and_nothing_far_off() {
    assert_eq!(nearest("seperator", ["separator", "header"]), Some("separator"));
    assert_eq!(nearest("Flight", ["flight"]), Some("flight"));
    assert_eq!(nearest("hedaer", ["header", "reader"]), Some("header"));
    assert_eq!(nearest("x", ["header"]), None);
    assert_eq!(nearest("mean", ["max", "avg"]), Some("avg"));
    assert_eq!(nearest("mean", ["max", "men"]), Some("men"), "where there is no `avg`");
}
