//! Texts of times that are kept as numbers: one text has one number, and where their order is used it is the same.

use bumpalo::Bump;
use weir_codegen::physical::coding::{TimeCode, time_code};
use weir_dsl::plan::{Operator, Pipeline};
use weir_runtime::functions::format_time;
use weir_runtime::prelude::{day_code, time_code as code_of};

/// Patterns, and whether they have a code.
const PATTERNS: [(&str, bool); 17] = [
    ("yyyy-MM-dd", true),
    ("yyyyMMdd", true),
    ("dd.MM.yyyy", true),
    ("yyyy-MM-dd HH", true),
    ("mm:HH 'on' dd.MM.yyyy", true),
    ("yyyy-MM-dd HH:mm:ss.SSS", true),
    ("'M' HH", true),
    ("HH:mm", true),
    ("ss:mm:HH", true),
    ("HH''mm HH", true),
    ("HH 'o''clock'", true),
    ("yyyy-MM", false),
    ("yyyy 'MM' dd", false),
    ("mm:ss", false),
    ("HH:ss", false),
    ("yyyy-MM-dd ss", false),
    ("'HH'", false),
];

fn compiled(pattern: &str) -> Pipeline {
    let text = format!(
        "record R {{ at: timestamp }}
         source rows: R = file {{ path: \"-\", format: csv, time: at, watermark: ascending }}
         from rows |> window tumble(1h) late drop |> aggregate by text: format_time(at, \"{pattern}\") {{ n: count() }}
         |> into stdout {{ format: csv }}"
    );
    let (pipeline, diagnostics) = weir_dsl::compile(&text, &weir_dsl::Options::new("r"));
    pipeline.unwrap_or_else(|| panic!("{pattern}: {diagnostics:?}"))
}

fn times() -> Vec<i64> {
    let units = [1, 999, 1_000, 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000, 31_556_952_000_000];
    let mut times: Vec<i64> = vec![i64::MIN, i64::MIN + 1, i64::MIN + 86_400_000_000, i64::MAX];
    for unit in units {
        times.extend((-3..4).flat_map(|k| [unit * k - 1, unit * k, unit * k + 1, unit * k * 8_011]));
    }
    // Around the years 0 and 10,000.
    times.extend(
        [-62_167_219_200_000_000, 253_402_300_800_000_000]
            .into_iter()
            .flat_map(|year| (-2..3).map(move |k| year + k)),
    );
    times
}

#[test]
fn texts_and_codes_tell_the_same_times_apart() {
    let (scratch, times) = (Bump::new(), times());
    for (pattern, has_code) in PATTERNS {
        let pipeline = compiled(pattern);
        let keys = pipeline.steps.iter().find_map(|step| match &step.operator {
            Operator::Aggregate { keys, .. } => Some(keys),
            _ => None,
        });
        let code = time_code(&keys.expect("it groups")[0]);
        assert_eq!(code.is_some(), has_code, "{pattern}");
        let Some(TimeCode { unit_us, of_day, ordered, .. }) = code else { continue };
        let code = |at| if of_day { day_code(at, unit_us) } else { code_of(at, unit_us) };
        let text = |at| format_time(&scratch, at, pattern);
        for &a in &times {
            assert_eq!(text(code(a)), text(a), "{pattern}: {a}");
            for &b in &times {
                assert_eq!(code(a) == code(b), text(a) == text(b), "{pattern}: {a}, {b}");
                assert!(!ordered || code(a).cmp(&code(b)) == text(a).cmp(text(b)), "{pattern}: {a}, {b}");
            }
        }
        assert_eq!(ordered, ["'M' HH", "HH:mm", "HH 'o''clock'"].contains(&pattern), "{pattern}");
    }
}
