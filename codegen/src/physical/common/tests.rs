//! What is said to be shared, and that the emitted code shares just that: calls are counted in the code of random pipelines, as it is and with nothing shared.

use super::super::Physical;
use crate::emit::{Reading, Texts, emit};

/// Numbers that look random and come again.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

const SOURCE: &str = "record I { n: string, p: i64 }\nrecord R { a: i64, b: i64, s: string, t: string, n: string?, value: string, f: f64, c: i32, i: I, j: I? }\nsource r: R = file { path: \"r\", format: json }\n";

/// Calls of functions in the emitted code.
fn calls(physical: &Physical<'_>) -> usize {
    let code = emit(physical, &Texts::default(), Reading::Connectors);
    let functions = ["functions::lower(", "functions::upper(", "functions::trim("];
    // What can fail is kept in a variable either way.
    let casts = ["cast::f64_to_string(", "cast::int_to_string("];
    functions.iter().chain(&casts).map(|call| code.matches(call).count()).sum()
}

/// A text made of columns and calls, some of them in branches.
fn text(random: &mut Random, depth: usize) -> String {
    let columns = [
        "s",
        "t",
        "value",
        "i.n",
        "n ?? \"\"",
        "(f as string)",
        "((f * 2.0) as string)",
        "(b as string)",
        "((c as i64) as string)",
    ];
    let column = columns[random.below(columns.len())].to_owned();
    if depth == 0 {
        return column;
    }
    let of = text(random, depth - 1);
    match random.below(8) {
        0 => column,
        1..=2 => format!("lower({of})"),
        3..=4 => format!("upper({of})"),
        5..=6 => format!("trim({of})"),
        _ => format!("(if a > 3 {{ {of} }} else {{ {} }})", text(random, depth - 1)),
    }
}

/// Steps over the source's columns.
fn steps(random: &mut Random, n: usize) -> String {
    let mut steps = String::new();
    for _ in 0..n {
        let (one, other) = (text(random, 1), text(random, 2));
        steps += &match random.below(8) {
            0 => format!("|> where {one} != {other} "),
            1 => format!("|> where a > 2 || {one} == \"x\" "),
            2 => format!("|> derive {{ s: {one} }} "),
            6 => "|> derive { f: f * 2.0 } ".to_owned(),
            7 => "|> derive { b: c as i64, t: t + \"x\" } ".to_owned(),
            3 => format!("|> where n != null && lower(n) != {one} |> derive {{ t: trim(lower(n)) }} "),
            4 => {
                format!("|> where j != null && lower(j.n) != {one} |> derive {{ t: upper(lower(j.n)) }} ")
            }
            _ => format!("|> derive {{ t: {one}, s: {other} }} "),
        };
    }
    steps
}

/// The end of a chain: `copied` those whose code may stand at several places, for the ways in which a row changes a group.
fn end(random: &mut Random, copied: bool) -> String {
    let (one, other) = (text(random, 1), text(random, 2));
    let few = "|> unbounded \"few\"";
    match (copied, random.below(2)) {
        (false, 0) => format!("|> select {{ y: {one}, z: {other}, a }} |> into stdout\n"),
        (false, _) => format!(
            "|> aggregate by k: {one}, j: {other} {{ n: count() }} {few} |> into stdout {{ mode: final }}\n"
        ),
        (true, 0) => {
            let aggregates =
                format!("m: max(length({one})), n: count() where {other} != \"\", o: sum(length(trim(s)))");
            format!("|> aggregate by a {{ {aggregates} }} {few} |> into stdout {{ mode: final }}\n")
        }
        (true, _) => format!(
            "|> top 3 by a desc per {one} {few} |> select {{ a, y: {other}, z: {one} }} |> into stdout {{ mode: final }}\n"
        ),
    }
}

#[test]
fn chains_that_double_their_text_are_compiled_all_the_same() {
    let steps = "|> derive { s: s + lower(s) } ".repeat(40);
    let (said, seen) = said_and_seen(&format!("{SOURCE}from r {steps} |> into stdout\n"));
    assert_eq!(said, seen);
}

