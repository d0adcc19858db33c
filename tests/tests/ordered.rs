//! Files that all workers read although the order of their rows is seen: the answer is that of one reader, at any parallelism and wherever files are cut.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use weir_tests::job::{Job, Ran};
use weir_tests::lines;
use weir_tests::scratch::Scratch;

static ORDERED: LazyLock<Job> = LazyLock::new(|| Job::dev("tests/jobs/ordered.weir"));

/// Without takers of rows that cannot be read.
static EDGES: LazyLock<Job> = LazyLock::new(|| Job::dev("tests/jobs/edges.weir"));

/// xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }

    /// Sums of such values depend on the order in which they are added.
    fn value(&mut self) -> f64 {
        (self.below(2_000_000) as f64 - 700_000.0) / [1.0, 3.0, 7.0, 1e6][self.below(4)]
    }
}

/// Rows as CSV and as JSON lines: keys with quotes and line ends, times out of order, some far behind; `wrong`: records that are none.
fn events(random: &mut Random, rows: usize, wrong: bool) -> (String, String, Vec<f64>) {
    let (mut csv, mut json, mut values, mut second) =
        ("id,k,v,at\n".to_owned(), String::new(), Vec::new(), 0);
    for id in 0..rows {
        second += random.below(3);
        let behind = [0, 0, 0, 3, 8, 15, 30, 100][random.below(8)];
        let at = match wrong && id % 61 == 60 {
            true => "never".to_owned(),
            false => format!("{}", 1_600_000_000 + second.saturating_sub(behind)),
        };
        let key = match random.below(2) {
            0 => random.of(&["a", "b", "c\nd", "say \"x\"", "", "e,f", "\"\n\"\n,"]).to_owned(),
            _ => format!("key {}", random.below(1 + rows / 20)),
        };
        let value = random.value();
        let before = if wrong && id % 97 == 96 { "x\"y\"" } else { "" };
        let behind = if wrong && id % 83 == 82 { ",more" } else { "" };
        let _ = writeln!(csv, "{id},{before}\"{}\",{value:?},{at}{behind}", key.replace('"', "\"\""));
        let _ = writeln!(json, "{{\"id\":{id},\"k\":{key:?},\"v\":{value:?},\"at\":{at}}}");
        values.push(value);
    }
    (csv, json, values)
}

/// Runs a job at a parallelism, in units of so many bytes or as it chooses.
fn run(job: &Job, parallelism: &str, unit_bytes: Option<usize>, settings: &[String]) -> Ran {
    let mut command = job.command(&["run", "--progress", "off", "--parallelism", parallelism]);
    settings.iter().for_each(|setting| {
        command.args(["--set", setting]);
    });
    if let Some(bytes) = unit_bytes {
        command.env("WEIR_TEST_UNIT_BYTES", bytes.to_string()).env("WEIR_TEST_WAITING_ROWS", "5");
    }
    Ran::of(command.output().expect("it starts"))
}

/// What `ordered` writes of `input` and `lines`, by file.
fn outputs(scratch: &Scratch, parallelism: &str, unit_bytes: Option<usize>) -> Vec<(String, String)> {
    outputs_of(scratch, parallelism, unit_bytes, -1)
}

/// The same where sources that can make rows make so many.
fn outputs_of(
    scratch: &Scratch,
    parallelism: &str,
    unit_bytes: Option<usize>,
    made: i64,
) -> Vec<(String, String)> {
    let output = scratch.join("out");
    let _ = std::fs::remove_dir_all(&output);
    std::fs::create_dir_all(&output).expect("a folder");
    let set = |name: &str, path: &Path, end: &str| format!("{name}={}{end}", path.display());
    let settings = [
        set("input", &scratch.join("in.csv"), ""),
        set("lines", &scratch.join("in.jsonl"), ""),
        set("output", &output, "/"),
        format!("made={made}"),
    ];
    run(&ORDERED, parallelism, unit_bytes, &settings).succeeded().unwrap_or_else(|why| panic!("{why}"));
    let mut names: Vec<_> =
        std::fs::read_dir(&output).expect("it is there").flatten().map(|entry| entry.path()).collect();
    names.sort();
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).expect("it can be read"))
    };
    names.into_iter().map(read).collect()
}

fn assert_same(expected: &[(String, String)], found: &[(String, String)], how: &str) {
    assert_eq!(found.len(), expected.len(), "all outputs are there");
    for ((name, expected), (also, found)) in expected.iter().zip(found) {
        assert_eq!(name, also);
        let same = lines::same(&lines::sorted(expected), &lines::sorted(found));
        same.unwrap_or_else(|why| panic!("{name}, {how}: {why}"));
    }
}

