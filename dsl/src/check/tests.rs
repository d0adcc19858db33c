//! Checking, by examples. The project's own pipelines compile without a word and pass their tests; expressions have the types they should.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use super::*;
use crate::plan::{Operator, Pipeline, WindowUse};

/// Every `.weir` file under `pipelines/`, with its text.
fn pipelines() -> Vec<(String, String)> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../pipelines");
    let mut found = Vec::new();
    for folder in std::fs::read_dir(root).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).into_iter().flatten() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "weir") {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "there are pipelines");
    found
}

#[test]
fn the_projects_pipelines_have_no_diagnostics_and_pass_their_tests() {
    for (path, text) in pipelines() {
        let (plan, diagnostics) = compile(&text, &Options::new("x"));
        assert_eq!(diagnostics.render(&text, &path), "");
        for result in crate::interpreter::run_tests(&plan.unwrap()) {
            assert!(result.passed(), "{path}: {}: {:#?}", result.name, result.mismatches);
        }
    }
}

const HEAD: &str = "
    record Inner { x: i64, y: string }
    enum Color { red, green }
    record Row {
        a: i64, b: i32, c: i64?, d: decimal(10, 2), e: decimal(12, 4), f: f64, u: u64, s: string, t: timestamp,
        day: date, inner: Inner?, color: Color, ok: bool,
    }
    param p: i64 = 5
    source rows: Row = file { path: \"x\", format: json, time: t, watermark: ascending }
";

fn compiled(text: &str) -> Pipeline {
    let (plan, diagnostics) = compile(text, &Options::new("x"));
    plan.unwrap_or_else(|| panic!("{}", diagnostics.render(text, "test.weir")))
}

fn codes_of(text: &str) -> Vec<&'static str> {
    let (_, diagnostics) = compile(text, &Options::new("x"));
    diagnostics.iter().map(|d| d.code).collect()
}

/// The type of an expression over [`HEAD`]'s rows, or the code of what is wrong with it.
fn check(expr: &str, expected: &str) {
    let text = format!("{HEAD}\nfrom rows |> select {{ it: {expr} }} |> into blackhole {{}}");
    let (plan, diagnostics) = compile(&text, &Options::new("x"));
    let found = match plan {
        Some(plan) => plan.type_name(&plan.steps[1].output.columns[0].ty),
        None => diagnostics.iter().map(|d| d.code).collect::<Vec<_>>().join(" "),
    };
    assert_eq!(found, expected, "{expr}\n{}", diagnostics.render(&text, "test.weir"));
}

#[test]
fn integers_widen_to_what_holds_both() {
    check("a + b", "i64");
    check("b + 1", "i32");
    check("b + 3_000_000_000", "E0304");
    check("a + u", "E0302");
    check("b / 2", "i32");
    check("-b", "i32");
    check("a + f", "f64");
    check("p * 2", "i64");
}

#[test]
fn a_default_may_follow_a_type() {
    check("s as i64 ?? -1", "i64");
    check("s as i64? ?? 3", "i64");
    check("s as i64??? 3", "i64");
    check("s as i64?", "i64?");
}

#[test]
fn decimals_have_the_digits_that_the_exact_result_can_need() {
    check("0.908 * a", "decimal(22, 3)");
    check("d * e", "decimal(22, 6)");
    check("d + e", "decimal(13, 4)");
    check("d - 1", "decimal(11, 2)");
    check("d * 2", "decimal(11, 2)");
    check("d / 3", "decimal(14, 6)");
    check("d + 0.005", "decimal(12, 3)");
    check("d * f", "f64");
    check("0.5 * f", "f64");
    check("0.5", "f64");
    check("d < 3", "bool");
    check("1_000 < 0.908 * a", "bool");
}

