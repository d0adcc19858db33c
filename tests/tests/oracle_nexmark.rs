//! The interpreter gives the reference results of Nexmark: so what the compiled job is compared with is itself right.
//!
//! Each pipeline runs as `--set input=… --set output=…` would, over 50,000 events that are out of order and 100,000 that are not.

use flate2::read::MultiGzDecoder;
use serde_json::Value as Json;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use weir_cli::build::hash::sha256;
use weir_dsl::interpreter::{Settings, run};
use weir_dsl::plan::{Action, Operator, ParamId, Pipeline, StepId};
use weir_dsl::span::Span;
use weir_dsl::text;
use weir_dsl::types::Type;
use weir_dsl::value::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn unpacked(path: &Path) -> impl BufRead {
    let file = std::fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    BufReader::new(MultiGzDecoder::new(file))
}

/// A JSON value as one of the type; a missing field is null. Timestamps are milliseconds.
fn decode(pipeline: &Pipeline, json: &Json, ty: &Type) -> Value {
    match (json, ty.required()) {
        (Json::Null, _) => Value::Null,
        (Json::Number(x), Type::Timestamp) => Value::Timestamp(x.as_i64().expect("milliseconds") * 1000),
        (Json::Number(x), Type::Int(_)) => Value::Int(x.as_i64().expect("an integer").into()),
        (Json::String(x), Type::String) => Value::String(x.as_str().into()),
        (Json::Object(members), Type::Record(id)) => {
            let fields = pipeline.record(*id).fields.iter();
            let of_field = |name: &str| members.get(name).unwrap_or(&Json::Null);
            Value::Record(fields.map(|f| decode(pipeline, of_field(&f.name), &f.ty)).collect())
        }
        (json, ty) => panic!("{json} is no {ty}"),
    }
}

/// A value as the references write it.
fn cell(value: &Value, ty: &Type) -> String {
    match value {
        Value::Null => String::new(),
        Value::Timestamp(us) => text::show::timestamp_sql(*us),
        Value::String(x) if x.is_empty() || x.contains([',', '"', '\r', '\n']) => {
            format!("\"{}\"", x.replace('"', "\"\""))
        }
        value => text::show(value, ty),
    }
}

/// The rows of the pipeline's sink over the events, as sorted lines.
fn result(name: &str, events: &Path) -> Vec<String> {
    let path = root().join(format!("../pipelines/nexmark/{name}.weir"));
    let source = std::fs::read_to_string(&path).expect("the pipeline is there");
    let (pipeline, _) = weir_dsl::compile(&source, &weir_dsl::Options::new(name));
    let pipeline = pipeline.expect("the pipeline compiles");
    let is = |kind: fn(&Operator) -> bool| -> StepId {
        pipeline.steps.iter().find(|step| kind(&step.operator)).expect("it has a source and a sink").id
    };
    let (events_step, sink) =
        (is(|o| matches!(o, Operator::Source { .. })), is(|o| matches!(o, Operator::Sink { .. })));
    let Operator::Source { record, .. } = pipeline.step(events_step).operator else {
        unreachable!("it was found by that")
    };
    let named = |name: &str| pipeline.params.iter().position(|param| param.name == name).map(ParamId);
    let given = |name: &str| named(name).map(|param| (param, Value::String("given".into())));
    let set: Vec<(ParamId, Value)> = ["input", "output"].into_iter().filter_map(given).collect();
    let script: Vec<Action> = unpacked(events)
        .lines()
        .map(|line| {
            let json = serde_json::from_str(&line.expect("it is UTF-8")).expect("events are JSON");
            let Value::Record(fields) = decode(&pipeline, &json, &Type::Record(record)) else {
                unreachable!("an event is a record")
            };
            Action::Row { source: events_step, values: fields.to_vec(), span: Span::default() }
        })
        .collect();
    let outcome = run(&pipeline, &Settings::new(&pipeline, &set), &script);
    assert_eq!(outcome.failure, None, "{name}");
    let types: Vec<Type> =
        pipeline.step(sink).output.visible().map(|(_, column)| column.ty.clone()).collect();
    let line =
        |row: &Vec<Value>| row.iter().zip(&types).map(|(v, ty)| cell(v, ty)).collect::<Vec<_>>().join(",");
    let mut lines: Vec<String> = outcome.rows_of(sink).iter().map(line).collect();
    lines.sort();
    lines
}

fn check(set: &str, name: &str) {
    let folder = root().join("data/nexmark").join(set);
    if !folder.exists() {
        println!("not run: {} is not there", folder.display());
        return;
    }
    let mut expected = String::new();
    unpacked(&folder.join(format!("{name}.csv.gz"))).read_to_string(&mut expected).expect("it is UTF-8");
    let expected: Vec<&str> = expected.lines().collect();
    let found = result(name, &folder.join("events.jsonl.gz"));
    let differs = expected.iter().zip(&found).position(|(a, b)| a != b);
    if let Some(row) = differs {
        panic!("{set} {name}: row {row}: expected {}, found {}", expected[row], found[row]);
    }
    assert_eq!(expected.len(), found.len(), "{set} {name}: rows");
}

/// Results that are too large to keep are known by their hash.
#[test]
fn the_interpreter_gives_the_recorded_hash_of_all_bids_with_day_and_minute() {
    let data = root().join("data/nexmark");
    let text = std::fs::read_to_string(data.join("manifest.json")).expect("the manifest is there");
    let manifest: Json = serde_json::from_str(&text).expect("the manifest is JSON");
    let lines = result("q10", &data.join("C/events.jsonl.gz"));
    let text: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
    assert_eq!(manifest["C"]["q10.csv.gz"]["sha256"], sha256(text.as_bytes()));
}

#[test]
fn the_interpreter_gives_the_reference_results_of_disordered_events() {
    for name in ["q2", "q5", "q14", "q15", "q16", "q17", "q18", "q19", "q21", "q22"] {
        check("C", name);
    }
}

#[test]
fn the_interpreter_gives_the_reference_results_of_ordered_events() {
    for name in ["q2", "q5", "q15", "q16", "q17", "q18", "q19", "q21", "q22"] {
        check("A", name);
    }
}