#[test]
fn small_pieces_give_what_one_reader_gives() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for rows in [0, 1, 40, 900] {
        let scratch = Scratch::new();
        let (csv, json, _) = events(&mut random, rows, true);
        scratch.write("in.csv", csv);
        scratch.write("in.jsonl", json);
        let expected = outputs(&scratch, "1", None);
        assert_eq!(expected.len(), 26);
        if rows == 900 {
            let short: Vec<_> = expected.iter().filter(|(_, text)| text.lines().count() < 2).collect();
            let are_short = ["hours_late.csv", "whole.csv"];
            assert!(short.iter().all(|(name, _)| are_short.contains(&name.as_str())), "{short:?}");
        }
        for (parallelism, unit_bytes) in
            [("1", 7), ("2", 1), ("2", 64), ("2", 1000), ("3", 150), ("4", 16), ("4", 300), ("4", 5000)]
        {
            let found = outputs(&scratch, parallelism, Some(unit_bytes));
            let how = format!("{rows} rows, {parallelism} workers, units of {unit_bytes}");
            assert_same(&expected, &found, &how);
        }
    }
}

/// A source that can make its rows, too: by all workers where it has no watermark, and by one where it has and times go back.
#[test]
fn rows_that_are_made_instead_are_those_of_one_reader_too() {
    let mut random = Random(0x94d0_49bb_1331_11eb);
    let scratch = Scratch::new();
    let (csv, json, _) = events(&mut random, 2_000, false);
    scratch.write("in.csv", csv);
    scratch.write("in.jsonl", json);
    let expected = outputs_of(&scratch, "1", None, 30_000);
    let changing = expected.iter().find(|(name, _)| name == "changing.csv").expect("it is written");
    assert_eq!(changing.1.lines().count(), 83);
    for (parallelism, unit_bytes) in [("2", None), ("3", Some(100)), ("4", Some(4_000))] {
        let found = outputs_of(&scratch, parallelism, unit_bytes, 30_000);
        assert_same(&expected, &found, &format!("{parallelism} workers"));
    }
}

#[test]
fn a_large_file_gives_what_one_reader_gives() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let scratch = Scratch::new();
    let (csv, json, values) = events(&mut random, 70_000, false);
    assert!(csv.len() > 40 * 65_536 && json.len() > 60 * 65_536, "there are many pieces");
    scratch.write("in.csv", csv);
    scratch.write("in.jsonl", json);
    let expected = outputs(&scratch, "1", None);
    let (_, whole) = expected.iter().find(|(name, _)| name == "whole.csv").expect("it is written");
    let sum = whole.trim_end().rsplit(',').next().and_then(|sum| sum.parse::<f64>().ok());
    assert_eq!(sum, Some(values.iter().sum::<f64>()), "in the order of rows");
    let backwards = values.iter().rev().sum::<f64>();
    assert!(sum != Some(backwards), "another order gives another sum");
    for parallelism in ["2", "2", "3", "4", "4"] {
        let found = outputs(&scratch, parallelism, None);
        assert_same(&expected, &found, &format!("{parallelism} workers"));
    }
}

/// JSON lines for `edges`.
fn rows(ids: std::ops::Range<usize>) -> String {
    let mut text = String::new();
    for id in ids {
        let key = ["a", "b", "c"][id * 7 % 3];
        let _ = writeln!(text, "{{\"id\":{id},\"k\":\"{key}\",\"userId\":{id},\"user_id\":\"{id:0>7}\"}}");
    }
    text
}

fn edges_settings(scratch: &Scratch, input: &str) -> [String; 3] {
    let set = |name: &str, file: &str| format!("{name}={}", scratch.join(file).display());
    [set("input", input), set("output", "out.csv"), set("other", "other.csv")]
}

#[test]
fn several_files_are_read_one_after_the_other() {
    let scratch = Scratch::new();
    scratch.write("f1.jsonl", rows(0..5));
    scratch.write("f2.jsonl", rows(5..40_000));
    let file = std::fs::File::create(scratch.join("f3.jsonl.gz")).expect("a file");
    let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    packed.write_all(rows(40_000..70_000).as_bytes()).expect("it is written");
    packed.finish().expect("it is written");
    scratch.write("f4.jsonl", "");
    scratch.write("f5.jsonl", rows(70_000..70_002));
    scratch.write("f6.jsonl", rows(70_002..110_001));
    // Frames end amid records, too.
    let text = rows(110_001..190_002).into_bytes();
    let frames = text.chunks(37_001).map(|frame| zstd::encode_all(frame, 1).expect("it is compressed"));
    let frames: Vec<Vec<u8>> = frames.collect();
    assert!(frames.len() > 100 && frames.concat().len() > 1 << 18, "they are read in pieces");
    scratch.write("f7.jsonl.zst", frames.concat());
    scratch.write("f8.jsonl", rows(190_002..190_005));
    let expected = "a,0,190002,190002,0190002\nb,1,190003,190003,0190003\nc,2,190004,190004,0190004\n";
    let runs = [("1", None), ("2", None), ("4", None), ("3", Some(5_000)), ("2", Some(80_000))];
    for (parallelism, unit_bytes) in runs {
        let ran = run(&EDGES, parallelism, unit_bytes, &edges_settings(&scratch, "f*"));
        ran.succeeded().unwrap_or_else(|why| panic!("{why}"));
        let found = std::fs::read_to_string(scratch.join("out.csv")).expect("it was written");
        assert_eq!(lines::sorted(&found), lines::sorted(expected), "at parallelism {parallelism}");
    }
}

