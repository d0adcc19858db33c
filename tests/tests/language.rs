//! `docs/language.md` is true: its tables of connectors, functions and diagnostics are made from the compiler's own (`BLESS=1` writes them), and every fenced `weir` block of the
//! documentation compiles.

use std::fmt::Write as _;
use std::path::PathBuf;
use weir_dsl::connectors::{CONNECTORS, Default, FORMATS, OptionSpec, OptionType, Spec, TIME_OPTIONS};
use weir_dsl::diagnostics::codes;
use weir_dsl::functions;
use weir_tests::{bless, files, root};

#[test]
fn the_generated_tables_are_up_to_date() {
    let path = root().join("docs/language.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let sections =
        [("connectors", connectors()), ("functions", functions_text()), ("diagnostics", diagnostics())];
    let new = sections.iter().fold(page.clone(), |page, (name, text)| with_section(&page, name, text));
    if bless() {
        // At once: the other test reads the page at the same time.
        let draft = path.with_extension("tmp");
        let written = std::fs::write(&draft, new).and_then(|()| std::fs::rename(&draft, &path));
        written.expect("the page can be written");
    } else {
        let line = page.lines().zip(new.lines()).take_while(|(a, b)| a == b).count();
        assert!(
            page == new,
            "docs/language.md:{}: not what the compiler has (`cargo xtask bless`)",
            line + 1
        );
    }
}

#[test]
fn every_pipeline_of_the_documentation_compiles() {
    let mut pages: Vec<PathBuf> = files(&root().join("docs"), "md");
    pages.extend(["README.md", "ARCHITECTURE.md"].map(|page| root().join(page)));
    let mut n_blocks = 0;
    for page in pages {
        let text = std::fs::read_to_string(&page).expect("it was just listed");
        for block in text.split("```weir\n").skip(1).filter_map(|rest| rest.split("```").next()) {
            n_blocks += 1;
            let (_, diagnostics) = weir_dsl::compile(block, &weir_dsl::Options::new("documentation"));
            assert!(diagnostics.is_empty(), "{}:\n{}", page.display(), diagnostics.render(block, "block"));
            let (pipeline, _) = weir_dsl::compile(block, &weir_dsl::Options::new("documentation"));
            for result in pipeline.map(|p| weir_dsl::interpreter::run_tests(&p)).unwrap_or_default() {
                assert!(result.passed(), "{}: {}: {:?}", page.display(), result.name, result.mismatches);
            }
        }
    }
    assert!(n_blocks >= 2, "the README and the reference show pipelines");
}

/// The page with the text between `<!-- generated: NAME -->` and `<!-- end -->` replaced.
fn with_section(page: &str, name: &str, text: &str) -> String {
    let mark = format!("<!-- generated: {name} -->\n");
    let (head, rest) = page.split_once(&mark).unwrap_or_else(|| panic!("the page has no section {name}"));
    let (_, tail) = rest.split_once("<!-- end -->").expect("a section has an end");
    format!("{head}{mark}{text}<!-- end -->{tail}")
}

fn connectors() -> String {
    let mut out =
        String::from("| connector | side | option | type | default | meaning |\n|---|---|---|---|---|---|\n");
    rows(&mut out, CONNECTORS);
    for option in TIME_OPTIONS {
        option_row(&mut out, "*(every source)*", "source", option);
    }
    out.push_str("\n| format | side | option | type | default | meaning |\n|---|---|---|---|---|---|\n");
    rows(&mut out, FORMATS);
    out
}

fn rows(out: &mut String, specs: &[Spec]) {
    for spec in specs {
        let name = format!("`{}`", spec.name);
        let side = match (spec.built, spec.source, spec.sink) {
            (false, _, _) => "not built yet",
            (_, true, true) => "both",
            (_, true, false) => "source",
            _ => "sink",
        };
        let _ = writeln!(out, "| {name} | {side} | | | | {} |", spec.doc);
        spec.options.iter().for_each(|option| option_row(out, "", "", option));
    }
}

fn option_row(out: &mut String, name: &str, side: &str, option: &OptionSpec) {
    let ty = match option.ty {
        OptionType::Bool => "bool".to_owned(),
        OptionType::String => "string".to_owned(),
        OptionType::Character => "one character".to_owned(),
        OptionType::I64 => "i64".to_owned(),
        OptionType::Duration => "duration".to_owned(),
        OptionType::Format => "a format".to_owned(),
        OptionType::Columns => "expressions".to_owned(),
        OptionType::Time => "timestamp".to_owned(),
        OptionType::Watermark => "watermark".to_owned(),
        OptionType::Word(words) => {
            words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
        }
    };
    let default = match option.default {
        Default::Required => "must be given".to_owned(),
        Default::None => String::new(),
        Default::I64(n) => n.to_string(),
        Default::Duration(us) => format!("{us} µs"),
        Default::Said(words) => words.to_owned(),
    };
    let _ = writeln!(out, "| {name} | {side} | `{}` | {ty} | {default} | {} |", option.name, option.doc);
}

fn functions_text() -> String {
    let mut out = String::new();
    for function in functions::all() {
        let _ = writeln!(out, "### `{}`\n\n{}\n\n```", function.name, function.summary);
        function.signatures.iter().for_each(|signature| {
            let _ = writeln!(out, "{signature}");
        });
        out.push('\n');
        function.examples.iter().for_each(|example| {
            let _ = writeln!(out, "{}", example.render(function.name));
        });
        out.push_str("```\n\n");
    }
    out
}

fn diagnostics() -> String {
    let mut out = String::from("| code | meaning |\n|---|---|\n");
    for code in codes::ALL {
        let _ = writeln!(out, "| `{}` | {} |", code.name, code.title);
    }
    out
}