#[test]
fn what_may_be_null_must_be_narrowed() {
    check("c + 1", "E0303");
    check("c ?? 0", "i64");
    check("c ?? 0 > 3", "bool");
    check("if c != null { c + 1 } else { 0 }", "i64");
    check("if c == null { 0 } else { c + 1 }", "i64");
    check("c != null && c > 3", "bool");
    check("c == null || c > 3", "bool");
    check("c == null && c > 3", "E0303");
    check("inner.x", "E0303");
    check("inner?.x", "i64?");
    check("inner?.x ?? c ?? 7", "i64");
    check("inner?.x ?? c", "i64?");
    check("if ok { c } else { 1 }", "i64?");
    check("if ok { null } else { 1 }", "i64?");
    check("null", "E0301");
}

#[test]
fn instants_and_durations_have_their_arithmetic() {
    check("t + 1h", "timestamp");
    check("t - t", "duration");
    check("(t - t) * 2", "duration");
    check("2 * 1h", "duration");
    check("t + t", "E0302");
    check("day + 1d", "E0302");
    check("day as timestamp + 1d", "timestamp");
}

#[test]
fn variants_are_bare_where_the_enum_is_known() {
    check("color == red", "bool");
    check("red == color", "bool");
    check("Color.green", "Color");
    check("color == blue", "E0201");
    check("color < red", "E0302");
}

#[test]
fn casts_are_explicit_where_they_can_fail() {
    check("a as i32", "i32");
    check("c as string", "string?");
    check("s as i64", "i64");
    check("inner as string", "E0306");
    check("if ok { a } else { s }", "E0301");
}

#[test]
fn functions_are_put_in_and_do_not_recur() {
    let with =
        |f: &str, e: &str| format!("{f}{HEAD}from rows |> select {{ it: {e} }} |> into blackhole {{}}");
    let plan = compiled(&with(
        "fn twice(x: i64) -> i64 = x * 2\n fn f(x: i64?) -> i64 = if x != null { twice(x) } else { 0 }\n",
        "f(c)",
    ));
    assert_eq!(plan.steps[1].output.columns[0].ty, Type::I64);
    assert_eq!(
        codes_of(&with("fn f(x: i64) -> i64 = g(x)\nfn g(x: i64) -> i64 = f(x)\n", "f(a)")),
        ["E0208"]
    );
    assert_eq!(codes_of(&with("fn f(x: i64) -> i64 = x\n", "f(s)")), ["E0301"]);
}

#[test]
fn where_narrows_what_follows() {
    let plan = compiled(&format!(
        "{HEAD}from rows |> where inner != null && c != null |> select {{ inner.x, c }} |> into blackhole {{}}"
    ));
    let names: Vec<String> =
        plan.steps[2].output.visible().map(|(_, c)| format!("{}: {}", c.name, c.ty)).collect();
    assert_eq!(names, ["x: i64", "c: i64"]);
}