#[test]
fn a_record_that_nobody_takes_ends_the_job_with_its_place() {
    let scratch = Scratch::new();
    scratch.write("in.jsonl", rows(0..40_000) + "{\"id\":\n" + &rows(0..40_000));
    for parallelism in ["1", "2", "4"] {
        let ran = run(&EDGES, parallelism, None, &edges_settings(&scratch, "in.jsonl"));
        assert!(ran.status == Some(1) && ran.stderr.contains("in.jsonl:40001"), "{ran:?}");
        assert_eq!(scratch.names(), ["in.jsonl"], "nothing is published");
    }
}

#[test]
fn a_signal_amid_a_file_ends_the_job() {
    let scratch = Scratch::new();
    scratch.write("in.jsonl", rows(0..400_000));
    let mut stopped = 0;
    // How long it takes where nobody disturbs it, so that signals come all along the way on every machine.
    let mut whole = Duration::ZERO;
    for round in 0..=12 {
        let parallelism = ["2", "3", "4"][round % 3];
        let mut command = EDGES.command(&["run", "--progress", "off", "--parallelism", parallelism]);
        edges_settings(&scratch, "in.jsonl").iter().for_each(|setting| {
            command.args(["--set", setting]);
        });
        let started = Instant::now();
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        if round == 0 {
            assert_eq!(child.wait_with_output().expect("it ends").status.code(), Some(0));
            whole = started.elapsed();
            continue;
        }
        std::thread::sleep(whole * round as u32 / 13);
        Ran::ask_to_stop(&child);
        let ran = Ran::of_child(child, Duration::from_secs(10));
        let is_whole = ran.status == Some(0) && ran.stderr.is_empty();
        stopped += usize::from(ran.stderr.contains("was not written"));
        if is_whole {
            let found = std::fs::read_to_string(scratch.join("out.csv")).expect("it was written");
            assert!(found.contains("a,0,399999,399999,0399999"), "{found}");
        }
        let _ = std::fs::remove_file(scratch.join("out.csv"));
    }
    assert!(stopped > 0, "some signal comes before the end");
}

/// Sales as CSV and as JSON lines: times out of order, some late. Among them `bad` ones, whose times can be read and whose ids cannot; a filter drops some of those.
fn sales(random: &mut Random, bad: bool) -> (String, String) {
    let (mut csv, mut json) = ("id,shop,at\n".to_owned(), String::new());
    let mut second = 1_600_000_000;
    for id in 0..3000 {
        second += random.below(4);
        let at = second - [0, 0, 3, 8, 15, 40][random.below(6)];
        let shop = random.of(&["a", "b", "hidden"]);
        let ahead = [0, 9, 25, 1000, 1_000_000_000][random.below(5)];
        if random.below(8) == 0 && bad {
            let _ = writeln!(csv, "x,{shop},{}", second + ahead);
            let _ = writeln!(json, "{{\"id\":\"x\",\"shop\":\"{shop}\",\"at\":{}}}", second + ahead);
        }
        let _ = writeln!(csv, "{id},{shop},{at}");
        let _ = writeln!(json, "{{\"id\":{id},\"shop\":\"{shop}\",\"at\":{at}}}");
    }
    (csv, json)
}

#[test]
fn the_time_of_a_row_that_cannot_be_read_moves_no_watermark() {
    let job = Job::dev("tests/jobs/unread_times.weir");
    let scratch = Scratch::new();
    let results = |name: &str, input: &str, parallelism: &str, unit_bytes: Option<usize>| {
        let (input, output) = (scratch.write(name, input), scratch.join("out_"));
        let settings = [format!("input={}", input.display()), format!("output={}", output.display())];
        run(&job, parallelism, unit_bytes, &settings).succeeded().unwrap_or_else(|why| panic!("{why}"));
        ["tens", "late", "totals", "counts", "errors"].map(|name| {
            let path = scratch.join(&format!("out_{name}"));
            lines::sorted(&std::fs::read_to_string(path).expect("it was written")).join("\n")
        })
    };
    for seed in 1..=3 {
        let (good, _) = sales(&mut Random(seed), false);
        let [tens, late, totals, counts, errors] = results("good.csv", &good, "1", None);
        assert!(tens.lines().count() > 100 && late.lines().count() > 20, "there are windows and late rows");
        assert_eq!(errors.lines().count(), 0);
        // The same good rows: what is bad takes no other numbers.
        let (csv, json) = sales(&mut Random(seed), true);
        for (name, input) in [("bad.csv", &csv), ("bad.jsonl", &json)] {
            for (parallelism, unit_bytes) in
                [("1", None), ("1", Some(500)), ("3", Some(300)), ("2", Some(5000))]
            {
                let [with_bad, late_with_bad, also_totals, also_counts, errors] =
                    results(name, input, parallelism, unit_bytes);
                let how = format!("{name}, {parallelism} workers, units of {unit_bytes:?}, seed {seed}");
                assert_eq!((with_bad, late_with_bad), (tens.clone(), late.clone()), "{how}");
                assert_eq!((also_totals, also_counts), (totals.clone(), counts.clone()), "{how}");
                assert!(errors.lines().count() > 100, "{how}");
            }
        }
    }
}
