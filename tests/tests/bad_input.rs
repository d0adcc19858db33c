//! Bad input of every kind, given to real jobs: one line says what is wrong, where, and which value; the exit status is 1 or 2; nothing lies
//! under the output's name, no temporary file is left, nobody panics.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::LazyLock;
use weir_tests::job::{Job, Ran};
use weir_tests::root;
use weir_tests::scratch::Scratch;

static CSV: LazyLock<Job> = LazyLock::new(|| fixture("csv"));
static JSON: LazyLock<Job> = LazyLock::new(|| fixture("json"));
static CONSUMED: LazyLock<Job> = LazyLock::new(|| fixture("consumed"));
static PLACES: LazyLock<Job> = LazyLock::new(|| fixture("places"));

/// What is said of a row that fails in a step without a name.
const NAME_IT: &str = "; name the step with `let`, then take such rows from its `.errors`\n";

fn fixture(name: &str) -> Job {
    let path = root().join(format!("tests/bad_input/{name}.weir"));
    Job::build_dev(&path).unwrap_or_else(|failed| panic!("{name} does not build: {failed}"))
}

/// Runs a job over input of one file; it must fail with this status, and its one line must have all these pieces.
fn check(job: &Job, file: &str, input: &[u8], status: i32, pieces: &[&str]) {
    let scratch = Scratch::new();
    let input = scratch.write(file, input);
    for parallelism in [0, 1, 3] {
        let ran = job.run_at(parallelism, &[("input", text(&input)), ("output", text(&scratch.join("out")))]);
        refused(&ran, status, pieces);
        assert_eq!(scratch.names(), [file], "a failed job leaves nothing behind");
    }
}