#[test]
fn identities_come_from_names_and_never_from_places() {
    let plan = compiled(&format!(
        "{HEAD}
        from n |> where count > 1 |> into stdout {{}}
        from n.late |> into file {{ path: \"late.csv\", format: csv }}
        let n = from rows |> where ok |> where a > 1 |> window tumble(1h) |> aggregate by s {{ count() }} |> drop s"
    ));
    let uids: Vec<&str> = plan.steps.iter().map(|step| step.uid.as_str()).collect();
    let expected =
        ["rows", "n.where", "n.where.2", "n.aggregate", "n", "stdout.where", "stdout", "n.late", "late.csv"];
    assert_eq!(uids, expected);
}

#[test]
fn a_window_goes_to_the_operator_behind_it_and_then_stays_with_the_rows() {
    let plan = compiled(&format!(
        "{HEAD}from rows |> window hop(10s, every 2s, offset: 21s) lateness 1s late drop |> aggregate by s {{ n: count() }}
            |> top 3 by n desc per s per window |> select {{ window.end, s, rank }} |> into blackhole {{}}"
    ));
    let Operator::Aggregate { window: WindowUse::New(window), .. } = &plan.steps[1].operator else {
        panic!()
    };
    assert_eq!((window.size_us, window.step_us, window.offset_us), (10_000_000, 2_000_000, 1_000_000));
    assert!(matches!(plan.steps[2].operator, Operator::Top { window: WindowUse::Existing, .. }));
    let names: Vec<&str> = plan.steps[3].output.visible().map(|(_, c)| c.name.as_str()).collect();
    assert_eq!(names, ["window_end", "s", "rank"]);
}

/// The columns of the step before the sink, its kind and key, in one line.
fn output_of(steps: &str) -> String {
    let plan = compiled(&format!("{HEAD}from rows {steps} |> into blackhole {{}}"));
    let schema = &plan.steps[plan.steps.len() - 2].output;
    let names = |of: &mut dyn Iterator<Item = &str>| of.collect::<Vec<_>>().join(" ");
    let columns = names(&mut schema.columns.iter().map(|column| column.name.as_str()));
    let key = names(&mut schema.key.iter().map(|index| schema.columns[*index].name.as_str()));
    format!("{:?}: {columns} | {key}", schema.kind)
}

#[test]
fn without_a_window_results_run_on_as_tables() {
    let check = |steps: &str, expected: &str| assert_eq!(output_of(steps), expected, "{steps}");
    check("|> aggregate by s, b { n: count() }", "Table: s b n | s b");
    check("|> aggregate { n: count() }", "Table: n | ");
    check("|> select { s, a } |> top 3 by a per s", "Table: s a @rank | s @rank");
    check("|> select { s, a } |> top 3 by a per a % 10", "Table: s a @rank | ");
    check("|> select { s, a } |> dedup by s keep last", "Table: s a | s");
    check("|> aggregate by s { n: count() } |> where n > 1 |> derive { m: n }", "Table: s n m | s");
    check("|> aggregate by s { n: count() } |> select { n }", "Table: n | ");
}

/// The mode of the last step's first arm.
fn mode_of(steps: &str) -> crate::plan::SinkMode {
    let plan = compiled(&format!("{HEAD}from rows {steps}"));
    let Operator::Sink { arms, .. } = &plan.steps[plan.steps.len() - 1].operator else { panic!() };
    arms[0].mode
}

#[test]
fn a_blackhole_takes_every_change_where_changes_can_be_told() {
    use crate::plan::SinkMode::*;
    assert_eq!(mode_of("|> into stdout {}"), Append);
    assert_eq!(mode_of("|> aggregate by s { n: count() } |> into blackhole {}"), Upsert);
    assert_eq!(mode_of("|> aggregate by s { n: count() } |> select { n } |> into blackhole {}"), Final);
    assert_eq!(mode_of("|> top 2 with ties by a |> into blackhole {}"), Final);
    assert_eq!(mode_of("|> dedup by s keep last |> into stdout { mode: final }"), Final);
}

#[test]
fn changes_go_to_sinks_that_see_the_key_and_never_lose_a_row() {
    let codes = |steps: &str| codes_of(&format!("{HEAD}from rows {steps} |> into stdout {{ mode: upsert }}"));
    let counts = "|> aggregate by k: c { n: count() }";
    assert_eq!(codes(counts), [""; 0]);
    assert_eq!(codes(&format!("{counts} |> select {{ key: k, n }}")), [""; 0]);
    assert_eq!(codes(&format!("{counts} |> select {{ key: k, n }} |> where key != null")), [""; 0]);
    assert_eq!(codes(&format!("{counts} |> derive {{ big: k }} |> where (big ?? 0) == p")), [""; 0]);
    assert_eq!(codes(&format!("{counts} |> derive {{ k: n, old: k }}")), [""; 0]);
    assert_eq!(codes(&format!("{counts} |> derive {{ k: n }}")), ["E0412"]);
    assert_eq!(codes(&format!("{counts} |> drop k")), ["E0412"]);
    assert_eq!(codes(&format!("{counts} |> derive {{ big: n }} |> where big > 3")), ["E0413"]);
    assert_eq!(codes("|> top 3 by a per a % 10 |> derive { rank: rank }"), ["E0412"]);
}

#[test]
fn unbounded_is_said_of_the_step_before_it() {
    let plan = compiled(&format!(
        "{HEAD}from rows |> dedup by s keep first |> unbounded \"few\" |> where a > 1 |> into stdout {{ mode: final }}"
    ));
    let said: Vec<Option<&str>> = plan.steps.iter().map(|step| step.unbounded.as_deref()).collect();
    assert_eq!(said, [None, Some("few"), None, None]);
}

#[test]
fn growing_state_is_refused_where_a_source_may_never_end() {
    let codes = |head: &str, source: &str| {
        codes_of(&format!(
            "{head} record N {{ n: i64 }} param few: i64 = 5 param all: i64 = -1 param open: i64
            source ns: N = {source}
            from ns |> dedup by n keep first |> into blackhole {{}}"
        ))
    };
    let rows = |rows: &str| format!("generate {{ {rows} columns: {{ n: n }} }}");
    assert_eq!(codes("", &rows("rows: 10,")), [""; 0]);
    assert_eq!(codes("", &rows("rows: few,")), [""; 0]);
    assert_eq!(codes("", "file { path: \"n.csv\", format: csv }"), [""; 0]);
    for endless in
        [rows(""), rows("rows: -1,"), rows("rows: all,"), rows("rows: open,"), rows("rows: few * 2,")]
    {
        assert_eq!(codes("", &endless), ["unbounded_state"], "{endless}");
    }
    let stdin =
        "if few == 5 { file { path: \"-\", format: csv } } else { generate { rows: 1, columns: { n: n } } }";
    assert_eq!(codes("", stdin), ["unbounded_state"]);
    assert_eq!(codes("pipeline x { allow unbounded_state }", &rows("")), [""; 0]);
}

#[test]
fn a_step_that_only_a_test_reads_stays_and_one_that_nobody_reads_goes() {
    let text = format!(
        "{HEAD}from rows |> into blackhole {{}}
        let seen = from rows |> where ok
        let unseen = from rows |> where !ok
        test \"t\" {{ expect seen [] }}"
    );
    assert_eq!(codes_of(&text), ["unused"]);
    let names: Vec<&str> = compiled(&text).steps.iter().map(|step| step.uid.clone().leak() as &str).collect();
    assert_eq!(names, ["rows", "blackhole", "seen"]);
}

#[test]
fn lints_have_levels() {
    let lossy = "from rows |> window tumble(1h) |> aggregate { count() } |> into blackhole {}";
    assert_eq!(codes_of(&format!("{HEAD}{lossy}")), ["silent_loss"]);
    assert_eq!(codes_of(&format!("pipeline x {{ allow silent_loss }}\n{HEAD}{lossy}")), [""; 0]);
    let (plan, diagnostics) =
        compile(&format!("pipeline x {{ deny silent_loss }}\n{HEAD}{lossy}"), &Options::new("y"));
    assert!(plan.is_none() && diagnostics.has_errors());
}

#[test]
fn other_files_are_used_with_what_they_need() {
    let other = "record Outer { inner: Inner }\nrecord Inner { n: i64 }\nfn g(x: i64) -> i64 = h(x)\nfn h(x: i64) -> i64 = x + 1\nparam q: i64";
    let resolve = |path: &str| {
        if path == "shared/types" { Ok(other.to_owned()) } else { Err("there is no such file".to_owned()) }
    };
    let options = Options { name: "x", resolve: Some(&resolve) };
    let text = "use shared/types::{Outer, g}
source rows: Outer = file { path: \"x\", format: json }
from rows |> select { it: g(inner.n) } |> into blackhole {}";
    let (plan, diagnostics) = compile(text, &options);
    assert_eq!(diagnostics.render(text, "x.weir"), "");
    assert_eq!(plan.unwrap().records.len(), 2);
    let (_, diagnostics) = compile("use nowhere::{A}", &options);
    assert_eq!(diagnostics.iter().next().map(|d| d.code), Some("E0209"));
}

#[test]
fn several_mistakes_are_found_in_one_run() {
    let text = format!(
        "{HEAD}
        let broken = from rows |> where a > |> select {{ a }}
        let wrong = from rows |> where nothing > 3
        from broken |> select {{ never_reported }} |> into blackhole {{}}
        from wrong |> into nowhere {{}}
        from missing |> into stdout {{}}"
    );
    assert_eq!(codes_of(&text), ["E0101", "E0201", "E0501", "E0202"]);
}

#[test]
fn what_depends_on_a_mistake_is_none_itself() {
    let check = |chain: &str, expected: &[&str]| {
        assert_eq!(codes_of(&format!("{HEAD}\n{chain}")), expected, "{chain}");
    };
    let sums = "let sums = from rows |> window tumble(1h) late drop |> aggregate by k: s + 1 { n: count() }";
    check(sums, &["E0302"]);
    check(&format!("{sums}\nfrom sums |> select {{ k, n, x: k + n }} |> into stdout {{}}"), &["E0302"]);
    check(&format!("{sums}\nfrom sums |> drop k |> select {{ k }} |> into stdout {{}}"), &["E0302", "E0201"]);
    check(&format!("{sums}\nfrom sums |> top 1 by k per window |> into stdout {{}}"), &["E0302"]);
    check(&format!("{sums}\nfrom rows |> union sums |> into stdout {{}}"), &["E0302"]);
    check(&format!("{sums}\nfrom sums.late |> select {{ k }} |> into stdout {{}}"), &["E0302"]);
    check(&format!("{sums}\ntest \"t\" {{ expect sums [ {{ n: 1 }} ] }}"), &["E0302"]);
    let table = "from rows |> aggregate by k: s + 1 { n: count() }";
    check(&format!("{table} |> into stdout {{ mode: upsert }}"), &["E0302"]);
    check(&format!("{table} |> into stdout {{}}"), &["E0302", "E0411"]);
    check("from rows |> where c != nothing |> into stdout {}", &["E0201"]);
    check("from rows |> where nothing && c != null |> select { x: c + 1 } |> into stdout {}", &["E0201"]);
    check(
        "from rows |> derive { a: nothing } |> derive { a: 1 } |> where a |> into stdout {}",
        &["E0201", "E0301"],
    );
}

#[test]
fn hundred_lines_compile_in_a_moment() {
    let step = |n: usize| {
        format!(
            "let s{n} = from rows |> where a > {n} && c != null |> select {{ a, x: c + a * {n}, inner?.y, b }}\n"
        )
    };
    let sink = |n: usize| format!("from s{n} |> into blackhole {{}}\n");
    let text: String = HEAD.to_owned() + &(0..50).map(|n| step(n) + &sink(n)).collect::<String>();
    let start = std::time::Instant::now();
    compiled(&text);
    // Ten times the 10 ms that are promised: the machine may be busy.
    assert!(start.elapsed().as_millis() < 100, "{:?}", start.elapsed());
}

#[test]
fn the_longest_expressions_fit_the_stack() {
    check(&format!("{}a{}", "(a + ".repeat(60), ")".repeat(60)), "i64");
    check(&format!("a{}", " + a".repeat(250)), "i64");
    check(&format!("{} a }}", "if ok { a } else ".repeat(60).trim_end().to_owned() + " {"), "i64");
}

/// Texts with a piece cut out or doubled: most are wrong, each is reported, none stops the compiler.
#[test]
fn no_text_stops_the_compiler() {
    let everything = include_str!("../../../tests/golden/syntax/everything.weir").to_owned();
    let mut state = 1u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below.max(1)
    };
    for text in pipelines().into_iter().map(|(_, text)| text).chain([everything]) {
        for round in 0..60 {
            let (from, length) = (random(text.len()), random(12));
            let to = (from + length).min(text.len());
            let Some(piece) = text.get(from..to) else { continue };
            let (before, after) = (&text[..from], &text[to..]);
            let changed = if round % 2 == 0 {
                format!("{before}{after}")
            } else {
                format!("{before}{piece} {piece}{after}")
            };
            let (plan, diagnostics) = compile(&changed, &Options::new("x"));
            assert_eq!(plan.is_none(), diagnostics.has_errors());
            diagnostics.render(&changed, "x.weir");
            diagnostics.to_json(&changed, "x.weir");
        }
    }
}