/// How many places are said to share what others computed, and how many calls fewer the code has for it.
fn said_and_seen(text: &str) -> (usize, usize) {
    let (pipeline, diagnostics) = weir_dsl::compile(text, &weir_dsl::Options::new("r"));
    let pipeline = pipeline.unwrap_or_else(|| panic!("{}", diagnostics.render(text, "r.weir")));
    let mut physical = Physical::of(&pipeline);
    let said = physical.common.shared().iter().map(|shared| shared.steps.len() - 1).sum();
    let with = calls(&physical);
    physical.common = super::Common::default();
    (said, calls(&physical) - with)
}

#[test]
fn what_is_said_to_be_shared_is_shared_in_the_code() {
    for copied in [false, true] {
        let (mut random, mut shared) = (Random(7), 0);
        for _ in 0..150 {
            let mut text = format!("{SOURCE}let k = from r {}\n", steps(&mut random, 1));
            for _ in 0..1 + random.below(2) {
                let n = random.below(3);
                text += &format!("from k {}{}", steps(&mut random, n), end(&mut random, copied));
            }
            let (said, seen) = said_and_seen(&text);
            let is_true = if copied { seen >= said && (seen > 0) == (said > 0) } else { seen == said };
            assert!(is_true, "{said} said, {seen} seen: {text}");
            shared += said;
        }
        assert!(shared > 50, "{shared}");
    }
}

/// What is computed once, each with its steps.
fn shared(steps: &str) -> Vec<String> {
    let text = format!("{SOURCE}from r {steps}");
    let (pipeline, diagnostics) = weir_dsl::compile(&text, &weir_dsl::Options::new("r"));
    let pipeline = pipeline.unwrap_or_else(|| panic!("{}", diagnostics.render(&text, "r.weir")));
    let physical = Physical::of(&pipeline);
    let one = |shared: &super::Shared| {
        let steps = shared.steps.iter().map(|&step| pipeline.step(step).uid.trim_start_matches("stdout."));
        format!("{}: {}", shared.expr.span.text(&text), steps.collect::<Vec<_>>().join(", "))
    };
    physical.common.shared().iter().map(one).collect()
}

#[test]
fn what_a_chain_computes_again_is_shared() {
    let end = "|> into stdout { mode: final }";
    assert_eq!(
        shared(&format!(
            "|> where lower(s) == \"x\" |> select {{ a, y: lower(s), z: length(lower(s)) }} {end}"
        )),
        ["lower(s): where, select, select"]
    );
    // By what it is made of, whatever it is called.
    assert_eq!(
        shared(&format!(
            "|> select {{ c: s, a }} |> where lower(c) == \"x\" |> select {{ y: lower(c) }} {end}"
        )),
        ["lower(c): where, select.2"]
    );
    assert_eq!(shared(&format!("|> select {{ y: (a as string) + s, z: (a as string) + t }} {end}")).len(), 1);
    assert_eq!(
        shared(&format!(
            "|> where upper(s) != \"\" |> aggregate by k: upper(s) {{ n: count() }} |> unbounded \"few\" {end}"
        )),
        ["upper(s): where, aggregate"]
    );
    let aggregates = "x: sum(length(trim(s))), y: count() where trim(s) == \"\", z: max(length(trim(s)))";
    assert_eq!(shared(&format!("|> aggregate by a {{ {aggregates} }} |> unbounded \"few\" {end}")).len(), 2);
}

#[test]
fn what_only_some_rows_have_computed_is_not() {
    let end = "|> into stdout { mode: final }";
    assert_eq!(
        shared(&format!("|> select {{ x: lower(s), y: lower(t), z: a + b, w: a + b }} {end}")),
        [""; 0]
    );
    assert_eq!(
        shared(&format!("|> where a > 1 || lower(s) == \"x\" |> select {{ y: lower(s) }} {end}")),
        [""; 0]
    );
    assert_eq!(
        shared(&format!("|> select {{ y: if a > 1 {{ lower(s) }} else {{ trim(lower(s)) }} }} {end}")),
        [""; 0]
    );
    // What the emitter does not keep.
    for one in ["lower(n ?? \"\")", "trim(if a > 1 { s } else { t })"] {
        let twice = format!("|> where {one} != \"\" |> select {{ y: {one} }} {end}");
        assert_eq!(shared(&twice), [""; 0], "{one}");
    }
    // Beyond the exchange a row has other columns.
    assert_eq!(
        shared(&format!(
            "|> where trim(s) != \"\" |> aggregate by a {{ n: max(length(trim(s))) }} |> unbounded \"few\" {end}"
        )),
        [""; 0]
    );
}