fn refused(ran: &Ran, status: i32, pieces: &[&str]) {
    assert_eq!(ran.status, Some(status), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 1, "one line, not: {}", ran.stderr);
    assert!(ran.stderr.starts_with("error: ") && !ran.stderr.contains("panicked"), "{}", ran.stderr);
    for piece in pieces {
        assert!(ran.stderr.contains(piece), "`{piece}` is not in: {}", ran.stderr);
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("folders of tests have plain names")
}

/// Lines of CSV behind a good header and a good row.
fn csv(line: &str, pieces: &[&str]) {
    csv_bytes(line.as_bytes(), pieces);
}

fn csv_bytes(line: &[u8], pieces: &[&str]) {
    let head = b"id,shop,amount,paid,at\n1,a,1.00,true,2020-01-01T00:00:00Z\n";
    let said = ["in.csv:3", "in `orders`; take such rows from `orders.errors`\n"];
    check(&CSV, "in.csv", &[head, line, b"\n"].concat(), 1, &[&said, pieces].concat());
}

/// A line of JSON behind a good one.
fn json(line: &str, pieces: &[&str]) {
    let head = r#"{"id":1,"shop":{"name":"a"},"at":"2020-01-01T00:00:00Z"}"#;
    let input = format!("{head}\n{line}\n");
    let said = ["in.jsonl:2", "in `orders`; take such rows from `orders.errors`\n"];
    check(&JSON, "in.jsonl", input.as_bytes(), 1, &[&said, pieces].concat());
}

#[test]
fn a_malformed_row_of_csv_is_shown_with_its_line() {
    csv("2,a", &["expected 5 fields, found 2", "`2,a`"]);
    csv("2,a,1,true,2020-01-01,more", &["expected 5 fields, found 6"]);
    csv("2,\"a,1.00,true,2020-01-01", &["quoted field is never closed"]);
}

#[test]
fn a_value_of_csv_that_its_field_cannot_hold_is_shown_with_the_field() {
    csv("x,a,1,true,2020-01-01T00:00:00Z", &["not an `i32`", "`x`", "field `id`"]);
    csv("99999999999,a,1,true,2020-01-01T00:00:00Z", &["out of range", "`99999999999`", "field `id`"]);
    csv(",a,1,true,2020-01-01T00:00:00Z", &["null", "field `id`"]);
    csv(
        "2,a,123456.00,true,2020-01-01T00:00:00Z",
        &["number out of range for `decimal`", "`123456.00`", "field `amount`"],
    );
    csv("2,a,1.2.3,true,2020-01-01T00:00:00Z", &["not a `decimal`", "`1.2.3`", "field `amount`"]);
    csv("2,a,1,maybe,2020-01-01T00:00:00Z", &["not a `bool`", "`maybe`", "field `paid`"]);
    csv("2,a,1,true,2020-13-01T00:00:00Z", &["not a `timestamp`", "`2020-13-01T00:00:00Z`", "field `at`"]);
    csv_bytes(b"2,\xff\xfe,1,true,2020-01-01T00:00:00Z", &["invalid UTF-8", "field `shop`"]);
}

#[test]
fn a_long_value_is_shortened() {
    let long = "7".repeat(500);
    let scratch = Scratch::new();
    let rows = format!("id,shop,amount,paid,at\n{long},a,1,true,2020-01-01T00:00:00Z\n");
    let input = scratch.write("in.csv", rows);
    let ran = CSV.run(&[("input", text(&input)), ("output", text(&scratch.join("out")))]);
    refused(&ran, 1, &["…", "in.csv:2", "field `id`"]);
    assert!(!ran.stderr.contains(&"7".repeat(81)), "{}", ran.stderr);
}

#[test]
fn a_row_that_cannot_be_computed_with_is_shown() {
    let rows = b"id,shop,amount,paid,at\n13,a,1.00,true,2020-01-01T00:00:00Z\n";
    check(&CSV, "in.csv", rows, 1, &["division by zero", "\"id\":13", "in.csv:2", "output.select", NAME_IT]);
}

#[test]
fn a_header_without_a_column_that_is_read_is_refused() {
    let no_column = b"id,shop,amount,paid\n1,a,1,true\n";
    check(&CSV, "in.csv", no_column, 1, &["no column `at`", "in.csv:1", "`id`, `shop`"]);
    let twice = b"id,id,shop,amount,paid,at\n1,1,a,1,true,2020-01-01\n";
    check(&CSV, "in.csv", twice, 1, &["`id` twice", "in.csv:1"]);
}

#[test]
fn a_malformed_line_of_json_is_shown_with_its_place() {
    json(
        r#"{"id":1,"shop":{"name":"a"},"at":"2020-01-01T00:00:00Z""#,
        &["ends inside a JSON value", "character 56"],
    );
    json(r#"{"id":1,"shop":{"name":"a"},"at":"2020-01-01T00:00:00Z"} x"#, &["follows the JSON value", "`x`"]);
    json("7", &["expected an object", "`7`"]);
    json("hello", &["not JSON", "`hello`"]);
}

#[test]
fn a_file_of_json_without_an_object_a_line_is_told_how_it_gets_one() {
    let file = |input: &str, way: &str| {
        let pieces = ["a line must be one JSON object", way, "in.jsonl:1"];
        check(&JSON, "in.jsonl", input.as_bytes(), 1, &pieces);
    };
    file("[\n{\"id\":1}\n]\n", "`jq -c '.[]' FILE`");
    file("[{\"id\":1},{\"id\":2}]", "`jq -c '.[]' FILE`");
    file("{\n  \"id\": 1\n}\n", "`jq -c . FILE`");
}

#[test]
fn a_value_of_json_that_its_field_cannot_hold_is_shown_with_the_field() {
    let line = |id: &str, shop: &str, at: &str| format!(r#"{{"id":{id},"shop":{shop},"at":{at}}}"#);
    let (shop, at) = (r#"{"name":"a"}"#, r#""2020-01-01T00:00:00Z""#);
    json(&line("-1", shop, at), &["out of range for `u32`", "`-1`", "field `id`"]);
    json(&line("1.5", shop, at), &["expected an integer", "`1.5`", "field `id`"]);
    json(&line("\"1\"", shop, at), &["expected an integer", "field `id`"]);
    json(&line("null", shop, at), &["expected an integer", "its type ends with `?`", "field `id`"]);
    json(&line("1", shop, "null"), &["timestamp in a string", "its type ends with `?`", "field `at`"]);
    json(&line("1", shop, "1577836800"), &["timestamp in a string", "`timestamps: epoch_s`", "field `at`"]);
    json(
        &line("1", r#"{"name":"a","floor":300}"#, at),
        &["out of range for `i8`", "`300`", "field `shop.floor`"],
    );
    json(&line("1", r#"{"name":"\uD800"}"#, at), &["escape", "field `shop.name`"]);
    json(&line("1", shop, "\"soon\""), &["not a `timestamp`", "`\"soon\"`", "field `at`"]);
}

#[test]
fn a_missing_field_of_json_is_named_and_an_unknown_one_is_passed_over() {
    json(r#"{"shop":{"name":"a"},"at":"2020-01-01T00:00:00Z"}"#, &["field is missing", "field `id`"]);
    json(r#"{"id":1,"shop":{},"at":"2020-01-01T00:00:00Z"}"#, &["field is missing", "field `shop.name`"]);
    json(
        r#"{"id":1,"shop":{"Name":"a"},"at":"2020-01-01T00:00:00Z"}"#,
        &["field is missing, but there is `Name`", "field `shop.name`"],
    );
    let scratch = Scratch::new();
    let more = r#"{"id":1,"more":[{"x":1}],"shop":{"name":"a","more":2},"at":"2020-01-01T00:00:00Z"}"#;
    let (input, output) = (scratch.write("in.jsonl", more), scratch.join("out"));
    let ran = JSON.run(&[("input", text(&input)), ("output", text(&output))]);
    assert_eq!(ran.succeeded(), Ok(()));
    let expected = "{\"id\":1,\"name\":\"a\",\"floor\":null,\"rate\":null,\"at\":\"2020-01-01T00:00:00Z\"}\n";
    assert_eq!(std::fs::read_to_string(output).expect("it was written"), expected);
}

#[test]
fn a_truncated_or_foreign_compressed_file_is_named_with_the_offset() {
    let rows: String = (100..20_000)
        .map(|i| format!("{i},shop{},1,true,2020-01-01T00:00:00Z\n", i * 7919 % 10_007))
        .collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed
        .write_all(b"id,shop,amount,paid,at\n")
        .and_then(|()| packed.write_all(rows.as_bytes()))
        .expect("memory takes it");
    let packed = packed.finish().expect("memory takes it");
    check(&CSV, "cut.csv.gz", &packed[..packed.len() / 2], 1, &["ends too early", "cut.csv.gz", "byte"]);
    check(&CSV, "no.csv.gz", b"id,shop,amount,paid,at\n", 1, &["no.csv.gz"]);
    check(&CSV, "no.csv.zst", b"id,shop,amount,paid,at\n", 1, &["no.csv.zst"]);
}

#[test]
fn an_empty_file_is_no_rows() {
    for content in ["", "id,shop,amount,paid,at", "id,shop,amount,paid,at\n"] {
        let scratch = Scratch::new();
        let (input, output) = (scratch.write("in.csv", content), scratch.join("out.csv"));
        let ran = CSV.run(&[("input", text(&input)), ("output", text(&output))]);
        assert_eq!(
            (ran.succeeded(), std::fs::read_to_string(output).expect("it is there")),
            (Ok(()), String::new())
        );
        let warned = ran.stderr.contains("in.csv` is empty: it has neither a header nor rows, in `orders`");
        assert_eq!(warned, content.is_empty(), "{}", ran.stderr);
    }
}

#[test]
fn a_missing_file_is_named() {
    let scratch = Scratch::new();
    let out = scratch.join("out");
    for (input, piece) in
        [("nowhere/in.csv", "No such file"), ("nowhere/*.csv", "no file matches"), (".", "is a directory")]
    {
        let pieces = [piece, input, "orders", "set by parameter `input`"];
        refused(&CSV.run(&[("input", input), ("output", text(&out))]), 2, &pieces);
    }
    refused(&CSV.run(&[("input", ""), ("output", text(&out))]), 2, &["path is empty", "orders"]);
    assert_eq!(scratch.names(), [""; 0]);
}

#[test]
fn standard_input_is_read_by_one_source() {
    let twice = fixture("twice");
    let pieces = ["`lefts` reads standard input already", "in `rights`"];
    for (left, right) in [("-", "-"), ("-", "/dev/stdin")] {
        refused(&twice.run(&[("left", left), ("right", right)]), 2, &pieces);
    }
    let scratch = Scratch::new();
    let file = scratch.write("in.jsonl", b"{\"n\":1}\n");
    let ran = twice.run(&[("left", text(&file)), ("right", "-")]);
    assert_eq!((ran.status, &*ran.stdout), (Some(0), "{\"n\":1}\n"), "{}", ran.stderr);
}

#[test]
fn an_output_that_cannot_be_written_is_named_before_a_row_is_read() {
    let scratch = Scratch::new();
    // The row is bad, but nobody gets as far as to find that out.
    let input = scratch.write("in.csv", "id,shop,amount,paid,at\nx\n");
    for (output, piece) in [
        ("/nowhere/out.csv", "cannot be written: No such file"),
        ("/proc/out.csv", "cannot be written"),
        (text(scratch.path()), "is a directory"),
        (text(&input.join("out.csv")), "Not a directory"),
        ("", "not the name of a file"),
        ("no\nwhere/out.csv", "at no\\nwhere/out.csv"),
    ] {
        let ran = CSV.run(&[("input", text(&input)), ("output", output)]);
        refused(&ran, 2, &[piece, "in `output`, set by parameter `output`"]);
    }
    let set = [format!("input={}", text(&input)), format!("output={}", text(&scratch.join("out")))];
    for stats in ["/nowhere/stats.json", "", text(scratch.path()), text(&scratch.join("out"))] {
        let ran = CSV.execute(&["run", "--set", &set[0], "--set", &set[1], "--stats", stats]);
        refused(&ran, 2, &[]);
    }
    assert_eq!(scratch.names(), ["in.csv"]);
}

#[test]
fn a_full_disk_is_told() {
    let scratch = Scratch::new();
    let input = scratch.write("in.csv", "id,shop,amount,paid,at\n1,a,1.00,true,2020-01-01T00:00:00Z\n");
    let ran = CSV.run(&[("input", text(&input)), ("output", "/dev/full")]);
    refused(&ran, 1, &["No space left", "/dev/full", "make room"]);
    let full = File::options().write(true).open("/dev/full").expect("Linux has it");
    let nexmark = Job::build_dev(&root().join("pipelines/flights/delays.weir")).expect("it builds");
    let output = nexmark.command(&["run"]).stdout(full).stderr(Stdio::piped()).output().expect("it runs");
    refused(&Ran::of(output), 1, &["No space left"]);
}

#[test]
fn a_bad_parameter_is_refused_before_anything_starts() {
    let scratch = Scratch::new();
    let input = scratch.write("in.csv", "id,shop,amount,paid,at\n");
    let paths = [format!("input={}", text(&input)), format!("output={}", text(&scratch.join("out")))];
    let digits = "expected a number with 4 digits at most before the point and 2 behind it";
    let set_by_lag = "the `max_lag` of option `watermark` cannot be negative: `-5m`, set by parameter `lag`";
    let cases: [(&str, &[&str]); 10] = [
        ("least=abc", &["`least` is of type decimal(6, 2), from --set: `abc`", digits]),
        ("least=12345.00", &["`least`", "decimal(6, 2)", "out of range: `12345.00`", digits]),
        ("least=1.555", &["`least` is of type decimal(6, 2), from --set: `1.555`", digits]),
        ("lag=-5m", &[set_by_lag, "expected a duration"]),
        ("lag=5", &["`lag`", "duration", "`5`"]),
        ("since=yesterday", &["`since`", "timestamp", "`yesterday`"]),
        ("leest=1", &["no parameter `leest`", "did you mean `least`?"]),
        ("least", &["--set needs NAME=VALUE", "`least`"]),
        ("=1", &["no parameter"]),
        ("output=twice", &["`output` is set twice"]),
    ];
    for (set, pieces) in cases {
        let ran = CSV.execute(&["run", "--set", &paths[0], "--set", &paths[1], "--set", set]);
        refused(&ran, 2, pieces);
    }
    refused(
        &CSV.execute(&["run", "--set", &paths[1]]),
        2,
        &["parameter `input` has no value", "--set input=VALUE"],
    );
    let mut from_environment = CSV.command(&["run", "--set", &paths[0], "--set", &paths[1]]);
    let output = from_environment.env("WEIR_LEAST", "abc").output().expect("it runs");
    refused(&Ran::of(output), 2, &["`least`", "WEIR_LEAST", "`abc`"]);
    assert_eq!(scratch.names(), ["in.csv"]);
}

#[test]
fn rows_go_to_errors_where_they_are_consumed() {
    let scratch = Scratch::new();
    let rows = "id,shop\n1,a\nx,b\n2,c\n0,d\n99999999999,e\n4\n5,f\n6,\"g\n10,h\n";
    let input = scratch.write("in.csv", rows);
    for parallelism in [0, 1, 2] {
        let path = |name: &str| scratch.join(name);
        let (out, unread, uncomputed) = (path("out"), path("unread"), path("uncomputed"));
        let settings = [
            ("input", text(&input)),
            ("output", text(&out)),
            ("unread", text(&unread)),
            ("uncomputed", text(&uncomputed)),
        ];
        assert_eq!(CONSUMED.run_at(parallelism, &settings).succeeded(), Ok(()));
        let read = |name: &str| std::fs::read_to_string(path(name)).expect("it was written");
        assert_eq!(read("out"), "a,100\nc,50\nf,20\nh,10\n");
        let place = |line: usize| format!("{}:{line}", text(&input));
        let unread = read("unread");
        let unread: Vec<&str> = unread.lines().collect();
        assert_eq!(unread.len(), 4, "{unread:?}");
        let expected = [(3, "x,b"), (6, "99999999999,e"), (7, "4"), (9, "6,\"\"g")];
        for (line, (number, row)) in unread.iter().zip(expected) {
            assert!(
                line.starts_with("orders,") && line.contains(&place(number)) && line.contains(row),
                "{line}"
            );
        }
        let uncomputed = read("uncomputed");
        assert_eq!(
            uncomputed,
            format!("shares,{},division by zero,\"{{\"\"id\"\":0,\"\"shop\"\":\"\"d\"\"}}\"\n", place(5))
        );
    }
}

#[test]
fn a_stray_quote_takes_its_line_alone_where_quoted_fields_have_line_ends() {
    const ROWS: usize = 150_000;
    let scratch = Scratch::new();
    let rows: String = (2..ROWS).map(|id| format!("{id},\"hello {id}\n\"\n")).collect();
    let input = scratch.write("in.csv", format!("id,shop\n1,\"5 inch\n{rows}"));
    for parallelism in [1, 2, 4] {
        let path = |name: &str| scratch.join(name);
        let (output, unread, uncomputed) = (path("out"), path("unread"), path("uncomputed"));
        let set = [("input", &input), ("output", &output), ("unread", &unread), ("uncomputed", &uncomputed)];
        let ran = CONSUMED.run_at(parallelism, &set.map(|(name, path)| (name, text(path))));
        assert_eq!(ran.succeeded(), Ok(()));
        let written = |path: &Path| std::fs::read_to_string(path).expect("it was written");
        let shared = written(&output).matches("hello ").count();
        let unread = written(&unread);
        assert_eq!((shared, unread.lines().count()), (ROWS - 2, 1), "{parallelism} workers: {unread}");
        assert!(unread.contains("in.csv:2") && unread.contains("5 inch"), "{unread}");
    }
}

#[test]
fn a_malformed_field_that_is_only_shown_takes_no_row_away() {
    let job = Job::build_dev(&root().join("tests/jobs/unread.weir")).unwrap_or_else(|why| panic!("{why}"));
    let scratch = Scratch::new();
    let input =
        scratch.write("in.csv", "id,day,z\n1,2020-01-01,1\n2,BAD,1\n3,BAD,100\n4,BAD,0\n5,2020-01-02,0\n");
    let output = format!("{}/", scratch.path().display());
    assert_eq!(job.run_at(1, &[("input", text(&input)), ("output", &output)]).succeeded(), Ok(()));
    let read = |name: &str| std::fs::read_to_string(scratch.join(name)).expect("it was written");
    assert_eq!(read("kept.csv"), "1\n2\n");
    let row = |id: u8, day: &str| {
        format!("division by zero,\"{{\"\"id\"\":{id},\"\"day\"\":{day},\"\"z\"\":0}}\"\n")
    };
    assert_eq!(read("failed.csv"), row(4, "null") + &row(5, "\"\"2020-01-02\"\""));
}

/// Runs `places.weir` over a file or standard input; what its three files of failed rows say of step and place.
fn places(format: &str, input: &str, stdin: Option<&[u8]>) -> Vec<String> {
    let scratch = Scratch::new();
    let out = |name: &str| format!("{name}={}", text(&scratch.join(name)));
    let set = [
        format!("format={format}"),
        format!("input={input}"),
        out("bad_where"),
        out("bad_key"),
        out("bad_sum"),
    ];
    let mut command = PLACES.command(&["run", "--parallelism", "2"]);
    for set in &set {
        command.args(["--set", set]);
    }
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut pipe = child.stdin.take().expect("it is piped");
    pipe.write_all(stdin.unwrap_or_default()).expect("the job reads");
    drop(pipe);
    let ran = Ran::of(child.wait_with_output().expect("it ends"));
    assert_eq!(ran.succeeded(), Ok(()));
    let read = |name: &str| std::fs::read_to_string(scratch.join(name)).expect("it was written");
    ["bad_where", "bad_key", "bad_sum"]
        .iter()
        .flat_map(|name| read(name).lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn a_row_that_a_fused_step_cannot_compute_with_has_its_place() {
    let rows = [(5, 1, "a"), (0, 1, "b"), (5, 0, "c"), (5, 9, "d")];
    let csv = rows.map(|(id, rows, text)| format!("{id},{rows},{text}\n")).concat();
    let csv = format!("id,rows,text\n{csv}");
    let json = rows
        .map(|(id, rows, text)| format!("{{\"id\":{id},\"rows\":{rows},\"text\":\"{text}\"}}\n"))
        .concat();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(csv.as_bytes()).expect("memory takes it");
    let packed = packed.finish().expect("memory takes it");
    let scratch = Scratch::new();
    let said = |name: &str, lines: [u64; 2]| {
        let [first, second] = lines.map(|line| format!("{name}:{line}"));
        // The third has passed an exchange: nobody knows any more where it came from.
        vec![format!("kept,{first}"), format!("keyed,{second}"), "sums,\"\"".to_owned()]
    };
    let file = |name: &str, content: &[u8]| text(&scratch.write(name, content)).to_owned();
    for (path, content, format, lines) in [
        ("in.csv", csv.as_bytes(), "csv", [3, 4]),
        ("in.csv.gz", &packed, "csv", [3, 4]),
        ("in.jsonl", json.as_bytes(), "json", [2, 3]),
    ] {
        let path = file(path, content);
        assert_eq!(places(format, &path, None), said(&path, lines));
    }
    assert_eq!(places("csv", "-", Some(&packed)), said("stdin", [3, 4]));
}

#[test]
fn a_made_up_row_is_told_by_its_number() {
    let ran = fixture("made").execute(&["run"]);
    refused(&ran, 1, &["division by zero", "\"n\":7", "at row 7, in `stdout.select`", NAME_IT]);
}

#[test]
fn a_row_that_fails_in_a_step_with_a_name_says_where_it_can_be_taken() {
    let ran = fixture("named").execute(&["run"]);
    refused(&ran, 1, &["at row 7, in `shares.select`; take such rows from `parts.errors`\n"]);
}

#[test]
fn foreign_bytes_are_shown_on_one_line() {
    let check_header = |header: &str, pieces: &[&str]| {
        check(&CSV, "in.csv", header.as_bytes(), 1, &[pieces, &["in.csv:1", "in `orders`"]].concat());
    };
    check_header("id,shop\r1,a\r", &["no column `shop`", "`shop\\r1`"]);
    check_header("\0\0\n", &["no column `id`", "`\\u{0}\\u{0}`"]);
    check_header("\"id,shop\n", &["quoted field is never closed"]);
    let utf16: Vec<u8> = "id,shop\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(&CSV, "in.csv", &[b"\xff\xfe", &utf16[..]].concat(), 1, &["invalid UTF-8", "in.csv:1"]);
    json(r#"{"id":1,}"#, &["unexpected character", r#"`{"id":1,}`"#]);
    json("{\"id\":1,\"shop\":{\"name\":\"a\0\"}}", &["raw control character", "field `shop.name`"]);
    let deep = format!("{{\"id\":1,\"more\":{}", "[".repeat(100_000));
    json(&deep, &["more than 127 levels"]);
}

#[test]
fn marks_and_line_ends_of_other_systems_are_taken() {
    let (head, row) = ("id,shop,amount,paid,at", "1,a,1.00,true,2020-01-01T00:00:00Z");
    for input in
        [format!("\u{feff}{head}\n{row}"), format!("{head}\r\n{row}\r\n"), format!("\n\n{head}\n\n{row}\n")]
    {
        let scratch = Scratch::new();
        let (input, output) = (scratch.write("in.csv", input), scratch.join("out.csv"));
        assert_eq!(CSV.run(&[("input", text(&input)), ("output", text(&output))]).succeeded(), Ok(()));
        let written = std::fs::read_to_string(output).expect("it was written");
        assert_eq!(written, "1,a,1.00,true,2020-01-01 00:00:00.000,-83\n");
    }
}

/// The worker that fails makes the last row of all, and the others have nothing left to wait for: a third of the runs printed what they had, once.
#[test]
fn what_failed_at_its_end_has_no_result() {
    let job = fixture("ends");
    for run in 0..60 {
        let ran = job.run_at(4, &[]);
        refused(&ran, 1, &["division by zero", "row 2999"]);
        assert_eq!(ran.stdout, "", "run {run}");
    }
}
